"""What only the withdrawn claims spoke of: events, actors, runs and sources that nothing else in the store refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, QuerySolutions, Store

from kg.keeping.naming import is_claimed, reference_graph
from kg.model.refs import BASE


def orphans(store: Store, graphs: set[NamedNode], more: Iterable[NamedNode] = (), base: str = BASE) -> set[NamedNode]:
    """Give what stands in the reference graph only for the sake of some graphs of claims, and of the `more` named."""
    reference = reference_graph(base)
    known = {node for name in graphs for node in mentioned(store, name, reference)}
    candidates = closure(store, {*known, *more}, reference)
    held = {node for node in candidates if is_held(store, node, graphs, candidates, reference, base)}
    return candidates - closure(store, held, reference)


def mentioned(store: Store, name: NamedNode, reference: NamedNode) -> Iterator[NamedNode]:
    """Give what the claims of a graph mention and the reference graph describes."""
    pattern = f"GRAPH {name} {{ ?s ?p ?o }} FILTER isIRI(?o) FILTER EXISTS {{ GRAPH {reference} {{ ?o ?q ?r }} }}"
    found = store.query(f"SELECT DISTINCT ?o {{ {pattern} }}")
    assert isinstance(found, QuerySolutions), "a SELECT"
    return (row["o"] for row in found)


def closure(store: Store, start: set[NamedNode], reference: NamedNode) -> set[NamedNode]:
    """Give nodes, and all that the reference graph says they refer to and describes."""
    seen, waiting = set(start), list(start)
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None, reference):
            node = quad.object
            if isinstance(node, NamedNode) and node not in seen and described(store, node, reference):
                seen.add(node)
                waiting.append(node)
    return seen


def described(store: Store, node: NamedNode, reference: NamedNode) -> bool:
    """Tell whether the reference graph says anything about a node."""
    return next(iter(store.quads_for_pattern(node, None, None, reference)), None) is not None


def is_held(
    store: Store, node: NamedNode, graphs: set[NamedNode], candidates: set[NamedNode], reference: NamedNode, base: str
) -> bool:
    """Tell whether anything outside refers to a node: a claim of another source, or what is described for another's sake."""
    for quad in store.quads_for_pattern(None, None, node, None):
        if quad.graph_name == reference:
            if quad.subject not in candidates:
                return True
        elif quad.graph_name not in graphs and is_claimed(quad.graph_name, base):
            return True
    return False
