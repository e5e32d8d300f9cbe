"""Draw docs/pictures/calibration.svg: how often readings of a given confidence are right, on texts that they were not fitted to.

python tools/make_calibration.py [OUT]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import yaml
from fit_confidence import (
    FILE,
    ROOT,
    SETS,
    Array,
    bins_of,
    cross_validated,
    figures,
    ranking,
    read_rows,
    table_of,
)
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kg.views.style import BLUE, FAINT, GREY, INK, RC, RED

OUT = ROOT / "docs" / "pictures" / "calibration.svg"
Z = 1.96


def interval(right: float, number: int) -> tuple[float, float]:
    """Give Wilson's 95 % interval of a share."""
    middle = (right + Z * Z / (2 * number)) / (1 + Z * Z / number)
    half = Z / (1 + Z * Z / number) * float(np.sqrt(right * (1 - right) / number + Z * Z / (4 * number * number)))
    return max(0.0, middle - half), min(1.0, middle + half)


def draw_shares(axes: Axes, confidence: Array, right: Array, colour: str, marker: str) -> None:
    """Draw for each group of claims its mean confidence and its share of right ones, with interval and number."""
    for rows in bins_of(confidence):
        x, y, number = float(confidence[rows].mean()), float(right[rows].mean()), len(rows)
        low, high = interval(y, number)
        axes.plot([x, x], [low, high], color=colour, linewidth=1.2, solid_capstyle="butt")
        axes.plot([x], [y], marker=marker, color=colour, markersize=6, linestyle="none")
        axes.annotate(str(number), (x, y), xytext=(6, -3), textcoords="offset points", fontsize=8, color=INK)


def draw_frame(axes: Axes, title: str) -> None:
    """Draw the diagonal on which confidence keeps its word."""
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence (mean of the group)", aspect="equal")
    axes.set_title(title, fontsize=10, loc="left", color=INK)
    axes.grid(color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def main() -> None:
    signs = yaml.safe_load(FILE.read_text(encoding="utf-8"))["signs"]
    rows = list(read_rows([path for path in SETS if path.is_file()]))
    table = table_of(rows, signs)
    confidence = np.round(cross_validated(table), 4)
    told = figures(confidence, table.right)
    with rc_context(RC):
        figure = Figure(figsize=(8.6, 5.3), layout="constrained")
        first, second = figure.subplots(1, 2)
        draw_frame(first, "Type and passage right")
        first.set_ylabel("share that is right")
        draw_shares(first, confidence, table.right, BLUE, "o")
        draw_frame(second, "Every field right too")
        draw_shares(second, confidence, table.whole, RED, "s")
        words = (
            f"Brier {told['brier']:.3f} ({told['brier-of-one-number-for-all']:.3f} if all had one number), "
            f"ECE {told['ece']:.3f}, AUC {told['auc']:.2f}"
        )
        whole = f"share {table.whole.mean():.2f}, AUC {ranking(confidence, table.whole):.2f}; confidence does not claim this"
        first.text(0.02, 0.02, words.replace(", ECE", ",\nECE"), transform=first.transAxes, fontsize=8, color=INK)
        second.text(0.02, 0.02, whole.replace("; ", ";\n"), transform=second.transAxes, fontsize=8, color=INK)
        about = f"{len(rows)} claims read in {len({row.text for row in rows})} texts, in fifths by confidence; cross-validated by text."
        figure.suptitle(f"How far confidence keeps its word: {about}", fontsize=9, x=0.02, ha="left", color=INK)
        out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
        out.parent.mkdir(exist_ok=True)
        figure.savefig(out, metadata={"Date": None, "Creator": None} if out.suffix == ".svg" else None, dpi=110)


if __name__ == "__main__":
    main()
