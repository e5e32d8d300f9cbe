"""The way of a text through the layers: article in, records out, one group of paragraphs at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span

from kg.model.reference import Actor, Place, Record
from kg.sources.text.account import SentenceAccount
from kg.sources.text.attribution import attribute
from kg.sources.text.bind import bind_numbers, bind_places, bind_times, merge_results
from kg.sources.text.claims import Scribe
from kg.sources.text.coref import Memory, learn_aliases, remember
from kg.sources.text.document import Article
from kg.sources.text.engine import load_engine
from kg.sources.text.frames import Draft, find_drafts
from kg.sources.text.gazetteer import Gazetteer
from kg.sources.text.layout import Zone, read_zones
from kg.sources.text.lexicon import load_lexicon
from kg.sources.text.normalise import is_shouted, normalise, recase
from kg.sources.text.numbers import read_numbers
from kg.sources.text.places import find_places, in_a_name
from kg.sources.text.teller import Teller
from kg.sources.text.times import Time, read_times
from kg.sources.text.triggers import Sight

_PARSED = frozenset(("body", "caption"))


def extract(article: Article, actors: tuple[Actor, ...], places: tuple[Place, ...]) -> Iterator[Record]:
    """Yield the article's source and run, then its records paragraph by paragraph, however long the text is."""
    gazetteer = Gazetteer.of(actors, places, article.day)
    scribe = Scribe(article, gazetteer)
    yield from scribe.head()
    for teller in _read(article, gazetteer):
        yield from scribe.write(teller.take())


def account_of(article: Article, actors: tuple[Actor, ...], places: tuple[Place, ...]) -> list[SentenceAccount]:
    """Give the account of every sentence: the claims that it gave, or why none."""
    gazetteer = Gazetteer.of(actors, places, article.day)
    scribe = Scribe(article, gazetteer)
    found: list[SentenceAccount] = []
    for teller in _read(article, gazetteer):
        found.extend(scribe.account(teller.take(), teller.sentences()))
    return found


def _read(article: Article, gazetteer: Gazetteer) -> Iterator[Teller]:
    """Yield the teller after each paragraph, with what that paragraph told."""
    teller = Teller(article.text, article.day, article.published.precision == "day", Memory(), gazetteer)
    zones = (zone for zone in read_zones(article.text) if zone.kind in _PARSED)
    for doc, zone in load_engine().pipe(_texts(article.text, zones), as_tuples=True, batch_size=16):
        teller.open(zone.start, zone.kind == "caption")
        read_paragraph(doc, zone, teller)
        yield teller


def _texts(raw: str, zones: Iterable[Zone]) -> Iterator[tuple[str, Zone]]:
    for zone in zones:
        text = normalise(raw[zone.start : zone.end])
        yield (recase(text) if is_shouted(text) else text), zone


def read_paragraph(doc: Doc, zone: Zone, teller: Teller) -> None:
    """Lead one parsed paragraph through the layers, sentence by sentence."""
    times = (
        read_times(doc.text, teller.day)
        if teller.counts_days
        else [t for t in read_times(doc.text, teller.day) if _is_absolute(t, doc)]
    )
    numbers = [n for n in read_numbers(doc.text) if not any(t.start < n.end and n.start < t.end for t in times)]
    time_words = {token.i for t in times for token in doc.char_span(t.start, t.end, alignment_mode="expand") or ()}
    lexicon = load_lexicon()
    for sentence in doc.sents:
        inside = [t for t in times if sentence.start_char <= t.start < sentence.end_char]
        drafts = find_drafts(sentence, Sight(lexicon, time_words, zone.kind == "caption"))
        learn_aliases(sentence, zone.start, teller.raw, teller.memory, teller.gazetteer)
        bind_numbers(drafts, doc, [n for n in numbers if sentence.start_char <= n.start < sentence.end_char])
        attribute(drafts, lexicon)
        drafts = merge_results(drafts)
        _place(drafts, sentence, teller)
        bind_times(drafts, sentence, inside)
        remember(sentence, zone.start, teller.raw, teller.memory, lexicon.actor_nouns, lexicon.nouns)
        teller.tell(sentence, drafts)


def _place(drafts: list[Draft], sentence: Span, teller: Teller) -> None:
    mentions = list(find_places(sentence, teller.gazetteer, teller.memory.known_places))
    for mention in mentions:
        teller.remember_place(mention)
    bind_places(drafts, [m for m in mentions if not in_a_name(m, teller.gazetteer)])


def _is_absolute(time: Time, doc: Doc) -> bool:
    """Tell a time with a year: all that can be read where the day of publication is not known."""
    words = doc.text[time.start : time.end]
    return any(part.isdigit() and len(part) == 4 for part in words.replace("-", " ").replace(",", " ").split())
