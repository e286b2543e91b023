"""The repository's address: one command changes it everywhere, and everything that names it agrees."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from workshop import address
from workshop.students import git
from workshop.toc import chapters

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
URL, BRANCH = address.repository(ROOT)
OWNER, NAME = URL.split("/")[-2:]
CHAPTERS = list(chapters(ROOT).values())
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)
NEW = f"https://github.com/school-of-{OWNER}/deep.course"


@pytest.fixture
def copy(tmp_path):
    """A copy of every file of the project that git would take, in a repository of its own."""
    for file in address.files(ROOT):
        target = tmp_path / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    git(tmp_path, "init", "--quiet")
    return tmp_path


def test_one_command_changes_the_address_everywhere_and_back_again_to_the_same_bytes(copy):
    before = {file: file.read_bytes() for file in address.files(copy)}
    named = {file for file, text in before.items() if URL.encode() in text}
    assert {copy / "_config.yml", copy / "CITATION.cff", copy / "README.md"} < named
    assert {copy / f"{chapter}.ipynb" for chapter in CHAPTERS} < named

    assert set(address.replace_address(copy, f"{NEW}.git")) == named
    assert address.repository(copy) == (NEW, BRANCH)
    for file, text in before.items():
        assert file.read_bytes() == text.replace(URL.encode(), NEW.encode())
    assert not any(f"{OWNER}/{NAME}".encode() in file.read_bytes() for file in before)

    address.replace_address(copy, URL)
    assert {file: file.read_bytes() for file in before} == before


def test_a_notebook_stays_a_notebook_when_the_address_changes(copy):
    address.replace_address(copy, NEW)
    for chapter in CHAPTERS:
        assert f"git+{NEW}" in first_code(copy / f"{chapter}.ipynb")


def test_other_repositories_keep_their_addresses(tmp_path):
    git(tmp_path, "init", "--quiet")
    config = f"repository:\n  url: {URL}\n  branch: main\n"
    (tmp_path / "_config.yml").write_text(config)
    (tmp_path / "a.md").write_text(f"{URL}. {URL}.git {URL}/issues {URL}-extras {URL}2 {URL}.github.io {URL}")
    address.replace_address(tmp_path, NEW)
    kept = f"{NEW}. {NEW}.git {NEW}/issues {URL}-extras {URL}2 {URL}.github.io {NEW}"
    assert (tmp_path / "a.md").read_text() == kept


@pytest.mark.parametrize("ending", ["", "/", ".git", ".git/", "\n"])
def test_an_address_may_be_written_in_several_ways(ending):
    assert address.validate_url(f"https://github.com/you/fork{ending}") == "https://github.com/you/fork"


@pytest.mark.parametrize(
    "url",
    [
        "", "fork", "you/fork", "http://github.com/you/fork", "git@github.com:you/fork.git", "https://github.com/you",
        "https://github.com/you/fork/tree/main", "https://github.com/you/..", "https://github.com/you/fork?x=1",
        "https://me:pass@github.com/you/fork", "https://gitlab.com/you/fork", "https://github.com/you/a b",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_repository_is_refused_and_nothing_changes(tmp_path, url):
    git(tmp_path, "init", "--quiet")
    config = f"repository:\n  url: {URL}\n  branch: main\n"
    (tmp_path / "_config.yml").write_text(config)
    with pytest.raises(ValueError, match=r"https://github\.com/OWNER/NAME"):
        address.replace_address(tmp_path, url)
    assert (tmp_path / "_config.yml").read_text() == config


def first_code(path):
    cells = json.loads(path.read_bytes())["cells"]
    return "".join(next(cell["source"] for cell in cells if cell["cell_type"] == "code"))


@each_chapter
def test_the_first_cell_gets_the_package_from_the_address_in_the_configuration(chapter):
    (fetched,) = re.findall(r"convbook @ git\+([^\"']+)", first_code(ROOT / f"{chapter}.ipynb"))
    assert fetched == URL


def test_readme_and_citation_name_the_address_in_the_configuration():
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["repository-code"] == URL
    assert re.findall(r"git\+(https://[^\"\s]+)", (ROOT / "README.md").read_text(encoding="utf-8")) == [URL]


# ---- the built pages ----


@each_chapter
def test_a_chapters_buttons_open_a_notebook_that_is_in_the_repository(chapter):
    page = (HTML / f"{chapter}.html").read_text(encoding="utf-8")
    colab = re.findall(r'href="(https://colab[^"]+)"', page)
    binder = re.findall(r'href="(https://mybinder[^"]+)"', page)
    path = f"{chapter}.ipynb"
    assert set(colab) == {f"https://colab.research.google.com/github/{OWNER}/{NAME}/blob/{BRANCH}/{path}"}
    assert set(binder) == {f"https://mybinder.org/v2/gh/{OWNER}/{NAME}/{BRANCH}?urlpath=lab/tree/{path}"}
    assert git(ROOT, "ls-files", path) == path


@each_chapter
def test_a_page_names_no_other_repository_of_the_book(chapter):
    page = (HTML / f"{chapter}.html").read_text(encoding="utf-8")
    named = re.findall(r'href="(https://github\.com/[^/"]+/[^/"]+)', page)
    assert URL in named
    assert {address for address in named if address.endswith(f"/{NAME}")} == {URL}
