"""The claim: what one claimant says, in one passage or row of one source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from kg.model.counts import Count
from kg.model.dates import When
from kg.model.terms import (
    CausalRelation,
    Coding,
    EventType,
    Judgement,
    Modality,
    PlacePrecision,
    PlaceRelation,
    Role,
    Stance,
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words read for something, with their place in the source's text (code points, end excluded)."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor in a role, and the words that named it."""

    role: Role
    actor: str
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place in its relation to the event, and the words that named it."""

    relation: PlaceRelation
    place: str
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """That an event of a type happened (or will, or is taken for granted): roles, places, counts and time."""

    event: str
    type: EventType
    participants: tuple[Participant, ...] = ()
    places: tuple[Location, ...] = ()
    counts: tuple[Count, ...] = ()
    when: When | None = None
    modality: Modality = "happened"
    place_precision: PlacePrecision | None = None

    kind = "occurrence"


@dataclass(frozen=True, slots=True)
class EntityFact:
    """One property of one actor or place: `value` is a reference, or `text` a literal (with its language)."""

    subject: str
    property: str
    value: str | None = None
    text: str | None = None
    language: str | None = None
    when: When | None = None

    kind = "entity"


@dataclass(frozen=True, slots=True)
class Cause:
    """That one event or condition caused, contributed to, prompted or prevented an event."""

    cause: str
    effect: str
    relation: CausalRelation
    when: When | None = None

    kind = "cause"


@dataclass(frozen=True, slots=True)
class Identity:
    """That two events, actors, places or sources are the same, possibly the same, different, or one text."""

    first: str
    second: str
    judgement: Judgement
    score: float | None = None
    reasons: tuple[str, ...] = ()
    decided: date | None = None
    withdrawn: date | None = None

    kind = "identity"


Content: TypeAlias = Occurrence | EntityFact | Cause | Identity


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claimant says, in one passage, entry or row of one source, about one event, entity, cause or identity.

    References are `folder:name` (see `kg.model.refs`). `claimant` is never empty: the narrator is the publisher's actor with
    `narrator` true. `locator` is `char=START,END` over the source's text, `entry=KEY` or `row=ID`; `quote` is the evidence itself
    where the text may be kept. `also` holds further properties that the claim carries, as (property reference, value).
    """

    id: str
    source: str
    claimant: str
    run: str
    content: Content
    stance: Stance = "asserts"
    negated: bool = False
    narrator: bool = False
    on_behalf_of: str | None = None
    claimant_words: Words | None = None
    responds_to: str | None = None
    locator: str | None = None
    quote: str | None = None
    said: When | None = None
    coding: Coding = "hand"
    confidence: float | None = None
    primary_sources: tuple[str, ...] = ()
    also: tuple[tuple[str, str], ...] = field(default=())
