"""RDF terms as the text of N-Triples: the only place where a value becomes a literal."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from kg.model.refs import BASE, VOCABULARIES, mint

XSD = VOCABULARIES["xsd"]
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def text(value: str, language: str | None = None) -> str:
    r"""Give a string, or a language-tagged string, as N-Triples text.

    >>> text('say "no"', "en")
    '"say \\"no\\""@en'
    """
    literal = f'"{_ESCAPED.sub(_escape, value)}"'
    return f"{literal}@{language.lower()}" if language else literal


def day(value: date) -> str:
    """Give an xsd:date without a time zone."""
    return f'"{value.isoformat()}"^^<{XSD}date>'


def integer(value: int) -> str:
    """Give an xsd:integer."""
    return f'"{value}"^^<{XSD}integer>'


def boolean(value: bool) -> str:
    """Give an xsd:boolean in its canonical form."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def decimal_text(value: float) -> str:
    """Give a number as every store writes an xsd:decimal: no exponent, no trailing zeros.

    >>> decimal_text(16.830), decimal_text(-2.0), decimal_text(1e-7)
    ('16.83', '-2', '0.0000001')
    """
    plain = format(Decimal(repr(value)), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def decimal(value: float) -> str:
    """Give an xsd:decimal in canonical form."""
    return f'"{decimal_text(value)}"^^<{XSD}decimal>'


def wkt_point(lat: float, lon: float) -> str:
    """Give a point as geo:wktLiteral in CRS84, that is longitude first."""
    return f'"POINT({decimal_text(lon)} {decimal_text(lat)})"^^<{VOCABULARIES["geo"]}wktLiteral>'


class Iris(dict[str, str]):
    """Each reference's `<IRI>` under a base, minted once while there is room to remember it."""

    ROOM = 20_000

    def __init__(self, base: str = BASE) -> None:
        super().__init__()
        self.base = base

    def __missing__(self, ref: str) -> str:
        """Mint what was not asked for before."""
        if len(self) > self.ROOM:
            self.clear()
        made = self[ref] = f"<{mint(ref, self.base)}>"
        return made
