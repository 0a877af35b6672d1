"""PyTorch's draws of torch.nn.init, written to init.json.

    python init.py
"""

import json
import os
from pathlib import Path

# The kernel that every processor with AVX2 runs, and one thread.
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"

import torch
from torch.nn import init

torch.set_num_threads(1)

FUNCTIONS = {
    "xavier_uniform_": init.xavier_uniform_,
    "xavier_normal_": init.xavier_normal_,
    "kaiming_uniform_": init.kaiming_uniform_,
    "kaiming_normal_": init.kaiming_normal_,
}

# Fewer than 16 numbers take another way through torch's normal generator.
SHAPES = [(4, 8), (8, 4), (5, 7), (3, 4)]

XAVIER = [{"gain": 1.0}, {"gain": 5 / 3}]
KAIMING = [
    {"a": 0.0, "mode": "fan_in", "nonlinearity": "relu"},
    {"a": 0.0, "mode": "fan_out", "nonlinearity": "relu"},
    {"a": 0.2, "mode": "fan_in", "nonlinearity": "leaky_relu"},
    {"a": 5**0.5, "mode": "fan_in", "nonlinearity": "leaky_relu"},
    {"a": 0.0, "mode": "fan_in", "nonlinearity": "tanh"},
]

GAINS = [("linear", None), ("sigmoid", None), ("tanh", None), ("relu", None)]
GAINS += [("leaky_relu", a) for a in (0.0, 0.01, 0.2, 5**0.5)]


def case(name, shape, args, seed):
    torch.manual_seed(seed)
    weight = FUNCTIONS[name](torch.empty(shape), **args)
    return {
        "function": name,
        "shape": list(shape),
        "args": args,
        "seed": seed,
        "weight": weight.reshape(-1).tolist(),
    }


cases = [
    case(name, shape, args, seed)
    for seed, shape in enumerate(SHAPES)
    for name in FUNCTIONS
    for args in (XAVIER if name.startswith("xavier") else KAIMING)
]
gains = [
    {"nonlinearity": name, "param": param, "gain": init.calculate_gain(name, param)}
    for name, param in GAINS
]

about = f"Draws of torch.nn.init from PyTorch {torch.__version__}. Regenerate: python init.py."
lines = ["{" + f'"_about": {json.dumps(about)},', '"gains": [']
lines.append(",\n".join(json.dumps(gain) for gain in gains))
lines.append('],\n"cases": [')
lines.append(",\n".join(json.dumps(case) for case in cases))
lines.append("]}")
Path(__file__).with_name("init.json").write_text("\n".join(lines) + "\n")
