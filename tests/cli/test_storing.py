"""`kg store` and the --store of other commands, as a user has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import kg as package
from tests.cli.conftest import Said
from tests.importing.invented import numbered, table

Run = Callable[..., Said]


@pytest.fixture
def store(kg: Run, graph: Path) -> Path:
    """Give a store with the first six facts."""
    assert kg("store", "load", "s", graph).code == 0
    return Path("s")


def test_a_store_answers_as_its_file_does(kg: Run, store: Path, graph: Path) -> None:
    for question in (
        ("query", "-q", "contradictions", "--format", "csv"),
        ("stats", "--format", "json"),
        ("query", "ASK { ?s ?p ?o }"),
    ):
        ours, theirs = kg(*question, "--store", store), kg(*question, "--graph", graph)
        assert ours.code == theirs.code == 0
        if question[0] == "stats":  # triples: a store holds those of every lens
            assert {**json.loads(ours.out), "triples": 0} == {**json.loads(theirs.out), "triples": 0}
        else:
            assert sorted(ours.out.splitlines()) == sorted(theirs.out.splitlines())


def test_a_store_is_a_graph_too(kg: Run, store: Path) -> None:
    assert kg("query", "ASK { ?s ?p ?o }", "--graph", store).code == 0
    loaded = package.load(store)
    before = len(loaded.store)
    assert kg("store", "withdraw", store, "unav-2023-06-30").code in (0, 4)
    assert len(loaded.store) == before == len(list(loaded.store)), "a graph in hand stays as it was"


def test_a_graph_is_named_once(kg: Run, store: Path, graph: Path) -> None:
    said = kg("query", "ASK { ?s ?p ?o }", "--store", store, "--graph", graph)
    assert said.code == 2 and "either --graph FILE or --store DIR" in said.err


def test_a_store_is_drawn_and_exported(kg: Run, store: Path, folder: Path) -> None:
    assert kg("plot", "timeline", "--store", store).code == 0
    assert (folder / "s-timeline.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert kg("export", "--to", "out.nq", "--store", store).code == 0
    assert kg("store", "load", "t", "out.nq").code == 0
    hashes = [kg("store", "verify", name, "--hash").out.splitlines()[-1] for name in ("s", "t")]
    assert hashes[0] == hashes[1] and hashes[0].startswith("sha256 of the sorted N-Quads: ")


def test_a_store_that_is_not_there_is_named(kg: Run) -> None:
    for args in (("query", "ASK {}", "--store", "absent"), ("store", "info", "absent"), ("store", "compact", "absent")):
        said = kg(*args)
        assert said.code == 4 and "absent: no such store; make one with" in said.err
    assert not Path("absent").exists()


def test_info_counts(kg: Run, store: Path) -> None:
    found = json.loads(kg("store", "info", store, "--json").out)
    assert found["quads"] > 100 and found["sources"] >= 1 and found["stale"] == [] and not found["read_now"]
    assert f"{found['quads']:,}" in kg("store", "info", store).out
    assert len(kg("store", "sources", store).out.splitlines()) == found["sources"] + 2


def test_rows_are_imported_and_imported_again(kg: Run) -> None:
    Path("ged.csv").write_text(table(numbered(20)), encoding="utf-8")
    assert kg("import", "ged.csv", "--store", "s").code == 0
    first = kg("store", "verify", "s", "--hash").out
    assert kg("import", "ged.csv", "--store", "s").code == 0
    assert kg("store", "verify", "s", "--hash").out == first
    assert Path("s/reports/ged.report.csv").exists()
    assert [path.name for path in Path().iterdir() if path.name not in ("ged.csv", "exports")] == ["s"]
    Path("ged.csv").write_text(table(numbered(5)), encoding="utf-8")
    assert kg("import", "ged.csv", "--store", "s").code == 0
    assert "ucdp-ged  " in (said := kg("store", "sources", "s").out) and " 5 " in said


def test_an_import_into_a_store_gives_what_a_file_gives(kg: Run) -> None:
    Path("ged.csv").write_text(table(numbered(20)), encoding="utf-8")
    assert kg("import", "ged.csv", "--to", "ged.nq").code == 0
    assert kg("import", "ged.csv", "--store", "s").code == 0
    assert kg("store", "load", "t", "ged.nq").code == 0
    assert kg("store", "verify", "s", "--hash").out.splitlines()[-1] == kg("store", "verify", "t", "--hash").out.splitlines()[-1]


def test_a_store_and_a_file_are_not_both_imported_into(kg: Run) -> None:
    Path("ged.csv").write_text(table(numbered(2)), encoding="utf-8")
    said = kg("import", "ged.csv", "--store", "s", "--to", "x.nt")
    assert said.code == 2 and "--store goes without --to" in said.err and not Path("s").exists()


def test_a_backup_is_a_store(kg: Run, store: Path) -> None:
    assert kg("store", "backup", store, "copy").code == 0
    assert (
        kg("store", "verify", "copy", "--hash").out.splitlines()[-1]
        == kg("store", "verify", store, "--hash").out.splitlines()[-1]
    )
    assert kg("store", "backup", store, "copy").code == 2
    assert kg("store", "compact", "copy").code == 0


def test_a_damaged_store_is_told_and_is_no_fault_of_kg(kg: Run, store: Path) -> None:
    file = max((store / "generations").glob("*/*.sst"), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x55
    file.write_bytes(data)
    said = kg("store", "verify", store)
    assert said.code == 1 and file.name in said.out and "take the store from a backup" in said.err
