"""What may be handed on: a graph's records without those of data sets whose terms forbid it."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.claim import Cause, Claim, Content, EntityFact, Occurrence
from kg.model.reference import Dataset, Record, Source


def redistributable(records: Iterable[Record]) -> list[Record]:
    """Give the records that may be handed on, in order.

    Left out are data sets marked as not redistributable, their sources, the claims in these, all that was taken from them, what
    only these claims name, and judgements on any of it.
    """
    records = list(records)
    barred = {r.ref for r in records if isinstance(r, Dataset) and not r.redistributable}
    barred |= {r.ref for r in records if isinstance(r, Source) and r.dataset in barred}
    claims = [r for r in records if isinstance(r, Claim)]
    barred |= _named_by(c for c in claims if c.source in barred) - _named_by(c for c in claims if c.source not in barred)
    barred |= {r.ref for r in records if not isinstance(r, Claim) and _origin(r) in barred}
    return [r for r in records if not _is_barred(r, barred)]


def _named_by(claims: Iterable[Claim]) -> set[str]:
    """Give all that claims name."""
    named: set[str] = set()
    for claim in claims:
        named.update((claim.source, claim.run, claim.claimant), claim.primary_sources, _refs_in(claim.content))
    return named


def _refs_in(content: Content) -> set[str]:
    if isinstance(content, Occurrence):
        roles, places = (part.actor for part in content.participants), (place.place for place in content.places)
        return {content.event, *roles, *places, *(count.group for count in content.counts if count.group)}
    if isinstance(content, EntityFact):
        return {content.subject, *([content.value] if content.value else [])}
    return {content.cause, content.effect} if isinstance(content, Cause) else {content.first, content.second}


def _origin(record: Record) -> str | None:
    """Give the source that a record was taken from, or that its actor is scoped to."""
    return getattr(record, "source", None) or getattr(record, "scope", None)


def _is_barred(record: Record, barred: set[str]) -> bool:
    if not isinstance(record, Claim):
        return record.ref in barred
    return record.source in barred or not barred.isdisjoint(_refs_in(record.content))
