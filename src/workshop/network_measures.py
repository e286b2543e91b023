"""The measures of chapter 13 on one network, as `workshop.networks` keeps them: plain numbers, rounded."""

import numpy as np
from PIL import Image
from skimage import data
from sklearn.metrics import confusion_matrix

from convbook.faces.crop import resize_square
from convbook.features.decoders import decoding_scores, fit_decoders
from convbook.features.layer_statistics import layer_statistics
from convbook.features.mistakes import calibration, recalls
from convbook.features.regions import CHEEKS, EYES, MOUTH, concentration
from convbook.features.units import without_random_units
from convbook.interpretability.maximization import maximize_activation
from convbook.prediction import predict_in_batches

CONVOLUTIONS, DENSE = ("conv1", "conv2", "conv3"), ("dense1", "dense2")
LAYERS = ("conv1", "pool1", "conv2", "pool2", "conv3", "pool3", *DENSE, "output")
SEARCHED = ((8, 8), (0, 0), (15, 15))  # positions in the third convolution: the middle, two corners
REGIONS = {"eyes": EYES, "mouth": MOUTH, "cheeks": CHEEKS}


def measure_layers(statistics):
    """Of each layer the mean fractions of blank channels and of zeros, and how many channels are blank for all."""
    return {
        name: {
            "blank": _round(s.blank_fraction.mean()),
            "zero": _round(s.zero_fraction.mean()),
            "always blank": int(s.always_blank.sum()),
        }
        for name, s in statistics.items()
    }


def measure_regions(statistics):
    """Where the channels of each convolution are active on a face, and where the third one's peaks are."""
    means = {
        name: {where: _concentrations(statistics[name].mean, boxes) for where, boxes in REGIONS.items()}
        for name in CONVOLUTIONS
    }
    peaks = {where: _concentrations(statistics["conv3"].peak_counts, REGIONS[where]) for where in REGIONS}
    eyes, mouth = (concentration(statistics["conv3"].mean, boxes) for boxes in (EYES, MOUTH))
    mouth_only = int(((mouth > 2) & (eyes < 1)).sum())
    eyes_only = int(((eyes > 2) & (mouth < 1)).sum())
    return {"mean": means, "peaks": peaks, "mouth only": mouth_only, "eyes only": eyes_only}


def _concentrations(maps, boxes):
    values = concentration(maps, boxes)
    return {"over 2": int((values > 2).sum()), "over 3": int((values > 3).sum()), "highest": _round(np.nanmax(values))}


def measure_waking(model, always_blank, faces, whole, windows):
    """How many of the channels of the third convolution that are blank for all test faces other pictures wake."""
    found, any_of_them = {"channels": len(always_blank)}, np.zeros(len(always_blank), bool)
    for kind, images in {"all faces": faces, "whole photographs": whole, "windows": windows}.items():
        woken = layer_statistics(model, images)["conv3"].active.any(axis=0)[always_blank]
        any_of_them |= woken
        found[kind] = int(woken.sum())
    found["any of these"] = int(any_of_them.sum())
    places = [(y, x, int(k)) for k in always_blank for y, x in SEARCHED]
    activations = maximize_activation(model, "conv3", places).activations.reshape(-1, len(SEARCHED))
    found["search"] = int((activations > 0).any(axis=1).sum())
    return found


def measure_idle(model, idle):
    """How many units of the dense layers are idle, and the parameters that compute those of the first."""
    kernel, bias = model.get_layer("dense1").get_weights()
    counts = {name: len(idle[name]) for name in DENSE}
    return counts | {"parameters": counts["dense1"] * (len(kernel) + 1), "of": model.count_params()}


def measure_decoding(model, untrained, idle, split, seed, layers=LAYERS):
    """R² of each layer's decoder: trained, untrained, and untrained with as many units as the trained one uses."""
    rng = np.random.default_rng(seed)
    models = {"trained": model, "untrained": untrained, "as many units": without_random_units(untrained, idle, rng)}
    found = {}
    for kind, one in models.items():
        scores = decoding_scores(one, fit_decoders(one, split.X_train, layers), split.X_test)
        found[kind] = {name: _round(score.r2) for name, score in scores.items()}
    return found


def measure_mistakes(model, split):
    """Recall of people with few and many photographs, the answer that mistakes fall on, confidence and calibration."""
    p, known = predict_in_batches(model, split.X_test), predict_in_batches(model, split.X_train)
    guesses, confidence = p.argmax(axis=1), p.max(axis=1)
    counts = confusion_matrix(split.y_test, guesses, labels=range(len(split.names)))
    photographs = np.bincount(split.y_train, minlength=len(split.names))
    recall, wrong = recalls(counts), counts.sum(axis=0) - np.diag(counts)
    is_wrong, bins = guesses != split.y_test, calibration(p / p.sum(axis=1, keepdims=True), split.y_test)
    middle = (confidence > 0.7) & (confidence <= 0.9)
    return {
        "right": int((~is_wrong).sum()),
        "balanced": _round(np.nanmean(recall)),
        "few": _round(np.nanmean(recall[photographs < 50])),
        "many": _round(np.nanmean(recall[photographs >= 50])),
        "to the largest": _round(wrong[photographs.argmax()] / wrong.sum()),
        "largest is first": bool(wrong.argmax() == photographs.argmax()),
        "calibration error": _round(bins.expected_calibration_error),
        "bins": len(bins.counts),
        "bins too confident": int((bins.confidence > bins.accuracy).sum()),
        "confidence": _round(confidence.mean()),
        "over 90": _round((confidence > 0.9).mean()),
        "wrong over 90": _round((confidence[is_wrong] > 0.9).mean()),
        "right from 70 to 90": _round((~is_wrong[middle]).mean()),
        "confidence on training faces": _round(known.max(axis=1).mean()),
        "right of training faces": _round((known.argmax(axis=1) == split.y_train).mean()),
    }


def measure_portrait(model, names):
    """Blank channels for the chapter's portrait, and who the network takes her for."""
    face = Image.fromarray(data.astronaut()[61:176, 182:268])
    image = (np.asarray(resize_square(face, 64)) / np.float32(255))[None]
    blank = {name: int((~s.active).sum()) for name, s in layer_statistics(model, image).items() if "conv" in name}
    (p,) = predict_in_batches(model, image)
    return blank | {"name": names[p.argmax()], "probability": _round(p.max())}


def _round(value):
    return round(float(value), 4)
