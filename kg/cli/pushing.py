"""Commands to and from other stores: push, pull."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli import graphs
from kg.cli.console import progress, show_bar
from kg.model.errors import NotFound, UsageError

if TYPE_CHECKING:
    from kg.pushing.address import Address
    from kg.pushing.kinds import Endpoint
    from kg.pushing.lines import Part
    from kg.pushing.pull import Pulled
    from kg.pushing.wire import Wire

KINDS = ("auto", "oxigraph", "fuseki", "rdf4j", "virtuoso", "kg", "generic")
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _store_options(command: _Command) -> _Command:
    """Add the options that say which store, and as whom."""
    for option in reversed((
        click.option("--kind", type=click.Choice(KINDS), default="auto", show_default=True, help="Which store; kg: `kg serve`."),
        click.option("--query", "query_url", metavar="URL", help="Where a generic store is asked."),
        click.option("--user", metavar="NAME", help="As whom; the password is in KG_PUSH_PASSWORD or ~/.netrc."),
        click.option("--insecure", is_flag=True, help="Send the password over http:// to another machine."),
    )):  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("places", nargs=-1, required=True, metavar="[GRAPH | STORE] URL")
@_store_options
@click.option("--graph", metavar="IRI", help="Put it into this graph of the store, replacing what that holds.")
@click.option("--by-source", is_flag=True, help="Keep a graph for each source, replacing those.")
@click.option("--default-graph", is_flag=True, help="Put it into the store's default graph, replacing what that holds.")
@click.option("--resume", is_flag=True, help="Go on with a push that was cut off.")
@click.option("--journal", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where progress is kept.")
@click.option("--chunk", type=click.IntRange(100, 1_000_000), help="Triples a request.  [default: 20,000; Fuseki: 100,000]")
@click.option("--dry-run", is_flag=True, help="Read everything, ask the store who it is, and say what would be sent.")
def push(places: tuple[str, ...], graph: str | None, by_source: bool, default_graph: bool, **options: Any) -> None:
    """Put a graph into a triple store: in chunks, resumable, verified.

    URL is the store's address, such as http://127.0.0.1:7878 or http://127.0.0.1:3030/ds. Without --graph, --by-source or
    --default-graph it goes into the default graph, if that is empty (Virtuoso has none: there, the graph …/graph/all).
    """
    from kg.pushing.kinds import CHOICES
    from kg.pushing.lines import prepare

    assert set(KINDS) == set(CHOICES)
    if sum((graph is not None, by_source, default_graph)) > 1:
        raise UsageError("choose one of --graph, --by-source and --default-graph")
    source, address = _source_and_address(places)
    with _reached(address, options) as wire, tempfile.TemporaryDirectory(prefix="kg-push-") as folder:
        with progress() as step:
            step(f"asking {address.url}")
            endpoint = _endpoint(wire, options)
            target = _target(endpoint, graph, default_graph)
            step(f"reading {source}")
            parts = prepare(source, Path(folder), target, by_source, options["chunk"] or endpoint.kind.chunk)
        _warn(address, endpoint, parts)
        if options["dry_run"]:
            _say_what_would(endpoint, parts)
            return
        _push(wire, endpoint, parts, options, implicit=not (graph or by_source or default_graph))


@click.command()
@click.argument("url", metavar="URL")
@_store_options
@click.option("--graph", metavar="IRI", help="The graph to fetch.  [default: the default graph; for Virtuoso, …/graph/all]")
@click.option("--all", "everything", is_flag=True, help="Fetch every graph.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=".nt, .nq, .ttl or .trig")
@click.option("--store", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="A store of kg's own.")
def pull(url: str, graph: str | None, everything: bool, output: Path | None, store: Path | None, **options: Any) -> None:
    """Fetch a graph from a triple store: counted, and written whole or not at all.

    A store that cuts its answers is asked in pages.
    """
    from kg.pushing.address import read_address
    from kg.pushing.keep import check_ending, write_file, write_store

    if (output is None) == (store is None):
        raise UsageError("say where to: -o FILE or --store DIR")
    if graph is not None and everything:
        raise UsageError("choose one of --graph and --all")
    if output is not None:
        check_ending(output, everything)
    with _reached(read_address(url), options) as wire, tempfile.TemporaryDirectory(prefix="kg-pull-") as folder:
        pulled = _pulled(wire, _endpoint(wire, options), graph, everything, Path(folder))
        if output is not None:
            write_file(pulled, output)
        elif store is not None:
            write_store(pulled, store)
    click.echo(f"wrote {sum(part.count for part in pulled):,} triples of {len(pulled):,} graphs to {output or store}", err=True)


def _pulled(wire: Wire, endpoint: Endpoint, graph: str | None, everything: bool, folder: Path) -> list[Pulled]:
    from kg.pushing.asking import Asker
    from kg.pushing.pull import own_graphs
    from kg.pushing.pull import pull as pull_graph

    asker = Asker(wire, endpoint)
    chosen: list[str | None] = [_target(endpoint, graph, default_graph=False)]
    if everything:
        chosen = [*own_graphs(asker.graphs())]
        if endpoint.kind.default_graph and asker.count(None):
            chosen.append(None)
    if not chosen:
        raise NotFound(f"{wire.address.url} holds nothing")
    with show_bar(None) as show:
        return [pull_graph(wire, endpoint, name, folder / f"graph-{number}", show) for number, name in enumerate(chosen)]


def _source_and_address(places: tuple[str, ...]) -> tuple[Path, Address]:
    from kg.pushing.address import read_address

    if len(places) > 2 or (len(places) == 2 and "://" in places[0]):
        raise UsageError("say what and where: kg push [GRAPH | STORE] URL")
    address = read_address(places[-1])
    return graphs.graph_path(Path(places[0]) if len(places) == 2 else None), address


def _reached(address: Address, options: dict[str, Any]) -> Wire:
    from kg.pushing.address import check_secrecy, find_credentials
    from kg.pushing.wire import Wire

    credentials = find_credentials(address, options["user"])
    check_secrecy(address, credentials, options["insecure"])
    return Wire(address, credentials)


def _endpoint(wire: Wire, options: dict[str, Any]) -> Endpoint:
    """Find the store's endpoints; who it is is asked without a secret."""
    from kg.pushing.address import read_address
    from kg.pushing.kinds import KINDS, find_kind, generic_endpoint, make_endpoint
    from kg.pushing.wire import Wire

    if options["kind"] == "generic":
        return generic_endpoint(wire.address.url, options["query_url"] and read_address(options["query_url"]).url)
    if options["kind"] == "auto":
        with Wire(wire.address) as bare:
            kind = find_kind(bare)
    else:
        kind = KINDS[options["kind"]]
    wire.scheme = kind.scheme
    return make_endpoint(wire.address.url, kind, wire.credentials is not None)


def _target(endpoint: Endpoint, graph: str | None, default_graph: bool) -> str | None:
    from pyoxigraph import NamedNode

    if default_graph and not endpoint.kind.default_graph:
        raise UsageError(f"{endpoint.kind.name} has no default graph to write to: name one with --graph IRI")
    if graph is None:
        return None if default_graph else endpoint.fallback_graph
    try:
        return NamedNode(graph).value
    except ValueError:
        raise UsageError(f"--graph {graph!r} is not an IRI: write it whole, such as https://example.org/graph/mali") from None


def _warn(address: Address, endpoint: Endpoint, parts: list[Part]) -> None:
    if not address.is_local:
        click.echo(
            "(data sets such as ACLED's may not be handed on: where others can read this store, push what "
            "`kg export --redistributable` gives)",
            err=True,
        )
    if any(part.graph is None for part in parts) and not endpoint.kind.default_graph:
        raise UsageError(f"{endpoint.kind.name} has no default graph, and some triples are in none: push with --graph IRI")


def _say_what_would(endpoint: Endpoint, parts: list[Part]) -> None:
    click.echo(f"would push to {endpoint.graphs} ({endpoint.kind.name}), replacing each of these graphs:", err=True)
    for part in parts:
        click.echo(f"{part.graph or '(default graph)'}\t{part.count}\t{len(part.chunks)}")


def _push(wire: Wire, endpoint: Endpoint, parts: list[Part], options: dict[str, Any], implicit: bool) -> None:
    from kg.pushing.journal import default_path, verified
    from kg.pushing.push import push as push_parts

    target = "\n".join(part.graph or "" for part in parts)
    path = options["journal"] or default_path(endpoint.graphs, target)
    if implicit and not options["resume"]:
        _check_ours(wire, endpoint, parts[0].graph, verified(path))
    total = sum(part.count for part in parts)
    with show_bar(total) as show:
        done = push_parts(wire, endpoint, parts, path, options["resume"], show)
    rate = f", {done.sent / done.seconds:,.0f} a second" if done.sent and done.seconds else ""
    where = f"{done.graphs:,} graphs" if done.graphs > 1 else parts[0].graph or "the default graph"
    click.echo(
        f"pushed {done.sent:,} triples to {where} in {done.seconds:.1f} s{rate}; "
        f"verified in {done.verifying:.1f} s: the store holds all {done.triples:,}",
        err=True,
    )


def _check_ours(wire: Wire, endpoint: Endpoint, graph: str | None, ours: int | None) -> None:
    """Refuse to replace what somebody else put where we would go without being told."""
    from kg.pushing.asking import Asker

    held = Asker(wire, endpoint).count(graph)
    if held and held != ours:
        name, remedy = (f"the graph {graph}", f"--graph {graph}") if graph else ("the default graph", "--default-graph")
        raise UsageError(
            f"{name} of this store holds {held:,} triples that a push would replace: say {remedy} if that is right, "
            "or name another with --graph IRI"
        )
