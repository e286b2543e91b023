"""`FeatureMapExplorer`: the paper's trained network looks at a picture, and every channel can be looked at."""

import json
from functools import cache

import numpy as np
import traitlets

from convbook.faces.crop import resize_square
from convbook.faces.synthetic import draw_faces
from convbook.nn.activations import relu
from convbook.nn.conv import conv2d
from convbook.nn.pooling import max_pool2d
from convbook.widgets import HERE
from convbook.widgets._base import Widget, number, picture, side_by_side, table, table_body, table_head

MAPS, DENSE = ("conv1", "pool1", "conv2", "pool2", "conv3", "pool3"), ("dense1", "dense2", "output")
CHANNELS = dict(zip(MAPS, (32, 32, 64, 64, 128, 128), strict=True))
DRAWN = (12, 13, 23, 25)  # which of the stand-in's 34 people, who do not exist
PICTURES = ("the portrait", *(f"drawn face {k}" for k in (1, 2, 3, 4)), "your photo")
ALT = "A smiling woman with short hair, cropped closely around her face, 64 by 64 pixels: the astronaut Eileen Collins."
PHOTOS = (
    "Your photo stays on this device. It is sent nowhere, not even to Python, and is gone when this page closes. Its"
    " largest centered square is used, scaled to 64×64. A photo works best if it is cropped closely around a face."
)
CAUTION = (
    "These are labels of LFW, and nobody is identified by them. The network has 34 labels and no other answer."
    " Whoever or whatever it is shown, their probabilities add up to 100%, so a high one does not mean that two people"
    " look alike. The network must not be used to name or judge anyone (chapter 11)."
)


class FeatureMapExplorer(Widget):
    """The paper's trained network looks at a picture; every channel of its six layers can be looked at.

    Parameters
    ----------
    picture : str
        "the portrait", "drawn face 1" to "drawn face 4", or "your photo", which stays in the reader's browser.
    layer : str
        conv1, pool1, conv2, pool2, conv3 or pool3.
    channel : int
        From 0, as in ``widget.activations[widget.layer][..., widget.channel]``; a layer that has fewer shows its last.

    Each is a trait: it can be read and set afterwards, and follows what is done in the browser. `X` is the picture as
    the network gets it, and `activations` what `convbook.feature_maps` returns for it; only that needs TensorFlow.

    Raises
    ------
    traitlets.TraitError
        If a value is none of these.
    """

    title = "What the network sees"
    arguments = ("picture", "layer", "channel")
    on_demand = ("convolutions", "filters", "pixels", "dense")

    picture = traitlets.Enum(PICTURES, PICTURES[0]).tag(sync=True)
    layer = traitlets.Enum(MAPS, MAPS[0]).tag(sync=True)
    channel = traitlets.Int(0, min=0, max=127).tag(sync=True)
    given = traitlets.Dict().tag(sync=True)  # what never changes
    colors = traitlets.Bytes().tag(sync=True)
    convolutions = traitlets.Bytes().tag(sync=True)
    filters = traitlets.Bytes().tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True)
    dense = traitlets.Bytes().tag(sync=True)

    @traitlets.default("given")
    def _given(self):
        inputs, maps = 3, []
        for name, channels in CHANNELS.items():
            conv = {"filter": [3, 3, inputs, channels], "padding": "same", "relu": True}
            maps.append({"name": name} | (conv if name.startswith("conv") else {}))
            inputs = channels
        shapes = [8, 8, 128, 128], [1, 1, 128, 256], [1, 1, 256, 34]  # a dense layer is a filter as large as its input
        record = HERE.parent / "data" / "runs" / "paper-chosen-0.json"  # of the run that left the weights
        return {
            "layers": maps,
            "dense": [{"name": n, "filter": s, "relu": n != "output"} for n, s in zip(DENSE, shapes, strict=True)],
            "labels": json.loads(record.read_text(encoding="utf-8"))["names"],
            "pictures": list(PICTURES),
            "photos": PHOTOS,
            "caution": CAUTION,
        }

    @traitlets.default("colors")
    def _colors(self):
        from convbook.plots.feature_maps import BRIGHTNESS, COLORS

        return COLORS(np.linspace(0, 1, 256) ** BRIGHTNESS, bytes=True).tobytes()  # as in the chapter's figures

    @staticmethod
    def load(name):
        if name == "pixels":
            opaque = np.full((*pictures().shape[:3], 1), 255, np.uint8)
            return np.concatenate([pictures(), opaque], axis=3).tobytes()
        if name == "filters":
            return json.dumps(filter_descriptions(), separators=(",", ":")).encode()
        return b"".join(w.astype("<f2").tobytes() for w in weights(DENSE if name == "dense" else MAPS))

    @property
    def X(self):
        """The picture that the network gets, as it gets it: (64, 64, 3), from 0 to 1."""
        if self.picture == PICTURES[-1]:
            raise ValueError("a reader's photo stays in the browser; set picture = 'the portrait' to have one here")
        return pictures()[PICTURES.index(self.picture)] / 255

    @property
    def activations(self):
        """Layer name -> (H, W, C), from the same network in TensorFlow."""
        from convbook.features.maps import feature_maps

        return feature_maps(_model(), self.X)

    def static_html(self):
        rows, X = [], pictures()[0] / 255
        for name in MAPS:
            count = 0
            if name.startswith("conv"):
                F, b = (w.astype(float) for w in weights([name]))
                X, count = relu(conv2d(X, F, b, padding="same")), F.size + b.size
            else:
                X = max_pool2d(X)
            rows.append((name, "×".join(map(str, X.shape)), f"{count:,}", (~X.any(axis=(0, 1))).sum()))
        head = table_head(("layer", "numbers for one picture", "weights and biases", "blank channels for this picture"))
        return f"{side_by_side(picture(pictures()[0], ALT))}\n<table>{head}{table_body(rows)}</table>"


@cache
def pictures():
    """NASA's portrait, cut as chapter 13 cuts it, and one take each of four people who do not exist: (5, 64, 64, 3)."""
    from PIL import Image
    from skimage import data

    face = resize_square(Image.fromarray(data.astronaut()[61:176, 182:268]), 64)
    images, labels, _ = draw_faces(counts=[1] * 34)
    return np.stack([np.asarray(face), *(images[labels == person][0] for person in DRAWN)])


def weights(names):
    """The trained filters and biases of some layers, in the layers' order."""
    with np.load(HERE.parent / "data" / "paper_cnn.npz") as file:
        return [file[f"{name}/{kind}"] for name in names if "pool" not in name for kind in ("kernel", "bias")]


def filter_descriptions():
    """Layer name -> for each channel, HTML on its filter: words, and its three slices with the largest weights."""
    descriptions, below = {}, "the picture"
    for name, channels in CHANNELS.items():
        if name.startswith("conv"):
            F, b = (w.astype(float) for w in weights([name]))
            descriptions[name] = [_filter(F[..., k], b[k], below) for k in range(channels)]
        else:
            words = f"Pooling has no filter. Each number is the largest of four in {below}, channel "
            descriptions[name] = [f"{words}{k + 1}." for k in range(channels)]
        below = name
    return descriptions


def _filter(F, b, below):
    if below == "the picture":
        names, words = ["red", "green", "blue"], "one 3×3 slice for each color."
    else:
        names = [f"channel {c + 1}" for c in range(F.shape[2])]
        words = f"one 3×3 slice for each channel of {below}. Here are the three with the largest weights."
    strongest = np.sort(np.argsort(-np.abs(F).max(axis=(0, 1)), kind="stable")[:3])
    slices = [table(F[..., c].round(2), "F", "filter", f"on {names[c]}") for c in strongest]
    return f"Its filter has {F.size} weights and the bias {number(b.round(3))}: {words}{side_by_side(*slices)}"


@cache
def _model():
    from convbook.training.trained import load_trained

    return load_trained()
