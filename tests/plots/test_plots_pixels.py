"""Figures of `plots.pixels`: what is drawn is what was given."""

import numpy as np
from drawings import texts
from matplotlib.patches import ConnectionPatch

from convbook import plots


def test_every_pixel_has_its_number_where_it_lies():
    ax = plots.pixel_numbers([[0, 4, 16], [8, 2, 1]], white=16, title="digit")
    assert {t.get_position(): t.get_text() for t in ax.texts} == {
        (0, 0): "0", (1, 0): "4", (2, 0): "16", (0, 1): "8", (1, 1): "2", (2, 1): "1",
    }  # fmt: skip
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0, 0.25, 1], [0.5, 0.125, 0.0625]])
    assert ax.get_title(loc="left") == "digit"


def test_numbers_are_white_on_dark_cells_and_black_on_light_ones():
    ax = plots.pixel_numbers([[10, 250]])
    assert [t.get_color() for t in ax.texts] == ["white", "black"]


def test_colors_name_their_channels():
    ax = plots.pixel_numbers(np.array([[[226, 101, 66]]], np.uint8))
    assert texts(ax) == ["R 226\nG 101\nB 66"]


def test_zooms_show_the_slices_and_frame_them():
    image = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    whole, part, pixels = plots.zooms(image, (10, 22, 20, 36), (14, 16, 25, 31))
    np.testing.assert_array_equal(part.images[0].get_array(), image[10:22, 20:36])
    assert texts(pixels)[0] == "R {}\nG {}\nB {}".format(*image[14, 25])
    assert len(texts(pixels)) == 12
    frames = [ax.patches[0].get_bbox().bounds for ax in (whole, part)]
    assert frames == [(19.5, 9.5, 16, 12), (4.5, 3.5, 6, 2)]
    assert sum(isinstance(artist, ConnectionPatch) for artist in whole.figure.artists) == 3
    floats = plots.zooms(image / 255, (10, 22, 20, 36), (14, 16, 25, 31))[2].images[0].get_array()
    np.testing.assert_allclose(floats, image[14:16, 25:31] / 255)
