"""Numbers of people in French with their bounds: what "au moins 17", "une vingtaine" or "entre 20 et 30" say, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.sources.text.numbers import Number, bounds_of

_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf vingt"
).split()
_TENS = {"trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingt": 80, "quatre-vingts": 80}
_WORDS = {word: n for n, word in enumerate(_UNITS)} | _TENS | {"une": 1, "cent": 100, "cents": 100, "mille": 1000}
_ABOUT = {
    "dizaine": 10,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "millier": 1000,
}
_MANY = {"dizaines": 24, "vingtaines": 40, "centaines": 200, "milliers": 2000, "millions": 2_000_000}
_WORD = f"(?:{'|'.join(sorted((w for w in _WORDS if w not in ('un', 'une', 'zéro')), key=len, reverse=True))})"
_SPELLED = rf"{_WORD}(?:(?:-| |-et-| et ){_WORD})*(?:(?: et |-et-)une?)?"
_DIGITS = r"\d{1,3}(?:[ .]\d{3})+(?!\d)|\d+(?:,\d+)?"
_PLAIN = rf"(?:(?:{_DIGITS})(?: (?:mille|millions?))?|{_SPELLED})"
_MODIFIERS: tuple[tuple[str, str], ...] = (
    ("least", r"au moins|pas moins (?:de |d')|un minimum de"),
    ("more", r"plus (?:de |d')"),
    ("most", r"jusqu'à|au plus|au maximum|un maximum de"),
    ("nearly", r"près (?:de |d')|presque|quasiment|pas loin (?:de |d')"),
    ("less", r"moins (?:de |d')"),
    ("about", r"environ|quelque|autour (?:de |d')|à peu près|approximativement"),
)
_MODIFIER = "|".join(rf"(?P<{name}>{words})" for name, words in _MODIFIERS)
_NUMBER = re.compile(
    rf"(?<![\w.,$€£-])(?:(?:{_MODIFIER}) ?)?"
    rf"(?:(?:entre|de) (?P<low>{_PLAIN}) (?:et|à) (?P<high>{_PLAIN})"
    rf"|(?P<first>{_PLAIN})(?: ou | à |(?<=\d)[-–](?=\d))(?P<second>{_PLAIN})"
    rf"|(?:des |plusieurs |quelques )?(?P<tens>{'|'.join(_MANY)})(?: de (?P<scale>milliers|millions))?"
    rf"|(?P<dozen>une (?:bonne |petite )?douzaine)"
    rf"|une? (?:bonne |petite )?(?P<about_n>{'|'.join(_ABOUT)})"
    rf"|(?P<few>plusieurs|quelques)|(?P<plain>{_PLAIN})|(?P<one>une?))(?![\w%]| %|[.,:]\d|-\w|'| ?(?:er|e|ème)\b)",
    re.IGNORECASE,
)


def value_of(words: str) -> int | None:
    """Give the value of a French number in digits or words, or None.

    >>> value_of("12 000"), value_of("trente-huit"), value_of("deux cent six"), value_of("quatre-vingt-dix")
    (12000, 38, 206, 90)
    """
    text = re.sub(r"(?<=\d)[ .](?=\d{3})", "", words.lower()).replace(",", ".").replace("quatre-vingt", "80")
    total = current = 0.0
    for part in re.split(r"[\s-]+", text):
        if part in ("cent", "cents"):
            current = max(current, 1) * 100
        elif part in ("mille", "million", "millions"):
            total, current = total + max(current, 1) * (1000 if part == "mille" else 1_000_000), 0
        elif part in _WORDS:
            current += _WORDS[part]
        elif re.fullmatch(r"\d+(?:\.\d+)?s?", part):
            current += float(part.rstrip("s"))
        elif part != "et":
            return None
    whole = int(total + current)
    return whole if whole == total + current else None


def read_numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of a normalised French text, left to right.

    >>> [(n.low, n.best, n.high) for n in read_numbers("entre 20 et 30 morts, au moins 17 blessés, des dizaines")]
    [(20, None, 30), (17, 17, None), (24, None, None)]
    >>> [(n.low, n.best, n.high) for n in read_numbers("une vingtaine, plus de 12 000 habitants, près de 900 blessés")]
    [(18, 20, 22), (12001, None, None), (810, None, 899)]
    """
    for found in _NUMBER.finditer(text):
        if number := _number_of(found):
            yield number


def _number_of(found: re.Match[str]) -> Number | None:
    start, end, groups = found.start(), found.end(), found.groupdict()
    modifier = next((name for name, _ in _MODIFIERS if groups[name]), None)
    low, high = groups["low"] or groups["first"], groups["high"] or groups["second"]
    if groups["tens"]:
        many = _MANY[groups["tens"].lower()] * {"milliers": 1000, "millions": 1_000_000}.get(groups["scale"] or "", 1)
        return Number(start, end, {24_000: 20_000}.get(many, many), None, None)
    if groups["few"]:
        return Number(start, end, 3, None, None)
    if groups["about_n"] or groups["dozen"]:
        n = _ABOUT[groups["about_n"].lower()] if groups["about_n"] else 12
        return Number(start, end, *bounds_of(modifier or ("about" if groups["about_n"] else None), n))
    if groups["one"]:
        return Number(start, end, *bounds_of(modifier, 1)) if modifier else None
    if low and high:
        first, last = value_of(low), value_of(high)
        return None if first is None or last is None or first > last else Number(start, end, first, None, last)
    plain = value_of(groups["plain"])
    return None if plain is None else Number(start, end, *bounds_of(modifier, plain))
