"""Bytes to text: by byte order mark, as UTF-8, as the page declares, or as a guess that says that it is one."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALIKE = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_SAMPLE = 20_000  # bytes that a guess looks at
_WESTERN = frozenset("“”‘’‚„–—…•·€£¥§°«»©®™\u00a0¡¿ºª½¼¾ŒœŠšŽžŸ")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and a note on how its bytes were read where that is not UTF-8."""

    text: str
    note: str | None = None


def decoded(raw: bytes, declared: str | None = None) -> Decoded | None:
    r"""Give bytes as text, None where they are none; `declared` is the encoding that the document itself names.

    >>> decoded("café".encode()), decoded("café".encode("utf-16"))
    (Decoded(text='café', note=None), Decoded(text='café', note='decoded from UTF-16, by its byte order mark'))
    >>> decoded(b"The caf\xe9 was \x93open\x94 on Friday.").note
    'decoded from cp1252, which is a guess: byte 0xe9 in line 1 is not UTF-8'
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _tried(raw, name, f"decoded from {name.upper()}, by its byte order mark")
    if (wide := _wide(raw)) is not None:
        return _tried(raw, wide, f"decoded from {wide.upper()}, which is a guess: every other byte is 0")
    try:
        return Decoded(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        why = f"byte 0x{raw[error.start]:02x} in line {line} is not UTF-8"
    if declared and (found := _declared(raw, declared)):
        return found
    return _guessed(raw, why)


def _tried(raw: bytes, name: str, note: str) -> Decoded | None:
    try:
        return Decoded(raw.decode(name), note)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(raw: bytes) -> str | None:
    """Give the UTF-16 that bytes without a mark look like: Western text, whose every other byte is 0."""
    sample = raw[: _SAMPLE // 2 * 2]
    if len(sample) < 8 or len(raw) % 2:
        return None
    zeros = [sample[at::2].count(0) / (len(sample) / 2) for at in (0, 1)]
    if min(zeros) > 0.05 or max(zeros) < 0.8:
        return None
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def _declared(raw: bytes, name: str) -> Decoded | None:
    try:
        known = codecs.lookup(_ALIKE.get(name.lower(), name)).name
    except LookupError:
        return None
    return None if known.startswith("utf") else _tried(raw, known, f"decoded from {name}, as the document says")


def _guessed(raw: bytes, why: str) -> Decoded | None:
    if b"\x00" in raw:
        return None
    western = _tried(raw, "cp1252", f"decoded from cp1252, which is a guess: {why}")
    if western and _is_western(western.text[:_SAMPLE]):
        return western
    from charset_normalizer import from_bytes  # only bytes that are not UTF-8 pay for it

    best = from_bytes(raw[:_SAMPLE]).best()
    found = _tried(raw, best.encoding, f"decoded from {best.encoding}, which is a guess: {why}") if best else None
    return None if found is None or _has_controls(found.text[:_SAMPLE]) else found


def _is_western(text: str) -> bool:
    """Tell text of a Western language: few letters with accents, and no sign that no writer would use."""
    odd = [c for c in text if ord(c) > 127]
    known = all(c in _WESTERN or (ord(c) < 256 and c.isalpha()) for c in odd)
    return known and len(odd) * 5 < sum(map(str.isalpha, text)) and not _has_controls(text)


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(c) == "Cc" and not c.isspace() for c in text)
