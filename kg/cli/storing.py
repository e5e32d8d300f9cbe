"""Commands that look after a durable store: kg store info, sources, load, withdraw, verify, compact, backup."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import print_table, progress
from kg.cli.problems import plural

if TYPE_CHECKING:
    from kg.keeping.store import LocalStore

FOLDER = click.Path(path_type=Path)
WAIT = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for another writer.",
)


@click.group()
def store() -> None:
    """Look after a durable store: written whole or not at all.

    One process at a time writes; readers see what was there when they began. `kg build --store DIR` makes one.
    """


@store.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(folder: Path, as_json: bool) -> None:
    """Tell what a store holds and who uses it."""
    from dataclasses import asdict

    from kg.keeping.care import info_of

    found = info_of(opened(folder))
    if as_json:
        click.echo(json.dumps(asdict(found), indent=1))
        return
    rows = [
        ("generation", found.generation),
        ("quads", f"{found.quads:,}"),
        ("graphs", f"{found.graphs:,}"),
        ("sources", f"{found.sources:,}"),
        ("size on disk", f"{found.size / 1e6:,.1f} MB"),
        ("read now", "yes" if found.read_now else "no"),
        ("written now", "yes" if found.written_now else "no"),
        ("older generations still read", ", ".join(found.held) or "none"),
        ("left to remove", ", ".join(found.stale) or "nothing"),
    ]
    print_table(("what", "is"), rows)


@store.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
def sources(folder: Path) -> None:
    """List the sources of a store with their claims and quads."""
    from kg.keeping.content import sources_of

    with opened(folder).snapshot() as snapshot:
        rows = [(count.name, f"{count.claims:,}", f"{count.quads:,}") for count in sources_of(snapshot.store)]
    print_table(("source", "claims", "quads"), rows)


@store.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("files", type=FOLDER, nargs=-1, required=True, metavar="FILE...")
@click.option("--replace", is_flag=True, help="Take out first what the store has of the sources in the files.")
@WAIT
def load(folder: Path, files: Sequence[Path], replace: bool, wait: float) -> None:
    """Load files of RDF into a store, made where absent; all of them or none.

    N-Quads and TriG keep their graphs. Smaller files of other kinds are dealt out by source. A FILE may be the folder of a
    plain Oxigraph store too.
    """
    from kg.keeping.loading import check_file, load_files
    from kg.keeping.store import LocalStore

    for file in files:  # before a folder is made for nothing
        check_file(file)
    with progress() as step:
        done = load_files(LocalStore.open(folder, create=True), files, replace=replace, wait=wait, step=step)
    for note in done.notes:
        click.echo(note, err=True)
    click.echo(f"{folder}: {plural(done.after, 'quad')}, {done.before:,} before")


@store.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("names", nargs=-1, required=True, metavar="SOURCE...")
@WAIT
def withdraw(folder: Path, names: Sequence[str], wait: float) -> None:
    """Take sources out of a store, with all that only they spoke of, and settle again."""
    from kg.keeping.content import withdraw as take
    from kg.keeping.spool import spool

    local = opened(folder)
    with progress() as step, spool(local.folder) as room, local.writing(wait) as kept:
        step("withdrawing")
        done = take(kept, names, room)
    click.echo(
        f"withdrew {plural(len(set(names)), 'source')}: {plural(done.removed, 'quad')} of claims; "
        f"{done.orphans:,} described for their sake only; {plural(done.quads, 'quad')} left"
    )
    if done.settled:
        click.echo(done.settled, err=True)


@store.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--hash", "hashed", is_flag=True, help="Print the SHA-256 of the sorted N-Quads lines too.")
def verify(folder: Path, hashed: bool) -> int:
    """Read all of a store and report what is damaged or missing; exit 1 if anything is."""
    from kg.keeping.spool import spool
    from kg.keeping.verifying import quads_hash
    from kg.keeping.verifying import verify as look_through

    local = opened(folder)
    with progress() as step:
        step("reading every file and every quad")
        found = look_through(local)
    for remark in found.remarks:
        click.echo(f"note: {remark}", err=True)
    for fault in found.faults:
        click.echo(fault)
    if found.faults:
        click.echo(f"{folder}: {plural(len(found.faults), 'fault')}; take the store from a backup, or build it again", err=True)
        return 1
    click.echo(f"{folder}: {plural(found.quads, 'quad')} in {plural(found.graphs, 'graph')}, no fault")
    if hashed:
        with spool(local.folder) as room, local.snapshot() as snapshot:
            click.echo(f"sha256 of the sorted N-Quads: {quads_hash(snapshot.store, room)}")
    return 0


@store.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@WAIT
def compact(folder: Path, wait: float) -> None:
    """Write a store's files anew in their tightest order, and remove what nobody reads any more."""
    from kg.keeping.care import compact as tighten

    with progress() as step:
        step("compacting")
        before, after = tighten(opened(folder), wait)
    click.echo(f"{folder}: {after / 1e6:,.1f} MB, {before / 1e6:,.1f} MB before")


@store.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.argument("target", type=FOLDER, metavar="DEST")
def backup(folder: Path, target: Path) -> None:
    """Copy a store as it is now into a new folder that is a whole store itself; writers go on meanwhile."""
    from kg.keeping.care import back_up

    with progress() as step:
        size = back_up(opened(folder), target, step)
    click.echo(f"wrote {target} ({size / 1e6:,.1f} MB)")


def opened(folder: Path) -> LocalStore:
    """Give the store of a folder that must be there."""
    from kg.keeping.store import LocalStore

    return LocalStore.open(folder)
