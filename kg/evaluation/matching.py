"""Which predicted claim stands for which gold claim, and which of their parts are the same.

All pairing is greedy and one to one: the best pair first, of equal ones the earliest in the gold, then in the prediction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kg.evaluation.coded import CodedClaim, CodedCount, CodedPlace, CodedRole, likeness

T = TypeVar("T")
Pair = tuple[int, int]
Fit = Callable[[T, T], Any]
MIN_OVERLAP = 0.5
ALIKE = 0.5  # share of words from which on two phrases name the same


def pair_best(gold: Sequence[T], predicted: Sequence[T], fit: Fit[T]) -> list[Pair]:
    """Give index pairs, best first; `fit` gives what can be sorted, or None for what does not fit."""
    found = [
        (-order if isinstance(order, (int, float)) else tuple(-part for part in order), at, to)
        for at, one in enumerate(gold)
        for to, other in enumerate(predicted)
        if (order := fit(one, other)) is not None
    ]
    taken_gold: set[int] = set()
    taken_predicted: set[int] = set()
    pairs: list[Pair] = []
    for _, at, to in sorted(found):
        if at not in taken_gold and to not in taken_predicted:
            taken_gold.add(at)
            taken_predicted.add(to)
            pairs.append((at, to))
    return pairs


def role_fit(gold: CodedRole, predicted: CodedRole) -> float | None:
    """Give how alike two role fillers of the same role are."""
    alike = likeness(gold.text, predicted.text)
    return alike if gold.role == predicted.role and alike >= ALIKE else None


def place_fit(gold: CodedPlace, predicted: CodedPlace) -> tuple[float, bool] | None:
    """Give how alike two places are, then whether their relation is the same."""
    alike = likeness(gold.text, predicted.text)
    return (alike, gold.relation == predicted.relation) if alike >= ALIKE else None


def related_place_fit(gold: CodedPlace, predicted: CodedPlace) -> tuple[float, bool] | None:
    """Give how alike two places of the same relation are."""
    return place_fit(gold, predicted) if gold.relation == predicted.relation else None


def count_fit(gold: CodedCount, predicted: CodedCount) -> float | None:
    """Give how alike the groups of two equal counts are."""
    return likeness(gold.of, predicted.of) if gold.figures == predicted.figures else None


def is_same_claimant(gold: CodedClaim, predicted: CodedClaim) -> bool:
    """Tell whether both name the same claimant, or both the narrator."""
    if not gold.claimant or not predicted.claimant:
        return gold.claimant == predicted.claimant
    return likeness(gold.claimant, predicted.claimant) >= ALIKE


def quote_overlap(gold: CodedClaim, predicted: CodedClaim) -> tuple[float, float]:
    """Give what two quotes share: of the shorter one, and of both together. Without offsets, one must hold the other's words."""
    if gold.span is None or predicted.span is None:
        return _words_overlap(" ".join(gold.quote.split()), " ".join(predicted.quote.split()))
    first, second = gold.span[1] - gold.span[0], predicted.span[1] - predicted.span[0]
    shared = min(gold.span[1], predicted.span[1]) - max(gold.span[0], predicted.span[0])
    if min(first, second, shared) <= 0:
        return 0.0, 0.0
    return shared / min(first, second), shared / (first + second - shared)


def _words_overlap(first: str, second: str) -> tuple[float, float]:
    shorter, longer = sorted((first, second), key=len)
    return (1.0, len(shorter) / len(longer)) if shorter and shorter in longer else (0.0, 0.0)


def agreement(gold: CodedClaim, predicted: CodedClaim) -> float:
    """Give in how many of six layers two claims agree; roles, places and counts may agree in part."""
    whole = (
        (gold.stance == predicted.stance) + is_same_claimant(gold, predicted) + (gold.when.bounds == predicted.when.bounds)
    )
    parts = (
        _shared(gold.roles, predicted.roles, role_fit),
        _shared(gold.where, predicted.where, place_fit),
        _shared(gold.counts, predicted.counts, count_fit),
    )
    return round(sum(parts, float(whole)), 6)


def _shared(gold: Sequence[T], predicted: Sequence[T], fit: Fit[T]) -> float:
    total = len(gold) + len(predicted)
    return 2 * len(pair_best(gold, predicted, fit)) / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """The claims of one text, and which stand for which: of the same type, and of any."""

    gold: Sequence[CodedClaim]
    predicted: Sequence[CodedClaim]
    typed: Sequence[Pair]
    any_type: Sequence[Pair]

    @property
    def pairs(self) -> list[tuple[CodedClaim, CodedClaim]]:
        """Give the claims that are matched with their type."""
        return [(self.gold[at], self.predicted[to]) for at, to in self.typed]


def compare(gold: Sequence[CodedClaim], predicted: Sequence[CodedClaim], min_overlap: float = MIN_OVERLAP) -> Comparison:
    """Match the claims of one text: by type and overlap of quotes, then by what they agree in."""
    typed = pair_best(gold, predicted, lambda one, other: _claim_fit(one, other, min_overlap) if one.type == other.type else None)
    any_type = pair_best(gold, predicted, lambda one, other: _claim_fit(one, other, min_overlap))
    return Comparison(gold, predicted, typed, any_type)


def _claim_fit(gold: CodedClaim, predicted: CodedClaim, min_overlap: float) -> tuple[bool, float, float] | None:
    of_shorter, of_both = quote_overlap(gold, predicted)
    if of_shorter < min_overlap:
        return None
    return gold.type == predicted.type, round(of_both, 6), agreement(gold, predicted)
