"""The records of the study, one JSON file for each run, and what chapter 12 reads in them."""

import json
import os
from pathlib import Path

from convbook.arguments import as_choice, as_path
from convbook.study.runs import STEPS, STUDY_RUNS, as_runs, check_run
from convbook.training.trained import RECORDS

BENCHMARK = RECORDS.parent / "benchmark.json"


def study_records(folder=RECORDS, runs=STUDY_RUNS):
    """The records in a folder, by default the kept ones, of these runs, by default all of the study, in their order."""
    folder = as_path(folder, "folder")
    for run in as_runs(runs):
        check_run(run)
    paths = [record_path(run, folder) for run in runs]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()]


def benchmark_record():
    """What `make benchmark` measured: for each recipe seconds, accuracy, and its time relative to Keras's `fit`."""
    return json.loads(BENCHMARK.read_text(encoding="utf-8"))


def record_path(run, folder=RECORDS):
    """The file of a run's record."""
    return Path(folder) / f"{run.name}.json"


def write_record(record, path):
    """Write a record: the whole file or none."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)


def step_accuracies(recipe):
    """The accuracies of the steps toward a recipe on the validation set.

    Parameters
    ----------
    recipe : {"fast", "best"}

    Returns
    -------
    dict
        Step -> list of accuracies, one for each seed, in the order in which the steps were taken.
    """
    names = list(STEPS[as_choice(recipe, "recipe", STEPS)])
    accuracies = {step: [] for step in names}
    for record in study_records():
        if record["recipe"] == recipe and record["step"] is not None:
            accuracies[record["step"]].append(record["test_accuracy"])
            if record["step"] == names[-1]:
                accuracies[names[-2]].append(record["test_right_single"] / record["test_images"])
    return accuracies
