"""The figures of the French articles: of those that the lexicon was built with, and of those held back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.evaluation.coded import Item
from kg.evaluation.layers import score
from kg.evaluation.predicting import Known, articles_of, predict
from kg.evaluation.reading import read_items
from kg.sources.text.languages import INSTALL, is_installed

pytestmark = pytest.mark.skipif(not is_installed("fr"), reason=f"no French model: {INSTALL['fr']}")
GOLD = Path(__file__).parents[1] / "articles" / "fr" / "gold.jsonl"
HELD_BACK = ("fr-07", "fr-08", "fr-09", "fr-10")


@pytest.fixture(scope="module")
def items() -> list[Item]:
    return read_items(GOLD)


def figures(items: list[Item]) -> dict[str, Any]:
    found = [item for item, _ in predict(items, articles_of(items, GOLD), Known())]
    return score(items, found).to_json()


def test_the_articles_that_were_looked_at_score_what_was_reached(items: list[Item]) -> None:
    seen = [item for item in items if not str(item.id).startswith(HELD_BACK)]
    found = figures(seen)
    assert len(seen) == 6
    assert found["events"]["f1"] >= 0.9
    assert found["roles"]["f1"] >= 0.85
    assert found["false_precision_rate"] == 0


def test_the_articles_that_were_held_back_score_what_was_asked_for(items: list[Item]) -> None:
    held = [item for item in items if str(item.id).startswith(HELD_BACK)]
    found = figures(held)
    assert len(held) == 4
    assert found["events"]["f1"] >= 0.75
    assert found["false_precision_rate"] == 0
