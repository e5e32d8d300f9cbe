"""How many, of whom: low, best and high as a source gives them, and the words it used."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.errors import UnreadableInput
from kg.model.terms import CountKind


@dataclass(frozen=True, slots=True)
class Count:
    """People killed, injured …: bounds (None = not given), of whom in words and as an actor, and the number as written.

    `of` are the source's words for the group ("soldiers"), `group` the actor whose people they are.
    """

    kind: CountKind
    low: int | None = None
    best: int | None = None
    high: int | None = None
    of: str | None = None
    group: str | None = None
    as_written: str | None = None

    def __post_init__(self) -> None:
        given = [n for n in (self.low, self.best, self.high) if n is not None]
        if any(n < 0 for n in given) or given != sorted(given):
            bounds = {"low": self.low, "best": self.best, "high": self.high}
            told = ", ".join(f"{name} {'not given' if n is None else n}" for name, n in bounds.items())
            raise UnreadableInput(f"count {told}: not 0 <= low <= best <= high")
