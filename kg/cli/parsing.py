"""The command that reads articles: `kg parse`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import progress
from kg.cli.making import DAY, FOLDER, gazetteer, read
from kg.cli.problems import plural

if TYPE_CHECKING:
    from kg.sources.article import Reading


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--date", metavar=DAY, help="Day of publication, where the file does not say it; it is never guessed.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--url", metavar="URL", help="Where it stands.")
@click.option("--id", "name", metavar="NAME", help="Name of the source. [default: the file's name]")
@click.option("--facts", type=FOLDER, metavar="DIR", help="Facts whose actors and places are known. [default: the Mali facts]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "gold", "json", "ttl", "account", "account-html", "account-json"]),
    default="table",
    show_default=True,
    help="gold: the JSON that evaluation compares; json: all that a claim holds; account: each sentence and what became of it.",
)
@click.option(
    "--min-confidence", "least", type=click.FloatRange(0, 1), metavar="X", help="Drop claims read less surely than this."
)
def parse(file: Path, form: str, least: float | None, facts: Path | None, name: str | None, **given: str | None) -> None:
    """Read an article and print its claims.

    FILE is plain text with a few header lines (Date:, Publisher:, Url:), or JSON Lines with many articles; - is standard input.
    """
    from kg.cli.parsed import FORMS
    from kg.sources.article import parse_all

    with progress() as step:
        articles = read(file, id=name, **given)
        actors, places = gazetteer(facts)
        labels = {record.ref: record.label for record in (*actors, *places)}
        step("parsing")
        readings = list(parse_all(articles, actors, places))
        if least is not None:
            readings = [reading.surer_than(least) for reading in readings]
            told_of_dropped(readings, least)
        texts = [FORMS[form].write(reading, labels) for reading in readings]
    click.echo(FORMS[form].head() + "".join(texts) + FORMS[form].foot(), nl=False)


def told_of_dropped(readings: Sequence[Reading], least: float) -> None:
    """Say on stderr how many claims were dropped."""
    dropped = sum(len(reading.dropped) for reading in readings)
    every = dropped + sum(len(reading.claims) for reading in readings)
    click.echo(f"dropped {dropped} of {plural(every, 'claim')}: read less surely than {least:g}", err=True)
