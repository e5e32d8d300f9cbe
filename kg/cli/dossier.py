"""Everything that a graph holds about one event: how it is settled, and each claim with its source and evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.cli.problems import plural
from kg.cli.wording import content_words, count_words, speaker_words, when_words
from kg.graph.decode import decode
from kg.graph.export import lens_of
from kg.graph.settle import settle
from kg.graph.store import read_graph
from kg.model.claim import Cause, Claim, Identity, Occurrence
from kg.model.errors import NotFound, nearest
from kg.model.gold import to_json
from kg.model.reference import Actor, Condition, EventNode, Place, Record, Source
from kg.model.refs import mint, ref_of
from kg.model.settled import SettledEvent


@dataclass(frozen=True, slots=True)
class Dossier:
    """One event: its references (itself and those judged the same), how it is settled, the claims about it, and all labels."""

    event: str
    members: tuple[str, ...]
    settled: SettledEvent | None
    claims: tuple[Claim, ...]
    sources: Mapping[str, Source]
    labels: Mapping[str, str]

    def label(self, ref: str) -> str:
        """Give the label of a reference, or the reference itself."""
        return self.labels.get(ref, ref)


def open_dossier(path: Path, event: str, lens: str | None = None) -> Dossier:
    """Give what the graph of a file holds about an event; raise NotFound with the nearest name."""
    store = read_graph(path)
    records = list(decode(store))
    settlement = settle(records, lens or lens_of(store))
    ref = find_event(event, records)
    lead = settlement.leads.get(ref, ref)
    members = tuple(sorted({ref, lead} | {other for other, its in settlement.leads.items() if its == lead}))
    settled = next((found for found in settlement.events if found.event == lead), None)
    claims = tuple(record for record in records if isinstance(record, Claim) and _concerns(record, frozenset(members)))
    sources = {record.ref: record for record in records if isinstance(record, Source)}
    return Dossier(lead, members, settled, claims, sources, labels_of(records))


def find_event(name: str, records: Sequence[Record]) -> str:
    """Give the reference of an event from its name, reference or IRI."""
    known = {record.ref for record in records if isinstance(record, EventNode)}
    known |= {r.content.event for r in records if isinstance(r, Claim) and isinstance(r.content, Occurrence)}
    ref = ref_of(name) if "://" in name else name if name.startswith("event:") else f"event:{name}"
    if ref not in known:
        remedy = nearest(ref.removeprefix("event:"), (k.removeprefix("event:") for k in known))
        raise NotFound(f"no event {name!r} in this graph ({remedy or 'kg query -q has the events: kg query --list'})")
    return ref


def labels_of(records: Sequence[Record]) -> dict[str, str]:
    """Give the labels of all that has one."""
    labelled = (Actor, Condition, EventNode, Place, Source)
    return {record.ref: record.label for record in records if isinstance(record, labelled)}


def _concerns(claim: Claim, members: frozenset[str]) -> bool:
    content = claim.content
    if isinstance(content, Occurrence):
        return content.event in members
    if isinstance(content, Cause):
        return bool(members & {content.cause, content.effect})
    return isinstance(content, Identity) and bool(members & {content.first, content.second})


def as_text(dossier: Dossier) -> Iterator[str]:
    """Yield the dossier as lines for a person."""
    yield f"{dossier.label(dossier.event)}  [{dossier.event}]"
    others = [ref for ref in dossier.members if ref != dossier.event]
    if others:
        yield f"  judged the same: {', '.join(others)}"
    if dossier.settled:
        yield from _settled_lines(dossier, dossier.settled)
    for number, claim in enumerate(dossier.claims, start=1):
        yield ""
        yield f"{number}. {speaker_words(claim, dossier.label)}: {content_words(claim.content, dossier.label)}"
        yield from (f"   {line}" for line in _evidence(dossier, claim))


def _settled_lines(dossier: Dossier, settled: SettledEvent) -> Iterator[str]:
    contested = f"; contested on {', '.join(settled.contested)}" if settled.contested else ""
    rests = f"{plural(settled.claims, 'claim')}, {plural(settled.origins, 'independent origin')}"
    yield f"  {settled.status} under the lens {settled.lens.removeprefix('lens:')}{contested}; {rests}"
    roles = [f"{role.role} {dossier.label(role.actor)}" for role in settled.roles if not role.accused]
    accused = [f"accused as {role.role}: {dossier.label(role.actor)}" for role in settled.roles if role.accused]
    places = [f"{relation} {dossier.label(place)}" for relation, place in settled.places]
    when = [when_words(settled.when)] if settled.when else []
    parts = [*settled.types, *roles, *accused, *places, *(count_words(c, dossier.label) for c in settled.counts), *when]
    yield "  settled: " + "; ".join(parts)


def _evidence(dossier: Dossier, claim: Claim) -> Iterator[str]:
    source = dossier.sources.get(claim.source)
    page = f" <{source.url}>" if source and source.url else ""
    yield f"source: {dossier.label(claim.source)}{page}"
    digest = f", SHA-256 of the text {source.sha256}" if source and source.sha256 and not claim.quote else ""
    quote = f" “{claim.quote}”" if claim.quote else digest
    yield f"evidence: {claim.locator or 'no locator'} of {claim.source}{quote}"
    how = [] if claim.coding == "hand" else [f"coded by {claim.coding}"]
    answers = [f"responds to {claim.responds_to}"] if claim.responds_to else []
    yield "; ".join([claim.id, *how, *answers])


def as_json(dossier: Dossier) -> Iterator[str]:
    """Yield the dossier as one JSON object: event, how it is settled, claims in the form of the gold guidelines, sources."""
    settled = dossier.settled
    document = {
        "event": dossier.event,
        "iri": mint(dossier.event),
        "label": dossier.label(dossier.event),
        "same": [ref for ref in dossier.members if ref != dossier.event],
        "lens": settled and settled.lens,
        "status": settled and settled.status,
        "contested": list(settled.contested) if settled else [],
        "origins": settled and settled.origins,
        **{key: value for key, value in to_json(dossier.claims, dossier.event).items() if key.endswith("claims")},
        "sources": {ref: _source(dossier, ref) for ref in sorted({claim.source for claim in dossier.claims})},
    }
    yield json.dumps(document, ensure_ascii=False, indent=1)


def _source(dossier: Dossier, ref: str) -> dict[str, str | None]:
    source = dossier.sources.get(ref)
    return {"label": source.label, "url": source.url, "sha256": source.sha256} if source else {}
