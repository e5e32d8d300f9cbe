"""The durable store: one writer makes the next generation beside the current one and publishes it by one rename."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from kg.graph.generations import Snapshot, current_of, is_kept, take_snapshot
from kg.keeping.locks import writer_lock
from kg.keeping.publishing import begun, first_published, published, swept
from kg.model.errors import NotFound, UnreadableInput, UsageError

__all__ = ["LocalStore", "Snapshot"]


@dataclass(frozen=True, slots=True)
class LocalStore:
    """A store in a folder; readers take snapshots, one writer at a time publishes whole generations."""

    folder: Path

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> LocalStore:
        """Give the store of a folder, made where absent if `create`.

        Raises NotFound where there is none, UnreadableInput for a folder of something else, UsageError if it cannot be made.
        """
        if not is_kept(folder):
            _refuse_foreign(folder)
            if not create:
                raise NotFound(
                    f"{folder}: no such store; make one with `kg build --store {folder}` or `kg store load {folder} FILE`"
                )
            _make(folder)
        current_of(folder)
        return cls(folder)

    @property
    def generation(self) -> str:
        """Give the name of the current generation; it changes with each published write."""
        return current_of(self.folder)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold the current generation, read-only, as it is now."""
        snapshot = take_snapshot(self.folder)
        try:
            yield snapshot
        finally:
            snapshot.close()

    @contextmanager
    def writing(self, wait: float = 0) -> Iterator[Store]:
        """Hold the one lock for writing and give the next generation; published when the block ends well, else thrown away.

        Raises UsageError where another process writes for longer than `wait` seconds, or where the disk takes no more. What is
        published is what the store held when the block ended: it is of no use afterwards.
        """
        with writer_lock(self.folder, wait), _in_words(self.folder):
            swept(self.folder)
            with begun(self.folder) as work:
                store = Store(work)
                yield store
                published(self.folder, store)
            del store
            swept(self.folder)


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    """Raise UsageError for what the disk refuses; errors about files of the caller's own stay as they are."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and not Path(error.filename).is_relative_to(folder):
            raise
        what = error.strerror or " ".join(str(error).split())
        raise UsageError(f"{folder}: cannot be written ({what}); what was in it is unchanged") from error


def _refuse_foreign(folder: Path) -> None:
    if (folder / "CURRENT").exists() and not (folder / "generations").is_dir():
        raise UnreadableInput(
            f"{folder}: a plain Oxigraph store, read with --graph; `kg store load NEW {folder}` makes a durable one of it"
        )
    if folder.exists() and not folder.is_dir():
        raise UnreadableInput(f"{folder}: a file, not the folder of a store; name it with --graph")
    if folder.is_dir() and not (folder / "generations").is_dir() and any(folder.iterdir()):
        raise UnreadableInput(f"{folder}: holds other files and no store; name an empty or a new folder")


def _make(folder: Path) -> None:
    with _in_words(folder):
        (folder / "generations").mkdir(parents=True, exist_ok=True)
        with writer_lock(folder, wait=10):
            if not is_kept(folder):
                first_published(folder)
