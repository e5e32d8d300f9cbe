"""Writes a gazetteer file: GeoNames dumps as one SQLite file, made anew or not at all."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from kg.model.errors import Problem, UnreadableInput
from kg.sources.gazetteers.entry import key_of
from kg.sources.gazetteers.geonames import CREDIT, LICENCE, Row, read_dump

FORMAT = "1"
_BATCH = 20_000
_TABLES = """
create table about (key text primary key, value text) without rowid;
create table place (
    id integer primary key, name text, lat real, lon real, feature text, code text, country text, admin1 text, admin2 text,
    population integer);
create table name (key text, place integer, primary key (key, place)) without rowid;
"""


@dataclass(slots=True)
class Imported:
    """What an import made: how many places and names, of which countries, and the rows that were none."""

    places: int = 0
    names: int = 0
    countries: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def write_gazetteer(paths: Sequence[Path], out: Path, progress: Callable[[str], None] = lambda step: None) -> Imported:
    """Write the dumps into one file; an older file of that name is replaced when the new one is whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(out.name + ".part")
    unfinished.unlink(missing_ok=True)
    done = Imported()
    try:
        with closing(sqlite3.connect(unfinished)) as database:
            database.executescript("pragma journal_mode = off; pragma synchronous = off;" + _TABLES)
            for path in paths:
                _add(database, read_dump(path), done, progress)
            _close(database, paths, done)
        if not done.places:
            raise UnreadableInput(f"no place in {', '.join(map(str, paths))}: " + _first(done.problems))
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return done


def _add(database: sqlite3.Connection, rows: Iterable[Row | Problem], done: Imported, progress: Callable[[str], None]) -> None:
    places: list[tuple[object, ...]] = []
    names: list[tuple[str, int]] = []
    for row in rows:
        if isinstance(row, Problem):
            done.problems.append(row)
            continue
        entry, others = row
        places.append((int(entry.id), entry.name, entry.lat, entry.lon, entry.feature, entry.code, entry.country, entry.admin1,
                       entry.admin2, entry.population))  # fmt: skip
        names += [(key, int(entry.id)) for key in {key_of(name) for name in (entry.name, *others)} if key]
        done.countries[entry.country] += 1
        if len(places) >= _BATCH:
            _store(database, places, names)
            progress(f"{done.countries.total():,} places")
    _store(database, places, names)


def _store(database: sqlite3.Connection, places: list[tuple[object, ...]], names: list[tuple[str, int]]) -> None:
    database.executemany(f"insert or replace into place values ({', '.join('?' * 10)})", places)
    database.executemany("insert or ignore into name values (?, ?)", names)
    places.clear()
    names.clear()


def _close(database: sqlite3.Connection, paths: Sequence[Path], done: Imported) -> None:
    """Count what is there, and say in the file what it is and under which licence."""
    (done.places,) = database.execute("select count(*) from place").fetchone()
    (done.names,) = database.execute("select count(*) from name").fetchone()
    about = {"format": FORMAT, "credit": CREDIT, "licence": LICENCE, "files": ", ".join(path.name for path in paths),
             "places": str(done.places), "names": str(done.names)}  # fmt: skip
    database.executemany("insert into about values (?, ?)", about.items())
    database.executescript("create index division on place (country, admin1) where code = 'ADM1'; analyze;")
    database.commit()


def _first(problems: Sequence[Problem]) -> str:
    return str(problems[0]) if problems else "the files are empty"
