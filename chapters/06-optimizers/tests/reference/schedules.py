"""PyTorch's learning-rate schedulers, gradient clipping and maximize, written to schedules.json.

Four parts: the learning rate of every scheduler, epoch by epoch, and the momentum where it changes;
the learning rates of ReduceLROnPlateau for a list of losses; the paths of optimizers that follow a
schedule, clip their gradients, or go uphill; and gradients before and after clipping.

    python schedules.py
"""

import json
import math
import warnings
from pathlib import Path

import torch
from torch import optim
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim import lr_scheduler

from optimizers import BIAS, DTYPES, OPTIONS, WEIGHT, X, Y, number, tensor

# The optimizer of the first two parts never steps.
warnings.filterwarnings("ignore", message="Detected call of `lr_scheduler.step")

INF = float("inf")

# Each scheduler is its name and its settings; a SequentialLR is a list of them and the milestones.
SCHEDULES = [
    ("StepLR", {"step_size": 7}),
    ("StepLR", {"step_size": 1, "gamma": 0.9}),
    ("StepLR", {"step_size": 3, "gamma": 1.1}),
    ("ExponentialLR", {"gamma": 0.95}),
    ("ExponentialLR", {"gamma": 0.3}),
    ("CosineAnnealingLR", {"T_max": 50}),
    ("CosineAnnealingLR", {"T_max": 7, "eta_min": 0.003}),
    ("CosineAnnealingLR", {"T_max": 1, "eta_min": 0.01}),
    ("CosineAnnealingLR", {"T_max": 13}),
    ("LinearLR", {}),
    ("LinearLR", {"start_factor": 0.001, "total_iters": 40}),
    ("LinearLR", {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 33}),
    ("LinearLR", {"start_factor": 0.7, "end_factor": 0.0, "total_iters": 9}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 61}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 61, "anneal_strategy": "linear"}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 64, "three_phase": True}),
    (
        "OneCycleLR",
        {
            "max_lr": 0.3,
            "total_steps": 75,
            "three_phase": True,
            "anneal_strategy": "linear",
            "pct_start": 0.45,
        },
    ),
    ("OneCycleLR", {"max_lr": 1.0, "total_steps": 90, "cycle_momentum": False, "div_factor": 3.0}),
    (
        "OneCycleLR",
        {
            "max_lr": 1.0,
            "total_steps": 90,
            "pct_start": 0.0,
            "base_momentum": 0.5,
            "max_momentum": 0.9,
            "final_div_factor": 7.0,
        },
    ),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 60, "pct_start": 0.999}),
    (
        "SequentialLR",
        {
            "schedules": [
                ("LinearLR", {"start_factor": 0.1, "total_iters": 10}),
                ("CosineAnnealingLR", {"T_max": 50, "eta_min": 0.0007}),
            ],
            "milestones": [10],
        },
    ),
    (
        "SequentialLR",
        {
            "schedules": [
                ("ExponentialLR", {"gamma": 0.8}),
                ("StepLR", {"step_size": 4, "gamma": 0.5}),
                ("LinearLR", {"start_factor": 0.25, "total_iters": 12}),
                ("ExponentialLR", {"gamma": 0.97}),
            ],
            "milestones": [6, 21, 40],
        },
    ),
]
BASE_LRS = [0.1, 0.0123]
STEPS = 60


def sgd(lr):
    return optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr, momentum=0.9)


def scheduler(optimizer, name, settings):
    if name == "SequentialLR":
        schedules = [scheduler(optimizer, *one) for one in settings["schedules"]]
        return lr_scheduler.SequentialLR(optimizer, schedules, settings["milestones"])
    return getattr(lr_scheduler, name)(optimizer, **settings)


def schedule_run(name, settings, lr):
    optimizer = sgd(lr)
    follower = scheduler(optimizer, name, settings)
    # In the step after its cycle, OneCycleLR extrapolates; ours does not, so it isn't compared.
    steps = settings["total_steps"] - 1 if name == "OneCycleLR" else STEPS
    lrs, momenta = [], []
    for step in range(steps + 1):
        if step > 0:
            follower.step()
        lrs.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        assert follower.get_last_lr() == lrs[-1:]
    return {"schedule": name, "settings": settings, "lr": lr, "lrs": lrs, "momenta": momenta}


RUNS = [schedule_run(*schedule, lr) for schedule in SCHEDULES for lr in BASE_LRS]


# Two schedulers, each of which multiplies the rate that the other one left.


def chained_run(first, second, lr):
    optimizer = sgd(lr)
    followers = [scheduler(optimizer, *first), scheduler(optimizer, *second)]
    lrs = [optimizer.param_groups[0]["lr"]]
    for _ in range(STEPS):
        for follower in followers:
            follower.step()
        lrs.append(optimizer.param_groups[0]["lr"])
    return {"schedules": [first, second], "lr": lr, "lrs": lrs}


CHAINED = [
    chained_run(
        ("LinearLR", {"start_factor": 0.2, "total_iters": 8}), ("ExponentialLR", {"gamma": 0.9}), 0.1
    ),
    chained_run(
        ("StepLR", {"step_size": 5, "gamma": 0.7}), ("CosineAnnealingLR", {"T_max": 60}), 0.1
    ),
]


# Losses that fall, stay, jump, and are NaN for once.

METRICS = [2.0 / (1 + 0.3 * t) for t in range(15)]
METRICS += [METRICS[-1] * (1 + 0.00003 * math.sin(t)) for t in range(25)]
METRICS += [0.3, 0.3, 0.29, float("nan"), 0.29, 0.28999, 0.5, 0.28, 0.28, 0.28, 0.28, 0.28, 0.28]
METRICS += [0.2] * 22

PLATEAUS = [
    {},
    {"patience": 3, "factor": 0.5},
    {"patience": 0, "factor": 0.7, "min_lr": 0.01},
    {"patience": 2, "cooldown": 4},
    {"patience": 1, "threshold_mode": "abs", "threshold": 0.05, "factor": 0.9},
    {"mode": "max", "patience": 2, "factor": 0.3},
    {"mode": "max", "patience": 1, "threshold_mode": "abs", "threshold": 0.01, "factor": 0.6},
    {"patience": 0, "eps": 0.003, "factor": 0.8},
]


def plateau_run(settings):
    optimizer = sgd(0.1)
    follower = lr_scheduler.ReduceLROnPlateau(optimizer, **settings)
    lrs, bad, cooldowns = [], [], []
    for metric in METRICS:
        follower.step(metric)
        lrs.append(optimizer.param_groups[0]["lr"])
        bad.append(follower.num_bad_epochs)
        cooldowns.append(follower.cooldown_counter)
    return {"settings": settings, "lrs": lrs, "num_bad_epochs": bad, "cooldown_counters": cooldowns}


# Fifty steps on the problem of optimizers.json: loss = mean((tanh(X Wᵀ + b) − y)²).


def path(name, dtype, options, schedule=None, clip=None):
    x, y = X.to(DTYPES[dtype]), Y.to(DTYPES[dtype])
    weight = WEIGHT.to(DTYPES[dtype], copy=True).requires_grad_()
    bias = BIAS.to(DTYPES[dtype], copy=True).requires_grad_()
    optimizer = getattr(optim, name)([weight, bias], foreach=False, **options)
    given = {key: optimizer.defaults[key] for key in [*OPTIONS[name], "maximize"]}
    follower = scheduler(optimizer, *schedule) if schedule else None
    params_after, norms, losses = {}, [], []
    for step in range(1, 51):
        optimizer.zero_grad()
        loss = ((torch.tanh(x @ weight.T + bias) - y) ** 2).mean()
        loss.backward()
        if clip:
            norms.append(clip_grad_norm_([weight, bias], *clip).item())
        optimizer.step()
        if follower:
            follower.step()
        losses.append(loss.item())
        if step in (1, 2, 10, 50):
            params_after[str(step)] = [tensor(weight), tensor(bias)]
    return {
        "optimizer": name,
        "options": given,
        "schedule": schedule,
        "clip": clip,
        "dtype": dtype,
        "losses": losses,
        "norms": norms,
        "params_after": params_after,
    }


ONE_CYCLE = ("OneCycleLR", {"max_lr": 0.5, "total_steps": 50})
WARM_UP = (
    "SequentialLR",
    {
        "schedules": [
            ("LinearLR", {"start_factor": 0.1, "total_iters": 10}),
            ("CosineAnnealingLR", {"T_max": 40}),
        ],
        "milestones": [10],
    },
)
PATHS = [
    ("SGD", {"lr": 0.5}, ("StepLR", {"step_size": 10, "gamma": 0.5}), None),
    ("SGD", {"lr": 0.1, "momentum": 0.9}, ONE_CYCLE, None),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}, ONE_CYCLE, (0.3, 2.0)),
    ("SGD", {"lr": 0.1, "maximize": True}, None, None),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.1, "maximize": True}, None, None),
    ("RMSprop", {"momentum": 0.9}, ("OneCycleLR", {"max_lr": 0.02, "total_steps": 50}), None),
    ("RMSprop", {"maximize": True}, ("ExponentialLR", {"gamma": 0.95}), None),
    ("Adagrad", {"lr": 0.1}, ("CosineAnnealingLR", {"T_max": 50}), (0.2, 1.0)),
    ("Adagrad", {"lr": 0.1, "weight_decay": 0.1, "maximize": True}, None, None),
    ("Adam", {"lr": 0.05}, ("OneCycleLR", {"max_lr": 0.05, "total_steps": 50}), None),
    ("Adam", {"lr": 0.05}, WARM_UP, (0.1, INF)),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1, "amsgrad": True, "maximize": True}, None, None),
    ("AdamW", {"lr": 0.05}, ("OneCycleLR", {"max_lr": 0.05, "total_steps": 50}), (0.2, 2.0)),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.1, "maximize": True}, WARM_UP, None),
]
PATH_RUNS = [
    path(name, dtype, options, schedule, clip)
    for name, options, schedule, clip in PATHS
    for dtype in ("f64", "f32")
]


# Gradients of three parameters: as drawn, small, large and not finite.

torch.manual_seed(1)
DRAWN = [torch.randn(4, 3), torch.randn(5), torch.randn(1)]


def gradients(kind):
    grads = [grad.clone() for grad in DRAWN]
    if kind == "small":
        return [grad * 1e-4 for grad in grads]
    if kind == "large":
        return [grad * 1e12 for grad in grads]
    if kind == "zero":
        return [grad * 0 for grad in grads]
    if kind in ("inf", "nan"):
        grads[1][2] = float(kind)
    return grads


def clipped(kind, dtype, how, *arguments):
    parameters = []
    for grad in gradients(kind):
        parameter = torch.zeros_like(grad, dtype=DTYPES[dtype], requires_grad=True)
        parameter.grad = grad.to(DTYPES[dtype])
        parameters.append(parameter)
    if how == "norm":
        norm = clip_grad_norm_(parameters, *arguments).item()
    else:
        clip_grad_value_(parameters, *arguments)
        norm = 0.0
    return {
        "gradients": kind,
        "dtype": dtype,
        "how": how,
        "arguments": [number(a) for a in arguments],
        "norm": number(norm),
        "after": [tensor(parameter.grad) for parameter in parameters],
    }


KINDS = ["drawn", "small", "large", "zero", "inf", "nan"]
CLIPPED = [
    clipped(kind, dtype, "norm", max_norm, norm_type)
    for kind in KINDS
    for dtype in DTYPES
    for max_norm in (0.5, 3.0, 100.0)
    for norm_type in (1.0, 2.0, 3.0, 0.5, INF)
]
CLIPPED += [
    clipped(kind, dtype, "value", clip_value)
    for kind in KINDS
    for dtype in DTYPES
    for clip_value in (0.0, 0.4, 2.0)
]


def finite(value):
    """JSON has no infinities and no NaN: they become strings."""
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    return number(value) if isinstance(value, float) else value


def lines(runs):
    return ",\n".join(json.dumps(finite(run), ensure_ascii=False, allow_nan=False) for run in runs)


if __name__ == "__main__":
    about = (
        f"Learning-rate schedules and clipping from PyTorch {torch.__version__}. "
        "Regenerate: python schedules.py. "
        "f32 values are the shortest decimal of the value widened to f64."
    )
    problem = {"x": X, "y": Y, "weight": WEIGHT, "bias": BIAS}
    problem = {name: tensor(value) for name, value in problem.items()}
    drawn = {
        kind: {d: [tensor(g.to(DTYPES[d])) for g in gradients(kind)] for d in DTYPES}
        for kind in KINDS
    }
    Path(__file__).with_suffix(".json").write_text(
        f'{{"_about": {json.dumps(about)},\n'
        f'"schedules": [\n{lines(RUNS)}\n],\n'
        f'"chained": [\n{lines(CHAINED)}\n],\n'
        f'"plateaus": {{"metrics": {json.dumps(finite(METRICS))}, '
        f'"runs": [\n{lines(map(plateau_run, PLATEAUS))}\n]}},\n'
        f'"problem": {json.dumps(problem)},\n'
        f'"paths": [\n{lines(PATH_RUNS)}\n],\n'
        f'"clipping": {{"gradients": {json.dumps(drawn)}, "runs": [\n{lines(CLIPPED)}\n]}}}}\n'
    )
