"""What is stored of a chapter's run: its pictures are light, and look as before."""

from base64 import b64encode
from io import BytesIO

import nbformat
import numpy as np
from PIL import Image

from workshop.execute import STEPS, compress_png, execute, keep_pictures, tidy


def as_png(pixels):
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def pixels_of(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


def test_a_figure_of_few_colors_loses_bytes_and_no_color():
    shades = np.random.default_rng(0).integers(0, 256, (100, 3), dtype=np.uint8)
    figure = as_png(shades[np.random.default_rng(1).integers(0, 100, (200, 200))])
    light = compress_png(figure)
    assert len(light) < 0.5 * len(figure)
    np.testing.assert_array_equal(pixels_of(light), pixels_of(figure))


def test_near_shades_may_become_one_but_by_no_more_than_three_of_256_steps():
    ramp = np.zeros((40, 400, 3), np.uint8)
    ramp[..., 1] = np.arange(400) % 256
    ramp[..., 2] = np.arange(400) // 2
    figure = as_png(ramp)
    assert abs(pixels_of(compress_png(figure)) - pixels_of(figure)).max() <= 3


def test_a_photograph_loses_bytes_and_no_channel_moves_by_more_than_two_steps():
    rng = np.random.default_rng(2)
    ramp = (
        np.linspace(0, 255, 150)[:, None, None] + np.linspace(0, -60, 150)[None, :, None] + rng.normal(0, 2, (1, 1, 3))
    )
    photograph = as_png((ramp + rng.normal(0, 3, (150, 150, 3))).clip(0, 255).astype(np.uint8))
    light = compress_png(photograph)
    assert len(light) < 0.8 * len(photograph)
    assert abs(pixels_of(light) - pixels_of(photograph)).max() <= 2


def test_white_stays_white_and_black_black():
    noise = np.random.default_rng(3).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    noise[0], noise[1] = 255, 0
    light = pixels_of(compress_png(as_png(noise)))
    assert (light[0] == 255).all()
    assert (light[1] == 0).all()


def test_what_is_see_through_stays_as_it_is():
    clear = as_png(np.full((8, 8, 4), 100, np.uint8))
    assert compress_png(clear) == clear


def test_doing_it_twice_changes_nothing_more():
    noise = np.random.default_rng(4).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    once = compress_png(as_png(noise))
    np.testing.assert_array_equal(pixels_of(compress_png(once)), pixels_of(once))


def test_cells_keep_their_ids_and_lose_what_an_editor_wrote():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="mine")])
    notebook.cells[0].metadata = nbformat.from_dict({"collapsed": True, "tags": ["remove-cell"]})
    tidy(notebook)
    (cell,) = notebook.cells
    assert (cell.id, dict(cell.metadata)) == ("mine", {"tags": ["remove-cell"]})


def test_the_code_of_a_question_is_folded_and_other_code_is_not():
    cells = [nbformat.v4.new_code_cell("right = 2"), nbformat.v4.new_code_cell("Question(\n    right,\n)")]
    cells[0].metadata = nbformat.from_dict({"jupyter": {"source_hidden": True}})
    notebook = nbformat.v4.new_notebook(cells=cells)
    tidy(notebook)
    assert [cell.metadata for cell in notebook.cells] == [{}, {"jupyter": {"source_hidden": True}, "cellView": "form"}]


# ---- run again ----

FIGURE = """\
import matplotlib.pyplot as plt
import numpy as np
%matplotlib inline
plt.imshow(np.arange(600).reshape(20, 30));"""


def test_a_page_that_is_run_again_without_a_change_is_the_same_file(tmp_path):
    page = tmp_path / "page.ipynb"
    cells = [nbformat.v4.new_markdown_cell("# A page", id="title"), nbformat.v4.new_code_cell(FIGURE, id="figure")]
    cells += [nbformat.v4.new_code_cell("print(1 + 1)\n1 + 1", id="sum")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), page)
    execute(page)
    first = page.read_bytes()
    assert [cell.id for cell in nbformat.reads(first, as_version=4).cells] == ["title", "figure", "sum"]
    assert b"image/png" in first
    execute(page)
    assert page.read_bytes() == first


def test_a_new_cell_gets_an_id_and_the_others_keep_theirs_and_their_outputs(tmp_path):
    page = tmp_path / "page.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="sum")]), page)
    execute(page)
    notebook = nbformat.read(page, as_version=4)
    before = notebook.cells[0].copy()
    notebook.cells.append(nbformat.v4.new_markdown_cell("New."))
    nbformat.write(notebook, page)
    execute(page)
    first, second = nbformat.read(page, as_version=4).cells
    assert first == before and second.id not in ("", "sum")


def drawn(pixels):
    """The output of a cell that drew a figure."""
    return nbformat.v4.new_output("display_data", {"image/png": b64encode(as_png(pixels)).decode()})


def test_a_picture_that_looks_the_same_keeps_its_bytes_and_another_does_not():
    old = np.random.default_rng(5).integers(50, 200, (20, 20, 3), dtype=np.uint8)
    for steps, same in ((0, True), (2 * STEPS, True), (2 * STEPS + 1, False)):
        new = old.copy()
        new[3, 4, 1] += steps
        outputs = [drawn(new)]
        keep_pictures([drawn(old)], outputs)
        assert (outputs == [drawn(old)]) is same, steps


def test_a_picture_of_another_size_or_in_the_place_of_words_is_the_new_one():
    old = np.zeros((20, 20, 3), np.uint8)
    words = nbformat.v4.new_output("stream", text="words")
    for before in ([drawn(old[:10])], [words], []):
        outputs = [drawn(old)]
        keep_pictures(before, outputs)
        assert outputs == [drawn(old)]
