"""One cell's text to one value: days, whole numbers, degrees, names. A cell that holds none raises `Unfit` with the reason."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from kg.model.refs import digest, slug

FIRST_YEAR, LAST_YEAR = 1800, 2100
_NOTHING = frozenset({"", "NA", "N/A", "n/a", "nan", "NaN", "null", "NULL", "None", "NaT", "-"})  # "Nan" is a province
_ISO_DAY = re.compile(r"(\d{1,4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_WRITTEN_DAY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})")
_PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SLASHED_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{1,4}\b.*")
_WHOLE = re.compile(r"([+-]?\d+)(?:\.0*)?")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class Unfit(ValueError):
    """A cell that cannot be what its column holds: the row is left out and its line reported."""


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that there is no value.

    >>> is_nothing(" NA "), is_nothing("0")
    (True, False)
    """
    return not text or text.strip() in _NOTHING


@lru_cache(maxsize=30_000)
def day_of(text: str) -> date:
    """Give the day of a cell in one of the forms that data sets use; a form that could be two days is none.

    >>> day_of("2014-01-22 00:00:00.000"), day_of("20230811"), day_of("11 August 2023")
    (datetime.date(2014, 1, 22), datetime.date(2023, 8, 11), datetime.date(2023, 8, 11))
    >>> day_of("03/04/2023")
    Traceback (most recent call last):
    kg.sources.tables.cells.Unfit: '03/04/2023' could be two days: write YYYY-MM-DD
    """
    cell = text.strip()
    dashed = cell.replace("/", "-", 2) if cell[4:5] == "/" else cell  # a year that comes first is followed by its month
    if found := _ISO_DAY.fullmatch(dashed) or _PACKED_DAY.fullmatch(cell):
        year, month, day = map(int, found.groups())
    elif found := _WRITTEN_DAY.fullmatch(cell):
        name = found[2][:3].lower()
        if name not in _MONTHS:
            raise Unfit(f"{cell!r} names no month")
        year, month, day = int(found[3]), _MONTHS.index(name) + 1, int(found[1])
    elif _SLASHED_DAY.fullmatch(cell):
        raise Unfit(f"{cell!r} could be two days: write YYYY-MM-DD")
    else:
        raise Unfit(f"{cell!r} is not a day" if cell else "no day is given")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unfit(f"the year {year:04d} of {cell!r} is not between {FIRST_YEAR} and {LAST_YEAR}")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unfit(f"{cell!r} is no day of the calendar") from error


@lru_cache(maxsize=30_000)
def whole_of(text: str) -> int | None:
    """Give the whole number of a cell, also where a program wrote it as `4.0`; None where it holds none.

    >>> whole_of("13104.0"), whole_of("NA")
    (13104, None)
    >>> whole_of("4.5")
    Traceback (most recent call last):
    kg.sources.tables.cells.Unfit: '4.5' is not a whole number
    """
    if is_nothing(text):
        return None
    found = _WHOLE.fullmatch(text.strip())
    if not found:
        raise Unfit(f"{text.strip()!r} is not a whole number")
    return int(found[1])


def people_of(text: str, what: str) -> int | None:
    """Give a number of people; None where the cell holds none.

    >>> people_of("-3", "best")
    Traceback (most recent call last):
    kg.sources.tables.cells.Unfit: best is -3: fewer than nobody
    """
    number = whole_of(text)
    if number is not None and number < 0:
        raise Unfit(f"{what} is {number}: fewer than nobody")
    return number


@lru_cache(maxsize=30_000)
def point_of(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Give degrees north and east (WGS84); None where neither is given.

    >>> point_of("16.8325", "-2.526111")
    (16.8325, -2.526111)
    >>> point_of("91", "0")
    Traceback (most recent call last):
    kg.sources.tables.cells.Unfit: the latitude '91' is not between -90 and 90
    """
    if is_nothing(latitude) and is_nothing(longitude):
        return None
    return _degrees("latitude", latitude, 90), _degrees("longitude", longitude, 180)


def _degrees(name: str, text: str, most: int) -> float:
    try:
        degrees = float(text)
    except ValueError as error:
        raise Unfit(f"the {name} {text!r} is not a number") from error
    if not -most <= degrees <= most:
        raise Unfit(f"the {name} {text!r} is not between -{most} and {most}")
    return degrees


def moment_of(text: str) -> date | None:
    """Give the day of a Unix time in seconds; None where the cell holds none.

    >>> moment_of("1692057600")
    datetime.date(2023, 8, 15)
    """
    seconds = whole_of(text)
    if seconds is None:
        return None
    if not 0 < seconds < 4_102_444_800:
        raise Unfit(f"the time {seconds} is not one of this century or the last")
    from datetime import UTC

    return datetime.fromtimestamp(seconds, UTC).date()


def id_of(text: str) -> str:
    """Give an id as its data set writes it: a number in its whole form; raise Unfit where there is none.

    >>> id_of("13104.0"), id_of(" MLI1234 ")
    ('13104', 'MLI1234')
    >>> id_of("")
    Traceback (most recent call last):
    kg.sources.tables.cells.Unfit: no id is given
    """
    if text.isdecimal() and text.isascii():
        return text
    cell = text.strip()
    if is_nothing(cell):
        raise Unfit("no id is given")
    found = _WHOLE.fullmatch(cell)
    if found:
        return found[1]
    if any(character.isspace() or character in '<>"{}|\\^`%' for character in cell):
        raise Unfit(f"the id {cell!r} holds what no id may")
    return cell


@lru_cache(maxsize=30_000)
def key_of(*words: str) -> str:
    """Give a readable key for words that have no id of their own, the same for the same words only.

    >>> key_of("Government of Mali"), key_of("Boko Haram", "Nigeria")
    ('government-of-mali-b13fdf', 'boko-haram-7cb4ea')
    """
    return f"{slug(words[0])[:60].strip('-')}-{digest(*words)[:6]}"
