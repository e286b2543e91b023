"""A class of forty for chapter 7, of all kinds that come: made by a program, with what each is to get.

``python tests/class_of_forty.py FOLDER`` writes the folder and the roster beside it.
"""

import copy
import json
import sys
import tomllib
from pathlib import Path

import nbformat

from workshop.exercise_cells import exercises, is_answer, is_check, students_copy

ROOT = Path(__file__).parents[1]
MASTER = next((ROOT / "book" / "exercises").glob("07-*.ipynb"))
FULL = 10
WORDS = "unharmed-words"
EXPLAINED = [
    "The second reason: only ∂L/∂X is wrong, so the filter of the top layer still gets the right gradient and learns.",
    "It is the second one. When only the lower filter was trained, the loss fell in few networks, with both in all.",
    "Because the wrong gradient is mostly downhill, I think.",
    "The first reason, since the angle is below 90 degrees in more than half of the cases: 0.6 in my run.",
]


def answers_of(kind):
    """Those of `wrong_answers` or `right_answers`, by what they are called."""
    folder = {"wrong": "wrong_answers", "right": "right_answers"}[kind]
    told = tomllib.loads((ROOT / "tests" / "exercises" / folder / "07.toml").read_text(encoding="utf-8"))[kind]
    return {(one.get("mistake") or one["way"], one["cell"]): one for one in told}


def notebook(explained=EXPLAINED[0], **answers):
    """The students' copy, filled in with the page's own answers, or with these."""
    master = nbformat.read(MASTER, as_version=4)
    own = {cell.metadata.nbgrader.grade_id: cell.source for cell in filter(is_answer, master.cells)}
    made = students_copy(master)
    for cell in filter(is_answer, made.cells):
        name = cell.metadata.nbgrader.grade_id
        cell.source = answers.get(name, explained if name == WORDS else _without_marks(own[name]))
    return made


def _without_marks(source):
    return "\n".join(line for line in source.splitlines() if not line.strip().startswith("###"))


def lost(*checks):
    """The points that these checks give."""
    cells = nbformat.read(MASTER, as_version=4).cells
    return sum(
        cell.metadata.nbgrader.points for cell in cells if is_check(cell) and cell.metadata.nbgrader.grade_id in checks
    )


def cut(made, number):
    """Only the answers of the first exercises."""
    blank = {cell.id: cell.source for cell in students_copy(nbformat.read(MASTER, as_version=4)).cells}
    for _, cells in exercises(made)[1][number:]:
        for cell in filter(is_answer, cells):
            cell.source = blank[cell.id]
    return made


def stripped(made):
    """Copied cell by cell into a new notebook."""
    made = copy.deepcopy(made)
    for number, cell in enumerate(made.cells):
        cell.metadata, cell.id = nbformat.from_dict({}), f"new-{number}"
    return made


def without_checks(made):
    made = copy.deepcopy(made)
    made.cells = [cell for cell in made.cells if not is_check(cell)]
    return made


NAMES = [
    "ada", "ben", "cleo", "dan", "eva", "finn", "gus", "hana", "ida", "jon", "kai", "lena", "max", "nina", "oli", "pia",
    "quin", "rosa", "sam", "tom", "ute", "vera", "will", "xia", "yann", "zoe", "amir", "bea", "carl", "dora", "emil",
    "fay", "gil", "hugo", "ines", "jana", "kim", "leo", "mia", "noa",
]  # fmt: skip
HOSTILE = {
    "replaces the checks": "marking.expect = lambda *args, **options: None",
    "writes into the gradebook": "import sqlite3\nsqlite3.connect('gradebook.db').execute('delete from grade')",
    "ends what runs it": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
    "prints a gigabyte": "for _ in range(10**6):\n    print('x' * 1000)",
}
ENDLESS = "def paint(X, F, T, learning_rate):\n    while True:\n        pass"


def forty():
    """`{student: (where the file goes, notebook or bytes, points or None)}`."""
    made = {}
    wrongs, rights = answers_of("wrong"), answers_of("right")
    names = iter(NAMES)

    def add(content, points, where="{student}.ipynb"):
        student = next(names)
        made[student] = where.format(student=student), content, points

    styles = list(rights.values())
    for number in range(8):  # right, each in another style
        chosen = {right["cell"]: right["code"] for right in styles[number::8]}
        add(notebook(EXPLAINED[number % 4], **chosen), FULL)
    for wrong in list(wrongs.values())[:14]:  # wrong, each in another way
        add(notebook(EXPLAINED[1], **{wrong["cell"]: wrong["code"]}), FULL - lost(*wrong["fails"]))
    twin = notebook("They differ in one thing.", **{"paint": wrongs["sum for mean", "paint"]["code"]})
    add(twin, FULL - lost("paint-right"))
    add(copy.deepcopy(twin), FULL - lost("paint-right"))
    add(notebook(), FULL, "{student}/07-input-gradient (1).ipynb")
    add(notebook(), FULL, "{student}/Copy of 07-input-gradient.ipynb")
    add(notebook(), FULL, "{student}/week 7/homework.ipynb")
    for code in HOSTILE.values():
        add(notebook(**{"nine-rates": f"dX_by_hand = 0\n{code}"}), FULL - lost("nine-rates-right"))
    add(notebook(paint=ENDLESS), FULL - lost("paint-falls", "paint-right"))
    add(stripped(notebook()), FULL)
    add(without_checks(notebook()), FULL)
    add(cut(notebook(explained=""), 1), 2)
    add(students_copy(nbformat.read(MASTER, as_version=4)), 0)
    add(b"\xef\xbb\xbf" + nbformat.writes(notebook()).replace("\n", "\r\n").encode(), FULL)
    add(_as_colab(notebook()), FULL)
    add(b"%PDF-1.4 homework", None, "{student}/homework.pdf")
    add(b"this is no notebook", None)
    return made


def _as_colab(made):
    """As Colab saves it: nbformat 4.0, ids in the metadata, its own fields."""
    data = json.loads(nbformat.writes(made))
    data |= {"nbformat_minor": 0, "metadata": {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}}
    for cell in data["cells"]:
        cell["metadata"] = {**cell["metadata"], "id": cell.pop("id"), "outputId": "x"}
    return json.dumps(data).encode()


def write(folder):
    """Write the class into a folder; return the points that each is to get, None for what cannot be graded."""
    folder = Path(folder)
    folder.mkdir(parents=True)
    made = forty()
    for where, content, _ in made.values():
        target = folder / where
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            nbformat.write(content, target)
    rows = [f"{student},{student}@example.edu,{student.title()} Example" for student in [*made, "late"]]
    Path(f"{folder}.csv").write_text("\n".join(["id,email,name", *rows, ""]), encoding="utf-8")
    return {student: points for student, (_, _, points) in made.items()}


if __name__ == "__main__":
    print(write(sys.argv[1]))
