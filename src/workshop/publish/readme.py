"""The README of a course's repository: what a student finds there."""

import re
from pathlib import Path

import nbformat

from workshop import toc
from workshop.publish.course import GITHUB, GITLAB

README = """# {title}

The pages of this course are at {site}/. Everything here also runs: open a notebook in {services} with the buttons
on its page, or get this repository, then

```
pip install -r requirements.txt
jupyter lab
```

with Python 3.11, 3.12 or 3.13. The first cell of a notebook installs the package `convbook` from this repository, where
it is missing; its code is in [src/convbook](src/convbook).

| | chapter | exercises | |
|---|---|---|---|
{rows}

In the exercises some checks run only when your work is graded. If the pages are not there, open `docs/index.html` in
this repository: they need no server and no network.
"""
SERVICES = {GITHUB: "Colab or Binder", GITLAB: "Binder"}
ON_A_SERVER = """# {title}

Put the folder `docs` on your web server, so that {site}/ shows `docs/index.html`: it holds all that students need.
They download a notebook with the button on its page and open it in Jupyter, with Python 3.11, 3.12 or 3.13. Its first
cell installs the package `convbook` from {site}/wheels, where it is missing, and pip compares its SHA-256. Nothing else
here has to be served. Leave older wheels there: notebooks that students already have install them.

| | chapter | exercises | |
|---|---|---|---|
{rows}

In the exercises some checks run only when the work is graded.
"""


def write_readme(public, course, names, title):
    """Write it for the pages `names`."""
    rows = [_row(public, course, name) for name in names if toc.is_chapter(name)]
    template = README if course.url else ON_A_SERVER
    services = SERVICES.get(course.host)
    text = template.format(title=title, site=course.site, rows="\n".join(rows), services=services)
    (public / "README.md").write_text(text, encoding="utf-8")


def _row(public, course, name):
    opening = nbformat.read(public / f"{name}.ipynb", as_version=4).cells[0].source
    title = re.match(r"\s*# \w+\. (.+)", opening)[1]
    exercises, solutions = f"book/exercises/{Path(name).name}.ipynb", f"solutions/{Path(name).name}.ipynb"

    def link(words, path):
        if not (public / path).is_file():
            return ""
        page = path if path == solutions else path.replace(".ipynb", ".html")
        return f"[{words}]({path if course.url else f'{course.site}/{page}'})"

    links = [link(title, f"{name}.ipynb"), link("exercises", exercises), link("solutions", solutions)]
    return f"| {toc.label(name)} | {' | '.join(links)} |"
