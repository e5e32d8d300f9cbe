"""Numbers keep their bounds; section 7 of the gold guidelines."""

from __future__ import annotations

import pytest

from kg.sources.text.numbers import read_numbers

PHRASES = [
    ("six soldiers", 6, 6, 6),
    ("thirty-eight protesters", 38, 38, 38),
    ("11,600 troops", 11600, 11600, 11600),
    ("two hundred and six people", 206, 206, 206),
    ("a dozen men", 12, 12, 12),
    ("at least 17", 17, 17, None),
    ("more than 20", 21, None, None),
    ("over 20 people", 21, None, None),
    ("about 11,600 troops", 10440, 11600, 12760),
    ("some 300 fighters", 270, 300, 330),
    ("up to 40 dead", 0, None, 40),
    ("nearly 100 people", 90, None, 99),
    ("between 20 and 30", 20, None, 30),
    ("three or four men", 3, None, 4),
    ("300 to 500 marchers", 300, None, 500),
    ("several staff members", 3, None, None),
    ("a few men", 3, None, None),
    ("dozens of people", 24, None, None),
    ("hundreds of people", 200, None, None),
    ("thousands", 2000, None, None),
    ("tens of thousands of people", 20000, None, None),
    ("1.5 million people", 1500000, 1500000, 1500000),
]


@pytest.mark.parametrize(("phrase", "low", "best", "high"), PHRASES)
def test_a_number_has_the_bounds_that_the_guidelines_give(phrase: str, low: int, best: int | None, high: int | None) -> None:
    (number,) = read_numbers(phrase)
    assert (number.low, number.best, number.high) == (low, best, high)


def test_a_modifier_covers_only_the_number_it_stands_before() -> None:
    found = [(n.low, n.best, n.high) for n in read_numbers("at least 30 killed and 20 wounded")]
    assert found == [(30, 30, None), (20, 20, 20)]


@pytest.mark.parametrize("text", ["$5 million", "the 15-year-old boy", "3.5 percent", "some people", "many", "1st", "20%", ""])
def test_what_counts_nobody_gives_no_number(text: str) -> None:
    assert list(read_numbers(text)) == []
