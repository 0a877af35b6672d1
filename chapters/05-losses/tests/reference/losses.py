"""PyTorch's value and gradient of every loss, written to losses.json.

Each case is one loss, its input and its target; `grad` is the derivative of the output
with respect to the input. Every case appears twice, in f32 and in f64, from the same draws.

    python losses.py
"""

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


def case(loss, about, x, target):
    """One loss in both reductions and both dtypes; class indices stay integers."""
    for reduction in ("mean", "sum"):
        for name, dtype in DTYPES.items():
            x_ = x.to(dtype, copy=True).requires_grad_()
            target_ = target.to(dtype) if target.is_floating_point() else target
            output = getattr(nn, loss)(reduction=reduction)(x_, target_)
            output.backward()
            CASES.append(
                {
                    "loss": loss,
                    "about": about,
                    "reduction": reduction,
                    "dtype": name,
                    "input": tensor(x_),
                    "target": tensor(target_),
                    "output": tensor(output),
                    "grad": tensor(x_.grad),
                }
            )


def classes(*index):
    return torch.tensor(index, dtype=torch.int64)


def bits(*shape):
    return torch.randint(0, 2, shape).float()


def log_probabilities(*shape):
    return torch.log_softmax(torch.randn(shape), 1)


def probabilities(*shape):
    return torch.softmax(torch.randn(shape), 1)


EXTREME = torch.tensor(
    [
        [1000.0, -1000.0, 0.0],
        [-1000.0, 1000.0, 0.0],
        [1000.0, 1000.0, 1000.0],
        [-1000.0, 30.0, -30.0],
    ]
)
CERTAIN = torch.tensor([0.0, 1.0])
IMPOSSIBLE = torch.tensor([[1.0, -INF, 2.0]])
SURE = torch.tensor([[0.0, -INF], [-INF, 0.0]])

case("MSELoss", "matrix", torch.randn(5, 3), torch.randn(5, 3))
case("MSELoss", "vector", torch.randn(4), torch.randn(4))
case("MSELoss", "scalar", torch.randn(()), torch.randn(()))
case("MSELoss", "batch of one", torch.randn(1, 3), torch.randn(1, 3))
case("MSELoss", "empty batch", torch.randn(0, 3), torch.randn(0, 3))
case("MSELoss", "equal", torch.ones(2, 2), torch.ones(2, 2))
case("MSELoss", "large", EXTREME, torch.zeros(4, 3))
case("MSELoss", "infinite and NaN", torch.tensor([INF, 1.0, NAN]), torch.zeros(3))

case("BCELoss", "matrix, binary target", torch.rand(5, 3), bits(5, 3))
case("BCELoss", "vector, soft target", torch.rand(6), torch.rand(6))
case("BCELoss", "batch of one", torch.rand(1, 1), torch.ones(1, 1))
case("BCELoss", "empty batch", torch.rand(0, 1), torch.rand(0, 1))
case("BCELoss", "ones against zeros", torch.ones(3), torch.zeros(3))
case("BCELoss", "zeros against ones", torch.zeros(3), torch.ones(3))
case("BCELoss", "certain and right", CERTAIN, CERTAIN)
case("BCELoss", "certain against one half", CERTAIN, torch.tensor([0.5, 0.5]))
almost = torch.tensor([1e-30, 1e-13, 1 - 2**-24, 1e-30])
case("BCELoss", "nearly certain", almost, torch.tensor([1.0, 1.0, 0.0, 0.0]))

case("BCEWithLogitsLoss", "matrix, binary target", 3 * torch.randn(5, 3), bits(5, 3))
case("BCEWithLogitsLoss", "vector, soft target", 3 * torch.randn(6), torch.rand(6))
case("BCEWithLogitsLoss", "batch of one", torch.randn(1, 1), torch.ones(1, 1))
case("BCEWithLogitsLoss", "empty batch", torch.randn(0, 1), torch.rand(0, 1))
case("BCEWithLogitsLoss", "ones against zeros", torch.ones(3), torch.zeros(3))
for y in (0.0, 0.5, 1.0):
    logits = torch.tensor([0.0, -0.0, 30.0, -30.0, 1000.0, -1000.0])
    case("BCEWithLogitsLoss", f"edges against {y}", logits, torch.full((6,), y))
    for logit in (INF, -INF):
        case("BCEWithLogitsLoss", f"{logit} against {y}", torch.tensor([logit]), torch.tensor([y]))

case("NLLLoss", "batch", log_probabilities(5, 3), classes(2, 0, 0, 1, 2))
case("NLLLoss", "batch of one", log_probabilities(1, 4), classes(3))
case("NLLLoss", "empty batch", torch.randn(0, 3), classes())
case("NLLLoss", "one class", torch.zeros(2, 1), classes(0, 0))
case("NLLLoss", "log 0 elsewhere", SURE, classes(0, 1))
case("NLLLoss", "log 0 at the target", SURE, classes(1, 1))

case("CrossEntropyLoss", "classes", torch.randn(5, 3), classes(2, 0, 0, 1, 2))
case("CrossEntropyLoss", "classes, batch of one", torch.randn(1, 4), classes(3))
case("CrossEntropyLoss", "classes, empty batch", torch.randn(0, 3), classes())
case("CrossEntropyLoss", "classes, one class", torch.randn(2, 1), classes(0, 0))
case("CrossEntropyLoss", "classes, extreme and right", EXTREME, classes(0, 1, 2, 1))
case("CrossEntropyLoss", "classes, extreme and wrong", EXTREME, classes(1, 2, 0, 0))
case("CrossEntropyLoss", "classes, an impossible other", IMPOSSIBLE, classes(0))
case("CrossEntropyLoss", "classes, an impossible target", IMPOSSIBLE, classes(1))

case("CrossEntropyLoss", "probabilities", torch.randn(5, 3), probabilities(5, 3))
case("CrossEntropyLoss", "probabilities, batch of one", torch.randn(1, 4), probabilities(1, 4))
case("CrossEntropyLoss", "probabilities, empty batch", torch.randn(0, 3), torch.rand(0, 3))
case("CrossEntropyLoss", "probabilities, one-hot", torch.randn(3, 3), torch.eye(3))
case("CrossEntropyLoss", "probabilities, not summing to one", torch.randn(2, 3), torch.rand(2, 3))
case("CrossEntropyLoss", "probabilities, extreme", EXTREME, probabilities(4, 3))
case("CrossEntropyLoss", "probabilities, an impossible other", IMPOSSIBLE, torch.eye(3)[:1])

about = (
    f"Losses and gradients from PyTorch {torch.__version__}. Regenerate: python losses.py. "
    "f32 values are the shortest decimal of the value widened to f64; "
    'non-finite values are the strings "inf", "-inf", "nan".'
)
lines = ",\n".join(json.dumps(c, allow_nan=False) for c in CASES)
Path(__file__).with_suffix(".json").write_text(
    f'{{"_about": {json.dumps(about)},\n"cases": [\n{lines}\n]}}\n'
)
