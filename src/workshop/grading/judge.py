"""Runs a submission's cells in a sandbox and the master's checks on what comes out, in the order of the page.

The process that checks never runs a line of the student's. It has its own copy of every given value, from the master;
of the answers it gets plain values, and functions that it can call. Each check asks a fork of the student's process,
so that no check can harm another, and what a check calls is never seen by the cells that follow.
"""

import contextlib
import io
import re
import sys
from dataclasses import dataclass, field

from nbformat.v4 import new_output

from convbook.exercises.calling import CheckFailed
from workshop.exercise_cells import is_answer, is_check, is_solution
from workshop.exercise_names import wanted
from workshop.grading.node import Raised
from workshop.grading.remote import Remote
from workshop.grading.sandbox import LIMITS
from workshop.grading.session import Session
from workshop.grading.watch import Stopped

NOT_RUN = "This was not run: Python could not go on after a cell above."
NO_SENSE = "The check could make no sense of this answer."
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|[\x00-\x08\x0b-\x1f\x7f]")  # colors, and what moves a terminal's cursor


@dataclass
class Verdict:
    """What came of a submission.

    Attributes
    ----------
    outputs : dict
        For each cell of code, by its id, its outputs as a notebook has them; a check that failed has an error there.
    events : list of (str, str, str)
        Cells that were stopped, and checks that could not be run: the kind, the cell's id, and a sentence.
    seconds : float
        Processor time of the student's code.
    """

    outputs: dict = field(default_factory=dict)
    events: list = field(default_factory=list)
    seconds: float = 0.0

    def timed_out(self):
        return any(kind in ("timeout", "idle") for kind, _, _ in self.events)


def judge(master, notebook, limits=LIMITS, unsafe=False):
    """Run and check a submission.

    Parameters
    ----------
    master : notebook
        With its solutions and hidden checks.
    notebook : notebook
        The submission, restored: the master's cells by their ids, answers from the student, perhaps with more cells.
    limits : Limits
    unsafe : bool, default False
        Run it without a sandbox.

    Returns
    -------
    Verdict
    """
    with Session(limits, unsafe) as session:
        found = _Judge(master, session)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                found.take(cell)
        found.verdict.seconds = round(session.measure(), 2)
    return found.verdict


class _Judge:
    def __init__(self, master, session):
        self.own = {cell.id: cell for cell in master.cells if not is_solution(cell)}
        self.wanted = wanted(master)
        self.session, self.node, self.verdict = session, session.root, Verdict()
        self.space = {"__name__": "checks"}
        self.stopped = {}  # functions that had to be stopped since the last cell

    def take(self, cell):
        own = self.own.get(cell.id)
        if own is None or is_answer(own):
            self._run(cell)
        elif is_check(own):
            self._check(own)
        elif "remove-cell" not in own.metadata.get("tags", []):
            self._give(own)

    def _give(self, cell):
        """A cell of the book's own: here and there, each for itself."""
        _quietly(cell.source, self.space)
        self.verdict.outputs[cell.id] = list(cell.get("outputs", []))
        self._attempt(cell, lambda node: node.given(cell.source))
        self.session.take_output()

    def _run(self, cell):
        """A student's cell; if it has to be killed, what comes after goes on from before it."""
        self.session.sources.append(cell.source)
        error = self._attempt(cell, lambda node: node.run(cell.source)) if cell.source.strip() else None
        outputs = [_output(kind, content) for kind, content in self.session.take_output()]
        self.verdict.outputs[cell.id] = outputs + ([_error(*error)] if error else [])
        if error and error[0] in ("TookTooLong", "TooMuchOutput"):
            self.verdict.events.append(("output" if error[0] == "TooMuchOutput" else "timeout", cell.id, error[1]))

    def _attempt(self, cell, do):
        """Let a fork of the student's process do something, and go on from there if it survives."""
        error = None
        try:
            fork = self._fork()
            try:
                error = do(fork)
            except Raised as raised:
                error = [raised.name, str(raised)]
        except Stopped as stopped:
            self.verdict.events.append((stopped.kind, cell.id, str(stopped)))
            return ["Stopped", str(stopped)]
        self.node.close()
        self.node, self.stopped = fork, {}
        return error

    def _fork(self):
        try:
            return self.node.fork()
        except Stopped as stopped:
            raise stopped if stopped.kind == "timeout" else Stopped("gone", NOT_RUN) from None

    def _check(self, cell):
        try:
            probe = self._fork()
            try:
                self._compare(cell, probe)
            finally:
                if probe in self.session.nodes:
                    probe.close()
            said = None
        except (CheckFailed, NameError) as failed:
            said = type(failed).__name__, str(failed)
        except Stopped as stopped:
            self.verdict.events.append((stopped.kind, cell.id, str(stopped)))
            said = "Stopped", str(stopped)
        except Exception as error:  # the check met a value that nobody had thought of
            self.verdict.events.append(("check", cell.id, f"The check stopped with {type(error).__name__}: {error}"))
            said = "CheckFailed", NO_SENSE
        self.verdict.outputs[cell.id] = [_error(*said)] if said else []
        self.session.take_output()  # what a function printed while it was called

    def _compare(self, cell, probe):
        """Run the check on the answers that the probe has."""
        space = dict(self.space)
        for name in probe.request("has", list(self.wanted[cell.metadata.nbgrader.grade_id])):
            space[name] = probe.request("get", name)
            if isinstance(space[name], Remote):
                space[name].stopped = self.stopped.get(name)
        try:
            _quietly(cell.source, space)
        finally:
            remotes = {name: value.stopped for name, value in space.items() if isinstance(value, Remote)}
            self.stopped |= {name: stopped for name, stopped in remotes.items() if stopped}


def _quietly(source, space):
    """Run a cell of the master's here, without what it prints and draws."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(source, "check", "exec"), space)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def _output(kind, content):
    if kind in ("stdout", "stderr"):
        return new_output("stream", name=kind, text=CONTROL.sub("", content))
    options = {"execution_count": None} if kind == "execute_result" else {}
    return new_output(kind, data=content, **options)


def _error(name, message):
    return new_output("error", ename=name, evalue=message, traceback=[])
