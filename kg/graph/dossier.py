"""Everything that a graph holds about one event: how it is settled, each claim with its source, and which claims contradict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.graph.bounds import Weighed, settled_counts, settled_places, settled_when
from kg.model.claim import Cause, Claim, Identity, Occurrence
from kg.model.errors import NotFound, nearest
from kg.model.reference import EventNode, Place, Record, Source
from kg.model.refs import ref_of
from kg.model.settled import SettledEvent, Settlement
from kg.model.terms import Aspect


@dataclass(frozen=True, slots=True)
class Dossier:
    """One event: its references (itself and those judged the same), how it is settled, the claims about it, sources and labels.

    `contradictions` are pairs of ids of claims with what they contradict each other on.
    """

    event: str
    members: tuple[str, ...]
    settled: SettledEvent | None
    claims: tuple[Claim, ...]
    contradictions: tuple[tuple[str, str, Aspect], ...]
    sources: Mapping[str, Source]
    labels: Mapping[str, str]

    def label(self, ref: str) -> str:
        """Give the label of a reference, or the reference itself."""
        return self.labels.get(ref, ref)


def dossier_of(records: Iterable[Record], settlement: Settlement, event: str) -> Dossier:
    """Give what the records hold about an event, named by reference, name or IRI; raise NotFound with the nearest name."""
    records = list(records)
    ref = find_event(event, records)
    lead = settlement.leads.get(ref, ref)
    members = tuple(sorted({ref, lead} | {other for other, its in settlement.leads.items() if its == lead}))
    places = {record.ref: record for record in records if isinstance(record, Place)}
    claims = tuple(r for r in records if isinstance(r, Claim) and _concerns(r, frozenset(members)))
    return Dossier(
        event=lead,
        members=members,
        settled=next((found for found in settlement.events if found.event == lead), None),
        claims=claims,
        contradictions=tuple(contradictions(claims, settlement.leads, places)),
        sources={record.ref: record for record in records if isinstance(record, Source)},
        labels={str(getattr(r, "ref", "")): str(getattr(r, "label", "")) for r in records if hasattr(r, "label")},
    )


def find_event(name: str, records: Iterable[Record]) -> str:
    """Give the reference of an event from its name, reference or IRI; raise NotFound with the nearest name."""
    known = set()
    for record in records:
        if isinstance(record, EventNode):
            known.add(record.ref)
        elif isinstance(record, Claim) and isinstance(record.content, Occurrence):
            known.add(record.content.event)
    ref = ref_of(name) if "://" in name else name if name.startswith("event:") else f"event:{name}"
    if ref not in known:
        remedy = nearest(ref.removeprefix("event:"), (event.removeprefix("event:") for event in known))
        raise NotFound(f"no event {name!r} in this graph ({remedy or f'it has {len(known)} others'})")
    return ref


def _concerns(claim: Claim, members: frozenset[str]) -> bool:
    content = claim.content
    if isinstance(content, Occurrence):
        return content.event in members
    if isinstance(content, Cause):
        return bool(members & {content.cause, content.effect})
    return isinstance(content, Identity) and bool(members & {content.first, content.second})


def contradictions(
    claims: Iterable[Claim], leads: Mapping[str, str], places: Mapping[str, Place]
) -> Iterator[tuple[str, str, Aspect]]:
    """Give the pairs of occurrence claims of one event that cannot both be right, and on what; those coded by a person only."""
    by_hand = [(c, c.content) for c in claims if isinstance(c.content, Occurrence) and c.coding == "hand"]
    told = [(claim, content) for claim, content in by_hand if content.modality == "happened"]
    for (one, first), (other, second) in combinations(told, 2):
        if _denies(one) == _denies(other):
            if not _denies(one):
                yield from ((one.id, other.id, aspect) for aspect in _apart(first, second, leads, places))
            continue
        denial, content = (one, first) if _denies(one) else (other, second)
        shared = _agents(first, leads) & _agents(second, leads)
        if shared:
            yield one.id, other.id, "agent"
        if denial.negated or not _agents(content, leads):
            yield one.id, other.id, "occurrence"


def _denies(claim: Claim) -> bool:
    return claim.negated or claim.stance == "denies"


def _agents(content: Occurrence, leads: Mapping[str, str]) -> set[str]:
    return {leads.get(part.actor, part.actor) for part in content.participants if part.role == "agent"}


def _apart(first: Occurrence, second: Occurrence, leads: Mapping[str, str], places: Mapping[str, Place]) -> Iterator[Aspect]:
    """Give on what two affirmations are disjoint: time, place, numbers."""

    def lead(ref: str) -> str:
        return leads.get(ref, ref)

    both = [Weighed(told, "") for told in (first, second)]
    if settled_when(both)[1]:
        yield "when"
    if settled_places(both, places, lead)[1]:
        yield "where"
    if settled_counts(both, lead)[1]:
        yield "count"
