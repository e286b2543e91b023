"""`Question`: what the page asks to predict, with a place to answer and a sentence in reply."""

import json
import warnings
from html import escape

import numpy as np
import traitlets

from convbook.arguments import as_int, as_names, as_numbers, check_kind
from convbook.widgets._base import Widget, _nested, number, table

OPTIONS = {  # what each may be
    "choices": (list | tuple, "a list of texts"), "of": (object, ""), "guess": (bool, "True or False"),
    "see": (dict, "a dict {widget: {name: value}}"),
    **dict.fromkeys(("letter", "role", "hint", "unit", "idea"), (str, "a text")),
}  # fmt: skip
LARGEST_GRID = 12  # rows or columns of numbers that a phone shows side by side


class Question(Widget):
    """A place to answer what the text above it asks; the reply says "right", or which mistake an answer is.

    Parameters
    ----------
    right : number, array (H, W), tuple, str, set, SymPy expression or None
        The answer, computed by the code of the page. Its type says what the reader is asked for: a number; the
        numbers of a small matrix; a size, such as (5, 5, 8); a text, to be chosen among those of the mistakes; a set
        of `choices`; a set of places (row, column), counted from 0, to be pressed in the matrix `of`; a formula of
        SymPy, a sum of products, to be typed; or, for None, a sentence that the reader keeps.
    mistakes : dict, optional
        A sentence for each wrong answer that a known mistake gives, `{sentence: answer}`, as `marking.expect` takes
        them.
    choices : list of str, optional
        What there is to choose from, in this order; else the right text and those of the mistakes, by the alphabet.
    of : array (H, W), optional
        The matrix whose places are pressed; `letter` is its name, "X" if not given.
    role : str, optional
        "input", "filter", "output" or "gradient": the color of the matrix that is filled in or pressed.
    hint : str, optional
        What a reader is told who was wrong twice.
    unit : str, optional
        What is written behind the number.
    guess : bool, default False
        Whether a number is a guess: the reply to any number then tells the right one.
    idea : str, optional
        What the question is about, for the list of what went wrong.
    see : dict, optional
        A widget of the page and its values there, `{"ConvolutionStepper": {"step": 1}}`: a wrong answer offers it.

    `kept` is what was last answered: {"typed", "result", "tries"}.

    Raises
    ------
    TypeError, ValueError
        If the answer or a mistake is none of these.

    Warns
    -----
    UserWarning
        If a mistake equals the answer or another mistake, or a choice has no sentence, as may be on other data; the
        mistake is left out.
    """

    title = "A question"

    question = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)

    def __init__(self, right=None, mistakes=None, **options):
        super().__init__(question=asked(right, mistakes, **options))

    def static_html(self):
        """The answer, folded."""
        asked = self.question
        if asked["kind"] == "words":
            return "<p>Write your sentence down before you read on.</p>"
        return f"<details><summary>The answer</summary>{shown(asked)}</details>"


def asked(right=None, mistakes=None, kind=None, **options):
    """What `Question` asks, as the page gets it: a dict of numbers, texts and lists.

    `kind` is what the type of the answer says, unless it is given: "formula" for one that is written as text.
    """
    for name, value in options.items():
        if name not in OPTIONS:
            raise TypeError(f"Question has no {name!r}; it has right, mistakes, {', '.join(OPTIONS)}")
        if value is not None:
            check_kind(value, name, *OPTIONS[name])
    check_kind({} if mistakes is None else mistakes, "mistakes", dict, "a dict {sentence: answer}")
    given = {name: value for name, value in options.items() if value is not None and value is not False}
    choices, of = (given.get(name) for name in ("choices", "of"))
    kind = kind or _kind(right, choices, of)
    asks = {"kind": kind, "right": _plain(right, kind, "right"), "mistakes": []}
    for sentence, answer in (mistakes or {}).items():
        check_kind(sentence, "a key of mistakes", str, "a sentence")
        plain = _plain(answer, "choice" if kind == "choices" else kind, f"mistakes[{sentence!r}]")
        if plain in [asks["right"], *(mistake["answer"] for mistake in asks["mistakes"])]:
            warnings.warn(
                f"mistakes[{sentence!r}] is {answer!r}, as right or another mistake is: left out", stacklevel=3
            )
        else:
            asks["mistakes"].append({"says": sentence, "answer": plain})
    asks |= {name: given[name] for name in ("hint", "unit", "guess", "idea", "see") if name in given}
    if kind in ("choice", "choices"):
        texts = sorted([right, *(mistake["answer"] for mistake in asks["mistakes"])]) if kind == "choice" else ()
        asks["choices"] = list(as_names(choices or texts, "choices", '["yes", "no"]'))
    if kind == "matrix":
        asks |= {"shape": np.shape(right), "role": given.get("role", "output")}
    if kind == "places":
        matrix = _numbers(as_numbers(of, "of", {2: "(H, W)"}))
        asks |= {"of": matrix, "letter": given.get("letter", "X"), "role": given.get("role", "input")}
    if "see" in asks:
        try:
            asks["see"] = json.loads(json.dumps(asks["see"], default=lambda array: array.tolist(), allow_nan=False))
        except (TypeError, ValueError, AttributeError) as error:
            raise TypeError(f"see holds what a page cannot keep: {error}") from None
    _check(asks)
    return asks


def _kind(right, choices, of):
    if right is None:
        return "words"
    if isinstance(right, str):
        return "choice"
    if choices is not None:
        return "choices"
    if of is not None:
        return "places"
    if isinstance(right, tuple):
        return "size"
    if hasattr(right, "free_symbols"):
        return "formula"
    return "matrix" if isinstance(right, list) or np.ndim(right) else "number"


def _plain(answer, kind, name):
    """An answer as the page keeps it: numbers, texts and lists."""
    if kind == "words":
        if name != "right":
            raise ValueError(f"right is None, a sentence that the reader keeps; it has no mistakes, but {name} came")
        return None
    if kind == "choice":
        check_kind(answer, name, str, "a text, as right is one of several")
        return answer
    if kind == "choices":
        return sorted(as_names(sorted(answer, key=str), name, '{"A", "C"}'))
    if kind == "formula":
        if not isinstance(answer, str) and not hasattr(answer, "free_symbols"):
            raise TypeError(f"{name} is {answer!r}; expected a formula of SymPy, as right is one")
        return str(answer).replace("**", "^")
    if kind == "places":
        places = [answer] if isinstance(answer, tuple) else answer
        return sorted([as_int(index, name, 0) for index in place] for place in places)
    if kind == "size":
        return [as_int(length, name, 0) for length in answer]
    return _numbers(as_numbers(answer, name, {2: "(H, W)"} if kind == "matrix" else {0: "a number"}))


def _numbers(array):
    """Floats as the page keeps them, to 12 figures: what lies behind them differs from machine to machine."""
    return _nested(np.vectorize(lambda number: float(f"{number:.12g}"), otypes=[float])(array))


def _check(asked):
    kind, right = asked["kind"], asked["right"]
    if kind == "matrix" and max(np.shape(right)) > LARGEST_GRID:
        raise ValueError(f"right has shape {np.shape(right)}; expected at most {LARGEST_GRID} rows and columns")
    for mistake in asked["mistakes"]:
        answer, says = mistake["answer"], mistake["says"]
        if kind == "matrix" and np.shape(answer) != np.shape(right):
            raise ValueError(f"mistakes[{says!r}] has shape {np.shape(answer)}; expected that of right")
    if kind in ("choice", "choices"):
        chosen = {right} if kind == "choice" else set(right)
        answers = {mistake["answer"] for mistake in asked["mistakes"]}
        if left := {*chosen, *answers} - {*asked["choices"]}:
            raise ValueError(f"choices is {asked['choices']}; right and mistakes also have {min(left)!r}")
        if kind == "choice" and (left := {*asked["choices"]} - {*chosen, *answers}):
            warnings.warn(f"mistakes has no sentence for {min(left)!r}: say why it is wrong", stacklevel=4)


def shown(asked):
    """The right answer as HTML."""
    kind, right = asked["kind"], asked["right"]
    if kind == "matrix":
        return table(right, "", asked["role"], "the answer")
    if kind == "size":
        text = "×".join(map(str, right))
    elif kind == "places":
        text = "; ".join(f"row {row + 1}, column {column + 1}" for row, column in right)
    elif kind == "choices":
        text = "; ".join(right) or "none of them"
    else:
        text = right if isinstance(right, str) else number(right)
    unit = asked.get("unit", "")
    return f"<p>{escape(text)}{' ' if unit not in ('', '%') else ''}{escape(unit)}</p>"
