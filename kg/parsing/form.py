"""A form of output: how one reading is written, and what stands before the first and after the last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from kg.sources.article import Reading

Labels: TypeAlias = Mapping[str, str]
"""The labels of actors and places that were known before reading, by reference."""


def nothing() -> str:
    """Give no text."""
    return ""


@dataclass(frozen=True, slots=True)
class Form:
    """How readings are written into a file: each by `write`, in a process of its own, so a function of a module.

    `head` and `foot` give what the file begins and ends with; `ending` is that of a file's name; a file of a form that stands
    `alone` holds one document.
    """

    ending: str
    write: Callable[[Reading, Labels], str]
    head: Callable[[], str] = nothing
    foot: Callable[[], str] = nothing
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """A form, and the file or folder to write it to; None is standard output."""

    form: Form
    path: Path | None = None
    folder: bool = False
