"""A query's answer as the query page shows it: the first rows of a table, a graph as Turtle, or yes or no."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pyoxigraph import QueryResultsFormat, parse_query_results

from kg.graph.answer import Term
from kg.model.wording import visible
from kg.web.pages.asking import iris_of
from kg.web.pages.shown import Showing, Shown
from kg.web.pool import Refused

if TYPE_CHECKING:
    from kg.web.engine import Answer, Engine

ROWS_SHOWN = 500
_MOST_READ = 4 << 20
_MOST_TURTLE = 200_000
_LONGEST_ADDRESS = 6000
_PLACE = re.compile(r"line (\d+), column (\d+)")
_TABLES = (("CSV", "csv"), ("CSV for spreadsheets", "spreadsheet"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
_TRUTHS = (("JSON", "json"), ("XML", "xml"))
_GRAPHS = (("Turtle", "ttl"), ("N-Triples", "nt"), ("JSON-LD", "jsonld"), ("RDF/XML", "rdf"))


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of a SELECT; `number` counts those that came, and `is_all` tells whether that is all."""

    names: tuple[str, ...]
    rows: tuple[tuple[Shown | None, ...], ...]
    number: int
    is_all: bool


@dataclass(frozen=True, slots=True)
class Download:
    """A form of the whole answer: its name, and its address; "" where the query is too long for one, so that it is posted."""

    name: str
    form: str
    address: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a query: one of a table, Turtle, an answer of yes or no, or an error with its place."""

    milliseconds: float
    table: Table | None = None
    turtle: str | None = None
    turtle_is_cut: bool = False
    yes: bool | None = None
    error: str = ""
    line: int = 0
    column: int = 0
    downloads: tuple[Download, ...] = ()
    status: int = 200


async def result_of(engine: Engine, showing: Showing, sparql: str) -> Result:
    """Give what the page shows of a query's answer; what is refused is an error on the page."""
    from kg.web.engine import Query

    began = time.perf_counter()
    try:
        answer = await engine.query(Query(sparql, table="tsv", truth="json", graph="ttl"))
        try:
            return await _shown(engine, showing, answer, sparql, began)
        finally:
            await answer.close()
    except Refused as refused:
        place = _PLACE.search(refused.sentence)
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        return Result(_since(began), error=refused.sentence, line=line, column=column, status=refused.status)


async def _shown(engine: Engine, showing: Showing, answer: Answer, sparql: str, began: float) -> Result:
    kind = answer.head["kind"]
    if kind == "truth":
        data = b"".join([block async for block in answer.blocks()])
        return Result(_since(began), yes=bool(json.loads(data)["boolean"]), downloads=_downloads(showing, sparql, _TRUTHS))
    if kind == "graph":
        data, is_all = await _read(answer.blocks(), _MOST_TURTLE)
        text = data.decode("utf-8", errors="ignore")
        downloads = _downloads(showing, sparql, _GRAPHS)
        return Result(_since(began), turtle=visible(text), turtle_is_cut=not is_all, downloads=downloads)
    found, rows = await _table(answer.blocks())
    took = _since(began)
    await showing.labels.learn(engine, (iri for row in rows for iri in iris_of(row)))
    shown = tuple(tuple(None if term is None else showing.by_reference(term) for term in row) for row in rows)
    table = Table(found.names, shown, found.number, found.is_all)
    return Result(took, table=table, downloads=_downloads(showing, sparql, _TABLES))


async def _table(blocks: AsyncIterator[bytes]) -> tuple[Table, list[tuple[Term | None, ...]]]:
    """Read a table as TSV, whose rows are lines: the first rows are kept, those after them counted, within bounds."""
    kept, lines, came, is_all = bytearray(), 0, 0, True
    async with aclosing(blocks) as reading:  # type: ignore[type-var]  # an async generator
        async for block in reading:
            came += len(block)
            if lines <= ROWS_SHOWN:
                kept += block
            lines += block.count(b"\n")
            if came > _MOST_READ:
                is_all = False
                break
    head = kept.split(b"\n", ROWS_SHOWN + 1)[: ROWS_SHOWN + 1]
    if kept.count(b"\n") <= ROWS_SHOWN:
        head = kept.split(b"\n")[:-1]
    found: Any = parse_query_results(b"\n".join(head) + b"\n", QueryResultsFormat.TSV)
    names = tuple(variable.value for variable in found.variables)
    return Table(names, (), lines - 1, is_all), [tuple(row) for row in found]


async def _read(blocks: AsyncIterator[bytes], most: int) -> tuple[bytes, bool]:
    data = bytearray()
    async with aclosing(blocks) as reading:  # type: ignore[type-var]  # as above
        async for block in reading:
            data += block
            if len(data) > most:
                return bytes(data[:most]), False
    return bytes(data), True


def _downloads(showing: Showing, sparql: str, forms: tuple[tuple[str, str], ...]) -> tuple[Download, ...]:
    root = showing.addresses.root
    addresses = (f"{root}/sparql?{urlencode({'query': sparql, 'format': form})}" for _, form in forms)
    return tuple(
        Download(name, form, address if len(address) <= _LONGEST_ADDRESS else "")
        for (name, form), address in zip(forms, addresses, strict=True)
    )


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
