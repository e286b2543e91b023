"""Figures: what is drawn is what was given."""

import matplotlib.pyplot as plt
import numpy as np
from drawings import texts

from convbook import History, palette, plots


def test_matrices_show_every_number_and_name():
    ax = plots.matrices({"X": [[1, 2], [3, -4]], "O": [[7]]}, ["input", "output"], ["="])
    assert texts(ax) == ["1", "2", "3", "−4", "X", "=", "7", "O"]


def test_steps_uncover_the_output_one_by_one():
    X, F = np.arange(9).reshape(3, 3), np.array([[1, 0], [0, 2]])
    axes = plots.convolution_steps(X, F, np.array([[50, 51], [52, 53]]))
    shown = [{t for t in texts(ax) if t in {"50", "51", "52", "53"}} for ax in axes]
    assert shown == [{"50"}, {"50", "51"}, {"50", "51", "52"}, {"50", "51", "52", "53"}]
    assert texts(axes[0]).count("×2") == 1


def test_window_frame_stands_where_the_step_says():
    axes = plots.convolution_steps(np.zeros((4, 4)), np.ones((3, 3)), np.zeros((2, 2)))
    frames = [p for p in axes[3].patches if p.get_linewidth() > 2 and p.get_width() == 3]
    assert [(p.get_x(), p.get_y()) for p in frames] == [(1, 1)]


def test_signed_images_have_white_at_zero():
    axes = plots.image_row([np.array([[-1.0, 0.0, 0.5]])], ["edges"], signed=True)
    image = axes[0].images[0]
    assert image.norm(0) == 0.5
    assert (image.norm.vmin, image.norm.vmax) == (-1, 1)


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


def test_face_grid_puts_faces_row_by_row():
    faces = np.stack([np.full((16, 16, 3), k / 10) for k in range(5)])
    sheet = plots.face_grid(faces, columns=2).images[0].get_array()
    assert [sheet[0, 0, 0], sheet[0, 18, 0], sheet[18, 0, 0], sheet[36, 0, 0]] == [0, 0.1, 0.2, 0.4]


def test_training_curves_draw_both_parts():
    history = History([0.1, 0.5], [3.0, 2.0], [0.2, 0.4], [2.9, 2.5], [1, 1])
    accuracy, loss = plots.training_curves(history)
    assert [list(line.get_ydata()) for line in accuracy.lines] == [[0.1, 0.5], [0.2, 0.4]]
    assert [list(line.get_ydata()) for line in loss.lines] == [[3.0, 2.0], [2.9, 2.5]]


def test_readings_have_a_dot_a_run_their_mean_its_band_and_the_papers_line():
    ax = plots.readings(["a", "b"], [[0.8, 0.82], [0.7]], [(0.78, 0.84), (0.66, 0.73)], 0.8347, ["20 %", "0 %"])
    dots = [list(line.get_xdata()) for line in ax.lines if line.get_marker() == "o"]
    assert dots == [[0.8, 0.82], [0.7]]
    means = [line.get_xdata()[0] for line in ax.lines[1:] if line.get_marker() != "o"]
    assert np.allclose(means, [0.81, 0.7])
    assert np.allclose(
        [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches], [(0.78, 0.84), (0.66, 0.73)]
    )
    assert {"paper 83.47%", "20 %", "0 %"} <= set(texts(ax))


def test_steps_say_what_each_idea_gained_or_lost():
    ax = plots.steps(["first", "second", "third"], [[0.5, 0.6], [0.7], [0.65]])
    assert texts(ax) == ["55.0%", "70.0%  +15.0", "65.0%  -5.0"]
    diamonds = [line for line in ax.lines if line.get_marker() == "D"]
    assert [round(line.get_xdata()[0], 3) for line in diamonds] == [0.55, 0.7, 0.65]
    assert diamonds[2].get_color() == palette.GRADIENT != diamonds[1].get_color()


def test_step_sizes_draw_one_line_a_schedule():
    ax = plots.step_sizes({"constant": [1, 1, 1], "cycle": [0, 1, 0]})
    assert [list(line.get_ydata()) for line in ax.lines] == [[1, 1, 1], [0, 1, 0]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["constant", "cycle"]


def test_class_counts_sort_and_name_every_bar():
    ax = plots.class_counts(("Ann", "Bob", "Cem"), [3, 9, 5])
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Bob", "Cem", "Ann"]
    assert [p.get_width() for p in ax.patches] == [9, 5, 3]


def test_shares_are_drawn_for_every_layer():
    ax = plots.channel_shares(["conv1", "pool1"], [0.0, 0.1], [0.5, 0.3])
    assert [round(p.get_height(), 3) for p in ax.patches] == [0.5, 0.3, 0.0, 0.1]
    assert len(ax.lines) == 0, "one number has no spread"


def test_shares_of_many_pictures_are_a_mean_and_the_span_of_the_middle_nine_tenths():
    zero = np.linspace(0, 1, 101)
    ax = plots.channel_shares(["conv1"], [np.zeros(101)], [zero])
    assert [round(p.get_height(), 3) for p in ax.patches] == [0.5, 0.0]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.05, 0.95])


def test_the_readers_own_settings_stay():
    before = dict(plt.rcParams)
    plots.channel_shares(["a"], [0.1], [0.2])
    assert dict(plt.rcParams) == before


def test_colours_are_the_palettes():
    ax = plots.matrices({"X": [[1]]}, ["input"])
    assert ax.texts[-1].get_color() == palette.INK["input"]


def test_axes_that_are_given_are_drawn_on():
    ax = plt.figure().subplots()
    assert plots.face_grid(np.zeros((1, 16, 16, 3)), ax=ax) is ax
