"""Heat maps of a class score (saliency, Grad-CAM, occlusion, deconvnet), and an edge detector as a control."""

import numpy as np

from convbook.arguments import as_classes, as_int, as_numbers
from convbook.interpretability import network_gradients
from convbook.interpretability.deconvnet import Network
from convbook.interpretability.predictions import as_fill, as_images, class_outputs
from convbook.nn.conv import conv2d

BATCH_SIZE = 20  # the activations of a batch then take some 50 MB


def class_scores(network, images):
    """The logits, one for each class: (N, K) for images (N, H, W, C); arguments as for `score_gradient`."""
    images = as_images(images, network)
    batches = (images[start : start + BATCH_SIZE] for start in range(0, len(images), BATCH_SIZE))
    return np.concatenate([_gradients(network).scores(network, batch) for batch in batches])


def score_gradient(network, images, classes, rule="gradient"):
    """The gradient of one class score with respect to every pixel, or another backpropagation rule in its place.

    Parameters
    ----------
    network : Network or keras.Model
        From images to class scores; a softmax at the end of a Keras model is left out. Any Keras model of one image
        and one output, (N, K), will do.
    images : ndarray, (N, H, W, C)
        Bytes are divided by 255; a Keras model gets what `feature_maps` makes of them.
    classes : sequence of int, (N,)
        The class asked about, for each image.
    rule
        As for `backpropagate`; for a Keras model only "gradient", with respect to the numbers that it takes.

    Returns
    -------
    ndarray, (N, H, W, C)

    Raises
    ------
    ValueError
        If there is not one class, or no such class, for each image.
    """
    find, batches = _gradients(network).pixel_gradient, _batches(network, images, classes)
    return np.concatenate([find(network, batch, chosen, rule) for batch, chosen in batches])


def saliency(network, images, classes, rule="gradient"):
    """Saliency map: the absolute gradient of a class score with respect to each pixel (Simonyan et al. 2013).

    The largest absolute value of `score_gradient` among the channels: (N, H, W). With ``rule="deconvnet"`` it is the
    deconvnet's heat map, as Samek et al. (2016) use it.
    """
    return np.abs(score_gradient(network, images, classes, rule)).max(axis=-1)


def grad_cam(network, images, classes, layer="conv3"):
    """Grad-CAM: a layer's feature maps, weighted by the mean gradient of a class score (Selvaraju et al. 2017).

    Each channel's weight is the score's gradient, averaged over its positions; negative sums are set to 0.

    Parameters
    ----------
    network, images, classes
        As for `score_gradient`.
    layer : str
        A convolution; its maps are taken after the ReLU that follows it. Of a Keras model any layer with maps, as it
        is and as `feature_maps` names it: where the ReLU is a layer of its own, that one.

    Returns
    -------
    ndarray, (N, h, w)
        As many positions as the layer has.
    """
    heat = []
    for batch, chosen in _batches(network, images, classes):
        maps, slopes = _gradients(network).maps_and_gradient(network, batch, chosen, layer)
        weights = slopes.mean(axis=(1, 2), keepdims=True)
        heat.append(np.maximum((weights * maps).sum(axis=-1), 0))
    return np.concatenate(heat)


def occlusion(predict, images, classes, size=8, stride=8, fill=0.5):
    """Occlusion map: how much a class score drops when a square of the image is covered (Zeiler and Fergus 2014).

    Parameters
    ----------
    predict : function
        From images (N, H, W, C) to one number for each class, (N, K): probabilities or scores, of any model.
    images : ndarray, (N, H, W, C)
        Numbers as `predict` takes them; bytes are refused, since it does not say what white is for it.
    classes : sequence of int, (N,)
    size : int
        Side of the square in pixels.
    stride : int
        Pixels from one position of the square to the next.
    fill : float or ndarray, (H, W, C)
        What covers it: 0.5 is gray; of an image, the square's own part.

    Returns
    -------
    ndarray, (N, rows, columns)
        For each position, the score without the square less the score with it; negative where covering helps.

    Raises
    ------
    ValueError
        If the square does not fit, or there is not one class, or no such class, for each image.
    """
    images = as_images(images)
    size, stride = as_int(size, "size", 1), as_int(stride, "stride", 1)
    tops = range(0, images.shape[1] - size + 1, stride)
    lefts = range(0, images.shape[2] - size + 1, stride)
    if not tops or not lefts:
        raise ValueError(f"size is {size}; expected a square that fits into pictures of {images.shape[1:3]}")
    fill = as_fill(fill, images.shape[1:])
    baseline = class_outputs(predict, images, classes)
    drop = np.empty((len(images), len(tops), len(lefts)))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            covered = images.copy()
            square = np.s_[top : top + size, left : left + size]
            covered[:, *square] = fill[square]
            drop[:, i, j] = baseline - class_outputs(predict, covered, classes)
    return drop


def sobel_magnitude(images):
    """Sobel gradient magnitude at each pixel, (N, H, W), for images (N, H, W, C); borders are repeated outwards.

    It looks like a heat map and knows nothing of any network, so it is a control.
    """
    images = as_numbers(images, "images", {4: "(N, H, W, C)"})
    across = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], images.dtype) / 8
    gray = np.pad(images.mean(axis=-1), ((0, 0), (1, 1), (1, 1)), mode="edge")
    both = conv2d(gray[..., None], np.stack([across, across.T], axis=-1)[:, :, None])
    return np.sqrt((both**2).sum(axis=-1))


def _gradients(network):
    """The module that knows the gradients of such a network."""
    if isinstance(network, Network):
        return network_gradients
    from convbook.interpretability import keras_gradients  # not before it is needed: it loads TensorFlow

    return keras_gradients


def _batches(network, images, classes):
    """(Images, their classes), batch by batch."""
    images = as_images(images, network)
    classes = as_classes(classes, "classes", len(images))
    for start in range(0, len(images), BATCH_SIZE):
        yield images[start : start + BATCH_SIZE], classes[start : start + BATCH_SIZE]
