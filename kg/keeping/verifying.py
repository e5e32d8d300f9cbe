"""Whether a store is whole: each byte as it was written, each quad readable, each claim with its source, each term portable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, Quad, QuerySolutions, Store

from kg.graph.generations import folder_of, release, shared_lock
from kg.keeping.naming import counts, is_source
from kg.keeping.store import LocalStore
from kg.keeping.sums import changed_files
from kg.model.errors import UnreadableInput
from kg.model.refs import BASE, VOCABULARIES

_XSD = VOCABULARIES["xsd"]
PORTABLE = {
    *(_XSD + name for name in ("string", "integer", "decimal", "boolean", "double", "date", "dateTime")),
    VOCABULARIES["rdf"] + "langString",
    VOCABULARIES["geo"] + "wktLiteral",
}
"""Datatypes that every store we know gives back as they came."""
_PROV = VOCABULARIES["prov"]
_MOST = 5


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: how many quads and graphs were read, what is wrong with the store, and what is only not portable."""

    quads: int
    graphs: int
    faults: tuple[str, ...]
    remarks: tuple[str, ...]


def verify(local: LocalStore, base: str = BASE) -> Verified:
    """Read all of a store's current generation and give what is wrong with it."""
    faults: list[str] = []
    try:
        with held(local) as generation:
            faults += [f"{path}: {what}" for path, what in changed_files(folder_of(local.folder, generation))]
        with local.snapshot() as snapshot:
            quads, graphs, unportable = scan(snapshot.store)
            faults += [*uncounted(snapshot.store, graphs), *unsourced(snapshot.store, base)]
    except (OSError, RuntimeError, UnreadableInput) as error:  # RuntimeError: a checksum of RocksDB does not hold
        return Verified(0, 0, (*faults, f"cannot be read: {error}"), ())
    remarks = tuple(f"{number:,} × {what}" for what, number in sorted(unportable.items()))
    return Verified(quads, len(graphs), tuple(faults), remarks)


@contextmanager
def held(local: LocalStore) -> Iterator[str]:
    """Keep the current generation from being removed without opening it, as damage may hinder that."""
    while True:
        generation = local.generation
        lock = shared_lock(local.folder, generation)
        if lock is not None:
            break
    try:
        yield generation
    finally:
        release(lock)


def scan(store: Store) -> tuple[int, Counter[str], Counter[str]]:
    """Read every quad; give their number, that of each graph, and how often there is what a store may rewrite."""
    number, graphs, unportable = 0, Counter[str](), Counter[str]()
    for quad in store:
        number += 1
        graphs[getattr(quad.graph_name, "value", "")] += 1
        for what in unportable_in(quad):
            unportable[what] += 1
    return number, graphs, unportable


def unportable_in(quad: Quad) -> Iterator[str]:
    """Give what some stores would not give back as it came."""
    term = quad.object
    if isinstance(term, Literal) and term.datatype.value not in PORTABLE:
        yield f"literals of {term.datatype.value}, which some stores rewrite"
    if isinstance(term, BlankNode) or isinstance(quad.subject, BlankNode):
        yield "quads with blank nodes, which double when loaded twice"


def uncounted(store: Store, graphs: Counter[str]) -> Iterator[str]:
    """Give the graphs of which the indexes by graph and by statement hold different numbers."""
    counted = counts(store)
    for name in sorted({*counted, *graphs} - {""}):
        if counted.get(name, 0) != graphs[name]:
            yield f"graph {name}: {graphs[name]:,} quads when read, {counted.get(name, 0):,} when asked for"


def unsourced(store: Store, base: str = BASE) -> Iterator[str]:
    """Give claims that stand in a source's graph and do not name that source."""
    found = store.query(
        f"SELECT ?c ?g {{ GRAPH ?g {{ ?c <{_PROV}wasGeneratedBy> ?run }} "
        f"FILTER NOT EXISTS {{ GRAPH ?g {{ ?c <{_PROV}wasDerivedFrom> ?source }} }} }} LIMIT 1000"
    )
    assert isinstance(found, QuerySolutions), "a SELECT"
    bare = [row["c"] for row in found if is_source(row["g"], base)]
    yield from (f"{claim}: a claim without its source" for claim in bare[:_MOST])
    if len(bare) > _MOST:
        yield f"and {len(bare) - _MOST} other claims without their sources"


def quads_hash(store: Store, scratch: Path) -> str:
    """Give the SHA-256 of a store's sorted N-Quads lines, the same for the same quads; sorted on the disk."""
    from kg.keeping.sorting import sorted_hash

    return sorted_hash((f"{quad} .\n".encode() for quad in store), scratch)
