"""The application: which path is answered by what."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from kg.web import pages, wire
from kg.web.engine import Engine
from kg.web.front import App, Front
from kg.web.graphstore import PATH, GraphStore
from kg.web.pool import Refused
from kg.web.settings import Settings
from kg.web.sparql import SparqlEndpoint
from kg.web.wire import Receive, Scope, Send


def make_app(settings: Settings, engine: Engine) -> App:
    """Give the application over an engine, which whoever made it opens and closes."""
    return Front(Paths(settings, engine), settings, engine.metrics)


class Paths:
    """Sends the protocols' paths straight to what answers them, all others to the pages."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        sparql = SparqlEndpoint(engine, settings)
        self.engine, self.settings = engine, settings
        self.store = GraphStore(engine, settings)
        self.exact: dict[str, App] = {
            "/sparql": sparql,
            "/sparql/": sparql,
            "/health": Health(engine),
            "/metrics": Counted(engine),
            "/openapi.json": Described(),
            PATH: self.store,
        }
        self.pages = Starlette(routes=pages.routes(engine, settings), exception_handlers={Exception: self.fault})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self.exact.get(scope["path"])
        if app is None:
            app = self.store if scope["path"].startswith(PATH + "/") else self.pages
        await app(scope, receive, send)

    async def fault(self, request: Request, error: Exception) -> Response:
        """Give a page in place of one that could not be made; what went wrong goes on, to the log."""
        return pages.error_response(self.engine, self.settings, request, 500)


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


class Described:
    """Gives the description of the service for programs that read OpenAPI."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not reading(scope):
            await wire.refuse(send, Refused(405, "read this"), allow="GET, HEAD")
            return
        await wire.give(send, 200, [(b"content-type", b"application/json")], described())


@lru_cache(maxsize=1)
def described() -> bytes:
    """Give `openapi.yaml` as JSON."""
    import yaml

    return wire.as_json(yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text(encoding="utf-8")))


def reading(scope: Scope) -> bool:
    """Tell whether a request only reads."""
    return scope["method"] in ("GET", "HEAD")
