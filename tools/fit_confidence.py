"""Fit the weights of kg/sources/text/confidence.yaml to gold claims, and write them with where they come from.

    python tools/fit_confidence.py            fits and writes
    python tools/fit_confidence.py --dry-run  only says what it found

A claim is right where the scorer matches it with a gold claim of the same type, and whole where every field is right too. The
model is of proportional odds: one sum of weights for both steps, with a base for each, so that the many claims that are right
in part teach it too. Each weight is held to the side that its sign speaks for by common sense, and pulled to nothing (L2) as
cross-validation tells; the score is drawn to the middle once more by Platt's scaling. All folds are of whole texts. Since the
extractor was built beside these texts and will do worse on others, the base is lowered until the mean confidence is the low end
of the 95 % interval of the share that is right.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kg.cli.making import gazetteer  # noqa: E402
from kg.evaluation.coded import CodedClaim, coded_claim  # noqa: E402
from kg.evaluation.matching import agreement, compare  # noqa: E402
from kg.evaluation.predicting import articles_of  # noqa: E402
from kg.evaluation.reading import read_items  # noqa: E402
from kg.model.gold import to_json  # noqa: E402
from kg.sources.article import Reading, parse_all  # noqa: E402
from kg.sources.text.confidence import FILE  # noqa: E402

SETS = (ROOT.parent / "shared" / "gold" / "dev.jsonl", ROOT / "tests" / "articles" / "en" / "gold.jsonl")
FOLDS = 10
PULLS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
STEPS = 1500
DRAWS = 1000
LAYERS = 6  # of `agreement`
HEAD = """\
# What each sign adds to the log-odds that a claim was read rightly (kg/sources/text/confidence.py looks for the signs).
# `speaks` is held by the fit: no weight can go against it. Few texts stand behind these numbers: they rank readings, and a
# difference of a few hundredths means nothing. Written by the command below; `words` and `speaks` may be edited.
"""
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One claim read: its text, the signs that hold, whether a gold claim has its type and passage, and whether all is right."""

    text: str
    signs: frozenset[str]
    right: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as numbers: a column a sign, with the side it speaks for; `steps` are two lines, of being right and of being whole."""

    names: tuple[str, ...]
    sides: Array
    values: Array
    steps: Array
    texts: npt.NDArray[np.int64]
    folds: npt.NDArray[np.int64]

    def only(self, keep: npt.NDArray[np.bool_]) -> Table:
        """Give some of the rows."""
        return Table(self.names, self.sides, self.values[keep], self.steps[:, keep], self.texts[keep], self.folds[keep])


def read_rows(paths: Sequence[Path] = SETS) -> Iterator[Row]:
    """Yield what our extractor reads in the gold texts, compared with the gold claims."""
    actors, places = gazetteer(None)
    for path in paths:
        items = read_items(path)
        for item, reading in zip(items, parse_all(articles_of(items, path), actors, places), strict=True):
            yield from rows_of(reading, item.claims, f"{path.parent.name}/{item.id}")


def rows_of(reading: Reading, gold: Sequence[CodedClaim], text: str) -> Iterator[Row]:
    """Yield a row for each claim of a text."""
    entries = to_json(reading.claims, reading.article.id, reading.article.day)["claims"]
    predicted = [coded_claim(entry) for entry in entries]
    signs = {read.id: frozenset(s.name for s in read.signs) for sentence in reading.sentences for read in sentence.read}
    partner = {to: gold[at] for at, to in compare(gold, predicted).typed}
    for to, (entry, claim) in enumerate(zip(entries, predicted, strict=True)):
        other = partner.get(to)
        whole = other is not None and agreement(other, claim) >= LAYERS and other.negated == claim.negated
        yield Row(text, signs[entry["claim"]], other is not None, whole)


def table_of(rows: Sequence[Row], signs: dict[str, dict[str, object]]) -> Table:
    """Give the rows as numbers, whole texts dealt to the folds in an order that depends on nothing but their names."""
    names = tuple(name for name, sign in signs.items() if not sign.get("fixed"))
    sides = np.array([1.0 if signs[name]["speaks"] == "for" else -1.0 for name in names])
    texts = sorted({row.text for row in rows}, key=lambda text: hashlib.sha256(text.encode()).hexdigest())
    number = np.array([texts.index(row.text) for row in rows])
    values = np.array([[float(name in row.signs) for name in names] for row in rows])
    steps = np.array([[float(row.right) for row in rows], [float(row.whole) for row in rows]])
    return Table(names, sides, values, steps, number, number % FOLDS)


def chance(scores: Array) -> Array:
    """Give probabilities of log-odds."""
    odds: Array = 1 / (1 + np.exp(-scores))
    return odds


def fit(table: Table, pull: float) -> tuple[Array, Array]:
    """Give the bases of right and whole, and the weights, of least loss plus pull: gradient steps, projected to their sides."""
    rows = table.steps.shape[1]
    weights, bases = np.zeros(len(table.names)), np.zeros(2)
    step = 1 / (0.5 * (table.values.sum(axis=1).max() + 1) + pull / rows)
    for _ in range(STEPS):
        error = (chance(bases[:, None] + table.values @ weights) - table.steps) / rows
        weights = weights - step * (table.values.T @ error.sum(axis=0) + pull / rows * weights)
        weights = np.where(weights * table.sides > 0, weights, 0.0)
        bases = bases - step * error.sum(axis=1)
    return bases, weights


def crossed(table: Table, pull: float) -> Array:
    """Give both scores of each row by the fit to the texts of the other folds."""
    scores = np.zeros_like(table.steps)
    for fold in np.unique(table.folds):
        out = table.folds == fold
        bases, weights = fit(table.only(~out), pull)
        scores[:, out] = bases[:, None] + table.values[out] @ weights
    return scores


def slope_of(scores: Array, steps: Array) -> float:
    """Give Platt's slope of scores, from 0 to 1, one for both steps; his targets keep it from certainty."""
    yes, no = steps.sum(axis=1, keepdims=True), (1 - steps).sum(axis=1, keepdims=True)
    target = np.where(steps > 0, (yes + 1) / (yes + 2), 1 / (no + 2))
    slope, offsets = 1.0, np.zeros((2, 1))
    for _ in range(STEPS):
        error = chance(slope * scores + offsets) - target
        slope = float(np.clip(slope - 0.2 * (error * scores).mean(), 0.0, 1.0))
        offsets = offsets - 0.2 * error.mean(axis=1, keepdims=True)
    return slope


def loss(scores: Array, right: Array) -> Array:
    """Give the log-loss of each row."""
    p = np.clip(chance(scores), 1e-6, 1 - 1e-6)
    losses: Array = -(right * np.log(p) + (1 - right) * np.log(1 - p))
    return losses


def best_pull(table: Table) -> float:
    """Give the pull of least cross-validated loss over both steps."""
    losses = {pull: float(loss(crossed(table, pull), table.steps).mean()) for pull in PULLS}
    return min(losses, key=losses.__getitem__)


def low_ends(table: Table) -> Array:
    """Give the low ends of the 95 % intervals of both shares: texts drawn anew, a thousand times."""
    texts = [np.flatnonzero(table.texts == text) for text in np.unique(table.texts)]
    draws = np.random.default_rng(20230814)
    drawn = (np.concatenate([texts[n] for n in draws.integers(len(texts), size=len(texts))]) for _ in range(DRAWS))
    ends: Array = np.quantile([table.steps[:, rows].mean(axis=1) for rows in drawn], 0.025, axis=0)
    return ends


def lowered(scores: Array, mean: float) -> float:
    """Give what to add to all scores so that their mean probability is `mean`: found by halving."""
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(scores + middle).mean() < mean else (low, middle)
    return low


def fitted(table: Table) -> tuple[Array, Array, float]:
    """Give both bases, lowered, and the weights, drawn in; and the pull."""
    pull = best_pull(table)
    _, weights = fit(table, pull)
    weights = slope_of(crossed(table, pull), table.steps) * weights
    scores = table.values @ weights
    return np.array([lowered(scores, float(end)) for end in low_ends(table)]), weights, pull


def cross_validated(table: Table) -> Array:
    """Give the confidence in each row, right and whole, by all of the above done on the texts of the other folds alone."""
    confidence = np.zeros_like(table.steps)
    for fold in np.unique(table.folds):
        out = table.folds == fold
        bases, weights, _ = fitted(table.only(~out))
        confidence[:, out] = chance(bases[:, None] + table.values[out] @ weights)
    return confidence


def brier(confidence: Array, right: Array) -> float:
    """Give the mean square of what confidence is off by; 0 is best."""
    return float(((confidence - right) ** 2).mean())


def bins_of(confidence: Array, number: int = 5) -> list[npt.NDArray[np.int64]]:
    """Give the rows in groups of like size, the least confident first."""
    return list(np.array_split(np.argsort(confidence, kind="stable"), number))


def calibration_error(confidence: Array, right: Array) -> float:
    """Give the mean distance of confidence and share of right ones over the groups (ECE)."""
    parts = [len(rows) * abs(confidence[rows].mean() - right[rows].mean()) for rows in bins_of(confidence)]
    return float(sum(parts) / len(right))


def ranking(confidence: Array, right: Array) -> float:
    """Give how often a right reading has more confidence than a wrong one (AUC)."""
    above = confidence[right > 0][:, None] - confidence[right == 0][None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def figures(confidence: Array, right: Array) -> dict[str, float]:
    """Give the share that is right and the figures of cross-validated confidence, beside the Brier of one number for all."""
    found = {
        "share": float(right.mean()),
        "brier": brier(confidence, right),
        "brier-of-one-number-for-all": brier(np.full(len(right), right.mean()), right),
        "ece": calibration_error(confidence, right),
        "auc": ranking(confidence, right),
    }
    return {name: round(value, 3) for name, value in found.items()}


def main() -> None:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    paths = [path for path in SETS if path.is_file()]
    rows = list(read_rows(paths))
    table = table_of(rows, data["signs"])
    bases, weights, pull = fitted(table)
    for name, weight in zip(table.names, weights, strict=True):
        data["signs"][name]["weight"] = round(float(weight), 2)
    confidence = cross_validated(table)
    origin = {
        "day": date.today().isoformat(),
        "by": "python tools/fit_confidence.py",
        "texts": {str(path.relative_to(ROOT.parent)): len(read_items(path)) for path in paths},
        "claims": len(rows),
        "pull": pull,
        "right": figures(confidence[0], table.steps[0]),
        "right-in-every-field": figures(confidence[1], table.steps[1]),
    }
    data |= {"fitted": origin, "base": round(float(bases[0]), 2), "base-of-every-field": round(float(bases[1]), 2)}
    keys = ("fitted", "base", "base-of-every-field", "low", "high", "signs")
    text = HEAD + yaml.safe_dump({key: data[key] for key in keys}, sort_keys=False, allow_unicode=True, width=130)
    print(text)
    if "--dry-run" not in sys.argv:
        FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
