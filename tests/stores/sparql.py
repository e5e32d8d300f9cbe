"""A plain client for tests: the Graph Store Protocol and SPARQL over httpx, answers as terms in one canonical form."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import httpx
import pyoxigraph as ox

from tests.stores.servers import Server

GRAPH = "https://w3id.org/conflict-kg/graph/test"
Row = tuple[str | None, ...]
_TIMEOUT = 180


@dataclass(frozen=True, slots=True)
class Client:
    """Requests to one store, each with its Content-Length."""

    server: Server

    def put(self, lines: bytes, graph: str = GRAPH) -> None:
        """Put N-Triples in the place of a graph."""
        self._sent("PUT", lines, graph)

    def post(self, lines: bytes, graph: str = GRAPH) -> None:
        """Add N-Triples to a graph."""
        self._sent("POST", lines, graph)

    def drop(self, graph: str = GRAPH) -> None:
        """Remove a graph, if it is there."""
        httpx.delete(self.server.graphs, params={"graph": graph}, auth=self.server.auth, timeout=_TIMEOUT)

    def _sent(self, method: str, lines: bytes, graph: str) -> None:
        answer = httpx.request(
            method, self.server.graphs, params={"graph": graph}, content=lines, auth=self.server.auth, timeout=_TIMEOUT,
            headers={"Content-Type": "application/n-triples"},
        )  # fmt: skip
        assert answer.is_success, f"{method} {graph}: {answer.status_code} {answer.text[:300]}"

    def got(self, graph: str = GRAPH) -> bytes:
        """Give a graph as the store gives it in N-Triples."""
        answer = httpx.get(
            self.server.graphs, params={"graph": graph}, auth=self.server.auth, timeout=_TIMEOUT,
            headers={"Accept": "application/n-triples"},
        )  # fmt: skip
        assert answer.is_success, f"GET {graph}: {answer.status_code} {answer.text[:300]}"
        return answer.content

    def count(self, graph: str = GRAPH) -> int:
        """Give how many triples a graph holds."""
        ((found,),) = self.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}").elements()
        return int(re.findall(r'"(\d+)"', found or "")[0])

    def rows(self, query: str, extra: Mapping[str, str] | None = None) -> Counter[Row]:
        """Give the rows of a SELECT as a multiset."""
        answer = httpx.post(
            self.server.query, data={"query": query, **(extra or {})}, timeout=_TIMEOUT,
            headers={"Accept": "application/sparql-results+json"},
        )  # fmt: skip
        assert answer.status_code == 200, f"{answer.status_code} {answer.text[:500]}"
        return rows_of(ox.parse_query_results(answer.content, format=ox.QueryResultsFormat.JSON))

    def in_graph(self, query: str, graph: str = GRAPH) -> Counter[Row]:
        """Give the rows of a SELECT over one graph."""
        return self.rows(query, {"default-graph-uri": graph})

    def in_union(self, query: str) -> Counter[Row]:
        """Give the rows of a SELECT over the union of all graphs, asked in this store's way."""
        return self.rows(query, self.server.union)


def rows_of(found: object) -> Counter[Row]:
    """Give the solutions of pyoxigraph as a multiset of canonical terms, in the order of the variables' names."""
    assert isinstance(found, ox.QuerySolutions)
    names = sorted(variable.value for variable in found.variables)
    return Counter(tuple(canonical(solution[name]) for name in names) for solution in found)


def canonical(term: object) -> str | None:
    """Give a term in N-Triples as Oxigraph writes it once it was stored."""
    return None if term is None else _stored(term) if isinstance(term, ox.Literal) else str(term)


@cache
def _stored(literal: ox.Literal) -> str:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:a"), literal))
    return str(next(iter(store)).object)


def digest(lines: Iterable[str]) -> str:
    """Give the SHA-256 of sorted, distinct lines."""
    return hashlib.sha256("\n".join(sorted({line.strip() for line in lines if line.strip()})).encode()).hexdigest()


def canonical_lines(data: bytes) -> list[str]:
    """Give N-Triples as Oxigraph writes them once they were stored: sorted, each once, numbers in one form."""
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.N_TRIPLES)
    return sorted(f"{quad.triple} ." for quad in store)
