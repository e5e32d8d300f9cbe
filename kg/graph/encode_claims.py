"""A claim to triples: its provenance, its content, the words it was read from."""

from __future__ import annotations

from kg.graph import terms
from kg.graph.nodes import Nodes, Pair
from kg.model.claim import Cause, Claim, EntityFact, Identity, Occurrence, Words
from kg.model.refs import digest
from kg.model.terms import (
    CAUSAL_RELATIONS,
    CODINGS,
    EVENT_TYPES,
    JUDGEMENTS,
    MODALITIES,
    PLACE_PRECISIONS,
    PROPERTIES,
    STANCES,
)

_DATATYPES = {"date": "date", "integer": "integer", "decimal": "decimal", "boolean": "boolean"}


def claim_lines(nodes: Nodes, claim: Claim) -> list[str]:
    """Give a claim's lines, each once, and the hash that tells whether what it says has changed."""
    lines = sorted({*nodes.block(claim.id, _provenance(nodes, claim)), *_content(nodes, claim)})
    return lines + nodes.block(claim.id, [("kg:contentHash", terms.text(digest(*lines)))])


def _content(nodes: Nodes, claim: Claim) -> list[str]:
    content = claim.content
    if isinstance(content, Occurrence):
        lines = _occurrence(nodes, claim.id, content)
    elif isinstance(content, EntityFact):
        lines = nodes.block(claim.id, _entity(nodes, content))
    elif isinstance(content, Cause):
        lines = nodes.block(claim.id, _cause(nodes, content))
    else:
        lines = nodes.block(claim.id, _identity(nodes, content))
    if claim.claimant_words:
        lines += _mention(nodes, claim.id, "kg:claimant", claim.claimant, claim.claimant_words)
    return lines


def _provenance(nodes: Nodes, claim: Claim) -> list[Pair]:
    pairs = nodes.refs(
        ("kg:claimant", claim.claimant),
        ("kg:stance", STANCES[claim.stance]),
        ("kg:coding", CODINGS[claim.coding]),
        ("prov:wasDerivedFrom", claim.source),
        ("prov:wasGeneratedBy", claim.run),
        ("kg:voice", "kg:Narrator" if claim.narrator else None),
        ("kg:onBehalfOf", claim.on_behalf_of),
        ("kg:respondsTo", claim.responds_to),
    )
    pairs.append(("kg:negated", terms.boolean(claim.negated)))
    pairs += nodes.texts(("kg:locator", claim.locator), ("kg:quote", claim.quote))
    pairs += nodes.when(claim.said, said=True)
    if claim.confidence is not None:
        pairs.append(("kg:confidence", terms.decimal(claim.confidence)))
    pairs += [("prov:hadPrimarySource", nodes.iri[source]) for source in claim.primary_sources]
    return pairs + [(name, _value(nodes, name, value)) for name, value in claim.also]


def _value(nodes: Nodes, name: str, value: str) -> str:
    """Give the term of a further property's value by the kind of value that the ontology intends."""
    kind = PROPERTIES.get(name.removeprefix("kg:"), "text")
    if kind == "ref" or kind.startswith("concept"):
        return nodes.iri[value]
    datatype = _DATATYPES.get(kind)
    return f"{terms.text(value)}^^<{terms.XSD}{datatype}>" if datatype else terms.text(value)


def _occurrence(nodes: Nodes, claim: str, content: Occurrence) -> list[str]:
    precision = PLACE_PRECISIONS[content.place_precision] if content.place_precision else None
    pairs = nodes.refs(
        ("rdf:type", "kg:OccurrenceClaim"),
        ("kg:about", content.event),
        ("kg:eventType", EVENT_TYPES[content.type]),
        ("kg:modality", MODALITIES[content.modality]),
        ("kg:placePrecision", precision),
    )
    pairs += [("kg:" + part.role, nodes.iri[part.actor]) for part in content.participants]
    pairs += [("kg:" + place.relation, nodes.iri[place.place]) for place in content.places]
    lines = nodes.block(claim, pairs + nodes.when(content.when))
    for part in content.participants:
        if part.words:
            lines += _mention(nodes, claim, "kg:" + part.role, part.actor, part.words)
    for place in content.places:
        if place.words:
            lines += _mention(nodes, claim, "kg:" + place.relation, place.place, place.words)
    for count in content.counts:
        lines += nodes.count(claim, "kg:count", count, "kg:Count")
    return lines


def _mention(nodes: Nodes, claim: str, role: str, entity: str, words: Words) -> list[str]:
    node = "mention:" + digest(claim, role, entity, words.text, words.start)
    pairs = nodes.refs(("rdf:type", "kg:Mention"), ("kg:mentionedIn", claim), ("kg:mentionRole", role), ("kg:entity", entity))
    span = f"char={words.start},{words.end}" if words.start is not None else None
    return nodes.block(node, pairs + nodes.texts(("kg:words", words.text), ("kg:locator", span)))


def _entity(nodes: Nodes, content: EntityFact) -> list[Pair]:
    pairs = nodes.refs(
        ("rdf:type", "kg:EntityClaim"),
        ("kg:subject", content.subject),
        ("kg:property", content.property),
        ("kg:value", content.value),
    )
    if content.text is not None:
        pairs.append(("kg:valueText", terms.text(content.text, content.language)))
    return pairs + nodes.when(content.when)


def _cause(nodes: Nodes, content: Cause) -> list[Pair]:
    pairs = nodes.refs(
        ("rdf:type", "kg:CausalClaim"),
        ("kg:cause", content.cause),
        ("kg:effect", content.effect),
        ("kg:causalRelation", CAUSAL_RELATIONS[content.relation]),
    )
    return pairs + nodes.when(content.when)


def _identity(nodes: Nodes, content: Identity) -> list[Pair]:
    pairs = nodes.refs(
        ("rdf:type", "kg:IdentityClaim"),
        ("kg:first", content.first),
        ("kg:second", content.second),
        ("kg:judgement", JUDGEMENTS[content.judgement]),
    )
    if content.score is not None:
        pairs.append(("kg:score", terms.decimal(content.score)))
    if content.decided:
        pairs.append(("kg:decided", terms.day(content.decided)))
    if content.withdrawn:
        pairs.append(("kg:withdrawn", terms.day(content.withdrawn)))
    return pairs + [("kg:reason", terms.text(reason)) for reason in content.reasons]
