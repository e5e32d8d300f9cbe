"""A command run in a process of its own, and what it took: wall and CPU seconds, and the memory of all its processes together."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.05
"""Seconds between two looks at the memory; more where a look itself takes long, so that looking costs less than a tenth."""


class Failed(Exception):
    """The command ended with an error or took too long; the message says which."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run took: seconds by the clock, seconds of CPU, and most bytes of memory at a time."""

    seconds: float
    cpu: float
    peak: int


class Sampler(threading.Thread):
    """Looks again and again at the memory of a process and of all that it started."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0
        self.over = threading.Event()

    def run(self) -> None:
        """Look until told that it is over."""
        pause = 0.0
        while not self.over.wait(pause):
            start = time.perf_counter()
            self.peak = max(self.peak, sum(map(memory_of, family(self.pid))))
            pause = max(EVERY, 10 * (time.perf_counter() - start))


def watch(command: Sequence[str], folder: Path, timeout: float) -> Usage:
    """Run a command to its end and give what it took; raise Failed where it failed. What it says goes to `said.txt`."""
    os.sync()  # what an earlier run left to be written is not to be paid for by this one
    said = Path("said.txt")
    with (folder / said).open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        sampler = Sampler(process.pid)
        sampler.start()
        late = threading.Timer(timeout, os.killpg, (process.pid, signal.SIGKILL))
        late.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    late.cancel()
    sampler.over.set()
    sampler.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        if seconds >= timeout:
            raise Failed(f"stopped after {timeout:.0f} s")
        last = (folder / said).read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
        raise Failed(f"ended with {process.returncode}: {last[:200]}")
    return Usage(seconds, usage.ru_utime + usage.ru_stime, sampler.peak)


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that descend from it."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            text = children.read_text()
        except OSError:
            continue  # the thread ended in between
        for child in text.split():
            yield from family(int(child))


def memory_of(pid: int) -> int:
    """Give a process's proportional share of memory in bytes: what several share is counted once, in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it ended in between
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
