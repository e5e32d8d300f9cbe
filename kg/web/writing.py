"""What the writing worker does: one write at a time, each in a generation of its own, published as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode

from kg.graph.query import syntax_message
from kg.graph.store import Store, prefixes
from kg.keeping.store import LocalStore
from kg.model.errors import KgError
from kg.web import frames
from kg.web.channel import Channel, Refusal, Request
from kg.web.reading import RDF, graph_of

_WAIT_SECONDS = 10.0
_BULK = 1 << 20
_BLOCK = 1 << 20
_LONGEST_MESSAGE = 300
Told = dict[str, Any]


class Writer:
    """A store that is written to."""

    def __init__(self, folder: Path, base: str) -> None:
        self.local = LocalStore.open(folder)
        self.prefixes = prefixes(base)

    def answer(self, request: Request, channel: Channel) -> None:
        """Carry out one write, and tell what it did once it is published."""
        doing: dict[str, Callable[[Store, Request], Told]] = {
            "update": self.update,
            "put": self.put,
            "post": self.post,
            "delete": self.delete,
        }
        try:
            with self.local.writing(wait=_WAIT_SECONDS) as store:
                self._must_match(request)
                told = doing[request["do"]](store, request)
            channel.send(frames.WHOLE, frames.packed({**told, "generation": self.local.generation}, b""))
        except KgError as error:
            raise Refusal(503, f"the store cannot be written to now: {error}") from error
        except OSError as error:
            raise Refusal(507, f"the store could not be written: {error.strerror or error}; nothing was changed") from error

    def _must_match(self, request: Request) -> None:
        expected = request.get("if_generation")
        if expected is not None and expected != self.local.generation:
            raise Refusal(412, "the store has changed since: read it again")

    def update(self, store: Store, request: Request) -> Told:
        """Carry out an update."""
        try:
            store.update(request["sparql"], base_iri=request["base"], prefixes=self.prefixes)
        except SyntaxError as error:
            raise Refusal(400, syntax_message(request["sparql"], str(error))) from error
        except (ValueError, RuntimeError) as error:
            raise Refusal(400, f"the update could not be carried out: {error}") from error
        return {}

    def put(self, store: Store, request: Request) -> Told:
        """Put a graph in the place of what is there."""
        graph = graph_of(request["graph"])
        created = self._is_new(store, graph)
        store.clear_graph(graph)
        self._load(store, request, graph)
        return {"created": created}

    def post(self, store: Store, request: Request) -> Told:
        """Add to a graph, or, where none is named, to all the graphs that the data names."""
        if request["graph"] is None:
            self._load(store, request, None)
            return {"created": False}
        graph = graph_of(request["graph"])
        created = self._is_new(store, graph)
        self._load(store, request, graph)
        return {"created": created}

    def delete(self, store: Store, request: Request) -> Told:
        """Remove a graph."""
        graph = graph_of(request["graph"])
        if isinstance(graph, DefaultGraph):
            store.clear_graph(graph)
        elif store.contains_named_graph(graph):
            store.remove_graph(graph)
        else:
            raise Refusal(404, "there is no graph of that name")
        return {}

    def _is_new(self, store: Store, graph: NamedNode | DefaultGraph) -> bool:
        if isinstance(graph, DefaultGraph):
            return False
        new = not store.contains_named_graph(graph)
        store.add_graph(graph)  # so that an empty one is there, too
        return new

    def _load(self, store: Store, request: Request, graph: NamedNode | DefaultGraph | None) -> None:
        for path, form in request["files"]:
            size = _readable(Path(path), form)
            load = store.bulk_load if size > _BULK else store.load
            try:
                load(path=path, format=RDF[form], base_iri=request["base"], to_graph=graph)
            except (SyntaxError, ValueError) as error:
                raise Refusal(400, f"not {RDF[form].name}, nothing was changed: {_sentence(error)}") from error


def _readable(path: Path, form: str) -> int:
    """Give a body's size; raise Refusal for RDF/XML whose entities could swell to any size, or that hides in another encoding."""
    if form == "rdf":
        before = b""
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if b"<!doctype" in (before + block).lower() or b"\0" in block:
                    raise Refusal(400, "RDF/XML with a DOCTYPE, or not in UTF-8, is refused: its entities can swell to any size")
                before = block[-16:]
    return path.stat().st_size


def _sentence(error: Exception) -> str:
    """Give what a parser says, in one line without control characters and not longer than a few; it may quote the body only."""
    text = " ".join(str(error.args[0] if error.args else error).split())
    if "LoadDocumentCallback" in text:
        return "a context that lies on the web is not fetched; write the context into the data"
    where = f"line {error.lineno}: " if isinstance(error, SyntaxError) and error.lineno and "line" not in text else ""
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in where + text)
    return shown if len(shown) <= _LONGEST_MESSAGE else shown[:_LONGEST_MESSAGE] + " …"
