"""What can go wrong between us and a store, in words that hold nothing a store could hide in them.

StoreFailed              the store or the way to it failed; what was acknowledged stays, and can be resumed (exit 1)
└── StoreRefused         the store said no, and will say it again (exit 1)
"""

from __future__ import annotations

import re

from kg.model.errors import KgError

_LONGEST = 300
_TAGS = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)


class StoreFailed(KgError):
    """The store, or the way to it, failed."""

    exit_code = 1


class StoreRefused(StoreFailed):
    """The store refused, and would refuse again."""


def quoted(body: bytes, type_: str = "") -> str:
    r"""Give what a store wrote, short, on one line, without markup and control characters.

    >>> quoted(b"<html><head><title>x</title></head><body>No\x1b[31m such   graph</body></html>", "text/html")
    'No�[31m such graph'
    """
    text = body[:65_536].decode("utf-8", "replace")
    if "html" in type_ or text.lstrip()[:1] == "<":
        text = _TAGS.sub(" ", text)
    text = " ".join(text.split())
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
