"""Ranges: two times joined by "to" or "and", and one whose end is opened by "since", "until", "by", "from" or "after"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kg.model.terms import TimePrecision
from kg.sources.text.time_words import COUNT, Bounds, Read, Reader, Reading, View, count_of

_HALF = r"(?: (?:night|morning|evening|afternoon|noon|midnight|midday))?"
_JOIN = re.compile(
    rf"{_HALF}(?P<word>,| ?[-–—/] ?| (?:to|and|or|until|till|through|into|and into|up to) )"
    r" ?(?:(?:the )?(?:early|late)(?: hours of| on)? |on |in |the |again on )*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?P<word>between|from|both) (?:late |early |the |about |around )*$", re.IGNORECASE)
_THE = r" (?:about |around |at least )?(?P<the>the )?$"
_SINCE = re.compile(
    rf"\b(?P<word>(?:ever )?since|(?:starting|beginning|effective)(?: on| from| in)?|from|as of){_THE}", re.IGNORECASE
)
_UNTIL = re.compile(
    rf"\b(?P<word>until|till|by|before|prior to|no later than|not later than|up to|up until){_THE}", re.IGNORECASE
)
_AFTER = re.compile(r"\bafter (?P<the>the )?$", re.IGNORECASE)
_ON = re.compile(r"^,? (?:on(?! \w+day)|onwards?)\b(?! (?:the|a|an)\b)", re.IGNORECASE)
_OWNS = re.compile(r"^(?:'s?|’s?)\b|^ [a-z]\w+s?\b", re.IGNORECASE)
_NIGHT = re.compile(
    r"\b(?P<word>overnight|(?:in |on |during )?the night)(?P<way> (?:|on |of |from |between |into |to |before ))?$", re.IGNORECASE
)
_LONG = re.compile(rf"\b(?:for )?(?:an? )?(?P<n>{COUNT})[- ](?P<unit>hour|day|week|month)s?\b[^.;:]{{0,60}}$", re.IGNORECASE)
_COARSE: tuple[TimePrecision, ...] = ("vague", "year", "month")
_JOINED_BY_AND = ("day", "day-range", "month")


def join(one: Read, two: Read, text: str, ref: date) -> Read | None:
    """Give the range that two neighbouring times make ("from March to June 2021", "Friday and Saturday"), or None."""
    gap = _JOIN.fullmatch(text, one.end, two.start)
    if gap is None or one.reading.earliest is None or two.reading.latest is None or _names_a_night(one):
        return None
    lead = _FROM.search(text[max(0, one.start - 30) : one.start])
    if not _is_range(gap["word"].strip().lower(), lead["word"].lower() if lead else "", one, two):
        return None
    first = _first_of(one, two.reading.earliest or two.reading.latest)
    if first is None or first > two.reading.latest:
        return None
    found = Reading(first, two.reading.latest, _precision(one, two), _ahead(one, two), two.reading.reason or one.reading.reason)
    if one.match.groupdict().get("mon") and two.match.groupdict().get("y"):
        found = replace(found, reason=two.reading.reason)
    return Read(one.start - (len(lead[0]) if lead else 0), two.end, found, two.match, _range_reader(one, two))


def _range_reader(one: Read, two: Read) -> Reader:
    """Give what reads a range again, seen from elsewhere."""

    def read(m: re.Match[str], view: View) -> Reading | None:
        last = two.reader(m, view)
        first = _first_of(one, last.earliest) if last and last.earliest else None
        return replace(last, earliest=first, precision="day-range") if last and first else None

    return read


def _is_range(word: str, lead: str, one: Read, two: Read) -> bool:
    if word == ",":
        return all(_is_bare_weekday(t) for t in (one, two))
    if word in ("and", "or", "and into"):
        return lead in ("between", "both") or (one.reading.precision in _JOINED_BY_AND and _are_alike(one, two))
    return lead != "between"


def _are_alike(one: Read, two: Read) -> bool:
    a, b = (t.match.groupdict() for t in (one, two))
    return any(a.get(key) and b.get(key) for key in ("mon", "wd")) or (one.reading.precision == two.reading.precision == "day")


def _is_bare_weekday(item: Read) -> bool:
    groups = item.match.groupdict()
    return bool(groups.get("wd")) and not groups.get("mon")


def _first_of(one: Read, until: date) -> date | None:
    """Give where a range begins, its first time read again as the last such one before the second."""
    groups = one.match.groupdict()
    if _is_bare_weekday(one) and not groups.get("week"):
        found = one.reader(one.match, View(until))
    elif groups.get("mon") and not groups.get("y") and not groups.get("whose"):
        found = one.reader(one.match, View(until, year=until.year))
        if found and found.earliest and found.earliest > until and until.year > 1:
            found = one.reader(one.match, View(until, year=until.year - 1))
    else:
        found = one.reading
    return found.earliest if found else None


def _precision(one: Read, two: Read) -> TimePrecision:
    return next((p for p in _COARSE if p in (one.reading.precision, two.reading.precision)), "day-range")


def _ahead(one: Read, two: Read) -> Bounds | None:
    if not two.reading.ahead or not two.reading.ahead[1]:
        return None
    last = two.reading.ahead[1]
    first = _first_of(one, two.reading.ahead[0] or last)
    return (first, last) if first and first <= last else None


def _names_a_night(item: Read) -> bool:
    return item.match[0].lower().startswith("overnight")


def is_overnight(item: Read, read: Sequence[Read], text: str) -> bool:
    """Tell an "overnight" that only says which part of the day after it: "overnight on Saturday"."""
    after = next((r for r in read if r.start > item.start), None)
    if after is None or not _names_a_night(item) or not after.reading.days:
        return False
    return bool(re.fullmatch(r" (?:on |from |between |into |to )?", text[item.end : after.start]))


def with_prefix(item: Read, text: str, ref: date) -> Read:
    """Open or close an end of a time by the words before and after it."""
    before, after = text[max(0, item.start - 32) : item.start], text[item.end : item.end + 16]
    if night := _NIGHT.search(before):
        return _by_night(item, night, ref)
    owns = bool(_OWNS.match(after))
    since = _SINCE.search(before)
    if _ON.match(after):
        return _since(item, "on", len(since[0]) if since else 0, text, ref)
    if since and not _is_a_name(since, item, owns):
        return _since(item, since["word"].lower(), len(since[0]), text, ref)
    if (until := _UNTIL.search(before)) and not _is_a_name(until, item, owns) and not after.startswith(("'s", "’s")):
        return _until(item, len(until[0]), ref)
    if (behind := _AFTER.search(before)) and not owns and item.match.groupdict().get("unit") is None:
        return _after(item, len(behind[0]), ref)
    return item


def _is_a_name(prefix: re.Match[str], item: Read, owns: bool) -> bool:
    """Tell "since the 2015 accord": the time is that of the accord."""
    return bool(prefix["the"]) and owns


def _by_night(item: Read, night: re.Match[str], ref: date) -> Read:
    days = item.reading.days
    if not days or days[0] != days[1]:
        return item
    way, one = (night["way"] or "").strip().lower(), timedelta(days=1)
    low = days[0] if way == "of" else days[0] - one
    high = days[0] if way in ("into", "to", "before") else days[0] + one
    high = min(high, ref) if days[0] <= ref else high
    shift = item.reading.ahead
    ahead = (shift[0] - one, shift[1] + one) if shift and shift[0] and shift[1] else None
    return replace(item, reading=replace(item.reading, earliest=low, latest=high, precision="day-range", ahead=ahead))


def _since(item: Read, word: str, length: int, text: str, ref: date) -> Read:
    found, start = item.reading, item.start - length
    coming = found.ahead[0] if found.ahead else found.earliest
    ahead = (coming, _end_of(coming, text[max(0, start - 80) : start])) if coming else None
    if word.startswith(("starting", "beginning", "effective")) and ahead and ahead[0] and ahead[0] >= ref:
        precision: TimePrecision = "day-range" if ahead[1] else found.precision
        return replace(
            item, start=start, reading=replace(found, earliest=ahead[0], latest=ahead[1], precision=precision, ahead=ahead)
        )
    if found.earliest and found.earliest > ref:
        return replace(item, start=start, reading=replace(found, latest=ahead[1] if ahead else None, ahead=ahead))
    if word in ("from", "as of"):
        return replace(item, reading=replace(found, ahead=ahead if found.ahead else None))
    if found.earliest is None or found.latest == ref:
        return item
    precision = "vague" if found.precision == "day-range" else found.precision
    return replace(
        item, start=start, reading=replace(found, latest=ref, precision=precision, ahead=ahead if found.ahead else None)
    )


def _end_of(start: date, before: str) -> date | None:
    """Give the last day of what lasts from `start` on, where it is told before: "a three-day truce starting on Sunday"."""
    told = _LONG.search(before)
    if not told:
        return None
    n, unit = count_of(told["n"]), told["unit"].lower()
    if unit == "month":
        return None
    return start + timedelta(days=max(1, -(-n // 24)) if unit == "hour" else n * (7 if unit == "week" else 1) - 1)


def _until(item: Read, length: int, ref: date) -> Read:
    found = item.reading
    last = found.ahead[1] if found.ahead else found.latest
    ahead = (ref, last) if last and last >= ref else None
    if found.latest and found.latest > ref:
        new = replace(found, earliest=ref, precision="day-range", ahead=ahead)
    elif found.latest:
        new = replace(found, earliest=None, precision="vague", ahead=ahead)
    else:
        return item
    return replace(item, start=item.start - length, reading=new)


def _after(item: Read, length: int, ref: date) -> Read:
    found = item.reading
    if not found.earliest:
        return item
    ahead = (found.ahead[0], None) if found.ahead else None
    latest = ref if found.earliest <= ref else None
    return replace(item, start=item.start - length, reading=replace(found, latest=latest, precision="vague", ahead=ahead))
