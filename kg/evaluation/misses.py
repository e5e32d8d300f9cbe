"""A page of the worst misses: of each text gold and prediction side by side, what was missed, what is spurious, what is wrong."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.evaluation.coded import CodedClaim, CodedCount, CodedTime, Item, ItemId
from kg.evaluation.failures import Failure
from kg.evaluation.layers import Scores
from kg.evaluation.matching import Comparison

State: TypeAlias = Literal["right", "wrong", "missed", "spurious"]
WHOLE, PART = 1.0, 0.25  # what a claim and what one layer of a matched claim counts among the losses
SHOWN = 100  # texts on a page
_UNSAID = {
    **{"roles": "none", "where": "none", "counts": "none"},
    **{"claimant": "narrator", "stance": "asserts", "negated": "not negated"},
}
_WORST: tuple[State, ...] = ("missed", "spurious", "wrong", "right")


@dataclass(frozen=True, slots=True)
class Line:
    """One layer of a claim in words, and whether it differs from the other side."""

    layer: str
    words: str
    off: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A gold claim and the predicted one that stands for it; one side may be empty."""

    number: int
    state: State
    gold: Sequence[Line]
    predicted: Sequence[Line]
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the text under the same claims: their numbers, those that begin here, and the worst of their states."""

    text: str
    state: State | None
    numbers: Sequence[int]
    begins: Sequence[int]


@dataclass(frozen=True, slots=True)
class Miss:
    """One text of the page: what is lost in it, its marked text on both sides, and its claims."""

    id: ItemId
    lost: float
    gold: Sequence[Segment]
    predicted: Sequence[Segment]
    rows: Sequence[Row]


def misses_page(
    gold: Sequence[Item], comparisons: Sequence[Comparison], failures: Mapping[ItemId, Sequence[Failure]], scores: Scores
) -> str:
    """Give the page as HTML that needs nothing beside itself; the texts in which most is lost come first."""
    found = [
        _miss(item, comparison, failures[item.id])
        for item, comparison in zip(gold, comparisons, strict=True)
        if failures[item.id]
    ]
    found.sort(key=lambda miss: (-miss.lost, str(miss.id)))
    folder = FileSystemLoader(Path(__file__).parent)
    page = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page.filters["figure"] = lambda value: "n/a" if value is None else f"{value:.3f}"
    return page.get_template("misses.html").render(misses=found[:SHOWN], number=len(found), scores=scores)


def lost(failures: Iterable[Failure]) -> float:
    """Give what a text loses: one for each claim missed, spurious or of a wrong type, a quarter for each other difference."""
    return sum(WHOLE if failure.layer == "events" else PART for failure in failures)


def _miss(item: Item, comparison: Comparison, failures: Sequence[Failure]) -> Miss:
    rows: list[Row] = []
    marks: tuple[list[tuple[CodedClaim, Row]], list[tuple[CodedClaim, Row]]] = ([], [])
    for number, (at, to) in enumerate(_pairs(comparison), start=1):
        own = [failure for failure in failures if (failure.at, failure.to) == (at, to)]
        gold = None if at is None else comparison.gold[at]
        predicted = None if to is None else comparison.predicted[to]
        row = _row(number, gold, predicted, own)
        rows.append(row)
        for claim, side in ((gold, marks[0]), (predicted, marks[1])):
            if claim is not None:
                side.append((claim, row))
    text = item.text or ""
    return Miss(item.id, lost(failures), _segments(text, marks[0]), _segments(text, marks[1]), rows)


def _pairs(comparison: Comparison) -> list[tuple[int | None, int | None]]:
    """Give the pairs in the order of the text, then what was missed and what is spurious where they stand."""
    paired: list[tuple[int | None, int | None]] = list(comparison.any_type)
    gold = {at for at, _ in comparison.any_type}
    predicted = {to for _, to in comparison.any_type}
    paired += [(at, None) for at in range(len(comparison.gold)) if at not in gold]
    paired += [(None, to) for to in range(len(comparison.predicted)) if to not in predicted]

    def start(pair: tuple[int | None, int | None]) -> tuple[int, ...]:
        claim = comparison.gold[pair[0]] if pair[0] is not None else comparison.predicted[pair[1] or 0]
        return claim.span or (0, 0)

    return sorted(paired, key=start)


def _row(number: int, gold: CodedClaim | None, predicted: CodedClaim | None, failures: Sequence[Failure]) -> Row:
    off = {failure.layer for failure in failures} if gold and predicted else set()
    state: State = "spurious" if gold is None else "missed" if predicted is None else "wrong" if failures else "right"
    why = [_why(failure) for failure in failures]
    return Row(number, state, _lines(gold, off), _lines(predicted, off), why)


def _why(failure: Failure) -> str:
    if failure.layer != "events":
        return f"{failure.layer}: {failure.kind} ({failure.case})"
    return failure.kind.partition(": ")[2] or f"{failure.kind}: {failure.case}"


def _lines(claim: CodedClaim | None, off: Container[str]) -> list[Line]:
    if claim is None:
        return []
    words = ((layer, words or _UNSAID[layer] if layer in off else words) for layer, words in _worded(claim))
    return [Line(layer, said, layer in off) for layer, said in words if said]


def _worded(claim: CodedClaim) -> Iterator[tuple[str, str]]:
    yield "events", str(claim.type)
    yield "roles", "; ".join(f"{role.role} {role.text}" for role in claim.roles)
    yield "where", "; ".join(f"{place.relation} {place.text}" for place in claim.where)
    yield "when", _time_words(claim.when)
    yield "counts", "; ".join(map(_count_words, claim.counts))
    yield "claimant", claim.claimant
    yield "stance", claim.stance if claim.stance != "asserts" else ""
    yield "negated", "negated" if claim.negated else ""


def _time_words(when: CodedTime) -> str:
    if when.earliest and when.earliest == when.latest:
        bounds = when.earliest
    else:
        bounds = f"{when.earliest or '…'} to {when.latest or '…'}"
    return f"{bounds} (“{when.text}”)" if when.text else bounds


def _count_words(count: CodedCount) -> str:
    bounds = "/".join("…" if bound is None else str(bound) for bound in count.figures[1:])
    return " ".join(filter(None, (str(count.kind), bounds, count.of)))


def _segments(text: str, marks: Sequence[tuple[CodedClaim, Row]]) -> list[Segment]:
    """Cut a text where a claim begins or ends."""
    spans = [(*claim.span, row) for claim, row in marks if claim.span and claim.span[0] < claim.span[1]]
    cuts = sorted({0, len(text), *(cut for start, end, _ in spans for cut in (start, end) if 0 <= cut <= len(text))})
    found = []
    for start, end in pairwise(cuts):
        over = [(begin, row) for begin, finish, row in spans if begin < end and start < finish]
        state = min((row.state for _, row in over), key=_WORST.index, default=None)
        begins = [row.number for begin, row in over if begin == start]
        found.append(Segment(text[start:end], state, [row.number for _, row in over], begins))
    return found
