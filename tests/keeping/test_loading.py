"""Files into a store: all of them or none, each kind as it can be."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from kg.graph.export import quads
from kg.graph.store import read_graph
from kg.keeping import loading
from kg.keeping.loading import load_files, names_in
from kg.keeping.store import LocalStore
from kg.model.data import data_path
from kg.model.errors import NotFound, UnreadableInput

MALI = data_path("exports", "mali.ttl")
LINES = "".join(f'<http://x/{n}> <http://x/p> "{n}" <http://x/g{n % 3}> .\n' for n in range(90))


def state(local: LocalStore) -> set[Quad]:
    with local.snapshot() as snapshot:
        return set(snapshot.store)


@pytest.fixture
def local(tmp_path: Path) -> LocalStore:
    return LocalStore.open(tmp_path / "s", create=True)


@pytest.mark.parametrize("name", ["a.nq", "a.nq.gz"])
def test_n_quads_keep_their_graphs(local: LocalStore, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(LINES.encode()) if name.endswith(".gz") else LINES.encode())
    done = load_files(local, [tmp_path / name])
    assert (done.before, done.after) == (0, 90)
    store = Store()
    store.load(LINES.encode(), RdfFormat.N_QUADS)
    assert state(local) == set(store)


def test_turtle_is_dealt_out_by_source(local: LocalStore) -> None:
    load_files(local, [MALI])
    assert state(local) == set(quads(read_graph(MALI)))


def test_a_file_too_large_to_deal_out_goes_into_one_graph_and_says_so(local: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "SMALL", 100)
    done = load_files(local, [MALI])
    assert "too large to deal out" in done.notes[0]
    assert {quad.graph_name for quad in state(local)} == {NamedNode("https://w3id.org/conflict-kg/graph/file/mali-ttl")}
    assert {quad.triple for quad in state(local)} == {quad.triple for quad in read_graph(MALI)}


def test_a_plain_store_can_be_taken_in(local: LocalStore, tmp_path: Path) -> None:
    plain = Store(tmp_path / "plain")
    plain.load(LINES.encode(), RdfFormat.N_QUADS)
    plain.add(Quad(NamedNode("http://x/a"), NamedNode("http://x/b"), NamedNode("http://x/c"), DefaultGraph()))
    expected = set(plain)
    plain.flush()
    del plain
    load_files(local, [tmp_path / "plain"])
    assert state(local) == expected


def test_one_bad_file_among_good_ones_leaves_nothing(local: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "good.nq").write_text(LINES)
    (tmp_path / "bad.nq").write_text(LINES + "<http://x/1> nonsense .\n")
    before = local.generation
    with pytest.raises(UnreadableInput, match=r"bad\.nq:91:"):
        load_files(local, [tmp_path / "good.nq", tmp_path / "bad.nq"])
    with pytest.raises(NotFound, match="no such file"):
        load_files(local, [tmp_path / "good.nq", tmp_path / "absent.nq"])
    assert local.generation == before and state(local) == set()


def test_a_packed_file_that_breaks_off_leaves_nothing(local: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "a.nq.gz").write_bytes(gzip.compress(LINES.encode() * 50)[:-40])
    with pytest.raises(UnreadableInput, match=r"a\.nq\.gz"):
        load_files(local, [tmp_path / "a.nq.gz"])
    assert state(local) == set()


def test_loading_twice_gives_the_same(local: LocalStore) -> None:
    load_files(local, [MALI])
    once = state(local)
    load_files(local, [MALI])
    assert state(local) == once


def test_the_graphs_of_lines_are_read_at_their_ends(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text(
        '<http://x/1> <http://x/p> "a <http://x/no> ." <http://x/g> .\n'
        "<http://x/1> <http://x/p> <http://x/o> <http://x/h> .\n"
        '<http://x/1> <http://x/p> "b"@en <http://x/g> .\n'
    )
    assert set(names_in(tmp_path / "a.nq")) == {NamedNode("http://x/g"), NamedNode("http://x/h")}
