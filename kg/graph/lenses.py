"""Lenses: general rules over claims that say which are heard, which vote and when a role settles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.graph.parties import Parties
from kg.model.claim import Claim, Occurrence
from kg.model.errors import NotFound, nearest
from kg.model.refs import slug

VOTING = frozenset({"asserts", "confirms", "claims-responsibility"})
ADMITTED_ROLES = frozenset({"agent", "party", "supporter"})


@dataclass(frozen=True, slots=True)
class Lens:
    """A way to settle: which claims are heard at all, which vote, and whether every vote settles a role (`credulous`)."""

    ref: str
    label: str
    hears: Callable[[Claim], bool]
    votes: Callable[[Claim], bool]
    credulous: bool


def affirms(claim: Claim) -> bool:
    """Tell whether a claim says that its event happened, on the claimant's own word."""
    content = claim.content
    happened = not isinstance(content, Occurrence) or content.modality == "happened"
    return claim.stance in VOTING and not claim.negated and happened


def affirms_or_accuses(claim: Claim) -> bool:
    """Tell whether a claim says, or charges, that its event happened."""
    content = claim.content
    happened = not isinstance(content, Occurrence) or content.modality == "happened"
    return (claim.stance in VOTING or claim.stance == "accuses") and not claim.negated and happened


def cautious() -> Lens:
    """Give the default lens: all claims are heard; those coded by a person vote; a role needs more than an interested voice."""
    return Lens(
        ref="lens:cautious",
        label="cautious: a role settles only on a disinterested, admitted or doubly opposed word that nobody contradicts",
        hears=lambda claim: True,
        votes=lambda claim: affirms(claim) and claim.coding == "hand",
        credulous=False,
    )


def any_claim() -> Lens:
    """Give the lens that believes every claim."""
    return Lens("lens:any", "any: every claim counts", lambda claim: True, affirms_or_accuses, credulous=True)


def as_told_by(actor: str, label: str, claims: Sequence[Claim], parties: Parties) -> Lens:
    """Give the lens of one actor: its claims, those on its behalf, and those that it confirmed."""
    lead = parties.lead(actor)
    own = {c.id for c in claims if lead in parties.speakers(c)}
    confirmed = {c.responds_to for c in claims if c.id in own and c.stance == "confirms" and c.responds_to}
    heard = own | confirmed
    return Lens(
        ref="lens:as-told-by/" + actor.partition(":")[2],
        label=f"as told by {label}",
        hears=lambda claim: claim.id in heard,
        votes=affirms_or_accuses,
        credulous=True,
    )


def find_lens(name: str, labels: dict[str, str], claims: Sequence[Claim], parties: Parties) -> Lens:
    """Give the lens of a name: `cautious`, `any` or `as-told-by/ACTOR`; raise NotFound with the nearest name."""
    kind, _, who = name.removeprefix("lens:").partition("/")
    if kind == "cautious" and not who:
        return cautious()
    if kind == "any" and not who:
        return any_claim()
    told = {f"as-told-by/{ref.partition(':')[2]}": ref for ref in labels}
    ref = told.get(name.removeprefix("lens:")) or told.get(f"as-told-by/{slug(who)}" if who else "")
    if ref is None:
        hint = nearest(name, ["cautious", "any", *told]) or "use cautious, any or as-told-by/ACTOR"
        raise NotFound(f"no lens {name!r}; {hint}")
    return as_told_by(ref, labels[ref], claims, parties)


def tellers(claims: Iterable[Claim]) -> list[str]:
    """Give the actors that say something of their own, so that a lens of theirs shows something: all claimants but narrators."""
    return sorted({c.on_behalf_of or c.claimant for c in claims if not c.narrator and isinstance(c.content, Occurrence)})
