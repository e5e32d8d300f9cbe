"""What was read from articles, in each form that `kg parse` prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg.cli.problems import plural
from kg.cli.wording import content_words, speaker_words
from kg.graph.encode import encode
from kg.graph.export import graph_bytes
from kg.model.claim import Claim
from kg.model.gold import gold_only, to_json
from kg.model.reference import Actor, EventNode, Place
from kg.sources.article import Article, account
from kg.sources.article import parse as records_of

Actors = Sequence[Actor]
Places = Sequence[Place]
Printer = Callable[[Sequence[Article], Actors, Places], Iterable[str]]


def as_json(articles: Sequence[Article], actors: Actors, places: Places) -> Iterator[str]:
    """Yield one JSON object an article, with all that its claims hold."""
    for article in articles:
        claims = [record for record in records_of(article, actors, places) if isinstance(record, Claim)]
        yield json.dumps(to_json(claims, article.id, article.day), ensure_ascii=False)


def as_gold(articles: Sequence[Article], actors: Actors, places: Places) -> Iterator[str]:
    """Yield one JSON object an article, with the keys of the gold guidelines only."""
    for line in as_json(articles, actors, places):
        yield json.dumps(gold_only(json.loads(line)), ensure_ascii=False)


def as_turtle(articles: Sequence[Article], actors: Actors, places: Places) -> Iterator[str]:
    """Yield the claims, and what they refer to, as Turtle."""
    records = [record for article in articles for record in records_of(article, actors, places)]
    yield graph_bytes(encode(records), "turtle").decode().rstrip("\n")


def as_lines(articles: Sequence[Article], actors: Actors, places: Places) -> Iterator[str]:
    """Yield two lines a claim, as soon as it is read: where it stands and who says what; and the passage."""
    labels = {actor.ref: actor.label for actor in actors} | {place.ref: place.label for place in places}
    for article in articles:
        number = 0
        for record in records_of(article, actors, places):
            if isinstance(record, (Actor, EventNode, Place)):
                labels[record.ref] = record.label
            elif isinstance(record, Claim):
                number += 1
                yield from _lines(record, labels)
        yield f"({article.id}: {plural(number, 'claim')})"


def _lines(claim: Claim, labels: Mapping[str, str]) -> Iterator[str]:
    def label(ref: str) -> str:
        return labels.get(ref, ref)

    yield f"{claim.locator}: {speaker_words(claim, label)}: {content_words(claim.content, label)}"
    yield f"    “{' '.join((claim.quote or '').split())}”"


def as_account(articles: Sequence[Article], actors: Actors, places: Places) -> Iterator[str]:
    """Yield each sentence with the number of its claims, or the reason why it gave none."""
    for article in articles:
        for sentence in account(article, actors, places):
            why = f" ({sentence.reason})" if sentence.reason else ""
            given = plural(len(sentence.claims), "claim")
            yield f"char={sentence.start},{sentence.end}: {given}{why}: {' '.join(sentence.text.split())}"


PRINTERS: dict[str, Printer] = {"table": as_lines, "gold": as_gold, "json": as_json, "ttl": as_turtle, "account": as_account}
