"""Which pixels mattered for an answer: four heat maps, and a control that looks at the picture alone."""

import numpy as np

from convbook.arguments import as_int, as_numbers, check_shape
from convbook.interpretability.deconvnet import walk_back
from convbook.nn.activations import softmax
from convbook.nn.conv import conv2d
from convbook.nn.network import forward

AT_ONCE = 20  # pictures at a time: their activations then take some 50 MB


def class_scores(network, images):
    """The numbers before the softmax, one for each class: (N, K) for images (N, H, W, C)."""
    parts = [forward(network.parameters, part, network.layers)[0] for part in _parts(images)]
    return np.concatenate(parts)


def class_probabilities(network, images):
    """The network's answer after the softmax: (N, K) for images (N, H, W, C)."""
    return softmax(class_scores(network, images))


def score_gradient(network, images, classes, rule="gradient"):
    """The gradient of one class score with respect to every number of the picture, or another way back to it.

    Parameters
    ----------
    network : Network
        From pictures to class scores.
    images : ndarray, (N, H, W, C)
    classes : sequence of int, (N,)
        The class asked about, for each picture.
    rule
        As for `walk_back`.

    Returns
    -------
    ndarray, (N, H, W, C)

    Raises
    ------
    ValueError
        If there is not one class, or no such class, for each picture.
    """
    found = []
    for part, chosen in _with_classes(images, classes):
        scores, inputs = forward(network.parameters, part, network.layers)
        found.append(walk_back(network, inputs, _ones(scores, chosen), rule))
    return np.concatenate(found)


def saliency(network, images, classes, rule="gradient"):
    """How much the score moves if a pixel moves a little (Simonyan et al. 2013).

    The largest absolute value of `score_gradient` among the channels: (N, H, W), not negative. With
    ``rule="deconvnet"`` it is the deconvnet's heat map, as Samek et al. use it.
    """
    return np.abs(score_gradient(network, images, classes, rule)).max(axis=-1)


def grad_cam(network, images, classes, layer="conv3"):
    """Where the maps of a layer speak for a class (Selvaraju et al. 2017).

    Each channel is weighed by the score's mean gradient over its places. The maps are added up with these weights,
    and what is negative is set to 0.

    Parameters
    ----------
    network, images, classes
        As for `score_gradient`.
    layer : str
        A convolution, by its name; its maps are taken after ReLU.

    Returns
    -------
    ndarray, (N, h, w)
        As many places as the layer has.
    """
    below = network.upto(layer)
    above = network._replace(layers=network.layers[len(below.layers) :])
    found = []
    for part, chosen in _with_classes(images, classes):
        maps, _ = forward(below.parameters, part, below.layers)
        scores, inputs = forward(above.parameters, maps, above.layers)
        weights = walk_back(above, inputs, _ones(scores, chosen)).mean(axis=(1, 2), keepdims=True)
        found.append(np.maximum((weights * maps).sum(axis=-1), 0))
    return np.concatenate(found)


def occlusion(answer, images, classes, size=8, stride=8, fill=0.5):
    """How much of an answer goes when a square is covered (Zeiler and Fergus 2014).

    Parameters
    ----------
    answer : function
        From images (N, H, W, C) to one number for each class, (N, K): probabilities or scores, of any model.
    images : ndarray, (N, H, W, C)
    classes : sequence of int, (N,)
    size : int
        Side of the square in pixels.
    stride : int
        Pixels from one place of the square to the next.
    fill : float
        What covers it: 0.5 is gray.

    Returns
    -------
    ndarray, (N, rows, columns)
        For each place, the answer without the square less the answer with it; negative where covering helps.

    Raises
    ------
    ValueError
        If the square does not fit, or there is not one class for each picture.
    """
    images = as_numbers(images, "images", {4: "(N, H, W, C)"})
    size, stride = as_int(size, "size", 1), as_int(stride, "stride", 1)
    classes = _as_classes(classes, len(images))
    tops, lefts = (range(0, side - size + 1, stride) for side in images.shape[1:3])
    if not tops or not lefts:
        raise ValueError(f"size is {size}; expected a square that fits into pictures of {images.shape[1:3]}")
    rows = np.arange(len(images))
    before = np.asarray(answer(images))[rows, classes]
    lost = np.empty((len(images), len(tops), len(lefts)))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            covered = images.copy()
            covered[:, top : top + size, left : left + size] = fill
            lost[:, i, j] = before - np.asarray(answer(covered))[rows, classes]
    return lost


def edges(images):
    """How fast the light changes at each pixel, (N, H, W): Sobel's two filters, and the length of what they find.

    It looks like a heat map and knows nothing of any network, so it is a control. The borders are repeated outwards.
    """
    images = as_numbers(images, "images", {4: "(N, H, W, C)"})
    across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], images.dtype) / 8
    gray = np.pad(images.mean(axis=-1), ((0, 0), (1, 1), (1, 1)), mode="edge")
    both = conv2d(gray[..., None], np.stack([across, across.T], axis=-1)[:, :, None])
    return np.sqrt((both**2).sum(axis=-1))


def _parts(images):
    images = as_numbers(images, "images", {4: "(N, H, W, C)"})
    return (images[start : start + AT_ONCE] for start in range(0, len(images), AT_ONCE))


def _with_classes(images, classes):
    classes = _as_classes(classes, len(images))
    return zip(_parts(images), (classes[i : i + AT_ONCE] for i in range(0, len(classes), AT_ONCE)), strict=True)


def _as_classes(classes, n):
    classes = np.asarray(classes)
    check_shape(classes, "classes", (n,), "one class for each picture")
    if classes.dtype.kind not in "iu":
        raise TypeError(f"classes have dtype {classes.dtype}; expected whole numbers")
    return classes


def _ones(scores, classes):
    """1 at each picture's class, 0 elsewhere."""
    if classes.min() < 0 or classes.max() >= scores.shape[1]:
        raise ValueError(f"classes go from {classes.min()} to {classes.max()}; expected 0 to {scores.shape[1] - 1}")
    return np.eye(scores.shape[1], dtype=scores.dtype)[classes]
