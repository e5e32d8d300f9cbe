"""Graphs that are sent: unpacked into files of our own within bounds, one for each part, their form known."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Protocol

from kg.web import wire
from kg.web.forms import DATASETS, GRAPHS
from kg.web.pool import Refused
from kg.web.settings import MEGABYTE, Settings
from kg.web.wire import Receive, Scope, header

_READ = {media: form.name for form in (*GRAPHS, *DATASETS) for media in (form.media, *form.also)}
READABLE = {media: name for media, name in _READ.items() if media not in ("text/plain", "text/xml")}
"""The form of each media type that is read; plain text could be anything, so it is not."""
_MULTIPART = "multipart/form-data"
_MOST_MULTIPART = 16 * MEGABYTE
_MOST_PARTS = 100
_STEP = 1 << 20
Files = list[tuple[str, str]]


@asynccontextmanager
async def received(scope: Scope, receive: Receive, settings: Settings) -> AsyncIterator[Files]:
    """Receive a body into files that are there until the block ends: pairs of path and form.

    Raises Refused for a media type or a packing that is not read (415), for too much (413) and for too slow a client (408).
    """
    media, charset = wire.media_type(scope)
    form = "" if media == _MULTIPART else form_of(media, charset)
    most = _MOST_MULTIPART if media == _MULTIPART else settings.body_mb * MEGABYTE
    unpack = unpacker(header(scope, b"content-encoding"))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kg-body-")))
        path = folder / "body"
        with path.open("wb") as file:
            came = 0
            async for block in wire.body_blocks(scope, receive, most, settings.body_seconds):
                for part in unpacked(unpack, block):
                    came += len(part)
                    if came > most:
                        raise wire.too_large(most)
                    file.write(part)
        if not unpack.eof:
            raise Refused(400, "the packed body does not come to its end")
        yield _parts(path, header(scope, b"content-type") or "") if media == _MULTIPART else [(str(path), form)]


def form_of(media: str, charset: str) -> str:
    """Give the form of a media type; raise Refused where it is not read."""
    wire.require_utf8(charset)
    if media not in READABLE:
        raise Refused(415, f"a graph is read as {', '.join(READABLE)}")
    return READABLE[media]


class Unpacker(Protocol):
    """Takes packed bytes, gives unpacked ones, never many at once."""

    @property
    def eof(self) -> bool:
        """Tell whether the end was seen."""

    def decompress(self, data: bytes, most: int) -> bytes:
        """Give some of what the bytes hold."""

    @property
    def rest(self) -> bytes:
        """Give the bytes not yet looked at."""


class Plain:
    """What is not packed."""

    eof = True
    rest = b""

    def decompress(self, data: bytes, most: int) -> bytes:
        """Give the bytes as they are."""
        return data


class Gzip:
    """One gzip member; what stands after it is refused."""

    def __init__(self) -> None:
        self.inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        """Tell whether the end was seen."""
        return self.inner.eof

    @property
    def rest(self) -> bytes:
        """Give the bytes not yet looked at."""
        return self.inner.unconsumed_tail

    def decompress(self, data: bytes, most: int) -> bytes:
        """Give some of what the bytes hold."""
        over = self.inner.eof
        try:
            found = b"" if over else self.inner.decompress(data, most)
        except zlib.error as error:
            raise Refused(400, "the body is not gzip, as its Content-Encoding says") from error
        if over or self.inner.unused_data:
            raise Refused(400, "something stands after the end of the packed body")
        return found


def unpacker(encoding: str | None) -> Unpacker:
    """Give what unpacks a Content-Encoding; raise Refused for one that is not read."""
    name = (encoding or "identity").strip().lower()
    if name == "identity":
        return Plain()
    if name in ("gzip", "x-gzip"):
        return Gzip()
    raise Refused(415, "a body may be packed with gzip or not at all")


def unpacked(unpack: Unpacker, block: bytes) -> Iterator[bytes]:
    """Yield what a block holds, a megabyte at a time, however small it was packed."""
    while block:
        yield unpack.decompress(block, _STEP)
        block = unpack.rest


def _parts(path: Path, content_type: str) -> Files:
    """Take the parts of a multipart body apart into files beside it."""
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode("latin-1")
    parts = message_from_bytes(head + path.read_bytes()).get_payload()
    if not isinstance(parts, list) or not parts or len(parts) > _MOST_PARTS:
        raise Refused(400, f"a multipart body has one to {_MOST_PARTS} parts, between its boundary")
    return [_part(part, path.with_name(f"part{number}")) for number, part in enumerate(parts)]


def _part(part: object, path: Path) -> tuple[str, str]:
    if not isinstance(part, Message) or part.is_multipart():
        raise Refused(400, "a part of the body is itself of several parts")
    form = form_of(part.get_content_type(), (part.get_content_charset() or "").lower())
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    path.write_bytes(data)
    return str(path), form
