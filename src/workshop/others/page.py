"""The tables of ``book/others.md``: by suite and operation, how many cases passed, which cannot be said, and why."""

from collections import Counter
from pathlib import Path

from workshop.others import libraries, onnx_cases, published

PAGE = Path("book/others.md")
HEAD = "| operation | cases | passed | not expressible | wrong |\n|---|---|---|---|---|"


def outcomes():
    """All outcomes of all suites."""
    return [*onnx_cases.outcomes(), *published.outcomes(), *libraries.outcomes()]


def tables(found):
    """Suite -> its table, in Markdown, a row for each operation and one for their sum."""
    made = {}
    for suite in dict.fromkeys(outcome.suite for outcome in found):
        mine = [outcome for outcome in found if outcome.suite == suite]
        rows = [
            _row(operation, [outcome for outcome in mine if outcome.operation == operation])
            for operation in dict.fromkeys(outcome.operation for outcome in mine)
        ]
        made[suite] = "\n".join([HEAD, *rows, _row("**all**", mine, reasons=False)])
    return made


def with_tables(text, found):
    """The page with its tables, each between ``<!-- SUITE -->`` and ``<!-- end -->``, in their present state."""
    for suite, table in tables(found).items():
        before, mark, rest = text.partition(f"<!-- {suite} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        if not (mark and end):
            raise ValueError(f"the page has no place for the table of {suite}")
        text = before + mark + table + "\n" + end + after
    return text


def _row(name, mine, reasons=True):
    inexpressible = [outcome for outcome in mine if outcome.reason]
    wrong = sum(outcome.wrong for outcome in mine)
    why = Counter(outcome.reason for outcome in inexpressible)
    said = "; ".join(f"{reason} ({count})" for reason, count in why.most_common()) if reasons else ""
    left = f"{len(inexpressible)}: {said}" if said else f"{len(inexpressible)}"
    return f"| {name} | {len(mine)} | {len(mine) - len(inexpressible) - wrong} | {left} | {wrong} |"
