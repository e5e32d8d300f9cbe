"""Claims against PLOVER records, which hold one event a sentence: is its category there, between its actors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kg.evaluation.coded import CodedClaim, Item, ItemId, WrongShape

_OWNED = re.compile(r"['’]s")
_WORD = re.compile(r"\w+")
_IDLE = frozenset("the a an of and in s its his her their to for on".split())
_FORM = "write each as PLOVER does, with id, event, source, target and text"
COVERED = 0.5  # share of the gold's actors that must be named


@dataclass(frozen=True, slots=True)
class PloverRecord:
    """One sentence with its one event: category, who does it and to whom."""

    id: ItemId
    category: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    text: str | None = None
    date: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """The event types that stand for a category, told as happening and told as not."""

    types: frozenset[str]
    of_negated: frozenset[str] = frozenset()

    def holds(self, claim: CodedClaim) -> bool:
        """Tell whether a claim is of this category."""
        return claim.type in (self.of_negated if claim.negated else self.types)


@dataclass(frozen=True, slots=True)
class RecordScore:
    """What one record brings: whether its category and its dyad were found, and how many claims fit, of how many."""

    found: bool
    dyad: bool
    fitting: int
    made: int


@dataclass(frozen=True, slots=True)
class PloverScores:
    """Shares over all records that have a category of ours."""

    records: int
    left_out: int
    category_recall: float | None
    category_precision: float
    dyad: float | None


@cache
def categories() -> Mapping[str, Category]:
    """Give the categories that have a counterpart in our event types."""
    found = yaml.load(Path(__file__).with_name("plover.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {name: Category(frozenset(e["types"]), frozenset(e.get("of-negated", ()))) for name, e in found.items()}


def plover_record(entry: Any) -> PloverRecord:
    """Give a record from its JSON. Raise WrongShape where id or event are missing."""
    if not isinstance(entry, Mapping):
        raise WrongShape("not an object", _FORM)
    if not isinstance(entry.get("id"), (str, int)) or not isinstance(entry.get("event"), str):
        raise WrongShape('no "id" or no "event"', _FORM)
    text, day = entry.get("text"), entry.get("date")
    return PloverRecord(
        entry["id"],
        entry["event"],
        _actors(entry.get("source")),
        _actors(entry.get("target")),
        text if isinstance(text, str) else None,
        day if isinstance(day, str) else None,
    )


def _actors(field: Any) -> tuple[str, ...]:
    if isinstance(field, str):
        return (field,) if field.strip() else ()
    return tuple(actor["actorText"] for actor in field or () if isinstance(actor, Mapping) and actor.get("actorText"))


def score_records(records: Sequence[PloverRecord], predicted: Iterable[Item]) -> PloverScores:
    """Score the claims found in the records' sentences; a record whose category has no counterpart is left out."""
    scores = list(record_scores(records, predicted))
    made = sum(one.made for one in scores)
    return PloverScores(
        records=len(scores),
        left_out=len(records) - len(scores),
        category_recall=sum(one.found for one in scores) / len(scores) if scores else None,
        category_precision=sum(one.fitting for one in scores) / max(1, made),
        dyad=sum(one.dyad for one in scores) / len(scores) if scores else None,
    )


def record_scores(records: Iterable[PloverRecord], predicted: Iterable[Item]) -> Iterator[RecordScore]:
    """Yield the score of each record that has a category of ours."""
    claims = {item.id: item.claims for item in predicted}
    for record in records:
        if category := categories().get(record.category):
            own = claims.get(record.id, ())
            fitting = [claim for claim in own if category.holds(claim)]
            yield RecordScore(bool(fitting), any(is_between(record, claim) for claim in fitting), len(fitting), len(own))


def is_between(record: PloverRecord, claim: CodedClaim) -> bool:
    """Tell whether the actors of a claim are those of the record."""
    doers, others = _filling(claim, "agent", "party"), _filling(claim, "target", "beneficiary", "party")
    if not record.targets and len(record.sources) > 1:  # a mutual event: all stand as sources
        doers += others
    return _named(record.sources, doers) >= COVERED and _named(record.targets, others) >= COVERED


def _filling(claim: CodedClaim, *roles: str) -> list[str]:
    return [filler.text for filler in claim.roles if filler.role in roles]


def _named(wanted: Sequence[str], said: Iterable[str]) -> float:
    words = set[str]().union(*map(_words, said))
    return sum(bool(_words(name) & words) for name in wanted) / len(wanted) if wanted else 1.0


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_OWNED.sub("", name.lower()))) - _IDLE
