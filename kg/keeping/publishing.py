"""How a generation comes to be: links to the current one, any writes, a checkpoint, fsync, and one rename."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pyoxigraph import Store

from kg.graph.generations import current_of, folder_of, is_kept, lock_of
from kg.keeping.locks import is_free
from kg.keeping.spool import sweep_spools
from kg.keeping.sums import sums_of, write_sums

_AT_ONCE = 4


@contextlib.contextmanager
def begun(folder: Path) -> Iterator[Path]:
    """Give a folder with what the current generation holds, to write in; it is removed afterwards."""
    name = f"work-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=name, dir=folder / "generations", ignore_cleanup_errors=True) as work:
        linked(folder_of(folder, current_of(folder)), Path(work))
        yield Path(work)


def linked(generation: Path, target: Path) -> None:
    """Give a folder the files of a closed store: its tables, which never change, as links where there can be links."""
    for file in generation.iterdir():
        if file.suffix == ".sst":
            link_or_copy(file, target / file.name)
        elif file.name != "LOCK":
            shutil.copyfile(file, target / file.name)


def link_or_copy(file: Path, target: Path) -> None:
    """Make a second name for a file, or a copy where the file system has no links."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def first_published(folder: Path) -> None:
    """Publish an empty generation."""
    with tempfile.TemporaryDirectory(prefix="work-", dir=folder / "generations", ignore_cleanup_errors=True) as work:
        published(folder, Store(work))


def published(folder: Path, store: Store) -> None:
    """Make what a store holds the current generation, on the disk before anybody can see it."""
    name = following(folder)
    target = folder_of(folder, name)
    checkpoint(store, target)
    write_sums(target, folder_of(folder, current_of(folder)) if is_kept(folder) else None)
    lock_of(folder, name).touch(exist_ok=True)
    sync_all([*target.iterdir(), sums_of(target), lock_of(folder, name)])
    for place in (target, folder / "generations"):
        sync(place)
    point_to(folder, name)


def checkpoint(store: Store, target: Path) -> None:
    """Write a store into a new folder that is closed from the first: its tables as links, or its quads one by one.

    A checkpoint does not need the store to be closed, which nobody can see to while somebody still has it in hand.
    """
    if can_link(target.parent):
        store.backup(target)
        return
    copy = Store(target)
    copy.bulk_extend(iter(store))
    for graph in store.named_graphs():
        copy.add_graph(graph)
    copy.flush()


def can_link(folder: Path) -> bool:
    """Tell whether files in a folder can have two names."""
    with tempfile.TemporaryDirectory(prefix="work-", dir=folder) as trial:
        first = Path(trial) / "a"
        first.touch()
        try:
            os.link(first, Path(trial) / "b")
        except OSError:
            return False
        return True


def following(folder: Path) -> str:
    """Give the name of the next generation: one more than any that is there."""
    names = [path.name for path in (folder / "generations").iterdir() if path.name.isdecimal()]
    return f"{max(map(int, names), default=0) + 1:06}"


def point_to(folder: Path, name: str) -> None:
    """Name the current generation, on the disk when this returns."""
    aside = folder / ".current"
    aside.write_text(f"{name}\n", encoding="ascii")
    sync(aside)
    aside.replace(folder / "current")
    sync(folder)


def sync_all(paths: Iterable[Path]) -> None:
    """Wait until files are on the disk, several at once."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(sync, paths))


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stale(folder: Path) -> Iterator[Path]:
    """Give the folders of generations that are neither current nor read by anybody, and those that were never finished."""
    current = current_of(folder) if is_kept(folder) else None
    for path in sorted((folder / "generations").iterdir()):
        if path.is_dir() and path.name != current and not in_use(folder, path.name):
            yield path


def in_use(folder: Path, generation: str) -> bool:
    """Tell whether somebody reads a generation."""
    lock = lock_of(folder, generation)
    return lock.exists() and not is_free(lock)


def swept(folder: Path) -> None:
    """Remove what is stale; only for who holds the lock for writing."""
    sweep_spools(folder)
    for path in stale(folder):
        lock_of(folder, path.name).unlink(missing_ok=True)
        sums_of(path).unlink(missing_ok=True)
        shutil.rmtree(path, ignore_errors=True)
