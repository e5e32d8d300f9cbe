"""The judgements on the sample dispatch point at events that the parser reads from it, and the dispatch adds no support."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kg.graph.settle import settle
from kg.model.claim import Claim, Identity, Occurrence
from kg.model.errors import Problem
from kg.model.reference import Actor, EventNode, Place, Record
from kg.sources.article import Article, parse, read_articles
from kg.sources.facts import read_facts

ROOT = Path(__file__).resolve().parents[2]


@lru_cache
def facts() -> tuple[Record, ...]:
    return tuple(record for record in read_facts(ROOT / "kg" / "facts" / "mali") if not isinstance(record, Problem))


@lru_cache
def parsed() -> tuple[Record, ...]:
    actors = [record for record in facts() if isinstance(record, Actor)]
    places = [record for record in facts() if isinstance(record, Place)]
    articles = [item for item in read_articles(ROOT / "kg" / "samples" / "dispatch.txt") if isinstance(item, Article)]
    return tuple(record for article in articles for record in parse(article, actors, places))


def judged() -> list[Identity]:
    claims = [record for record in facts() if isinstance(record, Claim) and record.source == "source:dispatch-judgements"]
    return [claim.content for claim in claims if isinstance(claim.content, Identity)]


def test_every_event_that_is_judged_is_read_from_the_dispatch() -> None:
    read = {record.ref for record in parsed() if isinstance(record, EventNode)}
    assert len(judged()) > 25
    assert {identity.first for identity in judged()} - read == set()


def test_every_event_read_from_the_dispatch_is_judged() -> None:
    read = {record.ref for record in parsed() if isinstance(record, EventNode)}
    assert read - {identity.first for identity in judged()} == set()


def test_what_is_judged_the_same_is_of_one_type() -> None:
    types: dict[str, set[str]] = {}
    for record in (*facts(), *parsed()):
        if isinstance(record, Claim) and isinstance(record.content, Occurrence):
            types.setdefault(record.content.event, set()).add(record.content.type)
    assert [identity for identity in judged() if not types[identity.first] & types[identity.second]] == []


def test_the_dispatch_joins_our_events_and_changes_no_settled_result() -> None:
    alone = {event.event: event for event in settle(facts()).events}
    joined = {event.event: event for event in settle((*facts(), *parsed())).events}
    for name, event in alone.items():
        assert joined[name].status == event.status
        assert joined[name].origins == event.origins
        assert joined[name].roles == event.roles
    assert sum(event.claims for event in joined.values()) > sum(event.claims for event in alone.values())
