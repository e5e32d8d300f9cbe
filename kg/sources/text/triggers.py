"""Triggers: which words of a sentence are an entry of the lexicon, and whether what it needs stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from kg.sources.text.gazetteer import is_national
from kg.sources.text.lexicon import Entry, Lexicon
from kg.sources.text.syntax import coordinated, doer, is_passive, person_head, prep_phrases, surface_subject, undergoer

_NAMES = frozenset(("GPE", "LOC", "FAC"))
_MEASURES = frozenset("ton tonne batch shipment consignment truckload load wave contingent shipload".split())
_PRONOUNS_OF = {"person": frozenset("they them who he she him her it that which".split())}
_PRONOUNS_OF["force"] = _PRONOUNS_OF["person"] - frozenset("he she him her".split())


@dataclass(frozen=True, slots=True)
class Sight:
    """What the frames layer may look at beside the tree: the lexicon and the words that are times."""

    lexicon: Lexicon
    time_words: Collection[int] = ()
    caption: bool = False


def head_of(words: list[Token]) -> Token:
    """Give the topmost of an entry's words."""
    inside = {t.i for t in words}
    return next((t for t in words if t.head.i not in inside or t.head == t), words[0])


def find_triggers(sentence: Span, sight: Sight) -> Iterator[tuple[Entry, list[Token]]]:
    """Yield the entries that a sentence holds, each with its words."""
    for token in sentence:
        if (not token.is_alpha and "-" not in token.text) or token.i in sight.time_words:  # "the end of March" is no march
            continue
        found = None
        if _is_nominal(token):
            found = _match_noun(token, sight)
        if found is None and token.pos_ in ("VERB", "AUX") and token.dep_ not in ("amod", "compound", "nmod", "aux", "auxpass"):
            found = _match_verb(token, sight)
        if found:
            yield found


def _is_nominal(token: Token) -> bool:
    if token.i + 1 < len(token.doc) and token.doc[token.i + 1].text == "-" and not token.whitespace_:
        return False  # "mine-free", "coup-hit"
    if token.dep_ == "conj" and token.head.dep_ in ("compound", "nmod", "amod") and token.head.head.i > token.i:
        return False  # "suicide and combat drones"
    if token.dep_ in ("compound", "nmod", "npadvmod") and token.head.i == token.i + 1 and token.head.pos_ in ("NOUN", "PROPN"):
        return False
    if token.pos_ == "PROPN" and (token.ent_type_ == "ORG" or _ends_a_name(token)):
        return False
    if token.pos_ in ("NOUN", "PROPN"):
        return True
    if token.tag_ == "VBG" and token.dep_ == "conj":
        return token.head.pos_ in ("NOUN", "PROPN")
    return token.tag_ == "VBG" and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj")


def _ends_a_name(token: Token) -> bool:
    """Tell a word of a name that goes on over a preposition: "Action Against Hunger"."""
    before = token.doc[token.i - 1] if token.i > token.sent.start + 1 else None
    return before is not None and before.pos_ == "ADP" and before.text[:1].isupper()


def _match_noun(token: Token, sight: Sight) -> tuple[Entry, list[Token]] | None:
    for key in dict.fromkeys((sight.lexicon.lemma(token.lemma_), token.norm_)):
        for entry in sight.lexicon.nouns.get(key, ()):
            words = _words_before(token, entry.lemmas[:-1])
            if words is not None and _noun_fits(token, entry) and (sight.caption or not entry.caption):
                return entry, [*words, token]
    return None


def _words_before(token: Token, lemmas: tuple[str, ...]) -> list[Token] | None:
    words: list[Token] = []
    at = token.i - 1
    for lemma in reversed(lemmas):
        while at >= 0 and token.doc[at].text == "-":
            at -= 1
        if at < 0 or lemma not in (token.doc[at].lemma_.lower(), token.doc[at].norm_):
            return None
        words.insert(0, token.doc[at])
        at -= 1
    return words


def _noun_fits(noun: Token, entry: Entry) -> bool:
    beside = {word for c in noun.children if c.i < noun.i for word in (c.lemma_.lower(), "NATION" if is_national(c.text) else "")}
    if "modifier" in entry.needs and beside.isdisjoint(entry.needs["modifier"]):
        return False
    if not beside.isdisjoint(entry.needs.get("not_modifier", ())):
        return False
    if "under" in entry.needs and not (noun.dep_ == "pobj" and noun.head.norm_ in entry.needs["under"]):
        return False
    if not _stands_beside(noun, entry):
        return False
    if "with" not in entry.needs and "not_with" not in entry.needs:
        return True
    near = _near_noun(noun)
    return _has(near, entry, "with") and near.isdisjoint(entry.needs.get("not_with", ()))


def _near_noun(noun: Token) -> set[str]:
    """Give the lemmas around a noun: what hangs on it, also through prepositions, and the word that it hangs on."""
    near = {"poss"} if any(c.dep_ == "poss" for c in noun.children) else set()
    near.update(c.lemma_.lower() for c in noun.children if c.dep_ != "prep" or not _leads_to_time(c))
    near.update(noun.head.lemma_.lower() for _ in (1,) if noun.dep_ in ("dobj", "nsubjpass", "pobj"))
    near.update(person_head(pobj).lemma_.lower() for _, _, pobj in prep_phrases(noun))
    return near


def _leads_to_time(prep: Token) -> bool:
    """Tell "on Monday": no sign that a strike is on somebody."""
    return any(c.dep_ == "pobj" and c.ent_type_ in ("DATE", "TIME") for c in prep.children)


def _has(near: set[str], entry: Entry, need: str) -> bool:
    return need not in entry.needs or not near.isdisjoint(entry.needs[need])


def _match_verb(verb: Token, sight: Sight) -> tuple[Entry, list[Token]] | None:
    for entry in sight.lexicon.verbs.get(sight.lexicon.lemma(verb.lemma_), ()):
        words = _words_below(verb, entry.lemmas[1:])
        if words is not None and _verb_fits(verb, entry):
            return entry, [verb, *words]
    return None


def _words_below(verb: Token, lemmas: tuple[str, ...]) -> list[Token] | None:
    """Give the words of a verb phrase after its verb, or None where one is missing: below it, or the noun above "raised by …"."""
    if not lemmas:
        return []
    near = [t for t in _below(verb, 3) if abs(t.i - verb.i) <= 9]
    near += [t for t in undergoer(verb) if t not in near and not _opens_saying(t)]
    words: list[Token] = []
    for lemma in lemmas:
        spelt = (t for t in near if lemma in (t.lemma_.lower(), t.norm_) and t not in words)
        found = next((t for t in spelt if _is_own(t, verb, lemmas)), None)
        if found is None:
            return None
        words.append(found)
    return words


def _opens_saying(noun: Token) -> bool:
    """Tell "in a statement issued on Sunday, the mission said": there the statement is the mission's."""
    return noun.dep_ == "pobj" and noun.head.norm_ == "in"


def _is_own(word: Token, verb: Token, lemmas: tuple[str, ...]) -> bool:
    """Tell whether a word belongs to the verb phrase, not to a phrase beside it: "opened fire at a base" opens no base."""
    if word.dep_ == "mark" and word.head.head == verb:
        return True  # "called for all sides to talk"
    while word.head != verb and word.head != word:
        word = word.head
        if word.pos_ == "VERB" and word.dep_ in ("advcl", "conj"):
            return False
        if word.dep_ in ("prep", "agent") and word.head == verb and word.norm_ not in lemmas:
            return False
    return word.dep_ not in ("nsubj", "csubj")


def _below(token: Token, depth: int) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in ("relcl", "ccomp") and child.pos_ in ("VERB", "AUX"):
            continue
        yield child
        if depth > 1:
            yield from _below(child, depth - 1)


def _verb_fits(verb: Token, entry: Entry) -> bool:
    needs = entry.needs
    if "not_tag" in needs and verb.tag_ in needs["not_tag"] and not is_passive(verb):
        return False
    if not (_stands_as("object", undergoer, verb, entry) and _stands_as("subject", subjects_of, verb, entry)):
        return False
    if "clause" in needs and not any(_holds(c, needs["clause"]) for c in verb.children if c.dep_ in ("ccomp", "xcomp")):
        return False
    return _stands_beside(verb, entry) and _stands_near(verb, entry)


def _stands_as(slot: str, fillers: Callable[[Token], list[Token]], verb: Token, entry: Entry) -> bool:
    """Tell whether what must stand as object or subject does so, and what must not does not."""
    wanted, barred = entry.needs.get(slot), entry.needs.get(f"not_{slot}")
    if wanted is None and barred is None:
        return True
    tokens = fillers(verb)
    if wanted is not None and not any(_is_a(t, wanted) for t in tokens):
        return False
    return barred is None or not any(_is_a(t, barred) for t in tokens)


def _stands_near(verb: Token, entry: Entry) -> bool:
    """Tell whether what must stand below a verb, or beside it in front of "or", does so, and what must not does not."""
    if "with" not in entry.needs and "not_with" not in entry.needs:
        return True
    below = list(_below(verb, 3))
    near = {t.lemma_.lower() for t in below} | {t.norm_ for t in verb.children}
    if verb.dep_ == "conj":
        near |= {c.norm_ for c in verb.head.children if c.dep_ == "cc"}  # "must disarm or face sanctions"
    barred = entry.needs.get("not_with", ())
    return _has(near, entry, "with") and not any(t.lemma_.lower() in barred and t.pos_ != "VERB" for t in below)


def _holds(clause: Token, words: Collection[str]) -> bool:
    """Tell whether a clause has a modal verb or opens a condition with one of the words: "must leave", "will stay out unless"."""
    below = [w for c in clause.children if c.dep_ == "advcl" for w in c.children]
    return any(c.norm_ in words and c.dep_ in ("aux", "mark", "advmod") for c in (*clause.children, *below))


def _stands_beside(word: Token, entry: Entry) -> bool:
    """Tell whether what an entry wants after a preposition stands there ("fired on the crowd", not "fired on Friday")."""
    return not entry.beside or any(_is_a(noun, entry.beside.get(name, ())) for name, _, noun in prep_phrases(word))


def subjects_of(verb: Token) -> list[Token]:
    """Give the doers of a verb, else its surface subject."""
    found = doer(verb)
    surface = surface_subject(verb)
    return found if found or surface is None else coordinated(surface)


def _is_a(token: Token, words: Collection[str]) -> bool:
    noun = person_head(token)
    if noun.lemma_.lower() in _MEASURES and (inner := [t for name, _, t in prep_phrases(noun) if name == "of"]):
        return any(_is_a(t, words) for t in inner)  # "tons of food", "a first batch of troops"
    if "any" in words or noun.lemma_.lower() in words or noun.norm_ in words or (noun.norm_ == "bases" and "base" in words):
        return True
    if (noun.ent_type_ in _NAMES and "PLACE" in words) or (noun.pos_ == "PROPN" and "NAME" in words):
        return True
    if "PLACE" in words and noun.pos_ == "PROPN" and noun.ent_type_ not in ("ORG", "NORP") and noun.norm_ in _city_names(noun):
        return True
    if any(name in words and noun.norm_ in pronouns for name, pronouns in _PRONOUNS_OF.items()):
        return True
    if noun.pos_ == "NUM" and ("NUMBER" in words or "person" in words):
        return True
    if noun.ent_type_ == "NORP" and noun.tag_ in ("NNS", "NNPS"):  # "Americans"
        return "person" in words
    return noun.ent_type_ == "PERSON" and ("PERSON" in words or "person" in words)


def _city_names(noun: Token) -> Collection[str]:
    """Give the name where it is introduced as a town or area ("areas of Parwan Province"), or joined to one that is."""
    joined = [c for c in noun.children if c.dep_ == "conj"]
    return (noun.norm_,) if noun.ent_type_ in ("PERSON", "") or joined else ()
