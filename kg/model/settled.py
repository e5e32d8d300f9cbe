"""What a lens makes of the claims: made from them, thrown away and made again."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.model.counts import Count
from kg.model.dates import When
from kg.model.terms import Aspect, EventType, PlaceRelation, Role, Status


@dataclass(frozen=True, slots=True, order=True)
class SettledRole:
    """An actor that a lens accepts in a role; `accused` where only accusations say so: never a plain participant."""

    role: Role
    actor: str
    accused: bool = False


@dataclass(frozen=True, slots=True)
class SettledCount:
    """A range that a lens accepts; `claimants` are those who alone say so where no disinterested voice does."""

    count: Count
    claimants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettledEvent:
    """One event under one lens, written on the lead of its cluster: `claims` and `origins` count what it rests on."""

    event: str
    lens: str
    status: Status
    types: tuple[EventType, ...]
    claims: int
    origins: int
    contested: tuple[Aspect, ...] = ()
    roles: tuple[SettledRole, ...] = ()
    places: tuple[tuple[PlaceRelation, str], ...] = ()
    when: When | None = None
    counts: tuple[SettledCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """An entity claim that a lens accepts: member, spokesperson, leader of an organisation over some time."""

    lens: str
    property: str
    member: str
    organization: str
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """All that one lens settles: events, memberships, and for every event, actor and source its lead or origin."""

    lens: str
    label: str = ""
    events: tuple[SettledEvent, ...] = ()
    memberships: tuple[Membership, ...] = ()
    leads: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
