"""The gazetteer by the command line: made from dumps, told of, asked, and used by `kg parse`. Country and rows are invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Said

Kg = Callable[..., Said]


def row(id_: int, name: str, lat: str = "10.5", feature: str = "P\tPPL") -> str:
    return f"{id_}\t{name}\t{name}\t\t{lat}\t20.25\t{feature}\tML\t\t01\t\t\t\t1200\t\t0\tZ\t2024-01-01\n"


@pytest.fixture
def made(kg: Kg, folder: Path) -> Path:
    (folder / "XW.txt").write_text(row(1, "Wirotarbo") + row(2, "Selmadori", feature="H\tMRSH"), encoding="utf-8")
    assert kg("gazetteer", "import", "XW.txt", "--out", "own.sqlite").code == 0
    return folder / "own.sqlite"


def test_an_import_says_what_it_made_and_under_which_licence(kg: Kg, made: Path) -> None:
    said = kg("gazetteer", "info", "--gazetteer", made)
    assert "licence: https://creativecommons.org/licenses/by/4.0/" in said.out
    assert "countries: ML 2" in said.out


def test_bad_rows_are_listed_with_their_line_and_the_others_kept(kg: Kg, folder: Path) -> None:
    (folder / "bad.txt").write_text(row(1, "Wirotarbo") + row(2, "Nowhere", lat="95"), encoding="utf-8")
    said = kg("gazetteer", "import", "bad.txt", "--out", "own.sqlite")
    assert said.code == 1
    assert "1 place" in said.out
    assert "bad.txt:2: coordinates that are on no map" in said.err
    assert "left out 1 row" in said.err


def test_the_variable_says_where_the_file_is_written_and_read(kg: Kg, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_GAZETTEER", str(folder / "deep" / "named.sqlite"))
    (folder / "XW.txt").write_text(row(1, "Wirotarbo"), encoding="utf-8")
    assert kg("gazetteer", "import", "XW.txt").code == 0
    assert "Wirotarbo" in kg("gazetteer", "find", "wirotarbo").out


def test_find_prints_every_place_of_a_name(kg: Kg, made: Path) -> None:
    said = kg("gazetteer", "find", "Kidal", "--country", "ml", "--gazetteer", made)
    assert "2455290" in said.out and "the theatre table" in said.out
    assert "2455290" not in kg("gazetteer", "find", "Kidal", "--country", "FR", "--gazetteer", made).out


def test_a_name_that_nobody_has_is_not_found(kg: Kg, made: Path) -> None:
    said = kg("gazetteer", "find", "Nowherewiro", "--gazetteer", made)
    assert (said.code, said.err.strip()) == (4, "no place is called Nowherewiro")


def test_a_country_is_asked_for_by_its_code(kg: Kg) -> None:
    said = kg("gazetteer", "find", "Kidal", "--country", "Mali")
    assert (said.code, said.err.strip()) == (2, "kg: --country Mali: give the ISO 3166 code, such as ML")


def test_parse_looks_places_up_in_the_file_that_is_named(kg: Kg, folder: Path, made: Path) -> None:
    text = "Gunmen killed two men in Wirotarbo, Mali."
    (folder / "news.jsonl").write_text(json.dumps({"id": "made-up", "date": "2024-05-04", "text": text}), encoding="utf-8")
    found = [kg("parse", "news.jsonl", "--format", "ttl", *more).out for more in ((), ("--gazetteer", made))]
    assert ["sws.geonames.org/1/" in out for out in found] == [False, True]
    assert "GeoNames 1 (Wirotarbo, populated place, ML): Mali stands beside it" in found[1]


def test_a_gazetteer_that_is_not_there_is_said_with_the_remedy(kg: Kg, folder: Path) -> None:
    (folder / "a.txt").write_text("Date: 2024-05-04\n\nGunmen killed two men in Kidal, Mali.")
    said = kg("parse", "a.txt", "--gazetteer", "none.sqlite")
    assert said.code == 4
    assert "none.sqlite: there is no gazetteer; make it with: kg gazetteer import FILE…" in said.err
