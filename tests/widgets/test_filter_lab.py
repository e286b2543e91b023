"""`FilterLab` in Python: which pictures it takes, what it refuses, and the form it has without scripts."""

import numpy as np
import pytest
import traitlets
from numpy.testing import assert_array_equal
from skimage import color, data

from convbook import FilterLab, conv2d


def test_its_photograph_is_the_chapters_to_the_last_digit():
    levels = (255 * color.rgb2gray(data.astronaut())).round()
    assert_array_equal(FilterLab().image, levels[92:220, 176:304])


def test_results_that_no_screen_has_are_clipped_if_the_sum_is_positive_and_halved_if_not():
    rim = [[92, 160, 225, 218], [96, 101, 205, 220], [102, 90, 145, 219]]
    lab = FilterLab(rim, [[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
    assert_array_equal(lab.O, [[-46, 334]])
    assert_array_equal(lab.shown, [[0, 255]])
    lab.F = [[0, -1, 0], [-1, 4, -1], [0, -1, 0]]
    assert_array_equal(lab.O, [[-147, 129]])
    assert_array_equal(lab.shown, [[54, 192]])  # 128 - 73.5 and 128 + 64.5, halves to the even neighbor


def test_another_picture_may_be_smaller_and_the_place_moves_into_it():
    lab = FilterLab()
    lab.image = np.arange(30).reshape(5, 6)
    assert_array_equal(lab.image, np.arange(30).reshape(5, 6))
    assert lab.place == [2, 3]
    assert_array_equal(lab.O, conv2d(np.arange(30.0).reshape(5, 6), lab.F))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("F", [[1, 2], [3, 4]]), ("F", [[1, 2, np.nan]] * 3), ("image", "photo"),
        ("image", np.zeros((2, 9))), ("image", np.zeros((161, 9))), ("image", np.zeros((9, 9, 3))),
        ("image", np.full((9, 9), 0.5)), ("image", np.full((9, 9), 256)), ("image", np.full((9, 9), -1)),
        ("place", [0, 126]), ("place", [-1, 0]), ("place", [0]), ("shape", [64, 64]), ("pixels", b"1"),
    ],
)  # fmt: skip
def test_wrong_values_are_refused_and_change_nothing(name, wrong):
    lab = FilterLab()
    before = lab.state()
    with pytest.raises(traitlets.TraitError):
        setattr(lab, name, wrong)
    assert lab.state() == before
    with pytest.raises(traitlets.TraitError):
        FilterLab(**{name: wrong})


def test_without_scripts_it_shows_both_pictures_and_says_the_result():
    html = FilterLab().static_html()
    assert html.count("<img ") == 2
    assert "Eileen Collins, smiling" in html
    assert "The same after sharpen: outlines" in html
    assert "row 124, column 121 is −46. The nine numbers of F add up to 1. The results go from −202 to 814;" in html
