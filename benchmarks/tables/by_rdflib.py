"""The same triples by rdflib from the keyed tables: `python -m benchmarks.tables.by_rdflib folder out.nt`."""

from __future__ import annotations

import sys
from pathlib import Path

from rdflib import Graph, Literal, URIRef

from benchmarks.tables.shape import TABLES, Table, expanded, rows_of


def main(folder: Path, out: Path) -> None:
    """Add every triple to a graph and serialise it."""
    graph = Graph(bind_namespaces="none")
    for table in TABLES:
        add(graph, folder, table)
    graph.serialize(out, format="nt", encoding="utf-8")
    with out.open("ab") as file:
        file.write((folder / "about.nt").read_bytes())


def add(graph: Graph, folder: Path, table: Table) -> None:
    """Add the triples of a table."""
    constants = [(URIRef(expanded(name)), constant(value)) for name, value in table.constants]
    columns = [(URIRef(expanded(one.property)), one.kind, one.backwards) for one in table.columns]
    datatypes = {one.kind: URIRef(one.datatype) for one in table.columns if ":" in one.kind}
    for subject, *cells in rows_of(folder, table):
        node = URIRef(subject)
        for name, value in constants:
            graph.add((node, name, value))
        for (name, kind, backwards), cell in zip(columns, cells, strict=True):
            if not cell:
                continue
            if kind == "iri":
                graph.add((URIRef(cell), name, node) if backwards else (node, name, URIRef(cell)))
            elif kind == "en":
                graph.add((node, name, Literal(cell, lang="en")))
            elif kind == "text":
                graph.add((node, name, Literal(cell)))
            else:
                graph.add((node, name, Literal(cell, datatype=datatypes[kind], normalize=False)))


def constant(value: str) -> URIRef | Literal:
    """Give the term that a constant is."""
    return Literal(value == '"true"') if value.startswith('"') else URIRef(expanded(value))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
