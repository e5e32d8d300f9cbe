"""Map: where events are said to be, no more exactly than that: a dot, a dashed circle, a hatched region, or a note beside."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from matplotlib.patches import Rectangle

from kg.views.basemap import ATTRIBUTION, Area, Projection, areas, inner_borders
from kg.views.labels import Box, around, best_free, shortened, text_width, wrapped
from kg.views.picture import BOUNDARIES, MARGIN, Entry, Picture, Point, Rows, Sheet, sources_note, styled
from kg.views.rows import marks_of
from kg.views.spans import draw_point, tint
from kg.views.spots import Spot, region_of, spots_of
from kg.views.style import BLUE, DASHED, GREY, INK, MID, PAPER, RED, counted, family_of, spaced, sure_of, time_words

WIDTH = 1040.0
_MAP = 640.0
_ROOM = 0.9  # degrees around what is shown
NEAR_KM = 25.0


@styled
def draw(
    rows: Rows, *, title: str = "Where", subtitle: str | None = None, near_km: float = NEAR_KM, height: float = 620.0
) -> Picture:
    """Draw the rows of `view-map.rq`; `near_km` is the radius drawn for "near" (the claims give none)."""
    spots = spots_of(rows)
    sheet = Sheet(WIDTH)
    y = sheet.header(title, subtitle or _summary(spots))
    y = _legend(sheet, y + 4, near_km) + 4
    frame = Box(MARGIN, y, MARGIN + _MAP, y + height)
    projection = Projection.fitting(_bounds(spots), frame)
    _Map(sheet, projection, spots, near_km).draw()
    column = _margin(sheet, y, spots)
    bottom = max(y + height, column)
    y = sheet.footer(bottom + 16, [_READING, ATTRIBUTION, BOUNDARIES, sources_note(rows)])
    return sheet.finish(y + MARGIN / 2, title, _alt(title, spots), marks_of(rows))


_READING = (
    "How to read: a ring’s area grows with the number of events claimed in, from or to a place; the filled part are "
    "those that the claims settle. What is placed only in a region is hatched, what is placed only in a country or an"
    " area is listed beside the map, never as a dot on a capital."
)


def _bounds(spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """Give the frame: the countries that hold most of the points, and every point."""
    points = [spot.at for spot in spots if spot.at]
    regions = [area for spot in spots if (area := region_of(spot))]
    holding = [
        area for area in areas("countries") if any(area.holds(*point) for point in points) or _named_most(area, spots, points)
    ]
    boxes = [area.bounds for area in holding + regions] + [(x, y, x, y) for x, y in points]
    if not boxes:
        return -12.0, 10.0, 5.0, 25.0
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return west - _ROOM, south - _ROOM, east + _ROOM, north + _ROOM


def _named_most(area: Area, spots: Sequence[Spot], points: Sequence[Point]) -> bool:
    return not points and any(area.answers_to(spot.label) for spot in spots[:1])


class _Map:
    """The map itself: base, hatched regions, circles, dots, and their labels."""

    def __init__(self, sheet: Sheet, projection: Projection, spots: Sequence[Spot], near_km: float) -> None:
        self.sheet = sheet
        self.projection = projection
        self.spots = spots
        self.near = projection.length(near_km)
        self.frame = projection.box
        self.clip = Rectangle(
            (self.frame.left, self.frame.top),
            self.frame.right - self.frame.left,
            self.frame.bottom - self.frame.top,
            transform=sheet.axes.transData,
        )
        self.taken: list[Box] = []

    def draw(self) -> None:
        self._base()
        self._scale_bar()
        located = [spot for spot in self.spots if spot.at]
        for spot in located:
            self._obstacle(spot)
        for spot in self.spots:
            if area := region_of(spot):
                self._hatched(spot, area)
        for spot in located:
            self._spot(spot)
        for spot in located:
            self._label(spot)
        self._countries()
        self.sheet.rectangle(self.frame, None, MID, width=0.8, z=8)

    def _base(self) -> None:
        self.sheet.rectangle(self.frame, "#e6edf2", None, z=0.1)
        home = [spot.at for spot in self.spots if spot.at]
        west, south, east, north = self.projection.bounds
        for area in areas("countries"):
            a, b, c, d = area.bounds
            if a > east or c < west or b > north or d < south:
                continue
            inside = any(area.holds(*point) for point in home)
            for ring in area.rings:
                self._clipped(ring, "#fdfcf8" if inside else "#efede6", "#a9a69b", 1.0 if inside else 0.8, 0.3)
        for edge in inner_borders(areas("regions")):
            self.sheet.line([self.projection.point(*end) for end in edge], "#c3bfb2", 0.7, z=0.5)
        for lon in range(math.ceil(west / 5) * 5, int(east) + 1, 5):
            x = self.projection.point(lon, 0)[0]
            self.sheet.line([(x, self.frame.top), (x, self.frame.bottom)], "#00000012", 0.5, z=0.6)
        for lat in range(math.ceil(south / 5) * 5, int(north) + 1, 5):
            y = self.projection.point(0, lat)[1]
            self.sheet.line([(self.frame.left, y), (self.frame.right, y)], "#00000012", 0.5, z=0.6)

    def _clipped(self, ring: Sequence[Point], fill: str | None, edge: str, width: float, z: float, **looks: str) -> None:
        self.sheet.polygon([self.projection.point(*point) for point in ring], fill, edge, width=width, z=z, **looks)
        patch = self.sheet.axes.patches[-1]
        patch.set_clip_on(True)
        patch.set_clip_path(self.clip)

    def _scale_bar(self) -> None:
        km = next(n for n in (1000, 500, 200, 100, 50, 20, 10, 5, 1) if self.projection.length(n) < 150)
        x, y = self.frame.left + 16, self.frame.bottom - 16
        end = x + self.projection.length(km)
        self.sheet.line([(x, y - 4), (x, y), (end, y), (end, y - 4)], INK, 1.4, z=7)
        self.taken.append(self.sheet.text((x + end) / 2, y - 8, f"{km} km", 8.5, ha="center", z=7))

    def _radius(self, number: int) -> float:
        return 4.2 * math.sqrt(max(number, 0))

    def _obstacle(self, spot: Spot) -> None:
        x, y = self.projection.point(*(spot.at or (0, 0)))
        r = max(self._radius(len(self._pinned(spot))), 3.0)
        self.taken.append(Box(x - r, y - r, x + r, y + r))

    def _pinned(self, spot: Spot) -> set[str]:
        """Give the events in, from or to a place; those near it are not at it."""
        return {event.iri for relation, events in spot.events.items() if relation != "near" for event in events}

    def _spot(self, spot: Spot) -> None:
        x, y = self.projection.point(*(spot.at or (0, 0)))
        pinned = self._pinned(spot)
        gid: str | None = self.sheet.mark(spot.iri, f"{spot.label}: {spot.counts}")
        if spot.events.get("near"):
            own = gid if not pinned else f"{spot.iri}#near"
            self.sheet.circle(x, y, self.near, "#0072b214", BLUE, width=1.3, dashes=DASHED, z=3, gid=own)
        if pinned:
            firm = len(pinned & spot.firm)
            self.sheet.circle(x, y, self._radius(len(pinned)), "#ffffffa0", RED, width=1.3, z=3.5, gid=gid)
            if firm:
                self.sheet.circle(x, y, self._radius(firm), tint(RED, 0.75), None, z=3.6)
            self.sheet.circle(x, y, 1.3, INK, None, z=3.8)

    def _label(self, spot: Spot) -> None:
        x, y = self.projection.point(*(spot.at or (0, 0)))
        counts = counted(len(spot.all), "event")
        detail = f"{counts}: {spot.counts}" if len(spot.events) > 1 or "in" not in spot.events else counts
        width = max(text_width(spot.label, 9.5, True), text_width(detail, 8))
        away = max(self._radius(len(self._pinned(spot))), 3.0) + 3
        far = self.near + 3 if spot.events.get("near") else away
        spots = [*around(x, y, width, 23, away), *around(x, y, width, 23, far), *around(x, y, width, 23, far + 14)]
        box = best_free(spots, self.taken, self.frame)
        if box is None:
            return
        self.taken.append(box)
        left = (box.left + box.right) / 2 > x
        anchor, ha = (box.left, "left") if left else (box.right, "right")
        self.sheet.rectangle(Box(box.left - 1, box.top, box.right + 1, box.bottom), "#ffffffc8", None, z=5)
        self.sheet.text(anchor, box.top + 6.5, spot.label, 9.5, bold=True, ha=ha, z=6)
        self.sheet.text(anchor, box.top + 17.5, detail, 8, colour=GREY, ha=ha, z=6)

    def _hatched(self, spot: Spot, area: Area) -> None:
        gid = self.sheet.mark(spot.iri, f"{spot.label}: {spot.counts}")
        ring = max(area.rings, key=len)
        self._clipped(ring, "#c24e0010", RED, 1.0, 1.0, hatch="////", gid=gid)
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
            return
        self.taken.append(box)
        middle = (box.left + box.right) / 2
        self.sheet.rectangle(box, "#ffffffd8", None, z=5)
        self.sheet.text(middle, box.top + 6.5, words, 8, colour=GREY, ha="center", z=6)
        self.sheet.text(middle, box.top + 17.5, spot.label, 9, bold=True, ha="center", z=6)

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
            if box := best_free(boxes, self.taken, self.frame, gap=6):
                self.taken.append(box)
                self.sheet.text(
                    (box.left + box.right) / 2, (box.top + box.bottom) / 2, words, size, colour="#77746a", ha="center", z=2
                )

    def _room_for(self, lon: float, lat: float, width: float, area: Area) -> bool:
        half = (width / 2 + 4) / self.projection.per_degree / self.projection.shrink
        return all(area.holds(lon + share * half, lat) for share in (-1, -0.5, 0.5, 1))


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


def _margin(sheet: Sheet, y: float, spots: Sequence[Spot]) -> float:
    """List beside the map what no point can be drawn for, then the events of each place; give the y below."""
    left, width = MARGIN + _MAP + 24, WIDTH - 2 * MARGIN - _MAP - 24
    wide = [spot for spot in spots if not spot.at and not region_of(spot)]
    if wide:
        sheet.text(left, y + 7, "Known no closer than this; not on the map", 9.5, bold=True)
        y += 22
    for spot in wide:
        gid = sheet.mark(spot.iri, f"{spot.label}: {spot.counts}")
        kind = spaced(spot.part.first("kind")).removesuffix(" place")
        words = f"{counted(len(spot.all), 'event')} somewhere in {spot.label}" + (
            f" ({kind})" if kind and kind != "country" else ""
        )
        for n, line in enumerate(wrapped(words, width, 9)):
            sheet.text(left, y + 6, line, 9, gid=gid if n == 0 else None)
            y += 13
        y = _listed(sheet, left, y, width, spot, 6) + 7
    for spot in spots:
        if spot.at or region_of(spot):
            sheet.text(left, y + 7, f"{spot.label}: {spot.counts}", 9.5, bold=True)
            y = _listed(sheet, left, y + 19, width, spot, 14) + 8
    return y


def _listed(sheet: Sheet, left: float, y: float, width: float, spot: Spot, most: int) -> float:
    for event in spot.all[:most]:
        draw_point(sheet, left + 6, y + 5, family_of(event.type), sure_of(event.first("status")), size=6.5)
        when = time_words(event.earliest, event.latest)
        room = width - 16 - text_width(f"  {when}", 7.5)
        box = sheet.text(left + 15, y + 5, shortened(event.label, room, 8), 8)
        sheet.text(box.right + 6, y + 5, when, 7.5, colour=GREY)
        y += 12.5
    if len(spot.all) > most:
        sheet.text(left + 15, y + 5, f"and {len(spot.all) - most} more", 8, colour=GREY, italic=True)
        y += 12.5
    return y


def _legend(sheet: Sheet, y: float, near_km: float) -> float:
    entries = [
        Entry(_dot_key, "events in, from or to a place: ring all, filled those settled", 16),
        Entry(
            lambda s, x, y: s.circle(x, y, 7, "#0072b214", BLUE, width=1.3, dashes=DASHED),
            f"“near” a place: {near_km:g} km drawn, no distance is stated",
            16,
        ),
        Entry(
            lambda s, x, y: s.rectangle(Box(x - 11, y - 5, x + 11, y + 5), "#c24e0010", RED, hatch="////"),
            "somewhere in a region",
            22,
        ),
    ]
    return sheet.legend(y, "Places", entries)


def _dot_key(sheet: Sheet, x: float, y: float) -> None:
    sheet.circle(x, y, 7, PAPER, RED, width=1.3)
    sheet.circle(x, y, 4.5, tint(RED, 0.75), None)
    sheet.circle(x, y, 1.3, INK, None, z=3.8)


def _summary(spots: Sequence[Spot]) -> str:
    events = {event.iri for spot in spots for event in spot.all}
    drawn = {event.iri for spot in spots if spot.at or region_of(spot) for event in spot.all}
    return (
        f"{counted(len(events), 'event')} with a place; {len(drawn)} can be drawn on the map, "
        f"{len(events - drawn)} are known only to be somewhere in a country or an area."
    )


def _alt(title: str, spots: Sequence[Spot]) -> str:
    return f"{title}. {_summary(spots)} " + " ".join(
        f"{spot.label}: {spot.counts} ({'; '.join(event.label for event in spot.all)})." for spot in spots
    )
