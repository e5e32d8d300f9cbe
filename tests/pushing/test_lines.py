"""What is sent is distinct, sorted and the same each time, whatever it was read from."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.keeping.store import LocalStore
from kg.model.errors import NotFound, UnreadableInput
from kg.pushing import lines
from kg.pushing.lines import Part, prepare


def all_lines(part: Part) -> list[bytes]:
    return b"".join(map(part.bytes_of, part.chunks)).splitlines(keepends=True)


def one(source: Path, tmp_path: Path, chunk: int = 100) -> Part:
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    (part,) = prepare(source, work, None, by_source=False, chunk=chunk)
    return part


def test_lines_are_distinct_and_sorted_and_chunked(graph_file: Path, tmp_path: Path) -> None:
    written = graph_file.read_bytes().splitlines(keepends=True)
    graph_file.write_bytes(b"".join([*reversed(written), *written]))
    part = one(graph_file, tmp_path, chunk=700)
    assert all_lines(part) == sorted(written)
    assert [chunk.lines for chunk in part.chunks] == [700] * 7 + [100]
    assert part.count == 5000


def test_sorting_in_many_runs_gives_the_same(graph_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = one(graph_file, tmp_path)
    whole = all_lines(at_once)
    monkeypatch.setattr(lines, "_RUN", 10_000)
    in_runs = one(graph_file, tmp_path)
    assert (in_runs.digest, all_lines(in_runs), in_runs.sample) == (at_once.digest, whole, at_once.sample)


def test_a_store_and_files_of_the_same_graph_give_the_same(graph_file: Path, tmp_path: Path) -> None:
    store = ox.Store()
    store.bulk_load(path=str(graph_file), format=ox.RdfFormat.N_TRIPLES)
    turtle = tmp_path / "graph.ttl"
    store.dump(str(turtle), ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph())
    with LocalStore.open(tmp_path / "store", create=True).writing() as kept:
        kept.bulk_load(path=str(graph_file), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode("urn:source:a"))
    digests = {one(source, tmp_path).digest for source in (graph_file, turtle, tmp_path / "store")}
    assert len(digests) == 1


def test_by_source_keeps_each_graph(tmp_path: Path) -> None:
    source = tmp_path / "graphs.nq"
    source.write_text(
        '<urn:a> <urn:p> "1\\t2" <urn:g2> .\n<urn:a> <urn:p> "2" <urn:g1> .\n<urn:b> <urn:p> "3" .\n'
        '<urn:c> <urn:p> "4" <urn:g1> .\n'
    )
    parts = prepare(source, tmp_path, None, by_source=True, chunk=100)
    assert [(part.graph, part.count) for part in parts] == [(None, 1), ("urn:g1", 2), ("urn:g2", 1)]
    assert all_lines(parts[2]) == [b'<urn:a> <urn:p> "1\\t2" .\n']


def test_the_sample_holds_whole_subjects_spread_over_all(graph_file: Path, tmp_path: Path) -> None:
    part = one(graph_file, tmp_path)
    sampled = list(part.sampled())
    assert len(sampled) == 200
    assert {len(own) for own in sampled} == {5}
    assert part.sample[0] < part.chunks[-1].start / 10 < part.chunks[-1].start * 0.9 < part.sample[-1]


@pytest.mark.parametrize(
    "line", ["_:b <urn:p> <urn:o> .", "<urn:s> <urn:p> _:b .", "<urn:s> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> ."]
)
def test_what_a_repeated_request_would_double_is_refused(tmp_path: Path, line: str) -> None:
    source = tmp_path / "graph.nt"
    source.write_text(line + "\n")
    with pytest.raises(UnreadableInput, match="give them IRIs"):
        one(source, tmp_path)


def test_quotes_and_arrows_inside_text_are_no_blank_nodes(tmp_path: Path) -> None:
    source = tmp_path / "graph.nt"
    source.write_text('<urn:s> <urn:p> "a \\" _:b <urn:x> . \\\\" .\n')
    assert one(source, tmp_path).count == 1


def test_a_broken_last_line_is_found_before_anything_is_sent(graph_file: Path, tmp_path: Path) -> None:
    with graph_file.open("a") as file:
        file.write("<urn:s> <urn:p> .\n")
    with pytest.raises(UnreadableInput, match=r"graph\.nt:5001"):
        one(graph_file, tmp_path)


def test_nothing_to_push_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.nt").write_text("# nothing\n")
    with pytest.raises(UnreadableInput, match="no statement at all"):
        one(tmp_path / "empty.nt", tmp_path)
    with pytest.raises(NotFound):
        one(tmp_path / "none.nt", tmp_path)
