"""What the project's files promise one another: pins, imports, notebooks that travel well, nothing local in them."""

import json
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

from workshop import sources
from workshop.exercise_cells import FOLD

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(p for p in (ROOT / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# What a data file, a picture or git itself holds is not read by people.
READ_BY_PEOPLE = {
    ".py",
    ".md",
    ".ipynb",
    ".yml",
    ".yaml",
    ".toml",
    ".txt",
    ".cff",
    ".css",
    ".js",
    ".html",
    ".svg",
    ".bib",
    "",
}


def notebook_id(path):
    return path.stem


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=notebook_id)


@cache
def cells(path):
    return json.loads(path.read_bytes())["cells"]


def code_cells(path):
    return [cell for cell in cells(path) if cell["cell_type"] == "code"]


def source(cell):
    return "".join(cell["source"])


def project_files():
    """Every file that git would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [file for file in files if file.is_file()]


def readable_files():
    return [file for file in project_files() if file.suffix in READ_BY_PEOPLE]


# ---- nothing local ----

SHARED = "../" + "shared"
# A path of somebody's machine. Places that every system has (/usr/bin, /tmp) are none.
LOCAL = re.compile("(?<![\\w.:/])/(?:" + "work|root|home|Users|mnt|opt/pypi" + ")/[\\w.]")


def test_only_the_script_for_ci_looks_beside_the_checkout():
    assert [f.relative_to(ROOT).as_posix() for f in readable_files() if SHARED in f.read_text()] == [".ci/run"]


def test_no_file_names_a_place_on_somebodys_machine():
    found = {f.relative_to(ROOT).as_posix(): LOCAL.findall(f.read_text()) for f in readable_files()}
    assert {file: places for file, places in found.items() if places} == {}


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("/wor" + "k/main/x.py", True),
        ("in /roo" + "t/data", True),
        ("https://example.org/home/x", False),
        ("/usr/bin/env", False),
    ],
)
def test_a_local_path_is_told_from_others(text, local):
    assert bool(LOCAL.search(text)) == local


def test_no_photograph_of_lfw_is_in_the_repository():
    pictures = [f for f in project_files() if f.suffix.lower() in (".jpg", ".jpeg", ".pgm", ".tgz")]
    assert [f for f in pictures if re.search(r"_\d{4}\.", f.name) or "lfw" in f.as_posix().lower()] == []


# ---- notebooks ----


@each_notebook
def test_a_notebook_carries_nothing_it_does_not_need(path):
    notebook = json.loads(path.read_bytes())
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    extra = set(notebook["metadata"]) - {"kernelspec", "language_info", "mystnb", "jupytext", "colab"}
    assert extra == set(), f"clear the metadata {sorted(extra)}"
    assert "widgets" not in notebook["metadata"], "widget state makes every run another file"
    for cell in notebook["cells"]:
        extra = set(cell["metadata"]) - {"tags", "mystnb", "nbgrader", "vary", *FOLD}
        assert extra == set(), f"cell {source(cell)[:40]!r}: clear the metadata {sorted(extra)}"


@each_notebook
def test_a_notebook_was_run_from_top_to_bottom_without_an_error(path):
    counts = [cell["execution_count"] for cell in code_cells(path) if source(cell).strip()]
    assert counts == list(range(1, len(counts) + 1)), "restart the kernel and run all cells"
    outputs = [output for cell in code_cells(path) for output in cell["outputs"]]
    assert outputs, "nothing is stored: the page would be empty"
    for cell in code_cells(path):
        if "raises-exception" not in cell["metadata"].get("tags", []):
            assert not any(output["output_type"] == "error" for output in cell["outputs"]), source(cell)
    noise = [output["text"] for output in outputs if output.get("name") == "stderr"]
    assert noise == [], "a warning or a progress bar is stored"


@each_notebook
def test_a_notebook_is_light_enough_to_open_anywhere(path):
    assert path.stat().st_size <= 1_500_000


@each_notebook
def test_cells_are_small_and_imports_stand_in_one(path):
    for cell in code_cells(path):
        lines = source(cell).strip().splitlines()
        assert len(lines) <= 15, f"{len(lines)} lines: {source(cell)[:60]!r}"
    shown = [cell for cell in code_cells(path) if "remove-cell" not in cell["metadata"].get("tags", [])]
    importing = [cell for cell in shown if re.search(r"^(?:import|from)\s", source(cell), re.M)]
    assert len(importing) <= 1, [source(cell)[:60] for cell in importing]
    assert importing == shown[:1], "the imports come first"


@each_notebook
def test_every_drawn_picture_has_words(path):
    for cell in code_cells(path):
        drawn = [o for o in cell["outputs"] if any(kind.startswith("image/") for kind in o.get("data", {}))]
        words = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
        assert not drawn or len(words) >= 40, f"say what this shows, in the cell's metadata: {source(cell)[:60]!r}"


# What only the book's own Markdown knows: elsewhere it would stand there as it is typed.
ONLY_IN_THE_BOOK = re.compile(
    r"\{[A-Za-z][\w:.+-]*\}`"  # a role: {eq}`...`
    r"|^[ \t]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{"  # a directive
    r"|^[ \t]*:{3,}[ \t]*\w*[ \t]*$"  # the end of one, or a plain container
    r"|^[ \t]*\([\w.:+-]+\)=[ \t]*$"  # a target: (label)=
    r"|\$\$[ \t]*\([A-Za-z][\w.:+-]*\)"  # the label of a formula
    r"|^[ \t]*%|^\+\+\+",  # a comment, a break
    re.MULTILINE,
)


@each_notebook
def test_a_notebook_reads_well_where_nobody_knows_the_books_markdown(path):
    for cell in cells(path):
        if cell["cell_type"] == "markdown":
            assert ONLY_IN_THE_BOOK.findall(source(cell)) == [], source(cell)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("as {eq}`eq-7` says", False),
        ("as {cite:p}`kingma2014adam` says", False),
        ("a line\n\n:::{note}\nTake care.\n:::", False),
        ("```{figure} a.png\n```", False),
        ("(a-label)=\n## A title", False),
        ("$$a = b$$ (eq-7)", False),
        ("% a remark", False),
        (r"$$\frac{a}{b} \tag{7}$$", True),
        ("```python\n{1: `x`}\n```\n\n98 % of it, f(x) = 2", True),
        ("[Kingma and Ba (2014)](references.bib#kingma2014adam), as [(7)](#eq-7) says", True),
    ],
)
def test_what_only_the_book_understands_is_told_from_plain_markdown(text, plain):
    assert bool(ONLY_IN_THE_BOOK.search(text)) != plain


@each_notebook
def test_a_notebook_says_more_in_words_than_in_code(path):
    prose = [source(cell) for cell in cells(path) if cell["cell_type"] == "markdown"]
    words = sum(len(text) for text in prose if not text.startswith(sources.LIST))
    shown = [cell for cell in code_cells(path) if not cell["metadata"].get("nbgrader", {}).get("grade")]  # no checks
    code = map(source, shown)
    assert words > sum(len(text) for text in code if not sources.asks(sources._parse(text)))  # a page hides these


@each_notebook
def test_a_notebook_fetches_the_package_from_the_address_in_the_configuration(path):
    fetched = re.findall(r"git\+(https://\S+?)(?:@[\w.]+)?[\"'\s]", "\n".join(map(source, code_cells(path))))
    assert set(fetched) <= {CONFIG["repository"]["url"], CONFIG["repository"]["url"] + ".git"}


def test_no_other_file_names_another_repository_of_the_book():
    own = CONFIG["repository"]["url"].removeprefix("https://github.com/")
    for file in readable_files():
        for found in re.findall(r"github\.com/([\w-]+/convbook)\b", file.read_text(encoding="utf-8")):
            assert found == own, file


# ---- pins ----


def pins(path):
    """Package -> pin, of a requirements file; comments and markers left away."""
    lines = [line.split("#")[0].split(";")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return dict(line.split("==") if "==" in line else (line, None) for line in lines if line)


def test_every_requirement_is_pinned_and_the_package_comes_last():
    required = pins(ROOT / "requirements.txt")
    assert list(required)[-1] == "-e ."
    assert [name for name, pin in required.items() if pin is None] == ["-e ."]


def test_what_is_installed_is_what_is_pinned():
    from importlib import metadata

    required = {n: p for n, p in pins(ROOT / "requirements.txt").items() if p and not n.startswith("tensorflow")}
    assert {name: metadata.version(name) for name in required} == required


def test_binder_has_the_same_pins_and_only_what_a_run_needs():
    binder, required = pins(ROOT / "binder" / "packages.txt"), pins(ROOT / "requirements.txt")
    assert {name: required.get(name) for name in binder} == binder
    needed = {re.split(r"[<>=]", d)[0] for d in PYPROJECT["project"]["dependencies"]} | {"tensorflow-cpu", "keras"}
    assert needed <= set(binder)
    assert set(binder) & {"jupyter-book", "sphinx", "pytest", "playwright", "ruff"} == set()
    assert (ROOT / "binder" / "runtime.txt").read_text().strip() in ("python-3.11", "python-3.12")
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)
    assert not (ROOT / "binder" / "requirements.txt").exists(), "it would be installed a second time"


def test_the_packages_own_bounds_admit_the_pins():
    from packaging.requirements import Requirement

    required = pins(ROOT / "requirements.txt")
    for bound in PYPROJECT["project"]["dependencies"]:
        requirement = Requirement(bound)
        assert required[requirement.name] in requirement.specifier
        assert all(s.operator == ">=" for s in requirement.specifier), "an upper bound would replace what Colab has"


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PYPROJECT["project"]["version"]
    assert citation["repository-code"] == CONFIG["repository"]["url"]


# ---- imports ----


def test_importing_the_package_loads_none_of_its_libraries():
    program = "import sys, convbook; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    libraries = {
        "anywidget",
        "keras",
        "matplotlib",
        "numpy",
        "PIL",
        "scipy",
        "skimage",
        "sklearn",
        "sympy",
        "tensorflow",
    }
    assert "convbook" in loaded and not libraries & set(loaded)


# ---- style ----


@pytest.mark.parametrize("check", [["check"], ["format", "--check"]], ids=["check", "format"])
def test_ruff_has_nothing_to_say(check):
    ruff = Path(sys.executable).parent / "ruff"
    said = subprocess.run([ruff, *check, "--quiet", "."], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr
