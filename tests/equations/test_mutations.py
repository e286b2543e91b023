"""Thousands of wrong texts made from the 22: each is refused or fails in all three checks. What stays true is named."""

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from convbook.equations.paper import EQUATIONS

NAME = re.compile(r"alpha|d[LO]\d*/d[XFO]\d*|[XFO](?:new|old|\d*)")
PLACE = re.compile(r"\d\d")
STILL_TRUE = {
    "space", "leading plus", "coefficient 1", "added zero", "other sign of multiplication",
    "swapped terms", "swapped factors", "swapped lines", "doubled line", "F is Fold",
}  # fmt: skip
KINDS = STILL_TRUE | {
    "leading minus", "sign", "coefficient", "operator", "index", "letter", "added derivative", "dropped derivative",
    "missing term", "missing factor", "missing line", "missing side", "doubled term", "doubled factor", "doubled side",
    "exchanged factors", "exchanged sides", "swapped sides", "added term", "added factor", "notation",
}  # fmt: skip
JUNK = [
    " ** 2",
    "^2",
    "/2",
    " / 2",
    " 2",
    "²",
    " %",
    " + ",
    " - ",
    " *",
    "=",
    ",",
    " 1.5",
    "!",
    " F 11",
    "\u2212F11",
    "()",
    "\0",
]


def mutations(text):
    """(kind, other text) for every kind of change at every place of the text."""
    lines = text.split(", ")
    for at, line in enumerate(lines):
        for kind, other in line_mutations(line):
            yield kind, ", ".join([*lines[:at], other, *lines[at + 1 :]])
        if len(lines) > 1:
            yield "missing line", ", ".join(lines[:at] + lines[at + 1 :])
            yield "doubled line", ", ".join([*lines, line])
    for one, two in combinations(lines, 2):
        yield "swapped lines", text.replace(one, "@").replace(two, one).replace("@", two)
        (left, right), (other_left, other_right) = one.split(" = "), two.split(" = ")
        yield "exchanged sides", text.replace(one, f"{other_left} = {right}").replace(two, f"{left} = {other_right}")
    for junk in JUNK:
        yield "notation", text + junk
        yield "notation", junk + text


def line_mutations(line):
    left, right = line.split(" = ")
    yield "leading minus", f"{left} = -{right}"
    yield "leading minus", f"{left} = - {right}"
    yield "leading minus", f"-{left} = {right}"
    yield "leading plus", f"{left} = +{right}"
    yield "swapped sides", f"{right} = {left}"
    yield from [("missing side", f"{left} = "), ("missing side", f" = {right}"), ("missing side", right)]
    yield from [("doubled side", f"{left} = {left} = {right}"), ("doubled side", f"{left} = {right} = {right}")]
    yield from [("doubled side", f"{left} {left} = {right}"), ("doubled side", f"{left} = {right} + {right}")]
    yield from [
        ("added zero", f"{line} + 0"),
        ("added zero", f"{line} - 0 * alpha"),
        ("added zero", f"{left} = 0 + {right}"),
    ]
    yield from [("added term", f"{line} {more}") for more in ("+ 1", "- X11", "+ F11", "+ alpha", f"+ {left}", "+ O22")]
    first, *others = re.split(r" ([+-]) ", right)
    terms = [("+", first), *zip(others[::2], others[1::2], strict=True)]
    for at in range(len(terms)):
        for kind, changed in term_mutations(*terms[at]):
            yield kind, f"{left} = {joined([*terms[:at], *changed, *terms[at + 1 :]])}"
    for i, j in combinations(range(len(terms)), 2):
        swapped = list(terms)
        swapped[i], swapped[j] = terms[j], terms[i]
        yield "swapped terms", f"{left} = {joined(swapped)}"
    factors = list(NAME.finditer(right))
    for one, two in combinations(factors, 2):
        if not re.search(" [+-] ", right[one.end() : two.start()]):
            kind = "swapped factors"
        elif one[0] != two[0]:
            kind = "exchanged factors"
        else:
            continue
        parts = right[: one.start()], two[0], right[one.end() : two.start()], one[0], right[two.end() :]
        yield kind, f"{left} = {''.join(parts)}"
    for name in NAME.finditer(line):
        for kind, other in name_mutations(name[0]):
            yield kind, line[: name.start()] + other + line[name.end() :]
    for operator in re.finditer(" [-+*=] |(?<=[1-9a]) (?=[XFd])", line):
        for other in [
            " + ",
            " - ",
            " * ",
            " ",
            "",
            " / ",
            " ** ",
            " + + ",
            " + - ",
            " - - ",
            " = ",
            ", ",
            " \u2212 ",
            " · ",
        ]:
            before, after = line[: operator.start()], line[operator.end() :]
            if {operator[0], other} == {" * ", " "}:
                yield "other sign of multiplication", before + other + after
            elif operator[0] != other:
                yield "sign" if {operator[0], other} == {" + ", " - "} else "operator", before + other + after
        yield "space", line[: operator.start()] + "  " + operator[0] + "\t" + line[operator.end() :]


def term_mutations(sign, term):
    yield "missing term", []
    yield "missing term", [(sign, "0")]
    yield "doubled term", [(sign, term), (sign, term)]
    yield "sign", [({"+": "-", "-": "+"}[sign], term)]
    yield from [("coefficient 1", [(sign, f"{one}{term}")]) for one in ("1 ", "1 * ", "1")]
    yield from [
        ("coefficient", [(sign, f"{n}{term}")]) for n in ("0 ", "2 ", "2 * ", "3 ", "10*", "-2 ", "1/2 ", "0.5 ")
    ]
    yield from [("coefficient", [(sign, term + n)]) for n in (" 2", " * 2", "2")]
    yield from [("added factor", [(sign, f"{term} * {more}")]) for more in ("X22", "F21", "alpha", "O11", "dL/dO12")]
    for name in NAME.finditer(term):
        before, after = term[: name.start()], term[name.end() :]
        yield "doubled factor", [(sign, f"{before}{name[0]} {name[0]}{after}")]
        yield "missing factor", [(sign, before + after)]
        yield "missing factor", [(sign, (before + after).strip(" *"))]


def name_mutations(name):
    for place in PLACE.finditer(name):
        for other in [f"{i}{j}" for i in range(5) for j in range(5)] + ["", "1", "111"]:
            if other != place[0]:
                yield "index", name[: place.start()] + other + name[place.end() :]
    for letter in re.finditer("[XFO]", name):
        for other in "XFOLTxf∂":
            if other != letter[0]:
                yield "letter", name[: letter.start()] + other + name[letter.end() :]
    if re.fullmatch(r"F\d\d|Fold", name):
        yield "F is Fold", name + "old" if name[1:].isdigit() else "F"
    if "/" in name:
        top, bottom = name.split("/")
        yield from [("dropped derivative", kept) for kept in (top[1:], bottom[1:], top, bottom, f"d{bottom[1:]}/{top}")]
        yield from [
            ("dropped derivative", name.replace(top, other)) for other in ("dL", "dO", "dO12", "d") if other != top
        ]
    else:
        yield from [("added derivative", f"d{top}/d{name}") for top in ("L", "O11", "O22", "O")]
        yield from [("letter", other) for other in ("Fnew", "Fold", "alpha", "F11new", "X22old") if other != name]


def joined(terms):
    return re.sub(r"^ \+ | ?(?<=^ -) ", "", "".join(f" {sign} {term}" for sign, term in terms)).strip()


def verdict(number, text, example):
    """Refused, or how many of the three checks fail. (With number 0: the paper's would refuse another left side.)"""
    try:
        check = replace(EQUATIONS[number], number=0, text=text).compare(*example)
    except ValueError as refusal:
        assert repr(text) in str(refusal)
        return "refused"
    failed = (check.symbolic != 0, check.finite_differences > 1e-6, check.tensorflow > 1e-5)
    assert check.holds == (not any(failed))
    return f"{sum(failed)} fail"


@pytest.fixture(scope="module")
def verdicts(example):
    """Number -> the set of (kind, text, verdict)."""
    found = {}
    for number, equation in EQUATIONS.items():
        made = sorted(set(mutations(equation.text)))
        found[number] = [(kind, text, verdict(number, text, example)) for kind, text in made if text != equation.text]
    return found


@pytest.mark.parametrize("number", EQUATIONS)
def test_what_stays_true_holds_and_all_else_is_refused_or_fails_three_times(number, verdicts):
    for kind, text, said in verdicts[number]:
        assert said in ({"0 fail"} if kind in STILL_TRUE else {"refused", "3 fail"}), (kind, text)


def test_how_many_there_are(verdicts):
    every = [(kind, said) for found in verdicts.values() for kind, _, said in found]
    assert {kind for kind, _ in every} == KINDS
    count = Counter(said for _, said in every)
    assert count["refused"] > 7900
    assert count["3 fail"] > 2800
    assert count["0 fail"] > 600
    assert Counter(every)["leading minus", "3 fail"] == 56  # two ways to write it in each of 28 lines


@pytest.mark.parametrize("number", EQUATIONS)
def test_no_character_is_passed_over(number, example):
    """Without any one character, or with one more at any place, a text is another, is refused, or says the same."""
    right = EQUATIONS[number].text
    places = range(len(right) + 1)
    texts = {right[:at] + right[at + 1 :] for at in places} | {
        right[:at] + c + right[at:] for at in places for c in "-2*/é"
    }
    for text in texts:
        expected = {"0 fail"} if squeezed(text) == squeezed(right) else {"refused", "3 fail"}
        assert verdict(number, text, example) in expected, text


def squeezed(text):
    """The text without the spaces that separate nothing, and with one sign of multiplication."""
    return re.sub(r"\s*([-+*=,]|\s)\s*", r"\1", text.strip()).replace("*", " ")
