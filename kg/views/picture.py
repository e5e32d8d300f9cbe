"""The sheet that every picture is drawn on, and the picture that comes of it: the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeAlias
from xml.sax.saxutils import escape

import matplotlib.style
import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Ellipse, FancyBboxPatch, Patch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Shape

from kg.model.errors import UsageError
from kg.views.labels import FONT, Box, text_width, wrapped
from kg.views.style import GREY, INK, PAPER, RC, counted

Row: TypeAlias = Mapping[str, str | None]
Rows: TypeAlias = Sequence[Row]
Point: TypeAlias = tuple[float, float]
P = ParamSpec("P")

BOUNDARIES = "Boundaries and names are shown as in the sources named; no position on their status is taken."
MARGIN = 28.0
_DPI = 144


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its text alternative; `marks` are the IRIs drawn (each an id in the SVG), `hidden` those left out."""

    figure: Figure
    alt: str
    marks: tuple[str, ...]
    hidden: tuple[str, ...]
    title: str = ""
    tips: Mapping[str, str] = field(default_factory=dict)


def render(picture: Picture, format: str) -> bytes:
    """Give the picture as svg or png: the same bytes on every run with the same matplotlib."""
    out = BytesIO()
    with matplotlib.style.context(["default", RC]):
        if format == "png":
            about = {"Software": None, "Title": picture.title, "Description": picture.alt}
            picture.figure.savefig(out, format="png", dpi=_DPI, metadata=about)
            return out.getvalue()
        if format != "svg":
            raise UsageError(f"a picture is written as .svg or .png, not as .{format}")
        picture.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Title": picture.title})
    return _accessible(out.getvalue().decode("utf-8"), picture).encode("utf-8")


def save(picture: Picture, path: Path) -> None:
    """Write the picture as its file's ending says, whole or not at all."""
    data = render(picture, path.suffix.lstrip(".").lower())
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(data)
    aside.replace(path)


def _accessible(svg: str, picture: Picture) -> str:
    """Add title and description for those who cannot see the picture, and each mark's own words."""
    head, tag, rest = svg.partition("<svg ")
    attributes, end, body = rest.partition(">")
    about = f'\n <title id="title">{escape(picture.title)}</title>\n <desc id="desc">{escape(picture.alt)}</desc>'
    for mark, words in sorted(picture.tips.items()):
        opening = f'<g id="{escape(mark, {chr(34): "&quot;"})}">'
        body = body.replace(opening, f"{opening}\n<title>{escape(words)}</title>", 1)
    return f'{head}{tag}role="img" aria-labelledby="title desc" {attributes}{end}{about}{body}'


def styled(draw: Callable[P, Picture]) -> Callable[P, Picture]:
    """Make a function draw with our style alone, whatever the user's own settings of matplotlib are."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Picture:
        with matplotlib.style.context(["default", RC]):
            return draw(*args, **kwargs)

    return drawn


class Sheet:
    """A page measured in points from its top left corner, with helpers that draw on it and remember what was drawn."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.inner = width - 2 * MARGIN
        self.marks: set[str] = set()
        self.tips: dict[str, str] = {}
        self.clip: Rectangle | None = None  # what is drawn is cut at it
        self.figure = Figure(figsize=(width / 72, 1), dpi=72, facecolor=PAPER)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()

    def _put(self, artist: Artist, gid: str | None) -> None:
        if gid is not None:
            artist.set_gid(gid)
        if self.clip is None:
            artist.set_clip_on(False)
        else:
            artist.set_clip_path(self.clip)

    def mark(self, iri: str, words: str | None = None) -> str:
        """Note that an IRI is drawn, with words for its tooltip, and give it back as the id of the artist that draws it."""
        self.marks.add(iri)
        if words:
            self.tips[iri] = words
        return iri

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 9.0,
        *,
        colour: str = INK,
        bold: bool = False,
        italic: bool = False,
        ha: str = "left",
        va: str = "center",
        turn: float = 0.0,
        z: float = 5.0,
        gid: str | None = None,
    ) -> Box:
        """Write one line and give its box; `va` is center (of the line's x-height), top or bottom."""
        width = text_width(text, size, bold, italic)
        down = {"center": 0.36, "top": 0.93, "bottom": -0.24}[va] * size
        artist = self.axes.text(
            x,
            y + (down if not turn else 0.0),
            text,
            size=size,
            color=colour,
            weight="bold" if bold else "normal",
            style="italic" if italic else "normal",
            family=FONT,
            ha=ha,
            va="baseline",
            rotation=turn,
            rotation_mode="anchor",
            zorder=z,
        )
        self._put(artist, gid)
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[ha] * width
        return Box(left, y + down - 0.93 * size, left + width, y + down + 0.24 * size)

    def line(
        self,
        points: Sequence[Point],
        colour: str = GREY,
        width: float = 1.0,
        *,
        dashes: Any = "solid",
        z: float = 2.0,
        gid: str | None = None,
    ) -> None:
        """Draw a line through points."""
        xs, ys = zip(*points, strict=True)
        artist = Line2D(xs, ys, color=colour, linewidth=width, linestyle=dashes, zorder=z, solid_capstyle="butt")
        self.axes.add_line(artist)
        self._put(artist, gid)

    def patch(
        self,
        patch: Patch,
        fill: str | None,
        edge: str | None = None,
        width: float = 1.0,
        *,
        dashes: Any = "solid",
        hatch: str = "",
        z: float = 3.0,
        gid: str | None = None,
    ) -> None:
        """Draw a patch with its fill, outline and hatch."""
        patch.set(facecolor=fill or "none", edgecolor=edge or "none", linewidth=width, linestyle=dashes, zorder=z)
        if hatch:
            patch.set_hatch(hatch)
        self.axes.add_patch(patch)
        self._put(patch, gid)

    def rectangle(self, box: Box, fill: str | None, edge: str | None = None, *, corner: float = 0.0, **looks: Any) -> None:
        """Draw a box, with round corners where asked."""
        size = box.right - box.left, box.bottom - box.top
        if corner:
            shape: Patch = FancyBboxPatch((box.left, box.top), *size, boxstyle=f"round,pad=0,rounding_size={corner}")
        else:
            shape = Rectangle((box.left, box.top), *size)
        self.patch(shape, fill, edge, **looks)

    def circle(self, x: float, y: float, radius: float, fill: str | None, edge: str | None = None, **looks: Any) -> None:
        """Draw a circle."""
        self.patch(Ellipse((x, y), 2 * radius, 2 * radius), fill, edge, **looks)

    def polygon(self, points: Sequence[Point], fill: str | None, edge: str | None = None, **looks: Any) -> None:
        """Draw a closed polygon."""
        self.patch(Polygon(points, closed=True), fill, edge, **looks)

    def curve(self, start: Point, end: Point, colour: str, width: float = 1.0, **looks: Any) -> None:
        """Draw a curve that leaves and arrives level."""
        middle = (start[0] + end[0]) / 2
        self.bezier([start, (middle, start[1]), (middle, end[1]), end], colour, width, **looks)

    def bezier(self, points: Sequence[Point], colour: str, width: float = 1.0, **looks: Any) -> None:
        """Draw cubic curves: a start, then two control points and an end for each."""
        codes = [Shape.MOVETO, *[Shape.CURVE4] * (len(points) - 1)]
        self.patch(PathPatch(Shape(list(points), codes), capstyle="butt"), None, colour, width, **looks)

    def marker(self, x: float, y: float, shape: str, size: float, fill: str | None, edge: str, **looks: Any) -> None:
        """Draw one of matplotlib's markers as a patch, so that its outline can be dashed; `size` is its height in points."""
        style = MarkerStyle(shape)
        path = style.get_path().transformed(style.get_transform())
        points = [(x + size * px, y - size * py) for px, py in np.asarray(path.vertices)]
        self.patch(PathPatch(Shape(points, path.codes)), fill, edge, **looks)

    def collection(self, collection: Collection, gid: str | None = None) -> None:
        """Draw many shapes as one mark."""
        self._put(collection, gid)
        self.axes.add_collection(collection, autolim=False)

    def header(self, title: str, subtitle: str) -> float:
        """Write title and subtitle; give the y below them."""
        y = MARGIN + 12
        for line in wrapped(title, self.inner, 20, True):
            self.text(MARGIN, y, line, 20, bold=True)
            y += 25
        for line in wrapped(subtitle, self.inner, 10):
            self.text(MARGIN, y, line, 10, colour=GREY)
            y += 14
        return y + 4

    def legend(self, y: float, title: str, entries: Iterable[Entry], left: float = MARGIN, right: float | None = None) -> float:
        """Draw keys with their words in rows after a title; give the y below."""
        size, x0 = 8.5, left + text_width(title, 8.5, bold=True) + 14
        self.text(left, y, title, size, bold=True)
        x, end = x0, right if right is not None else self.width - MARGIN
        for entry in entries:
            step = entry.width + 5 + text_width(entry.words, size) + 16
            if x > x0 and x + step - 16 > end:
                x, y = x0, y + 16
            entry.draw(self, x + entry.width / 2, y)
            self.text(x + entry.width + 5, y, entry.words, size)
            x += step
        return y + 17

    def footer(self, y: float, notes: Iterable[str]) -> float:
        """Write the small notes (how to read, sources, boundaries) under a rule; give the y below."""
        self.line([(MARGIN, y), (self.width - MARGIN, y)], "#bbbbbb", 0.6)
        y += 11
        for note in notes:
            for line in wrapped(note, self.inner, 8):
                self.text(MARGIN, y, line, 8, colour=GREY)
                y += 11.5
            y += 1.5
        return y

    def finish(self, height: float, title: str, alt: str, of: Iterable[str]) -> Picture:
        """Cut the page to its height and give the picture; the IRIs of `of` that no mark drew are its hidden ones."""
        self.figure.set_size_inches(self.width / 72, height / 72)
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(height, 0)
        hidden = tuple(sorted(set(of) - self.marks))
        return Picture(self.figure, alt, tuple(sorted(self.marks)), hidden, title, self.tips)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend: how to draw its key around a point, and its words."""

    draw: Callable[[Sheet, float, float], None]
    words: str
    width: float = 16.0


def sources_note(rows: Rows, most: int = 12) -> str:
    """Give the line that names the publishers of the claims behind a picture (rows with `publisher`, one a source)."""
    sources = {(row.get("source"), row.get("publisher")) for row in rows if row.get("source")}
    names = sorted({name for _, name in sources if name})
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return (
        f"Sources: {counted(len(sources), 'text')} by {', '.join(names[:most])}{rest}."
        if names
        else "Sources: none named in these rows."
    )


def machine_note(rows: Rows) -> list[str]:
    """Give the note on what a machine read, where the rows have any of it."""
    read = any((row.get("coding") or "").endswith("Machine") for row in rows)
    return ["What a machine read is drawn only for events that nobody coded by hand."] if read else []


def twice_note(number: int) -> list[str]:
    """Give the note on events that only a machine read beside one that people coded, or none."""
    return (
        [f"Not drawn, as read by machine and judged to be, or possibly be, one coded by hand: {counted(number, 'event')}."]
        if number
        else []
    )


def unnamed_note(number: int) -> list[str]:
    """Give the note on marks that are drawn without their names, or none."""
    return [f"Names without room: {number}; their marks are drawn."] if number else []


def hidden_note(number: int, what: str = "event") -> list[str]:
    """Give the note on what a picture leaves out, or none."""
    return [f"Not drawn for want of room: {counted(number, what)}."] if number else []
