"""Figures of `plots.images`: what is drawn is what was given."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from convbook import plots


def test_signed_images_have_white_at_zero():
    axes = plots.image_row([np.array([[-1.0, 0.0, 0.5]])], ["edges"], signed=True)
    image = axes[0].images[0]
    assert image.norm(0) == 0.5
    assert (image.norm.vmin, image.norm.vmax) == (-1, 1)


def test_face_grid_puts_faces_row_by_row():
    faces = np.stack([np.full((16, 16, 3), k / 10) for k in range(5)])
    sheet = plots.face_grid(faces, columns=2).images[0].get_array()
    assert [sheet[0, 0, 0], sheet[0, 18, 0], sheet[18, 0, 0], sheet[36, 0, 0]] == [0, 0.1, 0.2, 0.4]


def test_a_signal_around_gray_keeps_its_zero_gray_and_its_largest_at_the_end():
    picture = plots.signed_to_rgb(np.array([[[0.0, 2, -4]]]))
    assert_allclose(picture, [[[0.5, 0.75, 0]]])
    assert_allclose(plots.signed_to_rgb(np.zeros((1, 1, 3))), 0.5)


def test_a_picture_of_one_channel_is_drawn_gray():
    one, same = plots.image_row([np.eye(3)[..., None], np.eye(3)], ["one channel", "a matrix"])
    assert_array_equal(one.images[0].get_array(), same.images[0].get_array())


def test_of_integers_255_is_white():
    gray, color = plots.image_row([np.array([[0, 51, 300]]), np.full((1, 1, 3), 200)], ["gray", "color"])
    assert_array_equal(gray.images[0].get_array(), [[0, 0.2, 1]])
    assert_array_equal(color.images[0].get_array(), [[[200, 200, 200]]])
