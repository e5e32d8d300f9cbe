"""A graph in the formats that files' endings tell: RDF and networks by `kg.graph.export`, tables by `kg.model.table`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from kg.cli.console import Step
from kg.graph.decode import decode
from kg.graph.export import ENDINGS, lens_of, write_graph
from kg.graph.settle import settle
from kg.graph.store import Store, read_graph
from kg.model import table
from kg.model.claim import Claim
from kg.model.errors import UsageError, nearest
from kg.model.reference import EventNode

TABLES = {".csv": table.write_csv, ".parquet": table.write_parquet}


def write_all(graph: Path, targets: Sequence[Path], step: Step) -> None:
    """Write each file; the endings of all are checked before the first is written."""
    for target in targets:
        check_ending(target)
    store = read_graph(graph)
    for target in targets:
        step(f"writing {target}")
        if target.suffix in TABLES:
            TABLES[target.suffix](claims_of(store) if target.stem.endswith("claims") else events_of(store), target)
        else:
            write_graph(store, target)


def check_ending(target: Path) -> None:
    """Raise UsageError where a file's name tells no format."""
    if target.suffix in TABLES:
        if not target.stem.endswith(("claims", "events")):
            raise UsageError(f"{target}: claims or events? name it …claims{target.suffix} or …events{target.suffix}")
    elif target.suffix not in ENDINGS:
        remedy = nearest(target.suffix, [*ENDINGS, *TABLES]) or "kg export --list has the formats"
        raise UsageError(f"{target}: its ending tells no format ({remedy})")


def claims_of(store: Store) -> pa.Table:
    """Give a graph's claims as a table."""
    return table.to_table(record for record in decode(store) if isinstance(record, Claim))


def events_of(store: Store) -> pa.Table:
    """Give a graph's events, as its own lens settles them, as a table."""
    records = list(decode(store))
    labels = {record.ref: record.label for record in records if isinstance(record, EventNode)}
    return table.events_table((event, labels.get(event.event)) for event in settle(records, lens_of(store)).events)
