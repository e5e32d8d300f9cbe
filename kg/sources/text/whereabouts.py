"""Whereabouts: the places of an event as told, by name, by "there" and "the town", or by the state whose coup it is."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from kg.model.terms import EventType, PlaceRelation
from kg.sources.text.coref import Memory, place_of
from kg.sources.text.frames import Draft
from kg.sources.text.gazetteer import is_country
from kg.sources.text.places import PlaceMention
from kg.sources.text.told import PlaceTold
from kg.sources.text.toponyms import find_toponyms

_MOVED: dict[EventType, PlaceRelation] = {"withdrawal": "from", "displacement": "from", "deployment": "to"}
_TO_AND_FROM: dict[str, PlaceRelation] = {"from": "from", "to": "to", "into": "to"}
_SPEAKING = frozenset(("accusation", "denial", "demand", "appeal", "threat", "statement"))
_HAPPEN = frozenset(("carry", "occur", "happen", "take", "conduct", "unfold"))
_EVENT = frozenset(
    "attack incident raid strike blast explosion assault shooting ambush bombing clash fighting killing massacre".split()
)
_MEANT_BY = frozenset(("in", "at", "from", "to", "near", "across", "around", "into", "on"))


def places_of(draft: Draft, sentence: Span, base: int, raw: str, memory: Memory) -> list[PlaceTold]:
    """Give the places of an event, each once, with spans in the raw text; what is only said has none."""
    if draft.type in _SPEAKING:
        return []
    return _named(draft.places, draft.type, base, raw) or _meant(draft, memory) or _state_of_coup(draft, sentence, base, raw)


def tells_where(mention: PlaceMention) -> bool:
    """Tell the place of "It happened in X", "The attack was carried out in X": it is that of the event told last."""
    verb = mention.anchor
    if verb.pos_ != "VERB" or verb.lemma_ not in _HAPPEN or verb.dep_ not in ("ROOT", "conj"):
        return False
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    return any(s.norm_ == "it" or (s.lemma_ in _EVENT and any(c.norm_ in ("the", "this") for c in s.children)) for s in subjects)


def _named(mentions: Sequence[PlaceMention], type_: EventType, base: int, raw: str) -> list[PlaceTold]:
    found: dict[tuple[PlaceRelation, str], PlaceTold] = {}
    for mention in mentions:
        start, end = base + mention.start, base + mention.end
        leaves = type_ == "withdrawal" and mention.relation in ("in", "near")  # "pulls its troops in X back": from X
        relation = _MOVED.get(type_, mention.relation) if mention.undergoes or leaves else mention.relation
        found.setdefault((relation, raw[start:end]), PlaceTold(relation, raw[start:end], start, end))
    return list(found.values())


def _meant(draft: Draft, memory: Memory) -> list[PlaceTold]:
    """Give the place that "in the town", "there" and their like mean."""
    for token in _place_words(draft):
        if phrase := place_of(token, memory):
            moves = draft.type in ("withdrawal", "deployment")
            relation: PlaceRelation = _TO_AND_FROM.get(token.head.norm_, "in") if moves else "in"
            return [PlaceTold(relation, phrase.text, phrase.start, phrase.end)]
    return []


def _state_of_coup(draft: Draft, sentence: Span, base: int, raw: str) -> list[PlaceTold]:
    """Give the one state named beside a coup with no place ("the bloc suspended X over the coup"), unless it is who speaks."""
    if draft.type != "coup":
        return []
    names = [name for name in find_toponyms(sentence) if is_country(name.text)]
    if len({name.text for name in names}) != 1 or names[0].root.dep_ in ("nsubj", "nsubjpass"):
        return []
    first, last = sentence.doc[names[0].start], sentence.doc[names[0].end - 1]
    start, end = base + first.idx, base + last.idx + len(last)
    return [PlaceTold("in", raw[start:end], start, end)]


def _place_words(draft: Draft) -> list[Token]:
    found: list[Token] = []
    for word in [*draft.words, *draft.merged, *(t for _, t in draft.roles), *(n for n, _, _ in draft.counts)]:
        for child in word.children:
            if child.dep_ == "prep" and child.norm_ in _MEANT_BY:
                found += [p for p in child.children if p.dep_ == "pobj" and p.pos_ == "NOUN"]
            elif child.norm_ == "there" and child.dep_ == "advmod":
                found.append(child)
    return found
