"""The code behind a chapter: each thing it calls has its source once, where it is used first, and it is the source."""

import ast
import importlib
import inspect
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from sphinx.highlighting import PygmentsBridge

import convbook
from workshop import sources, toc
from workshop.site import sources as folds

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
REPOSITORY = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]
CHAPTERS = sorted(filter(toc.is_chapter, (ROOT / "book").glob("*.ipynb")))
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)


@cache
def page_of(chapter):
    html = (HTML / "book" / f"{chapter.stem}.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").select_one(".bd-article")


@cache
def called(chapter):
    """What a chapter's code imports from the package, as the code calls it -> the thing itself, by Python's import."""
    cells = json.loads(chapter.read_bytes())["cells"]
    shown = [c for c in cells if c["cell_type"] == "code" and "remove-cell" not in c["metadata"].get("tags", [])]
    code = "\n".join("".join(cell["source"]) for cell in shown)
    # Of a question a page shows the place to answer, and not the code.
    seen = "\n".join(filter(lambda text: "Question(" not in text, ("".join(cell["source"]) for cell in shown)))
    names, found = {node.id for node in ast.walk(ast.parse(seen)) if isinstance(node, ast.Name)}, {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "convbook":
            for alias in node.names:
                name = alias.asname or alias.name
                what = getattr(importlib.import_module(node.module), alias.name, None)
                what = what or importlib.import_module(f"{node.module}.{alias.name}")
                if isinstance(what, ModuleType):
                    found |= {f"{name}.{own}": getattr(what, own) for own in re.findall(rf"\b{name}\.(\w+)", seen)}
                elif name in names:
                    found[name] = what
    return found


def text_of(fold):
    return fold.select_one("pre").get_text()


# ---- the pages ----


@each_chapter
def test_each_thing_that_a_chapter_imports_has_its_source_on_the_page_once(chapter):
    ids = Counter(tag["id"].removeprefix("source-") for tag in page_of(chapter).select('[id^="source-"]'))
    assert ids == Counter(called(chapter).keys())
    names = [fold.summary.get_text() for fold in page_of(chapter).select(".cb-sources > details")]
    assert names == [f"source of {label}" for label in ids]


@each_chapter
def test_it_stands_below_the_first_cell_that_uses_it(chapter):
    before = []
    for box in page_of(chapter).select("div.cell, .cb-sources"):
        if "cell" in box["class"]:
            before.append(box)
            continue
        assert box.find_previous_sibling() is before[-1]
        cells = [cell for cell in before if cell.select(".cell_input")]
        code = [re.sub("#.*", "", cell.pre.get_text()) for cell in cells]
        for fold in box.select("details"):
            label = fold.div["id"].removeprefix("source-")
            use = re.compile(rf"(?<![\w.\"]){re.escape(label)}\b(?!\s*=[^=])(?![\"\w])")
            using = [i for i, text in enumerate(code) if use.search(text) and "import " not in text]
            open_ones = [i for i in using if "tag_answer" not in cells[i]["class"]]
            assert (open_ones or using) == [len(code) - 1], label


@each_chapter
def test_it_is_the_source_and_nothing_else(chapter):
    for label, what in called(chapter).items():
        fold = page_of(chapter).find(id=f"source-{label}")
        assert len(fold.select("pre")) == 1
        if inspect.isroutine(what) or inspect.isclass(what):
            assert text_of(fold) == inspect.getsource(what), label
        else:
            assert label.rpartition(".")[2] in text_of(fold).partition("=")[0], label


@each_chapter
def test_its_link_leads_to_these_lines_in_the_repository(chapter):
    for fold in page_of(chapter).select('[id^="source-"]'):
        link = fold.p.a
        path, first, last = re.fullmatch(
            rf"{re.escape(REPOSITORY['url'])}/blob/{REPOSITORY['branch']}/(src/convbook/[\w/]+\.py)#L(\d+)-L(\d+)",
            link["href"],
        ).groups()
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines(keepends=True)
        assert "".join(lines[int(first) - 1 : int(last)]) == text_of(fold)
        assert link.text.startswith(path) and first in link.text


@each_chapter
def test_a_name_in_a_cell_leads_to_its_source_and_the_cell_reads_as_before(chapter):
    cells = json.loads(chapter.read_bytes())["cells"]
    code = ["".join(cell["source"]).rstrip() for cell in cells if cell["cell_type"] == "code"]
    for cell in page_of(chapter).select(".cell_input"):
        assert cell.pre.get_text().rstrip() in code
        for link in cell.select("a"):
            assert link["href"] == f"#source-{link.text}"
    linked = {link.text for link in page_of(chapter).select(".cell_input a")}
    assert linked == called(chapter).keys()


def test_exercises_show_no_source_again():
    for page in (HTML / "book" / "exercises").glob("*.html"):
        assert "cb-source" not in page.read_text(encoding="utf-8")


def test_the_search_does_not_find_lines_of_code():
    assert folds.Folds(own={"relu": sources.find("convbook", "relu")}).astext() == ""  # it looks at the nodes' text


def fold(repository):
    config = SimpleNamespace(html_theme_options=repository)
    translator = SimpleNamespace(config=config, highlighter=PygmentsBridge("html"))
    return BeautifulSoup(
        folds._fold(translator, "relu_grad", sources.find("convbook", "relu_grad"), {"relu"}), "html.parser"
    )


def test_without_a_repository_nothing_leads_there():
    assert (
        fold({"repository_url": "https://github.com/a/b/"})
        .p.a["href"]
        .startswith("https://github.com/a/b/blob/main/src")
    )
    for repository in ({}, {"repository_url": ""}):
        assert fold(repository).p.a is None
        assert fold(repository).p.text.startswith("src/convbook/nn/activations.py, line")
        assert fold(repository).select('a[href^="http"]') == []


# ---- the notebooks ----


@each_chapter
def test_the_list_in_the_notebook_is_up_to_date(chapter):
    notebook = nbformat.read(chapter, as_version=4)
    lists = [cell.source for cell in notebook.cells if cell.source.startswith(sources.LIST)]
    assert lists == [sources.listing(notebook)], "run `python -m workshop.sources --write`"
    links = dict(re.findall(r"\[`([\w.]+)`\]\(([^()]+)\)", lists[0]))
    assert links.keys() == called(chapter).keys()
    for label, path in links.items():
        name = getattr(called(chapter)[label], "__name__", label.rpartition(".")[2])
        defined = rf"^(?:def {name}\(|class {name}\b|{name}\b.*=)"
        assert re.search(defined, (chapter.parent / path).read_text(encoding="utf-8"), re.MULTILINE), label


def made(*cells):
    new = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    return nbformat.v4.new_notebook(cells=[new[kind](text) for kind, text in cells])


def test_a_notebook_without_the_package_gets_no_list():
    notebook = made(("markdown", "from convbook import relu"), ("code", "import numpy as np"))
    sources.fill(notebook)
    assert len(notebook.cells) == 2


def test_the_list_is_put_below_the_imports_once_and_nothing_else_changes():
    before = [("markdown", "# 1. A"), ("code", "from convbook import relu"), ("markdown", "b"), ("code", "relu(1)")]
    notebook = made(*before)
    ids = [cell.id for cell in notebook.cells]
    sources.fill(notebook)
    first = [(cell.cell_type, cell.source) for cell in notebook.cells]
    assert first[:2] + first[3:] == before
    assert "[`relu`](../src/convbook/nn/activations.py). In any notebook, `relu??`" in first[2][1]
    sources.fill(notebook)
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == first
    assert [cell.id for cell in notebook.cells] == [*ids[:2], "sources", *ids[2:]]


# ---- what is found ----


def test_uses_are_found_where_they_stand_first_and_as_they_are_written():
    cells = [
        "%matplotlib inline\nfrom convbook import plots, relu\nfrom convbook.nn.activations import tanh as t",
        "plots.matrices([t(0)])",
        "relu(1)\nplots.matrices([relu(2)])",
    ]
    found = sources.first_uses(cells)
    assert {label: at for label, (at, _) in found.items()} == {"plots.matrices": 1, "t": 1, "relu": 2}
    assert list(found) == ["plots.matrices", "t", "relu"]
    assert found["t"][1].text.startswith("def tanh(")
    assert found["plots.matrices"][1].path == "src/convbook/plots/convolution.py"


def test_a_name_that_the_package_does_not_have_is_an_error():
    with pytest.raises(LookupError, match="convbook.nn.conv has no conv3d"):
        sources.find("convbook.nn.conv", "conv3d")
    with pytest.raises(LookupError, match="convbook.gone has no relu"):
        sources.find("convbook.gone", "relu")


def test_a_room_that_imports_its_own_module_gives_the_module():
    assert sources.find("convbook", "marking") == "convbook.exercises.marking"
    assert sources.find("convbook.exercises", "marking") == "convbook.exercises.marking"


@pytest.mark.parametrize("name", convbook.__all__)
def test_every_name_of_the_package_is_found(name):
    what = sources.find("convbook", name)
    assert isinstance(what, sources.Source) or isinstance(getattr(convbook, name), ModuleType)


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("from . import relu\nrelu(1)", None),
        ("from convbook import *\nrelu(1)", None),
        ("from convbookish import relu\nrelu(1)", None),
        ("import convbook as cb\ncb.relu(1)", "cb.relu"),
        ("import convbook\nconvbook.relu(1)", "convbook.relu"),
        ("import convbook.nn.loops\nconvbook.relu(1)", "convbook.relu"),
        ("import numpy, convbook.nn.activations as a\na.relu(1)", "a.relu"),
        ("from convbook import nn\nnn.activations.relu(1)", None),
        ("from convbook import plots\nplots.__name__, plots.gone", None),
        ("from convbook import marking\nmarking.gone", None),
        ("from convbook import relu\n%time relu(1)", "relu"),
        ("from convbook import relu\nif 1:\n    %timeit relu(1)", "relu"),
        ("from convbook import relu\n%timeit -n 3 relu(1)", None),
        ("from convbook import relu\n%matplotlib inline\n!ls\nrelu(1)", "relu"),
        ("%%time\nfrom convbook import relu\nrelu(1)", "relu"),
        ("%%bash\nfor i in 1 2; do relu; done", None),
        ("from convbook import relu\nrelu?", None),
    ],
)
def test_code_of_any_kind_is_read(code, label):
    found = sources.first_uses([code])
    assert list(found) == ([label] if label else [])
    assert all(source.path == "src/convbook/nn/activations.py" for _, source in found.values())


@pytest.mark.parametrize(("code", "cells"), [("import convbook as cb\ncb.relu(1)", 2), ("import convbook", 1)])
def test_the_list_stands_below_any_import_of_what_is_called(code, cells):
    notebook = made(("code", code))
    sources.fill(notebook)
    assert len(notebook.cells) == cells


@pytest.mark.parametrize("arguments", [["--bogus"], ["--write", "book/gone.ipynb"], ["--help"]])
def test_the_command_says_how_it_is_used(arguments):
    with pytest.raises(SystemExit, match=r"usage: python -m workshop.sources \[--write\] \[NOTEBOOK ...\]"):
        sources.main(arguments)


def test_what_a_function_calls_of_the_package_is_found_and_its_own_names_are_not():
    called = sources.helpers(sources.find("convbook", "conv2d"))
    assert called["as_numbers"].path == "src/convbook/arguments.py"
    assert {"X", "F", "np", "plan"} & called.keys() == set()


@pytest.mark.parametrize(
    ("code", "linked"),
    [
        ("relu(X)", ["relu"]),
        ("relu(relu(X))", ["relu"]),  # where it stands first
        ("tf.nn.relu(X)", []),
        ("layer(relu=1)", []),
        ("relu == 1", ["relu"]),
        ("plots.relu(X), relu(X)", ["plots.relu", "relu"]),
        ("relu.grad", ["relu"]),
        ("'relu'  # relu", []),
        ("def relu(): pass", []),
    ],
)
def test_which_names_in_code_become_links(code, linked):
    html = PygmentsBridge("html").highlight_block(code, "python")
    soup = BeautifulSoup(folds._linked(html, {"relu": "#source-relu", "plots.relu": "#a", "X": None}), "html.parser")
    assert [link.text for link in soup.select("a")] == linked
    assert soup.get_text().strip() == code
