"""The way of a text through the layers: articles in, records out, one group of paragraphs at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from spacy.tokens import Doc, Span

from kg.model.account import SentenceAccount
from kg.model.claim import Claim
from kg.model.reference import Actor, Place, Record
from kg.sources.text.attribution import attribute
from kg.sources.text.bind import bind_places, merge_results
from kg.sources.text.claims import Scribe
from kg.sources.text.coref import Memory, learn_aliases, remember
from kg.sources.text.counting import bind_nobody, bind_numbers
from kg.sources.text.dating import bind_times
from kg.sources.text.document import Article, Reading
from kg.sources.text.engine import parse_texts
from kg.sources.text.frames import Draft, find_drafts
from kg.sources.text.gazetteer import Gazetteer
from kg.sources.text.layout import LONGEST_SENTENCE, Zone, read_zones
from kg.sources.text.lexicon import load_lexicon
from kg.sources.text.normalise import is_shouted, normalise, recase
from kg.sources.text.places import find_places, in_a_name
from kg.sources.text.teller import Teller
from kg.sources.text.times import Time, last_day_told
from kg.sources.text.tongues import READERS
from kg.sources.text.triggers import Sight

BATCH = 64  # paragraphs that go to the parser at once, and the characters that they may hold: its memory grows with both
BATCH_SIZE = 40_000
_PARSED = frozenset(("body", "caption"))


@dataclass(frozen=True, slots=True)
class Part:
    """What one paragraph gave, or the head of an article before its first; `number` counts the articles."""

    number: int
    article: Article
    records: tuple[Record, ...]
    sentences: tuple[SentenceAccount, ...] = ()


@dataclass(slots=True)
class Desk:
    """An article on its way through the layers: who tells, and who writes."""

    number: int
    article: Article
    teller: Teller
    scribe: Scribe

    @classmethod
    def of(cls, number: int, article: Article, actors: tuple[Actor, ...], places: tuple[Place, ...]) -> Desk:
        """Make the desk of an article, with the actors and places that are known on its day."""
        gazetteer = Gazetteer.of(actors, places, article.day)
        teller = Teller(article.text, article.day, article.published.precision == "day", Memory(), gazetteer)
        return cls(number, article, teller, Scribe(article, gazetteer))

    def head(self) -> Part:
        """Give the article's source and run."""
        return Part(self.number, self.article, tuple(self.scribe.head()))

    def read(self, doc: Doc, zone: Zone) -> Part:
        """Lead one parsed paragraph through the layers, and give what it told."""
        self.teller.open(zone.start, zone.kind == "caption")
        read_paragraph(doc, zone, self.teller)
        told = self.teller.take()
        records = tuple(self.scribe.write(told))
        claims = [record for record in records if isinstance(record, Claim)]
        sentences = self.scribe.account(told, claims, self.teller.sentences())
        return Part(self.number, self.article, records, tuple(sentences))


Paragraph: TypeAlias = tuple[str, str, tuple[Desk, Zone]]
"""The language of a paragraph, its text made plain, and whose it is."""


def extract(article: Article, actors: tuple[Actor, ...], places: tuple[Place, ...]) -> Iterator[Record]:
    """Yield the article's source and run, then its records paragraph by paragraph, however long the text is."""
    for part in read_parts((article,), actors, places):
        yield from part.records


def extract_all(articles: Iterable[Article], actors: tuple[Actor, ...], places: tuple[Place, ...]) -> Iterator[Reading]:
    """Yield the reading of each article, in order; short ones go to the parser together, which is soonest done."""
    for _, group in groupby(read_parts(articles, actors, places), key=attrgetter("number")):
        parts = list(group)
        records = tuple(record for part in parts for record in part.records)
        sentences = tuple(sentence for part in parts for sentence in part.sentences)
        yield Reading(parts[0].article, records, sentences)


def read_parts(articles: Iterable[Article], actors: tuple[Actor, ...], places: tuple[Place, ...]) -> Iterator[Part]:
    """Yield the head of each article and what each of its paragraphs gave; neighbours of one language share its parser."""
    waiting: deque[Desk] = deque()

    def paragraphs() -> Iterator[Paragraph]:
        for number, article in enumerate(articles):
            desk = Desk.of(number, article, actors, places)
            waiting.append(desk)
            for text, zone in _texts(article.text):
                yield article.language, text, (desk, zone)

    for doc, (desk, zone) in (read for batch in _batches(paragraphs()) for read in parse_texts(batch, BATCH)):
        while waiting and waiting[0].number <= desk.number:
            yield waiting.popleft().head()
        yield desk.read(doc, zone)
    for desk in waiting:
        yield desk.head()


def _batches(paragraphs: Iterator[Paragraph]) -> Iterator[list[Paragraph]]:
    batch: list[Paragraph] = []
    size = 0
    for paragraph in paragraphs:
        if batch and (len(batch) == BATCH or size + len(paragraph[1]) > BATCH_SIZE):
            yield batch
            batch, size = [], 0
        batch.append(paragraph)
        size += len(paragraph[1])
    if batch:
        yield batch


def _texts(raw: str) -> Iterator[tuple[str, Zone]]:
    for zone in read_zones(raw):
        if zone.kind in _PARSED:
            text = normalise(raw[zone.start : zone.end])
            yield (recase(text) if is_shouted(text) else text), zone


def read_paragraph(doc: Doc, zone: Zone, teller: Teller) -> None:
    """Lead one parsed paragraph through the layers, sentence by sentence."""
    readers = READERS[doc.lang_]
    times = list(readers.times(doc.text, teller.day, teller.told_day))
    teller.told_day = last_day_told(times, teller.day)
    if not teller.counts_days:
        times = [t for t in times if _is_absolute(t, doc)]
    numbers = [n for n in readers.numbers(doc.text) if not any(t.start < n.end and n.start < t.end for t in times)]
    time_words = {token.i for t in times for token in doc.char_span(t.start, t.end, alignment_mode="expand") or ()}
    lexicon = load_lexicon(doc.lang_)
    for sentence in doc.sents:
        if len(sentence) > LONGEST_SENTENCE:
            teller.tell(sentence, [])
            continue
        inside = [t for t in times if sentence.start_char <= t.start < sentence.end_char]
        drafts = find_drafts(sentence, Sight(lexicon, time_words, zone.kind == "caption"))
        learn_aliases(sentence, zone.start, teller.raw, teller.memory, teller.gazetteer)
        bind_numbers(drafts, doc, [n for n in numbers if sentence.start_char <= n.start < sentence.end_char])
        attribute(drafts, lexicon)
        drafts = merge_results(drafts)
        unhurt = bind_nobody(drafts, sentence)
        _place(drafts, sentence, teller)
        bind_times(drafts, sentence, inside, teller.day)
        remember(sentence, zone.start, teller.raw, teller.memory, lexicon.actor_nouns, lexicon.nouns)
        teller.tell(sentence, drafts)
        teller.add_to_last(unhurt, sentence)


def _place(drafts: list[Draft], sentence: Span, teller: Teller) -> None:
    mentions = list(find_places(sentence, teller.gazetteer, teller.memory.known_places))
    for mention in mentions:
        teller.remember_place(mention)
    bind_places(drafts, [m for m in mentions if not in_a_name(m, teller.gazetteer)])


def _is_absolute(time: Time, doc: Doc) -> bool:
    """Tell a time with a year: all that can be read where the day of publication is not known."""
    words = doc.text[time.start : time.end]
    return any(part.isdigit() and len(part) == 4 for part in words.replace("-", " ").replace(",", " ").split())
