"""A bank as Moodle XML: numerical, cloze and multiple choice questions, in a category for each kind of problem."""

import re
from html import escape
from xml.etree import ElementTree

from convbook.widgets._base import table_body
from workshop.question_bank.items import is_near, tolerance, typed

RIGHT = "Right."
SPECIAL = re.compile(r"[}#~\\]")  # what has a meaning in a blank


def xml(bank, book):
    """The text of a file for Moodle's import.

    Parameters
    ----------
    bank : list of (Kind, items)
    book : str
        The category above all others.
    """
    quiz = ElementTree.Element("quiz")
    for kind, items in bank:
        path = "/".join(part.replace("/", "//") for part in ("top", book, f"Chapter {kind.chapter}", kind.title))
        _text(_add(_add(quiz, "question", type="category"), "category"), f"$course$/{path}")
        for item in items:
            quiz.append(question(item))
    ElementTree.indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(quiz, encoding="unicode") + "\n"


def question(item):
    """One question, as an element."""
    kind = "multichoice" if item.choices else "cloze" if item.shape else "numerical"
    made = ElementTree.Element("question", type=kind)
    _text(_add(made, "name"), item.title)
    blanks = f"<div>{_table(item)}</div>" if kind == "cloze" else f"<p>({item.unit})</p>" if item.unit else ""
    _html(_add(made, "questiontext"), f"<p>{item.asks}</p>{_side_by_side(item.tables)}{blanks}")
    _html(_add(made, "generalfeedback"), f"<ol>{''.join(f'<li>{step}</li>' for step in item.steps)}</ol>")
    if kind != "cloze":  # there the blanks make up the grade
        _add(made, "defaultgrade").text = "1"
    _add(made, "penalty").text = "0.3333333"
    _add(made, "hidden").text = "0"
    _add(made, "idnumber").text = item.name
    if kind == "multichoice":
        _choices(made, item)
    if kind == "numerical":
        for fraction, (value,), says in [(100, item.right, RIGHT), *((0, *mistake) for mistake in item.mistakes)]:
            answer = _answer(made, fraction, typed(value), says, "moodle_auto_format")
            _add(answer, "tolerance").text = typed(tolerance(value))
        for name, value in {"unitgradingtype": "0", "unitpenalty": "0.1", "showunits": "3", "unitsleft": "0"}.items():
            _add(made, name).text = value
    _text(_add(_add(made, "tags"), "tag"), f"level {item.level}")
    return made


def _choices(made, item):
    options = {"single": "true", "shuffleanswers": "true", "answernumbering": "abc", "showstandardinstruction": "0"}
    for name, value in options.items():
        _add(made, name).text = value
    says = {item.right: RIGHT} | dict(item.mistakes)
    for choice in item.choices:
        _answer(made, 100 if choice == item.right else 0, escape(choice, quote=False), says[choice], "html")


def _answer(made, fraction, value, says, form):
    answer = _add(made, "answer", fraction=str(fraction), format=form)
    _add(answer, "text").text = value
    _html(_add(answer, "feedback"), says)
    return answer


def _table(item):
    """The blanks of a matrix in rows and columns; those of a size in a line, with × between them."""
    cells = [blank(item, i) for i in range(len(item.right))]
    if len(item.shape) == 1:
        return " × ".join(cells)
    rows, columns = item.shape
    lines = [cells[i * columns : (i + 1) * columns] for i in range(rows)]
    return f"<table>{table_body(lines)}</table>"


def blank(item, i):
    """One number of several as cloze: the right one, then what mistakes give there, each with its sentences."""
    found = {}  # number -> sentences
    for answer, says in item.mistakes:
        if not is_near(answer[i], item.right[i]):
            value = next((value for value in found if is_near(answer[i], value)), answer[i])
            found.setdefault(value, []).append(says)
    parts = [("=", item.right[i], RIGHT), *(("%0%", value, " Or: ".join(says)) for value, says in found.items())]
    written = [f"{mark}{typed(value)}:{typed(tolerance(value))}#{says}" for mark, value, says in parts]
    if any(SPECIAL.search(says) for _, _, says in parts):
        raise ValueError(f"{item.name}: one of its sentences would end the blank, with # or ~: {written}")
    return "{1:NUMERICAL:" + "~".join(written) + "}"


def _side_by_side(tables):
    ruled = [table.replace("<table ", '<table border="1" cellpadding="6" ') for table in tables]
    cells = "".join(f'<td style="padding-right: 2em; vertical-align: top">{table}</td>' for table in ruled)
    return f"<table><tr>{cells}</tr></table>" if tables else ""


def _add(parent, name, **attributes):
    return ElementTree.SubElement(parent, name, attributes)


def _text(parent, text):
    _add(parent, "text").text = text


def _html(parent, text):
    parent.set("format", "html")
    _text(parent, text)
