"""Nonsense that a careless or clever student hands in: values, and functions that return them."""

import numpy as np


class Nothing:
    """An object that no check can do anything with."""


VALUES = {
    "nothing": None, "an ellipsis": ..., "no number": np.nan, "no end": np.inf, "a huge number": 10**400,
    "a word": "banana", "no word": "", "a yes": True, "zero": 0, "minus one": -1, "half": 0.5, "complex": 2j,
    "an empty list": [], "an empty dict": {}, "an empty set": set(), "a ragged list": [[1], [2, 3]],
    "an image": np.full((4, 4, 3), 128), "fifty ones": np.ones(50), "a strange set": {"A", "banana", 3},
    "all letters": set("ABCDEFGH"), "an object": Nothing(), "a function": len, "a list of dicts": [{"a": 1}] * 3,
    "no numbers": np.full((2, 2), np.nan),
}  # fmt: skip


def alike(right):
    """Values that look like the right one, but are nonsense: `{name: value}`."""
    if isinstance(right, dict):
        made = [alike(value) for value in right.values()]
        names = set.intersection(*map(set, made)) if made else ()
        return {name: {key: own[name] for key, own in zip(right, made, strict=True)} for name in names}
    if isinstance(right, tuple) and any(np.ndim(part) for part in right):
        made = [alike(part) for part in right]
        names = set.intersection(*map(set, made))
        return {name: tuple(own[name] for own in made) for name in names}
    try:
        shape = np.asarray(right, dtype=float).shape
    except (TypeError, ValueError):
        return {}
    fills = {"zeros": 0.0, "ones": 1.0, "sevens": 7.0, "NaNs": np.nan, "infinities": np.inf}
    random = np.random.default_rng(0).normal(size=shape)
    return {f"{name} of its shape": np.full(shape, fill) for name, fill in fills.items()} | {
        "random numbers of its shape": random, "words of its shape": np.full(shape, "banana"),
        "an axis more": np.zeros((*shape, 1)),
    }  # fmt: skip


def functions(right):
    """Functions that are nonsense in the place of `right`: `{name: function}`."""

    def fails(*args, **options):
        raise KeyError("banana")

    def spoils(*args, **options):
        for arg in args:
            if isinstance(arg, np.ndarray):
                arg[...] = 0
            elif isinstance(arg, dict):
                arg.clear()
        return args[0] if args else 0

    def looks_like(name):
        def answer(*args, **options):
            return alike(right(*args, **options)).get(name)

        return answer

    made = {f"returns {name}": (lambda *args, _value=value, **options: _value) for name, value in VALUES.items()}
    made |= {f"returns {name}": looks_like(name) for name in alike(0.0)}
    return made | {
        "returns its first argument": lambda *args, **options: args[0],
        "returns its last argument": lambda *args, **options: args[-1],
        "returns all its arguments": lambda *args, **options: args,
        "returns itself": lambda *args, **options: right,
        "stops with an error": fails, "spoils what it gets": spoils, "takes no argument": lambda: 0,
        "is no function": 3,
    }  # fmt: skip
