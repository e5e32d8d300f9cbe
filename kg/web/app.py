"""The application: which path is answered by what."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from kg.web import wire
from kg.web.engine import Engine
from kg.web.front import App, Front
from kg.web.graphstore import GraphStore
from kg.web.pool import Refused
from kg.web.settings import Settings
from kg.web.sparql import SparqlEndpoint
from kg.web.wire import Receive, Scope, Send


def make_app(settings: Settings, engine: Engine) -> App:
    """Give the application over an engine, which whoever made it opens and closes."""
    return Front(Starlette(routes=_routes(settings, engine)), settings, engine.metrics)


def _routes(settings: Settings, engine: Engine) -> list[BaseRoute]:
    sparql = SparqlEndpoint(engine, settings)
    store = GraphStore(engine, settings)
    return [
        Route("/sparql", sparql),
        Route("/sparql/", sparql),
        Route("/health", Health(engine)),
        Route("/metrics", Counted(engine)),
        Route("/store", store),
        Route("/store/{below:path}", store),
    ]


class Health:
    """Tells that a question is answered, by a worker, from the store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not reading(scope):
            await wire.refuse(send, Refused(405, "read this"), allow="GET, HEAD")
            return
        try:
            ready = await self.engine.ask("ASK {}")
            told = {"live": True, "ready": ready, "generation": self.engine.generation}
        except Refused as refused:
            ready, told = False, {"live": True, "ready": False, "why": refused.sentence}
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await wire.give(send, 200 if ready else 503, headers, wire.as_json(told))


class Counted:
    """Gives the counters."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not reading(scope):
            await wire.refuse(send, Refused(405, "read this"), allow="GET, HEAD")
            return
        metrics = self.engine.metrics
        await wire.give(send, 200, [(b"content-type", metrics.media.encode()), (b"cache-control", b"no-store")], metrics.text())


def reading(scope: Scope) -> bool:
    """Tell whether a request only reads."""
    return scope["method"] in ("GET", "HEAD")
