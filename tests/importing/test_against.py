"""What changed since an earlier release is told row by row. Every row here is invented."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest
import zstandard

from kg.importing.tables import Order, import_tables
from kg.model.errors import NotFound, UnreadableInput
from tests.importing.invented import ACLED, ACLED_ROW, numbered, table

OLD = numbered(40)
NEW = [{**row, "best": "9"} if row["id"] == "7" else row for row in OLD[:35]] + numbered(3, 101)
TOLD = {"unchanged": 34, "changed": 1, "added": 3, "withdrawn": 5}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with two releases."""
    (tmp_path / "old.csv").write_text(table(OLD))
    (tmp_path / "new.csv").write_text(table(NEW))
    return tmp_path


def changes(out: Path) -> dict[str, list[str]]:
    """Give the ids of the rows of a report, by kind."""
    found: dict[str, list[str]] = {}
    with out.with_name(f"{out.name}.report.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            source, locator, claim = row["what"].split(" ")
            assert source == "source:ucdp-ged"
            assert claim.startswith("claim:")
            assert (row["file"], row["line"], row["remedy"]) == ("", "", "")
            found.setdefault(row["kind"], []).append(locator.removeprefix("row="))
    return found


def compare(folder: Path, against: Path, name: str = "out.nt", **more: object) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Import the new release against an earlier one; give the numbers, and the ids reported."""
    out = folder / name
    totals = import_tables(Order((folder / "new.csv",), out, against=against, **more))  # type: ignore[arg-type]
    return dict(totals.against), changes(out)


def assert_told(found: tuple[dict[str, int], dict[str, list[str]]]) -> None:
    """Assert that what changed between the two releases was found."""
    assert found[0] == TOLD
    assert found[1] == {"changed": ["7"], "added": ["101", "102", "103"], "withdrawn": ["36", "37", "38", "39", "40"]}


def test_the_earlier_release_may_be_its_table(folder: Path) -> None:
    assert_told(compare(folder, folder / "old.csv"))


@pytest.mark.parametrize("name", ["old.nt", "old.nt.gz", "old.nt.zst", "old.nq", "old.nq.gz"])
def test_the_earlier_release_may_be_the_graph_made_of_it(folder: Path, name: str) -> None:
    import_tables(Order((folder / "old.csv",), folder / name, workers=2))
    assert_told(compare(folder, folder / name))


def test_a_graph_packed_by_others_in_many_pieces_is_read_whole(folder: Path) -> None:
    import_tables(Order((folder / "old.csv",), folder / "old.nt"))
    lines = (folder / "old.nt").read_bytes().splitlines(keepends=True)
    halves = [b"".join(lines[:500]), b"".join(lines[500:])]
    (folder / "two.nt.zst").write_bytes(b"".join(map(zstandard.compress, halves)))
    (folder / "two.nt.gz").write_bytes(b"".join(map(gzip.compress, halves)))
    for name in ("two.nt.zst", "two.nt.gz"):
        assert_told(compare(folder, folder / name, f"{name}.out.nt"))


def test_rows_in_another_order_are_the_same_rows(folder: Path) -> None:
    (folder / "new.csv").write_text(table(reversed(NEW)))
    numbers, told = compare(folder, folder / "old.csv")
    assert numbers == TOLD
    assert told["added"] == ["103", "102", "101"]


@pytest.mark.parametrize("name", ["out.nq", "out.ttl", "out.parquet"])
def test_all_forms_can_be_compared(folder: Path, name: str) -> None:
    assert_told(compare(folder, folder / "old.csv", name))


def test_what_is_written_does_not_depend_on_what_it_is_compared_with(folder: Path) -> None:
    compare(folder, folder / "old.csv")
    import_tables(Order((folder / "new.csv",), folder / "alone.nt"))
    assert (folder / "out.nt").read_bytes() == (folder / "alone.nt").read_bytes()


def test_rows_that_were_not_asked_for_are_not_withdrawn(folder: Path) -> None:
    april = {"since": date(2020, 4, 1), "until": date(2020, 4, 30)}
    numbers, told = compare(folder, folder / "old.csv", **april)
    in_april = [row["id"] for row in OLD if row["date_start"].startswith("2020-04")]
    assert sorted(told.get("withdrawn", [])) == [id_ for id_ in in_april if int(id_) > 35]
    assert numbers["unchanged"] == len(in_april) - len(told.get("withdrawn", [])) > 0


def test_a_row_that_is_bad_now_is_withdrawn_and_skipped(folder: Path) -> None:
    (folder / "new.csv").write_text(table([*OLD[:1], {**OLD[1], "latitude": "91"}, *OLD[2:]]))
    totals = import_tables(Order((folder / "new.csv",), folder / "out.nt", against=folder / "old.csv"))
    assert totals.against == {"unchanged": 39, "withdrawn": 1}
    report = (folder / "out.nt.report.csv").read_text().splitlines()
    assert report[1].startswith(f"skipped,{folder}/new.csv,3,")
    assert report[2].startswith("withdrawn,,,source:ucdp-ged row=2 claim:")


def test_of_an_id_twice_in_the_earlier_release_the_first_counts(folder: Path) -> None:
    (folder / "old.csv").write_text(table([*OLD, {**OLD[0], "best": "5", "high": "70"}]))
    assert_told(compare(folder, folder / "old.csv"))


def test_another_data_set_has_other_rows(folder: Path) -> None:
    (folder / "acled.csv").write_text(table([{"event_id_cnty": "1"}], ACLED, ACLED_ROW))
    totals = import_tables(Order((folder / "new.csv",), folder / "out.nt", against=folder / "acled.csv"))
    assert totals.against == {"added": 38, "withdrawn": 1}


def test_what_holds_no_rows_to_compare_with_is_refused(folder: Path) -> None:
    (folder / "empty.nt").write_text("<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n")
    (folder / "graph.ttl").write_text("@prefix kg: <https://w3id.org/conflict-kg/> .\n")
    order = Order((folder / "new.csv",), folder / "out" / "out.nt")
    cases: list[tuple[str, type[Exception], str]] = [
        ("nowhere.nt", NotFound, "there is no such file to compare with"),
        ("empty.nt", UnreadableInput, "holds no claim of a row to compare with"),
        ("graph.ttl", UnreadableInput, "name the table, or .nt or .nq made of it"),
    ]
    for name, error, words in cases:
        with pytest.raises(error, match=words):
            import_tables(Order(order.files, order.out, against=folder / name))
        assert not order.out.parent.exists()
