"""Binding: which place of a sentence belongs to which of its events, and which events of it are one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from kg.model.terms import PlaceRelation
from kg.sources.text.frames import VIOLENT, Draft
from kg.sources.text.lexicon import load_lexicon
from kg.sources.text.places import PlaceMention
from kg.sources.text.syntax import ancestors, coordinated, doer, person_head, prep_phrases, surface_subject

_CROSSED = frozenset(("relcl", "ccomp", "parataxis"))
_EMPTY = frozenset("people other person more one victim member".split())
_MOVING = frozenset(("withdrawal", "deployment", "displacement", "insurgency", "aid"))


def bind_places(drafts: Sequence[Draft], mentions: Iterable[PlaceMention]) -> None:
    """Give each place to the event that it locates: the nearest above the word that it hangs on."""
    table = table_of(drafts)
    for mention in mentions:
        for draft in owners_of(mention.anchor, table, drafts):
            if (placed := _placed(mention, draft)) is not None:
                draft.places.append(placed)
        for draft in drafts:
            if placed := _placed_by_clause(mention, draft):
                draft.places.append(placed)
    for draft in drafts:
        if not draft.places:
            _share_places(draft, drafts)


def _placed(mention: PlaceMention, draft: Draft) -> PlaceMention | None:
    """Give the place as it locates an event; None where it does not: the speaker's place, or whence a victim comes."""
    if mention.token in draft.words or _is_of_speaker(mention, draft):
        return None
    way = mention.anchor.head.norm_ if mention.anchor.dep_ == "pobj" and mention.relation == "in" else ""
    if draft.type in _MOVING and way in _WAYS:  # "from its station in X", "to a camp in Y"
        return replace(mention, relation=_WAYS[way])
    if draft.type not in _MOVING and mention.relation in ("from", "to"):
        if draft.type == "abduction" and mention.relation == "from":
            return replace(mention, relation="in")
        return mention if draft.type in (*VIOLENT, "protest") and mention.anchor in draft.words else None
    if mention.undergoes and not (draft.type in (*VIOLENT, *_BEFALL) and mention.anchor in (*draft.words, *draft.merged)):
        return None
    if draft.type == "sanction" and mention.anchor in draft.words:  # "sanctions on Mali" befall it; they are not there
        return None
    return mention


_WAYS: dict[str, PlaceRelation] = {"from": "from", "to": "to", "into": "to"}
_BEFALL = frozenset(("capture", "withdrawal", "deployment", "presence", "displacement"))


def _is_of_speaker(mention: PlaceMention, draft: Draft) -> bool:
    speaker = draft.claimant
    return speaker is not None and draft.report is not None and mention.anchor in (speaker, *coordinated(speaker))


def _placed_by_clause(mention: PlaceMention, draft: Draft) -> PlaceMention | None:
    """Give the place of an event told in a clause on it: "the cathedral, which was bombed", "Kunduz, where clashes broke out"."""
    clause = next((t for t in (draft.trigger, *ancestors(draft.trigger)) if t.dep_ in _CROSSED), None)
    if clause is None or clause.dep_ != "relcl" or clause.head != mention.token:
        return None
    within = any(t.norm_ == "where" and t.head == clause for t in clause.lefts)
    within = within or any(t.norm_ == "which" and t.dep_ == "pobj" and t.head.norm_ in ("in", "at", "on") for t in clause.subtree)
    befallen = clause == draft.trigger and any(t.norm_ == "which" and t.dep_ in ("nsubjpass", "dobj") for t in clause.lefts)
    housed = draft.type == "presence" and clause == draft.trigger  # "the camp, which houses …"
    return replace(mention, relation="in") if within or housed or (befallen and draft.type in (*VIOLENT, "capture")) else None


def _share_places(draft: Draft, drafts: Sequence[Draft]) -> None:
    """Take the places of the means ("violating a truce by attacking … near X") or of the first of joined verbs."""
    for other in drafts:
        if other is draft or not other.places:
            continue
        chain = other.trigger.dep_ == "pcomp" and other.trigger.head.head == draft.trigger
        joined = draft.trigger.dep_ == "conj" and draft.trigger.head in (*other.words, *other.merged)
        if chain or (joined and draft.entry.pos == "verbs" and draft.type in VIOLENT):
            draft.places = [p for p in other.places if not p.undergoes]
            return


def table_of(drafts: Sequence[Draft]) -> dict[int, Draft]:
    """Give the draft of each word that tells of one."""
    table = {word.i: draft for draft in drafts for word in draft.merged}
    table.update((word.i, draft) for draft in drafts for word in draft.words)
    return table


def owners_of(start: Token, table: Mapping[int, Draft], drafts: Sequence[Draft]) -> list[Draft]:
    """Give the drafts that a word belongs to: the first on the way up, or those below the first plain verb on the way."""
    for node in (start, *ancestors(start)):
        if node.i in table:
            return [table[node.i]]
        if node.pos_ in ("VERB", "AUX"):
            below = [d for d in drafts if _hangs_below(d.trigger, node)]
            if below:
                return below
        if node.dep_ == "relcl" and node.pos_ == "VERB" and node.head.i in table:  # "the attacks that occurred at …"
            return [table[node.head.i]]
        if node.dep_ in ("ccomp", "relcl", "parataxis"):
            return []
    return []


def _hangs_below(trigger: Token, verb: Token) -> bool:
    """Tell whether an event belongs to a plain verb's own clause."""
    for node in (trigger, *ancestors(trigger)):
        if node == verb:
            return True
        if node.dep_ == "advcl" and node.tag_ == "VBG" and node.head == verb and node.i > verb.i:  # "fired into …, killing ten"
            continue
        if node.dep_ in _CROSSED | {"advcl", "pcomp", "acl"}:
            return False
    return False


def merge_results(drafts: list[Draft]) -> list[Draft]:
    """Join what an event led to ("killing ten") with the event ("a raid"), and two wordings of one event with each other."""
    kept = [d for d in drafts if not _is_empty_shell(d, drafts)]
    _point(kept)
    for draft in list(kept):
        host = _host_of(draft, kept)
        if host is not None:
            _absorb(host, draft)
            kept.remove(draft)
    return kept


def _is_empty_shell(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Tell a word that only carries another event: "agreed to a truce", "issued a statement denying …"."""
    below = [d for d in drafts if d is not draft and draft.trigger.is_ancestor(d.trigger)]
    if draft.entry.lemmas[0] == "agree":
        return any(d.trigger.head.head == draft.trigger or d.trigger.head == draft.trigger for d in below)
    if draft.type == "statement" and len(draft.words) > 1:
        return any(
            d.type in ("denial", "accusation", "threat", "demand", "appeal") and d.trigger.dep_ in ("acl", "advcl") for d in below
        )
    return False


def _point(drafts: list[Draft]) -> None:
    """Give "claimed responsibility for the raid" the event that its noun names."""
    for draft in [d for d in drafts if d.entry.points]:
        nouns = [d for d in drafts if d.entry.pos == "nouns" and draft.trigger.is_ancestor(d.trigger)]
        if not nouns:
            draft.meant = True
            continue
        noun = nouns[0]
        draft.type, draft.pointed = noun.type, noun.trigger
        draft.stance = draft.entry.stance or draft.stance
        if draft.entry.stance:
            draft.claimant = next(iter(draft.fillers("agent")), None)
        for role, token in noun.roles:
            if role != "agent":
                draft.add(role, token)
        draft.counts += noun.counts
        draft.merged += noun.words
        drafts.remove(noun)


def _host_of(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    if draft.entry.pos == "nouns" and (named := next((d for d in drafts if d is not draft and _names_again(draft, d)), None)):
        return named
    others = [d for d in drafts if d is not draft and d.type in VIOLENT and not d.entry.result and d.stance == draft.stance]
    if draft.entry.pos == "verbs" and draft.type in VIOLENT:
        causes = {t.i for t in doer(draft.trigger)} | {getattr(surface_subject(draft.trigger), "i", -1)}
        for other in others:
            if causes & {w.i for w in other.words} and not draft.negated:
                return other
    if draft.entry.result:
        linked = [d for d in others if _are_linked(draft, d)]
        return min(linked, key=lambda d: abs(d.trigger.i - draft.trigger.i), default=None) or _twin_result(draft, drafts)
    return next(
        (d for d in others if d.trigger.i < draft.trigger.i and (_is_same_act(d, draft) or _is_same_noun(d, draft))), None
    )


def _is_same_noun(first: Draft, second: Draft) -> bool:
    """Tell two nouns for one event in one clause: "killed in a mass stabbing during a raid on a village"."""
    if first.entry.pos != "nouns" or second.entry.pos != "nouns" or first.type != second.type or second.times:
        return False
    path = _path(first.trigger, second.trigger)
    return path is not None and all(t.dep_ in ("pobj", "prep", "dobj", "nsubj", "nsubjpass", "agent") for t in path)


def _names_again(noun: Draft, verb: Draft) -> bool:
    """Tell a noun that says once more what its verb says: "seized power in a coup"."""
    if noun.type != verb.type or verb.entry.pos != "verbs" or verb.entry.result or not verb.trigger.is_ancestor(noun.trigger):
        return False
    path = _path(noun.trigger, verb.trigger) or []
    dated = any(t.ent_type_ == "DATE" for _, _, t in prep_phrases(noun.trigger))
    if dated and noun.trigger.tag_ == "NN":
        return False
    return len(path) == 2 and path[0].dep_ == "pobj" and path[1].dep_ == "prep" and path[1].norm_ in ("in", "during", "by")


def _twin_result(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """Join "wounded" to "killed" of the same clause, so that one claim holds both counts."""
    for other in drafts:
        if other.entry.count == draft.entry.count or not other.entry.result or other.trigger.i > draft.trigger.i:
            continue
        inside = draft.trigger.dep_ == "advcl" and other.trigger.is_ancestor(draft.trigger)
        if (inside or draft.trigger.dep_ == "conj") and _are_linked(draft, other):
            return other
    return None


def _are_linked(result: Draft, event: Draft) -> bool:
    path = _path(result.trigger, event.trigger)
    if _goes_on(result, event):
        return False
    if path is None or any(
        (token.dep_ in _CROSSED and not _explains(token, result, event)) or _stands_apart(token, event) for token in path
    ):
        return False
    return not _contrasts(result, event)


def _goes_on(result: Draft, event: Draft) -> bool:
    """Tell a next event that "and" joins with a subject of its own: "police killed five in A, and two were shot in B"."""
    verb = event.trigger
    return (
        event.entry.pos == "verbs"
        and verb.dep_ == "conj"
        and verb.head == result.trigger
        and any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    )


def _explains(clause: Token, result: Draft, event: Draft) -> bool:
    """Tell a relative clause that says what the event led to: "an attack on a convoy that left two dead"."""
    if clause != result.trigger or clause.dep_ != "relcl" or event.entry.pos != "nouns":
        return False
    people = clause.head.lemma_.lower() in load_lexicon().classes["person"]  # "militants that killed four": another event
    return (
        not people
        and event.trigger.is_ancestor(clause)
        and any(c.norm_ in ("that", "which") and c.dep_ == "nsubj" for c in clause.children)
    )


def _stands_apart(clause: Token, event: Draft) -> bool:
    """Tell a clause about another event: "while seven workers were shot elsewhere"."""
    if clause != event.trigger and not clause.is_ancestor(event.trigger):
        return False
    return clause.dep_ == "advcl" and any(c.dep_ == "mark" and c.norm_ in ("while", "whereas", "though") for c in clause.children)


def _contrasts(result: Draft, event: Draft) -> bool:
    """Tell two doers, as in "gunmen shot two men and police killed a third"."""
    one, two = result.fillers("agent"), event.fillers("agent")
    above = result.trigger.is_ancestor(event.trigger) or event.trigger.is_ancestor(result.trigger)
    if one and not two and event.type != "clash" and not above:
        return True
    if not one or not two or event.type == "clash":
        return False
    shared = {person_head(t).i for t in one} & {person_head(t).i for t in two}
    return not shared


def _path(one: Token, two: Token) -> list[Token] | None:
    """Give the words on the way between two words of a tree, without the topmost."""
    up_one, up_two = [one, *ancestors(one)], [two, *ancestors(two)]
    common = next((t for t in up_one if t in up_two), None)
    if common is None:
        return None
    return [*up_one[: up_one.index(common)], *up_two[: up_two.index(common)]]


def _is_same_act(first: Draft, second: Draft) -> bool:
    """Tell a second wording with no object, place or time of its own: "storm a church and open fire"."""
    if second.entry.pos != "verbs" or first.type not in ("attack", second.type) or second.trigger.dep_ not in ("conj", "advcl"):
        return False
    if second.trigger.dep_ == "advcl" and second.trigger.tag_ == "VBG" and second.trigger.head == first.trigger:
        return second.type == first.type and not second.places and not second.times  # "stormed a town, burning houses"
    if second.trigger.head != first.trigger or (second.fillers("target") and second.fillers("target") != first.fillers("target")):
        return False
    return second.type == first.type and not second.places and not second.times and bool(set(_heads(first)) & set(_heads(second)))


def _open_counts(host: Draft, part: Draft) -> None:
    """Read "15 killed or wounded" as up to 15 of each."""
    for draft in (host, part):
        draft.counts = [(noun, kind, replace(n, low=0, best=None)) for noun, kind, n in draft.counts]


def _heads(draft: Draft) -> list[int]:
    return [person_head(t).i for t in draft.fillers("agent")]


def _absorb(host: Draft, part: Draft) -> None:
    own = {w.i for w in host.words}
    if part.trigger.dep_ == "conj" and any(c.norm_ == "or" for c in part.trigger.head.children):
        _open_counts(host, part)
    for role, token in part.roles:
        if token.i in own:
            continue
        if host.type == "clash":
            if len(host.fillers("party")) < 2 and role in ("agent", "target", "party"):
                host.add("party", token)
        elif role == "agent" and host.fillers("agent"):
            continue
        elif person_head(token).lemma_.lower() in _EMPTY and host.fillers("target"):
            host.extra.append(token)
        else:
            host.add(role, token)
    host.counts += [c for c in part.counts if c not in host.counts]
    host.places += [p for p in part.places if p not in host.places]
    host.times += [t for t in part.times if t not in host.times]
    host.merged += [*part.words, *part.merged]
    host.extra += part.extra
    if host.claimant is None:
        host.claimant, host.report = part.claimant, part.report
    host.planned = host.planned or part.planned
    if host.dropped and not part.dropped:
        host.dropped = None
