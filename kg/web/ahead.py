"""Answers read ahead of a slow client, so that its worker is soon free: some in memory, more in a file, then no more."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable

from kg.web.frames import BLOCK

_IN_MEMORY = 1 << 20


class Spool:
    """Bytes that were written and not yet read: the first megabyte in memory, all after it in a temporary file, in order."""

    def __init__(self) -> None:
        self.file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # closed by whoever made the spool
        self.read_to = 0
        self.written_to = 0

    @property
    def held(self) -> int:
        """Give how many bytes wait."""
        return self.written_to - self.read_to

    def put(self, data: bytes) -> None:
        """Add bytes at the end."""
        self.file.seek(self.written_to)
        self.file.write(data)
        self.written_to += len(data)

    def take(self) -> bytes:
        """Give the next block, no bytes where none wait; begin anew where all was read."""
        self.file.seek(self.read_to)
        data = self.file.read(min(BLOCK, self.held))
        self.read_to += len(data)
        if self.held == 0:
            self.file.seek(0)
            self.file.truncate()
            self.read_to = self.written_to = 0
        return data

    def close(self) -> None:
        """Throw away what waits."""
        self.file.close()


class Room:
    """Bytes that all answers together may hold ahead of their readers, and how many they do."""

    def __init__(self, each: int, together: int) -> None:
        self.each = each
        self.together = together
        self.held = 0

    def is_full(self, spool: Spool) -> bool:
        """Tell whether an answer must wait for its reader; a megabyte is had by each."""
        return spool.held > self.each or (spool.held > _IN_MEMORY and self.held > self.together)


class Ahead:
    """Blocks that are read as they come, as far before whoever takes them as there is room."""

    def __init__(self, read: Callable[[], Awaitable[bytes | None]], room: Room, when_read: Callable[[], None]) -> None:
        self.read = read
        self.room = room
        self.spool = Spool()
        self.came = asyncio.Event()
        self.taken = asyncio.Event()
        self.reading = asyncio.get_running_loop().create_task(self._read())
        # A callback, since a task that is cancelled before its first step runs no `finally` of its own.
        self.reading.add_done_callback(lambda _: when_read())
        self.reading.add_done_callback(lambda _: self.came.set())

    async def _read(self) -> None:
        while (block := await self.read()) is not None:
            self.spool.put(block)
            self.room.held += len(block)
            self.came.set()
            while self.room.is_full(self.spool):
                self.taken.clear()
                await self.taken.wait()

    async def blocks(self) -> AsyncIterator[bytes]:
        """Yield the blocks; raise what the reading raised after all that came before it."""
        while not (self.reading.done() and self.spool.held == 0):
            if self.spool.held == 0:
                self.came.clear()
                await self.came.wait()
                continue
            data = self.spool.take()
            self.room.held -= len(data)
            self.taken.set()
            yield data
        await self.reading

    async def close(self) -> None:
        """End the reading and throw away what waits."""
        self.reading.cancel()
        with contextlib.suppress(BaseException):
            await self.reading
        self.room.held -= self.spool.held
        self.spool.close()
