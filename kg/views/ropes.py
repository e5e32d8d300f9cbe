"""Lines of a network: events between two actors side by side as a rope, ropes of one pair bent apart."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kg.views.labels import Box, best_free, text_width
from kg.views.picture import Point, Sheet
from kg.views.style import DASHED, PAPER, Family, local

NODE = 9.0
_BEND = 56.0
_APART = 2.6


@dataclass(frozen=True, slots=True)
class Strand:
    """One event from one actor to another, or (not `directed`) between them; its end is the event where several parties meet."""

    event: str
    words: str
    family: Family
    start: str
    end: str
    directed: bool
    settled: bool
    denied: bool
    when: tuple[date | None, date | None] | None = None  # bounds, where they are told

    @property
    def rope(self) -> tuple[str, str, bool, bool, bool, str]:
        """Give what strands share that are drawn side by side under one label."""
        return self.start, self.end, self.directed, not self.settled, self.denied, self.words

    @property
    def ends(self) -> tuple[str, str]:
        """Give both ends in a fixed order."""
        return min(self.start, self.end), max(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Rope:
    """Strands alike between two points, along one bent line, under one label."""

    strands: tuple[Strand, ...]
    start: Point
    end: Point
    bend: float

    def point(self, share: float) -> Point:
        """Give the point at a share of the way along the (quadratic) curve."""
        (ax, ay), (bx, by) = self.start, self.end
        length = math.hypot(bx - ax, by - ay) or 1.0
        cx = (ax + bx) / 2 - (by - ay) / length * self.bend
        cy = (ay + by) / 2 + (bx - ax) / length * self.bend
        a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share * share
        return a * ax + b * cx + c * bx, a * ay + b * cy + c * by

    def points(self, number: int) -> list[Point]:
        """Give points along the line, from the rim of one node to that of the other."""
        line = [self.point(n / number) for n in range(number + 1)]
        return [p for p in line if min(math.dist(p, self.start), math.dist(p, self.end)) > NODE + 3]

    def draw(self, sheet: Sheet, ids: Mapping[Strand, str]) -> None:
        """Draw the strands, solid only where settled, and one head for all."""
        points, first = self.points(40), self.strands[0]
        for n, strand in enumerate(self.strands):
            line = _shifted(points, (n - (len(self.strands) - 1) / 2) * _APART)
            dashes = "solid" if strand.settled else DASHED
            sheet.line(line, strand.family.colour, 1.7, dashes=dashes, z=3, gid=ids[strand])
        if first.directed:
            _draw_head(sheet, points, first)

    def name(self, sheet: Sheet, taken: list[Box], bounds: Box, avoid: Sequence[Box]) -> bool:
        """Write the label on the line where there is room; tell whether there was."""
        first = self.strands[0]
        many = f" ×{len(self.strands)}" if len(self.strands) > 1 else ""
        times = [strand.when for strand in self.strands if strand.when]
        when = f", {year_words(times)}" if times else ""
        words = f"{'no ' if first.denied else ''}{first.words}{many}{when}"
        half = text_width(words, 8, italic=not first.settled) / 2 + 2
        spots = (self.point(share) for share in (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74))
        box = best_free((Box(x - half, y - 6, x + half, y + 6) for x, y in spots), taken, bounds, avoid)
        if box is None:
            return False
        taken.append(box)
        sheet.rectangle(box, "#ffffffe6", None, z=4)
        middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        sheet.text(*middle, words, 8, colour=first.family.colour, italic=not first.settled, ha="center", z=7)
        return True


def year_words(times: Sequence[tuple[date | None, date | None]]) -> str:
    """Give the years that some times lie between; a side that one of them leaves open is not filled in.

    >>> year_words([(date(2021, 5, 1), date(2021, 5, 1)), (date(2023, 1, 1), date(2023, 1, 2))])
    '2021–2023'
    >>> year_words([(None, date(2023, 8, 14))]), year_words([(None, None)])
    ('by 2023', 'not dated')
    """
    first = min((a.year for a, _ in times if a), default=None) if all(a for a, _ in times) else None
    last = max((b.year for _, b in times if b), default=None) if all(b for _, b in times) else None
    if first and last:
        return str(first) if first == last else f"{first}–{last}"
    return f"by {last}" if last else f"from {first}" if first else "not dated"


def ropes_of(strands: Sequence[Strand], at: Mapping[str, Point]) -> Iterator[Rope]:
    """Give the ropes of strands between nodes at their places, those of one pair bent apart."""
    between: dict[tuple[str, str], dict[tuple[object, ...], list[Strand]]] = defaultdict(lambda: defaultdict(list))
    for strand in strands:
        between[strand.ends][strand.rope].append(strand)
    for pair, ropes in sorted(between.items()):
        for n, (_, rope) in enumerate(sorted(ropes.items(), key=lambda item: item[0])):
            bend = (n - (len(ropes) - 1) / 2) * _BEND
            yield Rope(tuple(rope), at[rope[0].start], at[rope[0].end], bend if rope[0].start == pair[0] else -bend)


def ids_of(strands: Sequence[Strand]) -> dict[Strand, str]:
    """Give each strand's id: the event's IRI once, with a fragment for further lines and for those to its own mark."""
    ids: dict[Strand, str] = {}
    drawn = set()
    for strand in strands:
        whole = strand.event not in drawn and strand.end != strand.event
        ids[strand] = strand.event if whole else f"{strand.event}#{local(strand.start)}-{local(strand.end)}"
        drawn.add(strand.event)
    return ids


def _shifted(points: Sequence[Point], shift: float) -> list[Point]:
    """Give a line moved sideways."""
    (ax, ay), (bx, by) = points[0], points[-1]
    length = math.hypot(bx - ax, by - ay) or 1.0
    dx, dy = -(by - ay) / length * shift, (bx - ax) / length * shift
    return [(x + dx, y + dy) for x, y in points]


def _draw_head(sheet: Sheet, points: Sequence[Point], strand: Strand) -> None:
    """Draw the head of an arrow at a line's end, filled only where the line is settled."""
    (ax, ay), (bx, by) = points[-3], points[-1]
    length = math.hypot(bx - ax, by - ay) or 1.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    tip = bx + ux * 3, by + uy * 3
    back = tip[0] - ux * 10, tip[1] - uy * 10
    head = [tip, (back[0] - uy * 4.2, back[1] + ux * 4.2), (back[0] + uy * 4.2, back[1] - ux * 4.2)]
    colour = strand.family.colour
    sheet.polygon(head, colour if strand.settled else PAPER, colour, width=1.2, z=3.5)
