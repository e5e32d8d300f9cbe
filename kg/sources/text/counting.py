"""Counting: which numbers of a sentence count the people of which event, of what kind, and of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from spacy.tokens import Doc, Span, Token

from kg.model.terms import CountKind
from kg.sources.text.frames import VIOLENT, Draft
from kg.sources.text.gazetteer import is_national
from kg.sources.text.numbers import Number
from kg.sources.text.syntax import ancestors, coordinated, person_head, prep_phrases

_MOVED = frozenset(("withdrawal", "deployment", "presence"))
_KINDS: tuple[CountKind, ...] = ("killed", "injured")
_BEFORE = frozenset(("nummod", "amod", "quantmod", "det", "advmod", "compound"))
_INSIDE = _BEFORE | {"nmod", "npadvmod"}
_OF_THEM = frozenset(("them", "whom", "those"))


@dataclass(frozen=True, slots=True)
class CountWords:
    """The words by which people are counted (count_words.yaml)."""

    person: frozenset[str]
    group: frozenset[str]
    thing: frozenset[str]
    toll: frozenset[str]
    beyond: frozenset[str]
    fate: Mapping[str, frozenset[str]]
    nobody: Mapping[str, frozenset[str]]
    befalls: frozenset[str]
    between: frozenset[str]


@cache
def count_words() -> CountWords:
    """Give the words by which people are counted, as they ship with the package."""
    path = Path(__file__).with_name("count_words.yaml")
    found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    person, group, thing, toll, beyond = (frozenset(found[k].split()) for k in ("person", "group", "thing", "toll", "beyond"))
    fate, nobody = ({kind: frozenset(words.split()) for kind, words in found[k].items()} for k in ("fate", "nobody"))
    befalls, between = (frozenset(found[k].split()) for k in ("befalls", "between"))
    return CountWords(person, group, thing, toll, beyond, fate, nobody, befalls, between)


def bind_numbers(drafts: Sequence[Draft], doc: Doc, numbers: Iterable[Number]) -> None:
    """Give each draft the counts of the people in its roles."""
    at: dict[int, Number] = {}
    for number in numbers:
        token = _token_at(doc, number.end - 1)
        if token is not None:
            at[token.i] = number
    for draft in drafts:
        if draft.entry.count:
            for noun in [*draft.counted, *(t for _, t in draft.roles), *_object_nouns(draft)]:
                _count(draft, noun, at)
            _count_by_measure(draft, at)
    if at and drafts:
        sentence = drafts[0].trigger.sent
        _count_parts(drafts, sentence, at)
        _count_fates(drafts, sentence, at)


def _token_at(doc: Doc, offset: int) -> Token | None:
    span = doc.char_span(offset, offset + 1, alignment_mode="expand")
    return span[0] if span is not None and len(span) else None


def _object_nouns(draft: Draft) -> list[Token]:
    if draft.entry.pos == "verbs" and draft.type in _MOVED:
        return [t for child in draft.trigger.children if child.dep_ in ("dobj", "nsubjpass") for t in coordinated(child)]
    return []


def _count(draft: Draft, noun: Token, at: Mapping[int, Number]) -> None:
    kind = draft.entry.count
    if kind is None or not _may_be_counted(draft, noun):
        return
    found = counted(noun, at)
    if found is not None:
        _add_count(draft, found[0], kind, found[1])


def counted(noun: Token, at: Mapping[int, Number]) -> tuple[Token, Number] | None:
    """Give who is counted by a noun phrase, and how many: "six of its soldiers", "a family of five", "a soldier"."""
    head = person_head(noun)
    if head.lemma_.lower() in count_words().thing and head.lemma_.lower() not in count_words().group:
        return None
    number = number_of(noun, at)
    if number is not None:
        return head, number
    if noun.lemma_.lower() in count_words().group:
        for name, _, inner in prep_phrases(noun):
            if name == "of" and (number := number_of(inner, at)):
                return (noun if inner.i in at else inner), number
    return _one_person(noun)


def _may_be_counted(draft: Draft, noun: Token) -> bool:
    if draft.type in _MOVED:
        return True
    return noun in draft.counted or any(role == "target" and token == noun for role, token in draft.roles)


def _one_person(noun: Token) -> tuple[Token, Number] | None:
    """Count "a soldier", "another soldier", "a Chadian" as one, and "a couple" as two."""
    article = next((c for c in noun.children if c.norm_ in ("a", "an", "another")), None)
    if article is None or noun.tag_ in ("NNS", "NNPS"):
        return None
    start, end = article.idx, article.idx + len(article)
    if noun.lemma_.lower() == "couple":
        return noun, Number(start, noun.idx + len(noun), 2, 2, 2)
    single = noun.lemma_.lower() in count_words().person or (noun.pos_ in ("NOUN", "PROPN", "ADJ") and is_national(noun.text))
    return (noun, Number(start, end, 1, 1, 1)) if single else None


def _add_count(draft: Draft, noun: Token, kind: CountKind, number: Number) -> None:
    if not any(number == known and kind == other for _, other, known in draft.counts):
        draft.counts.append((noun, kind, number))


def number_of(noun: Token, at: Mapping[int, Number]) -> Number | None:
    """Give the number that counts a noun: itself, the numeral before it, or that of "a 1,500-strong force"."""
    if noun.i in at:
        return at[noun.i]
    for child in noun.children:
        if child.i in at and child.dep_ in _BEFORE:
            return at[child.i]
    for token in noun.doc[noun.left_edge.i : noun.i]:
        if token.i in at and all(_is_inside(t) for t in _up_to(token, noun)):
            return at[token.i]  # "eleven border police officers": the parser may hang it on "border"
    return None


def _is_inside(token: Token) -> bool:
    return token.dep_ in _INSIDE or token.norm_ == "strong" or (token.dep_ in ("conj", "pobj") and token.like_num)


def _up_to(token: Token, noun: Token) -> Iterator[Token]:
    """Yield a word and those above it, up to a noun."""
    while token != noun and token.head != token:
        yield token
        token = token.head


def _count_by_measure(draft: Draft, at: Mapping[int, Number]) -> None:
    """Count troops sent or withdrawn "by 1,000" or "to 2,500", and the dead of "the toll has risen to 40"."""
    kind, trigger = draft.entry.count, draft.trigger
    if kind is None:
        return None
    if draft.type in _MOVED and not draft.counts:
        people = [t for w in draft.words for t in (*_object_nouns(draft), *(n for _, _, n in prep_phrases(w)))]
        troops = next((t for t in people if t.pos_ == "NOUN" and t.i not in at), trigger)
        for word in (*draft.words, *(w.head for w in draft.words if w.head.pos_ == "VERB")):
            for name, _, noun in prep_phrases(word):
                if name in ("by", "to") and noun.i in at and noun.pos_ == "NUM":
                    return _add_count(draft, troops, kind, at[noun.i])
    toll = next((w for w in draft.words if w.lemma_.lower() in count_words().toll), None)
    if toll is not None and (found := _toll(toll, at)):
        _add_count(draft, found[0], kind, found[1])
    return None


def _toll(toll: Token, at: Mapping[int, Number]) -> tuple[Token, Number] | None:
    """Give the number to which a toll is brought, at which it stands, or that it exceeds."""
    verb = toll.head
    for word in (toll, verb):
        for name, _, noun in prep_phrases(word):
            if name in ("to", "at", "of", "past", "above") and (number := number_of(noun, at)):
                return noun, number
    for noun in verb.children:
        if noun.dep_ in ("dobj", "attr") and noun != toll and (number := number_of(noun, at)):
            if verb.lemma_ in count_words().beyond and number.low is not None:
                number = Number(number.start, number.end, number.low + 1, None, None)
            return noun, number
    return None


def _count_parts(drafts: Sequence[Draft], sentence: Span, at: Mapping[int, Number]) -> None:
    """Count "including four children", "three of them women": a further count of the event whose people stand before."""
    for token in sentence:
        parts = [p for p in _parts(token, at) if not any(p[1] == n for d in drafts for _, _, n in d.counts)]
        host = _host(token, drafts) if parts else None
        for noun, number in parts:
            if host is not None:
                _add_count(host[0], noun, host[1], number)


def _parts(token: Token, at: Mapping[int, Number]) -> Iterator[tuple[Token, Number]]:
    if token.norm_ in ("including", "includes", "include"):
        for noun in (n for c in token.children if c.dep_ in ("pobj", "dobj") for n in coordinated(c)):
            if (found := counted(noun, at)) and found[0].lemma_.lower() not in count_words().thing:
                yield found
    elif token.norm_ in _OF_THEM and token.i >= 2 and token.nbor(-1).norm_ in ("of", "among"):
        yield from _parts_of_them(token, at)


def _parts_of_them(them: Token, at: Mapping[int, Number]) -> Iterator[tuple[Token, Number]]:
    """Read "three of them women", "two of whom were children" and "among them six children"."""
    after = [t for t in them.doc[them.i + 1 : them.i + 5] if t.sent == them.sent]
    noun = next((t for t in after if t.pos_ in ("NOUN", "PROPN", "ADJ") and t.dep_ not in ("amod", "compound", "nummod")), None)
    before = at.get(them.i - 2) if them.nbor(-1).norm_ == "of" else None
    if before is not None:
        yield (noun if noun is not None else them), before
    elif noun is not None and (number := number_of(noun, at)):
        yield noun, number


def _host(token: Token, drafts: Sequence[Draft]) -> tuple[Draft, CountKind] | None:
    """Give the event, and the kind of its count, whose people stand last before a word."""
    found = [(noun.i, d, kind) for d in drafts for noun, kind, _ in d.counts if noun.i < token.i]
    if not found:
        found = [
            (t.i, d, d.entry.count) for d in drafts if d.entry.count for t in (*d.counted, *d.fillers("target")) if t.i < token.i
        ]
    best = max(found, key=lambda item: item[0], default=None)
    return (best[1], best[2]) if best else None


def _count_fates(drafts: Sequence[Draft], sentence: Span, at: Mapping[int, Number]) -> None:
    """Count "20 more wounded", "wounds six others": where the words are no event of their own, for the violent one nearest."""
    bound = {(n.start, n.end) for d in drafts for _, _, n in d.counts}
    own = {w.i for d in drafts for w in (*d.words, *d.merged) if d.counts}
    for token in sentence:
        kind = next((k for k in _KINDS if token.norm_ in count_words().fate[k]), None)
        found = _fated(token, at) if kind is not None and token.i not in own else None
        hosts = [d for d in drafts if d.type in VIOLENT and not d.negated]
        if kind is None or found is None or not hosts or (found[1].start, found[1].end) in bound:
            continue
        _add_count(min(hosts, key=lambda d: abs(d.trigger.i - token.i)), found[0], kind, found[1])


def _fated(fate: Token, at: Mapping[int, Number]) -> tuple[Token, Number] | None:
    """Give who is told of before "dead" and "were wounded", or after "wounds" and "killing"."""
    words, noun = count_words(), fate
    if fate.norm_ in words.befalls:
        after = [t for t in fate.doc[fate.i + 1 : fate.i + 5] if t.sent == fate.sent]
        number = next((at[t.i] for t in after if t.i in at and at[t.i].start == after[0].idx), None)
        return (after[-1] if after[-1].pos_ == "NUM" else fate, number) if number else None
    for token in reversed(fate.doc[max(fate.sent.start, fate.i - 5) : fate.i]):
        if token.i in at:
            return (noun if noun != fate else token), at[token.i]
        if noun == fate and token.pos_ == "NOUN" and token.norm_ not in words.between and token.lemma_.lower() not in words.thing:
            noun = token
        elif token.norm_ not in words.between:
            return None
    return None


def bind_nobody(drafts: Sequence[Draft], sentence: Span) -> list[tuple[Token, CountKind, Number]]:
    """Give the violent event of a sentence its counts of zero; where it tells of none, return them for the event before."""
    found = nobody_hurt(sentence)
    host = next((d for d in drafts if d.type in VIOLENT), None)
    if host is None:
        return [] if drafts else found
    known = {kind for _, kind, _ in host.counts}
    host.counts += [count for count in found if count[1] not in known]
    return []


def nobody_hurt(sentence: Span) -> list[tuple[Token, CountKind, Number]]:
    """Give counts of zero where a sentence says so: "no casualties were reported", "without injuries"."""
    found: list[tuple[Token, CountKind, Number]] = []
    for token in sentence:
        kinds = [kind for kind in _KINDS if token.norm_ in count_words().nobody[kind]]
        denial = _denial_of(token) if kinds else None
        if denial is not None:
            start, end = denial.idx, token.idx + len(token)
            found += [(denial, kind, Number(start, end, 0, 0, 0)) for kind in kinds if not any(k == kind for _, k, _ in found)]
    return found


def _denial_of(noun: Token) -> Token | None:
    """Give the "no" or "without" that stands by a noun or by the one that it is joined to."""
    for node in (noun, *ancestors(noun)):
        if denial := next((c for c in node.children if c.dep_ == "det" and c.norm_ == "no"), None):
            return denial
        if node.head.norm_ == "without":
            return node.head
        if node.dep_ != "conj":
            return None
    return None
