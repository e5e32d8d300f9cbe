"""The service's end of a worker: its process, the frames it sends, and why it died."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kg
from kg.web import frames

_MOST_BUFFERED = 4 * frames.BLOCK
_KEPT = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "SYSTEMROOT", "MALLOC_ARENA_MAX")
_START_SECONDS = 60.0


class WorkerLost(Exception):  # told to clients as a sentence
    """The worker died, by itself or killed, with its answer not at its end."""


class Frames(asyncio.Protocol):
    """Takes bytes of a worker apart into frames; stops reading while many of them wait."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.ready: deque[tuple[bytes, bytes]] = deque()
        self.held = 0
        self.paused = False
        self.gone = False
        self.waiter: asyncio.Future[None] | None = None
        self.transport: asyncio.Transport
        self.when_gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # of a socket, so it both reads and writes
        """Keep the transport."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Take frames out of what has come."""
        self.buffer += data
        while len(self.buffer) >= frames.HEAD.size:
            kind, length = frames.HEAD.unpack_from(self.buffer)
            end = frames.HEAD.size + length
            if len(self.buffer) < end:
                break
            self.ready.append((kind, bytes(self.buffer[frames.HEAD.size : end])))
            self.held += length
            del self.buffer[:end]
        if self.held > _MOST_BUFFERED and not self.paused:
            self.paused = True
            self.transport.pause_reading()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits that nothing more comes."""
        self.gone = True
        if not self.when_gone.done():
            self.when_gone.set_result(None)
        self._wake()

    def _wake(self) -> None:
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    async def get(self) -> tuple[bytes, bytes]:
        """Give the next frame; raise WorkerLost where none will come."""
        while not self.ready:
            if self.gone:
                raise WorkerLost
            self.waiter = asyncio.get_running_loop().create_future()
            await self.waiter
        kind, body = self.ready.popleft()
        self.held -= len(body)
        if self.paused and self.held <= _MOST_BUFFERED // 2 and not self.gone:
            self.paused = False
            self.transport.resume_reading()
        return kind, body


@dataclass(frozen=True, slots=True)
class Hello:
    """What a worker told at its start: whether it still reaches a network, and whether its memory is bounded."""

    network: bool
    bounded: bool


class Worker:
    """A worker process and the frames from it; `answering` while the end of an answer is still to come, `ended` once killed."""

    def __init__(self, process: subprocess.Popen[bytes], link: Frames, complaints: Any) -> None:
        self.process = process
        self.link = link
        self.complaints = complaints
        self.answering = False
        self.ended = False
        self.hello: Hello

    @classmethod
    async def start(cls, role: str, folder: Path, base: str, memory_mb: int) -> Worker:
        """Start a worker and wait until it is ready; raise WorkerLost where it does not get so far."""
        ours, theirs = socket.socketpair()
        complaints = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the worker
        told = {
            "role": role,
            "folder": str(folder),
            "base": base,
            "memory_mb": memory_mb,
            "socket": theirs.fileno(),
            "parent": os.getpid(),
        }
        with theirs:
            # Called in the thread of the event loop: the kernel ends a worker with the thread that started it.
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kg.web.worker", json.dumps(told)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                pass_fds=[theirs.fileno()],
                env=_environment(),
                start_new_session=True,
            )
        ours.setblocking(False)
        _, link = await asyncio.get_running_loop().create_unix_connection(Frames, sock=ours)
        worker = cls(process, link, complaints)
        try:
            async with asyncio.timeout(_START_SECONDS):
                _, body = await link.get()
        except (TimeoutError, WorkerLost) as error:
            await worker.kill()
            raise WorkerLost(worker.complaint()) from error
        except asyncio.CancelledError:
            await worker.kill()
            raise
        worker.hello = Hello(**json.loads(body))
        return worker

    def ask(self, request: dict[str, Any]) -> None:
        """Send a request."""
        self.answering = True
        self.link.transport.write(frames.frame(frames.WHOLE, json.dumps(request).encode()))

    async def get(self) -> tuple[bytes, bytes]:
        """Give the next frame of the answer; raise WorkerLost where the worker has died."""
        kind, body = await self.link.get()
        if kind in frames.ENDS:
            self.answering = False
        return kind, body

    async def drain(self) -> None:
        """Throw the rest of the answer away."""
        while self.answering:
            await self.get()

    async def kill(self) -> None:
        """End the process, whatever it does, and wait for that; do nothing where that was done."""
        self.ended = True
        self.process.kill()
        self.link.transport.close()
        await asyncio.get_running_loop().run_in_executor(None, self.process.wait)

    def complaint(self) -> str:
        """Give the end of what the process wrote on its stderr."""
        if self.complaints.closed:
            return ""
        self.complaints.seek(max(0, self.complaints.seek(0, os.SEEK_END) - 2000))
        return str(self.complaints.read().decode(errors="replace"))

    def ran_out_of_memory(self) -> bool:
        """Tell whether the process ended because an allocation failed."""
        return self.process.returncode == 12 or "memory allocation of" in self.complaint()


def _environment() -> dict[str, str]:
    """Give what a worker's environment holds: no secret, and where this kg is."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    root = str(Path(kg.__file__).parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}
