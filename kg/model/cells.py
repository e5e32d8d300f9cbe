"""Texts in the cells of a CSV file: guarded, so that no spreadsheet runs them as a formula, and back."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Give a text with an apostrophe before it where a spreadsheet would run it, or where it starts with an apostrophe itself.

    An empty text becomes a lone apostrophe, so that it differs from no value.

    >>> guarded("=1+1"), guarded("'t Hooft"), guarded(""), guarded("Ber")
    ("'=1+1", "''t Hooft", "'", 'Ber')
    """
    return f"'{text}" if not text or text.startswith((*_FORMULA, "'")) else text


def unguarded(cell: str) -> str | None:
    """Give the text of a cell that was guarded, None for an empty cell.

    >>> unguarded("'=1+1"), unguarded("'"), unguarded("")
    ('=1+1', '', None)
    """
    return cell.removeprefix("'") if cell else None
