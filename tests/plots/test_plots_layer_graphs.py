"""Figures of `plots.layer_graphs`: what is drawn is what was given."""

import matplotlib.pyplot as plt
import numpy as np
from drawings import texts
from matplotlib.patches import FancyArrowPatch, Rectangle

from convbook import Layer, block_drawing, lenet5_layers, palette, plots


def sheets(ax, role):
    color = plt.matplotlib.colors.to_rgba(palette.ROLES[role])
    return [p for p in ax.patches if isinstance(p, Rectangle) and p.get_edgecolor() == color]


def arrows(ax):
    return [p for p in ax.patches if isinstance(p, FancyArrowPatch)]


def shortcut():
    return [
        Layer("image", "input", shape=(8, 8, 64)), Layer("a", "conv", ("image",), units=64, window=3, padding="same"),
        Layer("sum", "add", ("image", "a")),
    ]  # fmt: skip


def test_lenet_has_a_sheet_for_every_map_its_names_and_its_shapes():
    drawing = block_drawing(lenet5_layers(), skip=("flatten",))
    ax = plots.layer_graph(*drawing, maps_per_sheet=1, names=True)
    assert len(sheets(ax, "input")) == 1
    assert len(sheets(ax, "output")) == 6 + 6 + 12 + 12 + 1 + 1 + 1  # twelve stand for sixteen
    written = texts(ax)
    assert {"C1", "S2", "C3", "S4", "C5", "F6", "28×28×6", "14×14×6", "10×10×16", "5×5×16", "1×1×120"} <= set(written)
    assert len(arrows(ax)) == 7


def test_larger_maps_are_larger_sheets():
    ax = plots.layer_graph(*block_drawing(lenet5_layers(), skip=("flatten",)), maps_per_sheet=1)
    sides = list(dict.fromkeys(round(p.get_width(), 6) for p in [*sheets(ax, "input"), *sheets(ax, "output")][:26]))
    assert sides == sorted(sides, reverse=True)


def test_what_learns_is_written_in_the_filters_color():
    ax = plots.layer_graph(*block_drawing(shortcut()))
    inks = {t.get_text(): t.get_color() for t in ax.texts}
    assert (inks["conv 3×3"], inks["add"]) == (palette.INK["filter"], palette.MUTED)


def test_a_shortcut_goes_over_what_stands_between():
    ax = plots.layer_graph(*block_drawing(shortcut()))
    bends = [type(arrow.get_connectionstyle()).__name__ for arrow in arrows(ax)]
    assert sorted(bends) == ["Arc3", "Arc3", "Arc3"]
    assert sum(arrow.get_connectionstyle().rad != 0 for arrow in arrows(ax)) == 1


def test_nothing_is_drawn_outside_of_the_axes():
    ax = plots.layer_graph(*block_drawing(shortcut()))
    ax.figure.canvas.draw()
    box = ax.get_window_extent()
    for artist in [*arrows(ax), *ax.texts]:
        extent = artist.get_window_extent()
        assert box.x0 - 2 <= extent.x0
        assert extent.x1 <= box.x1 + 2
        assert box.y0 - 2 <= extent.y0
        assert extent.y1 <= box.y1 + 2


def test_a_row_begins_with_the_picture_itself_inside_its_frame():
    image = np.random.default_rng(0).uniform(size=(8, 8, 3))
    conv, dense = [("convolution", True), ("pooling", False)], [("dense", True)]
    ax = plots.network_row(image, [(4, 4, 32), (10,)], [conv, dense])
    (frame,), (shown,) = sheets(ax, "input"), ax.images
    np.testing.assert_array_equal(shown.get_array(), image)
    corner, size = np.array(frame.get_xy()), np.array([frame.get_width(), frame.get_height()])
    np.testing.assert_allclose(shown.get_extent(), np.ravel(np.transpose([corner, corner + size])))
    assert len(sheets(ax, "output")) == 3, "a sheet for sixteen maps, and a bar"
    assert len(arrows(ax)) == 2
    assert texts(ax, palette.INK["filter"]) == ["convolution", "dense"]
    assert {"8×8×3", "4×4×32", "10"} <= set(texts(ax))
