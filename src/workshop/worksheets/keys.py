"""The keys of all sheets as one HTML file: the answers at a glance, then for each sheet the steps and the mistakes."""

from html import escape

from workshop import problem_text
from workshop.worksheets.pages import document


def html(given):
    """The keys of a class."""
    parts = [f"<h1>Keys</h1><p>For {given.told}.</p>", at_a_glance(given)]
    for k, sheet in enumerate(given.sheets, 1):
        problems = zip(range(1, len(sheet) + 1), given.kinds, sheet, strict=True)
        made = "".join(one(i, kind, *problem) for i, kind, problem in problems)
        parts.append(
            f'<section class="key" id="sheet-{k}"><h2>Sheet {k} <small>{given.told}</small></h2>{made}</section>'
        )
    return document(f"Keys of sheets 1 to {len(given.sheets)}, {given.told}", "keys", parts)


def at_a_glance(given):
    """A row for each sheet with its answers."""
    head = "".join(f'<th scope="col">{i}</th>' for i in range(1, len(given.kinds) + 1))
    rows = "".join(
        f'<tr><th scope="row"><a href="#sheet-{k}">{k}</a></th>'
        + "".join(f"<td>{right(asked)}</td>" for _, asked in sheet)
        + "</tr>"
        for k, sheet in enumerate(given.sheets, 1)
    )
    legend = "".join(f"<li>{escape(kind.title)}</li>" for kind in given.kinds)
    table = (
        f'<table class="glance"><thead><tr><th scope="col">Sheet</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )
    return f"<ol>{legend}</ol>{table}"


def right(asked):
    """The correct answer, a matrix row by row below one another."""
    return escape(problem_text.answer(asked, asked["right"])).replace("; ", "<br>")


def one(i, kind, problem, asked):
    steps = "".join(f"<li>{step}</li>" for step in problem_text.steps(problem, asked))
    mistakes = "".join(
        f"<tr><td>{escape(problem_text.answer(asked, mistake['answer'])).replace('; ', '<br>')}</td>"
        f"<td>{problem_text.words(mistake['says'])}</td></tr>"
        for mistake in asked["mistakes"]
    )
    return (
        f'<article><h3><span>{i}</span> {escape(kind.title)}</h3><div class="answered"><div><p class="right">'
        f'{right(asked)}</p><ol>{steps}</ol></div><table class="mistakes"><thead><tr><th scope="col">Wrong answer</th>'
        f'<th scope="col">What went wrong</th></tr></thead><tbody>{mistakes}</tbody></table></div></article>'
    )
