"""Regions of a face: masks and concentrations worked by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convbook import concentration, region_mask
from convbook.features.regions import CHEEKS, EYES, MOUTH


def test_a_box_that_fits_the_maps_places_is_1_inside_and_0_outside():
    assert_array_equal(region_mask([(0, 2, 2, 4)], (2, 2), (4, 4)), [[0, 1], [0, 0]])


def test_a_place_that_the_edge_crosses_counts_by_its_share():
    # the place's 4 pixels; the box takes the lower right one of the first, and so on
    assert_array_equal(region_mask([(1, 3, 1, 3)], (2, 2), (4, 4)), np.full((2, 2), 0.25))


def test_a_channel_that_is_the_same_everywhere_has_concentration_1():
    assert_allclose(concentration(np.full((16, 16, 2), 3.0), EYES), 1)


def test_a_channel_with_nothing_outside_has_one_over_the_area():
    maps = region_mask(MOUTH, (64, 64))[..., None]
    assert_allclose(concentration(maps, MOUTH), 64 * 64 / (8 * 32))
    assert_allclose(concentration(maps, EYES), 0)


def test_half_of_the_activation_on_a_quarter_of_the_area_is_2():
    maps = np.array([[3.0, 1.0], [1.0, 1.0]])[..., None]
    assert_allclose(concentration(maps, [(0, 1, 0, 1)], (2, 2)), 2)


def test_a_blank_channel_has_none():
    maps = np.stack([np.zeros((2, 2)), np.ones((2, 2))], axis=-1)
    assert_array_equal(np.isnan(concentration(maps, [(0, 1, 0, 1)], (2, 2))), [True, False])


def test_the_cheeks_have_the_area_of_the_eyes_and_no_region_meets_another():
    eyes, cheeks, mouth = (region_mask(boxes, (64, 64)) for boxes in (EYES, CHEEKS, MOUTH))
    assert eyes.sum() == cheeks.sum() == 480
    assert (eyes + cheeks + mouth).max() == 1


@pytest.mark.parametrize("box", [(0, 70, 0, 4), (-1, 4, 0, 4), (4, 4, 0, 4), (0, 4, 8, 6)])
def test_a_box_outside_the_picture_is_told(box):
    with pytest.raises(ValueError, match="^boxes hold|^an edge in boxes is -1"):
        region_mask([box], (8, 8))


def test_a_map_whose_places_are_no_whole_pixels_is_told():
    with pytest.raises(ValueError, match="sides that divide"):
        region_mask(EYES, (30, 30))


def test_negative_activations_are_told():
    with pytest.raises(ValueError, match="maps hold -1"):
        concentration(-np.ones((4, 4, 1)), EYES)
