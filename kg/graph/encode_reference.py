"""Reference records to triples: actors, places, events, conditions, sources, runs and the data set."""

from __future__ import annotations

from collections.abc import Iterable

from kg.graph import terms
from kg.graph.nodes import Nodes, Pair
from kg.model.reference import Actor, Condition, Conflict, Dataset, EventNode, Name, Place, Run, Source
from kg.model.refs import ONTOLOGY, VOCABULARIES, digest
from kg.model.terms import ACTOR_KINDS, PLACE_KINDS


def actor_lines(nodes: Nodes, actor: Actor) -> list[str]:
    """Give an actor's lines and those of its names."""
    pairs = nodes.types("sem:Actor") + nodes.label(actor.label, actor.note) + _matches(nodes, actor.exact_match)
    pairs += nodes.refs(
        ("kg:actorKind", ACTOR_KINDS[actor.kind]), ("kg:scopedTo", actor.scope), ("prov:wasDerivedFrom", actor.source)
    )
    if not actor.identified:
        pairs.append(("kg:identified", terms.boolean(False)))
    if actor.anonymous:
        pairs.append(("kg:anonymous", terms.boolean(True)))
    return nodes.block(actor.ref, pairs) + _names(nodes, actor.ref, actor.names)


def place_lines(nodes: Nodes, place: Place) -> list[str]:
    """Give a place's lines, those of its point and of its names."""
    pairs = nodes.types("sem:Place") + nodes.label(place.label, place.note) + _matches(nodes, place.exact_match)
    pairs += nodes.refs(
        ("kg:placeKind", PLACE_KINDS[place.kind]), ("geo:sfWithin", place.within), ("prov:wasDerivedFrom", place.source)
    )
    lines = nodes.block(place.ref, pairs) + _names(nodes, place.ref, place.names)
    if place.lat is not None and place.lon is not None:
        lines += _point(nodes, place.ref, place.lat, place.lon)
    return lines


def _point(nodes: Nodes, place: str, lat: float, lon: float) -> list[str]:
    geometry = f"{place}-geometry"
    degrees = [("wgs84:lat", terms.decimal(lat)), ("wgs84:long", terms.decimal(lon))]
    point = [*nodes.types("geo:Geometry"), ("geo:asWKT", terms.wkt_point(lat, lon))]
    return nodes.block(place, [*degrees, ("geo:hasGeometry", nodes.iri[geometry])]) + nodes.block(geometry, point)


def _matches(nodes: Nodes, matches: Iterable[str]) -> list[Pair]:
    return [("skos:exactMatch", nodes.iri[match]) for match in matches]


def _names(nodes: Nodes, subject: str, names: Iterable[Name]) -> list[str]:
    lines: list[str] = []
    for name in names:
        edtf = name.when.edtf if name.when else None
        node = "name:" + digest(subject, name.text, name.language, edtf, name.source)
        tagged = terms.text(name.text, name.language)
        lines += nodes.block(subject, [("skos:altLabel", tagged), ("kg:hasName", nodes.iri[node])])
        pairs = [*nodes.types("kg:Name"), ("kg:nameText", tagged), *nodes.when(name.when)]
        lines += nodes.block(node, pairs + nodes.refs(("prov:wasDerivedFrom", name.source)))
    return lines


def event_lines(nodes: Nodes, event: EventNode) -> list[str]:
    """Give an event's name: all that stands on it apart from what a lens settles."""
    subject = nodes.once(event.ref)
    tails = nodes.tails(nodes.label(event.label, event.note) + _matches(nodes, event.exact_match))
    return [subject + tail for tail in (nodes.links["rdf:type"]["sem:Event"], *tails)]


def condition_lines(nodes: Nodes, condition: Condition) -> list[str]:
    """Give a condition's name."""
    return nodes.block(condition.ref, nodes.types("kg:Condition") + nodes.label(condition.label))


def conflict_lines(nodes: Nodes, conflict: Conflict) -> list[str]:
    """Give a conflict's name, what it is part of, and the data set that delimits it so."""
    pairs = nodes.types("kg:Conflict") + nodes.label(conflict.label)
    pairs += nodes.refs(("dcterms:isPartOf", conflict.part_of), ("prov:wasDerivedFrom", conflict.source))
    return nodes.block(conflict.ref, pairs)


def source_lines(nodes: Nodes, source: Source) -> list[str]:
    """Give a source's publisher, date, address and what it repeats."""
    subject, links = nodes.once(source.ref), nodes.links
    tails = [links["rdf:type"]["kg:Source"], links["rdf:type"]["prov:Entity"], links["dcterms:publisher"][source.publisher]]
    pairs = nodes.label(source.label, source.note)
    pairs += nodes.refs(
        ("foaf:page", source.url), ("dcterms:license", source.licence), ("dcterms:isPartOf", source.dataset)
    )
    pairs += nodes.texts(("dcterms:language", source.language), ("kg:sha256", source.sha256), ("kg:credit", source.credit))
    pairs += [("prov:hadPrimarySource", nodes.iri[primary]) for primary in source.primary_sources]
    if source.published:
        tails += nodes.times[source.published]
        day = source.published.earliest
        if day and day == source.published.latest:
            pairs.append(("dcterms:issued", terms.day(day)))
    return [subject + tail for tail in (*tails, *nodes.tails(pairs))]


def run_lines(nodes: Nodes, run: Run) -> list[str]:
    """Give a coding run's version, coder and day."""
    pairs = nodes.types("kg:CodingRun", "prov:Activity") + nodes.label(run.label)
    pairs += nodes.texts(("owl:versionInfo", run.version)) + nodes.refs(("prov:wasAssociatedWith", run.coder))
    if run.coded:
        pairs.append(("dcterms:date", terms.day(run.coded)))
    return nodes.block(run.ref, pairs)


def dataset_lines(nodes: Nodes, dataset: Dataset) -> list[str]:
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
    return nodes.block(dataset.ref, pairs + [("void:vocabulary", f"<{vocabulary}>") for vocabulary in used])
