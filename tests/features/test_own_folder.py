"""Chapter 13 on a folder of one's own: every cell runs, with a network of as many outputs as there are people."""

from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image

from convbook import load_faces, load_folder, paper_cnn, split_faces

PAGES = sorted(Path(__file__).parents[2].glob("book/13*.ipynb"))


@pytest.fixture
def own(tmp_path):
    """Five people with twenty photographs each."""
    drawn = load_faces("synthetic")
    for person in range(5):
        folder = tmp_path / f"person {person}"
        folder.mkdir()
        for i, image in enumerate(drawn.images[drawn.labels == person][:20]):
            Image.fromarray((255 * image).astype(np.uint8)).save(folder / f"{i}.png")
    return load_folder(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_cell_runs_on_a_folder_of_ones_own(own, monkeypatch, page):
    monkeypatch.chdir(page.parent)
    cells = [cell for cell in nbformat.read(page, as_version=4).cells if cell.cell_type == "code"]
    (setting,) = (i for i, cell in enumerate(cells) if cell.source.startswith("model, record = load_trained()"))
    namespace = {}
    for cell in cells[: setting + 1]:
        if "%pip" not in cell.source:
            exec(cell.source, namespace)
    namespace |= {"model": paper_cnn(5), "names": own.names, "split": split_faces(own)}
    for cell in cells[setting + 1 :]:
        exec(cell.source, namespace)
    if page.stem == "13c-mistakes":
        assert namespace["counts"].shape == (5, 5)
