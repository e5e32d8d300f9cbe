"""The commands about gazetteers: make the local file from GeoNames dumps, tell what it holds, look a name up."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import print_table, progress
from kg.cli.problems import plural, print_findings
from kg.model.errors import UsageError

if TYPE_CHECKING:
    from kg.sources.gazetteers.entry import Entry

_SHOWN = 20  # bad rows that are listed, and countries
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("gazetteer")
def gazetteers() -> None:
    """Make and ask the gazetteer, in which `kg parse` looks places up.

    It is one file in the user's folder of data, or where KG_GAZETTEER says. Without it, a shipped table of the Sahel and the
    towns of the world (of 15,000 people or more) are asked.
    """


@gazetteers.command("import")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@click.option("--out", type=FILE, metavar="FILE", help="Where to write. [default: KG_GAZETTEER, or the user's folder of data]")
def import_dumps(files: Sequence[Path], out: Path | None) -> int:
    """Write GeoNames dumps into one gazetteer file.

    A FILE is a country dump or allCountries as GeoNames publishes it (19 columns): .txt, .zip or .gz. Rows that are none are
    listed with their line and left out. GeoNames is CC BY 4.0: name it where you publish what you made with it.
    """
    from kg.sources.gazetteers.store import default_path
    from kg.sources.gazetteers.writer import write_gazetteer

    target = out or default_path()[0]
    with progress() as step:
        done = write_gazetteer(files, target, step)
    click.echo(f"{plural(done.places, 'place')} with {plural(done.names, 'name')} in {len(done.countries)} countries")
    click.echo(f"wrote {target} (GeoNames, CC BY 4.0)")
    if done.problems:
        print_findings(done.problems[:_SHOWN])
        more = f", the first {_SHOWN} of them above" if len(done.problems) > _SHOWN else ""
        click.echo(f"left out {plural(len(done.problems), 'row')}{more}", err=True)
    return 1 if done.problems else 0


@gazetteers.command()
@click.option("--gazetteer", "file", type=FILE, metavar="FILE", help="The gazetteer file. [default: the user's]")
def info(file: Path | None) -> None:
    """Tell what the gazetteer file holds, and under which licence."""
    from kg.sources.gazetteers.store import GazetteerFile, default_path

    opened = GazetteerFile(file or default_path()[0])
    click.echo(f"{opened.path}")
    for key in ("credit", "licence", "files", "places", "names"):
        click.echo(f"{key}: {opened.about[key]}")
    countries = [f"{code or 'none'} {number:,}" for code, number in opened.countries().items()]
    more = f" and {len(countries) - _SHOWN} more" if len(countries) > _SHOWN else ""
    click.echo(f"countries: {', '.join(countries[:_SHOWN])}{more}")


@gazetteers.command()
@click.argument("name")
@click.option("--country", metavar="XX", help="Only places in this country (ISO 3166 code, such as ML).")
@click.option("--gazetteer", "file", type=FILE, metavar="FILE", help="The gazetteer file. [default: the user's]")
def find(name: str, country: str | None, file: Path | None) -> int:
    """Print every place of a name that `kg parse` would choose from."""
    from kg.sources.gazetteers.atlas import atlas_of, default_atlas

    if country is not None and not (len(country) == 2 and country.isalpha()):
        raise UsageError(f"--country {country}: give the ISO 3166 code, such as ML")
    found = (atlas_of(file) if file else default_atlas()).find(name)
    entries = [entry for entry in found if country is None or entry.country == country.upper()]
    if not entries:
        click.echo(f"no place is called {name}" + (f" in {country.upper()}" if country else ""), err=True)
        return 4
    print_table(("id", "name", "what", "in", "people", "north", "east", "source"), [_cells(entry) for entry in entries])
    return 0


def _cells(entry: Entry) -> list[str]:
    where = ", ".join(filter(None, (entry.region, entry.country)))
    source = f"{entry.provider}, {entry.by}" if entry.by else entry.provider
    people = f"{entry.population:,}" if entry.population else ""
    return [entry.id, entry.name, entry.what, where, people, f"{entry.lat:.5f}", f"{entry.lon:.5f}", source]


def _use(context: click.Context, parameter: click.Parameter, file: Path | None) -> None:
    """Name the gazetteer file in the environment, where every process that parses finds it, until the command ends."""
    from kg.sources.gazetteers.store import VARIABLE, GazetteerFile, default_path

    named = file or (default_path()[0] if os.environ.get(VARIABLE) else None)
    if named is not None:
        GazetteerFile(named)  # said before any article is read
    if file is None:
        return
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(file)
    context.call_on_close(lambda: os.environ.pop(VARIABLE, None) if before is None else os.environ.update({VARIABLE: before}))


gazetteer_option = click.option(
    "--gazetteer", type=FILE, metavar="FILE", callback=_use, expose_value=False,
    help="Gazetteer to look places up in, as kg gazetteer import wrote it. [default: the user's, where there is one]",
)  # fmt: skip
