"""The atlas: all gazetteers asked as one: the theatre table, then the file of GeoNames dumps, then the towns of the world."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from kg.sources.gazetteers.entry import THEATRE, Entry, key_of
from kg.sources.gazetteers.store import GazetteerFile, default_path
from kg.sources.gazetteers.world import find_town, state_of

_REMEMBERED = 20_000


@cache
def theatre() -> Mapping[str, tuple[Entry, ...]]:
    """Give the rows of theatre.csv by each of their names."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    with Path(__file__).with_name("theatre.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entry = Entry(
                row["geonames"], row["name"], float(row["lat"]), float(row["lon"]), row["feature"], row["code"], row["country"],
                population=int(row["population"]), region=row["region"], provider=row["source"], by=THEATRE, note=row["note"],
            )  # fmt: skip
            for key in {key_of(name) for name in (row["name"], *filter(None, row["also"].split("|")))}:
                found[key].append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


class Atlas:
    """All gazetteers at hand; `file` is the one that the user made, or None."""

    def __init__(self, file: GazetteerFile | None = None) -> None:
        self.file = file
        self._find = lru_cache(_REMEMBERED)(self._look_up)

    def find(self, name: str) -> tuple[Entry, ...]:
        """Give every entry of a name, each place once, the hand-made table's first."""
        return self._find(key_of(name))

    def _look_up(self, key: str) -> tuple[Entry, ...]:
        own = [*theatre().get(key, ()), *(self.file.find(key) if self.file else ())]
        found: dict[object, Entry] = {}
        for entry in [*own, *find_town(key)]:
            found.setdefault(entry.id or (entry.lat, entry.lon), entry)
        return tuple(found.values())

    def has_town(self, name: str) -> bool:
        """Tell the own name of a populated place, not another name of one."""
        key = key_of(name)
        return any(entry.feature == "P" and (entry.by == THEATRE or key_of(entry.name) == key) for entry in self._find(key))

    def state(self, code: str) -> Entry | None:
        """Give the state of an ISO code."""
        return state_of(code)


@cache
def atlas_of(path: Path | None) -> Atlas:
    """Give the atlas with a gazetteer file, opened once in a process; None is without."""
    return Atlas(GazetteerFile(path) if path else None)


def default_atlas() -> Atlas:
    """Give the atlas with the gazetteer file of KG_GAZETTEER, which must be there, or with the user's, which may."""
    path, named = default_path()
    return atlas_of(path if named or path.is_file() else None)
