"""A small exercise page with what the chapters' pages have: given values, functions, hidden checks, words."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

CELLS = [
    ("given", "imports", "import numpy as np\n\nfrom convbook import conv2d, marking"),
    ("given", "factors", "factor = 2\nweights = np.array([1.0, 2.0, 3.0])"),
    ("text", "", "## 1. Twice\n\n*In code, 4 points*\n\nWrite `twice(x)` without `conv2d` and without SciPy."),
    ("answer", "twice", 'def twice(x):\n    """Twice x."""\n    ### BEGIN SOLUTION\n    return 2 * x\n'
                        "    ### END SOLUTION"),
    (1, "twice-shown", "marking.expect(marking.call(twice, 4), 8, 'Not twice.')"),
    (3, "twice-hidden", "### BEGIN HIDDEN TESTS\n# a secret line: 4711\n"
                        "marking.expect_without(twice, 'conv2d', 'scipy', called_with=(weights,))\n"
                        "marking.expect(marking.call_unchanged(twice, weights), factor * weights, 'Not for arrays.')\n"
                        "### END HIDDEN TESTS"),
    ("text", "", "## 2. Half\n\n*By hand, 3 points*\n\nWrite a half into `half`, and both letters into `true`."),
    ("answer", "half", "half = ...\ntrue = ...\n### BEGIN SOLUTION\nhalf, true = 0.5, {'A', 'B'}\n### END SOLUTION"),
    (1, "half-right", "### BEGIN HIDDEN TESTS\nmarking.expect(half, 0.5, 'Not half.')\n### END HIDDEN TESTS"),
    (2, "half-why", "### BEGIN HIDDEN TESTS\nwhy = {'A': 'a', 'B': 'b', 'C': 'c'}\n"
                    "marking.expect_statements(true, {'A', 'B'}, why)\n### END HIDDEN TESTS"),
    ("words", "half-words", "It is one of two equal parts."),
]  # fmt: skip
CHECKS = {"twice-shown": 1, "twice-hidden": 3, "half-right": 1, "half-why": 2}


def master():
    """The page, with its solutions."""
    notebook = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for number, (kind, name, source) in enumerate(CELLS):
        cell = (new_markdown_cell if kind in ("text", "words") else new_code_cell)(source, id=f"cell-{number}")
        if name:
            graded = isinstance(kind, int) or kind == "words"
            cell.metadata["nbgrader"] = {
                "schema_version": 3, "grade_id": name, "task": False, "grade": graded,
                "solution": kind in ("answer", "words"), "locked": kind not in ("answer", "words"),
            }  # fmt: skip
            if graded:
                cell.metadata.nbgrader["points"] = kind if isinstance(kind, int) else 0
        notebook.cells.append(cell)
    return notebook


def answered(**answers):
    """The page with these answers in the place of its own, by the names of their cells."""
    notebook = master()
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    for place, key in ((3, "before"), (len(notebook.cells) + 1, "extra")):
        if key in answers:
            notebook.cells.insert(place, new_code_cell(answers[key], id=key))
    return notebook


def write(notebook, path):
    nbformat.write(notebook, path)
    return path
