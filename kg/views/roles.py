"""Who has which role in an event: settled, only claimed and by whom, or denied; shared by the pictures of actors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kg.views.rows import Part, by_people
from kg.views.style import local

ROLES = ("agent", "target", "party", "supporter", "beneficiary")
_NO_VOTE = ("Denies", "Demands", "Threatens")


@dataclass(frozen=True, slots=True)
class Role:
    """One actor in one role of one event: settled, or claimed by some and denied by some (their names, sorted)."""

    actor: str
    role: str
    settled: bool
    claimants: tuple[str, ...] = ()
    deniers: tuple[str, ...] = ()
    types: tuple[tuple[str, str], ...] = ()  # who says it (denies it, where all do), and as which type of event

    @property
    def denied(self) -> bool:
        """Tell whether those who speak of the role only deny it."""
        return not self.settled and not self.claimants


def roles_of(event: Part) -> list[Role]:
    """Give the roles in an event, in the order of roles and actors; only what stands settled in the rows is settled."""
    settled = {(_settled_role(row.get("settled")), row["actor"] or "") for row in event.where("settled")}
    said: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    types: dict[tuple[str, str, bool], set[tuple[str, str]]] = defaultdict(set)
    for row in by_people(event, "role"):
        sides = said.setdefault((local(row.get("role")), row.get("actor") or ""), (set(), set()))
        denies = row.get("negated") == "true" or local(row.get("stance")) == "Denies"
        sides[denies].add(row.get("claimant") or "")
        types[local(row.get("role")), row.get("actor") or "", denies].add((row.get("claimant") or "", local(row.get("claimed"))))
    found = []
    for role, actor in sorted(settled | set(said), key=lambda key: (ROLES.index(key[0]) if key[0] in ROLES else 9, key)):
        claimants, deniers = said.get((role, actor), (set(), set()))
        told = tuple(sorted(types[role, actor, not claimants]))
        found.append(Role(actor, role, (role, actor) in settled, tuple(sorted(claimants)), tuple(sorted(deniers)), told))
    return found


def _settled_role(property_: str | None) -> str:
    return local(property_).removeprefix("has").lower()
