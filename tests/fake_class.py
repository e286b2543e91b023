"""A class that was graded, made by a program: the mistakes of `wrong_answers`, and whatever else happens in a class."""

import json
import random
import shutil
import tomllib
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat

from convbook.exercises.calling import CheckFailed
from workshop.exercise_cells import TEXT_STUB, exercises, is_answer, is_solution

ROOT = Path(__file__).parents[1]
NAMES = [
    "ada", "anna", "bela", "ben", "carl", "cleo", "dan", "dora", "emil", "eva", "fay", "finn", "gil", "gus", "hana",
    "hugo", "ida", "ines", "jana", "jon", "kai", "kim", "lena", "leo", "max", "mia", "nina", "noa", "oli", "pia", "qin",
    "ray", "sue", "tom", "ugo", "vera", "will", "xia", "yan", "zoe",
]  # fmt: skip
WORDS = [
    "The second reason: only ∂L/∂X is wrong, so the top layer's filter still gets the right gradient and learns.",
    "Because the angle is below 90° most of the time, so it still goes downhill a bit on average.",
    "Training is robust.",
    "The mistake touches the lower filters alone. In my numbers the loss rose in 74 of 100 when the top was fixed.",
    "I think the second, since the dF line in backward has no turn in it, so the last filter is trained as it should.",
]


def master_of(page):
    return next((ROOT / "book" / "exercises").glob(f"{page}-*.ipynb"))


def wrong_answers(page):
    file = ROOT / "tests" / "exercises" / "wrong_answers" / f"{page}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["wrong"]


def full_record(page, student):
    """The record of somebody who did all right, and left the explanation empty."""
    cells = nbformat.read(master_of(page), as_version=4).cells
    meta = [(cell, cell.metadata.nbgrader) for cell in cells if "nbgrader" in cell.metadata]
    of = {one.grade_id: float(one.points) for _, one in meta if one.grade}
    answers = {one.grade_id: cell.source for cell, one in meta if one.solution and cell.cell_type == "code"}
    words = {one.grade_id: TEXT_STUB for cell, one in meta if one.solution and cell.cell_type == "markdown"}
    return {
        "student": student, "assignment": page, "graded": "2026-12-01T08:00:00", "file": master_of(page).name,
        "points": dict(of), "of": of, "said": {}, "events": [], "alone": False, "notes": [], "seconds": 1.4,
        "answers": answers, "words": words,
    }  # fmt: skip


@cache
def told(page):
    """What each wrong answer of a page is told by its checks, in the order of the file: `{check: sentence}`."""
    opening, found = exercises(nbformat.read(master_of(page), as_version=4))
    wrongs, space, said = wrong_answers(page), {}, {}
    for cells in [opening, *(own for _, own in found)]:
        names = {cell.metadata.nbgrader.grade_id for cell in cells if is_answer(cell)}
        for number, wrong in enumerate(wrongs):
            if wrong["cell"] in names:
                said[number] = _said(cells, dict(space), {wrong["cell"]: wrong["code"]})
        _said(cells, space, {})
    return [said[number] for number in range(len(wrongs))]


def _said(cells, space, answers):
    """Run an exercise's cells, some answers replaced, and collect what its checks say."""
    said = {}
    for cell in cells:
        if cell.cell_type == "code" and not is_solution(cell) and "remove-cell" not in cell.metadata.get("tags", []):
            own = cell.metadata.get("nbgrader", {}).get("grade_id")
            try:
                with redirect_stdout(StringIO()):
                    exec(compile(answers.get(own, cell.source), "cell", "exec"), space)
            except (CheckFailed, NameError) as error:
                said[own] = str(error)
    plt.close("all")
    return said


def with_mistake(record, said):
    """The record after a mistake, with what its checks say."""
    for check, sentence in said.items():
        record["points"][check] = 0.0
        record["said"][check] = sentence
    return record


def write_class(course, page, records, notes=(), missing=(), roster=()):
    """Put records, notes on the class and the master where grading puts them; return the course's folder."""
    folder, source = course / "records" / page, course / "source" / page
    for made in (folder, source):
        made.mkdir(parents=True, exist_ok=True)
    shutil.copy(master_of(page), source)
    for record in records:
        (folder / f"{record['student']}.json").write_text(json.dumps(record), encoding="utf-8")
    whole = {"notes": list(notes), "missing": list(missing), "roster": list(roster)}
    (folder / ".class.json").write_text(json.dumps(whole), encoding="utf-8")
    return course


def write_feedback(course, page, student, text="<p>Feedback</p>"):
    file = course / "feedback" / student / page / f"{master_of(page).stem}.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def some_class(course, page="07", seed=0):
    """Forty students of chapter 7 with realistic mistakes, and one of each case that needs eyes."""
    rng, wrongs = random.Random(seed), told(page)
    records = []
    for student in NAMES:
        record = full_record(page, student)
        skill = rng.random()
        for said in rng.sample(wrongs, rng.choice([0, 0, 1, 1, 2, 3]) if skill > 0.2 else 6):
            with_mistake(record, said)
        words = next(iter(record["words"]))
        record["words"][words] = TEXT_STUB if skill < 0.15 else rng.choice(WORDS)
        record["seconds"] = round(rng.lognormvariate(0.5, 0.6), 2)
        records.append(record)
        write_feedback(course, page, student)
    _add_cases(records)
    notes = [{"kind": "other files", "says": "notes.txt is no notebook; it was left.", "needs_you": False}]
    notes += [{"kind": "no notebook", "says": "sam: homework.pdf is no notebook.", "needs_you": True, "student": "sam"}]
    return write_class(course, page, records, notes, missing=["sam", "otto"])


def _add_cases(records):
    by_name = {record["student"]: record for record in records}
    first = nbformat.read(master_of("07"), as_version=4)
    cell = next(c.id for _, cells in exercises(first)[1] for c in cells if is_answer(c))
    by_name["eva"]["notes"] = [_note("check restored", "Checks that were missing are back: `nine-rates-right`.")]
    by_name["gil"]["notes"] = [_note("renamed", "gil: “Copy of 07.ipynb” was taken for 07-input-gradient.ipynb.")]
    by_name["jon"]["notes"] = [_note("two files", "jon: two notebooks; both hold answers: look which was meant.", True)]
    by_name["mia"]["notes"] = [_note("unusual", "The code in `paint` imports os: read it.", True)]
    by_name["tom"]["notes"] = [
        _note("timeout", "This was stopped after 20 seconds of computing.", True) | {"cell": cell}
    ]
    by_name["tom"].update(alone=True, seconds=171.0)
    by_name["zoe"]["events"] = [["tampered", cell, "The process that ran this gave no answer that could be read."]]
    by_name["kai"]["events"] = [["check", cell, "The check stopped with TypeError: 'int' object is not iterable"]]
    by_name["max"]["answers"]["paint"] = by_name["nina"]["answers"]["paint"] = OWN_STYLE


def _note(kind, says, needs_you=False):
    return {"kind": kind, "says": says, "needs_you": needs_you}


OWN_STYLE = '''
def paint(X, F, T, learning_rate):
    errors = [[float(conv2d(X, F)[r, s] - T[r, s]) for s in range(T.shape[1])] for r in range(T.shape[0])]
    weights = {place: 2 * errors[place[0]][place[1]] / T.size for place in np.ndindex(*T.shape)}
    picture = np.array(X, dtype=float).tolist()
    while weights:
        (r, s), weight = weights.popitem()
        for u, line in enumerate(F.tolist()):
            for w, number in enumerate(line):
                picture[r + u][s + w] = picture[r + u][s + w] - learning_rate * weight * number
    assert np.shape(picture) == X.shape, f"{np.shape(picture)} is not {X.shape}"
    return np.asarray([[round(value, 12) for value in row] for row in picture]).reshape(X.shape)
'''.strip()  # fmt: skip
