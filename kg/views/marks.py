"""Marks in a text: spans that may overlap, turned into a sequence that opens, writes and closes them properly nested."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from kg.model.wording import visible

Step = Literal["open", "text", "close"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span (end excluded) that is something to certain claims: its kind, the word for it, and their numbers."""

    kind: str
    start: int
    end: int
    word: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One step in writing a marked text; where several marks close at once, the last close has the `numbers` of all."""

    step: Step
    text: str = ""
    mark: Mark | None = None
    numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class _Writer:
    text: str
    at: int
    open: list[Piece] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)

    def upto(self, end: int) -> Iterator[Piece]:
        if end > self.at:
            yield Piece("text", visible(self.text[self.at : end]))
            self.at = end

    def close(self) -> Iterator[Piece]:
        closed = self.open.pop()
        self.numbers.update(closed.numbers)
        more = bool(self.open) and self.open[-1].mark is not None and self.open[-1].mark.end == self.at
        yield Piece("close", mark=closed.mark, numbers=() if more else tuple(sorted(self.numbers)))
        self.numbers = self.numbers if more else set()


def pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Yield the text from `start` to `end` with the marks in it, outer before inner; one that crosses another is cut in two."""
    waiting = [(m.start, -m.end, m.kind, m) for m in marks if start <= m.start < m.end <= end]
    heapq.heapify(waiting)
    writer = _Writer(text, start)
    while waiting or writer.open:
        top = writer.open[-1].mark.end if writer.open and writer.open[-1].mark else end
        if writer.open and (not waiting or top <= waiting[0][0]):
            yield from writer.upto(top)
            yield from writer.close()
            continue
        mark = heapq.heappop(waiting)[3]
        yield from writer.upto(mark.start)
        crosses = bool(writer.open) and mark.end > top
        if crosses:
            heapq.heappush(waiting, (top, -mark.end, mark.kind, replace(mark, start=top)))
            mark = replace(mark, end=top)
        writer.open.append(Piece("open", mark=mark, numbers=() if crosses else mark.numbers))
        yield writer.open[-1]
    yield from writer.upto(end)


def merged(marks: Iterable[Mark]) -> list[Mark]:
    """Give the marks with those of one span and kind joined, their numbers in order."""
    found: dict[tuple[int, int, str], Mark] = {}
    for mark in marks:
        key = (mark.start, mark.end, mark.kind)
        known = found.get(key, replace(mark, numbers=()))
        found[key] = replace(known, numbers=tuple(sorted({*known.numbers, *mark.numbers})))
    return list(found.values())
