"""The engine: questions to workers over one store, answers as they come, within time and memory."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from pyoxigraph import QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results

from kg.graph.answer import Term
from kg.graph.guard import TOKEN, check_query
from kg.keeping.store import LocalStore
from kg.model.errors import KgError, UsageError
from kg.web import frames
from kg.web.ahead import Ahead, Room
from kg.web.link import Hello, Worker, WorkerLost
from kg.web.metrics import Metrics
from kg.web.pool import Pool, Refused
from kg.web.settings import MEGABYTE, Settings

_MOST_INSIDE = 16 * MEGABYTE
_LONGEST_KEPT = 10_000
_LONGEST_SAID = 500
_AHEAD_TOGETHER = 4  # times what one answer may hold ahead of its reader
_WRITER_MEMORY = 4  # times that of a reader: loading sorts in memory


@dataclass(frozen=True, slots=True)
class Query:
    """A query as the protocol gives it: its text, its graphs, and the form chosen for each kind of answer (None: none fits)."""

    sparql: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    table: str | None = "json"
    truth: str | None = "json"
    graph: str | None = "nt"
    base: str | None = None


class Answer:
    """What came of a request: its head, its first bytes, and where that is not all, the blocks after them."""

    def __init__(self, head: dict[str, Any], body: bytes, rest: Ahead | None = None) -> None:
        self.head = head
        self.body = body
        self.rest = rest

    async def blocks(self) -> AsyncIterator[bytes]:
        """Yield all blocks; raise Refused where the answer is cut."""
        yield self.body
        if self.rest is not None:
            async for block in self.rest.blocks():
                yield block

    async def close(self) -> None:
        """Let go of the worker, whether or not all was read."""
        if self.rest is not None:
            await self.rest.close()


class Engine:
    """A pool of reading workers, and one writing worker where writes are allowed, over one store."""

    def __init__(self, folder: Path, settings: Settings, metrics: Metrics | None = None) -> None:
        self.settings = settings
        self.metrics = metrics or Metrics()
        self.local = LocalStore.open(folder)
        self.room = Room(settings.ahead_mb * MEGABYTE, settings.ahead_mb * MEGABYTE * _AHEAD_TOGETHER)
        self.readers = self._pool("read", folder, settings.workers, settings.memory_mb)
        self.writers = self._pool("write", folder, 1 if settings.update else 0, settings.memory_mb * _WRITER_MEMORY)

    def _pool(self, role: str, folder: Path, size: int, memory_mb: int) -> Pool:
        def start() -> Coroutine[Any, Any, Worker]:
            return Worker.start(role, folder, self.settings.base, memory_mb)

        return Pool(start, size, self.settings.waiting, self.settings.seconds, self.metrics)

    async def open(self) -> Hello:
        """Start the workers and give what they told; raise UsageError where they cannot start."""
        try:
            await self.readers.open()
            await self.writers.open()
        except WorkerLost as error:
            await self.close()
            said = str(error).strip().splitlines()
            raise UsageError(f"the workers do not start: {said[-1] if said else 'they say nothing'}") from error
        return next(iter(self.readers.all)).hello

    async def close(self) -> None:
        """Kill the workers."""
        await self.readers.close()
        await self.writers.close()

    @property
    def generation(self) -> str:
        """Give the generation of the store that a request would be answered from now."""
        return self.local.generation

    async def query(self, query: Query) -> Answer:
        """Give the answer of a query, begun; raise Refused where there is none."""
        request = {
            "do": "query",
            "sparql": query.sparql,
            "default": query.default,
            "named": query.named,
            "own_dataset": looked_at(query.sparql),
            "table": query.table,
            "truth": query.truth,
            "graph": query.graph,
            "base": query.base,
        }
        return await self._read(request)

    async def graph(self, name: str | None, form: str) -> Answer:
        """Give a graph by its IRI ("": the default graph; None: all graphs) in a form; raise Refused where it is not there."""
        return await self._read({"do": "graph", "graph": name, "form": form})

    async def graph_told(self, name: str | None, form: str) -> Answer:
        """Give what `graph` would, without its content."""
        return await self._read({"do": "tell", "graph": name, "form": form})

    async def rows(self, sparql: str) -> list[dict[str, Term]]:
        """Give the rows of a SELECT of our own as terms by variable, those without a value left out."""
        data = await self._whole(Query(sparql))
        solutions: Any = parse_query_results(data, QueryResultsFormat.JSON)
        names = [variable.value for variable in solutions.variables]
        return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in solutions]

    async def ask(self, sparql: str) -> bool:
        """Give the answer of an ASK of our own."""
        return bool(json.loads(await self._whole(Query(sparql)))["boolean"])

    async def triples(self, sparql: str) -> list[Triple]:
        """Give the triples of a CONSTRUCT or DESCRIBE of our own."""
        return [quad.triple for quad in parse(await self._whole(Query(sparql)), RdfFormat.N_TRIPLES)]

    async def _whole(self, query: Query) -> bytes:
        answer = await self.query(query)
        try:
            data = bytearray()
            async for block in answer.blocks():
                data += block
                if len(data) > _MOST_INSIDE:
                    raise Refused(500, f"an answer of more than {_MOST_INSIDE >> 20} MB for one page")
            return bytes(data)
        finally:
            await answer.close()

    async def _read(self, request: dict[str, Any]) -> Answer:
        request["generation"] = self.generation
        return await self._request(self.readers, request)

    async def write(self, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out a write and give what it told, once it is published; a client that leaves does not stop it."""
        work = asyncio.get_running_loop().create_task(self._request(self.writers, request))
        work.add_done_callback(lambda done: done.cancelled() or done.exception())  # so that none is told of as never looked at
        answer = await asyncio.shield(work)
        self.metrics.writes.inc()
        return answer.head

    async def _request(self, pool: Pool, request: dict[str, Any]) -> Answer:
        worker = await pool.take()
        clock = Clock(self.settings.seconds)
        worker.ask(request)
        try:
            kind, body = await self._next(pool, worker, clock)
        except BaseException:
            pool.leave(worker)
            raise
        if kind == frames.WHOLE:
            pool.leave(worker)
            return Answer(*frames.unpacked(body))

        async def more() -> bytes | None:
            if request["do"] == "graph":  # it only copies: each block has the time that a query has for all
                clock.left = self.settings.seconds
            return (await self._next(pool, worker, clock))[1] if worker.answering else None

        rest = Ahead(more, self.room, lambda: pool.leave(worker))
        return Answer(*frames.unpacked(body), rest)

    async def _next(self, pool: Pool, worker: Worker, clock: Clock) -> tuple[bytes, bytes]:
        """Give the next frame of an answer; where none comes in time or the worker dies, replace it and raise Refused."""
        try:
            kind, body = await clock.bounded(worker.get)
        except TimeoutError as error:
            pool.replace(worker, "time")
            raise Refused(504, f"not answered in {self.settings.seconds:g} seconds: ask for less, or in parts") from error
        except WorkerLost as error:
            raise await self._why(worker) from error
        if kind == frames.REFUSED:
            told = json.loads(body)
            raise Refused(told["status"], told["sentence"], told.get("retry_after"))
        return kind, body

    async def _why(self, worker: Worker) -> Refused:
        await worker.kill()  # it is dead; this waits for its end, which tells why
        structlog.get_logger().error("worker died", code=worker.process.returncode, said=worker.complaint()[-_LONGEST_SAID:])
        if worker.ran_out_of_memory():
            self.metrics.killed.labels("memory").inc()
            return Refused(500, f"the answer needs more than the {self.settings.memory_mb} MB that one may take: ask for less")
        self.metrics.killed.labels("died").inc()
        return Refused(500, "the worker that answered died; the service goes on, but this request should not be sent again")


class Clock:
    """Seconds that one request may use; they run only while its worker is waited for."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    async def bounded(self, get: Callable[[], Coroutine[Any, Any, tuple[bytes, bytes]]]) -> tuple[bytes, bytes]:
        """Give what comes within the seconds that are left; raise TimeoutError where nothing does."""
        start = time.monotonic()
        try:
            async with asyncio.timeout(self.left):
                return await get()
        finally:
            self.left -= time.monotonic() - start


def looked_at(sparql: str) -> bool:
    """Tell whether a query names its own graphs by FROM; raise Refused for a query that must not reach the parser."""
    return _looked_at(sparql) if len(sparql) <= _LONGEST_KEPT else _looked_at.__wrapped__(sparql)


@lru_cache(maxsize=1024)
def _looked_at(sparql: str) -> bool:
    try:
        check_query(sparql)
    except KgError as error:
        raise Refused(400, str(error)) from error
    if "from" not in sparql.lower():
        return False
    return any(found.lastgroup == "word" and found.group().upper() == "FROM" for found in TOKEN.finditer(sparql))
