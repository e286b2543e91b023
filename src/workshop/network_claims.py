"""What the five networks of chapter 13 say of the paper's claims, for the ledger; it reads their record."""

import numpy as np

from convbook.features.networks import across_networks, range_across_networks

CONVOLUTIONS = ("conv1", "conv2", "conv3")
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NEARLY_ALL = 0.95  # of the channels that are blank for all test faces


def network_claims():
    """What the five trained networks, and the untrained ones, say of the paper's claims: counts up to ten in words."""
    blank, zero = ([across_networks("layers", name, what) for name in CONVOLUTIONS] for what in ("blank", "zero"))
    waking = {kind: int(across_networks("waking", kind).sum()) for kind in ("channels", "any of these", "search")}
    eyes, mouth = (range_across_networks("regions", "peaks", where, "over 3") for where in ("eyes", "mouth"))
    lowest, highest = 100 * zero[2].min(), 100 * zero[2].max()
    counts = {
        "networks": len(blank[0]), "untrained networks": len(across_networks("seed", untrained=True)),
        "all active": (blank[0] == 0).sum(), "some blank": (blank[0] > 0).sum(),
        "third has most": (blank[2] > np.maximum(*blank[:2])).sum(),
        "blank grows": _growing("blank"), "blank grows untrained": _growing("blank", untrained=True),
        "zero grows": _growing("zero"), "zero grows untrained": _growing("zero", untrained=True),
    }  # fmt: skip
    words = {key: NUMBERS[count] for key, count in counts.items()}
    words |= {key: f"all {words[key]}" for key in ("third has most", "zero grows") if words[key] == words["networks"]}
    return words | {
        "blank in conv1": ", ".join(f"{share:.1%}" for share in blank[0]), "most blank": blank[0].max(),
        "zeros of the third": f"{lowest:.0f} to {highest:.0f}%", "eyes": eyes, "mouth": mouth,
        "always blank": waking["channels"], "woken": waking["any of these"], "searched": waking["search"],
        "nearly all are woken": waking["search"] >= NEARLY_ALL * waking["channels"],
    }  # fmt: skip


def _growing(what, **options):
    """In how many networks each convolution has more of it than the one before."""
    shares = [across_networks("layers", name, what, **options) for name in CONVOLUTIONS]
    return (np.diff(shares, axis=0) > 0).all(axis=0).sum()
