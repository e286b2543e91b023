"""Values over a pipe: they come back as they went, and nothing that comes can be more than a value."""

import json
from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from workshop.grading.inside import wire

numbers = st.one_of(
    st.integers(), st.floats(allow_nan=False), st.booleans(), st.none(), st.complex_numbers(allow_nan=False)
)
keys = st.one_of(numbers, st.text(st.characters(exclude_categories=["Cs"])))
values = st.recursive(
    keys,
    lambda inner: st.one_of(
        st.lists(inner), st.lists(inner).map(tuple), st.sets(keys), st.frozensets(keys), st.dictionaries(keys, inner)
    ),
    max_leaves=20,
)


def sent(value, **options):
    """A value as the other side gets it."""
    data = wire.pack(value, options.get("number_of"))
    (length,) = wire.HEADER.unpack(data[: wire.HEADER.size])
    assert len(data) == wire.HEADER.size + length
    return wire.unpack(data[wire.HEADER.size :], options.get("function_of"))


@given(values)
def test_plain_values_come_back_as_they_went(value):
    assert sent(value) == value and type(sent(value)) is type(value)


@given(st.sampled_from(["f2", "f4", "f8", "i1", "i8", "u1", "u4", "c8", "c16", "?", ">f8"]).flatmap(
    lambda kind: arrays(np.dtype(kind), st.lists(st.integers(0, 4), max_size=3).map(tuple))
))  # fmt: skip
def test_arrays_keep_their_numbers_type_and_shape(array):
    found = sent(array)
    assert found.dtype == array.dtype and found.shape == array.shape
    assert_array_equal(found, array)
    found[...] = 0  # it can be written into


def test_other_arrays_come_item_by_item():
    assert sent(np.array(["a", "bc"])).tolist() == ["a", "bc"]
    mixed = np.empty(3, dtype=object)
    mixed[:] = [1, None, (2, 3)]
    assert sent(mixed).tolist() == [1, None, (2, 3)] and sent(mixed).dtype == object
    assert sent(np.float32(0.1)) == np.float32(0.1) and sent(np.float32(0.1)).dtype == np.float32


def test_fractions_come_as_numbers_and_the_keys_of_a_dict_as_a_set():
    assert sent([Fraction(1, 4), {"a": 1, "b": 2}.keys()]) == [0.25, {"a", "b"}]


class Sneaky:
    def __reduce__(self):
        return print, ("code that a pickle would run",)


def test_what_is_no_value_comes_as_the_name_of_its_class():
    found = sent([Sneaky(), {1: print}, type])
    assert type(found[0]).__name__ == "Sneaky" and isinstance(found[0], wire.Opaque)
    assert isinstance(found[1][1], wire.Opaque) and isinstance(found[2], wire.Opaque)


def test_a_function_goes_as_a_number_and_a_name():
    assert sent([len], number_of=lambda function: 7, function_of=lambda number, name: (number, name)) == [(7, "len")]


def test_a_list_in_itself_and_a_number_without_end_are_cut():
    loop = []
    loop.append(loop)
    for _ in range(wire.MOST_DEPTH):
        loop = loop[0]
    assert sent(loop)
    assert isinstance(sent(10**5000), wire.Opaque)


def test_what_is_too_large_is_not_sent():
    with pytest.raises(wire.WireError, match="64,000,000"):
        wire.pack(np.zeros(10**7))


@pytest.mark.parametrize(
    "message",
    [
        b"", b"\xff\xfe", b"[1,", b"[" * 100_000, b"1" * 100_000, b'{"is": "array"}', b"{}", b'{"is": []}',
        b'{"is": "array", "dtype": "O", "shape": [1], "data": "AAAAAAAAAAA="}',
        b'{"is": "array", "dtype": "f8", "shape": [-1], "data": ""}',
        b'{"is": "array", "dtype": "f8", "shape": [1000000000000], "data": "AAAAAAAAAAA="}',
        b'{"is": "array", "dtype": "V8", "shape": [1], "data": "AAAAAAAAAAA="}',
        b'{"is": "array", "dtype": [["a", "O"]], "shape": [1], "data": "AAAAAAAAAAA="}',
        b'{"is": "objects", "shape": [3], "items": [1]}', b'{"is": "set", "items": [[1]]}',
        b'{"is": "dict", "items": [1]}',
        b'{"is": "function", "number": "x", "name": "y"}', b'{"is": "complex", "parts": ["a"]}',
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(message):
    with pytest.raises(wire.WireError):
        wire.unpack(message, lambda number, name: None)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_refused(data):
    with suppress(wire.WireError):
        wire.unpack(data)


TAGS = st.sampled_from(["is", "items", "shape", "dtype", "data", "name"])


@given(
    st.recursive(
        st.one_of(st.none(), st.integers(), st.text()),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TAGS, inner)),
        max_leaves=8,
    )
)
def test_any_json_is_a_value_or_refused(tree):
    with suppress(wire.WireError):
        wire.unpack(json.dumps(tree).encode())


@pytest.mark.parametrize("name", ["os.system", "a b", "", "x" * 100, 3, None, "<b>"])
def test_a_name_that_comes_is_one_that_can_stand_in_a_sentence(name):
    found = wire.unpack(json.dumps({"is": "opaque", "name": name}).encode())
    assert type(found).__name__ == "something"
