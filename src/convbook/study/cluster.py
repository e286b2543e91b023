"""The study's runs through Dask: on this machine, or on all machines of a cluster; each leaves its record once."""

import argparse
import logging
import operator
import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from convbook.arguments import in_short
from convbook.faces.cache import cache_home
from convbook.study.runs import CHOSEN, READINGS, RECIPES, RUNS, SHIPPED, record_path, train_run, write_record
from convbook.training.progress import Bars
from convbook.training.trained import RECORDS, WEIGHTS, save_weights

try:
    from distributed import Client, LocalCluster, as_completed, get_worker
except ImportError:
    raise ImportError("the runs of a study go through Dask: pip install 'convbook[study]'") from None

ADDRESS = "DASK_SCHEDULER_ADDRESS"
TOPIC = "convbook-study"  # under which workers tell how far a run is
HOW = "dask worker {} --nthreads 1 --memory-limit 0"  # Dask's own limit is a core's share of the memory: too little
WAIT = 10  # seconds for a scheduler to answer
_one_at_a_time = threading.Lock()


def run_study(runs, folder, *, client=None, epochs=None, source="lfw"):
    """Do the runs that have no record yet in a folder, through Dask, and write their records there.

    A run whose worker dies is done again by another. Killed, this goes on where it was when it is called again: runs
    that were in progress have a checkpoint in the cache folder of the machine they ran on.

    Parameters
    ----------
    runs : iterable of Run
    folder : path
        Of the records. The weights of the run "paper-chosen-0" are written beside them.
    client : distributed.Client, optional
        Its workers do the runs, one at a time each. By default it is one worker on this machine, or the cluster
        whose scheduler is at $DASK_SCHEDULER_ADDRESS.
    epochs, source
        As for `train_run`.

    Returns
    -------
    dict
        The errors of runs that failed, by the name of the run.

    Raises
    ------
    OSError
        If no scheduler answers at that address.
    """
    folder, failed = Path(folder), {}
    folder.mkdir(parents=True, exist_ok=True)
    todo = [run for run in runs if not record_path(run, folder).exists()]
    if not todo:
        return failed
    with _client(client) as client, _bars(client) as bars:
        futures = {}
        for i, run in enumerate(todo):
            key = f"convbook-{run.name}-{source}-{epochs}"  # a run that is still in progress has the same
            job = run, epochs, source, key, run == SHIPPED
            futures[client.submit(_work, *job, key=key, priority=-i)] = run
        for future in as_completed(futures):
            run = futures.pop(future)
            try:
                line = _keep(run, *future.result(), folder)
            except Exception as error:
                failed[run.name], line = error, f"{run.name}: failed"
            bars.end(run.name, line)
    return failed


def _work(run, epochs, source, key, with_weights):
    """On the worker: train, and tell after each epoch how far it is."""
    worker = get_worker()

    def tell(history, epochs):
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":  # whoever asked for it is gone; the checkpoint stays
            raise RuntimeError(f"nobody waits for {run.name} any more")
        loss = history.loss[-1] if history.loss else None
        worker.log_event(TOPIC, {"name": run.name, "done": len(history), "epochs": epochs, "loss": loss})

    with _one_at_a_time:  # also where the worker has several threads: a training takes all cores
        checkpoint = _checkpoints(worker) / f"{key}.npz"
        model, record = train_run(run, epochs=epochs, source=source, checkpoint=checkpoint, progress=tell)
    return record, model.get_weights() if with_weights else None


def _checkpoints(worker):
    folder = cache_home() / "study"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(worker.local_directory)
    return folder


def _keep(run, record, weights, folder):
    """Write what a run left; returns a line that says it."""
    if weights is not None:
        reading = CHOSEN | READINGS[run.reading]
        model = RECIPES[run.recipe].model(
            len(record["names"]), record["input_shape"], padding=reading["padding"], dropout=reading["dropout"]
        )
        model.set_weights(weights)
        save_weights(model, WEIGHTS if folder == RECORDS else folder / WEIGHTS.name)
    write_record(record, record_path(run, folder))
    return f"{run.name}: {record['test_right']} of {record['test_images']} right, {record['seconds']:.0f} s"


@contextmanager
def _client(given):
    """The client that was given, or one of the cluster at the address in the environment, or of one worker here."""
    address = os.environ.get(ADDRESS, "").strip()
    if given is not None:
        yield given
    elif address:
        with _reached(address) as client:
            if not client.scheduler_info()["workers"]:
                print(f"{address} has no workers yet; start some with: {HOW.format(address)}", flush=True)
            yield client
    else:
        # A worker in a process of its own: one that dies, for want of memory say, is replaced. In a notebook it is a
        # thread of the kernel, since mybinder.org has no memory for a second TensorFlow.
        one = {"n_workers": 1, "threads_per_worker": 1, "memory_limit": 0, "silence_logs": logging.ERROR}
        one["processes"] = "ipykernel" not in sys.modules
        unseen = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}  # Dask listens here, and only here
        with LocalCluster(**one, dashboard_address=None, scheduler_kwargs=unseen) as cluster, Client(cluster) as client:
            yield client


def _reached(address):
    try:
        return Client(address, timeout=WAIT)
    except (OSError, ValueError) as error:
        raise OSError(
            f"no Dask scheduler answers at {address} ({in_short(error)}); start one with `dask scheduler`, or unset"
            f" {ADDRESS} to do the runs on this machine"
        ) from error


@contextmanager
def _bars(client):
    bars = Bars()
    told = operator.itemgetter("name", "done", "epochs", "loss")  # Dask adds who said it, and when
    client.subscribe_topic(TOPIC, lambda event: bars.move(*told(event[1])))
    try:
        yield bars
    finally:
        client.unsubscribe_topic(TOPIC)
        bars.close()


def main(arguments=None):
    """The command ``python -m convbook.study``; returns its exit status."""
    parser = argparse.ArgumentParser("python -m convbook.study", description="Do the runs that have no record yet.")
    parser.add_argument("names", nargs="*", help="how the names of the wanted runs begin; without any, all runs")
    parser.add_argument("--epochs", type=int, help="instead of each recipe's own")
    parser.add_argument("--source", choices=("lfw", "synthetic"), default="lfw", help="the faces (lfw)")
    parser.add_argument("--records", type=Path, default=RECORDS, metavar="FOLDER", help="instead of the kept ones")
    wanted = parser.parse_args(arguments)
    if wanted.records == RECORDS and (wanted.epochs or wanted.source != "lfw"):
        parser.error("--epochs and --source go with --records FOLDER: the kept records stay those of the full study")
    for name in wanted.names:
        if not any(run.name.startswith(name) for run in RUNS):
            parser.error(f"no run begins with {name!r}; there are {', '.join(run.name for run in RUNS)}")
    runs = [run for run in RUNS if run.name.startswith(tuple(wanted.names) or "")]
    try:
        failed = run_study(runs, wanted.records, epochs=wanted.epochs, source=wanted.source)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; the same command goes on from here", file=sys.stderr)
        return 130
    for name, error in failed.items():
        print(f"{name} failed: {type(error).__name__}: {in_short(error)}", file=sys.stderr)
    have = sum(record_path(run, wanted.records).exists() for run in runs)
    print(f"{have} of {len(runs)} runs have their record in {wanted.records}")
    return 1 if failed else 0
