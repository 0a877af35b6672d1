"""PyTorch's optimizers on gradients from 1e-30 to 1e30, written to extremes.json.

A parameter of zeros takes four steps: the gradients as given, the same again, their negatives, and
zeros. It starts at 0, so that every digit of a tiny step shows.

    python extremes.py
"""

import json
from pathlib import Path

import torch
from torch import optim

from optimizers import DTYPES, OPTIONS, tensor

GRADIENTS = [10.0**k for k in range(-30, 31, 5)] + [-1e-20, 3e-21, 1e-19, 1.5e19]
CONFIGURATIONS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("RMSprop", {}),
    ("RMSprop", {"eps": 0.0}),
    ("RMSprop", {"centered": True}),
    ("RMSprop", {"centered": True, "eps": 0.0}),
    ("RMSprop", {"centered": True, "momentum": 0.9, "weight_decay": 0.1}),
    ("Adagrad", {}),
    ("Adagrad", {"eps": 0.0}),
    ("Adagrad", {"lr_decay": 0.1, "weight_decay": 0.1, "eps": 0.0}),
    ("Adam", {}),
    ("Adam", {"eps": 0.0}),
    ("Adam", {"eps": 0.0, "amsgrad": True, "weight_decay": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"eps": 0.0, "amsgrad": True}),
]


def run(name, dtype, options):
    gradients = torch.tensor(GRADIENTS, dtype=DTYPES[dtype])
    parameter = torch.zeros_like(gradients, requires_grad=True)
    optimizer = getattr(optim, name)([parameter], foreach=False, **options)
    after = []
    for gradient in (gradients, gradients, -gradients, 0 * gradients):
        parameter.grad = gradient
        optimizer.step()
        after.append(tensor(parameter))
    defaults = {key: optimizer.defaults[key] for key in OPTIONS[name]}
    return {"optimizer": name, "options": defaults, "dtype": dtype, "after": after}


runs = [run(name, dtype, options) for name, options in CONFIGURATIONS for dtype in DTYPES]
about = f"Steps of PyTorch {torch.__version__}. Regenerate: python extremes.py."
lines = ",\n".join(json.dumps(r, allow_nan=False) for r in runs)
Path(__file__).with_suffix(".json").write_text(
    f'{{"_about": {json.dumps(about)},\n"gradients": {json.dumps(GRADIENTS)},\n"runs": [\n{lines}\n]}}\n'
)
