"""Events picked out by who, where, what and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from kg.graph.names import find, names_of
from kg.model.claim import Claim, Occurrence
from kg.model.errors import NotFound, nearest
from kg.model.reference import Place, Record
from kg.model.settled import SettledEvent, Settlement
from kg.model.terms import EVENT_TYPES


def sifted(
    records: Iterable[Record],
    settlement: Settlement,
    *,
    actor: str | None = None,
    place: str | None = None,
    type_: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[SettledEvent]:
    """Give the settled events that fit, in possible-time order; raise NotFound, with the nearest name, for an unknown one.

    Actor and place are named by reference, name or IRI, or by a label or other name that only one of them has.
    """
    records = list(records)
    names = names_of(records)
    leads = settlement.leads
    told: defaultdict[str, list[Occurrence]] = defaultdict(list)
    for record in records:
        if isinstance(record, Claim) and isinstance(record.content, Occurrence):
            told[leads.get(record.content.event, record.content.event)].append(record.content)
    found = list(settlement.events)
    if actor is not None:
        named = find(actor, "actor", names, leads)
        who = leads.get(named, named)
        found = [e for e in found if who in {leads.get(p.actor, p.actor) for o in told[e.event] for p in o.participants}]
    if place is not None:
        places = {r.ref: r for r in records if isinstance(r, Place)}
        named = find(place, "place", names, leads)
        inside = _inside(leads.get(named, named), places, leads)
        found = [e for e in found if inside & {leads.get(p.place, p.place) for o in told[e.event] for p in o.places}]
    if type_ is not None:
        if type_ not in EVENT_TYPES:
            raise NotFound(f"no event type {type_!r} ({nearest(type_, EVENT_TYPES) or 'they are ' + ', '.join(EVENT_TYPES)})")
        found = [event for event in found if type_ in event.types]
    return sorted((event for event in found if _may_be(event, since, until)), key=_order)


def _inside(place: str, places: Mapping[str, Place], leads: Mapping[str, str]) -> set[str]:
    """Give a place and all that lies within it."""
    found = {place}
    while new := {ref for ref, p in places.items() if p.within and leads.get(p.within, p.within) in found} - found:
        found |= new
    return found


def _may_be(event: SettledEvent, since: date | None, until: date | None) -> bool:
    when = event.when
    early = bool(when and since and when.latest and when.latest < since)
    late = bool(when and until and when.earliest and when.earliest > until)
    return not early and not late


def _order(event: SettledEvent) -> tuple[date, date, str]:
    when = event.when
    return (when and when.earliest) or date.min, (when and when.latest) or date.max, event.event
