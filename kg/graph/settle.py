"""Settling: from the claims of each event to what a lens accepts, by general rules that know no name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.graph.bounds import Weighed, settled_counts, settled_places, settled_when
from kg.graph.evidence import Evidence, gather
from kg.graph.identity import grouped
from kg.graph.lenses import ADMITTED_ROLES, Lens, affirms_or_accuses, any_claim, as_told_by, cautious, find_lens, tellers
from kg.model.claim import Claim, EntityFact, Occurrence
from kg.model.reference import Record
from kg.model.settled import Membership, SettledEvent, SettledRole, Settlement
from kg.model.terms import ASPECTS, KIN_PROPERTIES, Aspect, Role, Status


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
        heard = tuple(claim for claim in claims if lens.hears(claim))
        if heard:
            events.append(Case(evidence, lens, event, heard, involved_in(claims, evidence)).settled())
    memberships = tuple(_memberships(evidence, lens))
    return Settlement(lens.ref, lens.label, tuple(events), memberships, evidence.leads, evidence.origins)


def _memberships(evidence: Evidence, lens: Lens) -> Iterator[Membership]:
    for claim in evidence.claims:
        content = claim.content
        believed = lens.hears(claim) and lens.votes(claim) and evidence.named(claim)
        if believed and isinstance(content, EntityFact) and content.value and content.property in KIN_PROPERTIES:
            member, organization = evidence.lead(content.subject), evidence.lead(content.value)
            yield Membership(lens.ref, content.property, member, organization, content.when)


def involved_in(claims: Sequence[Claim], evidence: Evidence) -> frozenset[str]:
    """Give who has a role in any claim about an event or whose people are counted; by a machine only where no person coded it."""
    by_hand = [claim for claim in claims if claim.coding == "hand"]
    told = [_content(claim) for claim in by_hand or claims]
    doing = {evidence.lead(part.actor) for occurrence in told for part in occurrence.participants}
    counted = {evidence.lead(count.group) for occurrence in told for count in occurrence.counts if count.group}
    return frozenset(doing | counted)


@dataclass(frozen=True, slots=True)
class Case:
    """One event before one lens: the claims that are heard about it, who is involved, and what follows."""

    evidence: Evidence
    lens: Lens
    event: str
    claims: tuple[Claim, ...]
    involved: frozenset[str]

    def settled(self) -> SettledEvent:
        """Give the event as the lens settles it."""
        voting = self.voting()
        weighed = self.weighed()
        when, when_disputed = settled_when(weighed)
        places, where_disputed = settled_places(weighed, self.evidence.places, self.evidence.lead)
        counts, count_disputed = settled_counts(weighed, self.evidence.lead)
        disputed: dict[Aspect, bool] = {"when": when_disputed, "where": where_disputed, "count": count_disputed}
        contested = {aspect for aspect, is_disputed in disputed.items() if is_disputed} | self.contradicted()
        return SettledEvent(
            event=self.event,
            lens=self.lens.ref,
            status=self.status(),
            types=tuple(sorted({_content(c).type for c in voting or self.fallback()})),
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

    def weighed(self) -> list[Weighed]:
        """Give what is told of the event, each with how far it is believed."""
        return [Weighed(_content(c), self.evidence.lead(c.claimant), self.rank(c)) for c in self.voting() or self.fallback()]

    def rank(self, claim: Claim) -> int:
        """Give 0 for a voice without a stake (or if the lens believes everybody), 1 for an interested, 2 for an anonymous one."""
        if self.lens.credulous or self.disinterested(claim):
            return 0
        return 1 if self.evidence.named(claim) else 2

    def disinterested(self, claim: Claim) -> bool:
        """Tell whether a named claimant without a stake says it."""
        return self.evidence.named(claim) and not self.evidence.parties.interested(claim, set(self.involved))

    def independent(self) -> set[str]:
        """Give the independent votes that it happened: of disinterested named claimants, coded by a person, no accusation."""
        affirmed = [c for c in self.voting() if c.coding == "hand" and c.stance != "accuses"]
        return self.evidence.votes(claim for claim in affirmed if self.disinterested(claim))

    def status(self) -> Status:
        """Give the one status of the event."""
        if all(claim.coding == "machine" for claim in self.claims):
            return "machine-coded"
        by_hand = [claim for claim in self.claims if claim.coding == "hand"]
        if any(self.lens.votes(c) and c.stance != "accuses" for c in by_hand):
            return ("attributed-only", "single-origin", "corroborated")[min(2, len(self.independent()))]
        standing = [c for c in by_hand if not c.negated and c.stance != "denies"]
        if any(c.stance == "accuses" for c in standing):
            return "alleged" if all(c.stance == "accuses" for c in standing) else "attributed-only"
        if any(_content(c).modality == "presupposed" for c in standing):
            return "presupposed"
        return "anticipated" if standing else "said-not-to-have-happened"

    def contradicted(self) -> set[Aspect]:
        """Give on what a claim says the opposite of another: who did it, where other doers remain, else whether it happened."""
        affirmed = [c for c in self.claims if affirms_or_accuses(c) and c.coding == "hand"]
        doers = {doer for claim in affirmed for doer in self.doers(claim)}
        found: set[Aspect] = set()
        for claim in self.opposing() if affirmed else ():
            denied = self.doers(claim) & doers
            if denied:
                found.add("agent")
            if not self.doers(claim) or (claim.negated and denied == doers):
                found.add("occurrence")
        return found

    def opposing(self) -> Iterator[Claim]:
        """Give the claims, coded by a person, that say it was not so."""
        return (c for c in self.claims if c.coding == "hand" and (c.negated or c.stance == "denies"))

    def doers(self, claim: Claim) -> set[str]:
        """Give whom a claim has taking part: agents, parties and supporters."""
        return {self.evidence.lead(p.actor) for p in _content(claim).participants if p.role in ADMITTED_ROLES}

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
        denied = role in ADMITTED_ROLES and any(actor in self.doers(claim) for claim in self.opposing())
        if "occurrence" in contested or denied:
            return False
        parties = self.evidence.parties
        if any(self.disinterested(claim) for claim in claims):
            return True
        if role in ADMITTED_ROLES and any(actor in parties.speakers(claim) for claim in claims if self.evidence.named(claim)):
            return True
        named = [claim.on_behalf_of or claim.claimant for claim in claims if self.evidence.named(claim)]
        return any(parties.opposed(one, other) for one in named for other in named if one != other)


def _content(claim: Claim) -> Occurrence:
    assert isinstance(claim.content, Occurrence), "only occurrence claims are grouped by event"  # narrows the type
    return claim.content
