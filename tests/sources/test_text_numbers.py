"""Numbers keep their bounds; section 7 of the gold guidelines. The table was written by hand before it was run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.text.numbers import read_numbers

# phrase | low | best | high; an empty cell is not given
PHRASES = """
six soldiers | 6 | 6 | 6
thirty-eight protesters | 38 | 38 | 38
twenty four men | 24 | 24 | 24
11,600 troops | 11600 | 11600 | 11600
two hundred and six people | 206 | 206 | 206
three thousand refugees | 3000 | 3000 | 3000
a dozen men | 12 | 12 | 12
half a dozen men | 6 | 6 | 6
two dozen men | 24 | 24 | 24
three dozen men | 36 | 36 | 36
4 dozen men | 48 | 48 | 48
a hundred men | 100 | 100 | 100
a pair of guards | 2 | 2 | 2
at least 17 | 17 | 17 |
no fewer than 17 men | 17 | 17 |
a minimum of 9 | 9 | 9 |
17 or more men | 17 | 17 |
at the very least 17 men | 17 | 17 |
more than 20 | 21 | |
over 20 people | 21 | |
well over 100 people | 101 | |
in excess of 40 fighters | 41 | |
upwards of 40 fighters | 41 | |
about 11,600 troops | 10440 | 11600 | 12760
around 30 men | 27 | 30 | 33
roughly 30 men | 27 | 30 | 33
some 300 fighters | 270 | 300 | 330
an estimated 500 families | 450 | 500 | 550
approximately two hundred men | 180 | 200 | 220
30 or so men | 27 | 30 | 33
up to 40 dead | 0 | | 40
as many as 40 dead | 0 | | 40
at most 40 dead | 0 | | 40
no more than 40 dead | 0 | | 40
nearly 100 people | 90 | | 99
nearly 40 | 36 | | 39
almost a thousand people | 900 | | 999
close to 50 men | 45 | | 49
just under 50 men | 45 | | 49
under 10 men | 0 | | 9
fewer than 10 men | 0 | | 9
less than a dozen men | 0 | | 11
between 20 and 30 | 20 | | 30
between two and three thousand people | 2000 | | 3000
from 20 to 30 men | 20 | | 30
three or four men | 3 | | 4
300 to 500 marchers | 300 | | 500
1,200 to 1,500 people | 1200 | | 1500
20-30 gunmen | 20 | | 30
several staff members | 3 | |
a few men | 3 | |
a couple of men | 2 | |
tens of people | 20 | |
dozens of people | 24 | |
several dozen people | 36 | |
scores of people | 40 | |
hundreds of people | 200 | |
several hundred people | 300 | |
a few hundred people | 300 | |
thousands | 2000 | |
several thousand people | 3000 | |
tens of thousands of people | 20000 | |
hundreds of thousands of people | 200000 | |
millions of people | 2000000 | |
1.5 million people | 1500000 | 1500000 | 1500000
5 million people | 5000000 | 5000000 | 5000000
another two men | 2 | 2 | 2
a further 12 men | 12 | 12 | 12
one more man | 1 | 1 | 1
the three others | 3 | 3 | 3
a total of 12 men | 12 | 12 | 12
a 1,500-strong force | 1500 | 1500 | 1500
1.200 people | | |
12.500 people | | |
1 200 people | | |
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def told(n: int | None) -> str:
    return "" if n is None else str(n)


@pytest.mark.parametrize(("phrase", "low", "best", "high"), rows(PHRASES))
def test_a_number_has_the_bounds_that_the_guidelines_give(phrase: str, low: str, best: str, high: str) -> None:
    (number,) = read_numbers(phrase)
    assert (told(number.low), told(number.best), told(number.high)) == (low, best, high)


def test_a_modifier_covers_only_the_number_it_stands_before() -> None:
    found = [(n.low, n.best, n.high) for n in read_numbers("at least 30 killed and 20 wounded")]
    assert found == [(30, 30, None), (20, 20, 20)]


def test_unclear_notation_is_kept_as_written_and_not_guessed() -> None:
    text = "They moved 1.200 men"
    (number,) = read_numbers(text)
    assert text[number.start : number.end] == "1.200"


@pytest.mark.parametrize(
    "text",
    [
        "$5 million",
        "the 15-year-old boy",
        "a 12-year-old",
        "she is 12 years old",
        "3.5 percent",
        "20 per cent",
        "some people",
        "many",
        "1st",
        "the 5th brigade",
        "20%",
        "",
        "two-thirds",
        "two thirds of them",
        "a 30-kilometre road",
        "AK-47",
        "€300",
        "10:30",
        "a five-day truce",
    ],
)
def test_what_counts_nobody_gives_no_number(text: str) -> None:
    assert list(read_numbers(text)) == []


@given(st.integers(1, 999_999), st.sampled_from(["at least", "more than", "about", "up to", "nearly", "fewer than", ""]))
def test_bounds_are_in_order_and_hold_what_the_words_allow(n: int, modifier: str) -> None:
    (number,) = read_numbers(f"{modifier} {n:,} people".strip())
    given = [x for x in (number.low, number.best, number.high) if x is not None]
    assert given == sorted(given)
    if modifier in ("at least", "about", ""):
        assert number.best == n
    else:
        assert number.best is None


@given(st.text("0123456789,.- abdehilmnorstuvwy+%$", max_size=50))
def test_no_text_breaks_the_reader(text: str) -> None:
    for number in read_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
