"""Claims and reference records to N-Triples lines: the one encoder from which every other form is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from kg.graph import terms
from kg.model.claim import Cause, Claim, EntityFact, Identity, Occurrence, Words
from kg.model.counts import Count
from kg.model.dates import When
from kg.model.reference import Actor, Condition, Dataset, EventNode, Name, Place, Record, Run, Source
from kg.model.refs import BASE, ONTOLOGY, VOCABULARIES, digest
from kg.model.settled import Membership, SettledEvent, Settlement
from kg.model.terms import (
    ACTOR_KINDS,
    ASPECTS,
    CAUSAL_RELATIONS,
    CODINGS,
    COUNT_KINDS,
    DATE_BASES,
    EVENT_TYPES,
    JUDGEMENTS,
    MODALITIES,
    PLACE_KINDS,
    PLACE_PRECISIONS,
    PROPERTIES,
    STANCES,
    STATUSES,
    TIME_PRECISIONS,
)

Pair: TypeAlias = tuple[str, str]
"""A predicate and an object, both as N-Triples text; the subject is the record's."""

REFERENCE_GRAPH = "graph:reference"
_LICENCE_PREDICATE = "dcterms:license"
ROLE_PROPERTIES = {
    "agent": "kg:hasAgent",
    "target": "kg:hasTarget",
    "party": "kg:hasParty",
    "supporter": "kg:hasSupporter",
    "beneficiary": "kg:hasBeneficiary",
}
PLACE_PROPERTIES = {"in": "sem:hasPlace", "near": "kg:placeNear", "from": "kg:placeFrom", "to": "kg:placeTo"}


def encode(records: Iterable[Record], base: str = BASE) -> Iterator[str]:
    """Give the N-Triples lines of records, in their order, sorted within a record; constant memory, same bytes on every run."""
    encoder = Encoder(base)
    for record in records:
        yield from encoder.lines(record)


def encode_quads(records: Iterable[Record], base: str = BASE) -> Iterator[str]:
    """Give N-Quads lines: each claim in the graph of its source, all else in `graph:reference`."""
    encoder = Encoder(base)
    for record in records:
        graph = encoder.iri(graph_of(record))
        for line in encoder.lines(record):
            yield f"{line[:-2]} {graph} ."


def graph_of(record: Record) -> str:
    """Give the named graph that a record stands in."""
    if isinstance(record, Claim):
        return "graph:source/" + record.source.partition(":")[2]
    return REFERENCE_GRAPH


def encode_settlement(settlement: Settlement, base: str = BASE, projected: bool = True) -> list[str]:
    """Give the sorted lines of what a lens settled: a kg:Settlement for each event and, if projected, the same on the events themselves."""
    encoder = Encoder(base)
    lens = [(encoder.iri("rdf:type"), encoder.kg("Lens")), (encoder.iri("rdfs:label"), terms.text(settlement.label, "en"))]
    found = set(encoder.block(settlement.lens, lens))
    for event in settlement.events:
        found.update(encoder.settled(event, projected))
    if projected:
        for membership in settlement.memberships:
            found.update(encoder.membership(membership))
        for ref, lead in settlement.leads.items():
            found.update(encoder.block(ref, [(encoder.kg("lead"), encoder.iri(lead))]))
        for ref, origin in settlement.origins.items():
            found.update(encoder.block(ref, [(encoder.kg("origin"), encoder.iri(origin))]))
    return sorted(found)


class Encoder:
    """Turns records into lines under one base; holds nothing but remembered IRIs."""

    def __init__(self, base: str = BASE) -> None:
        self.base = base
        self.iri = terms.iri_maker(base)
        self._makers: dict[type, Callable[..., Iterator[str]]] = {
            Claim: self._claim,
            Actor: self._actor,
            Place: self._place,
            EventNode: self._event,
            Condition: self._condition,
            Source: self._source,
            Run: self._run,
            Dataset: self._dataset,
        }

    def lines(self, record: Record) -> list[str]:
        """Give one record's lines, sorted, each once."""
        return sorted(set(self._makers[type(record)](record)))

    def kg(self, name: str) -> str:
        """Give a term of our ontology as N-Triples text."""
        return f"<{ONTOLOGY}{name}>"

    def block(self, subject: str, pairs: Iterable[Pair]) -> Iterator[str]:
        """Give a line for each predicate and object of one subject."""
        term = self.iri(subject)
        for predicate, value in pairs:
            yield f"{term} {predicate} {value} ."

    def _type(self, *classes: str) -> Iterator[Pair]:
        for name in classes:
            yield self.iri("rdf:type"), self.iri(name)

    def _texts(self, **values: str | None) -> Iterator[Pair]:
        for name, value in values.items():
            if value is not None:
                yield self.kg(name), terms.text(value)

    def _refs(self, **values: str | None) -> Iterator[Pair]:
        for name, value in values.items():
            if value is not None:
                yield self.kg(name), self.iri(value)

    def _when(self, when: When | None, prefix: str = "") -> Iterator[Pair]:
        """Give a time's bounds, precision, basis and words; `prefix` tells the time of saying from the time of the event."""
        if when is None:
            return
        name = (lambda part: "said" + part[0].upper() + part[1:]) if prefix else str
        if when.earliest:
            yield self.kg(name("earliest")), terms.day(when.earliest)
        if when.latest:
            yield self.kg(name("latest")), terms.day(when.latest)
        yield self.kg(name("timePrecision")), self.iri(TIME_PRECISIONS[when.precision])
        yield self.kg(name("dateBasis")), self.iri(DATE_BASES[when.basis])
        yield self.kg(name("edtf")), terms.text(when.edtf)
        if when.reason is not None:
            yield self.kg(name("dateReason")), terms.text(when.reason)
        if when.as_written is not None:
            yield self.kg(name("dateAsWritten")), terms.text(when.as_written)

    # claims

    def _claim(self, claim: Claim) -> Iterator[str]:
        lines = list(self._claim_lines(claim))
        yield from lines
        yield from self.block(claim.id, [(self.kg("contentHash"), terms.text(digest(*sorted(set(lines)))))])

    def _claim_lines(self, claim: Claim) -> Iterator[str]:
        yield from self.block(claim.id, self._provenance(claim))
        content = claim.content
        if isinstance(content, Occurrence):
            yield from self._occurrence(claim.id, content)
        elif isinstance(content, EntityFact):
            yield from self.block(claim.id, self._entity(content))
        elif isinstance(content, Cause):
            yield from self.block(claim.id, self._cause(content))
        else:
            yield from self.block(claim.id, self._identity(content))
        if claim.claimant_words:
            yield from self._mention(claim.id, "kg:claimant", claim.claimant, claim.claimant_words)

    def _provenance(self, claim: Claim) -> Iterator[Pair]:
        yield from self._refs(
            claimant=claim.claimant,
            stance=STANCES[claim.stance],
            voice="kg:Narrator" if claim.narrator else None,
            onBehalfOf=claim.on_behalf_of,
            respondsTo=claim.responds_to,
            coding=CODINGS[claim.coding],
        )
        yield self.kg("negated"), terms.boolean(claim.negated)
        yield self.iri("prov:wasDerivedFrom"), self.iri(claim.source)
        yield self.iri("prov:wasGeneratedBy"), self.iri(claim.run)
        yield from self._texts(locator=claim.locator, quote=claim.quote)
        yield from self._when(claim.said, "said")
        if claim.confidence is not None:
            yield self.kg("confidence"), terms.decimal(claim.confidence)
        for source in claim.primary_sources:
            yield self.iri("prov:hadPrimarySource"), self.iri(source)
        for name, value in claim.also:
            yield self.iri(name), self._value(name, value)

    def _value(self, name: str, value: str) -> str:
        """Give the term of a further property's value by the kind that the ontology intends for it."""
        kind = PROPERTIES.get(name.removeprefix("kg:"), "text")
        if kind == "ref" or kind.startswith("concept"):
            return self.iri(value)
        datatype = {"date": "date", "integer": "integer", "decimal": "decimal", "boolean": "boolean"}.get(kind)
        return f"{terms.text(value)}^^<{terms.XSD}{datatype}>" if datatype else terms.text(value)

    def _occurrence(self, claim: str, content: Occurrence) -> Iterator[str]:
        pairs = [*self._type("kg:OccurrenceClaim"), *self._when(content.when)]
        pairs += self._refs(
            about=content.event,
            eventType=EVENT_TYPES[content.type],
            modality=MODALITIES[content.modality],
            placePrecision=PLACE_PRECISIONS[content.place_precision] if content.place_precision else None,
        )
        pairs += [(self.kg(part.role), self.iri(part.actor)) for part in content.participants]
        pairs += [(self.kg(part.relation), self.iri(part.place)) for part in content.places]
        yield from self.block(claim, pairs)
        for part in content.participants:
            if part.words:
                yield from self._mention(claim, f"kg:{part.role}", part.actor, part.words)
        for place in content.places:
            if place.words:
                yield from self._mention(claim, f"kg:{place.relation}", place.place, place.words)
        for count in content.counts:
            yield from self._count(claim, "count", count, "kg:Count")

    def _count(self, subject: str, predicate: str, count: Count, class_: str) -> Iterator[str]:
        parts = (count.kind, count.group, count.of, count.as_written, count.low, count.best, count.high)
        node = f"{subject}-{digest(*parts)[:8]}"
        yield from self.block(subject, [(self.kg(predicate), self.iri(node))])
        pairs = [*self._type(class_), *self._texts(ofWhom=count.of, asWritten=count.as_written)]
        pairs += self._refs(countKind=COUNT_KINDS[count.kind], ofGroup=count.group)
        numbers = (("low", count.low), ("best", count.best), ("high", count.high))
        pairs += [(self.kg(name), terms.integer(number)) for name, number in numbers if number is not None]
        yield from self.block(node, pairs)

    def _mention(self, claim: str, role: str, entity: str, words: Words) -> Iterator[str]:
        node = "mention:" + digest(claim, role, entity, words.text, words.start)
        pairs = [*self._type("kg:Mention"), *self._refs(mentionedIn=claim, mentionRole=role, entity=entity)]
        span = f"char={words.start},{words.end}" if words.start is not None else None
        yield from self.block(node, [*pairs, *self._texts(words=words.text, locator=span)])

    def _entity(self, content: EntityFact) -> Iterator[Pair]:
        yield from self._type("kg:EntityClaim")
        yield from self._refs(subject=content.subject, property=content.property, value=content.value)
        if content.text is not None:
            yield self.kg("valueText"), terms.text(content.text, content.language)
        yield from self._when(content.when)

    def _cause(self, content: Cause) -> Iterator[Pair]:
        yield from self._type("kg:CausalClaim")
        relation = CAUSAL_RELATIONS[content.relation]
        yield from self._refs(cause=content.cause, effect=content.effect, causalRelation=relation)
        yield from self._when(content.when)

    def _identity(self, content: Identity) -> Iterator[Pair]:
        yield from self._type("kg:IdentityClaim")
        yield from self._refs(first=content.first, second=content.second, judgement=JUDGEMENTS[content.judgement])
        if content.score is not None:
            yield self.kg("score"), terms.decimal(content.score)
        for reason in content.reasons:
            yield self.kg("reason"), terms.text(reason)
        if content.decided:
            yield self.kg("decided"), terms.day(content.decided)
        if content.withdrawn:
            yield self.kg("withdrawn"), terms.day(content.withdrawn)

    # reference

    def _label(self, label: str, note: str | None = None) -> Iterator[Pair]:
        yield self.iri("rdfs:label"), terms.text(label, "en")
        if note is not None:
            yield self.iri("rdfs:comment"), terms.text(note, "en")

    def _from(self, source: str | None) -> Iterator[Pair]:
        if source is not None:
            yield self.iri("prov:wasDerivedFrom"), self.iri(source)

    def _matches(self, matches: Iterable[str]) -> Iterator[Pair]:
        for match in matches:
            yield self.iri("skos:exactMatch"), self.iri(match)

    def _names(self, subject: str, names: Iterable[Name]) -> Iterator[str]:
        for name in names:
            edtf = name.when.edtf if name.when else None
            node = "name:" + digest(subject, name.text, name.language, edtf, name.source)
            tagged = terms.text(name.text, name.language)
            yield from self.block(subject, [(self.iri("skos:altLabel"), tagged), (self.kg("hasName"), self.iri(node))])
            pairs = [*self._type("kg:Name"), (self.kg("nameText"), tagged)]
            yield from self.block(node, [*pairs, *self._when(name.when), *self._from(name.source)])

    def _actor(self, actor: Actor) -> Iterator[str]:
        pairs = [*self._type("sem:Actor"), *self._label(actor.label, actor.note), *self._from(actor.source)]
        pairs += self._refs(actorKind=ACTOR_KINDS[actor.kind], scopedTo=actor.scope)
        if not actor.identified:
            pairs.append((self.kg("identified"), terms.boolean(False)))
        if actor.anonymous:
            pairs.append((self.kg("anonymous"), terms.boolean(True)))
        yield from self.block(actor.ref, [*pairs, *self._matches(actor.exact_match)])
        yield from self._names(actor.ref, actor.names)

    def _place(self, place: Place) -> Iterator[str]:
        pairs = [*self._type("sem:Place"), *self._label(place.label, place.note), *self._from(place.source)]
        pairs += self._refs(placeKind=PLACE_KINDS[place.kind])
        if place.within:
            pairs.append((self.iri("geo:sfWithin"), self.iri(place.within)))
        yield from self.block(place.ref, [*pairs, *self._matches(place.exact_match)])
        if place.lat is not None and place.lon is not None:
            yield from self._point(place.ref, place.lat, place.lon)
        yield from self._names(place.ref, place.names)

    def _point(self, place: str, lat: float, lon: float) -> Iterator[str]:
        geometry = f"{place}-geometry"
        degrees = [(self.iri("wgs84:lat"), terms.decimal(lat)), (self.iri("wgs84:long"), terms.decimal(lon))]
        yield from self.block(place, [*degrees, (self.iri("geo:hasGeometry"), self.iri(geometry))])
        point = (self.iri("geo:asWKT"), terms.wkt_point(lat, lon))
        yield from self.block(geometry, [*self._type("geo:Geometry"), point])

    def _event(self, event: EventNode) -> Iterator[str]:
        pairs = [*self._type("sem:Event"), *self._label(event.label, event.note)]
        yield from self.block(event.ref, [*pairs, *self._matches(event.exact_match)])

    def _condition(self, condition: Condition) -> Iterator[str]:
        yield from self.block(condition.ref, [*self._type("kg:Condition"), *self._label(condition.label)])

    def _source(self, source: Source) -> Iterator[str]:
        pairs = [*self._type("kg:Source", "prov:Entity"), *self._label(source.label, source.note)]
        pairs += [(self.iri("dcterms:publisher"), self.iri(source.publisher)), *self._when(source.published)]
        when = source.published
        if when and when.earliest and when.earliest == when.latest:
            pairs.append((self.iri("dcterms:issued"), terms.day(when.earliest)))
        if source.url:
            pairs.append((self.iri("foaf:page"), self.iri(source.url)))
        if source.language:
            pairs.append((self.iri("dcterms:language"), terms.text(source.language)))
        if source.dataset:
            pairs.append((self.iri("dcterms:isPartOf"), self.iri(source.dataset)))
        if source.licence:
            pairs.append((self.iri(_LICENCE_PREDICATE), self.iri(source.licence)))
        pairs += self._texts(sha256=source.sha256, credit=source.credit)
        pairs += [(self.iri("prov:hadPrimarySource"), self.iri(primary)) for primary in source.primary_sources]
        yield from self.block(source.ref, pairs)

    def _run(self, run: Run) -> Iterator[str]:
        pairs = [*self._type("kg:CodingRun", "prov:Activity"), *self._label(run.label)]
        pairs.append((self.iri("owl:versionInfo"), terms.text(run.version)))
        if run.coder:
            pairs.append((self.iri("prov:wasAssociatedWith"), self.iri(run.coder)))
        if run.coded:
            pairs.append((self.iri("dcterms:date"), terms.day(run.coded)))
        yield from self.block(run.ref, pairs)

    def _dataset(self, dataset: Dataset) -> Iterator[str]:
        pairs = [*self._type("dcat:Dataset", "void:Dataset")]
        for name, value in (("title", dataset.title), ("description", dataset.description)):
            pairs.append((self.iri(f"dcterms:{name}"), terms.text(value, "en")))
        pairs += [
            (self.iri(_LICENCE_PREDICATE), self.iri(dataset.licence)),
            (self.iri("dcterms:bibliographicCitation"), terms.text(dataset.citation, "en")),
            (self.iri("dcterms:creator"), self.iri(dataset.creator)),
            (self.iri("owl:versionInfo"), terms.text(dataset.version)),
            (self.iri("void:uriSpace"), terms.text(self.base)),
        ]
        if dataset.issued:
            pairs.append((self.iri("dcterms:issued"), terms.day(dataset.issued)))
        pairs += [(self.iri("dcat:keyword"), terms.text(word, "en")) for word in dataset.keywords]
        used = (ONTOLOGY, *(VOCABULARIES[name] for name in ("sem", "prov", "skos", "org", "geo")))
        pairs += [(self.iri("void:vocabulary"), f"<{vocabulary}>") for vocabulary in used]
        yield from self.block(dataset.ref, pairs)

    # settled

    def settled(self, event: SettledEvent, projected: bool) -> Iterator[str]:
        """Give a kg:Settlement's lines and, if projected, the same properties on the event."""
        node = "settlement:" + digest(event.lens, event.event)
        shared = list(self._settled_pairs(event))
        yield from self.block(node, [*self._type("kg:Settlement"), *self._refs(settles=event.event), *shared])
        if projected:
            yield from self.block(event.event, [*self._type("sem:Event"), *shared])
        for subject in (node, event.event) if projected else (node,):
            for count in event.counts:
                yield from self._count(subject, "hasCount", count, "kg:SettledCount")

    def _settled_pairs(self, event: SettledEvent) -> Iterator[Pair]:
        yield from self._refs(settledUnder=event.lens, status=STATUSES[event.status])
        for type_ in event.types:
            yield self.iri("sem:eventType"), self.iri(EVENT_TYPES[type_])
        yield self.kg("origins"), terms.integer(event.origins)
        yield self.kg("claims"), terms.integer(event.claims)
        for aspect in event.contested:
            yield self.kg("contestedOn"), self.iri(ASPECTS[aspect])
        for role in event.roles:
            yield self.iri(ROLE_PROPERTIES[role.role]), self.iri(role.actor)
            if not role.accused:
                yield self.iri("sem:hasActor"), self.iri(role.actor)
        for relation, place in event.places:
            yield self.iri(PLACE_PROPERTIES[relation]), self.iri(place)
        if event.when:
            yield from self._settled_when(event.when)

    def _settled_when(self, when: When) -> Iterator[Pair]:
        if when.earliest:
            yield self.iri("sem:hasEarliestBeginTimeStamp"), terms.day(when.earliest)
        if when.latest:
            yield self.iri("sem:hasLatestEndTimeStamp"), terms.day(when.latest)
        yield self.kg("timePrecision"), self.iri(TIME_PRECISIONS[when.precision])
        yield self.kg("edtf"), terms.text(when.edtf)

    def membership(self, held: Membership) -> Iterator[str]:
        """Give the lines of an org:Membership that a lens accepts."""
        edtf = held.when.edtf if held.when else None
        node = "membership:" + digest(held.property, held.member, held.organization, edtf)
        pairs = [
            *self._type("org:Membership"),
            (self.iri("org:member"), self.iri(held.member)),
            (self.iri("org:organization"), self.iri(held.organization)),
            *self._refs(property=held.property, settledUnder=held.lens),
            *self._when(held.when),
        ]
        yield from self.block(node, pairs)
