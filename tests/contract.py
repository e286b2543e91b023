"""One valid call of every public function, or why there is none.

`CALLS` has for each public name a function that returns the arguments of a small valid call, by name; or a sentence
that says why the name is not called.
"""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np

import convbook as cb

RECORD = "a record of results, made by the package; nothing is computed when it is made"
SETTINGS = "settings by name; they are checked by the function that they are passed on to"


def rng():
    return np.random.default_rng(0)


def numbers(*shape, dtype=np.float64):
    return rng().random(shape).astype(dtype)


IMAGES = numbers(3, 8, 8, 3, dtype=np.float32)
HEAT = numbers(3, 8, 8)
P = np.array([[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8], [0.6, 0.3, 0.1]])
LABELS = np.array([0, 1, 2, 1])
COUNTS = np.array([[5, 1, 0], [2, 6, 1], [0, 1, 4]])
X, F = numbers(2, 5, 5, 2), numbers(2, 2, 2, 3)
dO = numbers(2, 4, 4, 3)
POOLED = numbers(2, 2, 2, 2)
SMALL = (("conv", "F1", "b1"), ("relu",), ("pool",), ("flatten",), ("dense", "W2", "b2"))


@cache
def small_parameters():
    return cb.init_cnn(rng(), (4, 4, 1), (2, 3), SMALL)


def small_images():
    return numbers(4, 4, 4, 1, dtype=np.float32), np.array([0, 1, 2, 0])


def small_gradients():
    images, labels = small_images()
    return cb.loss_and_gradients(small_parameters(), images, labels, SMALL)[1]


@cache
def keras_model():
    return small_model()


def untrained_model():
    """Another one, as it was before anybody trained it."""
    model, weights = model_and_weights()
    model.set_weights(weights)
    return model


@cache
def model_and_weights():
    model = small_model()
    return model, model.get_weights()


def small_model():
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(2, 3, padding="same", activation="relu", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Flatten(name="flatten"),
            layers.Dense(3, activation="softmax", name="output"),
        ],
        name="small",
    )


@cache
def network():
    return cb.network_from_keras(keras_model())


def predict(images):
    return np.stack([images.mean(axis=(1, 2, 3)), images[:, 0, 0, 0], images[:, -1, 0, 0]], axis=1)


def maps_of(network):
    return {"saliency": cb.saliency(network, IMAGES, [0, 1, 2])}


@cache
def decoders():
    return cb.fit_decoders(keras_model(), IMAGES, ["conv1"])


def faces():
    images = numbers(12, 8, 8, 3, dtype=np.float32)
    return cb.Faces(images, np.repeat([0, 1, 2], 4), ("Ada", "Bob", "Cem"), "folder")


@cache
def split():
    return cb.split_faces(faces(), 0.25)


@cache
def folder():
    from PIL import Image

    path = Path(tempfile.mkdtemp())
    for person in ("Ada", "Bob"):
        (path / person).mkdir()
        for i in range(2):
            Image.new("RGB", (9, 9), (30 * i, 60, 90)).save(path / person / f"{i}.png")
    return path


def inputs_of(network):
    return cb.forward(network.parameters, IMAGES, network.layers)[1]


def layers():
    return [
        cb.Layer("image", "input", shape=(8, 8, 3)),
        cb.Layer("conv", "conv", ("image",), units=4, window=3, padding="same"),
        cb.Layer("pool", "max pool", ("conv",), window=2, stride=2),
        cb.Layer("flatten", "flatten", ("pool",)),
        cb.Layer("output", "dense", ("flatten",), units=3),
    ]


def into(name):
    return Path(tempfile.mkdtemp()) / name


# fmt: off
CALLS = {
    # nn
    "relu": lambda: {"Z": numbers(2, 3)},
    "relu_grad": lambda: {"dO": numbers(2, 3), "Z": numbers(2, 3)},
    "sigmoid": lambda: {"Z": numbers(2, 3)},
    "sigmoid_grad": lambda: {"dO": numbers(2, 3), "Z": numbers(2, 3)},
    "softmax": lambda: {"Z": numbers(2, 3), "axis": -1},
    "softmax_grad": lambda: {"dO": numbers(2, 3), "Z": numbers(2, 3), "axis": -1},
    "tanh": lambda: {"Z": numbers(2, 3)},
    "tanh_grad": lambda: {"dO": numbers(2, 3), "Z": numbers(2, 3)},
    "conv2d": lambda: {"X": X, "F": F, "b": numbers(3), "stride": 1, "padding": "valid", "dilation": 1},
    "conv2d_bias_grad": lambda: {"dO": dO},
    "conv2d_filter_grad": lambda: {"dO": dO, "X": X, "F_shape": F.shape, "stride": 1, "padding": "valid",
                                   "dilation": 1},
    "conv2d_input_grad": lambda: {"dO": dO, "F": F, "X_shape": X.shape, "stride": 1, "padding": "valid",
                                  "dilation": 1},
    "conv2d_output_shape": lambda: {"X_shape": X.shape, "F_shape": F.shape, "stride": 1, "padding": "valid",
                                    "dilation": 1},
    "check_gradient": lambda: {"f": np.sum, "X": numbers(2), "analytic": np.ones(2), "eps": 1e-5, "tolerance": 1e-6},
    "gradient_error": lambda: {"analytic": numbers(2, 3), "numeric": numbers(2, 3)},
    "numerical_gradient": lambda: {"f": np.sum, "X": numbers(2), "eps": 1e-5},
    "dense": lambda: {"X": numbers(2, 3), "W": numbers(3, 4), "b": numbers(4)},
    "dense_grad": lambda: {"dO": numbers(2, 4), "X": numbers(2, 3), "W": numbers(3, 4)},
    "flatten": lambda: {"X": X},
    "flatten_grad": lambda: {"dO": numbers(2, 50), "X": X},
    "conv2d_loops": lambda: {"X": X, "F": F, "b": numbers(3), "stride": 1, "padding": "valid", "dilation": 1},
    "conv2d_filter_grad_loops": lambda: {"dO": dO, "X": X, "F_shape": F.shape, "stride": 1, "padding": "valid",
                                         "dilation": 1},
    "conv2d_input_grad_loops": lambda: {"dO": dO, "F": F, "X_shape": X.shape, "stride": 1, "padding": "valid",
                                        "dilation": 1},
    "cross_entropy": lambda: {"probabilities": P, "labels": LABELS},
    "cross_entropy_grad": lambda: {"probabilities": P, "labels": LABELS},
    "hinge": lambda: {"scores": numbers(3), "labels": np.array([1, -1, 1])},
    "hinge_grad": lambda: {"scores": numbers(3), "labels": np.array([1, -1, 1])},
    "mse": lambda: {"predictions": numbers(2, 3), "targets": numbers(2, 3)},
    "mse_grad": lambda: {"predictions": numbers(2, 3), "targets": numbers(2, 3)},
    "softmax_cross_entropy": lambda: {"logits": numbers(4, 3), "labels": LABELS},
    "softmax_cross_entropy_grad": lambda: {"logits": numbers(4, 3), "labels": LABELS},
    "CNN": "a tuple of layers",
    "init_cnn": lambda: {"rng": rng(), "image_shape": (4, 4, 1), "widths": (2, 3), "layers": SMALL,
                         "dtype": np.float32},
    "forward": lambda: {"parameters": small_parameters(), "images": small_images()[0], "layers": SMALL},
    "backward": lambda: {"parameters": small_parameters(),
                         "inputs": cb.forward(small_parameters(), small_images()[0], SMALL)[1],
                         "dO": numbers(4, 3), "layers": SMALL},
    "loss_and_gradients": lambda: {"parameters": small_parameters(), "images": small_images()[0],
                                   "labels": small_images()[1], "layers": SMALL},
    "evaluate": lambda: {"parameters": small_parameters(), "images": small_images()[0],
                         "labels": small_images()[1], "layers": SMALL},
    "minibatches": lambda: {"n": 5, "size": 2, "rng": rng()},
    "train_cnn": lambda: {"parameters": small_parameters(), "images": small_images()[0],
                          "labels": small_images()[1], "step": cb.gradient_step, "epochs": 1, "rng": rng(),
                          "test": small_images(), "batch_size": 2, "layers": SMALL},
    "adam_step": lambda: {"parameters": numbers(2), "gradients": numbers(2), "state": None, "learning_rate": 0.1,
                          "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7},
    "gradient_step": lambda: {"parameters": {"F": numbers(2)}, "gradients": {"F": numbers(2)}, "state": None,
                              "learning_rate": 0.1},
    "momentum_step": lambda: {"parameters": numbers(2), "gradients": numbers(2), "m": numbers(2),
                              "learning_rate": 0.1, "momentum": 0.9},
    "avg_pool2d": lambda: {"X": X, "size": 2, "stride": 2},
    "avg_pool2d_grad": lambda: {"dO": POOLED, "X": X, "size": 2, "stride": 2},
    "max_pool2d": lambda: {"X": X, "size": 2, "stride": 2},
    "max_pool2d_grad": lambda: {"dO": POOLED, "X": X, "size": 2, "stride": 2},
    "sum_pool2d": lambda: {"X": X, "size": 2, "stride": 2},
    "sum_pool2d_grad": lambda: {"dO": POOLED, "X": X, "size": 2, "stride": 2},
    # equations
    "EquationCheck": RECORD,
    "EQUATIONS": "a table of the paper's equations",
    "Equation": lambda: {"number": 1, "chapter": 2, "function": cb.conv2d,
                         "text": "O11 = X11 F11 + X12 F12 + X21 F21 + X22 F22"},
    # faces
    "crop_and_resize": lambda: {"image": numbers(9, 9, 3), "shape": (8, 8, 3)},
    "resize_square": lambda: {"image": pil_image(), "size": 8},
    "Faces": lambda: {"images": IMAGES, "labels": np.array([0, 1, 1]), "names": ("Ada", "Bob"), "source": "folder"},
    "load_faces": lambda: {"source": "synthetic", "crop": "face", "size": 8, "min_faces_per_person": 500,
                           "funneled": True, "data_home": None},
    "load_folder": lambda: {"path": folder(), "size": 8, "min_faces_per_person": 2, "skip_broken": False},
    "stream_folder": lambda: {"path": folder(), "size": 8, "min_faces_per_person": 2, "skip_broken": False},
    "random_windows": lambda: {"image": numbers(20, 20, 3), "n": 2, "size": 8, "smallest": 8, "rng": rng()},
    "ImageFiles": lambda: {"files": sorted(folder().glob("*/*.png")), "size": 8},
    "read_image": lambda: {"file": numbers(9, 9, 3)},
    "Split": lambda: vars(split()).copy(),
    "split_faces": lambda: {"faces": faces(), "test_fraction": 0.25, "seed": 0, "stratify": False},
    "validation_split": lambda: {"split": split(), "fraction": 0.25, "seed": 0, "stratify": False},
    # training
    "Augmentation": lambda: {"mirror": True, "shift": 1, "brightness": 0.1, "square": 2},
    "accuracy_interval": lambda: {"correct": 3, "n": 5, "level": 0.95},
    "count_probabilities": lambda: {"n": 5, "accuracies": [0.5, 0.6], "exact": False},
    "tail_probability": lambda: {"correct": 3, "n": 5, "accuracies": [0.5, 0.6], "exact": False},
    "two_sided_probability": lambda: {"correct": 3, "n": 5, "accuracies": [0.5, 0.6], "exact": False},
    "four_layer_cnn": lambda: {"n_classes": 2, "input_shape": (16, 16, 3), "filters": (1, 1, 1, 1),
                               "normalize": True, "dropout": 0.1, "seed": 0},
    "paper_cnn": lambda: {"n_classes": 2, "input_shape": (8, 8, 3), "padding": "same", "dropout": "last", "seed": 0},
    "correct_count": lambda: {"model": keras_model(), "split": split()},
    "predict_with_augmentation": lambda: {"model": keras_model(), "X": IMAGES, "distance": 1},
    "BEST_STEPS": "a table of recipes", "FAST_STEPS": "a table of recipes", "RECIPES": "a table of recipes",
    "Recipe": SETTINGS,
    "one_cycle": lambda: {"peak": 0.1, "steps": 10, "warmup": 0.3},
    "History": RECORD,
    "paper_epochs": lambda: {},
    "train": lambda: {"model": untrained_model(), "split": split(), "epochs": 1, "batch_size": 8,
                      "learning_rate": 0.001, "weight_decay": 0.0, "label_smoothing": 0.0, "augment": None, "seed": 0,
                      "evaluate_test": False, "checkpoint": None, "progress": False, "strategy": None},
    "load_trained": lambda: {"path": None},
    "save_weights": lambda: {"model": keras_model(), "path": into("weights.npz")},
    "trained_record": lambda: {},
    # study
    "run_study": lambda: {"runs": [], "folder": into("runs"), "client": None, "epochs": None, "source": "lfw"},
    "benchmark_record": lambda: {},
    "step_accuracies": lambda: {"recipe": "fast"},
    "study_records": lambda: {"folder": into("runs"), "runs": [cb.Run()]},
    "COMPARISON_RUNS": "a table of runs", "READINGS": "a table of readings", "STUDY_RUNS": "a table of runs",
    "Run": SETTINGS,
    "train_run": "trains for minutes; it checks its `Run`, the rest is checked by `load_faces` and `train`",
    # features
    "Decoder": RECORD,
    "decode": lambda: {"model": keras_model(), "decoders": decoders(), "images": IMAGES},
    "decoding_scores": lambda: {"model": keras_model(), "decoders": decoders(), "images": IMAGES, "batch_size": 2},
    "fit_decoders": lambda: {"model": keras_model(), "images": IMAGES, "layers": ["conv1"], "window": 3,
                             "positions_per_image": 4, "seed": 0, "batch_size": 2},
    "LayerStatistics": RECORD,
    "layer_statistics": lambda: {"model": keras_model(), "images": IMAGES, "batch_size": 2},
    "feature_maps": lambda: {"model": keras_model(), "image": IMAGES[0], "white": 1.0},
    "across_networks": "keys of a record, looked up as in a dict: a KeyError says which there are",
    "idle_units": lambda: {"model": keras_model(), "images": IMAGES, "layers": ["conv1"], "batch_size": 2},
    "networks_record": lambda: {},
    "range_across_networks": "keys of a record, looked up as `across_networks` does",
    "without_random_units": lambda: {"model": keras_model(), "units": {"conv1": [0]}, "rng": rng()},
    "without_units": lambda: {"model": keras_model(), "units": {"conv1": [0]}},
    "Calibration": RECORD, "Confusion": RECORD, "Mistake": RECORD,
    "calibration": lambda: {"probabilities": P, "labels": LABELS, "bins": 5},
    "frequent_confusions": lambda: {"counts": COUNTS, "n": 3},
    "recalls": lambda: {"counts": COUNTS},
    "worst_mistakes": lambda: {"probabilities": P, "labels": LABELS, "n": 2},
    "concentration": lambda: {"maps": numbers(8, 8, 2), "boxes": [(0, 4, 0, 4)], "size": (16, 16)},
    "region_mask": lambda: {"boxes": [(0, 4, 0, 4)], "shape": (8, 8), "size": (16, 16)},
    # interpretability
    "Network": "two fields, a dict and a tuple; whoever takes a network checks them",
    "backpropagate": lambda: {"network": network(), "inputs": inputs_of(network()), "dO": numbers(3, 3),
                              "rule": "gradient"},
    "project_to_pixels": lambda: {"network": network(), "images": IMAGES, "layer": "conv1", "channel": 0,
                                  "rule": "deconvnet"},
    "network_from_keras": lambda: {"model": keras_model()},
    "class_scores": lambda: {"network": network(), "images": IMAGES},
    "grad_cam": lambda: {"network": network(), "images": IMAGES, "classes": [0, 1, 2], "layer": "conv1"},
    "occlusion": lambda: {"predict": predict, "images": IMAGES, "classes": [0, 1, 2], "size": 4, "stride": 4,
                          "fill": 0.5},
    "saliency": lambda: {"network": network(), "images": IMAGES, "classes": [0, 1, 2], "rule": "gradient"},
    "score_gradient": lambda: {"network": network(), "images": IMAGES, "classes": [0, 1, 2], "rule": "gradient"},
    "sobel_magnitude": lambda: {"images": IMAGES},
    "caricature": lambda: {"model": keras_model(), "layer": "conv1", "images": IMAGES[:1], "smoothness": 1e-3,
                           "bound": 0.5, "alpha": 6, "steps": 1, "learning_rate": 0.01},
    "representation_distances": lambda: {"model": keras_model(), "layer": "conv1", "images": IMAGES,
                                         "others": IMAGES},
    "representation_projections": lambda: {"model": keras_model(), "layer": "conv1", "images": IMAGES,
                                           "others": IMAGES},
    "invert": lambda: {"model": keras_model(), "layer": "conv1", "images": IMAGES[:1], "smoothness": 1e-4,
                       "bound": 0.01, "alpha": 6, "steps": 1, "learning_rate": 0.03, "start": 0.5},
    "representations": lambda: {"model": keras_model(), "layer": "conv1", "images": IMAGES},
    "finetune_filters": lambda: {"model": keras_model(), "split": split(), "rule": "none", "layer": "conv1",
                                 "strength": 1.0, "epochs": 1, "batch_size": 8, "learning_rate": 1e-4, "seed": 0},
    "maximize_activation": lambda: {"model": keras_model(), "layer": "conv1", "units": [0], "decay": 0.0,
                                    "smoothness": 0.0, "jitter": 0, "steps": 1, "learning_rate": 0.05, "start": 0.5,
                                    "seed": 0, "log_probability": False},
    "bootstrap_interval": lambda: {"values": numbers(5), "rng": rng(), "level": 0.95, "draws": 20},
    "curve_area": lambda: {"curves": numbers(3, 5)},
    "perturb_regions": lambda: {"images": IMAGES, "heat": HEAT, "n": 2, "fill": numbers(8, 8, 3), "regions": 4},
    "perturbation_curves": lambda: {"predict": predict, "images": IMAGES, "classes": [0, 1, 2], "heat": HEAT,
                                    "fill": numbers(8, 8, 3), "regions": 2, "step": 2},
    "region_means": lambda: {"heat": HEAT, "regions": 4},
    "cascading_randomization": lambda: {"maps_of": maps_of, "network": network(), "order": ["output"], "rng": rng()},
    "randomize_layers": lambda: {"network": network(), "names": ["output"], "rng": rng()},
    "rank_correlation": lambda: {"a": HEAT[0], "b": HEAT[1]},
    "high_frequency_fraction": lambda: {"X": IMAGES, "above": 0.25},
    "total_variation": lambda: {"X": IMAGES},
    "locality": lambda: {"maps": numbers(2, 5, 5, 3), "radius": 1},
    "location_templates": lambda: {"n": 3, "tau": 50.0, "beta": 4.0},
    "mutual_information": lambda: {"maps": numbers(4, 3, 3, 2), "templates": cb.location_templates(3)},
    "peak_spread": lambda: {"peak_counts": np.arange(18).reshape(3, 3, 2)},
    # architectures
    "block_drawing": lambda: {"layers": layers(), "skip": ("flatten",)},
    "ARCHITECTURES": "a table of functions", "LENET_TABLE": "a table of connections",
    "alexnet_layers": lambda: {"n_classes": 10, "groups": 2},
    "densenet121_layers": lambda: {"n_classes": 10, "growth": 32},
    "googlenet_layers": lambda: {"n_classes": 10, "auxiliary": True},
    "lenet5_layers": lambda: {"n_classes": 10},
    "resnet50_layers": lambda: {"n_classes": 10, "conv_bias": False},
    "vgg16_layers": lambda: {"n_classes": 10},
    "layers_from_builder": lambda: {"build": build_model},
    "layers_from_model": lambda: {"model": keras_model()},
    "Layer": lambda: {"name": "conv", "kind": "conv", "inputs": ("image",), "units": 4, "window": 3, "stride": 1,
                      "padding": "same", "groups": 1, "connections": None, "bias": True,
                      "parameters_per_channel": 4, "shape": (), "activation": ""},
    "LayerSummary": RECORD, "NetworkSummary": RECORD,
    "network_summary": lambda: {"layers": layers()},
    "summarize_layers": lambda: {"layers": layers()},
    "lenet5": lambda: {"n_classes": 3, "seed": 0},
    "PRETRAINED": "a table of names",
    "classify_image": "downloads a network of 33 MB",
    "COMPARISON_RECIPES": "a table of recipes",
    "BlockRecipe": SETTINGS,
    "small_net": lambda: {"block": "vgg", "n_classes": 2, "input_shape": (16, 16, 3), "width": 2, "seed": 0},
    "c_cells": lambda: {"S": numbers(4, 4, 2), "size": 2, "stride": 1},
    "gabor": lambda: {"size": 5, "wavelength": 4.0, "angle": 0.0, "phase": 0.0, "sigma": 2.0},
    "gabor_fit": lambda: {"F": numbers(5, 5, 2)},
    "s_cells": lambda: {"X": numbers(5, 5, 1), "F": numbers(3, 3, 1, 2), "threshold": 0.5},
    "marking": "a module; its checks are called on whatever a student wrote, and say so in a sentence of their own",
    # questions and widgets
    "Question": lambda: {"right": numbers(2, 2), "mistakes": {"Turned.": numbers(2, 2)[::-1, ::-1]}, "hint": "Count.",
                         "unit": "%", "guess": False, "idea": "sizes", "see": {"PoolingStepper": {"step": 1}}},
    "ChannelStepper": lambda: {"X": numbers(3, 3, 3), "F": numbers(2, 2, 3, 1), "K": 2, "filter": 0, "step": 0},
    "ConvolutionStepper": lambda: {"X": numbers(4, 4), "F": numbers(2, 2), "stride": 1, "padding": "valid",
                                   "dilation": 1, "step": 0},
    "DescentStepper": lambda: {"X": numbers(3, 3), "T": numbers(2, 2), "F": numbers(2, 2), "learning_rate": 0.01,
                               "step": 0},
    "FeatureMapExplorer": lambda: {"picture": "the portrait", "layer": "conv1", "channel": 0},
    "FilterGradientStepper": lambda: {"X": numbers(3, 3), "dO": numbers(2, 2), "step": 0},
    "FilterLab": lambda: {"image": np.arange(25).reshape(5, 5), "F": numbers(3, 3), "place": [0, 0], "what": "gray"},
    "InputGradientStepper": lambda: {"F": numbers(2, 2), "dO": numbers(2, 2), "step": 0},
    "PoolingStepper": lambda: {"X": numbers(4, 4), "kind": "max", "stride": 2, "step": 0},
    "ShapeCalculator": lambda: {},
}
# fmt: on


def pil_image():
    from PIL import Image

    return Image.new("RGB", (9, 9))


def build_model():
    import keras

    return keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Conv2D(1, 3)])


# Other words by which an error may speak of an argument.
ALSO_CALLED = {
    ("Equation", "number"): ("equation",),
    ("Equation", "text"): ("equation",),
    ("backpropagate", "inputs"): ("X", "X_shape"),
    ("backpropagate", "network"): ("F",),
    ("backward", "inputs"): ("X", "X_shape"),
    ("backward", "parameters"): ("F",),
    ("caricature", "images"): ("image",),
    ("cascading_randomization", "order"): ("layer",),
    ("correct_count", "split"): ("images",),
    ("crop_and_resize", "image"): ("the array", "file"),
    ("evaluate", "layers"): ("logits",),
    ("feature_maps", "image"): ("the array", "file"),
    ("finetune_filters", "split"): ("images",),
    ("invert", "images"): ("image",),
    ("load_folder", "min_faces_per_person"): ("people",),
    ("load_folder", "path"): ("folder", "subfolders"),
    ("load_trained", "path"): ("weights file",),
    ("loss_and_gradients", "layers"): ("logits",),
    ("predict_with_augmentation", "X"): ("images",),
    ("random_windows", "image"): ("the array", "file"),
    ("randomize_layers", "names"): ("layer",),
    ("read_image", "file"): ("the array",),
    ("save_weights", "path"): ("File exists", "Is a directory"),
    ("run_study", "folder"): ("File exists",),
    ("split_faces", "faces"): ("people",),
    ("stream_folder", "min_faces_per_person"): ("people",),
    ("stream_folder", "path"): ("folder", "subfolders"),
    ("train_cnn", "layers"): ("logits",),
    ("validation_split", "split"): ("people", "stratify"),
}
# Arguments that get the wrong values of every kind, but none that is wrong in a field alone: each call trains.
NOT_BY_FIELD = {("train", "split"), ("finetune_filters", "split")}
# Functions whose docstring promises NaN: for a map without a maximum, a class without images.
NAN_PROMISED = {
    "concentration", "high_frequency_fraction", "locality", "peak_spread", "rank_correlation", "recalls",
    "cascading_randomization",
}  # fmt: skip
