"""RDF back to records: the inverse of `kg.graph.encode`, so that every export can start from a loaded graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import pyoxigraph as ox

from kg.graph.nodes import SAID, TIMES
from kg.model import terms
from kg.model.claim import (
    Cause,
    Claim,
    Content,
    EntityFact,
    Identity,
    Location,
    Occurrence,
    Participant,
    Words,
)
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.errors import UnreadableInput
from kg.model.reference import Actor, Condition, Conflict, Dataset, EventNode, Name, Place, Record, Run, Source
from kg.model.refs import BASE, mint, ref_of

K = TypeVar("K", bound=str)


def decode(store: ox.Store, base: str = BASE) -> Iterator[Record]:
    """Give the records of a graph, reference first, each kind in the order of its references; settled triples are left out."""
    reader = Reader(store, base)
    for class_, make in reader.makers():
        for ref in reader.members(class_):
            yield make(Node(reader, ref))


def _backwards(table: Mapping[K, str]) -> dict[str, K]:
    return {ref: notation for notation, ref in table.items()}


_STANCES = _backwards(terms.STANCES)
_EVENT_TYPES = _backwards(terms.EVENT_TYPES)
_TIME_PRECISIONS = _backwards(terms.TIME_PRECISIONS)
_DATE_BASES = _backwards(terms.DATE_BASES)
_MODALITIES = _backwards(terms.MODALITIES)
_PLACE_PRECISIONS = _backwards(terms.PLACE_PRECISIONS)
_COUNT_KINDS = _backwards(terms.COUNT_KINDS)
_CODINGS = _backwards(terms.CODINGS)
_JUDGEMENTS = _backwards(terms.JUDGEMENTS)
_CAUSAL_RELATIONS = _backwards(terms.CAUSAL_RELATIONS)
_ACTOR_KINDS = _backwards(terms.ACTOR_KINDS)
_PLACE_KINDS = _backwards(terms.PLACE_KINDS)

_CLAIM_FIELDS = frozenset(
    """about eventType modality placePrecision claimant voice onBehalfOf stance negated respondsTo locator quote coding
    confidence agent target party supporter beneficiary in near from to count earliest latest timePrecision dateBasis
    dateReason dateAsWritten edtf saidEarliest saidLatest saidTimePrecision saidDateBasis saidDateReason saidDateAsWritten
    saidEdtf contentHash subject property value valueText cause effect causalRelation first second judgement score reason
    decided withdrawn""".split()
)
_OTHER_FIELDS = frozenset({"rdf:type", "prov:wasDerivedFrom", "prov:wasGeneratedBy", "prov:hadPrimarySource"})


class Reader:
    """Looks things up in a store, all graphs together, in references."""

    def __init__(self, store: ox.Store, base: str) -> None:
        self.store = store
        self.base = base

    def makers(self) -> list[tuple[str, Callable[[Node], Record]]]:
        """Give the classes that records are read from, in order, with what makes each."""
        reference: list[tuple[str, Callable[[Node], Record]]] = [
            ("dcat:Dataset", _dataset),
            ("kg:CodingRun", _run),
            ("kg:Source", _source),
            ("sem:Actor", _actor),
            ("sem:Place", _place),
            ("kg:Condition", _condition),
            ("kg:Conflict", _conflict),
            ("sem:Event", _event),
        ]
        kinds = ("kg:OccurrenceClaim", "kg:EntityClaim", "kg:CausalClaim", "kg:IdentityClaim")
        return [*reference, *((kind, _claim) for kind in kinds)]

    def node(self, ref: str) -> ox.NamedNode:
        """Give the store's term of a reference."""
        return ox.NamedNode(mint(ref, self.base))

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Give the sorted references of what has a value."""
        found = self.store.quads_for_pattern(None, self.node(predicate), self.node(value), None)
        return sorted({ref_of(str(quad.subject.value), self.base) for quad in found})  # type: ignore[union-attr]  # no blank nodes

    def members(self, class_: str) -> Iterator[str]:
        """Give the references of a class's members; an event only where it has a name of its own."""
        for ref in self.subjects("rdf:type", class_):
            if class_ != "sem:Event" or "rdfs:label" in self.properties(ref):
                yield ref

    def properties(self, ref: str) -> dict[str, list[Any]]:
        """Give all values of a node by property, in references and literals, sorted."""
        found: defaultdict[str, list[Any]] = defaultdict(list)
        for quad in self.store.quads_for_pattern(self.node(ref), None, None, None):
            value = quad.object
            made = ref_of(value.value, self.base) if isinstance(value, ox.NamedNode) else value
            name = ref_of(quad.predicate.value, self.base)
            if made not in found[name]:
                found[name].append(made)
        return {name: sorted(values, key=str) for name, values in found.items()}


class Node:
    """One node's values by property."""

    def __init__(self, reader: Reader, ref: str) -> None:
        self.reader = reader
        self.ref = ref
        self.values = reader.properties(ref)

    def all(self, name: str) -> list[Any]:
        """Give all values as text or references."""
        return [getattr(value, "value", value) for value in self.values.get(name, [])]

    def one(self, name: str) -> str | None:
        """Give the first value, or None."""
        found = self.all(name)
        return found[0] if found else None

    def need(self, name: str) -> str:
        """Give the first value; raise UnreadableInput where there is none."""
        found = self.one(name)
        if found is None:
            raise UnreadableInput(f"{self.ref} has no {name}: the graph is not one of ours or is damaged; run kg check")
        return found

    def day(self, name: str) -> date | None:
        """Give a date, or None."""
        found = self.one(name)
        return date.fromisoformat(found) if found else None

    def number(self, name: str) -> int | None:
        """Give a whole number, or None."""
        found = self.one(name)
        return None if found is None else int(found)

    def decimal(self, name: str) -> float | None:
        """Give a decimal number, or None."""
        found = self.one(name)
        return None if found is None else float(found)

    def tagged(self, name: str) -> tuple[str, str | None]:
        """Give a literal's text and language."""
        literal = self.values[name][0]
        return literal.value, literal.language

    def follow(self, name: str) -> list[Node]:
        """Give the nodes that a property points to."""
        return [Node(self.reader, ref) for ref in self.all(name)]

    def when(self, said: bool = False) -> When | None:
        """Give the node's time, or None where it has none."""
        earliest, latest, precision, basis, _, reason, as_written = SAID if said else TIMES
        if self.one(precision) is None or self.one(basis) is None:
            return None
        return When(
            self.day(earliest),
            self.day(latest),
            _TIME_PRECISIONS[self.need(precision)],
            _DATE_BASES[self.need(basis)],
            self.one(reason),
            self.one(as_written),
        )


def _claim(node: Node) -> Claim:
    mentions = _mentions(node)
    own = mentions.get(("kg:claimant", node.need("kg:claimant")), [None])[0]
    return Claim(
        id=node.ref,
        source=node.need("prov:wasDerivedFrom"),
        claimant=node.need("kg:claimant"),
        run=node.need("prov:wasGeneratedBy"),
        content=_content(node, mentions),
        stance=_STANCES[node.need("kg:stance")],
        negated=node.need("kg:negated") == "true",
        narrator=node.one("kg:voice") == "kg:Narrator",
        on_behalf_of=node.one("kg:onBehalfOf"),
        claimant_words=own,
        responds_to=node.one("kg:respondsTo"),
        locator=node.one("kg:locator"),
        quote=node.one("kg:quote"),
        said=node.when(said=True),
        coding=_CODINGS[node.need("kg:coding")],
        confidence=node.decimal("kg:confidence"),
        primary_sources=tuple(node.all("prov:hadPrimarySource")),
        also=tuple(_also(node)),
    )


def _also(node: Node) -> Iterator[tuple[str, str]]:
    for name in sorted(node.values):
        if name not in _OTHER_FIELDS and name.removeprefix("kg:") not in _CLAIM_FIELDS:
            for value in node.all(name):
                yield name, value


def _mentions(claim: Node) -> dict[tuple[str, str], list[Words]]:
    found: defaultdict[tuple[str, str], list[Words]] = defaultdict(list)
    for ref in claim.reader.subjects("kg:mentionedIn", claim.ref):
        mention = Node(claim.reader, ref)
        start, end = _span(mention.one("kg:locator"))
        words = Words(mention.need("kg:words"), start, end)
        found[mention.need("kg:mentionRole"), mention.need("kg:entity")].append(words)
    for words_list in found.values():
        words_list.sort(key=lambda words: (words.start or 0, words.text))
    return found


def _span(locator: str | None) -> tuple[int | None, int | None]:
    if locator is None:
        return None, None
    start, end = locator.removeprefix("char=").split(",")
    return int(start), int(end)


def _content(node: Node, mentions: Mapping[tuple[str, str], list[Words]]) -> Content:
    kinds = node.all("rdf:type")
    if "kg:OccurrenceClaim" in kinds:
        return _occurrence(node, mentions)
    if "kg:EntityClaim" in kinds:
        literal, language = node.tagged("kg:valueText") if "kg:valueText" in node.values else (None, None)
        subject, name = node.need("kg:subject"), node.need("kg:property")
        return EntityFact(subject, name, node.one("kg:value"), literal, language, node.when())
    if "kg:CausalClaim" in kinds:
        relation = _CAUSAL_RELATIONS[node.need("kg:causalRelation")]
        return Cause(node.need("kg:cause"), node.need("kg:effect"), relation, node.when())
    return Identity(
        node.need("kg:first"),
        node.need("kg:second"),
        _JUDGEMENTS[node.need("kg:judgement")],
        node.decimal("kg:score"),
        tuple(node.all("kg:reason")),
        node.day("kg:decided"),
        node.day("kg:withdrawn"),
    )


def _occurrence(node: Node, mentions: Mapping[tuple[str, str], list[Words]]) -> Occurrence:
    def read(name: str) -> Iterator[tuple[str, Words | None]]:
        for ref in node.all(f"kg:{name}"):
            for words in mentions.get((f"kg:{name}", ref), [None]):
                yield ref, words

    precision = node.one("kg:placePrecision")
    return Occurrence(
        event=node.need("kg:about"),
        type=_EVENT_TYPES[node.need("kg:eventType")],
        participants=tuple(Participant(role, ref, words) for role in terms.ROLES for ref, words in read(role)),
        places=tuple(Location(relation, ref, words) for relation in terms.PLACE_RELATIONS for ref, words in read(relation)),
        counts=tuple(_count(count) for count in node.follow("kg:count")),
        when=node.when(),
        modality=_MODALITIES[node.need("kg:modality")],
        place_precision=_PLACE_PRECISIONS[precision] if precision else None,
    )


def _count(node: Node) -> Count:
    return Count(
        _COUNT_KINDS[node.need("kg:countKind")],
        node.number("kg:low"),
        node.number("kg:best"),
        node.number("kg:high"),
        node.one("kg:ofWhom"),
        node.one("kg:ofGroup"),
        node.one("kg:asWritten"),
    )


def _names(node: Node) -> tuple[Name, ...]:
    def name_of(name: Node) -> Name:
        text, language = name.tagged("kg:nameText")
        return Name(text, language or "en", name.when(), name.one("prov:wasDerivedFrom"))

    return tuple(name_of(name) for name in node.follow("kg:hasName"))


def _actor(node: Node) -> Actor:
    return Actor(
        node.ref,
        node.need("rdfs:label"),
        _ACTOR_KINDS[node.need("kg:actorKind")],
        _names(node),
        node.one("kg:identified") != "false",
        node.one("kg:anonymous") == "true",
        node.one("kg:scopedTo"),
        node.one("prov:wasDerivedFrom"),
        node.one("rdfs:comment"),
        tuple(node.all("skos:exactMatch")),
    )


def _place(node: Node) -> Place:
    return Place(
        node.ref,
        node.need("rdfs:label"),
        _PLACE_KINDS[node.need("kg:placeKind")],
        _names(node),
        node.decimal("wgs84:lat"),
        node.decimal("wgs84:long"),
        node.one("geo:sfWithin"),
        node.one("prov:wasDerivedFrom"),
        node.one("rdfs:comment"),
        tuple(node.all("skos:exactMatch")),
    )


def _event(node: Node) -> EventNode:
    return EventNode(node.ref, node.need("rdfs:label"), node.one("rdfs:comment"), tuple(node.all("skos:exactMatch")))


def _condition(node: Node) -> Condition:
    return Condition(node.ref, node.need("rdfs:label"))


def _conflict(node: Node) -> Conflict:
    return Conflict(node.ref, node.need("rdfs:label"), node.one("dcterms:isPartOf"), node.one("prov:wasDerivedFrom"))


def _source(node: Node) -> Source:
    return Source(
        ref=node.ref,
        label=node.need("rdfs:label"),
        publisher=node.need("dcterms:publisher"),
        published=node.when(),
        url=node.one("foaf:page"),
        language=node.one("dcterms:language"),
        sha256=node.one("kg:sha256"),
        credit=node.one("kg:credit"),
        licence=node.one("dcterms:license"),
        primary_sources=tuple(node.all("prov:hadPrimarySource")),
        note=node.one("rdfs:comment"),
        dataset=node.one("dcterms:isPartOf"),
    )


def _run(node: Node) -> Run:
    coder = node.one("prov:wasAssociatedWith")
    return Run(node.ref, node.need("rdfs:label"), node.need("owl:versionInfo"), coder, node.day("dcterms:date"))


def _dataset(node: Node) -> Dataset:
    return Dataset(
        ref=node.ref,
        title=node.need("dcterms:title"),
        description=node.need("dcterms:description"),
        licence=node.need("dcterms:license"),
        citation=node.need("dcterms:bibliographicCitation"),
        creator=node.need("dcterms:creator"),
        version=node.need("owl:versionInfo"),
        issued=node.day("dcterms:issued"),
        keywords=tuple(node.all("dcat:keyword")),
        redistributable=node.one("kg:redistributable") != "false",
    )
