"""A durable store as its readers see it: a folder of generations, a file that names the current one, and shared locks on them.

DIR/current                  "000012"; replaced by an atomic rename
DIR/generations/000012/      a closed store of pyoxigraph that nobody writes to any more
DIR/generations/000012.lock  readers hold a shared lock on it for as long as they read, so that no writer removes the folder
DIR/writer.lock              the one writer holds it, and writes its process id into it
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from kg.model.errors import NotFound, UnreadableInput


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation, open to read; it stays as it is, whatever is written meanwhile, until it is closed."""

    store: Store
    generation: str
    lock: int

    def close(self) -> None:
        """Let go of the generation; a writer may remove it from now on."""
        release(self.lock)


def release(lock: int) -> None:
    """Let go of a lock."""
    fcntl.flock(lock, fcntl.LOCK_UN)  # first: a forked process may still have the descriptor
    os.close(lock)


def is_kept(folder: Path) -> bool:
    """Tell whether a folder is a durable store in which a generation was published."""
    return (folder / "generations").is_dir() and (folder / "current").is_file()


def folder_of(folder: Path, generation: str) -> Path:
    """Give the folder of a generation."""
    return folder / "generations" / generation


def lock_of(folder: Path, generation: str) -> Path:
    """Give the file whose shared lock keeps a generation."""
    return folder / "generations" / f"{generation}.lock"


def current_of(folder: Path) -> str:
    """Give the name of the current generation; raise NotFound where none was published, UnreadableInput for nonsense."""
    try:
        name = (folder / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise NotFound(
            f"{folder}: no store; make one with `kg build --store {folder}`, or load files with `kg store load`"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(
            f"{folder / 'current'}: cannot be read ({error}); does the folder belong to somebody else?"
        ) from error
    if not name.isdecimal():
        raise UnreadableInput(f"{folder / 'current'}: names no generation; write the name of a folder in generations/ into it")
    return name


def take_snapshot(folder: Path) -> Snapshot:
    """Open the current generation to read and keep it from being removed; raise as `current_of`, UnreadableInput if damaged."""
    while True:
        generation = current_of(folder)
        lock = shared_lock(folder, generation)
        if lock is None:
            continue
        try:
            return Snapshot(Store.read_only(str(folder_of(folder, generation))), generation, lock)
        except (OSError, RuntimeError) as error:  # RuntimeError: a checksum of RocksDB does not hold
            os.close(lock)
            raise UnreadableInput(
                f"{folder}: generation {generation} cannot be read ({error}); take it from a backup, or build it again"
            ) from error


def shared_lock(folder: Path, generation: str) -> int | None:
    """Lock a generation against removal; None where it was no longer the current one once it was locked."""
    try:
        lock = os.open(lock_of(folder, generation), os.O_RDONLY)
    except FileNotFoundError as error:
        if current_of(folder) != generation:
            return None
        raise UnreadableInput(
            f"{lock_of(folder, generation)}: is missing; the folder was not copied whole (make copies with `kg store backup`)"
        ) from error
    except OSError as error:
        raise UnreadableInput(f"{folder}: cannot be read ({error.strerror}); ask its owner for the right to read it") from error
    fcntl.flock(lock, fcntl.LOCK_SH)
    # A writer removes only what is not current, and only after it has published its own: what is current now stays.
    if current_of(folder) == generation:
        return lock
    os.close(lock)
    return None
