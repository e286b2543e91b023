"""How pytest runs the chapters (`--nbval`) beside the unit tests: what is compared, in which order, on which faces."""

import os
from functools import cache
from pathlib import Path

import nbformat
import pytest
from hypothesis import settings

ROOT = Path(__file__).parent
CHEAP_CASES, CASES = 50, os.environ.get("CONVBOOK_CASES")

# Ordinary runs try the same cases each time; with CONVBOOK_CASES set, that many new ones.
settings.register_profile("few", max_examples=CHEAP_CASES, deadline=None, derandomize=True)
settings.register_profile("many", max_examples=int(CASES or CHEAP_CASES), deadline=None)
settings.load_profile("many" if CASES else "few")


def pytest_collection_modifyitems(items):
    for item in items:
        if is_cell(item):
            prepare_cell(item)
    items.sort(key=lambda item: _rank(item.path))  # stable: the order within a file stays


def prepare_cell(item):
    """Say what is compared: never stderr, and on the stand-in's faces nothing that was stored from the real ones."""
    if "stderr" not in item.parent.skip_compare:
        item.parent.skip_compare += ("stderr",)
    item.output_timeout = 60  # seconds for the outputs of a finished cell to arrive on a busy machine; nbval's are 5
    if needs_faces(item.path) and not real_faces():
        item.options["check"] = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """Start the kernels with the faces that are at hand: no test run goes to the network for them."""
    if not is_cell(item) or item.parent.kernel is not None:
        return (yield)
    before = os.environ.get("CONVBOOK_FACES")
    os.environ["CONVBOOK_FACES"] = "lfw" if real_faces() else "synthetic"
    try:
        return (yield)
    finally:
        del os.environ["CONVBOOK_FACES"]
        if before is not None:
            os.environ["CONVBOOK_FACES"] = before


def pytest_terminal_summary(terminalreporter, config):
    on_faces = [path.name for path in sorted((ROOT / "book").rglob("*.ipynb")) if needs_faces(path)]
    if config.getoption("--nbval", False) and on_faces:
        how = (
            f"compared with what they store, on the real faces below {real_faces()}"
            if real_faces()
            else "run on drawn faces, not compared: LFW is not at hand (set SCIKIT_LEARN_DATA to a folder that has it)"
        )
        terminalreporter.write_line(f"Chapters on faces ({', '.join(on_faces)}): {how}.")


def is_cell(item):
    return item.path.suffix == ".ipynb"


@cache
def real_faces():
    """The folder of LFW's images if scikit-learn has them on this machine, else None."""
    from sklearn.datasets import get_data_home

    folder = Path(os.environ.get("SCIKIT_LEARN_DATA") or get_data_home()).expanduser() / "lfw_home" / "lfw_funneled"
    return folder if folder.is_dir() else None


@cache
def code_of(path):
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def needs_faces(path):
    return "load_faces" in code_of(path)


@cache
def _rank(path):
    """Long files first, so that both workers are done at about the same time."""
    if path.suffix == ".ipynb":
        return 0 if "train(" in code_of(path) else 1 if needs_faces(path) else 2
    if "browser" in path.parts:
        return 1
    return 2 if "tensorflow" in path.read_text(encoding="utf-8") else 3
