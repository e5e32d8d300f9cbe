"""Settling: from the claims of each event to what a lens accepts, by general rules that know no name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.graph.bounds import settled_counts, settled_places, settled_when
from kg.graph.identity import accepted, grouped, leads_of, origins_of
from kg.graph.lenses import ADMITTED_ROLES, Lens, affirms_or_accuses, any_claim, as_told_by, cautious, find_lens, tellers
from kg.graph.parties import Parties
from kg.model.claim import Claim, EntityFact, Occurrence
from kg.model.reference import Actor, EventNode, Place, Record, Source
from kg.model.settled import Membership, SettledEvent, SettledRole, Settlement
from kg.model.terms import ASPECTS, KIN_PROPERTIES, Aspect, EventType, Role, Status


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that settling rests on, indexed once: claims, reference records, leads, origins and parties."""

    claims: tuple[Claim, ...]
    actors: dict[str, Actor]
    places: dict[str, Place]
    sources: dict[str, Source]
    leads: dict[str, str]
    origins: dict[str, str]
    parties: Parties

    def lead(self, ref: str) -> str:
        """Give the node that stands for this one."""
        return self.leads.get(ref, ref)

    def origin(self, claim: Claim) -> str:
        """Give what a claim goes back to: its one primary source's origin, else its source's."""
        source = claim.primary_sources[0] if len(claim.primary_sources) == 1 else claim.source
        return self.origins.get(source, source)

    def named(self, claim: Claim) -> bool:
        """Tell whether the claimant is somebody who can be held to it."""
        actor = self.actors.get(claim.claimant)
        return actor is None or (actor.identified and not actor.anonymous)


def gather(records: Iterable[Record]) -> Evidence:
    """Index the records for settling: who leads each cluster, where each source comes from, who stands against whom."""
    claims: list[Claim] = []
    tables: dict[type, dict[str, Record]] = {Actor: {}, Place: {}, Source: {}, EventNode: {}}
    for record in records:
        if isinstance(record, Claim):
            claims.append(record)
        elif type(record) in tables:
            tables[type(record)][record.ref] = record
    same = accepted(claims, "same")
    actors: dict[str, Actor] = tables[Actor]  # type: ignore[assignment]  # keyed by type above
    places: dict[str, Place] = tables[Place]  # type: ignore[assignment]
    sources: dict[str, Source] = tables[Source]  # type: ignore[assignment]
    labels = {ref: str(getattr(record, "label", "")) for table in tables.values() for ref, record in table.items()}
    made = _made_by(claims)
    events = dict.fromkeys([*tables[EventNode], *made])
    leads = leads_of(events, same, lambda ref: (made.get(ref, 0), labels.get(ref, ""), _first_claim(ref, claims)))
    leads |= leads_of(actors, same, lambda ref: (not actors[ref].identified, actors[ref].label, actors[ref].kind))
    leads |= leads_of(places, same, lambda ref: (places[ref].lat is None, places[ref].label, places[ref].kind))
    origins = origins_of(sources, accepted(claims, "same-text"))
    return Evidence(tuple(claims), actors, places, sources, leads, origins, Parties(claims, leads))


def _made_by(claims: Iterable[Claim]) -> dict[str, int]:
    """Give each event's rank by who made its best claim: a curator (0), a table (1), a machine (2)."""
    ranks: dict[str, int] = {}
    for claim in claims:
        if isinstance(claim.content, Occurrence):
            table = (claim.locator or "").startswith("row=")
            rank = 2 if claim.coding == "machine" else 1 if table else 0
            ranks[claim.content.event] = min(rank, ranks.get(claim.content.event, 2))
    return ranks


def _first_claim(event: str, claims: Sequence[Claim]) -> str:
    """Give the smallest locator said of an event: the last resort that orders nodes without looking at their IRIs."""
    return min((c.locator or "" for c in claims if isinstance(c.content, Occurrence) and c.content.event == event), default="")


def settle(records: Iterable[Record], lens: str = "cautious") -> Settlement:
    """Give what a lens (`cautious`, `any`, `as-told-by/ACTOR`) settles from the records."""
    evidence = gather(records)
    labels = {ref: actor.label for ref, actor in evidence.actors.items()}
    return settle_evidence(evidence, find_lens(lens, labels, evidence.claims, evidence.parties))


def settle_all(records: Iterable[Record]) -> Iterator[tuple[Lens, Settlement]]:
    """Give what every lens settles: cautious, any, and each actor that tells something of its own."""
    evidence = gather(records)
    lenses = [cautious(), any_claim()]
    for actor in sorted({evidence.lead(teller) for teller in tellers(evidence.claims)}):
        label = evidence.actors[actor].label if actor in evidence.actors else actor
        lenses.append(as_told_by(actor, label, evidence.claims, evidence.parties))
    for lens in lenses:
        yield lens, settle_evidence(evidence, lens)


def settle_evidence(evidence: Evidence, lens: Lens) -> Settlement:
    """Give what a lens settles from indexed evidence."""
    events = []
    for event, claims in sorted(grouped(evidence.claims, evidence.leads).items()):
        heard = [claim for claim in claims if lens.hears(claim)]
        if heard:
            events.append(Case(evidence, lens, event, tuple(heard)).settled())
    memberships = tuple(_memberships(evidence, lens))
    return Settlement(lens.ref, lens.label, tuple(events), memberships, evidence.leads, evidence.origins)


def _memberships(evidence: Evidence, lens: Lens) -> Iterator[Membership]:
    for claim in evidence.claims:
        content = claim.content
        believed = lens.hears(claim) and lens.votes(claim) and evidence.named(claim)
        if believed and isinstance(content, EntityFact) and content.value and content.property in KIN_PROPERTIES:
            member, organization = evidence.lead(content.subject), evidence.lead(content.value)
            yield Membership(lens.ref, content.property, member, organization, content.when)


@dataclass(frozen=True, slots=True)
class Case:
    """One event before one lens: the claims that are heard about it, and what follows from them."""

    evidence: Evidence
    lens: Lens
    event: str
    claims: tuple[Claim, ...]

    def settled(self) -> SettledEvent:
        """Give the event as the lens settles it."""
        voting = self.voting()
        told = [_content(c) for c in voting or self.fallback()]
        when, when_disputed = settled_when([o.when for o in told if o.when])
        places, where_disputed = settled_places(told, self.evidence.places, self.evidence.lead)
        counts, count_disputed = settled_counts(told, self.evidence.lead)
        disputed: dict[Aspect, bool] = {"when": when_disputed, "where": where_disputed, "count": count_disputed}
        contested = {aspect for aspect, is_disputed in disputed.items() if is_disputed} | self.contradicted()
        return SettledEvent(
            event=self.event,
            lens=self.lens.ref,
            status=self.status(),
            types=self.types(voting),
            claims=len(self.claims),
            origins=len(self.independent()),
            contested=tuple(aspect for aspect in ASPECTS if aspect in contested),
            roles=tuple(self.roles(contested)),
            places=places,
            when=when,
            counts=counts,
        )

    def voting(self) -> list[Claim]:
        """Give the claims that vote under the lens."""
        return [claim for claim in self.claims if self.lens.votes(claim)]

    def fallback(self) -> list[Claim]:
        """Give what the event's time, place and numbers are drawn from where nobody votes: what is alleged, planned or denied."""
        by_hand = [claim for claim in self.claims if claim.coding == "hand"]
        affirmative = [c for c in by_hand or self.claims if not c.negated and c.stance != "denies"]
        return affirmative or by_hand or list(self.claims)

    def types(self, voting: Sequence[Claim]) -> tuple[EventType, ...]:
        """Give the types that the voting (else all) claims use, sorted."""
        return tuple(sorted({_content(c).type for c in voting or self.fallback()}))

    def involved(self) -> set[str]:
        """Give the actors with any role in any claim about the event."""
        return {self.evidence.lead(p.actor) for c in self.claims for p in _content(c).participants}

    def disinterested(self, claim: Claim) -> bool:
        """Tell whether a named claimant without a stake says it."""
        return self.evidence.named(claim) and not self.evidence.parties.interested(claim, self.involved())

    def independent(self) -> set[str]:
        """Give the origins that support the event: one vote each, of disinterested named claimants only."""
        return {self.evidence.origin(c) for c in self.voting() if self.disinterested(c)}

    def status(self) -> Status:
        """Give the one status of the event."""
        if all(claim.coding == "machine" for claim in self.claims):
            return "machine-coded"
        by_hand = [claim for claim in self.claims if claim.coding == "hand"]
        affirmed = [c for c in by_hand if self.lens.votes(c) and c.stance != "accuses"]
        if affirmed:
            return ("attributed-only", "single-origin", "corroborated")[min(2, len(self.independent()))]
        standing = [c for c in by_hand if not c.negated and c.stance != "denies"]
        if any(c.stance == "accuses" for c in standing):
            return "alleged" if all(c.stance == "accuses" for c in standing) else "attributed-only"
        if any(_content(c).modality == "presupposed" for c in standing):
            return "presupposed"
        return "anticipated" if standing else "said-not-to-have-happened"

    def contradicted(self) -> set[Aspect]:
        """Give the aspects on which a claim says the opposite of another."""
        affirmed = [c for c in self.claims if affirms_or_accuses(c) and c.coding == "hand"]
        found: set[Aspect] = set()
        for claim in self.claims if affirmed else ():
            if claim.coding == "machine" or not (claim.negated or claim.stance == "denies"):
                continue
            agents = self._of_role(claim, "agent")
            if agents and any(agents & self._of_role(c, "agent") for c in affirmed):
                found.add("agent")
            if claim.negated or not agents:
                found.add("occurrence")
        return found

    def _of_role(self, claim: Claim, role: Role) -> set[str]:
        return {self.evidence.lead(p.actor) for p in _content(claim).participants if p.role == role}

    def roles(self, contested: set[Aspect]) -> Iterator[SettledRole]:
        """Give the roles that settle, sorted."""
        said: defaultdict[tuple[Role, str], list[Claim]] = defaultdict(list)
        for claim in self.voting():
            for part in _content(claim).participants:
                said[part.role, self.evidence.lead(part.actor)].append(claim)
        for (role, actor), claims in sorted(said.items()):
            accused = all(claim.stance == "accuses" for claim in claims)
            if self.lens.credulous or self.carries(role, actor, claims, contested):
                yield SettledRole(role, actor, accused)

    def carries(self, role: Role, actor: str, claims: Sequence[Claim], contested: set[Aspect]) -> bool:
        """Tell whether these votes carry a role: a disinterested voice, the actor's own admission, or two opposed interests."""
        if "occurrence" in contested or (role == "agent" and self.denied(actor)):
            return False
        parties = self.evidence.parties
        if any(self.disinterested(claim) for claim in claims):
            return True
        if role in ADMITTED_ROLES and any(actor in parties.speakers(claim) for claim in claims if self.evidence.named(claim)):
            return True
        named = [claim.on_behalf_of or claim.claimant for claim in claims if self.evidence.named(claim)]
        return any(parties.opposed(one, other) for one in named for other in named if one != other)

    def denied(self, actor: str) -> bool:
        """Tell whether a claim denies that this actor did it."""
        denials = (c for c in self.claims if (c.negated or c.stance == "denies") and c.coding == "hand")
        return any(actor in self._of_role(claim, "agent") for claim in denials)


def _content(claim: Claim) -> Occurrence:
    assert isinstance(claim.content, Occurrence), "only occurrence claims are grouped by event"  # narrows the type
    return claim.content
