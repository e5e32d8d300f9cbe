"""The words of the calendar: names of months, days and units, and the arithmetic on days that reading them needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match

from kg.model.dates import month_bounds
from kg.model.terms import TimePrecision
from kg.sources.text.numbers import value_of

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,september sept sep,"
        "october oct,november nov,december dec".split(","),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {name: n for n, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
DAY = r"(?:(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:]))"
YEAR = r"(?:1[89]\d\d|20\d\d)"
UNIT = r"(?:minute|hour|day|week|month|year|decade)"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
COUNT = rf"(?:\d{{1,3}}|an?|(?:{_TENS})(?:[- ](?:{_ONES}))?|{_TEENS}|{_ONES})"
FEW = r"(?:(?:a|the) (?:few|couple of|handful of)|a couple|several|some|many|just|only)"
PART = (
    r"(?:(?:very )?(?:early|late)(?: in| on)?|mid|(?:the )?(?:very )?(?:beginning|start|middle|end|close)(?: of)?"
    r"|(?:the )?(?:first|second|1st|2nd) half(?: of)?|(?:the )?(?:first|last|final|opening|closing) (?:few )?days(?: of)?"
    r"|(?:the )?(?:first|second|third|last|final) week (?:of|in))"
)
AHEAD_DAYS = 60  # a day and month without year lies ahead only if it is this near; otherwise it is the last one
COUNTED = "counted from the date of publication"

Bounds = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a time expression says: bounds (None = open), precision, bounds if the event is to come, and why they are so."""

    earliest: date | None
    latest: date | None
    precision: TimePrecision
    ahead: Bounds | None = None
    reason: str | None = None

    @property
    def days(self) -> tuple[date, date] | None:
        """Give first and last day where both are told to the day."""
        closed = self.earliest and self.latest and self.precision in ("day", "day-range")
        return (self.earliest, self.latest) if closed and self.earliest and self.latest else None


@dataclass(frozen=True, slots=True)
class View:
    """From where a time is seen: the day of publication, the time told before, and the year that the text is in."""

    ref: date
    before: Reading | None = None
    year: int | None = None
    ordinal: bool = False


Reader = Callable[[Match[str], View], "Reading | None"]


@dataclass(frozen=True, slots=True)
class Read:
    """A time as found: its span (end excluded), what it says, and by which match and reader, to read it again from elsewhere."""

    start: int
    end: int
    reading: Reading
    match: Match[str]
    reader: Reader


def day_of(year: int, month: int, day: int) -> date | None:
    """Give a day of the calendar, or None.

    >>> day_of(2023, 2, 30) is None
    True
    """
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(word: str) -> int:
    """Give the number of a month's name or abbreviation.

    >>> month_of("Sept.")
    9
    """
    return MONTHS[word.lower().rstrip(".")]


def count_of(words: str) -> int:
    """Give the value of a small number in words or digits.

    >>> count_of("a"), count_of("thirty-six")
    (1, 36)
    """
    return 1 if words.lower() in ("a", "an") else value_of(words) or 1


def nearest_day(month: int, day: int, ref: date) -> date | None:
    """Give the day in the year that fits best before `ref`, or soon after it.

    >>> nearest_day(12, 31, date(2020, 12, 22)), nearest_day(3, 1, date(2020, 8, 20))
    (datetime.date(2020, 12, 31), datetime.date(2020, 3, 1))
    """
    past = last_day(month, day, ref)
    soon = next_day(month, day, ref)
    near = soon and soon - ref <= timedelta(days=AHEAD_DAYS)
    return soon if near and soon and (not past or soon - ref < ref - past) else past


def last_day(month: int, day: int, ref: date) -> date | None:
    """Give the last such day on or before `ref`; 29 February is looked for eight years back."""
    found = (day_of(ref.year - back, month, day) for back in range(min(9, ref.year)))
    return next((d for d in found if d and d <= ref), None)


def next_day(month: int, day: int, ref: date) -> date | None:
    """Give the first such day on or after `ref`."""
    found = (day_of(ref.year + on, month, day) for on in range(9) if ref.year + on < 10000)
    return next((d for d in found if d and d >= ref), None)


def shifted_month(ref: date, step: int) -> tuple[date, date]:
    """Give the first and last day of the month `step` months after that of `ref`."""
    index = ref.year * 12 + ref.month - 1 + step
    return month_bounds(index // 12, index % 12 + 1)


def week_of(day: date) -> tuple[date, date]:
    """Give Monday and Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def part_of_month(first: date, last: date, part: str) -> tuple[date, date]:
    """Give the days of a part of a month: early to the 10th, mid to the 20th, late from the 21st.

    >>> [d.day for d in part_of_month(date(2023, 7, 1), date(2023, 7, 31), "the first half of")]
    [1, 15]
    """
    days = {
        "first half": (1, 15),
        "second half": (16, last.day),
        "first week": (1, 7),
        "second week": (8, 14),
        "third week": (15, 21),
        "last week": (last.day - 7, last.day),
    }
    third = {"start": (1, 10), "middle": (11, 20), "end": (21, last.day)}
    low, high = days.get(part_named(part)) or third[_third(part)]
    return first.replace(day=low), first.replace(day=high)


def part_of_year(year: int, part: str) -> tuple[date, date]:
    """Give the days of a part of a year, wide enough for loose words: "early" to April, "late" from September.

    >>> [d.month for d in part_of_year(2021, "mid")]
    [5, 8]
    """
    low, high = _MONTHS_OF_PART.get(part_named(part)) or _MONTHS_OF_PART[_third(part)]
    return date(year, low, 1), month_bounds(year, high)[1]


_MONTHS_OF_PART = {
    "first half": (1, 6),
    "second half": (7, 12),
    "start": (1, 4),
    "middle": (5, 8),
    "end": (9, 12),
    "first week": (1, 1),
    "second week": (1, 1),
    "third week": (1, 1),
    "last week": (12, 12),
}


def part_named(part: str) -> str:
    """Give a part's words without article, "of" and other spellings."""
    words = part.lower().replace("1st", "first").replace("2nd", "second").replace("final", "last")
    return " ".join(w for w in words.split() if w not in ("the", "of", "in", "very", "few"))


def is_exact(part: str) -> bool:
    """Tell a part with sharp ends: a half."""
    return part_named(part).endswith("half")


def _third(part: str) -> str:
    words = set(part_named(part).split())
    if words & {"early", "beginning", "start", "first", "opening"}:
        return "start"
    return "middle" if words & {"mid", "middle"} else "end"
