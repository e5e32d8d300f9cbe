"""The sample graph of the pictures, asked by each picture's own query."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from kg.model.data import data_path
from kg.pictures import rows_query
from kg.views.picture import Picture, Row, render

VIEWS = ("timeline", "storyline", "network", "claims", "map")
SAMPLE = Path(__file__).parent / "sample.ttl"
TITLE = "Ber, August 2023"


def query_of(view: str) -> str:
    return data_path("queries", f"{rows_query(view)}.rq").read_text(encoding="utf-8")


def rows_of(view: str, turtle: str | None = None) -> list[Row]:
    store = pyoxigraph.Store()
    store.load(turtle if turtle is not None else SAMPLE.read_text(encoding="utf-8"), format=pyoxigraph.RdfFormat.TURTLE)
    found: Any = store.query(query_of(view))
    names = [variable.value for variable in found.variables]
    return [{name: row[name].value if row[name] is not None else None for name in names} for row in found]


def draw(view: str, rows: list[Row], **asked: Any) -> Picture:
    drawn: Picture = importlib.import_module(f"kg.views.{view}").draw(rows, title=TITLE, **asked)
    return drawn


@pytest.fixture(scope="session", params=VIEWS)
def view(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def rows(view: str) -> list[Row]:
    return rows_of(view)


@pytest.fixture(scope="session")
def svg(picture: Picture) -> bytes:
    return render(picture, "svg")


@pytest.fixture(scope="session")
def picture(view: str, rows: list[Row]) -> Picture:
    return draw(view, rows)
