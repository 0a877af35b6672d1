"""What torch.nn.init, torch.rand, torch.randn and torch.arange fill a tensor with, written to
init.json.

Each case seeds the generator, fills a tensor, and draws one number more, which shows how many
random words were used.

    python init.py
"""

import json
import os
from pathlib import Path

os.environ["ATEN_CPU_CAPABILITY"] = "avx2"

import torch
from torch.nn import init

torch.set_num_threads(1)

DTYPES = {"f32": torch.float32, "f64": torch.float64}
CASES = []


def case(function, *shape, **args):
    """Calls one function in both dtypes."""
    for name, dtype in DTYPES.items():
        seed = len(CASES)
        torch.manual_seed(seed)
        if function == "arange":
            x = torch.arange(**args, dtype=dtype)
        elif function in ("rand", "randn"):
            x = getattr(torch, function)(shape, dtype=dtype)
        else:
            x = torch.full(shape, float("nan"), dtype=dtype)
            getattr(init, function)(x, **args)
        CASES.append(
            {
                "function": function,
                "args": args,
                "seed": seed,
                "dtype": name,
                "shape": list(x.shape),
                "data": x.reshape(-1).tolist(),
                "after": torch.rand(1).item(),
            }
        )


SHAPES = [(), (1,), (5,), (15,), (16,), (17,), (3, 4), (4, 4), (5, 7), (0, 4)]
for shape in SHAPES:
    case("rand", *shape)
    case("randn", *shape)
    case("uniform_", *shape, a=-0.3, b=0.7)
    case("normal_", *shape, mean=0.1, std=0.02)
    case("trunc_normal_", *shape, mean=0.0, std=1.0, a=-2.0, b=2.0)
    case("trunc_normal_", *shape, mean=0.0, std=1.0, a=1.0, b=3.0)
for shape in [(40,), (7, 5)]:
    # More than 30 % inside, then less; the last interval is a single number.
    case("trunc_normal_", *shape, mean=0.5, std=0.02, a=0.5, b=0.52)
    case("trunc_normal_", *shape, mean=-1.0, std=3.0, a=0.0, b=float(10**9))
    case("trunc_normal_", *shape, mean=0.0, std=1.0, a=-0.2, b=0.5)
    case("trunc_normal_", *shape, mean=0.0, std=0.7, a=2.0, b=3.5)
    case("trunc_normal_", *shape, mean=5.0, std=2.0, a=-1.0, b=1.0)
    case("trunc_normal_", *shape, mean=0.0, std=1.0, a=0.3, b=0.3)
    case("normal_", *shape, mean=-2.0, std=0.0)
    case("uniform_", *shape, a=0.25, b=0.25)
for shape in [(3,), (2, 3)]:
    case("constant_", *shape, val=0.1)
    case("zeros_", *shape)
    case("ones_", *shape)
for shape in [(3, 3), (2, 4), (4, 2), (1, 1), (0, 3), (3, 0)]:
    case("eye_", *shape)
for shape in [(3, 4), (5, 7), (1, 1), (8, 2)]:
    for gain in (1.0, 5.0 / 3):
        case("xavier_uniform_", *shape, gain=gain)
        case("xavier_normal_", *shape, gain=gain)
    for mode in ("fan_in", "fan_out"):
        for nonlinearity, a in [("relu", 0.0), ("leaky_relu", 0.2), ("tanh", 0.0), ("linear", 0.0)]:
            case("kaiming_uniform_", *shape, mode=mode, nonlinearity=nonlinearity, a=a)
            case("kaiming_normal_", *shape, mode=mode, nonlinearity=nonlinearity, a=a)
case("kaiming_uniform_", 2, 3, mode="fan_in", nonlinearity="sigmoid", a=0.0)
for start, end, step in [
    (0.0, 1.0, 0.1),
    (0.0, 20.0, 1.0),
    (0.3, 40.0, 0.7),
    (5.0, -3.0, -0.3),
    (-1.0, 1.0, 0.003),
    (2.0, 2.0, 1.0),
    (0.0, 0.5, 1.0),
]:
    case("arange", start=start, end=end, step=step)

about = (
    f"Tensors filled by PyTorch {torch.__version__}. Regenerate: python init.py. "
    "f32 values are the shortest decimal of the value widened to f64."
)
lines = ",\n".join(json.dumps(c, allow_nan=False) for c in CASES)
Path(__file__).with_suffix(".json").write_text(
    f'{{"_about": {json.dumps(about)},\n"cases": [\n{lines}\n]}}\n'
)
