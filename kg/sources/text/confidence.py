"""How sure a claim was read rightly: signs that can be stated in words, added up by weights that are data (confidence.yaml).

The sum of the weights of the signs that hold is the log-odds of a right reading. It says nothing about whether a claim is true.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from spacy.tokens import Span

from kg.model.account import Sign
from kg.sources.text.frames import Draft
from kg.sources.text.syntax import ancestors, is_passive
from kg.sources.text.told import Told

FILE = Path(__file__).with_name("confidence.yaml")
_LONG, _VERY_LONG = 28, 45  # words of a sentence from which on parsers err more often
_DEEP = 2  # clauses above the trigger, the report not counted
_CROWDED = 3  # claims of one sentence beyond which they are likely to be one too many
_SPOKEN = frozenset(("accusation", "denial", "demand", "appeal", "threat", "statement"))

_OF_DRAFTS: Mapping[str, Callable[[Draft, Span], bool]] = {
    "noun": lambda draft, _: draft.entry.pos == "nouns",
    "senses": lambda draft, _: bool(draft.entry.needs),
    "phrase": lambda draft, _: len(draft.words) > 1,
    "no-doer": lambda draft, _: is_passive(draft.trigger) and not draft.fillers("agent", "party"),
    "deep": lambda draft, _: _depth(draft) > _DEEP,
    "content": lambda draft, _: draft.speech is not None,
    "pointed": lambda draft, _: draft.pointed is not None,
    "reported": lambda draft, _: draft.report is not None,
    "opening": lambda _, sentence: sentence.start == 0,
    "quoted": lambda draft, _: draft.claimant is None,
    "long": lambda _, sentence: _LONG < len(sentence) <= _VERY_LONG,
    "very-long": lambda _, sentence: len(sentence) > _VERY_LONG,
}
"""What can be seen in the tree of the sentence. `quoted` is half of a sign: it holds where a claimant is there all the same."""

_OF_TOLD: Mapping[str, Callable[[Told], bool]] = {
    "nobody": lambda told: not told.roles,
    "both-sides": lambda told: len({role for role, _ in told.roles}) > 1,
    "spoken": lambda told: told.type in _SPOKEN,
    "planned": lambda told: told.planned,
    "presupposed": lambda told: told.presupposed,
    "negated": lambda told: told.negated,
    "coreference": lambda told: any(not _inside(phrase.start, told) for _, phrase in told.roles),
    "place": lambda told: any(_inside(place.start, told) for place in told.places),
    "place-inherited": lambda told: bool(told.places) and not any(_inside(place.start, told) for place in told.places),
    "counted": lambda told: bool(told.counts),
    "timed": lambda told: told.when.as_written is not None,
    "quote-rule": lambda told: told.claimant is not None and "quoted" in told.clues,
}
"""What can be seen in what was made of it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How sure a claim was read rightly, and rightly in every field, with the signs that say so, the weightiest first."""

    right: float
    whole: float
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign adds to the log-odds and says in words, from which bases; confidence stays between `low` and `high`."""

    base: float
    base_whole: float
    low: float
    high: float
    signs: Mapping[str, tuple[float, str]]

    def judge(self, names: Iterable[str]) -> Judged:
        """Give how sure a claim with these signs was read; signs that weigh nothing are named too."""
        found = [Sign(name, words, weight) for name in names for weight, words in (self.signs[name],)]
        found.sort(key=lambda sign: (-abs(sign.weight), sign.name))
        odds = sum(sign.weight for sign in found)
        return Judged(self._chance(self.base + odds), self._chance(self.base_whole + odds), tuple(found))

    def _chance(self, odds: float) -> float:
        return round(min(max(1 / (1 + math.exp(-odds)), self.low), self.high), 2)


@cache
def load_weights() -> Weights:
    """Give the weights that ship with the package."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    signs = {name: (float(sign["weight"]), str(sign["words"])) for name, sign in data["signs"].items()}
    base, base_whole, low, high = (float(data[key]) for key in ("base", "base-of-every-field", "low", "high"))
    return Weights(base, base_whole, low, high, signs)


def clues_of(draft: Draft, sentence: Span) -> frozenset[str]:
    """Give the names of what holds of an event's words and their sentence."""
    return frozenset(name for name, holds in _OF_DRAFTS.items() if holds(draft, sentence))


def signs_of(told: Told, beside: int = 0, language: str = "en", known: bool = True) -> list[str]:
    """Give the names of the signs that hold of an event as told, beside so many others in its sentence; `known`: its places."""
    names = [name for name in _OF_DRAFTS if name in told.clues and name != "quoted"]
    names += [name for name, holds in _OF_TOLD.items() if holds(told)]
    others = {"crowded": beside >= _CROWDED, "place-unknown": not known, "other-language": language != "en"}
    return names + [name for name, holds in others.items() if holds]


def _depth(draft: Draft) -> int:
    return sum(1 for word in ancestors(draft.trigger) if word.pos_ in ("VERB", "AUX") and word != draft.report)


def _inside(start: int, told: Told) -> bool:
    return told.sentence[0] <= start < told.sentence[1]
