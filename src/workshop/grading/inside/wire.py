"""Values over a pipe, as JSON: numbers, texts, arrays and collections of them, and functions by number. No code.

What comes from the other side is checked as it is read, so that a student's process can send nothing but values.
"""

import base64
import json
import numbers
import struct
from collections.abc import Set

import numpy as np

DONE, RAISED, CALLBACK, SHOWN = "done", "raised", "callback", "shown"  # the kinds of messages that come out
MOST_BYTES = 64_000_000  # of a message
MOST_ITEMS = 5000  # of a set or a dict: more could be chosen so that they take hours
MOST_DEPTH = 30  # of lists in lists
MOST_DIGITS = 4000  # of a whole number
HEADER = struct.Struct("!Q")
COLLECTIONS = {"tuple": tuple, "set": set, "frozenset": frozenset}


class WireError(Exception):
    """What came is no message, or what was to go is too large for one."""


class Opaque:
    """What stands for a value that cannot be sent: an instance of a class that is called as the value's is."""


def opaque(name):
    return type(_identifier(name), (Opaque,), {"__slots__": ()})()


def pack(message, number_of=None):
    """A message as bytes: its length, and its JSON.

    Parameters
    ----------
    message : any value
        What cannot be sent becomes `Opaque` at the other side.
    number_of : callable, optional
        Gives a function the number by which the other side may call it.

    Raises
    ------
    WireError
        If it is longer than 64 MB.
    """
    data = json.dumps(_encode(message, number_of, 0)).encode()
    if len(data) > MOST_BYTES:
        raise WireError(f"This would be {len(data):,} bytes; {MOST_BYTES:,} can be sent.")
    return HEADER.pack(len(data)) + data


def unpack(data, function_of=None):
    """The value in the JSON of a message; `function_of(number, name)` gives what stands for a function.

    Raises
    ------
    WireError
        If it is not what `pack` makes.
    """
    try:
        return _decode(json.loads(data), function_of)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, MemoryError) as error:
        raise WireError(f"no message: {type(error).__name__}") from None


def _encode(value, number_of, depth):
    if depth > MOST_DEPTH:
        return _tagged("opaque", name=type(value).__name__)
    if value is None or isinstance(value, bool | float) and not isinstance(value, np.generic):
        return value
    if isinstance(value, str):
        return str(value).encode("utf-8", "replace").decode()
    if isinstance(value, int) and not isinstance(value, np.generic):
        return int(value) if abs(value) < 10**MOST_DIGITS else _tagged("opaque", name="very long int")
    return _encode_tagged(value, number_of, depth)


def _encode_tagged(value, number_of, depth):
    def encode(item):
        return _encode(item, number_of, depth + 1)

    if value is Ellipsis:
        return _tagged("ellipsis")
    if isinstance(value, complex) and not isinstance(value, np.generic):
        return _tagged("complex", parts=[value.real, value.imag])
    if isinstance(value, list):
        return [encode(item) for item in value]
    for kind, of in COLLECTIONS.items():
        if isinstance(value, of):
            return _tagged(kind, items=[encode(item) for item in value])
    if isinstance(value, dict):
        return _tagged("dict", items=[[encode(key), encode(item)] for key, item in value.items()])
    if isinstance(value, Set):  # the keys of a dict
        return _tagged("set", items=[encode(item) for item in value])
    if isinstance(value, numbers.Real) and not isinstance(value, np.generic):  # a fraction
        return float(value)
    if isinstance(value, range):
        return encode(list(value)) if len(value) < 1_000_000 else _tagged("opaque", name="range")
    if isinstance(value, np.generic):
        return _tagged("scalar", array=_array(np.asarray(value), encode))
    if not isinstance(value, type) and hasattr(value, "__array__"):
        return _array(np.asarray(value), encode)
    if callable(value) and number_of:
        return _tagged("function", number=number_of(value), name=getattr(value, "__name__", type(value).__name__))
    return _tagged("opaque", name=type(value).__name__)


def _array(array, encode):
    """Numbers as their bytes, all else item by item."""
    if array.dtype.kind not in "biufc" or array.dtype.itemsize > 16:
        return _tagged("objects", shape=array.shape, items=[encode(item) for item in array.ravel().tolist()])
    data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    return _tagged("array", dtype=array.dtype.str, shape=array.shape, data=data)


def _tagged(kind, **parts):
    return {"is": kind, **parts}


def _decode(value, function_of):
    def decode(item):
        return _decode(item, function_of)

    if value is None or isinstance(value, bool | numbers.Number | str):
        return value
    if isinstance(value, list):
        return [decode(item) for item in value]
    kind = value["is"]
    if kind not in ("objects", "tuple") and len(value.get("items", ())) > MOST_ITEMS:
        raise WireError("a collection that is too large")
    if kind in COLLECTIONS:
        return COLLECTIONS[kind](decode(item) for item in value["items"])
    if kind == "dict":
        return {decode(key): decode(item) for key, item in value["items"]}
    if kind == "ellipsis":
        return Ellipsis
    if kind == "complex":
        return complex(*value["parts"])
    if kind == "scalar":
        return decode(value["array"])[()]
    if kind == "array":
        return _array_of(value)
    if kind == "objects":
        return _objects_of(value["shape"], [decode(item) for item in value["items"]])
    if kind == "function" and function_of:
        return function_of(int(value["number"]), _identifier(value["name"]))
    return opaque(value["name"])


def _array_of(value):
    dtype = np.dtype(str(value["dtype"]))
    if dtype.kind not in "biufc" or dtype.itemsize > 16:
        raise WireError(f"an array of {dtype}")
    data = base64.b64decode(value["data"], validate=True)
    numbers_in_it = np.frombuffer(data, dtype) if data else np.empty(0, dtype)
    return numbers_in_it.reshape(_shape(value["shape"])).copy()


def _objects_of(shape, items):
    array = np.empty(len(items), dtype=object)
    for place, item in enumerate(items):
        array[place] = item
    return array.reshape(_shape(shape))


def _shape(shape):
    if len(shape) > 16 or any(not isinstance(length, int) or length < 0 for length in shape):
        raise WireError("an array of no shape")
    return tuple(shape)


def _identifier(name):
    """A name that may stand in a sentence, whatever came."""
    return name if isinstance(name, str) and name.isidentifier() and len(name) <= 60 else "something"
