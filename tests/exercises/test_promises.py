"""What an exercise promises or forbids, its checks do: digits, forms of an answer, what must not be used or changed."""

import ast
import re
import types

import numpy as np
import pytest
from exercises.feeding import PAGES, exercise_of, failed_with, grade_id, parts, points, read, shown, solved, wants

from convbook import marking
from workshop.exercise_cells import is_check

DIGITS = "Write decimals with five digits or more, unless an exercise asks for fewer; `float32` is precise enough."
DECIMALS = re.compile(r"\b(one|two|three) decimals?\b")
LOOSE = re.compile(r"decimals?\b|does not matter")
FORBIDDEN = re.compile(r"neither `|SciPy|for checking only|does without")
EXERCISES = [(page, number) for page in PAGES for number in parts(page)]
ANSWERS = [(page, answer, name) for page in PAGES for answer, names in shown(page).items() for name in names]


def text_of(page, number):
    return parts(page)[number][0]


def checks_of(page, number, with_points=False):
    """The sources of an exercise's checks: `{grade_id: source}`."""
    cells = [cell for cell in parts(page)[number][1] if is_check(cell)]
    return {grade_id(c): c.source for c in cells if points(page)[grade_id(c)] or not with_points}


def calls(source, method):
    """The calls of a function of `marking` in a check."""
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call for call in found if ast.unparse(call.func) == f"marking.{method}"]


def right_value(page, answer, name):
    return solved(page, exercise_of(page, answer))[name]


def is_function(value):
    return isinstance(value, types.FunctionType)


# ---- digits ----


@pytest.mark.parametrize("page", PAGES)
def test_each_page_says_how_many_digits_are_enough(page):
    assert DIGITS in read(page).cells[0].source


def rounded(value, text):
    """A right value with as many digits as the text asks for, at least."""
    if asked := DECIMALS.search(text):
        return np.round(np.asarray(value, dtype=float), {"one": 1, "two": 2, "three": 3}[asked[1]])
    digits = [float(f"{number:.4e}") for number in np.ravel(value)]
    return np.reshape(digits, np.shape(value))


NUMBERS = [
    (page, answer, name)
    for page, answer, name in ANSWERS
    if not isinstance(right_value(page, answer, name), set | str | types.FunctionType)
]


@pytest.mark.parametrize(("page", "answer", "name"), NUMBERS)
def test_numbers_are_right_with_the_digits_that_are_asked_for_and_in_any_form(page, answer, name):
    right, text = right_value(page, answer, name), text_of(page, exercise_of(page, answer))
    whole = np.array_equal(np.asarray(right, dtype=float), np.round(np.asarray(right, dtype=float)))
    forms = {
        "rounded": rounded(right, text) if not whole else right,
        "float32": np.float32(right), "float64": np.asarray(right, dtype=float),
        "list": np.asarray(right, dtype=float).tolist(),
        "tuple": tuple(right) if np.ndim(right) else right,
        "NumPy's numbers": [np.float64(n) for n in right] if np.ndim(right) == 1 else np.array(right),
    }  # fmt: skip
    if whole:
        forms["integers"] = np.asarray(right).astype(int).tolist()
    for form, value in forms.items():
        assert failed_with(page, answer, {name: value}) == {}, form


def test_many_numbers_are_no_whole_ones():
    kinds = [np.asarray(right_value(*case), dtype=float) for case in NUMBERS]
    assert sum((kind != kind.round()).any() for kind in kinds) >= 15


@pytest.mark.parametrize(("page", "number"), EXERCISES)
def test_where_a_check_of_numbers_is_lenient_the_text_says_so(page, number):
    right, lenient = solved(page, number), False
    for source in checks_of(page, number).values():
        for call in calls(source, "expect"):
            asked = [keyword.value for keyword in call.keywords if keyword.arg == "tolerance"] + call.args[4:]
            names = {node.id for node in ast.walk(call.args[0]) if isinstance(node, ast.Name)} & set(right)
            direct = [name for name in names if not is_function(right[name])]
            lenient |= bool(asked and direct and eval(ast.unparse(asked[0])) > 5e-5)
    assert not lenient or LOOSE.search(text_of(page, number))


# ---- forms ----

SETS = [(page, answer, name) for page, answer, name in ANSWERS if isinstance(right_value(page, answer, name), set)]


@pytest.mark.parametrize(("page", "answer", "name"), SETS)
def test_a_set_is_right_as_a_list_a_tuple_an_array_and_with_blanks_or_other_case(page, answer, name):
    right = sorted(right_value(page, answer, name))
    forms = [right, tuple(right), np.array(right), frozenset(right), dict.fromkeys(right).keys(), [*right, right[0]]]
    if isinstance(right[0], str):
        forms += [[f" {item} " for item in right], {item.upper() for item in right}, [s.lower() for s in right]]
        forms.append(np.array(right, dtype=object))
    if isinstance(right[0], tuple):
        forms.append([list(pair) for pair in right])
    if name == "true":
        forms += ["".join(right), ", ".join(right), " and ".join(right), " ".join(right).lower()]
    for form in forms:
        assert failed_with(page, answer, {name: form}) == {}, form


FUNCTIONS = [case for case in ANSWERS if is_function(right_value(*case))]


def converted(value, change):
    """A value with all arrays in it changed, whatever they lie in."""
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "fiub":
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(converted(item, change) for item in value)
    if isinstance(value, dict):
        return {key: converted(item, change) for key, item in value.items()}
    return value


def single(array):
    return array.astype(np.float32) if array.dtype.kind == "f" else array


@pytest.mark.parametrize(("page", "answer", "name"), FUNCTIONS)
def test_a_function_is_right_in_single_precision_and_with_lists(page, answer, name):
    right = right_value(page, answer, name)

    def in_float32(*args):
        return converted(right(*converted(args, single)), single)

    def with_lists(*args):
        return converted(right(*args), lambda array: array.tolist())

    def with_views(*args):
        return converted(right(*args), lambda array: np.repeat(array[..., None], 2, axis=-1)[..., 0])

    for way in (in_float32, with_lists, with_views):
        assert failed_with(page, answer, {name: way}, later=way is in_float32) == {}, way.__name__


# ---- what must not be used ----


def bans(source):
    """The names that a check's calls of `expect_without` forbid."""
    space = {"marking": marking}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and re.search(r"marking\.[A-Z]|\bno = ", ast.unparse(node)):
            targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
            values = node.value.elts if len(targets) > 1 else [node.value]
            for target, value in zip(targets, values, strict=True):
                if not any(isinstance(part, ast.Call) for part in ast.walk(value)):
                    space[target.id] = eval(ast.unparse(value), dict(space))
    return {
        name
        for call in calls(source, "expect_without")
        for name in eval(f"[{', '.join(ast.unparse(arg) for arg in call.args[1:])}]", space)
    }


@pytest.mark.parametrize(("page", "number"), EXERCISES)
def test_what_the_text_forbids_every_check_with_points_looks_for_and_nothing_else(page, number):
    text, sources = text_of(page, number), checks_of(page, number, with_points=True)
    forbidden = set().union(*map(bans, checks_of(page, number).values()))
    assert bool(forbidden) == bool(FORBIDDEN.search(text))
    if not forbidden:
        return
    about = {check: source for check, source in sources.items() if set(wants(page)[check]) - {"true"}}
    assert {check: bans(source) for check, source in about.items()} == dict.fromkeys(about, forbidden)
    for source in about.values():  # computed names are seen only while it runs
        (call,) = calls(source, "expect_without")
        assert [keyword.arg for keyword in call.keywords] == ["called_with"]
    others, gradients = set(marking.OTHER_PACKAGES), set(marking.AUTODIFF)
    if "scipy" in forbidden:
        assert others <= forbidden and re.search(r"SciPy (nor|and) (another|other) librar", text)
    elif gradients & forbidden - {"numerical_gradient"}:
        assert gradients <= forbidden and "without any library that finds gradients by itself" in text
    named = {name for name in forbidden - others - (gradients - {"numerical_gradient"})}
    assert {name for name in named if f"`{name}`" not in text} == set()


def test_something_is_forbidden_in_six_exercises():
    found = {case for case in EXERCISES if any(bans(source) for source in checks_of(*case).values())}
    assert found == {("02", 3), ("04", 3), ("05", 2), ("05", 3), ("06", 2), ("07", 2)}


@pytest.mark.parametrize(("page", "number"), EXERCISES)
def test_what_must_not_change_is_looked_at_by_every_check_with_points_and_by_no_other(page, number):
    text, sources = text_of(page, number), checks_of(page, number, with_points=True)
    functions = {name for name, value in solved(page, number).items() if is_function(value)}
    asked = {check for check, source in sources.items() if calls(source, "call_unchanged")}
    about = {check for check in sources if functions & set(wants(page)[check])}
    assert asked == (about if "must not change" in text else set())


def test_arguments_must_not_change_in_five_exercises():
    found = {(page, number) for page, number in EXERCISES if "must not change" in text_of(page, number)}
    assert found == {("07", 3), ("08", 2), ("09", 2), ("10", 3), ("14", 3)}


INNOCENT = [case for case in FUNCTIONS if "must not change" not in text_of(case[0], exercise_of(*case[:2]))]


@pytest.mark.parametrize(("page", "answer", "name"), INNOCENT)
def test_elsewhere_a_function_may_overwrite_what_it_is_given(page, answer, name):
    right = right_value(page, answer, name)

    def careless(*args):
        result = right(*(arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args))
        for arg in args:
            if isinstance(arg, np.ndarray):
                arg[...] = 0
        return result

    assert failed_with(page, answer, {name: careless}, later=False) == {}
