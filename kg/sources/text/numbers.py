"""Numbers of people with their bounds: what "at least 17", "dozens" or "between 20 and 30" say, and no more."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
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
    "a couple of": 2,
    "tens": 20,
    "dozens": 24,
    "several dozen": 36,
    "a few dozen": 36,
    "scores": 40,
    "hundreds": 200,
    "several hundred": 300,
    "a few hundred": 300,
    "thousands": 2000,
    "several thousand": 3000,
    "a few thousand": 3000,
    "tens of thousands": 20_000,
    "hundreds of thousands": 200_000,
    "several hundred thousand": 300_000,
    "millions": 2_000_000,
}
_LARGEST = 10**12  # more than that is a number of nobody
_DOZENS = {"half a dozen": 6, "a half-dozen": 6, "half-dozen": 6, "a dozen": 12, "dozen": 12, "a pair of": 2}
_ROUND = {"a hundred": 100, "a thousand": 1000, "a million": 1_000_000}
_WORD = f"(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})"
_SPELLED = rf"{_WORD}(?:[- ]{_WORD})?(?: (?:hundred|thousand|million)(?:(?: and)? {_WORD}(?:[- ]{_WORD})?)?)*"
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d{1,2})?"
_FIXED = "|".join(sorted((*_DOZENS, *_ROUND), key=len, reverse=True))
_PLAIN = rf"(?:(?:{_DIGITS})(?: (?:hundred|thousand|million|dozen))?|{_WORD} dozen|{_SPELLED}|{_FIXED})"
_UNCLEAR = r"\d{1,3}(?:[. ]\d{3})+"  # "1.200" and "1 200": thousands to some writers, and not to others
_LOOSE_WORDS = "|".join(sorted(_LOOSE, key=len, reverse=True))
_MODIFIERS: tuple[tuple[str, str], ...] = (
    ("least", r"(?:at (?:the very )?least|no (?:less|fewer) than|not (?:less|fewer) than|a minimum of|minimum)"),
    ("more", r"(?:(?:far |well |many )?more than|(?:just |well )?over|above|in excess of|upwards? of|exceeding)"),
    ("most", r"(?:up to|as many as|at (?:the )?most|a maximum of|no more than|not more than)"),
    ("nearly", r"(?:nearly|almost|close to|just under|just short of|approaching|some nearly)"),
    ("less", r"(?:less than|fewer than|under|below)"),
    ("about", r"(?:about|around|some|approximately|approx\.|roughly|an estimated|estimated|circa|in the region of|~ ?)"),
)
_MODIFIER = "|".join(rf"(?P<{name}>{words})" for name, words in _MODIFIERS)
_NOT_PEOPLE = r"[- ](?:thirds?|quarters?|fifths?|tenths?|percent|per cent|years?[- ]old|months?[- ]old|and a half|km|kg|mm)\b"
_NUMBER = re.compile(
    rf"(?<![\w.,$€£#/:-])(?:(?:{_MODIFIER}) ?(?<=[ ~]))?"
    rf"(?:(?P<between>between|from|anywhere from) (?P<low>{_PLAIN}) (?:and|to) (?P<high>{_PLAIN})"
    rf"|(?P<first>{_PLAIN})(?: or | to |(?<=\d)[-–](?=\d))(?P<second>{_PLAIN})"
    rf"|(?P<unclear>{_UNCLEAR})|(?P<loose>{_LOOSE_WORDS})|(?P<plain>{_PLAIN}))"
    rf"(?!{_NOT_PEOPLE})(?P<strong>-strong\b)?(?P<after>\+| or more\b| or so\b)?"
    r"(?![\w%]| ?%|[.,:]\d|-(?!\w+ed\b)[a-z]|(?:st|nd|rd|th)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read: its span (end excluded), its bounds (None = not given; all three None where the notation is unclear)."""

    start: int
    end: int
    low: int | None
    best: int | None
    high: int | None


def value_of(words: str) -> int | None:
    """Give the value of a number in digits or words, or None.

    >>> value_of("11,600"), value_of("thirty-eight"), value_of("two hundred and six"), value_of("1.5 million")
    (11600, 38, 206, 1500000)
    >>> value_of("three dozen")
    36
    """
    text = words.lower().replace(",", "")
    fixed = _DOZENS | _ROUND
    if text in fixed:
        return fixed[text]
    if text.endswith(" dozen"):
        count = value_of(text.removesuffix(" dozen"))
        return count and 12 * count
    total: float = 0
    current: float = 0
    for part in re.split(r"[\s-]+", text):
        if part in WORDS:
            current += WORDS[part]
        elif part == "hundred":
            current = max(current, 1) * 100
        elif part in _SCALES:
            total, current = total + max(current, 1) * _SCALES[part], 0
        elif re.fullmatch(r"\d{1,15}(?:\.\d{1,15})?", part):
            current += float(part)
        elif part != "and":
            return None
    if total + current > _LARGEST:
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
    end = found.end() if groups["after"] else found.end() - len(groups["strong"] or "")
    if groups["unclear"]:
        return Number(found.start(), end, None, None, None)
    if groups["loose"]:
        return Number(found.start(), end, _LOOSE[groups["loose"].lower()], None, None)
    if low and high:
        first, last = value_of(low), value_of(high)
        if first is not None and last is not None and first < 1000 <= last and re.search(r"thousand|million", high):
            first *= 1000 if "thousand" in high else 1_000_000  # "two to three thousand"
        if first is None or last is None or first > last:
            return None
        return Number(found.start(), end, first, None, last)
    n = value_of(groups["plain"])
    return None if n is None else Number(found.start(), end, *bounds_of(_modifier_of(groups), n))


def _modifier_of(groups: Mapping[str, str | None]) -> str | None:
    after = {"+": "least", " or more": "least", " or so": "about"}.get((groups["after"] or "").lower())
    return after or next((name for name, _ in _MODIFIERS if groups[name]), None)
