"""The routes of the pages, and how each of them is answered."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Awaitable, Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kg.graph import text
from kg.model.errors import KgError, NotFound, nearest
from kg.model.refs import ref_of
from kg.web import wire
from kg.web.forms import BY_NAME, GRAPHS, HTML, Form, chosen
from kg.web.pages import description
from kg.web.pages.addresses import is_iri, without_ending
from kg.web.pages.asking import holds, terms_told
from kg.web.pages.entities import description_of, entity_of, referring_to
from kg.web.pages.home import home, query_page
from kg.web.pages.site import Site, static_files, wants_html
from kg.web.pool import Refused
from kg.web.settings import Settings

if TYPE_CHECKING:
    from kg.web.engine import Engine

Near = Iterable[tuple[str, str]]
"""Names of what may have been meant, with their addresses."""
Handler = Callable[[Site, Request], Awaitable[Response]]
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_OFFERED = (HTML, *GRAPHS)
_A_YEAR = "public, max-age=31536000, immutable"
_SENTENCES = {
    404: "Nothing stands at this address.",
    405: "This address is only read.",
    500: "A fault of the service itself.",
}
_sites: weakref.WeakKeyDictionary[object, Site] = weakref.WeakKeyDictionary()


def site_of(engine: Engine, settings: Settings) -> Site:
    """Give the site over an engine: one, so that its counts are made once."""
    if engine not in _sites:
        _sites[engine] = Site(engine, settings)
    return _sites[engine]


def routes(engine: Engine, settings: Settings) -> list[BaseRoute]:
    """Give the routes of all pages; the last takes whatever is left and tells that nothing stands there."""
    site = site_of(engine, settings)
    table: tuple[tuple[str, Handler, tuple[str, ...]], ...] = (
        ("/", home, ("GET",)),
        ("/query", query_page, ("GET", "POST")),
        ("/page", _page_by_iri, ("GET",)),
        ("/page/{local:path}", _page, ("GET",)),
        ("/data", _data_by_iri, ("GET",)),
        ("/data/{local:path}", _data, ("GET",)),
        ("/void", _void, ("GET",)),
        ("/.well-known/void", _well_known, ("GET",)),
        ("/dcat", _dcat, ("GET",)),
        ("/static/{name}", _static, ("GET",)),
        ("/favicon.ico", _favicon, ("GET",)),
        ("/robots.txt", _robots, ("GET",)),
        ("/ontology", _ontology, ("GET",)),
        ("/{local:path}", _entity, ("GET",)),
    )
    return [Route(path, _answering(site, handler, methods), methods=_METHODS) for path, handler, methods in table]


def _answering(site: Site, handler: Handler, methods: tuple[str, ...]) -> Callable[[Request], Awaitable[Response]]:
    """Give an endpoint: other methods, refusals and errors become pages for people and sentences for programs."""
    allowed = ", ".join(dict.fromkeys((*methods, "HEAD", "OPTIONS")))

    @wraps(handler)
    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": allowed})
        if request.method not in (*methods, "HEAD"):
            return _error(site, request, 405, _SENTENCES[405], {"allow": allowed})
        try:
            return _unless_known(request, await handler(site, request))
        except Refused as refused:
            later = {"retry-after": str(refused.retry_after)} if refused.retry_after is not None else {}
            return _error(site, request, refused.status, refused.sentence, later)
        except KgError as error:
            return _error(site, request, 404 if isinstance(error, NotFound) else 400, str(error))

    return endpoint


def _unless_known(request: Request, response: Response) -> Response:
    """Give 304 where a client holds the very same bytes; a query's page tells its time and is never the same."""
    if response.status_code != 200 or request.method == "POST" or request.url.path.endswith("/query"):
        return response
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:20]}"'
    response.headers["etag"] = tag
    if tag not in request.headers.get("if-none-match", ""):
        return response
    kept = {name: value for name, value in response.headers.items() if name in ("etag", "vary", "cache-control", "link")}
    return Response(status_code=304, headers=kept)


def error_response(engine: Engine, settings: Settings, request: Request, status: int, sentence: str = "") -> Response:
    """Give an error as a page to browsers and as a sentence to everybody else."""
    return _error(site_of(engine, settings), request, status, sentence or _SENTENCES.get(status, "This cannot be answered."))


def _error(
    site: Site, request: Request, status: int, sentence: str, more: dict[str, str] | None = None, near: Near = ()
) -> Response:
    headers = {**(more or {}), "cache-control": "no-store", "vary": "Accept"}
    if not wants_html(request):
        return Response(f"{sentence}\n", status, headers, "text/plain; charset=utf-8")
    return site.page("error.html", f"{status}", status, headers, code=status, sentence=sentence, near=tuple(near))


def _raw(request: Request, below: str = "") -> str:
    """Give the path of a request as it was sent, without what it stands below."""
    raw = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    sent = raw.split(b"?")[0].decode("ascii", errors="replace").lstrip("/")
    return sent.removeprefix(below)


async def _meant(site: Site, local: str) -> str | None:
    """Give the IRI that a path means and the graph, or the ontology, knows."""
    for iri in site.addresses.iris(local):
        if iri in terms_told() or await holds(site.engine, iri):
            return iri
    return None


async def _given(site: Site, request: Request) -> str:
    """Give the IRI of the parameter `iri`; raise Refused for one that is none, or that the graph does not hold."""
    fields = dict(wire.fields(request.scope["query_string"]))
    iri = fields.get("iri", "")
    if not is_iri(iri):
        raise Refused(400, "?iri= takes one absolute IRI, percent-encoded")
    if iri not in terms_told() and not await holds(site.engine, iri):
        raise NotFound(f"The graph says nothing of {iri}")
    return iri


async def _entity(site: Site, request: Request) -> Response:
    """Send a client from an IRI to the page or the data that its Accept likes best."""
    iri = await _meant(site, _raw(request))
    if iri is None:
        return await _not_found(site, request, _raw(request))
    form = chosen(request.headers.get("accept"), _OFFERED)
    if form is None:
        return _not_acceptable(site, request)
    target = site.addresses.page(iri) if form is HTML else site.addresses.data(iri, form.name)
    return RedirectResponse(target, 303, {"vary": "Accept", "link": _alternates(site, iri), "cache-control": "no-cache"})


def _not_acceptable(site: Site, request: Request) -> Response:
    offered = ", ".join(form.media for form in _OFFERED)
    return _error(site, request, 406, f"This is given as {offered}: ask for one of them in Accept.")


def _alternates(site: Site, iri: str) -> str:
    page = f'<{site.addresses.page(iri)}>; rel="alternate"; type="text/html"'
    data = (f'<{site.addresses.data(iri, form.name)}>; rel="alternate"; type="{form.media}"' for form in GRAPHS)
    return ", ".join((page, *data))


async def _not_found(site: Site, request: Request, local: str) -> Response:
    """Give a page that tells what is nearest among the names of the same folder."""
    iris = site.addresses.iris(local)
    if not iris:
        return _error(site, request, 404, _SENTENCES[404])
    folder, _, name = ref_of(iris[0], site.settings.base).partition(":")
    rows = await site.statistics.rows(f"{folder} names", 2.0) if folder in ("event", "actor", "place", "source") else None
    known = {ref_of(str(getattr(row["x"], "value", "")), site.settings.base).partition(":")[2]: row["x"] for row in rows or ()}
    near = nearest(name, known).removeprefix("did you mean ").removesuffix("?")
    links = [(f"{folder}:{near}", site.addresses.page(str(getattr(known[near], "value", ""))))] if near in known else []
    return _error(site, request, 404, f"The graph says nothing of {folder}:{name}.", near=links)


async def _page(site: Site, request: Request) -> Response:
    local = _raw(request, "page/")
    iri = await _meant(site, local)
    return await _entity_page(site, request, iri) if iri else await _not_found(site, request, local)


async def _page_by_iri(site: Site, request: Request) -> Response:
    iri = await _given(site, request)
    return await _entity_page(site, request, iri)


async def _entity_page(site: Site, request: Request, iri: str) -> Response:
    fields = dict(wire.fields(request.scope["query_string"]))
    start = int(fields["from"]) if fields.get("from", "").isdecimal() and len(fields["from"]) < 10 else 0
    headers = {"vary": "Accept", "link": _alternates(site, iri)}
    showing = site.showing()
    if is_iri(fields.get("by", "")):
        found = await referring_to(site.engine, showing, iri, fields["by"], start)
        return site.page("referring.html", f"{found.entity.text}: {found.property.text}", headers=headers, found=found)
    entity = await entity_of(site.engine, showing, iri, start)
    return site.page("entity.html", entity.label, headers=headers, entity=entity)


async def _data(site: Site, request: Request) -> Response:
    local = _raw(request, "data/")
    path, ending = without_ending(local)
    iri = await _meant(site, path) if ending else None
    if iri is None:
        iri, ending = await _meant(site, local), None
    if iri is None:
        return await _not_found(site, request, path)
    return await _data_of(site, request, iri, ending)


async def _data_by_iri(site: Site, request: Request) -> Response:
    iri = await _given(site, request)
    named = dict(wire.fields(request.scope["query_string"])).get("format")
    if named is not None and named not in {form.name for form in GRAPHS}:
        raise Refused(400, f"format is one of {', '.join(form.name for form in GRAPHS)}")
    return await _data_of(site, request, iri, named)


async def _data_of(site: Site, request: Request, iri: str, named: str | None) -> Response:
    form = BY_NAME[named] if named else chosen(request.headers.get("accept"), GRAPHS)
    if form is None:
        return _not_acceptable(site, request)
    content = written(await description_of(site.engine, iri), form, site.settings.base)
    headers = {"vary": "Accept", "cache-control": "no-cache", "link": _alternates(site, iri)}
    headers["content-location"] = site.addresses.data(iri, form.name)
    return Response(content, 200, headers, form.content_type)


def written(triples: Iterable[Triple], form: Form, base: str) -> bytes:
    """Give triples in a form, the same bytes for the same triples."""
    if form.name == "nt":
        return text.ntriples(triples)
    return {"ttl": text.turtle, "jsonld": text.json_ld, "rdf": text.rdf_xml}[form.name](triples, base)


async def describe(engine: Engine, settings: Settings) -> list[Triple]:
    """Give the SPARQL service description as triples."""
    return await description.service_description(site_of(engine, settings))


async def _void(site: Site, request: Request) -> Response:
    return _described(site, request, "What the graph holds, in VoID", await description.void(site))


async def _dcat(site: Site, request: Request) -> Response:
    return _described(site, request, "Catalogue entry, in DCAT", await description.dcat(site))


def _described(site: Site, request: Request, title: str, triples: list[Triple]) -> Response:
    """Give a description in the form that is asked for; to a browser as a page that shows its Turtle."""
    form = chosen(request.headers.get("accept"), (*GRAPHS, HTML))
    if form is None:
        return _not_acceptable(site, request)
    if form is HTML:
        turtle = written(triples, GRAPHS[0], site.settings.base).decode()
        return site.page("turtle.html", title, headers={"vary": "Accept"}, turtle=turtle, address=request.url.path)
    content = written(triples, form, site.settings.base)
    return Response(content, 200, {"vary": "Accept", "cache-control": "no-cache"}, form.content_type)


async def _well_known(site: Site, request: Request) -> Response:
    return RedirectResponse(site.path("/void"), 303)


async def _ontology(site: Site, request: Request) -> Response:
    from pyoxigraph import RdfFormat, parse

    from kg.model.data import data_path

    path = data_path("ontology", "conflict-kg.ttl")
    return _described(site, request, "The ontology", [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)])


async def _static(site: Site, request: Request) -> Response:
    asked = request.path_params["name"]
    for file in static_files().values():
        if file.name == asked:
            return Response(file.content, 200, {"cache-control": _A_YEAR}, file.media)
    return _error(site, request, 404, _SENTENCES[404])


async def _favicon(site: Site, request: Request) -> Response:
    file = static_files()["favicon.svg"]
    return Response(file.content, 200, {"cache-control": "public, max-age=86400"}, file.media)


async def _robots(site: Site, request: Request) -> Response:
    closed = ("/sparql", "/query", "/store", "/metrics", "/data", "/*?by=", "/*&by=")
    lines = ["User-agent: *", *(f"Disallow: {site.path(path)}" for path in closed)]
    return Response("\n".join(lines) + "\n", 200, {"cache-control": "public, max-age=86400"}, "text/plain; charset=utf-8")
