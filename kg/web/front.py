"""What every request passes: the host that it names, headers that protect its reader, the log and the counters."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog

from kg.model.errors import KgError
from kg.web import wire
from kg.web.metrics import Metrics
from kg.web.pool import Refused
from kg.web.rights import allowed_origin, preflight, require_host
from kg.web.settings import Settings
from kg.web.wire import Headers, Receive, Scope, Send, header

App = Callable[[Scope, Receive, Send], Awaitable[None]]
_SAFE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
]
_ROUTES = frozenset("sparql store health metrics page data void dcat static".split())
_METHODS = frozenset("GET HEAD POST PUT DELETE PATCH OPTIONS".split())
_LONGEST_SHOWN = 300
KG_CONNECTION = "kg.connection"
"""The extension of the scope by which an answer that cannot be finished closes its connection."""


class Front:
    """The outermost application."""

    def __init__(self, app: App, settings: Settings, metrics: Metrics) -> None:
        self.app = app
        self.settings = settings
        self.metrics = metrics
        self.log = structlog.get_logger()
        self.numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, log it and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passing = Passing(scope, send, f"{next(self.numbers):x}", self.settings)
        self.metrics.running.inc()
        try:
            await self._answered(scope, receive, passing)
        except asyncio.CancelledError:
            passing.why = "left" if not passing.ended else ""
            raise
        finally:
            self.metrics.running.dec()
            self._tell(scope, passing)

    async def _answered(self, scope: Scope, receive: Receive, passing: Passing) -> None:
        try:
            require_host(scope, self.settings)
            if scope["method"] == "OPTIONS" and self.settings.cors and header(scope, b"access-control-request-method"):
                await wire.give(passing.send, 204, preflight(self.settings))
            else:
                await self.app(scope, receive, passing.send)
        except Refused as refused:
            await self._refuse(passing, refused)
        except KgError as error:
            await self._refuse(passing, Refused(404 if error.exit_code == 4 else 400, str(error)))
        except SlowClient:
            self._cut(passing, "slow")
        except Exception as error:  # noqa: BLE001  # the door: a client gets a sentence, the log the rest
            passing.fault = "".join(traceback.format_exception(error))
            await self._refuse(passing, Refused(500, f"a fault of kg itself; its log tells more under {passing.id}"))

    async def _refuse(self, passing: Passing, refused: Refused) -> None:
        if passing.ended:
            return  # it was answered, and told to the log
        if passing.started:
            self._cut(passing, refused.sentence)
        else:
            await wire.refuse(passing.send, refused)

    def _cut(self, passing: Passing, why: str) -> None:
        """End an answer so that nobody takes it for whole: the connection closes before the last chunk."""
        passing.why = why
        connection = passing.scope.get("extensions", {}).get(KG_CONNECTION)
        if connection is not None:
            connection.cut()

    def _tell(self, scope: Scope, passing: Passing) -> None:
        seconds = time.perf_counter() - passing.began
        route = route_of(scope["path"])
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self.metrics.requests.labels(route, method, str(passing.status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        self.metrics.sent.labels(route).inc(passing.bytes)
        if passing.why:
            self.metrics.cut.labels("slow" if passing.why == "slow" else "left" if passing.why == "left" else "refused").inc()
        told: dict[str, Any] = {
            "id": passing.id,
            "method": scope["method"],
            "path": scope["path"][:_LONGEST_SHOWN],
            "status": passing.status,
            "ms": round(seconds * 1000, 2),
            "bytes": passing.bytes,
        }
        told |= {key: value for key, value in (("cut", passing.why), ("fault", passing.fault)) if value}
        query = scope["state"].get("query")
        if query is not None:
            told |= self._query_told(query)
        (self.log.error if passing.fault else self.log.info)("request", **told)

    def _query_told(self, query: str) -> dict[str, Any]:
        if self.settings.log_queries:
            return {"query": query}
        return {"query_hash": hashlib.sha256(query.encode()).hexdigest()[:16], "query_length": len(query)}


class SlowClient(Exception):  # the client's fault
    """A client that does not read its answer."""


class Passing:
    """One request on its way: what was sent of its answer, since when, and what went wrong."""

    def __init__(self, scope: Scope, send: Send, id_: str, settings: Settings) -> None:
        self.scope = scope
        self.sending = send
        self.id = id_
        self.settings = settings
        self.began = time.perf_counter()
        self.status = 0
        self.bytes = 0
        self.started = False
        self.ended = False
        self.why = ""
        self.fault = ""
        scope.setdefault("state", {})

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Send a part of the answer with our headers; raise SlowClient where it is not read in time."""
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            message["headers"] = [*self._with_ours(message.get("headers", ())), *allowed_origin(self.scope, self.settings)]
            await self.sending(message)
            return
        self.bytes += len(message.get("body", b""))
        if message.get("more_body"):
            try:
                async with asyncio.timeout(self.settings.send_seconds):
                    await self.sending(message)
            except TimeoutError as error:
                raise SlowClient from error
        else:
            await self.sending(message)
            self.ended = True

    def _with_ours(self, headers: Headers) -> Headers:
        """Give an answer's headers and those of ours that it does not set itself."""
        theirs = {name for name, _ in headers}
        ours = [*_SAFE, (b"x-request-id", self.id.encode())]
        return [*headers, *(pair for pair in ours if pair[0] not in theirs)]


def route_of(path: str) -> str:
    """Give the route of a path, for the counters: few, whatever is asked for.

    >>> route_of("/sparql/"), route_of("/actor/cma"), route_of("/")
    ('sparql', 'entity', 'home')
    """
    first = path.lstrip("/").partition("/")[0]
    return first if first in _ROUTES else "entity" if first else "home"
