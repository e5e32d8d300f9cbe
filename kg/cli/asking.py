"""Commands that ask a graph: query, show, stats."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import graphs
from kg.cli.console import print_table, progress
from kg.model.errors import NotFound, UsageError

if TYPE_CHECKING:
    from kg.graph.query import Answer, NamedQuery

ENDINGS = {".json": "json", ".csv": "csv", ".tsv": "tsv", ".ttl": "ttl"}


@click.command()
@click.argument("sparql", required=False, metavar="[SPARQL | FILE.rq | -]")
@click.option("-q", "--name", metavar="NAME", help="A query that ships with kg, by name or by the number of its question.")
@click.option("-p", "--param", "params", multiple=True, metavar="KEY=VALUE", help="Value of a parameter; repeat.")
@click.option("--list", "listing", is_flag=True, help="List the named queries with their parameters.")
@graphs.option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *ENDINGS.values()]),
    help="[default: by the ending of -o, else table; ttl for CONSTRUCT]",
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write there.")
def query(
    sparql: str | None,
    name: str | None,
    params: Sequence[str],
    listing: bool,
    graph: Path | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Ask in SPARQL, or with a query that ships with kg.

    SPARQL is inline, in a file, or on standard input (-). Our prefixes (kg:, event:, actor: …) need no declaration.
    """
    if listing:
        give_queries(form, output)
        return
    asked, values = asked_for(sparql, name, params)
    with progress() as step:
        from kg.graph.query import run_query
        from kg.graph.store import read_graph

        path = graphs.graph_path(graph)
        step(f"reading {path}")
        store = read_graph(path)
        step("asking")
        answer = run_query(store, asked.filled(values, store=store))
    give(answer, form or form_of(answer, output), output)


@click.command()
@click.argument("event")
@graphs.option
@click.option("--lens", metavar="LENS", help="Settle under another lens. [default: the lens of the graph]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(event: str, graph: Path | None, lens: str | None, form: str) -> None:
    """Show every claim about an event, with its source and evidence."""
    with progress() as step:
        from kg.cli.dossier import as_json, as_text
        from kg.graph.dossier import dossier_of
        from kg.graph.names import find

        path = graphs.graph_path(graph)
        step(f"reading {path}")
        loaded = graphs.load(path)
        settlement = loaded.settled_as(lens or loaded.lens)
        dossier = dossier_of(loaded.records, settlement, find(event, "event", loaded.names, settlement.leads))
    for line in as_text(dossier) if form == "text" else as_json(dossier):
        click.echo(line)


@click.command()
@graphs.option
@click.option("--lens", metavar="LENS", help="Settle under another lens. [default: the lens of the graph]")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def stats(graph: Path | None, lens: str | None, form: str) -> None:
    """Count what a graph holds."""
    import json

    with progress() as step:
        from kg.graph.summary import summary

        path = graphs.graph_path(graph)
        step(f"reading {path}")
        loaded = graphs.load(path)
        settlement = loaded.settled_as(lens or loaded.lens)
        counted = {"triples": len(loaded.store), **summary(loaded.records, settlement)}
    if form == "json":
        click.echo(json.dumps({**counted, "lens": settlement.lens}, ensure_ascii=False, indent=1))
    else:
        print_table(("what", "number"), [(indented(what), f"{number:,}") for what, number in counted.items()])
        click.echo(f"(under the lens {settlement.lens.removeprefix('lens:')})", err=True)


def indented(what: str) -> str:
    """Give a part of a whole ("stance: denies") set in from its whole."""
    return f"  {what}" if ": " in what else what


def give_queries(form: str | None, output: Path | None) -> None:
    """Print the named queries: number of the question, name, help, parameters; the rows of the pictures last."""
    from pyoxigraph import Literal

    from kg.graph.answer import Answer
    from kg.graph.query import named_queries

    rows = [
        (str(q.question or ""), q.name, q.help, " ".join(f"{p.name}={p.default}" for p in q.parameters.values()))
        for q in sorted(named_queries().values(), key=lambda q: (q.name.startswith("view-"), q.question or 99, q.name))
    ]
    if output is None and form in (None, "table"):
        print_table(("question", "name", "what it gives", "parameters"), rows)
        return
    terms = tuple(tuple(Literal(cell) if cell else None for cell in row) for row in rows)
    answer = Answer(("question", "name", "help", "parameters"), terms)
    give(answer, form or form_of(answer, output), output)


def asked_for(sparql: str | None, name: str | None, params: Sequence[str]) -> tuple[NamedQuery, dict[str, str]]:
    """Give the one query that was asked for, named, inline, in a file, or on standard input, and the values of its parameters."""
    from kg.graph.query import NamedQuery, find_query, is_sparql, read_query

    if (sparql is None) == (name is None):
        raise UsageError("say one query: 'SELECT …', FILE.rq, or -q NAME (kg query --list has the names)")
    if name is not None:
        return find_query(name), dict(map(pair_of, params))
    assert sparql is not None
    if sparql == "-":
        return NamedQuery("-", sys.stdin.buffer.read().decode("utf-8")), {}
    if sparql.endswith(".rq"):
        return read_query(Path(sparql)), dict(map(pair_of, params))
    if params:
        raise UsageError("an inline query has no parameters: write the values into it, or use -q NAME")
    if not is_sparql(sparql):
        raise NotFound(f"{sparql!r} is neither SPARQL nor a .rq file; for a query that ships with kg: kg query -q {sparql}")
    return NamedQuery("inline", sparql), {}


def pair_of(text: str) -> tuple[str, str]:
    """Give key and value of `KEY=VALUE`.

    >>> pair_of("since=2023-06-01")
    ('since', '2023-06-01')
    """
    key, equals, value = text.partition("=")
    if not (key and equals):
        raise UsageError(f"-p {text}: write KEY=VALUE, such as since=2023-06-01")
    return key, value


def form_of(answer: Answer, output: Path | None) -> str:
    """Give the format that a file's ending tells, else what a person reads best."""
    if output is None or str(output) == "-":
        return "ttl" if answer.is_graph else "table"
    if output.suffix.lower() not in ENDINGS:
        raise UsageError(f"{output}: its ending tells no format (use {', '.join(ENDINGS)}, or --format)")
    return ENDINGS[output.suffix.lower()]


def give(answer: Answer, form: str, output: Path | None) -> None:
    """Print an answer, or write it to a file."""
    if form == "table" and output is None:
        print_table(answer.variables, answer.short_rows)
        click.echo(f"({len(answer)} rows)" if len(answer) != 1 else "(1 row)", err=True)
        return
    if form == "table":
        raise UsageError("a table is for the screen: choose --format json, csv or tsv for a file")
    forms = {"json": answer.to_json, "csv": answer.to_csv, "tsv": answer.to_tsv, "ttl": answer.to_turtle}
    graphs.give(forms[form]().encode(), output)
