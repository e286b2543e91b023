"""System calls that no exercise needs and that a sandbox is better without, as a filter for seccomp.

They look into other processes, take memory that is counted nowhere, mount, or speak to parts of the kernel that have
often had holes. The filter lets them fail as if they were not permitted.
"""

import platform
import struct

DENIED = {
    "x86_64": {
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "memfd_create": 319, "memfd_secret": 447,
        "shmget": 29, "shmat": 30, "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155,
        "fsopen": 430, "fsmount": 432, "move_mount": 429, "mount_setattr": 442, "keyctl": 250, "add_key": 248,
        "request_key": 249, "bpf": 321, "userfaultfd": 323, "perf_event_open": 298, "io_uring_setup": 425,
        "io_uring_enter": 426, "name_to_handle_at": 303, "open_by_handle_at": 304, "kexec_load": 246,
        "init_module": 175, "finit_module": 313, "pidfd_getfd": 438,
    },
    "aarch64": {
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "memfd_create": 279, "memfd_secret": 447,
        "shmget": 194, "shmat": 196, "unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41,
        "fsopen": 430, "fsmount": 432, "move_mount": 429, "mount_setattr": 442, "keyctl": 219, "add_key": 217,
        "request_key": 218, "bpf": 280, "userfaultfd": 282, "perf_event_open": 241, "io_uring_setup": 425,
        "io_uring_enter": 426, "name_to_handle_at": 264, "open_by_handle_at": 265, "kexec_load": 104,
        "init_module": 105, "finit_module": 273, "pidfd_getfd": 438,
    },
}  # fmt: skip
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # what the kernel calls the machines
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # of BPF: load a word, jump if, jump if not below, return
ALLOW, NOT_PERMITTED = 0x7FFF0000, 0x00050000 | 1
OTHER_ABI = 0x40000000  # numbers from here are those of x32, another set of system calls


def seccomp_filter(machine=None):
    """The filter as a program of BPF, or None for a machine that is not in the table.

    Parameters
    ----------
    machine : str, optional
        As `platform.machine` has it; this one, if not given.
    """
    machine = machine or platform.machine()
    if machine not in DENIED:
        return None
    numbers = sorted(DENIED[machine].values())
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, AUDIT[machine]), (RETURN, 0, 0, NOT_PERMITTED), (LOAD, 0, 0, 0)]
    steps += [(AT_LEAST, len(numbers) + 1, 0, OTHER_ABI)]
    steps += [(EQUAL, len(numbers) - i, 0, number) for i, number in enumerate(numbers)]
    steps += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, NOT_PERMITTED)]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)
