"""Judges submissions in a process of its own: ``python -m workshop.grading``, with what to do as JSON on its input.

It reads `{"masters": {key: path}, "submissions": {key: path}, "jobs": 2, "limits": {...}, "unsafe": false}` and writes
a line of JSON for each verdict: `[key, verdict]`.
"""

import json
import sys

import nbformat
from nbformat.v4 import new_notebook

from workshop.exercise_names import given_cells
from workshop.grading.bubblewrap import NoSandbox, check
from workshop.grading.judge import judge
from workshop.grading.limits import Limits
from workshop.grading.pool import judge_all


def _try_out(masters, limits, unsafe):
    """Run the page's own cells in the sandbox; ends here, with what is wrong, if they do not run."""
    for path in list(masters.values())[:1]:
        page = new_notebook(cells=given_cells(master := nbformat.read(path, as_version=4)))
        try:
            said = [event[2] for event in judge(master, page, limits, unsafe).events]
        except Exception as error:  # it does not even run here
            said = [f"{type(error).__name__}: {error}"]
        if said:
            sys.exit(f"The page itself does not run, so nothing was graded. {said[0]}")


def main():
    asked = json.load(sys.stdin)
    limits, unsafe = Limits(**asked.get("limits", {})), asked.get("unsafe", False)
    try:
        unsafe or check(limits)
    except NoSandbox as error:
        sys.exit(str(error))
    _try_out(asked["masters"], limits, unsafe)
    for key, verdict in judge_all(asked["masters"], asked["submissions"], asked.get("jobs", 1), limits, unsafe):
        print(json.dumps([key, verdict]), flush=True)


if __name__ == "__main__":
    main()
