"""The command that reads articles: `kg parse`."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import progress
from kg.cli.making import DAY, FOLDER, gazetteer, read


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
    type=click.Choice(["table", "gold", "json", "ttl", "account"]),
    default="table",
    show_default=True,
    help="gold: the JSON that evaluation compares; json: all that a claim holds; account: each sentence and what became of it.",
)
def parse(file: Path, form: str, facts: Path | None, name: str | None, **given: str | None) -> None:
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
        readings = parse_all(articles, actors, places)
        texts = [FORMS[form].write(reading, labels) for reading in readings]
    click.echo(FORMS[form].head() + "".join(texts) + FORMS[form].foot(), nl=False)
