"""Chooses among places of one name, and says why; where the text does not tell, none is chosen.

Each sieve keeps the candidates that some evidence speaks for, and gives that evidence in words. A name never takes the point of a
namesake in silence: a place that is only in countries which the text does not name must be by far the best known of its name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.sources.gazetteers.entry import THEATRE, Entry, distance, key_of

KNOWN_TO_ALL = 500_000  # people from which on a town may be meant without its country being named
FAR_LARGER = 10  # times the people of the next
ONE_SPOT = 20.0  # kilometres within which entries of one name and country are taken for one place
_CLASSES: dict[str | None, str] = {
    None: "PA", "populated-place": "P", "region": "A", "district": "A", "country": "A", "area": "LTAP", "water": "H",
    "facility": "SR", "feature": "HTLV",
}  # fmt: skip
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What a text tells of a name: the kind that its words say, the states that it names (by code), names told beside it.

    `around` are the states of places chosen before in the same text, with the name of one of them; `outer` where it stands as
    the larger place after another ("Boni, Mopti").
    """

    kind: str | None = None
    states: dict[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    outer: bool = False
    around: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """The entry chosen, or None, and the reason in words."""

    entry: Entry | None
    reason: str


Sieve = Callable[[Sequence[Entry], Setting], tuple[list[Entry], str]]


def choose(name: str, entries: Sequence[Entry], setting: Setting) -> Choice:
    """Give the entry that a name means in its setting, or none, with the reason."""
    fitting = [entry for entry in entries if entry.feature in _CLASSES.get(setting.kind, "PA")]
    if not fitting:
        return Choice(None, _only_others(entries))
    reasons: list[str] = []
    kept: Sequence[Entry] = fitting
    for sieve in (_in_the_state, _beside, _of_the_kind, _of_the_theatre, _by_its_own_name(name), _in_one_spot, _far_larger):
        narrowed, reason = sieve(kept, setting)
        if reason:
            kept = narrowed
            reasons.append(reason)
    if len(kept) == 1 and not _is_backed(kept[0], setting, reasons):
        return Choice(None, f"only known as {named(kept[0])}, of which the text says nothing")
    if len(kept) != 1:
        return Choice(None, f"ambiguous: {_listed(kept)}")
    among = f", chosen among {len(fitting)}" if len(fitting) > 1 else ""
    return Choice(kept[0], named(kept[0]) + among + (f": {'; '.join(reasons)}" if reasons else ""))


def named(entry: Entry) -> str:
    """Give an entry in words: "GeoNames 2455290 (Kidal, populated place, Kidal Region, ML)"."""
    by = f" by {entry.by}" if entry.by else ""
    where = ", ".join(filter(None, (entry.name, entry.what, entry.region, entry.country)))
    return f"{entry.provider}{' ' + entry.id if entry.id else ''}{by} ({where})"


def _only_others(entries: Sequence[Entry]) -> str:
    if not entries:
        return "in no gazetteer at hand"
    kinds = dict.fromkeys(f"a {entry.what} ({entry.id}, {entry.country})" for entry in entries)
    return f"{entries[0].provider} has only {' and '.join(list(kinds)[:_SHOWN])} of that name, which is not meant"


def _listed(entries: Sequence[Entry]) -> str:
    more = f" and {len(entries) - _SHOWN} more" if len(entries) > _SHOWN else ""
    return "; ".join(named(entry) for entry in entries[:_SHOWN]) + more


def _in_the_state(entries: Sequence[Entry], setting: Setting) -> tuple[list[Entry], str]:
    beside = {key_of(name) for name in setting.beside}
    nearest = {code: word for code, word in setting.states.items() if key_of(word) in beside}
    evidence = ((nearest, "{} stands beside it"), (setting.states, "the text names {}"), (setting.around, "{} is named too"))
    for states, said in evidence:
        kept = [entry for entry in entries if entry.country in states]
        if kept:
            words = dict.fromkeys(states[entry.country] for entry in kept)
            return kept, said.format(" and ".join(words))
    return list(entries), ""


def _beside(entries: Sequence[Entry], setting: Setting) -> tuple[list[Entry], str]:
    """Keep what lies in a division that is named beside it: "Boni, Mopti"."""
    if len(entries) < 2:
        return list(entries), ""
    for name in setting.beside:
        key = key_of(name)
        kept = [
            entry for entry in entries if entry.region and _is_division(key, key_of(entry.region)) and key_of(entry.name) != key
        ]
        if kept and len(kept) < len(entries):
            return kept, f"{name} stands beside it"
    return list(entries), ""


def _is_division(said: str, region: str) -> bool:
    return said == region or region.removesuffix(" region") == said.removesuffix(" region")


def _of_the_kind(entries: Sequence[Entry], setting: Setting) -> tuple[list[Entry], str]:
    """Keep the towns where the words do not speak of a division, the first-level divisions where they do."""
    if setting.kind is None and setting.outer:
        kept = [entry for entry in entries if entry.kind == "region"]
        return (kept, "a smaller place stands before it") if 0 < len(kept) < len(entries) else (list(entries), "")
    if setting.kind is None:
        kept = [entry for entry in entries if entry.feature == "P"]
        return (kept, "a town, since no division is spoken of") if 0 < len(kept) < len(entries) else (list(entries), "")
    code = {"region": "ADM1", "district": "ADM2"}.get(setting.kind, "")
    kept = [entry for entry in entries if code and entry.code == code]
    return (kept, f"the words speak of a {setting.kind}") if 0 < len(kept) < len(entries) else (list(entries), "")


def _by_its_own_name(name: str) -> Sieve:
    """Keep what is called so before what is also called so: Ber is no Berlin."""

    def sieve(entries: Sequence[Entry], setting: Setting) -> tuple[list[Entry], str]:
        own = [entry for entry in entries if key_of(entry.name) == key_of(name) or entry.by == THEATRE]
        return (own, "its own name, not another") if 0 < len(own) < len(entries) else (list(entries), "")

    return sieve


def _of_the_theatre(entries: Sequence[Entry], setting: Setting) -> tuple[list[Entry], str]:
    kept = [entry for entry in entries if entry.by == THEATRE]
    if len(kept) == 1 and len(entries) > 1 and (not setting.states or kept[0].country in setting.states):
        return kept, "the theatre table has it"
    return list(entries), ""


def _in_one_spot(entries: Sequence[Entry], setting: Setting) -> tuple[list[Entry], str]:
    first = max(entries, key=lambda entry: entry.population)
    if len(entries) > 1 and all(e.country == first.country and distance(first, e) <= ONE_SPOT for e in entries):
        return [first], f"all within {ONE_SPOT:.0f} km"
    return list(entries), ""


def _far_larger(entries: Sequence[Entry], setting: Setting) -> tuple[list[Entry], str]:
    if len(entries) < 2:
        return list(entries), ""
    first, second = sorted(entries, key=lambda entry: -entry.population)[:2]
    if first.population >= FAR_LARGER * max(second.population, 500):
        return [first], f"by far the largest ({first.population:,} people)"
    return list(entries), ""


def _is_backed(entry: Entry, setting: Setting, reasons: list[str]) -> bool:
    """Tell a choice that the text speaks for: its state is named, or all the world knows it, or it is of the theatre."""
    if entry.country in setting.states or entry.country in setting.around:
        return True
    if entry.population >= KNOWN_TO_ALL or entry.code == "PPLC":
        reasons.append("no other state that the text names has one, and it is known without its state")
        return True
    return entry.by == THEATRE and not setting.states
