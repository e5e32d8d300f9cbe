"""The way of a text through the layers: article in, records out."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model.reference import Actor, Place, Record, Source
from kg.sources.text.account import SentenceAccount
from kg.sources.text.document import Article


def extract(article: Article, actors: tuple[Actor, ...], places: tuple[Place, ...]) -> Iterator[Record]:
    """Yield the article's source, then its records as they are read."""
    yield Source(article.source, article.title or article.id, f"actor:{article.id}-publisher", article.published)


def account_of(article: Article, actors: tuple[Actor, ...], places: tuple[Place, ...]) -> list[SentenceAccount]:
    """Give the account of every sentence."""
    return []
