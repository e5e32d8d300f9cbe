"""Sources come and go; what is described only for their sake goes with them, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from kg.build import make_graph
from kg.keeping.content import brought, put_build, sources_of, withdraw
from kg.keeping.loading import load_files
from kg.keeping.naming import is_settled, is_source, reference_graph, source_graph
from kg.keeping.removing import remove_in_place, write_anew
from kg.keeping.store import LocalStore
from kg.model.data import data_path
from kg.model.errors import NotFound
from kg.model.refs import mint
from tests.importing.invented import numbered, table

MALI = data_path("exports", "mali.ttl")
REFERENCE = reference_graph()


@pytest.fixture
def mali(tmp_path: Path) -> LocalStore:
    local = LocalStore.open(tmp_path / "s", create=True)
    load_files(local, [MALI])
    return local


def claims(store: Store) -> set[Quad]:
    return {quad for quad in store if is_source(quad.graph_name)}


def described(store: Store) -> set[NamedNode]:
    return {quad.subject for quad in store.quads_for_pattern(None, None, None, REFERENCE) if isinstance(quad.subject, NamedNode)}


def mentioned(store: Store) -> set[object]:
    return {quad.object for quad in claims(store)}


@pytest.mark.parametrize("source", ["rhc-2023-08-14", "dispatch-2023-08-14", "ucdp-ged", "judgements"])
def test_a_source_goes_with_what_only_it_spoke_of(mali: LocalStore, tmp_path: Path, source: str) -> None:
    with mali.writing() as store:
        before, known = claims(store), described(store)
        done = withdraw(store, [source], tmp_path)
        assert claims(store) == {quad for quad in before if quad.graph_name != source_graph(source)}
        gone = known - described(store)
        assert done.orphans == len(gone) > 0
        held = {quad.object for quad in store if not is_settled(quad.graph_name)}
        assert not gone & held, "something still refers to what was taken out"
        assert known & mentioned(store) == described(store) & mentioned(store), "what others mention was taken out"


def test_withdrawing_settles_again(mali: LocalStore, tmp_path: Path) -> None:
    with mali.writing() as store:
        before = {q for q in store if is_settled(q.graph_name)}
        assert "settled again" in withdraw(store, ["rhc-2023-08-14"], tmp_path).settled
        after = {q for q in store if is_settled(q.graph_name)}
        assert after and after != before
        gone = {q.subject for q in before} - {q.subject for q in after}
        assert gone, "no settlement rested on the source alone"


def test_a_store_too_large_to_settle_again_says_so(mali: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.keeping.settling.LIMIT_OF_SETTLING", 10)
    with mali.writing() as store:
        assert "dropped" in withdraw(store, ["rhc-2023-08-14"], tmp_path).settled
        assert not any(is_settled(quad.graph_name) for quad in store)


def test_a_source_comes_back_as_it_was(mali: LocalStore, tmp_path: Path) -> None:
    with mali.snapshot() as snapshot:
        before = set(snapshot.store)
    with mali.writing() as store:
        withdraw(store, ["rhc-2023-08-14", "trt-2023-08-14"], tmp_path)
    load_files(mali, [MALI], replace=True)
    with mali.snapshot() as snapshot:
        assert set(snapshot.store) == before


def test_all_sources_can_go(mali: LocalStore, tmp_path: Path) -> None:
    with mali.writing() as store:
        withdraw(store, [count.name for count in sources_of(store)], tmp_path)
        assert claims(store) == set()
        assert not any("/event/" in node.value or "/source/" in node.value for node in described(store))


def test_an_unknown_source_is_named_with_the_nearest(mali: LocalStore, tmp_path: Path) -> None:
    before = mali.generation
    with pytest.raises(NotFound, match="did you mean rhc-2023-08-14"), mali.writing() as store:
        withdraw(store, ["rhc-2023-08-15"], tmp_path)
    assert mali.generation == before


def test_removing_by_writing_anew_gives_the_same(mali: LocalStore, tmp_path: Path) -> None:
    found = []
    for way in (remove_in_place, write_anew):
        local = LocalStore.open(tmp_path / way.__name__, create=True)
        load_files(local, [MALI])
        with local.writing() as store:
            store.add_graph(NamedNode("http://x/empty"))
            args = {source_graph("rhc-2023-08-14")}, {NamedNode(mint("actor:jnim")), NamedNode(mint("place:ber"))}
            way(store, *args, *([tmp_path] if way is write_anew else []))
            found.append((set(store), set(store.named_graphs())))
    assert found[0] == found[1]
    assert NamedNode("http://x/empty") in found[0][1]
    assert not any(quad.subject in args[1] for quad in found[0][0] if quad.graph_name == REFERENCE)


def test_a_build_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(table(numbered(4)), encoding="utf-8")
    built = [make_graph(data_path("facts", "mali"), tables=tables) for tables in ([], [tmp_path / "t.csv"], [])]
    local, seen = LocalStore.open(tmp_path / "s", create=True), []
    for build in built:
        with local.writing() as store:
            put_build(store, build.name, build.records, build.settlement, tmp_path)
            assert brought(store, build.name)
            seen.append(frozenset(store))
    assert seen[0] == seen[2] < seen[1] | seen[0]
    assert seen[1] != seen[0]


def test_a_build_leaves_what_others_brought(tmp_path: Path) -> None:
    graph = "https://w3id.org/conflict-kg/graph/source/other"
    (tmp_path / "o.nq").write_text(f"<http://x/c> <http://x/about> <{mint('place:ber')}> <{graph}> .\n")
    local = LocalStore.open(tmp_path / "s", create=True)
    build = make_graph(data_path("facts", "mali"))
    for _ in range(2):
        load_files(local, [tmp_path / "o.nq"])
        with local.writing() as store:
            put_build(store, build.name, build.records, build.settlement, tmp_path)
    with local.snapshot() as snapshot:
        assert [count.quads for count in sources_of(snapshot.store) if count.name == "other"] == [1]
        assert NamedNode(mint("place:ber")) in described(snapshot.store)
