"""What an owner does for a store now and then: look at it, compact it, back it up."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.graph.generations import folder_of, lock_of
from kg.keeping.locks import is_free
from kg.keeping.naming import source_graphs
from kg.keeping.publishing import in_use, point_to, stale, sync
from kg.keeping.spool import forsaken
from kg.keeping.store import LocalStore
from kg.keeping.sums import sums_of
from kg.model.errors import UsageError

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Info:
    """A store in numbers: sizes in bytes; older generations that readers still hold; folders that the next writer removes."""

    generation: str
    quads: int
    graphs: int
    sources: int
    size: int
    read_now: bool
    held: tuple[str, ...]
    stale: tuple[str, ...]
    written_now: bool


def info_of(local: LocalStore) -> Info:
    """Give a store's numbers."""
    generations = local.folder / "generations"
    read_now = in_use(local.folder, local.generation)
    with local.snapshot() as snapshot:
        removable = [path.name for path in (*stale(local.folder), *forsaken(local.folder))]
        others = {path.name for path in generations.iterdir() if path.is_dir()} - {snapshot.generation, *removable}
        return Info(
            snapshot.generation,
            len(snapshot.store),
            sum(1 for _ in snapshot.store.named_graphs()),
            sum(1 for _ in source_graphs(snapshot.store)),
            sum(file.stat().st_size for file in folder_of(local.folder, snapshot.generation).iterdir()),
            read_now,
            tuple(sorted(others)),
            tuple(removable),
            not is_free(local.folder / "writer.lock"),
        )


def compact(local: LocalStore, wait: float = 0) -> tuple[int, int]:
    """Rewrite a store's files in their tightest order as a new generation; give the bytes before and after."""
    before = info_of(local).size
    with local.writing(wait) as store:
        store.optimize()
    return before, info_of(local).size


def back_up(local: LocalStore, target: Path, step: Step = lambda words: None) -> int:
    """Copy the current generation into a new store, whole or not at all, that shares no file with this one; give its bytes.

    Writers go on meanwhile. Raises UsageError where the target is there already or cannot be written.
    """
    if target.exists():
        raise UsageError(f"{target}: is there already; name a new folder for the backup")
    aside = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        with local.snapshot() as snapshot:
            step(f"copying generation {snapshot.generation}")
            copied(local.folder, snapshot.generation, aside)
        aside.rename(target)
        sync(target.parent)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise UsageError(f"{target}: cannot be written ({error.strerror or error}); nothing was left there") from error
    return sum(file.stat().st_size for file in target.rglob("*") if file.is_file())


def copied(folder: Path, generation: str, target: Path) -> None:
    """Copy a generation with its sums and its lock into a folder of its own, and name it there, all on the disk."""
    place = folder_of(target, generation)
    place.mkdir(parents=True)
    source = folder_of(folder, generation)
    for file in (*source.iterdir(), sums_of(source)):
        copy = place.with_name(file.name) if file.parent == source.parent else place / file.name
        shutil.copyfile(file, copy)
        sync(copy)
    lock_of(target, generation).touch()
    (target / "writer.lock").touch()
    for path in (place, target / "generations"):
        sync(path)
    point_to(target, generation)
