"""What is measured, each beside a peer that does the same work in the same run; the results are checked to be equal."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pyoxigraph
import rdflib

from benchmarks.synthetic import claims
from kg.build import make_graph, write_exports
from kg.cli.making import input_of
from kg.graph.encode import encode
from kg.graph.query import named_queries, run_query
from kg.graph.store import prefixes, read_graph, to_rdflib

T = TypeVar("T")


@dataclass(frozen=True)
class Measured:
    """One line of the table: what was done, how long it took, what the peer is and how long that took."""

    what: str
    seconds: float
    peer: str = ""
    peer_seconds: float | None = None

    @property
    def ratio(self) -> str:
        """Give how many times as long the peer took."""
        return f"{self.peer_seconds / self.seconds:.1f}" if self.peer_seconds is not None else ""


def timed(work: Callable[[], T], clock: Callable[[], float] = time.process_time) -> tuple[float, T]:
    start = clock()
    result = work()
    return clock() - start, result


def best(work: Callable[[], object], times: int) -> float:
    return min(timed(work, time.perf_counter)[0] for _ in range(times))


def encoding(number: int) -> Iterator[Measured]:
    """Encode claims to N-Triples; rdflib builds and serialises the same triples from their strings."""
    made = list(claims(number))
    seconds, lines = timed(lambda: list(encode(made)))
    parsed = list(pyoxigraph.parse("\n".join(lines).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES))
    rows = [(t.subject.value, t.predicate.value, t.object) for t in parsed]
    peer_seconds, text = timed(lambda: by_rdflib(rows))
    assert {str(t) for t in parsed} == {str(t) for t in pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)}
    yield Measured(
        f"{number:,} claims to {len(lines):,} N-Triples lines", seconds, "rdflib builds and serialises them", peer_seconds
    )


def by_rdflib(rows: list[tuple[str, str, object]]) -> str:
    graph = rdflib.Graph(bind_namespaces="none")
    for subject, predicate, value in rows:
        graph.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), rdflib_term(value)))
    return graph.serialize(format="nt")


def rdflib_term(term: object) -> rdflib.term.Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, pyoxigraph.Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def querying(graph: Path) -> Iterator[Measured]:
    """Answer the named queries on the Mali graph; rdflib answers the same text."""
    store = read_graph(graph)
    peer = to_rdflib(store)
    for query in named_queries().values():
        seconds, answer = timed(lambda query=query: run_query(store, query.text))  # type: ignore[misc]  # binds the loop's query
        peer_seconds, rows = timed(lambda query=query: list(peer.query(query.text, initNs=prefixes())))  # type: ignore[misc]
        assert len(answer) == len(rows), f"{query.name}: {len(answer)} rows here, {len(rows)} in rdflib"
        yield Measured(f"query {query.name} ({len(rows)} rows)", seconds, "rdflib", peer_seconds)


def starting() -> Iterator[Measured]:
    """Start the command line; the peer is an interpreter that does nothing."""
    bare = best(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 7)
    kg = Path(sys.executable).with_name("kg")
    for command in ("--help", "query --help"):
        seconds = best(lambda command=command: subprocess.run([kg, *command.split()], stdout=subprocess.DEVNULL, check=True), 7)  # type: ignore[misc]
        yield Measured(f"kg {command}", seconds, "python -c pass", bare)


def building() -> Iterator[Measured]:
    """Build the Mali graph, wall time by phase."""
    marks: list[tuple[str, float]] = []

    def note(step: str) -> None:
        marks.append((step, time.perf_counter()))

    note("importing and reading the sample")
    facts, articles = input_of(None, [])
    with tempfile.TemporaryDirectory() as out:
        write_exports(make_graph(facts, articles, progress=note), Path(out), note)
    note("end")
    for (step, start), (_, end) in pairwise(marks):
        yield Measured(f"kg build: {step}", end - start)
    yield Measured("kg build, in all", marks[-1][1] - marks[0][1])
