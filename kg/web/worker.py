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
from kg.web.channel import Channel, Refusal, Request, refused


def work(channel: Channel, answer: Callable[[Request, Channel], None]) -> None:
    """Answer requests until the service goes; a request that cannot be answered is refused, and the next one is taken."""
    while (request := channel.receive()) is not None:
        try:
            answer(request, channel)
        except Refusal as refusal:
            channel.send(frames.REFUSED, refused(refusal.status, str(refusal)))
        except MemoryError:
            os._exit(12)  # what is left of this process is not to be trusted


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
