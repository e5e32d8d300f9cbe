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
        axes.annotate(str(number), (x, low), (0, -4), textcoords="offset points", fontsize=8, color=INK, ha="center", va="top")


def draw_panel(axes: Axes, title: str, least: float, confidence: Array, right: Array, look: tuple[str, str]) -> None:
    """Draw one reliability diagram, with the diagonal on which confidence keeps its word, and its figures."""
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
    draw_shares(axes, confidence, right, *look)
    told = figures(confidence, right)
    words = (
        f"Brier {told['brier']:.3f} ({told['brier-of-one-number-for-all']:.3f} if all had one number), "
        f"ECE {told['ece']:.3f}, AUC {told['auc']:.2f}"
    )
    axes.set(xlim=(least, 1), ylim=(least, 1), aspect="equal")
    axes.set_xlabel(f"confidence (mean of the group)\n{words}", fontsize=9, color=INK)
    axes.set_ylabel("share that is right", fontsize=9, color=INK)
    axes.set_title(title, fontsize=10, loc="left", color=INK)
    axes.grid(color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def main() -> None:
    signs = yaml.safe_load(FILE.read_text(encoding="utf-8"))["signs"]
    rows = list(read_rows([path for path in SETS if path.is_file()]))
    table = table_of(rows, signs)
    confidence = np.round(cross_validated(table), 4)
    texts = len({row.text for row in rows})
    with rc_context(RC):
        figure = Figure(figsize=(9, 5), layout="constrained")
        first, second = figure.subplots(1, 2)
        draw_panel(first, "Event type and passage right", 0.5, confidence[0], table.steps[0], (BLUE, "o"))
        draw_panel(second, "Every field right too", 0.0, confidence[1], table.steps[1], (RED, "s"))
        about = (
            f"{len(rows)} claims read in {texts} texts, in fifths by confidence; each text judged by weights fitted to the others"
        )
        figure.suptitle(about, fontsize=9, color=GREY)
        out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
        out.parent.mkdir(exist_ok=True)
        figure.savefig(out, metadata={"Date": None, "Creator": None} if out.suffix == ".svg" else None, dpi=110)


if __name__ == "__main__":
    main()
