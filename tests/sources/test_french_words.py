"""French numbers and times: what the words say, and no more."""

from __future__ import annotations

from datetime import date

import pytest

from kg.sources.text.french_numbers import read_numbers
from kg.sources.text.french_times import read_times

DAY = date(2023, 8, 16)  # a Wednesday


@pytest.mark.parametrize(
    ("phrase", "bounds"),
    [
        ("17 soldats", (17, 17, 17)),
        ("dix-sept soldats", (17, 17, 17)),
        ("quatre-vingt-deux soldats", (82, 82, 82)),
        ("vingt et un soldats", (21, 21, 21)),
        ("deux cent six soldats", (206, 206, 206)),
        ("12 000 personnes", (12000, 12000, 12000)),
        ("2,5 millions de personnes", (2_500_000, 2_500_000, 2_500_000)),
        ("au moins 17 soldats", (17, 17, None)),
        ("pas moins de dix morts", (10, 10, None)),
        ("plus de 30 morts", (31, None, None)),
        ("moins de 30 morts", (0, None, 29)),
        ("près de 900 réfugiés", (810, None, 899)),
        ("presque cent morts", (90, None, 99)),
        ("jusqu'à 40 morts", (0, None, 40)),
        ("environ 20 morts", (18, 20, 22)),
        ("quelque 300 soldats", (270, 300, 330)),
        ("une vingtaine de morts", (18, 20, 22)),
        ("une douzaine de morts", (12, 12, 12)),
        ("une centaine de morts", (90, 100, 110)),
        ("plus d'une centaine de morts", (101, None, None)),
        ("des dizaines de morts", (24, None, None)),
        ("plusieurs centaines de personnes", (200, None, None)),
        ("des milliers de personnes", (2000, None, None)),
        ("des dizaines de milliers de personnes", (20_000, None, None)),
        ("plusieurs soldats", (3, None, None)),
        ("quelques soldats", (3, None, None)),
        ("entre 20 et 30 morts", (20, None, 30)),
        ("de 20 à 30 morts", (20, None, 30)),
        ("trois ou quatre hommes", (3, None, 4)),
        ("au moins un mort", (1, 1, None)),
    ],
)
def test_numbers_have_the_bounds_that_their_words_say(phrase: str, bounds: tuple[int | None, ...]) -> None:
    (number,) = read_numbers(phrase)
    assert (number.low, number.best, number.high) == bounds


@pytest.mark.parametrize(
    "phrase", ["un soldat", "30 % du pays", "le 1er bataillon", "le 3e régiment", "la route N12", "un-deux-trois"]
)
def test_what_counts_nobody_is_no_number(phrase: str) -> None:
    assert list(read_numbers(phrase)) == []


@pytest.mark.parametrize(
    ("phrase", "earliest", "latest", "precision"),
    [
        ("dimanche", "2023-08-13", "2023-08-13", "day"),
        ("mercredi", "2023-08-16", "2023-08-16", "day"),
        ("vendredi soir", "2023-08-11", "2023-08-11", "day"),
        ("mercredi dernier", "2023-08-09", "2023-08-09", "day"),
        ("hier", "2023-08-15", "2023-08-15", "day"),
        ("avant-hier", "2023-08-14", "2023-08-14", "day"),
        ("aujourd'hui", "2023-08-16", "2023-08-16", "day"),
        ("dans la nuit de lundi à mardi", "2023-08-14", "2023-08-15", "day-range"),
        ("dans la nuit de samedi", "2023-08-12", "2023-08-13", "day-range"),
        ("le 14 août 2012", "2012-08-14", "2012-08-14", "day"),
        ("le 14 août", "2023-08-14", "2023-08-14", "day"),
        ("le 1er mars", "2023-03-01", "2023-03-01", "day"),
        ("le 20 décembre", "2022-12-20", "2022-12-20", "day"),
        ("entre le 2 et le 5 mai", "2023-05-02", "2023-05-05", "day-range"),
        ("du 3 au 5 mars 2012", "2012-03-03", "2012-03-05", "day-range"),
        ("les 12 et 13 juin", "2023-06-12", "2023-06-13", "day-range"),
        ("en juin", "2023-06-01", "2023-06-30", "month"),
        ("en septembre", "2022-09-01", "2022-09-30", "month"),
        ("fin juillet", "2023-07-21", "2023-07-31", "day-range"),
        ("début juillet", "2023-07-01", "2023-07-10", "day-range"),
        ("mi-juillet", "2023-07-11", "2023-07-20", "day-range"),
        ("en 2012", "2012-01-01", "2012-12-31", "year"),
        ("dans les années 1990", "1990-01-01", "1999-12-31", "vague"),
        ("cette semaine", "2023-08-14", "2023-08-16", "day-range"),
        ("la semaine dernière", "2023-08-07", "2023-08-13", "day-range"),
        ("le week-end dernier", "2023-08-12", "2023-08-13", "day-range"),
        ("le mois dernier", "2023-07-01", "2023-07-31", "month"),
        ("l'an dernier", "2022-01-01", "2022-12-31", "year"),
        ("cette année", "2023-01-01", "2023-08-16", "year"),
        ("il y a trois jours", "2023-08-13", "2023-08-13", "day"),
        ("il y a deux semaines", "2023-07-31", "2023-08-06", "day-range"),
        ("il y a dix ans", "2013-01-01", "2013-12-31", "year"),
        ("depuis lundi", "2023-08-14", "2023-08-16", "day"),
        ("depuis 2012", "2012-01-01", "2023-08-16", "year"),
        ("ces derniers jours", "None", "2023-08-16", "vague"),
        ("récemment", "None", "2023-08-16", "vague"),
        ("au cours des deux dernières années", "2021-01-01", "2023-08-16", "vague"),
        ("dans les prochains jours", "2023-08-16", "None", "vague"),
        ("bientôt", "2023-08-16", "None", "vague"),
        ("d'ici à la fin de l'année", "2023-08-16", "2023-12-31", "vague"),
    ],
)
def test_times_have_the_bounds_that_their_words_say(phrase: str, earliest: str, latest: str, precision: str) -> None:
    (time,) = read_times(phrase, DAY)
    assert (str(time.earliest), str(time.latest), time.precision) == (earliest, latest, precision)


def test_a_day_after_another_is_counted_from_it() -> None:
    assert [str(t.earliest) for t in read_times("samedi, puis deux jours plus tôt", DAY)] == ["2023-08-12", "2023-08-10"]
    assert read_times("le lendemain", DAY) == []
    assert [str(t.earliest) for t in read_times("le lendemain", DAY, date(2023, 8, 1))] == ["2023-08-02"]


@pytest.mark.parametrize("phrase", ["2 000 soldats", "2000 soldats", "la nuit", "un jour", "l'article 2012-4"])
def test_what_is_no_time_is_none(phrase: str) -> None:
    assert read_times(phrase, DAY) == []
