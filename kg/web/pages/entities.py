"""One IRI of the graph: what is said of it, who refers to it, and, by its kind, the claims that it has to do with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pyoxigraph import NamedNode, Triple

from kg.graph.answer import Term
from kg.model.refs import ref_of
from kg.model.wording import visible
from kg.web.pages import events
from kg.web.pages.asking import Facts, Labels, facts_of, iris_of, ontology, terms_told, text
from kg.web.pages.cards import Card, cards_of, is_claim
from kg.web.pages.shown import Showing, Shown
from kg.web.pages.statistics import number

if TYPE_CHECKING:
    from kg.web.engine import Engine

MOST_STATEMENTS = 2000
_COUNTED = 200_000
_SORTED = 2_000  # putting names in order means reading them all
_FEW = 8
_MANY = 50
_TYPE = "rdf:type"
_CLAIMED = (
    "kg:claimant", "kg:onBehalfOf", "kg:agent", "kg:target", "kg:party", "kg:supporter", "kg:beneficiary", "kg:in", "kg:near",
    "kg:from", "kg:to", "prov:wasDerivedFrom", "prov:hadPrimarySource", "kg:respondsTo", "kg:subject", "kg:value",
)  # fmt: skip
_PARTS = "kg:count kg:hasCount geo:hasGeometry kg:hasName"


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one property."""

    property: Shown
    told: str
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One subject that refers to the IRI: a claim as its card, all else as a link."""

    shown: Shown
    card: Card | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """Those that refer to the IRI by one property: how many (`at_least` so many where counting was cut), and some of them."""

    property: Shown
    told: str
    number: int
    at_least: bool
    references: tuple[Reference, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Entity:
    """An IRI's page."""

    iri: str
    reference: str
    label: str
    types: tuple[Shown, ...]
    comment: str
    outside: str
    card: Card | None
    event: events.Told | None
    groups: tuple[Group, ...]
    is_cut: bool
    incoming: tuple[Incoming, ...]
    used: int
    used_at_least: bool
    graph: str
    forms: tuple[tuple[str, str], ...]


async def entity_of(engine: Engine, showing: Showing, iri: str, start: int) -> Entity:
    """Give the page of an IRI that the graph holds; the claims of an event begin at the given one."""
    facts = (await facts_of(engine, [iri], showing.addresses.base, MOST_STATEMENTS + 1)).get(iri, {})
    counts = await _counted(engine, iri)
    await showing.labels.learn(engine, [iri, *counts, *(i for terms in facts.values() for i in iris_of(terms))])
    used = await _used(engine, iri)
    is_graph = await engine.ask(f"ASK {{ GRAPH {NamedNode(iri)} {{ ?s ?p ?o }} }}")
    is_event = "kg:lead" in facts and any(ref_of(type_) == "sem:Event" for type_ in iris_of(facts.get(_TYPE, ())))
    cards = await cards_of(engine, showing, [iri]) if is_claim(facts) else {}
    return Entity(
        iri=iri,
        reference=visible(ref_of(iri, showing.addresses.base)),
        label=visible(_label(iri, facts, cards, showing.labels)),
        types=tuple(showing.named(type_) for type_ in iris_of(facts.get(_TYPE, ()))),
        comment="" if cards else visible(text(facts, "rdfs:comment") or terms_told().get(iri, {}).get("comment", "")),
        outside=iri if showing.is_outside(iri) else "",
        card=cards.get(iri),
        event=await events.told_of(engine, showing, iri, facts, start) if is_event else None,
        groups=_groups(facts, showing),
        is_cut=sum(map(len, facts.values())) > MOST_STATEMENTS,
        incoming=await _incoming(engine, showing, iri, counts),
        used=min(used, _COUNTED),
        used_at_least=used > _COUNTED,
        graph=f"{showing.addresses.root}/store?{urlencode({'graph': iri})}" if is_graph else "",
        forms=tuple((name, showing.addresses.data(iri, form)) for name, form in FORMS),
    )


FORMS = (("Turtle", "ttl"), ("JSON-LD", "jsonld"), ("N-Triples", "nt"), ("RDF/XML", "rdf"))


def _label(iri: str, facts: Facts, cards: Mapping[str, Card], labels: Labels) -> str:
    card = cards.get(iri)
    if card is None:
        return labels(iri)
    return f"{card.claimant.text} {card.stance}: " + " · ".join(shown.text for shown in card.says)


def _groups(facts: Facts, showing: Showing) -> tuple[Group, ...]:
    """Give what is said, by property in the order of the alphabet, the type first."""
    groups = []
    for name in sorted(facts, key=lambda name: (name != _TYPE, name)):
        iri = _iri(name)
        values = sorted(facts[name], key=str)
        groups.append(
            Group(_property(showing, iri), terms_told().get(iri, {}).get("comment", ""), tuple(map(showing.by_name, values)))
        )
    return tuple(groups)


def _iri(name: str) -> str:
    from kg.model.refs import VOCABULARIES

    prefix, _, local = name.partition(":")
    return VOCABULARIES[prefix] + local if prefix in VOCABULARIES else name


def _property(showing: Showing, iri: str) -> Shown:
    return Shown(visible(showing.labels.known(iri) or ref_of(iri)), showing.addresses.page(iri), iri)


async def _counted(engine: Engine, iri: str) -> dict[str, int]:
    """Give how many refer to an IRI, by property; counting stops at a bound, so that a class of millions has a page too."""
    rows = await engine.rows(
        f"SELECT ?p (COUNT(*) AS ?n) {{ SELECT ?p {{ ?s ?p {NamedNode(iri)} }} LIMIT {_COUNTED + 1} }} GROUP BY ?p"
    )
    counted = {row["p"].value: int(row["n"].value) for row in rows if "p" in row}  # type: ignore[union-attr]
    return dict(sorted(counted.items(), key=lambda item: (_place(item[0]), -item[1], item[0])))


def _place(property_: str) -> int:
    """Give the place of a property among those that refer: claims come first, by who says it, then by role."""
    name = ref_of(property_)
    return _CLAIMED.index(name) if name in _CLAIMED else len(_CLAIMED)


async def _used(engine: Engine, iri: str) -> int:
    """Give in how many statements an IRI is the property, up to one more than is counted."""
    rows = await engine.rows(f"SELECT (COUNT(*) AS ?n) {{ SELECT ?s {{ ?s {NamedNode(iri)} ?o }} LIMIT {_COUNTED + 1} }}")
    return number(rows) or 0


async def _incoming(engine: Engine, showing: Showing, iri: str, counts: Mapping[str, int]) -> tuple[Incoming, ...]:
    cut = sum(counts.values()) > _COUNTED
    found = {
        property_: await _subjects(engine, iri, property_, 0, _FEW, number <= _SORTED and not cut)
        for property_, number in counts.items()
    }
    cards = await cards_of(engine, showing, [subject for subjects in found.values() for subject in iris_of(subjects)])
    await showing.labels.learn(
        engine, (subject for subjects in found.values() for subject in iris_of(subjects) if subject not in cards)
    )
    return tuple(
        Incoming(
            _property(showing, property_),
            terms_told().get(property_, {}).get("comment", ""),
            number,
            cut,
            references(showing, cards, found[property_]),
            referring_path(showing, iri, property_, 0) if number > len(found[property_]) or cut else "",
        )
        for property_, number in counts.items()
    )


async def _subjects(engine: Engine, iri: str, property_: str, start: int, many: int, in_order: bool) -> list[Term]:
    order = "ORDER BY ?s " if in_order else ""
    rows = await engine.rows(
        f"SELECT DISTINCT ?s {{ ?s {NamedNode(property_)} {NamedNode(iri)} }} {order}LIMIT {many} OFFSET {start}"
    )
    return [row["s"] for row in rows]


def references(showing: Showing, cards: Mapping[str, Card], subjects: Sequence[Term]) -> tuple[Reference, ...]:
    """Give those that refer to an IRI, as they are shown."""
    return tuple(Reference(showing.by_name(subject), cards.get(getattr(subject, "value", ""))) for subject in subjects)


def referring_path(showing: Showing, iri: str, property_: str, start: int) -> str:
    """Give the address of the page of those that refer to an IRI by a property, from the given one on."""
    page = showing.addresses.page(iri)
    query = urlencode({"by": property_, "from": start} if start else {"by": property_})
    return f"{page}{'&' if '?' in page else '?'}{query}"


@dataclass(frozen=True, slots=True)
class Referring:
    """One page of those that refer to an IRI by one property."""

    entity: Shown
    property: Shown
    number: int
    at_least: bool
    start: int
    references: tuple[Reference, ...]
    before: str
    after: str


async def referring_to(engine: Engine, showing: Showing, iri: str, property_: str, start: int) -> Referring:
    """Give a page of those that refer to an IRI by a property."""
    number = (await _counted(engine, iri)).get(property_, 0)
    subjects = await _subjects(engine, iri, property_, start, _MANY, number <= _SORTED)
    cards = await cards_of(engine, showing, list(iris_of(subjects)))
    await showing.labels.learn(engine, [iri, property_, *(subject for subject in iris_of(subjects) if subject not in cards)])
    return Referring(
        entity=showing.named(iri),
        property=_property(showing, property_),
        number=number,
        at_least=number > _COUNTED,
        start=start,
        references=references(showing, cards, subjects),
        before=referring_path(showing, iri, property_, max(0, start - _MANY)) if start else "",
        after=referring_path(showing, iri, property_, start + _MANY) if len(subjects) == _MANY else "",
    )


async def description_of(engine: Engine, iri: str) -> list[Triple]:
    """Give the concise description of an IRI: what is said of it, of its counts, names and shapes, and of nodes without a name.

    Of a term of our vocabularies also what the ontology that ships says, whether or not it was loaded.
    """
    node = NamedNode(iri)
    parts = f"VALUES ?part {{ {_PARTS} }} {node} ?part ?s . ?s ?p ?o"
    nameless = f"{node} ?by ?s . FILTER (isBlank(?s)) ?s ?p ?o"
    further = f"{node} ?by ?mid . FILTER (isBlank(?mid)) ?mid ?then ?s . FILTER (isBlank(?s)) ?s ?p ?o"
    mentions = f"?s kg:mentionedIn {node} . ?s ?p ?o"
    own = f"VALUES ?s {{ {node} }} ?s ?p ?o"  # not BIND: the guard takes <urn:a#b> in brackets for a comparison
    where = " UNION ".join(f"{{ {part} }}" for part in (own, parts, nameless, further, mentions))
    found = await engine.triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }} LIMIT {10 * MOST_STATEMENTS}")
    return [*found, *(quad.triple for quad in ontology().quads_for_pattern(node, None, None))]
