"""Settling bounds: one time, one set of places and one range a group out of what several claims say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kg.model.claim import Occurrence
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.reference import Place
from kg.model.terms import CountKind, PlaceRelation


def settled_when(times: Sequence[When]) -> tuple[When | None, bool]:
    """Give the intersection of the bounds, or their hull if it is empty, and whether they contradict each other."""
    if not times:
        return None, False
    lows = [t.earliest for t in times if t.earliest]
    highs = [t.latest for t in times if t.latest]
    low, high = max(lows, default=None), min(highs, default=None)
    disputed = bool(low and high and low > high)
    if disputed:
        low = min(lows) if len(lows) == len(times) else None
        high = max(highs) if len(highs) == len(times) else None
    return _when_of(low, high, times), disputed


def _when_of(low: date | None, high: date | None, times: Sequence[When]) -> When:
    for time in times:
        if (time.earliest, time.latest) == (low, high):
            return When(low, high, time.precision, time.basis, time.reason)
    reason = "bounds of several claims taken together"
    if low and high:
        return When(low, high, "day" if low == high else "day-range", "inferred", reason)
    return When(low, high, "vague", "inferred", reason)


def chain_of(place: str, places: Mapping[str, Place]) -> list[str]:
    """Give a place and all that contain it, the narrowest first; a circle in the data ends it."""
    chain: list[str] = []
    here: str | None = place
    while here and here not in chain:
        chain.append(here)
        here = places[here].within if here in places else None
    return chain


def narrowest(found: set[str], places: Mapping[str, Place]) -> set[str]:
    """Give the places of a set that contain no other of the set."""
    wider = {outer for place in found for outer in chain_of(place, places)[1:]}
    return found - wider


def settled_places(
    told: Sequence[Occurrence], places: Mapping[str, Place], lead: Callable[[str], str]
) -> tuple[tuple[tuple[PlaceRelation, str], ...], bool]:
    """Give the narrowest place that holds all `in` claims, near, from and to as said, and whether the `in` claims are apart."""
    inside = [narrowest({lead(p.place) for p in o.places if p.relation == "in"}, places) for o in told]
    inside = [found for found in inside if found]
    others = {(p.relation, lead(p.place)) for o in told for p in o.places if p.relation != "in"}
    if not inside:
        return tuple(sorted(others)), False
    agreed = inside[0] if all(found == inside[0] for found in inside) else _common(set().union(*inside), places)
    disputed = any(_disjoint(one, other, places) for one in inside for other in inside)
    return tuple(sorted(others | {("in", place) for place in agreed})), disputed


def _common(found: set[str], places: Mapping[str, Place]) -> set[str]:
    chains = [chain_of(place, places) for place in sorted(found)]
    return set(next(([place] for place in chains[0] if all(place in chain for chain in chains)), []))


def _disjoint(one: set[str], other: set[str], places: Mapping[str, Place]) -> bool:
    """Tell whether no place of one lies in or around a place of the other."""
    return not any(a in chain_of(b, places) or b in chain_of(a, places) for a in one for b in other)


def settled_counts(told: Sequence[Occurrence], lead: Callable[[str], str]) -> tuple[tuple[Count, ...], bool]:
    """Give one range for each kind and group: lowest low, highest high (open stays open), best if all agree; never a sum."""
    groups: defaultdict[tuple[CountKind, str, str], list[Count]] = defaultdict(list)
    for occurrence in told:
        for count in occurrence.counts:
            words = " ".join((count.of or "").lower().split())
            key = (count.kind, lead(count.group), "") if count.group else (count.kind, "", words)
            groups[key].append(count)
    settled = tuple(_range_of(counts, group or None) for (_, group, _), counts in sorted(groups.items()))
    return settled, any(_apart(counts) for counts in groups.values())


def _range_of(counts: Sequence[Count], group: str | None) -> Count:
    lows, highs, bests = ([getattr(c, part) for c in counts] for part in ("low", "high", "best"))
    words = {c.of for c in counts if c.of}
    return Count(
        kind=counts[0].kind,
        low=None if None in lows else min(lows),
        best=bests[0] if len(set(bests)) == 1 else None,
        high=None if None in highs else max(highs),
        of=min(words) if words else None,
        group=group,
    )


def _apart(counts: Sequence[Count]) -> bool:
    lows = [c.low for c in counts if c.low is not None]
    highs = [c.high for c in counts if c.high is not None]
    return bool(lows and highs) and max(lows) > min(highs)
