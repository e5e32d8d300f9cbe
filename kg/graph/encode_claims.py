"""A claim to triples: its provenance, its content, the words it was read from."""

from __future__ import annotations

from bisect import insort
from functools import cache

from kg.graph import terms
from kg.graph.nodes import Nodes, Pair
from kg.model.claim import Cause, Claim, EntityFact, Identity, Occurrence, Words
from kg.model.refs import digest, digest_of
from kg.model.terms import CAUSAL_RELATIONS, JUDGEMENTS, PROPERTIES

_DATATYPES = {"date": "date", "integer": "integer", "decimal": "decimal", "boolean": "boolean"}


def claim_lines(nodes: Nodes, claim: Claim) -> list[str]:
    """Give a claim's lines, sorted, each once, with the hash that tells whether what it says has changed."""
    subject = nodes.once(claim.id)
    lines = [subject + tail for tail in _provenance(nodes, claim)]
    lines += _content(nodes, claim, subject)
    if claim.claimant_words:
        lines += _mention(nodes, claim.id, subject, "kg:claimant", claim.claimant, claim.claimant_words)
    lines = sorted(set(lines))
    said = digest_of("\x1f".join(lines))
    insort(lines, f"{subject}{nodes.heads['kg:contentHash']}{terms.text(said)} .")
    return lines


def _content(nodes: Nodes, claim: Claim, subject: str) -> list[str]:
    content = claim.content
    if isinstance(content, Occurrence):
        return _occurrence(nodes, claim.id, subject, content)
    if isinstance(content, EntityFact):
        return nodes.block(claim.id, _entity(nodes, content))
    return nodes.block(claim.id, _cause(nodes, content) if isinstance(content, Cause) else _identity(nodes, content))


def _provenance(nodes: Nodes, claim: Claim) -> list[str]:
    """Give the tails of who says it, how, and where it stands; the claims of a source share the greater part of them."""
    shared = (
        claim.claimant, claim.stance, claim.coding, claim.source, claim.run, claim.narrator, claim.negated,
        claim.on_behalf_of, claim.responds_to,
    )  # fmt: skip
    tails = [*nodes.provenance[shared]]
    heads = nodes.heads
    if claim.locator is not None:
        tails.append(f"{heads['kg:locator']}{terms.text(claim.locator)} .")
    if claim.quote is not None:
        tails.append(f"{heads['kg:quote']}{terms.text(claim.quote)} .")
    if claim.said is not None:
        tails += nodes.tails(nodes.when(claim.said, said=True))
    if claim.confidence is not None:
        tails.append(f"{heads['kg:confidence']}{terms.decimal(claim.confidence)} .")
    if claim.primary_sources:
        head = heads["prov:hadPrimarySource"]
        tails += [f"{head}{nodes.once(source)} ." for source in claim.primary_sources]
    for name, value in claim.also:
        tails.append(_further(nodes, name, value))
    return tails


def _further(nodes: Nodes, name: str, value: str) -> str:
    """Give the tail of a further property by the kind of value that the ontology intends."""
    kind = _kind_of(name)
    if kind == "ref":
        return nodes.links[name][value]
    datatype = _DATATYPES.get(kind)
    literal = f"{terms.text(value)}^^<{terms.XSD}{datatype}>" if datatype else terms.text(value)
    return f"{nodes.heads[name]}{literal} ."


@cache
def _kind_of(name: str) -> str:
    kind = PROPERTIES.get(name.removeprefix("kg:"), "text")
    return "ref" if kind.startswith("concept") else kind


def _occurrence(nodes: Nodes, claim: str, subject: str, content: Occurrence) -> list[str]:
    links = nodes.links
    tails = [*nodes.kinds[content.type, content.modality, content.place_precision]]
    tails.append(f"{nodes.heads['kg:about']}{nodes.once(content.event)} .")
    tails += [links["kg:" + part.role][part.actor] for part in content.participants]
    tails += [links["kg:" + place.relation][place.place] for place in content.places]
    if content.when:
        tails += nodes.times[content.when]
    lines = [subject + tail for tail in tails]
    for part in content.participants:
        if part.words:
            lines += _mention(nodes, claim, subject, "kg:" + part.role, part.actor, part.words)
    for place in content.places:
        if place.words:
            lines += _mention(nodes, claim, subject, "kg:" + place.relation, place.place, place.words)
    for count in content.counts:
        key, about = nodes.counts[count]
        node = f"{subject[:-1]}{key}>"
        lines.append(f"{subject}{nodes.heads['kg:count']}{node} .")
        lines += [node + tail for tail in about]
    return lines


def _mention(nodes: Nodes, claim: str, subject: str, role: str, entity: str, words: Words) -> list[str]:
    node = nodes.once("mention:" + digest(claim, role, entity, words.text, words.start))
    links, heads = nodes.links, nodes.heads
    lines = [
        node + links["rdf:type"]["kg:Mention"],
        f"{node}{heads['kg:mentionedIn']}{subject} .",
        node + links["kg:mentionRole"][role],
        node + links["kg:entity"][entity],
        f"{node}{heads['kg:words']}{terms.text(words.text)} .",
    ]
    if words.start is not None:
        lines.append(f"{node}{heads['kg:locator']}{terms.text(f'char={words.start},{words.end}')} .")
    return lines


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
