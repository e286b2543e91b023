"""The facts that the ledger's templates name, read from stored records; it measures nothing."""

import json
import tomllib
from importlib import resources
from math import ceil, floor
from pathlib import Path

import numpy as np

from convbook.equations.check import EquationCheck
from convbook.equations.paper import EQUATIONS
from convbook.training.intervals import accuracy_interval, count_probabilities, two_sided_probability
from workshop.network_claims import network_claims

DATA = Path(str(resources.files("workshop") / "data"))
RECORDS = Path(str(resources.files("convbook") / "data" / "runs"))
PAPER_ACCURACY, PAPER_IMAGES = 0.8347, 1777  # as the paper prints them
ALMOST_ALL = 0.95  # of what tells pictures apart
WITHIN_REACH = 0.05  # a result counts as one that could have come out from this chance on


def facts(data=DATA, runs=RECORDS):
    """All facts, by name.

    Parameters
    ----------
    data : path
        A folder with ``counts.json`` and ``ledger.toml``.
    runs : path
        A folder with a record for each training.

    Returns
    -------
    dict
        The sections of the counts and of the ledger; `runs`, the records of all trainings that were measured on the
        test set; `readings` and `recipes`, which map a name to the summary of its runs; `chosen`, one of these;
        `paper`, what its one result implies; `across`, what the five networks of chapter 13 have in common.
    """
    found = json.loads((data / "counts.json").read_text(encoding="utf-8"))
    found |= _derived(found)
    found |= tomllib.loads((data / "ledger.toml").read_text(encoding="utf-8"))
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(runs.glob("*.json"))]
    groups = {}
    for run in (run for run in records if run["part"] == "test"):  # the others served to choose
        groups.setdefault((run["recipe"], run["reading"]), []).append(run)
    readings = {reading: summary(group) for (recipe, reading), group in groups.items() if recipe == "paper"}
    readings = dict(sorted(readings.items(), key=lambda item: (item[0] != "chosen", -item[1]["mean"])))
    recipes = {
        name: summary(groups[name, "chosen"]) for name in ("paper", "fast", "best") if (name, "chosen") in groups
    }
    found |= _plausible_variants(readings)
    found |= {"readings": readings, "recipes": recipes, "chosen": readings["chosen"], "paper": _paper(recipes["paper"])}
    found["across"] = network_claims()
    return format_shapes(found) | {"runs": [run for group in groups.values() for run in group]}


def summary(runs):
    """What the runs of one reading say together: counts, shares, their spread, and the chance of the paper's result."""
    n, rights = runs[0]["test_images"], [run["test_right"] for run in runs]
    shares, paper = np.divide(rights, n), round(PAPER_ACCURACY * n)
    low, high = accuracy_interval(round(np.mean(rights)), n)
    probabilities, chance = count_probabilities(n, shares), two_sided_probability(paper, n, shares)
    minutes = [run["seconds"] / 60 for run in runs if "seconds" in run]
    return {
        "runs": len(runs), "seeds": ", ".join(str(run["seed"]) for run in runs), "n": n,
        "names": " to ".join(dict.fromkeys(f"`{name_of(run)}`" for run in (runs[0], runs[-1]))),
        "rights": ", ".join(map(str, rights)), "mean": shares.mean(), "lowest": shares.min(), "highest": shares.max(),
        "spread": shares.std(ddof=1) if len(runs) > 1 else None, "low": low, "high": high,
        "or more": probabilities[paper:].sum(), "or fewer": probabilities[: paper + 1].sum(), "chance": chance,
        "likelihood": probabilities[paper],
        "within reach": chance >= WITHIN_REACH,
        "coin spread": float(np.sqrt(shares.mean() * (1 - shares.mean()) / n)),
        **{key: common_value(run["settings"][key] for run in runs) for key in ("batch_size", "learning_rate")},
        "epochs": common_value(len(run["history"]["loss"]) for run in runs), "side": runs[0]["input_shape"][:2],
        "minutes": np.mean(minutes) if minutes else None,
        "final accuracy": np.mean([run["history"]["accuracy"][-1] for run in runs]),
        "final loss": np.mean([run["history"]["loss"][-1] for run in runs]),
    }  # fmt: skip


def name_of(run):
    """The name of a run's record."""
    return f"{run['recipe']}-{run['reading']}-{run['seed']}".replace(" ", "-")


def check_of_record(number, found):
    """The checks of an equation, from their record."""
    record = found["equations"][str(number)]
    symbolic = 0 if record["symbolic"] == "0" else record["symbolic"]
    errors = (record[kind] for kind in ("finite_differences", "tensorflow", "function"))
    return EquationCheck(EQUATIONS[number], symbolic, *errors)


def _paper(of):
    """The paper's result as a count of faces: all counts that it can be, and the interval around the nearest."""
    n, right = of["n"], round(PAPER_ACCURACY * of["n"])
    low, high = accuracy_interval(right, n)
    quarter = PAPER_IMAGES / 4
    return {
        "right": right, "low": low, "high": high, "counts": _counts(n),
        "counts of a quarter": _counts(floor(quarter), ceil(quarter)),
    }  # fmt: skip


def _counts(*totals):
    """Which counts of so many faces round to the paper's accuracy."""
    found = [str(k) for n in totals for k in range(n + 1) if f"{k / n:.2%}" == f"{PAPER_ACCURACY:.2%}"]
    return ", ".join(found) or "none"


def _plausible_variants(readings):
    """Which readings the paper's result fits, which not, and under which it has the largest likelihood."""
    names = {True: [], False: []}
    for name, of in readings.items():
        names[of["within reach"]].append(f"*{name}*")
    likely, unlikely = (", ".join(names[verdict]) or "none" for verdict in (True, False))
    best = max(readings, key=lambda name: readings[name]["likelihood"])
    likeliest = {"name": best, "ratio": readings[best]["likelihood"] / readings["chosen"]["likelihood"]}
    likeliest["runs"] = "a single run" if readings[best]["runs"] == 1 else f"{readings[best]['runs']} runs"
    return {"likely": likely, "unlikely": unlikely, "likeliest": likeliest, "reach": WITHIN_REACH}


def _derived(counts):
    """What follows from the counts."""
    data, network, maps = counts["data"], counts["network"], counts["maps"]
    seen = [name for name in network if "side" in network[name]]
    layers = {
        key: common_value(format_shapes(of[key]) for of in network.values() if key in of) for key in ("kernel", "pool")
    }
    layers["order"] = " ".join(name.rstrip("0123456789") for name in seen)
    layers["filters"] = ", ".join(str(of["filters"]) for of in network.values() if "filters" in of)
    layers["units"] = ", ".join(str(of["units"]) for name, of in network.items() if "units" in of and name != "output")
    layers["activation"] = common_value(
        of["activation"] for name, of in network.items() if "activation" in of and name != "output"
    )
    blank, zero = ([maps[name][key] for name in seen] for key in ("blank", "zero"))
    claims = {"blank": ", ".join(f"{b:.1%}" for b in blank), "zero": ", ".join(f"{z:.1%}" for z in zero)}
    claims |= {
        "zero grows over all layers": _increasing(zero),
    }
    looks = counts["looks"]
    third = looks["conv3"]
    claims |= {"kept": looks["kept"] >= ALMOST_ALL, "looked at": third["eyes"] > 0 < third["mouth"]}
    claims["eyes grow"] = _increasing([looks[name]["eyes"] for name in ("conv1", "conv2", "conv3")])
    # by region, for the three convolutions
    for key in ("channels", "eyes", "mouth"):
        claims[f"{key} by layer"] = ", ".join(str(looks[name][key]) for name in ("conv1", "conv2", "conv3"))
    claims["neither by layer"] = ", ".join(str(looks[name]["neither"]) for name in ("conv1", "conv2", "conv3"))
    combination = counts["combination"]
    claims["half"] = " to ".join(map(str, combination["half"]))
    claims["no channel decides"] = combination["most changed"] < 0.05 * maps["images"]
    claims["equations"] = sum(check_of_record(number, counts).holds for number in EQUATIONS)
    shares = {f"{part} share": data[part] / data["images"] for part in ("train", "test")}
    lenet = ", ".join(map(str, counts["examples"]["LeNet-5"]))
    return {
        "layers": layers, "claims": claims, "examples": counts["examples"] | {"LeNet-5": lenet},
        "counted with": ", ".join(f"{name} {number}" for name, number in counts["versions"].items()),
        "data": data | shares | {"source": data["source"].upper(), "kinds": "; ".join(data["files"]["kinds"])},
        "training": counts["training"] | {"loss": counts["training"]["loss"].replace("_", " ")},
        "steps hold": all(check_of_record(number, counts).holds for number in (5, 6, 11, 12)),
    }  # fmt: skip


def _increasing(shares):
    return all(before < after for before, after in zip(shares, shares[1:], strict=False))


def common_value(values):
    """The one value that all have; where they differ, all of them."""
    different = list(dict.fromkeys(values))
    return different[0] if len(different) == 1 else ", ".join(map(str, different))


def format_shapes(value):
    """Lists of whole numbers as 3×3, all else as it is."""
    if isinstance(value, dict):
        return {key: format_shapes(inner) for key, inner in value.items()}
    is_shape = isinstance(value, list) and value and all(isinstance(number, int) for number in value)
    return "×".join(map(str, value)) if is_shape else value
