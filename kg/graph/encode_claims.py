"""A claim to triples: its provenance, its content, the words it was read from."""

from __future__ import annotations

from functools import cache

from kg.graph import terms
from kg.graph.nodes import Nodes, Pair
from kg.model.claim import Cause, Claim, EntityFact, Identity, Occurrence, Words
from kg.model.refs import digest, digest_of
from kg.model.terms import CAUSAL_RELATIONS, JUDGEMENTS, PROPERTIES

_DATATYPES = {"date": "date", "integer": "integer", "decimal": "decimal", "boolean": "boolean"}


def claim_block(nodes: Nodes, claim: Claim) -> str:
    """Give a claim's lines as one text, sorted, each once, with the hash that tells whether what it says has changed."""
    subject = nodes.once(claim.id)
    tails = _provenance(nodes, claim)
    others: dict[str, str] = {}
    content = claim.content
    if isinstance(content, Occurrence):
        _occurrence(nodes, claim.id, subject, content, tails, others)
    elif isinstance(content, EntityFact):
        tails += nodes.tails(_entity(nodes, content))
    else:
        tails += nodes.tails(_cause(nodes, content) if isinstance(content, Cause) else _identity(nodes, content))
    if claim.claimant_words:
        _mention(nodes, claim.id, subject, "kg:claimant", claim.claimant, claim.claimant_words, others)
    tails = sorted(set(tails))
    said = _in_order(subject, tails, others)[:-1].replace("\n", "\x1f")
    tails.append(f"{nodes.heads['kg:contentHash']}{terms.text(digest_of(said))} .\n")
    tails.sort()
    return _in_order(subject, tails, others)


def _in_order(subject: str, tails: list[str], others: dict[str, str]) -> str:
    """Give the text of a claim's own lines among those of its counts and mentions, which come with their subjects."""
    own = subject.join(["", *tails])
    if not others:
        return own
    texts = {**others, subject: own}
    return "".join([texts[node] for node in sorted(texts)])


def _provenance(nodes: Nodes, claim: Claim) -> list[str]:
    """Give the tails of who says it, how, and where it stands; the claims of a source share the greater part of them."""
    shared = (
        claim.claimant, claim.stance, claim.coding, claim.source, claim.run, claim.narrator, claim.negated,
        claim.on_behalf_of, claim.responds_to,
    )  # fmt: skip
    tails = [*nodes.provenance[shared]]
    heads = nodes.heads
    if claim.locator is not None:
        tails.append(f"{heads['kg:locator']}{terms.text(claim.locator)} .\n")
    if claim.quote is not None:
        tails.append(f"{heads['kg:quote']}{terms.text(claim.quote)} .\n")
    if claim.said is not None:
        tails += nodes.tails(nodes.when(claim.said, said=True))
    if claim.confidence is not None:
        tails.append(f"{heads['kg:confidence']}{terms.decimal(claim.confidence)} .\n")
    if claim.primary_sources:
        head = heads["prov:hadPrimarySource"]
        tails += [f"{head}{nodes.once(source)} .\n" for source in claim.primary_sources]
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
    return f"{nodes.heads[name]}{literal} .\n"


@cache
def _kind_of(name: str) -> str:
    kind = PROPERTIES.get(name.removeprefix("kg:"), "text")
    return "ref" if kind.startswith("concept") else kind


def _occurrence(nodes: Nodes, claim: str, subject: str, content: Occurrence, tails: list[str], others: dict[str, str]) -> None:
    """Add the tails of what happened, and the texts of its counts and of the words read."""
    links = nodes.links
    tails += nodes.kinds[content.type, content.modality, content.place_precision]
    tails.append(f"{nodes.heads['kg:about']}{nodes.once(content.event)} .\n")
    if content.when:
        tails += nodes.times[content.when]
    for part in content.participants:
        tails.append(links["kg:" + part.role][part.actor])
        if part.words:
            _mention(nodes, claim, subject, "kg:" + part.role, part.actor, part.words, others)
    for place in content.places:
        tails.append(links["kg:" + place.relation][place.place])
        if place.words:
            _mention(nodes, claim, subject, "kg:" + place.relation, place.place, place.words, others)
    head = nodes.heads["kg:count"]
    for count in content.counts:
        key, pieces = nodes.counts[count]
        node = f"{subject[:-1]}{key}>"
        tails.append(f"{head}{node} .\n")
        others[node] = node.join(pieces)


def _mention(nodes: Nodes, claim: str, subject: str, role: str, entity: str, words: Words, others: dict[str, str]) -> None:
    """Add the words that named somebody or somewhere."""
    node = nodes.once("mention:" + digest(claim, role, entity, words.text, words.start))
    links, heads = nodes.links, nodes.heads
    tails = [
        links["rdf:type"]["kg:Mention"],
        f"{heads['kg:mentionedIn']}{subject} .\n",
        links["kg:mentionRole"][role],
        links["kg:entity"][entity],
        f"{heads['kg:words']}{terms.text(words.text)} .\n",
    ]
    if words.start is not None:
        tails.append(f"{heads['kg:locator']}{terms.text(f'char={words.start},{words.end}')} .\n")
    others[node] = node.join(["", *sorted(tails)])


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
