"""What a mapping tells of a table: which column, or which one value for all rows, holds what; and how words become values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar, cast

from kg.model.dates import When, month_bounds, part_bounds, read_edtf, year_bounds
from kg.model.errors import nearest
from kg.model.terms import (
    EVENT_TYPES,
    MODALITIES,
    PLACE_KINDS,
    PLACE_PRECISIONS,
    STANCES,
    TIME_PRECISIONS,
    ActorKind,
    CountKind,
    PlaceKind,
    PlaceRelation,
    Role,
    TimePrecision,
)
from kg.sources.tables.cells import FIRST_YEAR, LAST_YEAR, Unfit, day_of, whole_of
from kg.sources.tables.dataset import ROOM

K = TypeVar("K", bound=str)

EXTENTS = frozenset({"region", "country", "area"})
"""Kinds of place that are no point."""
_PART = re.compile(r"\d{4}(-\d{2})?")
_SPAN = re.compile(r"(\d{4}(-\d{2}){0,2})?/(\d{4}(-\d{2}){0,2})?")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """Where words come from: a column, perhaps with what its codes mean and what parts its values; or one value for all rows."""

    column: str = ""
    value: str = ""
    codes: Mapping[str, str] | None = field(default=None, hash=False)
    separator: str = ""
    line: int = field(default=0, compare=False)


NONE = Cell()
"""What a mapping does not tell: always without words."""


@dataclass(frozen=True, slots=True)
class Who:
    """Actors that a cell names, what they do, and of which kind they are."""

    cell: Cell
    role: Role | None = None
    kind: ActorKind = "group"


@dataclass(frozen=True, slots=True)
class Level:
    """A larger place that a cell names."""

    cell: Cell
    kind: PlaceKind


@dataclass(frozen=True, slots=True)
class Where:
    """A place in its relation to the event; `within` from the largest to the smallest."""

    relation: PlaceRelation
    label: Cell = NONE
    kind: Cell = NONE
    within: tuple[Level, ...] = ()
    lat: Cell = NONE
    lon: Cell = NONE


@dataclass(frozen=True, slots=True)
class Dated:
    """When it was: one cell (or those of year, month and day), or two bounds."""

    date: tuple[Cell, ...] = ()
    earliest: Cell = NONE
    latest: Cell = NONE
    precision: Cell = NONE
    as_written: Cell = NONE


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people of one kind and group."""

    kind: CountKind
    low: Cell = NONE
    best: Cell = NONE
    high: Cell = NONE
    of: Cell = NONE
    group: Who = Who(NONE)
    as_written: Cell = NONE


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What the columns of a table hold; `actors` are the kinds of those that it names, `empty` more words for nothing."""

    id: Cell
    type: Cell
    about: Cell = NONE
    modality: Cell = NONE
    roles: tuple[Who, ...] = ()
    places: tuple[Where, ...] = ()
    place_precision: Cell = NONE
    dated: Dated = Dated()
    counts: tuple[Counted, ...] = ()
    claimant: Who = Who(NONE)
    on_behalf_of: Who = Who(NONE)
    stance: Cell = NONE
    negated: Cell = NONE
    confidence: Cell = NONE
    quote: Cell = NONE
    cited: tuple[Cell, ...] = ()
    country: Cell = NONE
    actors: Mapping[str, ActorKind] = field(default_factory=dict, hash=False)
    empty: frozenset[str] = frozenset()


def cells_of(told: object) -> Iterator[Cell]:
    """Yield each cell that a mapping or a part of it names by its column."""
    if isinstance(told, Cell):
        if told.column:
            yield told
    elif isinstance(told, tuple):
        for one in told:
            yield from cells_of(one)
    elif is_dataclass(told):
        for part in fields(told):
            yield from cells_of(getattr(told, part.name))


def one_of(known: Mapping[K, str], what: str) -> Callable[[str], K]:
    """Give a function that reads a word of a closed list, and raises Unfit with the nearest for any other.

    >>> one_of(STANCES, "stance")("denies")
    'denies'
    """

    def read(text: str) -> K:
        if text in known:
            return cast("K", text)
        raise Unfit(f"unknown {what} {text!r}: {nearest(text, known) or f'one of {shown(known)}'}")

    return read


def shown(known: Iterable[str]) -> str:
    """Give names one after another, the first of them where they are many."""
    names = list(known)
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


event_type_of = one_of(EVENT_TYPES, "eventType")
modality_of = one_of(MODALITIES, "modality")
place_kind_of = one_of(PLACE_KINDS, "placeKind")
place_precision_of = one_of(PLACE_PRECISIONS, "placePrecision")
stance_of = one_of(STANCES, "stance")
time_precision_of = one_of(TIME_PRECISIONS, "timePrecision")


def truth_of(text: str) -> bool:
    """Give a truth value, as spreadsheets write it too.

    >>> truth_of("FALSE")
    False
    """
    return one_of({"true": "", "false": ""}, "truth value")(text.lower()) == "true"


def share_of(text: str) -> float:
    """Give a number from 0 to 1.

    >>> share_of("0.9")
    0.9
    """
    try:
        number = float(text)
    except ValueError as error:
        raise Unfit(f"{text!r} is not a number from 0 to 1") from error
    if not 0 <= number <= 1:
        raise Unfit(f"{text!r} is not a number from 0 to 1")
    return number


@lru_cache(maxsize=ROOM)
def time_of(text: str) -> When:
    """Give the time of a cell: a day, a month, a year, or two of them with a slash, each as precise as it is written.

    >>> time_of("2023-08").edtf, time_of("11 August 2023").edtf, time_of("2023-08-11/2023-08-13").precision
    ('2023-08', '2023-08-11', 'day-range')
    """
    cell = text.strip()
    if _PART.fullmatch(cell.removesuffix(".0")):
        when = When(*part_bounds(cell.removesuffix(".0")))
    elif _SPAN.fullmatch(cell):
        when = read_edtf(cell)
    else:
        when = When(day_of(cell), day_of(cell), "day")
    for bound in (when.earliest, when.latest):
        if bound and not FIRST_YEAR <= bound.year <= LAST_YEAR:
            raise Unfit(f"the year {bound.year:04d} of {cell!r} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return replace(when, basis="coder")


def joined_date(year: str, month: str, day: str = "") -> str:
    """Give a date from cells of its parts, as far as they are known; 0 is not known.

    >>> joined_date("2023", "8", "0"), joined_date("2023.0", "", "4")
    ('2023-08', '2023')
    """
    numbers = [whole_of(part) for part in (year, month, day)]
    known = numbers[: next((at for at, number in enumerate(numbers) if not number), 3)]
    return "-".join(f"{number:04d}" if at == 0 else f"{number:02d}" for at, number in enumerate(known))


def fitted(first: date, last: date, given: TimePrecision) -> When:
    """Give a time of the precision told, as its bounds bear it out: a day told to stand for its month is that month.

    >>> fitted(date(2023, 8, 1), date(2023, 8, 1), "month").edtf
    '2023-08'
    >>> fitted(date(2023, 8, 1), date(2023, 9, 4), "month").precision
    'vague'
    """
    if first == last and given in ("month", "year"):
        first, last = month_bounds(first.year, first.month) if given == "month" else year_bounds(first.year)
    across = {"month": (first.year, first.month) != (last.year, last.month), "year": first.year != last.year}
    if across.get(given):
        given = "vague"
    elif given == "day" and first != last:
        given = "day-range"
    return When(first, last, given, "coder")
