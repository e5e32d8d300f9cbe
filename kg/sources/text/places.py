"""Places: the named places in a sentence, the relation that the words before them give, and the levels that follow after commas.

A name is led in by the words on its left ("in the eastern city of …", "30 kilometres north of …"), since parsers go astray
in lists of rare names; what an event's place hangs on (`anchor`) is asked of the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from spacy.tokens import Doc, Span, Token

from kg.model.terms import PlaceRelation
from kg.sources.text.gazetteer import Gazetteer, is_national
from kg.sources.text.toponyms import Toponym, find_toponyms, is_dash, is_sure_place, may_be_place, place_words

_REACH = 12  # words on the left of a name that may lead it in
_INNER = frozenset(("of", "with", "between", "to"))
_EXPECTING = frozenset("in near across outside throughout inside within around".split())
_LEFT_OF_A_NAME = frozenset(("DET", "ADJ", "NUM", "PUNCT"))


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


@dataclass(frozen=True, slots=True)
class Lead:
    """How a name is led in: the relation, the word that it hangs on, and whether an event befalls the place itself."""

    relation: PlaceRelation
    anchor: Token
    undergoes: bool = False
    expected: bool = False


def find_places(sentence: Span, gazetteer: Gazetteer, known: set[str]) -> Iterator[PlaceMention]:
    """Yield the named places of a sentence, each with the word that it hangs on (`anchor`)."""
    last: tuple[Toponym, Lead] | None = None
    for name in find_toponyms(sentence):
        chained = last is not None and _is_next_in_chain(last[0], name)
        lead = _lead_in_chain(last[1], last[0], name) if last and chained else _lead_of(name, last)
        if lead is None or not _is_accepted(name, lead, gazetteer, known, chained):
            continue
        if last is not None and last[0].start <= lead.anchor.i < last[0].end:  # "from the school in X": both hang on the same
            lead = replace(lead, anchor=last[1].anchor)
        last = (name, lead)
        yield _mention(name, lead)


def _is_accepted(name: Toponym, lead: Lead, gazetteer: Gazetteer, known: set[str], chained: bool) -> bool:
    after = name.doc[name.end] if name.end < len(name.doc) else None
    if after is not None and _is_modifier(name, after, is_sure_place(name, gazetteer, known)):
        return False
    if lead.undergoes and not (chained or lead.expected or _is_explained(name)):
        return is_sure_place(name, gazetteer, known)
    return may_be_place(name, gazetteer, known, expected=chained or lead.expected)


def _is_modifier(name: Toponym, after: Token, sure: bool) -> bool:
    """Tell a name that only says whose or which ("Ankara-backed", "Kabul police"), unless of a place or of its border."""
    if after.text == "-":
        return _before_border(name) is None
    following = name.doc[after.i + 1] if after.i + 1 < len(name.doc) else None
    if after.norm_ == "'s" and following is not None:
        return _is_of_organisation(following) or not (_says_a_place(following) or _before_border(name))
    if after.pos_ in ("NOUN", "PROPN") and name.root.head.i >= after.i and name.root.dep_ in ("compound", "nmod", "amod", "poss"):
        outer = place_words().kinds.get(after.norm_) == "populated-place"  # "the Borno town of …"
        return not (outer or (sure and _says_a_place(after)) or _before_border(name))
    return False


def _is_explained(name: Toponym) -> bool:
    """Tell "Pemi, a village in …": what follows says that it is a place."""
    rest = name.doc[name.end : name.end + 6]
    if len(rest) < 3 or rest[0].text != "," or rest[1].norm_ not in ("a", "an", "the"):
        return False
    return any(place_words().kinds.get(t.norm_) for t in rest if t.pos_ == "NOUN" and t.dep_ != "compound")


def _is_of_organisation(token: Token) -> bool:
    """Tell the rest of an organisation's name after "'s": "People's Liberation Front"."""
    while token.i + 1 < len(token.doc) and token.doc[token.i + 1].text[:1].isupper() and token.text[:1].isupper():
        token = token.doc[token.i + 1]
    return token.text[:1].isupper() and place_words().has("organisations", token.norm_)


def _says_a_place(token: Token) -> bool:
    words = place_words()
    kind = words.kinds.get(token.norm_) or words.has("directions", token.norm_) or token.text[:1].isupper()
    return bool(kind) or token.norm_ in ("border", "largest", "second", "main", "border", "southernmost", "northernmost")


def _mention(name: Toponym, lead: Lead) -> PlaceMention:
    doc, first, last = name.doc, name.doc[name.start], name.doc[name.end - 1]
    stop = last.idx + len(last)
    return PlaceMention(name.root, first.idx, stop, lead.relation, doc[name.start : name.end].text, lead.anchor, lead.undergoes)


def _is_next_in_chain(last: Toponym, name: Toponym) -> bool:
    """Tell a name that follows another after a comma, "and" or a bracket, and is not the subject of what comes next."""
    between = name.doc[last.end : name.start]
    if not 0 < len(between) <= 4 or not all(t.text in ",()&" or t.norm_ in ("and", "or", "the") or is_dash(t) for t in between):
        return False
    if not any(t.text in ",(&" or t.norm_ in ("and", "or") or is_dash(t) for t in between):
        return False
    root = name.root
    return not (root.dep_ in ("nsubj", "nsubjpass", "csubj") and root.head.i > root.i and not _has_earlier_subject(root))


def _has_earlier_subject(noun: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") and c.i < noun.i - 1 for c in noun.head.children if c != noun)


def _lead_in_chain(lead: Lead, last: Toponym, name: Toponym) -> Lead:
    """Give the lead of the next name: the same in a list; what a place near which it was lies in, is where it was."""
    listed = any(t.norm_ in ("and", "or") or is_dash(t) for t in name.doc[last.end : name.start])
    if lead.relation == "near" and not listed and not _goes_on(name):
        return replace(lead, relation="in")
    return lead


def _goes_on(name: Toponym) -> bool:
    """Tell the middle of a list: "near Boni, Hombori and Douentza"."""
    rest = name.doc[name.end : name.end + 3]
    return any(t.norm_ == "and" and t.i + 1 < len(name.doc) and name.doc[t.i + 1].text[:1].isupper() for t in rest)


def _lead_of(name: Toponym, last: tuple[Toponym, Lead] | None) -> Lead | None:
    """Give how a name is led in by the words on its left, else by its place in the tree; `last` is the place before it."""
    border = _before_border(name)
    found = _lead_on_the_left(name, border, last)
    if found is not None:
        return found
    if border is not None:
        return None
    owned = name.doc[name.end] if name.end < len(name.doc) else None
    if owned is not None and place_words().kinds.get(owned.norm_) == "populated-place":  # "the Borno town of …"
        return _befallen(owned, "in", named=True)
    return _befallen(name.root, "in", named=False)


def _befallen(noun: Token, relation: PlaceRelation, *, named: bool) -> Lead | None:
    """Give the lead of a place that undergoes an event itself; `named` where the words say that it is a place."""
    first = noun
    while first.dep_ in ("conj", "appos") and first.head.pos_ in ("NOUN", "PROPN"):
        first = first.head
    return Lead(relation, first.head, undergoes=True, expected=named) if first.dep_ in ("dobj", "nsubjpass") else None


def _before_border(name: Toponym) -> Token | None:
    """Give the "border" that a name, or a list of names, stands before: "the Kenya–Uganda border", "Mali's border"."""
    doc = name.doc
    for token in doc[name.end : name.end + _REACH]:
        if place_words().has("borders", token.lemma_.lower()):
            return token
        plain = (
            is_dash(token)
            or token.text in (",", "'s")
            or token.norm_ in ("and", "common", "long", "shared", "northern", "southern")
        )
        if not (plain or token.pos_ == "PROPN" or is_national(token.text) or token.norm_ in ("eastern", "western")):
            return None
    return None


def _lead_on_the_left(name: Toponym, border: Token | None, last: tuple[Toponym, Lead] | None) -> Lead | None:
    """Walk left over articles, adjectives, kinds of places and "of" to the preposition that leads the name in."""
    doc, at, near, kind = name.doc, name.start - 1, border is not None, cast("Token | None", None)
    while at >= max(name.start - _REACH, name.doc[name.start].sent.start):
        token = doc[at]
        word = token.norm_
        if word == "including":
            return replace(last[1], expected=token.i > 1 and _is_kind_near(token)) if last else None
        if word in _INNER and at > 0 and (inner := _inner_noun(token, near)) is not None:
            near, at = near or inner[1], inner[0].i - 1
            kind = inner[0]
        elif word == "of" and at > 0 and place_words().has("taken", doc[at - 1].lemma_.lower()):  # "the siege of …"
            return Lead("in", doc[at - 1], expected=kind is not None)
        elif word in place_words().relations:
            return _lead_by(token, near, kind)
        elif near and border is not None and (is_dash(token) or token.pos_ == "PROPN" or token.norm_ in ("and", ",")):
            at -= 1
        elif _is_skipped(token, doc, at):
            kind = token if kind is None and token.pos_ == "NOUN" and token.norm_ in place_words().kinds else kind
            at -= 1
        elif kind is not None and not near and last and at == last[0].end:  # "Sheberghan, the capital of Jowzjan"
            return replace(last[1], relation="in") if last[1].relation == "near" else last[1]
        else:
            break
    return _lead_without_preposition(name, near, kind, border)


def _is_kind_near(token: Token) -> bool:
    """Tell "cities, including …" from "media, including …"."""
    return any(t.norm_ in place_words().kinds for t in token.doc[max(token.i - 2, 0) : token.i])


def _is_skipped(token: Token, doc: Doc, at: int) -> bool:
    """Tell a word that may stand between preposition and name: "the", "eastern", "border town", "Nigeria's", "some 30"."""
    words = place_words()
    if token.pos_ in ("DET", "NUM", "CCONJ") or token.text in ('"', "'"):
        return token.pos_ != "CCONJ"
    if token.pos_ in ("ADJ", "ADV") or (token.pos_ == "VERB" and token.tag_ in ("VBN", "VBG") and token.dep_ == "amod"):
        return True
    if token.norm_ in words.kinds or words.has("near", token.norm_) or words.has("borders", token.norm_):
        return True
    if (
        token.norm_ == "'s" or token.text == "-" or (token.text == "," and at > 0 and doc[at - 1].norm_ in words.kinds)
    ):  # "the capital, Tunis"
        return True
    if token.pos_ == "PROPN":  # "Nigeria's Borno state": the owner; "the Artsakh capital of …": the level above
        return at + 1 < len(doc) and (
            doc[at + 1].norm_ == "'s" or doc[at + 1].norm_ in words.kinds or doc[at + 1].pos_ == "PROPN"
        )
    return token.pos_ == "NOUN" and token.dep_ == "compound"


def _inner_noun(prep: Token, near: bool) -> tuple[Token, bool] | None:
    """Give the noun before an inner preposition, and whether it says near: "north of", "the border with", "the town of"."""
    noun, words = prep.doc[prep.i - 1], place_words()
    while noun.pos_ == "ADJ" and noun.dep_ == "amod" and noun.i > 0 and noun.head.i < noun.i:
        noun = noun.nbor(-1)  # "la base militaire de …": French adjectives follow
    lemma, word = noun.lemma_.lower(), noun.norm_
    if prep.norm_ in ("with", "between", "to"):
        return (noun, True) if words.has("close", lemma) or words.has("close", word) else None
    if noun.text[:1].islower() and (words.has("near", lemma) or words.has("near", word)):
        return noun, not (words.has("directions", word) and _has_article(noun))
    if word in words.kinds or lemma in words.kinds:
        beside = noun.i > 0 and words.has("borders", prep.doc[noun.i - 1].norm_)
        return noun, beside and words.kinds.get(word) != "populated-place"
    return None


def _has_article(noun: Token) -> bool:
    """Tell "the north of Mali", which is in it, from "north of Mali", which is not."""
    before = noun.i - 1
    while before > 0 and (is_dash(noun.doc[before]) or place_words().has("directions", noun.doc[before].norm_)):
        before -= 1
    return before >= 0 and noun.doc[before].norm_ == "the"


def _lead_by(prep: Token, near: bool, kind: Token | None) -> Lead | None:
    word, before = prep.norm_, prep.doc[prep.i - 1] if prep.i else prep
    relation = cast(PlaceRelation, place_words().relations[word])
    if word == "from" and (before.lemma_.lower() in ("km", "kilometre", "kilometer", "mile") or before.norm_ == "away"):
        return Lead("near", _anchor_of(before), expected=True)
    if near:
        relation = "to" if relation == "to" else "near"
    is_preposition = prep.dep_ not in ("mark", "aux") and prep.pos_ not in ("PART", "SCONJ", "ADV", "VERB")
    if not is_preposition and word not in ("near", "in", "outside", "from"):
        return None
    return Lead(relation, _anchor_of(prep), expected=word in _EXPECTING)


def _lead_without_preposition(name: Toponym, near: bool, kind: Token | None, border: Token | None) -> Lead | None:
    """Give the lead of "killed 30 km north of X" and of "stormed the town of X"; None where no such noun was passed."""
    noun = border if border is not None else kind
    if noun is None:
        return None
    if near and noun.dep_ in ("advmod", "npadvmod", "pobj", "dep", "acomp", "prep", "acl", "attr", "appos", "amod"):
        return Lead("near", _anchor_of(noun), expected=True)
    return _befallen(name.root if noun.dep_ == "compound" else noun, "near" if near else "in", named=True)


def _anchor_of(prep: Token) -> Token:
    """Give the word that a place hangs on, over prepositions and adverbs on the way up."""
    head = prep.head
    while head.pos_ in ("ADP", "ADV", "SCONJ") and head.head != head:
        head = head.head
    return head


def in_a_name(mention: PlaceMention, gazetteer: Gazetteer) -> bool:
    """Tell a place that belongs to a name or office ("mission in Mali"), and locates nothing."""
    anchor = mention.anchor
    if place_words().has("offices", anchor.lemma_.lower()):
        return True
    return anchor.pos_ == "PROPN" and anchor.i < mention.token.i and place_words().has("organisations", anchor.norm_)
