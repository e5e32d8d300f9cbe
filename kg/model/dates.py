"""When something is said to have happened: bounds that may be open, never a false day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from kg.model.errors import UnreadableInput
from kg.model.terms import DateBasis, TimePrecision


@dataclass(frozen=True, slots=True)
class When:
    """Bounds of a time: earliest and latest day (None = open), how precise, on what basis, and the words read.

    `reason` says why an inferred date is what it is; `as_written` holds the words of the source.
    """

    earliest: date | None = None
    latest: date | None = None
    precision: TimePrecision = "vague"
    basis: DateBasis = "stated"
    reason: str | None = None
    as_written: str | None = None

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise UnreadableInput(f"earliest {self.earliest} is after latest {self.latest}: swap them or mend one")

    @property
    def edtf(self) -> str:
        """Give the bounds as an EDTF string (ISO 8601-2) of the stated precision; an unknown end is left empty.

        >>> When(date(2023, 6, 1), date(2023, 6, 30), "month").edtf
        '2023-06'
        >>> When(None, date(2023, 8, 14)).edtf
        '/2023-08-14'
        """
        whole = self.earliest, self.latest
        if self.earliest and self.latest:
            if self.precision == "year" and whole == year_bounds(self.earliest.year):
                return f"{self.earliest.year:04d}"
            if self.precision == "month" and whole == month_bounds(self.earliest.year, self.earliest.month):
                return f"{self.earliest.year:04d}-{self.earliest.month:02d}"
            if self.earliest == self.latest:
                return self.earliest.isoformat()
        return f"{self.earliest or ''}/{self.latest or ''}"


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """Give the first and last day of a month.

    >>> month_bounds(2024, 2)[1].day
    29
    """
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def year_bounds(year: int) -> tuple[date, date]:
    """Give the first and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PRECISIONS: dict[int, TimePrecision] = {1: "year", 2: "month", 3: "day"}


def part_bounds(text: str) -> tuple[date, date, TimePrecision]:
    """Give first day, last day and precision of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; raise UnreadableInput for any other text.

    >>> part_bounds("2023-06")
    (datetime.date(2023, 6, 1), datetime.date(2023, 6, 30), 'month')
    """
    found = _PART.fullmatch(text.strip())
    if not found:
        raise UnreadableInput(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    numbers = [int(n) for n in found.groups() if n]
    try:
        if len(numbers) == 1:
            bounds = year_bounds(*numbers)
        elif len(numbers) == 2:
            bounds = month_bounds(*numbers)
        else:
            bounds = (date(*numbers), date(*numbers))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise UnreadableInput(f"{text!r} is no day of the calendar: {error}") from error
    return *bounds, _PRECISIONS[len(numbers)]


def read_edtf(text: str) -> When:
    """Give the bounds of a date or interval in the part of EDTF that we write, such as `2023-06` or `2023-08-11/2023-08-12`.

    >>> read_edtf("2012").earliest
    datetime.date(2012, 1, 1)
    >>> read_edtf("/2023-08-14").precision
    'vague'
    """
    first, slash, second = text.strip().partition("/")
    if not slash:
        earliest, latest, precision = part_bounds(first)
        return When(earliest, latest, precision)
    low = part_bounds(first) if first not in ("", "..") else None
    high = part_bounds(second) if second not in ("", "..") else None
    if low is None and high is None:
        raise UnreadableInput(f"{text!r} has no bound at all: leave the date out instead")
    if low and high and low[2] == high[2] == "day":
        same = low[0] == high[1]
        return When(low[0], high[1], "day" if same else "day-range")
    return When(low[0] if low else None, high[1] if high else None, "vague")
