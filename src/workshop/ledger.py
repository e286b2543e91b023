"""The ledger: every number, figure and equation of the paper beside ours, from records of what was measured.

What the paper says, and where our value for it is kept, stands in ``data/ledger.toml``. Our values stand in
``data/counts.json`` and, a file for each training, in the package's ``data/runs``. Nothing else goes into a table.

``python -m workshop.ledger`` prints the tables; ``python -m workshop.ledger --write PAGE`` puts them between the marks
on that page.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from convbook.equations.check import power_of_ten
from convbook.equations.paper import CHAPTERS, EQUATIONS
from workshop.facts import check_of_record, facts, name_of

SECTIONS = {
    "data": "The data",
    "operation": "The operation",
    "network": "The network",
    "training": "The training",
    "result": "The accuracy",
    "figures": "The figures",
    "claims": "What the paper reads from figures 7 to 12",
    "dates": "Dates, and a reference",
}
SETTINGS = {"network", "training", "figures"}  # what the book was made with, not what it found; see ledger.toml
HEAD = ("what", "the paper", "ours", "how ours was measured", "do they agree?")
MARK = re.compile(r"(<!-- ledger: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def rows(section, found):
    """The rows of a section: what, the paper, ours, how, whether they agree; five texts each.

    Raises
    ------
    ValueError
        If a row does not agree and gives no reason.
    """
    return [tuple(map(_space_percent, _row(row, found))) for row in found["rows"][section]]


def _row(row, found):
    said = {key: row[key].format(**found) for key in ("ours", "how", "note", "why", "check") if key in row}
    verdict, reasons = row.get("verdict", row.get("agreed", "yes")), [said.get("note")]
    if "verdict" not in row and said.get("check", said["ours"]) != row.get("expects", row["paper"]):
        if "why" not in row:
            raise ValueError(
                f"{row['about']}: {said['ours']!r} is not the paper's {row['paper']!r}; ledger.toml says no why"
            )
        verdict, reasons = row.get("otherwise", "no"), [said["why"], *reasons]
    verdict = ". ".join([f"**{verdict}**", *filter(None, reasons)])
    return f"[{row['about']}]({row['link']})", row["paper"], said["ours"], said["how"], verdict


def equation_rows(found):
    """The same for each of the 22 equations, from the records of their checks."""
    return [_equation_row(equation, check_of_record(number, found), found) for number, equation in EQUATIONS.items()]


def _equation_row(equation, check, found):
    left, right = equation.plain_latex.split(" = ", 1)
    if len(right) > 120:  # the table of equations has it in full
        right = r"\ldots"
    how = (
        f"SymPy: {check.symbolic}; {equation.measured_by}: {power_of_ten(check.finite_differences)};"
        f" TensorFlow: {power_of_ten(check.tensorflow)}"
    )
    place = f"{{eq}}`eq-{equation.number}`, [chapter {equation.chapter}]({CHAPTERS[equation.chapter]}.ipynb)"
    verdict = "**yes**" if check.holds else "**no**. Not all three checks agree"
    return place, f"${left} = {right}$", f"`{equation.function.__name__}`", how, verdict


def reading_rows(found):
    """Each reading of what the paper leaves open: the chosen one, then the others from the best to the worst."""
    for name, of in found["readings"].items():
        interval = f"{of['low']:.1%} to {of['high']:.1%}"
        chances = (f"{of[key]:.1%}" for key in ("or more", "or fewer", "chance"))
        yield tuple(map(_space_percent, (name, of["rights"], _mean(of), interval, *chances, _likelihood(of))))


def recipe_rows(found):
    """Each recipe under the chosen reading."""
    for name, of in found["recipes"].items():
        yield tuple(map(_space_percent, (name, of["rights"], _mean(of), _minutes(of["minutes"]))))


def run_rows(found):
    """Each training that was measured on the test set."""
    for run in found["runs"]:
        minutes = run["seconds"] / 60 if "seconds" in run else None
        yield f"`{name_of(run)}`", str(run["seed"]), f"{run['test_right']} of {run['test_images']}", _minutes(minutes)


def tables(found):
    """All that the page takes from the records: the text for each mark.

    Returns
    -------
    dict of str to str
        Markdown: a table for each section, and sentences.
    """
    made = {section: rows(section, found) for section in SECTIONS} | {"equations": equation_rows(found)}
    titles = SECTIONS | {"equations": "The 22 equations"}
    done = {section: list_table(titles[section], HEAD, made[section], "cb-ledger") for section in made}
    done["count"] = _count(made, found)
    right = found["paper"]["right"]
    head = ("reading", "correct", "mean", "95% interval", f"{right} or more", f"{right} or fewer", "as far out")
    head += (f"exactly {right}",)
    done["readings"] = list_table("The chance of the paper's result", head, reading_rows(found), "cb-readings")
    head = ("recipe", "correct", "mean", "minutes")
    done["recipes"] = list_table("The recipes, all on the chosen reading", head, recipe_rows(found))
    done["runs"] = list_table("All runs on the test set", ("record", "seed", "correct", "minutes"), run_rows(found))
    sentences = {name: _space_percent(text.format(**found)) for name, text in found["sentences"].items()}
    return done | sentences | {"versions": _versions(found)}


def list_table(title, head, rows, kind="cb-numbers"):
    """A table in MyST: a header row, and in each row a header cell first."""
    lines = [f":::{{list-table}} {title}", ":header-rows: 1", ":stub-columns: 1", f":class: {kind}"]
    lines += [":widths: 19 17 19 26 19", ""] if kind == "cb-ledger" else [""]
    for row in (head, *rows):
        lines += [f"{'* -' if at == 0 else '  -'} {cell}" for at, cell in enumerate(row)]
    return "\n".join([*lines, ":::"])


def fill(page, found):
    """The text of a page with the tables between its marks; a mark that names none is a KeyError."""
    made = tables(found)
    return MARK.sub(lambda mark: mark[1] + made[mark["name"]] + "\n" + mark[3], page)


def _count(made, found):
    """How many rows there are with each verdict: those that say what was taken over, and those that could differ."""
    verdicts = {True: Counter(), False: Counter()}
    for section, of in made.items():
        for at, row in enumerate(of):
            source = found["rows"][section][at] if section in found["rows"] else {}
            is_setting = section in SETTINGS or source.get("kind") == "setting"
            verdicts[is_setting][re.match(r"\*\*(.+?)\*\*", row[-1])[1]] += 1
    words = {
        kind: ", ".join(f"{times} with *{verdict}*" for verdict, times in counter.most_common())
        for kind, counter in verdicts.items()
    }
    totals = {kind: sum(counter.values()) for kind, counter in verdicts.items()}
    return (
        f"There are {sum(totals.values())} rows. In {totals[True]} of them the book took over what the paper says, a"
        f" setting or a figure to be redrawn, so agreement is no discovery: {words[True]}. The other {totals[False]}"
        f" could have come out differently, {len(made['equations'])} equations among them: {words[False]}."
    )


def _likelihood(of):
    return f"{of['likelihood']:.2%}"


def _mean(of):
    return f"{of['mean']:.1%}" if of["spread"] is None else f"{100 * of['mean']:.1f} ± {of['spread']:.1%}"


def _minutes(minutes):
    return "not recorded" if minutes is None else f"{minutes:.1f}"


def _space_percent(text):
    """A percent sign a little apart from its number, as on the other pages, and on the same line."""
    return re.sub(r"(?<=\d) ?%", "&nbsp;%", text)


def _versions(found):
    """Machines, data and versions of all records, one sentence for each kind."""
    kinds = {}
    for run in found["runs"]:
        versions = ", ".join(f"{name} {number}" for name, number in run["versions"].items())
        kinds.setdefault(f"{run['source'].upper()}, {run['machine']}, {versions}", []).append(name_of(run))
    if len(kinds) == 1:
        return f"All of them: {next(iter(kinds))}."
    return " ".join(f"{', '.join(f'`{name}`' for name in names)}: {kind}." for kind, names in kinds.items())


def main(*arguments):
    """Print all tables, or write them into a page."""
    if not arguments:
        print("\n\n".join(tables(facts()).values()))
    elif len(arguments) == 2 and arguments[0] == "--write":
        page = Path(arguments[1])
        page.write_text(fill(page.read_text(encoding="utf-8"), facts()), encoding="utf-8")
    else:
        sys.exit("usage: python -m workshop.ledger [--write PAGE]")


if __name__ == "__main__":
    main(*sys.argv[1:])
