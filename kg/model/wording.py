"""Counts and times in a person's words."""

from __future__ import annotations

from kg.model.counts import Count
from kg.model.dates import When


def range_words(count: Count) -> str:
    """Give the bounds of a count.

    >>> range_words(Count("killed", 3, 4, 9))
    '3 to 9 (best 4)'
    """
    if count.low is not None and count.low == count.high:
        return f"{count.low:,}"
    best = f" (best {count.best:,})" if count.best is not None else ""
    if count.low is not None and count.high is not None:
        return f"{count.low:,} to {count.high:,}{best}"
    if count.low is not None:
        return f"at least {count.low:,}{best}"
    if count.high is not None:
        return f"at most {count.high:,}{best}"
    return f"about {count.best:,}" if count.best is not None else "?"


def when_words(when: When) -> str:
    """Give a time with its precision and basis; a stated day needs no such note.

    >>> from datetime import date
    >>> when_words(When(None, date(2023, 8, 14), "vague", "publication-date"))
    'by 2023-08-14 (vague; publication-date)'
    """
    if when.earliest is None or when.latest is None:
        bound = f"by {when.latest}" if when.latest else f"from {when.earliest} on"
    else:
        bound = when.edtf.replace("/", " to ")
    if (when.precision, when.basis) == ("day", "stated"):
        return bound
    return f"{bound} ({when.precision}; {when.basis})" if when.basis != "stated" else f"{bound} ({when.precision})"


_NOT_SHOWN = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"},
    0x7F: 0x2421,
    **dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD),
    **dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0x00B7),
}


def visible(text: str) -> str:
    r"""Give a text of the same length in which nothing is invisible or turns the direction of writing.

    >>> visible("a\x00b\u202ec")
    'a␀b·c'
    """
    return text.translate(_NOT_SHOWN)


def on_one_line(text: str) -> str:
    r"""Give a text on one line, with nothing invisible in it.

    >>> on_one_line("the\n army\x1b left")
    'the army␛ left'
    """
    return visible(" ".join(text.split()))
