"""The branches `students` and `readers`: what they hold, that each follows itself, and that nothing else changes."""

import json
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from workshop import students
from workshop.students import READERS, STUDENTS, git

URL = "https://github.com/OWNER/NAME"
NAMES = ["01/01-images.ipynb", "02/02-convolution.ipynb"]
MASTERS = sorted((Path(__file__).parents[2] / "book" / "exercises").glob("*.ipynb"))
each_master = pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
each_branch = pytest.mark.parametrize("branch", [STUDENTS, READERS])


@pytest.fixture
def school(tmp_path):
    """A checkout with two masters, and its remote `origin`."""
    origin, checkout = tmp_path / "origin.git", tmp_path / "checkout"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(tmp_path, "clone", "--quiet", str(origin), str(checkout))
    git(checkout, "checkout", "--quiet", "-B", "main")
    (checkout / "_config.yml").write_text(f"repository:\n  url: {URL}\n  branch: main\n")
    (checkout / "binder").mkdir()
    (checkout / "binder" / "packages.txt").write_text("# what a run needs\nnumpy==2.0.0\n")
    (checkout / "binder" / "runtime.txt").write_text("python-3.12\n")
    (checkout / ".gitignore").write_text("_build/\n")
    for name, text in zip(NAMES, ("one", "two"), strict=True):
        write(checkout, name, text)
    git(checkout, "add", ".")
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    git(checkout, *who, "commit", "--quiet", "-m", "The book")
    git(checkout, "push", "--quiet", "origin", "main")
    return checkout


def write(checkout, name, text):
    """A master that asks `text`, and checks the answer."""
    asked, check = nbformat.v4.new_markdown_cell(text, id="asked"), nbformat.v4.new_code_cell(CHECK, id="check")
    check.metadata["nbgrader"] = {"grade": True, "solution": False, "grade_id": "check", "points": 1}
    master = checkout / "book" / "exercises" / name.partition("/")[2]
    master.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[asked, check]), master)


CHECK = "### BEGIN HIDDEN TESTS\nmarking.expect(answer, 3)\n### END HIDDEN TESTS"


@each_branch
def test_the_branch_holds_the_notebooks_and_what_a_hub_needs(school, branch):
    write(school, "01/.ipynb_checkpoints/01-images.ipynb", "old")
    commit = students.update(school, branch)
    assert git(school, "rev-parse", branch) == commit
    assert git(school, "branch", "--list", "--format=%(refname:short)").splitlines() == ["main", branch]
    names = [*NAMES, "README.md", "requirements.txt", "runtime.txt"]
    assert git(school, "ls-tree", "-r", "--name-only", branch).splitlines() == names
    assert git(school, "show", f"{branch}:requirements.txt") == f"numpy==2.0.0\nconvbook @ git+{URL}"
    assert git(school, "show", f"{branch}:runtime.txt") == "python-3.12"
    assert URL in git(school, "show", f"{branch}:README.md")


def test_students_get_no_hidden_check_and_readers_every_check_of_the_master(school):
    for branch in (STUDENTS, READERS):
        students.update(school, branch)
    cells = {branch: json.loads(git(school, "show", f"{branch}:{NAMES[1]}"))["cells"] for branch in (STUDENTS, READERS)}
    assert ["".join(asked["source"]) for asked, _ in cells.values()] == ["two", "two"]
    assert "".join(cells[STUDENTS][1]["source"]) == ""
    check = "".join(cells[READERS][1]["source"])
    assert "marking.expect(answer, 3)" in check and "HIDDEN" not in check
    said = {branch: git(school, "show", f"{branch}:README.md") for branch in (STUDENTS, READERS)}
    assert "only when the work is graded" in said[STUDENTS] and "JupyterHub" in said[STUDENTS]
    assert "Every check is there" in said[READERS] and "JupyterHub" not in said[READERS]


@each_master
def test_what_students_get_is_what_nbgrader_releases(tmp_path_factory, master):
    """But for a checksum with the kind of cell that it is of: grading writes both anew, whatever a student hands in."""
    pytest.importorskip("nbgrader", reason="the comparison needs nbgrader: make test installs it")
    from workshop.assignments.course import Course

    (released,) = Course(tmp_path_factory.mktemp("course")).make([master])
    expected = nbformat.read(released, as_version=4)
    for cell in expected.cells:
        for key in ("checksum", "cell_type"):
            cell.metadata.get("nbgrader", {}).pop(key, None)
    assert students.students_copy(nbformat.read(master, as_version=4)) == expected


def test_one_command_brings_both_up_to_date(school, monkeypatch, capsys):
    monkeypatch.chdir(school)
    students.main(["--push"])
    tips = {branch: git(school, "ls-remote", "origin", f"refs/heads/{branch}")[:10] for branch in (STUDENTS, READERS)}
    said = capsys.readouterr().out.splitlines()
    assert said == [f"The branch {branch} is at {tip}, here and on origin." for branch, tip in tips.items()]


@each_branch
def test_the_checkout_stays_as_it_was(school, branch):
    (school / "draft.md").write_text("not in git yet")
    (school / "_config.yml").open("a").write("# changed\n")
    git(school, "add", "_config.yml")
    before = git(school, "status", "--porcelain=v2", "--branch"), git(school, "stash", "list")
    students.update(school, branch)
    assert (git(school, "status", "--porcelain=v2", "--branch"), git(school, "stash", "list")) == before


@each_branch
def test_the_same_notebooks_make_the_same_commit_and_others_one_that_follows(school, branch):
    first = students.update(school, branch)
    assert students.update(school, branch) == first
    write(school, NAMES[1], "two, mended")
    second = students.update(school, branch)
    assert git(school, "rev-list", branch).splitlines() == [second, first]
    (school / "book" / "exercises" / "01-images.ipynb").unlink()
    third = students.update(school, branch)
    assert git(school, "diff", "--name-status", second, third) == f"D\t{NAMES[0]}"


@each_branch
def test_the_same_input_makes_the_same_commit_in_another_checkout(school, tmp_path, branch):
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", str(tmp_path / "origin.git"), str(other))
    assert students.update(other, branch) == students.update(school, branch)


@each_branch
def test_pushed_from_any_checkout_a_student_only_has_to_pull(school, tmp_path, branch):
    students.update(school, branch, push=True)
    home, other = tmp_path / "home", tmp_path / "other"
    git(tmp_path, "clone", "--quiet", "--branch", branch, str(tmp_path / "origin.git"), str(home))
    git(tmp_path, "clone", "--quiet", "--single-branch", str(tmp_path / "origin.git"), str(other))
    write(other, NAMES[1], "two, mended")
    assert students.update(other, branch, push=True) == git(tmp_path / "origin.git", "rev-parse", branch)
    git(home, "pull", "--quiet", "--ff-only")
    assert "two, mended" in (home / NAMES[1]).read_text()


def test_without_masters_no_branch_is_made(school):
    shutil.rmtree(school / "book")
    with pytest.raises(FileNotFoundError, match="book/exercises has no notebooks"):
        students.update(school)
    assert git(school, "branch", "--list", "students") == ""


@each_branch
def test_a_branch_that_somebody_works_on_is_not_written_over(school, branch):
    students.update(school, branch)
    git(school, "checkout", "--quiet", branch)
    for name in ("_config.yml", "binder", "book"):
        git(school, "checkout", "--quiet", "main", "--", name)
    write(school, NAMES[0], "other")
    before = git(school, "rev-parse", branch)
    with pytest.raises(subprocess.CalledProcessError):
        students.update(school, branch)
    assert git(school, "rev-parse", branch) == before
