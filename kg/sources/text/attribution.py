"""Attribution: who says that an event happened, in what stance, and whether it is said to have happened at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from kg.model.terms import EventType, Stance
from kg.sources.text.frames import VIOLENT, Draft
from kg.sources.text.lexicon import Lexicon
from kg.sources.text.syntax import SUBJECTS, is_passive, surface_subject

SPEECH: dict[EventType, Stance] = {
    "accusation": "accuses",
    "denial": "denies",
    "demand": "demands",
    "appeal": "demands",
    "threat": "threatens",
}
_SUSPECT = frozenset(("suspect", "believe", "think", "presume"))
_TELLS_OF = frozenset("report confirm document record register acknowledge admit verify count witness".split())
_BLAMED = VIOLENT | {"abduction", "violation", "arrest", "coup"}
_POSSIBLE = frozenset(("can", "could", "may", "might", "should", "must", "ought", "would"))
_REPORTED_FUTURE = "would"  # "said it would leave" is the past of "says it will leave"
_COMING = frozenset(("will", "shall", "'ll", "wo"))
_HAPPENS = frozenset(
    "begin start continue manage help proceed come go try attempt force compel resume cease stop use "
    "seem appear keep say report know".split()
)
_DECIDED = frozenset("decision agreement pledge promise order vote deal commitment".split())  # "a decision to withdraw"
_TRIED = frozenset("attempt effort bid push".split())  # "efforts to retake the town"
_NOBODY = frozenset(("nobody", "none", "neither"))
_CONDITION = "a condition"
_STOPPED = frozenset("prevent stop deter refrain prohibit ban bar avoid avert".split())
_BACKGROUND = frozenset(("after", "following", "since", "amid", "over", "despite", "before", "during"))
_IF = frozenset(("if", "unless", "whether", "lest"))


def attribute(drafts: Sequence[Draft], lexicon: Lexicon) -> None:
    """Give each draft its claimant, stance, negation and modality, by climbing from its trigger to the root."""
    by_token = {word.i: draft for draft in drafts for word in draft.words}
    for draft in drafts:
        _climb(draft, by_token, lexicon)


def _climb(draft: Draft, by_token: Mapping[int, Draft], lexicon: Lexicon) -> None:
    nominal = draft.entry.pos == "nouns"
    draft.negated = draft.entry.negated or (nominal and any(c.norm_ == "no" for c in draft.trigger.children))
    draft.planned = nominal and any(_is_to_come(c) for c in draft.trigger.children)
    node, background = draft.trigger, False
    aside = False  # inside a relative clause, or a noun phrase about something else: told beside what a speech act is about
    while True:
        if node.pos_ in ("VERB", "AUX") or (not nominal and node == draft.trigger):
            _look_at_verb(draft, node, lexicon)
        if _said_according_to(draft, node) or node.head == node:
            return
        beside = (node.dep_ in ("prep", "advcl") and node.norm_ in _BACKGROUND) or _is_beside(node, draft, by_token, lexicon)
        background = background or (nominal and beside)
        speech = by_token.get(node.head.i)
        if aside and speech is not None and speech is not draft and speech.type in SPEECH:
            return
        aside = aside or _stands_aside(node)
        if _is_told_above(draft, node, speech, background, lexicon):
            return
        draft.dropped = draft.dropped or _unreal(draft, node, node.head, lexicon)
        node = node.head


def _stands_aside(node: Token) -> bool:
    """Tell the way into a clause about a noun: "demands the release of X, who was abducted"."""
    return node.dep_ == "relcl" and node.head.pos_ in ("NOUN", "PROPN", "PRON")


def _is_told_above(draft: Draft, node: Token, speech: Draft | None, background: bool, lexicon: Lexicon) -> bool:
    """Take claimant and stance from the word above, where it is a speech act or a report; say so by True."""
    if speech is not draft and speech and speech.type in SPEECH and _is_content(node, speech):
        if not background:
            _take_stance(draft, speech)
        return True
    if speech is not draft and _is_reported(node, node.head, lexicon):
        _take_report(draft, node, node.head, background)
        return True
    return False


def _is_beside(node: Token, draft: Draft, by_token: Mapping[int, Draft], lexicon: Lexicon) -> bool:
    """Tell a definite event inside another act that is no event: "to honour the agreement" demands no agreement."""
    if node.pos_ != "VERB" or node.i in by_token:
        return False
    carries = node.lemma_ in lexicon.lists["support"] | {"allow", "permit", "let", "stop", "cease", "halt", "be"}
    return not carries and any(c.norm_ in ("the", "this") for c in draft.trigger.children)


def _is_to_come(clause: Token) -> bool:
    """Tell "to be held" after a noun."""
    return clause.dep_ in ("acl", "relcl") and is_passive(clause) and any(c.norm_ == "to" for c in clause.children)


def _look_at_verb(draft: Draft, verb: Token, lexicon: Lexicon) -> None:
    """Read negation and modal verbs at one verb on the way up."""
    governs = verb == draft.trigger or verb in draft.words or _supports(draft, verb, lexicon)
    if not governs:
        return
    presupposed = draft.entry.pos == "nouns" and any(c.norm_ in ("the", "this", "these", "those") for c in draft.trigger.children)
    draft.planned = draft.planned or "Fut" in verb.morph.get("Tense", [])  # of languages whose future is a form of the verb
    for child in verb.children:
        if child.dep_ == "neg" or child.norm_ in ("never", "without"):
            draft.negated = not draft.negated if child.dep_ == "neg" else draft.negated
        elif child.dep_ == "aux" and (child.norm_ in _COMING or _is_reported_future(child, verb, lexicon)):
            draft.planned = True
        elif presupposed and child.dep_ in ("aux", "mark"):
            continue
        elif child.dep_ == "aux" and child.norm_ in _POSSIBLE:
            draft.dropped = draft.dropped or f"only possible: “{child.text} {verb.text}”"
        elif child.dep_ == "mark" and child.norm_ in _IF:
            draft.dropped = draft.dropped or f"{_CONDITION}: “{child.text}”"
        elif (
            (child.dep_ in ("nsubj", "nsubjpass") and child.norm_ in _NOBODY)
            or (child.dep_ == "det" and child.norm_ == "no")
            or (child.dep_ in ("nsubj", "nsubjpass") and any(c.norm_ == "no" for c in child.children))
        ):
            draft.negated = True


def _is_reported_future(modal: Token, verb: Token, lexicon: Lexicon) -> bool:
    """Tell "would" in what somebody said that they would do, with no condition."""
    if modal.norm_ != _REPORTED_FUTURE or any(c.dep_ == "mark" and c.norm_ in _IF for a in verb.children for c in a.children):
        return False
    clause = verb
    while clause.dep_ in ("conj", "xcomp") and clause.head != clause:
        clause = clause.head
    head = clause.head
    told = head.lemma_ in lexicon.lists["report"] | lexicon.lists["committing"] or head.lemma_ == "threaten"
    return clause.dep_ in ("ccomp", "parataxis", "conj") and told


def _supports(draft: Draft, verb: Token, lexicon: Lexicon) -> bool:
    """Tell whether a verb carries the draft's event: a light verb over its noun, or a verb over its infinitive."""
    node = draft.trigger
    while node.dep_ in ("prep", "pobj") and node.head != node:
        node = node.head
    if node.head == verb and draft.entry.pos == "nouns":
        return verb.lemma_ in lexicon.lists["support"] and node.dep_ in ("dobj", "nsubjpass", "prep")
    return node.head == verb and node.dep_ in ("xcomp",) and draft.entry.pos == "verbs"


def _unreal(draft: Draft, node: Token, head: Token, lexicon: Lexicon) -> str | None:
    """Give the reason why what stands here below `head` is not told as having happened; set planned and negated on the way."""
    if draft.entry.pos == "nouns":
        return _unreal_noun(draft, node, head, lexicon)
    if node != draft.trigger and not draft.trigger.is_ancestor(node) and node.dep_ not in ("xcomp", "conj"):
        return None
    if node.dep_ == "pcomp":
        return _unreal_participle(draft, head)
    infinitive = any(c.norm_ == "to" and c.dep_ == "aux" for c in node.children)
    if node.dep_ == "xcomp" or (infinitive and node.dep_ in ("ccomp", "advcl", "acl", "relcl")):
        return _unreal_infinitive(draft, node, head, infinitive, lexicon)
    return None


def _unreal_infinitive(draft: Draft, node: Token, head: Token, infinitive: bool, lexicon: Lexicon) -> str | None:
    lists, lemma = lexicon.lists, head.lemma_.lower()
    if lemma in lists["refusing"]:
        draft.negated = True
    elif head.pos_ != "NOUN" and (lemma in lists["committing"] or (lemma == "go" and infinitive)):
        draft.planned = True
    elif lemma in lists["wishing"]:
        return f"only wished: “{head.text}”"
    elif infinitive and node.dep_ == "acl" and lemma in _DECIDED:
        draft.planned = True
    elif infinitive and node.dep_ == "acl" and lemma in _TRIED:
        return None
    elif infinitive and node.dep_ in ("acl", "relcl") and _is_headline(head):
        draft.planned = True  # "Leaders to meet in Accra"
    elif infinitive and node.dep_ in ("advcl", "acl", "relcl"):
        return "a purpose or plan"
    elif infinitive and lemma not in _HAPPENS | lists["report"] and head.pos_ in ("VERB", "NOUN"):
        return f"not told as done: “{head.text} to”"
    return None


def _is_headline(noun: Token) -> bool:
    """Tell the subject of a headline: a noun that heads a sentence in which no verb is finite."""
    return noun.dep_ == "ROOT" and not any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in noun.sent)


def _unreal_participle(draft: Draft, prep: Token) -> str | None:
    if prep.norm_ in ("without", "instead"):
        draft.negated = True
    stopped = prep.norm_ in ("from", "against") and prep.head.lemma_ in _STOPPED
    if stopped or (prep.norm_ == "for" and prep.head.lemma_ in ("plan", "arrest")):
        return f"not told as done: “{prep.head.text} {prep.text}”"
    return None


def _unreal_noun(draft: Draft, node: Token, head: Token, lexicon: Lexicon) -> str | None:
    if head.pos_ != "VERB" or (node != draft.trigger and node.dep_ != "prep"):
        return None
    infinitive = any(c.norm_ == "to" and c.dep_ == "aux" for c in head.children)
    if node.dep_ == "dobj" and head.lemma_ in lexicon.lists["wishing"] | {"avoid", "avert"}:
        return f"only wished: “{head.text}”"
    if head.lemma_ in lexicon.lists["support"] and node.dep_ in ("dobj", "prep"):
        if infinitive and head.dep_ in ("advcl", "acl", "relcl"):
            return "a purpose or plan"
        if head.dep_ == "xcomp" and (reason := _unreal_support(draft, head.head, lexicon)):
            return reason
    if node.dep_ == "dobj" and head.lemma_ in ("reject", "refuse", "rule"):
        draft.negated = draft.type in ("ceasefire", "agreement", "talks", "aid") or draft.negated
    if node.dep_ == "dobj" and head.lemma_ in _STOPPED:
        if infinitive and head.lemma_ in ("prevent", "deter", "prohibit"):
            return f"only to be prevented: “{head.text}”"
        draft.negated = False
    return None


def _unreal_support(draft: Draft, above: Token, lexicon: Lexicon) -> str | None:
    """Read the verb above one that carries a noun: "refused to hold talks", "agreed to hold talks"."""
    if above.lemma_ in lexicon.lists["refusing"]:
        draft.negated = True
    elif above.lemma_ in lexicon.lists["committing"]:
        draft.planned = True
    elif above.lemma_ in lexicon.lists["wishing"]:
        return f"only wished: “{above.text}”"
    return None


def _said_according_to(draft: Draft, node: Token) -> bool:
    """Find "according to X" beside a word on the way up."""
    for child in node.children:
        if child.norm_ == "according":
            for prep in (child, *child.children):
                for noun in prep.children:
                    if noun.dep_ == "pobj":
                        draft.claimant, draft.report = noun, child
                        return True
    return False


def _is_content(node: Token, speech: Draft) -> bool:
    """Tell whether a word hangs on a speech act in a slot that holds what is accused, demanded, threatened or denied."""
    slots = speech.entry.content
    if node.dep_ == "dobj" or (node.dep_ == "nsubjpass" and speech.type == "denial"):
        return "object" in slots
    if node.dep_ == "ccomp":
        return "clause" in slots or "verb" in slots
    if node.dep_ in ("xcomp", "advcl", "acl", "relcl"):
        infinitive = any(c.norm_ == "to" for c in node.children) or node.tag_ == "VBG"
        return ("verb" in slots and infinitive) or ("clause" in slots and node.dep_ != "advcl")
    if node.dep_ in ("prep", "dative", "agent"):
        return node.norm_ in slots
    if node.dep_ == "conj" and speech.type in SPEECH:
        return False
    return False


def _take_stance(draft: Draft, speech: Draft) -> None:
    draft.speech = speech
    draft.stance = SPEECH[speech.type]
    speakers = speech.fillers("agent")
    draft.claimant, draft.report = (speakers[0], None) if speakers else (speech.claimant, speech.report)
    if (
        draft.entry.pos == "nouns"
        and draft.trigger.dep_ == "dobj"
        and draft.trigger.head.lemma_ in ("violate", "break", "breach")
    ):
        draft.stance, draft.presupposed = "asserts", True
        return
    if speech.type in ("demand", "appeal", "threat"):
        draft.planned = True
        draft.dropped = draft.dropped if draft.dropped and draft.dropped.startswith(_CONDITION) else None
    if draft.fillers("agent", "party") or draft.type in ("accusation", "denial"):
        return
    owners = speech.fillers("target") if speech.type not in ("denial", "threat") else speakers
    if speech.type == "demand" and not owners and draft.entry.pos == "nouns":
        return
    role = draft.entry.role("subject")
    for owner in owners:
        if role and not any(owner == t for t in draft.fillers("target")):
            draft.add(role[0], owner)


def _is_reported(node: Token, head: Token, lexicon: Lexicon) -> bool:
    if head.lemma_.lower() not in lexicon.lists["report"] or head.pos_ not in ("VERB", "AUX"):
        return False
    if node.dep_ in ("ccomp", "parataxis"):
        return True
    if node.dep_ in ("dobj", "nsubjpass") and head.lemma_ in _TELLS_OF:
        return True  # "reported heavy fighting", "confirmed the raid"
    if node.dep_ == "xcomp":
        return is_passive(head) or head.lemma_ in ("claim",)
    return False


def _take_report(draft: Draft, node: Token, report: Token, background: bool) -> None:
    """Take the speaker of a report verb; a passive one ("is said to") has none, and suspicion is an accusation without an act."""
    draft.report = report
    if any(c.dep_ in SUBJECTS and (c.norm_ in _NOBODY or any(d.norm_ == "no" for d in c.children)) for c in report.children):
        draft.dropped = "nobody says it"
    if report.lemma_ in _SUSPECT and draft.type in _BLAMED and draft.fillers("agent"):
        draft.stance = "accuses"
    if is_passive(report) or report.lemma_ in ("show", "find", "know"):
        return
    speaker = surface_subject(report)
    if speaker is None or (speaker.norm_ in ("it", "there") and node.dep_ == "ccomp" and report.lemma_ in ("appear",)):
        return
    definite = any(c.norm_ in ("the", "this", "that") or c.dep_ == "poss" for c in draft.trigger.children)
    if not (background and definite):
        draft.claimant = speaker
    speaks = draft.type in SPEECH or draft.type == "statement"
    if speaks and draft.entry.pos == "verbs" and not draft.fillers("agent") and not is_passive(draft.trigger):
        draft.add("agent", speaker)  # "says the charge is false" denies it himself
        draft.claimant = None
