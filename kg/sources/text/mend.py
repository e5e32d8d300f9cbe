"""Mend what the small English model often gets wrong in news: names read as verbs, verbs of headlines read as nouns."""

from __future__ import annotations

from collections.abc import Container

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.sources.text.lexicon import load_lexicon

NAME = "kg_mend"  # of the component, in the pipeline
_NOMINAL = frozenset(("nsubj", "nsubjpass", "dobj", "pobj"))
_ANNOUNCING = frozenset(
    "vote plan demand claim report vow threaten call pledge promise order agree offer urge warn accuse".split()
)


@Language.component(NAME)
def mend(doc: Doc) -> Doc:
    """Give the parse with words retagged that their place in the tree contradicts."""
    lexicon = load_lexicon()
    lemmas = lexicon.lemmas
    for token in doc:
        if right := lemmas.get(token.lemma_.lower()):
            token.lemma_ = right
        if token.tag_ == "NNPS" and token.norm_.removesuffix("s") in lexicon.actor_nouns:
            token.lemma_ = token.norm_.removesuffix("s")
        if token.dep_ in _NOMINAL and token.pos_ in ("VERB", "ADJ", "ADV", "INTJ", "AUX"):
            _mend_noun(token)
        elif token.tag_ == "NNS" and token.dep_ == "ROOT":
            _mend_headline_verb(token)
            _mend_wounds(token, lexicon.verbs)
        elif token.tag_ == "NNPS" and token.is_sent_start and not token.ent_type_ and token.lemma_ == token.text:
            token.lemma_ = token.text.lower().removesuffix("s")  # "Rockets" only opens the sentence
        elif token.dep_ == "ROOT" and token.pos_ in ("NOUN", "PROPN"):
            _mend_subject(token)
            _mend_bare_verb(token)
        elif token.norm_ == "up" and token.dep_ == "prt":
            _mend_up_to(token)
    return doc


def _mend_wounds(token: Token, verbs: Container[str]) -> None:
    """Read "wounds" in "A gunman wounds Mayor X" as the verb: no name explains a plural."""
    subject = token.doc[token.i - 1] if token.i > token.sent.start else None
    name = next((c for c in token.children if c.dep_ == "appos" and c.pos_ == "PROPN" and c.left_edge.i == token.i + 1), None)
    if subject is None or name is None or subject.dep_ != "compound" or subject.head != token or token.lemma_ not in verbs:
        return
    for child in list(token.children):
        if child.i < subject.i and child.dep_ in ("det", "compound", "amod", "nmod", "poss", "nummod"):
            child.head = subject
    token.tag_, token.pos_ = "VBZ", "VERB"
    subject.dep_, name.dep_ = "nsubj", "dobj"


def _mend_subject(token: Token) -> None:
    """Read "A paper called on all sides to talk" as a sentence and not as a paper that was called."""
    verbs = [c for c in token.children if c.dep_ == "acl" and c.tag_ in ("VBN", "VBD") and c.i > token.i]
    if len(verbs) != 1 or any(c.dep_ in ("aux", "auxpass", "agent") for c in verbs[0].children):
        return
    verb = verbs[0]
    active = any(c.dep_ == "dobj" for c in verb.children) or (
        verb.lemma_ == "call" and any(c.norm_ in ("on", "for") for c in verb.children)
    )
    if not active:
        return
    verb.head = verb
    verb.dep_, verb.tag_, verb.pos_ = "ROOT", "VBD", "VERB"
    for child in [c for c in token.children if c.i > verb.i and c.dep_ in ("punct", "conj", "cc", "advcl", "prep")]:
        child.head = verb
    token.head = verb
    token.dep_ = "nsubj"


def _mend_bare_verb(token: Token) -> None:
    """Read "launch" in "The rebels launch missiles" as the verb: a noun has no object and no verb beside it."""
    subject = token.doc[token.i - 1] if token.i > token.sent.start else None
    governs = any(c.dep_ == "dobj" or (c.dep_ == "conj" and c.tag_ in ("VB", "VBP")) for c in token.children)
    if token.tag_ != "NN" or subject is None or subject.dep_ != "compound" or subject.head != token or not governs:
        return
    for child in list(token.children):
        if child.i < subject.i and child.dep_ in ("det", "compound", "amod", "nmod", "poss", "nummod"):
            child.head = subject
    token.tag_, token.pos_ = "VBP", "VERB"
    subject.dep_ = "nsubj"


def _mend_up_to(token: Token) -> None:
    """Read "killed up to 16 men" as 16 men killed, and not as killed up."""
    to = next((c for c in token.children if c.norm_ == "to"), None)
    noun = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
    verb = token.head
    number = next((c for c in noun.children if c.dep_ == "nummod"), noun) if noun is not None else None
    if to is None or noun is None or number is None or any(c.dep_ == "dobj" for c in verb.children):
        return
    if number == noun and not noun.like_num:
        return
    noun.head, noun.dep_ = verb, "dobj"
    for word in (token, to):
        word.head, word.dep_ = number, "quantmod"


def _mend_noun(token: Token) -> None:
    """Read ECOWAS in "ECOWAS demands", and "ceasefire" in "declares a ceasefire", as the nouns that they stand for."""
    if token.is_alpha and token.is_upper and len(token) > 1:
        token.tag_, token.pos_, token.lemma_ = "NNP", "PROPN", token.text
    elif token.tag_ in ("VB", "VBP", "VBZ") and any(c.dep_ in ("det", "compound") for c in token.children):
        token.tag_, token.pos_ = "NN", "NOUN"


def _mend_headline_verb(token: Token) -> None:
    """Read "votes" in "The council votes to end the mission" as the verb of the sentence."""
    before = token.i - 1
    if token.lemma_ not in _ANNOUNCING or before < token.sent.start or token.i + 1 >= token.sent.end:
        return
    subject = token.doc[before]
    after = token.doc[token.i + 1]
    if subject.dep_ != "compound" or subject.head != token or after.norm_ not in ("to", "that"):
        return
    for child in list(token.children):
        if child.i < subject.i and child.dep_ in ("det", "compound", "amod", "nmod", "poss", "nummod"):
            child.head = subject
        elif child.i > token.i and child.dep_ in ("relcl", "acl"):
            child.dep_ = "xcomp" if after.norm_ == "to" else "ccomp"
    token.tag_, token.pos_ = "VBZ", "VERB"
    subject.dep_ = "nsubj"
