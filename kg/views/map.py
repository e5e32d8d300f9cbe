"""Map: where events are said to be, no more exactly than that: a dot, a dashed circle, a hatched region, or a note beside."""

from __future__ import annotations

from collections.abc import Sequence

from kg.views.basemap import ATTRIBUTION, Area, Projection, areas
from kg.views.labels import Box, shortened, text_width, wrapped
from kg.views.mapframe import MapFrame
from kg.views.picture import (
    BOUNDARIES,
    MARGIN,
    Entry,
    Picture,
    Point,
    Rows,
    Sheet,
    hidden_note,
    machine_note,
    sources_note,
    styled,
    twice_note,
    unnamed_note,
)
from kg.views.rows import marks_of, parts_of, told_twice
from kg.views.spans import draw_point, tint
from kg.views.spots import Spot, region_of, spots_of
from kg.views.style import BLUE, DASHED, GREY, INK, PAPER, RED, counted, family_of, sure_of, time_words

WIDTH = 1040.0
_MAP = 640.0
_HEIGHT = 620.0
_LISTED = 12  # places whose events are listed beside the map
_ROOM = 0.9  # degrees around what is shown
NEAR_KM = 25.0


@styled
def draw(rows: Rows, *, title: str = "Where", subtitle: str | None = None, near_km: float = NEAR_KM, limit: int = 60) -> Picture:
    """Draw the rows of `view-map.rq`: at most `limit` places; `near_km` is the radius drawn for "near" (the claims give none)."""
    every = spots_of(rows)
    spots = every[:limit]
    sheet = Sheet(WIDTH)
    y = sheet.header(title, subtitle or _summary(spots))
    y = _legend(sheet, y + 4, near_km) + 4
    frame = Box(MARGIN, y, MARGIN + _MAP, y + _HEIGHT)
    projection = Projection.fitting(_bounds(spots), frame)
    unnamed = MapFrame(sheet, projection, spots, near_km).draw()
    bottom = max(y + _HEIGHT, _margin(sheet, y, spots))
    left_out = hidden_note(len(every) - len(spots), "place")
    twice = twice_note(sum(told_twice(event) for event in parts_of(rows, "event")))
    notes = [
        _READING,
        *twice,
        *left_out,
        *unnamed_note(unnamed),
        *machine_note(rows),
        ATTRIBUTION,
        BOUNDARIES,
        sources_note(rows),
    ]
    y = sheet.footer(bottom + 16, notes)
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


def _margin(sheet: Sheet, y: float, spots: Sequence[Spot]) -> float:
    """List beside the map what no point can be drawn for, then the events of each place; give the y below."""
    left, width = MARGIN + _MAP + 24, WIDTH - 2 * MARGIN - _MAP - 24
    wide = [spot for spot in spots if not spot.at and not region_of(spot)]
    if wide:
        sheet.text(left, y + 7, "Not on the map: no closer place, or no point, is given", 9.5, bold=True)
        y += 22
    for spot in wide:
        gid = sheet.mark(spot.iri, f"{spot.label}: {spot.counts}")
        number = counted(len(spot.all), "event")
        words = f"{number} somewhere in {spot.label}" if spot.wide else f"{number} at {spot.label}, whose point no source gives"
        for n, line in enumerate(wrapped(words, width, 9)):
            sheet.text(left, y + 6, line, 9, gid=gid if n == 0 else None)
            y += 13
        y = _listed(sheet, left, y, width, spot, 6) + 7
    drawn = [spot for spot in spots if spot not in wide]
    for spot in drawn[:_LISTED]:
        sheet.text(left, y + 7, f"{spot.label}: {spot.counts}", 9.5, bold=True)
        y = _listed(sheet, left, y + 19, width, spot, 14) + 8
    if len(drawn) > _LISTED:
        more = counted(len(drawn) - _LISTED, "place")
        sheet.text(left, y + 7, f"and {more} more on the map", 9, colour=GREY, italic=True)
    return y + 14


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
        f"{len(events - drawn)} are known no closer than a country or an area, or at a place without a point."
    )


def _alt(title: str, spots: Sequence[Spot]) -> str:
    return f"{title}. {_summary(spots)} " + " ".join(
        f"{spot.label}: {spot.counts} ({'; '.join(event.label for event in spot.all)})." for spot in spots
    )
