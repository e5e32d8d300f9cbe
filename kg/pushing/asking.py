"""Small questions to a store: how many triples, which graphs, what is told of these subjects; a cut answer is an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

from kg.pushing.failures import StoreFailed, quoted
from kg.pushing.kinds import Endpoint
from kg.pushing.wire import Wire

HASH = "LCASE(MD5(STR(?s)))"  # spreads subjects evenly, the same in each store
Term = NamedNode | Literal
_ACCEPT = {"Accept": "application/sparql-results+json"}


@dataclass(frozen=True, slots=True)
class Asker:
    """Questions to one store, by form POST, as all of them understand that."""

    wire: Wire
    endpoint: Endpoint

    def rows(self, sparql: str) -> list[dict[str, Term]]:
        """Give the rows of a SELECT; raise StoreFailed where the answer is none, or is as long as the store ever answers."""
        reply = self.wire.ask("POST", self.endpoint.query, data={"query": sparql}, headers=_ACCEPT)
        rows = self._read(reply.body, reply.type)
        limit = self.endpoint.kind.limit
        if limit is not None and len(rows) >= limit:
            raise StoreFailed(f"{self.wire.address.url} cuts answers at {limit:,} rows, and this one may be cut")
        return rows

    def _read(self, body: bytes, type_: str) -> list[dict[str, Term]]:
        try:
            found = parse_query_results(body, QueryResultsFormat.JSON)
            if not isinstance(found, QuerySolutions):
                raise ValueError("no rows")
            names = [variable.value for variable in found.variables]
            return [{name: value for name in names if (value := row[name]) is not None} for row in found]
        except (SyntaxError, ValueError):
            told = quoted(body, type_)
            raise StoreFailed(
                f"{self.wire.address.url} answers a query with something else ({type_ or 'no type'}): {told}"
            ) from None

    def count(self, graph: str | None, condition: str = "") -> int:
        """Give the number of triples of a graph."""
        rows = self.rows(f"SELECT (COUNT(*) AS ?n) {self._from(graph)} WHERE {{ {self._of(graph, '?s ?p ?o ' + condition)} }}")
        try:
            return int(rows[0]["n"].value)
        except (IndexError, KeyError, ValueError):
            raise StoreFailed(f"{self.wire.address.url} does not tell how many triples there are") from None

    def counts(self, graph: str | None, start: str, length: int) -> dict[str, int]:
        """Give how many triples there are for each beginning, of a length, of the MD5 of subjects that itself begins so."""
        condition = f"BIND(SUBSTR({HASH}, 1, {length}) AS ?b)"
        condition += f' FILTER(STRSTARTS({HASH}, "{start}"))' if start else ""  # for Virtuoso nothing starts with nothing
        pattern = self._of(graph, f"?s ?p ?o {condition}")
        rows = self.rows(f"SELECT ?b (COUNT(*) AS ?n) {self._from(graph)} WHERE {{ {pattern} }} GROUP BY ?b")
        try:
            return {row["b"].value: int(row["n"].value) for row in rows}
        except (KeyError, ValueError):
            raise StoreFailed(f"{self.wire.address.url} does not tell how many triples there are") from None

    def triples(self, graph: str | None, condition: str, slice_: str = "") -> list[Triple]:
        """Give the triples of a graph under a condition on ?s, ?p and ?o."""
        pattern = self._of(graph, f"?s ?p ?o {condition}")
        rows = self.rows(f"SELECT ?s ?p ?o {self._from(graph)} WHERE {{ {pattern} }} {slice_}")
        try:
            return [Triple(row["s"], row["p"], row["o"]) for row in rows]  # type: ignore[arg-type]
        except (KeyError, TypeError):
            raise StoreFailed(f"{self.wire.address.url} gives rows that are no triples") from None

    def about(self, graph: str | None, subjects: Sequence[str]) -> list[Triple]:
        """Give the triples of some subjects, N-Triples IRIs."""
        return self.triples(graph, f"VALUES ?s {{ {' '.join(subjects)} }}")

    def graphs(self) -> list[str]:
        """Give the IRIs of the named graphs that hold something."""
        rows = self.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        return sorted(row["g"].value for row in rows if isinstance(row.get("g"), NamedNode))

    def _of(self, graph: str | None, pattern: str) -> str:
        return f"GRAPH {NamedNode(graph)} {{ {pattern} }}" if graph else pattern

    def _from(self, graph: str | None) -> str:
        own = self.endpoint.kind.own_graph
        return f"FROM {NamedNode(own)}" if own and not graph else ""
