"""The work of one process: documents still unread to what is written for each; what befalls one is its own."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model.dates import read_edtf
from kg.model.errors import Problem
from kg.model.reference import Actor, Place
from kg.parsing.form import Form, Labels
from kg.sources.article import Article, Reading, articles_of, parse_all
from kg.sources.documents.items import Item

OTHERS = "the other documents were read all the same"


@dataclass(frozen=True, slots=True)
class Wish:
    """What every process needs: what is said of all documents, who and where is known, the forms, and how sure is sure enough."""

    given: Mapping[str, Any]
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    forms: tuple[Form, ...]
    least: float | None = None

    @property
    def labels(self) -> Labels:
        """Give the labels of the actors and places that are known."""
        return {**{actor.ref: actor.label for actor in self.actors}, **{place.ref: place.label for place in self.places}}


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a document: the reference of its source and what is written in each form; or its problems.

    `failed` tells problems of the parser, not of the document: it is tried again when the work is resumed.
    """

    source: str = ""
    texts: tuple[str, ...] = ()
    claims: int = 0
    dropped: int = 0
    note: str | None = None
    problems: tuple[Problem, ...] = ()
    failed: bool = False


class Reader:
    """Reads documents as was wished."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.labels = wish.labels

    def warm_up(self) -> None:
        """Load parser and lexicon before the first document, so that no document is charged with them."""
        list(parse_all((Article("none", "The army left the town.", read_edtf("2000-01-01")),)))

    def read(self, items: Sequence[Item]) -> Iterator[Done]:
        """Yield what became of each document, in order; where one fails among others, the rest are read one by one."""
        count = 0
        try:
            for done in self._together(items):
                yield done
                count += 1
        except Exception as error:  # noqa: BLE001  # whatever a text does to the parser, the others are read
            rest = items[count:]
            if len(items) == 1:
                yield failed(rest[0], f"the parser failed on it: {said(error)}")
            for item in rest if len(items) > 1 else ():
                yield from self.read((item,))

    def _together(self, items: Sequence[Item]) -> Iterator[Done]:
        opened = [articles_of(item, self.wish.given) for item in items]
        articles = [one for found in opened for one in found if isinstance(one, Article)]
        readings = parse_all(articles, self.wish.actors, self.wish.places)
        for found in opened:
            problems = tuple(one for one in found if isinstance(one, Problem))
            yield Done(problems=problems) if problems else self._written(next(readings))

    def _written(self, reading: Reading) -> Done:
        if self.wish.least is not None:
            reading = reading.surer_than(self.wish.least)
        texts = tuple(form.write(reading, self.labels) for form in self.wish.forms)
        article = reading.article
        return Done(article.source, texts, len(reading.claims), len(reading.dropped), article.note)


def failed(item: Item, what: str) -> Done:
    """Give a document that could not be read through no fault that is known of its own."""
    return Done(problems=(Problem(item.file, item.line, what, OTHERS),), failed=True)


def said(error: Exception) -> str:
    """Give an error's kind and words, and where it was raised.

    >>> try:
    ...     int("x")
    ... except ValueError as error:
    ...     said(error).partition(" (")[0]
    "ValueError: invalid literal for int() with base 10: 'x'"
    """
    last = traceback.extract_tb(error.__traceback__)[-1]
    words = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {words} ({Path(last.filename).name}:{last.lineno})"
