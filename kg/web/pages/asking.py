"""Our own small questions to the engine: what is said of some IRIs, who refers to them, what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple

from kg.graph.answer import Term
from kg.graph.guard import LONGEST
from kg.model.data import data_path
from kg.model.refs import VOCABULARIES, ref_of

if TYPE_CHECKING:
    from kg.web.engine import Engine

Facts = Mapping[str, list[Term]]
"""What is said of one subject: its values by the reference of the property (`rdfs:label`), in the order of the store."""

_NAMING = ("rdfs:label", "skos:prefLabel", "dcterms:title", "kg:nameText", "foaf:name")
_MOST_IN_VALUES = LONGEST // 2
_PLAIN_ENGLISH = ("en", "", None)


def values(name: str, iris: Iterable[str]) -> str:
    """Give a VALUES clause for IRIs, each of them checked by its constructor."""
    return f"VALUES ?{name} {{ {' '.join(str(NamedNode(iri)) for iri in iris)} }}"


def iris_of(terms: Iterable[Term | None]) -> Iterator[str]:
    """Yield the IRIs among some terms."""
    return (term.value for term in terms if isinstance(term, NamedNode))


def first(facts: Facts, name: str) -> Term | None:
    """Give the first value of a property."""
    return next(iter(facts.get(name, ())), None)


def text(facts: Facts, name: str) -> str:
    """Give the first value of a property as text, "" where there is none."""
    value = first(facts, name)
    return value.value if isinstance(value, (Literal, NamedNode)) else ""


async def holds(engine: Engine, iri: str) -> bool:
    """Tell whether a graph says anything of an IRI, or with it, or is named by it."""
    node = NamedNode(iri)
    return await engine.ask(
        f"ASK {{ {{ {node} ?p ?o }} UNION {{ ?s ?p {node} }} UNION {{ ?s {node} ?o }} UNION {{ GRAPH {node} {{ ?s ?p ?o }} }} }}"
    )


async def statements_of(engine: Engine, iris: Iterable[str], most: int) -> list[Triple]:
    """Give what is said of some IRIs, at most so many statements for each lot that one query asks for."""
    found = []
    for chunk in _chunks(iris):
        for row in await engine.rows(f"SELECT DISTINCT ?x ?p ?o {{ {values('x', chunk)} ?x ?p ?o }} LIMIT {most}"):
            subject, predicate = row["x"], row["p"]
            if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
                found.append(Triple(subject, predicate, row["o"]))
    return found


async def facts_of(engine: Engine, iris: Iterable[str], base: str, most: int = 5000) -> dict[str, dict[str, list[Term]]]:
    """Give what is said of each of some IRIs, of at most so many statements; of one that nothing is said of, nothing."""
    found: dict[str, dict[str, list[Term]]] = {}
    for triple in await statements_of(engine, iris, most):
        if isinstance(triple.subject, NamedNode):
            facts = found.setdefault(triple.subject.value, {})
            facts.setdefault(ref_of(triple.predicate.value, base), []).append(triple.object)
    return found


def _chunks(iris: Iterable[str]) -> Iterator[list[str]]:
    """Yield IRIs in lots whose query the guard lets through."""
    lot: list[str] = []
    size = 0
    for iri in dict.fromkeys(iris):
        length = len(iri.encode()) + 3
        if lot and size + length > _MOST_IN_VALUES:
            yield lot
            lot, size = [], 0
        lot.append(iri)
        size += length
    if lot:
        yield lot


@cache
def ontology() -> Store:
    """Give the ontology that ships, with its code tables, in one store."""
    store = Store()
    for path in sorted(data_path("ontology").glob("*.ttl")):
        if path.stem != "shapes":
            store.load(path=path, format=RdfFormat.TURTLE)
    return store


@cache
def terms_told() -> Mapping[str, Mapping[str, str]]:
    """Give what the ontology that ships calls its terms and says of them: label and comment by IRI."""
    told: dict[str, dict[str, str]] = {}
    for name, property_ in (("label", "rdfs:label"), ("label", "skos:prefLabel"), ("comment", "rdfs:comment")):
        prefix, _, local = property_.partition(":")
        for quad in ontology().quads_for_pattern(None, NamedNode(VOCABULARIES[prefix] + local), None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal) and quad.object.language in ("en", None):
                told.setdefault(quad.subject.value, {}).setdefault(name, quad.object.value)
    return told


@dataclass(slots=True)
class Labels:
    """What IRIs are called: by the graph, else by the ontology, else by their reference."""

    base: str
    found: dict[str, str] = field(default_factory=dict)

    async def learn(self, engine: Engine, iris: Iterable[str]) -> None:
        """Ask for the labels of IRIs that are not known yet."""
        told = terms_told()
        unknown = [iri for iri in dict.fromkeys(iris) if iri not in self.found and iri not in told]
        best: dict[str, tuple[tuple[int, int, str], str]] = {}
        for chunk in _chunks(unknown):
            for row in await engine.rows(_labels(chunk)):
                _better(best, row, self.base)
        self.found.update({iri: label for iri, (_, label) in best.items()})

    def known(self, iri: str) -> str | None:
        """Give a label, None where there is none."""
        return self.found.get(iri) or terms_told().get(iri, {}).get("label")

    def __call__(self, iri: str) -> str:
        """Give a label, else the reference."""
        return self.known(iri) or ref_of(iri, self.base)


def _labels(iris: Sequence[str]) -> str:
    """Give the query for what IRIs are called; a filter, since a join with the properties reads all labels of a large graph."""
    named = f"FILTER (?p IN ({', '.join(_NAMING)}))"
    return f"SELECT DISTINCT ?x ?p ?l {{ {values('x', iris)} ?x ?p ?l {named} }} LIMIT {20 * len(iris)}"


def _better(best: dict[str, tuple[tuple[int, int, str], str]], row: Mapping[str, Term], base: str) -> None:
    """Keep the better of two labels: by property, English and plain before other languages, then by the alphabet."""
    subject, predicate, label = row["x"], row["p"], row["l"]
    if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and isinstance(label, Literal):
        rank = (_NAMING.index(ref_of(predicate.value, base)), label.language not in _PLAIN_ENGLISH, label.value)
        if subject.value not in best or rank < best[subject.value][0]:
            best[subject.value] = (rank, label.value)
