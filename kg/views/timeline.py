"""Timeline: events in the order of their possible time, each as sure and as exact as the claims allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from kg.views.labels import Box, text_width, wrapped
from kg.views.legends import family_entries, sure_entries
from kg.views.picture import BOUNDARIES, MARGIN, Entry, Picture, Rows, Sheet, hidden_note, sources_note, styled, twice_note
from kg.views.rows import Part, by_people, chosen, dense_month, marks_of, once, parts_of, settled_counts, span_of, within
from kg.views.spans import Scale, draw_bar, draw_open, draw_point, draw_span, ticks, tint
from kg.views.style import (
    ASPECTS,
    FAINT,
    GREY,
    MID,
    OTHER,
    RED,
    SURE,
    WASH,
    Family,
    counted,
    family_of,
    local,
    spaced,
    sure_of,
    time_words,
)

WIDTH = 1000.0
_NAMES = 372.0  # width of the event names
_DOUBT = 440.0  # where what is contested is written
_LEFT = 528.0  # where time begins
_PLACE_WORDS = {"hasPlace": "in", "placeNear": "near", "placeFrom": "from", "placeTo": "to"}


@styled
def draw(
    rows: Rows, *, title: str = "Timeline", subtitle: str | None = None, detail: tuple[date, date] | None = None, limit: int = 120
) -> Picture:
    """Draw the rows of `view-timeline.rq`; `detail` is the time drawn larger below, by default a month with many events."""
    every = parts_of(rows)
    once_each = once(every)
    events = list(chosen(once_each, limit))
    window = detail or dense_month([event for event in events if not _by_publication(event)])
    told = [event for event in events if _by_publication(event) and (window is None or within(event, window))]
    dated = [event for event in events if event not in told]
    inside = [event for event in dated if window and within(event, window)]
    outside = [event for event in dated if event not in inside]
    sheet = Sheet(WIDTH)
    y = sheet.header(title, subtitle or summary(events))
    y = _legends(sheet, y + 4, events)
    if outside or not (inside or told):
        y = _panel(sheet, y, outside, span_of(dated), window if inside else None)
    if inside and window:
        y = _zoom(sheet, y, outside, span_of(dated), window)
        y = _panel(sheet, y, inside, window, None)
    if told:
        sheet.text(MARGIN, y + 18, _UNDATED, 10, bold=True)
        y = _panel(sheet, y + 8, told, _around(told, window), None)
    notes = [*hidden_note(len(once_each) - len(events)), *twice_note(len(every) - len(once_each))]
    y = sheet.footer(y + 10, [*notes, _READING, sources_note(rows), BOUNDARIES])
    return sheet.finish(y + MARGIN / 2, title, _alt(title, events), marks_of(rows))


_READING = (
    "How to read: an event stands where its claims allow it to be, not where it must have been. Bars join the "
    "earliest and latest day possible; a fading bar has no bound on that side, and its length means nothing. What is only "
    "known from a text of some day stands apart below, where time is drawn larger. A number “per” somebody is given by no "
    "disinterested voice. Status "
    "and bounds are settled from the claims under one lens."
)


_UNDATED = "No date given: by the day of publication"


def _by_publication(event: Part) -> bool:
    """Tell whether all that is known of an event's time is that a text of some day tells of it."""
    return event.earliest is None and event.latest is not None and local(event.first("basis")) == "PublicationDate"


def _around(events: Sequence[Part], window: tuple[date, date] | None) -> tuple[date, date]:
    """Give the span of events known only by their publication: that of the panel above, else one with room for what fades."""
    first, last = span_of(events)
    return window or (first - max(timedelta(7), (last - first) / 8), last)


def summary(events: Sequence[Part]) -> str:
    """Give the line under the title: how many events, how many of them contested or not settled."""
    contested = sum(bool(event.all("aspect")) for event in events)
    told = sum(local(event.first("status")) not in ("Corroborated", "SingleOrigin") for event in events)
    return (
        f"{counted(len(events), 'event')} as claimed, in the order of their possible time; {contested} contested, "
        f"{told} told only by parties, alleged, planned or denied."
    )


def _panel(sheet: Sheet, y: float, events: Sequence[Part], span: tuple[date, date], window: tuple[date, date] | None) -> float:
    """Draw one panel: its time axis, its rows; `window` is shaded as the time that is drawn larger below."""
    scale = Scale(*span, _LEFT, WIDTH - MARGIN)
    rows = [_Row(event) for event in events]
    top, bottom = y + 34, y + 34 + sum(row.height for row in rows)
    _axis(sheet, scale, top, bottom, time_words(*span))
    if window:
        shade = Box(scale.start(window[0]) - 1, top, scale.end(window[1]) + 1, bottom)
        sheet.rectangle(shade, "#e3e8ee", None, z=0.6)
    y = top
    for n, row in enumerate(rows):
        if n:
            sheet.line([(MARGIN, y), (WIDTH - MARGIN, y)], FAINT, 0.5, z=0.8)
        row.draw(sheet, scale, y)
        y += row.height
    return y


def _axis(sheet: Sheet, scale: Scale, top: float, bottom: float, name: str) -> None:
    sheet.rectangle(Box(scale.left, top, scale.right, bottom), WASH, None, z=0.5)
    sheet.text(scale.left, top - 26, name, 9, bold=True)
    for tick in ticks(scale):
        sheet.line([(tick.x, top - 3), (tick.x, bottom)], "#c9c7c0", 0.6, z=0.7)
        if tick.name:
            wide = tick.width < text_width(tick.name, 8.5)
            sheet.text(
                tick.x if wide else tick.x + tick.width / 2, top - 9, tick.name, 8.5, colour=GREY, ha="left" if wide else "center"
            )
    sheet.line([(scale.left, top), (scale.right, top)], MID, 0.8, z=0.9)


def _zoom(sheet: Sheet, y: float, outside: Sequence[Part], span: tuple[date, date], window: tuple[date, date]) -> float:
    """Join the shaded time of the panel above to the panel below, and say that the scale changes."""
    if not outside:
        return y
    scale = Scale(*span, _LEFT, WIDTH - MARGIN)
    left, right = scale.start(window[0]) - 1, scale.end(window[1]) + 1
    sheet.polygon([(left, y), (right, y), (WIDTH - MARGIN, y + 30), (_LEFT, y + 30)], "#e3e8ee", None, z=0.6)
    words = f"The scale changes: {time_words(*window)}, shaded above, drawn larger below"
    sheet.text(_LEFT - 10, y + 18, words, 8.5, italic=True, ha="right")
    return y + 30


class _Row:
    """One event: its name and words, measured before it is drawn."""

    def __init__(self, event: Part) -> None:
        self.event = event
        self.family = family_of(event.type)
        self.sure = sure_of(event.first("status"))
        self.names = wrapped(event.label, _NAMES, 10, True, 2)
        self.words = wrapped(" · ".join(_facts(event)), _NAMES + 20, 8, lines=3)
        self.doubts = [ASPECTS.get(local(aspect), spaced(aspect)) for aspect in event.all("aspect")]
        lines = max(len(self.names) * 13 + len(self.words) * 11, len(self.doubts) * 11 + 4)
        self.height = lines + 7.0

    def draw(self, sheet: Sheet, scale: Scale, y: float) -> None:
        event = self.event
        tip = f"{event.label}: {self.sure.words}; {time_words(event.earliest, event.latest)}"
        gid = sheet.mark(event.iri, tip)
        line = y + 11.0
        draw_point(sheet, MARGIN + 7, line, self.family, self.sure)
        for name in self.names:
            sheet.text(MARGIN + 20, line, name, 10, bold=True)
            line += 13
        for words in self.words:
            sheet.text(MARGIN + 20, line - 1, words, 8, colour=GREY)
            line += 11
        for n, doubt in enumerate(self.doubts):
            sheet.text(_DOUBT, y + 11 + n * 11, f"? {doubt}", 8.5, colour=RED, bold=True)
        if event.earliest or event.latest:
            family = _paler(self.family) if _inferred(event) else self.family
            draw_span(sheet, scale, y + self.height / 2, event.earliest, event.latest, family, self.sure, gid)
        else:
            sheet.text(
                (scale.left + scale.right) / 2,
                y + self.height / 2,
                "no date stated",
                8.5,
                colour=GREY,
                italic=True,
                ha="center",
                gid=gid,
            )


def _inferred(event: Part) -> bool:
    """Tell whether a time is inferred, not stated."""
    return local(event.first("basis")) == "Inferred"


def _paler(family: Family) -> Family:
    """Give a family in a paler colour, as a time that is only inferred is drawn."""
    return replace(family, colour=tint(family.colour, 0.5))


def _facts(event: Part) -> Iterator[str]:
    """Give what is written under an event's name: time, type, place, numbers, and who says it where it is not settled."""
    yield time_words(event.earliest, event.latest) + (" (inferred)" if _inferred(event) else "")
    types = [spaced(type_) for type_ in event.all("type")]
    places = [
        f"{words} {row.get('place')}"
        for name, words in _PLACE_WORDS.items()
        for row in event.where("place")
        if local(row.get("relation")) == name
    ]
    yield " ".join([", ".join(types), *places]).strip()
    yield from settled_counts(event)
    status = local(event.first("status"))
    claimants = sorted({row.get("claimant") or "" for row in by_people(event, "claimant")})
    if status not in ("Corroborated", "SingleOrigin") and claimants:
        more = f" and {len(claimants) - 3} more" if len(claimants) > 3 else ""
        yield f"{_VERBS.get(status, 'said by')} {', '.join(claimants[:3])}{more}"


_VERBS = {
    "Alleged": "alleged by",
    "SaidNotToHaveHappened": "did not happen, according to",
    "Anticipated": "announced or demanded by",
}


def _legends(sheet: Sheet, y: float, events: Sequence[Part]) -> float:
    y = sheet.legend(y, "How sure", sure_entries(events))
    y = sheet.legend(y, "What", family_entries(events))
    exact, inferred = SURE["SingleOrigin"], any(_inferred(event) for event in events)
    times = [
        Entry(lambda s, x, y: draw_point(s, x, y, OTHER, exact), "one day", 10),
        Entry(
            lambda s, x, y: draw_bar(s, x - 13, x + 13, y, OTHER, exact), "at some time, or all the time, between two bounds", 26
        ),
        Entry(lambda s, x, y: draw_open(s, x + 16, -1, y, OTHER, exact, length=26), "by a day, how long before is not said", 34),
        *(
            [Entry(lambda s, x, y: draw_point(s, x, y, _paler(OTHER), exact), "paler: inferred, not stated", 10)]
            if inferred
            else []
        ),
        Entry(_doubt_key, "sources contradict each other on this", 8),
    ]
    return sheet.legend(y, "When", times) + 4


def _doubt_key(sheet: Sheet, x: float, y: float) -> None:
    sheet.text(x, y, "?", 10, colour=RED, bold=True, ha="center")


def _alt(title: str, events: Sequence[Part]) -> str:
    listed = "; ".join(
        f"{event.label} ({time_words(event.earliest, event.latest)}, {spaced(event.first('status'))})" for event in events
    )
    return f"{title}. {summary(events)} In order: {listed}."
