"""Times keep the precision they were given; nothing is filled in. The tables were written by hand before they were run."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.text.times import Time, read_times

DAY = date(2023, 8, 14)  # a Monday

# phrase | earliest | latest | precision; an empty bound is open
PHRASES = """
on Sunday | 2023-08-13 | 2023-08-13 | day
on Monday | 2023-08-14 | 2023-08-14 | day
on Tuesday | 2023-08-08 | 2023-08-08 | day
last Monday | 2023-08-07 | 2023-08-07 | day
last Friday | 2023-08-11 | 2023-08-11 | day
next Friday | 2023-08-18 | 2023-08-18 | day
this coming Wednesday | 2023-08-16 | 2023-08-16 | day
Friday's raid | 2023-08-11 | 2023-08-11 | day
early on Saturday | 2023-08-12 | 2023-08-12 | day
late Thursday evening | 2023-08-10 | 2023-08-10 | day
at 3 a.m. on Sunday | 2023-08-13 | 2023-08-13 | day
Sunday night | 2023-08-13 | 2023-08-13 | day
on Wednesday last week | 2023-08-09 | 2023-08-09 | day
Friday of last week | 2023-08-11 | 2023-08-11 | day
yesterday | 2023-08-13 | 2023-08-13 | day
the day before yesterday | 2023-08-12 | 2023-08-12 | day
today | 2023-08-14 | 2023-08-14 | day
this morning | 2023-08-14 | 2023-08-14 | day
tonight | 2023-08-14 | 2023-08-14 | day
tomorrow | 2023-08-15 | 2023-08-15 | day
the day after tomorrow | 2023-08-16 | 2023-08-16 | day
overnight | 2023-08-13 | 2023-08-14 | day-range
last night | 2023-08-13 | 2023-08-14 | day-range
overnight into Sunday | 2023-08-12 | 2023-08-13 | day-range
overnight on Saturday | 2023-08-11 | 2023-08-13 | day-range
overnight from Saturday to Sunday | 2023-08-12 | 2023-08-13 | day-range
the night of Thursday to Friday | 2023-08-10 | 2023-08-11 | day-range
the night of Saturday | 2023-08-12 | 2023-08-13 | day-range
this week | 2023-08-14 | 2023-08-14 | day-range
earlier this week | 2023-08-14 | 2023-08-14 | day-range
last week | 2023-08-07 | 2023-08-13 | day-range
next week | 2023-08-21 | 2023-08-27 | day-range
the week before last | 2023-07-31 | 2023-08-06 | day-range
late last week | 2023-08-07 | 2023-08-13 | day-range
last weekend | 2023-08-12 | 2023-08-13 | day-range
over the weekend | 2023-08-12 | 2023-08-13 | day-range
at the weekend | 2023-08-12 | 2023-08-13 | day-range
next weekend | 2023-08-19 | 2023-08-20 | day-range
the second raid in two days | 2023-08-13 | 2023-08-14 | day-range
the third blast in 48 hours | 2023-08-12 | 2023-08-14 | day-range
killed forty people in two days | | 2023-08-14 | vague
over the past two days | 2023-08-13 | 2023-08-14 | day-range
in the past 24 hours | 2023-08-13 | 2023-08-14 | day-range
in the last 36 hours | 2023-08-12 | 2023-08-14 | day-range
the past five days | 2023-08-10 | 2023-08-14 | day-range
during the past week | 2023-08-07 | 2023-08-14 | day-range
in the past two weeks | 2023-07-31 | 2023-08-14 | day-range
over the last two months | 2023-06-01 | 2023-08-14 | vague
in the past month | 2023-07-01 | 2023-08-14 | vague
in the last year | 2022-01-01 | 2023-08-14 | vague
the last three years | 2020-01-01 | 2023-08-14 | vague
for the last decade | 2013-01-01 | 2023-08-14 | vague
over the past two decades | 2003-01-01 | 2023-08-14 | vague
this month | 2023-08-01 | 2023-08-14 | month
earlier this month | 2023-08-01 | 2023-08-14 | month
later this month | 2023-08-14 | 2023-08-31 | month
last month | 2023-07-01 | 2023-07-31 | month
next month | 2023-09-01 | 2023-09-30 | month
early last month | 2023-07-01 | 2023-07-10 | day-range
late last month | 2023-07-21 | 2023-07-31 | day-range
early this month | 2023-08-01 | 2023-08-10 | day-range
early next month | 2023-09-01 | 2023-09-10 | day-range
at the end of the month | 2023-08-21 | 2023-08-31 | day-range
this year | 2023-01-01 | 2023-08-14 | year
so far this year | 2023-01-01 | 2023-08-14 | year
earlier this year | 2023-01-01 | 2023-08-14 | year
last year | 2022-01-01 | 2022-12-31 | year
next year | 2024-01-01 | 2024-12-31 | year
early last year | 2022-01-01 | 2022-04-30 | vague
late last year | 2022-09-01 | 2022-12-31 | vague
early next year | 2024-01-01 | 2024-04-30 | vague
at the end of last year | 2022-09-01 | 2022-12-31 | vague
back in June | 2023-06-01 | 2023-06-30 | month
in August | 2023-08-01 | 2023-08-31 | month
in October | 2022-10-01 | 2022-10-31 | month
last March | 2023-03-01 | 2023-03-31 | month
last August | 2022-08-01 | 2022-08-31 | month
in May | 2023-05-01 | 2023-05-31 | month
in March last year | 2022-03-01 | 2022-03-31 | month
in May of this year | 2023-05-01 | 2023-05-31 | month
in August 2021 | 2021-08-01 | 2021-08-31 | month
in Sept. 2019 | 2019-09-01 | 2019-09-30 | month
late July | 2023-07-21 | 2023-07-31 | day-range
in early June | 2023-06-01 | 2023-06-10 | day-range
mid-July | 2023-07-11 | 2023-07-20 | day-range
in mid-March 2021 | 2021-03-11 | 2021-03-20 | day-range
at the end of July | 2023-07-21 | 2023-07-31 | day-range
at the beginning of May | 2023-05-01 | 2023-05-10 | day-range
in the first half of July | 2023-07-01 | 2023-07-15 | day-range
the second half of February 2020 | 2020-02-16 | 2020-02-29 | day-range
in the first week of June | 2023-06-01 | 2023-06-07 | day-range
in the last days of May | 2023-05-21 | 2023-05-31 | day-range
early in June 2022 | 2022-06-01 | 2022-06-10 | day-range
August 4 | 2023-08-04 | 2023-08-04 | day
4 August | 2023-08-04 | 2023-08-04 | day
the 4th of August | 2023-08-04 | 2023-08-04 | day
August 4th, 2022 | 2022-08-04 | 2022-08-04 | day
4 August 2022 | 2022-08-04 | 2022-08-04 | day
Aug. 4 | 2023-08-04 | 2023-08-04 | day
4 Aug 2022 | 2022-08-04 | 2022-08-04 | day
on December 31 | 2022-12-31 | 2022-12-31 | day
on 3 May | 2023-05-03 | 2023-05-03 | day
on May 3 | 2023-05-03 | 2023-05-03 | day
on 3 May last year | 2022-05-03 | 2022-05-03 | day
the February 1 takeover | 2023-02-01 | 2023-02-01 | day
Sunday, 13 August | 2023-08-13 | 2023-08-13 | day
Sunday, August 13, 2023 | 2023-08-13 | 2023-08-13 | day
Sunday (August 13) | 2023-08-13 | 2023-08-13 | day
on 29 February | 2020-02-29 | 2020-02-29 | day
2021-02-12 | 2021-02-12 | 2021-02-12 | day
25/12/2021 | 2021-12-25 | 2021-12-25 | day
3/5/2021 | 2021-01-01 | 2021-12-31 | year
10-12 July | 2023-07-10 | 2023-07-12 | day-range
July 10\N{EN DASH}12 | 2023-07-10 | 2023-07-12 | day-range
from 3 to 5 May | 2023-05-03 | 2023-05-05 | day-range
on 3 and 5 May 2022 | 2022-05-03 | 2022-05-05 | day-range
between 30 July and 2 August | 2023-07-30 | 2023-08-02 | day-range
between July 30 and August 2, 2010 | 2010-07-30 | 2010-08-02 | day-range
from 28 December to 3 January | 2022-12-28 | 2023-01-03 | day-range
between Friday and Sunday | 2023-08-11 | 2023-08-13 | day-range
Friday to Sunday | 2023-08-11 | 2023-08-13 | day-range
on Friday and Saturday | 2023-08-11 | 2023-08-12 | day-range
Monday and Thursday | 2023-08-07 | 2023-08-10 | day-range
on Friday, Saturday and Sunday | 2023-08-11 | 2023-08-13 | day-range
late on Friday and early on Saturday | 2023-08-11 | 2023-08-12 | day-range
Saturday night and Sunday morning | 2023-08-12 | 2023-08-13 | day-range
from last week to last night | 2023-08-07 | 2023-08-14 | day-range
between March and June | 2023-03-01 | 2023-06-30 | month
from November to February | 2022-11-01 | 2023-02-28 | month
between March and June 2021 | 2021-03-01 | 2021-06-30 | month
from October 2020 to May 2021 | 2020-10-01 | 2021-05-31 | month
in March and April | 2023-03-01 | 2023-04-30 | month
between 2012 and 2015 | 2012-01-01 | 2015-12-31 | year
from 2012 to 2015 | 2012-01-01 | 2015-12-31 | year
2012-2015 | 2012-01-01 | 2015-12-31 | year
2020-21 | 2020-01-01 | 2021-12-31 | year
In 2012 | 2012-01-01 | 2012-12-31 | year
the 2015 accord | 2015-01-01 | 2015-12-31 | year
since the 2015 accord | 2015-01-01 | 2015-12-31 | year
early 2021 | 2021-01-01 | 2021-04-30 | vague
mid-2021 | 2021-05-01 | 2021-08-31 | vague
late 2021 | 2021-09-01 | 2021-12-31 | vague
at the end of 2021 | 2021-09-01 | 2021-12-31 | vague
the first half of 2021 | 2021-01-01 | 2021-06-30 | month
the second quarter of 2021 | 2021-04-01 | 2021-06-30 | month
the last quarter of last year | 2022-10-01 | 2022-12-31 | month
Q3 2020 | 2020-07-01 | 2020-09-30 | month
in the summer of 2019 | 2019-06-01 | 2019-09-30 | vague
last winter | 2022-12-01 | 2023-03-31 | vague
in spring | 2023-03-01 | 2023-06-30 | vague
autumn 2020 | 2020-09-01 | 2020-12-31 | vague
in the 1990s | 1990-01-01 | 1999-12-31 | vague
in the early 1990s | 1990-01-01 | 1994-12-31 | vague
the late 1980s | 1985-01-01 | 1989-12-31 | vague
since 2012 | 2012-01-01 | 2023-08-14 | year
since June | 2023-06-01 | 2023-08-14 | month
since Saturday | 2023-08-12 | 2023-08-14 | day
since 3 May | 2023-05-03 | 2023-08-14 | day
since late July | 2023-07-21 | 2023-08-14 | vague
since last week | 2023-08-07 | 2023-08-14 | vague
since the beginning of the year | 2023-01-01 | 2023-08-14 | vague
since the 1990s | 1990-01-01 | 2023-08-14 | vague
from June onwards | 2023-06-01 | 2023-08-14 | month
from 3 May on | 2023-05-03 | 2023-08-14 | day
until Sunday | | 2023-08-13 | vague
before 2020 | | 2020-12-31 | vague
by the end of March | | 2023-03-31 | vague
by June 30, 2024 | 2023-08-14 | 2024-06-30 | day-range
until 30 September | 2023-08-14 | 2023-09-30 | day-range
after 3 May | 2023-05-03 | 2023-08-14 | vague
from 1 January 2024 | 2024-01-01 | | day
three days ago | 2023-08-11 | 2023-08-11 | day
six days ago | 2023-08-08 | 2023-08-08 | day
two weeks ago | 2023-07-31 | 2023-08-06 | day-range
three months ago | 2023-05-01 | 2023-05-31 | month
twenty-five years ago | 1998-01-01 | 1998-12-31 | year
two decades ago | 1998-01-01 | 2008-12-31 | vague
two hours ago | 2023-08-13 | 2023-08-14 | day-range
about ten days ago | | 2023-08-14 | vague
a few days ago | | 2023-08-14 | vague
weeks ago | | 2023-08-14 | vague
in recent days | | 2023-08-14 | vague
over the past few weeks | | 2023-08-14 | vague
recently | | 2023-08-14 | vague
in the coming weeks | 2023-08-14 | | vague
in the next few days | 2023-08-14 | | vague
over the long-term | 2023-08-14 | | vague
soon | 2023-08-14 | | vague
in the next 48 hours | 2023-08-14 | 2023-08-16 | day-range
over the next three months | 2023-08-14 | 2023-11-14 | day-range
starting on Sunday | 2023-08-20 | | day
a three-day truce starting on Sunday | 2023-08-20 | 2023-08-22 | day-range
the next day | | 2023-08-14 | vague
a day later | | 2023-08-14 | vague
the same day | | 2023-08-14 | vague
two days after the raid | | 2023-08-14 | vague
"""

# phrase | earliest | latest, where the event is to come
AHEAD = """
on Friday | 2023-08-18 | 2023-08-18
on Monday | 2023-08-14 | 2023-08-14
by Friday | 2023-08-14 | 2023-08-18
until Sunday | 2023-08-14 | 2023-08-20
from Wednesday | 2023-08-16 |
from Friday to Sunday | 2023-08-18 | 2023-08-20
in October | 2023-10-01 | 2023-10-31
by the end of March | 2023-08-14 | 2024-03-31
before January | 2023-08-14 | 2024-01-31
on 3 May | 2024-05-03 | 2024-05-03
from 1 January | 2024-01-01 |
between 3 and 5 May | 2024-05-03 | 2024-05-05
within 48 hours | 2023-08-14 | 2023-08-16
within ten days | 2023-08-14 | 2023-08-24
in three days | 2023-08-17 | 2023-08-17
this week | 2023-08-14 | 2023-08-20
this month | 2023-08-14 | 2023-08-31
this weekend | 2023-08-19 | 2023-08-20
"""

# what was told before | phrase after it | earliest | latest | precision
AFTER = """
Gunmen struck on Thursday. | The next day they left. | 2023-08-11 | 2023-08-11 | day
Gunmen struck on Thursday. | A day later they left. | 2023-08-11 | 2023-08-11 | day
Gunmen struck on Thursday. | Two days earlier a bridge fell. | 2023-08-08 | 2023-08-08 | day
Gunmen struck on Thursday. | The day before, a bridge fell. | 2023-08-09 | 2023-08-09 | day
Gunmen struck on 3 May 2021. | The same day a bridge fell. | 2021-05-03 | 2021-05-03 | day
Gunmen struck on 3 May 2021. | Later that day a bridge fell. | 2021-05-03 | 2021-05-03 | day
Gunmen struck on 3 May 2021. | The following week they left. | 2021-05-10 | 2021-05-16 | day-range
Gunmen struck on 3 May 2021. | The previous month a bridge fell. | 2021-04-01 | 2021-04-30 | month
Gunmen struck on 3 May 2021. | The following year they left. | 2022-01-01 | 2022-12-31 | year
Gunmen struck on 3 May 2021. | Three hours later a bridge fell. | 2021-05-03 | 2021-05-04 | day-range
Gunmen struck on 3 May 2021. | Two days after the raid they left. | 2021-05-05 | 2021-05-05 | day
Gunmen struck on 3 May 2021. | Two days after taking office he left. | | 2023-08-14 | vague
Gunmen struck in 2012. | Years later they left. | 2012-01-01 | 2023-08-14 | vague
Gunmen struck in June. | Three weeks later they left. | 2023-06-01 | 2023-08-14 | vague
Gunmen struck from 3 to 5 May 2021. | The next day they left. | 2021-05-04 | 2021-05-06 | day-range
In 2012 gunmen struck. | In April they left. | 2012-04-01 | 2012-04-30 | month
On 3 May 2021 gunmen struck. | On 5 June they left. | 2021-06-05 | 2021-06-05 | day
In July 2022 gunmen struck, | and in August they left. | 2022-08-01 | 2022-08-31 | month
They first struck in 2012. | They left in April. | 2023-04-01 | 2023-04-30 | month
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def told(day: date | None) -> str:
    return day.isoformat() if day else ""


@pytest.mark.parametrize(("phrase", "earliest", "latest", "precision"), rows(PHRASES))
def test_a_phrase_has_the_bounds_that_the_guidelines_give(phrase: str, earliest: str, latest: str, precision: str) -> None:
    (time,) = read_times(phrase, DAY)
    assert (told(time.earliest), told(time.latest), time.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(("phrase", "earliest", "latest"), rows(AHEAD))
def test_an_event_to_come_has_the_bounds_ahead(phrase: str, earliest: str, latest: str) -> None:
    (time,) = read_times(phrase, DAY)
    assert time.ahead is not None
    assert (told(time.ahead[0]), told(time.ahead[1])) == (earliest, latest)


@pytest.mark.parametrize(("before", "text", "earliest", "latest", "precision"), rows(AFTER))
def test_days_are_counted_from_a_day_told_before(before: str, text: str, earliest: str, latest: str, precision: str) -> None:
    time = read_times(f"{before} {text}", DAY)[1]
    assert (told(time.earliest), told(time.latest), time.precision) == (earliest, latest, precision)


def test_the_tables_are_broad() -> None:
    assert len(rows(PHRASES)) + len(rows(AHEAD)) + len(rows(AFTER)) >= 200


def test_a_day_told_in_the_paragraph_before_is_counted_from() -> None:
    (time,) = read_times("The next day they left.", DAY, before=date(2023, 5, 3))
    assert (time.earliest, time.reason) == (date(2023, 5, 4), "counted from 2023-05-03, told before in the text")


def test_two_years_are_two_times() -> None:
    assert [t.earliest for t in read_times("coups in 2020 and 2021", DAY)] == [date(2020, 1, 1), date(2021, 1, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the port",
        "some 2012 people fled",
        "2023-02-30",
        "the 15-year-old",
        "Mali",
        "",
        "2,020 troops",
        "at least 2000 homes",
        "resolution 2085",
        "He may leave",
        "Friday prayers",
        "every Friday",
        "Bloody Sunday",
        "at 10.30",
        "a 20-year war",
        "Theresa May",
        "the fall of the town",
        "fought all day",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert read_times(text, DAY) == []


def test_how_far_another_event_lies_does_not_date_this_one() -> None:
    (time,) = read_times("The envoy was shot on Sunday, two days after the vote", DAY)
    assert time.earliest == date(2023, 8, 13)


def test_days_after_a_dated_event_are_counted_from_its_date() -> None:
    first, second = read_times("They met two days after the February 1 takeover.", DAY)
    assert (first.earliest, first.precision) == (date(2023, 2, 3), "day")
    assert second.earliest == date(2023, 2, 1)


def test_a_weekday_to_come_is_kept_beside_the_one_past() -> None:
    (time,) = read_times("on Friday", DAY)
    assert time.latest == date(2023, 8, 11)
    assert time.ahead == (date(2023, 8, 18), date(2023, 8, 18))


def test_a_day_of_no_calendar_is_no_date() -> None:
    assert [t.earliest for t in read_times("900 years ago", date(300, 1, 1))] == [None]


def test_a_missing_year_is_inferred_and_the_reason_told() -> None:
    reasons = [read_times(text, DAY)[0].reason for text in ("on 3 May", "in May", "on Sunday", "on 3 May 2021")]
    assert reasons == [
        "no year written: the nearest such day before publication",
        "no year written: the last such month before publication",
        "counted from the date of publication",
        None,
    ]


def test_a_weekday_that_disagrees_with_its_date_is_told_and_the_date_kept() -> None:
    (time,) = read_times("on Sunday, 4 August 2023", DAY)
    assert (time.earliest, time.reason) == (
        date(2023, 8, 4),
        "the text says Sunday, but 2023-08-04 is a Friday: the date is kept",
    )


MONTHS = "January February March April May June July August September October November December".split()
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
UNITS = st.sampled_from(["day", "week", "month", "year"])
WIDTH = {"day": 1, "week": 7, "month": 28, "year": 365}


def holds(time: Time, day: date) -> bool:
    return (time.earliest is None or time.earliest <= day) and (time.latest is None or day <= time.latest)


def width(time: Time) -> int | None:
    return (time.latest - time.earliest).days + 1 if time.earliest and time.latest else None


@given(ref=DAYS, n=st.integers(2, 40), unit=UNITS)
def test_bounds_are_as_wide_as_the_unit_of_the_words(ref: date, n: int, unit: str) -> None:
    (time,) = read_times(f"{n} {unit}s ago", ref)
    assert (width(time) or 10**6) >= WIDTH[unit]
    back = {"day": timedelta(days=n), "week": timedelta(weeks=n)}.get(unit)
    assert back is None or holds(time, ref - back)


@given(ref=DAYS, month=st.sampled_from(MONTHS), lead=st.sampled_from(["in", "last", "since", "until", "by", "after"]))
def test_a_month_is_never_a_day(ref: date, month: str, lead: str) -> None:
    for time in read_times(f"{lead} {month}", ref):
        assert time.precision != "day"
        assert (width(time) or 28) >= 1 + (lead == "in") * 27
        assert time.earliest is None or time.earliest.day == 1 or (lead in ("until", "by") and time.earliest == ref)


@given(day=DAYS, ref=DAYS)
def test_a_full_date_is_that_day_from_wherever_it_is_seen(day: date, ref: date) -> None:
    for text in (
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
        day.isoformat(),
    ):
        (time,) = read_times(text, ref)
        assert (time.earliest, time.latest, time.precision) == (day, day, "day")


@given(one=DAYS, days=st.integers(1, 400), ref=DAYS)
def test_a_range_holds_both_its_ends(one: date, days: int, ref: date) -> None:
    two = one + timedelta(days=days)
    text = "between {} {} {} and {} {} {}".format(*(x for d in (one, two) for x in (d.day, MONTHS[d.month - 1], d.year)))
    (time,) = read_times(text, ref)
    assert (time.earliest, time.latest) == (one, two)


@given(ref=DAYS, text=st.text("adnsy SuMo0123456789,.-/'thlweki", max_size=60))
def test_no_text_breaks_the_reader_and_bounds_are_in_order(ref: date, text: str) -> None:
    for time in read_times(text, ref):
        assert 0 <= time.start < time.end <= len(text)
        assert not (time.earliest and time.latest) or time.earliest <= time.latest


@given(ref=DAYS, weekday=st.sampled_from("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()))
def test_a_weekday_told_as_past_does_not_lie_after_publication(ref: date, weekday: str) -> None:
    (time,) = read_times(f"on {weekday}", ref)
    assert time.latest is not None
    assert 0 <= (ref - time.latest).days < 7
    assert time.latest.strftime("%A") == weekday
