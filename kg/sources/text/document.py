"""An article as read, its raw text and what is known about its publication; and what was read in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from kg.model.account import SentenceAccount
from kg.model.claim import Claim
from kg.model.dates import When
from kg.model.reference import Record
from kg.model.refs import slug
from kg.model.sieve import sift


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its raw text (all offsets count its code points) and its publication, as given or as inferred with the reason.

    `publisher` is a name or a reference (`actor:…`); None where nobody told. `published` always has a latest day, which bounds
    what the article tells. `primary_sources` are references of the sources that it retells.
    """

    id: str
    text: str
    published: When
    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    language: str = "en"
    credit: str | None = None
    note: str | None = None
    primary_sources: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Give the reference of the article as a source."""
        return f"source:{slug(self.id) if not _plain(self.id) else self.id}"

    @property
    def day(self) -> date:
        """Give the last day on which the article may have appeared: nothing that it tells as past lies after it."""
        assert self.published.latest is not None
        return self.published.latest

    @property
    def sha256(self) -> str:
        """Give the SHA-256 of the raw text in UTF-8, over which the locators count."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in an article: its records in their order, and the account of each sentence.

    `dropped` are the claims that were less sure than `least`, where that was asked for.
    """

    article: Article
    records: tuple[Record, ...] = ()
    sentences: tuple[SentenceAccount, ...] = ()
    dropped: tuple[Claim, ...] = ()
    least: float | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Give the claims among the records."""
        return tuple(record for record in self.records if isinstance(record, Claim))

    def surer_than(self, least: float) -> Reading:
        """Give the reading without the claims less sure than `least`; the account still tells of them, as dropped."""
        records, dropped = sift(self.records, least)
        return replace(self, records=tuple(records), dropped=tuple(dropped), least=least)


def _plain(name: str) -> bool:
    return bool(name) and all(c.isalnum() or c in "-._" for c in name)
