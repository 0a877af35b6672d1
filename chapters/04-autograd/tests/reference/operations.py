"""PyTorch's value and gradient of every operation, written to operations.json.

Each case feeds `inputs` to one operation, then sends a gradient `upstream`, random unless
given, back through it. Every case appears twice, in f32 and in f64, from the same draws.

    python operations.py
"""

import json
import os
from pathlib import Path

# One kernel and one thread, so that every run rounds the same way.
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
os.environ["MKL_CBWR"] = "AVX2"

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(0)

DTYPES = {"f32": torch.float32, "f64": torch.float64}


def reduce(function):
    """`function` over everything when `dim` is None, else along `dim`."""

    def apply(x, dim, keepdim):
        return function(x) if dim is None else function(x, dim, keepdim=keepdim)

    return apply


def max_along(x, *dim, **keepdim):
    """torch.max returns (values, indices) along a dimension, and one value without."""
    return torch.max(x, *dim, **keepdim).values if dim else torch.max(x)


COMPARISONS = [torch.eq, torch.ne, torch.lt, torch.le, torch.gt, torch.ge]

OPERATIONS = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "neg": torch.neg,
    "pow": lambda x, exponent: torch.pow(x, exponent),
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "abs": torch.abs,
    "matmul": torch.matmul,
    "transpose": torch.t,
    "sum": reduce(torch.sum),
    "mean": reduce(torch.mean),
    "max": reduce(max_along),
    "amax": lambda x, dim, keepdim: torch.amax(x, dim, keepdim=keepdim),
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "elu": lambda x, alpha: F.elu(x, alpha),
    "softplus": lambda x, beta, threshold: F.softplus(x, beta, threshold),
    "softsign": F.softsign,
    "leaky_relu": lambda x, negative_slope: F.leaky_relu(x, negative_slope),
    "gelu": lambda x, approximate: F.gelu(x, approximate=approximate),
    "silu": F.silu,
    "softmax": lambda x, dim: torch.softmax(x, dim),
    "log_softmax": lambda x, dim: torch.log_softmax(x, dim),
    "reshape": lambda x, shape: torch.reshape(x, shape),
    "expand": lambda x, shape: torch.broadcast_to(x, shape),
    "index_select": lambda x, dim, index: torch.index_select(
        x, dim, torch.tensor(index, dtype=torch.int64)
    ),
    "gather": lambda x, index: torch.gather(
        x, 1, torch.tensor(index, dtype=torch.int64)[:, None]
    ),
    "clamp": lambda x, min, max: torch.clamp(x, min, max),
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "where_": lambda condition, a, b: torch.where(condition != 0, a, b),
    "masked_fill": lambda x, mask, value: x.masked_fill(mask != 0, value),
    "narrow": lambda x, dim, start, length: torch.narrow(x, dim, start, length),
    "select": lambda x, dim, index: torch.select(x, dim, index),
    "cat": lambda *parts, dim: torch.cat(parts, dim),
    "stack": lambda *parts, dim: torch.stack(parts, dim),
    "eq, ne, lt, le, gt, ge": lambda a, b: torch.stack(
        [compare(a, b).reshape(-1).to(a.dtype) for compare in COMPARISONS]
    ),
    "argmax": lambda x, dim: torch.argmax(x, dim).reshape(-1).to(x.dtype),
    "argmin": lambda x, dim: torch.argmin(x, dim).reshape(-1).to(x.dtype),
    "allclose": lambda a, b, rtol, atol: torch.tensor(
        float(torch.allclose(a, b, rtol, atol)), dtype=a.dtype
    ),
    "linear": F.linear,
    "mse_loss": lambda x, target, reduction: F.mse_loss(x, target, reduction=reduction),
}


def number(value):
    """JSON has no infinities and no NaN: they become strings."""
    if value != value:
        return "nan"
    if abs(value) == float("inf"):
        return "inf" if value > 0 else "-inf"
    return value


def tensor(t):
    """The shape and the row-major data; an f32 is widened to f64, which is exact."""
    data = [number(value) for value in t.detach().reshape(-1).tolist()]
    return {"shape": list(t.shape), "data": data}


CASES = []


def case(op, *inputs, constant=(), upstream=None, **args):
    """Runs one operation in both dtypes. `inputs` and `upstream` are tensors, or functions of the
    dtype's name; inputs whose positions are in `constant` require no gradient. If none does, nothing
    is sent back."""
    for name, dtype in DTYPES.items():
        xs = [(x(name) if callable(x) else x).to(dtype) for x in inputs]
        xs = [x.clone().requires_grad_(i not in constant) for i, x in enumerate(xs)]
        output = OPERATIONS[op](*xs, **args)
        if upstream is None:
            upstream = torch.randn(output.shape)
        pull = (upstream(name) if callable(upstream) else upstream).to(dtype)
        if output.requires_grad:
            output.backward(pull)
        CASES.append(
            {
                "op": op,
                "args": {k: number(v) if isinstance(v, float) else v for k, v in args.items()},
                "dtype": name,
                "inputs": [tensor(x) for x in xs],
                "upstream": tensor(pull),
                "output": tensor(output),
                "grads": [None if x.grad is None else tensor(x.grad) for x in xs],
            }
        )


INF, NAN = float("inf"), float("nan")
DENORMAL = {"f32": 1e-40, "f64": 1e-310}
# Just inside and just outside of what an exponential can hold, and where it turns denormal.
NEARLY = {
    "f32": [88.72, 88.73, -87.3, -87.4, -103.9, -104.0],
    "f64": [709.78, 709.79, -708.3, -708.4, -745.1, -745.2],
}


def edges(dtype):
    """Where formulas break: zeros of both signs, large values, infinities, NaN, a denormal."""
    values = [0.0, -0.0, 1.0, -1.0, 30.0, -30.0, 1000.0, -1000.0, INF, -INF, NAN, DENORMAL[dtype]]
    return torch.tensor(values, dtype=DTYPES[dtype])


def far_edges(dtype):
    """The ends of the range: negative denormal, smallest normal, largest, and around e^x = inf."""
    info = torch.finfo(DTYPES[dtype])
    values = [-DENORMAL[dtype], info.tiny, -info.tiny, info.max, info.min, *NEARLY[dtype]]
    return torch.tensor([*values, 20.0], dtype=DTYPES[dtype])


def far_edges_of_12(dtype):
    return far_edges(dtype)[:12]


def edge_table(dtype):
    """Rows whose sums and products lead to infinities, to NaN, and to numbers too small."""
    small = DENORMAL[dtype]
    rows = [[1000.0, -1000.0, 0.0], [INF, 1.0, -0.0], [INF, -INF, 1.0], [NAN, 0.0, 1.0]]
    rows += [[small, -1.0, 1.0], [-0.0, -0.0, -0.0], [small, small, -small]]
    return torch.tensor(rows, dtype=DTYPES[dtype])


def edge_pairs(side):
    """The left or the right half of every ordered pair of edge values."""

    def draw(dtype):
        values = [0.0, -0.0, 1.0, -1.0, 1000.0, -1000.0, INF, -INF, NAN, DENORMAL[dtype]]
        pairs = torch.cartesian_prod(*[torch.tensor(values, dtype=DTYPES[dtype])] * 2)
        return pairs[:, side].reshape(10, 10)

    return draw


def randn(*shape):
    return torch.randn(shape)


def positive(*shape):
    return torch.rand(shape) + 0.25


def away_from_zero(*shape):
    r = torch.randn(shape)
    return torch.where(r < 0, r - 0.25, r + 0.25)


TIES = torch.tensor([[1.0, 3.0, 3.0, 2.0], [3.0, 3.0, 0.5, 2.0], [-1.0, 3.0, 0.5, 2.0]])
ZEROS = torch.tensor([[-0.0, 0.0, -1.0], [0.0, -0.0, -0.0]])
NANS = torch.tensor([[1.0, NAN, 2.0], [NAN, 5.0, NAN], [0.0, 1.0, 2.0]])
LOGITS = torch.tensor(
    [
        [1000.0, -1000.0, 0.0],
        [-1000.0, -1000.0, -1000.0],
        [1000.0, 1000.0, 999.0],
        [30.0, -30.0, 0.0],
    ]
)
INFINITE = torch.tensor([[1.0, -INF, 2.0], [-INF, -INF, -INF], [INF, 0.0, 1.0]])

# Two operands, and the ways in which their shapes may differ.
for op in ("add", "sub", "mul", "div"):
    for left, right in [
        ((3, 4), (3, 4)),
        ((4,), (4,)),
        ((), ()),
        ((3, 4), (4,)),
        ((3, 4), (3, 1)),
        ((3, 4), ()),
        ((), (3, 4)),
        ((1, 4), (3, 1)),
        ((0, 4), (4,)),
    ]:
        case(op, randn(*left), away_from_zero(*right))
    case(op, edge_pairs(0), edge_pairs(1))

# One operand, element by element.
ELEMENTWISE = [
    ("neg", {}, randn),
    ("pow", {"exponent": 2.0}, randn),
    ("pow", {"exponent": 3.0}, randn),
    ("pow", {"exponent": 0.5}, positive),
    ("pow", {"exponent": -1.0}, away_from_zero),
    ("pow", {"exponent": 0.0}, randn),
    ("exp", {}, randn),
    ("log", {}, positive),
    ("sqrt", {}, positive),
    ("abs", {}, randn),
    ("relu", {}, randn),
    ("tanh", {}, randn),
    ("sigmoid", {}, randn),
    ("elu", {"alpha": 1.0}, randn),
    ("elu", {"alpha": 0.5}, randn),
    ("softplus", {"beta": 1.0, "threshold": 20.0}, randn),
    ("softsign", {}, randn),
    ("clamp", {"min": -0.5, "max": 0.5}, randn),
    ("clamp", {"min": -1.0, "max": 1.0}, randn),
    ("clamp", {"min": 0.0, "max": None}, randn),
    ("clamp", {"min": None, "max": 0.0}, randn),
]
for op, args, draw in ELEMENTWISE:
    case(op, draw(3, 4), **args)
    case(op, edges, **args)
case("relu", randn(0, 3))
case("exp", randn())
# Beyond its threshold softplus is the identity.
case("softplus", torch.tensor([19.0, 19.999, 20.0, 20.001, 21.0]), beta=1.0, threshold=20.0)

# Matrices.
for left, right in [
    ((2, 3), (3, 4)),
    ((1, 5), (5, 1)),
    ((5, 1), (1, 5)),
    ((1, 3), (3, 4)),
    ((3, 4), (4, 1)),
    ((1, 1), (1, 1)),
    ((0, 3), (3, 4)),
    ((2, 0), (0, 3)),
]:
    case("matmul", randn(*left), randn(*right))
for shape in [(3, 4), (1, 4), (0, 3)]:
    case("transpose", randn(*shape))
for batch in (5, 1, 0):
    case("linear", randn(batch, 3), randn(4, 3), randn(4))
    case("linear", randn(batch, 3), randn(4, 3))
case("linear", randn(5, 3), randn(4, 3), randn(4), constant=(0,))

# Reductions.
for op in ("sum", "mean"):
    for shape in [(3, 4), (1, 4), (3, 1), (0, 4)]:
        case(op, randn(*shape), dim=None, keepdim=False)
        case(op, randn(*shape), dim=0, keepdim=True)
        case(op, randn(*shape), dim=1, keepdim=True)
    case(op, randn(5), dim=None, keepdim=False)
    case(op, randn(), dim=None, keepdim=False)
for x in [randn(3, 4), TIES, ZEROS, NANS]:
    case("max", x, dim=None, keepdim=False)
    for op in ("max", "amax"):
        case(op, x, dim=0, keepdim=True)
        case(op, x, dim=1, keepdim=True)

# Probabilities.
for op in ("softmax", "log_softmax"):
    for dim in (0, 1):
        for x in [randn(3, 4), randn(1, 4), randn(3, 1), randn(0, 4), LOGITS, INFINITE]:
            case(op, x, dim=dim)

# The same numbers in another arrangement.
for shape, to in [
    ((3, 4), (4, 3)),
    ((3, 4), (12,)),
    ((6,), (2, 3)),
    ((0, 4), (0, 2)),
    ((), (1, 1)),
]:
    case("reshape", randn(*shape), shape=to)
for shape in [(4,), (1, 4), (3, 1), (1, 1), (), (3, 4)]:
    case("expand", randn(*shape), shape=(3, 4))
case("expand", randn(4), shape=(0, 4))
for index in [[2, 0, 2, 1, 2], [3], []]:
    case("index_select", randn(4, 3), dim=0, index=index)
case("gather", randn(4, 3), index=[2, 0, 0, 1])
case("gather", randn(1, 3), index=[1])

for reduction in ("mean", "sum"):
    case("mse_loss", randn(5, 3), randn(5, 3), reduction=reduction)
    case("mse_loss", randn(4), randn(4), reduction=reduction)
    case("mse_loss", randn(5, 3), randn(5, 3), constant=(1,), reduction=reduction)
    case("mse_loss", randn(0, 3), randn(0, 3), reduction=reduction)

# Every kind of shape: nothing, one number, a list, one row, one column, and a table whose sides
# fill no vector register evenly. Then the ends of the range, and gradients that are no numbers.
SHAPES = [(0,), (0, 3), (3, 0), (), (1,), (5,), (1, 1), (1, 4), (4, 1), (7, 5)]
ELEMENTWISE += [
    ("pow", {"exponent": 1.0}, randn),
    ("pow", {"exponent": 4.0}, randn),
    ("pow", {"exponent": 1.5}, positive),
    ("pow", {"exponent": -0.5}, positive),
    ("pow", {"exponent": -2.0}, away_from_zero),
]
for op, args, draw in ELEMENTWISE[-5:]:
    case(op, draw(3, 4), **args)
    case(op, edges, **args)
for op, args, draw in ELEMENTWISE:
    for shape in SHAPES:
        case(op, draw(*shape), **args)
    case(op, far_edges, **args)
    case(op, draw(12), upstream=edges, **args)
for op in ("add", "sub", "mul", "div"):
    for left, right in [
        ((7, 5), (7, 5)),
        ((7, 5), (1, 5)),
        ((1, 1), (7, 5)),
        ((5,), (7, 1)),
        ((1,), ()),
        ((1, 4), (4,)),
        ((0,), (0,)),
        ((3, 0), (3, 1)),
        ((0, 4), ()),
        ((1, 4), (0, 1)),
    ]:
        case(op, randn(*left), away_from_zero(*right))
    case(op, randn(12), away_from_zero(12), upstream=edges)

for left, right in [
    ((17, 33), (33, 9)),
    ((7, 1), (1, 3)),
    ((1, 1), (1, 7)),
    ((3, 0), (0, 4)),
    ((3, 4), (4, 0)),
    ((0, 0), (0, 0)),
    ((0, 3), (3, 0)),
]:
    case("matmul", randn(*left), randn(*right))
case("matmul", edge_table, away_from_zero(3, 2))
case("matmul", away_from_zero(2, 7), edge_table)
for shape in [(4, 1), (1, 1), (7, 5), (3, 0), (0, 0)]:
    case("transpose", randn(*shape))
case("transpose", edge_table)
case("linear", randn(3), randn(4, 3), randn(4))
case("linear", randn(17, 33), randn(9, 33), randn(9))
case("linear", randn(5, 3), randn(1, 3), randn(1))
case("linear", randn(5, 1), randn(4, 1), randn(4))
case("linear", randn(5, 0), randn(4, 0), randn(4))
case("linear", edge_table, away_from_zero(2, 3), randn(2))
case("linear", away_from_zero(2, 3), edge_table, edges("f32")[:7])

for op in ("sum", "mean"):
    for x in [randn(0), randn(1), randn(0, 0), randn(3, 0), randn(1, 1), randn(7, 5), edge_table]:
        case(op, x, dim=None, keepdim=False)
    for x in [randn(0, 0), randn(3, 0), randn(1, 1), randn(7, 5), edge_table]:
        for dim in (0, 1):
            case(op, x, dim=dim, keepdim=True)
for x in [randn(5), randn(), randn(1), randn(1, 4), randn(4, 1), randn(7, 5), INFINITE]:
    case("max", x, dim=None, keepdim=False)
for x in [randn(1, 4), randn(4, 1), randn(1, 1), randn(7, 5), INFINITE, edge_table]:
    for dim in (0, 1):
        case("max", x, dim=dim, keepdim=True)
        case("amax", x, dim=dim, keepdim=True)
for shape, dim in [((0, 4), 1), ((4, 0), 0)]:
    case("max", randn(*shape), dim=dim, keepdim=True)
    case("amax", randn(*shape), dim=dim, keepdim=True)

for op in ("softmax", "log_softmax"):
    for x in [randn(1, 1), randn(4, 1), randn(3, 0), randn(7, 5), edge_table, NANS, 90 * randn(4, 6)]:
        for dim in (0, 1):
            case(op, x, dim=dim)
    # The only dimension of a list is its last.
    case(op, randn(5), dim=-1)
    case(op, far_edges, dim=-1)

for shape, to in [
    ((1, 1), ()),
    ((5,), (5, 1)),
    ((0, 3), (3, 0)),
    ((0,), (0, 4)),
    ((7, 5), (5, 7)),
]:
    case("reshape", randn(*shape), shape=to)
case("reshape", edges, shape=(3, 4))
for shape, to in [((), (0, 4)), ((1, 4), (0, 4)), ((4, 1), (4, 0)), ((1, 1), (1, 1)), ((4,), (1, 4))]:
    case("expand", randn(*shape), shape=to)
case("expand", edges, shape=(3, 12))
case("index_select", randn(1, 3), dim=0, index=[0, 0])
case("index_select", randn(4, 1), dim=0, index=[3, 3, 0])
case("index_select", randn(3, 0), dim=0, index=[1, 2])
case("index_select", randn(0, 3), dim=0, index=[])
case("index_select", edge_table, dim=0, index=[6, 2, 2, 3])
case("gather", randn(0, 3), index=[])
case("gather", randn(4, 1), index=[0, 0, 0, 0])
case("gather", randn(7, 5), index=[4, 0, 3, 3, 1, 2, 4])
case("gather", edge_table, index=[0, 1, 2, 0, 1, 2, 0])

# A list has one dimension, 0, which is also −1.
for dim in (0, -1):
    for x in [randn(5), randn(1), randn(0), randn()]:
        for op in ("sum", "mean"):
            case(op, x, dim=dim, keepdim=True)
        for op in ("softmax", "log_softmax"):
            case(op, x, dim=dim)
    for op in ("softmax", "log_softmax"):
        case(op, far_edges, dim=dim)
for x in [randn(5), torch.tensor([1.0, 3.0, 3.0, 2.0]), randn(1), randn()]:
    for dim in (0, -1):
        case("amax", x, dim=dim, keepdim=True)
# Dimensions counted from the end.
for dim in (-1, -2):
    for op in ("sum", "mean", "amax"):
        case(op, randn(3, 4), dim=dim, keepdim=True)
    for op in ("softmax", "log_softmax"):
        case(op, randn(3, 4), dim=dim)
# A list is a row on the left of a product and a column on the right.
for left, right in [
    ((4,), (4, 3)),
    ((3, 4), (4,)),
    ((4,), (4,)),
    ((33,), (33, 9)),
    ((17, 33), (33,)),
    ((33,), (33,)),
    ((1,), (1, 1)),
    ((1, 1), (1,)),
    ((1,), (1,)),
    ((0,), (0, 3)),
    ((3, 0), (0,)),
    ((0, 3), (3,)),
    ((0,), (0,)),
]:
    case("matmul", randn(*left), randn(*right))
case("matmul", away_from_zero(7), edge_table)
case("matmul", edge_table, away_from_zero(3))
case("transpose", randn(5))
case("transpose", randn())
for index in [[2, 0, 2, 4, 2], [3], []]:
    case("index_select", randn(5), dim=0, index=index)

MORE = [
    ("leaky_relu", {"negative_slope": 0.01}),
    ("leaky_relu", {"negative_slope": 0.2}),
    ("gelu", {"approximate": "none"}),
    ("gelu", {"approximate": "tanh"}),
    ("silu", {}),
]
for op, args in MORE:
    for shape in [(3, 4), *SHAPES]:
        case(op, 3.0 * randn(*shape), **args)
    case(op, edges, **args)
    case(op, far_edges, **args)
    case(op, randn(12), upstream=edges, **args)

# Two operands, of which one is chosen.
MANY = torch.tensor([[1.0, 3.0, 3.0, -2.0], [3.0, 0.0, -0.0, 2.0], [-1.0, 3.0, 0.5, 2.0]])
PAIRS = [
    ((3, 4), (3, 4)),
    ((4,), (4,)),
    ((), ()),
    ((7, 5), (5,)),
    ((3, 4), (3, 1)),
    ((3, 4), ()),
    ((), (1, 4)),
    ((1, 4), (3, 1)),
    ((1,), ()),
    ((0, 4), (4,)),
    ((3, 0), (3, 1)),
    ((0,), (0,)),
]
for op in ("maximum", "minimum"):
    for left, right in PAIRS:
        case(op, randn(*left), randn(*right))
    case(op, TIES, MANY)
    case(op, edge_pairs(0), edge_pairs(1))
    case(op, TIES, MANY, upstream=lambda dtype: edges(dtype).reshape(3, 4))
    case(op, randn(3, 4), randn(3, 4), constant=(1,))

# A condition is a table of zeros and ones, and has no gradient.
def mask(*shape):
    return (torch.randn(shape) > 0).float()


for condition, left, right in [
    ((3, 4), (3, 4), (3, 4)),
    ((4,), (4,), (4,)),
    ((), (), ()),
    ((), (3, 4), (4,)),
    ((3, 1), (3, 4), ()),
    ((3, 1), (1, 4), ()),
    ((4,), (3, 1), (3, 4)),
    ((7, 5), (), (7, 1)),
    ((0, 4), (4,), ()),
    ((3, 1), (3, 0), (1, 1)),
]:
    case("where_", mask(*condition), randn(*left), randn(*right), constant=(0,))
case("where_", mask(10, 10), edge_pairs(0), edge_pairs(1), constant=(0,))
case("where_", torch.tensor([1.0, 0.0] * 6), edges, far_edges_of_12, constant=(0,))
case("where_", torch.tensor([0.5, -1.0, NAN, 0.0, -0.0, INF]), randn(6), randn(6), constant=(0,))
case("where_", mask(12), randn(12), randn(12), constant=(0,), upstream=edges)
case("where_", mask(3, 4), randn(3, 4), randn(3, 4), constant=(0, 2))
for shape, of_mask in [((3, 4), (3, 4)), ((3, 4), (4,)), ((5,), (5,)), ((), ()), ((0, 3), (3,))]:
    case("masked_fill", randn(*shape), mask(*of_mask), constant=(1,), value=-1.5)
case("masked_fill", edges, mask(12), constant=(1,), value=-INF)

# Parts, and what is put together of them.
for shape, dim, start, length in [
    ((3, 4), 0, 1, 2),
    ((3, 4), 1, 1, 2),
    ((3, 4), -1, 3, 1),
    ((3, 4), -2, 0, 3),
    ((3, 4), 0, 3, 0),
    ((7, 5), 1, 0, 4),
    ((7, 5), 0, 3, 4),
    ((5,), 0, 1, 3),
    ((5,), -1, 4, 1),
    ((1, 1), 1, 0, 1),
    ((0, 3), 1, 1, 2),
    ((3, 0), 0, 1, 1),
    ((0,), 0, 0, 0),
]:
    case("narrow", randn(*shape), dim=dim, start=start, length=length)
case("narrow", edge_table, dim=0, start=2, length=4)
case("narrow", edge_table, dim=1, start=1, length=2)
for shape, dim, index in [
    ((3, 4), 0, 2),
    ((3, 4), 1, 0),
    ((3, 4), -1, 3),
    ((5,), 0, 4),
    ((1, 1), 1, 0),
    ((0, 3), 1, 2),
]:
    case("select", randn(*shape), dim=dim, index=index)
case("select", edges, dim=0, index=1)
for shapes, dim in [
    (((3, 4), (2, 4)), 0),
    (((3, 4), (3, 2)), 1),
    (((3, 4), (3, 2), (3, 1)), -1),
    (((1, 4), (7, 4), (2, 4), (3, 4), (1, 4)), -2),
    (((7, 5), (9, 5)), 0),
    (((7, 5), (7, 9)), 1),
    (((5,), (2,)), 0),
    (((5,), (0,), (1,)), -1),
    (((3, 4),), 1),
    (((0, 4), (2, 4)), 0),
    (((3, 0), (3, 2)), 1),
    (((0, 4), (0, 1)), 1),
    (((0, 0), (0, 0)), 0),
]:
    case("cat", *[randn(*shape) for shape in shapes], dim=dim)
case("cat", edge_table, edge_table, edge_table, dim=0)
case("cat", edge_table, edge_table, dim=1)
case("cat", edges, far_edges, dim=0)
case("cat", randn(3, 4), randn(2, 4), randn(1, 4), dim=0, constant=(1,))
for shape, count, dim in [((), 3, 0), ((4,), 2, 0), ((4,), 3, 1), ((4,), 1, -2), ((0,), 2, 0)]:
    case("stack", *[randn(*shape) for _ in range(count)], dim=dim)

# Questions without a gradient. The six comparisons are the rows of one table.
COMPARED = "eq, ne, lt, le, gt, ge"
for left, right in PAIRS:
    case(COMPARED, randn(*left), randn(*right), constant=(0, 1))
case(COMPARED, TIES, MANY, constant=(0, 1))
case(COMPARED, edge_pairs(0), edge_pairs(1), constant=(0, 1))
for op in ("argmax", "argmin"):
    for x in [randn(3, 4), randn(7, 5), randn(1, 4), randn(4, 1), TIES, MANY, ZEROS, NANS, INFINITE]:
        for dim in (0, 1, -1):
            case(op, x, dim=dim, constant=(0,))
    for x in [randn(5), torch.tensor([1.0, 3.0, 3.0]), torch.tensor([1.0, NAN, -INF, NAN]), randn()]:
        case(op, x, dim=0, constant=(0,))
    case(op, randn(0, 4), dim=1, constant=(0,))
for change in (0.0, 1e-9, 1e-7, 1e-4):
    for x in (randn(3, 4), 1000.0 * randn(5), torch.zeros(3), randn(0, 3), torch.tensor([INF, -INF])):
        case("allclose", x, x + change, constant=(0, 1), rtol=1e-5, atol=1e-8)
for a, b in [(INF, -INF), (INF, 1.0), (1.0, INF), (NAN, NAN), (1.0, NAN), (0.0, -0.0), (1.0, 1.05)]:
    case("allclose", torch.tensor(a), torch.tensor([b]), constant=(0, 1), rtol=0.1, atol=0.0)

about = (
    f"Values and gradients from PyTorch {torch.__version__}. Regenerate: python operations.py. "
    "f32 values are the shortest decimal of the value widened to f64; "
    'non-finite values are the strings "inf", "-inf", "nan".'
)
lines = ",\n".join(json.dumps(c, allow_nan=False) for c in CASES)
Path(__file__).with_suffix(".json").write_text(
    f'{{"_about": {json.dumps(about)},\n"cases": [\n{lines}\n]}}\n'
)
