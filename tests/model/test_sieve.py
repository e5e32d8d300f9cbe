"""Claims that were read too unsurely go, with what only they name."""

from __future__ import annotations

from kg.model.claim import Claim, Occurrence, Participant
from kg.model.reference import Actor, EventNode, Record, Run, Source
from kg.model.sieve import sift


def told(name: str, confidence: float | None, agent: str) -> Claim:
    content = Occurrence(f"event:{name}", "attack", (Participant("agent", agent),))
    return Claim(f"claim:{name}", "source:x", "actor:desk", "run:r", content, narrator=True, confidence=confidence)


RECORDS: list[Record] = [
    Actor("actor:desk", "Desk", "media"),
    Source("source:x", "X", "actor:desk"),
    Run("run:r", "Run", "1"),
    Actor("actor:a", "A", "group"),
    EventNode("event:sure", "sure"),
    told("sure", 0.9, "actor:a"),
    Actor("actor:b", "B", "group"),
    EventNode("event:unsure", "unsure"),
    told("unsure", 0.3, "actor:b"),
    EventNode("event:coded", "coded"),
    told("coded", None, "actor:a"),
]


def test_what_is_less_sure_is_dropped_with_its_event_and_actors() -> None:
    kept, dropped = sift(RECORDS, 0.5)
    assert [claim.id for claim in dropped] == ["claim:unsure"]
    assert [r for r in RECORDS if r not in kept] == [
        Actor("actor:b", "B", "group"),
        EventNode("event:unsure", "unsure"),
        dropped[0],
    ]


def test_a_claim_without_a_confidence_stays() -> None:
    kept, dropped = sift(RECORDS, 1.0)
    assert [record.id for record in kept if isinstance(record, Claim)] == ["claim:coded"] and len(dropped) == 2


def test_nothing_is_dropped_where_all_are_sure_enough() -> None:
    assert sift(RECORDS, 0.2) == (RECORDS, [])
