"""Points of time: days, dates, months, seasons and years by their names, with a missing year inferred and the reason told."""

from __future__ import annotations

import re
from datetime import date, timedelta
from re import Match

from kg.model.dates import month_bounds, year_bounds
from kg.sources.text.time_words import (
    COUNTED,
    DAY,
    MONTH,
    PART,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    Reader,
    Reading,
    View,
    day_of,
    is_exact,
    month_of,
    nearest_day,
    next_day,
    part_of_month,
    part_of_year,
    week_of,
)

_NAMES = tuple(WEEKDAYS)
_SHORT_DAY = r"(?:mon|tues?|wed|thurs?|thu|fri|sat|sun)\b\.?"
_SEASONS = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12), "fall": (9, 12), "winter": (12, 3)}
_WHOSE = rf"(?:(?:,? (?:of )?(?P<y>{YEAR})\b)|,? (?:of )?(?P<whose>last|this|next) year\b)?"
_PEOPLE = (
    "people|soldiers|troops|civilians|men|women|police|others|fighters|refugees|families|killed|dead|children|families|"
    "officers|personnel|residents|villagers|militants|rebels|prisoners|houses|homes|protesters|victims|cases|metres|meters|"
    "km|kilometres|miles|euros|dollars|members|migrants|workers|injured|wounded|displaced|peacekeepers|more|additional"
)
_NO_YEAR = (
    r"(?<!resolution )(?<!decree )(?<!flight )(?<!number )(?<!least )(?<!some )(?<!about )(?<!than )(?<!over )(?<!nearly )"
    r"(?<!almost )(?<!up to )(?<!around )(?<!roughly )(?<!estimated )(?<!article )(?<!no\. )(?<!another )(?<!order )(?<!law )"
)


def _iso(m: Match[str], view: View) -> Reading | None:
    day = day_of(int(m["y"]), int(m["m"]), int(m["d"]))
    return Reading(day, day, "day") if day else None


def _slashed(m: Match[str], view: View) -> Reading | None:
    """Read 25/12/2021; where day and month cannot be told apart, only the year is sure."""
    one, two, year = int(m["one"]), int(m["two"]), int(m["y"])
    found = {d for d in (day_of(year, two, one), day_of(year, one, two)) if d}
    if len(found) == 1:
        (day,) = found
        return Reading(day, day, "day")
    return Reading(*year_bounds(year), "year", None, "day and month cannot be told apart") if found else None


def _date(m: Match[str], view: View) -> Reading | None:
    month, number = month_of(m["mon"]), int(re.sub(r"\D", "", m["d"]))
    year = _year_of(m, view)
    if year:
        day = day_of(year, month, number)
        reason = None if m["y"] else COUNTED
        return Reading(day, day, "day", None, _disagreement(m, day) or reason) if day else None
    day, reason = _without_year(month, number, view)
    if not day:
        return None
    later = next_day(month, number, view.ref)
    return Reading(day, day, "day", (later, later) if later else None, _disagreement(m, day) or reason)


def _without_year(month: int, number: int, view: View) -> tuple[date | None, str]:
    inside = day_of(view.year, month, number) if view.year else None
    if inside:
        return inside, f"no year written: {inside.year}, as in the text before"
    day = nearest_day(month, number, view.ref)
    side = "after" if day and day > view.ref else "before"
    return day, f"no year written: the nearest such day {side} publication"


def _year_of(m: Match[str], view: View) -> int | None:
    if m["y"]:
        return int(m["y"])
    return view.ref.year + {"last": -1, "this": 0, "next": 1}[m["whose"].lower()] if m["whose"] else None


def _disagreement(m: Match[str], day: date | None) -> str | None:
    """Say where a weekday beside a date is another one; the date is kept."""
    if not day or not m["wd"]:
        return None
    written, is_one = m["wd"].rstrip("."), _NAMES[day.weekday()]
    if is_one.startswith(written.lower()[:3]):
        return None
    return f"the text says {written}, but {day} is a {is_one.capitalize()}: the date is kept"


def _days(m: Match[str], view: View) -> Reading | None:
    month, year = month_of(m["mon"]), _year_of(m, view)
    low, high = (int(re.sub(r"\D", "", m[name])) for name in ("d1", "d2"))
    if year:
        first, reason = day_of(year, month, low), None if m["y"] else COUNTED
    else:
        first, reason = _without_year(month, low, view)
    last = day_of(first.year, month, high) if first else None
    if not first or not last or first > last:
        return None
    ahead = None
    if not year and (later := next_day(month, high, view.ref)):
        ahead = (later - (last - first), later)
    return Reading(first, last, "day-range", ahead, reason)


def _weekday(m: Match[str], view: View) -> Reading | None:
    number, ref = WEEKDAYS[m["wd"].lower()], view.ref
    week = (m["week"] or "").lower()
    if week:
        day = week_of(ref)[0] + timedelta(days=number + {"last": -7, "this": 0, "next": 7}[week])
        return Reading(day, day, "day", None, COUNTED)
    back = (ref.weekday() - number) % 7
    which = (m["which"] or "").lower()
    if which in ("next", "coming", "this coming", "the coming"):
        day = ref + timedelta(days=7 - back)
        return Reading(day, day, "day", None, COUNTED)
    day = ref - timedelta(days=(back or 7) if which in ("last", "previous", "this past") else back)
    later = ref + timedelta(days=(7 - back) % 7)
    return Reading(day, day, "day", (later, later), COUNTED)


def _named_day(m: Match[str], view: View) -> Reading | None:
    word = re.sub(r"^(?:on )?the ", "", m[0].lower())
    ref = view.ref
    if word.startswith(("overnight", "last night", "during the night")):
        return Reading(ref - timedelta(days=1), ref, "day-range", None, COUNTED)
    steps = {"day before yesterday": -2, "day after tomorrow": 2, "yesterday": -1, "tomorrow": 1}
    step = next((n for name, n in steps.items() if word.startswith(name)), 0)
    day = ref + timedelta(days=step)
    return Reading(day, day, "day", None, COUNTED)


def _month(m: Match[str], view: View) -> Reading | None:
    whole = _whole_month(m, view)
    if not m["part"]:
        return whole
    assert whole.earliest and whole.latest
    first, last = part_of_month(whole.earliest, whole.latest, m["part"])
    ahead = whole.ahead
    if ahead and ahead[0] and ahead[1]:
        ahead = part_of_month(ahead[0], ahead[1], m["part"])
    return Reading(first, last, "day-range", ahead, whole.reason)


def _whole_month(m: Match[str], view: View) -> Reading:
    month, ref, year = month_of(m["mon"]), view.ref, _year_of(m, view)
    if year:
        return Reading(*month_bounds(year, month), "month", None, None if m["y"] else COUNTED)
    which = (m["which"] or "").lower()
    if view.year and not which:
        return Reading(*month_bounds(view.year, month), "month", None, f"no year written: {view.year}, as in the text before")
    ahead = month_bounds(ref.year + (month < ref.month), month)
    if which == "next":
        ahead = month_bounds(ref.year + (month <= ref.month), month)
        return Reading(*ahead, "month", ahead, COUNTED)
    past = ref.year - (month > ref.month or (which == "last" and month == ref.month))
    return Reading(*month_bounds(past, month), "month", ahead, "no year written: the last such month before publication")


def _season(m: Match[str], view: View) -> Reading | None:
    low, high = _SEASONS[m["season"].lower()]
    which, ref = (m["which"] or "").lower(), view.ref
    if m["y"]:
        first, last = _season_of(int(m["y"]), low, high)
    else:
        started = ref.year if date(ref.year, low, 1) <= ref else ref.year - 1
        first, last = _season_of(started, low, high)
        if which == "last" and last >= ref:
            first, last = _season_of(started - 1, low, high)
        elif which in ("next", "this") and (which == "next" or last < ref):
            first, last = _season_of(started + 1, low, high)
    return Reading(first, last, "vague", None, "seasons of the northern half of the world, their ends wide")


def _season_of(year: int, low: int, high: int) -> tuple[date, date]:
    return date(year, low, 1), month_bounds(year + (high < low), high)[1]


def _year(m: Match[str], view: View) -> Reading | None:
    return Reading(*year_bounds(int(m["y"])), "year")


def _part_of_year(m: Match[str], view: View) -> Reading | None:
    return Reading(*part_of_year(int(m["y"]), m["part"]), "month" if is_exact(m["part"]) else "vague")


def _years(m: Match[str], view: View) -> Reading | None:
    first = int(m["y"])
    last = first // 100 * 100 + int(m["y2"]) if len(m["y2"]) == 2 else int(m["y2"])
    return Reading(date(first, 1, 1), date(last, 12, 31), "year") if first < last else None


def _quarter(m: Match[str], view: View) -> Reading | None:
    which = m["q"].lower()
    number = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}.get(which) or int(which[-1])
    year = int(m["y"]) if m["y"] else view.ref.year + {"last": -1, "next": 1}.get((m["whose"] or "").lower(), 0)
    first, last = date(year, 3 * number - 2, 1), month_bounds(year, 3 * number)[1]
    return Reading(first, last, "month", None, None if m["y"] else COUNTED)


def _decade(m: Match[str], view: View) -> Reading | None:
    first, part = int(m["y"]), (m["part"] or "").lower().rstrip("- ")
    low, high = {"early": (0, 4), "mid": (3, 7), "late": (5, 9)}.get(part, (0, 9))
    return Reading(date(first + low, 1, 1), date(first + high, 12, 31), "vague")


def _century(m: Match[str], view: View) -> Reading | None:
    last = int(m["n"]) * 100
    return Reading(date(last - 100, 1, 1), date(last, 12, 31), "vague") if 100 <= last < 10000 else None


_BESIDE = rf"(?P<wd>{WEEKDAY}|{_SHORT_DAY}),? (?:\(|the )?"
_TO = r"\s?(?:-|–|—|to|and|until|till|through|or)\s?"

MONTH_POINTS: tuple[tuple[str, Reader], ...] = (
    (rf"\b(?P<d1>{DAY}){_TO}(?P<d2>{DAY})(?: of)? (?P<mon>{MONTH}){_WHOSE}", _days),
    (rf"\b(?P<mon>{MONTH}) (?P<d1>{DAY}){_TO}(?P<d2>{DAY})\b(?!\s?%){_WHOSE}", _days),
    (rf"(?<![\d.,:-])(?:\b{_BESIDE})?\b(?P<d>{DAY})(?: of)? (?P<mon>{MONTH})(?!\w){_WHOSE}", _date),
    (rf"\b(?:{_BESIDE})?(?P<mon>{MONTH}) (?:the )?(?P<d>{DAY})\b(?![,.]\d){_WHOSE}", _date),
    (rf"\b(?<!-)(?:(?P<part>{PART})[- ])?(?:(?P<which>last|next|this|this past) )?(?P<mon>{MONTH})(?!\w){_WHOSE}", _month),
)
DAY_POINTS: tuple[tuple[str, Reader], ...] = (
    (
        rf"\b(?:(?P<which>last|next|previous|this coming|the coming|coming|this past|this) )?(?P<wd>{WEEKDAY})\b"
        r"(?:(?: (?:of )?|,? )(?P<week>last|this|next) week\b)?",
        _weekday,
    ),
    (
        r"\b(?:today|tonight|this (?:morning|afternoon|evening)|(?:the )?day before yesterday|(?:the )?day after tomorrow"
        r"|yesterday|tomorrow|overnight|last night|during the night)\b",
        _named_day,
    ),
)
YEAR_POINTS: tuple[tuple[str, Reader], ...] = (
    (r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b", _iso),
    (r"(?<![\w/.])(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<y>(?:19|20)\d\d)\b", _slashed),
    (rf"\b(?P<part>{PART})[- ](?P<y>{YEAR})\b(?!s\b)", _part_of_year),
    (rf"(?<![\w,.$€£/-])(?P<y>{YEAR})\s?[-–/]\s?(?P<y2>{YEAR}|\d\d)\b(?![-–/.,]\d)", _years),
    (rf"(?:(?<=\bin )|(?<=\bsince )|(?<=\bof )|(?<=\buntil )|(?<=\bduring ))(?P<y>{YEAR})(?![\w,.]*\d|s\b|-\w|:\d|%)", _year),
    (rf"(?<![\w,.$€£/-]){_NO_YEAR}(?P<y>{YEAR})(?![\w,.]*\d|s\b|-\w|:\d| (?:{_PEOPLE})\b|%)", _year),
    (r"\b(?:the )?(?:(?P<part>early|mid|late)[- ])?(?:the )?(?P<y>(?:1[89]|20)\d0)s\b", _decade),
    (r"\bthe (?P<n>1\d|20|21)(?:th|st) century\b", _century),
)
SEASON_POINTS: tuple[tuple[str, Reader], ...] = (
    (
        r"\b(?:in|during|over|since|until|by|of|early|late|mid)[- ](?:the )?(?P<which>(?!))?"
        rf"(?P<season>spring|summer|autumn|winter)\b(?:,? (?:of )?(?P<y>{YEAR})\b)?",
        _season,
    ),
    (
        rf"\b(?:(?P<which>last|this|next|the) )?(?P<season>spring|summer|autumn|fall|winter),? (?:of )?(?P<y>{YEAR})\b",
        _season,
    ),
    (r"\b(?P<which>last|this|next) (?P<season>spring|summer|autumn|fall|winter)\b(?P<y>(?!))?", _season),
    (
        r"\b(?:the )?(?P<q>first|second|third|fourth|last|final) quarter of "
        rf"(?:(?P<y>{YEAR})|(?P<whose>last|this|next|the) year)\b",
        _quarter,
    ),
    (rf"\b(?P<q>Q[1-4])(?: of)? (?P<y>{YEAR})\b(?P<whose>(?!))?", _quarter),
)
