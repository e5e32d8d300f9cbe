"""The pages over a graph in memory: an engine in this process, with the guard and the union of graphs of the real one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, Store, Triple, serialize
from starlette.applications import Starlette

from kg.graph.answer import Term
from kg.graph.guard import check_query
from kg.graph.query import syntax_message
from kg.graph.store import prefixes, read_graph
from kg.model.errors import KgError
from kg.web.engine import Answer, Query
from kg.web.pages import routes
from kg.web.pool import Refused
from kg.web.reading import RDF, RESULTS
from kg.web.settings import Settings

MALI = Path(__file__).parents[3] / "exports" / "mali.ttl"
ADDRESS = "http://testserver"


@dataclass(eq=False)
class HereEngine:
    """An engine over a store of this process."""

    store: Store
    generation: str = "000001"
    asked: list[str] = field(default_factory=list)

    def found(self, sparql: str) -> Any:
        self.asked.append(sparql)
        try:
            check_query(sparql)
            return self.store.query(sparql, prefixes=prefixes(), use_default_graph_as_union=True)
        except KgError as error:
            raise Refused(400, str(error)) from error
        except SyntaxError as error:
            raise Refused(400, syntax_message(sparql, str(error))) from error

    async def rows(self, sparql: str) -> list[dict[str, Term]]:
        await asyncio.sleep(0)  # as a worker would: others have their turn
        found = self.found(sparql)
        names = [variable.value for variable in found.variables]
        return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in found]

    async def ask(self, sparql: str) -> bool:
        return bool(self.found(sparql))

    async def triples(self, sparql: str) -> list[Triple]:
        return list(self.found(sparql))

    async def query(self, query: Query) -> Answer:
        found = self.found(query.sparql)
        if isinstance(found, QueryBoolean):
            return Answer({"kind": "truth"}, json.dumps({"boolean": bool(found)}).encode())
        if isinstance(found, QuerySolutions):
            return Answer({"kind": "table"}, found.serialize(format=RESULTS[query.table or "json"]) or b"")
        return Answer({"kind": "graph"}, serialize(found, format=RDF[query.graph or "nt"], prefixes=prefixes()) or b"")


class Client:
    """A client of an application in this process, in one event loop; it does not follow where it is sent."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.loop = asyncio.new_event_loop()
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS)

    def get(self, path: str, accept: str = "text/html", **more: Any) -> httpx.Response:
        headers = {"accept": accept, **more.pop("headers", {})}
        return self.loop.run_until_complete(self.http.get(path, headers=headers, **more))

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.loop.run_until_complete(self.http.request(method, path, **more))

    def close(self) -> None:
        self.loop.run_until_complete(self.http.aclose())
        self.loop.close()


def client_over(store: Store, **settings: Any) -> Client:
    """Give a client of the pages over a store."""
    engine: Any = HereEngine(store)
    return Client(Starlette(routes=routes(engine, Settings(**{"public_url": ADDRESS, **settings}))))


@pytest.fixture(scope="session")
def mali() -> Iterator[Client]:
    """Give a client of the pages over the graph that ships."""
    client = client_over(read_graph(MALI))
    yield client
    client.close()


@pytest.fixture
def over() -> Iterator[Callable[..., Client]]:
    """Give what makes a client over some TriG, whose prefixes need no declaration."""
    made: list[Client] = []

    def make(turtle: str, **settings: Any) -> Client:
        store = Store()
        head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes().items())
        store.load((head + turtle).encode(), format=RdfFormat.TRIG)
        made.append(client_over(store, **settings))
        return made[-1]

    yield make
    for client in made:
        client.close()
