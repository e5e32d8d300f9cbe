"""A graph into a store: chunks in order, each acknowledged and written down, and at the end looked at again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.pushing.failures import StoreFailed
from kg.pushing.journal import Journal, heading, opened
from kg.pushing.kinds import Endpoint
from kg.pushing.lines import Part
from kg.pushing.wire import Wire

Show = Callable[[int, str], None]
_TYPE = {"Content-Type": "application/n-triples"}


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: triples in the store, those of them sent now, and the seconds of sending and of verifying."""

    graphs: int
    triples: int
    sent: int
    seconds: float
    verifying: float


def push(
    wire: Wire, endpoint: Endpoint, parts: Sequence[Part], path: Path, resume: bool, show: Show = lambda done, words: None
) -> Pushed:
    """Put parts into a store and verify them; what was acknowledged before is not sent again if `resume`.

    Raises StoreFailed where the store fails, refuses, or does not hold in the end what it was given.
    """
    from kg.pushing.asking import Asker
    from kg.pushing.verify import verify

    with opened(path, heading(endpoint.graphs, parts), resume) as journal:
        began = time.monotonic()
        try:
            sent = _send(wire, endpoint, parts, journal, show)
        except StoreFailed as error:
            raise type(error)(f"{error}\n{_left(parts, journal)}") from None
        between = time.monotonic()
        asker, total = Asker(wire, endpoint), sum(part.count for part in parts)
        for part in parts:
            show(total, "verifying")
            verify(asker, part)
        journal.finish(total)
        return Pushed(len(parts), total, sent, between - began, time.monotonic() - between)


def _send(wire: Wire, endpoint: Endpoint, parts: Sequence[Part], journal: Journal, show: Show) -> int:
    number = done = sent = 0
    for part in parts:
        url = endpoint.graph_url(part.graph)
        for position, chunk in enumerate(part.chunks):
            if number not in journal.done:
                wire.ask("PUT" if position == 0 else "POST", url, content=part.bytes_of(chunk), headers=_TYPE)
                journal.acknowledge(number)
                sent += chunk.lines
            number, done = number + 1, done + chunk.lines
            show(done, f"{done:,} triples")
    return sent


def _left(parts: Sequence[Part], journal: Journal) -> str:
    """Say what a push that stopped leaves behind."""
    chunks = [chunk for part in parts for chunk in part.chunks]
    there = sum(chunk.lines for number, chunk in enumerate(chunks) if number in journal.done)
    if not there:
        return "nothing was acknowledged: the store may hold its old graph, or a part of the new one; --resume goes on"
    return (
        f"{there:,} of {sum(chunk.lines for chunk in chunks):,} triples are there: "
        "the store holds A PART of the graph; the same command with --resume completes it"
    )
