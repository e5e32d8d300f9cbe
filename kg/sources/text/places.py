"""Places: named places in a sentence, the relation that the preposition gives them, and the levels that follow after commas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from kg.model.terms import PlaceRelation
from kg.sources.text.gazetteer import Gazetteer, is_country

_RELATIONS: dict[str, PlaceRelation] = {
    **dict.fromkeys(("in", "at", "on", "over", "across", "within", "inside", "throughout", "around"), "in"),
    **dict.fromkeys(("near", "outside", "off", "beside", "along", "towards", "toward"), "near"),
    "from": "from",
    **dict.fromkeys(("to", "into"), "to"),
}
_NEAR_HEADS = frozenset(
    "border north south east west outskirts kilometre kilometer km mile coast edge vicinity northeast northwest "
    "southeast southwest".split()
)
_PART_HEADS = frozenset(
    "city town village capital province region state district area part island suburb county port governorate "
    "centre center territory commune cercle department neighbourhood neighborhood valley offices office outskirts".split()
)
_ORG_HEADS = frozenset(
    "force mission embassy ambassador coordinator branch union envoy minister president government army official "
    "member spokesperson spokesman office council consulate representative".split()
)
_NAME_TYPES = frozenset(("GPE", "LOC", "FAC"))
_BAD_TYPES = frozenset(
    (
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "NORP",
        "LANGUAGE",
        "LAW",
        "ORDINAL",
        "CARDINAL",
        "QUANTITY",
        "EVENT",
        "WORK_OF_ART",
        "PRODUCT",
    )
)
_FACILITY = frozenset(
    "university airport mosque church cathedral hospital campus market park palace square station prison school "
    "camp base hotel bridge dam".split()
)
_TAKEN = frozenset(
    "capture siege shelling bombardment invasion seizure recapture takeover fall occupation blockade bombing raid".split()
)
_MEDIA = frozenset(("x", "twitter", "facebook", "telegram", "whatsapp", "youtube", "instagram", "tiktok", "reuters", "state"))
_DIRECTIONS = frozenset(
    "northern southern eastern western central north south east west northeastern northwestern southeastern southwestern".split()
)


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A named place as read: its token, the span of its name (characters of the parsed text), and its relation."""

    token: Token
    start: int
    end: int
    relation: PlaceRelation
    text: str
    anchor: Token
    undergoes: bool = False


def find_places(sentence: Span, gazetteer: Gazetteer, known: set[str]) -> Iterator[PlaceMention]:
    """Yield the named places of a sentence, each with the word that it hangs on (`anchor`)."""
    seen: set[int] = set()
    for token in sentence:
        if (
            token.dep_ not in ("pobj", "conj", "appos", "dobj", "npadvmod", "nsubj", "poss", "nsubjpass", "compound")
            or token.i in seen
        ):
            continue
        for mention in _mentions_at(token, gazetteer, known):
            if mention.token.i not in seen:
                seen.add(mention.token.i)
                yield mention


def _mentions_at(token: Token, gazetteer: Gazetteer, known: set[str]) -> Iterator[PlaceMention]:
    if not is_place_name(token, gazetteer, known):
        return
    prep = _prep_of(token)
    if prep is None and token.dep_ in ("dobj", "nsubjpass") and _is_sure(token, gazetteer, known):
        for place in (
            token,
            *(c for c in token.children if c.dep_ == "conj" and c.pos_ == "PROPN"),
            *_levels_after(token, gazetteer, known),
        ):
            yield replace(_mention(place, "in", token.head), undergoes=True)
    if prep is None:
        return
    relation = _relation_of(prep, token)
    if relation is None:
        return
    anchor = _anchor_of(prep)
    yield _mention(token, relation, anchor)
    later: PlaceRelation = "in" if relation == "near" else relation
    for inner in _levels_after(token, gazetteer, known):
        yield _mention(inner, later, anchor)


def _is_sure(token: Token, gazetteer: Gazetteer, known: set[str]) -> bool:
    words = token.doc[slice(*name_span(token))].text
    return bool(gazetteer.find_place(words)) or words.lower() in known or token.ent_type_ in _NAME_TYPES


def _mention(token: Token, relation: PlaceRelation, anchor: Token) -> PlaceMention:
    start, end = name_span(token)
    doc = token.doc
    first, last = doc[start], doc[end - 1]
    stop = last.idx + len(last)
    return PlaceMention(token, first.idx, stop, relation, doc.text[first.idx : stop], anchor)


def name_span(token: Token) -> tuple[int, int]:
    """Give the tokens of a place's name: the capitals around its last word, and a direction before it."""
    start = token.i
    for child in token.children:
        if child.i < token.i and child.dep_ in ("compound", "nmod", "amod", "poss", "det", "case") and _belongs(child):
            start = min(start, child.left_edge.i if child.dep_ in ("compound", "poss") else child.i)
    while token.doc[start].pos_ in ("DET", "PUNCT") or token.doc[start].norm_ in (
        "the",
        "neighbouring",
        "neighboring",
        "nearby",
    ):
        start += 1
    end = token.i + 1
    doc = token.doc
    while end + 1 < len(doc) and doc[end].text == "-" and doc[end + 1].text[:1].isupper():
        end += 2
    if end + 1 < len(doc) and doc[end].norm_ == "of" and token.pos_ == "PROPN":
        while end < len(doc) and (doc[end].norm_ in ("of", "the") or doc[end].pos_ == "PROPN"):
            end += 1
    return start, end


def _belongs(child: Token) -> bool:
    return child.pos_ == "PROPN" or child.norm_ in _DIRECTIONS or child.text[:1].isupper()


def is_place_name(token: Token, gazetteer: Gazetteer, known: set[str]) -> bool:
    """Tell the last word of a place's name, by gazetteer, by what the document taught, or by form."""
    if token.pos_ != "PROPN" and not (token.norm_ in _FACILITY and any(c.pos_ == "PROPN" for c in token.children)):
        return False
    if token.dep_ == "compound" and token.head.pos_ == "PROPN":
        return False
    words = token.doc[slice(*name_span(token))].text
    if words.lower() in _MEDIA:
        return False
    if gazetteer.find_place(words) or is_country(words) or words.lower() in known or token.norm_ in known:
        return True
    if gazetteer.find_actor(words):
        return False
    if token.ent_type_ in _NAME_TYPES:
        return True
    if token.ent_type_ in _BAD_TYPES or token.norm_.endswith("day"):
        return False
    if token.ent_type_ == "ORG":
        return token.norm_ in _FACILITY or (len(words.split()) == 1 and not token.text.isupper())
    return token.tag_ == "NNP" or token.norm_ in _FACILITY


def _prep_of(token: Token) -> Token | None:
    """Give the preposition above a name, through "the city of", lists and appositions."""
    node = token
    for _ in range(8):
        head = node.head
        if head == node:
            return None
        if node.dep_ == "pobj":
            inner = head.norm_ in ("of", "with", "between") and head.head.lemma_.lower() in _PART_HEADS | _NEAR_HEADS
            inner = inner or (
                head.norm_ == "of"
                and head.head.norm_ in ("areas", "regions", "cities", "towns", "villages", "parts", "north", "south")
            )
            if inner and head.head.dep_ in ("pobj", "dobj", "appos", "conj", "nsubjpass"):
                if head.head.dep_ == "dobj" or head.head.dep_ == "nsubjpass":
                    return head
                node = head.head
                continue
            return head
        if node.dep_ in ("conj", "appos", "compound", "nmod", "poss") and head.pos_ in ("PROPN", "NOUN"):
            if node.dep_ in ("compound", "nmod") and head.lemma_.lower() not in _NEAR_HEADS | _PART_HEADS | {"region", "regions"}:
                return None
            if node.dep_ == "poss" and head.lemma_.lower() not in _PART_HEADS | _NEAR_HEADS:
                return None
            node = head
            continue
        return None
    return None


def _relation_of(prep: Token, token: Token) -> PlaceRelation | None:
    word = prep.norm_
    around = {t.lemma_.lower() for t in token.doc[prep.i : token.i]}
    if around & {"border"} or (around & _NEAR_HEADS and token.dep_ == "pobj" and token.head.norm_ in ("of", "with")):
        return "to" if word in ("to", "into") else "near"
    if word == "of":
        if prep.head.norm_ == "out":
            return "from"
        part = prep.head.lemma_.lower() in _PART_HEADS | _NEAR_HEADS
        return "in" if part or (token.ent_type_ in _NAME_TYPES and prep.head.lemma_.lower() in _TAKEN) else None
    if word == "to" and prep.head.lemma_.lower() in ("close", "next"):
        return "near"
    return _RELATIONS.get(word)


def _anchor_of(prep: Token) -> Token:
    """Give the word that a place hangs on; a place inside an organisation's name or office hangs on nothing but that."""
    head = prep.head
    while head.pos_ in ("ADP", "ADV", "SCONJ") and head.head != head:
        head = head.head
    return head


def in_a_name(mention: PlaceMention, gazetteer: Gazetteer) -> bool:
    """Tell a place that belongs to a name or office ("mission in Mali"), and locates nothing."""
    anchor = mention.anchor
    if anchor.lemma_.lower() in _ORG_HEADS:
        return True
    return anchor.pos_ == "PROPN" and anchor.ent_type_ in ("ORG", "PERSON") and anchor.i < mention.token.i


def _levels_after(token: Token, gazetteer: Gazetteer, known: set[str]) -> Iterator[Token]:
    """Yield the larger places that follow after commas or in brackets: "Boni, Mopti, Mali", "Kidal (Mali)"."""
    doc, at = token.doc, name_span(token)[1]
    while at + 1 < len(doc) and doc[at].text in (",", "("):
        head = _name_head(doc[at + 1])
        if head is None or (
            head.dep_ in ("nsubj", "nsubjpass", "pobj", "poss", "dobj") and head.i - at > 1 and head.dep_ != "pobj"
        ):
            return
        if head.dep_ in ("nsubj", "nsubjpass", "poss") or (
            head.ent_type_ in ("PERSON", "NORP", "DATE") and not is_country(head.text)
        ):
            return
        if not is_place_name(head, gazetteer, known):
            return
        yield head
        at = head.i + 1 + (head.i + 1 < len(doc) and doc[head.i + 1].text == ")")


def _name_head(token: Token) -> Token | None:
    at = token.i + (token.norm_ == "the")
    doc = token.doc
    if at >= len(doc) or (doc[at].pos_ != "PROPN" and doc[at].norm_ not in _DIRECTIONS):
        return None
    while at + 1 < len(doc) and (doc[at + 1].pos_ == "PROPN" or doc[at + 1].text == "-"):
        at += 1
    return doc[at] if doc[at].pos_ == "PROPN" else None
