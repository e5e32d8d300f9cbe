"""Claims as coded for comparison: the gold form with every gap allowed, since what is measured may be incomplete."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

ItemId: TypeAlias = str | int
Number: TypeAlias = int | float | None
_WORD = re.compile(r"\w+")
_FIRST_DAY, _LAST_DAY = "0000-00-00", "9999-99-99"  # what an open bound compares as
_IDLE = frozenset("the a an of and in s".split())


class WrongShape(ValueError):
    """A value that has no place in the gold form, and what belongs there; a reader makes a Problem of it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True, slots=True)
class CodedRole:
    """Who takes part, and as what."""

    role: str | None
    text: str


@dataclass(frozen=True, slots=True)
class CodedPlace:
    """Where, and in which relation."""

    text: str
    relation: str | None


@dataclass(frozen=True, slots=True)
class CodedCount:
    """How many people, of whom; None is an open bound."""

    kind: str | None
    low: Number
    best: Number
    high: Number
    of: str
    text: str = ""

    @property
    def figures(self) -> tuple[str | None, Number, Number, Number]:
        """Give what must be the same in two counts that are one."""
        return self.kind, self.low, self.best, self.high


@dataclass(frozen=True, slots=True)
class CodedTime:
    """Bounds of a time, as written in ISO; None is open."""

    earliest: str | None = None
    latest: str | None = None
    text: str | None = None

    @property
    def bounds(self) -> tuple[str | None, str | None]:
        """Give both bounds."""
        return self.earliest, self.latest

    def is_within(self, other: CodedTime) -> bool:
        """Tell whether this says more than `other` and nothing against it.

        >>> CodedTime("2023-08-14", "2023-08-14").is_within(CodedTime(None, "2023-08-14"))
        True
        """
        if self.bounds == other.bounds:
            return False
        starts_within = (self.earliest or _FIRST_DAY) >= (other.earliest or _FIRST_DAY)
        return starts_within and (self.latest or _LAST_DAY) <= (other.latest or _LAST_DAY)


@dataclass(frozen=True, slots=True)
class CodedClaim:
    """One claim in the gold form."""

    type: str | None
    quote: str
    span: tuple[int, int] | None
    roles: tuple[CodedRole, ...] = ()
    where: tuple[CodedPlace, ...] = ()
    counts: tuple[CodedCount, ...] = ()
    when: CodedTime = CodedTime()
    claimant: str = ""
    stance: str = "asserts"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One text with its claims: `line` is where it stands in its file, `text` and the rest are what a parser needs."""

    id: ItemId
    claims: tuple[CodedClaim, ...]
    line: int = 1
    text: str | None = None
    keys: tuple[tuple[str, Any], ...] = ()


@lru_cache(maxsize=65536)
def words_of(text: str) -> Counter[str]:
    """Give the words of a phrase that carry it, counted; where all are idle, all.

    >>> sorted(words_of("the army of Mali"))
    ['army', 'mali']
    """
    words = _WORD.findall(text.lower())
    return Counter([word for word in words if word not in _IDLE] or words)


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> float:
    """Give the share of words that two phrases have in common (Dice over words, with repeats).

    >>> likeness("Malian soldiers", "the soldiers")
    0.6666666666666666
    """
    first, second = words_of(one), words_of(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def coded_claim(entry: Any) -> CodedClaim:
    """Give a claim from its JSON; a missing or null field is an empty one. Raise WrongShape where a value cannot be read."""
    if not isinstance(entry, Mapping):
        raise WrongShape("a claim is not an object", "write {…} with the keys of the gold form")
    start, end = _offset(entry, "start"), _offset(entry, "end")
    when = entry.get("when") or {}
    if not isinstance(when, Mapping):
        raise WrongShape('"when" is not an object', 'write {"earliest", "latest", "precision", "text"} or null')
    return CodedClaim(
        type=_text(entry, "event_type"),
        quote=_text(entry, "quote") or "",
        span=None if start is None or end is None else (start, end),
        roles=tuple(CodedRole(_text(r, "role"), _text(r, "text") or "") for r in _parts(entry, "roles")),
        where=tuple(CodedPlace(_text(p, "text") or "", _text(p, "relation")) for p in _parts(entry, "where")),
        counts=tuple(map(_count, _parts(entry, "counts"))),
        when=CodedTime(_text(when, "earliest"), _text(when, "latest"), _text(when, "text")),
        claimant=_text(entry, "claimant") or "",
        stance=_text(entry, "stance") or "asserts",
        negated=bool(entry.get("negated")),
    )


def _count(part: Mapping[str, Any]) -> CodedCount:
    low, best, high = (_number(part, key) for key in ("low", "best", "high"))
    return CodedCount(_text(part, "kind"), low, best, high, _text(part, "of") or "", _text(part, "text") or "")


def _parts(entry: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    parts = entry.get(key) or []
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        raise WrongShape(f'"{key}" is not a list of objects', "write [{…}, …] or []")
    return parts


def _text(entry: Mapping[str, Any], key: str) -> str | None:
    found = entry.get(key)
    if found is not None and not isinstance(found, str):
        raise WrongShape(f'"{key}" is {found!r}', "write text or null")
    return found


def _number(entry: Mapping[str, Any], key: str) -> Number:
    found = entry.get(key)
    if found is not None and (isinstance(found, bool) or not isinstance(found, (int, float))):
        raise WrongShape(f'"{key}" is {found!r}', "write a number or null")
    return found


def _offset(entry: Mapping[str, Any], key: str) -> int | None:
    found = _number(entry, key)
    if isinstance(found, float):
        raise WrongShape(f'"{key}" is {found!r}', "write a whole number of characters or null")
    return found
