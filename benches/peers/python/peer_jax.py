"""The workloads in JAX, each a single jit: `peer_jax.py [workload ...]`."""

import os
import sys

import workloads

# JAX reads these when it is imported.
os.environ["JAX_PLATFORMS"] = "cpu"
if workloads.THREADS == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
# XLA takes as many threads as it sees cores.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: workloads.THREADS])

import jax
import jax.numpy as jnp


def prepare(kind, *parts):
    makers = {"matmul": product, "step": step, "inference": inference}
    if kind not in makers:
        raise NotImplementedError("not tried with JAX")
    return makers[kind](*parts)


def product(transposition, m, k, n):
    a, a_transposed, b, b_transposed = workloads.factors(transposition, m, k, n)
    a, b = jnp.asarray(a), jnp.asarray(b)
    multiply = jax.jit(lambda a, b: (a.T if a_transposed else a) @ (b.T if b_transposed else b))
    check = workloads.mean_abs(multiply(a, b))
    return workloads.Prepared(lambda: multiply(a, b).block_until_ready(), check)


def forward(layers, x):
    for weight, bias in layers[:-1]:
        x = jax.nn.relu(x @ weight.T + bias)
    weight, bias = layers[-1]
    return x @ weight.T + bias


def loss_fn(layers, x, y):
    log_p = jax.nn.log_softmax(forward(layers, x))
    return -jnp.take_along_axis(log_p, y[:, None], axis=1).mean()


def momentum(layers, grads, state, lr_factor):
    velocity = jax.tree.map(lambda v, g: 0.9 * v + g, state, grads)
    return jax.tree.map(lambda p, v: p - lr_factor * 0.01 * v, layers, velocity), velocity


def adam(layers, grads, state, lr_factor):
    m, v, t = state
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
    scale, root = lr_factor * 0.001 / (1 - 0.9**t), jnp.sqrt(1 - 0.999**t)
    update = lambda p, m, v: p - scale * m / (jnp.sqrt(v) / root + 1e-8)
    return jax.tree.map(update, layers, m, v), (m, v, t)


def step(sizes, batch, rule):
    layers = [(jnp.asarray(w), jnp.asarray(b)) for w, b in workloads.layers(sizes)]
    x = jnp.asarray(workloads.images(batch, sizes[0]))
    y = jnp.asarray(workloads.classes(batch).astype("int32"))
    zeros = lambda: jax.tree.map(jnp.zeros_like, layers)
    update = momentum if rule == "sgd" else adam
    state = zeros() if rule == "sgd" else (zeros(), zeros(), jnp.float32(0))

    # Donated buffers are written in place.
    def whole(layers, state, lr_factor, x, y):
        loss, grads = jax.value_and_grad(loss_fn)(layers, x, y)
        return *update(layers, grads, state, lr_factor), loss

    whole = jax.jit(whole, donate_argnums=(0, 1))

    def run(lr_factor):
        nonlocal layers, state
        layers, state, loss = whole(layers, state, lr_factor, x, y)
        return float(loss)

    return workloads.Steps(run)


def inference(sizes, batch):
    layers = [(jnp.asarray(w), jnp.asarray(b)) for w, b in workloads.layers(sizes)]
    x = jnp.asarray(workloads.images(batch, sizes[0]))
    read = jax.jit(forward)
    check = workloads.mean_abs(read(layers, x))
    return workloads.Prepared(lambda: read(layers, x).block_until_ready(), check)


workloads.serve("jax", f"jit, {workloads.threads()}", jax.__version__, prepare, sys.argv[1:])
