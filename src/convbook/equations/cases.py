"""Every case that an equation stands for. The paper prints rules for whole arrays, and rules by the example of O11."""

import re
from itertools import product

from convbook.equations.text import ARRAY_OF, COMPUTED, GRIDS, WHOLE, Line, Term, element, elements, letters, parse

ZERO = (Term(1, (0,), ()),)


def cases(text):
    """The lines that a text stands for, each between single numbers.

    A line of whole arrays, such as ``dL/dF = dL/dO * dO/dF``, holds for each element of the left side; a product with
    an output in it is summed over all outputs. A list of derivatives of one output, such as ``dO11/dF11 = X11,
    dO11/dF12 = X12, ...``, says how it is with every output: the pixels move with the window, and a derivative that is
    not in the list is 0. All other lines stand for themselves.

    Raises
    ------
    ValueError
        If the text is not understood, or says nothing that can be checked.
    """
    lines = parse(text)
    arrays = {line.left if line.left in WHOLE else ARRAY_OF[line.left] for line in lines}
    if len(arrays) > 1 or not arrays <= set(COMPUTED):
        raise ValueError(
            f"the equation {text!r} is about {', '.join(sorted(arrays))}; expected one of {', '.join(COMPUTED)}, "
            f"the same on the left of each '='"
        )
    outputs = {re.match(r"dO(\d\d)|", line.left)[1] for line in lines}
    if len(lines) > 1 and len(outputs) == 1 and None not in outputs:
        found = _for_every_output(lines, *arrays, *outputs)
    else:
        found = [case for line in lines for case in _for_every_element(line, text)]
    unknown = [name for case in found for name in case.names if name not in ARRAY_OF]
    if unknown:
        raise ValueError(f"the equation {text!r} leads to {unknown[0]}, which does not exist")
    return tuple(dict.fromkeys(found))


def _for_every_element(line, text):
    whole = WHOLE.intersection(line.names)
    if not whole:
        return [line]
    known = {*letters(line.left), "O"}
    for name in line.names:
        if name not in WHOLE | {"alpha"} or not known.issuperset(letters(name)):
            raise ValueError(
                f"the equation {text!r} names whole arrays, and {name} does not go with them: expected whole arrays "
                f"alone, with the indices of {line.left} and those of O, which is summed over"
            )
    grids = [GRIDS[letter] for letter in letters(line.left)]
    return [_at(line, dict(zip(letters(line.left), places, strict=True))) for places in product(*grids)]


def _at(line, places):
    """The line of whole arrays for one element of the left side."""
    terms = []
    for term in line.terms:
        summed = "O" not in places and any("O" in letters(name) for name in term.factors if isinstance(name, str))
        for output in GRIDS["O"] if summed else [""]:
            here = {"O": output, **places}
            terms.append(term.renamed(lambda name, here=here: element(name, here)))
    return Line(element(line.left, places), tuple(terms))


def _for_every_output(lines, array, example):
    found = []
    for output in GRIDS["O"]:
        rows, columns = (int(there) - int(here) for there, here in zip(output, example, strict=True))

        def moved(name, rows=rows, columns=columns):
            return re.sub(r"([XO])(\d)(\d)", lambda m: f"{m[1]}{int(m[2]) + rows}{int(m[3]) + columns}", name)

        found += [line.renamed(moved) for line in lines]
    listed = {line.left for line in found}
    return found + [Line(name, ZERO) for name in elements(array) if name not in listed]
