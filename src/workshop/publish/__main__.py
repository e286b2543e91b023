"""A public repository for the students of a course: ``make course TO=... URL=https://github.com/OWNER/NAME``.

`URL` may also be on a GitLab. Without it the pages go to a web server: ``make course TO=... SITE=https://...``.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import yaml

from workshop import toc
from workshop.publish import pages, repository, schedule
from workshop.publish.course import course_at
from workshop.publish.readme import write_readme
from workshop.publish.stage import hand_out, stage


def make(to, url, *, root=".", chapters="", dates="", revision="", site="", today="", push=False, build=True):
    """Bring the public repository of a course up to date.

    Parameters
    ----------
    to : str
        Its folder, which need not be there yet, or its address for git.
    url : str
        Where students find it: the address of a repository on GitHub or on a GitLab, to which all buttons lead. If it
        is empty, students get the pages at `site` and download the notebooks there.
    root : path
        The private repository.
    chapters : str
        The numbers of the chapters; empty for those in the schedule, or for all.
    dates : path
        A schedule: see `workshop.publish.schedule`.
    revision : str
        The tag or commit that the course is made from; empty for the last commit.
    site : str
        Where the pages are served; empty for the place that GitHub or gitlab.com has for those of the repository.
    today : str
        The day, as 2026-11-30; empty for today.
    push : bool
        Whether the commit goes to `to`, or from the folder `to` to `url`.
    build : bool
        Whether the pages are built; else those of the last time stay.

    Returns
    -------
    str
        What was done.
    """
    revision = revision or "HEAD"
    if push and not (url or repository.is_address(to)):
        raise ValueError("There is nothing to push to: give URL, or an address as TO")
    with tempfile.TemporaryDirectory() as made:
        private, public = Path(made, "private"), Path(made, "public")
        repository.export(root, revision, private)
        repository.clone(to, public)
        released = _released(private, chapters, dates, today)
        course = course_at(url, site, released)
        before = Path(made, "docs")
        if (public / "docs").is_dir():
            (public / "docs").rename(before)
        names = stage(private, public, course)
        if build:
            pages.build(private, public)
        elif before.is_dir():
            before.rename(public / "docs")
        hand_out(private, public, course)
        title = yaml.safe_load((private / "_config.yml").read_text(encoding="utf-8"))["title"]
        write_readme(public, course, names, title)
        commit = repository.commit(public, _message(released), repository.signature(root, revision))
        repository.deliver(public, to, course.url, commit, push)
    return f"{to} is at {commit[:10]}: {_message(released)}." if commit else f"Nothing is new for {to}."


def _released(private, chapters, dates, today):
    known = toc.pages(private)
    listed = schedule.read(dates, known) if dates else {}
    numbers = [int(word) if word.isdigit() else word for word in chapters.replace(",", " ").split()]
    if unknown := [str(number) for number in numbers if number not in known]:
        raise ValueError(f"There is no chapter {', '.join(unknown)}; the chapters are {min(known)} to {max(known)}")
    day = date.fromisoformat(today) if today else date.today()
    return schedule.released(numbers or list(listed) or known, listed, day)


def _message(released):
    said = {"chapters": released.chapters, "exercises": released.exercises, "solutions": released.solutions}
    listed = [f"{name} {', '.join(map(str, sorted(numbers)))}" for name, numbers in said.items() if numbers]
    return f"Course with {'; '.join(listed) or 'no chapter yet'}"


def main():
    parser = argparse.ArgumentParser(prog="python -m workshop.publish", description=__doc__)
    for name in ("to", "url", "chapters", "schedule", "tag", "site", "today", "push", "pages"):
        parser.add_argument(f"--{name}", default="")
    said = parser.parse_args()
    if not (said.to and (said.url or said.site)):
        sys.exit(
            "Say where the course goes: make course TO=../course URL=https://github.com/OWNER/NAME\n"
            "URL may also be on a GitLab. Without a repository, say where the pages will be: SITE=https://..."
        )
    to = said.to if repository.is_address(said.to) else os.path.expanduser(said.to)
    try:
        done = make(to, said.url, chapters=said.chapters, dates=said.schedule, revision=said.tag, site=said.site,
                    today=said.today, push=said.push == "1", build=said.pages != "0")  # fmt: skip
    except (ValueError, OSError) as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(map(str, error.cmd[:4]))} failed: see above.")
    print(done)
    if not said.tag and repository.git(".", "status", "--porcelain", "--untracked-files=no"):
        print("It is made from the last commit: your changes that are not committed are not in it.")


if __name__ == "__main__":
    main()
