"""Fixtures: `serving(...)` starts a real `kg serve` on a free port and gives its address."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tests.web.services import Service, Serving, service


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Give what starts services, each with its own arguments; all end with the test."""
    with contextlib.ExitStack() as stack:
        yield lambda *arguments, **more: stack.enter_context(service(*arguments, **more))


@pytest.fixture(scope="module")
def mali() -> Iterator[Service]:
    """Give one service of the curated graph for all tests of a module that only read."""
    with service("exports/mali.ttl") as running:
        yield running


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the path of a graph of one triple."""
    path = tmp_path_factory.mktemp("small") / "small.ttl"
    path.write_text("<http://example.org/s> <http://example.org/p> 1 .")
    return str(path)
