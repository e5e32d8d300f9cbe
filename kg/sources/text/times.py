"""Time expressions and their bounds, by section 6 of the gold guidelines: what was not said is never filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from re import Match

from kg.model.terms import TimePrecision
from kg.sources.text.time_points import DAY_POINTS, MONTH_POINTS, SEASON_POINTS, YEAR_POINTS
from kg.sources.text.time_range import is_overnight, join, with_prefix
from kg.sources.text.time_spans import SPANS
from kg.sources.text.time_words import MONTH, Read, Reader, Reading, View, month_of

__all__ = ["MONTH", "Time", "month_of", "read_times"]


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression: its span (end excluded), bounds (None = open), precision, its bounds if the event is to come, and why.

    No `reason` where the words alone say it all.
    """

    start: int
    end: int
    earliest: date | None
    latest: date | None
    precision: TimePrecision
    ahead: tuple[date | None, date | None] | None = None
    reason: str | None = None


_GROUPS: tuple[tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], Reader], ...]], ...] = tuple(
    (re.compile(hint, re.IGNORECASE), tuple((re.compile(pattern, re.IGNORECASE), reader) for pattern, reader in table))
    for hint, table in (
        (
            r"\b(?:janu|febr|march|april|june|july|augu|sept|octo|novem|decem|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b)",
            MONTH_POINTS,
        ),
        (r"day\b|night\b|this (?:mor|aft|eve)|tomorrow", DAY_POINTS),
        (r"[12]\d\d\d|\d(?:th|st) cent", YEAR_POINTS),
        (r"spring|summer|autumn|fall|winter|quarter|\bq[1-4]", SEASON_POINTS),
        (
            r"\b(?:(?:minute|hour|day|week|month|year|decade)s?|weekend|night|morning|evening|afternoon|recent(?:ly)?|soon|future|long)\b",
            SPANS,
        ),
    )
)
_NOT_THE_MONTH = frozenset("may mar march jan dec oct sep sept nov apr aug feb jun jul august".split())
_BEFORE_A_MONTH = frozenset(
    "in since last by until till of late early during from and before after between to through mid this next for".split()
)
_PRAYERS = re.compile(r" (?:prayer|mosque|sermon)", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:bloody|black|good|palm|easter|holy|every|each|any|alternate) $", re.IGNORECASE)
_NAME_ON = re.compile(r" [A-Z][a-z]")
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|latest|consecutive)\b[^.;]*$", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:^|[.!?][\"'”’)]*\s+|[,;] (?=and |but |then |while ))"
    r"(?:(?:then|but|and|while|later|back|also|only)?,? ?(?:in|on|by|during|since|from)? ?)$",
    re.IGNORECASE,
)
_SINCE_NOUN = re.compile(r" (?:the|that|this|these|those)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[^.;:,]{0,60}")
_ENDS = re.compile(r"[.!?][\"'”’)]*\s")


def read_times(text: str, ref: date, before: date | None = None) -> list[Time]:
    """Give the time expressions of a normalised text, left to right, none inside another, seen from day `ref`.

    `before` is the day told last before this text, from which "the next day" is counted.

    >>> [(t.earliest, t.precision) for t in read_times("Back in June, and since 2012", date(2023, 8, 14))]
    [(datetime.date(2023, 6, 1), 'month'), (datetime.date(2012, 1, 1), 'year')]
    """
    matches = sorted(_matches(text), key=lambda found: (found[0].start(), -found[0].end()))
    read: list[Read] = []
    anchor = Reading(before, before, "day") if before else None
    for n, (m, reader) in enumerate(matches):
        if read and m.start() < read[-1].end:
            continue
        view = _view(text, m, matches[n + 1 :], read, anchor, ref)
        reading = _try(reader, m, view) if view else None
        if reading is None:
            continue
        found = Read(m.start(), m.end(), reading, m, reader)
        if read and (joined := join(read[-1], found, text, ref)):
            read[-1] = joined
        else:
            read.append(found)
    return [_time(item, text, ref) for item in read if not is_overnight(item, read, text)]


def last_day_told(times: Sequence[Time], ref: date) -> date | None:
    """Give the one day that a passage told last, from which the next may count on ("the next day")."""
    days = [t.earliest for t in times if t.precision == "day" and t.earliest == t.latest and t.earliest and t.earliest <= ref]
    return days[-1] if days else None


def _matches(text: str) -> Iterator[tuple[Match[str], Reader]]:
    for hint, table in _GROUPS:
        if hint.search(text):
            for pattern, reader in table:
                yield from ((m, reader) for m in pattern.finditer(text) if not _is_another_word(text, m))


def _is_another_word(text: str, m: Match[str]) -> bool:
    """Tell the verbs "may" and "march", first names, and a weekday of a feast, of a prayer or of every week."""
    groups = m.groupdict()
    if groups.get("wd") and not groups.get("mon"):
        return bool(_PRAYERS.match(text, m.end()) or _NAMED.search(text[max(0, m.start() - 10) : m.start()]))
    month = (groups.get("mon") or "").rstrip(".")
    if month.lower() not in _NOT_THE_MONTH:
        return False
    before = text[: m.start()].rstrip().rpartition(" ")[2].lower()
    alone = m[0].rstrip(".") == month
    a_name = before not in _BEFORE_A_MONTH or bool(_NAME_ON.match(text, m.end()))
    return not month[0].isupper() or (alone and a_name)


def _view(
    text: str,
    m: Match[str],
    following: Sequence[tuple[Match[str], Reader]],
    read: Sequence[Read],
    first: Reading | None,
    ref: date,
) -> View | None:
    """Give from where a time is seen; None where it only says how far another event lies from one that is dated itself."""
    groups = m.groupdict()
    if (groups.get("way") or "").lower() in ("after", "before"):
        return _from_another(text, m, following, read, ref)
    before = next((r.reading for r in reversed(read) if r.reading.days), read[-1].reading if read else first)
    year = _year_of_the_text(text, m, read, ref) if groups.get("mon") else None
    ordinal = bool(_ORDINAL.search(text, max(0, m.start() - 60), m.start()))
    return View(ref, before or first, year, ordinal)


def _from_another(
    text: str, m: Match[str], following: Sequence[tuple[Match[str], Reader]], read: Sequence[Read], ref: date
) -> View | None:
    """Look for the day of what "two days after …" names: in its own words, or, of "the raid", in a sentence before."""
    clause = _CLAUSE.match(text, m.end())
    reach = clause.end() if clause else m.end()
    for other, reader in following:
        if m.end() < other.start() < reach and (reading := _try(reader, other, View(ref))) and reading.days:
            return View(ref, reading)
    start = max((e.end() for e in _ENDS.finditer(text, 0, m.start())), default=0)
    if any(r.start >= start and r.reading.days for r in read):
        return None
    if not _SINCE_NOUN.match(text, m.end()):
        return View(ref)
    return View(ref, next((r.reading for r in reversed(read) if r.reading.days), None))


def _year_of_the_text(text: str, m: Match[str], read: Sequence[Read], ref: date) -> int | None:
    """Give the year that a passage is in: the one that opened the sentence before, where this month opens a sentence too."""
    if not read or not _OPENING.search(text[: m.start()]):
        return None
    last = next((r for r in reversed(read) if _OPENING.search(text[: r.start])), None)
    if last is None or last is not read[-1] or last.reading.earliest is None:
        return None
    written = last.match.groupdict().get("y") or "as in the text before" in (last.reading.reason or "")
    year = last.reading.earliest.year
    return year if written and year != ref.year and last.reading.precision != "vague" else None


def _try(reader: Reader, m: Match[str], view: View) -> Reading | None:
    try:
        return reader(m, view)
    except (OverflowError, ValueError):  # a day outside the calendar of Python (year 1 to 9999) is no date
        return None


def _time(item: Read, text: str, ref: date) -> Time:
    item = with_prefix(item, text, ref)
    found = item.reading
    return Time(item.start, item.end, found.earliest, found.latest, found.precision, found.ahead, found.reason)
