"""One evaluation: gold and prediction read or made, compared, scored, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.evaluation.bootstrap import Interval, intervals, plover_intervals
from kg.evaluation.coded import Item, ItemId
from kg.evaluation.failures import Failure, find_failures
from kg.evaluation.layers import Scores, compared, score_item, total
from kg.evaluation.matching import MIN_OVERLAP, Comparison
from kg.evaluation.plover import PloverRecord, PloverScores, record_scores, score_records
from kg.evaluation.predicting import Known, Sentences, articles_of, as_items, predict, with_text
from kg.evaluation.reading import ids_apart, read_gold, read_items

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Compared:
    """Gold and prediction of the same texts.

    `notes` say what stands on one side only; `sentences` are there for texts that were parsed here.
    """

    gold: Sequence[Item]
    predicted: Sequence[Item]
    records: Sequence[PloverRecord] = ()
    notes: Sequence[str] = ()
    sentences: Mapping[ItemId, Sentences] = field(default_factory=dict)

    def comparisons(self, min_overlap: float = MIN_OVERLAP) -> list[Comparison]:
        """Give the comparison of each text, in the order of the gold."""
        return list(compared(self.gold, self.predicted, min_overlap))

    def failures(self, comparisons: Sequence[Comparison]) -> dict[ItemId, list[Failure]]:
        """Give the failures of each text."""
        return {
            item.id: list(find_failures(comparison, self.sentences.get(item.id, ())))
            for item, comparison in zip(self.gold, comparisons, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of claims by layer and type, with their intervals; none are given for a single text."""

    scores: Scores
    intervals: dict[str, dict[str, Interval]]

    def to_json(self) -> dict[str, Any]:
        """Give all figures as the scorer of the gold claims prints them, and the intervals."""
        return {**self.scores.to_json(), "intervals": self.intervals}


@dataclass(frozen=True, slots=True)
class PloverEvaluation:
    """Figures of claims against PLOVER records, with their intervals."""

    scores: PloverScores
    intervals: dict[str, Interval]

    def to_json(self) -> dict[str, Any]:
        """Give all figures as the scorer of the records prints them, and the intervals."""
        return {**asdict(self.scores), "intervals": self.intervals}


def read_both(
    gold: Path,
    predicted: Path | None = None,
    text: str | None = None,
    known: Callable[[], Known] = Known,
    step: Step = lambda _: None,
) -> Compared:
    """Read the gold and its prediction; where there is none, the texts of the gold are parsed, knowing what `known` gives."""
    found = read_gold(gold)
    items = [one for one in found if isinstance(one, Item)]
    records = [one for one in found if isinstance(one, PloverRecord)]
    texts = items or as_items(records)
    if text is not None:
        texts = items = with_text(texts, gold, text)
    if predicted is not None:
        claims = read_items(predicted)
        return Compared(items, claims, records, list(ids_apart(found, claims)))
    articles = articles_of(texts, gold)
    step("loading the parser")
    read = []
    for number, one in enumerate(predict(texts, articles, known()), start=1):
        read.append(one)
        step(f"parsed {number} of {len(texts)} texts")
    return Compared(items, [item for item, _ in read], records, sentences={item.id: own for item, own in read})


def evaluate(comparisons: Sequence[Comparison], resamples: int) -> Evaluation:
    """Score the comparisons of all texts."""
    scores = [score_item(comparison) for comparison in comparisons]
    swings = intervals(scores, resamples) if resamples and len(scores) > 1 else {}
    return Evaluation(total(scores), swings)


def evaluate_records(compared: Compared, resamples: int) -> PloverEvaluation:
    """Score claims against PLOVER records."""
    scores = list(record_scores(compared.records, compared.predicted))
    swings = plover_intervals(scores, resamples) if resamples and len(scores) > 1 else {}
    return PloverEvaluation(score_records(compared.records, compared.predicted), swings)
