"""How far figures would swing with other texts of the same kind: percentile intervals from resampled texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.evaluation.layers import FALSE_PRECISION, Scores, Tally
from kg.evaluation.plover import RecordScore

Interval: TypeAlias = tuple[float, float]
Floats: TypeAlias = NDArray[np.float64]
RESAMPLES = 1000
SEED = 20230814
PERCENTILES = (2.5, 97.5)


def intervals(scores: Sequence[Scores], resamples: int = RESAMPLES, seed: int = SEED) -> dict[str, dict[str, Interval]]:
    """Give 95 % intervals of precision, recall and F1 (or of the share) for each layer, and for each type under `type:NAME`."""
    draws = _draws(len(scores), resamples, seed)
    layers = {name: [one.layers[name] for one in scores] for name in (scores[0].layers if scores else ())}
    types = {f"type:{name}": [one.types.get(name, Tally()) for one in scores] for name in _type_names(scores)}
    found = {}
    for name, tallies in (layers | types).items():
        figures = _resampled(tallies, draws)
        if name == FALSE_PRECISION:
            figures = {"share": figures["p"]}
        found[name] = {figure: bounds for figure, values in figures.items() if (bounds := _percentiles(values))}
    return found


def plover_intervals(scores: Sequence[RecordScore], resamples: int = RESAMPLES, seed: int = SEED) -> dict[str, Interval]:
    """Give 95 % intervals of the shares over PLOVER records."""
    draws = _draws(len(scores), resamples, seed)
    rows = np.array([(one.found, one.dyad, one.fitting, one.made, 1) for one in scores], dtype=np.float64).reshape(-1, 5)
    found, dyad, fitting, made, records = (draws @ rows).T
    figures = {
        "category_recall": _share(found, records),
        "category_precision": _share(fitting, made),
        "dyad": _share(dyad, records),
    }
    return {name: bounds for name, values in figures.items() if (bounds := _percentiles(values))}


def _type_names(scores: Sequence[Scores]) -> list[str]:
    return sorted({name for one in scores for name in one.types})


def _draws(texts: int, resamples: int, seed: int) -> Floats:
    """Give how often each resample holds each text: `resamples` rows of `texts` numbers that add up to `texts`."""
    if not texts:
        return np.zeros((resamples, 0))
    random = np.random.default_rng(seed)
    return random.multinomial(texts, np.full(texts, 1 / texts), size=resamples).astype(np.float64)


def _resampled(tallies: Sequence[Tally], draws: Floats) -> Mapping[str, Floats]:
    rows = np.array([(t.right, t.predicted, t.gold) for t in tallies], dtype=np.float64).reshape(-1, 3)
    right, predicted, gold = (draws @ rows).T
    nothing = predicted + gold == 0
    figures = {"p": _share(right, predicted, 0.0), "r": _share(right, gold, 0.0), "f1": _share(2 * right, predicted + gold)}
    return {name: values[~nothing] for name, values in figures.items()}


def _share(part: Floats, whole: Floats, empty: float = np.nan) -> Floats:
    return np.divide(part, whole, out=np.full_like(part, empty), where=whole > 0)


def _percentiles(values: Floats) -> Interval | None:
    """Give the interval; None where no resample had anything to score."""
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = np.percentile(known, PERCENTILES)
    return round(float(low), 4), round(float(high), 4)
