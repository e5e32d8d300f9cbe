"""A graph in the formats that files' endings tell: RDF and networks by `kg.graph.export`, tables by `kg.model.table`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.api import Graph, load
from kg.cli.console import Step
from kg.graph.export import ENDINGS
from kg.model.errors import UsageError, nearest
from kg.model.table import write_csv, write_parquet

TABLES = {".csv": write_csv, ".parquet": write_parquet}


def write_all(graph: Path, targets: Sequence[Path], step: Step) -> None:
    """Write each file; the endings of all are checked before the first is written."""
    for target in targets:
        check_ending(target)
    loaded = load(graph)
    for target in targets:
        step(f"writing {target}")
        write_one(loaded, target)


def check_ending(target: Path) -> None:
    """Raise UsageError where a file's name tells no format."""
    if target.suffix in TABLES:
        if not target.stem.endswith(("claims", "events")):
            raise UsageError(f"{target}: claims or events? name it …claims{target.suffix} or …events{target.suffix}")
    elif target.suffix not in ENDINGS:
        remedy = nearest(target.suffix, [*ENDINGS, *TABLES]) or "kg export --list has the formats"
        raise UsageError(f"{target}: its ending tells no format ({remedy})")


def write_one(graph: Graph, target: Path) -> None:
    """Write one file; a table holds claims or events, as its name tells."""
    if target.suffix in TABLES:
        found = graph.claims() if target.stem.endswith("claims") else graph.events()
        TABLES[target.suffix](found.table, target)
    else:
        graph.save(target)
