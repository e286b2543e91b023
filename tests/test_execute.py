"""What is stored of a chapter's run: its pictures are light, and look as before."""

from io import BytesIO

import numpy as np
from PIL import Image

from convbook.site.execute import lighter


def as_png(pixels):
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def pixels_of(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


def test_a_figure_of_few_colours_loses_bytes_and_no_colour():
    shades = np.random.default_rng(0).integers(0, 256, (100, 3), dtype=np.uint8)
    figure = as_png(shades[np.random.default_rng(1).integers(0, 100, (200, 200))])
    light = lighter(figure)
    assert len(light) < 0.5 * len(figure)
    np.testing.assert_array_equal(pixels_of(light), pixels_of(figure))


def test_near_shades_may_become_one_but_by_no_more_than_three_of_256_steps():
    ramp = np.zeros((40, 400, 3), np.uint8)
    ramp[..., 1] = np.arange(400) % 256
    ramp[..., 2] = np.arange(400) // 2
    figure = as_png(ramp)
    assert abs(pixels_of(lighter(figure)) - pixels_of(figure)).max() <= 3


def test_photographs_and_what_is_see_through_stay_as_they_are():
    noise = np.random.default_rng(2).integers(0, 256, (64, 64, 4), dtype=np.uint8)
    photograph, clear = as_png(noise[..., :3]), as_png(np.full((8, 8, 4), 100, np.uint8))
    assert lighter(photograph) == photograph
    assert lighter(clear) == clear
