"""A graph out of a store, whole: read by the graph store protocol, else in pages by hash, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from kg.pushing.asking import HASH, Asker
from kg.pushing.failures import StoreFailed, StoreRefused, quoted
from kg.pushing.kinds import Endpoint
from kg.pushing.lines import count_distinct
from kg.pushing.wire import Reply, Wire

Show = Callable[[int, str], None]
_TYPES = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,  # as N-Triples were sent before they had a type
    "text/turtle": RdfFormat.TURTLE,
}
_ACCEPT = {"Accept": "application/n-triples, text/turtle;q=0.5"}
_PAGE = 9_000
_DEEPEST = 8
_SYSTEM = (  # graphs of Virtuoso's own
    "http://www.openlinksw.com/schemas/", "http://www.w3.org/ns/ldp#", "http://www.w3.org/2002/07/owl#",
    "urn:activitystreams-owl:",
    "http://localuriqaserver/", "http://localhost:8890/", "urn:core:services:", "urn:rules.", "b3s", "facets", "virtrdf-label", "http://www.w3.org/ns/solid/",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pulled:
    """A graph that was read whole: its IRI (None: the default graph), N-Quads lines of it in a file, and how many."""

    graph: str | None
    path: Path
    count: int


def pull(wire: Wire, endpoint: Endpoint, graph: str | None, path: Path, show: Show = lambda done, words: None) -> Pulled:
    """Write a graph's triples, as N-Quads lines, to a file; raise StoreFailed where it does not come whole.

    A store that cuts what it gives, or has no graph store protocol, is asked in pages.
    """
    asker = Asker(wire, endpoint)
    held = asker.count(graph)
    if not held:
        raise StoreFailed(f"{wire.address.url} holds nothing in {graph or 'its default graph'}")
    count = -1
    if endpoint.graphs:
        with suppress(StoreRefused):
            count = _as_one(wire, endpoint, graph, path)
    if count != held:
        show(0, "the answer does not hold all: asking in pages")
        count = _as_slices(asker, graph, held, path, show)
    if count != held:
        count = _as_pages(asker, graph, held, path, show)
    if count != held or asker.count(graph) != held:
        raise StoreFailed(f"{wire.address.url} gave {count:,} triples of the {held:,} that it holds, or was being written to")
    return Pulled(graph, path, count)


def own_graphs(graphs: list[str]) -> list[str]:
    """Give the graphs that a user put there, without those of the store itself.

    >>> own_graphs(["http://www.openlinksw.com/schemas/virtrdf#", "https://example.org/mine"])
    ['https://example.org/mine']
    """
    return [graph for graph in graphs if not graph.startswith(_SYSTEM)]


def _as_one(wire: Wire, endpoint: Endpoint, graph: str | None, path: Path) -> int:
    answer = path.with_name(f"{path.name}.answer")
    try:
        with answer.open("wb") as file:
            reply = wire.fetch(endpoint.graph_url(graph), file, headers=_ACCEPT)
        with answer.open("rb") as read, path.open("wb") as into:
            return _written(_triples(wire, reply, read), graph, into)
    finally:
        answer.unlink(missing_ok=True)


def _triples(wire: Wire, reply: Reply, file: IO[bytes]) -> Iterator[Triple]:
    """Give the triples of an answer, read strictly; what it is is told by its type."""
    if reply.type not in _TYPES:
        start = quoted(file.read(2000), reply.type)
        raise StoreFailed(
            f"{wire.address.url} answers with {quoted(reply.type.encode()) or 'no type'} where RDF was asked for: {start}"
        )
    try:
        yield from (quad.triple for quad in parse(file, _TYPES[reply.type], base_iri=wire.address.url))
    except (SyntaxError, ValueError) as error:
        told = quoted(str(error.args[0] if error.args else error).encode())
        raise StoreFailed(f"{wire.address.url} answers with what is not RDF, or was cut off: {told}") from None


def _as_slices(asker: Asker, graph: str | None, held: int, path: Path, show: Show) -> int:
    """Ask for one slice after the other, and give how many different triples came.

    No store promises that it keeps the order from one query to the next; where all that came are different, and as many as
    there are, none is missing. It costs a store far less than pages by hash.
    """
    with path.open("wb") as into:
        for start in range(0, held, _PAGE):
            _written(iter(asker.triples(graph, "", f"LIMIT {_PAGE} OFFSET {start}")), graph, into)
            show(start, f"{start:,} triples")
    return count_distinct(path)


def _as_pages(asker: Asker, graph: str | None, held: int, path: Path, show: Show) -> int:
    done = 0
    with path.open("wb") as into:
        for triples in _pages(asker, graph, "", held):
            done += _written(iter(triples), graph, into)
            show(done, f"{done:,} triples")
    return done


def _pages(asker: Asker, graph: str | None, start: str, held: int) -> Iterator[list[Triple]]:
    """Give the triples whose subjects' MD5 begins so, in pages that no store cuts."""
    if held <= _PAGE:
        yield asker.triples(graph, f'FILTER(STRSTARTS({HASH}, "{start}"))' if start else "")
        return
    if len(start) >= _DEEPEST:
        raise StoreFailed(f"one subject has {held:,} triples in this store, more than it gives at once")
    length = len(start) + next(digits for digits in (1, 2, 3) if digits == 3 or held < _PAGE * 2 // 3 * 16**digits)
    for begin, found in sorted(asker.counts(graph, start, length).items()):
        yield from _pages(asker, graph, begin, found)


def _written(triples: Iterator[Triple], graph: str | None, into: IO[bytes]) -> int:
    name = NamedNode(graph) if graph else DefaultGraph()
    count = 0

    def counted() -> Iterator[Quad]:
        nonlocal count
        for triple in triples:
            count += 1
            yield Quad(triple.subject, triple.predicate, triple.object, name)

    serialize(counted(), into, RdfFormat.N_QUADS)
    return count
