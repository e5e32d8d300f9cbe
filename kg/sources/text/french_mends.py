"""What the French model often takes for something else, put right before the tree is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

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
_PURPOSES = ("combat", "guerre", "attaque", "assaut", "bombardement", "chasse")
_ARMS = frozenset(
    "plane jet tank helicopter drone ship vehicle weapon fusil navire arme uniforme tenue zone avion criminel".split()
)
_IRREGULAR = {"mort": "mourir", "né": "naître", "pri": "prendre", "mi": "mettre", "reprise": "reprendre"}
_CASES = ("case", "mark")
_WHEN = ("lorsque", "lorsqu'", "quand", "que", "qu'", "tandis", "alors")


def mend_verbs(tree: Tree) -> None:
    """Take a word with "avoir" or "être" before it for a verb, and give a verb without an infinitive its infinitive."""
    for node in tree.nodes:
        helped = any(c.dep in ("aux:tense", "aux:pass") and c.at < node.at for c in tree.children(node))
        if helped and node.pos not in ("VERB", "AUX", "PROPN"):
            node.pos, node.tag, node.morph = "VERB", "VBN", "Tense=Past|VerbForm=Part"
            node.lemma = node.french
        elif node.pos != "VERB" or node.french.endswith(("er", "ir", "re")):
            continue
        name_verb(tree, node)
        node.norm = node.low


def name_verb(tree: Tree, node: Node) -> bool:
    """Give a verb form the lemma that the lexicon knows; say whether there is one."""
    verbs = load_lexicon("fr").verbs
    for french in _infinitives(node.low):
        lemma = tree.terms.lemmas.get(french, french)
        if lemma in verbs or french in tree.terms.lemmas:
            node.french, node.lemma = french, lemma
            return True
    return False


def _infinitives(form: str) -> Iterator[str]:
    """Yield the infinitives that a form may be of.

    >>> list(_infinitives("blessées"))[0], list(_infinitives("péri"))[0], list(_infinitives("conteste"))[0]
    ('blesser', 'périr', 'contester')
    """
    plain = form.removesuffix("s")
    if plain.removesuffix("e") in _IRREGULAR:
        yield _IRREGULAR[plain.removesuffix("e")]
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
    """Read "sont arrivés" and "se sont retirés" as a perfect and not as a passive."""
    for node in tree.nodes:
        if node.french in _MOVES or any(c.low in ("se", "s'") for c in tree.children(node)):
            for child in tree.children(node):
                child.dep = {"aux:pass": "aux:tense", "nsubj:pass": "nsubj"}.get(child.dep, child.dep)


def mend_names(tree: Tree) -> None:
    """Take a capital after a bare preposition for a name, and what the model takes for a name's adjective with it."""
    if tree.nodes[0].pos == "X" and tree.nodes[0].text[:1].isupper():
        tree.nodes[0].pos, tree.nodes[0].tag = "PROPN", "NNP"
    for before, node in pairwise(tree.nodes):
        capital = node.text[:1].isupper() and node.pos not in ("PROPN", "NUM", "PUNCT", "PRON", "DET")
        bare = before.dep == "case" and before.pos == "ADP"
        joined = before.pos == "PROPN" and before.at > 0 and node.head is before
        if node.pos == "X" and node.text[:1].isupper():
            node.pos, node.tag = "PROPN", "NNP"
        place = node.entity in ("GPE", "PERSON") and node.pos in ("NOUN", "ADJ", "VERB", "X") and before.dep != "det"
        if capital and node.low not in tree.terms.lemmas and (bare or joined or place):
            node.pos, node.tag, node.lemma, node.french, node.norm = "PROPN", "NNP", node.text, node.text, node.low
            node.dep = "flat:name" if joined else node.dep


def mend_joined_verbs(tree: Tree) -> None:
    """Join a verb to a verb, where the model joins it to a noun: "ont fait irruption et ont ouvert le feu"."""
    for node in tree.nodes:
        noun = node.head
        finite = node.pos == "VERB" and any(c.dep.startswith("aux") for c in tree.children(node))
        if node.dep != "conj" or not finite or noun.pos not in ("NOUN", "PROPN"):
            continue
        verb = verb_above(noun)
        if verb is not None:
            node.hang(verb, "conj")
        elif noun.head is noun and (second := tree.child(node, "nsubj")) is not None:  # "le Maroc et l'Algérie ont rompu"
            node.head, node.dep = node, "ROOT"
            noun.head, noun.dep = node, "nsubj"
            second.head, second.dep = noun, "conj"
            for child in [c for c in tree.children(noun) if c.at > node.at]:
                child.head = node
                child.dep = "obj" if child.dep == "conj" and is_free(tree, child) else child.dep


def mend_pronouns(tree: Tree) -> None:
    """Read the pronoun after a verb ("a-t-il dit") as its subject; its "t" is nothing."""
    for node in tree.nodes:
        if node.low == "-t":
            later = tree.after(node)
            if later is not None and later.head is node:
                later.head, later.dep = node.head, "nsubj"
            node.dep = "dep"


def mend_cases(tree: Tree) -> None:
    """Take the preposition of a noun for one, where the model takes it for the mark of a clause."""
    for node in tree.nodes:
        if node.dep == "mark" and node.pos == "ADP" and node.head.pos in ("NOUN", "PROPN") and node.at < node.head.at:
            node.dep = "case"
            node.head.dep = "obl:mod" if node.head.dep == "dep" else node.head.dep


def mend_arms(tree: Tree) -> None:
    """Read "avions de combat" as a kind of plane, not as a fight."""
    for node in tree.nodes:
        kind = node.dep == "nmod" and node.pos == "NOUN" and node.low in _PURPOSES and node.head.lemma in _ARMS
        if kind and len(tree.children(node)) == 1:
            node.pos, node.tag = "ADJ", "JJ"


def mend_participle_nouns(tree: Tree) -> None:
    """Take a participle with a preposition for a noun ("un camp de déplacés"), and a bare one after its noun for an adjective."""
    for node in tree.nodes:
        if node.pos != "VERB" or node.tag != "VBN":
            continue
        children = tree.children(node)
        if any(c.dep == "case" for c in children):
            node.pos, node.tag = "NOUN", "NNS" if node.low.endswith("s") else "NN"
            node.french = node.lemma = node.low.removesuffix("s")
            node.dep = "nmod" if node.dep == "acl" else node.dep
        elif node.dep in ("acl", "amod") and _only_describes(node, children):
            for child in children:
                child.head = node.head
            node.pos, node.tag, node.dep = "ADJ", "JJ", "amod"


def _only_describes(participle: Node, children: list[Node]) -> bool:
    """Tell "hommes armés", "djihadistes présumés" from "soldats tués" and "hommes arrêtés par la police"."""
    plain = all(c.dep in ("advmod", "nmod") for c in children) and participle.lemma not in load_lexicon("fr").verbs
    return participle.french == "armer" or (participle.dep == "acl" and participle.head.at < participle.at and plain)


def mend_present_participles(tree: Tree) -> None:
    """Hang ", tuant dix personnes" on the verb that it goes on about, not on the noun before it."""
    for node in tree.nodes:
        before = tree.nodes[tree.nodes.index(node) - 1] if node.at else node
        if node.tag == "VBG" and node.dep == "amod" and before.text == "," and node.head.at > node.at:
            noun = node.head
            node.hang(verb_above(noun) or noun.head, "advcl")
            noun.hang(node, "obj")
        if node.tag == "VBG" and node.dep == "acl" and before.text == ",":
            verb = verb_above(node)
            if verb is not None:
                node.hang(verb, "advcl")


def mend_subjects(tree: Tree) -> None:
    """Read the noun after "lorsqu'" and "quand" as the subject of the clause that it opens."""
    for node in tree.nodes:
        if node.low in _WHEN and node.dep == "case":
            noun = node.head
            verb = next((n for n in tree.nodes if n.at > noun.at and n.pos == "VERB" and n.dep in ("advcl", "acl", "conj")), None)
            if verb is not None and tree.child(verb, "nsubj", "nsubj:pass") is None:
                passive = tree.child(verb, "aux:pass") is not None
                noun.hang(verb, "nsubj:pass" if passive else "nsubj")
                node.hang(verb, "mark")


def mend_auxiliaries(tree: Tree) -> None:
    """Join "a de son côté affirmé", which the model reads as a verb "has" with a participle far below it."""
    for node in tree.nodes:
        if node.pos != "VERB" or node.french not in ("avoir", "être") or tree.child(node, "obj", "xcomp") is not None:
            continue
        later = [n for n in tree.nodes if 0 < n.at - node.at <= 6 and n.tag == "VBN" and n.pos == "VERB"]
        later = [n for n in later if n.dep == "acl" and not any(c.dep.startswith("aux") for c in tree.children(n))]
        if later:
            verb = later[0]
            children = [c for c in tree.children(node) if c is not verb]
            tree.replace(node, verb)
            for child in children:
                child.head = verb
            node.pos = "AUX"
            node.hang(verb, "aux:tense")


def verb_above(node: Node) -> Node | None:
    """Give the nearest verb above a word, or None."""
    above = node.head
    while above.pos not in ("VERB", "AUX"):
        if above.head is above:
            return None
        above = above.head
    return above


def mend_weekdays(tree: Tree) -> None:
    """Free the noun that the model hangs on a day before it: "ont opposé mercredi l'armée aux rebelles"."""
    for node in tree.nodes:
        if node.low not in WEEKDAYS or not is_bare(tree, node):
            continue
        if node.pos == "VERB" or node.dep == "acl":
            node.pos, node.tag, node.dep, node.norm, node.lemma = "NOUN", "NN", "obl:mod", node.low, node.low
        verb = verb_above(node) or node.head
        if node.dep in ("nmod", "obl:mod", "appos", "flat:name", "conj", "obj") and node.head is not verb and verb is not node:
            node.hang(verb, "obl:mod")
        elif node.dep == "obj":
            node.dep = "obl:mod"
        for child in tree.children(node):
            after = child.at > node.at and child.pos in ("NOUN", "PROPN") and child.dep in ("nmod", "appos")
            if after and is_free(tree, child):
                child.hang(verb, "obj" if verb.pos == "VERB" and tree.child(verb, "obj") is None else "nmod")


def mend_objects(tree: Tree) -> None:
    """Take a bare noun after an active verb without an object for its object, unless it is a time."""
    for node in tree.nodes:
        if node.dep == "obj" and node.head.pos == "ADV":
            node.head = verb_above(node) or node.head  # "ont pris plus tôt la base"
        if node.dep == "nmod" and node.pos == "ADJ":
            node.dep = "amod"
        verb = node.head
        bare = node.pos == "NOUN" and node.dep in ("obl:mod", "obl:arg", "xcomp", "nmod") and node.at > verb.at
        if not bare or verb.pos != "VERB" or node.low.removesuffix("s") in _TIME_NOUNS or not is_free(tree, node):
            continue
        if tree.child(verb, "obj", "nsubj:pass", "aux:pass", "ccomp") is None and tree.child(node, "det", "nummod") is not None:
            node.dep = "obj"


def is_bare(tree: Tree, noun: Node) -> bool:
    """Tell a noun without a preposition."""
    return not any(c.dep in _CASES for c in tree.children(noun))


def is_free(tree: Tree, noun: Node) -> bool:
    """Tell a noun without a preposition that is no day."""
    return is_bare(tree, noun) and noun.low not in WEEKDAYS
