"""French for the frames: a part of the parser that hangs a French parse as the frames know sentences, in their own terms.

The model's labels are those of Universal Dependencies, where a noun carries its preposition and a predicate its "be"; the frames
know prepositions that carry nouns. Each step below turns one such habit; the text and its offsets stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from kg.sources.text.french_clauses import hang_casualties, hang_copulas, hang_infinitives, hang_modals, lift_reports
from kg.sources.text.french_mends import (
    mend_arms,
    mend_auxiliaries,
    mend_cases,
    mend_joined_verbs,
    mend_moves,
    mend_names,
    mend_objects,
    mend_participle_nouns,
    mend_participles,
    mend_present_participles,
    mend_pronouns,
    mend_subjects,
    mend_verbs,
    mend_weekdays,
)
from kg.sources.text.french_nodes import Node, Tree, make_doc, read_tree
from kg.sources.text.lexicon import load_lexicon

NAME = "french_in_terms_of_frames"
_LABELS = {
    "obj": "dobj",
    "iobj": "dative",
    "nsubj:pass": "nsubjpass",
    "csubj:pass": "csubjpass",
    "aux:tense": "aux",
    "aux:caus": "aux",
    "aux:pass": "auxpass",
    "acl:relcl": "relcl",
    "flat:name": "compound",
    "flat:foreign": "compound",
    "obl:mod": "npadvmod",
    "obl:arg": "npadvmod",
    "obl": "npadvmod",
    "obl:agent": "npadvmod",
    "dep:comp": "dep",
    "expl:subj": "expl",
    "expl:comp": "expl",
    "expl:pass": "expl",
    "advcl:cleft": "advcl",
    "vocative": "dep",
    "dislocated": "dep",
    "goeswith": "compound",
}
_INFIXES = re.compile(
    r"\.\.+|…|(?<=[^\W\d_]')(?=[^\W\d_])|(?<=[^\W\d_])[,:;/()\"—–](?=[^\W\d_])"
    r"|(?<=[^\W\d_])-(?=(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce|les?|la|lui|leur)\b)"
)
_SPEECH_ACTS = frozenset(("accusation", "denial", "demand", "appeal", "threat", "statement"))
_ENDS = (".", "!", "?", "…", '"', ")", "»")
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "VERB", "DET", "X", "SYM", "ADV")


def cut_words(text: str) -> Iterator[re.Match[str]]:
    """Yield where a word is cut inside: after an elision and before the pronoun of "a-t-il", but "état-major" is one word."""
    return _INFIXES.finditer(text)


@Language.component(NAME)
def in_terms_of_frames(doc: Doc) -> Doc:
    """Give the same text with the labels, lemmas and function words that the frames read."""
    trees = join_sentences([read_tree(sentence) for sentence in doc.sents])
    for tree in trees:
        for step in _STEPS:
            step(tree)
    out = make_doc(doc, trees)
    out._context = doc._context  # pipe() hands on what belongs to a text here
    return out


def join_sentences(trees: list[Tree]) -> list[Tree]:
    """Join what the model cuts in two inside a sentence: "…, ont rapporté des habitants"."""
    joined: list[Tree] = []
    for tree in trees:
        last = joined[-1].nodes[-1] if joined else None
        first = tree.nodes[0]
        if last is not None and last.text not in _ENDS and (first.text == "," or first.text[:1].islower()):
            root = next(n for n in joined[-1].nodes if n.head is n)
            for other in [n for n in tree.nodes if n.head is n]:
                other.head, other.dep = root, "parataxis"
            joined[-1] = Tree(joined[-1].nodes + tree.nodes, tree.terms)
            for number, node in enumerate(joined[-1].nodes):
                node.at = number
        else:
            joined.append(tree)
    return joined


def hang_names(tree: Tree) -> None:
    """Hang a name on its last word, and a title or kind on the name right after it: "colonel Jean Mbayo"."""
    for node in tree.nodes:
        if node.pos not in ("NOUN", "PROPN") or node.dep in ("flat:name",):
            continue
        parts = _name_after(tree, node)
        if not parts:
            continue
        last = parts[-1]
        children = [c for c in tree.children(node) if c not in parts]
        tree.replace(node, last)
        for child in children:
            if child.dep not in ("det", "amod") or child.at > node.at or node.pos == "PROPN":
                child.head = last
        for part in (node, *parts[:-1]):
            part.hang(last, "compound")
        last.entity = last.entity or node.entity


def _name_after(tree: Tree, first: Node) -> list[Node]:
    """Give the words of a name that go on from one word without a break."""
    parts: list[Node] = []
    at = tree.nodes.index(first) + 1
    while at < len(tree.nodes):
        node = tree.nodes[at]
        joined = node.head is first or node.head in parts
        flat = node.dep in ("flat:name", "flat:foreign") or (node.dep in ("nmod", "appos") and not _has_case(tree, node))
        if node.pos == "ADJ" and node.head is first and first.pos == "NOUN" and not parts:
            at += 1  # "président ukrainien Petro …"
            continue
        if not (joined and flat and node.pos == "PROPN"):
            break
        parts.append(node)
        at += 1
    return parts


def _has_case(tree: Tree, node: Node) -> bool:
    return any(c.dep == "case" for c in tree.children(node))


def hang_prepositions(tree: Tree) -> None:
    """Hang nouns on their prepositions, also on those of several words ("près de", "à la suite de")."""
    for start, node in enumerate(list(tree.nodes)):
        if node.dep in ("pobj", "fixed"):
            continue
        words, norm = _preposition_at(tree, start)
        if words and not _counts(tree, words):
            _hang_on(tree, words, norm)
    for node in tree.nodes:
        if node.dep == "case" and node.pos in ("ADP", "ADV", "SCONJ") and node.head.pos in _NOMINAL:
            _hang_on(tree, [node], node.norm)


def _counts(tree: Tree, words: list[Node]) -> bool:
    """Tell "près de 900", where a preposition is a measure; its words are named as those of a measure are."""
    following = tree.after(words[-1])
    if words[0].low not in ("près", "autour") or following is None or not (following.pos == "NUM" or following.low.isdigit()):
        return False
    for word in words:
        word.norm, word.dep = ("nearly" if word is words[0] else "than"), "advmod"
    words[-1].hang(words[0], "fixed")
    return True


def _preposition_at(tree: Tree, start: int) -> tuple[list[Node], str]:
    """Give the longest preposition of several words that begins here, and what it is in English."""
    for length in range(6, 1, -1):
        nodes = tree.nodes[start : start + length]
        key = tuple(node.low for node in nodes)
        for spelt in (key, _joined(nodes)):
            norm = tree.terms.prepositions.get(spelt)
            if norm and len(spelt) > 1:
                return nodes, norm
    return [], ""


def _joined(nodes: list[Node]) -> tuple[str, ...]:
    """Give words with "d u", "a ux" and "d'" as the plain prepositions that they hold, without a last article."""
    words: list[str] = []
    for node in nodes:
        if node.dep == "det" and words and words[-1] in ("d", "a"):
            words[-1] = {"d": "de", "a": "au" if node.low == "u" else "aux"}[words[-1]]
        else:
            words.append({"d'": "de"}.get(node.low, node.low) if words else node.low)
    if words[-1] in ("des", "du"):
        words[-1] = "de"
    return tuple(w if i else {"a": "à"}.get(w, w) for i, w in enumerate("de" if w == "d" else w for w in words))


def _hang_on(tree: Tree, words: list[Node], norm: str) -> None:
    prep = words[0]
    noun = _object_after(tree, words)
    if noun is None:
        return
    above = noun.head
    outer = next((w for w in words if w.head is not w and w.head not in words and w.head is not noun), None)
    if above in words:
        above = outer.head if outer is not None else prep.head
    if above in words or above is noun:
        return
    agent = noun.dep == "obl:agent" and norm == "by"
    if norm == "to" and above.dep == "obj" and above.head.pos == "VERB" and above.at > above.head.at:
        above = above.head  # "livrer des vivres aux réfugiés": it is delivered to them
    before = tree.after(prep, -1)
    if norm in ("in", "to", "near") and noun.entity == "GPE" and before is not None and before.pos == "NOUN" and _speaks(above):
        above = before  # "a condamné l'assassinat d'un journaliste à Goma": it happened there, nobody spoke there
    conjunct = noun.dep == "conj"
    if conjunct and above.dep == "pobj":
        above = above.head.head if above.head.head not in words else above
    for word in words[1:]:
        if word.dep != "det" or word.head in words:
            word.hang(prep, "dep")
            word.pos, word.tag, word.norm = "ADV", "RB", word.low
    prep.hang(above, "agent" if agent else "prep")
    prep.pos, prep.tag = "ADP", "IN"
    noun.hang(prep, "pobj")
    prep.norm = prep.lemma = _meant(tree, norm, above, noun, len(words) == 1) if norm in ("of", "to", "by") else norm
    if prep.norm == "by" and above.pos in ("VERB", "AUX") and above.tag == "VBN":
        prep.dep = "agent"


def _speaks(verb: Node) -> bool:
    """Tell a verb of a speech act."""
    return any(entry.type in _SPEECH_ACTS for entry in load_lexicon("fr").verbs.get(verb.lemma, ()))


def _object_after(tree: Tree, words: list[Node]) -> Node | None:
    """Give the noun that a preposition governs: the one that its last word is the case of, else the next noun."""
    last = words[-1]
    heads = [w.head for w in words if w.dep in ("case", "mark", "det") and w.head not in words and w.head.at > last.at]
    if heads:
        return heads[0]
    if len(words) == 1:
        return None
    noun = last.head if last.head.at > last.at else None
    return noun if noun is not None and noun not in words and noun.pos in ("NOUN", "PROPN", "PRON") else None


def _meant(tree: Tree, norm: str, above: Node, noun: Node, plain: bool) -> str:
    """Give the English preposition that "de", "à" or "par" is here."""
    terms = tree.terms
    moving = above.french in terms.moving
    spot = noun.entity == "GPE" or noun.lemma in _SPOTS
    if norm == "of" and plain:
        if moving and (spot or above.pos == "VERB"):
            return "from"
        if above.french in terms.deeds and noun.french in terms.doers:
            return "by"
        det = tree.child(above, "det")
        named = det is not None and det.norm in ("the", "this")
        if noun.entity == "GPE" and above.pos == "NOUN" and above.lemma in _SCENES and not (named and above.lemma in _NAMED_SO):
            return "in"
    if norm == "to" and above.lemma in ("impose", "infliger"):
        return "on"
    if norm == "to" and plain and spot and not moving:
        return "in" if noun.entity == "GPE" else "at"
    return norm


_NAMED_SO = frozenset(
    "city town village capital province region district area territory department commune cercle county suburb".split()
)
_SCENES = _NAMED_SO | frozenset(
    "market mosque church school hospital hotel road base camp prison station airport university neighbourhood port post court "
    "checkpoint building park square house bridge cathedral barracks".split()
)
_SPOTS = _SCENES | frozenset("border".split())


def hang_dont(tree: Tree) -> None:
    """Read "17 personnes dont huit enfants" as "17 people including eight children"."""
    for node in tree.nodes:
        following = tree.after(node)
        if node.low != "dont" or following is None:
            continue
        noun = following if following.pos == "NOUN" else following.head
        before = [n for n in tree.nodes if n.at < node.at and n.pos in ("NOUN", "PROPN") and n.dep != "compound"]
        if following.pos in ("NUM", "DET") and noun.pos == "NOUN" and noun.at - node.at <= 4 and before:
            group = noun.head if noun.head.pos == "NOUN" and noun.head.at < node.at else before[-1]
            node.pos, node.tag, node.norm, node.lemma = "ADP", "IN", "including", "include"
            node.hang(group, "prep")
            noun.hang(node, "pobj")


def name_negations(tree: Tree) -> None:
    """Let one word deny a verb: of "ne … pas" the second, of "n'a … aucun" the noun's own word."""
    for node in tree.nodes:
        if node.low in ("ne", "n'"):
            node.dep, node.norm = "advmod", "ne"
            others = [c for c in tree.nodes if c.low in ("pas", "plus", "jamais", "point") and abs(c.at - node.at) < 6]
            for other in others[:1]:
                other.dep, other.norm = "neg", "not"
                other.hang(node.head, "neg")


def name_labels(tree: Tree) -> None:
    """Give every word the label that the frames know."""
    for node in tree.nodes:
        node.dep = _LABELS.get(node.dep, node.dep)
        if node.dep == "nmod" and node.pos == "NUM":
            node.dep = "nummod"
        if node.dep == "case" and node.pos == "NUM":
            node.dep = "nummod"
        if node.dep == "det" and "Poss=Yes" in node.morph:
            node.dep, node.pos, node.tag = "poss", "PRON", "PRP$"
        if node.dep == "det" and node.low.isdigit():
            node.dep, node.pos, node.tag = "nummod", "NUM", "CD"
        if node.head is node:
            node.dep = "ROOT"


_STEPS = (
    mend_cases,
    mend_arms,
    mend_names,
    mend_weekdays,
    mend_auxiliaries,
    mend_pronouns,
    mend_joined_verbs,
    mend_verbs,
    mend_participles,
    mend_participle_nouns,
    mend_present_participles,
    mend_subjects,
    mend_moves,
    mend_objects,
    hang_casualties,
    hang_names,
    hang_prepositions,
    hang_dont,
    hang_modals,
    hang_copulas,
    hang_infinitives,
    lift_reports,
    name_negations,
    name_labels,
)
