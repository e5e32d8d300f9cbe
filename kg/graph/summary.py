"""What a graph holds, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from kg.model.claim import Claim, Occurrence
from kg.model.reference import Actor, Place, Record, Source
from kg.model.settled import Settlement

_KINDS = {"claims": Claim, "actors": Actor, "places": Place, "sources": Source}


def summary(records: Iterable[Record], settlement: Settlement) -> dict[str, int]:
    """Give the numbers of a graph: records by kind; claims by content, stance, coding, precision; events by status."""
    records = list(records)
    counted = {name: sum(isinstance(record, kind) for record in records) for name, kind in _KINDS.items()}
    return counted | _claims([r for r in records if isinstance(r, Claim)]) | _events(settlement)


def _claims(claims: list[Claim]) -> dict[str, int]:
    dated = [claim.content.when for claim in claims if isinstance(claim.content, Occurrence)]
    return {
        **_by("content", Counter(claim.content.kind for claim in claims)),
        **_by("stance", Counter(claim.stance for claim in claims)),
        "claims negated": sum(claim.negated for claim in claims),
        **_by("coding", Counter(claim.coding for claim in claims)),
        **_by("time precision", Counter(when.precision for when in dated if when)),
    }


def _events(settlement: Settlement) -> dict[str, int]:
    events = settlement.events
    return {
        "events": len(events),
        **_by("status", Counter(event.status for event in events)),
        "events contested": sum(bool(event.contested) for event in events),
        **_by("contested on", Counter(aspect for event in events for aspect in event.contested)),
    }


def _by(what: str, counts: Mapping[Any, int]) -> dict[str, int]:
    return {f"{what}: {name}": number for name, number in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))}
