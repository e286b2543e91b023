"""How long convbook's convolutions take beside TensorFlow's own, on the three layers of the paper's CNN.

    .venv/bin/python benchmarks/conv_speed.py [--padding same|valid] [--rounds 20]

For each layer, at batch size 32 in float32, both sides compute the forward pass, the gradient of the filter and the
gradient of the input. The sides take turns in one process, with a pause between them, since the threads of each keep
spinning for a moment after their work is done. Each operation counts with its best time of all rounds. Run it while
nothing else runs: OpenBLAS gives each thread half of every product and waits for both, so one busy core doubles its
time, while TensorFlow shares out smaller pieces.

NumPy's time is mostly matrix products, so it depends on the processor kernels that its OpenBLAS has picked; they are
printed last. OpenBLAS up to 0.3.31 does not know AMD's Zen 5 and takes the "Haswell" kernels, which use half of that
processor's vector width. ``OPENBLAS_CORETYPE=SkylakeX`` before the command selects the right ones.
"""

import argparse
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from threadpoolctl import threadpool_info

from convbook.nn.conv import conv2d, conv2d_filter_grad, conv2d_input_grad

LAYERS = {"conv 1": (64, 3, 32), "conv 2": (32, 32, 64), "conv 3": (16, 64, 128)}  # size, channels, filters
BATCH = 32
PAUSE = 0.05  # seconds; the threads of both libraries have gone to sleep by then


def operations(size, channels, filters, padding, rng):
    """{operation: (NumPy's call, TensorFlow's call)} for one layer, on the same numbers."""
    X, F = _normal(rng, BATCH, size, size, channels), _normal(rng, 3, 3, channels, filters)
    dO = _normal(rng, *conv2d(X, F, padding=padding).shape)
    tensors = {"input": tf.constant(X), "filter": tf.constant(F), "out_backprop": tf.constant(dO)}
    options = {"strides": [1, 1, 1, 1], "padding": padding.upper()}

    def tensorflow(op, *names, **more):
        return lambda: op(**{name: tensors[name] for name in names}, **more, **options).numpy()

    raw = tf.raw_ops
    return {
        "forward": (
            lambda: conv2d(X, F, padding=padding),
            tensorflow(raw.Conv2D, "input", "filter"),
        ),
        "filter gradient": (
            lambda: conv2d_filter_grad(dO, X, F.shape, padding=padding),
            tensorflow(raw.Conv2DBackpropFilter, "input", "out_backprop", filter_sizes=F.shape),
        ),
        "input gradient": (
            lambda: conv2d_input_grad(dO, F, X.shape, padding=padding),
            tensorflow(raw.Conv2DBackpropInput, "filter", "out_backprop", input_sizes=X.shape),
        ),
    }


def best_times(pairs, rounds):
    """The best time in seconds of each call, as an array (operation, side)."""
    best = np.full((len(pairs), 2), np.inf)
    for round_number in range(rounds):
        for side in (0, 1) if round_number % 2 else (1, 0):
            time.sleep(PAUSE)
            for which, pair in enumerate(pairs):
                pair[side]()  # the first call wakes the threads and fills the caches
                start = time.perf_counter()
                pair[side]()
                best[which, side] = min(best[which, side], time.perf_counter() - start)
    return best


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--padding", choices=["same", "valid"], default="same")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    total = np.zeros(2)
    print(f"{'layer':8}{'operation':18}{'NumPy ms':>10}{'TensorFlow ms':>15}{'ratio':>8}")
    for layer, sizes in LAYERS.items():
        calls = operations(*sizes, options.padding, rng)
        for ours, theirs in calls.values():
            np.testing.assert_allclose(ours(), theirs(), rtol=1e-3, atol=1e-2)
        times = best_times(list(calls.values()), options.rounds)
        for operation, row in zip([*calls, "all three"], [*times, times.sum(axis=0)], strict=True):
            print(_line(layer, operation, row))
        total += times.sum(axis=0)
    print(_line("total", options.padding, total))
    print("BLAS kernels of NumPy:", ", ".join(_numpy_blas()))


def _normal(rng, *shape):
    return rng.standard_normal(shape, dtype=np.float32)


def _line(layer, operation, seconds):
    ours, theirs = seconds * 1000
    return f"{layer:8}{operation:18}{ours:10.2f}{theirs:15.2f}{ours / theirs:8.2f}"


def _numpy_blas():
    for library in threadpool_info():
        if library["user_api"] == "blas" and "numpy" in library["filepath"]:
            yield f"{library['architecture']} of OpenBLAS {library['version']} on {library['num_threads']} threads"


if __name__ == "__main__":
    main()
