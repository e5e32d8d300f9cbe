"""Any graph that is one is read, whatever its form; what is not one is refused with its place, and nothing is half loaded."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.graph.export import ENDINGS, write_graph
from kg.graph.store import READABLE, load_lines, open_store, read_graph, to_rdflib
from kg.graph.text import ntriples
from kg.model.errors import NotFound, UnreadableInput, UsageError

GOLDEN = Path(__file__).parent.parent / "golden" / "first.ttl"
MALI = Path(__file__).parent.parent.parent / "exports" / "mali.ttl"
LINE = "<http://example.org/a> <http://example.org/b> <http://example.org/c> ."


def sorted_lines(path: Path) -> list[str]:
    return ntriples(quad.triple for quad in read_graph(path)).decode().splitlines()


@pytest.mark.parametrize("ending", [".ttl", ".trig", ".nt", ".nq", ".jsonld", ".rdf"])
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_every_form_that_is_written_is_read_again(tmp_path: Path, ending: str, packed: str) -> None:
    source = tmp_path / "source.nt"
    source.write_bytes(ntriples(quad.triple for quad in read_graph(GOLDEN)))
    path = tmp_path / f"graph{ending}"
    # A graph of claims alone has no reference records to deal its quads out by: TriG and N-Quads get its lines as they are.
    lines = source.read_text(encoding="utf-8").splitlines()
    write_graph([f"{line[:-2]} <http://example.org/g> ." for line in lines] if ending in (".trig", ".nq") else lines, path)
    if packed:
        path = path.rename(path.with_name(path.name + packed))
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert sorted_lines(path) == sorted_lines(GOLDEN)


def test_every_readable_ending_is_tried() -> None:
    assert set(READABLE) == {ending for ending in ENDINGS if ending not in (".graphml", ".gexf")} | {".owl"}


def test_rdflib_and_pyoxigraph_read_one_set_from_turtle(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    write_graph(read_graph(GOLDEN), path)
    read = rdflib.Graph().parse(path)
    assert set(read) == set(to_rdflib(read_graph(GOLDEN)))
    assert len(read) == len(read_graph(path)) == 213


@pytest.mark.parametrize("tool", ["serdi", "rapper"])
def test_other_readers_read_the_same_set_from_turtle(tmp_path: Path, tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed: apt-get install serdi raptor2-utils")
    path = tmp_path / "graph.ttl"
    write_graph(read_graph(GOLDEN), path)
    command = {
        "serdi": ["serdi", "-o", "ntriples", str(path)],
        "rapper": ["rapper", "-q", "-i", "turtle", "-o", "ntriples", str(path)],
    }
    lines = subprocess.run(command[tool], capture_output=True, check=True, encoding="utf-8").stdout
    assert ntriples(quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)).decode().splitlines() == sorted_lines(
        path
    )


def digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(line.strip() for line in lines if line.strip())).encode()).hexdigest()


def unescaped(lines: str) -> str:
    """Give N-Triples in UTF-8 of what a reader wrote in ASCII."""
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda found: chr(int(found[1] or found[2], 16)), lines)


def run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed: apt-get install serdi raptor2-utils")
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


READERS: dict[str, Callable[[Path], str]] = {
    "serdi": lambda path: unescaped(run("serdi", "-o", "ntriples", str(path))),
    "rapper": lambda path: unescaped(run("rapper", "-q", "-i", "turtle", "-o", "ntriples", str(path))),
    "rdflib": lambda path: rdflib.Graph().parse(path).serialize(format="nt"),
}


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_gives_the_digest_of_the_graph_that_ships(reader: str) -> None:
    ours = ox.serialize(ox.parse(path=MALI, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    lines = READERS[reader](MALI).split("\n")
    assert len(lines) > 5000
    assert digest(lines) == digest((ours or b"").decode().split("\n"))


def test_a_store_on_disk_is_read_from_its_folder(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    load_lines(store, [LINE])
    del store
    assert len(read_graph(tmp_path / "store")) == 1


def test_lines_with_and_without_a_graph_are_loaded() -> None:
    store = open_store()
    load_lines(store, [LINE, LINE[:-1] + "<http://example.org/g> ."])
    assert len(store) == 2
    assert len(to_rdflib(store)) == 1


def test_a_line_that_is_none_is_refused_with_its_number() -> None:
    with pytest.raises(UnreadableInput, match="line 2 of 2"):
        load_lines(open_store(), [LINE, "no"])


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.ttl", b"@prefix x: <http://x/> .\n\nx:a x:b no .", r"a\.ttl:3:9: not Turtle"),
        ("page.ttl", b"<html><body>", r"page\.ttl:1:1: not Turtle"),
        ("empty.ttl", b"", "holds no statement at all"),
        ("comment.ttl", b"# nothing\n", "holds no statement at all"),
        ("binary.ttl", bytes(range(256)) * 40, "the file is not text"),
        ("latin.ttl", '<http://a/a> <http://a/b> "é" .'.encode("latin-1"), r"latin\.ttl:1:28: not Turtle: Invalid UTF-8"),
        ("half.ttl.gz", gzip.compress(b"<http://a/a> <http://a/b> 1 .", mtime=0)[:-9], "cannot be read"),
        ("not.ttl.gz", b"<http://a/a> <http://a/b> 1 .", "cannot be read"),
        ("table.csv", b"a,b\n", "not the ending of a graph"),
        ("graph.tttl", b"", r"did you mean \.ttl\?"),
        ("bomb.rdf", b"<?xml version='1.0'?><!DoCtYpE x [<!ENTITY a 'b'>]><x/>", "DOCTYPE is refused"),
        ("bomb16.rdf", '<?xml version="1.0"?><!DOCTYPE x []><x/>'.encode("utf-16"), "not RDF/XML"),
        ("web.jsonld", b'{"@context":"http://127.0.0.1:9/c","a":"b"}', "a context that lies on the web is not fetched"),
        ("broken.jsonld", b'{"a":', r"broken\.jsonld:1:6: not JSON-LD"),
    ],
)
def test_what_is_no_graph_is_refused_with_its_place(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=what) as found:
        read_graph(path)
    assert "\n" not in str(found.value)
    assert str(found.value).isprintable()


def test_a_doctype_across_two_blocks_is_found(tmp_path: Path) -> None:
    path = tmp_path / "graph.rdf"
    path.write_bytes(b"<?xml version='1.0'?><!--" + b" " * (2**20 - 33) + b"--><!DOCTYPE x []><x/>")
    with pytest.raises(UnreadableInput, match="DOCTYPE"):
        read_graph(path)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        read_graph(tmp_path / "none.ttl")


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="holds no store"):
        read_graph(tmp_path)


def test_a_store_that_another_process_holds_is_refused(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    with pytest.raises(UsageError, match="one process at a time"):
        open_store(tmp_path / "store")
    del store
