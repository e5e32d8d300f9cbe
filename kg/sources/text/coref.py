"""Who "it", "they", "the force" and "its" are: rules over what the document has named so far, and the aliases that it teaches."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from spacy.tokens import Span, Token

from kg.sources.text.gazetteer import Gazetteer, is_country, plain_name
from kg.sources.text.syntax import coordinated, is_pronoun, phrase_span

_SINGLE = frozenset(("it", "its"))
_PERSON = frozenset(("he", "she", "his", "her", "him"))
_MANY = frozenset(("they", "their", "them", "both"))
_GROUP_NOUNS = frozenset(
    "group force mission organisation organization movement alliance coalition bloc union militia party network".split()
)
_SAME_KINDS = {"mission": ("mission", "force"), "force": ("force", "mission"), "alliance": ("alliance", "coalition", "group")}
_STATE_NOUNS = frozenset(("country", "nation", "state", "republic", "kingdom"))
_TOWN_NOUNS = frozenset("town city village area region province district capital site scene campus island territory".split())
MEDIA = frozenset(("x", "twitter", "facebook", "telegram", "whatsapp", "youtube", "instagram", "tiktok"))
_ALIAS = frozenset(("call", "know", "dub", "name"))
_MEMORY = 60


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase as read: its words and their span in the raw text, its head's lemma, and whether it names somebody."""

    text: str
    start: int
    end: int
    head: str
    named: bool = False
    plural: bool = False
    person: bool = False
    pronoun: bool = False


@dataclass(slots=True)
class Memory:
    """What the document has said so far: actors, places and countries, newest last; bounded, however long the text."""

    actors: deque[Phrase] = field(default_factory=lambda: deque(maxlen=_MEMORY))
    places: deque[Phrase] = field(default_factory=lambda: deque(maxlen=_MEMORY))
    countries: deque[Phrase] = field(default_factory=lambda: deque(maxlen=_MEMORY))
    known_places: set[str] = field(default_factory=set)
    aliases: dict[str, Phrase] = field(default_factory=dict)
    kinds: dict[str, Phrase] = field(default_factory=dict)
    groups: dict[int, tuple[Phrase, ...]] = field(default_factory=dict)


def make_phrase(noun: Token, base: int, raw: str) -> Phrase:
    """Give a noun's phrase, trimmed as section 4 of the guidelines says, with its span in the raw text."""
    start, end = phrase_span(noun)
    doc = noun.doc
    first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    text = raw[base + first : base + last]
    trim = len(text) - len(text.lstrip("“”\"'‘ \n\u00a0"))
    stop = len(text.rstrip('“”" \n\u00a0,'))
    core = text[trim:stop]
    return Phrase(
        text=core,
        start=base + first + trim,
        end=base + first + stop,
        head=noun.lemma_.lower(),
        named=any(t.pos_ == "PROPN" for t in doc[start:end]),
        plural=noun.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in noun.children),
        person=noun.ent_type_ == "PERSON",
        pronoun=is_pronoun(noun),
    )


def remember(
    sentence: Span, base: int, raw: str, memory: Memory, actor_nouns: Collection[str], event_nouns: Collection[str]
) -> None:
    """Take the actors and countries of a sentence into memory, subjects last, since they are what "it" means next."""
    subjects: list[Phrase] = []
    objects: list[Phrase] = []
    if len(memory.groups) > _MEMORY:
        memory.groups.clear()
    for token in sentence:
        if token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "nmod") or is_pronoun(token):
            continue
        if is_country(token.doc[slice(*phrase_span(token))].text) or is_country(token.text):
            memory.countries.append(make_phrase(token, base, raw))
        phrase = _actor_phrase(token, base, raw, memory, actor_nouns, event_nouns)
        if phrase is None:
            continue
        joined = coordinated(token)
        if len(joined) > 1:
            memory.groups[phrase.start] = tuple(make_phrase(t, base, raw) for t in joined)
        if token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ != "relcl":
            subjects.append(phrase)
        else:
            (objects if token.dep_ == "dobj" else memory.actors).append(phrase)
    memory.actors.extend(objects + subjects)


def _actor_phrase(
    token: Token, base: int, raw: str, memory: Memory, actor_nouns: Collection[str], event_nouns: Collection[str]
) -> Phrase | None:
    """Give the phrase of a noun that may act; an event as subject stands for those whose it is ("their insurgency … it")."""
    if token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "poss", "appos"):
        return None
    if token.ent_type_ in ("DATE", "TIME", "CARDINAL", "MONEY"):
        return None
    if token.dep_ in ("pobj", "conj", "appos") and token.ent_type_ in ("GPE", "LOC", "FAC") and not is_country(token.text):
        return None  # a place where, and nobody
    if token.lemma_.lower() in event_nouns:
        owners = [c for c in token.children if c.dep_ == "poss" and token.dep_ == "nsubj"]
        return replace(resolve(owners[0], base, raw, memory)[0], plural=False) if owners else None
    phrase = resolve(token, base, raw, memory)[0]
    known = phrase.named or phrase.person or token.lemma_.lower() in actor_nouns
    return phrase if known and phrase.text.lower() not in MEDIA else None


def learn_aliases(sentence: Span, base: int, raw: str, memory: Memory, gazetteer: Gazetteer) -> None:
    """Learn the names that a sentence gives: "the mission, known as X", "the alliance, called X", "Long Name (LN)"."""
    for token in sentence:
        if token.lemma_ in _ALIAS and token.tag_ in ("VBN", "VBD"):
            _learn_called(token, base, raw, memory, gazetteer)
        if token.dep_ == "appos" and token.pos_ == "NOUN" and token.head.pos_ == "PROPN":
            _learn_kind(token, token.head, base, raw, memory)
        if token.dep_ == "appos" and token.pos_ == "PROPN" and token.head.pos_ in ("NOUN", "PROPN"):
            _learn_appositive(token, base, raw, memory)
    for found in re.finditer(
        r"([A-Z][\w'’-]+(?:\s+(?:of|for|the|in|and|[A-Z][\w'’-]+))*)\s+\(([A-Z][A-Z\d-]{1,9})\)", sentence.text
    ):
        ref = gazetteer.find_actor(found[1]) or gazetteer.find_actor(found[2])
        if ref:
            gazetteer.learn(found[1], ref)
            gazetteer.learn(found[2], ref)
        start = base + sentence.start_char
        memory.aliases[plain_name(found[2])] = Phrase(
            raw[start + found.start(1) : start + found.end(1)], start + found.start(1), start + found.end(1), "", named=True
        )


def _learn_called(verb: Token, base: int, raw: str, memory: Memory, gazetteer: Gazetteer) -> None:
    owner = verb.head if verb.dep_ in ("acl", "relcl") else next((c for c in verb.children if c.dep_ == "nsubj"), None)
    names = [c for c in verb.children if c.dep_ in ("dobj", "oprd", "attr")]
    names += [p for c in verb.children if c.norm_ == "as" for p in c.children if p.dep_ == "pobj"]
    if owner is not None and names and owner.pos_ in ("NOUN", "PROPN") and names[0].pos_ == "PROPN" and verb.i - owner.i < 4:
        memory.aliases[_key(owner)] = make_phrase(names[0], base, raw)
        if ref := gazetteer.find_actor(memory.aliases[_key(owner)].text):
            gazetteer.learn(make_phrase(owner, base, raw).text, ref)
        _learn_kind(owner, names[0], base, raw, memory)


def _learn_kind(kind: Token, name: Token, base: int, raw: str, memory: Memory) -> None:
    """Remember what somebody is ("MINUSMA, the peacekeeping force"), so that "the force" finds the name again."""
    lemma = kind.lemma_.lower()
    if lemma in _GROUP_NOUNS:
        for same in _SAME_KINDS.get(lemma, (lemma,)):
            memory.kinds[same] = make_phrase(name, base, raw)


def _learn_appositive(name: Token, base: int, raw: str, memory: Memory) -> None:
    if name.head.lemma_.lower() in _GROUP_NOUNS and name.i > name.head.i and name.ent_type_ != "GPE":
        memory.aliases.setdefault(_key(name.head), make_phrase(name, base, raw))


def _key(noun: Token) -> str:
    start, end = phrase_span(noun)
    return plain_name(noun.doc[start:end].text)


def resolve(noun: Token, base: int, raw: str, memory: Memory) -> list[Phrase]:
    """Give the phrase of a noun, or what a pronoun or a bare "the group" stands for; several where it stands for several."""
    phrase = make_phrase(noun, base, raw)
    lower = noun.norm_
    if phrase.pronoun or lower == "both":
        found = _antecedent_of(lower, phrase, memory)
        if found and lower in _MANY and found.start in memory.groups:
            return list(memory.groups[found.start])
        return [found] if found else [phrase]
    known = memory.aliases.get(_key(noun))
    if known and noun.pos_ == "NOUN" and phrase.start < known.start < phrase.end + 40:
        return [known]
    if not _is_bare_definite(noun):
        return [phrase]
    return _named_before(noun, phrase, memory)


def _is_bare_definite(noun: Token) -> bool:
    """Tell "the group", "both countries": a definite noun with nothing that says which."""
    children = [
        c for c in noun.children if c.dep_ not in ("det", "punct", "case", "nummod", "predet", "appos", "relcl", "cc", "conj")
    ]
    return not children and any(c.norm_ in ("the", "this", "that", "both", "two") for c in noun.children)


def _named_before(noun: Token, phrase: Phrase, memory: Memory) -> list[Phrase]:
    lemma = noun.lemma_.lower()
    if lemma in _STATE_NOUNS and memory.countries:
        names = list(dict.fromkeys(p.text for p in reversed(memory.countries)))
        newest = {p.text: p for p in memory.countries}
        return [newest[n] for n in reversed(names[:2])] if phrase.plural and len(names) > 1 else [newest[names[0]]]
    if not phrase.plural and (named := _named_with(lemma, phrase, memory)):
        return [named]
    if lemma in _GROUP_NOUNS and not phrase.plural:
        if lemma in memory.kinds and memory.kinds[lemma].start < phrase.start:
            return [memory.kinds[lemma]]
        for candidate in reversed(memory.actors):
            if (
                candidate.named
                and not candidate.person
                and candidate.start < phrase.start
                and not is_country(candidate.text)
                and not (candidate.plural and candidate.head.islower())
                and candidate.text.lower() not in memory.known_places
            ):
                return [candidate]
    return [phrase]


def _named_with(lemma: str, phrase: Phrase, memory: Memory) -> Phrase | None:
    """Give the last named actor in whose name the noun stands: "the agency" is the Refugee Agency named before."""
    for candidate in reversed(memory.actors):
        words = candidate.text.lower().replace(",", " ").split()
        if candidate.named and candidate.start < phrase.start and len(words) > 1 and lemma in words:
            return candidate
    return None


def _antecedent_of(word: str, phrase: Phrase, memory: Memory) -> Phrase | None:
    before = [p for p in reversed(memory.actors) if p.start < phrase.start and not p.pronoun]
    for candidate in before:
        if word in _PERSON and not candidate.person:
            continue
        if word in _SINGLE and (candidate.plural or candidate.person):
            continue
        if word in _MANY and (not candidate.plural or is_country(candidate.text)):
            continue
        return candidate
    if word in _MANY and (named := [p for p in before if p.named and not p.person]):
        return named[0]
    return before[0] if before and word not in _PERSON else None


def place_of(noun: Token, memory: Memory) -> Phrase | None:
    """Give the place that "the town", "the country" or "there" stands for, or None."""
    lemma = noun.lemma_.lower()
    definite = noun.norm_ == "there" or any(c.norm_ in ("the", "this", "that") for c in noun.children)
    if not definite or any(c.dep_ in ("amod", "compound", "prep", "relcl") and c.norm_ != "same" for c in noun.children):
        return None
    if lemma in _STATE_NOUNS or noun.norm_ == "there":
        return (
            memory.countries[-1] if memory.countries else memory.places[-1] if memory.places and noun.norm_ == "there" else None
        )
    if lemma in _TOWN_NOUNS:
        towns = [p for p in memory.places if not is_country(p.text)]
        return towns[-1] if towns else memory.places[-1] if memory.places else None
    return None
