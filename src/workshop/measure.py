"""Run time and memory of a chapter: ``python -m workshop.measure book/NN-name.ipynb``.

The chapter runs on one core, as on mybinder.org, on the real faces, and changes no file but ``data/measured.json``,
which then holds its seconds and its memory, and what it was measured with. `CONVBOOK_EPOCHS` shortens the training of
chapter 12.
"""

import json
import os
import platform
import sys
import threading
import time
from contextlib import suppress
from importlib import resources
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

RECORDS = Path(str(resources.files("workshop") / "data" / "measured.json"))
EVERY = 0.1  # seconds between two looks at the processes


class ResourceMonitor(threading.Thread):
    """Follows a process and its children; `peak` is the most memory they held at once, `seconds` their time at work.

    Memory is what lies in RAM, in bytes: what each has of its own, and once the files that one of them has open, the
    libraries above all, for the others have the same.
    """

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.process, self.stop = psutil.Process(pid), threading.Event()
        self.peak, self.cpu_seconds = 0, {}

    @property
    def seconds(self):
        return sum(self.cpu_seconds.values())

    def run(self):
        while not self.stop.wait(EVERY):
            self.sample()

    def sample(self):
        own, files = 0, 0
        for process in (self.process, *self.process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):  # a child may have ended meanwhile
                memory = process.memory_info()
                own, files = own + memory.rss - memory.shared, max(files, memory.shared)
                self.cpu_seconds[process.pid] = sum(process.cpu_times()[:2])
        self.peak = max(self.peak, own + files)


def measure(path):
    """Run one notebook in its own folder, without changing it.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict
        ``seconds`` on the clock, ``processor_seconds`` of work (what the clock would show were nothing else running),
        ``peak_bytes`` of the kernel and its children together.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(path.parent)}})
    start = time.perf_counter()
    with client.setup_kernel():
        monitor = ResourceMonitor(client.km.provisioner.pid)
        monitor.start()
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        monitor.stop.set()
        monitor.join()
        monitor.sample()
    seconds = time.perf_counter() - start
    return {"seconds": round(seconds, 1), "processor_seconds": round(monitor.seconds, 1), "peak_bytes": monitor.peak}


def environment():
    """With what it is measured: machine, epochs of the paper's training, faces, versions."""
    from convbook import paper_epochs
    from convbook.study.runs import environment

    machine = f"1 of {os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return {
        "machine": machine,
        "epochs": paper_epochs(),
        "faces": os.environ["CONVBOOK_FACES"],
        "versions": environment()["versions"],
    }


def main(paths):
    os.environ["CONVBOOK_FACES"] = "lfw"  # and an error where they are not at hand: the drawn ones take less
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # the kernels inherit it
    measured_in = environment()
    for path in paths:
        record = measure(path)
        print(f"{path}: {record['seconds']} s, {record['peak_bytes'] / 1e6:.0f} MB", flush=True)
        records = json.loads(RECORDS.read_text(encoding="utf-8")) if RECORDS.exists() else {}
        records[path.with_suffix("").as_posix()] = record | measured_in
        RECORDS.write_text(json.dumps(dict(sorted(records.items())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
