"""Intervals: where they lie, and that they are the same each time."""

from __future__ import annotations

import pytest

from kg.evaluation.bootstrap import intervals, plover_intervals
from kg.evaluation.layers import FALSE_PRECISION, Scores, Tally
from kg.evaluation.plover import RecordScore

HALF = [Scores({"events": Tally(right, 1, 1)}, {"attack": Tally(right, 1, 1)}) for right in (0, 1) * 50]


def test_an_interval_lies_around_the_figure_and_is_as_wide_as_chance_makes_it() -> None:
    low, high = intervals(HALF)["events"]["f1"]
    assert low < 0.5 < high
    assert high - low == pytest.approx(0.2, abs=0.03)  # 2 x 1.96 x sqrt(.25 / 100)


def test_an_interval_is_the_same_each_time() -> None:
    assert intervals(HALF) == intervals(HALF)
    assert intervals(HALF, seed=1) != intervals(HALF, seed=2)


def test_each_type_has_an_interval_too() -> None:
    assert intervals(HALF)["type:attack"] == intervals(HALF)["events"]


def test_nothing_to_score_has_no_interval() -> None:
    assert intervals([Scores({"counts": Tally()}, {})] * 3)["counts"] == {}
    assert intervals([]) == {}
    assert plover_intervals([]) == {}


def test_the_rate_of_false_precision_is_a_share() -> None:
    found = intervals([Scores({FALSE_PRECISION: Tally(1, 2)}, {})] * 4)
    assert found == {FALSE_PRECISION: {"share": (0.5, 0.5)}}


def test_what_never_varies_has_an_interval_of_no_width() -> None:
    assert intervals([Scores({"events": Tally(1, 2, 1)}, {})] * 5)["events"] == {
        "p": (0.5, 0.5),
        "r": (1.0, 1.0),
        "f1": (0.6667, 0.6667),
    }


def test_shares_over_plover_records_have_intervals() -> None:
    scores = [RecordScore(True, False, 1, 2), RecordScore(False, False, 0, 2)] * 30
    found = plover_intervals(scores)
    assert found["category_recall"][0] < 0.5 < found["category_recall"][1]
    assert found["dyad"] == (0.0, 0.0)
    assert found["category_precision"][1] < 0.5
