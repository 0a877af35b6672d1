"""PyTorch's value and gradient of every loss, written to losses.json.

Each case is one loss, its input and its target; `grad` is the derivative of the output
with respect to the input. `L2Loss` and `ChiSquaredLoss` are no classes of PyTorch: their
formulas are written out, and they have no mean. Every case appears twice, in f32 and in f64, from the same draws.

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


# Losses whose target is a tensor like any other, with a gradient of its own.
SYMMETRIC = {"MSELoss", "L2Loss", "ChiSquaredLoss", "L1Loss", "SmoothL1Loss", "HuberLoss"}
FORMULAS = {
    "L2Loss": lambda x, target: ((x - target) ** 2).sum() / 2,
    "ChiSquaredLoss": lambda x, target, sigma: (((x - target) / sigma) ** 2).sum(),
}


def constant(value, dtype):
    """A setting as PyTorch takes it: weights are tensors."""
    if isinstance(value, list):
        return torch.tensor(value, dtype=dtype)
    return value.to(dtype) if isinstance(value, torch.Tensor) else value


def upstream(output):
    """The gradient that arrives at the output: ½, 1, 1½, … if it is not reduced."""
    if output.dim() == 0:
        return torch.ones_like(output)
    count = torch.arange(1, output.numel() + 1, dtype=output.dtype)
    return (count / 2).reshape(output.shape)


def case(loss, about, *inputs, reductions=("mean", "sum"), **options):
    """One loss in all reductions and both dtypes; class indices stay integers. An input may be
    a function of the dtype's name."""
    for reduction in ("sum",) if loss in FORMULAS else reductions:
        for name, dtype in DTYPES.items():
            settings = {key: constant(value, dtype) for key, value in options.items()}
            compute = FORMULAS.get(loss) or getattr(nn, loss)(reduction=reduction, **settings)
            xs = [x(name) if callable(x) else x for x in inputs]
            xs = [x.to(dtype, copy=True) if x.is_floating_point() else x for x in xs]
            for x in xs if loss in SYMMETRIC else xs[:1]:
                x.requires_grad_()
            output = compute(*xs)
            output.backward(upstream(output))
            written = {
                key: tensor(settings[key]) if isinstance(value, torch.Tensor) else value
                for key, value in options.items()
            }
            fields = dict(zip(("input", "target", "sigma"), map(tensor, xs)))
            names = ("grad", "target_grad", "sigma_grad")
            grads = {key: tensor(x.grad) for key, x in zip(names, xs) if x.requires_grad}
            CASES.append(
                {"loss": loss, "about": about, "reduction": reduction, "dtype": name}
                | ({"options": written} if options else {})
                | fields
                | {"output": tensor(output)}
                | grads
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

# Every kind of shape, and the edges of what a number can be.
DENORMAL = {"f32": 1e-40, "f64": 1e-310}
SHAPES = [(1, 1), (4, 1), (1, 4), (3, 0), (7, 5)]


def edges(dtype):
    """Numbers at which a square overflows, vanishes, or is no number."""
    values = [0.0, -0.0, 1000.0, -1000.0, 1e30, INF, -INF, NAN, DENORMAL[dtype]]
    return torch.tensor(values, dtype=DTYPES[dtype])


def tiny(*signs):
    """Denormal numbers."""
    return lambda dtype: torch.tensor(signs, dtype=DTYPES[dtype]) * DENORMAL[dtype]


for shape in SHAPES:
    size = "×".join(map(str, shape))
    case("MSELoss", size, torch.randn(shape), torch.randn(shape))
    case("L2Loss", size, torch.randn(shape), torch.randn(shape))
    for width in {shape[1], 1}:
        sigma = torch.rand(shape[0], width) + 0.5
        case("ChiSquaredLoss", f"{size}, σ {width} wide", torch.randn(shape), torch.randn(shape), sigma)
    case("BCELoss", size, torch.rand(shape), torch.rand(shape))
    case("BCEWithLogitsLoss", size, 3 * torch.randn(shape), torch.rand(shape))
for loss in ("MSELoss", "L2Loss"):
    case(loss, "edges against 1", edges, torch.ones(9))
    case(loss, "edges against edges", edges, edges)
    case(loss, "empty list", torch.randn(0), torch.randn(0))
case("L2Loss", "scalar", torch.randn(()), torch.randn(()))
case("ChiSquaredLoss", "vector", torch.randn(4), torch.randn(4), torch.rand(4) + 0.5)
case("ChiSquaredLoss", "empty batch", torch.randn(0, 3), torch.randn(0, 3), torch.rand(0, 1))
case("ChiSquaredLoss", "edges against 1", edges, torch.ones(9), torch.full((9,), 2.0))
case("ChiSquaredLoss", "1 against edges", torch.ones(9), edges, torch.full((9,), 2.0))
case("ChiSquaredLoss", "uncertainties at edges", torch.ones(9), torch.zeros(9), edges)

case("BCELoss", "empty list", torch.rand(0), torch.rand(0))
case("BCELoss", "zeros of both signs", torch.tensor([0.0, -0.0]), torch.zeros(2))
case("BCELoss", "denormal against 0", tiny(1.0, 2.0), torch.zeros(2))
case("BCELoss", "denormal against 1", tiny(1.0, 2.0), torch.ones(2))
case("BCEWithLogitsLoss", "empty list", torch.randn(0), torch.rand(0))
case("BCEWithLogitsLoss", "denormal", tiny(1.0, -1.0), torch.tensor([0.0, 1.0]))
case("BCEWithLogitsLoss", "NaN", torch.tensor([NAN, 1.0]), torch.tensor([0.0, 1.0]))

SCORES = torch.tensor([[NAN, 1.0], [0.0, -0.0], [1000.0, -1000.0]])
TIES = torch.tensor([[2.0, 2.0, 2.0], [-0.0, 0.0, 0.0], [1000.0, 1000.0, -1000.0]])
for loss in ("NLLLoss", "CrossEntropyLoss"):
    case(loss, "classes, 7×5", torch.randn(7, 5), classes(4, 0, 3, 3, 1, 2, 4))
    case(loss, "classes, 1×1", torch.randn(1, 1), classes(0))
    case(loss, "classes, ±1000", SCORES[1:], classes(0, 1))
    case(loss, "classes, NaN elsewhere", SCORES, classes(1, 1, 0))
    case(loss, "classes, NaN at the target", SCORES, classes(0, 1, 0))
    case(loss, "classes, ties", TIES, classes(0, 1, 2))
    case(loss, "classes, denormal", tiny([1.0, -1.0], [-2.0, 3.0]), classes(0, 1))
    case(loss, "classes, infinite", torch.tensor([[INF, 0.0]]), classes(0))
    case(loss, "classes, infinite elsewhere", torch.tensor([[INF, 0.0]]), classes(1))
    case(loss, "classes, nothing possible", torch.tensor([[-INF, -INF]]), classes(1))
for about, x in [
    ("7×5", torch.randn(7, 5)),
    ("1×1", torch.randn(1, 1)),
    ("4×1", torch.randn(4, 1)),
    ("ties", TIES),
    ("NaN", SCORES),
    ("infinite", torch.tensor([[INF, 0.0]])),
    ("denormal", tiny([1.0, -1.0], [-2.0, 3.0])),
]:
    shape = (x("f32") if callable(x) else x).shape
    case("CrossEntropyLoss", f"probabilities, {about}", x, probabilities(*shape))

# No reduction: an error for each element, or for each sample.
EACH = ("none",)
ALL = ("mean", "sum", "none")
case("MSELoss", "matrix", torch.randn(3, 2), torch.randn(3, 2), reductions=EACH)
case("BCELoss", "matrix", torch.rand(3, 2), torch.rand(3, 2), reductions=EACH)
case("BCEWithLogitsLoss", "matrix", torch.randn(3, 2), torch.rand(3, 2), reductions=EACH)
for loss in ("NLLLoss", "CrossEntropyLoss"):
    case(loss, "classes", log_probabilities(3, 2), classes(1, 0, 1), reductions=EACH)
    case(loss, "classes, empty batch", torch.randn(0, 3), classes(), reductions=EACH)
case("CrossEntropyLoss", "probabilities", torch.randn(3, 2), probabilities(3, 2), reductions=EACH)
case("CrossEntropyLoss", "probabilities, vector", torch.randn(3), probabilities(1, 3)[0], reductions=EACH)

# Weights, ignored classes and smoothed labels.
W = [0.25, 2.0, 0.7]
IGNORED = torch.tensor([[1.0, -1.0, 2.0], [-INF, 0.0, -INF], [0.5, 0.0, 1.0]])
for loss in ("NLLLoss", "CrossEntropyLoss"):
    five = classes(2, 0, 0, 1, 2)
    case(loss, "classes, weights", log_probabilities(5, 3), five, reductions=ALL, weight=W)
    case(loss, "classes, one ignored", log_probabilities(5, 3), five, reductions=ALL, ignore_index=0)
    case(loss, "classes, none ignored", log_probabilities(2, 3), classes(0, 1), ignore_index=7)
    far = classes(2, 9, 0, 1, 9)
    case(loss, "classes, both", log_probabilities(5, 3), far, reductions=ALL, weight=W, ignore_index=9)
    case(loss, "classes, all ignored", torch.randn(2, 3), classes(9, 9), reductions=ALL, ignore_index=9)
    case(loss, "classes, all ignored, weights", torch.randn(2, 3), classes(9, 9), weight=W, ignore_index=9)
    case(loss, "classes, weights of 0", torch.randn(2, 3), classes(0, 1), weight=[0.0, 0.0, 1.0])
    case(loss, "classes, one weight of 0", torch.randn(2, 3), classes(0, 2), weight=[0.0, 0.0, 1.0])
    case(loss, "classes, empty batch, weights", torch.randn(0, 3), classes(), weight=W)
    case(loss, "classes, an impossible one ignored", IGNORED, classes(2, 9, 0), ignore_index=9)
five = classes(2, 0, 0, 1, 2)
for ignore_index in (9, 0):
    about = f"classes, smoothed, {ignore_index} ignored"
    settings = {"ignore_index": ignore_index, "label_smoothing": 0.1}
    case("CrossEntropyLoss", about, torch.randn(5, 3), five, reductions=ALL, **settings)
    about += ", weights"
    case("CrossEntropyLoss", about, torch.randn(5, 3), five, reductions=ALL, weight=W, **settings)
case("CrossEntropyLoss", "classes, smoothed, extreme", EXTREME, classes(1, 2, 0, 0), label_smoothing=0.1)
case("CrossEntropyLoss", "classes, uniform", torch.randn(3, 3), classes(1, 2, 0), label_smoothing=1.0)
case("CrossEntropyLoss", "classes, smoothed, empty batch", torch.randn(0, 3), classes(), label_smoothing=0.1)
settings = {"weight": W, "ignore_index": 9, "label_smoothing": 0.3}
case("CrossEntropyLoss", "classes, smoothed, all ignored", torch.randn(2, 3), classes(9, 9), **settings)
settings = {"weight": [1.0, 0.0, 0.0], "label_smoothing": 0.3}
case("CrossEntropyLoss", "classes, smoothed, weights of 0", torch.randn(2, 3), classes(2, 1), reductions=("mean",), **settings)
settings = {"weight": W, "label_smoothing": 0.1}
case("CrossEntropyLoss", "probabilities, smoothed", torch.randn(4, 3), probabilities(4, 3), label_smoothing=0.1)
case("CrossEntropyLoss", "probabilities, weights", torch.randn(4, 3), probabilities(4, 3), weight=W)
case("CrossEntropyLoss", "probabilities, both", torch.randn(4, 3), probabilities(4, 3), reductions=ALL, **settings)
case("CrossEntropyLoss", "probabilities, both, vector", torch.randn(3), probabilities(1, 3)[0], reductions=ALL, **settings)
case("CrossEntropyLoss", "probabilities, both, empty batch", torch.randn(0, 3), torch.rand(0, 3), **settings)

# Weights of the binary losses, broadcast.
for about, shape in [("output", (2,)), ("sample", (3, 1)), ("element", (3, 2)), ("all", ())]:
    about = f"a weight per {about}" if shape else "one weight"
    case("BCELoss", about, torch.rand(3, 2), torch.rand(3, 2), reductions=ALL, weight=torch.rand(shape) + 0.5)
    for key in ("weight", "pos_weight"):
        x, target = 3 * torch.randn(3, 2), torch.rand(3, 2)
        settings = {key: torch.rand(shape) + 0.5}
        case("BCEWithLogitsLoss", f"{about}, {key}", x, target, reductions=ALL, **settings)
settings = {"weight": torch.rand(3, 1) + 0.5, "pos_weight": torch.rand(2) + 2}
case("BCEWithLogitsLoss", "both weights", 3 * torch.randn(3, 2), bits(3, 2), reductions=ALL, **settings)
for y in (0.0, 0.5, 1.0):
    logits = torch.tensor([0.0, -0.0, 30.0, -30.0, 1000.0, -1000.0])
    settings = {"pos_weight": torch.tensor([3.0])}
    case("BCEWithLogitsLoss", f"edges against {y}, pos_weight", logits, torch.full((6,), y), **settings)
case("BCEWithLogitsLoss", "empty batch, pos_weight", torch.randn(0, 2), torch.rand(0, 2), pos_weight=torch.ones(2))

# Absolute errors, and what is between them and squared ones.
THRESHOLDS = {"L1Loss": [{}], "SmoothL1Loss": [{}, {"beta": 0.3}, {"beta": 0.0}], "HuberLoss": [{}, {"delta": 0.3}]}
AT_KINKS = torch.tensor([-2.0, -1.0, -0.25, 0.0, 0.25, 1.0, 2.0])
for loss, thresholds in THRESHOLDS.items():
    for settings in thresholds:
        about = "".join(f", {key} {value}" for key, value in settings.items())
        case(loss, "matrix" + about, torch.randn(5, 3), torch.randn(5, 3), reductions=ALL, **settings)
        case(loss, "edges against 1" + about, edges, torch.ones(9), **settings)
        case(loss, "kinks" + about, AT_KINKS, torch.zeros(7), reductions=EACH, **settings)
    for about, shape in [("scalar", ()), ("vector", (4,)), ("empty batch", (0, 3))]:
        case(loss, about, torch.randn(shape), torch.randn(shape))
    case(loss, "large", EXTREME, torch.zeros(4, 3))
case("SmoothL1Loss", "kinks, beta 0.25", AT_KINKS, torch.zeros(7), beta=0.25)
case("HuberLoss", "kinks, delta 0.25", AT_KINKS, torch.zeros(7), delta=0.25)

# The divergence; `batchmean` is a reduction of this loss alone.
DIVERGENCE = ("mean", "sum", "none", "batchmean")
case("KLDivLoss", "matrix", log_probabilities(4, 3), probabilities(4, 3), reductions=DIVERGENCE)
settings = {"log_target": True}
case("KLDivLoss", "matrix, logarithms", log_probabilities(4, 3), log_probabilities(4, 3), reductions=DIVERGENCE, **settings)
case("KLDivLoss", "vector", log_probabilities(1, 3)[0], probabilities(1, 3)[0], reductions=("sum", "batchmean"))
case("KLDivLoss", "scalar", torch.tensor(-1.0), torch.tensor(0.3), reductions=("mean", "batchmean"))
case("KLDivLoss", "empty batch", torch.randn(0, 3), torch.rand(0, 3), reductions=DIVERGENCE)
case("KLDivLoss", "one-hot", log_probabilities(3, 3), torch.eye(3), reductions=("batchmean",))
case("KLDivLoss", "not normalized", torch.randn(3, 2), 3 * torch.rand(3, 2), reductions=("batchmean",))
case("KLDivLoss", "impossible and impossible", SURE, torch.eye(2), reductions=("none",))
case("KLDivLoss", "impossible and observed", SURE, torch.full((2, 2), 0.5), reductions=("none", "batchmean"))
case("KLDivLoss", "denormal", torch.tensor([-1.0, -200.0]), tiny(1.0, 2.0), reductions=("none",))
case("KLDivLoss", "logarithms, extreme", -EXTREME.abs(), -EXTREME.abs().flip(0), reductions=("sum",), **settings)
case("KLDivLoss", "logarithms, log 0", log_probabilities(2, 2), SURE, reductions=("sum",), **settings)

about = (
    f"Losses and gradients from PyTorch {torch.__version__}. Regenerate: python losses.py. "
    "f32 values are the shortest decimal of the value widened to f64; "
    'non-finite values are the strings "inf", "-inf", "nan".'
)
lines = ",\n".join(json.dumps(c, allow_nan=False) for c in CASES)
Path(__file__).with_suffix(".json").write_text(
    f'{{"_about": {json.dumps(about)},\n"cases": [\n{lines}\n]}}\n'
)
