"""Reads a gazetteer file that `kg gazetteer import` wrote; it cannot write one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kg.model.errors import NotFound, UnreadableInput
from kg.sources.gazetteers.entry import Entry, key_of
from kg.sources.gazetteers.writer import FORMAT

VARIABLE = "KG_GAZETTEER"
_COLUMNS = "id, place.name, lat, lon, feature, code, country, admin1, admin2, population"


def default_path() -> tuple[Path, bool]:
    """Give where the gazetteer file lies, and whether KG_GAZETTEER names it; else it is in the user's folder of data."""
    if named := os.environ.get(VARIABLE):
        return Path(named), True
    from platformdirs import user_data_path

    return user_data_path("conflict-kg", appauthor=False) / "gazetteer.sqlite", False


class GazetteerFile:
    """One gazetteer file, open for reading."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise NotFound(f"{path}: there is no gazetteer; make it with: kg gazetteer import FILE…")
        self.path = path
        try:
            self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            known = self.about.get("format")
        except sqlite3.Error as error:
            raise UnreadableInput(f"{path}: not a gazetteer file ({error}); make it with: kg gazetteer import FILE…") from error
        if known != FORMAT:
            raise UnreadableInput(f"{path}: a gazetteer file of another version; make it anew with: kg gazetteer import FILE…")

    @cached_property
    def about(self) -> Mapping[str, str]:
        """Give what the file says of itself: credit, licence, files read, numbers."""
        return dict(self._database.execute("select key, value from about"))

    def countries(self) -> Mapping[str, int]:
        """Give how many places each country has."""
        return dict(self._database.execute("select country, count(*) from place group by country order by 2 desc, 1"))

    def find(self, name: str, country: str | None = None) -> list[Entry]:
        """Give the entries of a name, all their names compared without accents and hyphens; those with most people first."""
        rows = self._database.execute(
            f"select {_COLUMNS} from name join place on place.id = name.place where key = ? order by population desc, id",
            (key_of(name),),
        )
        entries = [self._entry(row) for row in rows]
        return [entry for entry in entries if country in (None, entry.country)]

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        division = self.division(row[6], row[7])
        found = Entry(str(row[0]), *row[1:])
        return replace(found, region=division.name) if division and division.id != found.id else found

    @cache  # noqa: B019  # one file lives as long as the process
    def division(self, country: str, admin1: str) -> Entry | None:
        """Give the first-level division of a code, or None."""
        found = self._database.execute(
            f"select {_COLUMNS} from place where code = 'ADM1' and country = ? and admin1 = ?",
            (country, admin1),
        ).fetchone()
        return Entry(str(found[0]), *found[1:]) if found and admin1 else None
