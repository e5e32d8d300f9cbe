"""The SPARQL 1.1 Protocol at `/sparql`."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

from kg.graph.guard import check_update
from kg.model.errors import KgError
from kg.web import pages, wire
from kg.web.cache import Cache, Kept, changes
from kg.web.engine import Answer, Engine, Query
from kg.web.forms import GRAPHS, HTML, SPREADSHEET, TABLES, TRUTHS, Form, chosen
from kg.web.pages.routing import written
from kg.web.pool import Refused
from kg.web.rights import require_token
from kg.web.settings import MEGABYTE, Settings
from kg.web.using import with_using
from kg.web.wire import Headers, Receive, Scope, Send, header

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_MOST_BODY = 16 * MEGABYTE
_ALLOW = "GET, HEAD, POST, OPTIONS"
_DATASET = ("default-graph-uri", "named-graph-uri")
_USING = ("using-graph-uri", "using-named-graph-uri")
_NAMES = {"query", "update", "format", *_DATASET, *_USING}


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation of the protocol: `query` or `update`, its text, and the other parameters."""

    operation: str
    text: str
    parameters: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """Give the values of a parameter."""
        return tuple(value for key, value in self.parameters if key == name)

    def graphs(self, name: str) -> tuple[str, ...]:
        """Give the graphs of a parameter; raise Refused for what is not an absolute IRI."""
        return tuple(map(graph_iri, self.all(name)))


class SparqlEndpoint:
    """Queries by GET, form and direct POST; updates by form and direct POST."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings
        self.cache = Cache(settings.cache_mb * MEGABYTE)
        self.service = secrets.token_hex(4)  # in ETags: another service may count its generations alike

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        method = scope["method"]
        if method == "OPTIONS":
            await wire.give(send, 204, [(b"allow", _ALLOW.encode())])
            return
        if method not in ("GET", "HEAD", "POST"):
            await wire.refuse(send, Refused(405, f"{method} is not an operation of the SPARQL protocol"), allow=_ALLOW)
            return
        if method != "POST" and not any(name in ("query", "update") for name, _ in wire.fields(scope["query_string"])):
            await self.describe(scope, send)
            return
        if method == "POST":
            asked = await self._posted(scope, receive)
        else:
            asked = one_operation(wire.fields(scope["query_string"]), updates=False)
        if asked.operation == "query":
            scope["state"]["query"] = asked.text
            await self.answer(scope, send, asked)
        else:
            await self.update(scope, send, asked)

    async def describe(self, scope: Scope, send: Send) -> None:
        """Tell what this service is, to a browser by its page for queries."""
        form = chosen(header(scope, b"accept"), (*GRAPHS, HTML))
        if form is None:
            raise Refused(406, f"the description is given as {', '.join(form.media for form in GRAPHS)}")
        if form is HTML:
            await wire.give(send, 303, [(b"location", f"{self.settings.address}/".encode()), (b"vary", b"Accept")])
            return
        triples = await pages.describe(self.engine, self.settings)
        content = written(triples, form, self.settings.base)
        await wire.give(send, 200, [(b"content-type", form.content_type.encode()), (b"vary", b"Accept")], content)

    async def _posted(self, scope: Scope, receive: Receive) -> Asked:
        media, charset = wire.media_type(scope)
        if media not in (FORM, QUERY, UPDATE):
            raise Refused(415, f"a POST is {FORM}, {QUERY} or {UPDATE}")
        wire.require_utf8(charset)
        if media == UPDATE:
            require_token(scope, self.settings)
        data = await wire.whole_body(scope, receive, _MOST_BODY, self.settings.body_seconds)
        parameters = wire.fields(scope["query_string"])
        if media == FORM:
            return one_operation([*parameters, *wire.fields(data)], updates=True)
        return one_operation([*parameters, ("query" if media == QUERY else "update", utf8(data))], updates=True)

    async def answer(self, scope: Scope, send: Send, asked: Asked) -> None:
        """Answer a query: from the cache, as not modified, or from a worker."""
        query = query_of(asked, header(scope, b"accept"), f"{self.settings.address}/sparql")
        tagged = scope["method"] != "POST" and not changes(query.sparql)
        generation = self.engine.generation
        if tagged and self.tag(generation, query) in (header(scope, b"if-none-match") or ""):
            await wire.give(send, 304, [(b"etag", self.tag(generation, query).encode()), (b"vary", b"Accept")])
            return
        kept = self.cache.get((generation, query))
        if kept is not None:
            self.engine.metrics.cached.inc()
            await wire.give(send, 200, self._headers(kept.media, kept.form, generation, query, tagged), kept.body)
            return
        answer = await self.engine.query(query)
        try:
            await self._send(send, answer, query, tagged)
        finally:
            await answer.close()

    async def _send(self, send: Send, answer: Answer, query: Query, tagged: bool) -> None:
        head = answer.head
        headers = self._headers(head["type"], head["form"], head["generation"], query, tagged)
        keep = self.cache.largest > 0 and not changes(query.sparql)
        if answer.rest is None:
            await wire.give(send, 200, headers, answer.body)
            if keep:
                self.cache.put((head["generation"], query), Kept(head["type"], head["form"], answer.body))
            return
        whole = await send_blocks(send, headers, answer, self.cache.largest if keep else 0)
        if whole is not None:
            self.cache.put((head["generation"], query), Kept(head["type"], head["form"], whole))

    def _headers(self, media: str, form: str, generation: str, query: Query, tagged: bool) -> Headers:
        headers = [(b"content-type", media.encode()), (b"vary", b"Accept"), (b"cache-control", b"no-cache")]
        if tagged:
            headers.append((b"etag", self.tag(generation, query).encode()))
        if form == SPREADSHEET.name:
            headers.append((b"content-disposition", b'attachment; filename="answer.csv"'))
        return headers

    def tag(self, generation: str, query: Query) -> str:
        """Give the ETag of a query's answer; weak, since the order of its rows may differ."""
        return f'W/"{self.service}-{generation}-{query.table}.{query.truth}.{query.graph}"'

    async def update(self, scope: Scope, send: Send, asked: Asked) -> None:
        """Carry out an update and answer once it is published."""
        require_token(scope, self.settings)
        scope["state"]["query"] = asked.text
        try:
            check_update(asked.text)
        except KgError as error:
            raise Refused(400, str(error)) from error
        sparql = with_using(asked.text, *map(asked.graphs, _USING))
        await self.engine.write({"do": "update", "sparql": sparql, "base": f"{self.settings.address}/sparql"})
        await wire.give(send, 204, [])


async def send_blocks(send: Send, headers: Headers, answer: Answer, keep: int) -> bytes | None:
    """Send an answer block by block; give it as a whole where it has at most so many bytes."""
    whole: bytearray | None = bytearray() if keep else None
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async for block in answer.blocks():
        await send({"type": "http.response.body", "body": block, "more_body": True})
        if whole is not None:
            whole += block
            if len(whole) > keep:
                whole = None
    await send({"type": "http.response.body", "body": b""})
    return None if whole is None else bytes(whole)


def one_operation(parameters: Sequence[tuple[str, str]], updates: bool) -> Asked:
    """Give the one operation of a request; raise Refused where it is not exactly one, or has parameters of the other."""
    found = [(name, value) for name, value in parameters if name in ("query", "update")]
    if len(found) != 1:
        raise Refused(400, "one request has one `query` or one `update`")
    ((operation, text),) = found
    if operation == "update" and not updates:
        raise Refused(400, "an update is sent by POST")
    others = tuple(pair for pair in parameters if pair != (operation, text))
    wrong = _USING if operation == "query" else _DATASET
    if any(name in wrong for name, _ in others):
        raise Refused(400, f"{' and '.join(wrong)} do not belong to a {operation}")
    return Asked(operation, text, others)


def query_of(asked: Asked, accept: str | None, base: str) -> Query:
    """Give what the engine is asked: text, graphs, and for each kind of answer the form that the client likes best."""
    table, truth, graph = _forms(accept, "".join(asked.all("format")[:1]))
    default, named = map(asked.graphs, _DATASET)
    return Query(asked.text, default, named, table, truth, graph, base)


@lru_cache(maxsize=512)
def _forms(accept: str | None, named: str) -> tuple[str | None, str | None, str | None]:
    offered = ((*TABLES, SPREADSHEET), TRUTHS, GRAPHS)
    if not named:
        forms = chosen(accept, TABLES), chosen(accept, TRUTHS), chosen(accept, GRAPHS)
    else:
        forms = tuple(next((form for form in group if form.name == named), None) for group in offered)  # type: ignore[assignment]
        if not any(forms):
            known = sorted({form.name for group in offered for form in group})
            raise Refused(400, f"format is one of {', '.join(known)}")
    table, truth, graph = (_name(form) for form in forms)
    return table, truth, graph


def _name(form: Form | None) -> str | None:
    return form.name if form else None


def utf8(data: bytes) -> str:
    """Give a body as text; raise Refused where it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, "the body is not UTF-8") from error


def graph_iri(text: str) -> str:
    """Give an absolute IRI as it is; raise Refused for anything else."""
    scheme, colon, rest = text.partition(":")
    if not (colon and rest and scheme.isascii() and scheme[:1].isalpha()):
        raise Refused(400, "a graph is named by an absolute IRI")
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise Refused(400, "a graph is named by an absolute IRI") from error
