"""Toponyms: where a place's name begins and ends in a sentence, by its capitals and small words, and whether it is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import yaml
from spacy.tokens import Doc, Span, Token

from kg.sources.gazetteers.atlas import default_atlas
from kg.sources.text.gazetteer import Gazetteer, is_country, is_national

_PLACES = frozenset(("GPE", "LOC", "FAC"))
_OTHERS = frozenset("DATE TIME MONEY PERCENT NORP LANGUAGE LAW ORDINAL CARDINAL QUANTITY EVENT WORK_OF_ART PRODUCT".split())
_DASHES = frozenset(("-", "–", "—", "/"))
_NOT_IN_NAMES = frozenset(("DATE", "TIME", "CARDINAL", "ORDINAL"))


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The words around place names, from place_words.yaml."""

    relations: Mapping[str, str]
    kinds: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    joined: frozenset[str]

    def has(self, name: str, word: str) -> bool:
        """Tell whether a list of the file holds a word."""
        return word in self.sets[name]


@cache
def place_words() -> PlaceWords:
    """Give the words of place_words.yaml."""
    data = yaml.load(Path(__file__).with_name("place_words.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    relations = {word: relation for relation, words in data["relations"].items() for word in words.split()}
    kinds: dict[str, str] = {}
    for kind, words in data["kinds"].items():
        for word in words.split():
            kinds.setdefault(word, kind)
    sets = {name: frozenset(words.split()) for name, words in data.items() if isinstance(words, str)}
    return PlaceWords(relations, kinds, sets, frozenset(name.lower() for name in data["joined"]))


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name as it stands: its tokens (end excluded), its last capital, and the noun that the tree hangs it on."""

    doc: Doc = field(repr=False)
    start: int
    end: int
    last: Token

    @property
    def text(self) -> str:
        """Give the words as they stand."""
        return self.doc[self.start : self.end].text

    @property
    def root(self) -> Token:
        """Give the word by which the name hangs in the tree; a facility of which the name is the first word counts to it."""
        return self.doc[self.start : self.end].root

    @property
    def kind(self) -> str | None:
        """Give the kind of place that the last word tells ("Mopti Region"), or None."""
        return place_words().kinds.get(self.doc[self.end - 1].norm_)

    @property
    def bare(self) -> str:
        """Give the name without a direction before it: "northern Mali" is of Mali."""
        start = self.start + (place_words().has("directions", self.doc[self.start].norm_) and self.end - self.start > 1)
        return self.doc[start : self.end].text


def find_toponyms(sentence: Span) -> Iterator[Toponym]:
    """Yield the names that stand in a sentence, of places and others, left to right."""
    at = sentence.start
    while at < sentence.end:
        end = _end_of_name(sentence.doc, at, sentence) if _begins(sentence.doc, at, sentence) else at
        if end == at:
            at += 1
            continue
        yield _with_kind(sentence.doc, at, end, sentence)
        at = end


def _begins(doc: Doc, at: int, sentence: Span) -> bool:
    token = doc[at]
    following = doc[at + 1] if at + 2 < sentence.end else None
    if following is not None and token.text.islower() and place_words().has("particles", token.norm_):
        hyphen = following.text == "-" and doc[at + 2].text[:1].isupper()  # "al-Hasakah"
        return hyphen or (token.norm_ in ("al", "el") and following.text[:1].isupper())
    first = at == sentence.start and token.pos_ != "PROPN"
    return _is_capital(token) and not first and token.pos_ not in ("DET", "PRON", "ADP", "CCONJ", "SCONJ", "VERB", "AUX")


def _is_capital(token: Token) -> bool:
    return token.text[:1].isupper() and token.ent_type_ not in _NOT_IN_NAMES and not token.norm_.endswith("day")


def _end_of_name(doc: Doc, at: int, sentence: Span) -> int:
    """Give where a name that begins at a token ends: capitals, "al-", "of" after "Gulf", hyphens between capitals."""
    words, end, stop = place_words(), at, sentence.end
    while end < stop:
        token, following = doc[end], doc[end + 1] if end + 1 < stop else None
        capital_next = following is not None and _is_capital(following)
        if _is_capital(token):
            end += 1
        elif token.text == "-" and end > at and following is not None and _continues(following):
            if is_country(doc[at:end].text) and is_country(following.text):
                break
            end += 1
        elif words.has("particles", token.norm_) and following is not None and (capital_next or following.text == "-"):
            end += 1
        elif token.norm_ == "of" and (skipped := _joined_by_of(doc, at, end, stop)):
            end += skipped
        elif token.norm_ == "and" and capital_next and doc[at : end + 2].text.lower() in words.joined:
            end += 2
        else:
            break
    while end > at and not _is_capital(doc[end - 1]):
        end -= 1
    return end


def _joined_by_of(doc: Doc, at: int, of: int, stop: int) -> int:
    """Give how many words at its "of" belong to a name ("Gulf of Aden"); 0 before another's name ("Macina Cercle of …")."""
    words, article = place_words(), of + 1 < stop and doc[of + 1].norm_ == "the"
    following = of + 1 + article
    if of == at or not words.has("of", doc[of - 1].norm_) or following >= stop or not _is_capital(doc[following]):
        return 0
    parted = of - at > 1 and words.kinds.get(doc[of - 1].norm_) in ("region", "district")
    if parted and not any(is_country(doc[at:end].text) for end in range(following + 1, min(following + 3, stop) + 1)):
        return 0
    return 1 + article


def _continues(token: Token) -> bool:
    return token.text[:1].isupper() or place_words().has("particles", token.norm_)


def _with_kind(doc: Doc, start: int, end: int, sentence: Span) -> Toponym:
    """Take in the direction before a name and the lower-case kind noun after it; "a Kabul hotel" is no name."""
    words, last = place_words(), doc[end - 1]
    if start > sentence.start and words.has("directions", doc[start - 1].norm_):
        start -= 1
    indefinite = start > sentence.start and doc[start - 1].norm_ in ("a", "an", "another")
    if end < sentence.end and not indefinite and words.has("after", doc[end].norm_) and doc[end].pos_ in ("NOUN", "PROPN"):
        end += 1
    if end + 1 < sentence.end and doc[end].norm_ == "'s" and words.kinds.get(doc[end + 1].norm_) == "facility":
        end += 2 * (words.kinds.get(doc[end - 1].norm_) == "facility")  # "Kabul University's campus"
    return Toponym(doc, start, end, last)


def is_sure_place(name: Toponym, gazetteer: Gazetteer, known: set[str]) -> bool:
    """Tell a name that a gazetteer has, that the document used as a place, or that says its kind."""
    text = name.text
    if is_country(name.bare) or gazetteer.find_place(text) or gazetteer.find_place(name.bare) or text.lower() in known:
        return True
    if gazetteer.find_actor(text):
        return False
    words = place_words()
    if name.last.ent_type_ != "PERSON" and name.end - name.start < 4 and is_town(name.bare):
        return True
    if name.last.ent_type_ == "NORP":
        return False
    return (name.end - name.start > 1 and name.kind is not None and not words.has("organisations", name.last.norm_)) or (
        name.last.ent_type_ in _PLACES
    )


@lru_cache(20_000)
def is_town(name: str) -> bool:
    """Tell the name of a town that a gazetteer has."""
    return default_atlas().has_town(name)


def may_be_place(name: Toponym, gazetteer: Gazetteer, known: set[str], *, expected: bool = False) -> bool:
    """Tell a name that may be a place's; where one is expected ("in …", "Boni, …") less is needed."""
    words, last, text = place_words(), name.last, name.text
    if words.has("media", text.lower()) or (is_national(text) and not is_country(text)):
        return False
    if is_sure_place(name, gazetteer, known) or last.norm_ in known:
        return True
    if _is_short_form(name) or (last.ent_type_ == "NORP" and name.last.i + 1 < name.end):
        return False
    if gazetteer.find_actor(text) or words.has("organisations", last.norm_) or is_national(name.doc[name.start].text):
        return False
    if name.end - name.start == 1 and words.kinds.get(last.norm_):
        return False
    if name.end - name.start > 1 and words.has("directions", name.doc[name.start].norm_):  # "South Darfur"
        return True
    if last.ent_type_ in _OTHERS:
        return expected and last.ent_type_ in ("NORP", "PRODUCT", "WORK_OF_ART")
    if last.ent_type_ == "ORG":
        return expected or (name.end - name.start == 1 and not text.isupper())
    if last.ent_type_ == "PERSON" and name.end - name.start > 1:
        return expected or any(not t.is_alpha for t in name.doc[name.start : name.end])
    return last.tag_ in ("NNP", "NNPS")


def _is_short_form(name: Toponym) -> bool:
    """Tell "(LoC)" after the name that it shortens."""
    bracket = name.start > 0 and name.doc[name.start - 1].text == "("
    return bracket and len(name.text) < 7 and sum(c.isupper() for c in name.text) > 1


def is_dash(token: Token) -> bool:
    """Tell a hyphen or dash, as between the two sides of a border."""
    return token.text in _DASHES
