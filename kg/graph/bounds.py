"""Settling bounds: one time, one set of places and one range a group out of what several claims say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kg.model.claim import Occurrence
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.reference import Place
from kg.model.settled import SettledCount
from kg.model.terms import CountKind, PlaceRelation

LONGEST_DAY_RANGE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one claim tells of an event, and how far it is believed: 0 without a stake, 1 with one, 2 anonymous."""

    told: Occurrence
    claimant: str
    rank: int = 0


def best(weighed: Iterable[Weighed], has: Callable[[Occurrence], object]) -> list[Weighed]:
    """Give those of the best rank among the claims that tell of something at all."""
    telling = [w for w in weighed if has(w.told)]
    first = min((w.rank for w in telling), default=0)
    return [w for w in telling if w.rank == first]


def settled_when(weighed: Sequence[Weighed]) -> tuple[When | None, bool]:
    """Give the intersection of the best bounds, or their hull if it is empty, and whether any bounds contradict each other."""
    every = [w.told.when for w in weighed if w.told.when]
    times = [w.told.when for w in best(weighed, lambda told: told.when) if w.told.when]
    if not times:
        return None, False
    low, high = _common_bounds(times)
    if low and high and low > high:
        lows, highs = [t.earliest for t in times], [t.latest for t in times]
        low = None if None in lows else min(bound for bound in lows if bound)
        high = None if None in highs else max(bound for bound in highs if bound)
    return _when_of(low, high, times), _are_apart(_common_bounds(every))


def _common_bounds(times: Sequence[When]) -> tuple[date | None, date | None]:
    lows = [t.earliest for t in times if t.earliest]
    highs = [t.latest for t in times if t.latest]
    return max(lows, default=None), min(highs, default=None)


def _are_apart(bounds: tuple[date | None, date | None]) -> bool:
    low, high = bounds
    return bool(low and high and low > high)


def _when_of(low: date | None, high: date | None, times: Sequence[When]) -> When:
    for time in times:
        if (time.earliest, time.latest) == (low, high):
            return When(low, high, time.precision, time.basis, time.reason)
    reason = "bounds of several claims taken together"
    if low and high and high - low <= LONGEST_DAY_RANGE:
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
    weighed: Sequence[Weighed], places: Mapping[str, Place], lead: Callable[[str], str]
) -> tuple[tuple[tuple[PlaceRelation, str], ...], bool]:
    """Give the narrowest place that holds all `in` claims, near, from and to as said, and whether the `in` claims are apart."""

    def inside(told: Occurrence) -> set[str]:
        return narrowest({lead(p.place) for p in told.places if p.relation == "in"}, places)

    every = [inside(w.told) for w in weighed if inside(w.told)]
    believed = [inside(w.told) for w in best(weighed, inside)]
    others = {(p.relation, lead(p.place)) for w in best(weighed, _elsewhere) for p in w.told.places if p.relation != "in"}
    agreed = set[str]()
    if believed:
        agreed = believed[0] if all(found == believed[0] for found in believed) else _common(set().union(*believed), places)
    disputed = any(_disjoint(one, other, places) for one in every for other in every)
    return tuple(sorted(others | {("in", place) for place in agreed})), disputed


def _elsewhere(told: Occurrence) -> bool:
    return any(place.relation != "in" for place in told.places)


def _common(found: set[str], places: Mapping[str, Place]) -> set[str]:
    chains = [chain_of(place, places) for place in sorted(found)]
    return set(next(([place] for place in chains[0] if all(place in chain for chain in chains)), []))


def _disjoint(one: set[str], other: set[str], places: Mapping[str, Place]) -> bool:
    """Tell whether no place of one lies in or around a place of the other."""
    return not any(a in chain_of(b, places) or b in chain_of(a, places) for a in one for b in other)


def settled_counts(weighed: Sequence[Weighed], lead: Callable[[str], str]) -> tuple[tuple[SettledCount, ...], bool]:
    """Give one range for each kind and group: lowest low, highest high (open stays open), best if all agree; never a sum.

    Where no disinterested voice gives a group's number, the range is that of the claimants named with it.
    """
    groups: defaultdict[tuple[CountKind, str, str], list[tuple[Weighed, Count]]] = defaultdict(list)
    for w in weighed:
        for count in w.told.counts:
            words = " ".join((count.of or "").lower().split())
            key = (count.kind, lead(count.group), "") if count.group else (count.kind, "", words)
            groups[key].append((w, count))
    settled = tuple(_range_of(found, group or None) for (_, group, _), found in sorted(groups.items()))
    return settled, any(_apart([count for _, count in found]) for found in groups.values())


def _range_of(found: Sequence[tuple[Weighed, Count]], group: str | None) -> SettledCount:
    rank = min(w.rank for w, _ in found)
    counts = [count for w, count in found if w.rank == rank]
    lows, highs, bests = ([getattr(c, part) for c in counts] for part in ("low", "high", "best"))
    words = {c.of for c in counts}
    count = Count(
        kind=counts[0].kind,
        low=None if None in lows else min(lows),
        best=bests[0] if len(set(bests)) == 1 else None,
        high=None if None in highs else max(highs),
        of=words.pop() if len(words) == 1 or not group else None,
        group=group,
    )
    return SettledCount(count, tuple(sorted({w.claimant for w, _ in found if w.rank == rank})) if rank else ())


def _apart(counts: Sequence[Count]) -> bool:
    lows = [c.low for c in counts if c.low is not None]
    highs = [c.high for c in counts if c.high is not None]
    return bool(lows and highs) and max(lows) > min(highs)
