"""A folder beside the generations for what is on its way into a store; if its process dies, the next writer removes it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.keeping.locks import is_free

_PREFIX = "spool-"


@contextmanager
def spool(folder: Path) -> Iterator[Path]:
    """Give a folder of our own inside a store's; it is removed in the end, by us or by the next writer."""
    lock, name = tempfile.mkstemp(prefix=_PREFIX, suffix=".lock", dir=folder)
    fcntl.flock(lock, fcntl.LOCK_EX)
    room = Path(name).with_suffix("")
    try:
        room.mkdir()
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)
        Path(name).unlink(missing_ok=True)
        fcntl.flock(lock, fcntl.LOCK_UN)
        os.close(lock)


def forsaken(folder: Path) -> Iterator[Path]:
    """Give the lock files of spools whose processes have died."""
    for lock in sorted(folder.glob(f"{_PREFIX}*.lock")):
        if is_free(lock):
            yield lock


def sweep_spools(folder: Path) -> None:
    """Remove what dead processes left."""
    for lock in forsaken(folder):
        shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
        lock.unlink(missing_ok=True)
