"""Time expressions and their bounds, by section 6 of the gold guidelines: what was not said is never filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg.model.dates import month_bounds, year_bounds
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
_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_DAY = r"(?:[0-3]?\d)(?:st|nd|rd|th)?"
_COUNT = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_PEOPLE = "people|soldiers|troops|civilians|men|women|police|others|fighters|refugees|families|killed|dead"
_AHEAD_DAYS = 60  # a day and month without year lies ahead only if it is this near; otherwise it is the last one


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression: its span (end excluded), bounds (None = open), precision, and its bounds if the event is to come."""

    start: int
    end: int
    earliest: date | None
    latest: date | None
    precision: TimePrecision
    ahead: tuple[date | None, date | None] | None = None


Bounds = tuple[date | None, date | None, TimePrecision]
Reader = Callable[[re.Match[str], date], "Bounds | None"]


def _day(year: int, month: int, day: int) -> date | None:
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


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def nearest_day(month: int, day: int, ref: date) -> date | None:
    """Give the day in the year that fits best before `ref`, or soon after it.

    >>> nearest_day(12, 31, date(2020, 12, 22)), nearest_day(3, 1, date(2020, 8, 20))
    (datetime.date(2020, 12, 31), datetime.date(2020, 3, 1))
    """
    found = [d for year in (ref.year - 1, ref.year, ref.year + 1) if 0 < year < 10000 and (d := _day(year, month, day))]
    past = [d for d in found if d <= ref]
    soon = [d for d in found if ref < d <= ref + timedelta(days=_AHEAD_DAYS)]
    if soon and (not past or soon[0] - ref < ref - past[-1]):
        return soon[0]
    return past[-1] if past else None


def _iso(m: re.Match[str], ref: date) -> Bounds | None:
    day = _day(int(m["y"]), int(m["m"]), int(m["d"]))
    return (day, day, "day") if day else None


def _full(m: re.Match[str], ref: date) -> Bounds | None:
    year = m["y"]
    day = _day(int(year), month_of(m["mon"]), _number(m["d"])) if year else nearest_day(month_of(m["mon"]), _number(m["d"]), ref)
    return (day, day, "day") if day else None


def _days(m: re.Match[str], ref: date) -> Bounds | None:
    month, year = month_of(m["mon"]), m["y"]
    first = _day(int(year), month, _number(m["d1"])) if year else nearest_day(month, _number(m["d1"]), ref)
    last = _day(first.year, month, _number(m["d2"])) if first else None
    return (first, last, "day-range") if first and last and first <= last else None


def _month(m: re.Match[str], ref: date) -> Bounds | None:
    month = month_of(m["mon"])
    year = int(m["y"]) if m["y"] else ref.year - (month > ref.month)
    if not m["y"] and m["last"] and month == ref.month:
        year -= 1
    return (*month_bounds(year, month), "month")


def _part_of_month(m: re.Match[str], ref: date) -> Bounds | None:
    whole = _month(m, ref)
    assert whole and whole[0] and whole[1]
    first, last = whole[0], whole[1]
    part = m["part"].lower()
    if part == "late":
        return first.replace(day=21), last, "day-range"
    if part == "early":
        return first, first.replace(day=10), "day-range"
    return first.replace(day=11), first.replace(day=20), "day-range"


def _weekday(m: re.Match[str], ref: date) -> Bounds | None:
    back = (ref.weekday() - WEEKDAYS[m["wd"].lower()]) % 7
    which = (m["which"] or "").lower()
    if which == "next":
        day = ref + timedelta(days=7 - back)
    elif which in ("last", "previous"):
        day = ref - timedelta(days=back or 7)
    else:
        day = ref - timedelta(days=back)
    return day, day, "day"


def _named_day(m: re.Match[str], ref: date) -> Bounds | None:
    word = m[0].lower()
    if word in ("overnight", "last night", "during the night"):
        return ref - timedelta(days=1), ref, "day-range"
    step = {"day before yesterday": -2, "yesterday": -1, "tomorrow": 1}.get(re.sub(r"^the ", "", word), 0)
    day = ref + timedelta(days=step)
    return day, day, "day"


def _period(m: re.Match[str], ref: date) -> Bounds | None:
    which, unit = m["which"].lower(), m["unit"].lower()
    step = {"last": -1, "previous": -1, "past": -1, "next": 1}.get(which, 0)
    monday = ref - timedelta(days=ref.weekday()) + timedelta(weeks=step)
    if unit == "week":
        return monday, ref if step == 0 else monday + timedelta(days=6), "day-range"
    if unit == "weekend":
        start = monday + timedelta(days=5) if ref.weekday() >= 5 or step else monday - timedelta(days=2)
        return start, start + timedelta(days=1), "day-range"
    if unit == "month":
        first, last = _shifted_month(ref, step)
        return first, ref if step == 0 else last, "month"
    first, last = year_bounds(ref.year + step)
    return first, ref if step == 0 else last, "year"


def _shifted_month(ref: date, step: int) -> tuple[date, date]:
    index = ref.year * 12 + ref.month - 1 + step
    return month_bounds(index // 12, index % 12 + 1)


def _ago(m: re.Match[str], ref: date) -> Bounds | None:
    n, unit = _count(m["n"]), m["unit"].lower()
    if unit == "hour":
        return ref - timedelta(days=1 + n // 24), ref, "day-range"
    if unit == "day":
        day = ref - timedelta(days=n)
        return day, day, "day"
    if unit == "week":
        day = ref - timedelta(weeks=n)
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6), "day-range"
    if unit == "month":
        return (*_shifted_month(ref, -n), "month")
    years = n * (10 if unit == "decade" else 1)
    return (*year_bounds(ref.year - years), "year") if years < ref.year else None


def _count(words: str) -> int:
    return 1 if words.lower() in ("a", "an") else value_of(words) or 1


def _last_units(m: re.Match[str], ref: date) -> Bounds | None:
    n, unit = _count(m["n"] or "one"), m["unit"].lower()
    if unit == "hour":
        return ref - timedelta(days=max(1, n // 24)), ref, "day-range"
    if unit == "day":
        return ref - timedelta(days=max(n - 1, 1)), ref, "day-range"
    if unit == "week":
        return ref - timedelta(weeks=n), ref, "day-range"
    if unit == "month":
        return _shifted_month(ref, -n)[0], ref, "vague"
    years = n * (10 if unit == "decade" else 1)
    return (date(ref.year - years, 1, 1), ref, "vague") if years < ref.year else None


def _year(m: re.Match[str], ref: date) -> Bounds | None:
    return (*year_bounds(int(m["y"])), "year")


def _decade(m: re.Match[str], ref: date) -> Bounds | None:
    first = int(m["y"])
    return date(first, 1, 1), date(first + 9, 12, 31), "vague"


def _past_vague(m: re.Match[str], ref: date) -> Bounds | None:
    return None, ref, "vague"


def _future_vague(m: re.Match[str], ref: date) -> Bounds | None:
    return ref, None, "vague"


_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b", _iso),
        (rf"\b(?P<d1>{_DAY})\s?(?:-|–|to|and|until)\s?(?P<d2>{_DAY})(?: of)? (?P<mon>{MONTH})(?:,? (?P<y>{_YEAR})\b)?", _days),
        (rf"\b(?P<mon>{MONTH}) (?P<d1>{_DAY})\s?(?:-|–|to|and|until)\s?(?P<d2>{_DAY})\b(?:,? (?P<y>{_YEAR})\b)?", _days),
        (rf"\b(?:(?:{_WEEKDAY}),? )?(?P<d>{_DAY})(?: of)? (?P<mon>{MONTH})(?:,? (?P<y>{_YEAR})\b)?", _full),
        (rf"\b(?:(?:{_WEEKDAY}),? )?(?P<mon>{MONTH}) (?P<d>{_DAY})\b(?:,? (?P<y>{_YEAR})\b)?", _full),
        (rf"\b(?P<part>late|early|mid)[- ](?P<last>last )?(?P<mon>{MONTH})(?: (?P<y>{_YEAR})\b)?", _part_of_month),
        (rf"\b(?<!-)(?P<last>last )?(?P<mon>{MONTH})(?:,? (?:of )?(?P<y>{_YEAR})\b)?(?!\w)", _month),
        (rf"\b(?:(?P<which>last|next|previous|this) )?(?P<wd>{_WEEKDAY})\b", _weekday),
        (
            r"\b(?:today|tonight|this (?:morning|afternoon|evening)|(?:the )?day before yesterday|yesterday|tomorrow"
            r"|overnight|last night)\b",
            _named_day,
        ),
        (
            r"\b(?:earlier |later )?(?P<which>this|last|previous|past|next|over the|at the) "
            r"(?P<unit>weekend|week|month|year)\b(?:'s)?",
            _period,
        ),
        (rf"\b(?P<n>{_COUNT}) (?P<unit>hour|day|week|month|year|decade)s? (?:ago|earlier)\b", _ago),
        (
            rf"\b(?:the |these )?(?:last|past|previous) (?:(?P<n>{_COUNT}) )?(?P<unit>hour|day|week|month|year|decade)s\b"
            r"|\bthe (?:last|past) (?P<n2>)(?:decade)\b",
            lambda m, ref: _last_units_or_decade(m, ref),
        ),
        (r"\bin (?P<n>two|three|four|five|six|seven|\d) (?P<unit>day)s\b", _last_units),
        (r"\bthe (?P<y>(?:1[89]|20)\d0)s\b", _decade),
        (rf"(?<![\w,.$€£/-])(?P<y>{_YEAR})(?![\w,.]*\d|s\b|-year|-\d| (?:{_PEOPLE})\b)", _year),
        (r"\b(?:recent|past few|last few) (?:days|weeks|months|years)\b|\brecent(?:ly)?\b", _past_vague),
        (
            r"\b(?:in |over )?the (?:coming|next few) (?:days|weeks|months|years)\b|\bover the long[- ]term\b|\bsoon\b",
            _future_vague,
        ),
    )
)  # fmt: skip


def _last_units_or_decade(m: re.Match[str], ref: date) -> Bounds | None:
    if m["unit"]:
        return None if m["n"] is None and not m[0].lower().startswith("the") else _last_units(m, ref)
    return (date(ref.year - 10, 1, 1), ref, "vague") if ref.year > 10 else None


_SINCE = re.compile(r"(?:\bever )?\b(?:since|from|starting(?: on| from)?|beginning(?: on| in)?) (?:the )?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|by|before|prior to) (?:the )?$", re.IGNORECASE)
_ON = re.compile(r"^,? (?:on|onwards?)\b(?! \w+day)", re.IGNORECASE)


def read_times(text: str, ref: date) -> list[Time]:
    """Give the time expressions of a normalised text, left to right, none inside another, seen from day `ref`.

    >>> [(t.earliest, t.precision) for t in read_times("Back in June, and since 2012", date(2023, 8, 14))]
    [(datetime.date(2023, 6, 1), 'month'), (datetime.date(2012, 1, 1), 'year')]
    """
    found = sorted(_candidates(text, ref), key=lambda t: (t.start, -t.end))
    times: list[Time] = []
    for time in found:
        if not times or time.start >= times[-1].end:
            times.append(time)
    return times


def _candidates(text: str, ref: date) -> Iterator[Time]:
    for pattern, reader in _READERS:
        for m in pattern.finditer(text):
            if m[0].lower() in ("may", "mar", "march") and not _is_month(text, m):
                continue
            try:
                bounds = reader(m, ref)
            except (OverflowError, ValueError):  # a day outside the calendar of Python (year 1 to 9999) is no date
                bounds = None
            if bounds:
                yield _with_prefix(Time(m.start(), m.end(), *bounds, ahead=_ahead(m, ref)), text, ref)


def _is_month(text: str, m: re.Match[str]) -> bool:
    """Tell the month from the verb: "May" and "March" need a capital and a word of time before them."""
    before = text[: m.start()].rstrip().rpartition(" ")[2].lower()
    return m[0][0].isupper() and before in (
        "in",
        "since",
        "last",
        "by",
        "until",
        "of",
        "late",
        "early",
        "during",
        "from",
        "and",
        "before",
    )


def _ahead(m: re.Match[str], ref: date) -> tuple[date, date] | None:
    """Give the bounds of a weekday or month that is still to come."""
    groups = m.groupdict()
    if groups.get("wd"):
        day = ref + timedelta(days=(WEEKDAYS[groups["wd"].lower()] - ref.weekday()) % 7)
        return day, day
    if groups.get("mon") and not groups.get("y") and "last" in groups:
        month = month_of(groups["mon"])
        return month_bounds(ref.year + (month < ref.month), month)
    return None


def _with_prefix(time: Time, text: str, ref: date) -> Time:
    """Open one end of a time after "since", "until" and their like."""
    before, after = text[max(0, time.start - 24) : time.start], text[time.end : time.end + 12]
    since = _SINCE.search(before)
    if (since or _ON.match(after)) and time.earliest and time.earliest <= ref:
        words = since[0].strip().lower() if since else "on"
        if words.startswith(("starting", "beginning")) and time.ahead:
            return replace(time, earliest=time.ahead[0], latest=time.ahead[1])
        if words != "from" and time.latest != ref:
            precision: TimePrecision = "vague" if time.precision == "day-range" else time.precision
            start = time.start - len(since[0].lstrip()) if since else time.start
            return replace(time, start=start, latest=max(ref, time.earliest), precision=precision)
    until = _UNTIL.search(before)
    if until and time.latest:
        start = time.start - len(until[0].lstrip())
        future = time.latest > ref
        return replace(time, start=start, earliest=ref if future else None, precision="day-range" if future else "vague")
    return time
