"""What can go wrong, and whose fault it is.

KgError                  the one root; its text says what is wrong and what to do
├── UsageError           a call or command that cannot be carried out as given (exit 2)
├── UnreadableInput      a file that is not what it should be (exit 3)
├── NotFound             a name, graph or query that does not exist (exit 4)
├── BadReference         a reference that no IRI can be minted from (exit 3)
└── Findings             the input was read, and problems were found in it (exit 1)

Bad data is a value, a `Problem`; a reader yields problems and goes on.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in the user's data: where it stands, what it is, what to do."""

    path: str
    line: int | None
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.what}" + (f" ({self.remedy})" if self.remedy else "")


class KgError(Exception):
    """Root of all errors raised on purpose; `exit_code` is what the command line returns."""

    exit_code = 2


class UsageError(KgError):
    """The call cannot be carried out as given."""


class UnreadableInput(KgError):
    """The file cannot be read as what it should be."""

    exit_code = 3


class BadReference(UnreadableInput):
    """No IRI can be minted from this text."""


class NotFound(KgError):
    """There is nothing of that name."""

    exit_code = 4


class Findings(KgError):
    """The input was read and problems were found; nothing was written."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def nearest(word: str, known: Iterable[str]) -> str:
    """Give "did you mean x?" for the known name nearest to `word` in any case, or "" where none is near.

    >>> nearest("kiling", ["killing", "clash"])
    'did you mean killing?'
    >>> nearest("KILING", ["Killing", "clash"])
    'did you mean Killing?'
    >>> nearest("zzz", ["killing"])
    ''
    """
    names = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), list(names), n=1, cutoff=0.6)
    return f"did you mean {names[close[0]]}?" if close else ""
