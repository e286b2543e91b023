"""What the checks of the exercises say."""

import signal
import time
from contextlib import nullcontext, suppress
from fractions import Fraction

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from convbook import marking
from convbook.exercises import calling
from convbook.exercises.calling import CheckFailed

SILLY = [
    None,
    ...,
    3,
    10**400,
    "x",
    [],
    [[1], [2, 3]],
    [[1, 2]],
    {1},
    {"a": 1},
    np.nan,
    np.zeros((2, 0)),
    object(),
    [{1}],
    True,
]


@pytest.mark.parametrize(
    "expected", [2.5, np.eye(2), "blur", {"A", "C"}, False], ids=lambda value: type(value).__name__
)
@pytest.mark.parametrize("answer", SILLY, ids=range(len(SILLY)))
def test_a_silly_answer_is_told_a_sentence_and_nothing_else_happens(answer, expected):
    with pytest.raises(CheckFailed) as failure:
        marking.expect(answer, expected, "Not that.")
    assert "\n" not in str(failure.value) and str(failure.value).endswith(".")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (2, 2.0), ([[1, 0], [0, 1]], np.eye(2)), (np.float32(0.5), 0.5), ("blur", "blur"), (["C", "A"], {"A", "C"}),
        (np.bool_(True), True), (frozenset({1}), {1}), (" Blur", "blur"), ([[0, 1]], {(0, 1)}), ({"a"}, {"A"}),
        (np.eye(2, dtype=int), {(0, 1), (1, 0)}), (1 + 1e-12, 1), ([], np.zeros(0)),
        ({"A": 1, "C": 2}.keys(), {"A", "C"}), (np.array(["a ", "C"]), {"A", "C"}), (("C", "C", "A"), {"A", "C"}),
        (Fraction(1, 2), 0.5), ([np.int64(1), 2.0], {1, 2}), (np.array(0.5), 0.5), ((1, np.float32(2)), [1, 2]),
    ],
)  # fmt: skip
def test_a_right_answer_is_right_in_whatever_form_it_comes(answer, expected):
    marking.expect(answer, expected, "Not that.")


def test_a_known_mistake_is_told_by_its_name_and_another_one_is_not():
    mistakes = {"Subtract it.": [3, 3], "Turn it.": [2, 1]}
    for answer, message in (([2, 1], "Turn it."), ([3, 3], "Subtract it."), ([9, 9], "Not that.")):
        with pytest.raises(CheckFailed, match=message):
            marking.expect(answer, [1, 2], "Not that.", mistakes)


@pytest.mark.parametrize(
    ("answer", "expected", "message"),
    [
        ([1, 2, 3], [1, 2], r"shape \(3,\); an array of shape \(2,\) was expected"),
        ([1, 2], 3, "a single number was expected"),
        ("one", 1, "Numbers were expected; a str came"),
        ([np.inf, 1], [1, 1], "not finite"),
        (3, {1}, "A set was expected"),
        (3, "x", "A text was expected; an int came"),
        (..., 3, "Nothing is filled in here yet"),
        ([[1, ...], [3, 4]], np.eye(2), "One place, at least, is not filled in yet"),
        ([(1, 2), (3, None)], np.eye(2), "One place, at least"),
        ([[1, 2], [3]], np.eye(2), "rows of different lengths came"),
        (3, {"A"}, 'A set was expected, as in {"one", "other"}; an int came'),
        (3, {(0, 1)}, r"as in {\(0, 1\), \(2, 3\)}"),
        ({}, {"A"}, "{}, an empty dict, came"),
    ],
)
def test_an_answer_of_another_kind_is_told_what_was_expected(answer, expected, message):
    with pytest.raises(CheckFailed, match=message):
        marking.expect(answer, expected, "Not that.")


@pytest.mark.parametrize("right", [1 / 3, 10 / 3, np.pi * 1e-4, [1234.5678, 0.1], -np.e * 1e6])
def test_five_digits_are_enough_and_four_are_not(right):
    largest = np.abs(right).max()
    for digits, enough in ((5, True), (7, True), (4, False)):
        rounded = np.array([float(f"{number:.{digits - 1}e}") for number in np.ravel(right)]).reshape(np.shape(right))
        assert (np.abs(rounded - right).max() <= 5e-5 * largest) == enough, "what rounding does at most"
        with nullcontext() if enough else pytest.raises(CheckFailed):
            marking.expect(rounded, right)
        with nullcontext() if digits > 5 else pytest.raises(CheckFailed):
            marking.expect(rounded, right, tolerance=1e-6)
    marking.expect(np.float32(right), right)


@pytest.mark.parametrize("right", [2386, 5_760_000, [3, 1_000_000], 1, [0, 1]])
def test_whole_numbers_have_to_be_exact_however_large(right):
    marking.expect(np.float32(right), right)
    marking.expect(np.asarray(right) * (1 + 1e-9), right)
    for off in (1, -1, 0.1):
        with pytest.raises(CheckFailed):
            marking.expect(np.asarray(right) + off, right)


def test_rounding_to_zero_is_zero():
    marking.expect([1e-7, -1e-6], [0, 0])
    with pytest.raises(CheckFailed):
        marking.expect([1e-7, 1e-3], [0, 0])


def test_a_check_may_allow_more():
    marking.expect(0.34, 1 / 3, "Not that.", tolerance=0.03)
    marking.expect(1772, 1770, "Not that.", tolerance=0.002)


def test_a_wrong_shape_is_told_with_both_shapes():
    marking.expect_shape([[1, 2]], (1, 2), "A row.")
    for answer, message in (
        ([1], r"shape \(1,\); .* shape \(1, 2\).* A row\."),
        ("x", "Numbers were"),
        (..., "Nothing"),
    ):
        with pytest.raises(CheckFailed, match=message):
            marking.expect_shape(answer, (1, 2), "A row.")


def test_what_a_students_function_does_becomes_an_answer_or_a_sentence():
    def spoils(X):
        X[0] = 9
        return X.sum()

    X = np.zeros(2)
    assert marking.call(spoils, X) == 9
    assert X[0] == 0, "the check's own array stays as it was"

    def unwritten():
        raise NotImplementedError

    cases = ((unwritten, "`unwritten` is not written yet"), (lambda: None, "returned nothing"))
    cases += ((lambda: [][1], "stopped with an IndexError: list index out of range"), (3, "A function was expected"))
    for function, message in cases:
        with pytest.raises(CheckFailed, match=message):
            marking.call(function)


def in_place(F, dF):
    for name in F:
        F[name] -= dF[name]
    return F


def replacing(F, dF):
    for name in F:
        F[name] = F[name] - dF[name]
    return F


def losing(F, dF):
    F.pop("b")
    return F


@pytest.mark.parametrize("step", [in_place, replacing, losing])
def test_a_dict_of_arrays_is_the_checks_own_and_a_check_may_ask_that_it_stays_as_it_was(step):
    F, dF = {"F": np.ones(2), "b": np.zeros(1)}, {"F": np.ones(2), "b": np.ones(1)}
    marking.call(step, F, dF)
    with pytest.raises(CheckFailed, match="^You changed the dict you were given.$"):
        marking.call_unchanged(step, F, dF)
    assert F.keys() == dF.keys() and F["F"].tolist() == [1, 1] and F["b"].tolist() == [0]


def test_a_new_dict_is_fine_even_with_arrays_of_the_old_one():
    F = {"F": np.ones(2), "b": np.zeros(1), "name": "first"}
    result = marking.call_unchanged(lambda F: {**F, "b": F["b"] + 1}, F)
    assert result["b"] == 1 and result["F"].tolist() == [1, 1]


def test_a_check_may_ask_that_an_array_stays_as_it_was():
    def spoils(X):
        X += 1
        return X

    X = np.zeros(2)
    assert marking.call(spoils, X).tolist() == [1, 1]
    with pytest.raises(CheckFailed, match="^You changed the array you were given.$"):
        marking.call_unchanged(spoils, X)
    assert X.tolist() == [0, 0]
    assert marking.call_unchanged(lambda X: X + 1, X).tolist() == [1, 1]


def test_arrays_in_a_tuple_or_a_list_are_the_checks_own_too():
    def spoils(state):
        state[1][0] += 1
        return state

    state = (3, np.zeros(2), [np.ones(1)])
    assert marking.call(spoils, state)[1].tolist() == [1, 0]
    assert marking.call(lambda state: state[2][0].fill(7) or state, state)[2][0] == 7
    assert state[1].tolist() == [0, 0] and state[2][0] == 1
    with pytest.raises(CheckFailed, match="^You changed the array you were given.$"):
        marking.call_unchanged(spoils, state)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no alarm on this system")
def test_a_function_that_never_ends_is_stopped_once_and_then_not_called_again(monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.2)
    calls = []

    def forever(x):
        calls.append(x)
        while True:
            with suppress(Exception):
                time.sleep(0.01)

    for _ in range(3):
        with pytest.raises(CheckFailed, match="`forever` had not come to its end after 0.2 seconds"):
            marking.call(forever, 1)
    assert calls == [1]
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert marking.call(lambda: 3) == 3


def test_jupyter_shows_the_sentence_and_no_traceback(capsys):
    shell = InteractiveShell.instance()
    shell.run_cell("from convbook import marking\nmarking.expect(1, 2, 'Not that.')")
    InteractiveShell.clear_instance()
    shown = capsys.readouterr()
    assert "Not that." in shown.out + shown.err
    assert "Traceback" not in shown.out + shown.err and "marking.py" not in shown.out + shown.err


# ---- the ladder ----

O = np.array([[3.0, -2, 7], [7, 3, -1]])


@pytest.mark.parametrize(
    ("answer", "right", "says"),
    [
        (..., O, "Nothing is filled in here yet."),
        ([["a", "b", "c"]] * 2, O, "Numbers were expected; a list came."),
        (1j * O, O, "Numbers were expected; complex ones came."),
        (O[:1], O, r"The answer has the shape \(1, 3\); an array of shape \(2, 3\) was expected."),
        (np.where(O == 3, np.nan, O), O, r"not finite. The first is at \[0, 0\]."),
        (-O, O, "^Each number has the wrong sign.$"),
        (2 * O, O, "^Each number is twice what it should be.$"),
        (O / -6, O, "^Each number is 1/6 of what it should be, and the sign is wrong.$"),
        (0.3 * O, O, "^Each number is 0.3 times what it should be.$"),
        (0 * O, O, "^All its numbers are 0.$"),
        (0 * O + 4, O, "^All its numbers are the same.$"),
        (O - 3, O, "^Each number is too small, by the same amount.$"),
        (O[::-1], O, "^These are the right numbers, with the rows reversed.$"),
        (O[:, ::-1], O, "^These are the right numbers, with the columns reversed.$"),
        (O[::-1, ::-1], O, "^These are the right numbers, with the rows and the columns reversed.$"),
        (O[:, 1:].T, O[:, 1:], "^These are the right numbers, but rows and columns are exchanged.$"),
        (np.sort(O), O, r"right numbers in another order; the first wrong one is at \[0, 0\]."),
        ([3, 2, 1], [1, 2, 3], "^These are the right numbers, with the order reversed.$"),
        (abs(O), O, r"^The sizes are right, but not every sign: look at \[0, 1\].$"),
        (O + [[0, 0, 0], [0, 1, 0]], O, r"^All are right but the number at \[1, 1\], which is too large.$"),
        (O - [[0, 0, 0], [1, 0, 1]], O, r"^Only row 1, counted from 0, has wrong numbers. The first"),
        (O + [[0, 1, 0], [0, 3, 0]], O, r"^Only column 1, counted from 0, has"),
        (O + [[0, 1, 0], [0, 0, 2]], O, r"^4 of the 6 numbers are right. The first .*, at \[0, 1\], is too large."),
        (O + [[5, 1, 3], [4, 1, 2]], O, r"^None of the 6 numbers is right; the first, at \[0, 0\], is too large.$"),
        (np.pad(O, 1), np.pad(O, 1, constant_values=1), r"^Inside, all numbers are right, but not at the edge."),
        ([1, 0], [2, 0], r"^All are right but the number at \[0\], which is too small.$"),
        (O - [[0, 1, 2], [1, 3, 3]], O, r"^1 of the 6 numbers is right. The first .*, at \[0, 1\], is too small."),
        (-2.5, 2.5, "^The sign is wrong.$"),
        (0, 2.5, "^It should not be 0.$"),
        (25, 2.5, "^It is 10 times what it should be.$"),
        (1.25, 2.5, "^It is half of what it should be.$"),
        (-3, 2.5, "^It should be positive.$"),
        (2.6, 2.5, "^It is too large.$"),
        (2.49, 2.5, r"^It is a little too small: was something rounded too early\?$"),
        ("blurred", "blur", "^It is not 'blurred'.$"),
        (True, False, "^It is the other of the two.$"),
        ({"A", "C"}, {"A", "B", "D"}, "^'C' does not belong in it. 2 are missing.$"),
        ({"A"}, {"A", "B"}, "^1 is missing.$"),
        (np.array([1, 4]), {1, 3}, "^4 does not belong in it. 1 is missing.$"),
    ],
)  # fmt: skip
def test_each_rung_has_a_sentence_of_its_own(answer, right, says):
    with pytest.raises(CheckFailed, match=says):
        marking.expect(answer, right)


def step(mean=True, downhill=True, decay=0.5):
    F, dF, n = np.array([4.0, -2, 1]), np.array([8.0, 2, -6]), 4
    return F - (1 if downhill else -1) * dF / (n if mean else 1) - decay * F


SLIPS = {
    "The loss is a mean.": {"mean": False},
    "The step goes uphill.": {"downhill": False},
    "The decay is missing.": {"decay": 0},
    "The decay is doubled.": {"decay": 1},
}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"mean": False}, "^The loss is a mean.$"),
        ({"downhill": False, "mean": False}, "^The loss is a mean. The step goes uphill.$"),
        ({"downhill": False, "decay": 1}, "^The step goes uphill. The decay is doubled.$"),
    ],
)
def test_two_mistakes_at_once_are_both_told(arguments, says):
    with pytest.raises(CheckFailed, match=says):
        marking.expect(step(**arguments), step, "Not right.", SLIPS)
    marking.expect(step(), step, "Not right.", SLIPS)


def test_a_mistake_made_at_one_place_only_is_told_with_the_place():
    turned = O[::-1, ::-1]
    answer, both = O.copy(), O.copy()
    answer[0, 1] = both[0, 1] = turned[0, 1]
    both[1, 2] = 1
    slips = {"You turned the filter.": turned, "You took no account of the signs.": abs(O)}
    with pytest.raises(CheckFailed, match=r"^At \[0, 1\]: You turned the filter.$"):
        marking.expect(answer, O, "", slips)
    with pytest.raises(CheckFailed, match="^You turned the filter. You took no account of the signs.$"):
        marking.expect(both, O, "", slips)


def test_two_mistakes_at_once_are_not_seen_in_a_lone_number():
    answer = step()
    answer[0] = step(downhill=False, decay=0)[0]
    with pytest.raises(CheckFailed, match=r"^All are right but the number at \[0\], which is too large.$"):
        marking.expect(answer, step, "", SLIPS)


WHY = {"A": "think of a blur.", "B": "is 0 a sum of equal numbers only?", "C": "try it."}


@pytest.mark.parametrize("answer", [{"A", "C"}, ["c", "a"], "AC", "a, C", "A and C", " a  c"])
def test_right_statements_are_right_however_they_are_written(answer):
    marking.expect_statements(answer, {"A", "C"}, WHY)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"A"}, "^C is true: try it.$"),
        ({"B", "C"}, r"^A is true: think of a blur. B is not true: is 0 a sum of equal numbers only\?$"),
        ({"E"}, "^'E' is not one of those to choose from.$"),
        (3, "A set was expected"),
        (None, "Nothing is filled in"),
    ],
)
def test_each_statement_judged_wrongly_is_named(answer, says):
    with pytest.raises(CheckFailed, match=says):
        marking.expect_statements(answer, {"A", "C"}, WHY)


def test_a_sentence_can_begin_with_the_name_of_the_answer():
    for check in (marking.expect, marking.expect_shape, marking.as_array, marking.expect_names):
        with pytest.raises(CheckFailed, match="^`fell`: Nothing is filled in"):
            check(..., (), name="fell")


def test_a_whole_number_is_not_asked_about_rounding():
    for right, words in ((2386, "^It is a little too small.$"), (23.86, "was something rounded too early")):
        with pytest.raises(CheckFailed, match=words):
            marking.expect(right * 0.99, right)


def test_a_readers_check_says_that_it_is_passed_or_what_to_run_first(capsys):
    with marking.in_words():
        marking.expect(3, 3)
    assert capsys.readouterr().out == "Passed.\n"
    with pytest.raises(CheckFailed, match="^There is no `counts` yet: run the cells above"), marking.in_words():
        marking.expect(counts, 3)  # noqa: F821
    with pytest.raises(CheckFailed, match="^The sign is wrong"), marking.in_words():
        marking.expect(-3, 3)
    assert capsys.readouterr().out == ""
