"""Who has an interest: kin, ties and opponents of an actor, as the claims show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.model.claim import Claim, EntityFact, Identity, Occurrence
from kg.model.terms import HOSTILE_TYPES, KIN_PROPERTIES, TIE_PROPERTIES


class Parties:
    """Kin, ties and opponents of every actor, by lead; derived from all claims, never from names.

    Where interest takes a vote away, any claim is enough to show it. Where opposition gives weight (two opposed interests that
    agree), only what a person coded as having happened shows it.
    """

    def __init__(self, claims: Iterable[Claim], leads: Mapping[str, str]) -> None:
        self._leads = leads
        self._parents: defaultdict[str, set[str]] = defaultdict(set)
        self._children: defaultdict[str, set[str]] = defaultdict(set)
        self._ties: defaultdict[str, set[str]] = defaultdict(set)
        self._opponents: defaultdict[str, set[str]] = defaultdict(set)
        self._proven: defaultdict[str, set[str]] = defaultdict(set)
        for claim in claims:
            self._learn(claim)

    def lead(self, actor: str) -> str:
        """Give the actor that stands for this one."""
        return self._leads.get(actor, actor)

    def speakers(self, claim: Claim) -> set[str]:
        """Give who speaks in a claim: the claimant, and whom it speaks for."""
        return {self.lead(claim.claimant)} | ({self.lead(claim.on_behalf_of)} if claim.on_behalf_of else set())

    def _learn(self, claim: Claim) -> None:
        if claim.on_behalf_of:
            self._belong(self.lead(claim.claimant), self.lead(claim.on_behalf_of))
        if claim.negated or claim.stance == "denies":
            return
        if isinstance(claim.content, EntityFact):
            self._learn_fact(claim, claim.content)
        elif isinstance(claim.content, Occurrence):
            self._learn_event(claim, claim.content)
        elif isinstance(claim.content, Identity) and claim.content.judgement == "possibly-same" and not claim.content.withdrawn:
            _join(self._ties, self.lead(claim.content.first), self.lead(claim.content.second))

    def _learn_fact(self, claim: Claim, fact: EntityFact) -> None:
        if fact.value is None:
            return
        one, other = self.lead(fact.subject), self.lead(fact.value)
        if fact.property in KIN_PROPERTIES:
            self._belong(one, other)
        elif fact.property in TIE_PROPERTIES:
            _join(self._ties, one, other)
        elif fact.property == "kg:opposedTo":
            self._oppose(one, other, claim)

    def _learn_event(self, claim: Claim, event: Occurrence) -> None:
        for one, other in self._opposed(event) if event.type in HOSTILE_TYPES else ():
            self._oppose(one, other, claim if event.modality == "happened" else None)
        if claim.stance == "accuses":
            accused = {self.lead(part.actor) for part in event.participants if part.role == "agent"}
            for one in self.speakers(claim):
                for other in accused - {one}:
                    self._oppose(one, other, claim)

    def _opposed(self, event: Occurrence) -> Iterator[tuple[str, str]]:
        """Give the pairs that a hostile event sets against each other: agents and targets, or exactly two parties."""
        sides: dict[str, set[str]] = {"agent": set(), "target": set(), "party": set()}
        for part in event.participants:
            if part.role in sides:
                sides[part.role].add(self.lead(part.actor))
        yield from ((a, t) for a in sides["agent"] for t in sides["target"] if a != t)
        if len(sides["party"]) == 2:
            one, other = sorted(sides["party"])
            yield one, other

    def _belong(self, child: str, parent: str) -> None:
        self._parents[child].add(parent)
        self._children[parent].add(child)

    def _oppose(self, one: str, other: str, proof: Claim | None) -> None:
        _join(self._opponents, one, other)
        if proof is not None and proof.coding == "hand":
            _join(self._proven, one, other)

    def kin(self, actor: str) -> set[str]:
        """Give the actor's lead, all that it belongs to, and all that belongs to any of these: its sisters are kin too."""
        above = _closure({self.lead(actor)}, self._parents)
        return _closure(above, self._children)

    def circle(self, actor: str) -> set[str]:
        """Give the actor's kin, and the kin of those it governs, is allied with or may be the same as."""
        kin = self.kin(actor)
        return kin.union(*(self.kin(tied) for one in kin for tied in self._ties.get(one, ())))

    def opposed(self, one: str, other: str) -> bool:
        """Tell whether two claimants stand on opposed sides, as a person coded it."""
        against = {enemy for own in self.kin(one) for enemy in self._proven.get(own, ())}
        return bool(against & self.kin(other))

    def interested(self, claim: Claim, involved: set[str]) -> bool:
        """Tell whether the claimant, its circle or an opponent of these has a role in the event, itself or through its kin."""
        concerned = set[str]().union(*(self.kin(actor) for actor in involved))
        for speaker in self.speakers(claim):
            circle = self.circle(speaker)
            if (circle | {enemy for own in circle for enemy in self._opponents.get(own, ())}) & concerned:
                return True
        return False


def _join(table: defaultdict[str, set[str]], one: str, other: str) -> None:
    """Enter two actors under each other."""
    table[one].add(other)
    table[other].add(one)


def _closure(start: set[str], steps: Mapping[str, set[str]]) -> set[str]:
    """Give all that can be reached, the start included."""
    found, waiting = set(start), list(start)
    while waiting:
        new = steps.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
