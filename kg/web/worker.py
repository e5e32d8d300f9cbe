"""A worker: one process that answers one request at a time from a store, and may be killed at any moment.

Started as `python -m kg.web.worker`, with the number of its end of a socket pair and what it needs to know as JSON.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kg.web import frames, jail

Request = dict[str, Any]


class Refusal(Exception):  # an answer, not a fault
    """A request that is answered with a status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Channel:
    """The worker's end: requests in, frames out. Sending waits while the service does not read."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.file = end.makefile("rb", buffering=frames.BLOCK)

    def receive(self) -> Request | None:
        """Give the next request, None where the service has gone."""
        head = self.file.read(frames.HEAD.size)
        if len(head) < frames.HEAD.size:
            return None
        _, length = frames.HEAD.unpack(head)
        body = self.file.read(length)
        return json.loads(body) if len(body) == length else None  # type: ignore[no-any-return]  # the service writes objects

    def send(self, kind: bytes, body: bytes) -> None:
        """Send one frame."""
        self.end.sendall(frames.frame(kind, body))


class Answer:
    """A file to write an answer into: held back up to one block, then sent block by block."""

    def __init__(self, channel: Channel, head: dict[str, Any]) -> None:
        self.channel = channel
        self.head = head
        self.buffer = bytearray()
        self.started = False

    def write(self, data: bytes) -> int:
        """Take some bytes; send what makes a block."""
        self.buffer += data
        if len(self.buffer) >= frames.BLOCK:
            self._send(frames.MORE)
        return len(data)

    def flush(self) -> None:
        """Do nothing: blocks are sent when they are full."""

    def close(self) -> None:
        """Send what is left, and that this is all."""
        if self.started:
            self._send(frames.LAST)
        else:
            self.channel.send(frames.WHOLE, frames.packed(self.head, bytes(self.buffer)))

    def _send(self, kind: bytes) -> None:
        body = bytes(self.buffer)
        self.buffer.clear()
        if self.started:
            self.channel.send(kind, body)
        else:
            self.started = True
            self.channel.send(frames.FIRST, frames.packed(self.head, body))


def work(channel: Channel, answer: Callable[[Request, Channel], None]) -> None:
    """Answer requests until the service goes; a request that cannot be answered is refused, and the next one is taken."""
    while (request := channel.receive()) is not None:
        try:
            answer(request, channel)
        except Refusal as refusal:
            channel.send(frames.REFUSED, refused(refusal.status, str(refusal)))
        except MemoryError:
            os._exit(12)  # what is left of this process is not to be trusted


def refused(status: int, sentence: str) -> bytes:
    """Give the body of a REFUSED."""
    return json.dumps({"status": status, "sentence": sentence}).encode()


def main(arguments: str) -> None:
    """Give up what is not needed, open the store, tell what was given up, and work."""
    told = json.loads(arguments)
    jail.default_signals()
    cut = jail.cut_network()
    jail.die_with(told["parent"])
    channel = Channel(socket.socket(fileno=told["socket"]))
    with ExitStack() as stack:
        answer = _answerer(told, stack)
        bounded = jail.bound_memory(told["memory_mb"])
        channel.send(frames.HELLO, json.dumps({"network": not cut, "bounded": bounded}).encode())
        work(channel, answer)


def _answerer(told: dict[str, Any], stack: ExitStack) -> Callable[[Request, Channel], None]:
    folder = Path(told["folder"])
    if told["role"] == "write":
        from kg.web.writing import Writer

        return Writer(folder, told["base"]).answer
    from kg.web.reading import Reader

    reader = Reader(folder, told["base"])
    stack.callback(reader.close)
    return reader.answer


if __name__ == "__main__":
    main(sys.argv[1])
