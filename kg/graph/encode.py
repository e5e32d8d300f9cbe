"""Claims and reference records to N-Triples lines: the one encoder from which every other form is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kg.graph import encode_claims, encode_reference
from kg.graph.encode_settled import settlement_lines
from kg.graph.nodes import Nodes
from kg.model.claim import Claim
from kg.model.reference import Actor, Condition, Conflict, Dataset, EventNode, Place, Record, Run, Source
from kg.model.refs import BASE
from kg.model.settled import Settlement

REFERENCE_GRAPH = "graph:reference"
MAKERS: dict[type, Callable[[Nodes, Any], str]] = {
    Claim: encode_claims.claim_block,
    Actor: encode_reference.actor_block,
    Place: encode_reference.place_block,
    EventNode: encode_reference.event_block,
    Condition: encode_reference.condition_block,
    Conflict: encode_reference.conflict_block,
    Source: encode_reference.source_block,
    Run: encode_reference.run_block,
    Dataset: encode_reference.dataset_block,
}


def encode(records: Iterable[Record], base: str = BASE) -> Iterator[str]:
    """Give the N-Triples lines of records, in their order, sorted within a record; constant memory, same bytes on every run."""
    nodes = Nodes(base)
    for record in records:
        yield from lines_of(block_of(nodes, record))


def encode_quads(records: Iterable[Record], base: str = BASE) -> Iterator[str]:
    """Give N-Quads lines: each claim in the graph of its source, all else in `graph:reference`."""
    nodes = Nodes(base)
    for record in records:
        yield from lines_of(quad_block_of(nodes, record))


def block_of(nodes: Nodes, record: Record) -> str:
    """Give a record's N-Triples lines as one text: sorted, each once, each with its line end."""
    return MAKERS[type(record)](nodes, record)


def quad_block_of(nodes: Nodes, record: Record) -> str:
    """Give the same as N-Quads lines, in the graph that the record stands in."""
    return block_of(nodes, record).replace(" .\n", f" {nodes.iri[graph_of(record)]} .\n")


def lines_of(block: str) -> list[str]:
    """Give the lines of a block without their ends."""
    return block.split("\n")[:-1]


def graph_of(record: Record) -> str:
    """Give the named graph that a record stands in."""
    if isinstance(record, Claim):
        return "graph:source/" + record.source.partition(":")[2]
    return REFERENCE_GRAPH


def encode_settlement(settlement: Settlement, base: str = BASE, projected: bool = True) -> list[str]:
    """Give the sorted lines of what a lens settled: a kg:Settlement for each event and, if projected, the same on the event."""
    return sorted(settlement_lines(Nodes(base), settlement, projected))


def encode_settlement_quads(settlement: Settlement, base: str = BASE, projected: bool = True) -> list[str]:
    """Give the same in the lens's own graph, `graph:settled/LENS`."""
    graph = Nodes(base).iri["graph:settled/" + settlement.lens.partition(":")[2]]
    return [f"{line[:-2]} {graph} ." for line in encode_settlement(settlement, base, projected)]
