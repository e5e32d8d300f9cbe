"""The SPARQL 1.1 Graph Store Protocol at `/store`: graphs by `?graph=IRI`, `?default`, or their own address."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

from kg.web import wire
from kg.web.bodies import received
from kg.web.engine import Engine
from kg.web.forms import BY_NAME, DATASETS, GRAPHS, Form, chosen
from kg.web.pool import Refused
from kg.web.rights import require_token
from kg.web.settings import Settings
from kg.web.sparql import graph_iri, send_blocks
from kg.web.wire import Headers, Receive, Scope, Send, header

PATH = "/store"
_ALLOW = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_DATASET_FORMS = frozenset(form.name for form in DATASETS)


@dataclass(frozen=True, slots=True)
class Target:
    """What a request is about: a graph by its IRI, the default graph (""), or, None, the store as a whole."""

    graph: str | None

    @property
    def forms(self) -> tuple[Form, ...]:
        """Give the forms in which it can be had."""
        return DATASETS if self.graph is None else GRAPHS


class GraphStore:
    """Graphs read, put, added to and removed."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings
        self.service = secrets.token_hex(4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        method = scope["method"]
        if method == "OPTIONS":
            await wire.give(send, 204, [(b"allow", _ALLOW.encode())])
        elif method not in _ALLOW:
            await wire.refuse(send, Refused(405, f"{method} is not an operation of the Graph Store Protocol"), allow=_ALLOW)
        elif method in ("GET", "HEAD"):
            await self.read(scope, send, self.target(scope))
        else:
            require_token(scope, self.settings)
            await self.write(scope, receive, send, self.target(scope))

    def target(self, scope: Scope) -> Target:
        """Give what a request is about; raise Refused where that is not clear."""
        below = scope["raw_path"].decode("ascii")[len(PATH) :]
        parameters = wire.fields(scope["query_string"])
        named = [(name, value) for name, value in parameters if name in ("graph", "default")]
        if len(named) > 1 or (named and below not in ("", "/")):
            raise Refused(400, "name one graph: ?graph=IRI, ?default, or a path below /store/")
        if named:
            name, value = named[0]
            return Target(graph_iri(value) if name == "graph" else "")
        return Target(None if below in ("", "/") else graph_iri(self.settings.address + PATH + below))

    async def read(self, scope: Scope, send: Send, target: Target) -> None:
        """Give a graph, or only tell that it is there."""
        form = form_asked(scope, target)
        generation = self.engine.generation
        if self.tag(generation, form) in (header(scope, b"if-none-match") or "").split(", "):
            await wire.give(send, 304, [(b"etag", self.tag(generation, form).encode()), (b"vary", b"Accept")])
            return
        told = scope["method"] == "HEAD"
        answer = await (self.engine.graph_told if told else self.engine.graph)(target.graph, form)
        try:
            headers = self._headers(answer.head["generation"], form)
            if told:
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
            elif answer.rest is None:
                await wire.give(send, 200, headers, answer.body)
            else:
                await send_blocks(send, headers, answer, keep=0)
        finally:
            await answer.close()

    def _headers(self, generation: str, form: str) -> Headers:
        content = BY_NAME[form].content_type.encode()
        tag = self.tag(generation, form).encode()
        return [(b"content-type", content), (b"etag", tag), (b"vary", b"Accept"), (b"cache-control", b"no-cache")]

    def tag(self, generation: str, form: str) -> str:
        """Give the ETag of a graph in a form."""
        return f'"{self.service}-{generation}-{form}"'

    async def write(self, scope: Scope, receive: Receive, send: Send, target: Target) -> None:
        """Put, add to or remove a graph, and answer once that is published."""
        request = {"if_generation": self.generation_asked(scope), "base": self.settings.address + PATH}
        if scope["method"] == "DELETE":
            if target.graph is None:
                raise Refused(400, "name the graph to remove: ?graph=IRI, ?default, or a path below /store/")
            await self.engine.write({**request, "do": "delete", "graph": target.graph})
            await wire.give(send, 204, [])
            return
        async with received(scope, receive, self.settings) as files:
            graph = graph_of_write(scope["method"], target, [form for _, form in files], self.settings.address)
            told = await self.engine.write({**request, "do": scope["method"].lower(), "graph": graph, "files": files})
        if told["created"] and graph:
            await wire.give(send, 201, [(b"location", graph.encode())])
        else:
            await wire.give(send, 204, [])

    def generation_asked(self, scope: Scope) -> str | None:
        """Give the generation that If-Match wants to be the newest; raise Refused for a tag that was never of a graph here."""
        match = header(scope, b"if-match")
        if match is None or match == "*":
            return None
        service, _, rest = match.strip('"').partition("-")
        if service != self.service:
            raise Refused(412, "the store has changed since: read it again")
        return rest.rpartition("-")[0]


def form_asked(scope: Scope, target: Target) -> str:
    """Give the form that a client likes best; raise Refused where it takes none."""
    named = [value for name, value in wire.fields(scope["query_string"]) if name == "format"]
    form = next((form for form in target.forms if form.name == named[0]), None) if named else None
    form = form or (None if named else chosen(header(scope, b"accept"), target.forms))
    if form is None:
        raise Refused(406, f"this is given as {', '.join(form.media for form in target.forms)}")
    return form.name


def graph_of_write(method: str, target: Target, forms: list[str], address: str) -> str | None:
    """Give the graph that data goes to: the one named, a new one, or, None, those that the data itself names.

    Raises Refused where the data names graphs of its own and one was named, and where the whole store would be put.
    """
    datasets = [form for form in forms if form in _DATASET_FORMS]
    if datasets and (target.graph is not None or len(datasets) < len(forms)):
        raise Refused(415, "TriG and N-Quads name their graphs themselves: POST them to /store, without a graph")
    if target.graph is not None:
        return target.graph
    if method == "PUT":
        raise Refused(400, "name the graph to put: ?graph=IRI, ?default, or a path below /store/")
    return None if datasets else f"{address}{PATH}/{uuid.uuid4()}"
