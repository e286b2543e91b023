"""The readings of the paper: what a run records, and that the kept records hang together."""

import json
from dataclasses import replace

import numpy as np
import pytest

from convbook import count_right, paper_cnn, reading_records
from convbook.faces import Faces
from convbook.tf import readings


@pytest.fixture
def tiny_faces(monkeypatch):
    """In place of LFW: 40 pictures of four 'people', 22x22."""
    rng = np.random.default_rng(0)
    labels = np.arange(40) % 4
    images = (labels[:, None, None, None] / 5 + 0.1 * rng.random((40, 22, 22, 3))).astype(np.float32)
    faces = Faces(images, labels, ("a", "b", "c", "d"), "lfw")
    asked = []

    def load(source, **options):
        asked.append((source, options))
        return faces

    monkeypatch.setattr(readings, "load_faces", load)
    return asked


def test_a_run_asks_for_what_its_reading_says_and_records_it(tiny_faces):
    model, record = readings.run("whole image", 3, epochs=2)
    assert tiny_faces == [("lfw", {"crop": "whole", "funneled": True})]
    assert (record["crop"], record["padding"], record["seed"], record["epochs"]) == ("whole", "same", 3, 2)
    assert (record["train_images"], record["test_images"]) == (30, 10)
    assert record["test_accuracy"] == record["test_right"] / 10
    assert len(record["history"]["loss"]) == 2
    assert json.loads(json.dumps(record)) == record


def test_the_same_run_gives_the_same_numbers(tiny_faces):
    first, again = (readings.run("dropout twice", 0, epochs=2)[1] for _ in range(2))
    assert first["history"]["loss"] == again["history"]["loss"]


@pytest.mark.parametrize(("name", "expected"), [("valid padding", 20), ("dropout twice", 22)])
def test_padding_reaches_the_network(tiny_faces, name, expected):
    model, _ = readings.run(name, 0, epochs=1)
    assert model.get_layer("conv1").output.shape[1] == expected


def test_command_trains_what_has_no_record_and_leaves_the_rest(tiny_faces, monkeypatch, tmp_path, capsys):
    shipped, others = tmp_path / "shipped.json", tmp_path / "readings"
    monkeypatch.setattr(readings, "RECORD", shipped)
    monkeypatch.setattr(readings, "RECORDS", others)
    monkeypatch.setattr(readings, "READINGS", {"dropout once": {"dropout": "last"}, "dropout twice": {}})
    monkeypatch.setattr(readings, "SEEDS", {"dropout once": (0, 1)})
    monkeypatch.setattr(readings.run, "__defaults__", (1,))
    shipped.write_text('{"reading": "dropout once", "seed": 0}')
    readings.main()
    assert sorted(path.name for path in others.iterdir()) == ["dropout-once-1.json", "dropout-twice-0.json"]
    assert shipped.read_text() == '{"reading": "dropout once", "seed": 0}'
    kept = [(record["reading"], record["seed"]) for record in reading_records()]
    assert kept == [("dropout once", 0), ("dropout once", 1), ("dropout twice", 0)]
    assert capsys.readouterr().out.count("of 10") == 2


def test_the_shipped_run_leaves_its_weights_beside_its_record(tiny_faces, monkeypatch, tmp_path):
    monkeypatch.setattr(readings, "RECORDS", tmp_path / "readings")
    monkeypatch.setattr(readings, "WEIGHTS", tmp_path / "w.npz")
    monkeypatch.setattr(readings, "RECORD", tmp_path / "r.json")
    monkeypatch.setattr(readings, "READINGS", {"dropout once": {"dropout": "last"}})
    monkeypatch.setattr(readings, "SEEDS", {})
    monkeypatch.setattr(readings.run, "__defaults__", (1,))
    readings.main()
    with np.load(tmp_path / "w.npz") as file:
        assert file["output/bias"].shape == (4,)
    assert [r["reading"] for r in reading_records()] == ["dropout once"]


def test_counting_right_answers_by_hand():
    model = paper_cnn(4, (22, 22, 3))
    model.get_layer("output").kernel.assign(np.zeros((256, 4)))
    model.get_layer("output").bias.assign([0, 0, 1, 0])  # says "2" to everything
    X = np.random.default_rng(0).random((5, 22, 22, 3), np.float32)
    split = replace(_split(X), y_test=np.array([2, 0, 2, 1, 2]))
    assert count_right(model, split) == 3


def _split(X):
    from convbook import Split

    rows = np.arange(len(X))
    return Split(X, rows % 4, X, rows % 4, rows, rows, ("a", "b", "c", "d"), "synthetic")


def test_kept_records_are_whole_runs_on_lfw():
    records = reading_records()
    assert {r["reading"] for r in records} == set(readings.READINGS)
    for record in records:
        assert record["source"] == "lfw"
        assert len(record["history"]["loss"]) == record["epochs"] == 100
        assert (record["train_images"], record["test_images"]) == (1777, 593)
        assert record["test_right"] == pytest.approx(593 * record["test_accuracy"])
        assert record["history"]["test_accuracy"][-1] == pytest.approx(record["test_accuracy"], abs=1e-4)
        assert (record["crop"], record["padding"]) == tuple(
            (readings.BASE | readings.READINGS[record["reading"]])[key] for key in ("crop", "padding")
        )
