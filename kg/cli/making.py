"""Commands that make a graph: build, check, init."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.console import colour, progress
from kg.cli.problems import plural, print_findings
from kg.model.data import data_path
from kg.model.errors import UsageError

if TYPE_CHECKING:
    from kg.build import BuildReport
    from kg.sources.article import Article

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
DAY = "YYYY-MM-DD"
FACTS = "facts", "mali"
SAMPLE = "samples", "dispatch.txt"
BIG = 5_000_000  # characters from which on we say how long it takes
CHARACTERS_A_MINUTE = 1_000_000  # what the parser reads, roughly, on one core


@click.command()
@click.option("--facts", type=FOLDER, metavar="DIR", help="Folder of facts. [default: the Mali facts that ship with kg]")
@click.option("--article", "articles", type=FILE, multiple=True, metavar="FILE", help="Article to parse too; repeat.")
@click.option("--table", "tables", type=FILE, multiple=True, metavar="FILE", help="Event table to add, as of kg import; repeat.")
@click.option("--date", metavar=DAY, help="Day of publication of the articles that do not say it themselves.")
@click.option("--publisher", metavar="NAME", help="Publisher of the articles that do not name it themselves.")
@click.option(
    "--min-confidence", "least", type=click.FloatRange(0, 1), metavar="X", help="Drop claims of articles read less surely."
)
@click.option("--text", "texts", multiple=True, metavar="SOURCE=FILE", help="Text of a source, to quote from; repeat.")
@click.option("--lens", default="cautious", show_default=True, metavar="LENS", help="cautious, any, or as-told-by/ACTOR.")
@click.option(
    "--out", type=click.Path(path_type=Path), default="exports", show_default=True, metavar="DIR", help="Where to write."
)
@click.option("--store", type=FOLDER, metavar="DIR", help="Durable store to put the graph into too, made where absent.")
def build(
    facts: Path | None,
    articles: Sequence[Path],
    tables: Sequence[Path],
    date: str | None,
    publisher: str | None,
    least: float | None,
    texts: Sequence[str],
    lens: str,
    out: Path,
    store: Path | None,
) -> None:
    """Build a graph and its pictures from facts, articles and event tables.

    Reads, parses, encodes, settles and validates first; what fails changes nothing in the folder. An article is plain
    text with a few header lines (Date:, Publisher:, Url:, Id:), plain text with a sidecar FILE.yaml, or JSON Lines.
    Into a store, the build goes in place of the last build of the same data set.
    """
    attached = dict(map(text_of, texts))
    with progress() as step:
        from kg.build import build as build_graph

        folder, read = input_of(facts, articles, date=date, publisher=publisher)
        report = build_graph(folder, read, out, tables=tables, lens=lens, texts=attached, least=least, store=store, progress=step)
    print_report(report, out)
    if store is not None:
        click.echo(f"{store}: {report.stored}")
    if least is not None:
        click.echo(f"dropped {plural(report.dropped, 'claim')}: read less surely than {least:g}", err=True)


@click.command()
@click.argument("folder", type=FOLDER, required=False, metavar="[DIR]")
@click.option("--fix", is_flag=True, help="Put the keys of every entry into the usual order first.")
def check(folder: Path | None, fix: bool) -> int:
    """Check facts and report every problem with its line."""
    from kg.sources import facts

    if fix and folder is None:
        raise UsageError("name the folder to mend: kg check --fix DIR")
    folder = folder or data_path(*FACTS)
    if fix:
        for path in facts.fix(folder):
            click.echo(f"put in order: {path}", err=True)
    problems = facts.check(folder)
    if problems:
        print_findings(problems)
        return 1
    click.echo(f"{folder}: no problems", err=True)
    return 0


@click.command()
@click.argument("folder", type=FOLDER, metavar="DIR")
def init(folder: Path) -> None:
    """Make a template for a conflict of one's own: one worked entry of each kind."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty: name a new folder")
    try:
        shutil.copytree(data_path("facts", "template"), folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as error:
        raise UsageError(f"{folder}: cannot write there ({error.strerror}); choose another folder") from error
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        click.echo(path)
    next_steps(f"edit the files above, then: kg check {folder}", f"kg build --facts {folder} --out {folder}/exports")


def text_of(pair: str) -> tuple[str, Path]:
    """Give source and file of a `SOURCE=FILE` option.

    >>> text_of("rhc-2023-08-14=article.txt")[0]
    'rhc-2023-08-14'
    """
    source, equals, file = pair.partition("=")
    if not (source and equals and file):
        raise UsageError(f"--text {pair}: write SOURCE=FILE, such as rhc-2023-08-14=article.txt")
    return source, Path(file)


def input_of(facts: Path | None, articles: Sequence[Path], **given: str | None) -> tuple[Path, list[Article]]:
    """Give the folder of facts and the articles of a build; the facts that ship with kg bring the sample dispatch with them."""
    own = [article for path in articles for article in read(path, **given)]
    if facts is not None:
        return facts, own
    return data_path(*FACTS), [*read(data_path(*SAMPLE)), *own]


def read(path: Path, **given: Any) -> list[Article]:
    """Give the articles of a file or of standard input; raise Findings with every problem in it."""
    from kg.model.errors import Findings, Problem
    from kg.sources.article import read_articles

    found = list(read_articles(sys.stdin.buffer if str(path) == "-" else path, **given))
    problems = [item for item in found if isinstance(item, Problem)]
    if problems:
        raise Findings(problems)
    articles = [item for item in found if not isinstance(item, Problem)]
    size = sum(len(article.text) for article in articles)
    if size > BIG:
        minutes = plural(max(1, round(size / CHARACTERS_A_MINUTE)), "minute")
        click.echo(f"{path}: {size / 1e6:.0f} million characters; reading them takes about {minutes}", err=True)
    return articles


def gazetteer(facts: Path | None) -> tuple[list[Any], list[Any]]:
    """Give the actors and places that facts name."""
    from kg.build import gathered
    from kg.model.reference import Actor, Place
    from kg.sources.facts import read_facts

    known = list(gathered(read_facts(facts or data_path(*FACTS))))
    return [r for r in known if isinstance(r, Actor)], [r for r in known if isinstance(r, Place)]


def print_report(report: BuildReport, out: Path) -> None:
    """Print what a build made, and what to try next."""
    kinds = ("claim", "event", "actor", "place", "source")
    made = [plural(getattr(report, f"{kind}s"), kind) for kind in kinds]
    click.echo(", ".join(made) + f"; {plural(report.triples, 'triple')}")
    stands = [f"{number} {status}" for status, number in sorted(report.statuses.items(), key=lambda item: (-item[1], item[0]))]
    click.echo(f"Events under the lens {report.lens}: {', '.join(stands)}; {report.contested} contested")
    click.echo(f"{plural(len(report.files), 'file')} in {out}/: {', '.join(path.name for path in report.files)}")
    graph = next(path for path in report.files if path.suffix == ".ttl")
    option = "" if graph == Path("exports", "mali.ttl") else f" --graph {graph}"
    next_steps(f"kg query -q contradictions{option}", f"kg stats{option}", f"kg plot storyline{option} -o storyline.svg")


def next_steps(*commands: str) -> None:
    """Print what to try next, on stderr: `kg` by the name that this shell finds it under."""
    called = "kg" if shutil.which("kg") or Path(sys.argv[0]).name != "kg" else sys.argv[0]
    click.echo("Next:", err=True)
    for command in commands:
        click.echo(f"  {click.style(command.replace('kg ', f'{called} ', 1), bold=True)}", err=True, color=colour())
