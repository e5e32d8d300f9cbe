"""Who has which role in an event: settled, only claimed and by whom, or denied; shared by the pictures of actors."""

from __future__ import annotations

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

    @property
    def denied(self) -> bool:
        """Tell whether those who speak of the role only deny it."""
        return not self.settled and not self.claimants


def roles_of(event: Part) -> list[Role]:
    """Give the roles in an event, in the order of roles and actors; only what stands settled in the rows is settled."""
    settled = {(_settled_role(row.get("settled")), row["actor"] or "") for row in event.where("settled")}
    said: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for row in by_people(event, "role"):
        sides = said.setdefault((local(row.get("role")), row.get("actor") or ""), (set(), set()))
        denies = row.get("negated") == "true" or local(row.get("stance")) == "Denies"
        sides[denies].add(row.get("claimant") or "")
    found = []
    for role, actor in sorted(settled | set(said), key=lambda key: (ROLES.index(key[0]) if key[0] in ROLES else 9, key)):
        claimants, deniers = said.get((role, actor), (set(), set()))
        found.append(Role(actor, role, (role, actor) in settled, tuple(sorted(claimants)), tuple(sorted(deniers))))
    return found


def _settled_role(property_: str | None) -> str:
    return local(property_).removeprefix("has").lower()
