"""Claims as a table of events gives them: roles, counts, place and days, all invented and the same on every run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kg.model.claim import Claim, Location, Occurrence, Participant
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.refs import claim_ref
from kg.model.terms import EventType

TYPES: tuple[EventType, ...] = ("clash", "attack", "shelling", "abduction", "protest")
FIRST = date(2012, 1, 1)


def claims(number: int) -> Iterator[Claim]:
    """Yield so many claims, one for each row of an imagined table."""
    for row in range(number):
        yield Claim(
            id=claim_ref("source:table", f"row={row}", "occurrence", TYPES[row % 5], "asserts"),
            source="source:table",
            claimant=f"actor:paper-{row % 17}",
            run="run:table-1",
            content=content(row),
            narrator=True,
            locator=f"row={row}",
        )


def content(row: int) -> Occurrence:
    """Give the event of a row."""
    day = FIRST + timedelta(days=row * 7 % 4000)
    until = day + timedelta(days=row % 3)
    return Occurrence(
        event=f"event:table/{row}",
        type=TYPES[row % 5],
        participants=(Participant("agent", f"actor:side-{row % 101}"), Participant("target", f"actor:side-{row % 89}")),
        places=(Location("in", f"place:town-{row % 997}"),),
        counts=(Count("killed", row % 4, row % 4 + 1, row % 4 + 3, of="fighters", as_written=f"{row % 4 + 1}"),),
        when=When(day, until, "day" if day == until else "day-range"),
    )
