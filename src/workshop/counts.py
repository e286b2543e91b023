"""What the ledger knows apart from the runs of the study: counted in the data, read off the objects, checked.

``python -m workshop.counts`` measures all of it again and writes ``data/counts.json``; it needs LFW. The page is
then made anew by `workshop.ledger`.
"""

import json
import platform
import re
import time
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import keras
import numpy as np
import tensorflow
from PIL import Image
from sklearn.datasets import get_data_home

from convbook.equations.paper import EQUATIONS
from convbook.faces.dataset import load_faces
from convbook.faces.lfw import FOLDERS
from convbook.faces.people import PEOPLE
from convbook.faces.split import split_faces
from convbook.features.decoders import decoding_scores, fit_decoders
from convbook.features.layer_statistics import layer_statistics
from convbook.features.maps import feature_maps
from convbook.features.regions import EYES, MOUTH, concentration
from convbook.nn.conv import conv2d, conv2d_input_grad, conv2d_output_shape
from convbook.training.models import paper_cnn
from convbook.training.predict import correct_count
from convbook.training.train import train
from convbook.training.trained import load_trained, trained_record
from workshop.facts import DATA

COUNTS = DATA / "counts.json"
SEED = 22


def count_data(home):
    """People, photographs and their sizes below the scikit-learn data folder `home`, and what is published of LFW."""
    folder = home / "lfw_home" / FOLDERS["deep"]  # the one alignment whose files are copied everywhere as they are
    opened = [_size_and_mode(path) for name in PEOPLE for path in sorted(folder.glob(f"{name}/*.jpg"))]
    faces = load_faces("lfw", data_home=home)
    split, per_person = split_faces(faces, seed=0), np.bincount(faces.labels)
    return {
        "source": faces.source, "seed": 0, "people": len(faces.names), "images": len(faces.images),
        "fewest": int(per_person.min()), "most": int(per_person.max()), "shape": list(faces.images.shape[1:]),
        "train": len(split.y_train), "test": len(split.y_test), "published": published_counts(),
        "files": {"images": len(opened), "kinds": sorted({f"{mode}, {size}" for size, mode in opened})},
    }  # fmt: skip


def published_counts():
    """Images and people of all of LFW, as the description says that scikit-learn ships with its loader."""
    text = (resources.files("sklearn.datasets.descr") / "lfw.rst").read_text(encoding="utf-8")
    return {
        key: int(re.search(rf"^{words}\s+(\d+)$", text, re.MULTILINE)[1])
        for key, words in {"images": "Samples total", "people": "Classes"}.items()
    }


def count_examples():
    """The shapes of the paper's section 2, from convolutions of random numbers."""
    rng = np.random.default_rng(SEED)
    shapes = {"figure 2": ((4, 4), (3, 3)), "figure 3": ((3, 3, 3), (2, 2, 3)), "figure 4": ((3, 3), (2, 2))}
    shapes["five filters"] = ((3, 3, 3), (2, 2, 3, 5))
    found = {"seed": SEED}
    for name, (X, F) in shapes.items():
        O = conv2d(rng.normal(size=X), rng.normal(size=F))
        found[name] = {"X": list(X), "F": list(F), "O": list(O.shape)}
    found["figure 2"]["windows"] = int(np.prod(found["figure 2"]["O"]))
    try:
        conv2d(np.ones((3, 3, 3)), np.ones((2, 2, 2)))
    except ValueError as error:
        found["two channels on three"] = type(error).__name__
    F, dO = rng.normal(size=(2, 2)), rng.normal(size=(2, 2))
    dX = conv2d_input_grad(dO, F, (3, 3))
    found["turn"] = [90 * k for k in range(4) if np.allclose(conv2d(dO, np.rot90(F, k), padding=1), dX)]
    return found | {"LeNet-5": _lenet_sizes()}


def describe_network():
    """The paper's network layer by layer, as Keras built it, and how `train` compiled it."""
    model, found = paper_cnn(), {}
    wanted = {"filters": "filters", "kernel_size": "kernel", "pool_size": "pool", "units": "units", "rate": "rate"}
    for layer in model.layers:
        has = {key: getattr(layer, name) for name, key in wanted.items() if hasattr(layer, name)}
        if hasattr(layer, "activation"):
            has["activation"] = layer.activation.__name__
        found[layer.name] = {key: list(value) if isinstance(value, tuple) else value for key, value in has.items()}
        if len(layer.output.shape) == 4:
            found[layer.name]["side"] = list(layer.output.shape[1:3])
    drawn = split_faces(load_faces("synthetic", size=22), 0.95)
    small = paper_cnn(input_shape=drawn.X_train.shape[1:])
    train(small, drawn, 1, progress=False, evaluate_test=False)
    rate = round(float(small.optimizer.learning_rate), 9)
    return found, {"optimizer": type(small.optimizer).__name__.lower(), "learning_rate": rate, "loss": small.loss}


def measure_maps(home):
    """The shipped network over the test set: shares of blank channels and of zeros at each layer with maps."""
    record, model = trained_record(), load_trained()
    split = split_faces(load_faces("lfw", data_home=home), seed=record["seed"])
    blank, zero = {}, {}
    for batch in np.array_split(split.X_test, 20):
        for name, maps in feature_maps(model, batch).items():
            blank.setdefault(name, []).append(~maps.any(axis=(1, 2)))
            zero.setdefault(name, []).append((maps == 0).mean(axis=(1, 2, 3)))
    found = {"seed": record["seed"], "images": len(split.y_test), "right": correct_count(model, split)}
    for name in blank:
        shares = np.concatenate(blank[name])
        found[name] = {"blank": round(float(shares.mean()), 4), "channels": shares.shape[1]}
        found[name]["zero"] = round(float(np.concatenate(zero[name]).mean()), 4)
    return found


def measure_looks(home):
    """What the shipped network's layers keep of the picture, and how many of their channels respond where.

    A channel counts for a region if at least twice the region's share of its activation, averaged over the test
    faces, lies there.
    """
    record, model = trained_record(), load_trained()
    split = split_faces(load_faces("lfw", data_home=home), seed=record["seed"])
    scores = decoding_scores(model, fit_decoders(model, split.X_train, ["conv1", "conv3"]), split.X_test)
    found = {"kept": round(float(scores["conv1"].r2), 4), "kept deep": round(float(scores["conv3"].r2), 4)}
    statistics = layer_statistics(model, split.X_test)
    for layer in ("conv1", "conv2", "conv3"):
        mean, active = statistics[layer].mean, ~statistics[layer].always_blank
        eyes, mouth = (active & (np.nan_to_num(concentration(mean, region)) > 2) for region in (EYES, MOUTH))
        counted = {"channels": active, "eyes": eyes, "mouth": mouth, "neither": active & ~eyes & ~mouth}
        found[layer] = {name: int(which.sum()) for name, which in counted.items()}
    whole = load_faces("lfw", crop="whole", data_home=home).images
    woken = np.zeros_like(statistics["conv3"].always_blank)
    for batch in np.array_split(whole, 20):
        woken |= feature_maps(model, batch)["conv3"].any(axis=(0, 1, 2))
    dead = statistics["conv3"].always_blank
    return found | {"dead": int(dead.sum()), "woken": int((dead & woken).sum()), "whole": len(whole)}


def measure_combination(home):
    """How the shipped network's answers to the test faces change without a channel, and without half of them."""
    record, model = trained_record(), load_trained()
    split = split_faces(load_faces("lfw", data_home=home), seed=record["seed"])
    cut = [layer.name for layer in model.layers].index("flatten")
    body, head = keras.Sequential(model.layers[:cut]), keras.Sequential(model.layers[cut:])
    maps = body.predict(split.X_test, verbose=0)
    answers = head.predict(maps, verbose=0).argmax(axis=1)
    channels, rng, changed, correct = maps.shape[-1], np.random.default_rng(SEED), [], []
    for channel in range(channels):
        without = maps * (np.arange(channels) != channel)
        changed.append(int((head.predict(without, verbose=0).argmax(axis=1) != answers).sum()))
    for _ in range(20):
        half = maps * np.isin(np.arange(channels), rng.permutation(channels)[: channels // 2])
        correct.append(int((head.predict(half, verbose=0).argmax(axis=1) == split.y_test).sum()))
    return {
        "channels": channels, "most changed": max(changed), "idle": changed.count(0),
        "half": [min(correct), max(correct)], "tries": len(correct),
    }  # fmt: skip


def check_equations():
    """The three checks of each equation."""
    found = {"seed": SEED}
    for number, equation in EQUATIONS.items():
        check = equation.verify(np.random.default_rng(SEED))
        found[str(number)] = {
            "symbolic": str(check.symbolic),
            "finite_differences": check.finite_differences,
            "tensorflow": check.tensorflow,
            "function": check.function,
        }
    return found


def measure(home):
    """All of it, as it is kept."""
    start = time.perf_counter()
    layers, training = describe_network()
    found = {
        "data": count_data(home), "examples": count_examples(), "network": layers, "training": training,
        "maps": measure_maps(home), "looks": measure_looks(home),
        "combination": measure_combination(home), "equations": check_equations(),
    }  # fmt: skip
    versions = {name: version(name) for name in ("keras", "numpy", "scikit-learn", "pillow", "sympy")}
    versions |= {"python": platform.python_version(), "tensorflow": tensorflow.__version__}
    return {"versions": versions, "seconds": round(time.perf_counter() - start, 1), **found}


def _size_and_mode(path):
    with Image.open(path) as picture:
        return "×".join(map(str, picture.size)), picture.mode


def _lenet_sizes():
    """Sides of LeNet-5's maps: two convolutions of 5x5 without padding, each followed by a halving."""
    sides = [32]
    for window, stride in ((5, 1), (2, 2), (5, 1), (2, 2)):
        sides.append(conv2d_output_shape((sides[-1],) * 2, (window,) * 2, stride=stride)[0])
    return sides


if __name__ == "__main__":
    COUNTS.write_text(json.dumps(measure(Path(get_data_home())), indent=1) + "\n", encoding="utf-8")
