"""What chapter 13 measures of its network, measured of all five that chapter 12 trained, and of untrained ones.

``python -m workshop.networks FOLDER`` writes ``networks.json`` into the package's data, where
`convbook.features.networks` reads it. It needs LFW. The network of seed 0 is the package's own; those of seeds 1 to 4
are read from FOLDER, files such as ``paper-chosen-1.keras``. One that is not there is trained first and kept there;
that takes a quarter of an hour each. The measuring takes about half an hour on two cores.

Each network is measured on the test set of its own seed, beside the untrained network of the same seed.
"""

import sys
import time
from pathlib import Path

import keras
import numpy as np
from skimage import data

from convbook.faces.dataset import load_faces
from convbook.faces.split import split_faces
from convbook.faces.windows import random_windows
from convbook.features.layer_statistics import layer_statistics
from convbook.features.networks import NETWORKS
from convbook.features.units import idle_units
from convbook.study.records import write_record
from convbook.study.runs import Run, environment, train_run
from convbook.training.models import paper_cnn
from convbook.training.trained import load_trained
from workshop.network_measures import (
    CONVOLUTIONS,
    DENSE,
    measure_decoding,
    measure_idle,
    measure_layers,
    measure_mistakes,
    measure_portrait,
    measure_regions,
    measure_waking,
)

SEEDS, UNTRAINED_SEEDS = range(5), range(10)
PICTURES = ("astronaut", "cat", "coffee", "colorwheel", "hubble_deep_field", "immunohistochemistry", "retina", "rocket")


def trained_network(seed, folder):
    """The network of the run `paper-chosen-SEED`: the shipped one, or the one in the folder, or trained now."""
    if seed == 0:
        return load_trained()
    run = Run(seed=seed)
    path = Path(folder) / f"{run.name}.keras"
    if not path.exists():
        train_run(run)[0].save(path)
    return keras.models.load_model(path)


def measure_network(model, seed, faces, whole, windows):
    """All measures of one trained network."""
    split, untrained = split_faces(faces, seed=seed), paper_cnn(seed=seed)
    statistics, before = layer_statistics(model, split.X_test), layer_statistics(untrained, split.X_test)
    always_blank = np.flatnonzero(statistics["conv3"].always_blank)
    idle = idle_units(model, faces.images, [*CONVOLUTIONS, *DENSE])
    return {
        "seed": seed,
        "layers": measure_layers(statistics),
        "regions": measure_regions(statistics),
        "untrained regions": measure_regions(before),
        "waking": measure_waking(model, always_blank, faces.images, whole, windows),
        "idle": measure_idle(model, idle),
        "mistakes": measure_mistakes(model, split),
        "portrait": measure_portrait(model, faces.names),
        "decoding": measure_decoding(model, untrained, idle, split, seed),
    }


def measure_untrained(seed, faces):
    """The layers of the untrained network of a seed, over the test faces of that seed."""
    split = split_faces(faces, seed=seed)
    return {"seed": seed, "layers": measure_layers(layer_statistics(paper_cnn(seed=seed), split.X_test))}


def ordinary_windows(n=100):
    """`n` random windows of each of the photographs that scikit-image brings along."""
    rng = np.random.default_rng(0)
    return np.concatenate([random_windows(getattr(data, name)(), n, rng=rng) for name in PICTURES])


def measure(folder):
    """The whole record."""
    start, faces = time.perf_counter(), load_faces("lfw")
    whole, windows = load_faces("lfw", crop="whole").images, ordinary_windows()
    found = {"networks": [], "untrained": [measure_untrained(seed, faces) for seed in UNTRAINED_SEEDS]}
    for seed in SEEDS:
        print("network", seed, flush=True)
        found["networks"].append(measure_network(trained_network(seed, folder), seed, faces, whole, windows))
    return environment() | {"seconds": round(time.perf_counter() - start, 1)} | found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m workshop.networks FOLDER")
    write_record(measure(sys.argv[1]), NETWORKS)
