"""One contract for all public names: a wrong argument gets a sentence that names it, or a finite answer comes.

Each argument of each valid call in `contract` is replaced by values that are wrong for some of them. Then the call
either raises a TypeError, a ValueError or, of a file, an OSError (a widget, a TraitError) whose message names the
argument; or it returns, without a warning, and holds no NaN and no infinity that its docstring does not promise.
"""

import dataclasses
import inspect
import re
import signal
import warnings
from contextlib import contextmanager, suppress
from operator import attrgetter

import contract_plots
import matplotlib.pyplot as plt
import numpy as np
import pytest
import traitlets
from contract import ALSO_CALLED, CALLS, NAN_PROMISED, NOT_BY_FIELD

import convbook
from convbook import plots
from convbook.plots import parameters

SECONDS = 300  # for one call: none may hang; a busy machine is no error
REFUSED = TypeError, ValueError, OSError, traitlets.TraitError
# What a check is there to say: that the answer is wrong.
SAID = {"check_gradient": AssertionError}


class Odd:
    """Something that no function knows, made of anything."""

    def __init__(self, *arguments, **options):
        pass

    def __repr__(self):
        return "<something odd>"


def nothing(*arguments, **options):
    """A function that returns nothing."""


WRONG = {
    "None": None, "NaN": np.nan, "inf": np.inf, "-inf": -np.inf, "-1": -1, "0": 0, "2": 2, "2.5": 2.5, "-0.5": -0.5,
    "1e308": 1e308, "1e-320": 1e-320, "2**40": 2**40, "10**30": 10**30, "-10**30": -(10**30), "True": True,
    "1j": 1j, "''": "", "'x'": "x", "b'x'": b"x", "[]": [], "()": (), "{}": {}, "[-1]": [-1], "[2.5, 'x']": [2.5, "x"],
    "[None]": [None], "{'x': None}": {"x": None}, "something odd": Odd(), "a class": Odd, "a function": nothing,
    "ragged": [[1, 2], [3]], "no numbers": np.zeros(0), "empty axis": np.zeros((2, 0)), "one number": np.array(5.0),
    "texts": np.array(["a", "b"]), "objects": np.array([None, Odd()], object), "complex": np.ones(2) * 1j,
    "masked": np.ma.array([1.0, 2.0], mask=[0, 1]), "six axes": np.ones((1, 1, 2, 1, 2, 1)),
    "NaN inside": np.array([1.0, np.nan]), "inf inside": np.array([[1.0, np.inf]]),
    "datetimes": np.array(["2000"], "M8[s]"),
}  # fmt: skip
# What NumPy, SciPy and Keras say of an argument of theirs, in which a name of ours may stand by chance.
NOT_OURS = re.compile(
    "truth value of an|Maximum allowed|inhomogeneous shape|could not convert|not supported between|ufunc|matmul|"
    "is not iterable|has no len|unsized|not subscriptable|unsupported operand|can be converted|operands could not|"
    "cannot unpack|values to unpack|positional argument|Received|Input 0 of|broadcast|cannot be interpreted|"
    "InvalidParameter"
)


def wrong_values(valid):
    """What an argument is given in place of its valid value: {description: value}."""
    values = dict(WRONG)
    if isinstance(valid, np.ndarray) and valid.dtype.kind in "iuf":
        values |= wrong_arrays(valid)
    elif dataclasses.is_dataclass(valid) or hasattr(valid, "_fields"):
        values |= wrong_records(valid)
    elif isinstance(valid, list | tuple) and valid:
        first, *rest = valid
        values |= {"its first only": type(valid)([first]), "one more": type(valid)([*valid, first])}
        values |= {f"first {name}": type(valid)([value, *rest]) for name, value in WRONG.items()}
    elif isinstance(valid, dict) and valid:
        key = next(iter(valid))
        values |= {f"{key} {name}": valid | {key: value} for name, value in WRONG.items()}
        values |= {f"without {key}": {k: v for k, v in valid.items() if k != key}}
    return values


def wrong_records(valid):
    """A record with one wrong field, where it can be made at all."""
    names = valid._fields if hasattr(valid, "_fields") else [field.name for field in dataclasses.fields(valid)]
    replace = type(valid)._replace if hasattr(valid, "_fields") else dataclasses.replace
    records = {}
    for field in names:
        for name, value in wrong_values(getattr(valid, field)).items():
            with suppress(*REFUSED):
                records[f"{field} {name}"] = replace(valid, **{field: value})
    return records


def wrong_arrays(valid):
    """What comes near a valid array and is none."""
    valid = valid.astype(np.float64) if valid.dtype.kind == "f" else valid
    one_nan, one_inf = valid.astype(float), valid.astype(float)
    one_nan.flat[-1], one_inf.flat[0] = np.nan, np.inf
    masked = np.ma.array(valid, mask=np.zeros(valid.shape, bool))
    masked.mask.flat[0] = True
    return {
        "one NaN": one_nan, "one inf": one_inf, "one axis more": valid[None], "one axis less": valid[0],
        "as text": valid.astype(str), "complex numbers": valid * 1j, "as objects": valid.astype(object),
        "masked numbers": masked, "first of all": valid[:1], "none of it": valid[:0],
        "without a last axis": valid[..., :0], "of twice the length": np.concatenate([valid, valid]),
        "one column more": np.concatenate([valid, valid[..., :1]], axis=-1), "negative": -1 - valid,
        "zeros": 0 * valid, "huge": valid * 1e100, "tiny": valid * 1e-100, "halves": valid + 0.5,
        "bools": valid > 0.5, "as list": valid.tolist(), "wide": valid.astype(np.longdouble),
        "bytes": (valid * 255).astype(np.uint8),
    }  # fmt: skip


@contextmanager
def time_limit(seconds):
    def stop(*_):
        raise TimeoutError(f"no answer within {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def answer(function, arguments):
    plt.close("all")  # twenty open figures are a warning
    with warnings.catch_warnings(), time_limit(SECONDS):
        warnings.simplefilter("error")
        result = function(**arguments)
        return result.html() if hasattr(result, "html") else result


def not_finite(value):
    """Whether there is a NaN or an infinity in it, however deep."""
    if isinstance(value, np.ndarray | np.number | float | complex):
        value = np.asarray(value)
        return not np.isfinite(value).all() if value.dtype.kind in "fc" else False
    if dataclasses.is_dataclass(value):
        return any(not_finite(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, dict):
        return any(map(not_finite, value.values()))
    return isinstance(value, list | tuple) and any(map(not_finite, value))


def is_named(sentence, name, argument, arguments):
    """Whether a sentence is ours and names the argument; or, where two do not fit each other, the other one."""
    names = [argument, *fields_of(arguments[argument]), *ALSO_CALLED.get((name, argument), ())]
    if is_number_or_array(arguments[argument]):
        names += [other for other in arguments if other != "a"]
    if sentence.startswith("[Errno 2] No such file"):  # what the system says has the path itself in it
        return True
    return not NOT_OURS.search(sentence) and any(re.search(rf"(?<!\w){re.escape(n)}(?!\w)", sentence) for n in names)


def fields_of(record):
    """The names of a record's fields: of what is wrong in it, the field is named."""
    return getattr(record, "_fields", None) or getattr(record, "__dataclass_fields__", ())


def is_number_or_array(value):
    """Whether it is made of finite numbers, or a list with something in it; anything else is wrong by itself."""
    if isinstance(value, np.ndarray | np.generic | int | float):
        array = np.asarray(value)
        return array.dtype.kind in "biuf" and bool(np.isfinite(array.astype(float)).all())
    return isinstance(value, list | tuple)


def fault(name, argument, arguments):
    """What is wrong with how a function takes these arguments, of which `argument` is the odd one; None if nothing."""
    try:
        result = answer(attrgetter(name)(convbook), arguments)
    except Warning as warning:
        return f"warns: {warning}"
    except REFUSED as error:
        return None if is_named(str(error), name, argument, arguments) else f"{type(error).__name__}: {error}"
    except SAID.get(name, ()):
        return None
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "returns NaN or infinity" if name not in NAN_PROMISED and not_finite(result) else None


def test_every_public_name_is_in_the_table():
    assert sorted(CALLS) == sorted(convbook.__all__)


FIGURES = {f"plots.{name}": call for name, call in contract_plots.CALLS.items()}
ALL_CALLS = {name: call for name, call in CALLS.items() if callable(call)} | FIGURES


def test_every_figure_is_in_the_table_with_each_of_its_parameters():
    functions = {name: one for name, one in vars(plots).items() if inspect.isfunction(one)}
    assert sorted(contract_plots.CALLS) == sorted(functions)
    asked = {name: list(inspect.signature(one).parameters) for name, one in functions.items()}
    assert {name: list(call()) for name, call in contract_plots.CALLS.items()} == asked


def test_every_check_of_a_parameter_is_of_one_that_a_figure_has():
    used = {
        f"{name}.{parameter}" if f"{name}.{parameter}" in parameters.CHECKS else parameter
        for name, call in contract_plots.CALLS.items()
        for parameter in call()
    }
    assert used == set(parameters.CHECKS)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ALL_CALLS))
def test_a_wrong_argument_is_named_or_gets_a_finite_answer(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where a call that takes "x" for a path may leave it
    monkeypatch.setenv("CONVBOOK_CACHE", str(tmp_path / "cache"))
    make = ALL_CALLS[name]
    assert not not_finite(answer(attrgetter(name)(convbook), make())), "the valid call itself"
    faults = []
    for argument, valid in make().items():
        values = WRONG if (name, argument) in NOT_BY_FIELD else wrong_values(valid)
        for description, value in values.items():
            if found := fault(name, argument, make() | {argument: value}):
                faults.append(f"{argument}={description}: {found.splitlines()[0][:150]}")
    assert not faults, f"{len(faults)} faults of {name}:\n" + "\n".join(faults)
