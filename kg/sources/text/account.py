"""The account of every sentence: the claims that it gave, or the reason why it gave none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SentenceAccount:
    """One sentence of the raw text (end excluded): the ids of its claims, and why there are none or fewer than it may hold."""

    start: int
    end: int
    text: str
    claims: tuple[str, ...] = ()
    reason: str | None = None
