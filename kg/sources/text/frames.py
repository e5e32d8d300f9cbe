"""Frames: which words of a sentence tell of an event, and which nouns stand in which of its roles. A walk over the tree."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from kg.model.terms import CountKind, EventType, Role, Stance
from kg.sources.text.gazetteer import is_country, is_national
from kg.sources.text.lexicon import Entry
from kg.sources.text.numbers import Number
from kg.sources.text.places import PlaceMention
from kg.sources.text.syntax import (
    RELATIVE,
    SUBJECTS,
    coordinated,
    doer,
    is_passive,
    is_pronoun,
    person_head,
    prep_phrases,
    undergoer,
)
from kg.sources.text.times import Time
from kg.sources.text.triggers import Sight, find_triggers, head_of, subjects_of

VIOLENT: frozenset[EventType] = frozenset(("clash", "attack", "bombing", "air-strike", "shelling", "killing", "riot"))
_AFFECT = frozenset(
    "destroy damage hit strike target level rock devastate kill wound injure raze shake flatten obliterate wreck".split()
)
_NO_FILLER = frozenset(
    "statement report video incident situation responsibility power accusation allegation comment question matter "
    "abuse security violence life injury body gunfire fire death casualty wound news way damage action measure "
    "effort time day week month year toll number control operation decision result vote election dawn dusk noon midnight "
    "night scene tax law bill price rise hike cost reform austerity".split()
)
_LIGHT = ("to", "on", "out", "in", "with", "up", "forward")
_PARTITIVE = frozenset(("series", "wave", "number", "signing", "spate", "part", "string", "surge"))
_OWNED = frozenset(
    "insurgency campaign offensive rebellion war operation rule regime".split()
)  # what does a thing stands for whose it is
_NOBODY = frozenset(
    "nobody none noone one another there this these what all which us we i you himself herself themselves itself".split()
)  # words that name nobody; "US" as a name is not among them
_WAYS = frozenset("road street highway motorway motorcycle motorbike boat river foot horseback outskirts roadside front".split())
_NUMBERS = frozenset("dozens hundreds thousands scores millions several many".split())


@dataclass(slots=True, eq=False)
class Draft:
    """An event on its way to a claim: its entry and trigger, and what the layers have found out about it so far."""

    entry: Entry
    type: EventType
    trigger: Token
    words: list[Token]
    roles: list[tuple[Role, Token]] = field(default_factory=list)
    counted: list[Token] = field(default_factory=list)
    counts: list[tuple[Token, CountKind, Number]] = field(default_factory=list)
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
    meant: bool = False  # points to an event told before, and not by a noun: "claims responsibility"
    dropped: str | None = None

    def fillers(self, *roles: str) -> list[Token]:
        """Give the nouns in these roles."""
        return [token for role, token in self.roles if role in roles]

    def add(self, role: Role, token: Token) -> None:
        """Put a noun into a role, once."""
        if not any(token == other for _, other in self.roles):
            self.roles.append((role, token))


def find_drafts(sentence: Span, sight: Sight) -> list[Draft]:
    """Give a draft for each event that a word of the sentence tells of, in order, roles filled."""
    drafts: list[Draft] = []
    used: set[int] = set()
    candidates = sorted(find_triggers(sentence, sight), key=lambda m: -len(m[1]))
    for entry, words in candidates:
        if not used.intersection(t.i for t in words):
            used.update(t.i for t in words)
            drafts.append(Draft(entry, entry.type, head_of(words), words))
    drafts.sort(key=lambda d: d.trigger.i)
    triggers = {d.trigger.i for d in drafts}
    for draft in drafts:
        fill_roles(draft, triggers, sight)
    return drafts


def fill_roles(draft: Draft, triggers: Collection[int], sight: Sight) -> None:
    """Put the nouns around the trigger into the roles that its entry gives to their slots."""
    slots = _noun_slots(draft, sight) if draft.entry.pos == "nouns" else _verb_slots(draft)
    late: list[tuple[Role, Token]] = []
    for slot, token in slots:
        found = draft.entry.role(slot)
        if found and found[0] == "target":
            draft.counted.append(token)
            if slot == "of" and draft.type == "killing" and person_head(token).i in triggers:
                draft.dropped = "about another event, and nobody's death"
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
    _disarm(draft, sight.lexicon.classes.get("munition", frozenset()))
    _one_sided(draft)


def _disarm(draft: Draft, munitions: Collection[str]) -> None:
    """Take for the doer whose weapon it was ("Russian missiles"): a weapon does nothing of its own."""
    for role, token in list(draft.roles):
        if role == "agent" and person_head(token).lemma_.lower() in munitions:
            draft.roles.remove((role, token))
            for child in token.children:
                if child.dep_ == "poss" or (child.dep_ in ("amod", "compound", "nmod") and is_doer_adjective(child)):
                    draft.add("agent", child)


def _one_sided(draft: Draft) -> None:
    """Make the only side of a ceasefire its agent."""
    if draft.type == "ceasefire" and len(draft.roles) == 1 and not _is_plural(draft.roles[0][1]):
        draft.roles = [("agent", draft.roles[0][1])]


def _is_plural(token: Token) -> bool:
    return token.tag_ in ("NNS",) or token.norm_ in ("they", "both")


def _verb_slots(draft: Draft) -> Iterator[tuple[str, Token]]:
    verb = draft.trigger
    for token in doer(verb):
        owners = [c for c in token.children if c.dep_ == "poss"] if token.lemma_.lower() in _OWNED else []
        yield from (("subject", owner) for owner in owners or [token])
    objects = undergoer(verb)
    yield from (("object", token) for token in objects)
    if any("/" in slot for slot in draft.entry.roles):
        yield from _inner_slots(verb, objects)
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


def _inner_slots(verb: Token, objects: Collection[Token]) -> Iterator[tuple[str, Token]]:
    """Give the slots of the object ("demanded an admission by …", "rejected an Indian plan") and of the clause below."""
    for noun in dict.fromkeys(inner for token in objects for inner in (token, person_head(token))):
        yield from ((f"object/{name}", token) for name, _, token in prep_phrases(noun))
        for child in noun.children:
            if child.dep_ == "poss":
                yield from (("object/poss", token) for token in coordinated(child))
            elif child.dep_ in ("compound", "amod", "nmod"):
                yield from (("object/mod", token) for _, token in _modifier_slots(child))
    above = (verb, *objects)  # "repeated its demand that X leave"
    below = [c for word in above for c in word.children]
    below = [
        c
        for c in below
        if c.dep_ in ("ccomp", "xcomp", "acl") or (c.dep_ == "advcl" and any(m.norm_ == "for" for m in c.children))
    ]
    for clause in below:
        own = [c for c in clause.children if c.dep_ in SUBJECTS]
        yield from (("content/subject", token) for subject in own for token in coordinated(subject))
        yield from (("content/object", token) for token in undergoer(clause) if token not in own and _may_act(token))
        for word in (clause, *undergoer(clause)):
            yield from ((f"content/{name}", token) for name, _, token in prep_phrases(word))


def _may_act(noun: Token) -> bool:
    """Tell a name of somebody, or a pronoun: what may be threatened."""
    return noun.pos_ in ("PROPN", "PRON") or noun.ent_type_ in ("PERSON", "ORG", "NORP", "GPE")


def _noun_slots(draft: Draft, sight: Sight) -> Iterator[tuple[str, Token]]:
    noun = draft.trigger
    yield "self", noun
    yield from ((name, token) for name, _, token in prep_phrases(noun))
    for child in noun.children:
        if child.dep_ == "poss":
            yield from (("poss", token) for token in coordinated(child))
        elif child.dep_ in ("compound", "amod", "nmod", "npadvmod") and child not in draft.words:
            yield from _modifier_slots(child)
            if child.lemma_.lower() in sight.lexicon.classes["doer"]:
                yield "mod", child
        elif child.dep_ in ("acl", "relcl"):
            yield from _clause_slots(child, sight)
    if draft.entry.caption:
        yield "subject", noun.sent.root
    yield from _support_slots(noun, sight, draft.entry.needs)


def _modifier_slots(child: Token) -> Iterator[tuple[str, Token]]:
    if child.tag_ == "VBN" and child.norm_ == "led":
        yield from (("led", c) for c in child.children if c.dep_ in ("npadvmod", "compound"))
    elif is_national(child.text) or (child.ent_type_ in ("NORP", "ORG", "GPE") and child.pos_ == "PROPN"):
        yield "mod", child


def _clause_slots(verb: Token, sight: Sight) -> Iterator[tuple[str, Token]]:
    """Give the slots in a clause after the noun: "talks held between …", "a truce brokered by …"."""
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


def _support_slots(noun: Token, sight: Sight, needs: Collection[str]) -> Iterator[tuple[str, Token]]:
    """Give the slots that the verb above the noun fills: "carried out an attack", "came under attack", "agreed to a truce"."""
    holder, prep = _holder_of(noun)
    verb = holder.head
    if verb == holder or verb.pos_ not in ("VERB", "AUX"):
        return
    lists = sight.lexicon.lists
    as_object = holder.dep_ in ("dobj", "nsubjpass")
    if verb.lemma_ in _AFFECT and (holder.dep_ == "nsubj" or (holder.dep_ in ("agent", "prep") and prep in ("by", "in"))):
        yield from (("object", token) for token in undergoer(verb) if token != noun)
    elif verb.lemma_ in lists["suffer"] and (as_object or prep == "under"):
        yield from (("object", token) for token in subjects_of(verb))
    elif prep in ("in", "during") and "under" in needs:
        yield from (("subject", token) for token in subjects_of(verb))
    elif (verb.lemma_ in lists["support"] and (as_object or prep in _LIGHT)) or (
        prep == "with" and verb.lemma_ in ("retaliate", "respond", "reply", "hit")
    ):
        yield from (("subject", token) for token in doer(verb))
    beside = ("against", "with", "between", "on") if as_object and verb.lemma_ in lists["support"] else ("between",)
    if as_object or holder.dep_ == "nsubj":
        yield from ((name, token) for name, _, token in prep_phrases(verb) if name in beside)


def _holder_of(noun: Token) -> tuple[Token, str]:
    """Give the word through which a noun hangs on its verb ("a series of raids"), and the last preposition on the way."""
    holder, prep = noun, ""
    while holder.dep_ in ("pobj", "prep", "conj") and holder.head != holder and holder.head.pos_ not in ("VERB", "AUX"):
        above = holder.head
        if holder.dep_ == "pobj":
            prep = above.norm_
        elif above.lemma_ not in _PARTITIVE and not (holder.dep_ == "conj" and above.pos_ in ("NOUN", "PROPN")):
            return noun, ""
        holder = above
    return holder, prep


def _can_fill(token: Token, slot: str, triggers: Collection[int], sight: Sight) -> bool:
    noun = person_head(token)
    if token.i in sight.time_words or noun.i in sight.time_words or noun.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT"):
        return False
    if slot == "self":
        return True
    if noun.i in triggers or (noun.pos_ == "NOUN" and _is_event_word(noun, sight)):
        return noun.norm_ in ("bombers", "bomber")  # who bombs is somebody, and tells of a bombing
    if noun.pos_ == "NUM" or noun.norm_ in _NUMBERS or noun.lemma_.lower() in ("other", "more"):
        return False
    if noun.norm_ in RELATIVE or (noun.pos_ != "PROPN" and noun.norm_ in _NOBODY):
        return False
    if slot == "at" and (noun.ent_type_ == "GPE" or (noun.norm_ == "home" and not list(noun.children))):
        return False
    if not any(c.isalnum() for c in noun.text) or (slot in ("at", "on", "in") and noun.lemma_.lower() in _WAYS):
        return False
    if slot == "to" and noun.pos_ not in ("NOUN", "PROPN", "PRON"):
        return False
    if slot in ("on", "at", "from") and noun.lemma_.lower() in ("border", "front", "ground", "basis", "side", "behalf"):
        return False
    return noun.lemma_.lower() not in _NO_FILLER and (
        noun.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET") or is_pronoun(noun)
    )


def _is_event_word(noun: Token, sight: Sight) -> bool:
    """Tell a noun that by itself tells of an event; "patrol" does so only in a caption, "post" only after "in"."""
    entries = sight.lexicon.nouns.get(noun.lemma_.lower(), ())
    return any(len(e.lemmas) == 1 and not e.caption and "under" not in e.needs for e in entries)


def is_doer_adjective(token: Token) -> bool:
    """Tell a state's adjective or name that stands for the doer."""
    return is_national(token.text) or is_country(token.text)
