"""What the checks of the exercises say."""

import signal
import time
from contextlib import suppress

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
        (np.bool_(True), True), (frozenset({1}), {1}), (1 + 1e-12, 1), ([], np.zeros(0)),
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
    ],
)
def test_an_answer_of_another_kind_is_told_what_was_expected(answer, expected, message):
    with pytest.raises(CheckFailed, match=message):
        marking.expect(answer, expected, "Not that.")


def test_numbers_may_differ_by_rounding_relative_to_the_largest():
    marking.expect([1e9 + 0.5, 1], [1e9, 1], "Not that.")
    with pytest.raises(CheckFailed):
        marking.expect([1e9 + 2, 1], [1e9, 1], "Not that.")
    marking.expect(0.34, 1 / 3, "Not that.", tolerance=0.01)


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
def test_a_dict_of_arrays_is_the_checks_own_and_who_changes_the_copy_is_told(step):
    F, dF = {"F": np.ones(2), "b": np.zeros(1)}, {"F": np.ones(2), "b": np.ones(1)}
    with pytest.raises(CheckFailed, match="^You changed the dict you were given.$"):
        marking.call(step, F, dF)
    assert F.keys() == dF.keys() and F["F"].tolist() == [1, 1] and F["b"].tolist() == [0]


def test_a_new_dict_is_fine_even_with_arrays_of_the_old_one():
    F = {"F": np.ones(2), "b": np.zeros(1), "name": "first"}
    result = marking.call(lambda F: {**F, "b": F["b"] + 1}, F)
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
