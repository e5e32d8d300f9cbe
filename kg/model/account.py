"""The account of a text: every sentence with the claims that it gave or why none, and by which signs each claim was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kg.model.claim import Claim, Words
from kg.model.reference import Source

PartKind = Literal["header", "title", "caption", "dateline", "body", "address"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the raw text (end excluded), and whether it was read for claims."""

    kind: PartKind
    start: int
    end: int
    read: bool


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A word of an event that gave no claim: why, and the id of the claim that tells the event already, where one does.

    The reason begins with its kind; what follows a colon belongs to this word alone ("a condition: “if”").
    """

    words: Words
    reason: str
    type: str | None = None
    earlier: str | None = None

    def __str__(self) -> str:
        named = f"“{' '.join(self.words.text.split())}”" + (f" ({self.type})" if self.type else "")
        return f"{named}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Sign:
    """Something stated about how a claim was read, and what it adds to the claim's confidence (log-odds)."""

    name: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """How a claim was read: its id, the words that told of its event, and the signs that its confidence rests on.

    `whole` is how sure every field of it is right, where the claim's own confidence is in its type and passage alone.
    """

    id: str
    trigger: Words
    signs: tuple[Sign, ...] = ()
    whole: float | None = None


@dataclass(frozen=True, slots=True)
class SentenceAccount:
    """One sentence of the raw text (end excluded): the claims that it gave, and why there are none or fewer than it may hold."""

    start: int
    end: int
    text: str
    read: tuple[ReadClaim, ...] = ()
    silence: str | None = None
    passed: tuple[PassedOver, ...] = ()

    @property
    def claims(self) -> tuple[str, ...]:
        """Give the ids of the claims."""
        return tuple(read.id for read in self.read)

    @property
    def reason(self) -> str | None:
        """Give in words why there are no claims, or fewer than it may hold."""
        return "; ".join(map(str, self.passed)) or self.silence

    @property
    def why_none(self) -> str | None:
        """Give the kind of reason why the sentence gave no claim; None where it gave one."""
        if self.read:
            return None
        return kind_of_reason(self.passed[0].reason if self.passed else self.silence or "")


@dataclass(frozen=True, slots=True)
class Account:
    """The account of one text: its raw text and parts, sentences in order, and their claims, kept or dropped as too unsure.

    `labels` give the names of the actors and places that the claims refer to; what is less sure than `least` was dropped.
    """

    id: str
    text: str
    day: date
    source: Source
    parts: tuple[Part, ...]
    sentences: tuple[SentenceAccount, ...]
    kept: Mapping[str, Claim]
    dropped: Mapping[str, Claim]
    labels: Mapping[str, str]
    least: float | None = None

    @property
    def silences(self) -> Mapping[str, int]:
        """Give how many sentences gave no claim, by kind of reason, the most frequent first."""
        return dict(Counter(why for sentence in self.sentences if (why := sentence.why_none)).most_common())


def kind_of_reason(reason: str) -> str:
    """Give what a reason says beyond its one case.

    >>> kind_of_reason("a condition: “if”")
    'a condition'
    """
    return reason.partition(":")[0]
