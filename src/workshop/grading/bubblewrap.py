"""The command that makes a sandbox: what is in it, and what to say where there can be none."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import convbook
from workshop.grading.limits import LIMITS

INSIDE = Path(__file__).parent / "inside"
HOME = "/student"
SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache"]
SETTINGS = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"]
PASSED_ON = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]
THREADS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"]
NOT_HERE = """\
Student code is graded in a sandbox, and bubblewrap cannot make one here: {why}
On Debian and Ubuntu: apt-get install bubblewrap. Where the kernel forbids it, as Ubuntu 24.04 does at first, and on
macOS and Windows, see "Without bubblewrap" in book/instructors.md.
UNSAFE=1 grades without a sandbox: then a submission can read, change and delete whatever you can."""


class NoSandbox(RuntimeError):
    """There is no way to make one on this machine."""


def command(descriptor, limits=LIMITS, rules=None):
    """The command that starts the worker in a sandbox, talking over this descriptor; `rules` is that of the filter.

    Raises
    ------
    NoSandbox
        If there is no bubblewrap.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise NoSandbox(NOT_HERE.format(why="it is not installed."))
    made = [bwrap, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    made += ["--uid", "1000", "--gid", "1000", "--hostname", "sandbox", *_if_known(bwrap, "--disable-userns")]
    for path in map(Path, SYSTEM):
        if path.is_symlink() and not str(path).startswith("/etc"):
            made += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            made += ["--ro-bind", str(path), str(path)]
    made += ["--proc", "/proc", "--dev", "/dev"]
    for path in filter(os.path.exists, SETTINGS):  # root could write into these even without any capability
        made += ["--ro-bind", path, path]
    for folder in ("/dev/shm", "/tmp", HOME):
        made += ["--size", str(limits.scratch * 1_000_000), "--tmpfs", folder]
    for path in dict.fromkeys([sys.base_prefix, sys.prefix, str(Path(convbook.__file__).parent)]):
        if not path.startswith("/usr"):
            made += ["--ro-bind", path, path]
    made += ["--ro-bind", str(INSIDE), "/inside", "--chdir", HOME, "--remount-ro", "/dev", "--remount-ro", "/"]
    made += ["--seccomp", str(rules)] if rules else []
    return [*made, sys.executable, "-B", "/inside/worker.py", str(descriptor)]


@cache
def _if_known(bwrap, option):
    """The option, if this version of bubblewrap has it."""
    said = subprocess.run([bwrap, "--help"], capture_output=True, text=True)
    return [option] if option in said.stdout + said.stderr else []


def check(limits=LIMITS):
    """Start a sandbox and end it; raises `NoSandbox`, with what to do, if that does not work."""
    made = command(0, limits)
    tried = subprocess.run([*made[: made.index(sys.executable)], "/usr/bin/true"], capture_output=True, text=True)
    if tried.returncode:
        raise NoSandbox(NOT_HERE.format(why=tried.stderr.strip() or "it stopped without a word."))


def environment(home=HOME):
    """All that a worker finds in its environment."""
    one_thread = dict.fromkeys(THREADS, "1")
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    own = {"HOME": home, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    own |= {"PYTHONHASHSEED": "0", "MPLBACKEND": "module://matplotlib_inline.backend_inline", "MPLCONFIGDIR": home}
    own |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "PYTHONWARNINGS": "ignore::DeprecationWarning"}
    return own | one_thread | kept
