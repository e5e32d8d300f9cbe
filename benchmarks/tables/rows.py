"""Invented rows in the layout of UCDP GED, any number, the same on every run: `python -m benchmarks.tables.rows 10000 rows.csv`.

Nothing here happened: places, groups, papers and headlines are made of syllables and stock words. Shares and lengths follow the
1,000 rows of GED 23.1 and the 16,566 rows on Syria that were at hand, the growth of places and groups the 176,579 points of
1990-2020. Memory does not grow with the rows.
"""

from __future__ import annotations

import csv
import sys
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random

HEADER = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,dyad_new_id,"
    "dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
    "source_date,source_headline,source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,"
    "priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,"
    "deaths_unknown,best,high,low,gwnoa,gwnob"
).split(",")

# How great a share of the rows the most frequent of a kind have, as measured: (share, decimal logarithm of how many they are).
PLACES = ((0.0, 0.0), (0.024, 0.301), (0.108, 1.04), (0.27, 2.0), (0.55, 3.0), (0.85, 4.0), (1.0, 4.8))
DYADS = ((0.0, 0.0), (0.28, 0.301), (0.38, 0.602), (0.51, 1.04), (0.66, 1.49), (0.81, 2.0), (0.93, 2.48), (1.0, 3.15))
OUTLETS = ((0.0, 0.0), (0.13, 0.301), (0.35, 1.04), (0.75, 2.0), (1.0, 3.3))
COUNTRIES = ((0.0, 0.0), (0.3, 0.301), (0.51, 0.602), (0.7, 1.04), (0.91, 1.48), (1.0, 2.08))

WHERE_PREC = ((47.5, 1), (23.2, 2), (14.0, 3), (10.5, 4), (3.5, 5), (1.2, 6), (0.1, 7))
DATE_PREC = ((84.9, 1), (10.7, 2), (0.7, 3), (2.3, 4), (1.4, 5))
CITED = ((68.8, 1), (23.9, 2), (3.7, 3), (1.6, 4), (0.9, 5), (0.7, 7), (0.3, 9), (0.1, 30))  # of rows that list what they cite
FREE_WORDS = 0.326  # rows before about 2012 cite in free words
SAME_AGAIN = 0.15  # rows that cite what the row before cites

SYLLABLES = "ba da fe ga ha ki la ma no qa ra sa ta um wa za bir dar kal mor nad ost pul rim sul tar ven yar zol esh".split()
WORDS = (
    "killed wounded clash attack soldiers rebels village army forces police shelling raid bomb roadside ambush convoy "
    "checkpoint civilians insurgents troops fighters gunmen district northern southern eastern western countryside "
    "officials report sources security military operation strike strikes air artillery mortar fire exchange town city near "
    "after during dead bodies found people men women children market school hospital border camp militia government "
    "spokesman says claims denies ceasefire talks offensive advance retreat seized captured released kidnapped suicide "
    "blast explosion car mine landmine region province clashes continue violence unrest several dozens at least two three "
    "five seven ten twelve twenty in of and the on by with from over new more latest"
).split()
SAID = "army statement;police;Ministry of Defence;local residents;rebel spokesman;hospital;witnesses;security source;a monitor"
NEARBY = "in;near;on the road to;outside;in the market of;in the hills above;between two villages north of;at a checkpoint by"
FIRST = date(1989, 1, 1)


def rows(number: int) -> Iterator[list[str]]:
    """Yield so many rows, ids ascending with gaps."""
    random = Random(231)
    ident, before = 1000, ""
    for _ in range(number):
        ident += 1 + int(-2.2 * _log(random.random()))
        row, before = _row(random, ident, before)
        yield row


def _row(random: Random, ident: int, before: str) -> tuple[list[str], str]:
    """Give a row and the first article that it cites, which the next may cite again."""
    dyad = dyad_of(ranked(random, DYADS))
    where = _where(random)
    first, last, date_prec = _days(random)
    sources = _sources(random, last, before)
    deaths, bounds = _deaths(random, int(dyad[0]))
    year = str(first.year)
    relid = f"{where[8][:3].upper()}-{year}-{dyad[0]}-{dyad[3]}-{ident % 997}"
    cells = [
        f"{ident}.0", relid, f"{year}.0", "1.0" if random.random() < 0.97 else "0.0", "Clear", f"{dyad[0]}.0",
        f"{dyad[1]}.0", f"{dyad[1]}.0", dyad[2], f"{dyad[3]}.0", f"{dyad[3]}.0", dyad[4],
        f"{dyad[5]}.0", f"{dyad[5]}.0", dyad[6], f"{dyad[7]}.0", f"{dyad[7]}.0", dyad[8],
        *sources, random.choice(_split(SAID)) if random.random() > 0.124 else "", *where,
        "1.0" if random.random() < 0.934 else "2.0", f"{date_prec}.0", first.isoformat(), last.isoformat(),
        *deaths, *bounds, f"{dyad[5]}.0" if dyad[6].startswith("Government") else "", "",
    ]  # fmt: skip
    return cells, sources[1].partition('";"')[0].strip('"')


def _where(random: Random) -> list[str]:
    """Give where_prec to region: a place, or the district, province, river, country or sea that stands for it."""
    prec = drawn(random, WHERE_PREC)
    rank = ranked(random, PLACES)
    name, adm1, adm2, lat, lon, country, code, region = place_of(rank)
    if prec == 3:
        name, lat, lon = adm2 or name, *degrees(adm1 + adm2, country)
    elif prec == 4:
        name, adm2, (lat, lon) = adm1 or name, "", degrees(adm1, country)
    elif prec == 5:
        name, adm2 = f"{name.rpartition(' ')[0] or name} river", ""
    elif prec in (6, 7):
        name, adm1, adm2 = (country, "", "") if prec == 6 else (f"{country} sea", "", "")
        lat, lon = degrees(name, country)
    described = ""
    if random.random() > 0.015:
        described = f"{random.choice(_split(NEARBY))} {name}" + (f", {sentence(random, 6)}" if random.random() < 0.25 else "")
    cell = 1 + int((float(lat) + 90) * 2) * 720 + int((float(lon) + 180) * 2)
    point = f"POINT ({lon} {lat})"
    return [f"{prec}.0", name, described, adm1, adm2, lat, lon, point, f"{cell}.0", country, f"{code}.0", region]


def _days(random: Random) -> tuple[date, date, int]:
    """Give first and last day of an event, and date_prec."""
    prec = drawn(random, DATE_PREC)
    day = FIRST + timedelta(days=int(random.random() * 12_400))
    if prec == 1:
        return day, day, prec
    if prec in (2, 3):
        return day, day + timedelta(days=6 if prec == 3 else 1 + int(random.random() * 5)), prec
    if prec == 4:
        month = day.replace(day=1)
        whole = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return (month, whole, prec) if random.random() < 0.7 else (day, day + timedelta(days=12), prec)
    last = date(day.year, 12, 31)
    return (date(day.year, 1, 1), last, prec) if random.random() < 0.5 else (day, day + timedelta(days=90), prec)


def _sources(random: Random, day: date, before: str) -> list[str]:
    """Give number_of_sources to source_headline."""
    told = day + timedelta(days=int(random.random() * 3))
    if random.random() < FREE_WORDS:
        return ["-1.0", f'{outlet_of(ranked(random, OUTLETS))} {told} "{sentence(random, 9).upper()}', "", "", ""]
    cited = [(outlet_of(ranked(random, OUTLETS)), told.isoformat(), headline(random)) for _ in range(drawn(random, CITED))]
    parts = [",".join(one) for one in cited]
    if before.count(",") >= 2 and random.random() < SAME_AGAIN:
        parts[0] = before
    offices, days, headlines = (";".join(column) for column in zip(*cited, strict=True))
    return [f"{len(cited)}.0", ";".join(f'"{part}"' for part in parts), offices, days, headlines]


def _deaths(random: Random, type_: int) -> tuple[list[str], list[str]]:
    """Give the deaths of the four groups, then best, high and low; rarely bounds that contradict each other, as in GED."""

    def some(share: float) -> int:
        return 1 + int(4 * (random.random() ** -0.55 - 1)) if random.random() < share else 0

    groups = [some(0.22), some(0.30), some(0.12), some(0.08)] if type_ != 3 else [0, 0, some(0.88), some(0.12)]
    if not any(groups) and random.random() < 0.8:
        groups[drawn(random, ((25, 0), (32, 1), (28, 2), (15, 3))) if type_ != 3 else 2] = some(1)
    best = sum(groups)
    low, high = best, max(best, 1)
    chance = random.random()
    if chance < 0.013:
        low, high = best + 1, best
    elif chance < 0.13:
        low, high = max(0, best - some(1)), high + some(1)
    return [f"{number}.0" for number in groups], [f"{best}.0", f"{high}.0", f"{low}.0"]


@lru_cache(maxsize=4096)
def dyad_of(rank: int) -> tuple[str, ...]:
    """Give type, conflict, dyad and sides of a rank: id and name each, the same whenever asked."""
    random = Random(f"dyad {rank}")
    type_ = drawn(random, ((70.7, 1), (13.3, 2), (16.0, 3)))
    country = country_of(rank % 121)[0]
    state = type_ == 1 or random.random() < 0.3
    first = f"Government of {country}" if state else f"{name_of(random, 2)} {'Front' if rank % 2 else 'Army'}"
    second = "Civilians" if type_ == 3 else name_of(random, 2) + random.choice(("", " insurgents", " Movement, united wing"))
    first_id = 100 + rank % 121 if first.startswith("Government") else 1000 + rank
    second_id = 9999 if type_ == 3 else 5000 + rank
    dyad = f"{first} - {second}"
    conflict = f"{country}: Government" if type_ == 1 else dyad
    conflict_id = 200 + rank % 121 if type_ == 1 else 10_000 + rank
    return str(type_), str(conflict_id), conflict, str(20_000 + rank), dyad, str(first_id), first, str(second_id), second


@lru_cache(maxsize=20_000)
def place_of(rank: int) -> tuple[str, ...]:
    """Give name, divisions, degrees, country with its code, and region of a rank."""
    random = Random(f"place {rank}")
    country, code, region = country_of(ranked(random, COUNTRIES) % 121)
    province = name_of(Random(f"{country} {int(random.random() * 25)}"), 2) if random.random() > 0.03 else ""
    district = name_of(Random(f"{province} {int(random.random() * 20)}"), 2) if province and random.random() > 0.08 else ""
    kind = random.choice(("town", "village", "city", "village", "town", "", "airbase"))
    adm1, adm2 = province and f"{province} province", district and f"{district} district"
    return f"{name_of(random, 2)} {kind}".strip(), adm1, adm2, *degrees(f"{rank}", country), country, code, region


@lru_cache(maxsize=20_000)
def degrees(place: str, country: str) -> tuple[str, str]:
    """Give degrees north and east, up to six decimals as in GED, a country's not far from each other."""
    middle, random = Random(country), Random(f"{country} {place}")
    north = middle.random() * 60 - 20 + random.random() * 5
    east = middle.random() * 150 - 60 + random.random() * 5
    decimals = drawn(random, ((25.0, 6), (35.0, 5), (25.0, 4), (15.0, 2)))
    return f"{round(north, decimals) + 0.0}", f"{round(east, decimals) + 0.0}"  # never -0.0


@lru_cache(maxsize=200)
def country_of(number: int) -> tuple[str, str, str]:
    """Give a country's name, its code and its region."""
    random = Random(f"country {number}")
    return name_of(random, 3), str(2 + number * 7), random.choice(("Middle East", "Asia", "Africa", "Americas", "Europe"))


@lru_cache(maxsize=4096)
def outlet_of(rank: int) -> str:
    """Give the name of a paper or monitor; rarely one with a comma or brackets."""
    random = Random(f"outlet {rank}")
    kind = random.choice(("News", "Times", "News Agency", "Report", "Observatory", "Post"))
    return f"{name_of(random, 2)} {kind}" + (", weekly" if rank % 50 == 7 else " (English)" if rank % 50 == 9 else "")


def name_of(random: Random, syllables: int) -> str:
    """Give an invented name."""
    return "".join(random.choice(SYLLABLES) for _ in range(syllables + int(random.random() * 2))).capitalize()


def headline(random: Random) -> str:
    """Give a headline of ASCII words; now and then with commas or quotes."""
    chance = random.random()
    text = sentence(random, 9).capitalize()
    if chance < 0.15:
        return f"{text}, {sentence(random, 5)}"
    return f'{text} "{sentence(random, 2)}" {sentence(random, 2)}' if chance < 0.18 else text


def sentence(random: Random, words: int) -> str:
    """Give about so many words."""
    return " ".join(random.choice(WORDS) for _ in range(words - 2 + int(random.random() * 5)))


def drawn(random: Random, shares: Sequence[tuple[float, int]]) -> int:
    """Give one of some numbers, each as often as its share says."""
    ends, values = _ends(tuple(shares))
    return values[min(bisect(ends, random.random() * ends[-1]), len(values) - 1)]


def ranked(random: Random, shares: Sequence[tuple[float, float]]) -> int:
    """Give the rank of one of many, the first far more often than the last."""
    chance = random.random()
    for (low, start), (high, end) in pairwise(shares):
        if chance <= high:
            return int(10 ** (start + (end - start) * (chance - low) / (high - low))) - 1
    return int(10 ** shares[-1][1]) - 1


@lru_cache(maxsize=64)
def _ends(shares: tuple[tuple[float, int], ...]) -> tuple[list[float], list[int]]:
    return list(accumulate(share for share, _ in shares)), [value for _, value in shares]


@lru_cache(maxsize=8)
def _split(words: str) -> list[str]:
    return words.split(";")


def _log(chance: float) -> float:
    from math import log

    return log(max(chance, 1e-9))


def write(number: int, path: Path) -> None:
    """Write a table of so many invented rows."""
    with path.open("w", encoding="ascii", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows(number))


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
