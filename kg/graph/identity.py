"""Which nodes mean one thing: clusters of accepted judgements, and the origins that sources go back to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import networkx as nx

from kg.model.claim import Claim, Identity
from kg.model.reference import Source
from kg.model.terms import Judgement

Rank: TypeAlias = Callable[[str], tuple[Any, ...]]
"""What orders the members of a cluster, the lead first: its first part before the order of the judgement, the rest after.
It must not look at IRIs: renaming them changes nothing."""


def accepted(claims: Iterable[Claim], judgement: Judgement) -> list[Identity]:
    """Give the identity judgements that count: made by a person, positive, not withdrawn, and not contradicted as "different"."""
    made = [(claim.negated, claim.content) for claim in claims if claim.coding == "hand" and claim.stance != "denies"]
    standing = [(no, content) for no, content in made if isinstance(content, Identity) and not content.withdrawn]
    refused = {pair_of(i) for no, i in standing if i.judgement == (judgement if no else "different")}
    return [i for no, i in standing if not no and i.judgement == judgement and pair_of(i) not in refused]


def pair_of(identity: Identity) -> frozenset[str]:
    """Give the two that a judgement is about, in no order."""
    return frozenset((identity.first, identity.second))


def leads_of(nodes: Iterable[str], identities: Sequence[Identity], rank: Rank) -> dict[str, str]:
    """Give each node's lead among those judged the same; a node alone is its own. A judgement's `second` leads its `first`."""
    graph: nx.Graph[Hashable] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((i.first, i.second) for i in identities if i.first in graph and i.second in graph)
    resolved = {i.first for i in identities}
    leads: dict[str, str] = {}
    for component in nx.connected_components(graph):
        members = [str(node) for node in component]
        lead = min(members, key=lambda ref: (rank(ref)[0], ref in resolved, rank(ref)[1:]))
        leads.update(dict.fromkeys(members, lead))
    return leads


def origins_of(sources: Mapping[str, Source], same_text: Sequence[Identity]) -> dict[str, str]:
    """Give each source's origin: the root of its one primary source and of the judgements that it repeats one text.

    A source that draws on several primary sources is an origin of its own: it does not make those one.
    """
    graph: nx.Graph[Hashable] = nx.Graph()
    graph.add_nodes_from(sources)
    graph.add_edges_from((s.ref, s.primary_sources[0]) for s in sources.values() if len(s.primary_sources) == 1)
    graph.add_edges_from((i.first, i.second) for i in same_text if i.first in graph and i.second in graph)
    origins: dict[str, str] = {}
    for component in nx.connected_components(graph):
        members = [str(node) for node in component]
        origin = min(members, key=lambda ref: _age(sources.get(ref)))
        origins.update(dict.fromkeys(members, origin))
    return origins


def _age(source: Source | None) -> tuple[Any, ...]:
    """Order sources for the choice of an origin's name: those that repeat nobody first, then the earliest published."""
    if source is None:
        return (0, "", "", "")
    published = source.published.latest.isoformat() if source.published and source.published.latest else "9999"
    return (1 if source.primary_sources else 0, published, source.label, source.url or "")


def grouped(claims: Iterable[Claim], leads: Mapping[str, str]) -> dict[str, list[Claim]]:
    """Give the occurrence claims of each event, under the event's lead."""
    groups: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        event = getattr(claim.content, "event", None)
        if event is not None:
            groups[leads.get(event, event)].append(claim)
    return dict(groups)
