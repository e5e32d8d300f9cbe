"""Spans of time by their units: "last week", "the past 48 hours", "three days ago", "a day later", "in the coming weeks"."""

from __future__ import annotations

from datetime import date, timedelta
from re import Match

from kg.model.dates import year_bounds
from kg.model.terms import TimePrecision
from kg.sources.text.time_words import (
    COUNT,
    COUNTED,
    FEW,
    PART,
    UNIT,
    Reader,
    Reading,
    View,
    count_of,
    is_exact,
    part_of_month,
    part_of_year,
    shifted_month,
    week_of,
)

_STEPS = {"last": -1, "next": 1, "coming": 1}


def _period(m: Match[str], view: View) -> Reading | None:
    """Read "this week", "later this month", "last year": the calendar's own weeks, months and years."""
    which, unit, ref = m["which"].lower(), m["unit"].lower(), view.ref
    if unit == "weekend":
        return _weekend(which, ref)
    step = _STEPS.get(which, 0)
    first, last, precision = _unit(ref, unit, step)
    if step:
        return Reading(first, last, precision, None, COUNTED)
    if (m["side"] or "").lower() == "later":
        return Reading(ref, last, precision, (ref, last), COUNTED)
    return Reading(first, ref, precision, (ref, last), COUNTED)


def _unit(ref: date, unit: str, step: int) -> tuple[date, date, TimePrecision]:
    if unit == "week":
        return *week_of(ref + timedelta(weeks=step)), "day-range"
    if unit == "month":
        return *shifted_month(ref, step), "month"
    return *year_bounds(ref.year + step), "year"


def _weekend(which: str, ref: date) -> Reading:
    monday = week_of(ref)[0]
    start = monday + timedelta(days=5 if ref.weekday() >= 5 else -2)  # the one that is, else the one that was
    coming = monday + timedelta(days=5)
    if which == "last" and ref.weekday() >= 5:
        start -= timedelta(weeks=1)
    if which in ("next", "coming"):
        start = coming + timedelta(weeks=1 if ref.weekday() >= 5 else 0)
        coming = start
    ahead = (coming, coming + timedelta(days=1))
    return Reading(start, start + timedelta(days=1), "day-range", None if which == "last" else ahead, COUNTED)


def _part_of_period(m: Match[str], view: View) -> Reading | None:
    """Read "late last month", "the end of the year"."""
    unit, part = m["unit"].lower(), m["part"]
    first, last, precision = _unit(view.ref, unit, _STEPS.get(m["which"].lower(), 0))
    if unit == "month":
        first, last = part_of_month(first, last, part)
        precision = "day-range"
    elif unit == "year":
        first, last = part_of_year(first.year, part)
        precision = "month" if is_exact(part) else "vague"
    return Reading(first, last, precision, None, COUNTED)


def _week_with(m: Match[str], view: View) -> Reading | None:
    """Read "the week before last"."""
    first, last, precision = _unit(view.ref, m["unit"].lower(), -2)
    return Reading(first, last, precision, None, COUNTED)


def _ago(m: Match[str], view: View) -> Reading | None:
    n, unit, ref = count_of(m["n"]), m["unit"].lower(), view.ref
    if m["about"]:
        return Reading(None, ref, "vague")
    found = _back(ref, n, unit)
    return Reading(*found, None, COUNTED) if found else None


def _back(ref: date, n: int, unit: str) -> tuple[date, date, TimePrecision] | None:
    """Give the day, week, month or year that lies `n` units before a day; a decade is round."""
    if unit in ("minute", "hour"):
        return ref - timedelta(days=_days_in(n, unit)), ref, "day-range"
    if unit == "day":
        day = ref - timedelta(days=n)
        return day, day, "day"
    if unit == "week":
        return *week_of(ref - timedelta(weeks=n)), "day-range"
    if unit == "month":
        return *shifted_month(ref, -n), "month"
    if unit == "decade":
        return date(ref.year - 10 * n - 5, 1, 1), date(ref.year - 10 * n + 5, 12, 31), "vague"
    return *year_bounds(ref.year - n), "year"


def _days_in(n: int, unit: str) -> int:
    """Give the days that hours may reach over: 36 hours reach two days back."""
    return 1 if unit == "minute" else max(1, -(-n // 24))


def _past_units(m: Match[str], view: View) -> Reading | None:
    """Read "the past three days", "the last 48 hours"."""
    n, unit, ref = count_of(m["n"] or "one"), m["unit"].lower(), view.ref
    if unit in ("minute", "hour"):
        return Reading(ref - timedelta(days=_days_in(n, unit)), ref, "day-range", None, COUNTED)
    if unit == "day":
        return Reading(ref - timedelta(days=max(n - 1, 1)), ref, "day-range", None, COUNTED)
    if unit == "week":
        return Reading(ref - timedelta(weeks=n), ref, "day-range", None, COUNTED)
    if unit == "month":
        return Reading(shifted_month(ref, -n)[0], ref, "vague", None, COUNTED)
    return Reading(date(ref.year - n * (10 if unit == "decade" else 1), 1, 1), ref, "vague", None, COUNTED)


def _coming_units(m: Match[str], view: View) -> Reading | None:
    """Read "the next 48 hours", "within ten days": a limit ahead, and no more than the day of publication behind."""
    ref, end = view.ref, _forward(view.ref, count_of(m["n"]), m["unit"].lower())
    if m[0].lower().startswith("within"):
        return Reading(None, ref, "vague", (ref, end), COUNTED)
    return Reading(ref, end, "day-range", (ref, end), COUNTED)


def _forward(ref: date, n: int, unit: str) -> date:
    if unit in ("minute", "hour"):
        return ref + timedelta(days=_days_in(n, unit))
    if unit in ("day", "week"):
        return ref + timedelta(days=n * (7 if unit == "week" else 1))
    months = n * {"month": 1, "year": 12, "decade": 120}[unit]
    last = shifted_month(ref, months)[1]
    return last.replace(day=min(ref.day, last.day))


def _in_units(m: Match[str], view: View) -> Reading | None:
    """Read "in two days": of a series ("the second raid in two days") its days up to now, of a plan the day, else how long."""
    n, unit, ref = count_of(m["n"]), m["unit"].lower(), view.ref
    end = _forward(ref, n, unit)
    ahead = (end, end) if unit == "day" else (ref, end)
    if view.ordinal and unit in ("day", "hour", "week") and not m[0].lower().startswith("over"):
        behind = timedelta(weeks=n) if unit == "week" else timedelta(days=n - 1 if unit == "day" else _days_in(n, unit))
        return Reading(ref - behind, ref, "day-range", ahead, COUNTED)
    return Reading(None, ref, "vague", ahead)


def _later(m: Match[str], view: View) -> Reading | None:
    """Read "three days later", "a day before": counted from a day told before in the text, else with one end open."""
    n, unit, sign = count_of(m["n"]), m["unit"].lower(), _sign(m["way"])
    days = view.before.days if view.before else None
    if days is None or m["about"]:
        return _open(view, sign)
    return _counted(days, n, unit, sign)


def _counted(days: tuple[date, date], n: int, unit: str, sign: int) -> Reading:
    reason = f"counted from {days[0]}, told before in the text"
    if unit in ("minute", "hour"):
        reach = timedelta(days=0 if unit == "minute" else _days_in(n, unit))
        low, high = (days[0], days[1] + reach) if sign > 0 else (days[0] - reach, days[1])
    elif unit == "day":
        step = timedelta(days=sign * n)
        low, high = days[0] + step, days[1] + step
    elif unit == "week":
        low, high = (week_of(d + timedelta(weeks=sign * n))[i] for i, d in enumerate(days))
    elif unit == "month":
        low, high = (shifted_month(d, sign * n)[i] for i, d in enumerate(days))
        return Reading(low, high, "month", None, reason)
    else:
        step_years = sign * n * (10 if unit == "decade" else 1)
        low, high = (year_bounds(d.year + step_years)[i] for i, d in enumerate(days))
        return Reading(low, high, "vague" if unit == "decade" else "year", None, reason)
    return Reading(low, high, "day" if low == high else "day-range", None, reason)


def _sign(way: str) -> int:
    return -1 if way.lower() in ("earlier", "before", "previously", "prior", "prior to") else 1


def _open(view: View, sign: int) -> Reading:
    """Give what is left of "later" and "earlier" where they are counted from no known day."""
    before = view.before
    if before and sign > 0 and before.earliest and before.earliest <= view.ref:
        return Reading(before.earliest, view.ref, "vague", None, "after the time told before in the text")
    if before and sign < 0 and before.latest and before.latest <= view.ref:
        return Reading(None, before.latest, "vague", None, "before the time told before in the text")
    return Reading(None, view.ref, "vague")


def _vague_later(m: Match[str], view: View) -> Reading | None:
    return _open(view, _sign(m["way"]))


def _same_day(m: Match[str], view: View) -> Reading | None:
    days = view.before.days if view.before else None
    if days is None:
        return Reading(None, view.ref, "vague")
    precision: TimePrecision = "day" if days[0] == days[1] else "day-range"
    return Reading(*days, precision, None, "the day told before in the text")


def _neighbour(m: Match[str], view: View) -> Reading | None:
    """Read "the next day", "the following week", "the previous month"."""
    sign = -1 if m["which"].lower() in ("previous", "preceding") or m["before"] else 1
    days, unit = (view.before.days if view.before else None), m["unit"].lower()
    if days is None:
        return _open(view, sign)
    if unit == "weekend":
        start = week_of(days[0])[0] + timedelta(days=5 if sign > 0 else -2)
        return Reading(start, start + timedelta(days=1), "day-range", None, f"counted from {days[0]}, told before in the text")
    return _counted(days, 1, "day" if unit in ("morning", "night", "evening", "afternoon") else unit, sign)


def _past_vague(m: Match[str], view: View) -> Reading | None:
    return Reading(None, view.ref, "vague")


def _future_vague(m: Match[str], view: View) -> Reading | None:
    return Reading(view.ref, None, "vague", (view.ref, None))


def _past_decade(m: Match[str], view: View) -> Reading | None:
    return Reading(date(view.ref.year - 10, 1, 1), view.ref, "vague", None, COUNTED)


_UNITS = rf"(?P<unit>{UNIT})s?\b"
_N = rf"(?P<n>{COUNT})"
_ABOUT = r"(?P<about>(?:about|around|some|nearly|almost|more than|over|roughly|less than|at least) )?"
_WAY = r"(?P<way>later|earlier|before|after(?:wards)?|previously|prior(?: to)?)\b"
_NO_WAY = r"(?! (?:ago|later|earlier|before|after|old)\b)"
_PART_OF_DAY = "morning|night|evening|afternoon"
PLURAL = r"(?:minutes|hours|days|weeks|months|years|decades)"

SPANS: tuple[tuple[str, Reader], ...] = (
    (
        r"\b(?:(?P<side>earlier|later)(?: on)? )?(?:(?:so far|over|in|at|during) )?"
        r"(?P<which>this(?: past| coming)?|last|next|coming) (?P<unit>weekend|week|month|year)\b(?:'s)?",
        _period,
    ),
    (r"\b(?P<side>(?!))?(?:over|at|during|on) (?P<which>the) (?P<unit>weekend)\b", _period),
    (r"\bthe (?P<unit>week|month|year) before last\b", _week_with),
    (rf"\b(?P<part>{PART})[- ](?P<which>this|last|next|the) (?P<unit>week|month|year)\b(?!s)", _part_of_period),
    (rf"\b{_ABOUT}{_N} {_UNITS} (?:ago|back)\b", _ago),
    (rf"\b(?:the |these |this )?(?:last|past|previous|preceding) {_N} {_UNITS}", _past_units),
    (r"\bthe (?:past|last) decade\b", _past_decade),
    (r"\b(?:in|over|during|within|for) the (?:past|last) (?P<n>)(?P<unit>hour|day|week|month|year)\b", _past_units),
    (rf"\b(?:in |over |for |during |within )?the (?:next|coming) {_N} {_UNITS}", _coming_units),
    (rf"\bwithin (?:the next )?{_N} {_UNITS}", _coming_units),
    (rf"\b(?:in|over|during) (?:just |only |about |the span of )?{_N} {_UNITS}{_NO_WAY}", _in_units),
    (rf"\b{_ABOUT}(?:just |only )?{_N} {_UNITS} {_WAY}", _later),
    (rf"\b(?:{FEW} )?{PLURAL} {_WAY}", _vague_later),
    (rf"\b(?:{FEW} )?{PLURAL} ago\b", _past_vague),
    (
        r"\b(?:(?:on|later|earlier|late|early|the) )*(?:the same|that(?: same| very)?) (?:day|night|evening|morning|afternoon)\b"
        r"|\blater in the day\b|\bearlier in the day\b",
        _same_day,
    ),
    (
        rf"\bthe (?P<which>next|following|previous|preceding) (?P<unit>day|week|weekend|month|year|{_PART_OF_DAY})\b"
        r"(?P<before>(?!))?",
        _neighbour,
    ),
    (
        r"\bthe (?P<which>)(?P<unit>day|week|month|year|night) (?:(?P<before>before)|after)\b(?! (?:yest|tomo|last|next))",
        _neighbour,
    ),
    (rf"\b(?:in |over |during )?(?:the )?(?:recent|past few|last few|past couple of|last couple of) {PLURAL}"
     rf"|\b(?:in |over |during )?the (?:past|last) several {PLURAL}"
     r"|\brecent(?:ly)?\b|\bin the past\b(?! \w+ (?:hour|day|week|month|year))", _past_vague),
    (
        rf"\b(?:in |over |within |during )?(?:the )?(?:coming|next few|next couple of|next several) {PLURAL}"
        r"|\bover the long[- ]term\b|\bin the (?:near )?future\b|(?<!as )\bsoon\b(?! as\b)",
        _future_vague,
    ),
)  # fmt: skip
