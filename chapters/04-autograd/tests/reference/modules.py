"""PyTorch's value and gradients of every module, written to modules.json.

Each case runs one module, or a small network of them, on one input, and sends a random gradient
`upstream` back. `grads` are those of the input and of each parameter, by name. Every case appears
twice, in f32 and in f64, from the same draws.

    python modules.py
"""

import copy
import json
import os
from pathlib import Path

# One kernel and one thread, so that every run rounds the same way.
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
os.environ["MKL_CBWR"] = "AVX2"

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)

DTYPES = {"f32": torch.float32, "f64": torch.float64}
INF, NAN = float("inf"), float("nan")


def number(value):
    """JSON has no infinities and no NaN: they become strings."""
    if value != value:
        return "nan"
    if abs(value) == INF:
        return "inf" if value > 0 else "-inf"
    return value


def tensor(t):
    """The shape and the row-major data; an f32 is widened to f64, which is exact."""
    data = [number(value) for value in t.detach().reshape(-1).tolist()]
    return {"shape": list(t.shape), "data": data}


CASES = []


def case(build, x):
    """`build` names the modules in order: one alone, or several in a Sequential."""
    parts = [getattr(nn, name)(*args) for name, *args in build]
    made = parts[0] if len(parts) == 1 else nn.Sequential(*parts)
    upstream = None
    for name, dtype in DTYPES.items():
        module = copy.deepcopy(made).to(dtype)
        x_ = x.to(dtype, copy=True).requires_grad_()
        output = module(x_)
        if upstream is None:
            upstream = torch.randn(output.shape)
        output.backward(upstream.to(dtype))
        parameters = dict(module.named_parameters())
        CASES.append(
            {
                "module": build,
                "dtype": name,
                "input": tensor(x_),
                "parameters": {key: tensor(p) for key, p in parameters.items()},
                "upstream": tensor(upstream.to(dtype)),
                "output": tensor(output),
                "grads": {"input": tensor(x_.grad)}
                | {key: tensor(p.grad) for key, p in parameters.items()},
            }
        )


# The edge values that single precision and double precision share.
EDGES = torch.tensor([0.0, -0.0, 1.0, -1.0, 20.0, 1000.0, -1000.0, INF, -INF, NAN])
SHAPES = [(5, 3), (1, 3), (0, 3), (3, 1), (1, 1), (7, 5)]
ACTIVATIONS = ["ReLU", "ELU", "Softplus", "Softsign", "Sigmoid", "Tanh", "Identity"]
ALONG = ["Softmax", "LogSoftmax"]

for name in ACTIVATIONS:
    for shape in [*SHAPES, (4,), ()]:
        case([[name]], torch.randn(shape))
    case([[name]], EDGES)
for name in ALONG:
    for dim in (0, 1):
        for shape in SHAPES:
            case([[name, dim]], torch.randn(shape))
        case([[name, dim]], torch.tensor([[1000.0, -1000.0], [0.0, -0.0], [1000.0, 1000.0]]))
        case([[name, dim]], torch.tensor([[INF, 0.0], [NAN, 1.0], [-INF, 2.0]]))

for sizes in [(3, 4), (3, 1), (1, 4), (1, 1), (33, 9)]:
    for batch in (5, 1, 0):
        for bias in (True, False):
            case([["Linear", *sizes, bias]], torch.randn(batch, sizes[0]))
case([["Linear", 3, 4, True]], torch.randn(3))
case([["Linear", 2, 3, True]], torch.tensor([[1000.0, -1000.0], [INF, 1.0], [NAN, 0.0]]))

for name, *args in [*([name] for name in ACTIVATIONS), *([name, 1] for name in ALONG)]:
    for batch in (5, 1, 0):
        network = [["Linear", 3, 4, True], [name, *args], ["Linear", 4, 2, True]]
        case(network, torch.randn(batch, 3))
deep = [["Linear", 3, 3, True], ["Tanh"]] * 5 + [["Linear", 3, 2, True], ["LogSoftmax", 1]]
case(deep, torch.randn(5, 3))

for build in [["LeakyReLU", 0.01], ["GELU", "none"], ["GELU", "tanh"], ["SiLU"]]:
    for shape in [(5, 3), (1, 3), (0, 3), (4,), ()]:
        case([build], torch.randn(shape))
    case([build], EDGES)
    case([["Linear", 3, 4, True], build, ["Linear", 4, 2, True]], torch.randn(5, 3))
for name in ALONG:
    for dim in (0, -1):
        case([[name, dim]], torch.randn(4))

about = (
    f"Modules and gradients from PyTorch {torch.__version__}. Regenerate: python modules.py. "
    "f32 values are the shortest decimal of the value widened to f64; "
    'non-finite values are the strings "inf", "-inf", "nan".'
)
lines = ",\n".join(json.dumps(c, allow_nan=False) for c in CASES)
Path(__file__).with_suffix(".json").write_text(
    f'{{"_about": {json.dumps(about)},\n"cases": [\n{lines}\n]}}\n'
)
