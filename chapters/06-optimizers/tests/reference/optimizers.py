"""PyTorch's optimizers, step by step, written to optimizers.json.

Four parts: every optimizer on one small problem; every optimizer on gradients at the edges of
what a number can be; a classifier of blobs trained by SGD; and a network that learns
sin t · cos t with Adam. Parameters and data are drawn in f32,
so that the f32 and the f64 runs start from the same numbers.

    python optimizers.py
"""

import json
import os
from pathlib import Path

# One kernel and one thread, so that every run rounds the same way.
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"
os.environ["MKL_CBWR"] = "AVX2"

import numpy as np
import torch
from torch import nn, optim

torch.set_num_threads(1)

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
    return {"shape": list(t.shape), "data": [number(x) for x in t.detach().reshape(-1).tolist()]}


def named(model):
    return {name: tensor(p) for name, p in model.named_parameters()}


def descend(optimizer, objective, steps, after_step=lambda step: None):
    """The loss before each step."""
    losses = []
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        loss = objective()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        after_step(step)
    return losses


# Every optimizer on one problem: loss = mean((tanh(X Wᵀ + b) − y)²).

torch.manual_seed(0)
X = torch.randn(8, 3)
Y = torch.tanh(torch.randn(8, 2))
WEIGHT = torch.randn(2, 3)
BIAS = torch.randn(2)

# The options that PyTorch's documentation gives formulas for.
OPTIONS = {
    "SGD": ["lr", "momentum", "dampening", "nesterov", "weight_decay"],
    "RMSprop": ["lr", "alpha", "eps", "centered", "momentum", "weight_decay"],
    "Adagrad": ["lr", "lr_decay", "initial_accumulator_value", "eps", "weight_decay"],
    "Adam": ["lr", "betas", "eps", "weight_decay", "amsgrad"],
    "AdamW": ["lr", "betas", "eps", "weight_decay", "amsgrad"],
}
CONFIGURATIONS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.5}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.1, "nesterov": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.1}),
    ("RMSprop", {}),
    ("RMSprop", {"alpha": 0.9}),
    ("RMSprop", {"centered": True}),
    ("RMSprop", {"momentum": 0.9}),
    ("RMSprop", {"weight_decay": 0.1}),
    ("RMSprop", {"eps": 1e-3}),
    ("RMSprop", {"centered": True, "momentum": 0.9, "weight_decay": 0.1}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "initial_accumulator_value": 0.5}),
    ("Adagrad", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "eps": 1e-3}),
    (
        "Adagrad",
        {"lr": 0.1, "lr_decay": 0.1, "initial_accumulator_value": 0.5, "weight_decay": 0.1},
    ),
    ("Adam", {}),
    ("Adam", {"lr": 0.05}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.95)}),
    ("Adam", {"lr": 0.05, "eps": 1e-3}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.05, "amsgrad": True}),
    (
        "Adam",
        {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.1, "amsgrad": True},
    ),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05, "betas": (0.8, 0.95)}),
    ("AdamW", {"lr": 0.05, "eps": 1e-3}),
    ("AdamW", {"lr": 0.05, "amsgrad": True}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.1, "amsgrad": True}),
]


def run(name, dtype, options):
    x, y = X.to(DTYPES[dtype]), Y.to(DTYPES[dtype])
    weight = WEIGHT.to(DTYPES[dtype], copy=True).requires_grad_()
    bias = BIAS.to(DTYPES[dtype], copy=True).requires_grad_()
    optimizer = getattr(optim, name)([weight, bias], foreach=False, **options)
    params_after = {}

    def record(step):
        if step in (1, 2, 10, 50):
            params_after[str(step)] = [tensor(weight), tensor(bias)]

    losses = descend(
        optimizer, lambda: ((torch.tanh(x @ weight.T + bias) - y) ** 2).mean(), 50, record
    )
    return {
        "optimizer": name,
        "options": {key: optimizer.defaults[key] for key in OPTIONS[name]},
        "dtype": dtype,
        "losses": losses,
        "params_after": params_after,
    }


RUNS = [run(name, d, options) for name, options in CONFIGURATIONS for d in ("f64", "f32")]


# Every configuration on gradients that are given: zeros of both signs, denormals, numbers whose
# squares vanish or overflow, infinities and NaN, each kind after each other kind.

DENORMAL = {"f32": 1e-40, "f64": 1e-310}


def edge_gradients(dtype):
    values = [0.0, -0.0, 1.0, -1000.0, 1e-30, 1e30, DENORMAL[dtype], INF, -INF, NAN]
    first = torch.tensor(values, dtype=DTYPES[dtype])
    return [torch.cartesian_prod(first, first)[:, side] for side in (0, 1)] + [torch.zeros(100)]


def edge_run(name, dtype, options):
    """One parameter of a hundred ones, and its values after each of three steps."""
    parameter = torch.ones(100, dtype=DTYPES[dtype], requires_grad=True)
    optimizer = getattr(optim, name)([parameter], foreach=False, **options)
    after = []
    for gradient in edge_gradients(dtype):
        parameter.grad = gradient.to(DTYPES[dtype])
        optimizer.step()
        after.append(tensor(parameter))
    defaults = {key: optimizer.defaults[key] for key in OPTIONS[name]}
    return {"optimizer": name, "options": defaults, "dtype": dtype, "after": after}


EDGE_CONFIGURATIONS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("RMSprop", {}),
    ("RMSprop", {"centered": True, "momentum": 0.9, "weight_decay": 0.1}),
    ("Adagrad", {}),
    ("Adagrad", {"lr_decay": 0.1, "initial_accumulator_value": 0.5, "weight_decay": 0.1}),
    ("Adam", {}),
    ("Adam", {"amsgrad": True, "weight_decay": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"amsgrad": True}),
]
EDGE_RUNS = [edge_run(name, d, options) for name, options in EDGE_CONFIGURATIONS for d in DTYPES]


# Forty points in three blobs; the first blob is class 0, the other two are class 1.


def make_blobs(samples, features, std, seed):
    """scikit-learn's make_blobs with three centers, drawn the same way."""
    rng = np.random.RandomState(seed)
    centers = rng.uniform(-10, 10, (3, features))
    sizes = [samples // 3 + (i < samples % 3) for i in range(3)]
    x = np.concatenate([rng.normal(c, std, (n, features)) for c, n in zip(centers, sizes)])
    label = np.repeat([0, 1, 2], sizes)
    order = np.arange(samples)
    rng.shuffle(order)
    return x[order], label[order]


class Feedforward(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.fc1 = nn.Linear(input_size, hidden_size)
        self.fc2 = nn.Linear(hidden_size, 1)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.relu(self.fc1(x))))


def blob_classifier():
    points, label = make_blobs(40, 2, 1.5, seed=0)
    target = (label != 0).astype(float)
    runs = []
    for name, dtype in DTYPES.items():
        x, y = torch.tensor(points, dtype=dtype), torch.tensor(target, dtype=dtype)
        torch.manual_seed(0)
        model = Feedforward(2, 10).to(dtype)
        start = named(model)
        criterion = nn.BCELoss()
        optimizer = optim.SGD(model.parameters(), lr=0.01, foreach=False)
        losses = descend(optimizer, lambda: criterion(model(x).squeeze(1), y), 50)
        runs.append({"dtype": name, "start": start, "losses": losses, "final": named(model)})
    return {
        "network": "Linear(2, 10), ReLU, Linear(10, 1), Sigmoid; torch.manual_seed(0)",
        "loss": "BCELoss, mean",
        "optimizer": "SGD",
        "options": {"lr": 0.01},
        "x": tensor(torch.tensor(points)),
        "target": tensor(torch.tensor(target)),
        "runs": runs,
    }


# A 2 → 3 → 1 tanh network on x = [sin t, cos t], whose target is sin t · cos t.

# From Keras: keras.utils.set_random_seed(0), then Dense(3) on two inputs and Dense(1).
# A Keras kernel is in×out; PyTorch's weight is its transpose.
KERNEL_1 = [
    [0.03436267375946045, -0.41832423210144043, 0.7425023317337036],
    [-0.8618922233581543, -0.23019659519195557, -0.686377227306366],
]
KERNEL_2 = [[-0.43409502506256104], [-0.7433627843856812], [-0.5388562679290771]]


def sincos():
    t = torch.linspace(0, 10, 100, dtype=torch.float64)
    x = torch.stack([torch.sin(t), torch.cos(t)], dim=1)
    y = (torch.sin(t) * torch.cos(t))[:, None]
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), nn.Tanh()).double()
    with torch.no_grad():
        for layer, kernel in ((model[0], KERNEL_1), (model[2], KERNEL_2)):
            layer.weight.copy_(torch.tensor(kernel, dtype=torch.float64).T)
            layer.bias.zero_()
    start = named(model)
    criterion = nn.MSELoss()
    optimizer = optim.Adam(model.parameters(), lr=0.01, foreach=False)
    losses = descend(optimizer, lambda: criterion(model(x), y), 500)
    losses.append(criterion(model(x), y).item())
    return {
        "network": "Linear(2, 3), Tanh, Linear(3, 1), Tanh; Keras kernels of seed 0, biases 0",
        "loss": "MSELoss, mean",
        "optimizer": "Adam",
        "options": {"lr": 0.01},
        "dtype": "f64",
        "t": tensor(t),
        "x": tensor(x),
        "target": tensor(y),
        "start": start,
        "losses_after": {str(step): losses[step] for step in range(0, 501, 50)},
        "final": named(model),
    }


about = (
    f"Optimizers from PyTorch {torch.__version__}, blobs from NumPy {np.__version__}. "
    "Regenerate: python optimizers.py. "
    "f32 values are the shortest decimal of the value widened to f64."
)
problem = {
    "loss": "mean((tanh(X Wᵀ + b) − y)²)",
    "x": tensor(X),
    "y": tensor(Y),
    "weight": tensor(WEIGHT),
    "bias": tensor(BIAS),
}


def line(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


if __name__ == "__main__":
    runs = ",\n".join(line(r) for r in RUNS)
    edge_runs = ",\n".join(line(r) for r in EDGE_RUNS)
    EDGES = {dtype: [tensor(g) for g in edge_gradients(dtype)] for dtype in DTYPES}
    Path(__file__).with_suffix(".json").write_text(
        f'{{"_about": {line(about)},\n'
        f'"problem": {line(problem)},\n'
        f'"runs": [\n{runs}\n],\n'
        f'"edges": {{"gradients": {line(EDGES)}, "runs": [\n{edge_runs}\n]}},\n'
        f'"blob_classifier": {line(blob_classifier())},\n'
        f'"sincos": {line(sincos())}}}\n'
    )
