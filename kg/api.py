"""The Python face: `g = kg.load("exports/mali.ttl")` gives a graph to query, sift, draw and hand on."""

from __future__ import annotations

import html
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from kg.graph.answer import Answer
from kg.graph.decode import decode
from kg.graph.dossier import Dossier, dossier_of
from kg.graph.encode import encode, encode_settlement
from kg.graph.export import as_store, format_of, graph_bytes, is_settled, lens_of, write_graph
from kg.graph.names import find, names_of
from kg.graph.network import to_networkx
from kg.graph.query import FORMS, find_query, is_sparql, named_queries, read_query, run_query
from kg.graph.rights import redistributable
from kg.graph.settle import settle
from kg.graph.sift import sifted
from kg.graph.store import Store, load_lines, read_graph, to_rdflib
from kg.graph.summary import summary
from kg.model.claim import Claim
from kg.model.data import data_path
from kg.model.dates import part_bounds
from kg.model.errors import NotFound, UnreadableInput, UsageError, nearest
from kg.model.reference import Actor, Dataset, Place, Record
from kg.model.refs import BASE
from kg.model.settled import SettledEvent, Settlement

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import pyarrow as pa
    import rdflib
    from matplotlib.figure import Figure

    from kg.views.picture import Picture

__all__ = ["Found", "Graph", "Plots", "load"]

T = TypeVar("T")
_MOST_HTML_ROWS = 50


def load(path: str | Path | None = None, base: str = BASE) -> Graph:
    """Give the graph of a file or of a store's folder; without a path, the Mali graph that ships with kg.

    Raises NotFound or UnreadableInput, with line and column, where there is no such graph.
    """
    given = _demo() if path is None else Path(path)
    return _held(given, base) if (given / "generations").is_dir() else Graph(read_graph(given), base)


def _held(folder: Path, base: str) -> Graph:
    """Give the graph of a durable store as it is now; no writer removes it as long as the graph is in use."""
    from kg.graph.generations import take_snapshot

    snapshot = take_snapshot(folder)
    graph = Graph(snapshot.store, base)
    weakref.finalize(graph, snapshot.close)
    return graph


def _demo() -> Path:
    try:
        return data_path("demo", "mali.ttl")
    except NotFound:
        return data_path("exports", "mali.ttl")


@dataclass(frozen=True, slots=True)
class Found(Sequence[T], Generic[T]):
    """Claims or events found, in order: a sequence that also gives a table or a data frame, and shows itself in Jupyter."""

    items: tuple[T, ...]
    make_table: Callable[[Iterable[T]], pa.Table]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        """Give one, or a part of them."""
        return Found(self.items[index], self.make_table) if isinstance(index, slice) else self.items[index]

    @property
    def table(self) -> pa.Table:
        """Give the Arrow table; docs/tables.md tells what each column means."""
        return self.make_table(self.items)

    def df(self) -> pd.DataFrame:
        """Give the table as a pandas data frame; an absent value is None."""
        try:
            import pandas as pd
        except ImportError as error:
            raise UsageError("df() needs pandas: pip install 'conflict-kg[pandas]'") from error
        table = self.table
        return pd.DataFrame(table.to_pylist(), columns=table.column_names, dtype=object)

    def _repr_html_(self) -> str:
        rows = self[:_MOST_HTML_ROWS]
        table = rows.table if isinstance(rows, Found) else self.table
        shown = [name for name in table.column_names if any(value not in (None, []) for value in table[name].to_pylist())]
        head = "".join(f"<th>{html.escape(name)}</th>" for name in shown)
        body = "".join("<tr>" + "".join(_cell(row[name]) for name in shown) + "</tr>" for row in table.to_pylist())
        more = len(self) - len(table)
        caption = f"{len(self)} found" + (f", {more} not shown" if more else "")
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    return f"<td>{html.escape(_words(value))}</td>"


def _words(value: Any) -> str:
    """Give a cell's value in words: a list by semicolons, its structs by spaces."""
    if isinstance(value, list):
        return "; ".join(_words(part) for part in value)
    if isinstance(value, dict):
        return " ".join(_words(part) for part in value.values() if part is not None)
    return "" if value is None else str(value)


class Graph:
    """A conflict's graph: claims and reference records, and what its lens settles from them."""

    def __init__(self, store: Store, base: str = BASE) -> None:
        self.store = store
        self.base = base

    def query(self, query: str | Path, **parameters: str) -> Answer:
        """Give the answer to SPARQL, a named query (`contradictions`, or `5`) or a .rq file; parameters fill the query's own.

        So `g.query("events-at-place", place="ber", since="2023-06-01").df()` is a data frame.
        """
        return run_query(self.store, self._text(str(query), parameters), self.base)

    def _text(self, query: str, parameters: dict[str, str]) -> str:
        if is_sparql(query):
            if parameters:
                raise UsageError("SPARQL takes no parameters here: write the values into it, or name a query")
            return query
        if hint := "" if query.lower() in named_queries() else nearest_form(query):
            raise NotFound(f"{query!r} is neither SPARQL nor the name of a query ({hint})")
        named = read_query(Path(query)) if query.endswith(".rq") else find_query(query)
        return named.filled({name: str(value) for name, value in parameters.items()}, self.base, self.store)

    @property
    def queries(self) -> dict[str, str]:
        """Give the named queries with their help."""
        return {name: query.help for name, query in named_queries().items() if not name.startswith("view-")}

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Give all records of the graph: claims, actors, places, events, sources."""
        return tuple(decode(self.store, self.base))

    @cached_property
    def lens(self) -> str:
        """Give the lens of the graph: the one whose settled values stand on its events."""
        return lens_of(self.store, self.base)

    @cached_property
    def settlement(self) -> Settlement:
        """Give what the graph's lens settles from its claims."""
        return settle(self.records, self.lens)

    def settled_as(self, lens: str) -> Settlement:
        """Give what another lens settles: `cautious`, `any` or `as-told-by/ACTOR`."""
        return settle(self.records, lens)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Give the labels of all that has one, by reference."""
        return {str(getattr(r, "ref", "")): str(getattr(r, "label", "")) for r in self.records if hasattr(r, "label")}

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """Give what actors, places and events are called, label and other names, by reference."""
        return names_of(self.records)

    def events(
        self,
        *,
        actor: str | None = None,
        place: str | None = None,
        type: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
    ) -> Found[SettledEvent]:
        """Give settled events in possible-time order, those that fit all that is given.

        `actor`: some claim gives it a role, settled or not; `place`: some claim puts it there or in what lies there; `since` and
        `until`: it may have happened then. Names are references (`cma`, `actor:cma`), or a label or other name that one alone
        has (`Coordination of Azawad Movements`), in any case; an unknown one raises NotFound with the nearest.
        """
        from kg.model.table import events_table

        low, high = day_of("since", since, 0), day_of("until", until, 1)
        events = sifted(self.records, self.settlement, actor=actor, place=place, type_=type, since=low, until=high)
        return Found(tuple(events), lambda found: events_table((event, self.labels.get(event.event)) for event in found))

    def claims(self, event: str | None = None) -> Found[Claim]:
        """Give all claims, or those about an event and what is judged the same."""
        from kg.model.table import to_table

        claims = self.show(event).claims if event else (r for r in self.records if isinstance(r, Claim))
        return Found(tuple(claims), to_table)

    def show(self, event: str) -> Dossier:
        """Give all about one event: how it is settled, each claim with its source and evidence, what contradicts what."""
        return dossier_of(self.records, self.settlement, find(event, "event", self.names, self.settlement.leads, self.base))

    def stats(self) -> dict[str, int]:
        """Give the numbers of the graph: records by kind, claims by content, stance, coding and precision, events by status."""
        return {"triples": len(self.store), **summary(self.records, self.settlement)}

    @property
    def plot(self) -> Plots:
        """Give the pictures: `g.plot.timeline()` and its sisters each give a matplotlib Figure."""
        return Plots(self)

    def to_networkx(self, shape: str = "actor-event") -> nx.MultiDiGraph[str]:
        """Give a networkx graph: `actors` (who acted on whom), `actor-event` (roles) or `claims` (all nodes and edges)."""
        return to_networkx(self.store, shape, self.base)

    @cached_property
    def rdf(self) -> rdflib.Graph:
        """Give the triples as an rdflib graph: a copy, made once."""
        return to_rdflib(self.store, self.base)

    def redistributable(self) -> Graph:
        """Give the graph without the rows of data sets whose terms forbid to hand them on (ACLED's), settled anew if it was."""
        lines = encode(records := redistributable(self.records), self.base)
        store = as_store(lines)
        if is_settled(self.store, self.base):
            load_lines(store, encode_settlement(settle(records, self.lens), self.base))
        return Graph(store, self.base)

    def save(self, path: str | Path, format: str | None = None) -> None:
        """Write the graph to a file (.ttl .trig .nt .nq .jsonld .rdf .graphml .gexf), or in the format named."""
        write_graph(self.store, Path(path), format or format_of(Path(path)), self.base)

    def to_turtle(self) -> str:
        """Give the graph as Turtle."""
        return graph_bytes(self.store, "turtle", self.base).decode()

    def __repr__(self) -> str:
        return f"<conflict-kg graph of {len(self.store)} triples>"

    def _repr_html_(self) -> str:
        title = next((r.title for r in self.records if isinstance(r, Dataset)), "A conflict graph")
        kinds = {"claims": Claim, "actors": Actor, "places": Place}
        numbers = [f"{sum(isinstance(r, kind) for r in self.records):,} {name}" for name, kind in kinds.items()]
        numbers.append(f"{len(self.settlement.events):,} events")
        statuses = sorted({event.status for event in self.settlement.events})
        counted = [f"{sum(e.status == s for e in self.settlement.events)} {s}" for s in statuses]
        return (
            f"<p><strong>{html.escape(title)}</strong>: {', '.join(numbers)}; {len(self.store):,} triples<br>"
            f"events under the lens {html.escape(self.lens.partition(':')[2])}: {html.escape(', '.join(counted) or 'none')}</p>"
        )


def nearest_form(word: str) -> str:
    """Give "did you mean SELECT?" for a word that is nearly how a query begins, and is no query's name."""
    return nearest(word, FORMS) if not any(nearest(word, [name]) for name in named_queries()) else ""


def day_of(name: str, given: date | str | None, end: int) -> date | None:
    """Give the first (0) or last (1) day of a date as a user gives it; raise UsageError for what is none."""
    if isinstance(given, datetime):
        return given.date()
    if given is None or isinstance(given, date):
        return given
    try:
        bounds = part_bounds(str(given))
    except UnreadableInput as error:
        raise UsageError(f"{name}={given!r}: {error}; write YYYY, YYYY-MM or YYYY-MM-DD, such as 2023-08") from error
    return bounds[1] if end else bounds[0]


class Plots:
    """The pictures of a graph; `options` are those of the picture's own function, such as `title`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def picture(self, name: str, **options: Any) -> Picture:
        """Give a picture with its text alternative and the IRIs that it draws."""
        from kg.pictures import make_picture

        return make_picture(self._graph.store, name, base=self._graph.base, **options)

    def _figure(self, name: str, **options: Any) -> Figure:
        from kg.pictures import drawn

        return drawn(self.picture(name, **options))

    def __getattr__(self, name: str) -> Figure:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._figure(name)  # raises: there is no such picture

    def __repr__(self) -> str:
        from kg.pictures import PICTURES

        lines = (f"  .plot.{name}()".ljust(22) + what for name, what in PICTURES.items())
        return "\n".join((f"<pictures of {self._graph!r}; each gives a matplotlib Figure>", *lines))

    def timeline(self, **options: Any) -> Figure:
        """Draw what happened when."""
        return self._figure("timeline", **options)

    def storyline(self, **options: Any) -> Figure:
        """Draw who took part in what."""
        return self._figure("storyline", **options)

    def network(self, **options: Any) -> Figure:
        """Draw who did what to whom."""
        return self._figure("network", **options)

    def claims(self, event: str | None = None, *, events: Iterable[str] | None = None, **options: Any) -> Figure:
        """Draw who says what; of one event or of some, by name, reference or IRI, else of those most disputed."""
        given = [events] if isinstance(events, str) else events
        asked = [*([event] if event else []), *(given or [])]
        return self._figure("claims", events=None if event is None and events is None else asked, **options)

    def map(self, **options: Any) -> Figure:
        """Draw where it happened."""
        return self._figure("map", **options)
