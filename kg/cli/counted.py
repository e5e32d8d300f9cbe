"""What a graph holds, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.graph.decode import decode
from kg.graph.export import lens_of
from kg.graph.settle import settle
from kg.graph.store import read_graph
from kg.model.claim import Claim, Occurrence
from kg.model.reference import Actor, Place, Record, Source
from kg.model.settled import Settlement

KINDS = {"claims": Claim, "actors": Actor, "places": Place, "sources": Source}


def count_graph(path: Path, lens: str | None = None) -> dict[str, int]:
    """Give the numbers of a graph, each under its name: triples, records, claims by what they hold, events by status."""
    store = read_graph(path)
    records = list(decode(store))
    settlement = settle(records, lens or lens_of(store))
    return {"triples": len(store), **count_records(records), **count_events(settlement)}


def count_records(records: Iterable[Record]) -> dict[str, int]:
    """Count records by kind, and claims by what they hold, how they are said and who coded them."""
    records = list(records)
    claims = [record for record in records if isinstance(record, Claim)]
    counted = {kind: sum(isinstance(record, type_) for record in records) for kind, type_ in KINDS.items()}
    counted |= _by("content", Counter(claim.content.kind for claim in claims))
    counted |= _by("stance", Counter(claim.stance for claim in claims))
    counted["claims negated"] = sum(claim.negated for claim in claims)
    counted |= _by("coding", Counter(claim.coding for claim in claims))
    dated = [claim.content.when for claim in claims if isinstance(claim.content, Occurrence)]
    return counted | _by("time precision", Counter(when.precision for when in dated if when))


def count_events(settlement: Settlement) -> dict[str, int]:
    """Count settled events by status and by what they are contested on."""
    lens = settlement.lens.removeprefix("lens:")
    events = settlement.events
    contested = Counter(aspect for event in events for aspect in event.contested)
    return {
        f"events (lens {lens})": len(events),
        **_by("status", Counter(event.status for event in events)),
        "events contested": sum(bool(event.contested) for event in events),
        **_by("contested on", contested),
    }


def _by(what: str, counts: Mapping[Any, int]) -> dict[str, int]:
    return {f"  {what}: {name}": number for name, number in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))}
