"""Mend what the small English model often gets wrong in news: names read as verbs, verbs of headlines read as nouns."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

NAME = "kg_mend"  # of the component, in the pipeline
_NOMINAL = frozenset(("nsubj", "nsubjpass", "dobj", "pobj"))
_ANNOUNCING = frozenset("vote plan demand claim report vow threaten call pledge promise order agree offer urge warn accuse".split())


@Language.component(NAME)
def mend(doc: Doc) -> Doc:
    """Give the parse with words retagged that their place in the tree contradicts."""
    for token in doc:
        if token.dep_ in _NOMINAL and token.pos_ in ("VERB", "ADJ", "ADV", "INTJ", "AUX"):
            _mend_noun(token)
        elif token.tag_ == "NNS" and token.dep_ == "ROOT":
            _mend_headline_verb(token)
        elif token.tag_ == "NNPS" and token.is_sent_start and not token.ent_type_ and token.lemma_ == token.text:
            token.lemma_ = token.text.lower().removesuffix("s")  # "Rockets" only opens the sentence
    return doc


def _mend_noun(token: Token) -> None:
    """Read ECOWAS in "ECOWAS demands", and "ceasefire" in "declares a ceasefire", as the nouns that they stand for."""
    if token.is_alpha and token.is_upper and len(token) > 1:
        token.tag_, token.pos_, token.lemma_ = "NNP", "PROPN", token.text
    elif token.pos_ == "VERB" and token.tag_ in ("VB", "VBP", "VBZ") and any(c.dep_ in ("det", "compound") for c in token.children):
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
