"""A process for a student's code that sees nothing but itself: bubblewrap's, with limits on all that it can use up.

In it the system is read-only, there is no network, no other process and no file but the Python environment, the package
`convbook` and a scratch folder in memory. Processor time is what is limited, so a busy machine changes no grade.
"""

import contextlib
import os
import resource
import socket
import subprocess
import sys
import tempfile

import psutil

from workshop.grading.bubblewrap import INSIDE, command, environment
from workshop.grading.limits import LIMITS, Use
from workshop.grading.syscalls import seccomp_filter


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
        with tempfile.TemporaryFile() as rules:
            rules.write(seccomp_filter() or b"")
            rules.seek(0)
            if unsafe:
                self._home = tempfile.TemporaryDirectory()
                worker = [sys.executable, "-B", str(INSIDE / "worker.py"), str(descriptor)]
                where = {"cwd": self._home.name, "env": environment(self._home.name)}
            else:
                worker = command(descriptor, limits, rules.fileno() if seccomp_filter() else None)
                where = {"env": environment()}
            self.process = subprocess.Popen(
                worker, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                pass_fds=[descriptor, rules.fileno()], start_new_session=True, preexec_fn=self._limit, **where,
            )  # fmt: skip
        theirs.close()
        self._seen, self._lost = {}, 0.0  # processor seconds of other processes than nodes, and of those that are gone
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

    def measure(self, waiting=(), nodes=()):
        """What it has used and uses: processor seconds, megabytes, processes, and whether any of them computes.

        Memory is without that of the processes in `waiting`, most of which is shared. The seconds of processes that
        have ended are with those that waited for them, in the end bubblewrap's first; of those that are no `nodes` they
        are remembered, since a process can refuse to wait.
        """
        seconds, memory, states, processes, own = 0.0, 0, set(), self._everything(), {}
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied), process.oneshot():
                used = sum(process.cpu_times()[:4])
                seconds += used
                memory += process.memory_info().rss * (process.pid not in waiting)
                states.add(process.status())
                if process.pid not in nodes:
                    own[process.pid] = used
        self._lost += sum(used for pid, used in self._seen.items() if pid not in own)
        self._seen = own
        busy, blocked = psutil.STATUS_RUNNING in states, psutil.STATUS_DISK_SLEEP in states
        return Use(seconds + self._lost, memory / 1e6, len(processes), busy, blocked)

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
        with contextlib.suppress(psutil.NoSuchProcess):
            for first in psutil.Process(self.process.pid).children():
                first.kill()  # the sandbox's first process, and with it all others, whatever they did to it
        self.process.kill()
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
