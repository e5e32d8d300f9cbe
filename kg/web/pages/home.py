"""The first page and the query page: what the graph holds, an editor, examples, and what came of a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kg.graph.answer import Term
from kg.graph.query import find_query
from kg.graph.store import prefixes
from kg.model.errors import KgError
from kg.model.refs import ref_of
from kg.model.wording import visible
from kg.web import wire
from kg.web.pages.asking import iris_of, text
from kg.web.pages.examples import FIRST, examples, filled
from kg.web.pages.results import ROWS_SHOWN, Result, result_of
from kg.web.pages.site import Site
from kg.web.pages.statistics import COUNTED, Rows, number
from kg.web.pool import Refused

_PATIENCE = 1.5
_MOST_BODY = 1 << 20
_SUGGESTED = ("event", "actor", "place", "source")


@dataclass(frozen=True, slots=True)
class Holding:
    """What the graph holds: the title and description of its data set, counts, period, licences."""

    title: str
    about: str
    counts: tuple[tuple[str, int | None], ...]
    period: str
    licences: tuple[str, ...]
    datasets: int


async def home(site: Site, request: Request) -> Response:
    """Give the first page."""
    return await _page(site, "", {}, "", None)


async def query_page(site: Site, request: Request) -> Response:
    """Give the query page with the answer of the query, or of the named query with what its fields hold."""
    fields = dict(wire.fields(request.scope["query_string"]))
    if request.method == "POST":
        media, charset = wire.media_type(request.scope)
        if media != "application/x-www-form-urlencoded":
            raise Refused(415, "a POST here is a form: application/x-www-form-urlencoded")
        wire.require_utf8(charset)
        body = await wire.whole_body(request.scope, request.receive, _MOST_BODY, site.settings.body_seconds)
        fields |= dict(wire.fields(body))
    named = fields.get("named", "")
    given = {name.removeprefix("p."): value for name, value in fields.items() if name.startswith("p.")}
    sparql = fields.get("query", "").replace("\r\n", "\n")
    if not named:
        return await _page(site, sparql, {}, "", await _run(site, request, sparql) if sparql.strip() else None)
    try:
        sparql = filled(find_query(named), given, site.settings.base)
    except KgError as error:
        return await _page(site, sparql, given, named, Result(0, error=str(error), status=400))
    return await _page(site, sparql, given, named, await _run(site, request, sparql))


async def _run(site: Site, request: Request, sparql: str) -> Result:
    request.scope.setdefault("state", {})["query"] = sparql  # what the log tells of it
    return await result_of(site.engine, site.showing(), sparql)


async def _page(site: Site, sparql: str, given: Mapping[str, str], named: str, result: Result | None) -> Response:
    """Give the page; with an answer on it, what the graph holds is left to the first page."""
    suggested = await _suggested(site)
    questions, pictures = examples(given, named, suggested)
    title = "Query" if result else "Ask the graph"
    return site.page(
        "query.html",
        title,
        result.status if result and result.error else 200,
        sparql=sparql or FIRST,
        result=result,
        holding=None if result else await _holding(site),
        questions=questions,
        pictures=pictures,
        suggested=suggested,
        prefixes=prefixes(site.settings.base),
        most_rows=ROWS_SHOWN,
        seconds=site.settings.seconds,
    )


async def _suggested(site: Site) -> dict[str, tuple[str, ...]]:
    found = await site.statistics.several(tuple(f"{folder} names" for folder in _SUGGESTED), _PATIENCE)
    return {
        folder: tuple(ref_of(iri, site.settings.base) for iri in iris_of(row["x"] for row in found[f"{folder} names"] or ()))
        for folder in _SUGGESTED
    }


async def _holding(site: Site) -> Holding:
    found = await site.statistics.several((*COUNTED, "datasets", "period"), _PATIENCE)
    sets = _sets(found["datasets"], site.settings.base)
    only = next(iter(sets.values())) if len(sets) == 1 else {}
    licences = dict.fromkeys(text(facts, "dcterms:license") for facts in sets.values())
    return Holding(
        title=visible(text(only, "dcterms:title")) or site.settings.title,
        about=visible(text(only, "dcterms:description")),
        counts=tuple((name, number(found[name])) for name in COUNTED),
        period=_period(found["period"]),
        licences=tuple(licence for licence in licences if licence),
        datasets=len(sets),
    )


def _sets(rows: Rows | None, base: str) -> dict[str, dict[str, list[Term]]]:
    sets: dict[str, dict[str, list[Term]]] = {}
    for row in rows or ():
        subject, predicate = (str(getattr(row[name], "value", "")) for name in ("x", "p"))
        sets.setdefault(subject, {}).setdefault(ref_of(predicate, base), []).append(row["o"])
    return sets


def _period(rows: Rows | None) -> str:
    row = rows[0] if rows else {}
    days = [str(getattr(row[name], "value", "")) for name in ("first", "last") if name in row]
    return " to ".join(days)
