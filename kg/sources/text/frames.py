"""Frames: which words of a sentence tell of an event, and which nouns stand in which of its roles. A walk over the tree."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from kg.model.terms import EventType, Role, Stance
from kg.sources.text.gazetteer import is_country, is_national
from kg.sources.text.lexicon import Entry, Lexicon
from kg.sources.text.numbers import Number
from kg.sources.text.places import PlaceMention
from kg.sources.text.syntax import (
    PRONOUNS,
    RELATIVE,
    coordinated,
    doer,
    is_passive,
    person_head,
    prep_phrases,
    surface_subject,
    undergoer,
)
from kg.sources.text.times import Time

VIOLENT: frozenset[EventType] = frozenset(("clash", "attack", "bombing", "air-strike", "shelling", "killing", "riot"))
_AFFECT = frozenset("destroy damage hit strike target level rock devastate kill wound injure raze shake".split())
_NO_FILLER = frozenset(
    "statement report video incident situation responsibility power accusation allegation comment question matter abuse security "
    "violence life injury body gunfire fire death casualty wound news way damage action measure effort time day week month year "
    "toll number control operation decision result vote election".split()
)
_PARTITIVE = frozenset(("series", "wave", "number", "signing", "spate", "part", "string", "surge"))
_OWNED = frozenset(
    "insurgency campaign offensive rebellion war operation rule regime".split()
)  # what does a thing stands for whose it is
_NUMBERS = frozenset("dozens hundreds thousands scores millions several many".split())
_NAMES = frozenset(("GPE", "LOC", "FAC"))
_PLURAL_PRONOUNS = frozenset(("they", "them", "who", "he", "she", "it", "that", "which"))


@dataclass(slots=True, eq=False)
class Draft:
    """An event on its way to a claim: its entry and trigger, and what the layers have found out about it so far."""

    entry: Entry
    type: EventType
    trigger: Token
    words: list[Token]
    roles: list[tuple[Role, Token]] = field(default_factory=list)
    counted: list[Token] = field(default_factory=list)
    counts: list[tuple[Token, str, Number]] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    said: list[Time] = field(default_factory=list)
    extra: list[Token] = field(default_factory=list)
    merged: list[Token] = field(default_factory=list)
    claimant: Token | None = None
    report: Token | None = None
    speech: Draft | None = None
    stance: Stance = "asserts"
    negated: bool = False
    planned: bool = False
    presupposed: bool = False
    pointed: Token | None = None
    dropped: str | None = None

    def fillers(self, *roles: str) -> list[Token]:
        """Give the nouns in these roles."""
        return [token for role, token in self.roles if role in roles]

    def add(self, role: Role, token: Token) -> None:
        """Put a noun into a role, once."""
        if not any(token == other for _, other in self.roles):
            self.roles.append((role, token))


@dataclass(frozen=True, slots=True)
class Sight:
    """What the frames layer may look at beside the tree: the lexicon and the words that are times."""

    lexicon: Lexicon
    time_words: Collection[int] = ()
    caption: bool = False


def find_drafts(sentence: Span, sight: Sight) -> list[Draft]:
    """Give a draft for each event that a word of the sentence tells of, in order, roles filled."""
    drafts: list[Draft] = []
    used: set[int] = set()
    candidates = sorted(_matches(sentence, sight), key=lambda m: -len(m[1]))
    for entry, words in candidates:
        if not used.intersection(t.i for t in words):
            used.update(t.i for t in words)
            drafts.append(Draft(entry, entry.type, _head_of(words), words))
    drafts.sort(key=lambda d: d.trigger.i)
    triggers = {d.trigger.i for d in drafts}
    for draft in drafts:
        fill_roles(draft, triggers, sight)
    return drafts


def _head_of(words: list[Token]) -> Token:
    inside = {t.i for t in words}
    return next((t for t in words if t.head.i not in inside or t.head == t), words[0])


def _matches(sentence: Span, sight: Sight) -> Iterator[tuple[Entry, list[Token]]]:
    for token in sentence:
        if not token.is_alpha and "-" not in token.text:
            continue
        found = None
        if _is_nominal(token):
            found = _match_noun(token, sight)
        if found is None and token.pos_ in ("VERB", "AUX") and token.dep_ not in ("amod", "compound", "nmod", "aux", "auxpass"):
            found = _match_verb(token, sight)
        if found:
            yield found


def _is_nominal(token: Token) -> bool:
    if token.dep_ in ("compound", "nmod", "npadvmod") and token.head.i == token.i + 1 and token.head.pos_ in ("NOUN", "PROPN"):
        return False
    if token.pos_ == "PROPN" and token.ent_type_ == "ORG":
        return False
    if token.pos_ in ("NOUN", "PROPN"):
        return True
    return token.tag_ == "VBG" and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "conj")


def _match_noun(token: Token, sight: Sight) -> tuple[Entry, list[Token]] | None:
    for key in dict.fromkeys((sight.lexicon.lemma(token.lemma_), token.lower_)):
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
        if at < 0 or lemma not in (token.doc[at].lemma_.lower(), token.doc[at].lower_):
            return None
        words.insert(0, token.doc[at])
        at -= 1
    return words


def _noun_fits(noun: Token, entry: Entry) -> bool:
    if "modifier" in entry.needs and not any(c.lemma_.lower() in entry.needs["modifier"] for c in noun.children):
        return False
    if "under" in entry.needs and not (noun.dep_ == "pobj" and noun.head.lower_ in entry.needs["under"]):
        return False
    if "with" not in entry.needs:
        return True
    near = {"poss"} if any(c.dep_ == "poss" for c in noun.children) else set()
    near.update(c.lemma_.lower() for c in noun.children)
    near.update(noun.head.lemma_.lower() for _ in (1,) if noun.dep_ in ("dobj", "nsubjpass", "pobj"))
    near.update(person_head(pobj).lemma_.lower() for _, _, pobj in prep_phrases(noun))
    return bool(near & entry.needs["with"])


def _match_verb(verb: Token, sight: Sight) -> tuple[Entry, list[Token]] | None:
    for entry in sight.lexicon.verbs.get(sight.lexicon.lemma(verb.lemma_), ()):
        words = _words_below(verb, entry.lemmas[1:])
        if words is not None and _verb_fits(verb, entry):
            return entry, [verb, *words]
    return None


def _words_below(verb: Token, lemmas: tuple[str, ...]) -> list[Token] | None:
    if not lemmas:
        return []
    near = [t for t in _below(verb, 3) if abs(t.i - verb.i) <= 9]
    words = []
    for lemma in lemmas:
        found = next((t for t in near if lemma in (t.lemma_.lower(), t.lower_) and t not in words), None)
        if found is None:
            return None
        words.append(found)
    return words


def _below(token: Token, depth: int) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in ("relcl", "ccomp") and child.lemma_ != "dead":
            continue
        yield child
        if depth > 1:
            yield from _below(child, depth - 1)


def _verb_fits(verb: Token, entry: Entry) -> bool:
    needs = entry.needs
    if "not_tag" in needs and verb.tag_ in needs["not_tag"] and not is_passive(verb):
        return False
    if "object" in needs and not any(_is_a(t, needs["object"]) for t in undergoer(verb)):
        return False
    if "not_object" in needs and any(_is_a(t, needs["not_object"]) for t in undergoer(verb)):
        return False
    if "subject" in needs and not any(_is_a(t, needs["subject"]) for t in _subjects(verb)):
        return False
    if "with" in needs:
        near = {t.lemma_.lower() for t in _below(verb, 3)} | {t.lower_ for t in verb.children}
        return bool(near & needs["with"])
    return True


def _subjects(verb: Token) -> list[Token]:
    found = doer(verb)
    surface = surface_subject(verb)
    return found if found or surface is None else coordinated(surface)


def _is_a(token: Token, words: Collection[str]) -> bool:
    noun = person_head(token)
    if "any" in words or noun.lemma_.lower() in words or noun.lower_ in words or (noun.lower_ == "bases" and "base" in words):
        return True
    if (noun.ent_type_ in _NAMES and "PLACE" in words) or (noun.pos_ == "PROPN" and "NAME" in words):
        return True
    if "PLACE" in words and noun.pos_ == "PROPN" and noun.ent_type_ not in ("ORG", "NORP") and noun.lower_ in _city_names(noun):
        return True
    if noun.lower_ in _PLURAL_PRONOUNS and ("person" in words or "force" in words):
        return True
    if noun.pos_ == "NUM" and ("NUMBER" in words or "person" in words):
        return True
    return noun.ent_type_ == "PERSON" and ("PERSON" in words or "person" in words)


def _city_names(noun: Token) -> Collection[str]:
    """Give the name where it is introduced as a town or area ("areas of Parwan Province"), or joined to one that is."""
    joined = [c for c in noun.children if c.dep_ == "conj"]
    return (noun.lower_,) if noun.ent_type_ in ("PERSON", "") or joined else ()


def fill_roles(draft: Draft, triggers: Collection[int], sight: Sight) -> None:
    """Put the nouns around the trigger into the roles that its entry gives to their slots."""
    slots = _noun_slots(draft, sight) if draft.entry.pos == "nouns" else _verb_slots(draft)
    late: list[tuple[Role, Token]] = []
    for slot, token in slots:
        found = draft.entry.role(slot)
        if found and found[0] == "target":
            draft.counted.append(token)
        if not found or not _can_fill(token, slot, triggers, sight):
            continue
        role, optional = found
        if optional:
            late.append((role, token))
        else:
            draft.add(role, token)
    for role, token in late:
        if not draft.fillers(role) or any(t for r, t in late if r == role and draft.roles[-1][1] == t):
            draft.add(role, token)
    _one_sided(draft)


def _one_sided(draft: Draft) -> None:
    """A ceasefire that one side declares has an agent, not a party."""
    if draft.type == "ceasefire" and len(draft.roles) == 1 and not _is_plural(draft.roles[0][1]):
        draft.roles = [("agent", draft.roles[0][1])]


def _is_plural(token: Token) -> bool:
    return token.tag_ in ("NNS",) or token.lower_ in ("they", "both")


def _verb_slots(draft: Draft) -> Iterator[tuple[str, Token]]:
    verb = draft.trigger
    for token in doer(verb):
        owners = [c for c in token.children if c.dep_ == "poss"] if token.lemma_.lower() in _OWNED else []
        yield from (("subject", owner) for owner in owners or [token])
    for token in undergoer(verb):
        yield "object", token
    for dative in (c for c in verb.children if c.dep_ == "dative" and c.pos_ in ("NOUN", "PROPN", "PRON")):
        for token in coordinated(dative):
            yield "dative", token
    for name, _, token in prep_phrases(verb):
        yield name, token
    for word in draft.words:
        if word.pos_ == "VERB" and word != verb and not undergoer(verb):
            yield from (("object", token) for token in undergoer(word))
        if word != verb:
            for name, _, token in prep_phrases(word):
                yield name, token


def _noun_slots(draft: Draft, sight: Sight) -> Iterator[tuple[str, Token]]:
    noun = draft.trigger
    yield "self", noun
    yield from ((name, token) for name, _, token in prep_phrases(noun))
    for child in noun.children:
        if child.dep_ == "poss":
            yield from (("poss", token) for token in coordinated(child))
        elif child.dep_ in ("compound", "amod", "nmod", "npadvmod") and child not in draft.words:
            yield from _modifier_slots(child)
        elif child.dep_ in ("acl", "relcl"):
            yield from _clause_slots(child, sight)
    if draft.entry.caption:
        yield "subject", noun.sent.root
    yield from _support_slots(noun, sight, draft.entry.needs)


def _modifier_slots(child: Token) -> Iterator[tuple[str, Token]]:
    if child.tag_ == "VBN" and child.lower_ == "led":
        yield from (("led", c) for c in child.children if c.dep_ in ("npadvmod", "compound"))
    elif is_national(child.text) or (child.ent_type_ in ("NORP", "ORG", "GPE") and child.pos_ == "PROPN"):
        yield "mod", child


def _clause_slots(verb: Token, sight: Sight) -> Iterator[tuple[str, Token]]:
    """Give the slots in a clause after the noun: "talks held between …", "a truce brokered by …", "an attack carried out by …"."""
    lists = sight.lexicon.lists
    if verb.lemma_ in lists["broker"]:
        yield from (("broker", token) for token in doer(verb))
    elif verb.lemma_ in lists["support"] or verb.lemma_ in ("target", "involve", "hold"):
        if is_passive(verb):
            yield from (("subject", token) for token in doer(verb))
        elif verb.lemma_ in ("target", "involve"):
            slot = {"target": "object", "involve": "involving"}[verb.lemma_]
            yield from ((slot, t) for c in verb.children if c.dep_ == "dobj" for t in coordinated(c))
        yield from ((name, token) for name, _, token in prep_phrases(verb) if name in ("between", "against", "with", "by"))


def _support_slots(noun: Token, sight: Sight, draft_needs: Collection[str]) -> Iterator[tuple[str, Token]]:
    """Give the slots that the verb above the noun fills: "carried out an attack", "came under attack", "agreed to a truce"."""
    lists = sight.lexicon.lists
    holder, prep = noun, ""
    while holder.dep_ in ("pobj", "prep", "conj") and holder.head != holder and holder.head.pos_ not in ("VERB", "AUX"):
        if holder.dep_ == "pobj":
            prep = holder.head.lower_
            if prep == "of" and holder.head.head.lemma_ not in _PARTITIVE:
                return
        if holder.dep_ == "conj" and holder.head.pos_ not in ("NOUN", "PROPN"):
            return
        if holder.dep_ == "prep" and holder.head.lemma_ not in _PARTITIVE:
            return
        holder = holder.head
    verb = holder.head
    if verb == holder or verb.pos_ not in ("VERB", "AUX"):
        return
    as_object = holder.dep_ in ("dobj", "nsubjpass")
    if verb.lemma_ in _AFFECT and (holder.dep_ == "nsubj" or (holder.dep_ in ("agent", "prep") and prep in ("by", "in"))):
        yield from (("object", token) for token in undergoer(verb) if token != noun)
    elif verb.lemma_ in lists["suffer"] and (as_object or prep == "under"):
        yield from (("object", token) for token in _subjects(verb))
    elif prep in ("in", "during") and "under" in draft_needs:
        yield from (("subject", token) for token in _subjects(verb))
    elif verb.lemma_ in lists["support"] and (as_object or prep in ("to", "on", "out", "in", "with", "up", "forward")):
        yield from (("subject", token) for token in doer(verb))
        if as_object:
            yield from ((name, t) for name, _, t in prep_phrases(verb) if name in ("against", "with", "between", "on"))
    elif holder.dep_ == "nsubj":
        yield from ((name, t) for name, _, t in prep_phrases(verb) if name in ("between",))
    elif prep == "with" and verb.lemma_ in ("retaliate", "respond", "reply", "hit"):
        yield from (("subject", token) for token in doer(verb))


def _can_fill(token: Token, slot: str, triggers: Collection[int], sight: Sight) -> bool:
    noun = person_head(token)
    if token.i in sight.time_words or noun.i in sight.time_words or noun.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT"):
        return False
    if slot == "self":
        return True
    if noun.i in triggers or (noun.lemma_.lower() in sight.lexicon.nouns and noun.pos_ == "NOUN"):
        return noun.lemma_.lower() == "suicide bomber" or noun.lower_ in ("bombers", "bomber")
    if noun.pos_ == "NUM" or noun.lower_ in _NUMBERS or noun.lemma_.lower() in ("other", "more"):
        return False
    if noun.lower_ in RELATIVE or noun.lower_ in (
        "nobody",
        "none",
        "noone",
        "one",
        "there",
        "this",
        "these",
        "what",
        "all",
        "which",
        "us",
        "we",
        "i",
        "you",
        "himself",
        "themselves",
        "itself",
    ):
        return False
    if slot == "at" and noun.ent_type_ == "GPE":
        return False
    if slot == "to" and noun.pos_ not in ("NOUN", "PROPN", "PRON"):
        return False
    if slot in ("on", "at", "from") and noun.lemma_.lower() in ("border", "front", "ground", "basis", "side", "behalf"):
        return False
    return noun.lemma_.lower() not in _NO_FILLER and (
        noun.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET") or noun.lower_ in PRONOUNS
    )


def is_doer_adjective(token: Token) -> bool:
    """Tell a state's adjective or name that stands for the doer."""
    return is_national(token.text) or is_country(token.text)
