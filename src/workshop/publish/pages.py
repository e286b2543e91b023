"""The pages of a course, built from its public files alone: static files that any web server can serve."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NOT_SERVED = (".buildinfo", ".doctrees")


def build(private, public):
    """Build the pages of the folder `public` into its ``docs``, by the code of the checkout `private`.

    Raises
    ------
    ValueError
        If a page has a warning; the message is what Sphinx says.
    """
    jupyter_book = Path(sys.executable).parent / "jupyter-book"
    env = {**os.environ, "SOLUTIONS": "0", "PYTHONPATH": str(private / "src")}
    with tempfile.TemporaryDirectory() as made:
        command = [jupyter_book, "build", public, "--path-output", made, "-q", "-W", "--keep-going", "-n"]
        done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", errors="replace")
        if done.returncode:
            raise ValueError(f"The pages were not built:\n{done.stdout}{done.stderr}")
        ignored = shutil.ignore_patterns(*NOT_SERVED)
        shutil.copytree(Path(made, "_build", "html"), public / "docs", ignore=ignored, dirs_exist_ok=True)
    (public / "docs" / ".nojekyll").touch()  # GitHub would leave out the folders that begin with _
