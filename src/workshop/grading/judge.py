"""Runs a submission's cells in a sandbox, and then the master's checks on what comes out.

The process that checks never runs a line of the student's. It has its own copy of every given value, from the master;
of the answers it gets plain values, and functions that it can call. At each check the student's process is forked, and
the fork answers when all cells have run: so it is as it was at that place of the page, no check can harm another, and
no cell sees what a check calls.
"""

import contextlib
import io
import sys
from dataclasses import dataclass, field

from convbook.exercises.calling import CheckFailed
from workshop.exercise_cells import is_answer, is_check, is_solution
from workshop.exercise_names import wanted
from workshop.grading.limits import LIMITS
from workshop.grading.outputs import as_error, as_output
from workshop.grading.remote import Remote
from workshop.grading.session import Session
from workshop.grading.watch import LONGEST_MESSAGE, Raised, Stopped

NOT_RUN = "This was not run: Python could not go on after a cell above."
NO_SENSE = "The check could make no sense of this answer."


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
        found, cells = _Judge(master, session), [cell for cell in notebook.cells if cell.cell_type == "code"]
        for cell in cells:
            found.run(cell)
        for cell in cells:
            found.check(cell)
        found.verdict.seconds = round(session.measure(), 2)
    return found.verdict


class _Judge:
    def __init__(self, master, session):
        self.own = {cell.id: cell for cell in master.cells if not is_solution(cell)}
        self.wanted = wanted(master)
        self.session, self.node, self.verdict = session, session.root, Verdict()
        self.space = {"__name__": "checks"}
        self.kept, self.sources = {}, {}  # the node at each check, and the student's cells before it
        self.stopped = {}  # the functions of each node that had to be stopped

    def run(self, cell):
        """The cell in the sandbox, if it runs there."""
        own = self.own.get(cell.id)
        if own is None or is_answer(own):
            self._run(cell)
        elif is_check(own):
            self.kept[own.id] = self.node
            self.sources[own.id] = list(self.session.sources)
        elif _is_given(own):
            self.session.given += own.source + "\n"
            if error := self._attempt(own, lambda node: node.given(own.source)):
                self.verdict.events.append(("given", own.id, f"A cell of the page did not run: {error[0]}: {error[1]}"))
            self.session.take_output()

    def check(self, cell):
        """The master's cell here, if it is a check or a given one."""
        own = self.own.get(cell.id)
        if own is None or is_answer(own):
            return
        if is_check(own):
            self._check(own)
        elif _is_given(own):
            _quietly(own.source, self.space)
            self.verdict.outputs[own.id] = list(own.get("outputs", []))

    def _run(self, cell):
        """A student's cell; if it has to be killed, what comes after goes on from before it."""
        self.session.sources.append(cell.source)
        error = self._attempt(cell, lambda node: node.run(cell.source)) if cell.source.strip() else None
        outputs = [as_output(kind, content) for kind, content in self.session.take_output()]
        self.verdict.outputs[cell.id] = outputs + ([as_error(*error)] if error else [])
        if error and error[0] in ("TookTooLong", "TooMuchOutput"):
            self.verdict.events.append(("output" if error[0] == "TooMuchOutput" else "timeout", cell.id, error[1]))

    def _attempt(self, cell, do):
        """Let a fork of the student's process do something, and go on from there if it survives."""
        error = None
        try:
            fork = _fork(self.node)
            try:
                error = do(fork)
            except Raised as raised:
                error = [raised.name, str(raised)]
            fork.check_memory()
        except Stopped as stopped:
            self.verdict.events.append((stopped.kind, cell.id, str(stopped)))
            return ["Stopped", str(stopped)]
        if self.node not in self.kept.values():
            self.node.close()
        self.node = fork
        return error

    def _check(self, cell):
        try:
            self.session.sources = self.sources[cell.id]
            probe = _fork(self.kept[cell.id])
            try:
                self._compare(cell, probe, self.stopped.setdefault(self.kept[cell.id], {}))
            finally:
                if probe in self.session.nodes:
                    probe.close()
            said = None
        except (CheckFailed, NameError) as failed:
            said = type(failed).__name__, str(failed)[:LONGEST_MESSAGE]
        except Stopped as stopped:
            self.verdict.events.append((stopped.kind, cell.id, str(stopped)))
            said = "Stopped", str(stopped)
        except Exception as error:  # the check met a value that nobody had thought of
            self.verdict.events.append(
                ("check", cell.id, f"The check stopped with {type(error).__name__}: {error}"[:200])
            )
            said = "CheckFailed", NO_SENSE
        self.verdict.outputs[cell.id] = [as_error(*said)] if said else []
        self.session.take_output()  # what a function printed while it was called

    def _compare(self, cell, probe, known):
        """Run the check on the answers that the probe has; `known` are its functions that had to be stopped."""
        space = dict(self.space)
        asked = self.wanted[cell.metadata.nbgrader.grade_id]
        there = probe.request("has", list(asked))
        for name in [name for name in asked if isinstance(there, list) and name in there]:
            space[name] = probe.request("get", name)
            if isinstance(space[name], Remote):
                space[name].stopped = known.get(name)
        try:
            _quietly(cell.source, space)
        finally:
            remotes = {name: value.stopped for name, value in space.items() if isinstance(value, Remote)}
            known |= {name: stopped for name, stopped in remotes.items() if stopped}


def _is_given(cell):
    return "remove-cell" not in cell.metadata.get("tags", [])


def _fork(node):
    try:
        return node.fork()
    except Stopped as stopped:
        raise stopped if stopped.kind == "timeout" else Stopped("gone", NOT_RUN) from None


def _quietly(source, space):
    """Run a cell of the master's here, without what it prints and draws."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(source, "check", "exec"), space)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
