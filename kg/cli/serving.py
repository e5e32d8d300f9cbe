"""The command that serves a graph over HTTP."""

from __future__ import annotations

import ipaddress
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import graphs
from kg.cli.console import Step, progress
from kg.model.errors import UsageError
from kg.model.refs import BASE

if TYPE_CHECKING:
    from kg.web.link import Hello
    from kg.web.settings import Settings

TOKEN = "KG_SERVE_TOKEN"  # its name, not itself
_LEAST_TOKEN = 16
_PREFIX = "kg-serve-"


@click.command()
@click.argument("graph", required=False, type=click.Path(path_type=Path), metavar="[GRAPH]")
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A durable store; what is written to it is followed.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.option("--public-url", metavar="URL", help="The address that users see, where a proxy stands before.")
@click.option("--base", default=BASE, metavar="IRI", help="Base of the graph's own IRIs.  [default: that of conflict-kg]")
@click.option("--title", default="Conflict knowledge graph", help="Name of the dataset on its pages.")
@click.option("--update", is_flag=True, help=f"Allow writes with the token of {TOKEN} (one is made where it is not set).")
@click.option("--cors", default="", metavar="ORIGIN", help="Whose pages may read answers; '*' is everybody's.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer queries.  [default: one for each processor]")
@click.option(
    "--timeout",
    "seconds",
    type=click.FloatRange(0.1, 3600),
    default=30.0,
    show_default=True,
    help="Seconds that one query or write may take.",
)
@click.option(
    "--memory", "memory_mb", type=click.IntRange(64), default=1024, show_default=True, help="Megabytes that one query may take."
)
@click.option(
    "--queue", "waiting", type=click.IntRange(0), default=64, show_default=True, help="Requests that may wait for a worker."
)
@click.option(
    "--cache",
    "cache_mb",
    type=click.IntRange(0),
    default=32,
    show_default=True,
    help="Megabytes of answers that are kept; 0: none.",
)
@click.option(
    "--body",
    "body_mb",
    type=click.IntRange(1),
    default=256,
    show_default=True,
    help="Megabytes of one graph that is sent, unpacked.",
)
@click.option(
    "--body-timeout",
    "body_seconds",
    type=click.FloatRange(0.1),
    default=60.0,
    show_default=True,
    help="Seconds in which it must come.",
)
@click.option(
    "--send-timeout",
    "send_seconds",
    type=click.FloatRange(0.1),
    default=30.0,
    show_default=True,
    help="Seconds that a reader may stand still.",
)
@click.option(
    "--grace",
    "stop_seconds",
    type=click.FloatRange(0),
    default=10.0,
    show_default=True,
    help="Seconds for running requests after SIGTERM.",
)
@click.option("--log-queries", is_flag=True, help="Write the text of queries into the log, not their hash.")
def serve(graph: Path | None, store: Path | None, **options: Any) -> None:
    """Serve a graph: SPARQL, graphs, and a page for everything in it.

    GRAPH is a file of a graph, or a store's folder. The log goes to stderr, a line of JSON a request.
    """
    from kg.web.server import listen, serve

    if graph is not None and store is not None:
        raise UsageError("name a GRAPH or a --store, not both")
    checked(options)
    with served(graph, store, options["base"]) as folder:
        try:
            listening = listen(options["host"], options["port"])
        except OSError as error:
            raise UsageError(f"{options['host']}:{options['port']}: cannot listen there: {error.strerror or error}") from error
        options["port"] = listening.getsockname()[1]
        settings, made = settings_of(options)
        with listening:
            serve(folder, settings, listening, told(settings, made))


def checked(options: dict[str, Any]) -> None:
    """Raise UsageError for options that do not go together."""
    if options["cors"] == "*" and options["update"]:
        raise UsageError("--cors '*' is for reading only: with --update, name the one origin that may write")
    url = options["public_url"]
    if url is not None and not url.startswith(("http://", "https://")):
        raise UsageError(f"--public-url {url}: begin with http:// or https://")
    if not options["base"].startswith(("http://", "https://")) or not options["base"].endswith(("/", "#")):
        raise UsageError(f"--base {options['base']}: an http(s) IRI that ends in / or #")


def settings_of(options: dict[str, Any]) -> tuple[Settings, bool]:
    """Give the settings, and whether their token was made now."""
    from kg.web.settings import Settings

    workers = options.pop("workers") or max(2, os.cpu_count() or 1)
    public_url = options.pop("public_url")
    given = os.environ.get(TOKEN, "")
    if options["update"] and given and len(given) < _LEAST_TOKEN:
        raise UsageError(f"{TOKEN} is shorter than {_LEAST_TOKEN} characters: it could be guessed")
    made = options["update"] and not given
    token = secrets.token_urlsafe(24) if made else given
    return Settings(workers=workers, token=token, public_url=public_url.rstrip("/") if public_url else None, **options), made


def told(settings: Settings, made: bool) -> Callable[[Hello], None]:
    """Give what tells a person, once all is ready, where the service is and what it cannot promise."""

    def tell(hello: Hello) -> None:
        say = [f"serving {settings.address}/ (SPARQL at {settings.address}/sparql); stop with Ctrl-C"]
        if not is_loopback(settings.host):
            say.append(f"warning: {settings.host} can be reached by other machines; without a proxy nothing is encrypted")
        if hello.network:
            say.append("note: this system lets workers keep their network; queries that would use it are still refused")
        if not hello.bounded:
            say.append("note: this system sets no bound on the memory of workers; the clock remains")
        if made:
            say.append(f"token for writes, shown once: {settings.token}")
        for line in say:
            click.echo(line, err=True)

    return tell


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def served(graph: Path | None, store: Path | None, base: str) -> Iterator[Path]:
    """Give the folder of the store to serve: the one named, or one made of a graph's file and removed at the end."""
    from kg.keeping.store import LocalStore

    path = store or graphs.graph_path(graph)
    if store is not None or path.is_dir():
        yield LocalStore.open(path).folder
        return
    remove_forgotten()
    with temporary_folder() as folder, progress() as step:
        step(f"reading {path}")
        load(path, folder, step, base)
        yield folder


def load(path: Path, folder: Path, step: Step, base: str) -> None:
    """Load a graph's file into a new store, with the graphs that it has; a large one goes from disk to disk."""
    from kg.graph.store import read_graph
    from kg.keeping.loading import SMALL, load_files
    from kg.keeping.store import LocalStore

    local = LocalStore.open(folder, create=True)
    if path.is_file() and path.stat().st_size > SMALL:
        load_files(local, [path], step=step, base=base)
        return
    with local.writing() as store:
        store.bulk_extend(read_graph(path))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder that is removed at the end, and that is seen to be in use until then."""
    holder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with locked(holder):
            yield holder / "store"
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def remove_forgotten() -> None:
    """Remove the folders of services that were killed: ours, and locked by nobody."""
    for holder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            if holder.is_symlink() or holder.stat().st_uid != os.getuid():
                continue
            with locked(holder):
                shutil.rmtree(holder, ignore_errors=True)
        except OSError:
            continue


@contextmanager
def locked(holder: Path) -> Iterator[None]:
    """Hold a folder's lock; raise OSError where another process has it. The kernel lets go of it when the process ends."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (holder / "in-use").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
