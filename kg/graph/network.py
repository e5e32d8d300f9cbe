"""Derived graphs for networkx and for GraphML and GEXF: nodes and typed edges with plain values only."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import Literal, NamedNode, Store

from kg.graph.answer import XSD
from kg.model.errors import UsageError, nearest
from kg.model.refs import BASE, ref_of

if TYPE_CHECKING:
    import networkx as nx

    Network: TypeAlias = "nx.MultiDiGraph[str]"

KINDS = {
    "sem:Event": "event",
    "sem:Actor": "actor",
    "sem:Place": "place",
    "kg:Condition": "condition",
    "kg:Source": "source",
    "kg:OccurrenceClaim": "claim",
    "kg:EntityClaim": "claim",
    "kg:CausalClaim": "claim",
    "kg:IdentityClaim": "claim",
}
ROLES = {"kg:hasAgent": "agent", "kg:hasTarget": "target", "kg:hasParty": "party"} | {
    "kg:hasSupporter": "supporter",
    "kg:hasBeneficiary": "beneficiary",
}
_NUMBERS = {XSD + "integer": int, XSD + "decimal": float}
_LEFT_OUT = frozenset({"rdf:type", "skos:altLabel", "kg:contentHash", "geo:hasGeometry", "kg:hasName"})
_COUNTS = frozenset({"kg:count", "kg:hasCount"})


class Facts:
    """All values of every node of a store, in references and plain Python values."""

    def __init__(self, store: Store, base: str = BASE) -> None:
        found: defaultdict[str, defaultdict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
        for quad in store:
            value = quad.object
            made = ref_of(value.value, base) if isinstance(value, NamedNode) else _number_or_text(value)
            found[ref_of(str(getattr(quad.subject, "value", "")), base)][ref_of(quad.predicate.value, base)].add(made)
        self.values = {ref: {name: sorted(v, key=str) for name, v in by.items()} for ref, by in sorted(found.items())}

    def kind(self, ref: str) -> str | None:
        """Give what a node is: event, actor, place, condition, source or claim; None for parts of these."""
        return next((KINDS[t] for t in self.values.get(ref, {}).get("rdf:type", []) if t in KINDS), None)

    def nodes(self, *kinds: str) -> list[str]:
        """Give the sorted nodes of some kinds."""
        return [ref for ref in self.values if self.kind(ref) in kinds]

    def all(self, ref: str, name: str) -> list[Any]:
        """Give all values of a node's property, sorted."""
        return self.values.get(ref, {}).get(name, [])

    def one(self, ref: str, name: str) -> Any:
        """Give the first value of a node's property, or None."""
        return next(iter(self.all(ref, name)), None)

    def label(self, ref: str) -> str:
        """Give a node's label; of a claim, who says what of which event; else its reference."""
        if "rdfs:label" in self.values.get(ref, {}):
            return str(self.one(ref, "rdfs:label"))
        if self.kind(ref) == "claim":
            stance = str(self.one(ref, "kg:stance")).removeprefix("kg:").lower()
            about = next((self.one(ref, name) for name in ("kg:about", "kg:subject", "kg:effect", "kg:first")), None)
            return f"{self.label(str(self.one(ref, 'kg:claimant')))} {stance}: {self.label(str(about))}"
        return ref

    def lead(self, ref: str) -> str:
        """Give the node that stands for this one under the graph's lens."""
        return str(self.one(ref, "kg:lead") or ref)


def _number_or_text(term: object) -> Any:
    if isinstance(term, Literal):
        return _NUMBERS.get(term.datatype.value, str)(term.value)
    return str(term)


def everything(store: Store, base: str = BASE) -> Network:
    """Give events, actors, places, conditions, sources and claims as nodes, and every property between them as a typed edge."""
    import networkx as nx

    facts = Facts(store, base)
    graph: Network = nx.MultiDiGraph()
    refs = facts.nodes(*sorted(set(KINDS.values())))
    for ref in refs:
        graph.add_node(ref, kind=facts.kind(ref), label=facts.label(ref), **_attributes(facts, ref))
    for ref in refs:
        for name, values in facts.values[ref].items():
            for value in values:
                if value in graph and isinstance(value, str) and value != ref and name not in _LEFT_OUT:
                    graph.add_edge(ref, value, key=name, relation=name)
    return graph


def _attributes(facts: Facts, ref: str) -> dict[str, Any]:
    """Give a node's own values: one as it is, several as one text."""
    found: dict[str, Any] = {}
    for name, values in facts.values[ref].items():
        if name in _COUNTS:
            found["counts"] = "; ".join(_count_words(facts, count) for count in values)
        elif name not in _LEFT_OUT and name != "rdfs:label":
            own = [value for value in values if facts.kind(str(value)) is None]
            if own:
                key = name.partition(":")[2] if not name.startswith("http") else name
                found[key] = own[0] if len(own) == 1 and key in ("lat", "long", "origins", "claims") else "; ".join(map(str, own))
    return found


def _count_words(facts: Facts, count: str) -> str:
    """Give a count in words: `killed 6/6/6 soldiers`, an absent bound as a dash."""
    bounds = "/".join(
        "–" if facts.one(count, f"kg:{n}") is None else str(facts.one(count, f"kg:{n}")) for n in ("low", "best", "high")
    )
    kind = str(facts.one(count, "kg:countKind")).removeprefix("kg:").lower()
    return f"{kind} {bounds} {facts.one(count, 'kg:ofWhom') or ''}".strip()


def actor_event(store: Store, base: str = BASE) -> Network:
    """Give actors and events, an edge for each role: does the lens accept it (`settled`), how many claims say it (`claims`)."""
    import networkx as nx

    facts = Facts(store, base)
    graph: Network = nx.MultiDiGraph()
    for ref in facts.nodes("event", "actor"):
        if facts.lead(ref) == ref:
            graph.add_node(ref, kind=facts.kind(ref), label=facts.label(ref), **_attributes(facts, ref))
    for (event, actor, role), (settled, claims) in sorted(_roles(facts).items()):
        graph.add_edge(actor, event, key=role, role=role, settled=settled, claims=claims)
    return graph


def _roles(facts: Facts) -> dict[tuple[str, str, str], tuple[bool, int]]:
    said: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for claim in facts.nodes("claim"):
        event = facts.one(claim, "kg:about")
        denied = facts.one(claim, "kg:negated") == "true" or facts.one(claim, "kg:stance") == "kg:Denies"
        for role in ROLES.values() if event and not denied else ():
            for actor in facts.all(claim, f"kg:{role}"):
                said[facts.lead(event), facts.lead(actor), role] += 1
    settled = {(e, a, role) for e in facts.nodes("event") for name, role in ROLES.items() for a in facts.all(e, name)}
    return {key: (key in settled, said.get(key, 0)) for key in settled | set(said)}


def actors(store: Store, base: str = BASE) -> Network:
    """Give actors, an edge from agent to target (and between parties, one way) for each event that both have such a role in."""
    import networkx as nx

    facts = Facts(store, base)
    graph: Network = nx.MultiDiGraph()
    for ref in facts.nodes("actor"):
        if facts.lead(ref) == ref:
            graph.add_node(ref, kind="actor", label=facts.label(ref), **_attributes(facts, ref))
    for first, second, event, settled in _pairs(_roles(facts)):
        types = "; ".join(str(t) for t in facts.all(event, "sem:eventType"))
        graph.add_edge(first, second, key=event, event=event, label=facts.label(event), type=types, settled=settled)
    return graph


def _pairs(roles: dict[tuple[str, str, str], tuple[bool, int]]) -> Iterator[tuple[str, str, str, bool]]:
    by_event: defaultdict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for (event, actor, role), (settled, _) in sorted(roles.items()):
        by_event[event].append((role, actor, settled))
    for event, parts in by_event.items():
        for role, actor, settled in parts:
            for other_role, other, other_settled in parts:
                acts = role == "agent" and other_role == "target"
                meets = role == other_role == "party" and actor < other
                if actor != other and (acts or meets):
                    yield actor, other, event, settled and other_settled


SHAPES = {"actors": actors, "actor-event": actor_event, "claims": everything}


def to_networkx(store: Store, shape: str = "claims", base: str = BASE) -> Network:
    """Give the derived graph of a shape (`actors`, `actor-event`, `claims`); raise UsageError for another."""
    if shape not in SHAPES:
        raise UsageError(f"no shape {shape!r} ({nearest(shape, SHAPES) or 'there are ' + ', '.join(SHAPES)})")
    return SHAPES[shape](store, base)


def graphml(graph: Network) -> bytes:
    """Give GraphML, which Gephi, yEd, igraph and networkx read."""
    from networkx.readwrite.graphml import GraphMLWriter

    writer = GraphMLWriter(graph, encoding="utf-8", prettyprint=True)
    out = io.BytesIO()
    writer.dump(out)
    return out.getvalue()


def gexf(graph: Network) -> bytes:
    """Give GEXF, which Gephi and networkx read; the same graph gives the same bytes on any day, under any networkx."""
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(graph)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
        for creator in meta.iter("creator"):
            creator.text = "conflict-kg"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
