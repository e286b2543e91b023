"""A feedback page on which everything that a student can write tries to run or to load something."""

from pathlib import Path

import nbformat

from workshop.assignments.feedback import FeedbackPage, ReadableErrors
from workshop.exercise_cells import is_answer, is_check, students_copy

MASTER = Path(__file__).parents[1] / "book" / "exercises" / "07-input-gradient.ipynb"
HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(1)> ![p](https://evil.example/p.png)
[j](javascript:alert(1)) <iframe src="https://evil.example"></iframe>
<svg onload=alert(1)><image href="https://evil.example/a.png"/></svg>
<style>body { background: url(https://evil.example) }</style>
<p style="background: url(https://evil.example)" onclick="alert(1)">hi</p> <link rel=stylesheet href=https://evil.example>
<meta http-equiv=refresh content="0;url=https://evil.example"> <base href=https://evil.example>
<form action="https://evil.example"><button formaction=javascript:alert(1)>x</button></form>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>
<a href="data:text/html,<script>alert(1)</script>">d</a> <img src="data:image/svg+xml;base64,PHN2Zy8+">
<video src=https://evil.example autoplay></video>
<details open ontoggle=alert(1)> $x^2 <b>$ </section></main><h1>no end"""


def graded(scores=None, words="", comment=None, points=None, **known):
    """The students' copy of chapter 7 as `GetGrades` leaves it, full marks but for `scores`."""
    notebook = students_copy(nbformat.read(MASTER, as_version=4))
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader")
        if meta and meta.grade:
            if is_answer(cell) and points is not None:
                meta.points = points
            meta.score = (scores or {}).get(meta.grade_id, 0.0 if is_answer(cell) else meta.points)
        if meta and meta.solution:
            meta.comment = comment if cell.cell_type == "markdown" else None
            cell.source = words or cell.source if cell.cell_type == "markdown" else cell.source
    notebook.metadata["convbook"] = known
    return notebook


def fail(notebook, check, said, name="CheckFailed"):
    cell = next(c for c in notebook.cells if is_check(c) and c.metadata.nbgrader.grade_id == check)
    cell.metadata.nbgrader.score = 0.0
    cell.outputs = [nbformat.v4.new_output("error", ename=name, evalue=said, traceback=["Traceback ..."])]
    return notebook


def hostile():
    """A page on which everything that a student can write is hostile."""
    notebook = fail(graded(words=HOSTILE), "nine-rates-right", HOSTILE)
    for cell in notebook.cells:
        if is_answer(cell) and cell.cell_type == "code":
            data = [{"text/html": HOSTILE}, {"application/javascript": "alert(1)"}, {"image/svg+xml": "<svg/>"}]
            cell.outputs = [nbformat.v4.new_output("display_data", data=one) for one in data]
            cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=HOSTILE))
    notebook.cells += [nbformat.v4.new_markdown_cell(HOSTILE), nbformat.v4.new_raw_cell(HOSTILE)]
    return notebook


def as_html(notebook):
    """The feedback of a notebook that was graded."""
    prepared, _ = ReadableErrors().preprocess(notebook, {})
    return FeedbackPage().from_notebook_node(prepared, {})[0]


def hostile_page():
    return as_html(hostile())
