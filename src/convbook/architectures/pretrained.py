"""Networks that were trained on ImageNet, where their weights can be downloaded."""

import socket
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress

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


def classify_image(image, network="DenseNet121", top=3, *, timeout=5.0):
    """Classify an image with a network trained on ImageNet; None where its weights cannot be downloaded.

    Parameters
    ----------
    image : any picture
        As `crop_and_resize` takes it.
    network : str
        One of `PRETRAINED`. The weights are downloaded once and kept by Keras, 33 MB of them for DenseNet121.
    top : int
        How many of the 1,000 classes.
    timeout : float
        Seconds without an answer after which the server counts as out of reach.

    Returns
    -------
    list of (str, float), or None
        Names and probabilities, the most probable first.

    Raises
    ------
    ValueError
        If there is no such network.
    """
    if network not in PRETRAINED:
        raise ValueError(f"network is {network!r}; expected one of {', '.join(PRETRAINED)}")
    module = getattr(keras.applications, PRETRAINED[network])
    side = SIDES.get(network, 224)
    X = 255 * crop_and_resize(image, (side, side, 3))[None]
    try:
        with _socket_timeout(timeout):
            with suppress(urllib.error.HTTPError):  # also an answer
                urllib.request.urlopen(urllib.request.Request(STORE, method="HEAD")).close()
            model = getattr(keras.applications, network)()
            probabilities = model.predict(module.preprocess_input(np.array(X, "float32")), verbose=0)
            return [(name, float(p)) for _, name, p in module.decode_predictions(probabilities, top=top)[0]]
    except Exception as error:  # Keras turns every failed download into a plain Exception
        if "URL fetch failure" in str(error) or isinstance(error, OSError):
            return None
        raise


@contextmanager
def _socket_timeout(seconds):
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
