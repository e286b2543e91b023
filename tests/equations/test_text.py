"""An equation's text is read to its last character, and once: print, numbers and letters come from the same reading."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import cases as examples

from convbook.equations.cases import cases
from convbook.equations.paper import EQUATIONS, Equation
from convbook.equations.text import ARRAY_OF, parse
from convbook.nn.conv import conv2d

# ---- what is understood ----


@pytest.mark.parametrize(
    ("right", "value"),
    [
        ("X11", 2), ("-X11", -2), ("- X11", -2), ("+ X11", 2), ("0", 0), ("5", 5), ("-5 + X11", -3),
        ("3 X11", 6), ("3X11", 6), ("3 * X11 F12", 42), ("X11 * F12", 14), ("X11*F12", 14), ("X11 F12", 14),
        ("F12 - X11", 5), ("F12-X11-X11", 3), ("-F12 X11 + 2 X11", -10), ("X11 X11 X11", 8),
        ("alpha X11", 1), ("F12old - alpha dL/dF12", 7.5), ("\tX11\n  +  F12 ", 9),
    ],
)  # fmt: skip
def test_a_right_side_by_hand(right, value):
    values = {"X11": 2, "F12": 7, "F12old": 7, "dL/dF12": -1, "alpha": 0.5}
    assert parse(f"O11 = {right}")[0].value(values) == value


@pytest.mark.parametrize("number", EQUATIONS)
def test_the_papers_texts_are_written_as_they_were_read(number):
    text = EQUATIONS[number].text
    assert ", ".join(map(str, parse(text))) == text
    assert parse(re.sub(r" ?([-+*=,]) ?", r"\1", text)) == parse(re.sub("([-+*=,])", r"  \1\n", text)) == parse(text)


def test_whole_arrays_stand_for_their_elements_and_products_with_outputs_are_summed():
    assert [str(line) for line in cases("dL/dF = -2 * dL/dO * dO/dF + F")][1] == (
        "dL/dF12 = -2 * dL/dO11 * dO11/dF12 - 2 * dL/dO12 * dO12/dF12 - 2 * dL/dO21 * dO21/dF12"
        " - 2 * dL/dO22 * dO22/dF12 + F12"
    )


def test_a_list_for_one_output_stands_for_all_and_for_the_zeros():
    found = [str(line) for line in cases("dO11/dX11 = F11, dO11/dX12 = F12, dO11/dX21 = F21, dO11/dX22 = F22")]
    assert len(found) == 36
    assert {"dO22/dX22 = F11", "dO12/dX23 = F22", "dO12/dX11 = 0", "dO11/dX33 = 0"} < set(found)
    assert "dO12/dF12 = X13" in map(str, cases("dO11/dF11 = X11, dO11/dF12 = X12, dO11/dF21 = X21, dO11/dF22 = X22"))


# ---- what is not ----


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("", 1, "the text ends"), ("O11", 4, "the text ends"), ("O11 =", 6, "the text ends"), ("= X11", 1, "found '='"),
        ("O11 = = X11", 7, "found '='"), ("O11 = X11 =", 11, "found '='"), ("O11 == X11", 6, "found '='"),
        ("O11 = X11 +", 12, "the text ends"), ("O11 = X11 F11 * ", 17, "the text ends"),
        ("O11 = - -X11", 9, "found '-X11'"), ("O11 = X11 + -F11", 13, "found '-F11'"), ("O11 = X11*-F11", 11, "found"),
        ("O11 = X44 F11", 7, "found 'X44'"), ("O11 = F33", 7, "found 'F33'"), ("O11 = dO13/dF11", 7, "found 'dO13/d"),
        ("O11 = X1", 7, "found 'X1'"), ("O11 = X111", 7, "found 'X111'"), ("O11 = X11old", 7, "found 'X11old'"),
        ("O11 = x11", 7, "found 'x11'"), ("O11 = Y", 7, "found 'Y'"), ("O11 = dL/dL", 7, "found 'dL/dL'"),
        ("O11 = X11F11", 7, "found 'X11F11'"), ("O11 = X11_F11", 7, "found"), ("O11 = F 11", 9, "found '11'"),
        ("O11 = X11 2", 11, "found '2'"), ("O11 = 2 3 X11", 9, "found '3'"), ("O11 = 2 * 3", 11, "found '3'"),
        ("O11 = X11 ** 2", 12, "found '*'"), ("O11 = X11/2", 10, "found '/2'"), ("O11 = X11 / 2", 11, "found '/'"),
        ("O11 = 1/2 X11", 8, "found '/2'"), ("O11 = 1.5 X11", 8, "found '.5'"), ("O11 = 1e3 X11", 8, "found 'e3'"),
        ("O11 = X11 ^ 2", 11, "found '^'"), ("O11 = (X11)", 7, "found '(X11)'"), ("O11 = X11 − F11", 11, "found '−'"),
        ("O11 = X11·F11", 10, "found '·F11'"), ("O11 = X¹¹", 8, "found '¹¹'"), ("O11 = ٣ X11", 7, "found '٣'"),
        ("O11 = X11;", 10, "found ';'"), ("O11 = X11 # why", 11, "found '#'"), ("O11 = X11,", 11, "the text ends"),
        ("O11 = d L/dX11", 7, "found 'd'"), ("O11 = dL / dX11", 7, "found 'dL'"), ("O11 = ∂L/∂X11", 7, "found '∂L/"),
        ("O11 = 1234567890 X11", 7, "found '1234567890'"), ("O11 = X11 + 100", 13, "found '100'"),
        ("O11 = 01 X11", 7, "found '01'"), ("O11 = X11 - 00", 13, "found '00'"),
        ("O11 = X11 F11 X12 F12 X21 F21 X22", 31, "found 'X22'"),
        ("O11 = 2 X11 F11*X12 F12 X21 F21", 29, "found 'F21'"),
        ("O11 = O11", 7, "found 'O11'"), ("O11 = X11 - 2 O11", 15, "found 'O11'"), ("Fnew = Fnew", 8, "found 'Fnew'"),
        ("dL/dX11 = 2 dL/dX11 - dL/dX11", 13, "found 'dL/dX11'"), ("dL/dF = dL/dF", 9, "found 'dL/dF'"),
        ("O11 = X11 + F11 O11", 17, "found 'O11'"), ("O12 = X11, O11 = 0 O11", 20, "found 'O11'"),
        ("dO11/dF11 = dO11/dF11, dO11/dF12 = X12", 13, "found 'dO11/dF11,'"), ("O11 = X11\u00a0", 10, "found '\\xa0'"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_its_place(text, place, found):
    with pytest.raises(ValueError) as refusal:
        Equation(0, 2, conv2d, text)
    assert str(refusal.value).startswith(f"at character {place} of the equation {text!r}: expected ")
    assert found in str(refusal.value)


def test_a_text_without_end_is_refused_in_short():
    with pytest.raises(ValueError, match="at most 1000 characters; got 8006, from 'O11 = X11 X11 X11 X1' on"):
        Equation(0, 2, conv2d, "O11 = " + "X11 " * 2000)


def test_the_left_side_of_one_line_may_stand_on_the_right_of_another():
    assert len(parse("dL/dX11 = F11 dL/dO11, dL/dX12 = dL/dX11")) == 2


@pytest.mark.parametrize("text", [None, 5, b"O11 = X11", ["O11 = X11"], ("O11", "X11"), np.array("O11 = X11")])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(ValueError, match="an equation is a text such as"):
        Equation(0, 2, conv2d, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("X11 = O11", "is about X; expected one of O, dO/dF, dO/dX, dL/dF, dL/dX, Fnew"),
        ("alpha = 0", "is about alpha"),
        ("O11 = X11, dL/dX11 = F11", "is about O, dL/dX; expected one of"),
        ("dL/dF = dL/dO * dO11/dF", "at character 17"),
        ("dL/dF = dL/dO * dO11/dF11", "dO11/dF11 does not go with them"),
        ("dL/dF11 = dL/dO * dO/dF", "dL/dF11 does not go with them"),
        ("dL/dF = dL/dO * X", "X does not go with them"),
        ("dO11/dF11 = X33, dO11/dF12 = X12", "leads to X34, which does not exist"),
    ],
)
def test_what_says_nothing_that_can_be_checked_is_refused(text, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        Equation(0, 2, conv2d, text)


# ---- one reading for all: whatever the text ----

NAMES = st.sampled_from(sorted(ARRAY_OF.keys() - {"O12"}))  # which is the left side
PRODUCTS = st.tuples(
    st.sampled_from(["", "", "2 ", "3*", "0 * "]),
    NAMES,
    st.lists(st.tuples(st.sampled_from([" ", "*", " * "]), NAMES), max_size=3),
).map(lambda p: p[0] + p[1] + "".join(map("".join, p[2])))
SUMS = st.tuples(
    st.sampled_from(["", "-", "+ "]),
    PRODUCTS,
    st.lists(st.tuples(st.sampled_from([" + ", " - ", "-"]), PRODUCTS), max_size=4),
).map(lambda s: s[0] + s[1] + "".join(map("".join, s[2])))
PIECES = st.one_of(NAMES, st.sampled_from(["2", "0", "31", *"  +-*=,/^(.", "**", "F", "X", "dL", "11", "−", "O12 ="]))
PILES = st.lists(PIECES, max_size=6).map("".join)
NUMBERS = dict(zip(ARRAY_OF, np.random.default_rng(0).normal(size=len(ARRAY_OF)).tolist(), strict=True))


def by_python(right):
    """The value of a right side, by Python's own reading of it."""
    right = re.sub(r"[A-Za-z]\w*(?:/\w+)?", lambda name: f"V[{name[0]!r}]", right.strip())
    return eval(re.sub(r"(?<=[\]\d])\s*(?=V)", "*", right), {"V": NUMBERS})


def from_latex(latex):
    """The text of a formula."""
    latex = re.sub(r"\\frac\{\\partial (\w)(.*?)\}\{\\partial (.*?)\}(?=[^}]|$)", r" d\1\2/d\3 ", latex)
    latex = re.sub(r" ?_\{(\w+)\}(?=/)", r"\1", latex)
    return re.sub(r"_\{(\w+)\}", r"\1 ", latex).replace(r"\alpha", " alpha ").replace(r"\quad", "")


def is_read_as_one_thing(text):
    """False if the text is refused. Else Python, SymPy and the printed formula must say what was read."""
    try:
        equation = Equation(0, 2, conv2d, text)
    except ValueError as refusal:
        assert repr(text) in str(refusal)
        return False
    printed = parse(from_latex(equation.plain_latex))
    for line, letters, said, shown in zip(equation.lines, equation.symbolic, text.split(","), printed, strict=True):
        value = line.value(NUMBERS)
        assert math.isclose(value, by_python(said.split("=")[1]), rel_tol=1e-12, abs_tol=1e-12)
        in_letters = letters.rhs.subs({letter: NUMBERS[letter.name] for letter in letters.rhs.free_symbols})
        assert math.isclose(value, float(in_letters), rel_tol=1e-9, abs_tol=1e-9)
        assert str(letters.lhs) == line.left == said.split("=")[0].strip()
        assert parse(str(line)) == (line,)
        assert shown.left == line.left
        assert [(term.sign, term.factors) for term in shown.terms] == [(term.sign, term.factors) for term in line.terms]
    return True


@examples()
@given(SUMS)
def test_every_sum_is_read_as_python_and_sympy_read_it(text):
    assert is_read_as_one_thing("O12 = " + text)


@examples()
@given(PILES)
def test_a_pile_of_pieces_is_refused_or_read_as_one_thing(pile):
    is_read_as_one_thing("O12 = X11" + pile)


@examples()
@given(st.text(max_size=20), st.sampled_from(["", "O12 = X11"]), st.sampled_from(["", " F11"]))
def test_any_text_is_refused_or_read_as_one_thing(text, before, after):
    is_read_as_one_thing(before + text + after)
