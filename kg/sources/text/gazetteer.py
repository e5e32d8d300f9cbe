"""The gazetteer: which names mean which actors and places, and the names that a document itself teaches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import yaml

from kg.model.reference import Actor, Place
from kg.sources.text.normalise import normalise

_LEAD = re.compile(r"^(?:the|a|an|its|their|his|her)\s+", re.IGNORECASE)
_JOINTS = frozenset(("of", "from", "for", "in", "the", "and", "against", "by"))
_STATE_WORDS = 6  # of the longest name of a state
_REMEMBERED = 50_000
_BRACKETS = re.compile(r"\s*\(([^()]+)\)\s*")


@dataclass(frozen=True, slots=True)
class Country:
    """A state, territory or well-known region, with the ISO 3166 code of the state that it is or lies in."""

    code: str
    name: str
    adjectives: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@cache
def country_table() -> tuple[Country, ...]:
    """Give the rows of countries.yaml, with the French names and adjectives of countries_fr.yaml."""
    data, french = _read_table("countries.yaml"), _read_table("countries_fr.yaml")
    states = [(code, row["name"], row) for code, row in data["states"].items()]
    regions = [(row.get("within", "") if row else "", name, row or {}) for name, row in data["regions"].items()]
    rows = [*states, *regions]
    table = [Country(code, name, tuple(row.get("adjectives", ())), tuple(row.get("also", ()))) for code, name, row in rows]
    return tuple(
        _with_french(row, french.get(row.code, [])) if row.code and n < len(states) else row for n, row in enumerate(table)
    )


def _read_table(name: str) -> Mapping[str, Any]:
    path = Path(__file__).with_name(name)
    return cast("Mapping[str, Any]", yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))


def _with_french(country: Country, french: Sequence[str]) -> Country:
    """Give a state with its French name and adjectives, these also in the plural."""
    forms = tuple(form for word in french[1:] for form in dict.fromkeys((word, word if word[-1] in "sx" else word + "s")))
    return replace(country, also=(*country.also, *french[:1]), adjectives=(*country.adjectives, *forms))


@cache
def countries() -> Mapping[str, str]:
    """Give the states (lower case) with themselves, and the adjectives and other names (lower case) with the state they mean."""
    found = {country.name.lower(): country.name for country in country_table()}
    for country in country_table():
        for word in (*country.also, *country.adjectives):
            found.setdefault(word.lower(), country.name)
    return found


@cache
def adjectives() -> Mapping[str, tuple[str, ...]]:
    """Give the adjectives of each state, all in lower case."""
    return {country.name.lower(): tuple(word.lower() for word in country.adjectives) for country in country_table()}


@cache
def country_names() -> frozenset[str]:
    """Give the names of states in lower case, without the adjectives."""
    return frozenset(name.lower() for country in country_table() for name in (country.name, *country.also))


@lru_cache(_REMEMBERED)
def plain_name(words: str) -> str:
    r"""Give words as the gazetteer compares them: no article, no final bracket, one space, lower case, no possessive.

    >>> plain_name("the Coordination of Azawad\nMovements (CMA)")
    'coordination of azawad movements'
    """
    text = _BRACKETS.sub(" ", normalise(words)).strip()
    text = _LEAD.sub("", " ".join(text.split()))
    return re.sub(r"'s?$", "", text).lower()


@dataclass(slots=True)
class Gazetteer:
    """Names of actors and places known for a day, and what the document adds to them."""

    actors: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    matches: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, actors: Iterable[Actor], places: Iterable[Place], day: date) -> Gazetteer:
        """Make a gazetteer of the names that were in use on or before a day."""
        gazetteer = cls()
        for table, records in ((gazetteer.actors, actors), (gazetteer.places, places)):
            for record in records:
                if isinstance(record, Actor) and (record.anonymous or not record.identified):
                    continue
                gazetteer.matches.update((match, record.ref) for match in record.exact_match)
                names = [n.text for n in record.names if not (n.when and n.when.earliest and n.when.earliest > day)]
                for name in (record.label, *names):
                    if plain_name(name):
                        table.setdefault(plain_name(name), record.ref)
                        gazetteer.labels[record.ref] = record.label
        return gazetteer

    def learn(self, alias: str, ref: str) -> None:
        """Take a name that the document gives to a known actor."""
        if len(plain_name(alias)) > 1:
            self.actors.setdefault(plain_name(alias), ref)

    def find_actor(self, words: str) -> str | None:
        """Give the actor of a name, its bracketed short form, or its name after a state's adjective; None where it is unknown."""
        name = plain_name(words)
        if found := self.actors.get(name):
            return found
        for short in _BRACKETS.findall(words):
            if found := self.actors.get(plain_name(short)):
                return found
        words_of_name = name.split()
        for i in range(1, len(words_of_name) - 1):  # "CMA spokesperson Mohamed Elmaouloud Ramadane" ends in a known name
            if words_of_name[i - 1] not in _JOINTS and (found := self.actors.get(" ".join(words_of_name[i:]))):
                return found
        return self._of_a_state(name.split())

    def _of_a_state(self, words: list[str]) -> str | None:
        """Give the actor of "malian army" by the name "mali's army" or "army", and the other way round."""
        for count in range(min(_STATE_WORDS, len(words) - 1), 0, -1):
            first, rest = " ".join(words[:count]), " ".join(words[count:])
            state = countries().get(first)
            named = (f"{state.lower()}'s {rest}", rest) if state and first != state.lower() else ()
            for name in named:
                if found := self.actors.get(name):
                    return found
            for adjective in adjectives().get(first.removesuffix("'s"), ()) if first.endswith("'s") else ():
                if found := self.actors.get(f"{adjective} {rest}"):
                    return found
        return None

    def find_place(self, words: str) -> str | None:
        """Give the place of a name, or None."""
        name = plain_name(words)
        return self.places.get(name) or self.places.get(re.sub(r"^(?:city|town|village) of ", "", name))


def is_country(words: str) -> bool:
    """Tell a state's name.

    >>> is_country("Mali"), is_country("Malian")
    (True, False)
    """
    return plain_name(words) in country_names()


def is_national(words: str) -> bool:
    """Tell a state's adjective or name, as it stands before a noun.

    >>> is_national("Israeli"), is_national("armed")
    (True, False)
    """
    return words.lower() in countries()
