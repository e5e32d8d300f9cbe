"""Places gathered with the events claimed in, near, from or to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.views.basemap import Area, areas
from kg.views.picture import Point, Rows
from kg.views.rows import Part, by_people, once, parts_of
from kg.views.style import local

_RELATIONS = ("in", "near", "from", "to")
_SETTLED = {"hasPlace": "in", "placeNear": "near", "placeFrom": "from", "placeTo": "to"}
_FIRM = ("Corroborated", "SingleOrigin")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the events claimed in each relation to it; `firm` are those whose status and place are settled."""

    part: Part
    events: Mapping[str, tuple[Part, ...]]
    firm: frozenset[str]

    @property
    def iri(self) -> str:
        """Give the place's IRI."""
        return self.part.iri

    @property
    def label(self) -> str:
        """Give the place's name."""
        return self.part.label

    @property
    def at(self) -> Point | None:
        """Give longitude and latitude, only for a place that is a point."""
        lon, lat = self.part.first("long"), self.part.first("lat")
        return (float(lon), float(lat)) if lon and lat and not self.wide else None

    @property
    def wide(self) -> bool:
        """Tell whether the place is too large to be a point."""
        return local(self.part.first("kind")) in ("CountryPlace", "RegionPlace", "DistrictPlace", "AreaPlace")

    @property
    def all(self) -> tuple[Part, ...]:
        """Give the events of every relation, each once, in possible-time order."""
        unique = {event.iri: event for events in self.events.values() for event in events}
        return tuple(sorted(unique.values(), key=lambda event: event.order))

    @property
    def counts(self) -> str:
        """Give the number of events in each relation: "5 in, 2 near"."""
        return ", ".join(f"{len(self.events[r])} {r}" for r in _RELATIONS if self.events.get(r))


def spots_of(rows: Rows) -> list[Spot]:
    """Give the places of the rows, those with most events first."""
    events = {part.iri: part for part in once(parts_of(rows, "event"))}
    kept = [row for event in events.values() for row in by_people(event, "relation")]
    settled = [row for row in rows if (row.get("settled") and row.get("event") in events) or not row.get("event")]
    spots = [spot for part in parts_of([*settled, *kept]) if (spot := _spot(part, events)).events]
    return sorted(spots, key=lambda spot: (-len(spot.all), spot.label, spot.iri))


def _spot(part: Part, events: Mapping[str, Part]) -> Spot:
    found: dict[str, set[str]] = {}
    firm = set()
    for row in part.where("event"):
        event = row["event"] or ""
        if settled := row.get("settled"):
            found.setdefault(_SETTLED[local(settled)], set()).add(event)
            firm |= {event} if local(row.get("status")) in _FIRM else set()
        else:
            found.setdefault(local(row.get("relation")), set()).add(event)
    grouped = {relation: tuple(_named(events[iri]) for iri in sorted(iris)) for relation, iris in found.items()}
    return Spot(part, grouped, frozenset(firm))


def _named(event: Part) -> Part:
    """Give an event's rows with its name as their label."""
    return Part(event.iri, [{**row, "label": row.get("name")} for row in event.rows])


def region_of(spot: Spot) -> Area | None:
    """Give the region that a place is, if the base map has it; a country or a point is none."""
    if spot.at or local(spot.part.first("kind")) not in ("RegionPlace", "DistrictPlace"):
        return None
    return next((area for area in areas("regions") if area.answers_to(spot.label)), None)
