"""Writes normalization.json: PyTorch's layer and batch normalization, dropout, and residual blocks.

See the README for the format and for how to run this.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
CASES = []
DTYPES = {"f32": torch.float32, "f64": torch.float64}


def numbers(x):
    def one(v):
        if math.isnan(v):
            return "nan"
        return v if math.isfinite(v) else ("inf" if v > 0 else "-inf")

    return {"shape": list(x.shape), "data": [one(v) for v in x.detach().double().flatten().tolist()]}


def maybe(x):
    return None if x is None else numbers(x)


RANDOM = torch.Generator().manual_seed(0)


def randn(*shape):
    return torch.randn(*shape, generator=RANDOM)


def run(f, inputs, upstream):
    """The value, and the gradients of those inputs that are there."""
    leaves = [None if x is None else x.clone().requires_grad_() for x in inputs]
    output = f(*leaves)
    output.backward(upstream)
    return output, [maybe(None if x is None else x.grad) for x in leaves]


def function(op, x, weight, bias, args, running=None, shift=None):
    """F.layer_norm or F.batch_norm. `exact` has the results in double precision when a `shift` that
    should not matter is subtracted."""
    upstream = randn(*x.shape)
    for dtype, kind in DTYPES.items():
        def at(t, kind=kind):
            return None if t is None else t.to(kind)

        def call(x, w, b, mean, var):
            if op == "layer_norm":
                return F.layer_norm(x, x.shape[-1:], w, b, args["eps"])
            training = args["training"]
            return F.batch_norm(x, mean, var, w, b, training, 0.1, args["eps"])

        mean, var = running or (None, None)
        single = [at(t, torch.float32) for t in (x, weight, bias, upstream, mean, var)]
        x1, w1, b1, g1, mean1, var1 = [at(t) for t in single]
        output, grads = run(lambda x, w, b: call(x, w, b, mean1, var1), (x1, w1, b1), g1)
        case = {
            "kind": op, "args": args, "dtype": dtype,
            "inputs": [maybe(t) for t in (x1, w1, b1)], "running": [maybe(mean1), maybe(var1)],
            "upstream": numbers(g1), "output": numbers(output), "grads": grads,
        }
        if shift is not None:
            xd, wd, bd, gd = [at(t, torch.float64) for t in single[:4]]
            near = (xd - shift, wd, bd)
            output, grads = run(lambda x, w, b: call(x, w, b, None, None), near, gd)
            if shift is x:
                # A row of one number is always 0 after the shift, and so is its gradient.
                grads[0] = numbers(torch.zeros_like(xd))
            case["exact"] = {"output": numbers(output), "grads": grads}
        CASES.append(case)


def table(rows, columns):
    return randn(rows, columns) * (0.5 + randn(1, columns).abs()) + randn(1, columns)


# Layer normalization: every combination of parameters, and every kind of shape.
for shape in [(5, 4), (1, 4), (4, 1), (0, 4), (3, 17), (6,), (1,)]:
    d = shape[-1]
    x = 2.0 * randn(*shape) + 0.5
    shift = x if d == 1 else None
    function("layer_norm", x, randn(d), randn(d), {"eps": 1e-5}, shift=shift)
    function("layer_norm", x, None, None, {"eps": 1e-5}, shift=shift)
function("layer_norm", randn(5, 4), randn(4), None, {"eps": 1e-5})
function("layer_norm", randn(5, 4), None, randn(4), {"eps": 1e-5})
function("layer_norm", randn(5, 4), randn(4), randn(4), {"eps": 0.5})
# Rows without variance, a very small one, and values that are not finite.
odd = randn(4, 6)
CONSTANT = torch.tensor([0.0, 3.0, 0.0, 0.0]).double()[:, None]
odd[1] = 3.0
odd[2] = 1e-20 * odd[2]
function("layer_norm", odd, randn(6), randn(6), {"eps": 1e-5}, shift=CONSTANT)
odd[0, 2], odd[3, 3] = float("nan"), float("inf")
function("layer_norm", odd, randn(6), randn(6), {"eps": 1e-5}, shift=CONSTANT)
# Large means, far above the spread.
for offset in (1e3, 1e5, -1e6):
    x = randn(3, 16) + offset
    function("layer_norm", x, randn(16), randn(16), {"eps": 1e-5}, shift=offset)

# Batch normalization in training and in evaluation.
for shape in [(5, 4), (2, 3), (6, 1), (0, 3), (13, 3)]:
    d = shape[-1]
    x = table(*shape)
    running = (randn(d), randn(d).abs() + 0.1)
    for training in (True, False):
        args = {"eps": 1e-5, "training": training}
        function("batch_norm", x, randn(d), randn(d), args, None if training else running)
        function("batch_norm", x, None, None, args, None if training else running)
for training in (True, False):
    args = {"eps": 0.5, "training": training}
    running = None if training else (randn(4), randn(4).abs())
    function("batch_norm", table(5, 4), randn(4), None, args, running)
    function("batch_norm", table(5, 4), None, randn(4), args, running)
    function("batch_norm", table(5, 4), randn(4), randn(4), args, running)
args = {"eps": 1e-5, "training": False}
function("batch_norm", randn(1, 3), randn(3), randn(3), args, (randn(3), randn(3).abs()))
args = {"eps": 1e-5, "training": True}
odd = randn(6, 4)
odd[:, 1] = 3.0
odd[:, 2] = 1e-20 * odd[:, 2]
function("batch_norm", odd, randn(4), randn(4), args, shift=CONSTANT.T)
odd[2, 0], odd[3, 3] = float("nan"), float("inf")
function("batch_norm", odd, randn(4), randn(4), args, shift=CONSTANT.T)
for offset in (1e3, 1e5, -1e6):
    function("batch_norm", randn(16, 3) + offset, randn(3), randn(3), args, shift=offset)


def state(module):
    return {name: numbers(t) for name, t in module.state_dict().items()}


# Modules: how they print, their state, and the value and gradients of calls, one after another.
def module(make, options, inputs, evaluate):
    for dtype, kind in DTYPES.items():
        net = make(**options).to(kind)
        with torch.no_grad():
            for p in net.parameters():
                p.copy_(torch.linspace(-1.5, 2.0, p.numel()).to(kind).reshape(p.shape))
        calls = []
        before = state(net)
        for place, x in enumerate([*inputs, *evaluate]):
            net.train(place < len(inputs))
            x = x.to(kind)
            net.zero_grad()
            leaf = x.clone().requires_grad_()
            output = net(leaf)
            upstream = torch.linspace(-1.0, 2.0, output.numel()).to(kind).reshape(output.shape)
            output.backward(upstream)
            grads = {"input": numbers(leaf.grad)}
            grads |= {name: numbers(p.grad) for name, p in net.named_parameters()}
            calls.append({"training": net.training, "input": numbers(x), "upstream": numbers(upstream),
                          "output": numbers(output), "grads": grads,
                          "buffers": {name: numbers(b) for name, b in net.named_buffers()}})
        CASES.append({"kind": make.__name__, "options": options, "dtype": dtype, "print": str(net),
                      "before": before, "calls": calls})


for options in [{}, {"eps": 0.25}, {"bias": False}, {"elementwise_affine": False}]:
    module(nn.LayerNorm, {"normalized_shape": 5, **options}, [randn(4, 5), randn(5)], [randn(1, 5)])
for options in [
    {}, {"eps": 0.25}, {"momentum": 0.5}, {"momentum": None}, {"momentum": 0.0}, {"momentum": 1.0},
    {"affine": False}, {"bias": False}, {"track_running_stats": False},
    {"affine": False, "momentum": None},
]:
    batches = [table(rows, 3) for rows in (6, 2, 5, 0, 9)]
    alone = 1 if options.get("track_running_stats", True) else 4
    module(nn.BatchNorm1d, {"num_features": 3, **options}, batches, [table(4, 3), table(alone, 3)])


class Residual(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn

    def forward(self, x):
        return x + self.fn(x)


def residual(features):
    return Residual(nn.Sequential(nn.Linear(features, features), nn.BatchNorm1d(features), nn.Tanh()))


residual.__name__ = "Residual"
module(residual, {"features": 4}, [randn(5, 4), randn(2, 4)], [randn(1, 4)])


# Dropout: the masks after torch.manual_seed, as bits; several calls, and what is drawn next.
def packed(kept):
    bits = "".join(str(int(k)) for k in kept)
    bits += "0" * (-len(bits) % 8)
    return "".join(f"{int(bits[i:i + 8], 2):02x}" for i in range(0, len(bits), 8))


def hashed(kept):
    h = 0
    for k in kept:
        h = (h * 1099511628211 + int(k) + 1) % 2**64
    return str(h)


def dropout(seed, p, shapes):
    for dtype, kind in DTYPES.items():
        torch.manual_seed(seed)
        net = nn.Dropout(p)
        calls = []
        for shape in shapes:
            n = math.prod(shape)
            # Multiples of ⅛ that are never 0, so that the mask can be read off.
            x = ((torch.arange(n) % 1000 + 1) / 8).to(kind).reshape(shape).requires_grad_()
            y = net(x)
            y.backward(torch.ones_like(y)) if y is not x else None
            grad = torch.ones_like(x) if y is x else x.grad
            kept = (y != 0).flatten().tolist()
            assert grad.ne(0).flatten().tolist() == kept
            short = n < 1000
            calls.append({"shape": list(shape), "kept": packed(kept) if short else hashed(kept),
                          "output": numbers(y) if n <= 16 else None,
                          "grad": numbers(grad) if n <= 16 else None,
                          "identity": y is x})
        CASES.append({"kind": "Dropout", "seed": seed, "p": p, "dtype": dtype, "print": str(net),
                      "calls": calls, "next": torch.rand(1).item()})


for p in (0.0, 0.1, 0.25, 0.5, 1 / 3, 0.9, 1.0):
    dropout(7, p, [(3,), (2, 4), (0, 3), (), (1, 16)])
dropout(0, 0.5, [(15,), (16,), (17,), (20, 13), (300, 300)])
dropout(123, 0.2, [(64, 128), (5,)])


# Twenty steps of a network that has all of it, from one seed.
def network():
    block = nn.Sequential(nn.Linear(8, 8, bias=False), nn.BatchNorm1d(8), nn.Tanh(), nn.Dropout(0.1))
    return nn.Sequential(nn.Linear(4, 8), nn.LayerNorm(8), nn.ReLU(), nn.Dropout(0.25),
                         Residual(block), nn.Linear(8, 2))


xs, ys = randn(20, 6, 4), randn(20, 6, 2)
for dtype, kind in DTYPES.items():
    torch.manual_seed(1)
    net = network().to(kind)
    before = state(net) if dtype == "f32" else None
    losses = []
    for x, y in zip(xs.to(kind), ys.to(kind)):
        loss = (net(x) - y).pow(2).mean()
        net.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in net.parameters():
                p -= 0.1 * p.grad
        losses.append(loss.item())
    net.eval()
    CASES.append({"kind": "training", "dtype": dtype, "print": str(net), "seed": 1, "lr": 0.1,
                  "x": numbers(xs.flatten(0, 1)), "y": numbers(ys.flatten(0, 1)), "before": before,
                  "losses": numbers(torch.tensor(losses, dtype=torch.float64)), "after": state(net),
                  "output": numbers(net(xs[0].to(kind)))})

about = (
    f"Normalization, dropout and residual blocks of PyTorch {torch.__version__}. Regenerate: python "
    "normalization.py. f32 values are the shortest decimal of the value widened to f64; "
    'non-finite values are the strings "inf", "-inf", "nan".'
)
lines = ",\n".join(json.dumps(c, allow_nan=False) for c in CASES)
Path(__file__).with_suffix(".json").write_text(
    f'{{"_about": {json.dumps(about)},\n"cases": [\n{lines}\n]}}\n'
)
