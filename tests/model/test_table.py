"""Claims survive the way to a table and back, in memory, as Parquet and as CSV; every column is documented."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings

from kg.model.claim import Claim, EntityFact, Identity, Occurrence, Participant, Words
from kg.model.columns import CLAIM_COLUMNS, EVENT_COLUMNS, KINDS, markdown
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.errors import Findings, UnreadableInput, UsageError
from kg.model.settled import SettledEvent, SettledRole
from kg.model.table import (
    CLAIMS,
    EVENTS,
    csv_text,
    events_table,
    from_table,
    read_csv,
    read_parquet,
    to_table,
    write_csv,
    write_parquet,
)
from tests.strategies import claims

DOCS = Path(__file__).parent.parent.parent / "docs" / "tables.md"
KILLED = Claim(
    id="claim:1",
    source="source:rhc",
    claimant="actor:malian-army",
    run="run:hand",
    content=Occurrence(
        "event:soldiers-killed",
        "killing",
        participants=(Participant("target", "actor:malian-army", Words("its soldiers", 3, 15)),),
        counts=(Count("killed", 6, 6, 6, "soldiers", "actor:malian-army", "six"),),
        when=When(None, date(2023, 8, 14), basis="publication-date"),
    ),
    locator="char=1141,1284",
)
EMPTY_TEXTS = replace(KILLED, quote="", content=EntityFact("actor:a", "kg:note", text="", language="en"))
FORMULA = replace(KILLED, quote="=1+1", content=Identity("actor:a", "actor:b", "same", 1e-07, ("'t is so", "-")))


@given(claims())
@example(EMPTY_TEXTS)
@example(FORMULA)
def test_any_claim_comes_back_from_its_row(claim: Claim) -> None:
    table = to_table([claim])
    table.validate(full=True)
    assert list(from_table(table)) == [claim]


@given(claims())
@example(EMPTY_TEXTS)
@example(FORMULA)
@settings(deadline=None)
def test_any_claim_comes_back_from_csv_and_parquet(claim: Claim) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims"
        write_csv(to_table([claim, KILLED]), path)
        assert read_csv(path) == [claim, KILLED]
        write_parquet(to_table([claim, KILLED]), path)
        assert read_parquet(path) == [claim, KILLED]


def test_no_claims_make_a_table_without_rows(tmp_path: Path) -> None:
    write_csv(to_table([]), tmp_path / "none.csv")
    assert read_csv(tmp_path / "none.csv") == []


def test_the_same_claims_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_parquet(to_table([KILLED]), tmp_path / f"{name}.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_no_cell_starts_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text(to_table([FORMULA])))))
    assert rows[0]["quote"] == "'=1+1"
    assert not [cell for row in rows for cell in row.values() if cell and cell[0] in "=+-@\t\r"]


def test_every_column_tells_its_meaning_and_null_rule() -> None:
    assert len(CLAIMS) == len(CLAIM_COLUMNS) == 53
    assert len(EVENTS) == len(EVENT_COLUMNS) == 22
    for field in (*CLAIMS, *EVENTS):
        assert set(field.metadata) == {b"meaning", b"unit", b"empty"}, field.name
        assert field.metadata[b"meaning"], field.name
    assert {column.kind for column in (*CLAIM_COLUMNS, *EVENT_COLUMNS)} == set(KINDS)


def test_the_page_on_tables_is_what_the_columns_say() -> None:
    assert DOCS.read_text(encoding="utf-8") == markdown(), "run: python -m kg.model.columns > docs/tables.md"


def test_an_accused_is_no_agent_in_the_table_of_events() -> None:
    event = SettledEvent("event:e", "lens:any", "alleged", ("attack",), 1, 0, roles=(SettledRole("agent", "actor:a", True),))
    row = events_table([(event, None)]).to_pylist()[0]
    assert row["agents"] == []
    assert row["label"] is None
    assert row["types"] == ["attack"]


def test_another_table_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="not a table of claims"):
        list(from_table(pa.table({"a": [1]})))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("occurrence", "happening", "row 2: kind 'happening'"),
        (",asserts,", ",assertz,", "row 2: stance 'assertz' is not in its scheme; did you mean asserts"),
        ('""killed""', '""kiled""', "row 2: count kind 'kiled'"),
        ("2023-08-14", "2023-02-30", "row 2: latest: '2023-02-30' cannot be read"),
        ("source:rhc", "", "row 2: source is empty"),
        ('""role"":', '""rolle"":', "row 2: 'role'"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(csv_text(to_table([KILLED])).replace(old, new), encoding="utf-8")
    with pytest.raises(Findings, match=what):
        read_csv(path)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe", b"PAR1 no"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "claims"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput):
        read_csv(path)
    with pytest.raises(UnreadableInput):
        read_parquet(path)


def test_a_table_is_not_written_where_nothing_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_csv(to_table([]), tmp_path / "file" / "claims.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]
