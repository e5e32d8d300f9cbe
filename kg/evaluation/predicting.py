"""Claims of our own extractor for the texts of a gold file, so that they can be compared without a file between."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from kg.evaluation.coded import Item, coded_claim
from kg.evaluation.plover import PloverRecord
from kg.model.account import SentenceAccount
from kg.model.errors import Findings, Problem, UsageError
from kg.model.gold import to_json
from kg.model.reference import Actor, Place
from kg.sources.article import Article, parse_all, read_articles

Sentences: TypeAlias = Sequence[SentenceAccount]


@dataclass(frozen=True, slots=True)
class Known:
    """The actors and places that the extractor may know."""

    actors: Sequence[Actor] = ()
    places: Sequence[Place] = ()


def articles_of(items: Sequence[Item], path: Path) -> list[Article]:
    """Give the articles of a gold file's texts, read as `kg parse` reads them; raise Findings where one cannot be parsed."""
    if missing := [item for item in items if item.text is None]:
        whose = f"{missing[0].id!r} has" if len(missing) == 1 else f"{len(missing)} of {len(items)} entries have"
        remedy = "give it as --text FILE, or claims as PRED" if len(items) == 1 else 'add "text" to each, or give claims as PRED'
        raise UsageError(f"{path}: {whose} no text to parse; {remedy}")
    lines = "\n".join(json.dumps({**dict(item.keys), "id": str(item.id), "text": item.text}) for item in items)
    found = list(read_articles(io.StringIO(lines)))
    problems = [
        replace(one, path=str(path), line=item.line)
        for one, item in zip(found, items, strict=True)
        if isinstance(one, Problem)
    ]
    if problems:
        raise Findings(problems)
    return [one for one in found if isinstance(one, Article)]


def with_text(items: Sequence[Item], path: Path, text: str) -> list[Item]:
    """Give the one item with its text; raise UsageError where there are several."""
    if len(items) != 1:
        raise UsageError(f"--text is for a gold file of one text; {path} has {len(items)}")
    return [replace(items[0], text=text)]


def as_items(records: Iterable[PloverRecord]) -> list[Item]:
    """Give PLOVER records as texts without claims."""
    return [Item(one.id, (), 1, one.text, (("date", one.date),)) for one in records]


def predict(items: Sequence[Item], articles: Sequence[Article], known: Known) -> Iterator[tuple[Item, Sentences]]:
    """Yield each text with the claims that our extractor reads in it, and the account of its sentences."""
    readings = parse_all(articles, known.actors, known.places)
    for item, reading in zip(items, readings, strict=True):
        found = to_json(reading.claims, reading.article.id, reading.article.day)["claims"]
        yield replace(item, claims=tuple(map(coded_claim, found))), reading.sentences
