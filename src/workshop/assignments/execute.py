"""Running a submission within limits: whatever is in it, it is graded, and so is the next one."""

from time import monotonic

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from traitlets import Integer

LIMIT_OUTPUT = "__import__('workshop.assignments.limits').assignments.limits.limit_output()"
QUIET = ["--HistoryManager.enabled=False", "--log-level=ERROR"]


class LimitedExecute(Execute):
    """Runs all cells, each and all together in limited time, with limited output.

    A cell that takes too long is interrupted and has failed. Once the kernel has died, or does not obey, or the time
    for the submission is used up, every later cell has failed too: it holds an error, for which nbgrader gives 0.
    """

    assignment_timeout = Integer(help="Seconds for all cells of a submission together; `configure` sets them.").tag(
        config=True
    )

    def __init__(self, **options):
        super().__init__(**options)
        self.timeout_func = self._seconds_left
        self.extra_arguments = [f"--IPKernelApp.exec_lines=[{LIMIT_OUTPUT!r}]", *QUIET]
        self.error_on_timeout = _error("TookTooLong", f"This cell took longer than {self.timeout} seconds.")
        self._stopped_because = None

    def preprocess(self, notebook, resources, *args, **options):
        self._end = monotonic() + self.assignment_timeout
        return super().preprocess(notebook, resources, *args, **options)

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type != "code" or not cell.source.strip():
            return cell, resources
        if monotonic() > self._end:
            self._stopped_because = f"Not run: all cells together took longer than {self.assignment_timeout} seconds."
        if self._stopped_because is None:
            try:
                return super().preprocess_cell(cell, resources, index)
            except DeadKernelError:
                self._stopped_because = "Not run: Python came to its end in a cell above."
                _fail(cell, "Python came to its end in this cell, so it and all after it count as failed.")
            except CellTimeoutError:
                self._stopped_because = "Not run: a cell above could not be stopped."
                _fail(cell, f"This cell took longer than {self.timeout} seconds and could not be stopped.")
        else:
            _fail(cell, self._stopped_because)
        return cell, resources

    def _seconds_left(self, cell):
        return max(1, min(self.timeout, int(self._end - monotonic())))


def _error(name, sentence):
    return {"ename": name, "evalue": sentence, "traceback": [sentence]}


def _fail(cell, sentence):
    cell.outputs = [*cell.get("outputs", [])[:20], new_output("error", **_error("NotRun", sentence))]
