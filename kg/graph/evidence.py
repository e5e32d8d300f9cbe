"""All that settling rests on, indexed once: claims, reference records, who leads each cluster, where each source comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.graph.identity import Judgements, judgements_of, leads_of, origins_of
from kg.graph.parties import Parties
from kg.model.claim import Claim, Occurrence
from kg.model.reference import Actor, EventNode, Place, Record, Run, Source


@dataclass(frozen=True, slots=True)
class Evidence:
    """The claims with what they refer to; `leads` of events, actors and places, `origins` and `families` of sources.

    A family joins the sources that may be one text too: they are not shown to be independent, so they have one vote together.
    """

    claims: tuple[Claim, ...]
    actors: dict[str, Actor]
    places: dict[str, Place]
    sources: dict[str, Source]
    runs: dict[str, Run]
    leads: dict[str, str]
    origins: dict[str, str]
    families: dict[str, str]
    parties: Parties

    def lead(self, ref: str) -> str:
        """Give the node that stands for this one."""
        return self.leads.get(ref, ref)

    def named(self, claim: Claim) -> bool:
        """Tell whether the claimant is somebody who can be held to it."""
        actor = self.actors.get(claim.claimant)
        return actor is None or (actor.identified and not actor.anonymous)

    def inferred(self, claim: Claim) -> bool:
        """Tell whether a coder says it in its own name: an inference from the sources, not a source more."""
        run = self.runs.get(claim.run)
        return run is not None and run.coder == claim.claimant

    def votes(self, claims: Iterable[Claim]) -> set[str]:
        """Give the independent votes: one a family; what draws on several sources votes only where nobody else does."""
        drawn = [(self._drawn(claim), claim) for claim in claims if not self.inferred(claim)]
        single = {self.families.get(sources[0], sources[0]) for sources, _ in drawn if len(sources) == 1}
        several = {claim.source for sources, claim in drawn if len(sources) > 1}
        return single or several

    def _drawn(self, claim: Claim) -> tuple[str, ...]:
        """Give the sources that a claim is drawn from: its own, or those that it or its source names as primary."""
        source = self.sources.get(claim.source)
        named = claim.primary_sources or (source.primary_sources if source else ())
        return named if len(named) > 1 else named or (claim.source,)


def gather(records: Iterable[Record]) -> Evidence:
    """Index the records for settling."""
    claims: list[Claim] = []
    actors: dict[str, Actor] = {}
    places: dict[str, Place] = {}
    sources: dict[str, Source] = {}
    events: dict[str, EventNode] = {}
    runs: dict[str, Run] = {}
    for record in records:
        match record:
            case Claim():
                claims.append(record)
            case Actor():
                actors[record.ref] = record
            case Place():
                places[record.ref] = record
            case Source():
                sources[record.ref] = record
            case EventNode():
                events[record.ref] = record
            case Run():
                runs[record.ref] = record
    judged = judgements_of(claims, runs)
    leads = _event_leads(events, claims, judged)
    leads |= leads_of(actors, judged, lambda ref: (not actors[ref].identified, actors[ref].label, actors[ref].kind))
    leads |= leads_of(places, judged, lambda ref: (places[ref].lat is None, places[ref].label, places[ref].kind))
    origins = origins_of(sources, judged.same_text)
    families = origins_of(sources, [*judged.same_text, *judged.possibly_same])
    return Evidence(tuple(claims), actors, places, sources, runs, leads, origins, families, Parties(claims, leads))


def _event_leads(events: dict[str, EventNode], claims: Sequence[Claim], judged: Judgements) -> dict[str, str]:
    """Give each event's lead: curated before table before parsed, then by label and by the first place that tells of it."""
    made: dict[str, int] = {}
    first: dict[str, str] = {}
    for claim in claims:
        if isinstance(claim.content, Occurrence):
            ref = claim.content.event
            made[ref] = min(_made_by(claim), made.get(ref, 2))
            first[ref] = min(claim.locator or "", first.get(ref, claim.locator or ""))
    labels = {ref: event.label for ref, event in events.items()}
    nodes = dict.fromkeys([*events, *made])
    return leads_of(nodes, judged, lambda ref: (made.get(ref, 0), labels.get(ref, ""), first.get(ref, "")))


def _made_by(claim: Claim) -> int:
    """Give the rank of who made a claim: a curator 0, a table 1, a machine 2."""
    if claim.coding == "machine":
        return 2
    return 1 if (claim.locator or "").startswith("row=") else 0
