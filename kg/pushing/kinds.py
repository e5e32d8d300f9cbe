"""Which store it is, where its endpoints are, and in what it differs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from kg.model.errors import UsageError
from kg.model.refs import mint
from kg.pushing.wire import Reply, Wire

ASK = "ASK {}"
_ASKED = "query=" + quote(ASK)
_JSON = {"Accept": "application/sparql-results+json"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of store: the ends of its paths, and what it cannot do."""

    name: str
    query: str
    graphs: str
    update: str = ""
    scheme: str = "basic"
    default_graph: bool = True
    limit: int | None = None  # rows at which it cuts results without saying so
    chunk: int = 20_000  # triples a request
    secret_graphs: str = ""
    secret_update: str = ""
    own_graph: str = ""  # what FROM calls the default graph, where queries may see a union instead


KINDS = {
    kind.name: kind
    for kind in (
        Kind("oxigraph", "/query", "/store", "/update"),
        Kind("fuseki", "/query", "/data", "/update", own_graph="urn:x-arq:DefaultGraph", chunk=100_000),
        Kind("rdf4j", "", "/rdf-graphs/service", "/statements", own_graph="http://rdf4j.org/schema/rdf4j#nil"),
        Kind(
            "virtuoso", "/sparql", "/sparql-graph-crud", "/sparql", scheme="digest", default_graph=False, limit=10_000,
            secret_graphs="/sparql-graph-crud-auth", secret_update="/sparql-auth",
        ),
        Kind("kg", "/sparql", "/store", "/sparql", scheme="bearer", default_graph=False),
    )
}  # fmt: skip
CHOICES = ("auto", *KINDS, "generic")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A store found: its kind, and the whole addresses for queries, graphs and updates ("" where unknown)."""

    kind: Kind
    query: str
    graphs: str
    update: str = ""

    def graph_url(self, graph: str | None) -> str:
        """Give where the graph of an IRI, or the default graph (None), is read and written."""
        return f"{self.graphs}?graph={quote(graph, safe='')}" if graph else f"{self.graphs}?default"

    @property
    def fallback_graph(self) -> str | None:
        """Give the graph that is meant where none is named: the default graph, or one of ours where there is none."""
        return None if self.kind.default_graph else mint("graph:all")


def make_endpoint(url: str, kind: Kind, authenticated: bool) -> Endpoint:
    """Give the endpoints of a store of a kind; the URL may be the store's, or that of one of its endpoints."""
    root = _root(url, kind)
    graphs = kind.secret_graphs if authenticated and kind.secret_graphs else kind.graphs
    update = kind.secret_update if authenticated and kind.secret_update else kind.update
    return Endpoint(kind, root + kind.query, root + graphs, root + update)


def generic_endpoint(url: str, query: str | None) -> Endpoint:
    """Give the endpoint of a store that only keeps the standards: the URL is that of its graphs, and queries go to `query`."""
    if not query:
        raise UsageError("a generic store has two addresses: give that of its graphs as URL, and --query URL for queries")
    return Endpoint(Kind("generic", "", ""), query, url)


def find_kind(wire: Wire) -> Kind:
    """Find out of what kind a store is, by harmless GETs; raise UsageError with the remedy where it stays unknown."""
    url = wire.address.url
    for kind in KINDS.values():
        reply = wire.look("GET", f"{_root(url, kind)}{kind.query}?{_ASKED}", headers=_JSON)
        if reply and _is(kind, reply, url):
            return kind
    raise UsageError(
        f"{url}: not found out which store this is (nothing there answers {ASK} as one we know); is it running? "
        f"Else say --kind {', '.join(KINDS)}, or --kind generic with --query URL"
    )


def _is(kind: Kind, reply: Reply, url: str) -> bool:
    """Tell whether this is how a store of a kind answers: by its name, else by where it answers at all."""
    server = reply.headers.get("server", "").casefold()
    named = next((name for name in ("virtuoso", "oxigraph", "fuseki") if name in server), None)
    if named or kind.name in ("virtuoso", "oxigraph"):
        return kind.name == named and reply.status in (200, 401)
    answers = reply.status == 200 and b'"boolean"' in reply.body
    return answers and (kind.name != "rdf4j" or "/repositories/" in url)


def _root(url: str, kind: Kind) -> str:
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    for end in sorted(
        {kind.secret_graphs, kind.graphs, kind.query, kind.secret_update, kind.update} - {""}, key=len, reverse=True
    ):
        if path.endswith(end):
            path = path.removesuffix(end)
            break
    return urlunsplit(parts._replace(path=path))
