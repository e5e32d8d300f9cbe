"""A time with its doubt, drawn along a scale: a mark for a day, a bar between bounds, fading where a bound is not stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from kg.views.labels import Box
from kg.views.picture import Sheet
from kg.views.style import MONTHS, Family, Sure

HEIGHT = 9.0
FADE = 44.0
_SLICES = 11


@dataclass(frozen=True, slots=True)
class Scale:
    """A time axis: the days at its two ends (the last one counts whole) and their places in points."""

    first: date
    last: date
    left: float
    right: float

    @property
    def day(self) -> float:
        """Give the width of a day in points."""
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def start(self, day: date) -> float:
        """Give where a day begins."""
        return self.left + (day - self.first).days * self.day

    def end(self, day: date) -> float:
        """Give where a day ends."""
        return self.start(day) + self.day

    def holds(self, day: date | None) -> bool:
        """Tell whether a day is on the scale; no day is."""
        return day is None or self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Tick:
    """A year, month or day that begins on a scale: where, how wide it is, and its name, empty where there is no room."""

    x: float
    width: float
    name: str


def ticks(scale: Scale) -> list[Tick]:
    """Give the years, months or days of a scale; names as dense as they can be read."""
    if scale.day * 30 < 9:
        years = range(scale.first.year, scale.last.year + 1)
        return _named(scale, [(date(year, 1, 1), str(year)) for year in years], 27)
    if scale.day < 9:
        months = range(scale.first.year * 12 + scale.first.month - 1, scale.last.year * 12 + scale.last.month)
        days = [date(n // 12, n % 12 + 1, 1) for n in months]
        return _named(scale, [(day, f"{MONTHS[day.month - 1]} {day.year}") for day in days], 48)
    days = [scale.first + timedelta(n) for n in range((scale.last - scale.first).days + 1)]
    return _named(scale, [(day, str(day.day)) for day in days], 13)


def _named(scale: Scale, days: list[tuple[date, str]], room: float) -> list[Tick]:
    """Give a tick for each day; every step-th keeps its name, so that names have room."""
    edges = [max(scale.left, scale.start(day)) for day, _ in days]
    widths = [b - a for a, b in zip(edges, [*edges[1:], scale.right], strict=True)]
    step = next((n for n in (1, 2, 5, 10, 20, 50, 100) if n * max(widths) >= room), 1000)
    names = [
        name if n % step == 0 and (step > 1 or width >= room) else ""
        for n, ((_, name), width) in enumerate(zip(days, widths, strict=True))
    ]
    return [Tick(*tick) for tick in zip(edges, widths, names, strict=True)]


def draw_span(
    sheet: Sheet, scale: Scale, y: float, earliest: date | None, latest: date | None, family: Family, sure: Sure, gid: str | None
) -> None:
    """Draw one time; one without any bound is not for this function."""
    if earliest and latest and earliest == latest:
        x = (scale.start(earliest) + scale.end(earliest)) / 2
        draw_point(sheet, x, y, family, sure, gid)
    elif earliest and latest:
        left, right = scale.start(earliest), scale.end(latest)
        grow = max(0.0, 3.0 - (right - left)) / 2
        draw_bar(sheet, left - grow, right + grow, y, family, sure, gid)
    elif latest:
        draw_open(sheet, scale.end(latest), -1, y, family, sure, gid)
    elif earliest:
        draw_open(sheet, scale.start(earliest), 1, y, family, sure, gid)


def draw_point(sheet: Sheet, x: float, y: float, family: Family, sure: Sure, gid: str | None = None, size: float = 8.5) -> None:
    """Draw the mark of one exact day: the family's shape, filled as surely as the event is."""
    fill = tint(family.colour, sure.fill)
    hatch = sure.hatch * 2 if sure.dashes == "solid" else ""
    sheet.marker(x, y, family.marker, size, fill, family.colour, width=1.4, dashes=sure.dashes, hatch=hatch, z=4, gid=gid)
    if sure.crossed:
        draw_cross(sheet, x, y, size * 0.75, family.colour)


def draw_bar(sheet: Sheet, left: float, right: float, y: float, family: Family, sure: Sure, gid: str | None = None) -> None:
    """Draw a bar between two bounds, square at both ends."""
    box = Box(left, y - HEIGHT / 2, right, y + HEIGHT / 2)
    fill = tint(family.colour, sure.fill)
    sheet.rectangle(box, fill, family.colour, width=1.3, dashes=sure.dashes, hatch=sure.hatch, z=3.5, gid=gid)
    if sure.crossed:
        draw_cross(sheet, (left + right) / 2, y, HEIGHT * 0.9, family.colour)


def draw_open(
    sheet: Sheet, x: float, way: int, y: float, family: Family, sure: Sure, gid: str | None = None, length: float = FADE
) -> None:
    """Draw a bar from its one bound at x towards the open side (way -1 or 1), fading, with an arrow at its end."""
    faces: list[tuple[float, float, float, float]] = []
    shapes: list[list[tuple[float, float]]] = []

    def add(a: float, b: float, top: float, bottom: float, alpha: float) -> None:
        shapes.append([(a, top), (b, top), (b, bottom), (a, bottom)])
        faces.append(to_rgba(family.colour, alpha))

    step, half, thin = way * length / _SLICES, HEIGHT / 2, 1.3
    dashed = sure.dashes != "solid"
    add(x - thin / 2, x + thin / 2, y - half - thin / 2, y + half + thin / 2, 1.0)
    for n in range(_SLICES):
        strength = 1.0 - n / _SLICES
        a, b = x + n * step, x + (n + (0.6 if dashed else 1.0)) * step
        if sure.fill:
            add(a, b, y - half, y + half, strength * sure.fill)
        for edge in (y - half, y + half):
            add(a, b, edge - thin / 2, edge + thin / 2, strength)
    tip = x + way * (length + 4)
    shapes.append([(tip, y), (tip - way * 5, y - 3.2), (tip - way * 5, y + 3.2)])
    faces.append(to_rgba(family.colour))
    bar = PolyCollection(shapes, facecolors=faces, edgecolors="none", zorder=3.5)
    sheet.collection(bar, gid)
    if sure.crossed:
        draw_cross(sheet, x + way * length / 3, y, HEIGHT * 0.9, family.colour)


def draw_cross(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    """Draw a cross over what is said not to have happened."""
    reach = size / 2 + 1.5
    for way in (-1, 1):
        sheet.line([(x - reach, y - way * reach), (x + reach, y + way * reach)], colour, 1.8, z=4.5)


def tint(colour: str, strength: float) -> str:
    """Give a colour mixed with the paper: 1 is the colour, 0 is white."""
    mixed = (round(255 + (value * 255 - 255) * strength) for value in to_rgba(colour)[:3])
    return "#" + "".join(f"{value:02x}" for value in mixed)
