"""A document's bytes to its text, whatever kind it is; what cannot be read is a problem with its remedy."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import IO

from kg.model.errors import Problem, UnreadableInput
from kg.sources.documents.decoding import decoded
from kg.sources.documents.formats import HEAD, PACKED, SUPPORTED, foreign_of, kind_of
from kg.sources.documents.opened import Opened

LARGEST = 200_000_000
"""Bytes of one document, unpacked: more is no article."""


def unpacked(stream: IO[bytes]) -> IO[bytes]:
    """Give a stream that reads what a packed one holds; another as it is, buffered so that its first bytes can be looked at."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(_Raw(stream))  # type: ignore[type-var]  # raw enough
    return io.BufferedReader(gzip.GzipFile(fileobj=buffered)) if buffered.peek(2)[:2] == PACKED else buffered


class _Raw(io.RawIOBase):
    """A stream of bytes as one that can be buffered."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # what BufferedReader gives
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def open_document(raw: bytes, name: str) -> Opened | Problem:
    """Give the text of a document, from its bytes; its name helps only where they leave open what it is."""
    try:
        if raw[:2] == PACKED:
            raw = _unpacked(raw)
        if len(raw) > LARGEST:
            return Problem(name, None, f"larger than {LARGEST:,} bytes", "give its articles one by one, or as JSON Lines")
        return _opened(raw, name)
    except UnreadableInput as error:
        return Problem(name, None, str(error))
    except (OSError, EOFError, zlib.error) as error:
        return Problem(name, None, f"cannot be unpacked: {error}", "pack it anew")


def _unpacked(raw: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
        return file.read(LARGEST + 1)


def _opened(raw: bytes, name: str) -> Opened | Problem:
    head = raw[:HEAD]
    if (foreign := foreign_of(head, name)) is not None:
        return Problem(name, None, f"{foreign}, which is not read", SUPPORTED)
    kind = kind_of(head, name)
    if kind == "pdf":
        from kg.sources.documents.pdf import read_pdf  # each reader is imported where it is needed

        return read_pdf(raw)
    if kind == "html":
        from kg.sources.documents.html import read_page

        return read_page(raw)
    return text_of(raw, name)


def text_of(raw: bytes, name: str) -> Opened | Problem:
    """Give bytes as plain text; a problem where they are none."""
    found = decoded(raw)
    if found is None:
        what = "not a text: it holds NUL bytes" if b"\x00" in raw else "not a text in any encoding that is known"
        at = raw.find(b"\x00")
        return Problem(name, None if at < 0 else raw.count(b"\n", 0, at) + 1, what, SUPPORTED)
    return Opened(found.text, {}, (found.note,) if found.note else ())
