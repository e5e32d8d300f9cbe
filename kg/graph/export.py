"""Graphs to files: every form from one store, the same bytes for the same graph, written aside and renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.graph import network, text
from kg.graph.decode import decode
from kg.graph.encode import encode_quads, encode_settlement
from kg.graph.settle import settle_all
from kg.graph.store import Store, load_lines, open_store
from kg.model.errors import UsageError, nearest
from kg.model.files import write_bytes
from kg.model.refs import BASE, mint, ref_of

ENDINGS = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "nt",
    ".nq": "nq",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
    ".graphml": "graphml",
    ".gexf": "gexf",
}


def write_graph(graph: Store | Iterable[str], path: Path, format: str | None = None, base: str = BASE) -> None:
    """Write a store, or N-Triples or N-Quads lines, to a file in a format (by default that of the file's ending).

    Turtle, N-Triples, JSON-LD, RDF/XML, GraphML and GEXF hold all graphs as one; TriG and N-Quads keep them, and give a graph
    that has none of its own one for each source, `graph:reference`, and one for what each lens settles.
    """
    write_bytes(graph_bytes(graph, format or format_of(path), base), path)


def format_of(path: Path) -> str:
    """Give the format of a file's ending; raise UsageError if it is the ending of none."""
    if path.suffix.lower() not in ENDINGS:
        remedy = nearest(path.suffix, ENDINGS) or f"use {', '.join(ENDINGS)}, or name the format"
        raise UsageError(f"{path}: its ending does not tell the format ({remedy})")
    return ENDINGS[path.suffix.lower()]


def graph_bytes(graph: Store | Iterable[str], format_: str, base: str = BASE) -> bytes:
    """Give a graph in a format, as bytes; raise UsageError for an unknown format."""
    makers: dict[str, Callable[[Store], bytes]] = {
        "turtle": lambda store: text.turtle(triples(store), base),
        "trig": lambda store: text.trig(quads(store, base), base),
        "nt": lambda store: text.ntriples(triples(store)),
        "nq": lambda store: text.nquads(quads(store, base)),
        "jsonld": lambda store: text.json_ld(triples(store), base),
        "rdfxml": lambda store: text.rdf_xml(triples(store), base),
        "graphml": lambda store: network.graphml(network.everything(store, base)),
        "gexf": lambda store: network.gexf(network.everything(store, base)),
    }
    if format_ not in makers:
        raise UsageError(f"no format {format_!r} ({nearest(format_, makers) or 'there are ' + ', '.join(makers)})")
    return makers[format_](as_store(graph))


def as_store(graph: Store | Iterable[str]) -> Store:
    """Give lines as a store; a store as it is."""
    if isinstance(graph, Store):
        return graph
    store = open_store()
    load_lines(store, graph)
    return store


def triples(store: Store) -> Iterator[Triple]:
    """Give the triples of all graphs together; one that stands in several comes several times."""
    return (quad.triple for quad in store)


def quads(store: Store, base: str = BASE) -> Iterable[Quad]:
    """Give a store's quads; those of a graph without named graphs are dealt out by source, reference and lens."""
    if any(True for _ in store.named_graphs()):
        return list(store)
    dealt = open_store()
    load_lines(dealt, dealt_lines(store, base))
    missing = {quad.triple for quad in store} - {quad.triple for quad in dealt}
    return [*dealt, *(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in missing)]


def dealt_lines(store: Store, base: str = BASE) -> Iterator[str]:
    """Give N-Quads lines: claims by source, reference, and what each lens settles, the graph's own lens on its events too."""
    records = list(decode(store, base))
    yield from encode_quads(records, base)
    chosen = lens_of(store, base)
    for lens, settlement in settle_all(records):
        name = "graph:settled/" + lens.ref.partition(":")[2]
        graph = f"<{mint(name, base)}>"
        for line in encode_settlement(settlement, base, projected=lens.ref == chosen):
            yield f"{line[:-2]} {graph} ."


def lens_of(store: Store, base: str = BASE) -> str:
    """Give the lens whose settled triples stand on the events of a graph; `lens:cautious` where none do."""
    return next(_lenses(store, base), "lens:cautious")


def is_settled(store: Store, base: str = BASE) -> bool:
    """Tell whether settled triples stand on any event of a graph."""
    return next(_lenses(store, base), None) is not None


def _lenses(store: Store, base: str) -> Iterator[str]:
    for quad in store.quads_for_pattern(None, NamedNode(mint("kg:settledUnder")), None, None):
        if ref_of(str(getattr(quad.subject, "value", "")), base).startswith("event:"):
            yield ref_of(str(getattr(quad.object, "value", "")), base)
