"""The command that imports event tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import colour, show_bar
from kg.cli.problems import plural
from kg.model.errors import UsageError

if TYPE_CHECKING:
    from kg.importing.report import Totals
    from kg.importing.tables import Order

REASONS = 5
DAY = "YYYY-MM-DD"


@click.command("import")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option("--dataset", default="auto", show_default=True, metavar="NAME", help="ucdp-ged, acled, gdelt, or a mapping.yaml.")
@click.option("--country", "countries", multiple=True, metavar="NAME", help="Only rows of this country (Mali, ML, MLI); repeat.")
@click.option("--since", metavar=DAY, help="Only what may have happened on this day (or month, year) or later.")
@click.option("--until", metavar=DAY, help="Only what may have happened on this day (or month, year) or before.")
@click.option(
    "--to",
    "out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What to write: .nt .nq .ttl (each also .gz .zst), or claims as .parquet. [default: the first file's name with .nt]",
)
@click.option("--store", type=click.Path(path_type=Path), metavar="DIR", help="Durable store to put the rows into instead.")
@click.option("--against", type=click.Path(path_type=Path), metavar="OLD", help="Tell what changed since this table or .nt file.")
@click.option("--encoding", default="utf-8", show_default=True, metavar="NAME", help="How the bytes of the tables are read.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes. [default: all cores]")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True, help="Where to work.")
@click.option("--master", metavar="URL", help="The Spark master, such as spark://host:7077. [default: local[*]]")
def import_(
    files: Sequence[Path],
    out: Path | None,
    since: str | None,
    until: str | None,
    workers: int | None,
    engine: str,
    master: str | None,
    store: Path | None,
    **rest: object,
) -> int:
    """Import event tables: UCDP GED, ACLED, GDELT, or any other by a mapping.

    A FILE is CSV, TSV or Parquet, plain or packed (.gz .zst .zip .tar.gz), or a folder of such; its header tells which data
    set it is. Each row becomes one claim of the data set's coders. What is skipped is counted, and listed with its line in a
    report beside the output, or in reports/ of the store. In a store, the rows go in place of those that it had of the data
    set.
    """
    from kg.importing.tables import Order, import_tables

    if store is not None and (out is not None or engine != "local"):
        raise UsageError("--store goes without --to, and with --engine local; load what Spark wrote with `kg store load`")
    target = out or Path(default_name(files[0]))
    order = Order(
        tuple(files), target, since=day_of("--since", since, 0), until=day_of("--until", until, 1), workers=workers or 0,
        **rest,  # type: ignore[arg-type]  # click gives them as Order's fields are
    )  # fmt: skip
    if master and engine == "local":
        raise UsageError("--master goes with --engine spark")
    if engine == "spark":
        from kg.importing.spark import import_on_spark

        totals = import_on_spark(order, master or "local[*]")
    elif store is not None:
        return import_into(store, order, files)
    else:
        with bar(files) as progress:
            totals = import_tables(order, progress)
    print_totals(totals, target)
    return 1 if totals.skipped else 0


def import_into(store: Path, order: Order, files: Sequence[Path]) -> int:
    """Import into a durable store, and print what became of the rows."""
    from kg.importing.storing import import_tables_into

    with bar(files) as progress:
        totals, loaded = import_tables_into(store, order, progress)
    print_totals(totals, totals.files[0])
    for note in loaded.notes:
        click.echo(note, err=True)
    click.echo(f"{store}: {plural(loaded.after, 'quad')}, {loaded.before:,} before")
    return 1 if totals.skipped else 0


def default_name(first: Path) -> str:
    """Give the name of the output where none is given.

    >>> default_name(Path("data/ged.csv.gz"))
    'ged.nt'
    """
    return f"{first.name.partition('.')[0] or 'graph'}.nt"


def day_of(name: str, given: str | None, end: int) -> date | None:
    """Give the first (0) or last (1) day of an option."""
    from kg.model.dates import part_bounds
    from kg.model.errors import UnreadableInput

    if given is None:
        return None
    try:
        return part_bounds(given)[end]  # type: ignore[return-value]  # the two bounds come first
    except UnreadableInput as error:
        raise UsageError(f"{name}: {error}") from error


def print_totals(totals: Totals, out: Path) -> None:
    """Print what became of the rows, and where it lies."""
    parts = [f"{plural(totals.rows, 'row')} read", plural(totals.claims, "claim")]
    if totals.left_out:
        parts.append(f"{totals.left_out:,} not asked for")
    parts.append(f"{totals.skipped:,} skipped")
    if totals.noted:
        parts.append(f"{totals.noted:,} with a note")
    click.echo("; ".join(parts))
    for reason, number in totals.reasons.most_common(REASONS):
        click.echo(f"  skipped {number:,} × {reason}")
    if len(totals.reasons) > REASONS:
        click.echo(f"  and {len(totals.reasons) - REASONS} other reasons")
    if totals.against:
        told = ("added", "changed", "withdrawn", "unchanged")
        click.echo("against the earlier release: " + ", ".join(f"{totals.against[kind]:,} {kind}" for kind in told))
    size = f" ({plural(totals.triples, 'triple')})" if totals.triples else ""
    report = "" if out.name.endswith(".report.csv") else f" and {out.name}.report.csv"
    click.echo(f"wrote {out}{size}{report}")
    for table in totals.datasets.values():
        if not table.redistributable:
            click.echo(f"{table.label}: its terms do not let its rows be handed on ({table.licence})", err=True, color=colour())


@contextmanager
def bar(files: Sequence[Path]) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with rows and their rate on stderr, if a person looks at it; what is packed has no known end."""
    from kg.sources.tables.parts import files_of, is_packed

    plain = [file for path in files if path.exists() for file in files_of(path)]
    total = None if any(is_packed(file) for file in plain) else sum(file.stat().st_size for file in plain)
    start = time.monotonic()
    with show_bar(total) as show:

        def step(read: int, rows: int) -> None:
            rate = rows / max(time.monotonic() - start, 0.001)
            show(read, f"{rows:,} rows, {rate:,.0f} a second")

        yield step
