"""Fitting a picture to a network: what is kept of it, and that nothing is squeezed."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from convbook import crop_and_resize, resize_square


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_picture_of_the_right_size_keeps_its_numbers(rng):
    picture = rng.random((64, 64, 3)).astype(np.float32)
    assert_array_equal(crop_and_resize(picture), picture)


def test_the_largest_square_in_the_middle_of_a_wide_picture_is_kept():
    wide = np.zeros((10, 30, 3))
    wide[:, 10:20] = 0.5
    assert_allclose(crop_and_resize(wide, (10, 10, 3)), 0.5, atol=1e-6)


def test_the_middle_of_a_high_picture_is_kept_where_the_network_is_wide():
    high = np.zeros((40, 20, 3))
    high[15:25] = 1
    assert_allclose(crop_and_resize(high, (10, 20, 3)), 1, atol=1e-6)


def test_what_is_made_smaller_is_averaged_so_a_checkerboard_turns_gray():
    board = np.indices((256, 256)).sum(axis=0) % 2
    assert_allclose(crop_and_resize(board.astype(float), (8, 8, 1)), 0.5, atol=0.01)


@pytest.mark.parametrize("side", [1, 3, 63, 500])
def test_any_size_gets_the_size_that_is_asked_for(rng, side):
    fitted = crop_and_resize(rng.random((side, 2 * side + 1, 3)), (24, 32, 3))
    assert fitted.shape == (24, 32, 3)
    assert fitted.dtype == np.float32
    assert 0 <= fitted.min() <= fitted.max() <= 1


def test_scaling_is_pillows_bicubic_filter_to_half_a_byte(rng):
    picture = rng.integers(60, 190, (90, 90, 3), dtype=np.uint8)
    wanted = np.asarray(Image.fromarray(picture).resize((32, 32), Image.Resampling.BICUBIC)) / 255
    assert_allclose(crop_and_resize(picture, (32, 32, 3)), wanted, atol=1 / 255)


def test_gray_weighs_the_colors_as_pillow_does(rng):
    picture = rng.integers(0, 256, (16, 16, 3), dtype=np.uint8)
    wanted = np.asarray(Image.fromarray(picture).convert("L"))[..., None] / 255
    assert_allclose(crop_and_resize(picture, (16, 16, 1)), wanted, atol=1 / 255)


def test_gray_comes_three_times_where_the_network_takes_color(rng):
    gray = rng.random((12, 12))
    assert_allclose(crop_and_resize(gray, (12, 12, 3)), np.stack([gray] * 3, axis=-1), atol=1e-6)


def test_a_file_turned_by_its_exif_note_is_set_upright(tmp_path):
    stripes = np.zeros((30, 60, 3), np.uint8)
    stripes[:, :30] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise: the white left half comes to lie on top
    Image.fromarray(stripes).save(tmp_path / "turned.png", exif=exif)
    fitted = crop_and_resize(tmp_path / "turned.png", (60, 30, 3))
    assert_array_equal(fitted[:30], 1)
    assert_array_equal(fitted[30:], 0)


@pytest.mark.parametrize(
    ("shape", "found"),
    [((None, None, 3), (20, 30, 3)), ((10, None, 3), (10, 15, 3)), ((None, 60, 1), (40, 60, 1))],
)
def test_a_side_that_is_left_open_follows_the_picture(rng, shape, found):
    assert crop_and_resize(rng.random((20, 30, 3)), shape).shape == found


@pytest.mark.parametrize("shape", [(64, 64), (64, 64, 2), (0, 64, 3), "big", None])
def test_a_shape_that_is_none_is_told(shape):
    with pytest.raises(ValueError, match="3 channels for color, 1 for gray"):
        crop_and_resize(np.zeros((4, 4)), shape)


def test_what_is_no_picture_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("I am no picture")
    with pytest.raises(ValueError, match=r"notes\.txt is no picture"):
        crop_and_resize(tmp_path / "notes.txt")


def bicubic(n, size):
    """(size, n): what the bicubic filter (a = -0.5), widened by n / size, takes of each of n pixels."""
    step, places = n / size, np.arange(n)
    x = np.abs(places + 0.5 - step * (np.arange(size)[:, None] + 0.5)) / step
    near, far = (1.5 * x - 2.5) * x**2 + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2
    weights = np.where(x < 1, near, np.where(x < 2, far, 0))
    return weights / weights.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(("height", "width"), [(125, 94), (94, 125), (83, 83)])
def test_scaling_is_the_same_with_every_pillow_rows_first_where_there_are_more_of_them(rng, height, width):
    picture = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    down, across = bicubic(height, 64), bicubic(width, 64)
    axes, first, last = (0, down, across) if height > width else (1, across, down)
    between = np.rint(np.tensordot(first, picture, (1, axes)).clip(0, 255))  # its new axis comes first
    pixels = np.tensordot(last, between, (1, 1)).clip(0, 255)
    expected = np.moveaxis(pixels, 0, 1) if axes == 0 else pixels
    scaled = np.asarray(resize_square(Image.fromarray(picture), 64)).astype(float)
    off = np.abs(scaled - np.rint(expected))
    # Pillow's weights are fixed-point numbers: next to a half it may round the other way.
    assert off.max() <= 1
    assert (off > 0).mean() < 0.001
