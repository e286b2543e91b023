"""Pages built without solutions stay so, whichever target builds them again, until the user says otherwise."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from workshop.exercise_cells import exercises
from workshop.site.solutions import MARKER, with_solutions

ROOT = Path(__file__).parents[2]
PAGE = "book/exercises/01-images"


# ---- the memory ----


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ([""], True),
        (["0"], False),
        (["0", ""], False),
        (["0", "", ""], False),
        (["0", "1"], True),
        (["0", "1", ""], True),
        (["1", "0", ""], False),
    ],
)
def test_a_folder_remembers_what_was_said_last(tmp_path, said, shown):
    assert [with_solutions(tmp_path, word) for word in said][-1] is shown


def test_another_folder_knows_nothing_of_it(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    with_solutions(tmp_path / "one", "0")
    assert with_solutions(tmp_path / "other", "")


def test_what_was_built_with_solutions_is_taken_away_and_what_was_built_without_is_not(tmp_path):
    picture = tmp_path / "html" / "_images" / "solution.png"
    for again in (False, True):
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.touch()
        with_solutions(tmp_path, "0")
        assert picture.exists() is again
    assert (tmp_path / "html").is_dir()


@pytest.mark.parametrize("said", ["no", "false", "00"])
def test_a_word_that_could_mean_either_is_refused(tmp_path, said):
    with pytest.raises(ValueError, match="SOLUTIONS"):
        with_solutions(tmp_path, said)


# ---- every target ----

# What a recipe calls besides make itself: all but the build of the pages does nothing here.
IDLE = ["gh", "pip", "python", "ruff", "zizmor", "check-jsonschema"]
COPIED = [
    *("Makefile", "_config.yml", "pyproject.toml", "requirements.txt", "requirements-grading.txt"),
    *(f"tests/environments/{name}.txt" for name in ("colab", "oldest", "newest")),
    *(f"{PAGE}.ipynb", "book/references.bib"),
]


def targets():
    """Every target of the Makefile that a user can ask for, as make itself lists them."""
    base = subprocess.run(["make", "-pRrq", "-C", ROOT, "help"], capture_output=True, text=True).stdout
    rules = re.findall(r"(?<!# Not a target:\n)^([a-z][\w-]*):(?!=)", base.partition("# Files")[2], re.MULTILINE)
    return sorted(set(rules) - {"look-again"})


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """One exercise page, and the Makefile."""
    root = tmp_path_factory.mktemp("checkout")
    for name in COPIED:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    (root / "src").mkdir()
    for name in ("convbook", "workshop"):
        (root / "src" / name).symlink_to(ROOT / "src" / name)
    (root / "_toc.yml").write_text(yaml.safe_dump({"format": "jb-book", "root": PAGE}), encoding="utf-8")
    return root


def install_tools(root):
    """Environments in which only jupyter-book does anything; `make clean` takes them away."""
    for environment in ("idle", ".venv-colab", ".venv-oldest", ".venv-newest"):
        tools = root / environment / "bin"
        tools.mkdir(parents=True, exist_ok=True)
        # A page may have a warning here: the pages that it leads to are not there.
        book = f'exec "{Path(sys.executable).parent}/jupyter-book" build . -q'
        for name, does in {**dict.fromkeys(IDLE, "exit 0"), "jupyter-book": book}.items():
            (tools / name).write_text(f"#!/bin/sh\n{does}\n")
            (tools / name).chmod(0o755)
        for name in (".ready", ".grading"):
            (root / environment / name).touch()


def make(root, *arguments):
    """Call make there; a target may fail, since the tools that it calls do nothing."""
    install_tools(root)
    kept = {name: value for name, value in os.environ.items() if name not in ("SOLUTIONS", "MAKEFLAGS", "MAKELEVEL")}
    tools = root / "idle" / "bin"
    env = {**kept, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src")}
    command = ["make", "VENV=idle", f"PYTHON={tools}/python", *arguments]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, timeout=120)
    return done.stdout + done.stderr


def shows_solutions(root):
    """Whether the exercise page is there with the boxes of its solutions, and as many as it has exercises."""
    page = root / "_build" / "html" / f"{PAGE}.html"
    if not page.is_file():
        return False
    boxes = page.read_text(encoding="utf-8").count('class="solution')
    assert boxes in (0, len(exercises(nbformat.read(ROOT / f"{PAGE}.ipynb", as_version=4))[1]))
    return boxes > 0


needs_unix = pytest.mark.skipif(os.name == "nt", reason="the tools that do nothing are scripts of a Unix shell")


@needs_unix
def test_the_makefile_is_read_whole():
    phony = re.findall(r"^\.PHONY: (.+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(" ".join(phony).split()) - {"look-again"} == set(targets())


@needs_unix
def test_solutions_go_when_the_user_says_so_and_come_back_when_the_user_says_so(checkout):
    make(checkout, "book")
    assert shows_solutions(checkout)
    assert "Built without solutions; SOLUTIONS=1" in make(checkout, "book", "SOLUTIONS=0")
    assert not shows_solutions(checkout)
    assert "Built without solutions, as last time; SOLUTIONS=1" in make(checkout, "book")
    assert "SOLUTIONS" not in make(checkout, "book", "SOLUTIONS=1")
    assert shows_solutions(checkout)


@needs_unix
@pytest.mark.slow
@pytest.mark.parametrize("target", targets())
def test_no_target_brings_solutions_back(checkout, target):
    if not (checkout / "_build" / MARKER).exists():
        make(checkout, "book", "SOLUTIONS=0")
    make(checkout, target, "N=1", "URL=https://github.com/OWNER/NAME", "-W", "_config.yml")  # all pages anew
    assert not shows_solutions(checkout)
    assert target == "clean" or (checkout / "_build" / MARKER).exists()


@needs_unix
@pytest.mark.slow
def test_a_target_that_would_bring_them_back_is_noticed(checkout):
    make(checkout, "book", "SOLUTIONS=0")
    with (checkout / "Makefile").open("a", encoding="utf-8") as makefile:
        makefile.write("\npublish:\n\t@SOLUTIONS=1 $(MAKE) book\n")
    make(checkout, "publish")
    assert shows_solutions(checkout)


def test_no_recipe_workflow_or_module_asks_for_solutions_by_itself():
    files = [ROOT / "Makefile", *ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("src/workshop/**/*.py")]
    asked = re.compile(r"""^[^#\n]*SOLUTIONS['"]?\s*[:=]+\s*['"]?1(?! brings)""", re.MULTILINE)
    assert [file.name for file in files if asked.search(file.read_text(encoding="utf-8"))] == []
