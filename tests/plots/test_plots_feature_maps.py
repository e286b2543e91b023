"""Figures of `plots.feature_maps`: what is drawn is what was given."""

import numpy as np
import pytest
from drawings import texts

from convbook import plots
from convbook.plots.feature_maps import WEIGHTS


def test_every_channel_is_drawn_and_blank_ones_are_counted_and_crossed_out():
    maps = np.random.default_rng(0).random((4, 4, 5))
    maps[..., 2] = maps[..., 4] = 0
    ax = plots.feature_map_grid(maps, columns=3, title="conv1")
    assert ax.get_title(loc="left") == "conv1: 5 channels of 4×4, 2 blank"
    assert len(ax.lines) == 2
    sheet = ax.images[0].get_array()
    assert np.isfinite(sheet).sum() == 5 * 16
    channel = (maps[..., 3] - maps[..., 3].min()) / np.ptp(maps[..., 3])
    np.testing.assert_allclose(sheet[5:9, 0:4], channel)


def test_a_channels_number_is_that_of_its_row_and_that_of_its_column():
    ax = plots.feature_map_grid(np.ones((4, 4, 40)), columns=16)
    assert texts(ax) == [*(f"+{k}" for k in range(16)), "1", "17", "33"]


def test_each_number_of_a_map_is_a_square_of_whole_pixels():
    for maps, columns in (np.ones((64, 64, 32)), 8), (np.ones((16, 16, 128)), 16), (np.ones((5, 7, 3)), 3):
        ax = plots.feature_map_grid(maps, columns=columns)
        box, sheet = ax.get_window_extent(), ax.images[0].get_array()
        times = box.width / sheet.shape[1]
        assert abs(times - round(times)) < 1e-6
        assert abs(box.height / sheet.shape[0] - times) < 1e-6
        assert abs(box.x0 - round(box.x0)) < 1e-6
        assert 900 <= box.width <= 1300


def test_weak_activations_are_raised_and_the_order_stays():
    norm = plots.feature_map_grid(np.ones((2, 2, 1))).images[0].norm
    assert norm(0) == 0
    assert norm(1) == 1
    assert 0.1 < norm(0.1) < norm(0.2) < norm(0.9)


def test_a_constant_channel_that_is_not_zero_is_not_blank():
    assert "0 blank" in plots.feature_map_grid(np.ones((2, 2, 1))).get_title(loc="left")


def test_every_filter_is_drawn_on_one_scale_with_white_at_0():
    F = np.random.default_rng(0).normal(size=(3, 3, 1, 10))
    ax = plots.filter_grid(F, columns=4)
    assert len(ax.images) == len(ax.patches) == 10
    np.testing.assert_array_equal(ax.images[7].get_array(), F[:, :, 0, 7])
    assert {image.norm.vmax for image in ax.images} == {np.abs(F).max()}
    assert ax.images[0].norm(0) == 0.5
    np.testing.assert_allclose(WEIGHTS(0.5), (1, 1, 1, 1), atol=0.01)


def test_channels_in_an_order_of_their_own_have_their_numbers_above_them():
    maps = np.random.default_rng(0).random((8, 8, 128))
    order = np.random.default_rng(1).permutation(128)
    ax = plots.feature_map_grid(maps, columns=8, order=order)
    assert texts(ax) == [str(k + 1) for k in order]
    sheet = ax.images[0].get_array()
    first = maps[..., order[0]]
    np.testing.assert_allclose(
        sheet[3:11, 0:8], (first - first.min()) / np.ptp(first)
    )  # below the three rows of its number
    assert np.isfinite(sheet).sum() == maps.size


def test_on_black_a_blank_channel_is_black_with_a_line_across():
    maps = np.random.default_rng(0).random((8, 8, 4))
    maps[..., 2] = 0
    ax = plots.feature_map_grid(maps, columns=4, order=[3, 2, 1, 0])
    assert len(ax.lines) == 1
    assert [patch.get_facecolor() for patch in ax.patches] == [(0, 0, 0, 1)] * 2  # the channel's, and the ground


def marks(ax):
    """(Channels crossed out once, twice, with an equals sign) among those side by side, each 4 wide, by their lines."""
    found = {}
    for line in ax.lines:
        found.setdefault(round(min(line.get_xdata()) + 0.5) // 5, []).append(np.ptp(line.get_ydata()) > 0)
    return {
        channel: {(True,): "/", (True, True): "x", (False, False): "="}[tuple(kind)] for channel, kind in found.items()
    }


def test_channels_with_nan_and_constant_ones_are_marked_and_counted_and_the_rest_is_drawn():
    maps = np.random.default_rng(0).random((4, 4, 7))
    maps[..., 1], maps[..., 2], maps[..., 3], maps[..., 4] = 0, 5, -3, np.nan
    maps[1, 2, 5], maps[0, 0, 6] = np.nan, np.inf
    ax = plots.feature_map_grid(maps, columns=7)
    assert ax.get_title(loc="left") == "7 channels of 4×4, 1 blank, 2 constant, 3 with NaN or infinity"
    assert marks(ax) == {1: "/", 2: "=", 3: "=", 4: "x", 5: "x", 6: "x"}
    drawn = ax.images[0].get_array()[:, 25:29]
    rest = maps[..., 5]
    np.testing.assert_allclose(
        np.ma.filled(drawn, np.nan), (rest - np.nanmin(rest)) / (np.nanmax(rest) - np.nanmin(rest))
    )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("dtype", "far"), [(np.float16, 60_000), (np.float64, 1.5e308)])
def test_maps_as_far_apart_as_their_type_reaches_are_scaled_from_0_to_1(dtype, far):
    maps = np.array([[-far, 0], [far / 2, far]], dtype)[..., None]
    sheet = plots.feature_map_grid(maps).images[0].get_array()
    np.testing.assert_allclose(sheet, [[0, 0.5], [0.75, 1]])


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.feature_map_grid(np.ones((4, 4))), r"maps have 2 axes, shape \(4, 4\); expected one picture's"),
        (lambda: plots.feature_map_grid(np.ones((1, 4, 4, 2))), r"maps have 4 axes.*take one, maps\[0\]"),
        (lambda: plots.feature_map_grid(np.ones((4, 4, 0))), "all above 0"),
        (lambda: plots.feature_map_grid(np.ones((4, 4, 2)), columns=0), "columns is 0"),
        (
            lambda: plots.feature_map_grid(np.ones((4, 4, 2)), order=[0, 2]),
            "order hold 2; expected classes from 0 to 1",
        ),
        (lambda: plots.filter_grid(np.ones((3, 3, 4))), "F has 3 axes"),
        (lambda: plots.filter_grid(np.ones((3, 3, 2, 4))), "filters with one input channel"),
    ],
)
def test_what_is_no_layers_maps_or_filters_is_told(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
