"""Every export holds the whole graph, gives the same bytes on every run, and is written as a whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest
import rdflib

from kg.graph.encode import encode, encode_settlement
from kg.graph.export import ENDINGS, graph_bytes, write_graph
from kg.graph.network import SHAPES, to_networkx
from kg.graph.settle import settle
from kg.graph.store import Store, load_lines, open_store, read_graph, to_rdflib
from kg.model.errors import Problem, UsageError
from kg.sources.facts import read_facts

FIRST = Path(__file__).parent.parent / "golden" / "first"
HOSTILE = '<http://example.org/a> <http://example.org/b> "tab\\t quote\\" back\\\\ line\\n\\r \\U0001F600 \\u00E9"@en-gb .'


@pytest.fixture(scope="module")
def store() -> Store:
    records = [record for record in read_facts(FIRST) if not isinstance(record, Problem)]
    made = open_store()
    load_lines(made, [*encode(records), *encode_settlement(settle(records))])
    return made


def triples(store: Store) -> set[str]:
    return {str(quad.triple) for quad in store}


@pytest.mark.parametrize("ending", [".ttl", ".nt", ".jsonld", ".rdf"])
def test_every_form_of_one_graph_holds_its_triples(store: Store, tmp_path: Path, ending: str) -> None:
    write_graph(store, tmp_path / f"graph{ending}")
    assert triples(read_graph(tmp_path / f"graph{ending}")) == triples(store)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # of rdflib's own JSON-LD parser
@pytest.mark.parametrize("format_", ["turtle", "xml", "json-ld", "nt"])
def test_rdflib_reads_what_is_written(store: Store, format_: str) -> None:
    ours = {"xml": "rdfxml", "json-ld": "jsonld"}.get(format_, format_)
    read = rdflib.Graph().parse(data=graph_bytes(store, ours), format=format_)
    assert set(read) == set(to_rdflib(store))


@pytest.mark.parametrize("format_", ["turtle", "trig", "nt", "nq", "jsonld", "rdfxml"])
def test_hostile_text_survives(tmp_path: Path, format_: str) -> None:
    ending = next(ending for ending, its in ENDINGS.items() if its == format_)
    lines = [f"{HOSTILE[:-2]} <http://example.org/g> ." if format_ in ("trig", "nq") else HOSTILE]
    write_graph(lines, tmp_path / f"graph{ending}")
    assert [quad.object.value for quad in read_graph(tmp_path / f"graph{ending}")] == ['tab\t quote" back\\ line\n\r 😀 é']


def test_a_character_that_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(UsageError, match="no form in XML"):
        graph_bytes(['<http://example.org/a> <http://example.org/b> "\\u0001" .'], "rdfxml")


def test_turtle_is_grouped_and_sorted_and_declares_only_what_it_uses(store: Store) -> None:
    blocks = graph_bytes(store, "turtle").decode().split("\n\n")
    head, subjects = blocks[0].splitlines(), [block.split(maxsplit=1)[0] for block in blocks[1:]]
    assert head == sorted(head)
    assert "@prefix rdf: " not in blocks[0]
    assert "@prefix xsd: " in blocks[0]
    assert len(subjects) == len(set(subjects)) == len({quad.subject for quad in store})
    assert blocks[-1].endswith(" .\n")


def test_trig_keeps_each_source_apart_and_each_lens(store: Store, tmp_path: Path) -> None:
    write_graph(store, tmp_path / "graph.trig")
    read = read_graph(tmp_path / "graph.trig")
    names = sorted(str(getattr(graph, "value", "")).partition("/graph/")[2] for graph in read.named_graphs())
    assert names == [
        "reference",
        "settled/any",
        "settled/as-told-by/cma",
        "settled/as-told-by/malian-army",
        "settled/as-told-by/security-official-rhc",
        "settled/cautious",
        "source/judgements",
        "source/rhc-2023-08-14",
    ]
    assert triples(store) <= triples(read)


def test_quads_are_the_same_from_turtle_and_from_trig(store: Store, tmp_path: Path) -> None:
    write_graph(store, tmp_path / "graph.trig")
    assert graph_bytes(read_graph(tmp_path / "graph.trig"), "nq") == graph_bytes(store, "nq")


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_networkx_reads_back_as_many_nodes_and_edges(store: Store, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"graph{ending}"
    write_graph(store, path)
    made = to_networkx(store, "claims")
    read = nx.read_graphml(path, force_multigraph=True) if ending == ".graphml" else nx.read_gexf(path)
    assert (read.number_of_nodes(), read.number_of_edges()) == (made.number_of_nodes(), made.number_of_edges()) == (35, 88)
    assert {kind for _, kind in read.nodes(data="kind")} == {"actor", "place", "event", "condition", "claim", "source"}
    assert b"NetworkX" not in path.read_bytes()
    assert "date" not in ET.parse(path).getroot().find(".//{*}meta").attrib if ending == ".gexf" else True


def test_an_accused_has_no_settled_edge(store: Store) -> None:
    edges = to_networkx(store, "actor-event").edges(data=True)
    accused = [data for actor, event, data in edges if (actor, event) == ("actor:wagner-group", "event:alleged-attack-near-ber")]
    assert accused == [{"role": "agent", "settled": False, "claims": 1}]


def test_actors_of_one_lead_are_one_node(store: Store) -> None:
    assert "actor:malian-forces" not in to_networkx(store, "actors")
    assert to_networkx(store, "actors").has_edge("actor:malian-army", "actor:cma", key="event:alleged-attack-near-ber")


def test_an_unknown_format_or_shape_gets_the_nearest(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean turtle"):
        graph_bytes(store, "turtel")
    with pytest.raises(UsageError, match=r"did you mean \.gexf"):
        write_graph(store, tmp_path / "graph.gex")
    with pytest.raises(UsageError, match="did you mean actors"):
        to_networkx(store, "actor")
    assert len(SHAPES) == 3


def test_the_same_graph_gives_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    code = (
        "import hashlib, sys; from pathlib import Path; from kg.graph.export import ENDINGS, graph_bytes\n"
        "from kg.graph.store import read_graph; store = read_graph(Path(sys.argv[1]))\n"
        "print([hashlib.sha256(graph_bytes(store, f)).hexdigest() for f in ENDINGS.values()])"
    )
    records = [record for record in read_facts(FIRST) if not isinstance(record, Problem)]
    write_graph([*encode(records), *encode_settlement(settle(records))], tmp_path / "graph.ttl")
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "graph.ttl")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_nothing_is_left_where_a_file_cannot_be_written(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    (tmp_path / "folder.ttl").mkdir()
    for path in (tmp_path / "file" / "graph.ttl", tmp_path / "folder.ttl"):
        with pytest.raises(UsageError, match="cannot be written"):
            write_graph(store, path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.ttl"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


def test_what_was_there_stays_if_the_graph_has_no_such_form(tmp_path: Path) -> None:
    path = tmp_path / "graph.rdf"
    path.write_text("kept", encoding="utf-8")
    with pytest.raises(UsageError):
        write_graph(['<http://example.org/a> <http://example.org/b> "\\u0001" .'], path)
    assert path.read_text(encoding="utf-8") == "kept"
