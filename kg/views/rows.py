"""Rows of a query gathered by what they draw: a row is a mark or a part of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from kg.views.picture import Row, Rows
from kg.views.style import local, spaced


def marks_of(rows: Rows) -> tuple[str, ...]:
    """Give the distinct marks of the rows, sorted."""
    return tuple(sorted({mark for row in rows if (mark := row.get("mark"))}))


class Part:
    """All rows of one mark, read by column: `first` a single value, `all` each value once, sorted."""

    def __init__(self, iri: str, rows: list[Row]) -> None:
        self.iri = iri
        self.rows = rows

    def first(self, column: str) -> str | None:
        """Give the least value of a column, or None."""
        return min(self.all(column), default=None)

    def all(self, column: str) -> list[str]:
        """Give each value of a column once, sorted."""
        return sorted({value for row in self.rows if (value := row.get(column))})

    def where(self, column: str) -> list[Row]:
        """Give the rows that have a value in the column, each once, in a fixed order."""
        unique = {tuple(sorted((k, v) for k, v in row.items() if v)): row for row in self.rows if row.get(column)}
        return [unique[key] for key in sorted(unique)]

    @cached_property
    def label(self) -> str:
        """Give the mark's name, or the end of its IRI where it has none."""
        return self.first("label") or spaced(self.iri)

    @cached_property
    def type(self) -> str:
        """Give the notation of the event's (first) type."""
        return local(self.first("type"))

    @cached_property
    def earliest(self) -> date | None:
        """Give the lower bound of the time."""
        return read_day(self.first("earliest"))

    @cached_property
    def latest(self) -> date | None:
        """Give the upper bound of the time."""
        return read_day(max(self.all("latest"), default=None))

    @property
    def order(self) -> tuple[date, date, str, str]:
        """Give the key of possible-time order: the first day that is known, the last, the name."""
        first, last = self.earliest or self.latest, self.latest or self.earliest
        return first or date.max, last or date.max, self.label, self.iri


def parts_of(rows: Rows, column: str = "mark") -> list[Part]:
    """Give the rows gathered by a column's value, in the order of the values."""
    gathered: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if key := row.get(column):
            gathered[key].append(row)
    return [Part(key, gathered[key]) for key in sorted(gathered)]


def read_day(text: str | None) -> date | None:
    """Give an xsd:date's day, or None where there is none."""
    return date.fromisoformat(text[:10]) if text else None


def number(text: str | None) -> int | None:
    """Give an xsd:integer's value, or None where there is none."""
    return int(text) if text else None


def chosen(parts: list[Part], limit: int) -> Iterator[Part]:
    """Give at most `limit` parts in possible-time order, those with most rows first kept."""
    kept = {part.iri for part in sorted(parts, key=lambda part: (-len(part.rows), part.iri))[:limit]}
    yield from sorted((part for part in parts if part.iri in kept), key=lambda part: part.order)
