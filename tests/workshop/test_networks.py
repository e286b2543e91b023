"""The record of five networks: its shape, that it fits the study's records, and that seed 0 gives its numbers again."""

import numpy as np
import pytest

from convbook import (
    across_networks,
    idle_units,
    layer_statistics,
    load_faces,
    load_trained,
    networks_record,
    paper_cnn,
    range_across_networks,
    split_faces,
    study_records,
    trained_record,
)  # fmt: skip
from convbook.study.runs import Run
from workshop.network_measures import (
    CONVOLUTIONS,
    DENSE,
    LAYERS,
    REGIONS,
    measure_decoding,
    measure_idle,
    measure_layers,
    measure_mistakes,
    measure_portrait,
    measure_regions,
    measure_waking,
)  # fmt: skip
from workshop.networks import ordinary_windows


def leaves(value, path=()):
    """(The way to it, the number) of everything in nested dicts."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    else:
        yield path, value


def assert_same(fresh, kept):
    """Counts to within one, fractions to within half a percent: another machine rounds activations otherwise."""
    fresh, kept = dict(leaves(fresh)), dict(leaves(kept))
    assert fresh.keys() == kept.keys()
    for key, value in kept.items():
        if isinstance(value, str | bool):
            assert fresh[key] == value, key
        else:
            assert fresh[key] == pytest.approx(value, abs=1 if isinstance(value, int) else 5e-3), key


@pytest.fixture(scope="module")
def kept():
    return networks_record()["networks"][0]


@pytest.fixture(scope="module")
def faces(lfw_home):
    return load_faces("lfw", data_home=lfw_home)


@pytest.fixture(scope="module")
def split(faces):
    return split_faces(faces, seed=0)


# ---- the record ----


def test_five_networks_and_ten_untrained_ones_are_on_record():
    assert across_networks("seed").tolist() == list(range(5))
    assert across_networks("seed", untrained=True).tolist() == list(range(10))


def test_every_network_has_the_same_measures_and_they_are_finite():
    for kind in ("networks", "untrained"):
        first, *others = ([path for path, _ in leaves(entry)] for entry in networks_record()[kind])
        assert all(other == first for other in others)
        for entry in networks_record()[kind]:
            assert all(np.isfinite(value) for _, value in leaves(entry) if not isinstance(value, str))


def test_the_networks_are_those_of_the_study():
    study = {run["seed"]: run["test_right"] for run in study_records(runs=[Run(seed=seed) for seed in range(5)])}
    assert (
        dict(zip(across_networks("seed").tolist(), across_networks("mistakes", "right").tolist(), strict=True)) == study
    )


def test_the_measures_hang_together():
    for entry in networks_record()["networks"]:
        waking, layers = entry["waking"], entry["layers"]
        assert waking["channels"] == layers["conv3"]["always blank"]
        assert max(waking[kind] for kind in ("all faces", "whole photographs", "windows")) <= waking["any of these"]
        assert max(waking["any of these"], waking["search"]) <= waking["channels"]
        assert entry["idle"]["parameters"] == entry["idle"]["dense1"] * (8 * 8 * 128 + 1)
        assert list(entry["decoding"]["trained"]) == list(LAYERS)
        for name in CONVOLUTIONS:
            pooled = name.replace("conv", "pool")
            assert layers[name]["blank"] == layers[pooled]["blank"]
            assert layers[name]["zero"] > layers[pooled]["zero"]


def test_a_measure_of_all_networks_is_an_array():
    assert across_networks("layers", "conv3", "zero").shape == (5,)
    assert across_networks("layers", "conv3", "zero", untrained=True).shape == (10,)


def test_a_range_is_in_counts_or_in_percent():
    assert range_across_networks("layers", "conv3", "always blank") == "11 to 19"
    assert range_across_networks("layers", "conv1", "blank") == "0.0 to 8.7"
    assert range_across_networks("layers", "conv3", "always blank", untrained=True) == "0 to 1"


@pytest.mark.parametrize(("keys", "known"), [(("layer",), "seed, layers"), (("seed", "x"), "nothing below")])
def test_a_measure_that_is_not_there_is_told_with_those_that_are(keys, known):
    with pytest.raises(KeyError, match=f"{keys[-1]!r} is not in the record; there is {known}"):
        across_networks(*keys)


def test_to_read_the_record_needs_no_tensorflow():
    import subprocess
    import sys

    program = "import sys; from convbook import across_networks as a; a('seed'); assert 'tensorflow' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0


# ---- the shipped network gives its numbers again ----


def test_the_portrait_looks_to_the_shipped_network_as_it_is_kept(kept):
    assert_same(measure_portrait(load_trained(), trained_record()["names"]), kept["portrait"])


def test_layers_and_regions_are_the_shipped_networks(kept, split):
    statistics = layer_statistics(load_trained(), split.X_test)
    assert_same(measure_layers(statistics), kept["layers"])
    assert_same(measure_regions(statistics), kept["regions"])


def test_layers_and_regions_are_the_untrained_networks(kept, split):
    statistics = layer_statistics(paper_cnn(), split.X_test)
    assert_same(measure_layers(statistics), networks_record()["untrained"][0]["layers"])
    assert_same(measure_regions(statistics), kept["untrained regions"])


def test_mistakes_are_the_shipped_networks(kept, split):
    assert_same(measure_mistakes(load_trained(), split), kept["mistakes"])


@pytest.mark.slow
def test_waking_idle_units_and_decoding_are_the_shipped_networks(kept, faces, split, lfw_home):
    model = load_trained()
    idle = idle_units(model, faces.images, [*CONVOLUTIONS, *DENSE])
    assert_same(measure_idle(model, idle) | {"parameters": 0}, kept["idle"] | {"parameters": 0})
    always_blank = np.flatnonzero(layer_statistics(model, split.X_test)["conv3"].always_blank)
    whole = load_faces("lfw", crop="whole", data_home=lfw_home).images
    assert_same(measure_waking(model, always_blank, faces.images, whole, ordinary_windows()), kept["waking"])
    layers = ("pool3", "output")  # chapter 13b decodes all of them, and is compared with what it stores
    fresh = measure_decoding(model, paper_cnn(), idle, split, 0, layers)
    assert_same(fresh, {kind: {name: scores[name] for name in layers} for kind, scores in kept["decoding"].items()})


# ---- the measures, by hand ----


def test_regions_by_hand():
    """A channel that is active only at the eyes, one only at the mouth, one everywhere, a blank one."""
    from convbook import LayerStatistics, region_mask

    maps = np.zeros((16, 16, 4))
    maps[..., 0], maps[..., 1] = (region_mask(REGIONS[where], (16, 16)) for where in ("eyes", "mouth"))
    maps[..., 2] = 1
    layer = LayerStatistics(np.zeros(1), maps.any(axis=(0, 1))[None], maps, maps)
    found = measure_regions(dict.fromkeys(CONVOLUTIONS, layer))
    assert found["mean"]["conv3"]["eyes"] == {"over 2": 1, "over 3": 1, "highest": round(4096 / 480, 4)}
    assert found["peaks"]["mouth"] == {"over 2": 1, "over 3": 1, "highest": 16}
    assert found["peaks"]["cheeks"] == {"over 2": 0, "over 3": 0, "highest": 1}
    assert (found["mouth only"], found["eyes only"]) == (1, 1)
