"""Links that open a chapter and its exercises on a JupyterHub: ``make links HUB=... [PUBLIC=... or REPO=...] [N=7]``.

`PUBLIC` is a repository that ``make course`` made, with the exercises beside the chapters; `REPO` is a fork of the
book, with the exercises on the branch `students`.

The hub needs nbgitpuller. A click clones the repository into the student's home or brings it up to date, keeps what the
student wrote, and opens the notebook.
"""

import argparse
import re
import sys
from urllib.parse import urlencode

from workshop.address import repository, validate_url
from workshop.publish.course import repository_url
from workshop.publish.repository import BRANCH
from workshop.students import STUDENTS
from workshop.toc import chapter, chapters_with_exercises, label, pages


def chapter_link(hub, repo, branch, path):
    """Where the chapter with that `path` (as in _toc.yml) opens on the hub."""
    return git_pull(hub, repo, branch, repo.rsplit("/", 1)[1], f"{path}.ipynb")


def students_link(hub, repo, path):
    """Where the chapter's notebook for students opens on the hub.

    The branch is cloned into a folder of its own: nbgitpuller would merge it into the chapters, and git would refuse.
    """
    name = path.rsplit("/", 1)[1]
    folder = f"{repo.rsplit('/', 1)[1]}-{STUDENTS}"
    return git_pull(hub, repo, STUDENTS, folder, f"{name[:2]}/{name}.ipynb", targetPath=folder)


def git_pull(hub, repo, branch, folder, path, **options):
    """nbgitpuller's address, as its own link generator writes it; `folder` is where the clone lies."""
    query = {"repo": repo, "urlpath": f"lab/tree/{folder}/{path}", "branch": branch, **options}
    return f"{validate_hub_url(hub)}/hub/user-redirect/git-pull?{urlencode(query)}"


def validate_hub_url(hub):
    """`hub` without a slash at its end; raises ValueError if it is no address of a hub."""
    if not re.fullmatch(r"https?://[\w.-]+(?::\d+)?(?:/[\w.~-]+)*/*", hub.strip(), re.ASCII):
        raise ValueError(f"{hub!r} is not the address of a hub, such as https://hub.example.edu")
    return hub.strip().rstrip("/")


def table(root, hub, repo="", number=0, public=""):
    """Lines with the links of each chapter, or of the one with that `number`.

    `repo` may name a fork, or `public` the public repository of a course. A chapter has a link for each of its pages,
    and one for its exercises.

    Raises
    ------
    ValueError
        If one of the addresses is none, both `repo` and `public` are given, or there is no chapter of that `number`.
    """
    if repo and public:
        raise ValueError("Give REPO, a fork of the book, or PUBLIC, a repository that `make course` made, but not both")
    own, branch = (repository_url(public), BRANCH) if public else repository(root)
    repo = validate_url(repo) if repo else own
    wanted = {number: chapter(root, number)} if number else pages(root)
    have_exercises = chapters_with_exercises(root)
    for i, paths in wanted.items():
        for path in paths:
            yield f"{label(path):3} chapter   {chapter_link(hub, repo, branch, path)}"
        if i in have_exercises and public:
            yield f"    exercises {chapter_link(hub, repo, branch, paths[0].replace('/', '/exercises/'))}"
        elif i in have_exercises:
            yield f"    students  {students_link(hub, repo, paths[0])}"


def main(arguments):
    parser = argparse.ArgumentParser(prog="make links", description="Links for a JupyterHub with nbgitpuller.")
    parser.add_argument("--hub", required=True, help="such as https://hub.example.edu")
    parser.add_argument("--repo", default="", help="a fork; without it the address in _config.yml")
    parser.add_argument("--public", default="", help="a repository that `make course` made")
    parser.add_argument("--number", type=int, default=0, help="one chapter only")
    given = parser.parse_args(arguments)
    try:
        print(*table(".", given.hub, given.repo, given.number, given.public), sep="\n")
    except ValueError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
