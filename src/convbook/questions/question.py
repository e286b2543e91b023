"""`Question`: what the page asks to predict, with a place to answer and a sentence in reply."""

from html import escape

import numpy as np
import traitlets

from convbook.arguments import as_numbers
from convbook.widgets._base import Widget, _nested, number, table

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
        If the answer or a mistake is none of these, or a mistake equals the answer or another mistake.
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
    unknown = options.keys() - {"choices", "of", "letter", "role", "hint", "unit", "guess", "idea", "see"}
    if unknown:
        raise TypeError(f"Question has no {min(unknown)!r}; see its docstring for what it takes")
    choices, of = options.get("choices"), options.get("of")
    kind = kind or _kind(right, choices, of)
    plain = {sentence: _plain(answer, kind, sentence) for sentence, answer in (mistakes or {}).items()}
    asks = {"kind": kind, "right": _plain(right, kind, "right"), "mistakes": []}
    asks["mistakes"] = [{"says": sentence, "answer": answer} for sentence, answer in plain.items()]
    asks |= {name: options[name] for name in ("hint", "unit", "guess", "idea", "see") if options.get(name)}
    if kind in ("choice", "choices"):
        asks["choices"] = list(choices or sorted([right, *plain.values()]))
    if kind == "matrix":
        asks |= {"shape": np.shape(right), "role": options.get("role", "output")}
    if kind == "places":
        letter, role = options.get("letter", "X"), options.get("role", "input")
        asks |= {"of": _nested(as_numbers(of, "of")), "letter": letter, "role": role}
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
    return "matrix" if np.ndim(right) else "number"


def _plain(answer, kind, name):
    """An answer as the page keeps it: numbers, texts and lists."""
    if kind in ("words", "choice"):
        return answer
    if kind == "formula":
        return str(answer).replace("**", "^")
    if kind == "choices":
        return answer if isinstance(answer, str) else sorted(answer)
    if kind == "places":
        return sorted([int(row), int(column)] for row, column in ({answer} if isinstance(answer, tuple) else answer))
    return _nested(as_numbers(list(answer) if kind == "size" else answer, name).astype(float))


def _check(asked):
    kind, right = asked["kind"], asked["right"]
    answers = [right, *(mistake["answer"] for mistake in asked["mistakes"])]
    for i, answer in enumerate(answers):
        if answer in answers[:i]:
            says = asked["mistakes"][i - 1]["says"]
            raise ValueError(f"the mistake {says!r} has the answer {answer!r}: it is right, or another mistake's")
    shape = np.shape(right)
    if kind == "matrix" and (len(shape) != 2 or max(shape) > LARGEST_GRID):
        raise ValueError(f"right has shape {shape}; expected a matrix of at most {LARGEST_GRID} rows and columns")
    if kind in ("choice", "choices"):
        chosen = {right} if kind == "choice" else set(right)
        if not chosen <= set(asked["choices"]):
            raise ValueError(f"right is {right!r}, which is not among the choices {asked['choices']}")
        said = {mistake["answer"] for mistake in asked["mistakes"]}
        if kind == "choice" and set(asked["choices"]) - chosen - said:
            raise ValueError(f"no sentence for {min(set(asked['choices']) - chosen - said)!r}: say why it is wrong")


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
    return f"<p>{escape(text)}{escape(' ' + asked['unit']) if asked.get('unit') else ''}</p>"
