"""What a store has acknowledged, kept through kills: one file a target, bound to the content that was being pushed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kg.model.errors import UsageError
from kg.pushing.lines import Part

_FORM = "kg-push-1"


def default_path(url: str, graph: str) -> Path:
    """Give where the journal of pushes to a target lies, in the user's folder for such state."""
    from platformdirs import user_state_path

    name = hashlib.sha256(f"{url}\n{graph}".encode()).hexdigest()[:24]
    return user_state_path("conflict-kg", appauthor=False) / "push" / f"{name}.jsonl"


def heading(url: str, parts: Sequence[Part]) -> dict[str, Any]:
    """Give what a push is bound to: the target, and the content with its chunks."""
    content = [[part.graph, part.digest, [chunk.size for chunk in part.chunks]] for part in parts]
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return {"form": _FORM, "target": url, "content": digest, "chunks": sum(len(part.chunks) for part in parts)}


@dataclass
class Journal:
    """The chunks acknowledged; open for more."""

    path: Path
    file: IO[bytes]
    done: set[int]

    def acknowledge(self, chunk: int) -> None:
        """Write down, for good, that a chunk is in the store."""
        self._write({"acknowledged": chunk})
        self.done.add(chunk)

    def finish(self, triples: int) -> None:
        """Write down that all is in the store and was verified."""
        self._write({"verified": triples})

    def _write(self, what: dict[str, Any]) -> None:
        try:
            self.file.write(json.dumps(what).encode() + b"\n")
            self.file.flush()
            os.fsync(self.file.fileno())
        except OSError as error:
            raise UsageError(f"{self.path}: the journal cannot be written ({error.strerror}); choose another --journal") from None


@contextmanager
def opened(path: Path, head: dict[str, Any], resume: bool) -> Iterator[Journal]:
    """Hold the journal of a push: begun anew, or gone on with if `resume`.

    Raises UsageError where another push holds it, or where what is to be resumed is not there or is something else.
    """
    import filelock

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with filelock.FileLock(f"{path}.lock", timeout=0):
            done = _acknowledged(path, head) if resume else set()
            with _begun(path, head, resume) as file:
                yield Journal(path, file, done)
    except filelock.Timeout:
        raise UsageError(f"another push to this target is going on (it holds {path})") from None
    except PermissionError as error:
        raise UsageError(f"{path}: the journal cannot be written ({error.strerror}); choose another --journal") from None


def verified(path: Path) -> int | None:
    """Give how many triples the last push of a journal put there and verified; None where it did not end so."""
    try:
        last = list(_records(path))[-1:]
    except FileNotFoundError:
        return None
    return last[0].get("verified") if last else None


def _begun(path: Path, head: dict[str, Any], resume: bool) -> IO[bytes]:
    if resume:
        _cut_torn(path)
        return path.open("ab")
    file = path.open("wb")
    file.write(json.dumps(head).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())
    return file


def _cut_torn(path: Path) -> None:
    """Remove half a line that a kill left at the end."""
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        with path.open("r+b") as file:
            file.truncate(len(whole))


def _acknowledged(path: Path, head: dict[str, Any]) -> set[int]:
    try:
        records = list(_records(path))
    except FileNotFoundError:
        raise UsageError(f"nothing to resume: there is no journal {path}; push without --resume") from None
    if not records or records[0].get("form") != _FORM:
        raise UsageError(f"{path}: not a journal of kg push; push without --resume")
    if records[0] != head:
        what = "target" if records[0].get("target") != head["target"] else "content (or --chunk)"
        raise UsageError(f"{path}: the journal is of another {what}, so it cannot be resumed; push without --resume")
    return {record["acknowledged"] for record in records[1:] if isinstance(record.get("acknowledged"), int)}


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """Give the records of a journal; the last line may be torn by a kill."""
    with path.open("rb") as file:
        for line in file:
            try:
                record = json.loads(line)
            except ValueError:
                return
            if isinstance(record, dict):
                yield record
