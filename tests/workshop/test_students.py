"""The branch `students`: what it holds, that it follows itself, and that nothing else changes."""

import shutil
import subprocess

import pytest

from workshop import students
from workshop.students import git

URL = "https://github.com/OWNER/NAME"


@pytest.fixture
def school(tmp_path):
    """A checkout with two notebooks to release, and its remote `origin`."""
    origin, checkout = tmp_path / "origin.git", tmp_path / "checkout"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(tmp_path, "clone", "--quiet", str(origin), str(checkout))
    git(checkout, "checkout", "--quiet", "-B", "main")
    (checkout / "_config.yml").write_text(f"repository:\n  url: {URL}\n  branch: main\n")
    (checkout / "binder").mkdir()
    (checkout / "binder" / "packages.txt").write_text("# what a run needs\nnumpy==2.0.0\n")
    (checkout / ".gitignore").write_text("_build/\n")
    git(checkout, "add", ".")
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    git(checkout, *who, "commit", "--quiet", "-m", "The book")
    git(checkout, "push", "--quiet", "origin", "main")
    release(checkout, "01/01-images.ipynb", "one")
    release(checkout, "02/02-convolution.ipynb", "two")
    return checkout


def release(checkout, name, text):
    file = checkout / students.RELEASE / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())


def test_the_branch_holds_the_notebooks_and_what_a_hub_needs(school):
    release(school, "01/.ipynb_checkpoints/01-images-checkpoint.ipynb", "old")
    commit = students.update(school)
    assert git(school, "rev-parse", "students") == commit
    names = ["01/01-images.ipynb", "02/02-convolution.ipynb", "README.md", "requirements.txt"]
    assert git(school, "ls-tree", "-r", "--name-only", "students").splitlines() == names
    assert git(school, "show", "students:02/02-convolution.ipynb") == "two"
    assert git(school, "show", "students:requirements.txt") == f"numpy==2.0.0\nconvbook @ git+{URL}"
    assert URL in git(school, "show", "students:README.md")


def test_the_checkout_stays_as_it_was(school):
    (school / "draft.md").write_text("not in git yet")
    (school / "_config.yml").open("a").write("# changed\n")
    git(school, "add", "_config.yml")
    before = git(school, "status", "--porcelain=v2", "--branch"), git(school, "stash", "list")
    students.update(school)
    assert (git(school, "status", "--porcelain=v2", "--branch"), git(school, "stash", "list")) == before


def test_the_same_notebooks_make_the_same_commit_and_others_one_that_follows(school):
    first = students.update(school)
    assert students.update(school) == first
    release(school, "02/02-convolution.ipynb", "two, mended")
    second = students.update(school)
    assert git(school, "rev-list", "students").splitlines() == [second, first]
    shutil.rmtree(school / students.RELEASE / "01")
    third = students.update(school)
    assert git(school, "diff", "--name-status", second, third) == "D\t01/01-images.ipynb"


def test_the_same_input_makes_the_same_commit_in_another_checkout(school, tmp_path):
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", str(tmp_path / "origin.git"), str(other))
    shutil.copytree(school / "_build", other / "_build")
    assert students.update(other) == students.update(school)


def test_pushed_from_any_checkout_a_student_only_has_to_pull(school, tmp_path):
    students.update(school, push=True)
    home, other = tmp_path / "home", tmp_path / "other"
    git(tmp_path, "clone", "--quiet", "--branch", "students", str(tmp_path / "origin.git"), str(home))
    git(tmp_path, "clone", "--quiet", "--single-branch", str(tmp_path / "origin.git"), str(other))
    shutil.copytree(school / "_build", other / "_build")
    release(other, "02/02-convolution.ipynb", "two, mended")
    assert students.update(other, push=True) == git(tmp_path / "origin.git", "rev-parse", "students")
    git(home, "pull", "--quiet", "--ff-only")
    assert (home / "02" / "02-convolution.ipynb").read_text() == "two, mended"


def test_without_notebooks_no_branch_is_made(school):
    shutil.rmtree(school / "_build")
    with pytest.raises(FileNotFoundError, match="make assignments"):
        students.update(school)
    assert git(school, "branch", "--list", "students") == ""


def test_a_branch_that_somebody_works_on_is_not_written_over(school):
    students.update(school)
    git(school, "checkout", "--quiet", "students")
    release(school, "01/01-images.ipynb", "other")
    for name in ("_config.yml", "binder/packages.txt"):
        git(school, "checkout", "--quiet", "main", "--", name)
    before = git(school, "rev-parse", "students")
    with pytest.raises(subprocess.CalledProcessError):
        students.update(school)
    assert git(school, "rev-parse", "students") == before
