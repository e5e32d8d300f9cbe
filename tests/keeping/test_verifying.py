"""Verifying notices each damaged file, each claim without its source, and what some stores would rewrite."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.graph.generations import folder_of
from kg.keeping.care import back_up, compact, info_of
from kg.keeping.loading import load_files
from kg.keeping.naming import source_graph
from kg.keeping.store import LocalStore
from kg.keeping.verifying import quads_hash, verify
from kg.model.data import data_path
from kg.model.errors import UsageError

MALI = data_path("exports", "mali.ttl")


@pytest.fixture
def mali(tmp_path: Path) -> LocalStore:
    local = LocalStore.open(tmp_path / "s", create=True)
    load_files(local, [MALI])
    return local


def digest(local: LocalStore, scratch: Path) -> str:
    scratch.mkdir()
    with local.snapshot() as snapshot:
        return quads_hash(snapshot.store, scratch)


def test_a_whole_store_has_no_fault_and_nothing_that_a_store_rewrites(mali: LocalStore) -> None:
    found = verify(mali)
    assert (found.faults, found.remarks) == ((), ())
    assert found.quads == info_of(mali).quads > 9000


def test_one_changed_byte_in_any_file_is_noticed(mali: LocalStore) -> None:
    files = [path for path in folder_of(mali.folder, mali.generation).iterdir() if path.stat().st_size]
    assert len(files) > 10
    for file in files:
        whole = file.read_bytes()
        middle = len(whole) // 2
        file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0x55]) + whole[middle + 1 :])
        assert any(file.name in fault and "SHA-256" in fault for fault in verify(mali).faults), file.name
        file.write_bytes(whole)
    assert verify(mali).faults == ()


def test_a_missing_and_a_foreign_file_are_noticed(mali: LocalStore) -> None:
    folder = folder_of(mali.folder, mali.generation)
    (folder / "foreign").write_text("x")
    assert any("does not belong" in fault for fault in verify(mali).faults)
    (folder / "foreign").unlink()
    next(folder.glob("OPTIONS-*")).unlink()
    assert any("is missing" in fault for fault in verify(mali).faults)


def test_a_claim_without_its_source_is_a_fault(mali: LocalStore) -> None:
    run = NamedNode("http://www.w3.org/ns/prov#wasGeneratedBy")
    with mali.writing() as store:
        store.add(Quad(NamedNode("http://x/c"), run, NamedNode("http://x/run"), source_graph("rhc-2023-08-14")))
    assert verify(mali).faults == ("<http://x/c>: a claim without its source",)


def test_what_some_stores_rewrite_is_told(mali: LocalStore) -> None:
    year = NamedNode("http://www.w3.org/2001/XMLSchema#gYear")
    with mali.writing() as store:
        store.add(Quad(BlankNode(), NamedNode("http://x/p"), Literal("2023", datatype=year), NamedNode("http://x/g")))
    found = verify(mali)
    assert found.faults == ()
    assert [remark.partition(" × ")[0] for remark in found.remarks] == ["1", "1"]


def test_a_backup_is_a_whole_store_that_shares_no_file(mali: LocalStore, tmp_path: Path) -> None:
    back_up(mali, tmp_path / "copy")
    copy = LocalStore.open(tmp_path / "copy")
    assert all(path.stat().st_nlink == 1 for path in (tmp_path / "copy").rglob("*") if path.is_file())
    assert verify(copy).faults == ()
    before = digest(mali, tmp_path / "1")
    with mali.writing() as store:
        store.clear()
    assert digest(copy, tmp_path / "2") == before
    with copy.writing() as store:
        store.add(Quad(NamedNode("http://x/a"), NamedNode("http://x/b"), Literal("c"), NamedNode("http://x/g")))
    assert digest(copy, tmp_path / "3") != before
    with pytest.raises(UsageError, match="is there already"):
        back_up(mali, tmp_path / "copy")


def test_compacting_keeps_every_quad(mali: LocalStore, tmp_path: Path) -> None:
    before = digest(mali, tmp_path / "1")
    sizes = compact(mali)
    assert digest(mali, tmp_path / "2") == before
    assert 0 < sizes[1] <= sizes[0]


def test_a_store_in_use_says_so(mali: LocalStore) -> None:
    assert not info_of(mali).read_now
    with mali.snapshot() as snapshot:
        assert info_of(mali).read_now
        with mali.writing():
            assert info_of(mali).written_now
        assert info_of(mali).held == (snapshot.generation,)
    assert info_of(mali).stale == (snapshot.generation,)
