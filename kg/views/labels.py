"""Where labels go: measured text, boxes that never overlap, exact placement along a line, eight positions around a point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

FONT = "DejaVu Sans"
_FINE = 10  # text is measured ten times larger, so that hinting does not round it


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, y downwards from the top of the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Tell whether two boxes overlap or come nearer than `gap`."""
        across = self.left < other.right + gap and other.left < self.right + gap
        return across and self.top < other.bottom + gap and other.top < self.bottom + gap

    def inside(self, other: Box) -> bool:
        """Tell whether this box lies wholly in the other."""
        return self.left >= other.left and self.right <= other.right and self.top >= other.top and self.bottom <= other.bottom


@lru_cache(maxsize=1)
def _renderer() -> RendererAgg:
    return RendererAgg(1, 1, 72 * _FINE)  # type: ignore[no-untyped-call]  # matplotlib leaves it untyped


@lru_cache(maxsize=65536)
def text_width(text: str, size: float, bold: bool = False, italic: bool = False) -> float:
    """Give the width of one line of text in points.

    >>> text_width("MINUSMA", 10) < text_width("MINUSMA", 10, bold=True)
    True
    """
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal", style="italic" if italic else "normal")
    size_of = _renderer().get_text_width_height_descent
    return float(size_of(text, font, False)[0]) / _FINE  # type: ignore[no-untyped-call]  # matplotlib leaves it untyped


def wrapped(text: str, width: float, size: float, bold: bool = False, lines: int | None = None) -> list[str]:
    """Give the text in lines no wider than `width`, at most `lines` of them; what does not fit ends in an ellipsis.

    >>> wrapped("one two three", 40, 10)
    ['one two', 'three']
    """
    result: list[str] = []
    for word in text.split():
        longer = f"{result[-1]} {word}" if result else word
        if result and text_width(longer, size, bold) <= width:
            result[-1] = longer
        else:
            result.append(word)
    if lines is not None and len(result) > lines:
        result = [*result[: lines - 1], " ".join(result[lines - 1 :])]
    return [shortened(line, width, size, bold) for line in result]


def shortened(text: str, width: float, size: float, bold: bool = False) -> str:
    """Give the text cut to a width, with an ellipsis where something is cut.

    >>> shortened("Coordination of Azawad Movements", 60, 10)
    'Coordinat…'
    """
    if text_width(text, size, bold) <= width:
        return text
    end = len(text)
    while end > 1 and text_width(text[:end].rstrip() + "…", size, bold) > width:
        end -= 1
    return text[:end].rstrip() + "…"


def spread(targets: Sequence[float], sizes: Sequence[float], low: float | None = None) -> list[float]:
    """Give the centres nearest to the targets (least squares) of boxes of these sizes in this order, none overlapping.

    `low` is where the first may begin. Exact: moved by the room before each box, the centres must only not fall, which is
    isotonic regression; pooling adjacent violators solves it (Ayer and others 1955), and a bound is met by clamping.

    >>> spread([10, 10, 40], [6, 6, 6])
    [7.0, 13.0, 40.0]
    """
    room = list(_room_before(sizes))
    fitted = _isotonic([target - before for target, before in zip(targets, room, strict=True)])
    floor = None if low is None or not sizes else low + sizes[0] / 2
    return [(value if floor is None else max(value, floor)) + before for value, before in zip(fitted, room, strict=True)]


def _room_before(sizes: Sequence[float]) -> Iterator[float]:
    room = 0.0
    for i, size in enumerate(sizes):
        room += (sizes[i - 1] + size) / 2 if i else 0.0
        yield room


def _isotonic(values: Sequence[float]) -> list[float]:
    """Give the non-falling values nearest to `values`, by pooling adjacent violators."""
    pools: list[tuple[float, int]] = []
    for value in values:
        total, count = float(value), 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]


EIGHT = ((1, 0), (1, -1), (1, 1), (-1, 0), (-1, -1), (-1, 1), (0, -1), (0, 1))
"""Sides of a point where its label may stand, best first: right, left, above, below and between."""


def around(x: float, y: float, width: float, height: float, away: float) -> Iterator[Box]:
    """Give the eight boxes of a label around a point, best first, `away` from it."""
    for across, down in EIGHT:
        reach = away * (0.75 if across and down else 1.0)
        left = x + across * reach - (0, 0.5, 1)[1 - across] * width
        top = y + down * reach - (0, 0.5, 1)[1 - down] * height
        yield Box(left, top, left + width, top + height)


def best_free(boxes: Iterable[Box], taken: Sequence[Box], bounds: Box, avoid: Sequence[Box] = (), gap: float = 1.5) -> Box | None:
    """Give the first box in the bounds that meets none taken and fewest of those to avoid, or None where there is none."""
    free = [box for box in boxes if box.inside(bounds) and not any(box.meets(other, gap) for other in taken)]
    return min(free, key=lambda box: sum(box.meets(other) for other in avoid), default=None)
