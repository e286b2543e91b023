"""The widgets' arithmetic against NumPy's, in the browser that runs it: exact for integers, 1e-6 for floats."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import convbook
from convbook.widgets import _scripts

CALL = """([name, ...given]) => {
    const read = (value) => (value?.shape ? { shape: value.shape, data: Float64Array.from(value.data) } : value);
    const answer = core[name](...given.map(read));
    return answer.shape ? { shape: answer.shape, data: [...answer.data] } : answer;
}"""
NAMES = """correlate, filterGradient, inputGradient, pool, poolGradient, fromRows, toRows, rotate180, plan,
    format, parseNumber"""


@pytest.fixture(scope="module")
def core(browser):
    """`core("correlate", X, F, options)` -> what the browser computes; arrays go as tensors and come back as arrays."""
    page = browser.new_page()
    page.add_script_tag(content=f"window.core = (() => {{ {_scripts._shared()} return {{ {NAMES} }}; }})();")

    def call(name, *given):
        sent = [{"shape": a.shape, "data": a.ravel().tolist()} if isinstance(a, np.ndarray) else a for a in given]
        answer = page.evaluate(CALL, [name, *sent])
        tensor = isinstance(answer, dict) and "shape" in answer
        return np.reshape(answer["data"], answer["shape"]) if tensor else answer

    yield call
    page.close()


def agrees(ours, numpys, whole):
    if whole:
        assert_array_equal(ours, numpys)
    else:
        assert_allclose(ours, numpys, rtol=1e-6, atol=1e-9)


def random_numbers(rng, shape, whole):
    return rng.integers(-9, 10, shape).astype(float) if whole else rng.normal(size=shape)


@pytest.mark.parametrize("whole", [True, False], ids=["integers", "floats"])
@pytest.mark.parametrize("seed", range(30))
def test_convolution_and_both_gradients_are_numpys(core, seed, whole):
    rng = np.random.default_rng(seed)
    C, K = rng.integers(1, 4, 2)
    X = random_numbers(rng, (*rng.integers(5, 10, 2), C), whole)
    F = random_numbers(rng, (*rng.integers(1, 4, 2), C, K), whole)
    padding = ["valid", "same", 2, ((0, 1), (2, 0))][seed % 4]
    options = {
        "stride": tuple(map(int, rng.integers(1, 4, 2))),
        "padding": padding,
        "dilation": int(rng.integers(1, 3)),
    }
    O = convbook.conv2d(X, F, **options)
    dO = random_numbers(rng, O.shape, whole)
    agrees(core("correlate", X, F, options), O, whole)
    dF = convbook.conv2d_filter_grad(dO, X, F.shape, **options)
    agrees(core("filterGradient", dO, X, F.shape, options), dF, whole)
    dX = convbook.conv2d_input_grad(dO, F, X.shape, **options)
    agrees(core("inputGradient", dO, F, X.shape, options), dX, whole)


@pytest.mark.parametrize("kind", ["max", "average", "sum"])
@pytest.mark.parametrize("whole", [True, False], ids=["integers", "floats"])
@pytest.mark.parametrize("seed", range(10))
def test_pooling_and_its_gradient_are_numpys(core, seed, kind, whole):
    rng = np.random.default_rng(seed)
    X = random_numbers(rng, (*rng.integers(4, 9, 2), rng.integers(1, 4)), whole)
    if whole:
        X = np.round(X / 4)  # many equals: the first wins
    size, stride = map(int, rng.integers(1, 4, 2))
    name = {"average": "avg"}.get(kind, kind) + "_pool2d"
    O = getattr(convbook, name)(X, size, stride)
    dO = random_numbers(rng, O.shape, whole)
    exact = whole and kind != "average"  # a ninth is no integer
    agrees(core("pool", X, kind, size, stride), O, exact)
    dX = getattr(convbook, name + "_grad")(dO, X, size, stride)
    agrees(core("poolGradient", dO, X, kind, size, stride), dX, exact)


def test_the_input_gradient_is_the_full_convolution_with_the_turned_filter(core):
    rng = np.random.default_rng(0)
    F, dO = rng.integers(-9, 10, (2, 3)).astype(float), rng.integers(-9, 10, (4, 4, 1)).astype(float)
    turned = np.array(core("rotate180", F.tolist()))
    assert_array_equal(turned, F[::-1, ::-1])
    full = {"padding": [[1, 1], [2, 2]]}
    stamped = core("inputGradient", dO, F[:, :, None], (5, 6, 1), {})
    assert_array_equal(core("correlate", dO, turned[:, :, None], full), stamped)
    assert_array_equal(stamped[..., 0], convbook.conv2d_input_grad(dO[..., 0], F, (5, 6)))


def test_a_window_that_does_not_fit_is_refused_in_words(core):
    with pytest.raises(Exception, match="The window covers 5 columns, but there are only 4"):
        core("plan", [9, 4], [3, 3], {"dilation": 2})


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2, "2"),
        (-2, "−2"),
        (0.1 + 0.2, "0.3"),
        (-1 / 3, "−0.3333"),
        (123456, "123456"),
        (1234.56, "1235"),
        (-0.0, "0"),
        (71.125, "71.13"),
        (-1.23456e-7, "−0.0000001235"),
        (2e-10, "0.0000000002"),
        (5e-324, "0." + 323 * "0" + "4941"),
        (1e17, "1" + 17 * "0"),
        (-1e23, "−99999999999999991611392"),
        (2**60 + 0.0, str(2**60)),
    ],
)
def test_numbers_are_printed_alike_by_the_page_and_by_python(core, number, text):
    from convbook.widgets._base import number as python

    assert core("format", number) == python(number) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), (" −2 ", -2), ("0,5", 0.5), (".25", 0.25), ("1/9", 1 / 9), ("-3/4", -0.75), ("+7", 7)],
)
def test_what_a_person_types_is_read_as_a_number(core, text, number):
    assert core("parseNumber", text, {}) == pytest.approx(number, abs=1e-15)


@pytest.mark.parametrize(
    "text", ["", "  ", "abc", "1e3", "--1", "1/0", "0/0", "1/", "½", "NaN", "Infinity", "0x10", "1 000 000"]
)
def test_what_is_no_number_in_range_is_refused_in_words(core, text):
    with pytest.raises(Exception, match=r"is not a number|is missing|is not between"):
        core("parseNumber", text, {})
