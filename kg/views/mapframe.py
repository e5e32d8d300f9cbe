"""One map in its frame: ground, places as sure and as exact as they are known, names, and an inset where places crowd."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from matplotlib.patches import Rectangle

from kg.views.basemap import KM_PER_DEGREE, Area, Projection, areas, inner_borders
from kg.views.labels import Box, around, best_free, text_width
from kg.views.picture import Point, Sheet
from kg.views.spans import tint
from kg.views.spots import Spot, region_of
from kg.views.style import BLUE, DASHED, GREY, INK, MID, RED, counted

_INSET_KM = 150.0


class MapFrame:
    """The map itself: base, hatched regions, circles, dots, and their labels."""

    def __init__(self, sheet: Sheet, projection: Projection, spots: Sequence[Spot], near_km: float, over: float = 0.0) -> None:
        self.sheet = sheet
        self.projection = projection
        self.spots = spots
        self.located = [spot for spot in spots if spot.at and self._in_view(spot.at)]
        self.near_km = near_km
        self.near = projection.length(near_km)
        self.frame = projection.box
        self.over = over  # added to the depth of all that is drawn, for a map upon a map
        most = max([len(self._pinned(spot)) for spot in self.located], default=1)
        self.unit = min(4.2, 30 / math.sqrt(max(most, 1)))  # radius of one event
        self.taken: list[Box] = []
        self.lines: list[Box] = []  # the lines to the inset, which names of countries keep off

    def _in_view(self, at: Point) -> bool:
        west, south, east, north = self.projection.bounds
        return west <= at[0] <= east and south <= at[1] <= north

    def draw(self) -> int:
        """Draw the map, with an inset where places crowd; give how many names of places found no room."""
        for spot in self.located:
            self._obstacle(spot)
        self._ground()
        self._scale_bar(200 if self.over else 150)
        inset = None if self.over else self._inset()
        named = [self._hatched(spot, area) for spot in self.spots if not self.over and (area := region_of(spot))]
        with self._clipped():
            for spot in self.located:
                self._spot(spot)
        named += [self._label(spot) for spot in self.located]
        if not self.over:
            self._countries()
        self.sheet.rectangle(self.frame, None, MID, width=0.8, z=8 + self.over)
        return named.count(False) + (inset.draw() if inset else 0)

    @contextmanager
    def _clipped(self) -> Iterator[None]:
        """Cut what is drawn meanwhile at the frame."""
        frame = self.frame
        size = frame.right - frame.left, frame.bottom - frame.top
        self.sheet.clip = Rectangle((frame.left, frame.top), *size, transform=self.sheet.axes.transData)
        yield
        self.sheet.clip = None

    def _inset(self) -> MapFrame | None:
        """Give a larger map of where events crowd, in a free corner; None where nothing is near anything or no corner is free."""
        crowded = [spot for spot in self.located if spot.events.get("near") and spot.events.keys() - {"near"}]
        if not crowded or self.projection.length(_INSET_KM) > 200:
            return None
        lon, lat = crowded[0].at or (0.0, 0.0)
        half = _INSET_KM / 2 / KM_PER_DEGREE
        box = next((box for box in _corners(self.frame) if not any(box.meets(taken, 30) for taken in self.taken)), None)
        if box is None:
            return None
        bounds = lon - half / self.projection.shrink, lat - half, lon + half / self.projection.shrink, lat + half
        self.taken.append(box)
        inset = MapFrame(self.sheet, Projection.fitting(bounds, box), self.spots, self.near_km, over=9.0)
        self._window(inset)
        return inset

    def _window(self, inset: MapFrame) -> None:
        """Draw what the inset shows as a small frame on this map, joined to it."""
        west, south, east, north = inset.projection.bounds
        (left, top), (right, bottom) = self.projection.point(west, north), self.projection.point(east, south)
        self.sheet.rectangle(Box(left, top, right, bottom), None, GREY, width=0.8, z=4)
        nearer = inset.frame.bottom if inset.frame.top < top else inset.frame.top
        edge = top if inset.frame.top < top else bottom
        for a, b in ((left, inset.frame.left), (right, inset.frame.right)):
            self.sheet.line([(a, edge), (b, nearer)], MID, 0.6, z=4)
            steps = ((a + (b - a) * n / 40, edge + (nearer - edge) * n / 40) for n in range(41))
            self.lines += [Box(x - 4, y - 4, x + 4, y + 4) for x, y in steps]

    def _ground(self) -> None:
        """Draw sea, countries, regions and the grid."""
        over = self.over
        self.sheet.rectangle(self.frame, "#e6edf2", None, z=0.1 + over)
        with self._clipped():
            for area in areas("countries"):
                inside = any(area.holds(*spot.at) for spot in self.located if spot.at)
                fill, width = ("#fdfcf8", 1.0) if inside else ("#efede6", 0.8)
                for ring in area.rings:
                    points = [self.projection.point(*point) for point in ring]
                    self.sheet.polygon(points, fill, "#a9a69b", width=width, z=0.3 + over)
            for edge in inner_borders(areas("regions")):
                self.sheet.line([self.projection.point(*end) for end in edge], "#c3bfb2", 0.7, z=0.5 + over)
            self._grid()

    def _grid(self) -> None:
        west, south, east, north = self.projection.bounds
        frame = self.frame
        for lon in range(math.ceil(west / 5) * 5, int(east) + 1, 5):
            x = self.projection.point(lon, 0)[0]
            self.sheet.line([(x, frame.top), (x, frame.bottom)], "#00000012", 0.5, z=0.6 + self.over)
        for lat in range(math.ceil(south / 5) * 5, int(north) + 1, 5):
            y = self.projection.point(0, lat)[1]
            self.sheet.line([(frame.left, y), (frame.right, y)], "#00000012", 0.5, z=0.6 + self.over)

    def _scale_bar(self, longest: float) -> None:
        km = next(n for n in (1000, 500, 200, 100, 50, 25, 10, 5, 1) if self.projection.length(n) < longest / 2)
        x, y = self.frame.left + 16, self.frame.bottom - 16
        end = x + self.projection.length(km)
        self.sheet.line([(x, y - 4), (x, y), (end, y), (end, y - 4)], INK, 1.4, z=7 + self.over)
        self.taken.append(self.sheet.text((x + end) / 2, y - 8, f"{km} km", 8.5, ha="center", z=7 + self.over))

    def _radius(self, number: int) -> float:
        return self.unit * math.sqrt(number)

    def _obstacle(self, spot: Spot) -> None:
        x, y = self.projection.point(*(spot.at or (0, 0)))
        r = max(self._radius(len(self._pinned(spot))), self.near if spot.events.get("near") else 3.0)
        self.taken.append(Box(x - r, y - r, x + r, y + r))

    def _pinned(self, spot: Spot) -> set[str]:
        """Give the events in, from or to a place; those near it are not at it."""
        return {event.iri for relation, events in spot.events.items() if relation != "near" for event in events}

    def _spot(self, spot: Spot) -> None:
        x, y = self.projection.point(*(spot.at or (0, 0)))
        pinned = self._pinned(spot)
        gid = self.sheet.mark(spot.iri, f"{spot.label}: {spot.counts}") + ("#inset" if self.over else "")
        over = self.over
        if spot.events.get("near"):
            own = gid if not pinned else f"{gid}{'-' if over else '#'}near"
            self.sheet.circle(x, y, self.near, "#0072b214", BLUE, width=1.3, dashes=DASHED, z=3 + over, gid=own)
        if pinned:
            firm = len(pinned & spot.firm)
            self.sheet.circle(x, y, self._radius(len(pinned)), "#ffffffa0", RED, width=1.3, z=3.5 + over, gid=gid)
            if firm:
                self.sheet.circle(x, y, self._radius(firm), tint(RED, 0.75), None, z=3.6 + over)
            self.sheet.circle(x, y, 1.3, INK, None, z=3.8 + over)

    def _label(self, spot: Spot) -> bool:
        x, y = self.projection.point(*(spot.at or (0, 0)))
        counts = counted(len(spot.all), "event")
        detail = f"{counts}: {spot.counts}" if len(spot.events) > 1 or "in" not in spot.events else counts
        detail = "" if self.over else detail
        width, height = max(text_width(spot.label, 9.5, True), text_width(detail, 8)), 23.0 if detail else 12.0
        away = max(self._radius(len(self._pinned(spot))), self.near if spot.events.get("near") else 3.0) + 3
        spots = [*around(x, y, width, height, away), *around(x, y, width, height, away + 14)]
        box = best_free(spots, self.taken, self.frame)
        if box is None:
            return False
        self.taken.append(box)
        left = (box.left + box.right) / 2 > x
        anchor, ha = (box.left, "left") if left else (box.right, "right")
        self.sheet.rectangle(Box(box.left - 1, box.top, box.right + 1, box.bottom), "#ffffffb0", None, z=5 + self.over)
        self.sheet.text(anchor, box.top + 6.5, spot.label, 9.5, bold=True, ha=ha, z=6 + self.over)
        if detail:
            self.sheet.text(anchor, box.top + 17.5, detail, 8, colour=GREY, ha=ha, z=6)
        return True

    def _hatched(self, spot: Spot, area: Area) -> bool:
        gid = self.sheet.mark(spot.iri, f"{spot.label}: {spot.counts}")
        ring = max(area.rings, key=len)
        with self._clipped():
            points = [self.projection.point(*point) for point in ring]
            self.sheet.polygon(points, "#c24e0010", RED, z=1.0, hatch="////", gid=gid)
        x, y = self.projection.point(*_middle(ring))
        words = f"{counted(len(spot.all), 'event')} somewhere in"
        width = max(text_width(spot.label, 9, True), text_width(words, 8))
        centres = (
            Box(x - width / 2 + dx, y - 12 + dy, x + width / 2 + dx, y + 12 + dy)
            for dy in (0, -26, 26, -52, 52)
            for dx in (0, -40, 40)
        )
        box = best_free(centres, self.taken, self.frame)
        if box is None:
            return False
        self.taken.append(box)
        middle = (box.left + box.right) / 2
        self.sheet.rectangle(box, "#ffffffd8", None, z=5)
        self.sheet.text(middle, box.top + 6.5, words, 8, colour=GREY, ha="center", z=6)
        self.sheet.text(middle, box.top + 17.5, spot.label, 9, bold=True, ha="center", z=6)
        return True

    def _countries(self) -> None:
        """Name the countries in view where a name has room."""
        for area in areas("countries"):
            size = 8.5
            words = area.name.upper()
            width = text_width(words, size)
            inside = [
                self.projection.point(x, y)
                for x, y in _grid(self.projection.bounds)
                if area.holds(x, y) and self._room_for(x, y, width, area)
            ]
            if not inside:
                continue
            mx, my = sum(p[0] for p in inside) / len(inside), sum(p[1] for p in inside) / len(inside)
            inside.sort(key=lambda p: (round(math.dist(p, (mx, my))), p))
            boxes = (Box(x - width / 2, y - 6, x + width / 2, y + 6) for x, y in inside)
            if box := best_free(boxes, [*self.taken, *self.lines], self.frame, gap=6):
                self.taken.append(box)
                self.sheet.text(
                    (box.left + box.right) / 2, (box.top + box.bottom) / 2, words, size, colour="#77746a", ha="center", z=2
                )

    def _room_for(self, lon: float, lat: float, width: float, area: Area) -> bool:
        half = (width / 2 + 4) / self.projection.per_degree / self.projection.shrink
        return all(area.holds(lon + share * half, lat) for share in (-1, -0.5, 0.5, 1))


def _corners(frame: Box) -> Iterator[Box]:
    """Give the boxes of an inset in the corners of a frame, those above first."""
    wide, high, gap = 210.0, 168.0, 12.0
    for top in (frame.top + gap, frame.bottom - gap - high):
        for left in (frame.left + gap, frame.right - gap - wide):
            yield Box(left, top, left + wide, top + high)


def _grid(bounds: tuple[float, float, float, float]) -> Iterator[Point]:
    west, south, east, north = bounds
    for n in range(1, 40):
        for m in range(1, 40):
            yield west + (east - west) * n / 40, south + (north - south) * m / 40


def _middle(ring: Sequence[Point]) -> Point:
    """Give the centroid of a ring."""
    area = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        part = ax * by - bx * ay
        area, x, y = area + part, x + (ax + bx) * part, y + (ay + by) * part
    return (x / (3 * area), y / (3 * area)) if area else ring[0]
