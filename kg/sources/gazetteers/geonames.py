"""GeoNames dumps: tab-separated rows of 19 columns (geonames.org/export), one by one; a bad row is a problem."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from kg.model.errors import Problem
from kg.sources.gazetteers.entry import Entry
from kg.sources.tables.parts import Part, opened

COLUMNS = 19
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CREDIT = "GeoNames (geonames.org), CC BY 4.0"
_NO_DUMP = frozenset(("readme.txt", "license.txt"))
_REMEDY = "give a country dump or allCountries.txt as GeoNames publishes it"
Row = tuple[Entry, tuple[str, ...]]


def read_dump(path: Path) -> Iterator[Row | Problem]:
    """Yield the entries of a dump (.txt, .gz, .zip) with their other names, and a problem for each row that is none."""
    with opened(path) as parts:
        for part in parts:
            if Path(part.name).name.lower() not in _NO_DUMP and not part.name.lower().endswith("readme.txt"):
                yield from _read(part)


def _read(part: Part) -> Iterator[Row | Problem]:
    for number, line in enumerate(io.BufferedReader(part.stream) if isinstance(part.stream, io.RawIOBase) else part.stream, 1):
        if not line.strip():
            continue
        try:
            text = line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            yield Problem(part.name, number, f"not UTF-8: byte 0x{line[error.start]:02x}", _REMEDY)
            continue
        found = _row_of(text)
        yield Problem(part.name, number, found, _REMEDY) if isinstance(found, str) else found


def _row_of(text: str) -> Row | str:
    """Give the entry of a row, or what is wrong with it."""
    cells = text.split("\t")
    if len(cells) != COLUMNS:
        return f"{len(cells)} columns instead of {COLUMNS}"
    if not cells[0].isdecimal() or not cells[1].strip():
        return f"no GeoNames id and name: {cells[0][:20]!r}, {cells[1][:40]!r}"
    try:
        lat, lon = float(cells[4]), float(cells[5])
    except ValueError:
        return f"no coordinates: {cells[4][:20]!r}, {cells[5][:20]!r}"
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return f"coordinates that are on no map: {lat}, {lon}"
    people = int(cells[14]) if cells[14].isdecimal() else 0
    entry = Entry(cells[0], cells[1].strip(), lat, lon, cells[6], cells[7], cells[8], cells[10], cells[11], people)
    others = (cells[2], *cells[3].split(",")) if cells[6] in ("P", "A") else (cells[2],)
    return entry, tuple(name for name in others if name and _is_latin(name))


def _is_latin(name: str) -> bool:
    """Tell a name that a text in Latin letters can hold; the others would treble the file."""
    return name.isascii() or all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or 0x2010 <= ord(c) < 0x2020 for c in name)
