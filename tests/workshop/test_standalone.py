"""A chapter taken out of the book: its notebook, exercises, requirements, and its page as one file."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from packaging.requirements import Requirement

from workshop import standalone
from workshop.exercise_cells import students_copy

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
OWNER, REPOSITORY = CONFIG["repository"]["url"].split("/")[3:]
PUBLISHED = f"https://{OWNER}.github.io/{REPOSITORY}/"
LINKS = re.compile(r"\]\(([^()\s]+)\)")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A checkout with the built book."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("_config.yml", "_toc.yml", "pyproject.toml", "requirements.txt", "book"):
        (root / name).symlink_to(ROOT / name)
    (root / "_build").mkdir()
    (root / "_build" / "html").symlink_to(HTML)
    return root


@pytest.fixture(scope="module")
def folder(book):
    return standalone.chapter_folder(7, book)


def cells(notebook):
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def prose(notebook):
    return "\n".join("".join(cell["source"]) for cell in cells(notebook) if cell["cell_type"] == "markdown")


def test_the_folder_holds_all_that_a_class_needs(folder):
    assert folder.name == "07"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "07-input-gradient.html", "07-input-gradient.ipynb",
        "07b-transposed-convolution.html", "07b-transposed-convolution.ipynb",
        "exercises/07-input-gradient.ipynb", "requirements.txt",
    ]  # fmt: skip


def test_made_again_it_holds_nothing_old(book, folder):
    (folder / "old.txt").touch()
    assert not (standalone.chapter_folder(7, book) / "old.txt").exists()


def test_only_the_links_of_the_notebook_have_changed(folder):
    before, after = cells(ROOT / "book" / "07-input-gradient.ipynb"), cells(folder / "07-input-gradient.ipynb")
    for old, new in zip(before, after, strict=True):
        assert LINKS.sub("", "".join(new["source"])) == LINKS.sub("", "".join(old["source"]))
        assert new | {"source": ""} == old | {"source": ""}


NOTEBOOKS = ["07-input-gradient.ipynb", "07b-transposed-convolution.ipynb", "exercises/07-input-gradient.ipynb"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_link_leads_into_the_folder_or_to_a_published_page(folder, name):
    notebook = folder / name
    links = [link for link in LINKS.findall(prose(notebook)) if not link.startswith("#")]
    assert links
    for link in links:
        assert is_published(link) or (notebook.parent / link.partition("#")[0]).is_file(), link


def test_the_exercises_are_the_students_copy(folder):
    name = "exercises/07-input-gradient.ipynb"
    released = json.loads(nbformat.writes(students_copy(nbformat.read(ROOT / "book" / name, as_version=4))))
    for own, handed_out in zip(released["cells"], cells(folder / name), strict=True):
        assert LINKS.sub("", "".join(handed_out["source"])) == LINKS.sub("", "".join(own["source"]))
        assert handed_out | {"source": ""} == own | {"source": ""}


def test_the_exercises_lead_back_to_their_chapter(folder):
    assert LINKS.findall(prose(folder / "exercises" / "07-input-gradient.ipynb"))[:2] == [
        "../07-input-gradient.ipynb",
        "../07b-transposed-convolution.ipynb",
    ]


def test_an_equation_of_another_chapter_is_found_on_its_published_page(tmp_path):
    notebook = tmp_path / "a.ipynb"
    text = "See [(7)](../06-filter-gradient.ipynb#eq-7)."
    notebook.write_text(json.dumps({"cells": [{"cell_type": "markdown", "source": [text]}]}), encoding="utf-8")
    standalone.rewrite_links(notebook, f"{PUBLISHED}book/exercises/", "")
    assert LINKS.findall(prose(notebook)) == [PUBLISHED + "book/06-filter-gradient.html#equation-eq-7"]


def is_published(link):
    """Whether a link leads to a page of the built book, and to a place that is on it, or to a file of the package."""
    code = f"{CONFIG['repository']['url']}/blob/{CONFIG['repository']['branch']}/src/"
    if link.startswith(code):
        return (ROOT / "src" / link.removeprefix(code)).is_file()
    path, _, fragment = link.removeprefix(PUBLISHED).partition("#")
    page = HTML / path
    if not link.startswith(PUBLISHED) or not page.is_file():
        return False
    return not fragment or f'id="{fragment}"' in page.read_text(encoding="utf-8")


# ---- requirements ----


def required(folder):
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_what_a_run_needs_is_bounded_and_has_the_books_pins(folder):
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    *others, package = required(folder)
    assert all(each.specifier for each in others)
    pinned = {str(each.specifier) for each in map(Requirement, (p for p in pins if "==" in p and p[0] != "#"))}
    assert {str(each.specifier) for each in others if each.name != "jupyterlab"} <= pinned
    address, branch = CONFIG["repository"]["url"], CONFIG["repository"]["branch"]
    assert (package.name, package.url) == ("convbook", f"git+{address}@{branch}")


def test_the_imports_of_the_chapter_are_among_what_is_required(folder):
    code = "".join(
        "".join(c["source"]) + "\n" for c in cells(folder / "07b-transposed-convolution.ipynb") if "outputs" in c
    )
    imported = set(re.findall(r"^ *(?:import|from) (\w+)", code, re.MULTILINE))
    assert {"numpy", "scipy", "tensorflow", "convbook"} <= imported
    assert imported <= {each.name for each in required(folder)}


def test_tensorflow_is_required_only_where_it_is_used(folder):
    here = standalone.chapter_folder(1, folder.parents[2])
    assert {"tensorflow", "tensorflow-cpu", "keras"} & {each.name for each in required(here)} == set()


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("import numpy as np", False),
        ("import keras", True),
        ("from convbook import paper_cnn", True),
        ("EQUATIONS[7].verify(rng)", True),
        ("from convbook import conv2d", False),
    ],
)
def test_what_needs_tensorflow(code, needed, tmp_path):
    notebook = tmp_path / "a.ipynb"
    prose = {"cell_type": "markdown", "source": ["keras"]}
    notebook.write_text(json.dumps({"cells": [prose, {"cell_type": "code", "source": [code]}]}), encoding="utf-8")
    assert standalone.needs_tensorflow(notebook) == needed


# ---- the page ----


@pytest.fixture(scope="module")
def page(folder):
    return BeautifulSoup((folder / "07b-transposed-convolution.html").read_text(encoding="utf-8"), "html.parser")


def test_the_page_names_no_file_beside_itself(page):
    asked = [tag[name] for name in ("src", "href") for tag in page.select(f"[{name}]:not(a)")]
    assert [address for address in asked if not address.startswith("data:")] == []
    styles = "".join(style.text for style in page.select("style"))
    assert re.findall(r"url\((?![\"']?data:)[^)]*\)|@import", styles) == []
    assert not re.search(r"%%URL%%/\w", "".join(script.text for script in page.select("script"))), "a font of MathJax"
    assert not page.select("form, [srcset], link[rel=stylesheet]")


def test_the_page_has_no_dead_link(page):
    ids = {tag["id"] for tag in page.select("[id]")}
    assert len(ids) == len(page.select("[id]"))
    for link in (tag["href"] for tag in page.select("a[href]")):
        elsewhere = link.startswith("https://") and not link.startswith(PUBLISHED)
        assert link == "#" or link[1:] in ids or elsewhere or is_published(link), link


def test_the_page_lists_what_it_cites(page):
    works = [work.text for work in page.select("#works-cited li")]
    assert len(works) == 3
    assert "A guide to convolution arithmetic" in works[2]
    assert [link["href"][1:] for link in page.select(".bibtex-citation a")] == [
        work["id"] for work in page.select("#works-cited li")
    ]


def test_the_pages_are_light(folder):
    assert [page.name for page in folder.glob("*.html") if page.stat().st_size >= 5_000_000] == []


# ---- mistakes ----


@pytest.mark.parametrize("said", [[], [""], ["seven"], ["-7"], ["7", "x"], ["16"]])
def test_a_chapter_that_there_is_not_is_refused_in_words(said, monkeypatch):
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit, match="chapter"):
        standalone.main(said)


def test_a_book_that_is_not_built_is_said(tmp_path):
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, tmp_path)
    with pytest.raises(FileNotFoundError, match="make book"):
        standalone.chapter_folder(7, tmp_path)
