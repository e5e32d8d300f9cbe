"""A graph out of a store comes whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from kg.cli import main
from kg.keeping.store import LocalStore
from tests.pushing.conftest import Hostile, counted, hang_up, reply
from tests.stores.servers import Server

GRAPH = "https://example.org/graph/pushed"
TRIPLES = {"Content_Type": "application/n-triples"}
LINES = b"<urn:a> <urn:p> <urn:o> .\n<urn:b> <urn:p> <urn:o> .\n"


def lines_of(file: Path) -> list[str]:
    return sorted(file.read_text(encoding="utf-8").splitlines())


def pull(hostile: Hostile, output: Path) -> int:
    return main(["pull", hostile.url, "--kind", "fuseki", "--graph", GRAPH, "-o", str(output)])


def test_what_was_pushed_comes_back(oxigraph: Server, graph_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    back = tmp_path / "back.nt"
    assert main(["push", str(graph_file), oxigraph.url, "--graph", GRAPH]) == 0
    assert main(["pull", oxigraph.url, "--graph", GRAPH, "-o", str(back)]) == 0
    assert lines_of(back) == lines_of(graph_file)


def test_all_graphs_come_back_into_a_store_of_ones_own(oxigraph: Server, tmp_path: Path) -> None:
    for graph, line in (("?graph=urn:g1", b"<urn:a> <urn:p> 1 ."), ("?default", b"<urn:b> <urn:p> 2 .")):
        httpx.put(oxigraph.graphs + graph, content=line, headers={"Content-Type": "text/turtle"}).raise_for_status()
    assert main(["pull", oxigraph.url, "--all", "--store", str(tmp_path / "store")]) == 0
    with LocalStore.open(tmp_path / "store").snapshot() as snapshot:
        found = {(quad.graph_name, quad.object.value) for quad in snapshot.store}  # type: ignore[union-attr]
    assert found == {(ox.NamedNode("urn:g1"), "1"), (ox.DefaultGraph(), "2")}


def test_a_store_that_cuts_a_graph_is_asked_in_pages(hostile: Hostile, tmp_path: Path) -> None:
    bindings = ",".join(
        f'{{"s":{{"type":"uri","value":"urn:{s}"}},"p":{{"type":"uri","value":"urn:p"}},"o":{{"type":"uri","value":"urn:o"}}}}'
        for s in "ab"
    )
    page = f'{{"head":{{"vars":["s","p","o"]}},"results":{{"bindings":[{bindings}]}}}}'.encode()
    hostile.will(counted(2), reply(200, LINES[:26], **TRIPLES), reply(200, page), counted(2))
    twice = page.replace(b"urn:b", b"urn:a")
    hostile.answers.insert(2, reply(200, twice))  # slices that overlap are not all: pages by hash are asked for
    assert pull(hostile, tmp_path / "back.nt") == 0
    assert (tmp_path / "back.nt").read_bytes() == LINES


@pytest.mark.parametrize("held", [1, 3])
def test_a_graph_that_does_not_come_whole_is_not_written(
    hostile: Hostile, tmp_path: Path, held: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "back.nt").write_text("old")
    empty = reply(200, b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[]}}')
    hostile.will(counted(held), reply(200, LINES, **TRIPLES), empty)
    assert pull(hostile, tmp_path / "back.nt") == 1
    assert f"gave 0 triples of the {held} that it holds" in capsys.readouterr().err
    assert (tmp_path / "back.nt").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back.nt"]


@pytest.mark.parametrize(("answer", "told"), [
    (reply(200, LINES[:40], **TRIPLES), "is not RDF, or was cut off"),
    (reply(200, b"<html>Log in\x1b[2J</html>", Content_Type="text/html"), "text/html where RDF was asked for: Log in"),
    (reply(200, b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', Content_Type="application/rdf+xml"), "application/rdf+xml where RDF"),
    (reply(302, Location="file:///etc/passwd"), "gave"),
])  # fmt: skip
def test_what_is_no_graph_is_told(
    hostile: Hostile, tmp_path: Path, answer: object, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = reply(200, b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[]}}')
    hostile.will(counted(2), answer, empty)  # type: ignore[arg-type]
    assert pull(hostile, tmp_path / "back.nt") == 1
    said = capsys.readouterr().err
    assert told in said
    assert "\x1b" not in said
    assert not (tmp_path / "back.nt").exists()


def test_an_answer_that_breaks_off_is_asked_for_again(hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.pushing.wire.Wire._wait", lambda *_: 0)
    hostile.will(counted(2), hang_up, reply(200, LINES, **TRIPLES), counted(2))
    assert pull(hostile, tmp_path / "back.nt") == 0
    assert (tmp_path / "back.nt").read_bytes() == LINES


@pytest.mark.parametrize(
    "more", [[], ["-o", "x.pdf"], ["-o", "x.nt", "--store", "y"], ["--all", "-o", "x.ttl"], ["-o", "x.nt", "--graph", "no iri"]]
)
def test_a_wrong_call_is_told_before_anything_is_asked(hostile: Hostile, more: list[str]) -> None:
    assert main(["pull", hostile.url, "--kind", "fuseki", *more]) == 2
    assert hostile.asked == []
