"""Reference records: the actors, places, events, sources and runs that claims refer to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kg.model.claim import Claim
from kg.model.dates import When
from kg.model.terms import ActorKind, PlaceKind


@dataclass(frozen=True, slots=True)
class Name:
    """A name as used: the text, its language (BCP 47), when it was in use, and the source that shows it."""

    text: str
    language: str = "en"
    when: When | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts or speaks. An unidentified or anonymous one is scoped to its source (`scope`) and never merged."""

    ref: str
    label: str
    kind: ActorKind
    names: tuple[Name, ...] = ()
    identified: bool = True
    anonymous: bool = False
    scope: str | None = None
    source: str | None = None
    note: str | None = None
    exact_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere: WGS84 degrees where a source gives them, the next larger place, and the source of the coordinates."""

    ref: str
    label: str
    kind: PlaceKind
    names: tuple[Name, ...] = ()
    lat: float | None = None
    lon: float | None = None
    within: str | None = None
    source: str | None = None
    note: str | None = None
    exact_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventNode:
    """A curated event's name: the node that claims are about. It holds no claim of its own."""

    ref: str
    label: str
    note: str | None = None
    exact_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A state of affairs named as a cause ("instability"), in our words."""

    ref: str
    label: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict, or a pair of sides in one (`part_of`), as a data set delimits and numbers it."""

    ref: str
    label: str
    part_of: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A document or table: who published it, when (with precision and basis), where it is, what it repeats."""

    ref: str
    label: str
    publisher: str
    published: When | None = None
    url: str | None = None
    language: str | None = None
    sha256: str | None = None
    credit: str | None = None
    licence: str | None = None
    primary_sources: tuple[str, ...] = ()
    note: str | None = None
    dataset: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One coding run: by hand, by an extractor or by an importer, with its version; `coded` is the day where a person did it."""

    ref: str
    label: str
    version: str
    coder: str | None = None
    coded: date | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is published: title, description, licence, citation, creator, version and the conflict's subject.

    `redistributable` is false where the terms of the data set forbid to hand its rows on.
    """

    ref: str
    title: str
    description: str
    licence: str
    citation: str
    creator: str
    version: str
    issued: date | None = None
    keywords: tuple[str, ...] = ()
    redistributable: bool = True


Reference: TypeAlias = Actor | Place | EventNode | Condition | Conflict | Source | Run | Dataset
Record: TypeAlias = Claim | Reference
