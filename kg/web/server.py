"""The server: uvicorn, with bounds for slow and endless headers, answers that can be cut, and a stop that ends in time."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httptools
import structlog
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from kg.web.app import make_app
from kg.web.engine import Engine
from kg.web.front import KG_CONNECTION
from kg.web.link import Hello
from kg.web.logs import log_as_json
from kg.web.settings import Settings

MOST_HEADER_BYTES = 400_000
"""A query of 100 kB in the address, percent-encoded, and all other headers."""
_LINGER_SECONDS = 5.0
_BACKLOG = 512


def listen(host: str, port: int) -> socket.socket:
    """Give a socket that listens; raise OSError where the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def serve(folder: Path, settings: Settings, listening: socket.socket, when_ready: Callable[[Hello], None]) -> None:
    """Serve a store's folder on a socket until SIGTERM or SIGINT; no worker outlives this call."""
    log_as_json()
    with contextlib.suppress(KeyboardInterrupt):  # a second Ctrl-C does not wait
        _runner(_serve(folder, settings, listening, when_ready))


def _runner(work: Any) -> None:
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(work)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:  # where there is none, asyncio's own loop does
        return asyncio.new_event_loop
    return uvloop.new_event_loop


async def _serve(folder: Path, settings: Settings, listening: socket.socket, when_ready: Callable[[Hello], None]) -> None:
    engine = Engine(folder, settings)
    hello = await engine.open()
    try:
        config = uvicorn.Config(
            make_app(settings, engine),
            http=bounded(settings),
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=settings.connections,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=max(1, round(settings.stop_seconds)),
        )
        when_ready(hello)
        log = structlog.get_logger()
        log.info(
            "serving", address=settings.address, generation=engine.generation, workers=settings.workers, network=hello.network
        )
        await _Server(config).serve([listening])
        log.info("stopped")
    finally:
        await engine.close()


class _Server(uvicorn.Server):
    """A server whose stop by a signal is a good end, not another death by that signal."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGTERM and SIGINT as the wish to stop, the second one as the wish to stop at once."""
        taken = (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.signal(number, self.handle_exit) for number in taken}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop; at once where it was said before."""
        self.force_exit = self.should_exit
        self.should_exit = True


def bounded(settings: Settings) -> type[asyncio.Protocol]:
    """Give the protocol of a connection with these bounds."""

    class Bounded(Connection):
        header_seconds = settings.header_seconds

    return Bounded


class Connection(HttpToolsProtocol):
    """A connection whose headers come in time and not without end; its end stops what it asked for."""

    header_seconds = 10.0
    header_timer: asyncio.TimerHandle | None = None
    header_bytes = 0
    answering: asyncio.Task[None] | None = None
    receiving = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for headers."""
        super().connection_made(transport)
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop what was being answered: nobody is there to read it."""
        super().connection_lost(exc)
        self._headers_came()
        if self.answering is not None and not self.answering.done():
            self.answering.cancel()

    def data_received(self, data: bytes) -> None:
        """Count what comes before the headers are at their end."""
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request, which uvicorn's types do not tell
        if self.header_timer is None and not self.receiving and (cycle is None or cycle.response_complete):
            self._await_headers()
        if self.header_timer is not None:
            self.header_bytes += len(data)
            if self.header_bytes > MOST_HEADER_BYTES + len(data):
                self._refuse(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Give the application a way to cut its answer."""
        super().on_message_begin()
        self.receiving = True
        self.scope["extensions"] = {KG_CONNECTION: self}  # type: ignore[dict-item]  # ours, and read by us only

    def on_headers_complete(self) -> None:
        """Wait for headers no longer; refuse an address that cannot be taken apart."""
        self._headers_came()
        try:
            super().on_headers_complete()
        except httptools.HttpParserInvalidURLError:
            self._refuse(b"400 Bad Request")

    def on_message_complete(self) -> None:
        """Note that a request came to its end."""
        self.receiving = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Give a client that was refused a little time to end its body, which nobody reads, and no more."""
        super().on_response_complete()
        if self.receiving:
            self.loop.call_later(_LINGER_SECONDS, self._leave_body, self.cycle)

    def _leave_body(self, cycle: RequestResponseCycle) -> None:
        if self.receiving and self.cycle is cycle:
            self.transport.abort()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        task = self.loop.create_task(cycle.run_asgi(app))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)
        self.answering = task

    def cut(self) -> None:
        """Close without the end of the answer: what was sent may still arrive, the reader sees that it is not whole."""
        self.transport.close()
        self.loop.call_later(_LINGER_SECONDS, self.transport.abort)

    def _await_headers(self) -> None:
        self.header_bytes = 0
        self.header_timer = self.loop.call_later(self.header_seconds, self._refuse, b"408 Request Timeout")

    def _headers_came(self) -> None:
        self.header_bytes = 0
        if self.header_timer is not None:
            self.header_timer.cancel()
            self.header_timer = None

    def _refuse(self, status: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()
