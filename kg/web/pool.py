"""Workers in number: who is free, who waits for one, and who takes the place of one that died."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from kg.web.link import Worker, WorkerLost
from kg.web.metrics import Metrics

_DRAIN_SECONDS = 0.1
_MOST_PATIENCE = 5.0


class Refused(Exception):  # an answer, not a fault
    """A request that gets a status and a sentence in place of its answer."""

    def __init__(self, status: int, sentence: str, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.retry_after = retry_after


class Pool:
    """So many workers of one kind. A worker that is killed or dies is replaced at once."""

    def __init__(self, start: Callable[[], Awaitable[Worker]], size: int, waiting: int, seconds: float, metrics: Metrics) -> None:
        self.start = start
        self.size = size
        self.most_waiting = waiting
        self.seconds = seconds
        self.metrics = metrics
        self.free: list[Worker] = []
        self.all: set[Worker] = set()
        self.waiters: deque[asyncio.Future[Worker]] = deque()
        self.tasks: set[asyncio.Task[None]] = set()
        self.closing = False

    async def open(self) -> None:
        """Start all workers; raise WorkerLost, with what it said, where one does not start."""
        for worker in await asyncio.gather(*(self.start() for _ in range(self.size))):
            self._admit(worker)

    async def close(self) -> None:
        """Kill all workers."""
        self.closing = True
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.gather(*(worker.kill() for worker in self.all))

    async def take(self) -> Worker:
        """Give a free worker, in turn; raise Refused where too many wait or it takes too long."""
        while self.free:
            worker = self.free.pop()
            if not worker.link.gone:
                return worker
        if len(self.waiters) >= self.most_waiting:
            raise Refused(503, f"{len(self.waiters)} requests wait already: try again later", retry_after=2)
        waiter: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self.waiters.append(waiter)
        self.metrics.waiting.inc()
        try:
            async with asyncio.timeout(self.seconds):
                return await waiter
        except TimeoutError as error:
            self._hand_on(waiter)
            raise Refused(503, f"no worker became free in {self.seconds:g} seconds: try again later", retry_after=5) from error
        except asyncio.CancelledError:
            self._hand_on(waiter)
            raise
        finally:
            self.metrics.waiting.dec()
            with contextlib.suppress(ValueError):
                self.waiters.remove(waiter)

    def _hand_on(self, waiter: asyncio.Future[Worker]) -> None:
        """Give back the worker that came in the moment its waiter gave up."""
        if waiter.done() and not waiter.cancelled():
            self.leave(waiter.result())

    def _free(self, worker: Worker) -> None:
        """Let the next in turn have a worker."""
        while self.waiters:
            waiter = self.waiters.popleft()
            if not waiter.done():
                waiter.set_result(worker)
                return
        self.free.append(worker)

    def replace(self, worker: Worker, why: str) -> None:
        """Kill a worker and start another."""
        self.metrics.killed.labels(why).inc()
        worker.ended = True
        self._later(worker.kill())

    def leave(self, worker: Worker) -> None:
        """Give back a worker: for the next in turn where its answer is at its end or soon will be, else another in its place."""
        if worker.ended or worker.link.gone:
            return
        if worker.answering:
            self._later(self._settle(worker))
        else:
            self._free(worker)

    async def _settle(self, worker: Worker) -> None:
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                await worker.drain()
        except (TimeoutError, WorkerLost):
            self.replace(worker, "left")
        else:
            self.leave(worker)

    def _admit(self, worker: Worker) -> None:
        self.all.add(worker)
        worker.link.when_gone.add_done_callback(lambda _: self._gone(worker))
        self.metrics.workers.set(len(self.all))
        self._free(worker)

    def _gone(self, worker: Worker) -> None:
        """Start another in place of one that is gone, by whatever cause."""
        self.all.discard(worker)
        self.metrics.workers.set(len(self.all))
        with contextlib.suppress(ValueError):
            self.free.remove(worker)
        if not self.closing:
            self._later(self._refill(worker))

    async def _refill(self, gone: Worker) -> None:
        await gone.kill()  # so that it is waited for, also where it died by itself
        patience = 0.1
        while True:
            try:
                self._admit(await self.start())
            except (WorkerLost, OSError):
                self.metrics.killed.labels("start").inc()
                await asyncio.sleep(patience)
                patience = min(2 * patience, _MOST_PATIENCE)
            else:
                return

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
