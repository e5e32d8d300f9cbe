"""The embedded store: graphs are read into it, strictly, and handed on to rdflib where somebody wants that."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store

from kg.model.errors import NotFound, UnreadableInput, UsageError, nearest
from kg.model.refs import BASE, FOLDERS, VOCABULARIES

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

__all__ = ["READABLE", "Store", "load_lines", "open_store", "prefixes", "read_graph", "to_rdflib"]

READABLE = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
_CHUNK = 50_000
_BLOCK = 1 << 20
_LONGEST_MESSAGE = 300
_XSD_STRING = VOCABULARIES["xsd"] + "string"


def prefixes(base: str = BASE) -> dict[str, str]:
    """Give every prefix that our graphs use, and its namespace."""
    return dict(sorted({**{folder: f"{base}{folder}/" for folder in FOLDERS}, **VOCABULARIES}.items()))


def open_store(path: Path | None = None) -> Store:
    """Give an empty store in memory, or the store in a folder, made where absent; raise UsageError if it cannot be opened."""
    if path is None:
        return Store()
    try:
        return Store(path)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be opened as a store ({_short(error)}); one process at a time may write to it"
        ) from error


def load_lines(store: Store, lines: Iterable[str]) -> None:
    """Add N-Triples or N-Quads lines to a store, in chunks; raise UnreadableInput at a line that is neither."""
    rest = iter(lines)
    while chunk := list(islice(rest, _CHUNK)):
        data = "\n".join(chunk).encode()
        try:
            store.load(data, format=RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise UnreadableInput(
                f"line {error.lineno} of {len(chunk)} is neither N-Triples nor N-Quads: {_short(error)}"
            ) from error


def read_graph(path: Path) -> Store:
    """Give the graph of a file (Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD; also .gz) or of a store's folder.

    Raises NotFound where there is nothing, and UnreadableInput, with line and column, for what is not such a graph.
    """
    if not path.exists():
        raise NotFound(f"{path}: no such file; name a graph that there is, or make one with `kg build`")
    if path.is_dir():
        return _read_folder(path)
    format_ = format_of(path)
    store = Store()
    try:
        if format_ == RdfFormat.RDF_XML:
            refuse_doctype(path)
        with _opened(path) as file:
            store.bulk_load(file, format=format_)
    except SyntaxError as error:
        raise UnreadableInput(place_of(path, format_, error)) from error
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise UnreadableInput(f"{path}: cannot be read: {_short(error)}") from error
    if len(store) == 0:
        raise UnreadableInput(f"{path}: holds no statement at all; is it the right file?")
    return store


def to_rdflib(store: Store, base: str = BASE) -> rdflib.Graph:
    """Give a store's triples, those of all its graphs together, as an rdflib graph with our prefixes."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in prefixes(base).items():
        graph.bind(prefix, namespace)
    graph.addN((*_rdflib_triple(quad), graph) for quad in store)
    return graph


def _rdflib_triple(quad: Quad) -> tuple[Node, Node, Node]:
    return _rdflib_term(quad.subject), _rdflib_term(quad.predicate), _rdflib_term(quad.object)


def _rdflib_term(term: object) -> Node:
    """Give an rdflib term; plain strings stay plain, as rdflib's own parser reads them."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    literal = cast("Literal", term)
    if literal.language:
        return rdflib.Literal(literal.value, lang=literal.language)
    datatype = literal.datatype.value
    return rdflib.Literal(literal.value, datatype=None if datatype == _XSD_STRING else rdflib.URIRef(datatype))


def _read_folder(path: Path) -> Store:
    """Give a plain store, or a durable one as it is now: its lock is held to the end of the process, as the store may be."""
    if (path / "generations").is_dir():
        from kg.graph.generations import take_snapshot

        return take_snapshot(path).store
    if not (path / "CURRENT").exists():
        raise UnreadableInput(f"{path}: a folder that holds no store; name a file in it, such as a .ttl")
    try:
        return Store.read_only(str(path))
    except OSError as error:
        raise UnreadableInput(f"{path}: the store cannot be read: {_short(error)}") from error


def format_of(path: Path) -> RdfFormat:
    """Give the format of a file that can be read, by its ending, also before .gz; raise UnreadableInput for another."""
    name = path.name.removesuffix(".gz")
    ending = Path(name).suffix.lower()
    if ending not in READABLE:
        remedy = nearest(ending, READABLE) or f"a graph ends in {', '.join(READABLE)}, each also with .gz"
        raise UnreadableInput(f"{path}: not the ending of a graph that can be read ({remedy})")
    return READABLE[ending]


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path.suffix == ".gz":
        with gzip.open(path) as unpacked:
            yield cast("IO[bytes]", unpacked)
    else:
        with path.open("rb") as file:
            yield file


def refuse_doctype(path: Path) -> None:
    """Refuse RDF/XML with a DOCTYPE: entities in it can swell to any size."""
    with _opened(path) as file:
        before = b""
        while block := file.read(_BLOCK):
            if b"<!doctype" in (before + block).lower():
                raise UnreadableInput(
                    f"{path}: RDF/XML with a DOCTYPE is refused, as its entities can swell to any size; remove it"
                )
            before = block[-16:]


def place_of(path: Path, format_: RdfFormat, error: SyntaxError) -> str:
    """Give file, line, column and what is wrong there, in one line."""
    where = f"{path}:{error.lineno}:{error.offset}" if error.lineno else str(path)
    what = _short(error).partition(": ")[2] if error.lineno else _short(error)
    hint = "; the file is not text" if _binary(path) else ""
    if "LoadDocumentCallback" in what:
        what = "a context that lies on the web is not fetched; write the context into the file"
    return f"{where}: not {format_.name}: {what}{hint}"


def _binary(path: Path) -> bool:
    with path.open("rb") as file:
        return path.suffix != ".gz" and b"\0" in file.read(4096)


def _short(error: Exception) -> str:
    text = " ".join(str(error.args[0] if error.args else error).split())
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " …"
