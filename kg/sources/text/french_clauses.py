"""Clauses of a French parse as the frames know them: modal verbs, infinitives, "be", and reports that follow what they report."""

from __future__ import annotations

from kg.sources.text.french_mends import is_free
from kg.sources.text.french_nodes import Node, Tree
from kg.sources.text.lexicon import load_lexicon

_MODALS = {"pouvoir": "can", "devoir": "must"}
_OF_ACCUSING = frozenset(("accuse", "blame", "suspect", "soupçonner", "suspecter"))
_TO = frozenset(
    "urge ask call press order command compel force allow permit let pledge agree refuse try begin continue cease decide "
    "threaten promise plan want hope inviter encourager".split()
)
_CASUALTIES = {"mort": "tuer", "tué": "tuer", "victime": "tuer", "blessé": "blesser"}
_MARKS = {"avant": "before", "après": "after", "sans": "without", "en": "by"}
_SUBJECTS = ("nsubj", "nsubj:pass", "csubj")


def hang_modals(tree: Tree) -> None:
    """Read "peut tuer", "doit partir", "va tuer" as one verb with a modal word before it."""
    for node in list(tree.nodes):
        norm = _MODALS.get(node.french) or ("will" if node.french == "aller" and node.tag == "VBZ" else None)
        inner = tree.child(node, "xcomp") if norm and node.pos in ("VERB", "AUX") else None
        if inner is None or inner.tag != "VB" or inner.pos != "VERB" or tree.child(inner, "mark") is not None:
            continue
        children = [c for c in tree.children(node) if c is not inner]
        tree.replace(node, inner)
        for child in children:
            child.head = inner
        node.hang(inner, "aux")
        node.pos, node.tag = "AUX", "MD"
        node.norm = "would" if "Mood=Cnd" in node.morph and norm == "must" else str(norm)


def hang_casualties(tree: Tree) -> None:
    """Read "faisant cinq morts et 20 blessés" as "killing five others and 20 wounded"."""
    for verb in [n for n in tree.nodes if n.french == "faire" and n.pos == "VERB"]:
        dead = tree.child(verb, "obj")
        if dead is None or dead.french not in _CASUALTIES:
            continue
        verb.french = _CASUALTIES[dead.french]
        verb.lemma, dead.lemma = tree.terms.lemmas[verb.french], "other"
        for hurt in [c for c in tree.children(dead) if c.dep == "conj" and c.french in _CASUALTIES]:
            hurt.french = _CASUALTIES[hurt.french]
            hurt.lemma, hurt.pos, hurt.tag = tree.terms.lemmas[hurt.french], "VERB", "VBN"
            hurt.hang(verb, "conj")
            numbers = [c for c in tree.nodes if c.head is hurt and c.pos in ("NUM", "DET")]
            numbers += [c for n in numbers for c in tree.children(n) if c.pos == "NUM"]
            if numbers:
                numbers[-1].hang(hurt, "nsubj:pass")
                for number in numbers[:-1]:
                    number.hang(numbers[-1], "nummod")
                numbers[-1].pos, numbers[-1].tag = "NUM", "CD"


def hang_copulas(tree: Tree) -> None:
    """Hang what somebody is on "be": "est un rebelle" is a "be" with its attribute."""
    for be in [n for n in tree.nodes if n.dep == "cop"]:
        said = be.head
        if said is be:
            continue
        moved = ("nsubj", "nsubj:pass", "csubj", "advmod", "mark", "aux:tense", "obl:mod", "punct", "cc", "advcl", "parataxis")
        children = [c for c in tree.children(said) if c.dep in moved and c is not be and (c.dep != "advmod" or c.at < be.at + 2)]
        tree.replace(said, be)
        for child in children:
            child.head = be
        said.hang(be, "acomp" if said.pos in ("ADJ", "VERB") else "attr")
        be.pos, be.lemma = "AUX", "be"


def hang_infinitives(tree: Tree) -> None:
    """Hang infinitives as "to do", "of doing", "after doing" are hung."""
    reports = load_lexicon("fr").lists["report"]
    for verb in [n for n in tree.nodes if n.pos in ("VERB", "AUX") and n.dep not in ("aux", "aux:tense", "aux:pass", "cop")]:
        marks = [c for c in tree.children(verb) if c.dep == "mark" and c.at < verb.at]
        if _is_infinitive(tree, verb) and verb.dep == "xcomp" and not marks and verb.head.lemma in reports:
            verb.dep = "ccomp"  # "affirme avoir repris" tells what "affirme qu'elle a repris" tells
        if not _is_infinitive(tree, verb) or not marks:
            if verb.tag == "VBG" and (en := next((c for c in marks if c.low == "en"), None)) is not None:
                en.norm = "by"
            continue
        word, above = marks[0], _governor(tree, verb)
        if above.lemma in _OF_ACCUSING and word.low in ("de", "d'"):
            _hang_participle(word, verb, above, "of")
        elif word.low in _MARKS:
            for other in marks[1:]:
                other.hang(word, "dep")
            _hang_participle(word, verb, verb.head, _MARKS[word.low])
        else:
            word.norm, word.lemma, word.dep, word.pos, word.tag, verb.tag = "to", "to", "aux", "PART", "TO", "VB"
            if above is not verb.head or (verb.dep in ("acl", "xcomp", "ccomp") and above.lemma in _TO):
                verb.hang(above, "xcomp")


def _is_infinitive(tree: Tree, verb: Node) -> bool:
    auxiliaries = [c for c in tree.children(verb) if c.dep in ("aux:tense", "aux:pass", "aux") and c.pos == "AUX"]
    return verb.tag == "VB" or any("VerbForm=Inf" in c.morph for c in auxiliaries)


def _governor(tree: Tree, verb: Node) -> Node:
    """Give the verb that an infinitive belongs to, where the model hangs it on that verb's object."""
    above = verb.head
    while above.pos not in ("VERB", "AUX") and above.dep in (
        "obj",
        "iobj",
        "obl:arg",
        "nmod",
        "pobj",
        "prep",
        "compound",
        "appos",
    ):
        if above.head is above:
            break
        above = above.head
    governs = above.pos == "VERB" and (above.lemma in _OF_ACCUSING or above.lemma in _TO)
    return above if governs else verb.head


def _hang_participle(word: Node, verb: Node, above: Node, norm: str) -> None:
    if above is verb:
        return
    word.hang(above, "prep")
    word.norm, word.lemma, word.pos, word.tag = norm, norm, "ADP", "IN"
    verb.hang(word, "pcomp")
    if verb.tag == "VB":
        verb.tag = "VBG"


def lift_reports(tree: Tree) -> None:
    """Put "…, a annoncé le gouverneur" above what it reports, with the noun after it as its subject."""
    report = load_lexicon("fr").lists["report"]
    for verb in list(tree.nodes):
        if verb.pos != "VERB" or verb.lemma not in report or verb.tag == "VB":
            continue
        told = verb.head if verb.dep in ("parataxis", "conj", "ccomp", "dep", "advcl", "acl") else None
        if told is None:
            told = next((c for c in tree.children(verb) if c.dep in ("parataxis", "ccomp", "advcl") and c.at < verb.at), None)
        left = [c for c in tree.children(verb) if c.dep in _SUBJECTS and c.at < verb.at]
        if told is None or left or told.at > verb.at or not _comes_after(tree, verb):
            continue
        speaker = _speaker(tree, verb)
        if speaker is None:
            continue
        speaker.dep = "nsubj"
        if told.head is not verb:
            tree.replace(told, verb)
        told.head, told.dep = verb, "ccomp"


def _comes_after(tree: Tree, verb: Node) -> bool:
    """Tell a report verb that a comma or quotation mark parts from what it reports."""
    before = [n for n in tree.nodes if n.at < verb.at and not (n.head is verb and n.dep.startswith(("aux", "expl")))]
    return bool(before) and before[-1].text in (",", '"', "»", "–", "—")


def _speaker(tree: Tree, verb: Node) -> Node | None:
    nouns = [c for c in tree.children(verb) if c.at > verb.at and c.pos in ("NOUN", "PROPN", "PRON")]
    return next((c for c in nouns if c.dep in (*_SUBJECTS, "obj", "obl:mod", "obl:arg", "nmod") and is_free(tree, c)), None)
