"""Which graph a command is about."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg.model.data import data_path
from kg.model.errors import NotFound, UsageError

if TYPE_CHECKING:
    from kg.api import Graph

Command = TypeVar("Command", bound=Callable[..., object])
_STORE = "kg.store"  # where --store lies until `graph_path` asks for it

_graph = click.option(
    "--graph",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The graph: Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD. "
    "[default: exports/mali.ttl of this folder, else the one .ttl in exports/, else the demo that ships with kg]",
)
_store = click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="DIR",
    expose_value=False,
    callback=lambda context, _, value: context.meta.__setitem__(_STORE, value),
    help="A durable store instead of a file, as of kg build --store.",
)


def option(command: Command) -> Command:
    """Give a command the options --graph FILE and --store DIR; it is called with `graph`, and asks `graph_path`."""
    return _graph(_store(command))


def graph_path(given: Path | None) -> Path:
    """Give the graph or store named, else the graph of this folder, else the demo; say so on stderr where it is the demo."""
    context = click.get_current_context(silent=True)
    store: Path | None = context.meta.get(_STORE) if context else None
    if store is not None:
        return _kept(store, given)
    if given is not None:
        return given
    found = here(Path("exports"))
    if found is None:
        click.echo("(no graph in exports/: this is the Mali demo that ships with kg)", err=True)
        return demo()
    return found


def _kept(store: Path, given: Path | None) -> Path:
    from kg.keeping.store import LocalStore

    if given is not None:
        raise UsageError("name one graph: either --graph FILE or --store DIR")
    return LocalStore.open(store).folder


def here(folder: Path) -> Path | None:
    """Give the graph of a folder of exports, None where it has none; raise UsageError where several could be meant."""
    graphs = sorted(folder.glob("*.ttl"))
    if folder / "mali.ttl" in graphs:
        return folder / "mali.ttl"
    if len(graphs) > 1:
        raise UsageError(f"{folder} has several graphs: choose one with --graph ({', '.join(map(str, graphs))})")
    return graphs[0] if graphs else None


def load(path: Path) -> Graph:
    """Give the graph of a file."""
    from kg.api import load as load_graph

    return load_graph(path)


def demo() -> Path:
    """Give the path of the graph that ships with kg."""
    try:
        return data_path("demo", "mali.ttl")
    except NotFound:
        return data_path("exports", "mali.ttl")


def give(data: bytes, output: Path | None) -> None:
    """Print bytes to stdout, or write them to a file as a whole or not at all, and say so."""
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(data)
        return
    from kg.model.files import write_bytes

    write_bytes(data, output)
    click.echo(f"wrote {output}", err=True)
