"""The verdicts on submissions, from a process that is started for them: see `__main__`."""

import json
import os
import subprocess
import sys

from workshop.grading.sandbox import NoSandbox


def judged(master, submissions, jobs=None, limits=None, unsafe=False):
    """Judge submissions.

    Parameters
    ----------
    master : path
        With its solutions and hidden checks.
    submissions : dict
        `{key: path}` of restored notebooks; keys are texts.
    jobs : int, optional
        How many at once; as many as there are processors, if not given.
    limits : dict, optional
        Those of `Limits` that are not the usual ones.
    unsafe : bool, default False
        Without a sandbox.

    Yields
    ------
    (key, dict)
        As `pool.judge_all`, in the order in which they are done.

    Raises
    ------
    NoSandbox
        If student code cannot be run safely here; the message says what to do.
    """
    asked = {"master": str(master), "submissions": {key: str(path) for key, path in submissions.items()}}
    asked |= {"jobs": jobs or os.cpu_count() or 1, "limits": limits or {}, "unsafe": unsafe}
    environment = os.environ | {"MPLBACKEND": "agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "workshop.grading"], env=environment, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        json.dump(asked, process.stdin)
        process.stdin.close()
        for line in process.stdout:
            yield tuple(json.loads(line))
        said = process.stderr.read()
    if process.returncode:
        raise NoSandbox(said.strip())
