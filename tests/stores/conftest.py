"""One real server a file of tests, started once and killed at its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stores.questions import graphs, lines
from tests.stores.servers import Server, started
from tests.stores.sparql import Client
from tests.stores.tools import Missing, skip_or_fail


@pytest.fixture(scope="class")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the store that the class of tests names."""
    kind = request.cls.kind
    try:
        with started(kind, tmp_path_factory.mktemp(kind)) as running:
            yield running
    except Missing as why:
        skip_or_fail(why)


@pytest.fixture(scope="class")
def loaded(server: Server) -> Client:
    """Put the whole graph that ships into one graph of the store."""
    client = Client(server)
    client.put(lines())
    return client


@pytest.fixture
def by_source(loaded: Client) -> Iterator[Client]:
    """Put the graph that ships into a graph for each source, for one test in the place of the one graph."""
    loaded.drop()
    for name, content in graphs().items():
        loaded.put(content, name)
    yield loaded
    for name in graphs():
        loaded.drop(name)
    loaded.put(lines())
