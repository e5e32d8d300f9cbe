"""Numbers of people with their bounds: what "at least 17", "dozens" or "between 20 and 30" say, and no more."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = (
    "zero one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS: dict[str, int] = {word: n for n, word in enumerate(_UNITS)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_LOOSE = {
    "several": 3,
    "a few": 3,
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2000,
    "tens of thousands": 20_000,
    "hundreds of thousands": 200_000,
    "millions": 2_000_000,
}
_WORD = f"(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})"
_SPELLED = rf"{_WORD}(?:[- ]{_WORD})?(?: (?:hundred|thousand)(?:(?: and)? {_WORD}(?:[- ]{_WORD})?)?)*"
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_PLAIN = (
    rf"(?:(?:{_DIGITS})(?: (?:hundred|thousand|million))?|{_SPELLED}|half a dozen|two dozen|a dozen|a hundred|a thousand|dozen)"
)
_LOOSE_WORDS = "|".join(sorted(_LOOSE, key=len, reverse=True))
_MODIFIERS: tuple[tuple[str, str], ...] = (
    ("least", r"at least|no (?:less|fewer) than|a minimum of"),
    ("more", r"more than|over|in excess of|upwards of"),
    ("most", r"up to|as many as|at most|a maximum of"),
    ("nearly", r"nearly|almost|close to|just under"),
    ("less", r"less than|fewer than|under"),
    ("about", r"about|around|some|approximately|roughly|an estimated|estimated|circa"),
)
_MODIFIER = "|".join(rf"(?P<{name}>{words})" for name, words in _MODIFIERS)
_NUMBER = re.compile(
    rf"(?<![\w.,$€£-])(?:(?:{_MODIFIER}) )?"
    rf"(?:(?P<between>between|from) (?P<low>{_PLAIN}) (?:and|to) (?P<high>{_PLAIN})"
    rf"|(?P<first>{_PLAIN})(?: or | to |(?<=\d)[-–](?=\d))(?P<second>{_PLAIN})"
    rf"|(?P<loose>{_LOOSE_WORDS})|(?P<plain>{_PLAIN}))(?![\w%]|[.,:]\d|-(?!\w+ed\b)[a-z]|(?:st|nd|rd|th)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read: its span (end excluded), its bounds (None = not given)."""

    start: int
    end: int
    low: int | None
    best: int | None
    high: int | None


def value_of(words: str) -> int | None:
    """Give the value of a number in digits or words, or None.

    >>> value_of("11,600"), value_of("thirty-eight"), value_of("two hundred and six"), value_of("1.5 million")
    (11600, 38, 206, 1500000)
    """
    text = words.lower().replace(",", "")
    fixed = {"half a dozen": 6, "two dozen": 24, "a dozen": 12, "dozen": 12, "a hundred": 100, "a thousand": 1000}
    if text in fixed:
        return fixed[text]
    total: float = 0
    current: float = 0
    for part in re.split(r"[\s-]+", text):
        if part in WORDS:
            current += WORDS[part]
        elif part == "hundred":
            current = max(current, 1) * 100
        elif part in _SCALES:
            total, current = total + max(current, 1) * _SCALES[part], 0
        elif re.fullmatch(r"\d+(?:\.\d+)?", part):
            current += float(part)
        elif part != "and":
            return None
    whole = int(total + current)
    return whole if whole == total + current else None


def bounds_of(modifier: str | None, n: int) -> tuple[int | None, int | None, int | None]:
    """Give low, best and high of a number under a modifier, by section 7 of the gold guidelines.

    >>> bounds_of("about", 11600), bounds_of("more", 5), bounds_of("nearly", 100)
    ((10440, 11600, 12760), (6, None, None), (90, None, 99))
    """
    tenth_less, tenth_more = math.floor(n * 9 / 10), math.ceil(n * 11 / 10)
    return {
        "least": (n, n, None),
        "more": (n + 1, None, None),
        "most": (0, None, n),
        "nearly": (tenth_less, None, n - 1),
        "less": (0, None, max(n - 1, 0)),
        "about": (tenth_less, n, tenth_more),
    }.get(modifier or "", (n, n, n))


def read_numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of a normalised text, left to right.

    >>> [(n.low, n.best, n.high) for n in read_numbers("between 20 and 30 dead, at least 17 hurt, dozens missing")]
    [(20, None, 30), (17, 17, None), (24, None, None)]
    """
    for found in _NUMBER.finditer(text):
        if number := _number_of(found):
            yield number


def _number_of(found: re.Match[str]) -> Number | None:
    groups = found.groupdict()
    low, high = groups["low"] or groups["first"], groups["high"] or groups["second"]
    if groups["loose"]:
        return Number(found.start(), found.end(), _LOOSE[groups["loose"].lower()], None, None)
    if low and high:
        first, last = value_of(low), value_of(high)
        if first is None or last is None or first > last:
            return None
        return Number(found.start(), found.end(), first, None, last)
    n = value_of(groups["plain"])
    modifier = next((name for name, _ in _MODIFIERS if groups[name]), None)
    return None if n is None else Number(found.start(), found.end(), *bounds_of(modifier, n))
