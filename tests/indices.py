"""Where a text counts rows, channels and their like from 0: prose, figures and widgets of the book count from 1."""

import re

COUNTED = "row column pixel channel map filter window unit output class label person image photograph face layer neuron"
ZERO = re.compile(
    rf"(?<![\w-])(?i:{'|'.join(COUNTED.split())})(?:e?s)? (?:number )?0(?! \d)(?!,? \d+,)(?![.,]?\d)"  # not: rows 0 1 1
    r"|\b[A-Z](?:\^\{?\w+\}?)?_(?:0(?!\d)|\{(?:0\d?|\d0)\}|\{(?:[^{}]*,)? *0 *(?:,[^{}]*)?\})"  # X_0, X_{10}, X_{i,0}
    r"|\b[XFOTZP](?:0|0\d|\d0)\b|\b(?:[Zz]ero-?|0)th\b"  # X10
)
OF_CODE = re.compile(r"\b(?:code|Python|index|indices)\b|from 0\b|the first is", re.IGNORECASE)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def from_zero(text):
    """The sentences of a text in which something is counted from 0 and that do not speak of code."""
    sentences = re.split(r"(?<=[.!?])\s+|\n\s*\n", CODE.sub("", text))
    return [sentence for sentence in sentences if ZERO.search(sentence) and not OF_CODE.search(sentence)]
