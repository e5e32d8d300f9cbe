"""Questions asked of a sentence's tree: who is the subject, what is the object, where does a noun phrase begin and end."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
PRONOUNS = frozenset("it they he she its their his her him them we our i you us this these those".split())
_CONTROL_OBJECT = frozenset(
    "accuse ask urge order force allow tell demand suspect charge blame convict beg press persuade call want compel "
    "require enable permit see find leave help let make have instruct command warn request".split()
)
_LEADING = frozenset(
    "the a an its their his her our my your this that these those several many some all both each every other "
    "another further additional any few more no dozens hundreds thousands roughly approximately estimated around about nearly "
    "almost than least at up fewer as minimum maximum over".split()
)
_PARTS = frozenset("dozens hundreds thousands scores tens most some number half part rest majority quarter third".split())
_VERBAL = frozenset({"VERB", "AUX"})


def is_pronoun(token: Token) -> bool:
    """Tell a pronoun; the US is none."""
    return token.norm_ in PRONOUNS and token.pos_ != "PROPN"


def is_passive(verb: Token) -> bool:
    """Tell whether a verb form is passive: "were killed", "killed by", or a participle after its noun."""
    if any(child.dep_ in ("auxpass", "nsubjpass", "agent") for child in verb.children):
        return True
    own = {c.dep_ for c in verb.children}
    if verb.tag_ == "VBD" and verb.dep_ == "conj" and not own & {"aux", "dobj", "prep", *SUBJECTS} and verb.head.pos_ == "VERB":
        return verb.head.tag_ == "VBN" and is_passive(verb.head)  # "were dragged away and killed"
    if verb.tag_ != "VBN" or own & {"aux", "dobj"}:
        return False
    if verb.dep_ == "conj" and verb.head.tag_ == "VBN":  # "has attacked and burned" shares its "has"
        return is_passive(verb.head)
    subject = any(c.dep_ == "nsubj" for c in verb.children)
    return verb.dep_ in ("acl", "acomp", "oprd", "advcl", "conj") or subject  # "and 20 wounded" leaves out its "were"


def surface_subject(verb: Token, depth: int = 0) -> Token | None:
    """Give the noun that a verb's subject is, through relative clauses, coordination, control and participles."""
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            return _antecedent(child, verb) if child.norm_ in RELATIVE else child
    if lent := [c for aux in verb.children if aux.dep_ == "auxpass" for c in aux.children if c.dep_ in SUBJECTS]:
        return lent[0]  # "stand accused": the subject hangs on "stand"
    if depth > 6 or verb.head == verb:
        return None
    if verb.dep_ == "pcomp":
        return _controller(verb.head, depth)
    return _inherited_subject(verb, depth)


def _inherited_subject(verb: Token, depth: int) -> Token | None:
    """Give the subject that a clause takes from the word above it."""
    head, dep = verb.head, verb.dep_
    if dep in ("acl", "relcl") and verb.tag_ == "VB" and head.dep_ == "ROOT":
        return head  # the headline "Leaders to meet"
    if dep == "acl" and verb.tag_ == "VB":  # "a plan to attack": the plan attacks nobody
        return next((c for c in head.children if c.dep_ == "poss"), None)
    if dep in ("acl", "relcl"):
        return head if head.pos_ not in _VERBAL else surface_subject(head, depth + 1)
    if dep == "xcomp" and head.lemma_ in _CONTROL_OBJECT:
        return direct_object(head, depth + 1) or surface_subject(head, depth + 1)
    if dep == "advcl" and verb.tag_ == "VBG" and is_passive(head) and _by_phrase(head):
        return _by_phrase(head)[0]  # "was hit by a strike, killing two": the strike killed them
    if dep == "ccomp" and verb.tag_ in ("VBD", "VBZ", "VBP"):
        return None
    shares = dep in ("conj", "xcomp", "advcl", "ccomp", "dep", "parataxis", "acomp", "oprd")
    return surface_subject(head, depth + 1) if shares else None


def _antecedent(pronoun: Token, verb: Token) -> Token | None:
    """Give the noun that a relative pronoun stands for."""
    clause = verb
    while clause.dep_ in ("conj", "xcomp", "ccomp") and clause.head != clause:
        clause = clause.head
    return _named_by(clause.head) if clause.dep_ == "relcl" else None


def _named_by(noun: Token) -> Token:
    """Give the name that a noun in apposition explains: "Awa Sy, a teacher who was killed"."""
    return noun.head if noun.dep_ == "appos" and noun.head.pos_ == "PROPN" and noun.pos_ == "NOUN" else noun


def _controller(prep: Token, depth: int) -> Token | None:
    """Give the subject of a participle after a preposition: of "accused X of attacking" it is X, else the main verb's subject."""
    verb = prep.head
    while verb.pos_ == "ADP" and verb.head != verb:
        verb = verb.head
    if verb.pos_ not in _VERBAL and prep.norm_ in ("before", "after", "while", "by", "since"):
        verb = next((t for t in ancestors(verb) if t.pos_ in _VERBAL), verb)
    if verb.pos_ not in _VERBAL:
        owner = next((c for c in verb.children if c.dep_ == "poss"), None)
        return owner or (surface_subject(verb.head, depth + 1) if verb.head.pos_ in _VERBAL else None)
    if verb.lemma_ in _CONTROL_OBJECT and prep.norm_ in ("of", "for", "with"):
        return direct_object(verb, depth + 1) or surface_subject(verb, depth + 1)
    return surface_subject(verb, depth + 1)


def direct_object(verb: Token, depth: int = 0) -> Token | None:
    """Give the noun that undergoes a verb: its object, or the subject of its passive."""
    for child in verb.children:
        if child.dep_ in ("dobj", "obj"):
            return _antecedent(child, verb) if child.norm_ in RELATIVE else child
        if child.dep_ == "ccomp" and child.pos_ == "ADJ" and (held := [c for c in child.children if c.dep_ == "nsubj"]):
            return held[0]  # "holds the army responsible"
        if child.dep_ == "prt" and (moved := [c for c in child.children if c.dep_ == "pobj"]):
            return moved[0]  # "shot down a jet": the object hangs on "down"
    if is_passive(verb):
        return surface_subject(verb, depth)
    if verb.dep_ == "relcl" and any(c.dep_ == "nsubj" and c.norm_ not in RELATIVE for c in verb.children):
        return verb.head if verb.head.pos_ not in _VERBAL else None
    return None


def doer(verb: Token) -> list[Token]:
    """Give the nouns that do what a verb says: the subject of an active verb, the by-phrase of a passive one."""
    if is_passive(verb):
        found = _by_phrase(verb)
        if not found and verb.dep_ == "conj" and is_passive(verb.head):
            return [] if any(c.dep_ in SUBJECTS for c in verb.children) else _by_phrase(verb.head)
        later = [
            c for c in verb.children if c.dep_ == "conj" and c.tag_ == "VBN"
        ]  # "killed and wounded by": it hangs on the last
        return found or [token for c in later for token in _by_phrase(c)]
    subject = surface_subject(verb)
    return coordinated(subject) if subject is not None else []


def _by_phrase(verb: Token) -> list[Token]:
    return [noun for prep in verb.children if prep.dep_ == "agent" for noun in objects_of(prep)]


def undergoer(verb: Token) -> list[Token]:
    """Give the nouns that undergo what a verb says."""
    found = direct_object(verb)
    if found is None and (twin := next((c for c in verb.children if c.dep_ == "conj" and c.i - verb.i == 2), None)):
        found = next((c for c in twin.children if c.dep_ == "dobj"), None)  # "storm and raid a house"
    return coordinated(found) if found is not None else []


def objects_of(prep: Token) -> list[Token]:
    """Give the nouns of a preposition, with those joined to them."""
    return [
        noun for child in prep.children if child.dep_ in ("pobj", "pcomp") and child.pos_ != "VERB" for noun in coordinated(child)
    ]


def coordinated(noun: Token) -> list[Token]:
    """Give a noun and the nouns joined to it by "and", commas or "or"."""
    found = [noun]
    for child in noun.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ"):
            found += coordinated(child)
    return found


def prep_phrases(head: Token) -> Iterator[tuple[str, Token, Token]]:
    """Yield (preposition, its token, noun) for the prepositional phrases of a word, also those inside "close to", "north of"."""
    for prep in head.children:
        if prep.dep_ in ("prep", "dative", "agent") and prep.pos_ in ("ADP", "SCONJ", "VERB", "ADV", "ADJ", "PART"):
            for noun in objects_of(prep):
                yield prep.norm_, prep, noun
            yield from ((inner, token, noun) for inner, token, noun in prep_phrases(prep))


def person_head(noun: Token) -> Token:
    """Give the noun that a number or quantifier counts: of "six of its soldiers" it is "soldiers"."""
    if noun.pos_ in ("NUM", "DET", "PRON") or noun.norm_ in _PARTS:
        for prep in noun.children:
            if prep.norm_ == "of":
                for inner in prep.children:
                    if inner.dep_ == "pobj":
                        return person_head(inner)
    return noun


def phrase_span(noun: Token) -> tuple[int, int]:
    """Give the token span (end excluded) of a noun phrase without article, count, possessive pronoun and relative clause."""
    left, right = _left(noun), _right(noun)
    tokens = noun.doc
    while left < noun.i and _is_leading(tokens[left], noun):
        left += 1
    while right > noun.i and ((tokens[right].is_punct and tokens[right].text != ")") or tokens[right].is_space):
        right -= 1
    return left, right + 1


def _left(noun: Token) -> int:
    left = noun.i
    for child in noun.children:
        if child.i < noun.i and child.dep_ in (
            "det",
            "amod",
            "compound",
            "nmod",
            "poss",
            "nummod",
            "quantmod",
            "predet",
            "npadvmod",
            "advmod",
            "punct",
            "appos",
        ):
            left = min(left, child.left_edge.i)
    return left


def _right(noun: Token) -> int:
    right = noun.i
    for child in noun.children:
        if child.i < noun.i:
            continue
        near = child.left_edge.i <= right + 2
        if child.dep_ == "amod" and near and child.i == right + 1:  # "sources sécuritaires": French adjectives follow
            right = child.right_edge.i
        elif child.dep_ == "prep" and child.norm_ == "of" and near:
            right = max((_of_edge(child), right))
        elif child.dep_ == "appos" and _in_brackets(child):
            right = child.i + 1
        elif (
            child.dep_ == "prep"
            and child.norm_ in ("for", "from")
            and near
            and noun.pos_ != "PROPN"
            and child.i == right + 1
            and _names(child)
        ):
            right = max((_of_edge(child), right))
    return right


def _names(prep: Token) -> bool:
    return prep.head.lemma_.lower() in (
        "coordinator",
        "envoy",
        "minister",
        "force",
        "representative",
        "commissioner",
    ) and prep.norm_ in ("for", "from")


def _of_edge(prep: Token) -> int:
    found = [phrase_span(child)[1] - 1 for child in prep.children if child.dep_ == "pobj"]
    return max(found, default=prep.i - 1)


def _in_brackets(token: Token) -> bool:
    doc = token.doc
    return (
        token.left_edge.i > 0
        and doc[token.left_edge.i - 1].text == "("
        and token.i + 1 < len(doc)
        and doc[token.i + 1].text == ")"
    )


def _is_leading(token: Token, noun: Token) -> bool:
    if token.like_num and token.i + 1 < noun.i and token.nbor(1).text == "-":  # "12-year-old boy" is no count
        return False
    if token.dep_ == "cc" and token.i and token.nbor(-1).like_num:  # "between 20 and 30 men"
        return True
    if (
        token.norm_ in _LEADING
        or token.is_punct
        or token.is_space
        or (token.like_num and token.dep_ in ("nummod", "compound", "pobj", "conj"))
    ):
        return True
    if token.dep_ in ("quantmod", "predet", "det") or token.norm_ in (
        "least",
        "than",
        "up",
        "to",
        "around",
        "about",
        "nearly",
        "almost",
        "over",
    ):
        return True
    return token.dep_ == "nummod" or (token.dep_ == "case" and token.head.dep_ == "poss" and token.head.norm_ in PRONOUNS)


def ancestors(token: Token) -> Iterator[Token]:
    """Yield the heads of a word, from its own to the root."""
    while token.head != token:
        token = token.head
        yield token
