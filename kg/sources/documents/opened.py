"""A document opened: its text, what it says about itself, and how it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Opened:
    """A text, over whose code points all offsets count; the keys that the document gives (`date`, `title`, …); notes on reading.

    `extracted` tells a text that was taken out of a page or a PDF: header lines are not looked for in it.
    """

    text: str
    keys: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    extracted: bool = False
