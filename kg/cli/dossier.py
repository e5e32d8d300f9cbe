"""One event as `kg show` prints it: how it is settled, each claim with its source and evidence, and what contradicts what."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.cli.problems import plural
from kg.cli.wording import Label, content_words, count_words, speaker_words, when_words
from kg.graph.dossier import Dossier
from kg.model.claim import Claim
from kg.model.gold import to_json
from kg.model.refs import mint
from kg.model.settled import SettledCount, SettledEvent


def as_text(dossier: Dossier) -> Iterator[str]:
    """Yield the dossier as lines for a person."""
    yield f"{dossier.label(dossier.event)}  [{dossier.event}]"
    others = [ref for ref in dossier.members if ref != dossier.event]
    if others:
        yield f"  judged the same: {', '.join(others)}"
    if dossier.settled:
        yield from _settled_lines(dossier, dossier.settled)
    numbers = {claim.id: number for number, claim in enumerate(dossier.claims, start=1)}
    for one, other, aspect in dossier.contradictions:
        yield f"  {numbers[one]} and {numbers[other]} contradict each other on {aspect}"
    for claim in dossier.claims:
        yield ""
        yield f"{numbers[claim.id]}. {speaker_words(claim, dossier.label)}: {content_words(claim.content, dossier.label)}"
        yield from (f"   {line}" for line in _evidence(dossier, claim))


def _settled_lines(dossier: Dossier, settled: SettledEvent) -> Iterator[str]:
    contested = f"; contested on {', '.join(settled.contested)}" if settled.contested else ""
    rests = f"{plural(settled.claims, 'claim')}, {plural(settled.origins, 'independent origin')}"
    yield f"  {settled.status} under the lens {settled.lens.removeprefix('lens:')}{contested}; {rests}"
    roles = [f"{role.role} {dossier.label(role.actor)}" for role in settled.roles if not role.accused]
    accused = [f"accused as {role.role}: {dossier.label(role.actor)}" for role in settled.roles if role.accused]
    places = [f"{relation} {dossier.label(place)}" for relation, place in settled.places]
    when = [when_words(settled.when)] if settled.when else []
    parts = [*settled.types, *roles, *accused, *places, *(_settled_count(c, dossier.label) for c in settled.counts), *when]
    yield "  settled: " + "; ".join(parts)


def _settled_count(settled: SettledCount, label: Label) -> str:
    per = f" (per {', '.join(map(label, settled.claimants))})" if settled.claimants else ""
    return count_words(settled.count, label) + per


def _evidence(dossier: Dossier, claim: Claim) -> Iterator[str]:
    source = dossier.sources.get(claim.source)
    page = f" <{source.url}>" if source and source.url else ""
    yield f"source: {dossier.label(claim.source)}{page}"
    digest = f", SHA-256 of the text {source.sha256}" if source and source.sha256 and not claim.quote else ""
    quote = f" “{' '.join(claim.quote.split())}”" if claim.quote else digest
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
        "contradictions": [{"claims": [one, other], "on": aspect} for one, other, aspect in dossier.contradictions],
        **{key: value for key, value in to_json(dossier.claims, dossier.event).items() if key.endswith("claims")},
        "sources": {ref: _source(dossier, ref) for ref in sorted({claim.source for claim in dossier.claims})},
    }
    yield json.dumps(document, ensure_ascii=False, indent=1)


def _source(dossier: Dossier, ref: str) -> dict[str, str | None]:
    source = dossier.sources.get(ref)
    return {"label": source.label, "url": source.url, "sha256": source.sha256} if source else {}
