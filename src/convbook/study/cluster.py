"""The study's runs through Dask, on this machine or on a cluster; each leaves its record once."""

import logging
import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from convbook.arguments import as_choice, as_int, as_path, check_kind, in_short
from convbook.faces.cache import cache_home
from convbook.faces.dataset import SOURCES
from convbook.study.progress_bars import Bars
from convbook.study.records import record_path, write_record
from convbook.study.runs import SHIPPED, as_runs, train_run
from convbook.training.recipes import RECIPES
from convbook.training.trained import DIGEST, RECORDS, WEIGHTS, save_weights

try:
    from distributed import Client, LocalCluster, as_completed, get_worker
except ImportError:
    raise ImportError("the runs of a study go through Dask: pip install 'convbook[study]'") from None

ADDRESS = "DASK_SCHEDULER_ADDRESS"
TOPIC = "convbook-study"  # under which workers report how far a run is
WORKER_COMMAND = "dask worker {} --nthreads 1 --memory-limit 0"  # Dask's own limit, a core's share, is too little
CONNECT_TIMEOUT = 10  # seconds
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
    runs, folder = as_runs(runs), as_path(folder, "folder")
    as_choice(source, "source", SOURCES)
    if epochs is not None:
        as_int(epochs, "epochs", 1)
    if client is not None:
        check_kind(client, "client", Client, "a distributed.Client")
    folder.mkdir(parents=True, exist_ok=True)
    todo = [run for run in runs if not record_path(run, folder).exists()]
    if not todo:
        return {}
    failed, futures = {}, {}
    with _client(client) as client, _bars(client) as bars:
        for i, run in enumerate(todo):
            key = f"convbook-{run.name}-{source}-{epochs}"  # a run that is still in progress has the same
            arguments = run, epochs, source, key, run == SHIPPED
            futures[client.submit(_train_on_worker, *arguments, key=key, priority=-i)] = run
        for future in as_completed(futures):
            run = futures.pop(future)
            try:
                line = _save(run, *future.result(), folder)
            except Exception as error:
                failed[run.name] = error
                line = f"{run.name}: failed"
            bars.finish(run.name, line)
    return failed


def _train_on_worker(run, epochs, source, key, with_weights):
    """Train, and report after each epoch how far it is; returns the record, and the weights or None."""
    worker = get_worker()

    def report(history, epochs):
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":  # whoever asked for it is gone; the checkpoint stays
            raise RuntimeError(f"nobody waits for {run.name} any more")
        loss = history.loss[-1] if history.loss else None
        worker.log_event(TOPIC, {"name": run.name, "done": len(history), "epochs": epochs, "loss": loss})

    with _one_at_a_time:  # also where the worker has several threads: a training takes all cores
        checkpoint = _checkpoints(worker) / f"{key}.npz"
        model, record = train_run(run, epochs=epochs, source=source, checkpoint=checkpoint, progress=report)
    return record, model.get_weights() if with_weights else None


def _checkpoints(worker):
    folder = cache_home() / "study"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(worker.local_directory)
    return folder


def _save(run, record, weights, folder):
    """Write a run's record, and its weights if there are some; returns a line about it."""
    if weights is not None:
        choices = {name: record["choices"][name] for name in ("padding", "dropout")}
        model = RECIPES[run.recipe].model(len(record["names"]), record["input_shape"], **choices)
        model.set_weights(weights)
        record = record | {DIGEST: save_weights(model, WEIGHTS if folder == RECORDS else folder / WEIGHTS.name)}
    write_record(record, record_path(run, folder))
    return f"{run.name}: {record['test_right']} of {record['test_images']} correct, {record['seconds']:.0f} s"


@contextmanager
def _client(given):
    """The client that was given, or one of the cluster at the address in the environment, or of one worker here."""
    address = os.environ.get(ADDRESS, "").strip()
    if given is not None:
        yield given
    elif address:
        with _connect(address) as client:
            if not client.scheduler_info()["workers"]:
                print(f"{address} has no workers yet; start some with: {WORKER_COMMAND.format(address)}", flush=True)
            yield client
    else:
        # A worker in a process of its own: one that dies, for want of memory say, is replaced. In a notebook it is a
        # thread of the kernel, since mybinder.org has no memory for a second TensorFlow.
        cluster = LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            memory_limit=0,
            silence_logs=logging.ERROR,
            processes="ipykernel" not in sys.modules,
            dashboard_address=None,
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},  # Dask listens only here
        )
        with cluster, Client(cluster) as client:
            yield client


def _connect(address):
    try:
        return Client(address, timeout=CONNECT_TIMEOUT)
    except (OSError, ValueError) as error:
        raise OSError(
            f"no Dask scheduler answers at {address} ({in_short(error)}); start one with `dask scheduler`, or unset"
            f" {ADDRESS} to do the runs on this machine"
        ) from error


@contextmanager
def _bars(client):
    bars = Bars()

    def show(event):
        _, message = event  # the first is the time
        bars.update(message["name"], message["done"], message["epochs"], message["loss"])

    client.subscribe_topic(TOPIC, show)
    try:
        yield bars
    finally:
        client.unsubscribe_topic(TOPIC)
        bars.close()
