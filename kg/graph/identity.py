"""Which nodes mean one thing: clusters of accepted judgements, and the origins that sources go back to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx

from kg.model.claim import Claim, Identity
from kg.model.reference import Run, Source

Rank: TypeAlias = Callable[[str], tuple[Any, ...]]
"""What orders the members of a cluster, the lead first: its first part before the order of the judgement, the rest after.
It must not look at IRIs: renaming them changes nothing."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """The standing judgements of coders, by what they say, and the pairs that one of them says are not the same."""

    same: tuple[Identity, ...]
    possibly_same: tuple[Identity, ...]
    same_text: tuple[Identity, ...]
    refused: frozenset[frozenset[str]]


def judgements_of(claims: Iterable[Claim], runs: Mapping[str, Run]) -> Judgements:
    """Give the judgements that count: made by a person who coded the run it stands in, positive, and not withdrawn."""
    made = [(claim.negated, claim.content) for claim in claims if _judges(claim, runs)]
    standing = [(no, content) for no, content in made if isinstance(content, Identity) and not content.withdrawn]
    refused = {pair_of(i) for no, i in standing if i.judgement == ("same" if no else "different")}
    texts = {pair_of(i) for no, i in standing if i.judgement == ("same-text" if no else "different")}
    positive = [i for no, i in standing if not no]
    return Judgements(
        same=tuple(i for i in positive if i.judgement == "same"),
        possibly_same=tuple(i for i in positive if i.judgement == "possibly-same"),
        same_text=tuple(i for i in positive if i.judgement == "same-text" and pair_of(i) not in texts),
        refused=frozenset(refused),
    )


def _judges(claim: Claim, runs: Mapping[str, Run]) -> bool:
    """Tell whether a judgement is its coder's own: what a party says of identity is a claim like any other and links nothing."""
    run = runs.get(claim.run)
    return claim.coding == "hand" and claim.stance != "denies" and (run is None or run.coder in (None, claim.claimant))


def pair_of(identity: Identity) -> frozenset[str]:
    """Give the two that a judgement is about, in no order."""
    return frozenset((identity.first, identity.second))


def leads_of(nodes: Iterable[str], judged: Judgements, rank: Rank) -> dict[str, str]:
    """Give each node's lead among those judged the same; a node alone is its own. A judgement's `second` leads its `first`.

    A cluster that holds a pair judged different is in dispute with itself: none of it is joined.
    """
    graph: nx.Graph[Hashable] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((i.first, i.second) for i in judged.same if i.first in graph and i.second in graph)
    resolved = {i.first for i in judged.same}
    leads: dict[str, str] = {}
    for component in nx.connected_components(graph):
        members = [str(node) for node in component]
        if any(pair <= set(members) for pair in judged.refused):
            leads.update({member: member for member in members})
        else:
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
