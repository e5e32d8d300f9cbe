"""What a lens settled to triples: a kg:Settlement for each event and, for the lens that is chosen, the same on the event."""

from __future__ import annotations

from kg.graph import terms
from kg.graph.nodes import Nodes, Pair, count_ref
from kg.model.dates import When
from kg.model.refs import digest
from kg.model.settled import Membership, SettledEvent, Settlement
from kg.model.terms import ASPECTS, DATE_BASES, EVENT_TYPES, STATUSES, TIME_PRECISIONS

ROLE_PROPERTIES = {
    "agent": "kg:hasAgent",
    "target": "kg:hasTarget",
    "party": "kg:hasParty",
    "supporter": "kg:hasSupporter",
    "beneficiary": "kg:hasBeneficiary",
}
PLACE_PROPERTIES = {"in": "sem:hasPlace", "near": "kg:placeNear", "from": "kg:placeFrom", "to": "kg:placeTo"}


def settlement_lines(nodes: Nodes, settlement: Settlement, projected: bool) -> set[str]:
    """Give all lines of a settlement; memberships, leads and origins only where it is projected on the nodes themselves."""
    lens = nodes.types("kg:Lens") + nodes.label(settlement.label)
    found = set(nodes.block(settlement.lens, lens))
    for event in settlement.events:
        found.update(_event(nodes, event, projected))
    if projected:
        for membership in settlement.memberships:
            found.update(_membership(nodes, membership))
        for name, table in (("kg:lead", settlement.leads), ("kg:origin", settlement.origins)):
            for ref, value in table.items():
                found.update(nodes.block(ref, [(name, nodes.iri[value])]))
    return found


def _event(nodes: Nodes, event: SettledEvent, projected: bool) -> list[str]:
    node = "settlement:" + digest(event.lens, event.event)
    shared = _settled(nodes, event)
    own = nodes.types("kg:Settlement") + nodes.refs(("kg:settles", event.event))
    lines = nodes.block(node, own + shared)
    if projected:
        lines += nodes.block(event.event, nodes.types("sem:Event") + shared)
    for subject in (node, event.event) if projected else (node,):
        for count in event.counts:
            lines += nodes.count(subject, "kg:hasCount", count.count, "kg:SettledCount")
            node = count_ref(subject, count.count)
            lines += nodes.block(node, nodes.refs(*(("kg:claimant", claimant) for claimant in count.claimants)))
    return lines


def _settled(nodes: Nodes, event: SettledEvent) -> list[Pair]:
    pairs = nodes.refs(("kg:settledUnder", event.lens), ("kg:status", STATUSES[event.status]))
    pairs += [("sem:eventType", nodes.iri[EVENT_TYPES[type_]]) for type_ in event.types]
    pairs += [("kg:origins", terms.integer(event.origins)), ("kg:claims", terms.integer(event.claims))]
    pairs += [("kg:contestedOn", nodes.iri[ASPECTS[aspect]]) for aspect in event.contested]
    for role in event.roles:
        pairs.append((ROLE_PROPERTIES[role.role], nodes.iri[role.actor]))
        if not role.accused:
            pairs.append(("sem:hasActor", nodes.iri[role.actor]))
    pairs += [(PLACE_PROPERTIES[relation], nodes.iri[place]) for relation, place in event.places]
    return pairs + (_when(nodes, event.when) if event.when else [])


def _when(nodes: Nodes, when: When) -> list[Pair]:
    pairs = nodes.refs(("kg:timePrecision", TIME_PRECISIONS[when.precision]), ("kg:dateBasis", DATE_BASES[when.basis]))
    pairs += nodes.texts(("kg:edtf", when.edtf), ("kg:dateReason", when.reason))
    if when.earliest:
        pairs.append(("sem:hasEarliestBeginTimeStamp", terms.day(when.earliest)))
    if when.latest:
        pairs.append(("sem:hasLatestEndTimeStamp", terms.day(when.latest)))
    return pairs


def _membership(nodes: Nodes, held: Membership) -> list[str]:
    node = "membership:" + digest(held.property, held.member, held.organization, held.when.edtf if held.when else None)
    pairs = nodes.types("org:Membership") + nodes.when(held.when)
    pairs += nodes.refs(
        ("org:member", held.member),
        ("org:organization", held.organization),
        ("kg:property", held.property),
        ("kg:settledUnder", held.lens),
    )
    return nodes.block(node, pairs)
