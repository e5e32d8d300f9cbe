"""A durable store shows whole generations, to each reader its own, whoever writes and however it ends."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.keeping import publishing
from kg.keeping.store import LocalStore
from kg.model.errors import NotFound, UnreadableInput, UsageError


def quad(number: int, graph: str = "a") -> Quad:
    return Quad(NamedNode(f"http://x/{number}"), NamedNode("http://x/p"), Literal(str(number)), NamedNode(f"http://x/{graph}"))


def test_what_is_written_is_there_after_the_block(tmp_path: Path) -> None:
    local = LocalStore.open(tmp_path / "s", create=True)
    with local.writing() as store:
        store.extend(map(quad, range(100)))
    with LocalStore.open(tmp_path / "s").snapshot() as snapshot:
        assert set(snapshot.store) == set(map(quad, range(100)))


def test_each_write_has_a_generation_of_its_own(tmp_path: Path) -> None:
    local = LocalStore.open(tmp_path / "s", create=True)
    names = [local.generation]
    for number in range(3):
        with local.writing() as store:
            store.add(quad(number))
        names.append(local.generation)
    assert names == sorted(set(names))
    assert [path.name for path in (tmp_path / "s/generations").iterdir() if path.is_dir()] == names[-1:]


def test_a_reader_keeps_what_it_began_with(tmp_path: Path) -> None:
    local = LocalStore.open(tmp_path / "s", create=True)
    with local.writing() as store:
        store.extend(map(quad, range(10)))
    with local.snapshot() as before:
        for number in range(10, 14):
            with local.writing() as store:
                store.clear()
                store.bulk_extend([quad(number)])
                store.optimize()
        assert set(before.store) == set(map(quad, range(10)))
        with local.snapshot() as after:
            assert set(after.store) == {quad(13)}
    with local.writing():
        pass
    assert len([path for path in (tmp_path / "s/generations").iterdir() if path.is_dir()]) == 1


def test_a_block_that_raises_changes_nothing(tmp_path: Path) -> None:
    local = LocalStore.open(tmp_path / "s", create=True)
    before = local.generation
    with contextlib.suppress(KeyError), local.writing() as store:
        store.bulk_extend(map(quad, range(10)))
        raise KeyError("x")
    assert local.generation == before
    with local.snapshot() as snapshot:
        assert len(snapshot.store) == 0
    assert len([path for path in (tmp_path / "s/generations").iterdir() if path.is_dir()]) == 1


def test_a_store_that_is_still_in_hand_cannot_change_what_was_published(tmp_path: Path) -> None:
    local = LocalStore.open(tmp_path / "s", create=True)
    with local.writing() as leaked:
        leaked.add(quad(1))
    with local.snapshot() as snapshot:
        for number in range(2, 50):
            leaked.add(quad(number))
        assert set(snapshot.store) == {quad(1)}
    with local.snapshot() as snapshot:
        assert set(snapshot.store) == {quad(1)}


def test_a_snapshot_cannot_be_written_to(tmp_path: Path) -> None:
    with LocalStore.open(tmp_path / "s", create=True).snapshot() as snapshot, pytest.raises(RuntimeError, match="read-write"):
        snapshot.store.add(quad(1))


def test_reading_leaves_the_files_as_they_were(tmp_path: Path) -> None:
    local = LocalStore.open(tmp_path / "s", create=True)
    with local.writing() as store:
        store.bulk_extend(map(quad, range(1000)))

    def state() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in (tmp_path / "s").rglob("*")}

    before = state()
    with local.snapshot() as snapshot:
        assert sum(1 for _ in snapshot.store) == 1000
    assert state() == before


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    local = LocalStore.open(tmp_path / "s", create=True)
    with local.writing(), pytest.raises(UsageError, match=f"process {os.getpid()} is writing"), local.writing():
        pass


def test_where_there_are_no_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(publishing.os, "link", refused)
    local = LocalStore.open(tmp_path / "s", create=True)
    with local.writing() as store:
        store.bulk_extend(map(quad, range(1000)))
    with local.writing() as store:
        store.add(quad(1000))
        store.add_graph(NamedNode("http://x/empty"))
    with local.snapshot() as snapshot:
        assert set(snapshot.store) == set(map(quad, range(1001)))
        assert snapshot.store.contains_named_graph(NamedNode("http://x/empty"))


def test_a_store_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such store"):
        LocalStore.open(tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_a_plain_store_is_recognised_and_left_alone(tmp_path: Path) -> None:
    Store(tmp_path / "plain").add(quad(1))
    with pytest.raises(UnreadableInput, match="plain Oxigraph store"):
        LocalStore.open(tmp_path / "plain", create=True)
    assert not (tmp_path / "plain/generations").exists()


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(UnreadableInput, match="holds other files"):
        LocalStore.open(tmp_path, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
