"""Mend what the small English model often gets wrong in news: names read as verbs, verbs of headlines read as nouns."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.sources.text.lexicon import Lexicon, load_lexicon

NAME = "kg_mend"  # of the component, in the pipeline
_NOMINAL = frozenset(("nsubj", "nsubjpass", "dobj", "pobj"))
_BEFORE_NOUN = frozenset(("det", "compound", "amod", "nmod", "poss", "nummod", "quantmod"))
_ANNOUNCING = frozenset(
    "vote plan demand claim report vow threaten call pledge promise order agree offer urge warn accuse".split()
)
_NEVER_NOUNS = {"kills": "kill", "injures": "injure", "wounds": "wound", "explodes": "explode", "detonates": "detonate"}
_CHAIN = frozenset(("pobj", "prep", "acl", "compound", "nmod"))


@Language.component(NAME)
def mend(doc: Doc) -> Doc:
    """Give the parse with words retagged, and hung elsewhere, that their place in the tree contradicts."""
    lexicon = load_lexicon()
    for token in doc:
        _mend_lemma(token, lexicon)
        if (token.norm_ in _NEVER_NOUNS and token.dep_ == "pobj") or (token.tag_ in ("VB", "VBP") and token.dep_ == "compound"):
            _mend_late_verb(token)
        elif token.dep_ == "relcl" and any(c.norm_ == "when" and c.dep_ == "advmod" for c in token.children):
            _mend_when(token)
        elif token.dep_ == "conj" and token.pos_ == "NOUN" and token.head.pos_ == "VERB":
            _mend_list(token)
        elif token.dep_ in _NOMINAL and token.pos_ in ("VERB", "ADJ", "ADV", "INTJ", "AUX"):
            _mend_noun(token)
        elif token.norm_ == "up" and token.dep_ == "prt":
            _mend_up_to(token)
        elif token.norm_ == "dead" and token.pos_ == "ADJ":
            _mend_shot_dead(token)
        elif token.dep_ == "ROOT" and token.pos_ in ("NOUN", "PROPN"):
            _mend_subject(token)
        if token.tag_ in ("NN", "NNS", "VBZ") and token.dep_ in ("ROOT", "compound", "nmod"):
            _mend_verb(token, lexicon)
    return doc


def _mend_lemma(token: Token, lexicon: Lexicon) -> None:
    """Give a word the lemma that the lexicon knows: "Marines" and, at the head of a sentence, "Rockets"."""
    if right := lexicon.lemmas.get(token.lemma_.lower()):
        token.lemma_ = right
    if token.tag_ == "NNPS":
        singular = token.norm_.removesuffix("s")
        opens = token.is_sent_start and not token.ent_type_ and token.lemma_ == token.text
        if opens or singular in lexicon.actor_nouns:
            token.lemma_ = singular


def _mend_noun(token: Token) -> None:
    """Read ECOWAS in "ECOWAS demands", and "ceasefire" in "declares a ceasefire", as the nouns that they stand for."""
    if token.is_alpha and token.is_upper and len(token) > 1:
        token.tag_, token.pos_, token.lemma_ = "NNP", "PROPN", token.text
    elif token.tag_ in ("VB", "VBP", "VBZ") and any(c.dep_ in ("det", "compound") for c in token.children):
        token.tag_, token.pos_ = "NN", "NOUN"


def _mend_verb(token: Token, lexicon: Lexicon) -> None:
    """Read "votes", "launch", "wounds", "rejects" and their like as the verb of their clause where they can be nothing else."""
    lemma = lexicon.lemma(token.lemma_ if token.tag_ != "NNS" else token.norm_.removesuffix("s"))
    if lemma not in lexicon.verbs and token.lemma_ not in lexicon.verbs and token.lemma_ not in _ANNOUNCING:
        return
    found = next(_readings_as_verb(token), None)
    if found is None:
        return
    subject, thing = found
    for child in list(token.children):
        if child.i < subject.i and child.dep_ in _BEFORE_NOUN:
            child.head = subject
    if thing is not None and token.head == thing:
        _take_place(token, thing)
    token.tag_, token.pos_ = "VBZ", "VERB"
    if token.lemma_ not in lexicon.verbs and lemma in lexicon.verbs:
        token.lemma_ = lemma
    subject.dep_ = "nsubj"
    if thing is not None:
        thing.dep_ = "dobj"
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    for child in list(token.children):
        if after is not None and child.i > token.i and child.dep_ in ("relcl", "acl") and after.norm_ in ("to", "that"):
            child.dep_ = "xcomp" if after.norm_ == "to" else "ccomp"


def _readings_as_verb(token: Token) -> Iterator[tuple[Token, Token | None]]:
    """Yield (subject, object) for each sign that a word is a verb: what no noun has, or a sentence that has no other verb."""
    if subject := next((c for c in token.children if c.dep_ == "nsubj"), None):
        yield subject, token.head if token.dep_ == "compound" else None
        return
    before = token.doc[token.i - 1] if token.i > token.sent.start else None
    if before is None or before.dep_ != "compound":
        return
    if token.norm_ == "claims" and token.head.norm_ == "responsibility" and before.head in (token, token.head):
        yield before, token.head
    if before.head != token:
        return
    after = token.doc[token.i + 1] if token.i + 1 < token.sent.end else token
    if token.norm_ in _NEVER_NOUNS or (token.norm_ == "leaves" and after.like_num):
        yield before, None
    children = list(token.children)
    if any(c.dep_ == "dobj" or (c.dep_ == "conj" and c.tag_ in ("VB", "VBP")) for c in children):
        yield before, None
    if name := next((c for c in children if c.dep_ == "appos" and c.pos_ == "PROPN" and c.left_edge.i == token.i + 1), None):
        yield before, name
    if token.dep_ == "ROOT" and token.lemma_ in _ANNOUNCING and after.norm_ in ("to", "that"):
        yield before, None
    alone = token.sent.root.pos_ in ("NOUN", "PROPN") and not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in token.sent)
    if alone and token.tag_ == "NNS" and token.head == token.sent.root and token.i < token.head.i and before.pos_ == "PROPN":
        yield before, token.head


def _take_place(word: Token, above: Token) -> None:
    """Hang a word where the word above it hung, and that below it."""
    if above.head == above:
        word.head = word
        word.dep_ = "ROOT"
    else:
        top = above.head if above.dep_ != "conj" or above.head.dep_ != "dobj" else above.head.head  # a clause joins a clause
        word.head, word.dep_ = top, above.dep_
    for child in list(above.children):
        joined = child.dep_ == "conj" and child.pos_ in ("VERB", "AUX")
        if child != word and (child.i < word.i or joined or child.dep_ in ("punct", "advcl")):
            child.head = word
    above.head = word


def _mend_subject(token: Token) -> None:
    """Read "A paper called on all sides to talk" as a sentence and not as a paper that was called."""
    verbs = [c for c in token.children if c.dep_ == "acl" and c.tag_ in ("VBN", "VBD") and c.i > token.i]
    if len(verbs) != 1 or any(c.dep_ in ("aux", "auxpass", "agent") for c in verbs[0].children):
        return
    verb = verbs[0]
    calls = verb.lemma_ == "call" and any(c.norm_ in ("on", "for") for c in verb.children)
    if not calls and not any(c.dep_ == "dobj" for c in verb.children):
        return
    verb.head = verb
    verb.dep_, verb.tag_, verb.pos_ = "ROOT", "VBD", "VERB"
    for child in [c for c in token.children if c.i > verb.i and c.dep_ in ("punct", "conj", "cc", "advcl", "prep")]:
        child.head = verb
    token.head = verb
    token.dep_ = "nsubj"


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


def _mend_late_verb(token: Token) -> None:
    """Read "a bomb attached to a car explodes", "men linked to ISIL seize control" as sentences."""
    noun = token.head if token.dep_ == "compound" else token  # what the parser hung below the preposition
    before = token.doc[token.i - 1] if token.i > token.sent.start else None
    subject = noun
    while subject.dep_ in _CHAIN and subject.head != subject:
        subject = subject.head
    if before is None or before.dep_ != "compound" or before.head != noun or noun.dep_ != "pobj":
        return
    if subject.pos_ not in ("NOUN", "PROPN") or subject == noun:
        return
    prep = noun.head
    things = [c for c in prep.children if c.i > token.i and c.dep_ == "pobj"]
    for child in [c for c in noun.children if c.i < before.i and c.dep_ in _BEFORE_NOUN]:
        child.head = before
    token.head, token.dep_ = (subject.head, subject.dep_) if subject.head != subject else (token, "ROOT")
    before.head, before.dep_ = prep, "pobj"
    for thing in things:
        thing.head, thing.dep_ = token, "dobj"
    for child in [c for c in subject.children if c.dep_ in ("advmod", "mark", "punct", "advcl", "cc", "conj")]:
        child.head = token
    subject.head, subject.dep_ = token, "nsubj"
    token.tag_, token.pos_, token.lemma_ = "VBP", "VERB", _NEVER_NOUNS.get(token.norm_, token.lemma_)


def _mend_when(clause: Token) -> None:
    """Hang "in Gao, when gunmen stormed a post" on what happened, and not on Gao."""
    verb = next((t for t in clause.head.ancestors if t.pos_ in ("VERB", "AUX")), None)
    if clause.head.pos_ == "PROPN" and clause.head.ent_type_ not in ("DATE", "TIME") and verb is not None:
        clause.head, clause.dep_ = verb, "advcl"


def _mend_list(noun: Token) -> None:
    """Hang the second of "killing 11 civilians, 15 soldiers and four guards" on the first, and not on a verb before."""
    thing = next((t for t in reversed(noun.doc[noun.head.i : noun.i]) if t.dep_ == "dobj" and t.head.pos_ == "VERB"), None)
    if thing is not None and any(c.dep_ == "nummod" for c in noun.children):
        noun.head = thing


def _mend_shot_dead(token: Token) -> None:
    """Read "shoots dead two men" as two men shot, and not as a dead that has men."""
    for child in [c for c in token.children if c.dep_ == "dobj"]:
        child.head = token.head
