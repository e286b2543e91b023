"""Networks that were trained on ImageNet, where their weights can be had."""

import socket
import urllib.error
import urllib.request
from contextlib import contextmanager

import keras
import numpy as np

from convbook.faces.crop import crop_and_resize

# Keras's name for a network, and the module that knows how its pictures are prepared.
PRETRAINED = {
    "VGG16": "vgg16", "VGG19": "vgg19", "InceptionV3": "inception_v3", "ResNet50": "resnet", "Xception": "xception",
    "MobileNet": "mobilenet", "DenseNet121": "densenet",
}  # fmt: skip
STORE = "https://storage.googleapis.com/tensorflow/keras-applications/"
SIDES = {"InceptionV3": 299, "Xception": 299}


def name_picture(image, network="DenseNet121", top=3, *, patience=5.0):
    """What a network trained on ImageNet calls a picture, or None where its weights cannot be had.

    Parameters
    ----------
    image : any picture
        As `crop_and_resize` takes it.
    network : str
        One of `PRETRAINED`. The weights are fetched once and kept by Keras, 33 MB of them for DenseNet121.
    top : int
        How many of the 1,000 classes.
    patience : float
        Seconds without an answer after which the network counts as out of reach.

    Returns
    -------
    list of (str, float), or None
        Names and probabilities, the likeliest first.

    Raises
    ------
    ValueError
        If there is no such network.
    """
    if network not in PRETRAINED:
        raise ValueError(f"network is {network!r}; expected one of {', '.join(PRETRAINED)}")
    module, side = getattr(keras.applications, PRETRAINED[network]), SIDES.get(network, 224)
    X = 255 * crop_and_resize(image, (side, side, 3))[None]
    try:
        with _impatient(patience):
            urllib.request.urlopen(urllib.request.Request(STORE, method="HEAD")).close()
    except urllib.error.HTTPError:
        pass  # somebody answered
    except OSError:
        return None
    try:
        with _impatient(patience):
            model = getattr(keras.applications, network)()
            found = model.predict(module.preprocess_input(np.array(X, "float32")), verbose=0)
            return [(name, float(p)) for _, name, p in module.decode_predictions(found, top=top)[0]]
    except Exception as error:  # Keras turns every failed download into a plain Exception
        if "URL fetch failure" in str(error) or isinstance(error, OSError):
            return None
        raise


@contextmanager
def _impatient(seconds):
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
