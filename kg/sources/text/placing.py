"""Placing: which place a name in an article means, with the record of it: from the facts, else from the gazetteers, else unknown.

The note of a record says how it was chosen, and among which; where the text does not tell, the place has no point.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from kg.model.reference import Actor, Place, Record, Source
from kg.model.refs import slug
from kg.model.terms import PLACE_KINDS, PlaceKind
from kg.sources.gazetteers.atlas import Atlas, default_atlas
from kg.sources.gazetteers.choose import Choice, Setting, choose
from kg.sources.gazetteers.entry import Entry
from kg.sources.gazetteers.geonames import LICENCE
from kg.sources.text.document import Article
from kg.sources.text.gazetteer import Gazetteer, country_table, is_country, plain_name
from kg.sources.text.told import PlaceTold
from kg.sources.text.toponyms import place_words

_READ = 200_000  # characters in which the states that a text names are looked for
_LEVEL = r"(?:the\s+)?((?:[A-Z][\w'’-]+\s?){1,4})"
_LEVELS = re.compile(rf"{_LEVEL}(?:,\s*{_LEVEL})?")
_STEMMED = frozenset(("region", "district", "populated-place"))  # "Luhansk region" may be "Luhansk"; "Green Zone" is no "Green"
_POINTS: frozenset[PlaceKind] = frozenset(("populated-place", "facility", "feature"))
_ADDRESS = "https://sws.geonames.org/{}/"


@dataclass(slots=True)
class Placer:
    """Gives the references of the places that an article names, and each record once."""

    article: Article
    gazetteer: Gazetteer
    written: set[str]
    atlas: Atlas = field(default_factory=default_atlas)
    known: dict[str, str] = field(default_factory=dict)
    around: dict[str, str] = field(default_factory=dict)
    _states: dict[str, str] | None = None

    def place(self, told: PlaceTold, beside: Iterable[PlaceTold]) -> tuple[str, tuple[Record, ...]]:
        """Give the reference of a place, and the records that have not been given before."""
        if found := self.gazetteer.find_place(told.text):
            return found, ()
        name = plain_name(told.text)
        if name in self.known:
            return self.known[name], ()
        records = tuple(self._records(told, tuple(place.text for place in beside if place != told)))
        self.known[name] = records[-1].ref if isinstance(records[-1], Place) else name
        fresh = tuple(record for record in records if not isinstance(record, Place | Source | Actor) or self._is_new(record.ref))
        return self.known[name], fresh

    def _is_new(self, ref: str) -> bool:
        new = ref not in self.written and ref not in self.gazetteer.labels
        self.written.add(ref)
        return new

    def _records(self, told: PlaceTold, beside: tuple[str, ...]) -> list[Record]:
        """Give the records of a place that the facts do not have; its own comes last."""
        if is_country(told.text):
            return self._country(told)
        direction, _, rest = plain_name(told.text).partition(" ")
        if rest and place_words().has("directions", direction) and is_country(rest):
            return self._part(told, rest)
        choice = self.choice(told, beside)
        if choice.entry is None:
            said = self._kind(told) or "area"
            kind: PlaceKind = said if said in PLACE_KINDS else "feature"
            return [self._unknown(told, f"read in a text; {choice.reason}", kind)]
        self.around.setdefault(choice.entry.country, choice.entry.name)
        return self._entry(choice.entry, choice.reason)

    def choice(self, told: PlaceTold, beside: tuple[str, ...]) -> Choice:
        """Give what the gazetteers say of a name in its setting: what the words say it is, the states, the names beside it."""
        name, kind = told.text, self._kind(told)
        asked, stem = plain_name(name), " ".join(name.split()[:-1])
        found = self.atlas.find(asked)
        if not found and stem and place_words().kinds.get(name.split()[-1].lower()) in _STEMMED:
            asked = plain_name(stem)
            found = self.atlas.find(asked)
        outer = any(f"{inner}{joint}{name}" in self.article.text for inner in beside for joint in (", ", " ("))
        setting = Setting(kind, self.states, (*beside, *self._levels(name)), outer, self.around)
        return choose(asked, found, setting)

    def _kind(self, told: PlaceTold) -> str | None:
        """Give the kind of place that the words tell: "Mopti Region", "the town of Boni"."""
        kinds, words = place_words().kinds, told.text.split()
        if len(words) > 1 and (said := kinds.get(words[-1].lower())):
            return said
        before = self.article.text[max(told.start - 40, 0) : told.start].split()
        return kinds.get(before[-2].lower()) if len(before) > 1 and before[-1] == "of" else None

    @property
    def states(self) -> dict[str, str]:
        """Give the states that the article names, by code, with the word that names them first."""
        if self._states is None:
            self._states = {}
            for found in _state_words().finditer(self.article.text, 0, _READ):
                self._states.setdefault(_codes()[found[0]], found[0])
        return self._states

    def _levels(self, name: str) -> tuple[str, ...]:
        """Give the names that follow a name after a comma or in brackets, anywhere in the article: "Boni, Mopti"."""
        for joint in (", ", " ("):
            at = self.article.text.find(name + joint, 0, _READ)
            if at >= 0 and (found := _LEVELS.match(self.article.text, at + len(name + joint))):
                return tuple(" ".join(level.split()) for level in found.groups() if level)
        return ()

    def _country(self, told: PlaceTold) -> list[Record]:
        code = _codes().get(" ".join(told.text.split())) or _codes().get(_title(told.text), "")
        state = self.atlas.state(code) if plain_name(told.text) not in _regions() else None
        if state is None:
            return [self._unknown(told, "read in a text", "area" if plain_name(told.text) in _regions() else "country")]
        return [*_provider(state), Place(_ref(state), state.name, "country", source=_source(state), exact_match=_match(state))]

    def _part(self, told: PlaceTold, country: str) -> list[Record]:
        """Give a part of a state, which has no borders that a source would draw."""
        within = self.gazetteer.find_place(country)
        outer = [] if within else self._country(PlaceTold(told.relation, country, told.start, told.end))
        within = within or next((record.ref for record in reversed(outer) if isinstance(record, Place)), None)
        return [*outer, self._unknown(told, "read in a text; a part of a state, without borders", "area", within)]

    def _entry(self, entry: Entry, reason: str) -> list[Record]:
        """Give the records of an entry: its source, the state that it lies in, and itself; a region has no point."""
        if entry.id and (known := self.gazetteer.matches.get(_ADDRESS.format(entry.id))):
            return [Place(known, entry.name, entry.kind)]
        state = self.atlas.state(entry.country)
        country = self.gazetteer.find_place(state.name) if state else None
        outer = [*_provider(state), *self._state(state)] if state and not country else []
        within = country or (_ref(state) if state else None)
        point = (entry.lat, entry.lon) if entry.kind in _POINTS else (None, None)
        note = f"In {self.article.source}: {reason}"
        own = Place(
            _ref(entry), entry.name, entry.kind, lat=point[0], lon=point[1], within=within, source=_source(entry), note=note,
            exact_match=_match(entry),
        )  # fmt: skip
        return [*_provider(entry), *outer, own]

    def _state(self, state: Entry) -> list[Place]:
        return [Place(_ref(state), state.name, "country", source=_source(state), exact_match=_match(state))]

    def _unknown(self, told: PlaceTold, note: str, kind: PlaceKind = "area", within: str | None = None) -> Place:
        ref = f"place:{self.article.source.partition(':')[2]}-{slug(plain_name(told.text))}"
        return Place(ref, " ".join(told.text.split()), kind, within=within, source=self.article.source, note=note)


def _ref(entry: Entry) -> str:
    return f"place:geonames/{entry.id}" if entry.id else f"place:theatre/{slug(entry.name)}"


def _match(entry: Entry) -> tuple[str, ...]:
    return (_ADDRESS.format(entry.id),) if entry.id else ()


def _source(entry: Entry) -> str:
    return f"source:gazetteer-{slug(entry.provider)}"


def _provider(entry: Entry) -> list[Record]:
    """Give the source of an entry's facts and who publishes it, with the licence."""
    publisher = f"actor:{slug(entry.provider.split()[0])}"
    source = Source(_source(entry), f"{entry.provider}, as a gazetteer", publisher, credit=entry.provider, licence=LICENCE)
    return [Actor(publisher, entry.provider.split()[0], "researcher", source=source.ref), source]


def _title(words: str) -> str:
    return " ".join(word.capitalize() for word in words.split())


@cache
def _codes() -> dict[str, str]:
    """Give the codes of states by their names and adjectives, as they are written."""
    found: dict[str, str] = {}
    for country in country_table():
        for word in (country.name, *country.also, *country.adjectives):
            found.setdefault(word, country.code)
    return {word: code for word, code in found.items() if code}


@cache
def _regions() -> frozenset[str]:
    """Give the names in the table of countries that are no states."""
    codes = {country.code for country in country_table()}
    first = {code: next(c.name for c in country_table() if c.code == code) for code in codes if code}
    return frozenset(c.name.lower() for c in country_table() if first.get(c.code) != c.name)


@cache
def _state_words() -> re.Pattern[str]:
    words = sorted(_codes(), key=len, reverse=True)
    return re.compile(r"\b(?=[A-Z])(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")
