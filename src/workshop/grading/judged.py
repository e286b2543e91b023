"""The verdicts on submissions, from a process that is started for them: see `__main__`."""

import json
import os
import subprocess
import sys
import tempfile

from workshop.grading.bubblewrap import NoSandbox


def judged(master, submissions, jobs=None, limits=None, unsafe=False):
    """Judge submissions.

    Parameters
    ----------
    master : path or dict of paths
        With its solutions and hidden checks; `{key: path}` where each student has another one.
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
    masters = master if isinstance(master, dict) else dict.fromkeys(submissions, master)
    asked = {"masters": {key: str(masters[key]) for key in submissions}}
    asked |= {"submissions": {key: str(path) for key, path in submissions.items()}}
    asked |= {"jobs": jobs or os.cpu_count() or 1, "limits": limits or {}, "unsafe": unsafe}
    environment = os.environ | {"MPLBACKEND": "agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors, subprocess.Popen(
        [sys.executable, "-m", "workshop.grading"], env=environment, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
    ) as process:  # fmt: skip
        json.dump(asked, process.stdin)
        process.stdin.close()
        for line in process.stdout:
            yield tuple(json.loads(line))
        if process.wait():
            errors.seek(0)
            raise NoSandbox(errors.read().strip())
