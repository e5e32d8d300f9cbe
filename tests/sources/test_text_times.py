"""Times keep the precision they were given; nothing is filled in."""

from __future__ import annotations

from datetime import date

import pytest

from kg.sources.text.times import read_times

DAY = date(2023, 8, 14)  # a Monday

PHRASES = [
    ("on Sunday", "2023-08-13", "2023-08-13", "day"),
    ("on Monday", "2023-08-14", "2023-08-14", "day"),
    ("last Monday", "2023-08-07", "2023-08-07", "day"),
    ("yesterday", "2023-08-13", "2023-08-13", "day"),
    ("today", "2023-08-14", "2023-08-14", "day"),
    ("overnight", "2023-08-13", "2023-08-14", "day-range"),
    ("this week", "2023-08-14", "2023-08-14", "day-range"),
    ("last week", "2023-08-07", "2023-08-13", "day-range"),
    ("last weekend", "2023-08-12", "2023-08-13", "day-range"),
    ("over the weekend", "2023-08-12", "2023-08-13", "day-range"),
    ("in two days", "2023-08-13", "2023-08-14", "day-range"),
    ("back in June", "2023-06-01", "2023-06-30", "month"),
    ("in August 2021", "2021-08-01", "2021-08-31", "month"),
    ("in October", "2022-10-01", "2022-10-31", "month"),
    ("In 2012", "2012-01-01", "2012-12-31", "year"),
    ("the 2015 accord", "2015-01-01", "2015-12-31", "year"),
    ("last year", "2022-01-01", "2022-12-31", "year"),
    ("last month", "2023-07-01", "2023-07-31", "month"),
    ("earlier this month", "2023-08-01", "2023-08-14", "month"),
    ("since 2012", "2012-01-01", "2023-08-14", "year"),
    ("since June", "2023-06-01", "2023-08-14", "month"),
    ("since late July", "2023-07-21", "2023-08-14", "vague"),
    ("late July", "2023-07-21", "2023-07-31", "day-range"),
    ("three days ago", "2023-08-11", "2023-08-11", "day"),
    ("10-12 July", "2023-07-10", "2023-07-12", "day-range"),
    ("July 10\N{EN DASH}12", "2023-07-10", "2023-07-12", "day-range"),
    ("August 4", "2023-08-04", "2023-08-04", "day"),
    ("4 August 2022", "2022-08-04", "2022-08-04", "day"),
    ("on December 31", "2022-12-31", "2022-12-31", "day"),
    ("by June 30, 2024", "2023-08-14", "2024-06-30", "day-range"),
    ("for the last decade", "2013-01-01", "2023-08-14", "vague"),
    ("the last three years", "2020-01-01", "2023-08-14", "vague"),
    ("in recent days", None, "2023-08-14", "vague"),
    ("in the coming weeks", "2023-08-14", None, "vague"),
    ("in the 1990s", "1990-01-01", "1999-12-31", "vague"),
]


@pytest.mark.parametrize(("phrase", "earliest", "latest", "precision"), PHRASES)
def test_a_phrase_has_the_bounds_that_the_guidelines_give(phrase: str, earliest: str, latest: str, precision: str) -> None:
    (time,) = read_times(phrase, DAY)
    assert (str(time.earliest) if time.earliest else None, str(time.latest) if time.latest else None) == (earliest, latest)
    assert time.precision == precision


def test_two_years_are_two_times() -> None:
    assert [t.earliest for t in read_times("coups in 2020 and 2021", DAY)] == [date(2020, 1, 1), date(2021, 1, 1)]


@pytest.mark.parametrize(
    "text", ["They may march on the port", "some 2012 people fled", "2023-02-30", "the 15-year-old", "Mali", "", "2,020 troops"]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert read_times(text, DAY) == []


def test_a_weekday_to_come_is_kept_beside_the_one_past() -> None:
    (time,) = read_times("on Friday", DAY)
    assert time.latest == date(2023, 8, 11)
    assert time.ahead == (date(2023, 8, 18), date(2023, 8, 18))


def test_a_day_of_no_calendar_is_no_date() -> None:
    assert read_times("900 years ago", date(300, 1, 1)) == []
