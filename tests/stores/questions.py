"""The named queries as they are asked of every store, and the rows that the embedded store gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.graph.export import graph_bytes
from kg.graph.query import find_query, named_queries
from kg.graph.store import Store, read_graph
from kg.graph.text import ntriples
from tests.stores.sparql import Row, rows_of

EXPORT = Path(__file__).parents[2] / "exports" / "mali.ttl"
GIVEN: list[tuple[str, dict[str, str]]] = [
    ("events-at-place", {"place": "ber", "since": "2023-06-01", "until": "2023-08-31"}),
    ("events-at-place", {"place": "mali", "coding": "kg:Hand,kg:Machine"}),
    ("who-killed", {"of": "alleged-attack-near-ber"}),
    ("evidence", {"of": "alleged-attack-near-ber", "actor": "actor:cma"}),
    ("names", {"of": "cma"}),
    ("unanswered-accusations", {"accused": "malian-army", "asof": "2024-12-31"}),
    ("causal-chain", {"from": "algiers-accord", "to": "soldiers-killed"}),
]
ASKED: dict[str, str] = {
    **{name: query.text for name, query in named_queries().items()},
    **{f"{name} {' '.join(f'{k}={v}' for k, v in values.items())}": find_query(name).filled(values) for name, values in GIVEN},
}


@cache
def graph() -> Store:
    """Give the graph that ships."""
    return read_graph(EXPORT)


@cache
def lines() -> bytes:
    """Give it as sorted N-Triples."""
    return ntriples(quad.triple for quad in graph())


@cache
def expected(asked: str) -> Counter[Row]:
    """Give the rows of the embedded store."""
    return rows_of(graph().query(ASKED[asked]))


@cache
def graphs() -> dict[str, bytes]:
    """Give the N-Triples of each graph of the export by source."""
    found: dict[str, list[str]] = defaultdict(list)
    for quad in ox.parse(graph_bytes(graph(), "nq"), format=ox.RdfFormat.N_QUADS):
        found[str(quad.graph_name.value)].append(f"{quad.triple} .\n")
    return {name: "".join(sorted(of)).encode() for name, of in found.items()}
