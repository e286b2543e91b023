"""What a submission may use, and what it uses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a submission may use: seconds of processor time, megabytes, processes."""

    call_seconds: float = 10
    cell_seconds: float = 20
    seconds: float = 240
    idle_seconds: float = 10  # a cell or a call that waits, and computes nothing
    wall_seconds: float = 1200  # the backstop
    memory: int = 3000
    scratch: int = 200
    processes: int = 50
    characters: int = 100_000


@dataclass(frozen=True)
class Use:
    seconds: float
    memory: float
    processes: int
    busy: bool
    blocked: bool = False  # a process waits for a disk, or seems to


LIMITS = Limits()
