"""What figures say of arguments that are wrong, that do not fit each other, or that would take too long to draw."""

from types import SimpleNamespace

import contract_plots
import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from convbook import plots

X, F = np.arange(9.0).reshape(3, 3), np.ones((2, 2))
FACE = np.zeros((8, 8, 3))
POLAR = Figure().add_subplot(projection="polar")
PERCENT = SimpleNamespace(accuracy=[50], loss=[1])


@pytest.mark.parametrize("name", [name for name, call in contract_plots.CALLS.items() if "axes" in call()])
def test_a_wrong_number_of_axes_is_told(name):
    axes = plt.figure().subplots(3, 3)
    with pytest.raises(ValueError, match="axes has (shape|9 elements)"):
        getattr(plots, name)(**contract_plots.CALLS[name]() | {"axes": axes})


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: plots.time_bars(["a"], [1, 2]), "seconds has 2 elements and names 1; expected as many of each"),
        (lambda: plots.time_bars(["a"], [0]), "seconds holds 0; expected numbers from 1e-30"),
        (lambda: plots.time_bars(["a", 3], [1, 2]), r"names\[1\] is of type int; expected a text"),
        (lambda: plots.time_bars(["$\\nonsense$"], [1]), "expected maths that Matplotlib knows"),
        (lambda: plots.time_bars(["a"], [1], ax=3), "ax is of type int; expected the axes of a Matplotlib figure"),
        (lambda: plots.convolution_steps(F, X, F), r"F is \(3, 3\) large and X \(2, 2\)"),
        (lambda: plots.convolution_steps(X, F, X), r"O has shape \(3, 3\); expected \(2, 2\), that of the convolution"),
        (lambda: plots.follow_pixel(X, (2, 2), (3, 0)), r"pixel is \(3, 0\); expected a row and a column of \(3, 3\)"),
        (lambda: plots.loss_curves({"_a": [1]}), "does not start with an underscore, for the legend"),
        (lambda: plots.loss_curves(dict.fromkeys("abcd", [1])), "curves has 4 elements; expected at most 3"),
        (lambda: plots.loss_curves({"a": [1, np.nan]}), r"curves\['a'\] holds nan at index \(1,\)"),
        (lambda: plots.zooms(FACE, (0, 9, 0, 4), (1, 2, 1, 2)), r"part is \(0, 9, 0, 4\).*bottom <= 8"),
        (lambda: plots.layer_graph([FACE], []), r"boxes\[0\] is of type ndarray, without name; expected boxes as"),
        (lambda: plots.training_curves(3), "history is of type int, without accuracy; expected what `train` returns"),
        (lambda: plots.computational_graph({"a": (0, 0)}, {"b": 1}, {}), "values has 'b'; expected names of nodes: a"),
        (lambda: plots.time_bars("ab", [1, 2]), "names is of type str; expected a sequence"),
        (lambda: plots.time_bars({"a", "b"}, [1, 2]), "names is of type set; expected a sequence"),
        (lambda: plots.time_bars(keras.Input((2,)), [1, 2]), "names is of type KerasTensor; expected a sequence"),
        (lambda: plots.channel_routes(keras.ops.ones(()), 1), "channels is <tf.Tensor.*; expected an int >= 1"),
        (lambda: plots.matrices({"a": X}, ["input"], dashed=[F]), r"a mask in dashed has shape \(2, 2\); expected \(3"),
        (lambda: plots.activation_curves([0, 0], {"a": (F, F)}), "z is not increasing"),
        (lambda: plots.time_bars(["a"], [1], ax=POLAR), "ax is <PolarAxes.*expected axes of x and y"),
        (lambda: plots.unit_maps_on_face(FACE[..., :1], [X], ["a"]), r"face has shape \(8, 8, 1\); expected \(8"),
        (lambda: plots.training_curves(PERCENT), "history.accuracy holds 50; expected numbers from 0 to 1"),
        (lambda: plots.loss_curves({"a": [-1]}), r"curves\['a'\] holds -1; expected numbers from 0"),
        (lambda: plots.decoding_score_curves(["a"], {"b": [2]}), r"curves\['b'\] holds 2; expected.* to 1"),
        (lambda: plots.sanity_curves(["a"], {"b": [1, 2]}), r"curves\['b'\] holds 2; expected numbers from -1 to 1"),
        (lambda: plots.perturbation_curves({"a": {"b": [[50]]}}), r"scores\['a'\]\['b'\] holds 50; expected.* to 1"),
        (lambda: plots.shift_curves([0], {"a": [-1]}), r"responses\['a'\] holds -1; expected numbers from 0"),
        (lambda: plots.seed_comparison(["a"], [[0.5]], [(0.9, 0.1)]), "intervals has one from 0.9 to 0.1; expected"),
        (lambda: plots.interval_rows(["a"], {"b": ([1], [[2], [0]])}), r"estimates\['b'\] has one from 2 to 0"),
        (lambda: plots.cost_shares(["a"], {"b": [[0.5, 0.9]]}, ["c", "d"]), r"shares\['b'\] has .*\[1.4\]; expected 1"),
        (lambda: plots.slopes({"a": ([1, 0], [0, 1], [])}), r"x of panels\['a'\] is not increasing"),
        (lambda: plots.slopes({"a": ([0, 1], [0, 1], [(2, 1, "left")])}), r"panels\['a'\] has .*a tangent beside x"),
        (lambda: plots.zooms(FACE, (0, 4, 0, 4), (3, 5, 0, 2)), r"pixels is \(3, 5, 0, 2\) and part \(0, 4, 0, 4\)"),
        (lambda: plots.pooling(np.eye(4), 2, {"max": np.eye(3)}), r"pooled\['max'\] has shape \(3, 3\); expected \(2"),
        (lambda: plots.convolution_layer(X, F, X, 1, X), r"O has shape \(3, 3\); expected \(2, 2\)"),
        (lambda: plots.channel_sum(FACE, FACE[:2, :2], FACE, [*"rgb"]), r"contributions has .*; expected \(7, 7, 3\)"),
        (lambda: plots.computational_graph({"a": (0, 0), "b": (0, 0)}, {}, {}), "places of nodes has .*that differ"),
        (lambda: plots.contour_descents([0, 1], [0, 1], np.eye(2), [-X[:1]], ["a"]), "paths has no number above 0"),
        (lambda: plots.contour_descents([0, 1], [0, 1], np.eye(2), [X[:1]], ["_a"]), r"titles\[0\] is '_a'; expected"),
        (lambda: plots.before_after_scatter([1, np.nan], [np.nan, 1], ("a", "b")), "before and after have no unit"),
    ],
)
def test_the_sentence_says_which_argument_what_came_and_what_was_expected(draw, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        draw()
    assert plt.get_fignums() == [], "nothing is drawn before"


@pytest.mark.parametrize(
    ("draw", "name"),
    [
        (lambda: plots.matrices({"X": np.zeros((40, 40))}, ["input"]), "matrices_by_name"),
        (lambda: plots.scattered_filters(np.ones((20, 20)), np.ones((20, 20))), "dO and F"),
        (lambda: plots.convolution_steps(np.ones((30, 30)), np.ones((1, 1)), np.ones((30, 30))), "X and O"),
        (lambda: plots.pixel_numbers(np.zeros((100, 100))), "image"),
        (lambda: plots.filter_gradient_terms(np.ones((4, 4)), np.ones((5, 5)), [(0, 0)]), "the products of dO and X"),
        (lambda: plots.input_gradient_terms(F, np.ones((999, 999)), [(0, 0)]), "dO and F"),
        (lambda: plots.feature_map_grid(np.ones((2, 2, 512)), columns=1), "maps and columns"),
        (lambda: plots.face_grid(FACE[None], columns=2**20), "columns"),
        (lambda: plots.image_row([np.zeros((9000, 1))], ["a"]), "ax or axes"),
    ],
)
def test_what_would_take_minutes_or_the_memory_is_refused(draw, name):
    with pytest.raises(ValueError, match=f"{name}.*expected (at most|an int)"):
        draw()


def test_arrays_stay_as_they_were():
    maps, image = np.ones((2, 2)), np.full((4, 4, 3), 2.0)
    plots.unit_maps_on_face(FACE, [maps], ["a"])
    plots.nested_fields(image, (1, 1), [2], ["a"])
    assert maps.max() == 1 and image.max() == 2


def test_two_boxes_of_a_graph_do_not_share_a_name_or_a_place():
    box = SimpleNamespace(name="a", shape=(3,), labels=[], position=(0, 0), is_input=True)
    for other, told in ((vars(box) | {"position": (1, 0)}, "names"), (vars(box) | {"name": "b"}, "places")):
        with pytest.raises(ValueError, match=f"the {told} of boxes has .*; expected elements that differ"):
            plots.layer_graph([box, SimpleNamespace(**other)], [])


def test_a_gray_photograph_begins_a_network_too():
    ax = plots.network_row(np.zeros((8, 8)), [(4,)], [[("dense", True)]])
    assert "8×8×1" in [text.get_text() for text in ax.texts]
