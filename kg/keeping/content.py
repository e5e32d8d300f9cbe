"""What a store holds, by source: list, withdraw, replace; each inside one write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kg.graph.encode import encode_quads, encode_settlement_quads
from kg.graph.store import load_lines
from kg.keeping.naming import counts, graph, is_source, kept_graph, name_of, source_graph, source_graphs
from kg.keeping.orphans import orphans
from kg.keeping.removing import remove
from kg.keeping.settling import settle_again
from kg.model.claim import Claim
from kg.model.errors import NotFound, nearest
from kg.model.reference import Record
from kg.model.refs import BASE, VOCABULARIES, mint
from kg.model.settled import Settlement

_PART = NamedNode(VOCABULARIES["dcterms"] + "hasPart")
_DERIVED = VOCABULARIES["prov"] + "wasDerivedFrom"


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A source of a store: its name, how many claims and quads its graph holds."""

    name: str
    claims: int
    quads: int


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did: quads and orphans taken out, quads that a store holds now, and what became of what lenses settled."""

    removed: int
    orphans: int
    quads: int
    settled: str


def sources_of(store: Store, base: str = BASE) -> Iterator[SourceCount]:
    """Give the sources of a store by name, with their numbers."""
    claims = counts(store, f"?s <{_DERIVED}> ?o")
    quads = counts(store)
    for name in sorted(source_graphs(store, base), key=lambda node: node.value):
        yield SourceCount(name_of(name, base), claims.get(name.value, 0), quads.get(name.value, 0))


def withdraw(store: Store, names: Iterable[str], scratch: Path, base: str = BASE) -> Changed:
    """Take sources out of a store with what only they spoke of, and settle again; raise NotFound for one that is not there."""
    graphs = {_there(store, name, base) for name in names}
    before = len(store)
    orphaned = take_out(store, graphs, scratch, base=base)
    removed = before - len(store) - orphaned[1]
    settled = settle_again(store, scratch, base=base)
    return Changed(removed, orphaned[0], len(store), settled)


def take_out(
    store: Store, graphs: set[NamedNode], scratch: Path, more: Iterable[NamedNode] = (), base: str = BASE
) -> tuple[int, int]:
    """Take graphs and their orphans out, settle nothing; give how many orphans there were, and how many quads they had."""
    gone = orphans(store, graphs, more, base)
    reference = graph("graph:reference", base)
    quads = sum(sum(1 for _ in store.quads_for_pattern(node, None, None, reference)) for node in gone)
    remove(store, graphs, gone, scratch, base)
    return len(gone), quads


def put_build(
    store: Store, name: str, records: Iterable[Record], settlement: Settlement, scratch: Path, base: str = BASE
) -> Changed:
    """Put what a build of a data set made in place of what its last build brought, and settle the whole store."""
    records = list(records)
    before = len(store)
    lines = list(encode_quads(records, base))
    parts = {NamedNode(mint(r.ref, base)) for r in records if not isinstance(r, Claim)}
    kept, earlier = kept_graph(name, base), brought(store, name, base)
    graphs = {source_graph(r.source, base) for r in records if isinstance(r, Claim)} | graphs_of(earlier, base)
    graphs &= set(source_graphs(store, base))
    orphaned, quads = take_out(store, {*graphs, kept}, scratch, earlier, base)
    removed = before - len(store) - quads
    load_lines(store, lines)
    dataset = NamedNode(mint(f"dataset:{name}", base))
    store.extend(Quad(dataset, _PART, part, kept) for part in parts)
    settled = settle_again(store, scratch, settlement.lens, base, lambda: encode_settlement_quads(settlement, base))
    return Changed(removed, orphaned, len(store), settled)


def brought(store: Store, name: str, base: str = BASE) -> set[NamedNode]:
    """Give what the last build of a data set described."""
    found = store.quads_for_pattern(None, _PART, None, kept_graph(name, base))
    return {quad.object for quad in found if isinstance(quad.object, NamedNode)}


def graphs_of(nodes: Iterable[NamedNode], base: str = BASE) -> set[NamedNode]:
    """Give the graphs of those nodes that are sources."""
    folder = f"{base}source/"
    return {source_graph(node.value[len(folder) :], base) for node in nodes if node.value.startswith(folder)}


def _there(store: Store, name: str, base: str) -> NamedNode:
    found = source_graph(name, base)
    if not (is_source(found, base) and store.contains_named_graph(found)):
        known = [name_of(node, base) for node in source_graphs(store, base)]
        raise NotFound(f"no source {name!r} in the store ({nearest(name, known) or '`kg store sources` lists them'})")
    return found
