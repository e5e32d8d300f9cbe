"""The command that measures extraction: evaluate."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import print_table, progress
from kg.cli.problems import plural
from kg.model.files import write_bytes

if TYPE_CHECKING:
    from kg.evaluation.bootstrap import Interval
    from kg.evaluation.failures import FailureClass
    from kg.evaluation.layers import Tally
    from kg.evaluation.predicting import Known
    from kg.evaluation.run import Evaluation, PloverEvaluation

FILE = click.Path(path_type=Path, dir_okay=False)
CASES = 3  # shown of each class of failures
HEADINGS = ("", "P", "R", "F1", "F1, 95 %", "right", "pred", "gold")


@click.command()
@click.argument("gold", type=FILE)
@click.argument("pred", type=FILE, required=False)
@click.option("--text", "text", type=FILE, metavar="FILE", help="The text of a GOLD that is one object and holds none.")
@click.option("--facts", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Facts to parse with.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="How to print.")
@click.option("--types", is_flag=True, help="A line for each event type too.")
@click.option("--failures", is_flag=True, help="Classes of what went wrong too, with how often and for example what.")
@click.option("--misses", type=FILE, metavar="FILE.html", help="Write a page of the worst misses, side by side.")
@click.option(
    "--bootstrap",
    "resamples",
    type=click.IntRange(0, 100_000),
    default=1000,
    show_default=True,
    metavar="N",
    help="Resamples of the texts behind each interval; 0 for no intervals.",
)
@click.option(
    "--min-overlap",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    metavar="SHARE",
    help="Share of the shorter quote that two claims must have in common.",
)
def evaluate(
    gold: Path,
    pred: Path | None,
    text: Path | None,
    facts: Path | None,
    form: str,
    types: bool,
    failures: bool,
    misses: Path | None,
    resamples: int,
    min_overlap: float,
) -> None:
    """Measure extraction: claims found against claims that a person wrote.

    GOLD is JSON Lines or one JSON object in the form of kg parse --format gold, or a file of PLOVER records. PRED is claims of
    the same texts in the same form; without it the texts in GOLD are parsed.
    """
    from kg.evaluation.failures import failure_classes
    from kg.evaluation.misses import misses_page
    from kg.evaluation.run import evaluate as score
    from kg.evaluation.run import evaluate_records, read_both

    with progress() as step:
        both = read_both(gold, pred, read_text(text), lambda: known(facts), step)
    for note in both.notes:
        click.echo(f"kg: {note}", err=True)
    if both.records:
        if types or failures or misses:
            click.echo("kg: PLOVER records code one event each: --types, --failures and --misses need claims in GOLD", err=True)
        print_records(evaluate_records(both, resamples), form)
        return
    comparisons = both.comparisons(min_overlap)
    found = score(comparisons, resamples)
    why = both.failures(comparisons) if failures or misses else {}
    print_evaluation(found, failure_classes(why) if failures else None, form, types)
    if misses:
        write_bytes(misses_page(both.gold, comparisons, why, found.scores).encode(), misses)
        click.echo(f"wrote {misses}", err=True)


def read_text(path: Path | None) -> str | None:
    """Give the text of a file with its offsets as they are."""
    from kg.model.errors import NotFound, UnreadableInput

    if path is None:
        return None
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no such file") from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{path}: not a UTF-8 text (byte {error.start}); convert it, or name another file") from error


def known(facts: Path | None) -> Known:
    """Give the actors and places that facts name."""
    from kg.cli.making import gazetteer
    from kg.evaluation.predicting import Known

    return Known(*gazetteer(facts))


def print_evaluation(found: Evaluation, failures: Sequence[FailureClass] | None, form: str, types: bool) -> None:
    """Print the figures of each layer, and where asked those of each event type and the classes of failures."""
    if form == "json":
        more = {} if failures is None else {"failures": [group.to_json() for group in failures]}
        click.echo(json.dumps({**found.to_json(), **more}, indent=1, ensure_ascii=False))
        return
    click.echo(plural(found.scores.items, "text"))
    print_table(HEADINGS, list(rows(found.scores.layers, found.intervals)))
    if types:
        click.echo()
        print_table(("event type", *HEADINGS[1:]), list(rows(found.scores.types, found.intervals, "type:")))
    if failures is not None:
        click.echo()
        print_table(("layer", "failure", "times", "of which", "on"), [failure_row(group) for group in failures])


def failure_row(group: FailureClass) -> tuple[str, ...]:
    """Give a line for a class of failures, with its most frequent cases and words."""
    return group.layer, group.kind, str(group.count), most_common(group.cases), most_common(group.words)


def most_common(found: Counter[str]) -> str:
    """Give the most frequent with how often, and how many others there are.

    >>> most_common(Counter("aaabbcdd"))
    'a 3, b 2, d 2, 1 other'
    """
    shown = [f"{case} {number}" for case, number in found.most_common(CASES)]
    more = len(found) - len(shown)
    return ", ".join([*shown, *([f"{more} other"] if more else [])])


def rows(
    tallies: Mapping[str, Tally], intervals: Mapping[str, Mapping[str, Interval]], prefix: str = ""
) -> Iterator[tuple[str, ...]]:
    """Yield a line for each tally; the rate of false precision is a share of what was predicted."""
    from kg.evaluation.layers import FALSE_PRECISION

    for name, tally in tallies.items():
        swing = intervals.get(prefix + name, {})
        if name == FALSE_PRECISION:
            yield name, "", "", decimal(tally.share), span(swing.get("share")), str(tally.right), str(tally.predicted), ""
        else:
            p, r, f1 = (decimal(value) for value in tally.figures.values())
            yield name, p, r, f1, span(swing.get("f1")), str(tally.right), str(tally.predicted), str(tally.gold)


def print_records(found: PloverEvaluation, form: str) -> None:
    """Print the shares over PLOVER records."""
    if form == "json":
        click.echo(json.dumps(found.to_json(), indent=1))
        return
    scores = found.scores
    click.echo(f"{scores.records} PLOVER records; {scores.left_out} of categories without an event type of ours left out")
    shares = ("category_recall", "category_precision", "dyad")
    print_table(
        ("", "share", "95 %"), [(name, decimal(getattr(scores, name)), span(found.intervals.get(name))) for name in shares]
    )


def decimal(value: float | None) -> str:
    """Give a figure with three places.

    >>> decimal(0.5), decimal(None)
    ('0.500', 'n/a')
    """
    return "n/a" if value is None else f"{value:.3f}"


def span(interval: Interval | None) -> str:
    """Give an interval.

    >>> span((0.5, 0.75))
    '0.500–0.750'
    """
    return f"{interval[0]:.3f}–{interval[1]:.3f}" if interval else ""
