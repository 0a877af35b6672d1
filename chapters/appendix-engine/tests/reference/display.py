"""How PyTorch prints tensors, written to display.json.

Each case is a tensor and what `str` makes of it, without `tensor(` and what follows the
numbers. Nothing is drawn at random but by formula, so that every run writes the same bytes.

    python display.py
"""

import json
import math
from pathlib import Path

import torch

INF, NAN = float("inf"), float("nan")
CASES = []


def number(value):
    """JSON has no infinities and no NaN: they become strings."""
    if value != value:
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def case(about, values, shape=None, dtypes=("f32", "f64")):
    """One tensor, in single and double precision."""
    for name in dtypes:
        dtype = {"f32": torch.float32, "f64": torch.float64}[name]
        t = torch.tensor(values, dtype=dtype)
        if shape is not None:
            t = t.reshape(shape)
        # The default type is not mentioned after the numbers, so only they are left.
        torch.set_default_dtype(dtype)
        text = str(t).removeprefix("tensor(").removesuffix(")")
        text = text.split(", size=")[0]
        CASES.append(
            {
                "about": about,
                "dtype": name,
                "shape": list(t.shape),
                "data": [number(value) for value in t.reshape(-1).tolist()],
                "text": text,
            }
        )


def wave(n, step=16):
    """n numbers between -4 and 4 with few decimals, so that the file stays small."""
    return [math.floor(4 * step * math.sin(1 + 7 * i)) / step for i in range(n)]


case("scalar", 0.5)
case("scalar, negative", -2.25)
case("scalar, whole", 3.0)
case("scalar, zero", 0.0)
case("scalar, negative zero", -0.0)
case("scalar, tiny", 1e-7)
case("scalar, huge", 1.5e9)
case("scalar, nan", NAN)
case("scalar, inf", INF)
case("scalar, -inf", -INF)
case("scalar, a third", 1 / 3)
case("scalar, a million and a half", 1000000.5)

case("empty vector", [])
case("empty matrix", [], (0, 3))
case("rows of nothing", [], (3, 0))
case("vector of one", [7.5])
case("row", [1.5, -2.5, 3.5], (1, 3))
case("column", [1.5, -2.5, 3.5], (3, 1))
case("matrix of one", [42.0], (1, 1))

case("whole numbers", [1.0, 2.0, 3.0])
case("whole numbers of several lengths", [1.0, -20.0, 300.0, 0.0])
case("zeros", [0.0] * 6, (2, 3))
case("zeros of both signs", [0.0, -0.0])
case("negative zero among decimals", [-0.0, 0.5, 1.25])
case("negative zero among whole numbers", [-0.0, 1.0, 2.0])
case("decimals", [0.1, 0.22, 0.333, 0.4444, 0.55555])
case("signs", [-1.5, 1.5, -0.25, 12.75], (2, 2))
case("lengths before the point", [1.5, 10.25, 100.125, 999.0])
case("ties in the fifth decimal", [0.03125, 0.09375, 0.15625, 1.46875, -0.03125])

case("ratio just 1000", [0.5, 500.0])
case("ratio above 1000", [0.5, 501.0])
case("smallest just below 1e-4", [0.00009, 0.05])
case("smallest just above 1e-4", [0.00011, 0.05])
case("largest just 1e8, whole", [1e8, 2e7])
case("largest above 1e8, whole", [100000008.0, 2e7])
case("largest above 1e8", [1e9 + 0.5, 2e8])
case("whole numbers over more than 1000", [1.0, 2.0, 5000.0])
case("whole numbers and zero over more than 1000", [0.0, 3.0, -5000.0], (1, 3))
case("tiny and huge", [1e-30, 1e30, -1.0, 0.0], (2, 2))
case("exponents of three digits", [1e-200, 1e200, 1.0], dtypes=("f64",))
case("subnormal", [1e-42, 1e-41])
case("ties in scientific notation", [100005.0, 100015.0, 1.0, -100025.0])
case("rounded up to the next power", [99999.6, 9.99996, 0.5])

case("nan among decimals", [0.5, NAN, 1.5])
case("nan among whole numbers", [1.0, NAN, 2.0])
case("nan among zeros", [0.0, NAN])
case("only nan", [NAN, NAN])
case("only infinities", [INF, -INF], (2, 1))
case("inf among decimals", [0.5, INF, -INF, 10.25], (2, 2))
case("inf among whole numbers", [1.0, INF, -INF])
case("inf among long whole numbers", [1234.0, -INF, 1500.0])
case("inf among scientific", [1e-5, INF, NAN, -INF, 1.0])
case("all kinds", [0.0, -0.0, 1.0, NAN, INF, -INF, 1e-3, 20.0], (2, 4))

case("weights of a layer", [0.0312, -0.1177, 0.2014, -0.0007, 0.1, 0.31], (2, 3))
case("probabilities", [0.9, 0.05, 0.05, 0.2, 0.5, 0.3], (2, 3))
case("losses falling", [2.3026, 1.1513, 0.0461, 0.0005])

case("vector that wraps", wave(40))
case("whole vector that wraps", [float(i) for i in range(100)])
case("scientific vector that wraps", [2.0**-i for i in range(0, 60, 2)])
case("rows that wrap", wave(60), (3, 20))
case("a line that is just full", wave(9))
case("a line just overfull", wave(10), (2, 5))
case("1000 numbers, all shown", [float(i % 10) for i in range(1000)], dtypes=("f32",))
case("1001 numbers, summarized", [float(i % 10) for i in range(1001)], dtypes=("f32",))
case("long vector", wave(1200), dtypes=("f32",))
case("long vector of which the hidden middle is huge", [0.5] * 3 + [1e9] * 1000 + [0.25] * 3, dtypes=("f32",))
case("long vector with nan at its end", [1.0] * 1000 + [NAN], dtypes=("f32",))
case("large matrix", wave(40 * 30), (40, 30), dtypes=("f32",))
case("few long rows", wave(2 * 600), (2, 600), dtypes=("f32",))
case("seven rows", wave(7 * 150), (7, 150), dtypes=("f32",))
case("six columns", wave(200 * 6), (200, 6), dtypes=("f32",))
case("tall column", wave(1001), (1001, 1), dtypes=("f32",))
case("one long row", wave(1001), (1, 1001), dtypes=("f32",))
case("scientific matrix, summarized", [2.0 ** -(i % 30) for i in range(50 * 30)], (50, 30), dtypes=("f32",))

about = f"Tensors as PyTorch {torch.__version__} prints them. Regenerate: python display.py"
lines = ",\n".join(json.dumps(case) for case in CASES)
text = f'{{"_about": {json.dumps(about)},\n"cases": [\n{lines}\n]}}\n'
Path(__file__).with_name("display.json").write_text(text)
