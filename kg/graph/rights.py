"""What may be handed on: a graph's records without those of data sets whose terms forbid it."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model.claim import Cause, Claim, Content, EntityFact, Occurrence
from kg.model.reference import Dataset, Record, Source


def redistributable(records: Iterable[Record]) -> list[Record]:
    """Give the records that may be handed on, in order.

    Left out are data sets marked as not redistributable, their sources, the claims in these, all that was taken from them, what
    only these claims name, and what others say of any of it. A judgement or a cause gives an event no standing of its own.
    """
    records = list(records)
    barred = {r.ref for r in records if isinstance(r, Dataset) and not r.redistributable}
    barred |= {r.ref for r in records if isinstance(r, Source) and r.dataset in barred}
    theirs = [r for r in records if isinstance(r, Claim) and r.source in barred]
    others = [r for r in records if isinstance(r, Claim) and r.source not in barred]
    known = {r.ref for r in records if not isinstance(r, Claim)}
    named = {ref for claim in theirs for ref in _refs_of(claim) if ref in known}  # what a claim also has may be mere words
    standing = {ref for claim in others for ref in (*_told_by(claim), *_standing_in(claim.content))}
    barred |= {claim.id for claim in theirs} | (named - standing)
    barred |= {r.ref for r in records if not isinstance(r, Claim) and _origin(r) in barred}
    while found := {claim.id for claim in others if claim.id not in barred and not barred.isdisjoint(_refs_of(claim))}:
        barred |= found
    return [r for r in records if (r.id if isinstance(r, Claim) else r.ref) not in barred]


def _refs_of(claim: Claim) -> set[str]:
    """Give all that a claim refers to."""
    others = (claim.responds_to, *(value for _, value in claim.also))
    return _told_by(claim) | _refs_in(claim.content) | {ref for ref in others if ref}


def _told_by(claim: Claim) -> set[str]:
    """Give who tells a claim, and by what."""
    tellers = (claim.claimant, claim.on_behalf_of)
    return {claim.source, claim.run, *claim.primary_sources, *(teller for teller in tellers if teller)}


def _standing_in(content: Content) -> set[str]:
    """Give what a claim tells something about of its own: an event that happened, an actor or place with a property."""
    return _refs_in(content) if isinstance(content, Occurrence | EntityFact) else set()


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
