"""What a text tells: one event by one claimant, with spans in the raw text, and when two of them are the same."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.counts import Count
from kg.model.dates import When
from kg.model.terms import EventType, PlaceRelation, Role, Stance
from kg.sources.text.coref import Phrase
from kg.sources.text.gazetteer import plain_name


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """A place of an event: its words, their span in the raw text, and its relation."""

    relation: PlaceRelation
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Told:
    """One event as one claimant tells it, with spans in the raw text."""

    type: EventType
    trigger: tuple[int, int]
    trigger_words: str
    roles: list[tuple[Role, Phrase]]
    places: list[PlaceTold]
    counts: list[Count]
    when: When
    span: tuple[int, int]
    sentence: tuple[int, int]
    claimant: Phrase | None = None
    stance: Stance = "asserts"
    negated: bool = False
    planned: bool = False
    presupposed: bool = False
    said: When | None = None
    result: bool = False
    paragraph: int = 0
    noun: bool = False
    clues: frozenset[str] = frozenset()


@dataclass(slots=True)
class Skipped:
    """An event word that gave no claim, why, and what told its event already."""

    start: int
    end: int
    reason: str
    type: EventType
    earlier: Told | None = None


def said_by(phrase: Phrase | None) -> str | None:
    """Give a claimant's plain name; None is the narrator."""
    return plain_name(phrase.text) if phrase else None


def are_known(places: list[PlaceTold], known: list[PlaceTold]) -> bool:
    """Tell whether no place is new."""
    return {p.text for p in places} <= {p.text for p in known}


def have_same_roles(told: Told, old: Told) -> bool:
    """Tell two words for one event with the same roles."""
    return {p.text for _, p in told.roles} == {p.text for _, p in old.roles} and told.trigger != old.trigger


def are_roles_known(told: Told, old: Told) -> bool:
    """Tell whether nobody is new."""
    known = {plain_name(p.text) for _, p in old.roles}
    return all(plain_name(p.text) in known for _, p in told.roles)
