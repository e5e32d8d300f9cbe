"""Files of RDF into a store, by the bulk loader, which streams; all of them in one write, or none."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pyoxigraph import NamedNode, RdfFormat, Store

from kg.graph.export import quads
from kg.graph.store import format_of, place_of, read_graph, refuse_doctype
from kg.keeping.content import take_out
from kg.keeping.naming import graph, is_settled, is_source
from kg.keeping.settling import settle_again
from kg.keeping.spool import spool
from kg.keeping.store import LocalStore
from kg.model.errors import NotFound, UnreadableInput
from kg.model.refs import BASE, slug

SMALL = 64 << 20
"""Bytes of a file without graphs up to which it is read into memory and dealt out by source."""
WITH_GRAPHS = {RdfFormat.N_QUADS, RdfFormat.TRIG}
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: quads before and after, and what there is to say about it."""

    before: int
    after: int
    notes: tuple[str, ...] = ()


def load_files(
    local: LocalStore,
    files: Sequence[Path],
    *,
    replace: bool = False,
    wait: float = 0,
    step: Step = lambda words: None,
    base: str = BASE,
) -> Loaded:
    """Load files, or folders of plain Oxigraph stores, into a store in one write; with `replace`, their sources anew.

    Raises NotFound and UnreadableInput, with line and column, for what is no such file; then the store is as it was.
    """
    for file in files:
        check_file(file)
    with spool(local.folder) as room:
        prepared = [prepare(file, room, step, base) for file in files]
        with local.writing(wait) as store:
            before, notes = len(store), []
            if replace:
                step("taking out what is replaced")
                take_out(store, {name for ready in prepared for name in graphs_in(ready, base)}, room, base=base)
            for ready in prepared:
                step(f"loading {ready.origin}")
                put(store, ready)
                notes += [ready.note] * bool(ready.note)
            if replace:
                notes += [note for note in [settle_again(store, room, base=base)] if note]
            step("writing to the disk")
            after = len(store)
        return Loaded(before, after, tuple(notes))


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that the bulk loader can take: its form, the graph for its triples if it has no graphs, where it came from."""

    path: Path
    form: RdfFormat
    origin: Path
    graph: NamedNode | None = None
    note: str = ""


def check_file(file: Path) -> None:
    """Raise NotFound or UnreadableInput for what cannot be loaded."""
    if not file.exists():
        raise NotFound(f"{file}: no such file; name a graph that there is")
    if not file.is_dir():
        format_of(file)


def prepare(file: Path, room: Path, step: Step, base: str) -> Ready:
    """Make a file ready for the bulk loader: dealt out by source where it has no graphs and is small enough for memory."""
    target = room / f"{len(list(room.iterdir()))}-{file.name}"
    if file.is_dir():
        step(f"reading {file}")
        read_graph(file).dump(target, RdfFormat.N_QUADS)
        return Ready(target, RdfFormat.N_QUADS, file)
    form = format_of(file)
    if form == RdfFormat.RDF_XML:
        refuse_doctype(file)
    if form in WITH_GRAPHS:
        return Ready(file, form, file)
    if file.stat().st_size <= (SMALL // 10 if file.suffix == ".gz" else SMALL):
        step(f"reading {file}")
        return Ready(dealt(file, target, base), RdfFormat.N_QUADS, file)
    name = graph(f"graph:file/{slug(file.name)}", base)
    return Ready(file, form, file, name, f"{file}: too large to deal out by source: all of it went into {name}")


def dealt(file: Path, target: Path, base: str) -> Path:
    """Write a small graph as N-Quads, dealt out by source, reference and lens."""
    with target.open("wb") as out:
        out.writelines(f"{quad} .\n".encode() for quad in quads(read_graph(file), base))
    return target


def put(store: Store, ready: Ready) -> None:
    """Load one file by the bulk loader; raise UnreadableInput, with line and column, for what is not well-formed."""
    try:
        if ready.path.suffix == ".gz":
            with gzip.open(ready.path) as unpacked:
                store.bulk_load(cast("IO[bytes]", unpacked), ready.form, to_graph=ready.graph)
        else:
            store.bulk_load(path=ready.path, format=ready.form, to_graph=ready.graph)
    except SyntaxError as error:
        raise UnreadableInput(place_of(ready.origin, ready.form, error)) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableInput(f"{ready.origin}: cannot be unpacked ({error})") from error


def graphs_in(ready: Ready, base: str) -> set[NamedNode]:
    """Give the graphs of sources that a file holds, which a replacing load takes out first."""
    if ready.graph is not None:
        return {ready.graph}
    if ready.form != RdfFormat.N_QUADS or ready.path.suffix == ".gz":
        found = {node for node in read_graph(ready.path).named_graphs() if isinstance(node, NamedNode)}
    else:
        found = set(names_in(ready.path))
    return {node for node in found if is_source(node, base) or is_settled(node, base)}


def names_in(path: Path) -> Iterator[NamedNode]:
    """Give each graph that N-Quads lines name, read at the ends of the lines."""
    last = b""
    seen = set()
    with path.open("rb") as lines:
        for line in lines:
            end = line[line.rfind(b" ", 0, -3) + 1 :]
            if end != last and end not in seen:
                seen.add(end)
                if end.startswith(b"<") and b">" in end:
                    yield NamedNode(end[1 : end.index(b">")].decode())
            last = end
