"""One writer at a time, among all processes; the lock falls with the process, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.model.errors import UsageError

_PAUSE_SECONDS = 0.02
_LEAST_SECONDS = 0.1  # longer than somebody takes who only looks whether the lock is free


@contextmanager
def writer_lock(folder: Path, wait: float) -> Iterator[None]:
    """Hold the one lock for writing; raise UsageError, with the process that holds it, where it is not free in `wait` seconds."""
    lock = _opened(folder / "writer.lock")
    try:
        if not _taken(lock, max(wait, _LEAST_SECONDS)):
            raise UsageError(f"{folder}: {holder(folder)} is writing to it; wait until it has finished, then try again")
        os.truncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        try:
            yield
        finally:
            os.truncate(lock, 0)
            fcntl.flock(lock, fcntl.LOCK_UN)  # first: a forked process may still have the descriptor
    finally:
        os.close(lock)


def holder(folder: Path) -> str:
    """Give who holds the lock for writing, in words."""
    pid = (folder / "writer.lock").read_text(encoding="ascii", errors="replace").strip()
    return f"process {pid}" if pid.isdecimal() else "another process"


def is_free(lock: Path) -> bool:
    """Tell whether nobody holds a lock on a file."""
    descriptor = os.open(lock, os.O_RDONLY)
    try:
        return _taken(descriptor, 0)
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); choose a folder that you may write to") from error


def _taken(lock: int, wait: float) -> bool:
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(_PAUSE_SECONDS)
        else:
            return True
