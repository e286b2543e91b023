"""Links that open chapters and students' notebooks on a JupyterHub with nbgitpuller."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from workshop import address, links, students, toc
from workshop.publish.__main__ import make

ROOT = Path(__file__).parents[2]
URL, BRANCH = address.repository(ROOT)
CHAPTERS = toc.chapters(ROOT)


def test_a_link_is_the_one_that_nbgitpullers_own_generator_writes():
    link = links.chapter_link("https://hub.example.edu", "https://github.com/you/fork", "main", "pages/07-input")
    assert link == (
        "https://hub.example.edu/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fyou%2Ffork"
        "&urlpath=lab%2Ftree%2Ffork%2Fpages%2F07-input.ipynb&branch=main"
    )


def read(link):
    """The parts of a link as nbgitpuller reads them."""
    return {key: value for key, (value,) in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


def test_the_students_copy_lies_beside_the_chapters():
    link = links.students_link("https://hub.example.edu", "https://github.com/you/fork", "pages/07-input")
    assert read(link) == {
        "repo": "https://github.com/you/fork",
        "branch": students.STUDENTS,
        "targetPath": "fork-students",
        "urlpath": "lab/tree/fork-students/07/07-input.ipynb",
    }


@pytest.mark.parametrize(
    "hub", ["https://hub.example.edu/", "https://example.edu:8000/jupyter", "http://localhost:8000"]
)
def test_any_hub_will_do(hub):
    link = links.chapter_link(hub, URL, BRANCH, CHAPTERS[7])
    assert link.startswith(f"{hub.rstrip('/')}/hub/user-redirect/git-pull?repo=")


@pytest.mark.parametrize("hub", ["", "hub.example.edu", "ftp://hub.example.edu", "https://hub.edu/?a=b", "https://a b"])
def test_what_is_no_address_of_a_hub_is_refused(hub):
    with pytest.raises(ValueError, match="hub"):
        list(links.table(ROOT, hub))


def names(folder):
    return sorted(path.stem for path in (ROOT / "book" / folder).glob("*.ipynb"))


def test_every_link_opens_a_notebook_that_is_in_the_repository_or_made_for_the_students():
    opened = [read(line.split()[-1])["urlpath"] for line in links.table(ROOT, "https://hub.example.edu")]
    home = f"lab/tree/{URL.rsplit('/', 1)[1]}"
    of_chapters = [path.removeprefix(f"{home}/") for path in opened if path.startswith(f"{home}/")]
    of_students = [path for path in opened if not path.startswith(f"{home}/")]
    assert of_chapters == [f"{page}.ipynb" for pages in toc.pages(ROOT).values() for page in pages]
    assert set(of_chapters) <= set(students.git(ROOT, "ls-files").splitlines())
    assert of_students == [f"{home}-students/{name[:2]}/{name}.ipynb" for name in names("exercises")]


def test_one_chapter_of_a_fork_can_be_asked_for():
    lines = list(links.table(ROOT, "https://hub.example.edu", "https://github.com/you/fork.git", 7))
    first, goes_on, _ = (read(line.split()[-1]) for line in lines)
    assert {read(line.split()[-1])["repo"] for line in lines} == {"https://github.com/you/fork"}
    assert "/07-input-gradient.ipynb" in first["urlpath"]
    assert "/07b-transposed-convolution.ipynb" in goes_on["urlpath"]
    with pytest.raises(ValueError, match="chapters are 1 to 15"):
        list(links.table(ROOT, "https://hub.example.edu", number=99))


# ---- the public repository of a course ----


@pytest.mark.parametrize("public", ["https://github.com/you/cnn", "https://gitlab.com/dept/ml/cnn.git"])
def test_the_links_of_a_course_open_chapters_and_exercises_on_its_branch_main(public):
    lines = links.table(ROOT, "https://hub.example.edu", number=7, public=public)
    assert [read(line.split()[-1]) for line in lines] == [
        {"repo": public.removesuffix(".git"), "branch": "main", "urlpath": f"lab/tree/cnn/book/{name}.ipynb"}
        for name in ("07-input-gradient", "07b-transposed-convolution", "exercises/07-input-gradient")
    ]


def test_the_links_of_a_course_open_what_make_course_writes(tmp_path):
    make(str(tmp_path / "cnn"), "https://github.com/you/cnn", root=ROOT, build=False)
    lines = list(links.table(ROOT, "https://hub.example.edu", public="https://github.com/you/cnn"))
    opened = {read(line.split()[-1])["urlpath"].removeprefix("lab/tree/") for line in lines}
    assert len(opened) == len(lines) == len(list((tmp_path / "cnn" / "book").rglob("*.ipynb")))
    assert [path for path in opened if not (tmp_path / path).is_file()] == []


def test_a_fork_and_a_course_at_once_are_refused():
    with pytest.raises(ValueError, match="not both"):
        list(links.table(ROOT, "https://hub.example.edu", URL, public=URL))
