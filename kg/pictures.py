"""Pictures of a graph: each view's query is run, its rows are drawn, and the title says whose eyes they are seen through."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.graph.query import find_query, run_query
from kg.model.errors import NotFound, UsageError, nearest

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

_ABOUT = """SELECT ?title ?lens ?name WHERE {
  { ?dataset a dcat:Dataset ; dcterms:title ?title } UNION { ?event a sem:Event ; kg:settledUnder ?lens . ?lens rdfs:label ?name }
}"""


def make_picture(store: Store, name: str, *, title: str | None = None, **options: Any) -> Picture:
    """Give a picture of a graph; `options` are the view's own, such as `events` (IRIs) for `claims`."""
    if name not in PICTURES:
        raise NotFound(f"no picture {name!r}: {nearest(name, PICTURES) or 'there are ' + ', '.join(PICTURES)}")
    rows = run_query(store, find_query(f"view-{name}").text).records
    view = import_module(f"kg.views.{name}")
    picture: Picture = view.draw(rows, title=title or title_of(store, name), **options)
    return picture


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
