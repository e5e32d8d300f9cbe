"""Rows of a query gathered by what they draw: a row is a mark or a part of one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property

from kg.views.picture import Row, Rows
from kg.views.style import amount_words, local, spaced

_DENSE = 6  # a month with this many events is looked at closer


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


def by_people(event: Part, column: str) -> list[Row]:
    """Give an event's rows with a column, without what a machine read if people coded the event too: it adds no support."""
    coded = event.first("people") == "true"
    return [row for row in event.where(column) if not coded or local(row.get("coding")) != "Machine"]


def once(parts: Sequence[Part]) -> list[Part]:
    """Give the parts without events that a machine alone read and that somebody judges (possibly) one that people coded."""
    return [part for part in parts if not told_twice(part)]


def told_twice(event: Part) -> bool:
    """Tell whether a machine alone read the event, and somebody judges it the same or possibly the same as one coded by hand."""
    return event.first("told") == "true" and event.first("people") != "true"


def settled_counts(event: Part) -> Iterator[str]:
    """Give an event's settled counts in words, with who alone says so where no disinterested voice does."""
    for count in parts_of(event.rows, "count"):
        names = count.all("per")
        yield people_words(count.rows[0]) + (f" per {' and '.join(names)}" if names else "")


def people_words(row: Row) -> str:
    """Give a count's row in words: the number as written where a claim has it, of whom, and what became of them.

    >>> people_words({"written": "six", "of": "soldiers", "kind": "https://w3id.org/conflict-kg/ontology#Killed"})
    'six soldiers killed'
    >>> people_words({"best": "1500", "low": "1500", "high": "1500", "of": "police", "kind": "Personnel"})
    '1,500 police'
    """
    amount = row.get("written") or amount_words(number(row.get("low")), number(row.get("best")), number(row.get("high")))
    group = row.get("group")
    of = row.get("of") or (f"of {group}" if group else "people")
    return " ".join([amount, of, "" if local(row.get("kind")) == "Personnel" else spaced(row.get("kind"))]).strip()


def chosen(parts: list[Part], limit: int) -> Iterator[Part]:
    """Give at most `limit` parts in possible-time order, those with most rows first kept."""
    kept = {part.iri for part in sorted(parts, key=lambda part: (-len(part.rows), part.iri))[:limit]}
    yield from sorted((part for part in parts if part.iri in kept), key=lambda part: part.order)


def within(event: Part, window: tuple[date, date]) -> bool:
    """Tell whether all that is known of an event's time lies in a window (an open side is not known)."""
    known = [day for day in (event.earliest, event.latest) if day]
    return bool(known) and all(window[0] <= day <= window[1] for day in known)


def dense_month(events: Sequence[Part]) -> tuple[date, date] | None:
    """Give the stretch of a month that holds most events, if they are many and the whole is much longer; else None."""
    inside = Counter(next(iter(months)) for event in events if len(months := _months(event)) == 1)
    first, last = span_of(events)
    if not inside or (last - first).days < 400:
        return None
    month, count = min(inside.items(), key=lambda item: (-item[1], item[0]))
    if count < _DENSE:
        return None
    days = [day for event in events if _months(event) == {month} for day in (event.earliest, event.latest) if day]
    return min(days) - timedelta(2), max(days) + timedelta(2)


def _months(event: Part) -> set[tuple[int, int]]:
    return {(day.year, day.month) for day in (event.earliest, event.latest) if day}


def span_of(events: Sequence[Part]) -> tuple[date, date]:
    """Give the first and last day that events' bounds name, widened to whole years where they are far apart."""
    days = [day for event in events for day in (event.earliest, event.latest) if day] or [date(2000, 1, 1)]
    first, last = min(days), max(days)
    if (last - first).days > 400:
        return date(first.year, 1, 1), date(last.year, 12, 31)
    return first - timedelta(1), last + timedelta(1)
