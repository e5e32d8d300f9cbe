"""Who has an interest: kin and opponents of an actor, as the claims show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.model.claim import Claim, EntityFact, Occurrence
from kg.model.terms import HOSTILE_TYPES, KIN_PROPERTIES


class Parties:
    """Kin and opponents of every actor, by lead; derived from all claims, never from names."""

    def __init__(self, claims: Iterable[Claim], leads: Mapping[str, str]) -> None:
        self._leads = leads
        self._parents: defaultdict[str, set[str]] = defaultdict(set)
        self._children: defaultdict[str, set[str]] = defaultdict(set)
        self._opponents: defaultdict[str, set[str]] = defaultdict(set)
        for claim in claims:
            self._learn(claim)

    def lead(self, actor: str) -> str:
        """Give the actor that stands for this one."""
        return self._leads.get(actor, actor)

    def _learn(self, claim: Claim) -> None:
        content = claim.content
        if claim.on_behalf_of:
            self._belong(self.lead(claim.claimant), self.lead(claim.on_behalf_of))
        if isinstance(content, EntityFact) and content.value and content.property in KIN_PROPERTIES and not claim.negated:
            self._belong(self.lead(content.subject), self.lead(content.value))
        if isinstance(content, EntityFact) and content.value and content.property == "kg:opposedTo" and not claim.negated:
            self._oppose(self.lead(content.subject), self.lead(content.value))
        if isinstance(content, Occurrence) and content.type in HOSTILE_TYPES and not claim.negated:
            for one, other in self._opposed(content):
                self._oppose(one, other)

    def _belong(self, child: str, parent: str) -> None:
        self._parents[child].add(parent)
        self._children[parent].add(child)

    def _oppose(self, one: str, other: str) -> None:
        self._opponents[one].add(other)
        self._opponents[other].add(one)

    def _opposed(self, content: Occurrence) -> Iterator[tuple[str, str]]:
        """Give the pairs that a hostile event sets against each other: agents and targets, or exactly two parties."""
        sides: dict[str, set[str]] = {"agent": set(), "target": set(), "party": set()}
        for part in content.participants:
            if part.role in sides:
                sides[part.role].add(self.lead(part.actor))
        yield from ((a, t) for a in sides["agent"] for t in sides["target"] if a != t)
        if len(sides["party"]) == 2:
            one, other = sorted(sides["party"])
            yield one, other

    def kin(self, actor: str) -> set[str]:
        """Give the actor's lead, all that it belongs to, and all that belongs to any of these: its sisters are kin too."""
        above = _closure({self.lead(actor)}, self._parents)
        return _closure(above, self._children)

    def opponents(self, actor: str) -> set[str]:
        """Give whom the actor or its kin is set against."""
        return {other for one in self.kin(actor) for other in self._opponents[one]}

    def opposed(self, one: str, other: str) -> bool:
        """Tell whether two claimants stand on opposed sides."""
        return bool(self.opponents(one) & self.kin(other))

    def speakers(self, claim: Claim) -> set[str]:
        """Give who speaks in a claim: the claimant, and whom it speaks for."""
        return {self.lead(claim.claimant)} | ({self.lead(claim.on_behalf_of)} if claim.on_behalf_of else set())

    def interested(self, claim: Claim, involved: set[str]) -> bool:
        """Tell whether the claimant, its kin or its opponent has a role in the event."""
        return any((self.kin(speaker) | self.opponents(speaker)) & involved for speaker in self.speakers(claim))


def _closure(start: set[str], steps: Mapping[str, set[str]]) -> set[str]:
    """Give all that can be reached, the start included."""
    found, waiting = set(start), list(start)
    while waiting:
        new = steps.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
