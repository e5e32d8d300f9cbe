"""What a worker gives up before it sees a query: the network, memory without end, core files, and a life without its parent.

Linux only; elsewhere each part tells that it was not done, and the clock and the kill of the parent remain.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_LINUX = sys.platform == "linux"


def cut_network() -> bool:
    """Leave the network for a namespace that has none; tell whether the system allowed it. Needs a process of one thread."""
    if not _LINUX:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return any(libc.unshare(kinds) == 0 for kinds in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def die_with(parent: int) -> None:
    """Let the kernel kill this process when its parent ends; exit at once where it is already gone.

    Comes after `cut_network`: a change of credentials takes the setting back.
    """
    if _LINUX:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def default_signals() -> None:
    """Ignore what a terminal sends to the whole group (the parent decides), and take every other signal as the system does."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def bound_memory(megabytes: int) -> bool:
    """Bound the address space to what is used now and so many megabytes more; tell whether it was done."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    now = _address_space()
    if now is None or megabytes <= 0:
        return False
    most = now + (megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return True


def _address_space() -> int | None:
    """Give the bytes of address space of this process, None where the system does not tell."""
    if not _LINUX:
        return None
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # read once, before the limit
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
