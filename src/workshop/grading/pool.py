"""Submissions judged several at once, each in a process of its own; what ran out of time runs once more, alone."""

import multiprocessing
from dataclasses import asdict
from multiprocessing.connection import wait

import nbformat

from workshop.exercise_names import given_cells
from workshop.grading.judge import Verdict, judge
from workshop.grading.limits import LIMITS

BACKSTOP = 3600  # seconds; a judge has never hung
CRASHED = ("crashed", "", "The process that checks came to its end.")


def judge_all(masters, submissions, jobs=1, limits=LIMITS, unsafe=False):
    """Judge the submissions of one assignment.

    Parameters
    ----------
    masters : dict
        `{anything: path}`: the master of each; students may have numbers of their own.
    submissions : dict
        `{anything: path of the restored notebook}`, with the same keys.
    jobs : int
        How many at once.
    limits : Limits
    unsafe : bool

    Yields
    ------
    (key, dict)
        The fields of a `Verdict`, as they come, and `alone`: whether it was run once more by itself.
    """
    for path in sorted(set(masters.values()))[:1]:
        exec(given_cells(nbformat.read(path, as_version=4))[0].source, {})  # imports: each process below has them then
    late = {}
    for key, verdict in _judged(masters, submissions, jobs, limits, unsafe):
        if verdict.timed_out():
            late[key] = submissions[key]
        else:
            yield key, asdict(verdict) | {"alone": False}
    for key, verdict in _judged(masters, late, 1, limits, unsafe):
        yield key, asdict(verdict) | {"alone": True}


def _judged(masters, submissions, jobs, limits, unsafe):
    context, waiting, running = multiprocessing.get_context("fork"), list(submissions.items()), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            key, path = waiting.pop(0)
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_judge, args=(theirs, masters[key], path, limits, unsafe))
            process.start()
            theirs.close()
            running[ours] = key, process
        for ours in wait(list(running), BACKSTOP) or list(running):
            key, process = running.pop(ours)
            try:
                verdict = ours.recv() if ours.poll() else Verdict(events=[CRASHED])
            except EOFError:
                verdict = Verdict(events=[CRASHED])
            process.kill() if not verdict.outputs else process.join()
            ours.close()
            yield key, verdict


def _judge(connection, master, path, limits, unsafe):
    try:
        verdict = judge(*(nbformat.read(one, as_version=4) for one in (master, path)), limits, unsafe)
    except Exception as error:  # a fault of the grader's own
        verdict = Verdict(
            events=[("crashed", "", f"The checking process stopped with {type(error).__name__}: {error}")]
        )
    connection.send(verdict)
    connection.close()
