"""A real `kg serve` for tests, on a free port, and what it says."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parent.parent.parent
TOKEN = "a-token-for-tests-only"
READY_SECONDS = 60


@dataclass
class Service:
    """A running service: where it is, and what it says on stderr."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    address: str = ""
    token: str = TOKEN
    ready: threading.Event = field(default_factory=threading.Event)

    @property
    def sparql(self) -> str:
        return f"{self.address}/sparql"

    @property
    def writing(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def ask(self, query: str, **more: Any) -> httpx.Response:
        return httpx.get(self.sparql, params={"query": query, **more.pop("params", {})}, timeout=60, **more)

    def logged(self, event: str = "request") -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.said if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    def workers(self) -> list[int]:
        """Give the process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            found = re.match(r"serving (\S+)/ ", line)
            if found:
                self.address = found[1]
            if line.startswith("{") and not self.ready.is_set():  # the first line of the log: all is said
                self.ready.set()
        self.ready.set()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


Serving = Callable[..., Service]


def until(holds: Callable[[], Any], seconds: float = 10) -> Any:
    """Give what `holds` gives once that is true; fail where it is not in so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.02)
    pytest.fail(f"it did not become true in {seconds} seconds")


@contextlib.contextmanager
def service(*arguments: str, environment: dict[str, str] | None = None) -> Iterator[Service]:
    """Run `kg serve` with these arguments; gone, with its workers, at the end."""
    with tempfile.TemporaryDirectory() as scratch:
        given = {**os.environ, "KG_SERVE_TOKEN": TOKEN, "TMPDIR": scratch, **(environment or {})}
        process = subprocess.Popen(
            [sys.executable, "-m", "kg", "serve", "--port", "0", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=given,
            cwd=ROOT,
        )
        running = Service(process)
        listener = threading.Thread(target=running.listen, daemon=True)
        listener.start()
        try:
            assert running.ready.wait(READY_SECONDS)
            assert running.address, "".join(running.said)
            yield running
        finally:
            process.kill()
            process.wait(30)
            listener.join(30)
            assert process.stderr is not None
            process.stderr.close()
