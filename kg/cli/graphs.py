"""Which graph a command is about."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.model.data import data_path
from kg.model.errors import NotFound, UsageError

if TYPE_CHECKING:
    from kg.api import Graph

option = click.option(
    "--graph",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The graph: Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD. "
    "[default: exports/mali.ttl of this folder, else the one .ttl in exports/, else the demo that ships with kg]",
)


def graph_path(given: Path | None) -> Path:
    """Give the graph named, else the one of this folder, else the demo; say so on stderr where it is the demo."""
    if given is not None:
        return given
    found = here(Path("exports"))
    if found is None:
        click.echo("(no graph in exports/: this is the Mali demo that ships with kg)", err=True)
        return demo()
    return found


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
