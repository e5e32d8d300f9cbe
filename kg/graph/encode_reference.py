"""Reference records to triples: actors, places, events, conditions, sources, runs and the data set."""

from __future__ import annotations

from collections.abc import Iterable

from kg.graph import terms
from kg.graph.nodes import Nodes, Pair
from kg.model.reference import Actor, Condition, Conflict, Dataset, EventNode, Name, Place, Run, Source
from kg.model.refs import ONTOLOGY, VOCABULARIES, digest
from kg.model.terms import ACTOR_KINDS, PLACE_KINDS


def actor_block(nodes: Nodes, actor: Actor) -> str:
    """Give an actor's lines and those of its names."""
    links = nodes.links
    tails = [
        links["rdf:type"]["sem:Actor"],
        links["kg:actorKind"][ACTOR_KINDS[actor.kind]],
        *nodes.tails(nodes.label(actor.label, actor.note) + _matches(nodes, actor.exact_match)),
    ]
    if actor.scope is not None:
        tails.append(links["kg:scopedTo"][actor.scope])
    if actor.source is not None:
        tails.append(links["prov:wasDerivedFrom"][actor.source])
    if not actor.identified:
        tails += nodes.tails([("kg:identified", terms.boolean(False))])
    if actor.anonymous:
        tails += nodes.tails([("kg:anonymous", terms.boolean(True))])
    return _named(nodes, actor.ref, actor.names, tails)


def place_block(nodes: Nodes, place: Place) -> str:
    """Give a place's lines, those of its point and of its names."""
    links = nodes.links
    tails = [
        links["rdf:type"]["sem:Place"],
        links["kg:placeKind"][PLACE_KINDS[place.kind]],
        *nodes.tails(nodes.label(place.label, place.note) + _matches(nodes, place.exact_match)),
    ]
    if place.within is not None:
        tails.append(links["geo:sfWithin"][place.within])
    if place.source is not None:
        tails.append(links["prov:wasDerivedFrom"][place.source])
    if place.lat is None or place.lon is None:
        return _named(nodes, place.ref, place.names, tails)
    geometry = nodes.once(f"{place.ref}-geometry")
    degrees = [("wgs84:lat", terms.decimal(place.lat)), ("wgs84:long", terms.decimal(place.lon)), ("geo:hasGeometry", geometry)]
    wkt = nodes.tails([("geo:asWKT", terms.wkt_point(place.lat, place.lon))])
    point = (geometry, [links["rdf:type"]["geo:Geometry"], *wkt])
    return _named(nodes, place.ref, place.names, [*tails, *nodes.tails(degrees)], point)


def _matches(nodes: Nodes, matches: Iterable[str]) -> list[Pair]:
    return [("skos:exactMatch", nodes.iri[match]) for match in matches]


def _named(nodes: Nodes, ref: str, names: Iterable[Name], tails: list[str], *others: tuple[str, list[str]]) -> str:
    """Give the lines of a node, of its names, and of what else hangs on it."""
    parts = [*others]
    for name in names:
        edtf = name.when.edtf if name.when else None
        node = nodes.once("name:" + digest(ref, name.text, name.language, edtf, name.source))
        tagged = terms.text(name.text, name.language)
        tails += nodes.tails([("skos:altLabel", tagged), ("kg:hasName", node)])
        pairs = [*nodes.types("kg:Name"), ("kg:nameText", tagged), *nodes.when(name.when)]
        parts.append((node, [*nodes.tails(pairs + nodes.refs(("prov:wasDerivedFrom", name.source)))]))
    return nodes.text((nodes.once(ref), tails), *parts)


def event_block(nodes: Nodes, event: EventNode) -> str:
    """Give an event's name: all that stands on it apart from what a lens settles."""
    subject, type_ = nodes.once(event.ref), nodes.links["rdf:type"]["sem:Event"]
    if event.note is None and not event.exact_match:
        return f"{subject}{type_}{subject}{nodes.heads['rdfs:label']}{terms.text(event.label, 'en')} .\n"
    tails = nodes.tails(nodes.label(event.label, event.note) + _matches(nodes, event.exact_match))
    return nodes.text((subject, (type_, *tails)))


def condition_block(nodes: Nodes, condition: Condition) -> str:
    """Give a condition's name."""
    return _plain(nodes, condition.ref, nodes.types("kg:Condition") + nodes.label(condition.label))


def _plain(nodes: Nodes, ref: str, pairs: Iterable[Pair]) -> str:
    return nodes.text((nodes.once(ref), nodes.tails(pairs)))


def conflict_block(nodes: Nodes, conflict: Conflict) -> str:
    """Give a conflict's name, what it is part of, and the data set that delimits it so."""
    pairs = nodes.types("kg:Conflict") + nodes.label(conflict.label)
    pairs += nodes.refs(("dcterms:isPartOf", conflict.part_of), ("prov:wasDerivedFrom", conflict.source))
    return _plain(nodes, conflict.ref, pairs)


def source_block(nodes: Nodes, source: Source) -> str:
    """Give a source's publisher, date, address and what it repeats."""
    links, heads = nodes.links, nodes.heads
    tails = [
        links["rdf:type"]["kg:Source"],
        links["rdf:type"]["prov:Entity"],
        f"{heads['dcterms:publisher']}{nodes.iri[source.publisher]} .\n",
        *nodes.tails(nodes.label(source.label, source.note)),
    ]
    if source.published:
        tails += nodes.times[source.published]
        day = source.published.earliest
        if day and day == source.published.latest:
            tails.append(f"{heads['dcterms:issued']}{terms.day(day)} .\n")
    further = (source.url, source.licence, source.dataset, source.language, source.sha256, source.credit, source.primary_sources)
    if any(further):
        tails += nodes.tails(_further(nodes, source))
    return nodes.text((nodes.once(source.ref), tails))


def _further(nodes: Nodes, source: Source) -> list[Pair]:
    pairs = nodes.refs(("dcterms:license", source.licence), ("dcterms:isPartOf", source.dataset))
    if source.url is not None:
        pairs.append(("foaf:page", nodes.once(source.url)))
    pairs += nodes.texts(("dcterms:language", source.language), ("kg:sha256", source.sha256), ("kg:credit", source.credit))
    return pairs + [("prov:hadPrimarySource", nodes.iri[primary]) for primary in source.primary_sources]


def run_block(nodes: Nodes, run: Run) -> str:
    """Give a coding run's version, coder and day."""
    pairs = nodes.types("kg:CodingRun", "prov:Activity") + nodes.label(run.label)
    pairs += nodes.texts(("owl:versionInfo", run.version)) + nodes.refs(("prov:wasAssociatedWith", run.coder))
    if run.coded:
        pairs.append(("dcterms:date", terms.day(run.coded)))
    return _plain(nodes, run.ref, pairs)


def dataset_block(nodes: Nodes, dataset: Dataset) -> str:
    """Give the data set's description, licence and citation in DCAT, VoID and DCTERMS."""
    pairs = nodes.types("dcat:Dataset", "void:Dataset")
    pairs += nodes.refs(("dcterms:license", dataset.licence), ("dcterms:creator", dataset.creator))
    pairs += [
        ("dcterms:title", terms.text(dataset.title, "en")),
        ("dcterms:description", terms.text(dataset.description, "en")),
        ("dcterms:bibliographicCitation", terms.text(dataset.citation, "en")),
        ("owl:versionInfo", terms.text(dataset.version)),
        ("void:uriSpace", terms.text(nodes.base)),
    ]
    if not dataset.redistributable:
        pairs.append(("kg:redistributable", terms.boolean(False)))
    if dataset.issued:
        pairs.append(("dcterms:issued", terms.day(dataset.issued)))
    pairs += [("dcat:keyword", terms.text(word, "en")) for word in dataset.keywords]
    used = (ONTOLOGY, *(VOCABULARIES[name] for name in ("sem", "prov", "skos", "org", "geo")))
    return _plain(nodes, dataset.ref, pairs + [("void:vocabulary", f"<{vocabulary}>") for vocabulary in used])
