"""The rooms of the package: imports go down, TensorFlow stays where the table says, and the map is the imports'."""

import ast
import re
import sys
from pathlib import Path

import pytest

from workshop import rooms

ROOT = Path(__file__).parents[2]
FLOOR = {room: height for height, floor in enumerate(rooms.FLOORS) for room in floor}


def test_every_module_is_in_a_room_of_the_table():
    assert {name.split(".")[0] for name in rooms.modules().values()} == set(FLOOR)


def test_imports_only_go_down():
    assert [(room, target) for room, target in sorted(rooms.arrows()) if FLOOR[room] <= FLOOR[target]] == []


def test_no_module_gets_back_to_itself_whichever_imports_it_follows():
    assert [name for name in rooms.modules().values() if name in rooms.reachable(name)] == []


@pytest.mark.parametrize("path", sorted(rooms.SRC.glob("convbook/**/*.py")), ids=lambda path: path.stem)
def test_no_module_asks_the_package_itself_for_a_name(path):
    """`from convbook import paper_cnn` would hide the way up to `training`, and into TensorFlow."""
    assert rooms.top_level_names(rooms.imports(path)) == set()


@pytest.mark.parametrize(
    ("code", "noticed"),
    [
        ("from convbook import paper_cnn", {"convbook.paper_cnn"}),
        ("def f():\n    from convbook import relu as r", {"convbook.relu"}),
        ("from convbook import *", {"convbook.*"}),
        ("import convbook", {"convbook"}),
        ("import convbook as cb\ncb.paper_cnn()", {"convbook"}),
        ("import convbook.palette\nconvbook.paper_cnn()", {"convbook"}),
        ("from importlib import import_module\nimport_module('convbook').paper_cnn()", {"convbook"}),
        ("from convbook import palette", set()),
        ("from convbook.training.models import paper_cnn", set()),
        ("import convbook.palette as colors", set()),
        ("import numpy as np", set()),
    ],
)
def test_every_way_to_ask_the_package_itself_is_noticed(code, noticed):
    assert rooms.top_level_names(rooms.imports_of(code)) == noticed


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow as tf",
        "import keras.layers",
        "from tensorflow.keras import layers",
        "from importlib import import_module\nimport_module('tensorflow')",
        "import importlib\ntf = importlib.import_module('tensorflow.nn')",
        "def f():\n    return __import__('tensorflow').nn",
    ],
)
def test_every_way_to_import_tensorflow_is_noticed(code):
    assert {target.split(".")[0] for target in rooms.imports_of(code)} & {"tensorflow", "keras"}


def test_the_package_itself_imports_only_the_names_of_the_widgets():
    found = rooms.imports(rooms.SRC / "convbook" / "__init__.py")
    assert found == {"importlib.import_module", "convbook.widgets.widget_modules"}


def test_to_enter_a_room_of_the_package_loads_none_of_its_modules():
    """But where names are called through it: `plots.matrices`, and `marking`, which `exercises` imports on purpose."""
    doors = {path.parent.name: path for path in rooms.SRC.glob("convbook/*/__init__.py")}
    own = {room for room, path in doors.items() if any(f"convbook.{room}." in name for name in rooms.imports(path))}
    assert own == {"plots", "exercises"}


def test_tensorflow_is_imported_where_the_table_says_and_nowhere_else():
    heads = {name: {target.split(".")[0] for target in rooms.imports(path)} for path, name in rooms.modules().items()}
    assert sorted(name for name, found in heads.items() if found & {"tensorflow", "keras"}) == sorted(
        rooms.USES_TENSORFLOW
    )


@pytest.mark.parametrize("path", sorted(rooms.SRC.glob("convbook/nn/*.py")), ids=lambda path: path.stem)
def test_the_pieces_of_a_network_import_numpy_and_nothing_else(path):
    heads = {target.split(".")[0] for target in rooms.imports(path)}
    assert heads - set(sys.stdlib_module_names) <= {"numpy", "convbook"}


def test_the_palette_imports_nothing():
    assert rooms.imports(rooms.SRC / "convbook" / "palette.py") == set()


def test_what_readers_call_knows_neither_the_book_nor_the_workshop():
    for path in rooms.SRC.glob("convbook/**/*.py"):
        assert not any(target.startswith("workshop") for target in rooms.imports(path)), path
        text = path.read_text(encoding="utf-8")
        assert not any(quoted in text for quoted in ('"book/', "'book/", "../book")), f"{path} reads the book"


ROOMS = sorted(path.parent for path in rooms.SRC.glob("*/**/__init__.py") if path.parent.name != "convbook")
# The plots and the widgets are named after what they show; their rooms say so.
NAMED_AFTER_WHAT_THEY_SHOW = {"plots", "widgets"}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_in_a_few_lines_what_is_in_it(room):
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert 1 <= len(said.splitlines()) <= 7
    if room.name not in NAMED_AFTER_WHAT_THEY_SHOW:
        files, folders = room.glob("[!_]*.py"), room.glob("*/__init__.py")
        files, folders = room.glob("[!_]*.py"), room.glob("*/__init__.py")
        inside = {path.stem for path in files} | {path.parent.name for path in folders}
        assert inside - set(re.findall(r"`(\w+)`", said)) == set()
    if "chapter" in rooms.SIGNS.get(room.name, ""):
        assert re.search(r"\(chapters? \d", said)


def test_the_map_in_contributing_shows_the_imports():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert rooms.MAP.search(page), "CONTRIBUTING has no map"
    assert rooms.fill(page) == page, "python -m workshop.rooms --write brings it up to date"


def test_a_module_can_be_read_in_one_sitting():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in rooms.modules()}
    assert [f"{path.relative_to(rooms.SRC)}: {n} lines" for path, n in lengths.items() if n > 200] == []


def test_the_page_of_code_is_a_page():
    assert len((rooms.SRC / "convbook/nn/tiny.py").read_text(encoding="utf-8").splitlines()) <= 100
