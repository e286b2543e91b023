"""The study: its runs, and the records that they leave."""

import json

import pytest

from convbook import (
    READINGS,
    RECIPES,
    STUDY_RUNS,
    Run,
    correct_count,
    load_faces,
    split_faces,
    study_records,
    train_run,
)
from convbook.study import records as module
from convbook.study.records import record_path, write_record
from convbook.study.runs import CHOSEN, STEPS

OF_THE_RUN = {"seconds", "history"}


@pytest.fixture(scope="module")
def trained():
    return train_run(Run("fast"), epochs=1, source="synthetic", progress=False)


def test_every_run_has_a_name_of_its_own_that_serves_as_a_files():
    names = [run.name for run in STUDY_RUNS]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in names)
    assert {"paper-chosen-0", "paper-whole-photograph-0", "fast-step-2-1", "best-step-4-0", "best-chosen-4"} <= set(
        names
    )


def test_the_study_has_five_seeds_of_what_is_chosen_and_of_the_original_alignment_and_one_of_each_alternative():
    for recipe in ("paper", "fast", "best"):
        assert {
            run.seed for run in STUDY_RUNS if (run.recipe, run.reading, run.step) == (recipe, "chosen", None)
        } == set(range(5))
    seeds = {
        reading: {run.seed for run in STUDY_RUNS if (run.recipe, run.reading) == ("paper", reading)}
        for reading in READINGS
    }
    assert seeds.pop("chosen") == seeds.pop("original alignment") == set(range(5))
    assert all(of == {0} for of in seeds.values())
    assert all(change.keys() <= CHOSEN.keys() for change in READINGS.values())


def test_steps_are_measured_on_the_validation_part_and_only_they():
    for run in STUDY_RUNS:
        assert (run.evaluation_set == "validation") == (run.step is not None)
    # the run of the last step, which averages, is measured without it too: that is the step before
    for recipe, steps in STEPS.items():
        measured = {run.step for run in STUDY_RUNS if run.step and run.recipe == recipe}
        assert measured == steps.keys() - {list(steps)[-2]}


def test_step_accuracies_come_from_the_records_one_a_seed(monkeypatch):
    names = list(STEPS["fast"])
    first, before_last, last = names[0], names[-2], names[-1]
    records = [
        {"recipe": "fast", "step": first, "test_accuracy": 0.2},
        {"recipe": "best", "step": None, "test_accuracy": 0.9},
        {"recipe": "fast", "step": last, "test_accuracy": 0.8, "test_right_single": 3, "test_images": 4},
        {"recipe": "fast", "step": first, "test_accuracy": 0.3},
    ]
    monkeypatch.setattr(module, "study_records", lambda: records)
    found = module.step_accuracies("fast")
    assert list(found) == list(STEPS["fast"])
    assert (found[first], found[before_last], found[last]) == ([0.2, 0.3], [0.75], [0.8])


def test_an_averaging_recipe_is_measured_both_ways(trained):
    model, record = trained
    split = split_faces(load_faces("synthetic", size=32), seed=0)
    averaged = RECIPES["fast"].predict(model, split.X_test).argmax(axis=1)
    assert record["test_right"] == (averaged == split.y_test).sum()
    assert record["test_right_single"] == correct_count(model, split)


def test_a_record_says_what_ran_on_what_and_what_came_out(trained):
    model, record = trained
    assert record["recipe"] == "fast"
    assert (record["part"], record["source"], record["epochs"]) == ("test", "synthetic", 1)
    assert (record["train_images"], record["test_images"]) == (1777, 593)
    assert record["test_accuracy"] == record["test_right"] / 593
    assert record["choices"] == CHOSEN
    assert {"python", "tensorflow", "keras", "numpy"} <= record["versions"].keys()
    assert record["seconds"] > 0
    assert tuple(record["input_shape"]) == model.input_shape[1:]


def test_a_step_never_sees_the_test_part():
    _, record = train_run(Run("fast", step=list(STEPS["fast"])[1]), epochs=1, source="synthetic", progress=False)
    assert (record["part"], record["train_images"], record["test_images"]) == ("validation", 1332, 445)


@pytest.mark.slow
def test_a_run_that_was_killed_tells_the_seconds_of_all_its_epochs(trained, tmp_path):
    path = tmp_path / "state.npz"

    def stop(history, epochs):
        if len(history) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_run(Run("fast"), epochs=1, source="synthetic", checkpoint=path, progress=stop)
    _, record = train_run(Run("fast"), epochs=1, source="synthetic", checkpoint=path, progress=False)
    assert record["seconds"] == pytest.approx(sum(record["history"]["seconds"]), abs=0.1)
    assert record["seconds"] > 0
    expected = trained[1]
    assert {k: v for k, v in record.items() if k not in OF_THE_RUN} == {
        k: v for k, v in expected.items() if k not in OF_THE_RUN
    }
    assert record["history"]["loss"] == expected["history"]["loss"]


def test_records_are_kept_in_the_order_of_the_study_whole_or_not_at_all(trained, tmp_path):
    record = trained[1]
    for run in (Run("fast", seed=1), Run("paper")):
        write_record(record | {"seed": run.seed, "recipe": run.recipe}, record_path(run, tmp_path))
    assert [r["recipe"] for r in study_records(tmp_path)] == ["paper", "fast"]
    with pytest.raises(TypeError):
        write_record({"not": object()}, record_path(Run("paper"), tmp_path))
    assert json.loads(record_path(Run("paper"), tmp_path).read_text())["recipe"] == "paper"


@pytest.mark.parametrize(("recipe", "least"), [("fast", 495 / 593), ("best", 0.975)])
def test_what_chapter_12_says_of_its_recipes_is_so_over_five_seeds(recipe, least):
    final = [r for r in study_records() if (r["recipe"], r["step"], r["reading"]) == (recipe, None, "chosen")]
    shares = [r["test_accuracy"] for r in final]
    assert len(shares) == 5
    assert sum(shares) / 5 >= least


def test_the_fast_recipe_was_run_on_both_alignments_with_the_same_seeds():
    fast = [r for r in study_records() if (r["recipe"], r["step"]) == ("fast", None)]
    seeds = {
        reading: {r["seed"] for r in fast if r["reading"] == reading} for reading in ("chosen", "original alignment")
    }
    assert seeds["chosen"] == seeds["original alignment"] == set(range(5))
