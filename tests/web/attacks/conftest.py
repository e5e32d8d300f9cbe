"""One service for all attacks, a port that nobody may call, and the table of what each attack met."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.canary import Canary
from tests.web.services import Service, service

RECOVERS_SECONDS = 1.0
FIGURES: list[tuple[str, str, float]] = []
Attack = Callable[[str], AbstractContextManager[list[object]]]


@pytest.fixture(scope="session")
def victim() -> Iterator[Service]:
    """Give a service with narrow bounds, so that each is met soon."""
    bounds = ["--timeout", "2", "--memory", "300", "--body", "4", "--body-timeout", "2", "--send-timeout", "5"]
    with service("exports/mali.ttl", "--update", *bounds) as running:
        yield running


@pytest.fixture
def attack(victim: Service) -> Attack:
    """Give what runs an attack, into whose list its statuses go, and then asks whether the service answers within a second."""

    @contextlib.contextmanager
    def run(name: str) -> Iterator[list[object]]:
        met: list[object] = []
        yield met
        began = time.perf_counter()
        answer = victim.ask("ASK {}", headers={"Cache-Control": "no-cache"})
        took = time.perf_counter() - began
        FIGURES.append((name, " ".join(dict.fromkeys(map(str, met))), took * 1000))
        assert answer.json()["boolean"] is True
        assert took < RECOVERS_SECONDS
        assert victim.process.poll() is None

    return run


@pytest.fixture
def canary() -> Iterator[Canary]:
    found = Canary()
    yield found
    found.listening.shutdown(socket.SHUT_RDWR)
    found.listening.close()
    found.thread.join(10)
    assert found.calls == 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    if FIGURES:
        terminalreporter.section("attacks: what each met, and how soon ASK {} was answered after it")
        for name, met, took in FIGURES:
            terminalreporter.write_line(f"{name:56} {met[:44]:44} {took:6.1f} ms")
