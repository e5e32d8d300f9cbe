"""Words of a French parse as nodes that can be hung elsewhere, with the tags, lemmas and entity types that the frames read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Doc, Span, Token

from kg.model.errors import UnreadableInput

_CONTRACTED = {"du": 1, "des": 1, "au": 1, "aux": 1}  # where the preposition ends and the article begins
_ENTITIES = {"PER": "PERSON", "LOC": "GPE", "ORG": "ORG"}
_TAGS = {"DET": "DT", "ADJ": "JJ", "NUM": "CD", "ADP": "IN", "PRON": "PRP", "ADV": "RB", "CCONJ": "CC", "SCONJ": "IN"}


@dataclass(frozen=True, slots=True)
class Terms:
    """French words in the frames' own terms, as terms.yaml gives them."""

    lemmas: dict[str, str]
    function: dict[str, str]
    prepositions: dict[tuple[str, ...], str]
    moving: frozenset[str]
    deeds: frozenset[str]
    doers: frozenset[str]


@cache
def load_terms() -> Terms:
    """Give the French terms, as they ship with the package."""
    path = Path(__file__).with_name("lexicons") / "fr" / "terms.yaml"
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    if missing := {"lemmas", "function", "prepositions", "moving", "deeds", "doers"} - set(data):
        raise UnreadableInput(f"{path.name}: no {', '.join(sorted(missing))}")
    prepositions = {tuple(words.split()): norm for words, norm in data["prepositions"].items()}
    lists = (frozenset(data[name]) for name in ("moving", "deeds", "doers"))
    return Terms(data["lemmas"], data["function"], prepositions, *lists)


@dataclass(slots=True, eq=False)
class Node:
    """One word on its way from the labels of the French model to those of the frames; a root is its own head."""

    text: str
    space: bool
    low: str
    french: str
    pos: str
    dep: str
    morph: str
    entity: str
    at: int
    head: Node
    lemma: str = ""
    tag: str = ""
    norm: str = ""

    def hang(self, head: Node, dep: str) -> None:
        """Hang the word on another one; what would close a circle is lifted first."""
        node = head
        while node.head is not node and node is not self:
            if node.head is self:
                node.head, node.dep = (self.head, self.dep) if self.head is not self else (node, "ROOT")
                break
            node = node.head
        self.head, self.dep = head, dep


@dataclass(slots=True)
class Tree:
    """The nodes of one sentence, in order."""

    nodes: list[Node]
    terms: Terms

    def children(self, head: Node) -> list[Node]:
        """Give the words that hang on one, left to right."""
        return [node for node in self.nodes if node.head is head and node is not head]

    def child(self, head: Node, *deps: str) -> Node | None:
        """Give the first word that hangs on one by one of these labels."""
        return next((node for node in self.children(head) if node.dep in deps), None)

    def after(self, node: Node, steps: int = 1) -> Node | None:
        """Give the word so many words further on."""
        at = self.nodes.index(node) + steps
        return self.nodes[at] if 0 <= at < len(self.nodes) else None

    def replace(self, old: Node, new: Node) -> None:
        """Put a word into the place that another one has in the tree."""
        root = old.head is old
        above, dep = old.head, old.dep
        new.head, new.dep = (new, "ROOT") if root or above is new else (above, dep)


def read_tree(sentence: Span) -> Tree:
    """Give the nodes of a parsed sentence."""
    terms = load_terms()
    nodes: list[Node] = []
    mains: dict[int, Node] = {}
    for token in sentence:
        pieces = [_make_node(token, *piece) for piece in _pieces(token)]
        mains[token.i] = pieces[0]
        nodes += pieces
        for article in pieces[1:]:
            article.pos, article.dep, article.french, article.head = "DET", "det", "le", pieces[0]
    for token in sentence:
        mains[token.i].head = mains[token.head.i]
    for node, following in pairwise(nodes):
        if following.dep == "det" and following.head is node and node.dep != "ROOT":
            following.head = node.head  # the article of "du" hangs on the noun
    for number, node in enumerate(nodes):
        node.at = number
        node.lemma = lemma_of(node, terms)
        node.tag = _tag(node)
        node.norm = _norm(node, terms)
    return Tree(nodes, terms)


def lemma_of(node: Node, terms: Terms) -> str:
    """Give the lemma as the frames know it; an adjective keeps its own: "militaire" is a soldier only as a noun."""
    return node.french if node.pos in ("ADJ", "ADV") else terms.lemmas.get(node.french.lower(), node.french)


def _pieces(token: Token) -> Iterator[tuple[str, bool]]:
    cut = _CONTRACTED.get(token.lower_, 0) if token.pos_ == "ADP" and token.dep_ in ("case", "mark") else 0
    if cut:
        yield token.text[:cut], False
        yield token.text[cut:], bool(token.whitespace_)
    else:
        yield token.text, bool(token.whitespace_)


def _make_node(token: Token, text: str, space: bool) -> Node:
    french = token.lemma_.lower() if token.pos_ != "PROPN" else token.lemma_
    node = Node.__new__(Node)
    node.__init__(  # type: ignore[misc]  # a root is its own head, which must exist before it is named
        text, space, text.lower(), french, token.pos_, token.dep_, str(token.morph), _ENTITIES.get(token.ent_type_, ""), 0, node
    )
    return node


def _tag(node: Node) -> str:
    morph = node.morph
    if node.pos in ("VERB", "AUX"):
        if "VerbForm=Inf" in morph:
            return "VB"
        if "VerbForm=Part" in morph:
            return "VBG" if "Tense=Pres" in morph and node.low.endswith("ant") else "VBN"
        return "VBD" if "Tense=Past" in morph or "Tense=Imp" in morph else "VBZ"
    plural = "Number=Plur" in morph
    if node.pos == "NOUN":
        return "NNS" if plural else "NN"
    if node.pos == "PROPN":
        return "NNPS" if plural else "NNP"
    return _TAGS.get(node.pos, node.pos)


def _norm(node: Node, terms: Terms) -> str:
    if node.pos in ("VERB", "AUX", "PROPN"):
        return node.low
    if "Poss=Yes" in node.morph and node.pos == "DET":
        return terms.function.get(node.low, "its")
    if node.pos == "DET" and node.low in ("de", "d'", "des", "d"):
        return "some"
    if node.dep in ("case", "mark") and node.pos == "ADP" and (preposition := terms.prepositions.get((node.low,))):
        return preposition
    if node.dep == "fixed" and node.head.low in ("plus", "moins", "près"):
        return "than"
    if node.pos == "NOUN" and node.low not in terms.function:
        return terms.lemmas.get(node.french, node.low)
    return terms.function.get(node.low.lstrip("-"), node.low.lstrip("-"))


def make_doc(doc: Doc, trees: list[Tree]) -> Doc:
    """Give the document anew, with the same text, of the nodes of its sentences."""
    nodes = [node for tree in trees for node in tree.nodes]
    for number, node in enumerate(nodes):
        node.at = number
    out = Doc(
        doc.vocab,
        words=[node.text for node in nodes],
        spaces=[node.space for node in nodes],
        heads=[node.head.at for node in nodes],
        deps=[node.dep for node in nodes],
        tags=[node.tag for node in nodes],
        pos=[node.pos for node in nodes],
        morphs=[node.morph for node in nodes],
        lemmas=[node.lemma for node in nodes],
        ents=_entity_tags(nodes),
    )
    for token, node in zip(out, nodes, strict=True):
        token.norm_ = node.norm
    return out


def _entity_tags(nodes: list[Node]) -> list[str]:
    tags, before = [], ""
    for node in nodes:
        tags.append(f"{'I' if node.entity == before else 'B'}-{node.entity}" if node.entity else "O")
        before = node.entity
    return tags
