"""Commands that hand a graph on: plot, export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kg.cli import graphs
from kg.cli.console import print_table, progress
from kg.model.errors import UsageError

PICTURES = {
    "timeline": "what happened when, each event a bar between its bounds",
    "storyline": "which actors meet in which events",
    "network": "who did what to whom",
    "claims": "who says what about what",
    "map": "where, as exactly as the sources tell",
}
FORMS = {
    ".ttl": "Turtle",
    ".trig": "TriG: a graph for each source and each lens",
    ".nt": "N-Triples, sorted",
    ".nq": "N-Quads: a graph for each source and each lens",
    ".jsonld": "JSON-LD",
    ".rdf": "RDF/XML",
    ".graphml": "GraphML, for yEd, Gephi, Cytoscape",
    ".gexf": "GEXF, for Gephi",
    "claims.csv": "claims as a table, one row each",
    "claims.parquet": "claims as a table, typed",
    "events.csv": "settled events as a table, one row each",
    "events.parquet": "settled events as a table, typed",
}


@click.command(epilog="Pictures: " + "; ".join(f"{name}: {what}" for name, what in PICTURES.items()) + ".")
@click.argument("picture", type=click.Choice(list(PICTURES)))
@graphs.option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to draw into, .svg or .png. [default: GRAPH-PICTURE.svg in this folder]",
)
def plot(picture: str, graph: Path | None, output: Path | None) -> None:
    """Draw a picture of a graph."""
    with progress() as step:
        from kg.graph.store import read_graph
        from kg.pictures import draw_picture

        path = graphs.graph_path(graph)
        target = output or Path(f"{path.stem}-{picture}.svg")
        if target.suffix.lower() not in (".svg", ".png"):
            raise UsageError(f"{target}: a picture is .svg or .png")
        step(f"reading {path}")
        store = read_graph(path)
        step("drawing")
        draw_picture(store, picture, target)
    click.echo(f"wrote {target}", err=True)


@click.command()
@click.option(
    "--to", "targets", multiple=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write there; repeat."
)
@click.option("--list", "listing", is_flag=True, help="List the formats by the ending of a file.")
@graphs.option
def export(targets: Sequence[Path], listing: bool, graph: Path | None) -> None:
    """Write a graph as RDF, network or tables, by the ending of the file."""
    if listing:
        print_table(("ending", "what it holds"), list(FORMS.items()))
        return
    if not targets:
        raise UsageError("name a file to write: kg export --to graph.trig (kg export --list has the formats)")
    with progress() as step:
        from kg.cli.exported import write_all

        path = graphs.graph_path(graph)
        step(f"reading {path}")
        write_all(path, targets, step)
    for target in targets:
        click.echo(f"wrote {target}", err=True)
