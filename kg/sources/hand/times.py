"""The keys of a time: bounds or EDTF, precision, basis with its reason, and the words of the source."""

from __future__ import annotations

from datetime import date

from kg.model.dates import When, read_edtf
from kg.model.errors import UnreadableInput
from kg.model.terms import DATE_BASES, TIME_PRECISIONS, TimePrecision
from kg.sources.hand.fields import Entry

TIME_KEYS = ("edtf", "earliest", "latest", "timePrecision", "dateBasis", "dateReason", "dateAsWritten")


def said(key: str) -> str:
    """Give the key of the time of saying that corresponds to a key of the time of the event.

    >>> said("dateBasis")
    'saidDateBasis'
    """
    return "said" + key[0].upper() + key[1:]


SAID_KEYS = tuple(map(said, TIME_KEYS))


def read_when(entry: Entry, saying: bool = False) -> When | None:
    """Give the time that an entry states, or None where it states none; what is wrong with it is noted."""
    keys = SAID_KEYS if saying else TIME_KEYS
    edtf, earliest, latest, precision, basis, reason, as_written = keys
    if not entry.has(*keys):
        return None
    bounds = entry.read(edtf, read_edtf) if entry.has(edtf) else _bounded(entry, earliest, latest)
    found_precision = entry.one_of(precision, TIME_PRECISIONS)
    found_basis = entry.one_of(basis, DATE_BASES) or "stated"
    if entry.has(edtf) and entry.has(earliest, latest):
        entry.note(entry.table.line, f"both {edtf} and {earliest} or {latest}", "keep one of them")
    if found_basis == "inferred" and not entry.has(reason):
        entry.note(entry.table.line, "an inferred date without its reason", f"add {reason}: …")
    if bounds is None:
        return None
    when = When(
        bounds.earliest,
        bounds.latest,
        found_precision or bounds.precision,
        found_basis,
        entry.words(reason),
        entry.verbatim(as_written),
    )
    if when.precision == "day" and when.earliest != when.latest:
        entry.note(entry.table.line, f"{precision} day, but {when.edtf} is not one day", "write day-range, month, year or vague")
    return when


def _bounded(entry: Entry, earliest: str, latest: str) -> When | None:
    if not entry.has(earliest, latest):
        entry.note(entry.table.line, "a time without any bound", f"add {earliest} or {latest}, or the publication date as edtf")
        return None
    low, high = entry.day(earliest), entry.day(latest)
    try:
        return When(low, high, precision_of(low, high))
    except UnreadableInput as error:
        entry.note(entry.table.line, str(error))
        return None


def precision_of(low: date | None, high: date | None) -> TimePrecision:
    """Give the precision of bare bounds: a day, a range of days, or vague where an end is open."""
    if low and high:
        return "day" if low == high else "day-range"
    return "vague"
