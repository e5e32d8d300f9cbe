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
MAKERS: dict[type, Callable[[Nodes, Any], list[str]]] = {
    Claim: encode_claims.claim_lines,
    Actor: encode_reference.actor_lines,
    Place: encode_reference.place_lines,
    EventNode: encode_reference.event_lines,
    Condition: encode_reference.condition_lines,
    Conflict: encode_reference.conflict_lines,
    Source: encode_reference.source_lines,
    Run: encode_reference.run_lines,
    Dataset: encode_reference.dataset_lines,
}


def encode(records: Iterable[Record], base: str = BASE) -> Iterator[str]:
    """Give the N-Triples lines of records, in their order, sorted within a record; constant memory, same bytes on every run."""
    nodes = Nodes(base)
    for record in records:
        yield from record_lines(nodes, record)


def encode_quads(records: Iterable[Record], base: str = BASE) -> Iterator[str]:
    """Give N-Quads lines: each claim in the graph of its source, all else in `graph:reference`."""
    nodes = Nodes(base)
    for record in records:
        graph = nodes.iri[graph_of(record)]
        for line in record_lines(nodes, record):
            yield f"{line[:-2]} {graph} ."


def record_lines(nodes: Nodes, record: Record) -> list[str]:
    """Give a record's lines, sorted, each once."""
    lines = MAKERS[type(record)](nodes, record)
    return lines if isinstance(record, Claim) else sorted(set(lines))


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
