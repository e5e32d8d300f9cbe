"""Which graph of a store holds what: one a source, one for reference, one a lens, one for what each build brought."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, QuerySolutions, Store

from kg.model.refs import BASE, mint

LIMIT_OF_SETTLING = 500_000
"""Quads of claims and reference up to which a whole store is settled in memory, in about a minute and 1 GB."""


def graph(ref: str, base: str = BASE) -> NamedNode:
    """Give a graph's name as a term.

    >>> graph("graph:reference").value
    'https://w3id.org/conflict-kg/graph/reference'
    """
    return NamedNode(mint(ref, base))


def reference_graph(base: str = BASE) -> NamedNode:
    """Give the graph of actors, places, events, sources and runs."""
    return graph("graph:reference", base)


def source_graph(name: str, base: str = BASE) -> NamedNode:
    """Give the graph of a source's claims; the name with or without its `source:`."""
    return graph("graph:source/" + name.removeprefix("source:"), base)


def kept_graph(dataset: str, base: str = BASE) -> NamedNode:
    """Give the graph that lists what a build of a data set brought into the store."""
    return graph(f"graph:kept/{dataset}", base)


def is_source(node: object, base: str = BASE) -> bool:
    """Tell whether a graph is that of a source's claims."""
    return _under("graph/source/", node, base)


def is_settled(node: object, base: str = BASE) -> bool:
    """Tell whether a graph holds what a lens settles."""
    return _under("graph/settled/", node, base)


def is_claimed(node: object, base: str = BASE) -> bool:
    """Tell whether what stands in a graph counts as said: neither settled from claims nor the store's own list."""
    return not is_settled(node, base) and not _under("graph/kept/", node, base)


def name_of(node: NamedNode, base: str = BASE) -> str:
    """Give a source's name from that of its graph."""
    return node.value.removeprefix(f"{base}graph/source/")


def source_graphs(store: Store, base: str = BASE) -> Iterator[NamedNode]:
    """Give the graphs of sources in a store."""
    for node in store.named_graphs():
        if isinstance(node, NamedNode) and is_source(node, base):
            yield node


def counts(store: Store, pattern: str = "?s ?p ?o") -> dict[str, int]:
    """Give how often a pattern fits in each named graph."""
    found = store.query(f"SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ {pattern} }} }} GROUP BY ?g")
    assert isinstance(found, QuerySolutions), "a SELECT"
    return {row["g"].value: int(row["n"].value) for row in found if row["g"] is not None}


def size_of(store: Store, node: NamedNode) -> int:
    """Give the number of quads in a graph."""
    found = store.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {node} {{ ?s ?p ?o }} }}")
    assert isinstance(found, QuerySolutions), "a SELECT"
    return int(next(iter(found))["n"].value)


def _under(folder: str, node: object, base: str) -> bool:
    return str(getattr(node, "value", "")).startswith(base + folder)
