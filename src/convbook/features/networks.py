"""What chapter 13 measures of one network, measured of five: reading the record that `workshop.networks` makes."""

import json
from importlib import resources
from pathlib import Path

import numpy as np

NETWORKS = Path(str(resources.files("convbook") / "data" / "networks.json"))


def networks_record():
    """The record: `networks`, one entry for each of the five trained ones, `untrained`, one for each of ten seeds."""
    return json.loads(NETWORKS.read_text(encoding="utf-8"))


def across_networks(*keys, untrained=False):
    """One measure of all five trained networks, in the order of their seeds.

    Parameters
    ----------
    *keys : str
        The way to the measure in an entry of the record, such as ``"layers", "conv3", "blank"``.
    untrained : bool
        Of the ten untrained networks instead.

    Returns
    -------
    ndarray, (5,) or (10,)

    Raises
    ------
    KeyError
        If there is no such measure; it says which there are.
    """
    values = networks_record()["untrained" if untrained else "networks"]
    for key in keys:
        if not isinstance(values[0], dict) or key not in values[0]:
            known = ", ".join(values[0]) if isinstance(values[0], dict) else "nothing below"
            raise KeyError(f"{key!r} is not in the record; there is {known}")
        values = [value[key] for value in values]
    return np.array(values)


def range_across_networks(*keys, untrained=False):
    """The lowest and the highest value of `across_networks`, in words: ``"16 to 22"``.

    Counts are given as they are. Everything else is taken for a fraction and
    given in percent, such as ``"0.3 to 12.3"``.
    """
    values = across_networks(*keys, untrained=untrained)
    low, high = values.min(), values.max()
    return f"{low} to {high}" if values.dtype.kind == "i" else f"{100 * low:.1f} to {100 * high:.1f}"
