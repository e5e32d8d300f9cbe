"""What the French model often takes for something else, put right before the tree is read."""

from __future__ import annotations

from collections.abc import Iterator

from kg.sources.text.french_nodes import Node, Tree
from kg.sources.text.lexicon import load_lexicon

WEEKDAYS = frozenset("lundi mardi mercredi jeudi vendredi samedi dimanche hier aujourd'hui demain".split())
_TIME_NOUNS = WEEKDAYS | frozenset(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre jour journée semaine mois an année "
    "matin matinée midi soir soirée nuit heure week-end fois veille lendemain".split()
)
_MOVES = frozenset(
    "aller venir arriver partir entrer sortir monter descendre naître mourir tomber rester retourner devenir décéder "
    "parvenir".split()
)
_ENDINGS = (
    ("é", ("er",)),
    ("i", ("ir", "re")),
    ("u", ("re", "ir", "oir", "er")),
    ("is", ("re", "dre")),
    ("ent", ("er",)),
    ("e", ("er",)),
)
_CASES = ("case", "mark")


def mend_verbs(tree: Tree) -> None:
    """Take a word with "avoir" or "être" before it for a verb, and give a verb without an infinitive its infinitive."""
    for node in tree.nodes:
        helped = any(c.dep in ("aux:tense", "aux:pass") and c.at < node.at for c in tree.children(node))
        if helped and node.pos not in ("VERB", "AUX", "PROPN"):
            node.pos, node.tag, node.morph = "VERB", "VBN", "Tense=Past|VerbForm=Part"
        elif node.pos != "VERB" or node.french.endswith(("er", "ir", "re")):
            continue
        name_verb(tree, node)
        node.norm = node.low


def name_verb(tree: Tree, node: Node) -> bool:
    """Give a verb form the lemma that the lexicon knows; say whether there is one."""
    verbs = load_lexicon("fr").verbs
    for french in _infinitives(node.low):
        lemma = tree.terms.lemmas.get(french, french)
        if lemma in verbs:
            node.french, node.lemma = french, lemma
            return True
    return False


def _infinitives(form: str) -> Iterator[str]:
    """Yield the infinitives that a form may be of.

    >>> list(_infinitives("blessées"))[0], list(_infinitives("péri"))[0], list(_infinitives("conteste"))[0]
    ('blesser', 'périr', 'contester')
    """
    plain = form.removesuffix("s")
    for word in (plain.removesuffix("e"), plain, form):
        for ending, infinitive in _ENDINGS:
            if word.endswith(ending):
                yield from (word.removesuffix(ending) + last for last in infinitive)


def mend_participles(tree: Tree) -> None:
    """Read "et neuf autres blessés" after a participle as a second participle, with those others as its subject."""
    for node in tree.nodes:
        joined = node.dep == "conj" and node.pos in ("NOUN", "ADJ") and node.head.tag == "VBN"
        if not joined or not node.low.removesuffix("s").removesuffix("e").endswith("é") or not name_verb(tree, node):
            continue
        node.pos, node.tag, node.norm = "VERB", "VBN", node.low
        others = next((c for c in tree.children(node) if c.low in ("autres", "autre")), None)
        if others is not None:
            others.pos, others.tag, others.dep, others.lemma = "NOUN", "NNS", "nsubj:pass", "other"
            for number in [c for c in tree.children(node) if c.pos in ("NUM", "DET") and c.at < others.at]:
                number.head, number.dep = others, "nummod" if number.pos == "NUM" else number.dep


def mend_moves(tree: Tree) -> None:
    """Read "sont arrivés" as a perfect and not as a passive."""
    for node in tree.nodes:
        if node.french in _MOVES:
            for child in tree.children(node):
                child.dep = {"aux:pass": "aux:tense", "nsubj:pass": "nsubj"}.get(child.dep, child.dep)


def mend_weekdays(tree: Tree) -> None:
    """Free the noun that the model hangs on a day before it: "ont opposé mercredi l'armée aux rebelles"."""
    for node in tree.nodes:
        if node.low not in WEEKDAYS:
            continue
        if node.pos == "VERB" or node.dep == "acl":
            node.pos, node.tag, node.dep, node.norm, node.lemma = "NOUN", "NN", "obl:mod", node.low, node.low
        verb = node.head
        for child in tree.children(node):
            after = child.at > node.at and child.pos in ("NOUN", "PROPN") and child.dep in ("nmod", "appos")
            if after and is_free(tree, child):
                child.hang(verb, "obj" if verb.pos == "VERB" and tree.child(verb, "obj") is None else "nmod")


def mend_objects(tree: Tree) -> None:
    """Take a bare noun after an active verb without an object for its object, unless it is a time."""
    for node in tree.nodes:
        verb = node.head
        bare = node.pos == "NOUN" and node.dep in ("obl:mod", "obl:arg", "xcomp", "nmod") and node.at > verb.at
        if not bare or verb.pos != "VERB" or node.low.removesuffix("s") in _TIME_NOUNS or not is_free(tree, node):
            continue
        if tree.child(verb, "obj", "nsubj:pass", "aux:pass", "ccomp") is None and tree.child(node, "det", "nummod") is not None:
            node.dep = "obj"


def is_free(tree: Tree, noun: Node) -> bool:
    """Tell a noun without a preposition that is no day."""
    return not any(c.dep in _CASES for c in tree.children(noun)) and noun.low not in WEEKDAYS
