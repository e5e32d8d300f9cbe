"""The pictures of the real graph keep what the sample's keep: each mark drawn or reported, no label over another."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from pathlib import Path

import pytest

from kg.views.picture import Picture, Row, render
from tests.views.conftest import VIEWS, draw, rows_of
from tests.views.test_pictures import corners_of, overlap

MALI = Path(__file__).parent.parent.parent / "exports" / "mali.ttl"


@lru_cache
def drawn(view: str) -> tuple[list[Row], Picture]:
    rows = rows_of(view, MALI.read_text(encoding="utf-8"))
    return rows, draw(view, rows)


@pytest.mark.parametrize("view", VIEWS)
def test_each_mark_of_the_query_is_drawn_or_reported_hidden(view: str) -> None:
    rows, picture = drawn(view)
    marks = {row["mark"] for row in rows if row["mark"]}
    assert sorted([*picture.marks, *picture.hidden]) == sorted(marks)
    assert [row for row in rows if not (row["mark"] or row["event"])] == []  # a row that is no mark tells something of an event


@pytest.mark.parametrize("view", VIEWS)
def test_each_mark_drawn_is_an_id_of_the_svg(view: str) -> None:
    _, picture = drawn(view)
    ids = set(re.findall(r'id="([^"]+)"', render(picture, "svg").decode()))
    assert len(picture.marks) > 3
    assert set(picture.marks) <= ids


@pytest.mark.parametrize("view", VIEWS)
def test_no_label_covers_another(view: str) -> None:
    labels = list(corners_of(drawn(view)[1]))
    assert len(labels) > 20
    assert [(a, b) for (a, first), (b, second) in itertools.combinations(labels, 2) if overlap(first, second)] == []


def test_a_settled_tie_is_solid_and_an_allegation_is_not() -> None:
    svg = render(drawn("network")[1], "svg").decode()
    dashed = re.findall(r'<g id="([^"]*alleged-attack-near-ber[^"]*)">\s*<path[^>]*stroke-dasharray', svg)
    assert dashed
    assert not re.findall(r'<g id="([^"]*(?:mali-demands-departure)[^"]*)">\s*<path[^>]*stroke-dasharray', svg)
