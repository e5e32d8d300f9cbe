"""Records without the claims that were read too unsurely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.model.claim import Claim, Occurrence
from kg.model.reference import Actor, EventNode, Place, Record, Source


def sift(records: Iterable[Record], least: float) -> tuple[list[Record], list[Claim]]:
    """Give the records without the claims less sure than `least` and without what only these name; and these claims.

    A claim without a confidence stays: nobody doubts what a person coded.
    """
    records = list(records)
    dropped = [r for r in records if isinstance(r, Claim) and r.confidence is not None and r.confidence < least]
    if not dropped:
        return records, []
    gone = {claim.id for claim in dropped}
    needed = {ref for record in records if not (isinstance(record, Claim) and record.id in gone) for ref in _refs_of(record)}
    idle = {ref for claim in dropped for ref in _refs_of(claim)} - needed
    return [r for r in records if not _is_among(r, gone, idle)], dropped


def _is_among(record: Record, gone: set[str], idle: set[str]) -> bool:
    if isinstance(record, Claim):
        return record.id in gone
    return isinstance(record, (Actor, Place, EventNode)) and record.ref in idle


def _refs_of(record: Record) -> Iterator[str]:
    """Yield the actors, places and events that a record names."""
    if isinstance(record, Source):
        yield record.publisher
    if isinstance(record, Place) and record.within:
        yield record.within
    if not isinstance(record, Claim):
        return
    yield from filter(None, (record.claimant, record.on_behalf_of))
    if isinstance(record.content, Occurrence):
        yield record.content.event
        yield from (part.actor for part in record.content.participants)
        yield from (place.place for place in record.content.places)
        yield from (count.group for count in record.content.counts if count.group)
