"""French time expressions and their bounds, by section 6 of the gold guidelines: what was not said is never filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from re import Match

from kg.model.dates import month_bounds, year_bounds
from kg.model.terms import TimePrecision
from kg.sources.text.french_numbers import value_of
from kg.sources.text.times import Time

_NAMES = (
    "janvier janv,février févr,mars,avril avr,mai,juin,juillet juil,août aout,septembre,octobre oct,novembre nov,décembre déc"
)
MONTHS = {name: number for number, names in enumerate(_NAMES.split(","), start=1) for name in names.split()}
_WEEKDAYS = {name: n for n, name in enumerate("lundi mardi mercredi jeudi vendredi samedi dimanche".split())}
MONTH = f"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_WEEKDAY = f"(?:{'|'.join(_WEEKDAYS)})"
_DAY = r"(?:[0-3]?\d)(?:er)?"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_N = r"(?:\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante)"
_UNIT = r"(?P<unit>heure|jour|semaine|mois|an|année|décennie)s?"
_AHEAD_DAYS = 60  # a day and month without year lies ahead only if it is this near; otherwise it is the last one

Bounds = tuple[date | None, date | None, TimePrecision]
Reader = Callable[[Match[str], date, date | None], "Bounds | None"]
_COUNTED = "counted from the date of publication"


def month_of(word: str) -> int:
    """Give the number of a French month.

    >>> month_of("Août")
    8
    """
    return MONTHS[word.lower().rstrip(".")]


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _of_day(m: Match[str], ref: date, day: str) -> date | None:
    """Give the day of a month, in its year as printed, else in the year that fits best before the day of publication."""
    month, number = month_of(m["mon"]), _number(m[day])
    years = (int(m["y"]),) if m["y"] else (ref.year - 1, ref.year, ref.year + 1)
    days = [date(y, month, number) for y in years if number <= month_bounds(y, month)[1].day]
    if m["y"] or not days:
        return days[0] if days else None
    past, soon = [d for d in days if d <= ref], [d for d in days if ref < d <= ref + timedelta(days=_AHEAD_DAYS)]
    if soon and (not past or soon[0] - ref < ref - past[-1]):
        return soon[0]
    return past[-1] if past else None


def _day(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    day = _of_day(m, ref, "d")
    return (day, day, "day") if day else None


def _days(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    first, last = _of_day(m, ref, "d1"), _of_day(m, ref, "d2")
    return (first, last, "day-range") if first and last and first <= last else None


def _iso(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    day = date(int(m["y"]), int(m["m"]), int(m["d"]))
    return day, day, "day"


def _month(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    month = month_of(m["mon"])
    year = int(m["y"]) if m["y"] else ref.year - (month > ref.month or (bool(m["last"]) and month == ref.month))
    first, last = month_bounds(year, month)
    part = (m["part"] or "").lower()
    if part == "fin":
        return first.replace(day=21), last, "day-range"
    if part == "début":
        return first, first.replace(day=10), "day-range"
    if part:
        return first.replace(day=11), first.replace(day=20), "day-range"
    return first, last, "month"


def _weekday(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    back = (ref.weekday() - _WEEKDAYS[m["wd"].lower()]) % 7
    which = (m["which"] or "").lower()
    day = ref + timedelta(days=7 - back) if which == "prochain" else ref - timedelta(days=back or (7 if which else 0))
    return day, day, "day"


def _night(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    last = ref - timedelta(days=(ref.weekday() - _WEEKDAYS[m["wd2"].lower()]) % 7)
    return last - timedelta(days=1), last, "day-range"


def _night_of(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    first = ref - timedelta(days=(ref.weekday() - _WEEKDAYS[m["wd"].lower()]) % 7)
    return first, min(first + timedelta(days=1), ref), "day-range"


def _named_day(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    word = m[0].lower()
    if "nuit" in word:
        return ref - timedelta(days=1), ref, "day-range"
    day = ref + timedelta(days={"avant-hier": -2, "hier": -1, "demain": 1}.get(word.split()[0], 0))
    return day, day, "day"


def _beside(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    if before is None:
        return None
    day = before + timedelta(days=-1 if "veille" in m[0].lower() else 1)
    return day, day, "day"


def _period(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    unit, words = m["unit"].lower(), m[0].lower()
    step = -1 if re.search(r"derni|pass|précéd", words) else 1 if "prochain" in words else 0
    monday = ref - timedelta(days=ref.weekday()) + timedelta(weeks=step)
    if unit == "semaine":
        return monday, ref if not step else monday + timedelta(days=6), "day-range"
    if unit == "week-end":
        start = monday + timedelta(days=5) if (step > -1 and ref.weekday() >= 5) or step else monday - timedelta(days=2)
        return start, start + timedelta(days=1), "day-range"
    if unit == "mois":
        first, last = _shifted_month(ref, step)
        return first, last if step else ref, "month"
    first, last = year_bounds(ref.year + step)
    return first, last if step else ref, "year"


def _shifted_month(ref: date, step: int) -> tuple[date, date]:
    index = ref.year * 12 + ref.month - 1 + step
    return month_bounds(index // 12, index % 12 + 1)


def _ago(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    return _steps_from(ref, -_count(m["n"]), m["unit"].lower())


def _from_before(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    """Read "deux jours plus tôt", "une semaine après": counted from the day that was told last."""
    sign = 1 if m["way"].lower() in ("plus tard", "après") else -1
    if before is None:
        return _steps_from(ref, -_count(m["n"]), m["unit"].lower()) if sign < 0 else None
    return _steps_from(before, sign * _count(m["n"]), m["unit"].lower())


def _steps_from(day: date, n: int, unit: str) -> Bounds | None:
    if unit == "heure":
        return (day - timedelta(days=1 - n // 24), day, "day-range") if n < 0 else None
    if unit == "jour":
        return day + timedelta(days=n), day + timedelta(days=n), "day"
    if unit == "semaine":
        monday = day + timedelta(weeks=n) - timedelta(days=(day + timedelta(weeks=n)).weekday())
        return monday, monday + timedelta(days=6), "day-range"
    if unit == "mois":
        return (*_shifted_month(day, n), "month")
    return (*year_bounds(day.year + n * (10 if unit == "décennie" else 1)), "year")


def _count(words: str) -> int:
    return value_of(words) or 1


def _last_units(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    n, unit = _count(m["n"]), m["unit"].lower()
    if unit == "heure":
        return ref - timedelta(days=max(1, n // 24)), ref, "day-range"
    if unit == "jour":
        return ref - timedelta(days=max(n - 1, 1)), ref, "day-range"
    if unit == "semaine":
        return ref - timedelta(weeks=n), ref, "day-range"
    if unit == "mois":
        return _shifted_month(ref, -n)[0], ref, "vague"
    return date(ref.year - n * (10 if unit == "décennie" else 1), 1, 1), ref, "vague"


def _end_of(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    return ref, year_bounds(ref.year)[1] if m["unit"].startswith("ann") else _shifted_month(ref, 0)[1], "vague"


def _year(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    return (*year_bounds(int(m["y"])), "year")


def _decade(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    return date(int(m["y"]), 1, 1), date(int(m["y"]) + 9, 12, 31), "vague"


def _past(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    return None, ref, "vague"


def _future(m: Match[str], ref: date, before: date | None) -> Bounds | None:
    return ref, None, "vague"


_OF_YEAR = rf"(?: (?P<y>{_YEAR})\b)?"
_PEOPLE = "personnes|soldats|civils|hommes|femmes|militaires|policiers|habitants|combattants|réfugiés|familles|morts|blessés"
_PERIOD = "(?P<unit>semaine|mois|année|an|week-end)"
_LATELY = r"(?:derni(?:er|ère)|passée?|précédente?|prochaine?|en cours)"
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b", _iso),
        (r"\b(?P<d>[0-3]?\d)/(?P<m>[01]?\d)/(?P<y>\d{4})\b", _iso),
        (rf"\b(?:entre le|du|les) (?P<d1>{_DAY}) (?:et|au)(?: le)? (?P<d2>{_DAY}) (?P<mon>{MONTH})\b{_OF_YEAR}", _days),
        (rf"\b(?P<d1>{_DAY})\s?[-–]\s?(?P<d2>{_DAY}) (?P<mon>{MONTH})\b{_OF_YEAR}", _days),
        (rf"\b(?:le )?(?:{_WEEKDAY} )?(?P<d>{_DAY}) (?P<mon>{MONTH})\b{_OF_YEAR}", _day),
        (
            rf"\b(?:(?P<part>fin|début|mi)[- ]|(?:au |en )?mois (?:de |d'))?(?P<mon>{MONTH})\b(?P<last> dernier)?{_OF_YEAR}",
            _month,
        ),
        (rf"\bdans la nuit (?:de |du )(?:{_WEEKDAY})(?: \d+)? (?:à|au) (?P<wd2>{_WEEKDAY})\b", _night),
        (rf"\bdans la nuit de (?P<wd>{_WEEKDAY})\b", _night_of),
        (rf"\b(?P<wd>{_WEEKDAY})\b(?: (?P<which>dernier|prochain|passé))?(?: (?:matin|soir|après-midi))?", _weekday),
        (
            r"\b(?:avant-hier|hier(?: (?:soir|matin))?|aujourd'hui|demain|ce (?:matin|soir)|cette nuit|la nuit dernière"
            r"|dans la nuit)\b",
            _named_day,
        ),
        (r"\b(?:la veille|le lendemain|le jour suivant)\b", _beside),
        (rf"\b(?:cette|la|ce|le|l')\s?{_PERIOD}\b(?:-ci| {_LATELY}\b)", _period),
        (rf"\b(?:cette|ce) {_PERIOD}\b(?! de)", _period),
        (rf"\bil y a (?:environ )?(?P<n>{_N}) {_UNIT}\b", _ago),
        (rf"\b(?P<n>{_N}) {_UNIT} (?P<way>plus tôt|auparavant|plus tard|avant|après)\b", _from_before),
        (rf"\b(?:(?:au cours |lors )?(?:ces|des|les) )?(?P<n>{_N}) derni(?:er|ère)s {_UNIT}\b", _last_units),
        (r"\bd'ici (?:à )?(?:la )?fin (?:de l'|du )(?P<unit>année|mois)\b", _end_of),
        (r"\bles années (?P<y>(?:1[89]|20)\d0)\b", _decade),
        (rf"(?<![\w,.$€£/-])(?P<y>{_YEAR})(?![\w,.]*\d|-\d)(?! (?:{_PEOPLE})\b)", _year),
        (r"\b(?:ces|les) (?:tout )?derni(?:er|ère)s (?:jours|semaines|mois|années|temps)\b|\brécemment\b", _past),
        (
            r"\b(?:dans |ces |les )*prochain(?:e)?s (?:jours|semaines|mois|années)\b|\b(?:jours|semaines|mois) à venir\b"
            r"|\b(?:prochainement|bientôt)\b",
            _future,
        ),
    )
)
_SINCE = re.compile(r"\b(?:depuis|dès|à partir de|à compter de) (?:le |la |l')?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:jusqu'(?:en|à|au)|avant|d'ici(?: à)?) (?:le |la |l')?$", re.IGNORECASE)


def read_times(text: str, ref: date, before: date | None = None) -> list[Time]:
    """Give the time expressions of a normalised French text, left to right, none inside another, seen from day `ref`.

    `before` is the day told last before this text, from which "le lendemain" is counted.

    >>> [(str(t.earliest), str(t.latest), t.precision) for t in read_times("fin juillet, puis depuis lundi", date(2023, 8, 16))]
    [('2023-07-21', '2023-07-31', 'day-range'), ('2023-08-14', '2023-08-16', 'day')]
    """
    matches = sorted(_matches(text), key=lambda found: (found[0].start(), -found[0].end()))
    times: list[Time] = []
    for m, reader in matches:
        if times and m.start() < times[-1].end:
            continue
        try:
            bounds = reader(m, ref, before)
        except (OverflowError, ValueError):  # a day outside the calendar is no date
            bounds = None
        if bounds is None:
            continue
        reason = None if m.groupdict().get("y") else _COUNTED
        times.append(_with_prefix(Time(m.start(), m.end(), *bounds, _ahead(m, ref), reason), text, ref))
        if bounds[2] == "day" and bounds[0] and bounds[0] <= ref:
            before = bounds[0]
    return times


def _matches(text: str) -> Iterator[tuple[Match[str], Reader]]:
    for pattern, reader in _READERS:
        yield from ((m, reader) for m in pattern.finditer(text))


def _ahead(m: Match[str], ref: date) -> tuple[date | None, date | None] | None:
    """Give the bounds of a weekday or month that is still to come."""
    groups = m.groupdict()
    if groups.get("wd") and "which" in groups:
        day = ref + timedelta(days=(_WEEKDAYS[groups["wd"].lower()] - ref.weekday()) % 7)
        return day, day
    if groups.get("mon") and not groups.get("y") and "last" in groups:
        month = month_of(groups["mon"])
        return month_bounds(ref.year + (month < ref.month), month)
    return None


def _with_prefix(time: Time, text: str, ref: date) -> Time:
    """Open one end of a time after "depuis", "jusqu'à" and their like."""
    lead = text[max(0, time.start - 24) : time.start]
    if (since := _SINCE.search(lead)) and time.earliest and time.earliest <= ref:
        precision: TimePrecision = "vague" if time.precision == "day-range" else time.precision
        return replace(time, start=time.start - len(since[0]), latest=ref, precision=precision)
    if (until := _UNTIL.search(lead)) and time.latest:
        future = time.latest > ref
        start, earliest = time.start - len(until[0]), ref if future else None
        return replace(time, start=start, earliest=earliest, precision="day-range" if future else "vague")
    return time
