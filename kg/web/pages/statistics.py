"""Counts of the graph that is served: each asked once a generation, in turn, and left out where it takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.graph.answer import Term
from kg.web.pool import Refused

if TYPE_CHECKING:
    from kg.web.engine import Engine

Rows = list[dict[str, Term]]
_SECONDS_EACH = 10.0
_MOST_APART = 2_000_000

COUNTED = {
    "claims": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a ?type "
    "VALUES ?type { kg:OccurrenceClaim kg:EntityClaim kg:CausalClaim kg:IdentityClaim } }",
    "events": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x kg:lead ?x ; a sem:Event }",
    "actors": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a sem:Actor }",
    "places": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a sem:Place }",
    "sources": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a kg:Source }",
}
"""What the first page tells: events are counted once, however many nodes were judged to be the same one."""
QUERIES = {
    **COUNTED,
    "datasets": "SELECT DISTINCT ?x ?p ?o { ?x a dcat:Dataset ; ?p ?o } ORDER BY ?x ?p ?o LIMIT 500",
    "period": "SELECT ?first ?last { { SELECT (MIN(?a) AS ?first) { ?c a kg:OccurrenceClaim ; kg:earliest ?a } } "
    "{ SELECT (MAX(?b) AS ?last) { ?c a kg:OccurrenceClaim ; kg:latest ?b } } }",
    "area": "SELECT (MIN(?lon) AS ?west) (MIN(?lat) AS ?south) (MAX(?lon) AS ?east) (MAX(?lat) AS ?north) "
    "{ ?x a sem:Place ; wgs84:lat ?lat ; wgs84:long ?lon }",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g LIMIT 2000",
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "triples apart": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }",
    "properties apart": "SELECT ?x (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?x ?o { ?s ?x ?o } } GROUP BY ?x ORDER BY ?x",
    "classes": "SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x } GROUP BY ?x ORDER BY ?x",
    "properties": "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x ORDER BY ?x",
    "subjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "objects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?any FILTER (isIRI(?s)) }",
    "event names": "SELECT ?x { { SELECT ?x ?n { ?x kg:claims ?n ; kg:lead ?x } LIMIT 3000 } } ORDER BY DESC(?n) ?x LIMIT 60",
    "actor names": "SELECT ?x { { SELECT DISTINCT ?x { ?x a sem:Actor ; kg:lead ?x } LIMIT 3000 } } ORDER BY ?x LIMIT 200",
    "place names": "SELECT ?x { { SELECT DISTINCT ?x { ?x a sem:Place ; kg:lead ?x } LIMIT 3000 } } ORDER BY ?x LIMIT 200",
    "source names": "SELECT ?x { { SELECT DISTINCT ?x { ?x a kg:Source } LIMIT 3000 } } ORDER BY ?x LIMIT 200",
    "example": "SELECT ?x { ?x a sem:Event ; kg:lead ?x } LIMIT 1",
}


@dataclass(slots=True)
class Statistics:
    """The answers of our own counts, kept for one generation; one is asked at a time, so that users' queries find workers."""

    engine: Engine
    seconds: float = _SECONDS_EACH
    generation: str = ""
    tasks: dict[str, asyncio.Task[Rows | None]] = field(default_factory=dict)
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def rows(self, name: str, patience: float | None = None) -> Rows | None:
        """Give the rows of a statistic; None where it took too long, or is not there after so many seconds of waiting."""
        task = self._task(name)
        done, _ = await asyncio.wait({task}, timeout=patience)
        return task.result() if done else None

    async def several(self, names: Iterable[str], patience: float) -> dict[str, Rows | None]:
        """Give several statistics, waiting for all of them together at most so many seconds."""
        tasks = {name: self._task(name) for name in names}
        await asyncio.wait(tasks.values(), timeout=patience)
        return {name: task.result() if task.done() else None for name, task in tasks.items()}

    async def exact(self, name: str, patience: float) -> Rows | None:
        """Give a count of triples (`triples`, `properties`) in which one that stands in several graphs counts once.

        Where there are several graphs, all triples are held apart in memory; more of them than that allows are not counted.
        """
        found = await self.several(("graphs", "triples"), patience)
        whole = number(found["triples"])
        if whole is None or found["graphs"] is None:
            return None
        if any(number([row]) == whole for row in found["graphs"]) or not found["graphs"]:
            return await self.rows(name, patience)
        return await self.rows(f"{name} apart", patience) if whole <= _MOST_APART else None

    def _task(self, name: str) -> asyncio.Task[Rows | None]:
        if self.generation != self.engine.generation:
            self.generation, self.tasks = self.engine.generation, {}
        if name not in self.tasks or self.tasks[name].cancelled():
            self.tasks[name] = asyncio.get_running_loop().create_task(self._asked(name))
        return self.tasks[name]

    async def _asked(self, name: str) -> Rows | None:
        """Ask one statistic in its turn; where the service was busy, it is asked again another time."""
        try:
            async with self.turn, asyncio.timeout(self.seconds):
                return await self.engine.rows(QUERIES[name])
        except TimeoutError:
            return None
        except Refused as refused:
            if refused.status == 503:
                self.tasks.pop(name, None)
            return None


def number(rows: Rows | None, name: str = "n") -> int | None:
    """Give the one number of a statistic."""
    term = rows[0].get(name) if rows else None
    return int(term.value) if isinstance(term, Literal) and term.value.isdecimal() else None
