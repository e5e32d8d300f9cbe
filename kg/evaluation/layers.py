"""Scores of claims, layer by layer: events, their types, and on matched claims roles, places, times, counts and who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from kg.evaluation.coded import CodedClaim, Item, ItemId
from kg.evaluation.matching import (
    MIN_OVERLAP,
    Comparison,
    Fit,
    compare,
    count_fit,
    is_same_claimant,
    pair_best,
    place_fit,
    related_place_fit,
    role_fit,
)

Tallies: TypeAlias = Mapping[str, "Tally"]
FALSE_PRECISION = "false_precision_rate"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were right, predicted, and in the gold."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def figures(self) -> dict[str, float | None]:
        """Give precision, recall and F1, to four places; None where there is nothing to score.

        >>> Tally(1, 2, 1).figures
        {'p': 0.5, 'r': 1.0, 'f1': 0.6667}
        """
        if not self.predicted and not self.gold:
            return {"p": None, "r": None, "f1": None}
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        return {"p": round(precision, 4), "r": round(recall, 4), "f1": round(f1, 4)}

    @property
    def share(self) -> float | None:
        """Give the share of what was predicted; None where nothing was."""
        return round(self.right / self.predicted, 4) if self.predicted else None


@dataclass(frozen=True, slots=True)
class Scores:
    """Tallies of one text or of many: one for each layer, in the order of the report, and one for each event type."""

    layers: Tallies
    types: Tallies
    items: int = 1

    def to_json(self) -> dict[str, Any]:
        """Give all figures, as the scorer of the gold claims prints them."""
        found: dict[str, Any] = {"items": self.items}
        for name, tally in self.layers.items():
            found[name] = tally.share if name == FALSE_PRECISION else _with_counts(tally)
        return {**found, "by_type": {name: _with_counts(tally) for name, tally in self.types.items()}}


def _with_counts(tally: Tally) -> dict[str, Any]:
    return {**tally.figures, "tp": tally.right, "pred": tally.predicted, "gold": tally.gold}


@dataclass(frozen=True, slots=True)
class Listed:
    """A layer of a claim that is a list: where it stands, and when two of its entries are the same."""

    entries: Callable[[CodedClaim], Sequence[Any]]
    fit: Fit[Any]

    def tally(self, comparison: Comparison) -> Tally:
        """Give the tally over matched claims."""
        return sum((self._of_pair(*pair) for pair in comparison.pairs), Tally())

    def tally_of_all(self, comparison: Comparison) -> Tally:
        """Give the tally that also charges what unmatched claims hold."""
        right = self.tally(comparison).right
        return Tally(right, self._number(comparison.predicted), self._number(comparison.gold))

    def _of_pair(self, gold: CodedClaim, predicted: CodedClaim) -> Tally:
        one, other = self.entries(gold), self.entries(predicted)
        return Tally(len(pair_best(one, other, self.fit)), len(other), len(one))

    def _number(self, claims: Iterable[CodedClaim]) -> int:
        return sum(len(self.entries(claim)) for claim in claims)


LISTED = {
    "roles": Listed(lambda claim: claim.roles, role_fit),
    "where": Listed(lambda claim: claim.where, place_fit),
    "where_relation": Listed(lambda claim: claim.where, related_place_fit),
    "counts": Listed(lambda claim: claim.counts, count_fit),
}


def score(gold: Iterable[Item], predicted: Iterable[Item], min_overlap: float = MIN_OVERLAP) -> Scores:
    """Score all texts of the gold; one that the prediction lacks predicts nothing, one that the gold lacks is not looked at."""
    return total(map(score_item, compared(gold, predicted, min_overlap)))


def compared(gold: Iterable[Item], predicted: Iterable[Item], min_overlap: float = MIN_OVERLAP) -> Iterator[Comparison]:
    """Yield the comparison of each text of the gold."""
    found: Mapping[ItemId, Sequence[CodedClaim]] = {item.id: item.claims for item in predicted}
    for item in gold:
        yield compare(item.claims, found.get(item.id, ()), min_overlap)


def score_item(comparison: Comparison) -> Scores:
    """Score one text."""
    gold, predicted = len(comparison.gold), len(comparison.predicted)
    layers = {
        "events": Tally(len(comparison.typed), predicted, gold),
        "events_any_type": Tally(len(comparison.any_type), predicted, gold),
    }
    for name, listed in LISTED.items():
        layers |= {name: listed.tally(comparison), f"{name}_all": listed.tally_of_all(comparison)}
    pairs = comparison.pairs
    return Scores({**layers, **_times(pairs), **_tellings(pairs)}, _types(comparison))


def _times(pairs: Sequence[tuple[CodedClaim, CodedClaim]]) -> Tallies:
    whens = [(gold.when, predicted.when) for gold, predicted in pairs]
    stated = [(gold, predicted) for gold, predicted in whens if gold.text]
    bounded = [(gold, predicted) for gold, predicted in whens if predicted.bounds != (None, None)]
    narrower = sum(predicted.is_within(gold) for gold, predicted in bounded)
    return {
        "when": Tally(sum(g.bounds == p.bounds for g, p in whens), len(bounded), len(whens)),
        "when_stated": Tally(
            sum(g.bounds == p.bounds for g, p in stated), sum(p.bounds != (None, None) for _, p in stated), len(stated)
        ),
        FALSE_PRECISION: Tally(narrower, len(bounded)),
    }


def _tellings(pairs: Sequence[tuple[CodedClaim, CodedClaim]]) -> Tallies:
    def tally(right: int) -> Tally:
        return Tally(right, len(pairs), len(pairs))

    claimants = [(gold, is_same_claimant(gold, predicted)) for gold, predicted in pairs]
    named = sum(bool(gold.claimant) for gold, _ in pairs)
    named_predicted = sum(bool(predicted.claimant) for _, predicted in pairs)
    return {
        "claimant": tally(sum(same for _, same in claimants)),
        "claimant_named": Tally(sum(same for gold, same in claimants if gold.claimant), named_predicted, named),
        "stance": tally(sum(gold.stance == predicted.stance for gold, predicted in pairs)),
        "negated": tally(sum(gold.negated == predicted.negated for gold, predicted in pairs)),
    }


def _types(comparison: Comparison) -> Tallies:
    found: dict[str, Tally] = defaultdict(Tally)
    for claim in comparison.gold:
        found[str(claim.type)] += Tally(gold=1)
    for claim in comparison.predicted:
        found[str(claim.type)] += Tally(predicted=1)
    for claim, _ in comparison.pairs:
        found[str(claim.type)] += Tally(right=1)
    return found


def total(scores: Iterable[Scores]) -> Scores:
    """Give the scores of many texts as one."""
    layers: dict[str, Tally] = {name: Tally() for name in score_item(compare((), ())).layers}
    types: dict[str, Tally] = defaultdict(Tally)
    items = 0
    for one in scores:
        items += one.items
        for sums, tallies in ((layers, one.layers), (types, one.types)):
            for name, tally in tallies.items():
                sums[name] += tally
    return Scores(layers, dict(sorted(types.items())), items)
