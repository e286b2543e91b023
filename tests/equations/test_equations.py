"""The paper's equations: what they print, that each holds, and that no wrong case or function does."""

import re
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest

from convbook import palette
from convbook.equations.algebra import symbolic_values
from convbook.equations.numeric import named_values
from convbook.equations.paper import CHAPTERS, EQUATIONS, Equation, table
from convbook.nn.conv import conv2d, conv2d_filter_grad, conv2d_input_grad

BOOK = Path(__file__).parents[2] / "book"
each_equation = pytest.mark.parametrize("number", EQUATIONS)


@pytest.fixture(scope="module")
def checks():
    return {number: equation.verify(np.random.default_rng(22)) for number, equation in EQUATIONS.items()}


# ---- as data ----


def test_there_are_22_and_each_knows_its_number_and_chapter():
    assert list(EQUATIONS) == list(range(1, 23))
    assert all(equation.number == number for number, equation in EQUATIONS.items())
    assert [equation.chapter for equation in EQUATIONS.values()] == [2] * 4 + [6] * 6 + [7] * 11 + [8]


def test_equations_cannot_be_changed():
    with pytest.raises(TypeError):
        EQUATIONS[1] = None
    with pytest.raises(AttributeError):
        EQUATIONS[1].text = ""


@pytest.mark.parametrize(
    ("number", "latex"),
    [
        (2, "O_{12} = X_{12}F_{11} + X_{13}F_{12} + X_{22}F_{21} + X_{23}F_{22}"),
        (13, r"\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial O_{11}} * F_{11}"),
        (12, r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial O} * \frac{\partial O}{\partial X}"),
        (22, r"F_{new} = F_{old} - \alpha \frac{\partial L}{\partial F}"),
    ],
)
def test_latex_in_the_papers_notation(number, latex):
    assert EQUATIONS[number].plain_latex == latex


def test_latex_has_the_books_colors():
    latex = EQUATIONS[13].latex
    assert rf"{{\color{{{palette.INK['input']}}}{{X_{{11}}}}}}" in latex
    assert rf"{{\color{{{palette.INK['gradient']}}}{{\partial L}}}}" in latex
    assert rf"{{\color{{{palette.INK['filter']}}}{{F_{{11}}}}}}" in latex
    assert EQUATIONS[13]._repr_latex_() == rf"$\displaystyle {latex}$"


@each_equation
def test_every_x_f_o_and_loss_in_the_latex_has_a_color(number):
    bare = re.sub(r"\{\\color\{#\w{6}\}\{(?:[^{}]|\{[^{}]*\})*\}\}", "", EQUATIONS[number].latex)
    assert not re.search(r"[XF]|\bL\b|O", bare)


def test_symbolic_form():
    import sympy

    X12, F11, gradient = sympy.symbols("dL/dX12 F11 dL/dO12")
    (line,) = EQUATIONS[14].symbolic
    assert line.lhs == X12
    assert line.rhs.coeff(gradient) == F11


@pytest.mark.parametrize(("number", "cases"), [(5, 16), (6, 4), (11, 36), (12, 9), (22, 4)])
def test_a_general_rule_is_checked_for_every_element(number, cases):
    assert len(set(EQUATIONS[number].lines)) == cases


@pytest.mark.parametrize("number", [5, 11])
def test_what_the_paper_prints_of_a_rule_is_among_its_cases(number):
    assert set(EQUATIONS[number].text.split(", ")) < set(map(str, EQUATIONS[number].lines))


def test_the_chain_rule_sums_over_all_outputs():
    for number in (6, 12):
        for line in EQUATIONS[number].lines:
            assert re.findall(r"dL/dO(\d\d)", str(line)) == ["11", "12", "21", "22"]


# ---- the three checks ----


@each_equation
def test_three_checks_of_each_equation(number, checks):
    check = checks[number]
    assert check.symbolic == 0
    assert check.finite_differences <= 1e-6
    assert check.tensorflow <= 1e-5
    assert check.function <= 1e-6
    assert check.holds
    assert str(check).startswith(f"({number}) holds: SymPy leaves 0; ")


def turned(term):
    """The filter's places in a term, or else the output's, turned by 180 degrees."""
    letter = "F" if "F" in term else "O"
    return re.sub(rf"{letter}(\d)(\d)", lambda m: f"{letter}{3 - int(m[1])}{3 - int(m[2])}", term)


def other_index(term):
    """The last place in the term, one column on."""
    return re.sub(r"(\d)(\d)(?=\D*$)", lambda m: f"{m[1]}{int(m[2]) % 2 + 1}", term)


ALWAYS_0 = {line.left for line in EQUATIONS[11].lines if str(line).endswith(" = 0")}


def flipped(sign):
    return {"+": "-", "-": "+"}[sign]


def mutations(line):
    """(what is wrong, the wrong line): each term in turn with the wrong sign, a wrong index, no turn, left out."""
    left, right = line.split(" = ")
    if right == "0":
        yield "a term too many", f"{left} = F11"
        return
    if not re.search("[FO]", right):
        of, by = left.split("/")
        yield "turn", f"{of}/{turned(by)} = {right}"
    parts = re.split(r" ([+-]) ", "0 + " + right)
    for at in range(2, len(parts), 2):
        before, sign, term, after = parts[: at - 1], parts[at - 1], parts[at], parts[at + 1 :]
        if set(re.split(r"[ *]+", term)) & ALWAYS_0:
            continue  # such a term has no sign to be wrong
        yield "sign", " ".join([left, "=", *before, flipped(sign), term, *after])
        yield "index", " ".join([left, "=", *before, sign, other_index(term), *after])
        yield "missing term", " ".join([left, "=", *before, *after])
        if turned(term) != term:
            yield "turn", " ".join([left, "=", *before, sign, turned(term), *after])


@each_equation
def test_no_wrong_case_holds(number, example):
    """Whatever term of whatever case is wrong, all three checks fail."""
    equation, kinds = EQUATIONS[number], set()
    for line in map(str, equation.lines):
        assert replace(equation, number=0, text=line).compare(*example).holds
        for what, wrong in mutations(line):
            assert wrong != line
            check = replace(equation, number=0, text=wrong).compare(*example)
            assert check.symbolic != 0, (what, wrong)
            assert check.finite_differences > 1e-6, (what, wrong)
            assert check.tensorflow > 1e-5, (what, wrong)
            assert not check.holds
            kinds.add(what)
    assert {"sign", "index", "turn"} <= kinds


@pytest.mark.parametrize(
    ("number", "right", "wrong"),
    [
        (5, "= X12", "= X21"),
        (5, "= X22", "= 0 - X22"),
        (6, "dL/dO *", "0 - dL/dO *"),
        (6, "* dO/dF", "* dO/dF - dL/dO"),
        (11, "dO11/dX12 = F12", "dO11/dX12 = F21"),
        (11, "= F11", "= 0 - F11"),
        (12, "dL/dO *", "0 - dL/dO *"),
        (22, "Fold - alpha", "Fold + alpha"),
        (22, "alpha dL/dF", "alpha alpha dL/dF"),
    ],
)
def test_a_general_rule_that_is_printed_wrong_does_not_hold(number, right, wrong):
    equation = EQUATIONS[number]
    assert right in equation.text
    check = replace(equation, text=equation.text.replace(right, wrong)).verify(np.random.default_rng(3))
    assert check.symbolic != 0
    assert check.finite_differences > 1e-6
    assert check.tensorflow > 1e-5


def convolution_with_a_turned_filter(X, F):
    return conv2d(X, np.asarray(F)[::-1, ::-1])


def filter_gradient_turned(dO, X, F_shape):
    return conv2d_filter_grad(dO, X, F_shape)[::-1, ::-1]


def input_gradient_without_the_turn(dO, F, X_shape):
    return conv2d(dO, F, padding=1)


def step_uphill(F, dF, state=None, learning_rate=0.01):
    return F + learning_rate * dF, state


WRONG_FUNCTIONS = {
    "conv2d": convolution_with_a_turned_filter,
    "conv2d_filter_grad": filter_gradient_turned,
    "conv2d_input_grad": input_gradient_without_the_turn,
    "gradient_step": step_uphill,
}


@each_equation
def test_no_wrong_function_is_taken_for_the_equation(number):
    wrong = replace(EQUATIONS[number], function=WRONG_FUNCTIONS[EQUATIONS[number].function.__name__])
    check = wrong.verify(np.random.default_rng(3))
    assert check.function > 1e-5
    assert not check.holds
    assert "FAILS" in str(check)


@each_equation
def test_a_function_that_computes_something_else_or_nothing_fails(number, example):
    equation = EQUATIONS[number]
    for other in {*(equation.function for equation in EQUATIONS.values()), len, np.sum, lambda *_: np.nan}:
        check = replace(equation, function=other).compare(*example)
        assert (check.symbolic, check.finite_differences <= 1e-6, check.tensorflow <= 1e-5) == (0, True, True)
        assert check.holds == (other is equation.function), other
        name = other.__name__
        if not check.holds:  # the record says that the equation is not to blame
            said = f"SymPy leaves 0; {equation.measured_by} agree; TensorFlow agrees; {name} does not compute "
            assert str(check) == f"({number}) FAILS: {said}{equation.array}"


def test_the_three_checks_do_not_borrow_from_each_other(example):
    """The same names, and independent sources: letters, loops and differences, TensorFlow."""
    measured, automatic = (named_values(*arrays) for arrays in example)
    letters = symbolic_values(tuple(line for n in (1, 2, 3, 4) for line in EQUATIONS[n].lines))
    asked = {name for equation in EQUATIONS.values() for line in equation.lines for name in line.names}
    assert asked <= set(measured) & set(automatic) & set(letters)
    for name in asked:
        np.testing.assert_allclose(measured[name], automatic[name], rtol=1e-6, atol=1e-7, err_msg=name)
    assert measured["dL/dF11"] != automatic["dL/dF11"], "one of them was copied from the other"


# ---- the pages ----


@each_equation
def test_the_chapter_derives_this_very_formula_under_its_number(number):
    prose = prose_of(BOOK / f"{CHAPTERS[EQUATIONS[number].chapter]}.ipynb")
    formulas = re.findall(rf"\$\$((?:(?!\$\$).)*)\\tag\{{{number}\}}\s*\$\$", prose, re.DOTALL)
    assert len(formulas) == 1

    def squeezed(latex):
        return re.sub(r"\s|\\quad|\\,|\\(?:begin|end)\{aligned\}|\\\\(?:\[\dpt\])?|&", "", latex)

    assert squeezed(formulas[0]) == squeezed(EQUATIONS[number].plain_latex)


def prose_of(path):
    notebook = nbformat.read(path, as_version=4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("path", sorted(BOOK.rglob("*.ipynb")), ids=lambda path: path.stem)
def test_an_equations_number_leads_to_the_chapter_that_derives_it(path):
    for shown, file, number in re.findall(r"\[([^\[\]]*)\]\(([^()#]*)#eq-(\w+)\)", prose_of(path)):
        assert shown == f"({number})"
        home = (path.parent / file if file else path).resolve()
        assert home == (BOOK / f"{CHAPTERS[EQUATIONS[int(number)].chapter]}.ipynb").resolve()


def test_the_table_in_the_book_is_made_from_these_checks(checks):
    """All but the size of the errors, which another machine may round to others; each must be small enough."""
    page = (BOOK / "equations.md").read_text(encoding="utf-8")
    printed, fresh = (
        [re.split(r" ?\| ?", row)[1:-1] for row in re.findall(r"^\|.*\|$", text, re.MULTILINE)]
        for text in (page, table(checks))
    )
    assert [row[:5] for row in printed] == [row[:5] for row in fresh]
    assert [len(row) for row in printed] == [7] * (2 + 22)

    def number(text):
        digits = text.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
        return float(digits.replace("·10", "e"))

    for row in printed[2:]:
        assert number(row[5]) <= 1e-6
        assert number(row[6]) <= 1e-5


def test_an_equation_of_ones_own_can_be_checked():
    own = Equation(0, 7, conv2d_input_grad, "dL/dX11 = F11 * dL/dO11")
    assert own.verify(np.random.default_rng(1)).holds


def test_what_is_checked_is_what_is_printed():
    """Lines cannot be given beside the text, and another text has other lines."""
    with pytest.raises(TypeError):
        Equation(0, 7, conv2d_input_grad, "dL/dX11 = F11 * dL/dO11", lines=("dL/dX11 = dL/dX11",))
    with pytest.raises((AttributeError, TypeError)):
        EQUATIONS[13].lines = ()
    other = replace(EQUATIONS[13], text="dL/dX11 = dL/dO11 * F12")
    assert [str(line) for line in other.lines] == ["dL/dX11 = dL/dO11 * F12"]
    assert not other.verify(np.random.default_rng(1)).holds


@pytest.mark.parametrize(
    "wrong",
    [
        "X11 + 99 F22 - 99 F22",  # terms that cancel, however large,
        "X11 + 99 O22 O22 O22 O22 - 99 O22 O22 O22 X22 F11 - 99 O22 O22 O22 X23 F12"
        " - 99 O22 O22 O22 X32 F21 - 99 O22 O22 O22 X33 F22",
        "alpha alpha alpha alpha alpha alpha",  # and powers do not hide what is wrong
        "X33 X33 X33 X33 X33 X33",
    ],
)
def test_a_false_equation_fails_three_times_whatever_the_numbers(wrong):
    equation = replace(EQUATIONS[13], text=f"{EQUATIONS[13].text} + {wrong}")
    for seed in range(10):
        check = equation.verify(np.random.default_rng(seed))
        assert check.symbolic != 0
        assert check.finite_differences > 1e-4
        assert check.tensorflow > 1e-4


def test_a_true_equation_holds_also_with_large_terms_that_cancel():
    more = "99 O22 O22 dL/dF11 - 99 O22 O22 dL/dO11 X11 - 99 O22 O22 dL/dO12 X12 - 99 O22 O22 dL/dO21 X21"
    equation = replace(EQUATIONS[13], text=f"{EQUATIONS[13].text} + {more} - 99 O22 O22 dL/dO22 X22")
    assert equation.verify(np.random.default_rng(0)).holds


def test_what_sympy_leaves_is_printed_in_short(example):
    check = Equation(0, 2, conv2d, f"O11 = {'O12 ' * 6} + {'O22 ' * 6}").compare(*example)
    assert len(str(check)) < 200
    assert " ...; loops DIFFER; " in str(check)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"number": 99}, ValueError, "number is 99; the paper has 22 equations, and 0 numbers your own"),
        ({"number": -1}, ValueError, "number is -1; expected an int >= 0"),
        ({"number": "13"}, TypeError, "number is '13'; expected an int >= 0"),
        ({"chapter": 99}, ValueError, "chapter is 99; expected one of 2, 6, 7, 8"),
        ({"chapter": "7"}, TypeError, "chapter is '7'; expected an int >= 0"),
        ({"function": None}, TypeError, "function is None; expected a function"),
    ],
)
def test_a_number_or_chapter_that_does_not_exist_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        replace(EQUATIONS[13], **change)


@pytest.mark.parametrize("rng", [None, 0, np.random])
def test_what_draws_no_numbers_is_refused(rng):
    with pytest.raises(TypeError, match=r"rng is .*; expected a random generator, such as np.random.default_rng\(0\)"):
        EQUATIONS[13].verify(rng)


def test_a_number_of_the_papers_is_for_the_papers_left_side():
    with pytest.raises(ValueError, match="equation 14 of the paper is not about dL/dX11; 0 numbers your own"):
        replace(EQUATIONS[13], number=14)


@pytest.mark.parametrize(
    ("function", "text", "measured_by"),
    [
        (conv2d, "O11 = X11 F11 + X12 F12 + X21 F21 + X22 F22", "loops"),
        (conv2d_input_grad, " dL/dX11 = dL/dO11 F11", "finite differences"),
    ],
)
def test_a_check_says_what_it_was_measured_with(function, text, measured_by):
    assert f"{measured_by} agree; " in str(Equation(0, 7, function, text).verify(np.random.default_rng(0)))
