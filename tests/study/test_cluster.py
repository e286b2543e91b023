"""The study through Dask: the records of plain training, once each, whoever dies on the way."""

import json
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest
from distributed import Client

from convbook import Run, load_faces, train_run
from convbook.faces.cache import cache_home
from convbook.study import __main__ as command_line
from convbook.study import cluster
from convbook.study.__main__ import main
from convbook.study.cluster import ADDRESS, TOPIC, run_study
from convbook.training.trained import DIGEST, WEIGHTS, digest

pytestmark = pytest.mark.slow

EPOCHS = 3
FIRST, SECOND = Run("fast", seed=0), Run("fast", seed=1)  # at 32x32 pixels, some seconds each
IMPOSSIBLE = Run("fast", "no such reading", 0)
OPTIONS = ["--epochs", str(EPOCHS), "--source", "synthetic", "--records"]
PATIENCE = 240  # seconds; a busy machine is no error


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """A cache of its own for the workers' checkpoints, with the drawn faces in it."""
    folder = tmp_path_factory.mktemp("cache")
    load_faces("synthetic", size=32)
    for drawn in cache_home().glob("faces-*.npz"):
        (folder / drawn.name).symlink_to(drawn.resolve())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVBOOK_CACHE", str(folder))
        patch.delenv(ADDRESS, raising=False)
        yield folder


@pytest.fixture(scope="module")
def expected(cache):
    """The records of both runs without Dask, and the weights of the first."""
    trained = [train_run(run, epochs=EPOCHS, source="synthetic", progress=False) for run in (FIRST, SECOND)]
    records = {run.name: plain(record) for run, (_, record) in zip((FIRST, SECOND), trained, strict=True)}
    return records, trained[0][0].get_weights()


@pytest.fixture(scope="module")
def dask(tmp_path_factory, cache):
    """The address of a scheduler, and its two workers, as processes of this machine."""
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    here = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    processes = [start("dask_scheduler", "--port", "0", *here, cwd=folder)]
    wait_for(lambda: file.exists() and file.read_text().endswith("}"))
    address = json.loads(file.read_text())["address"]
    each = ["--nthreads", "1", "--memory-limit", "0", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
    workers = {name: start("dask_worker", address, "--name", name, *each, cwd=folder) for name in ("one", "two")}
    yield address, workers
    for process in [*workers.values(), *processes]:
        process.kill()
        process.wait()


def start(command, *arguments, **options):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", f"distributed.cli.{command}", *arguments], **quiet, **options)


def wait_for(happened):
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def plain(record):
    """A record without what differs from one time to the next."""
    record = json.loads(json.dumps(record))
    record["history"].pop("seconds")
    return {key: value for key, value in record.items() if key not in ("seconds", "machine", "versions")}


def records_in(folder):
    return {path.stem: plain(json.loads(path.read_text())) for path in folder.glob("*.json")}


def test_the_records_are_those_without_dask_and_a_run_that_fails_is_named(
    dask, expected, tmp_path, monkeypatch, capsys
):
    records, weights = expected
    monkeypatch.setenv(ADDRESS, dask[0])
    monkeypatch.setattr(command_line, "RUNS", (IMPOSSIBLE, FIRST, SECOND))
    monkeypatch.setattr(cluster, "SHIPPED", FIRST)  # the paper's would take minutes
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main([*OPTIONS, str(tmp_path)]) == 1
    found = records_in(tmp_path)
    with np.load(tmp_path / WEIGHTS.name) as file:
        arrays = {name: file[name] for name in file.files if name != DIGEST}
    assert found[FIRST.name].pop(DIGEST) == digest(arrays), "the record knows which weights are its own"
    assert found == records
    shown = capsys.readouterr()
    assert f"{IMPOSSIBLE.name} failed: ValueError: the reading of one of the runs is 'no such reading'" in shown.err
    assert f"2 of 3 runs have their record in {tmp_path}" in shown.out
    assert shown.out.count(" of 593 correct") == 2, "a line for each finished run"
    for name in records:
        assert re.search(rf"{name}: .*{EPOCHS - 1}/{EPOCHS} \[.*<.*loss=\d\.\d+", shown.err), "a bar for each run"
    with np.load(tmp_path / "paper_cnn.npz") as file:
        traveled = [file[name] for name in file.files if name != DIGEST]
    assert sorted(w.shape for w in traveled) == sorted(w.shape for w in weights)
    assert sum(map(np.sum, traveled)) == pytest.approx(sum(map(np.sum, weights)), rel=1e-6)


def test_a_run_whose_worker_is_killed_is_done_by_the_other_and_counts_once(dask, expected, tmp_path):
    address, workers = dask
    epochs_told = []
    with Client(address) as client, Client(address) as watcher, ThreadPoolExecutor(1) as aside:
        watcher.subscribe_topic(TOPIC, lambda event: epochs_told.append(event[1]["done"]))
        study = aside.submit(run_study, [SECOND], tmp_path, client=client, epochs=EPOCHS, source="synthetic")
        wait_for(lambda: 1 in epochs_told)
        busy = {at for at, keys in watcher.processing().items() if keys}
        (victim,) = (w["name"] for at, w in watcher.scheduler_info()["workers"].items() if at in busy)
        workers[victim].send_signal(signal.SIGKILL)
        assert study.result(PATIENCE) == {}
    assert sorted(worker.poll() is None for worker in workers.values()) == [False, True]
    assert epochs_told.count(EPOCHS) == 1
    assert records_in(tmp_path) == {SECOND.name: expected[0][SECOND.name]}


def test_a_study_killed_on_this_machine_goes_on_and_ends_with_the_same_records(expected, cache, tmp_path, capsys):
    command = [sys.executable, "-m", "convbook.study", FIRST.name, SECOND.name, *OPTIONS, str(tmp_path)]
    study = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: records_in(tmp_path) and list((cache / "study").glob(f"*{SECOND.name}*.npz")))
    children = psutil.Process(study.pid).children(recursive=True)
    study.send_signal(signal.SIGKILL)
    study.wait()
    assert records_in(tmp_path).keys() == {FIRST.name}
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert alive == [], "the worker ends too"
    (checkpoint,) = (cache / "study").glob("*.npz")
    with np.load(checkpoint) as file:
        before = json.loads(str(file["history"]))["seconds"]

    assert main([FIRST.name, SECOND.name, *OPTIONS, str(tmp_path)]) == 0
    assert records_in(tmp_path) == expected[0]
    seconds = json.loads((tmp_path / f"{SECOND.name}.json").read_text())["history"]["seconds"]
    assert seconds[: len(before)] == [round(x, 5) for x in before], "it was not begun anew"
    assert list((cache / "study").iterdir()) == []
    assert FIRST.name + ":" not in capsys.readouterr().out, "what has its record is not done again"


def test_nothing_is_started_where_nothing_is_left_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(ADDRESS, "tcp://127.0.0.1:9")
    (tmp_path / f"{FIRST.name}.json").write_text("{}")
    assert main([FIRST.name, *OPTIONS, str(tmp_path)]) == 0
    assert "1 of 1 runs have their record" in capsys.readouterr().out


def test_a_scheduler_that_does_not_answer_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(ADDRESS, "tcp://127.0.0.1:9")
    monkeypatch.setattr(cluster, "CONNECT_TIMEOUT", 0.5)
    assert main([FIRST.name, *OPTIONS, str(tmp_path)]) == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["fats"], "no run begins with 'fats'; there are paper-chosen-0"), (["--epochs", "2"], "go with --records")],
)
def test_arguments_that_make_no_sense_are_told(arguments, words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_ctrl_c_ends_with_a_word(tmp_path, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "run_study", interrupted)
    assert main([FIRST.name, *OPTIONS, str(tmp_path)]) == 130
    assert "the same command goes on from here" in capsys.readouterr().err
