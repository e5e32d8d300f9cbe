"""Pictures of a graph: each view's query is run, its rows are drawn, and the title says whose eyes they are seen through."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from kg.graph.names import find, names_in
from kg.graph.query import find_query, run_query
from kg.model.errors import NotFound, UsageError, nearest
from kg.model.refs import BASE, mint

if TYPE_CHECKING:
    from kg.graph.store import Store
    from kg.views.picture import Picture

PICTURES = {
    "timeline": "what happened when",
    "storyline": "who took part in what",
    "network": "who did what to whom",
    "claims": "who says what",
    "map": "where it happened",
}
"""The pictures by name, with what each shows."""
_ROWS = {"storyline": "view-roles", "network": "view-roles"}

_LEADS = "SELECT ?event ?lead { VALUES ?event { %s } ?event kg:lead ?lead }"
_ABOUT = """SELECT ?title ?lens ?name WHERE {
  { ?dataset a dcat:Dataset ; dcterms:title ?title } UNION { ?event a sem:Event ; kg:settledUnder ?lens . ?lens rdfs:label ?name }
}"""


class NoPicture(NotFound, AttributeError):
    """There is no picture of that name."""


class Drawn(Figure):
    """A figure that shows itself in a notebook, whether or not pyplot was ever loaded there."""

    picture: Picture

    def _repr_png_(self) -> bytes:
        return self._bytes("png")

    def _repr_svg_(self) -> str:
        return self._bytes("svg").decode()

    def _bytes(self, format_: str) -> bytes:
        from kg.views.picture import render

        return render(self.picture, format_)


def drawn(picture: Picture) -> Drawn:
    """Give the figure of a picture as one that shows itself."""
    figure = picture.figure
    figure.__class__ = Drawn
    assert isinstance(figure, Drawn)
    figure.picture = picture
    return figure


def make_picture(
    store: Store, name: str, *, title: str | None = None, events: Iterable[str] | None = None, base: str = BASE, **options: Any
) -> Picture:
    """Give a picture of a graph; `options` are the view's own, and `events` (names, references, IRIs) is for `claims`.

    Raises NotFound for an unknown picture or event, and UsageError for an unknown option, with the nearest name.
    """
    if name not in PICTURES:
        raise NoPicture(f"no picture {name!r}: {nearest(name, PICTURES) or 'there are ' + ', '.join(PICTURES)}")
    draw: Callable[..., Picture] = import_module(f"kg.views.{name}").draw
    known = list(inspect.signature(draw).parameters)[1:]
    given = dict(options) if events is None else {"events": events, **options}
    for option in given:
        if option not in known:
            raise UsageError(f"{name} has no option {option!r} ({nearest(option, known) or 'there are ' + ', '.join(known)})")
    if events is not None:
        given["events"] = events_named(store, events, base)
    rows = run_query(store, find_query(rows_query(name)).text, base).records
    return draw(rows, title=title or title_of(store, name), **given)


def events_named(store: Store, events: Iterable[str], base: str = BASE) -> frozenset[str]:
    """Give the IRIs that stand for these events under the graph's lens; raise NotFound with the nearest name."""
    names = names_in(store, base)
    iris = [mint(find(event, "event", names, base=base), base) for event in events]
    asked = " ".join(f"<{iri}>" for iri in iris)
    leads = {row["event"]: row["lead"] for row in run_query(store, _LEADS % asked, base).records}
    return frozenset(leads.get(iri) or iri for iri in iris)


def rows_query(name: str) -> str:
    """Give the named query whose rows a picture draws."""
    return _ROWS.get(name, f"view-{name}")


def title_of(store: Store, name: str) -> str:
    """Give a picture's title: the data set's, what the picture shows and, where it is not the cautious one, the lens."""
    found = run_query(store, _ABOUT).records
    titles = sorted({row["title"] for row in found if row["title"]})
    lenses = sorted({row["name"] for row in found if row["lens"] and not row["lens"].endswith("lens/cautious") and row["name"]})
    told = f" ({lenses[0].partition(':')[0]})" if len(lenses) == 1 else ""
    return f"{titles[0]}: {PICTURES[name]}{told}" if titles else PICTURES[name].capitalize() + told


def draw_picture(store: Store, name: str, *paths: Path, **options: Any) -> None:
    """Draw a picture of a graph once and write it into each of these files, .svg or .png; raise UsageError for another ending."""
    for path in paths:
        if path.suffix.lower() not in (".svg", ".png"):
            raise UsageError(f"{path}: a picture is .svg or .png")
    from kg.views.picture import save

    picture = make_picture(store, name, **options)
    for path in paths:
        save(picture, path)
