"""`make course`: what the public repository holds, what it never held, where its links lead, and when what is there."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from workshop import toc
from workshop.address import repository as repository_of
from workshop.exercise_cells import HIDDEN, REGION, is_answer, is_check, is_solution, students_copy
from workshop.publish import repository, schedule
from workshop.publish.__main__ import main, make
from workshop.publish.markdown import absolute, without_equations, without_missing
from workshop.publish.schedule import released
from workshop.publish.solved import solved_copy

ROOT = Path(__file__).parents[2]
URL, SITE = "https://github.com/ada/cnn", "https://ada.github.io/cnn"
git = repository.git

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a course is made from what git has")


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    """What is committed of this repository."""
    folder = tmp_path_factory.mktemp("private")
    repository.export(ROOT, "HEAD", folder)
    return folder


DATES = "chapter,from,exercises from,solutions from\n1,2026-10-01\n2,2026-10-08,2026-10-15\n7,2026-11-30,,2026-12-20\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A public repository after four runs, on four days."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "dates.csv").write_text(DATES, encoding="utf-8")
    for day in ("2026-10-01", "2026-10-08", "2026-10-15", "2026-11-30"):
        make(str(folder / "public"), URL, root=ROOT, dates=folder / "dates.csv", today=day, build=False)
    return folder / "public"


def files(folder):
    return git(folder, "ls-files").splitlines()


def notebooks(folder):
    return {name: nbformat.read(folder / name, as_version=4) for name in files(folder) if name.endswith(".ipynb")}


# ---- what it holds ----


def test_it_holds_the_chapters_that_are_there_their_exercises_and_what_a_run_needs(course):
    names = {name for name in files(course) if not name.startswith(("src/convbook/", "wheels/"))}
    pages = [name for number in (1, 2, 7) for name in toc.pages(ROOT)[number]]
    assert {f"{name}.ipynb" for name in pages} == {n for n in names if re.match(r"book/\d\d", n)}
    assert {n for n in names if "exercises" in n} == {
        f"book/exercises/{n}.ipynb" for n in ("01-images", "02-convolution", "07-input-gradient")
    }
    assert {"README.md", "LICENSE", "requirements.txt", "_config.yml", "_toc.yml", "binder/postBuild"} <= names
    assert os.access(course / "binder" / "postBuild", os.X_OK)
    assert "src/convbook/nn/conv.py" in files(course)


def test_the_exercises_are_the_students_copies_but_for_links_and_the_address_of_the_package(course, private):
    for name, notebook in notebooks(course).items():
        if "exercises" in name:
            own = students_copy(nbformat.read(private / name, as_version=4))
            assert len(own.cells) == len(notebook.cells)
            for cell, handed_out in zip(own.cells, notebook.cells, strict=True):
                if "git+" not in cell.source:
                    assert words(handed_out.source) == words(cell.source)
                assert {**handed_out, "source": ""} == {**cell, "source": ""}


def words(text):
    """Markdown without its links."""
    return re.sub(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()\s]+\)", r"\1", text)


def test_nothing_of_teachers_and_graders_was_ever_there(course):
    ever = set(git(course, "log", "--format=", "--name-only").splitlines())
    private = re.compile(r"instructors|workshop|tests/|grading|gradebook|wrong_answers|\.github|Makefile")
    assert [name for name in ever if private.search(name)] == []
    assert "To teach" not in (course / "_toc.yml").read_text(encoding="utf-8")


# ---- what it never held ----


def secret_lines(private):
    """Each line of a solution or hidden check of all masters that no file has which a student may read."""
    found = set()
    open_files = [*private.glob("src/convbook/**/*.py"), *private.glob("book/*.md"), *private.glob("book/*.ipynb")]
    open_files = [file for file in open_files if file.name != "instructors.md"]
    public = [file.read_text(encoding="utf-8") for file in open_files if file.suffix != ".ipynb"]
    public += [source(nbformat.read(file, as_version=4)) for file in open_files if file.suffix == ".ipynb"]
    for master in sorted((private / "book" / "exercises").glob("*.ipynb")):
        notebook = nbformat.read(master, as_version=4)
        public.append(source(students_copy(notebook)))
        regions = [
            found[0]
            for cell in notebook.cells
            for found in (*REGION.finditer(cell.source), *HIDDEN.finditer(cell.source))
        ]
        regions += [cell.source for cell in notebook.cells if is_solution(cell)]
        regions += [cell.source for cell in notebook.cells if is_answer(cell) and cell.cell_type == "markdown"]
        found |= {line.strip() for region in regions for line in region.splitlines() if "### " not in line}
    readable = "\n".join(public)
    return {line for line in found if len(line) > 25 and line not in readable}


def source(notebook):
    return "\n".join(cell.source for cell in notebook.cells)


def blobs(folder):
    """The text of every file that a repository ever had, in any commit; those in a wheel, too."""
    listed = git(folder, "rev-list", "--all", "--objects").splitlines()
    for name in {line.partition(" ")[0]: line.partition(" ")[2] for line in listed if " " in line}.items():
        if git(folder, "cat-file", "-t", name[0]) == "blob":
            held = subprocess.run(
                ["git", "cat-file", "blob", name[0]], cwd=folder, capture_output=True, check=True
            ).stdout
            if name[1].endswith(".whl"):
                with zipfile.ZipFile(io.BytesIO(held)) as wheel:
                    held = b"\n".join(wheel.read(entry) for entry in wheel.namelist())
            yield name[1], held.decode("utf-8", errors="replace")


def told(secrets, text, name):
    """The secret lines in a file; in a notebook they stand as JSON has them, in a page as HTML."""
    if name.endswith(".ipynb"):
        text = "\n".join(strings(json.loads(text)))
    elif name.endswith(".html"):
        text = BeautifulSoup(text, "html.parser").get_text()
    return {line for line in secrets if line in text}


def strings(value):
    """Every text in some JSON; that of a list of lines in one piece."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        yield "".join(value)
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def test_no_commit_has_a_line_of_a_solution_or_of_a_hidden_check(course, private):
    secrets, looked = secret_lines(private), 0
    assert len(secrets) > 500, "there is little to look for"
    for name, text in blobs(course):
        assert told(secrets, text, name) == set(), name
        assert "BEGIN SOLUTION" not in text and "BEGIN HIDDEN" not in text, name
        looked += 1
    assert looked > 150


def test_a_master_would_be_noticed(private):
    secrets = secret_lines(private)
    for master in sorted((private / "book" / "exercises").glob("*.ipynb")):
        assert len(told(secrets, master.read_text(encoding="utf-8"), master.name)) > 10


# ---- where its links lead ----


def links(text):
    return re.findall(r"\]\(([^()\s]+)\)", text)


def markdown(course):
    """Each file with prose, and its text."""
    for name, notebook in notebooks(course).items():
        yield name, "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for name in files(course):
        if name.endswith(".md"):
            yield name, (course / name).read_text(encoding="utf-8")


def test_every_link_leads_to_a_file_that_is_there_or_to_a_page_that_is(course):
    pages, followed = {f"{SITE}/{name}.html" for name in pages_of(course)}, 0
    for name, text in markdown(course):
        for link in links(text):
            path = link.partition("#")[0]
            if link.startswith(f"{URL}/blob/main/"):
                assert (course / path.removeprefix(f"{URL}/blob/main/")).is_file(), (name, link)
            elif path.startswith(SITE):
                assert path in {*pages, f"{SITE}/"}, (name, link)
            elif path and not re.match(r"[a-z]+:", path):
                assert "exercises" not in name, "such a link breaks where the notebook stands alone"
                assert ((course / name).parent / path).exists(), (name, link)
            followed += 1
    assert followed > 200


def pages_of(course):
    """The pages in the contents, as `_toc.yml` has them."""
    return re.findall(r"(?:file|root): (\S+)", (course / "_toc.yml").read_text(encoding="utf-8"))


def test_the_exercises_link_as_much_as_their_masters_do_to_what_is_there(course, private):
    for number, least in ((1, 1), (2, 1), (7, 2)):
        (name,) = (name for name in files(course) if name.startswith(f"book/exercises/{number:02}-"))
        assert sum(link.startswith(SITE) for link in links(source(nbformat.read(course / name, as_version=4)))) >= least


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[chapter 6](../06-a.ipynb) and [7](07-b.ipynb)", "chapter 6 and [7](07-b.ipynb)"),
        ("[(7)](../06-a.ipynb#eq-7), [`f`](../06-a.ipynb)", "(7), `f`"),
        (
            "[a](#here) [b](https://example.org/x) [c](mailto:a@b)",
            "[a](#here) [b](https://example.org/x) [c](mailto:a@b)",
        ),
        ("[with [brackets]](../06-a.ipynb)", "with [brackets]"),
    ],
)
def test_a_link_to_what_is_not_there_becomes_its_words(text, expected):
    assert without_missing(text, lambda path: path == "07-b.ipynb") == expected


def test_an_equation_of_a_missing_chapter_is_its_number():
    assert without_equations("{eq}`eq-7` and {eq}`eq-14`", {"14"}) == "(7) and {eq}`eq-14`"


def test_a_copy_leads_to_the_published_pages():
    page, code = f"{SITE}/book/exercises/07-a.html", f"{URL}/blob/main/src/"
    text = "[7](../07-a.ipynb#part), [(7)](../06-a.ipynb#eq-7), [S](../references.bib#s), "
    text += "[c](../../src/convbook/a.py), [x](#x)"
    assert links(absolute(text, page, code)) == [
        f"{SITE}/book/07-a.html#part", f"{SITE}/book/06-a.html#equation-eq-7", f"{SITE}/book/references.html",
        f"{code}convbook/a.py", "#x",
    ]  # fmt: skip


# ---- the package ----


def wheel_of(course):
    """Where the requirements say that the package is, and its hash."""
    line = (course / "requirements.txt").read_text(encoding="utf-8").splitlines()[-1]
    path, _, sha256 = line.removeprefix(f"convbook @ {URL}/raw/main/").partition("#sha256=")
    return course / path, sha256


def test_notebooks_binder_and_requirements_install_the_package_in_the_repository_by_its_hash(course):
    wheel, sha256 = wheel_of(course)
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() == sha256
    place = f"{URL}/raw/main/{wheel.relative_to(course).as_posix()}#sha256={sha256}"
    for name, notebook in notebooks(course).items():
        assert f'"convbook @ {place}"' in source(notebook) or "convbook @" not in source(notebook), name
        assert "git+" not in source(notebook)
    assert sum("convbook @" in source(notebook) for notebook in notebooks(course).values()) >= 6
    assert f"--no-deps {wheel.relative_to(course).as_posix()}" in (course / "binder" / "postBuild").read_text()


def test_pip_takes_the_package_and_finds_all_of_its_files(course, tmp_path, private):
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", tmp_path]
    subprocess.run([*command, wheel_of(course)[0]], check=True, capture_output=True)
    for file in (private / "src" / "convbook").rglob("*.*"):
        assert (tmp_path / file.relative_to(private / "src")).read_bytes() == file.read_bytes()
    program = (
        "import convbook; from importlib import metadata; "
        "print(convbook.conv2d([[2, 0], [1, 3]], [[1]]).sum(), *metadata.requires('convbook'))"
    )
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True)
    assert done.stdout.startswith("6") and "numpy>=" in done.stdout and 'extra == "tf"' in done.stdout, done.stderr


# ---- when what is there ----


def test_each_run_adds_one_commit_and_says_what_is_there(course):
    assert git(course, "log", "--reverse", "--format=%s").splitlines() == [
        "Course with chapters 1; exercises 1",
        "Course with chapters 1, 2; exercises 1",
        "Course with chapters 1, 2; exercises 1, 2",
        "Course with chapters 1, 2, 7; exercises 1, 2, 7",
    ]
    assert "book/07-input-gradient.ipynb" not in git(course, "ls-tree", "-r", "--name-only", "HEAD~1")


def test_the_same_again_makes_no_commit_and_elsewhere_the_same_commit(course, tmp_path):
    before = git(course, "rev-parse", "HEAD")
    again = {"root": ROOT, "dates": course.parent / "dates.csv", "build": False}
    assert "Nothing is new" in make(str(course), URL, today="2026-12-01", **again)
    assert git(course, "rev-parse", "HEAD") == before
    for day in ("2026-10-01", "2026-10-08", "2026-10-15", "2026-11-30"):
        make(str(tmp_path / "other"), URL, today=day, **again)
    assert git(tmp_path / "other", "rev-parse", "HEAD") == before


def test_solutions_are_there_from_their_day_without_the_hidden_checks(course, private, tmp_path):
    git(tmp_path, "clone", "--quiet", str(course), "later")
    make(str(tmp_path / "later"), URL, root=ROOT, dates=course.parent / "dates.csv", today="2026-12-20", build=False)
    assert [n for n in files(tmp_path / "later") if n.startswith("solutions/")] == ["solutions/07-input-gradient.ipynb"]
    name = "solutions/07-input-gradient.ipynb"
    master = nbformat.read(private / "book" / "exercises" / "07-input-gradient.ipynb", as_version=4)
    text = source(nbformat.read(tmp_path / "later" / name, as_version=4))
    assert text.startswith("# Solutions for chapter 7") and "###" not in text.replace("####", "")
    for cell in master.cells:
        hidden = [line.strip() for part in HIDDEN.finditer(cell.source) for line in part[0].splitlines()]
        assert not [
            line for line in hidden if len(line) > 25 and line in text and line not in source(students_copy(master))
        ]
    code = [found[0].splitlines()[1] for cell in master.cells for found in REGION.finditer(cell.source)]
    assert code and all(line in text for line in code)


def test_a_solved_copy_leaves_the_master_as_it_was(private):
    for path in sorted((private / "book" / "exercises").glob("*.ipynb")):
        master = nbformat.read(path, as_version=4)
        solved = solved_copy(master)
        assert master == nbformat.read(path, as_version=4)
        nbformat.validate(solved)
        assert not any(is_check(cell) or "Question(" in cell.source for cell in solved.cells)


KNOWN = range(1, 16)


def read(tmp_path, text):
    (tmp_path / "dates.csv").write_text(text, encoding="utf-8")
    return schedule.read(tmp_path / "dates.csv", KNOWN)


@pytest.mark.parametrize(
    "text", ["7,2026-11-30\n", "chapter,from\n7,2026-11-30\n", "\ufeffchapter;x,y\n\n 7 , 2026-11-30 ,,\n"]
)
def test_a_line_with_one_day_is_that_of_pages_and_exercises(tmp_path, text):
    rows = read(tmp_path, text)
    for day, there in ((29, set()), (30, {7})):
        found = released([7], rows, date(2026, 11, day))
        assert (found.chapters, found.exercises, found.solutions) == (there, there, set())


def test_a_chapter_without_a_line_is_there_from_the_beginning(tmp_path):
    found = released([1, 7], read(tmp_path, "7,2026-11-30"), date(2026, 1, 1))
    assert (found.chapters, found.exercises, found.solutions) == ({1}, {1}, set())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,2026-10-01\n7,30.11.2026\n", "line 2: Invalid isoformat"),
        ("1,2026-10-01\nseven,2026-11-30\n", "line 2: seven,2026-11-30"),
        ("7,2026-11-30,2026-11-01\n", "line 1: the pages come first"),
        ("7,2026-11-30\n7,2026-12-30\n", "line 2: chapter 7 is listed twice"),
        ("16,2026-11-30\n", "line 1: chapter 16 is not there"),
        ("7,2026-11-30,,,,\n", "line 1: 7,2026-11-30"),
    ],
)
def test_a_wrong_line_of_the_schedule_is_named(tmp_path, text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        read(tmp_path, text)


# ---- where it goes ----


@pytest.fixture
def small(monkeypatch):
    """Makes the course in a moment: chapter 1 without its pages."""
    return lambda to, **options: make(str(to), URL, root=ROOT, **{"chapters": "1", "build": False, **options})


def test_a_folder_beside_the_repository_gets_each_run(tmp_path, small, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    small("../public")
    small("../public", chapters="1 2")
    assert git(tmp_path / "public", "log", "--format=%s").splitlines()[0] == "Course with chapters 1, 2; exercises 1, 2"
    assert len(git(tmp_path / "public", "log", "--format=%s").splitlines()) == 2


def test_an_address_gets_the_commit_when_it_is_pushed(tmp_path, small):
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "public.git")
    address = (tmp_path / "public.git").as_uri()
    small(address)
    assert git(tmp_path / "public.git", "branch") == ""
    small(address, push=True)
    assert git(tmp_path / "public.git", "log", "--format=%s", "main") == "Course with chapters 1; exercises 1"
    small(address, push=True, chapters="1 2")
    assert len(git(tmp_path / "public.git", "log", "--format=%s", "main").splitlines()) == 2
    assert "Nothing is new" in small(address, push=True, chapters="1 2")


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path, small):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ValueError, match="not empty"):
        small(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_another_repository_is_left_alone(tmp_path, small):
    git(tmp_path, "clone", "--quiet", "--shared", str(ROOT), "fork")
    before = git(tmp_path / "fork", "rev-parse", "HEAD")
    with pytest.raises(ValueError, match="did not make"):
        small(tmp_path / "fork")
    assert git(tmp_path / "fork", "rev-parse", "HEAD") == before


def test_changes_by_hand_stop_it_until_they_are_committed(tmp_path, small):
    small(tmp_path / "public")
    (tmp_path / "public" / "README.md").write_text("mine")
    with pytest.raises(ValueError, match="not committed"):
        small(tmp_path / "public", chapters="1 2")


@pytest.mark.parametrize("options", [{"chapters": "16"}, {"chapters": "one"}])
def test_a_chapter_that_there_is_not_is_refused(tmp_path, small, options):
    with pytest.raises(ValueError, match="There is no chapter"):
        small(tmp_path / "public", **options)
    assert not (tmp_path / "public").exists()


def test_without_a_place_or_an_address_it_is_said_what_is_missing():
    done = subprocess.run([sys.executable, "-m", "workshop.publish"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "make course TO=" in done.stderr


def test_what_is_not_committed_is_not_published_and_that_is_said(tmp_path, monkeypatch, capsys):
    git(tmp_path, "clone", "--quiet", "--shared", str(ROOT), "private")
    (tmp_path / "private" / "LICENSE").write_text("mine")
    monkeypatch.chdir(tmp_path / "private")
    monkeypatch.setattr(sys, "argv", ["publish", "--to", "../public", "--url", URL, "--chapters", "1", "--pages", "0"])
    main()
    assert "not committed" in capsys.readouterr().out
    assert (tmp_path / "public" / "LICENSE").read_text(encoding="utf-8") == git(
        tmp_path / "private", "show", "HEAD:LICENSE"
    ) + "\n"


# ---- its pages ----


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "public"
    make(str(folder), URL, root=ROOT, chapters="2 7")
    return folder


@pytest.mark.slow
def test_its_pages_have_no_dead_link(built):
    docs, followed = built / "docs", 0
    pages = {
        page: BeautifulSoup(page.read_bytes(), "html.parser")
        for page in [*docs.glob("*.html"), *docs.glob("book/**/*.html")]
    }
    ids = {page: {tag["id"] for tag in soup.select("[id]")} for page, soup in pages.items()}
    for page, soup in pages.items():
        for link in {tag["href"] for tag in soup.select("a[href]")} - {"#"}:
            path, _, fragment = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not re.match(r"[a-z]+:", link):
                assert target.is_file() and (not fragment or fragment in ids[target]), (page.name, link)
                followed += 1
    assert followed > 500


@pytest.mark.slow
def test_its_pages_lead_to_no_other_repository_of_the_book(built):
    private = repository_of(ROOT)[0].removeprefix("https://github.com/")
    texts = {name: text for name, text in blobs(built) if not name.endswith((".whl", ".woff", ".npz"))}
    assert [name for name, text in texts.items() if private in text] == []
    assert any("ada/cnn" in text for name, text in texts.items() if name.startswith("docs/"))


@pytest.mark.slow
def test_its_first_page_says_nothing_of_teaching(built):
    page = BeautifulSoup((built / "docs" / "book" / "index.html").read_bytes(), "html.parser")
    text = page.select_one("article").get_text()
    assert "How to use it" in text and not re.search("teach|instructor", text, re.IGNORECASE)


@pytest.mark.slow
def test_each_page_has_its_three_buttons(built):
    for name in ("07-input-gradient", "exercises/07-input-gradient"):
        page = BeautifulSoup((built / "docs" / "book" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        ways = {link.get_text().strip(): link["href"] for link in page.select(".cb-ways a")}
        place = f"book/{name}.ipynb"
        assert ways["Open in Colab"] == f"https://colab.research.google.com/github/ada/cnn/blob/main/{place}"
        assert ways["Open in Binder"] == f"https://mybinder.org/v2/gh/ada/cnn/main?urlpath=lab/tree/{place}"
        there = (built / "docs" / "book" / f"{name}.html").parent / ways["Download the notebook"]
        assert json.loads(there.read_bytes()) == json.loads((built / place).read_bytes())


@pytest.mark.slow
def test_its_pages_have_no_line_of_a_solution_or_of_a_hidden_check(built, private):
    secrets = secret_lines(private)
    for name, text in blobs(built):
        assert told(secrets, text, name) == set(), name


@pytest.mark.slow
def test_pages_that_are_not_built_again_stay(built, small):
    before = git(built, "rev-parse", "HEAD:docs")
    small(built, chapters="2 7")
    assert git(built, "rev-parse", "HEAD:docs") == before
