"""The engine of one machine: chunks converted by a pool of processes, written in the order of the input.

Each process writes what it made into the one output itself, when its turn comes, so nothing big travels between processes; what
rows name goes to a spill on disk and is written once, at the end. The output does not depend on the number of processes.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kg.importing.convert import Choice, Converted, Converter, merge, rendered
from kg.importing.packing import packed
from kg.importing.spill import Spill, entries_of, in_order
from kg.model.errors import KgError, UsageError
from kg.sources.tables.chunks import Chunk
from kg.sources.tables.opening import Layout

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

T = TypeVar("T")


class Aborted(KgError):
    """Another process failed; what it failed on is told by that process."""


@dataclass(frozen=True, slots=True)
class Task:
    """A chunk to convert, with its table's layout and the lines whose ids stand in earlier rows."""

    chunk: Chunk
    layout: Layout
    twice: tuple[int, ...] = ()


class Turn:
    """Lets numbered pieces of work into one place in order, whichever process has them."""

    def __init__(self, context: BaseContext) -> None:
        self._next = context.Value("q", 0, lock=False)
        self._failed = context.Value("b", 0, lock=False)
        self._changed = context.Condition()

    @contextmanager
    def of(self, number: int) -> Iterator[None]:
        """Wait for the turn of a number, and pass it on; raise Aborted where another failed."""
        with self._changed:
            while self._next.value != number and not self._failed.value:
                self._changed.wait(1)
            if self._failed.value:
                raise Aborted("another process failed")
            yield
            self._next.value = number + 1
            self._changed.notify_all()

    def fail(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._failed.value = 1
            self._changed.notify_all()


@dataclass(frozen=True, slots=True)
class Desk:
    """What a process needs: what to convert to, how to pack it, where to write it, where to keep what rows name."""

    choice: Choice
    packing: str
    out: Path
    folder: Path
    turn: Turn


class Worker:
    """Does the work of one process."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.converter = Converter(desk.choice)
        self.references = Spill(desk.folder / "references")
        self.ids = Spill(desk.folder / "ids")

    def convert(self, number: int, task: Task) -> Converted:
        """Convert a chunk and write what it gives; give back the account of it."""
        try:
            done = self.converter.convert(task.chunk, task.layout, task.twice)
            self.references.put((ref, block[:-1].replace("\n", "\t")) for ref, block in done.references.items())
            self.ids.put((name, f"{number}\t{line}") for name, line in done.ids)
            kept = replace(done, ids=[], references={})
            if self.desk.choice.form != "parquet":
                kept.data = b""
                self.write(number, done.data)
        except BaseException:
            self.desk.turn.fail()
            raise
        return kept

    def drain(self, number: int, path: Path) -> int:
        """Write each reference of a file of the spill once, with all its lines; give the number of lines."""
        try:
            blocks: dict[str, str] = {}
            for ref, block in entries_of(path):
                merge(blocks, ref, block.replace("\t", "\n") + "\n")
            ordered = [blocks[ref] for ref in in_order(blocks)]
            self.write(number, rendered(ordered, self.desk.choice.form, self.desk.choice.base))
        except BaseException:
            self.desk.turn.fail()
            raise
        return sum(block.count("\n") for block in ordered)

    def write(self, number: int, data: bytes) -> None:
        """Append to the output when the turn has come."""
        data = packed(data, self.desk.packing)
        with self.desk.turn.of(number):
            append(self.desk.out, data)


def append(path: Path, data: bytes) -> None:
    """Append bytes to a file."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(file, view) :]
    finally:
        os.close(file)


_worker: Worker | None = None  # the one of this process, made by `_begin`


def _begin(desk: Desk) -> None:
    """Make this process a worker: Ctrl-C is for the first process to hear, and records make no circles to collect."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    _worker = Worker(desk)


def _convert(number: int, task: Task) -> Converted:
    assert _worker is not None, "the pool begins with _begin"
    return _worker.convert(number, task)


def _drain(number: int, path: Path) -> int:
    assert _worker is not None, "the pool begins with _begin"
    return _worker.drain(number, path)


class Pool:
    """Some processes that convert, and write in turn; where one is enough, this process does it itself."""

    def __init__(self, desk: Desk, workers: int, context: BaseContext) -> None:
        self._room = 2 * workers
        self._number = 0
        self._alone = Worker(desk) if workers == 1 else None
        self._executor = ProcessPoolExecutor(workers, context, _begin, (desk,)) if workers > 1 else None

    def convert(self, tasks: Iterable[Task]) -> Iterator[Converted]:
        """Yield the account of each task, in order."""
        return self._map(_convert, self._alone.convert if self._alone else None, tasks)

    def drain(self, folder: Path) -> Iterator[int]:
        """Write what rows name, each once; yield the number of lines of one part after another."""
        return self._map(_drain, self._alone.drain if self._alone else None, Spill(folder / "references").files())

    def close(self) -> None:
        """End the processes, also those in the middle of something."""
        if self._executor is None:
            return
        processes = list((self._executor._processes or {}).values())
        manager: Any = self._executor._executor_manager_thread
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
            process.join()
        if manager is not None:
            manager.join()  # as long as it lives, no process can be a copy of this one: see `kg.model.processes`

    def _map(self, far: Callable[[int, Any], T], near: Callable[[int, Any], T] | None, items: Iterable[Any]) -> Iterator[T]:
        waiting: deque[Future[T]] = deque()
        for item in items:
            number, self._number = self._number, self._number + 1
            if near is not None:
                yield near(number, item)
                continue
            assert self._executor is not None, "without a process of its own work is done here"
            with _killed():
                waiting.append(self._executor.submit(far, number, item))
            if len(waiting) > self._room:
                yield _result(waiting)
        while waiting:
            yield _result(waiting)


def _result(waiting: deque[Future[T]]) -> T:
    """Give the next result; where processes failed, raise what the first of them failed on."""
    future = waiting.popleft()
    try:
        with _killed():
            return future.result()
    except Aborted:
        for other in waiting:
            error = other.exception()
            if error is not None and not isinstance(error, Aborted):
                raise error from None
        raise


@contextmanager
def _killed() -> Iterator[None]:
    """Raise UsageError where a process has been killed by somebody else."""
    try:
        yield
    except BrokenProcessPool as error:
        raise UsageError("a process of the import was killed, perhaps for want of memory; nothing was written") from error
