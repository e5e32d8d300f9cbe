"""The command that reads articles: `kg parse`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kg.cli.console import progress, show_bar
from kg.cli.gazetteers import gazetteer_option
from kg.cli.making import DAY, FOLDER, gazetteer
from kg.cli.problems import plural, print_problem
from kg.model.errors import Problem, UsageError

if TYPE_CHECKING:
    from kg.parsing.form import Form, Output
    from kg.parsing.job import Totals

SHOWN = 20  # problems that are printed where a report holds them all
REASONS = 5


@click.command()
@click.argument("files", type=click.Path(path_type=Path, allow_dash=True), nargs=-1, required=True, metavar="FILE...")
@click.option("--date", metavar=DAY, help="Day of publication, where the file does not say it; it is never guessed.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--url", metavar="URL", help="Where it stands.")
@click.option("--language", metavar="CODE", help="Language, as en or fr. [default: found out from the text]")
@click.option("--id", "name", metavar="NAME", help="Name of the source, of one document. [default: the file's name]")
@click.option("--facts", type=FOLDER, metavar="DIR", help="Facts whose actors and places are known. [default: the Mali facts]")
@gazetteer_option
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
@click.option(
    "--account", metavar="FILE.html|FILE.json|-", help="Write the account of every sentence too: what it gave, or why not."
)
@click.option("--review", metavar="FILE.yaml|DIR/", help="Write the claims as facts to correct and keep too.")
@click.option(
    "--reviewer", default="your name", metavar="NAME", help="Who will look through --review; or actor:ID of your facts."
)
@click.option("--out", metavar="FILE|DIR/", help="Write into this file, or into this folder a file a document, with a report.")
@click.option("--texts", type=FOLDER, metavar="DIR", help="Write each text, over which locators count, into this folder too.")
@click.option("--resume", is_flag=True, help="Go on where an earlier run with the same --out ended; read anew only what changed.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes. [default: all cores]")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Give up a document after this.")
def parse(
    files: Sequence[Path],
    form: str,
    least: float | None,
    account: str | None,
    review: str | None,
    reviewer: str,
    facts: Path | None,
    name: str | None,
    out: str | None,
    texts: Path | None,
    resume: bool,
    workers: int | None,
    timeout: float | None,
    **given: str | None,
) -> int:
    """Read articles and print their claims.

    A FILE is plain text with a few header lines (Date:, Publisher:, Url:), a web page, a PDF with a text layer, JSON Lines
    with many articles, or a folder of such; - is standard input. What cannot be read is reported, and the others are read.
    """
    from kg.cli.parsed import FORMS, TEXT, account_form, review_form
    from kg.parsing.form import Output
    from kg.parsing.job import Order, parse_documents
    from kg.parsing.work import Wish

    outputs = [output_of(FORMS["account" if account == "-" else form], out)]
    outputs += [Output(TEXT, texts, folder=True)] if texts else []
    outputs += [output_of(account_form(account), account)] if account not in (None, "-") else []
    outputs += [output_of(review_form(reviewer), unwritten(review, resume))] if review else []
    with progress() as step:
        step("reading facts")
        actors, places = gazetteer(facts)
    wish = Wish({**given, "id": name}, tuple(actors), tuple(places), tuple(o.form for o in outputs), least)
    sources: list[Path | IO[bytes]] = [sys.stdin.buffer if str(path) == "-" else path for path in files]
    order = Order(tuple(sources), tuple(outputs), wish, workers or 0, timeout, resume)
    with bar(files) as tell, told_how_to_resume(out):
        totals = parse_documents(order, say, warner(out), tell)
    print_totals(totals, order.beside(".report.csv") if out else None, least)
    return 1 if totals.failed else 0


def output_of(form: Form, out: str | None) -> Output:
    """Give the main output; a path that is a folder, or ends as one, gets a file a document."""
    from kg.parsing.form import Output

    if out is None:
        return Output(form)
    return Output(form, Path(out), folder=out.endswith(("/", "\\")) or Path(out).is_dir())


def unwritten(review: str, resume: bool) -> str:
    """Give the path of review files; raise UsageError where one is there already: it may hold somebody's corrections."""
    path = Path(review)
    if not resume and (path.is_file() or (path.is_dir() and any(path.glob("*.yaml")))):
        raise UsageError(f"{path} is there already and may hold corrections: move it away, or name another")
    return review


def say(text: str) -> None:
    """Print on standard output."""
    click.echo(text, nl=False)


def warner(out: str | None) -> Callable[[Problem], None]:
    """Give what prints problems on stderr: all, or the first of those that a report holds."""
    printed = 0

    def warn(problem: Problem) -> None:
        nonlocal printed
        printed += 1
        if out is None or printed <= SHOWN:
            print_problem(problem)
        elif printed == SHOWN + 1:
            click.echo("… more of them in the report", err=True)

    return warn


@contextmanager
def told_how_to_resume(out: str | None) -> Iterator[None]:
    """Say on Ctrl-C that what was read is kept."""
    try:
        yield
    except KeyboardInterrupt:
        if out:
            click.echo(f"\n{out}: what was read so far is kept; the same command with --resume goes on", err=True)
        raise


def print_totals(totals: Totals, report: Path | None, least: float | None) -> None:
    """Print on stderr what became of many documents, or what went wrong with one."""
    if least is not None:
        every = totals.claims + totals.dropped
        click.echo(f"dropped {totals.dropped:,} of {plural(every, 'claim')}: read less surely than {least:g}", err=True)
    if totals.documents == 1 and not totals.failed and report is None:
        return
    parts = [plural(totals.documents, "document"), plural(totals.claims, "claim")]
    parts += [f"{number:,} {word}" for number, word in ((totals.failed, "failed"), (totals.resumed, "read before")) if number]
    parts += [f"{totals.noted:,} with a note"] if totals.noted else []
    click.echo("; ".join(parts) + (f"; see {report}" if report and (totals.failed or totals.noted) else ""), err=True)
    if totals.failed > SHOWN:
        for reason, number in totals.reasons.most_common(REASONS):
            click.echo(f"  {number:,} × {reason}", err=True)


@contextmanager
def bar(files: Sequence[Path]) -> Iterator[Callable[[Totals], None]]:
    """Show how many documents are done, failed, and what they claim; what is packed or flows in has no known end."""
    plain = [file for path in files if path.exists() for file in (path.rglob("*") if path.is_dir() else (path,))]
    known = sys.stderr.isatty() and not any(str(path) == "-" for path in files)
    total = sum(file.stat().st_size for file in plain if file.is_file()) if known else None
    start = time.monotonic()
    with show_bar(total) as show:

        def tell(totals: Totals) -> None:
            rate = totals.documents / max(time.monotonic() - start, 0.001)
            numbers = f"{totals.documents:,} documents, {totals.failed:,} failed, {totals.claims:,} claims"
            show(totals.read, f"{numbers}, {rate:,.1f} a second")

        yield tell
