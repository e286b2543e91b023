"""The README of a course's repository: what a student finds there."""

import re
from pathlib import Path

import nbformat

from workshop import toc

README = """# {title}

The pages of this course are at {site}/. Everything here also runs: open a notebook in Colab or Binder with the buttons
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


def write_readme(public, course, names, title):
    """Write it for the pages `names`."""
    rows = [_row(public, course, name) for name in names if toc.is_chapter(name)]
    text = README.format(title=title, site=course.site, rows="\n".join(rows))
    (public / "README.md").write_text(text, encoding="utf-8")


def _row(public, course, name):
    opening = nbformat.read(public / f"{name}.ipynb", as_version=4).cells[0].source
    title = re.match(r"\s*# \w+\. (.+)", opening)[1]
    beside = [f"book/exercises/{Path(name).name}.ipynb", f"solutions/{Path(name).name}.ipynb"]
    links = [f"[{path.split('/')[-2]}]({path})" if (public / path).is_file() else "" for path in beside]
    return f"| {toc.label(name)} | [{title}]({name}.ipynb) | {links[0]} | {links[1]} |"
