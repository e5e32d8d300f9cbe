"""Processes that read documents in batches: given in order, taken back in order, and replaced when they die or take too long.

A batch holds documents that follow each other, so what is read together does not depend on the number of processes. Where a
process ends in the middle of a batch, what is left of it is read one by one, and the document that ends a process again failed.
"""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from kg.model.errors import Problem, UsageError
from kg.parsing.work import Done, Reader, Wish, failed
from kg.sources.documents.items import Item

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

BATCH = 32_768  # bytes that are read together
BATCH_ITEMS = 64
ROOM = 8  # batches a process that may wait for one before them
TIMEOUT = 600.0
BYTES_A_SECOND = 2_000  # what the slowest machine reads, by which a long document gets more time

Entry = tuple[Item | Problem, Done | None]
"""A document and what became of it, None where it is still to read."""
Finished = tuple[Item | Problem, Done]
"""A document and what became of it."""


@dataclass(slots=True)
class Hand:
    """A process, what it has still to read, and since when nothing was heard of it."""

    process: BaseProcess
    pipe: Connection
    left: deque[tuple[int, Item]] = field(default_factory=deque)
    single: bool = False
    heard: float = 0.0
    ready: bool = False


class Crew:
    """Some processes that read documents."""

    def __init__(self, wish: Wish, workers: int, timeout: float | None, context: BaseContext) -> None:
        self._wish = wish
        self._context = context
        self._timeout = timeout
        self._room = ROOM * workers * BATCH_ITEMS
        self._hands = [self._hire() for _ in range(workers)]
        self._done: dict[int, Finished] = {}
        self._again: deque[tuple[int, Item]] = deque()
        self._next = 0
        self._given = 0

    def read(self, entries: Iterable[Entry]) -> Iterator[Finished]:
        """Yield each document with what became of it, in order."""
        batches = self._batches(iter(entries))
        more = True
        while True:
            more = self._hand_out(batches, more)
            while self._next in self._done:
                yield self._done.pop(self._next)
                self._next += 1
            if any(hand.left for hand in self._hands):
                self._hear()
            elif not more and not self._again and self._next == self._given:
                return

    def close(self) -> None:
        """End the processes, also those in the middle of something."""
        for hand in self._hands:
            _end(hand)

    def _hire(self) -> Hand:
        near, far = self._context.Pipe()
        process = self._context.Process(target=_work, args=(far, self._wish, os.getpid()), daemon=True)  # type: ignore[attr-defined]  # every context has it
        process.start()
        far.close()
        return Hand(process, near, heard=time.monotonic())

    def _batches(self, entries: Iterator[Entry]) -> Iterator[list[tuple[int, Item]]]:
        """Yield what is read together; keep what is done already until its turn, and yield an empty batch for it."""
        batch: list[tuple[int, Item]] = []
        size = 0
        for item, done in entries:
            if done is not None or isinstance(item, Problem):
                if batch:  # what is done must not wait for a batch that is not given out
                    yield batch
                    batch, size = [], 0
                number, self._given = self._given, self._given + 1
                self._done[number] = item, done or Done(problems=(item,) if isinstance(item, Problem) else ())
                yield []
                continue
            if batch and (size + len(item.raw) > BATCH or len(batch) == BATCH_ITEMS):
                yield batch
                batch, size = [], 0
            batch.append((self._given, item))
            self._given += 1
            size += len(item.raw)
        if batch:
            yield batch

    def _hand_out(self, batches: Iterator[list[tuple[int, Item]]], more: bool) -> bool:
        """Give work to who has none; tell whether there may be more."""
        for hand in self._hands:
            while not hand.left and (self._again or (more and self._given - self._next < self._room)):
                if self._again:
                    self._give(hand, [self._again.popleft()], single=True)
                    continue
                batch = next(batches, None)
                more = batch is not None
                if batch:
                    self._give(hand, batch, single=len(batch) == 1)
                elif self._next in self._done:
                    return more  # let it be written, and make room
        return more

    def _give(self, hand: Hand, batch: Sequence[tuple[int, Item]], single: bool) -> None:
        hand.left.extend(batch)
        hand.single = single
        hand.heard = time.monotonic()
        with suppress(BrokenPipeError):  # it died: `_hear` sees it
            hand.pipe.send([item for _, item in batch])

    def _hear(self) -> None:
        """Take what comes from the processes; replace those that died or took too long."""
        busy = {hand.pipe: hand for hand in self._hands if hand.left}
        for pipe in wait(list(busy), self._patience(busy.values())):
            hand = busy[pipe]  # type: ignore[index]  # only pipes were waited for
            try:
                self._take(hand, hand.pipe.recv())
            except (EOFError, ConnectionError):
                self._replace(hand, "")
        for hand in busy.values():
            if hand.left and hand.ready and time.monotonic() - hand.heard > self._limit(hand):
                self._replace(hand, f"it took longer than {self._limit(hand):,.0f} seconds")

    def _take(self, hand: Hand, message: Done | Exception | None) -> None:
        hand.heard = time.monotonic()
        if isinstance(message, Exception):
            raise message
        if message is None:
            hand.ready = True
        else:
            number, item = hand.left.popleft()
            self._done[number] = item, message

    def _limit(self, hand: Hand) -> float:
        longest = max((len(item.raw) for _, item in hand.left), default=0)
        return self._timeout if self._timeout is not None else TIMEOUT + longest / BYTES_A_SECOND

    def _patience(self, hands: Iterable[Hand]) -> float:
        left = [hand.heard + self._limit(hand) - time.monotonic() for hand in hands if hand.ready]
        return min([60.0, *(max(0.01, seconds) for seconds in left)])

    def _replace(self, hand: Hand, why: str) -> None:
        """Put another process in the place of one, and read again, one by one, what it had left."""
        _end(hand)
        if not hand.ready:
            raise UsageError("a process ended before it read anything, perhaps for want of memory: try fewer with --workers")
        if hand.single:
            number, item = hand.left.popleft()
            self._done[number] = item, failed(item, why or f"the process that read it ended ({_ending(hand.process)})")
        self._again.extend(hand.left)
        self._hands[self._hands.index(hand)] = self._hire()


def _end(hand: Hand) -> None:
    hand.process.kill()
    hand.process.join()
    hand.pipe.close()


def _ending(process: BaseProcess) -> str:
    code = process.exitcode or 0
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _work(pipe: Connection, wish: Wish, parent: int) -> None:
    """Read batch after batch, and send what became of each document; Ctrl-C is for the first process to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        reader = Reader(wish)
        reader.warm_up()
        pipe.send(None)
    except Exception as error:  # noqa: BLE001  # it is raised again where the user is told
        pipe.send(error)
        return
    while True:
        while not pipe.poll(1):
            if os.getppid() != parent:
                return
        try:
            items: Any = pipe.recv()
        except EOFError:
            return
        for done in reader.read(items):
            pipe.send(done)
