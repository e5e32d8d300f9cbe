"""Write docs/extraction.md with its tables measured anew: `python tools/make_extraction_page.py > FILE`.

The gold texts that are not ours lie in ../shared, beside the checkout; the page holds figures about them, none of their words.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.cli.making import gazetteer
from kg.evaluation.bootstrap import RESAMPLES, Interval
from kg.evaluation.failures import FailureClass, failure_classes
from kg.evaluation.layers import FALSE_PRECISION, Tally
from kg.evaluation.predicting import Known
from kg.evaluation.run import Evaluation, PloverEvaluation, evaluate, evaluate_records, read_both

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "extraction.md"
SHARED = ROOT.parent / "shared"
BLOCK = re.compile(r"(<!-- measured: .*? -->\n).*?(<!-- end of what is measured -->)", re.DOTALL)
CASES = 3


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A set of texts with gold claims: its heading, its file, and the file of its text where it holds none."""

    name: str
    gold: Path
    text: Path | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A set with its figures and failures."""

    name: str
    found: Evaluation
    failures: Sequence[FailureClass]


SETS = (
    GoldSet("dev", SHARED / "gold" / "dev.jsonl"),
    GoldSet("seed", SHARED / "gold" / "seed.json", SHARED / "seed" / "article.txt"),
    GoldSet("own, English", ROOT / "tests" / "articles" / "en" / "gold.jsonl"),
    GoldSet("own, French", ROOT / "tests" / "articles" / "fr" / "gold.jsonl"),
)
PLOVER = SHARED / "data" / "plover" / "plover_gsr_dev.json"
LAYERS = {
    "events": ("events with their type, F1", "f1", "0.75"),
    "events:p": ("… precision", "p", "0.90 on the seed"),
    "events:r": ("… recall", "r", "0.95 on the seed"),
    "events_any_type": ("events of any type, F1", "f1", "0.85"),
    "roles": ("roles, F1", "f1", "0.80"),
    "where": ("places, F1", "f1", "0.85"),
    "where_relation": ("places with their relation, F1", "f1", ""),
    "counts": ("counts, F1", "f1", "0.90"),
    "when": ("time, both bounds right", "f1", "0.85"),
    "when_stated": ("… where the text states one", "f1", ""),
    FALSE_PRECISION: ("… too precise, share", "share", "at most 0.02"),
    "claimant": ("claimant, accuracy", "f1", "0.90"),
    "claimant_named": ("… where one is named, F1", "f1", ""),
    "stance": ("stance, accuracy", "f1", ""),
    "negated": ("negation, accuracy", "f1", ""),
}
GOALS = {"category_recall": "0.85", "category_precision": "", "dyad": "0.60"}


def make_page(page: str, sets: Sequence[Measured], plover: PloverEvaluation) -> str:
    """Give the page with what is between its marks replaced."""
    parts = [*layers(sets), *records(plover), *types(sets), *failures(sets)]
    made, number = BLOCK.subn(lambda block: block[1] + "\n" + "\n".join(parts) + "\n" + block[2], page)
    if number != 1:
        sys.exit(f"{PAGE}: the marks around what is measured are missing")
    return made


def measure(one: GoldSet, known: Known) -> Measured:
    """Parse and score the texts of a set."""
    text = one.text.read_bytes().decode("utf-8") if one.text else None
    both = read_both(one.gold, text=text, known=lambda: known)
    comparisons = both.comparisons()
    return Measured(one.name, evaluate(comparisons, RESAMPLES), failure_classes(both.failures(comparisons)))


def layers(sets: Sequence[Measured]) -> Iterator[str]:
    """Yield the table of figures, a column for each set."""
    yield "### Layer by layer\n"
    yield from head("", *(one.name for one in sets), "goal")
    scores = [one.found.scores for one in sets]
    yield row("texts / gold claims", *(f"{one.items} / {one.layers['events'].gold}" for one in scores), "")
    for key, (label, figure, goal) in LAYERS.items():
        yield row(label, *(cell(one.found, key.partition(":")[0], figure) for one in sets), goal)
    yield ""


def records(plover: PloverEvaluation) -> Iterator[str]:
    """Yield the table of the PLOVER records."""
    scores = plover.scores
    yield "### PLOVER records\n"
    yield f"{scores.records} sentences; {scores.left_out} more are of categories that no event type of ours stands for.\n"
    yield from head("", "share", "goal")
    for name, goal in GOALS.items():
        yield row(name.replace("_", " "), with_interval(getattr(scores, name), plover.intervals.get(name)), goal)
    yield ""


def types(sets: Sequence[Measured]) -> Iterator[str]:
    """Yield the table of event types: recall and precision as counts, since few types are frequent enough for more."""
    yield "### Type by type\n\nRight of gold; right of predicted.\n"
    yield from head("", *(one.name for one in sets))
    for name in sorted({name for one in sets for name in one.found.scores.types}):
        tallies = (one.found.scores.types.get(name, Tally()) for one in sets)
        yield row(name, *(f"{t.right}/{t.gold}; {t.right}/{t.predicted}" if t.gold or t.predicted else "" for t in tallies))
    yield ""


def failures(sets: Sequence[Measured]) -> Iterator[str]:
    """Yield the table of the classes of failures that remain."""
    yield "### What goes wrong\n"
    yield from head("layer", "failure", *(one.name for one in sets), "most often")
    classes: dict[tuple[str, str], list[FailureClass | None]] = {}
    for number, one in enumerate(sets):
        for group in one.failures:
            classes.setdefault((group.layer, group.kind), [None] * len(sets))[number] = group
    order = list(dict.fromkeys(layer for layer, _ in classes))
    for (layer, kind), groups in sorted(classes.items(), key=lambda entry: (order.index(entry[0][0]), -total_of(entry[1]))):
        yield row(layer, kind, *(str(group.count) if group else "" for group in groups), most_often(groups))
    yield ""


def total_of(groups: Sequence[FailureClass | None]) -> int:
    """Give how many failures some classes have together."""
    return sum(group.count for group in groups if group)


def most_often(groups: Sequence[FailureClass | None]) -> str:
    """Give the most frequent cases of classes that are one, over all sets."""
    cases: dict[str, int] = {}
    for group in groups:
        for case, number in group.cases.items() if group else ():
            cases[case] = cases.get(case, 0) + number
    ordered = sorted(cases.items(), key=lambda entry: (-entry[1], entry[0]))
    return ", ".join(f"{case} {number}" for case, number in ordered[:CASES])


def cell(found: Evaluation, layer: str, figure: str) -> str:
    """Give a figure of a layer with its interval."""
    tally = found.scores.layers[layer]
    value = tally.share if figure == "share" else tally.figures[figure]
    return with_interval(value, found.intervals.get(layer, {}).get(figure))


def with_interval(value: float | None, interval: Interval | None) -> str:
    """Give a figure with its interval.

    >>> with_interval(0.5, (0.25, 0.75)), with_interval(None, None)
    ('0.50 (0.25 to 0.75)', '–')
    """
    if value is None:
        return "–"
    return f"{value:.2f}" + (f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else "")


def head(*cells: str) -> Iterator[str]:
    """Yield the head of a Markdown table."""
    yield row(*cells)
    yield "|" + "---|" * len(cells)


def row(*cells: str) -> str:
    """Give a line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit(f"{SHARED} is not there: the gold texts must lie beside this checkout")
    known = Known(*gazetteer(None))
    sets = [measure(one, known) for one in SETS if one.gold.exists()]
    plover = evaluate_records(read_both(PLOVER, known=lambda: known), RESAMPLES)
    sys.stdout.write(make_page(PAGE.read_text(encoding="utf-8"), sets, plover))
