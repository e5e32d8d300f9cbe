"""What a reading worker does: answer queries and give graphs from a snapshot, and follow the store to its next generation."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    serialize,
)

from kg.graph.answer import csv_cell
from kg.graph.generations import folder_of
from kg.graph.query import syntax_message
from kg.graph.store import Store, prefixes
from kg.keeping.store import LocalStore
from kg.web.channel import Answer, Channel, Refusal, Request
from kg.web.forms import BY_NAME, SPREADSHEET

RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
RDF = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
_MOST_IN_MEMORY = 16 << 20
"""Bytes on disk, which are some 100,000 quads; reading them takes a second."""
_SEEMS_TO_STAY = 16
"""Answers from one generation after which it is read into memory."""
_NO_PREFIXES = frozenset({"nt", "nq"})


class Reader:
    """A snapshot of a store, and what may be asked of it."""

    def __init__(self, folder: Path, base: str) -> None:
        self.local = LocalStore.open(folder)
        self.prefixes = prefixes(base)
        self.stack = ExitStack()
        self.store: Store
        self.generation = ""
        self.has_names = True
        self.answered = 0
        self.reopen()
        self.hold_in_memory()

    def reopen(self) -> None:
        """Take the newest snapshot in place of the one held."""
        with ExitStack() as fresh:
            snapshot = fresh.enter_context(self.local.snapshot())
            self.stack.close()
            self.store, self.generation = snapshot.store, snapshot.generation
            self.has_names = any(True for _ in self.store.named_graphs())
            self.answered = 0
            self.stack = fresh.pop_all()

    def hold_in_memory(self) -> None:
        """Read a small store into memory, where most queries take half the time; called once it seems to stay as it is."""
        folder = folder_of(self.local.folder, self.generation)
        if sum(file.stat().st_size for file in folder.glob("*.sst")) > _MOST_IN_MEMORY:
            return
        copy = Store()
        copy.bulk_extend(iter(self.store))
        for graph in self.store.named_graphs():
            copy.add_graph(graph)
        self.store = copy

    def close(self) -> None:
        """Let go of the snapshot."""
        self.stack.close()

    def answer(self, request: Request, channel: Channel) -> None:
        """Answer one request, from the generation that it names or a newer one."""
        if request["generation"] != self.generation:
            self.reopen()
        self.carry_out(request, channel)
        self.answered += 1
        if self.answered == _SEEMS_TO_STAY:
            self.hold_in_memory()

    def carry_out(self, request: Request, channel: Channel) -> None:
        """Answer one request from the snapshot that is held."""
        if request["do"] == "query":
            self.answer_query(request, channel)
        elif request["do"] == "graph":
            self.give_graph(request, channel)
        else:
            self.tell_graph(request, channel)

    def answer_query(self, request: Request, channel: Channel) -> None:
        """Answer a query in the form that was chosen for its kind."""
        sparql = request["sparql"]
        try:
            found = self.store.query(sparql, base_iri=request["base"], prefixes=self.prefixes, **self._dataset(request))
            self._give(found, request, channel)
        except SyntaxError as error:
            raise Refusal(400, syntax_message(sparql, str(error))) from error
        except BrokenPipeError:
            raise
        except (OSError, ValueError, RuntimeError) as error:
            raise Refusal(400, f"the query could not be answered: {error}") from error

    def _dataset(self, request: Request) -> dict[str, Any]:
        """Give what a query is asked over: the graphs of the protocol, else those of its FROM, else the union of all."""
        default, named = request["default"], request["named"]
        if default or named:
            return {"default_graph": [NamedNode(iri) for iri in default], "named_graphs": [NamedNode(iri) for iri in named]}
        if request["own_dataset"] or not self.has_names:
            return {}  # without named graphs the default graph is their union, and sooner asked
        return {"use_default_graph_as_union": True}

    def _give(self, found: QueryBoolean | QuerySolutions | QueryTriples, request: Request, channel: Channel) -> None:
        kind = "truth" if isinstance(found, QueryBoolean) else "table" if isinstance(found, QuerySolutions) else "graph"
        form = request[kind]
        if form is None:
            wanted = {"truth": "JSON or XML", "table": "JSON, XML, CSV or TSV", "graph": "Turtle, N-Triples, RDF/XML or JSON-LD"}
            raise Refusal(406, f"the answer is a {kind}, which is given as {wanted[kind]}: ask for one of them in Accept")
        out = self._out(form, channel, kind=kind)
        if isinstance(found, QueryTriples):
            self._write_triples(found, form, out)
        elif isinstance(found, QuerySolutions) and form == SPREADSHEET.name:
            _write_spreadsheet(found, out)
        else:
            found.serialize(out, RESULTS[form])  # type: ignore[arg-type]  # it needs no more than write and flush
        out.close()

    def _write_triples(self, found: QueryTriples, form: str, out: Answer) -> None:
        if form in _NO_PREFIXES or form == "jsonld":
            found.serialize(out, RDF[form])  # type: ignore[arg-type]
        else:
            serialize(found, out, RDF[form], prefixes=self.prefixes)  # type: ignore[arg-type]

    def give_graph(self, request: Request, channel: Channel) -> None:
        """Give one graph, or, where none is named, all of them with their names."""
        form = request["form"]
        out = self._out(form, channel)
        known = None if form in _NO_PREFIXES else self.prefixes
        if request["graph"] is None:
            self.store.dump(out, RDF[form], prefixes=known)  # type: ignore[arg-type]
        else:
            graph = graph_of(request["graph"])
            self._must_hold(graph)
            self.store.dump(out, RDF[form], from_graph=graph, prefixes=known)  # type: ignore[arg-type]
        out.close()

    def tell_graph(self, request: Request, channel: Channel) -> None:
        """Tell, without its content, that a graph is there."""
        if request["graph"] is not None:
            self._must_hold(graph_of(request["graph"]))
        self._out(request["form"], channel).close()

    def _must_hold(self, graph: NamedNode | DefaultGraph) -> None:
        if isinstance(graph, NamedNode) and not self.store.contains_named_graph(graph):
            raise Refusal(404, "there is no graph of that name")

    def _out(self, form: str, channel: Channel, **more: str) -> Answer:
        return Answer(channel, {"type": BY_NAME[form].content_type, "form": form, "generation": self.generation, **more})


class _Encoded:
    """Text that is written goes on as UTF-8."""

    def __init__(self, out: Answer) -> None:
        self.out = out

    def write(self, text: str) -> int:
        return self.out.write(text.encode())


def _write_spreadsheet(found: QuerySolutions, out: Answer) -> None:
    writer = csv.writer(_Encoded(out), lineterminator="\r\n")
    writer.writerow([variable.value for variable in found.variables])
    writer.writerows([csv_cell(term) for term in row] for row in found)


def graph_of(name: str) -> NamedNode | DefaultGraph:
    """Give a graph's node by its IRI, the default graph for an empty name."""
    return NamedNode(name) if name else DefaultGraph()
