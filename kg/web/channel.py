"""The worker's end of a channel to the service: requests in, answers out, held back until the first block is full."""

from __future__ import annotations

import json
import socket
from typing import Any

from kg.web import frames

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
        return json.loads(body) if len(body) == length else None

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


def refused(status: int, sentence: str) -> bytes:
    """Give the body of a REFUSED."""
    return json.dumps({"status": status, "sentence": sentence}).encode()
