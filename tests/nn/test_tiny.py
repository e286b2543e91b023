"""The page of code that one reads on a train, against the package, TensorFlow, and the cells of chapters 9 and 10."""

import ast
from pathlib import Path

import nbformat
import numpy as np
import pytest
import tensorflow as tf
from numpy.testing import assert_allclose, assert_array_equal
from oracles import tensorflow_conv2d, tensorflow_gradient, tensorflow_pool2d

from convbook.nn import conv, layers, loops, losses, optimizers, pooling, tiny

ROOT = Path(__file__).parents[2]
GEOMETRIES = 500


def same_padding(size, k, stride, dilation):
    """Keras's rule in its own words: as many outputs as strides fit, the odd pixel of padding at the end."""
    total = max((int(np.ceil(size / stride)) - 1) * stride + (k - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


def geometry(rng):
    """(X, F, b, options, what TensorFlow is told about the padding), drawn at random."""
    stride, dilation, taps = (tuple(rng.integers(1, 4, 2).tolist()) for _ in range(3))
    sides = rng.integers(0, 4, (2, 2)).tolist()
    N, C, K = rng.integers(1, 4, 3)
    kind = rng.choice(["valid", "same", "pairs"])
    reach = [(k - 1) * d + 1 for k, d in zip(taps, dilation, strict=True)]
    if kind == "same":
        sizes = rng.integers(1, 8, 2).tolist()
        padding = tuple(map(same_padding, sizes, taps, stride, dilation))
    else:
        padding = tuple(map(tuple, sides)) if kind == "pairs" else ((0, 0), (0, 0))
        sizes = [max(r - sum(p), 1) + int(rng.integers(0, 5)) for r, p in zip(reach, padding, strict=True)]
    X, F, b = rng.normal(size=(N, *sizes, C)), rng.normal(size=(*taps, C, K)), rng.normal(size=K)
    told = padding if kind == "pairs" else str(kind)
    return X, F, b, {"stride": stride, "padding": padding, "dilation": dilation}, told


def test_convolution_is_the_packages_and_tensorflows_in_500_random_geometries():
    """TensorFlow has no dilated gradients on the CPU, so it gets the filter with zeros between its weights."""
    rng = np.random.default_rng(16)
    for _ in range(GEOMETRIES):
        X, F, b, options, told = geometry(rng)
        O = tiny.conv(X, F, b, **options)
        dO = rng.normal(size=O.shape)
        ours = O, tiny.conv_filter_grad(dO, X, F.shape, **options), tiny.conv_input_grad(dO, F, X.shape, **options)
        packages = (
            conv.conv2d(X, F, b, **(options | {"padding": told})),
            conv.conv2d_filter_grad(dO, X, F.shape, **(options | {"padding": told})),
            conv.conv2d_input_grad(dO, F, X.shape, **(options | {"padding": told})),
        )
        their_O, *their_gradients = tensorflow_conv2d(X, F, dO, **(options | {"padding": told}))
        for tinys, package, theirs in zip(ours, packages, (their_O + b, *their_gradients), strict=True):
            assert tinys.shape == package.shape == theirs.shape
            assert_allclose(tinys, package, rtol=1e-10, atol=1e-11)
            assert_allclose(tinys, theirs, rtol=1e-10, atol=1e-11)
        assert_allclose(tiny.conv_bias_grad(dO), conv.conv2d_bias_grad(dO), rtol=1e-12, atol=1e-13)


def test_a_gradient_of_whole_numbers_meets_a_filter_of_fractions():
    dX = tiny.conv_input_grad(np.ones((1, 2, 2, 1), int), np.full((2, 2, 1, 1), 0.5), (1, 3, 3, 1))
    assert_array_equal(dX.squeeze(), [[0.5, 1, 0.5], [1, 2, 1], [0.5, 1, 0.5]])


def test_pooling_is_the_packages_and_tensorflows_in_500_random_geometries():
    rng = np.random.default_rng(17)
    for _ in range(GEOMETRIES):
        size, stride = (tuple(rng.integers(1, 4, 2).tolist()) for _ in range(2))
        height, width = np.add(size, rng.integers(0, 6, 2))
        X = rng.integers(-2, 3, (rng.integers(1, 4), height, width, rng.integers(1, 4))).astype(float)  # many ties
        O = tiny.max_pool(X, size, stride)
        dO = rng.normal(size=O.shape)
        theirs = tensorflow_pool2d(tf.nn.max_pool2d, X, dO, size, stride)
        dX = tiny.max_pool_grad(dO, X, size, stride)
        assert_array_equal(O, pooling.max_pool2d(X, size, stride))
        assert_array_equal(O, theirs[0])
        assert_allclose(dX, pooling.max_pool2d_grad(dO, X, size, stride), rtol=1e-12, atol=1e-13)
        assert_allclose(dX, theirs[1], rtol=1e-10, atol=1e-12)


def test_the_other_layers_are_the_packages_and_tensorflows():
    rng = np.random.default_rng(18)
    X, W, b, dO = (rng.normal(size=shape) for shape in ((4, 3), (3, 5), (5,), (4, 5)))
    assert_array_equal(tiny.dense(X, W, b), layers.dense(X, W, b))
    for ours, theirs in zip(tiny.dense_grad(dO, X, W), layers.dense_grad(dO, X, W), strict=True):
        assert_array_equal(ours, theirs)
    _, dX, dW, db = tensorflow_gradient(lambda X, W, b: tf.reduce_sum(dO * (X @ W + b)), X, W, b)
    for ours, theirs in zip(tiny.dense_grad(dO, X, W), (dX, dW, db), strict=True):
        assert_allclose(ours, theirs, atol=1e-13)
    Z = np.array([[-1.0, 0.0, 2.0]])
    assert_array_equal(tiny.relu(Z), [[0, 0, 2]])
    assert_array_equal(tiny.relu_grad(np.ones((1, 3)), Z), [[0, 0, 1]])


@pytest.mark.parametrize("scale", [1, 1000])
def test_the_loss_is_the_packages_and_tensorflows(scale):
    Z, labels = scale * np.random.default_rng(19).normal(size=(6, 10)), np.array([3, 1, 4, 1, 5, 9])
    ours = tiny.softmax_cross_entropy(Z, labels), tiny.softmax_cross_entropy_grad(Z, labels)
    packages = losses.softmax_cross_entropy(Z, labels), losses.softmax_cross_entropy_grad(Z, labels)

    def theirs(Z):
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, Z))

    for mine, package, other in zip(ours, packages, tensorflow_gradient(theirs, Z), strict=True):
        assert_allclose(mine, package, rtol=1e-12, atol=1e-15)
        assert_allclose(mine, other, rtol=1e-10, atol=1e-13)


def test_an_update_is_the_packages_gradient_step():
    F, dF = {"F": np.array([1.0, 2.0])}, {"F": np.array([4.0, -2.0])}
    assert_array_equal(tiny.update(F, dF, 0.5)["F"], [-1, 3])
    assert_array_equal(optimizers.gradient_step(F, dF, learning_rate=0.5)[0]["F"], [-1, 3])


def test_tiny_fits_on_a_page():
    assert len(Path(tiny.__file__).read_text(encoding="utf-8").splitlines()) <= 100


# The page and the module


def functions(code):
    """{name: its code} of a module's functions, without docstrings."""
    found = {}
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef):
            if ast.get_docstring(node):
                del node.body[0]
            found[node.name] = ast.unparse(node)
    return found


def cells(*chapters):
    found = {}
    for chapter in chapters:
        for cell in nbformat.read(ROOT / "book" / chapter, as_version=4).cells:
            if cell.cell_type == "code" and not cell.source.lstrip().startswith(("%", "# Fetches")):
                found |= functions(cell.source)
    return found


def test_chapters_9_and_10_build_every_function_of_tiny_with_the_same_code():
    built = cells("09-general-case.ipynb", "09b-im2col.ipynb", "10-numpy-cnn.ipynb", "10b-training-on-digits.ipynb")
    for name, code in functions(Path(tiny.__file__).read_text(encoding="utf-8")).items():
        assert built.get(name) == code, name


def test_both_pages_of_chapter_10_have_the_same_network():
    first, second = cells("10-numpy-cnn.ipynb"), cells("10b-training-on-digits.ipynb")
    for name in ("cnn", "cnn_grad", "loss_and_gradients"):
        assert first[name] == second[name], name


def test_chapter_9_builds_the_products_of_the_loops():
    code = functions(Path(loops.__file__).read_text(encoding="utf-8"))["products"]
    assert cells("09b-im2col.ipynb").get("products") == code
