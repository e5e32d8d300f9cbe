"""Commands that hand a graph on: plot, export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kg.cli import graphs
from kg.cli.console import print_table, progress
from kg.model.errors import UsageError

PICTURES = {
    "timeline": "what happened when",
    "storyline": "who took part in what",
    "network": "who did what to whom",
    "claims": "who says what",
    "map": "where it happened",
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
@click.option("--title", metavar="TEXT", help="Title. [default: what the graph is about and what the picture shows]")
@click.option("--event", "events", multiple=True, metavar="EVENT", help="For claims: draw what is said of this event; repeat.")
def plot(picture: str, graph: Path | None, output: Path | None, title: str | None, events: Sequence[str]) -> None:
    """Draw a picture of a graph, with its doubts."""
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
        try:
            draw_picture(store, picture, target, title=title, **focus(picture, events))
        except OSError as error:
            raise UsageError(f"{target}: cannot be written ({error.strerror}); choose another file or folder") from error
    click.echo(f"wrote {target}", err=True)


def focus(picture: str, events: Sequence[str]) -> dict[str, Sequence[str]]:
    """Give the view's option for the events asked for; raise UsageError where the picture has no such option."""
    if events and picture != "claims":
        raise UsageError(f"kg plot {picture} draws all events; --event is for claims")
    return {"events": events} if events else {}


@click.command()
@click.option(
    "--to", "targets", multiple=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write there; repeat."
)
@click.option("--list", "listing", is_flag=True, help="List the formats by the ending of a file.")
@click.option("--redistributable", is_flag=True, help="Leave out rows whose data set's terms forbid to hand them on (ACLED).")
@graphs.option
def export(targets: Sequence[Path], listing: bool, redistributable: bool, graph: Path | None) -> None:
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
        write_all(path, targets, step, redistributable)
    for target in targets:
        click.echo(f"wrote {target}", err=True)
