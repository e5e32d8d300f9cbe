"""A graph in the formats that files' endings tell: RDF and networks by `kg.graph.export`, tables by `kg.model.table`."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kg.api import Graph, load
from kg.cli.console import Step
from kg.graph.export import ENDINGS
from kg.model.errors import UsageError, nearest
from kg.model.files import made_folder, replace_all
from kg.model.table import write_csv, write_parquet

TABLES = {".csv": write_csv, ".parquet": write_parquet}


def write_all(graph: Path, targets: Sequence[Path], step: Step, redistributable: bool = False) -> None:
    """Write all files or none: endings are checked first, then each is written beside its target, then all are renamed."""
    for target in targets:
        check_ending(target)
    loaded = load(graph)
    if redistributable:
        loaded = loaded.redistributable()
    moves: dict[Path, Path] = {}
    with contextlib.ExitStack() as stack:
        for target in dict.fromkeys(targets):
            step(f"writing {target}")
            new = folder_beside(target, stack) / target.name
            try:
                write_one(loaded, new)
            except UsageError as error:
                raise UsageError(str(error).replace(str(new), str(target))) from error
            moves[new] = target
        replace_all(moves)


def folder_beside(target: Path, stack: contextlib.ExitStack) -> Path:
    """Make a folder of our own beside a target, to be removed in the end."""
    try:
        stack.enter_context(made_folder(target.parent))
        aside = Path(tempfile.mkdtemp(prefix=".kg-", dir=target.parent))
    except OSError as error:
        raise UsageError(f"{target}: cannot be written ({error.strerror}); choose another file or folder") from error
    stack.callback(shutil.rmtree, aside, ignore_errors=True)
    return aside


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
