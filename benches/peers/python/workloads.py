"""The workloads as `benches/workloads` defines them: names, numbers, timing and records."""

import json
import os
import statistics
import sys
import time

import numpy as np

THREADS = int(os.environ.get("BENCH_THREADS") or os.cpu_count())
MEAN, STD = 0.1307, 0.3081


def threads():
    return "1 thread" if THREADS == 1 else f"{THREADS} threads"


def hashes(stream, count):
    with np.errstate(over="ignore"):
        h = np.arange(count, dtype=np.uint32) + np.uint32(stream * 0x9E3779B9 % 2**32)
        h = (h ^ (h >> np.uint32(16))) * np.uint32(0x7FEB352D)
        h = (h ^ (h >> np.uint32(15))) * np.uint32(0x846CA68B)
    return h ^ (h >> np.uint32(16))


def uniform(stream, *shape):
    numbers = (hashes(stream, int(np.prod(shape))) >> np.uint32(8)).astype(np.float32)
    return (numbers / np.float32(2**23) - np.float32(1)).reshape(shape)


def images(count, pixels):
    numbers = (hashes(0, count * pixels) >> np.uint32(24)).astype(np.float32)
    numbers = (numbers / np.float32(255) - np.float32(MEAN)) / np.float32(STD)
    return numbers.reshape(count, pixels)


def classes(count):
    return (hashes(1, count) % np.uint32(10)).astype(np.int64)


def layers(sizes):
    """A weight of shape (out, in) and a bias for each layer."""
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        bound = np.float32(1) / np.sqrt(np.float32(inputs))
        yield (
            bound * uniform(2 * layer + 2, outputs, inputs),
            bound * uniform(2 * layer + 3, outputs),
        )


def factors(transposition, m, k, n):
    """The two factors as they are stored, and whether each is transposed in the product."""
    a = uniform(100, k, m) if transposition == "tn" else uniform(100, m, k)
    b = uniform(101, n, k) if transposition == "nt" else uniform(101, k, n)
    return a, transposition == "tn", b, transposition == "nt"


def mean_abs(values):
    return float(np.abs(np.asarray(values, dtype=np.float64)).mean())


def parse(name):
    """The kind of a workload, and its parts."""
    kind, *parts = name.split("/")
    if kind == "matmul":
        return kind, parts[0], *map(int, parts[1].split("x"))
    if kind in ("step", "inference", "epoch"):
        return kind, [int(size) for size in parts[0].split("-")], int(parts[1]), *parts[2:]
    raise NotImplementedError(f"there is no workload {name} here")


class Prepared:
    """A workload that has run once, with a result to compare."""

    def __init__(self, run, check):
        self.run, self.check, self.long = run, check, False


# As in workloads/src/clock.rs, which says why.
TIMING_LR_FACTOR = 1e-4


class Steps(Prepared):
    """A training step, which takes a factor for its learning rate and returns its loss; the loss of
    the tenth step is compared."""

    def __init__(self, step):
        for _ in range(10):
            check = step(1.0)
        super().__init__(lambda: step(TIMING_LR_FACTOR), check)


class Long(Prepared):
    """A workload so long that it is timed from its first run; it returns its result."""

    def __init__(self, run):
        self.run, self.check, self.long = run, None, True


def timed(prepared, seconds):
    clock = time.perf_counter
    begin = clock()
    while not prepared.long and clock() - begin < seconds / 5:
        prepared.run()
    samples = []
    begin = clock()
    while len(samples) < (1 if prepared.long else 3) or clock() - begin < seconds:
        before = clock()
        last = prepared.run()
        samples.append(clock() - before)
    median = statistics.median(samples)
    return {
        "median_s": median,
        "mad_s": statistics.median(abs(sample - median) for sample in samples),
        "samples": len(samples),
        "check": last if prepared.long else prepared.check,
    }


def serve(library, setting, version, prepare, names):
    """Runs the workloads named, or those that the standard input asks for, line by line."""
    ready = (None, None)

    def answer(name, seconds):
        nonlocal ready
        try:
            if ready[0] != name:
                ready = (None, None)
                ready = (name, prepare(*parse(name)))
            fields = {"library": library, "setting": setting, "version": version}
            line = {"workload": name, **fields, **timed(ready[1], seconds)}
        except Exception as problem:  # whatever it is, it goes into the report
            line = {"workload": name, "missing": " ".join(str(problem).split())[:300]}
        print(json.dumps(line), flush=True)

    for name in names:
        answer(name, 1.0)
    if not names:
        for line in sys.stdin:
            name, _, seconds = line.strip().partition(" ")
            answer(name, float(seconds or 1))
