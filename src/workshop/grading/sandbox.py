"""A process for a student's code that sees nothing but itself: bubblewrap's, with limits on all that it can use up.

In it the system is read-only, there is no network, no other process and no file but the Python environment, the package
`convbook` and a scratch folder in memory. Processor time is what is limited, so a busy machine changes no grade.
"""

import contextlib
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

import convbook
from workshop.grading.limits import LIMITS, Use

INSIDE = Path(__file__).parent / "inside"
HOME = "/student"
SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache"]
PASSED_ON = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]
THREADS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"]
NOT_HERE = """\
Student code is graded in a sandbox, and bubblewrap cannot make one here: {why}
On Debian and Ubuntu: apt-get install bubblewrap. Where the kernel forbids it, as Ubuntu 24.04 does at first, and on
macOS and Windows, see "Without bubblewrap" in book/instructors.md.
UNSAFE=1 grades without a sandbox: then a submission can read, change and delete whatever you can."""


class NoSandbox(RuntimeError):
    """There is no way to make one on this machine."""


def command(descriptor, limits=LIMITS):
    """The command that starts the worker in a sandbox, talking over this descriptor.

    Raises
    ------
    NoSandbox
        If there is no bubblewrap.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise NoSandbox(NOT_HERE.format(why="it is not installed."))
    made = [bwrap, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    made += ["--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--clearenv"]
    for path in map(Path, SYSTEM):
        if path.is_symlink() and not str(path).startswith("/etc"):
            made += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            made += ["--ro-bind", str(path), str(path)]
    size = str(limits.scratch * 1_000_000)
    made += ["--proc", "/proc", "--dev", "/dev"]
    for folder in ("/dev/shm", "/tmp", HOME):
        made += ["--size", size, "--tmpfs", folder]
    for path in dict.fromkeys([sys.base_prefix, sys.prefix, str(Path(convbook.__file__).parent)]):
        if not path.startswith("/usr"):
            made += ["--ro-bind", path, path]
    made += ["--ro-bind", str(INSIDE), "/inside", "--chdir", HOME]
    for name, value in environment().items():
        made += ["--setenv", name, value]
    return [
        *made,
        "--remount-ro",
        "/dev",
        "--remount-ro",
        "/",
        sys.executable,
        "-B",
        "/inside/worker.py",
        str(descriptor),
    ]


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


class Sandbox:
    """One sandbox, with one worker in it.

    Parameters
    ----------
    limits : Limits
    unsafe : bool, default False
        Start the worker without a sandbox, with all that this user may do.
    """

    def __init__(self, limits=LIMITS, unsafe=False):
        self.limits, self.unsafe = limits, unsafe
        self.socket, theirs = socket.socketpair()
        descriptor = theirs.fileno()
        if unsafe:
            self._home = tempfile.TemporaryDirectory()
            worker = [sys.executable, "-B", str(INSIDE / "worker.py"), str(descriptor)]
            where = {"cwd": self._home.name, "env": environment(self._home.name)}
        else:
            worker, where = command(descriptor, limits), {}
        self.process = subprocess.Popen(
            worker, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[descriptor],
            start_new_session=True, preexec_fn=self._limit, **where,
        )  # fmt: skip
        theirs.close()
        self.streams = {self.process.stdout: "stdout", self.process.stderr: "stderr"}
        for stream in self.streams:
            os.set_blocking(stream.fileno(), False)

    def open_streams(self):
        """What can be waited for."""
        return [stream for stream in self.streams if not stream.closed] if self.process.poll() is None else []

    def processes(self):
        """All that run in it, without bubblewrap's own two."""
        found, bubblewrap = self._everything(), -1 if self.unsafe else self.process.pid
        return [process for process in found if bubblewrap not in (process.pid, _parent(process))]

    def measure(self, waiting=()):
        """What it has used and uses: processor seconds, megabytes, processes, and whether any of them computes.

        Memory is without that of the processes in `waiting`, most of which is shared.

        The seconds of processes that have ended are with those that waited for them, in the end bubblewrap's first.
        """
        seconds, memory, busy, processes = 0.0, 0, False, self._everything()
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied), process.oneshot():
                seconds += sum(process.cpu_times()[:4])
                memory += process.memory_info().rss * (process.pid not in waiting)
                busy |= process.status() in (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP)
        return Use(seconds, memory / 1e6, len(processes), busy)

    def _everything(self):
        if self.unsafe:
            return [psutil.Process(pid) for pid in psutil.pids() if _session_of(pid) == self.process.pid]
        try:
            outer = psutil.Process(self.process.pid)
            return [outer, *outer.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def kill(self):
        """End all that is in it."""
        for process in self.processes() if self.unsafe else []:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.kill()  # and with it the first process of the sandbox, and so all others
        self.process.wait()
        self.socket.close()
        for stream in self.streams:
            stream.close()
        if self.unsafe:
            self._home.cleanup()

    def _limit(self):
        limits = self.limits
        seconds = int(limits.seconds) + 60
        for what, most in {
            resource.RLIMIT_CPU: seconds,
            resource.RLIMIT_AS: 2 * limits.memory * 1_000_000,
            resource.RLIMIT_FSIZE: limits.scratch * 1_000_000,
            resource.RLIMIT_NOFILE: 256,
            resource.RLIMIT_CORE: 0,
        }.items():
            with contextlib.suppress(ValueError, OSError):  # macOS knows not all of them
                resource.setrlimit(what, (most, most))


def _session_of(pid):
    try:
        return os.getsid(pid)
    except OSError:
        return None


def _parent(process):
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return None
