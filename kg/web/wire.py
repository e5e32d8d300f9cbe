"""Parts of HTTP: headers and parameters read strictly, plain answers, bodies within bounds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from kg.web.pool import Refused

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
_MOST_FIELDS = 1000


def header(scope: Scope, name: bytes) -> str | None:
    """Give a header's value, several of one name joined by commas, None where there is none; the name in small letters."""
    found = [value for key, value in scope["headers"] if key == name]
    return b", ".join(found).decode("latin-1") if found else None


def fields(text: bytes) -> list[tuple[str, str]]:
    """Give names and values of a query string or form; raise Refused for what is not UTF-8 or not encoded as such.

    >>> fields(b"query=ASK%20%7B%7D&default")
    [('query', 'ASK {}'), ('default', '')]
    """
    if not text:
        return []
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Refused(400, "parameters must be percent-encoded UTF-8, and not too many") from error


def media_type(scope: Scope) -> tuple[str, str]:
    """Give the media type of a body and its character set, both in small letters, "" where none is told."""
    media, *parameters = (header(scope, b"content-type") or "").lower().split(";")
    pairs = (part.partition("=") for part in parameters)
    sets = [value.strip().strip("\"'") for name, _, value in pairs if name.strip() == "charset"]
    return media.strip(), sets[0] if sets else ""


def require_utf8(charset: str) -> None:
    """Raise Refused for a body that is said to be in anything else than UTF-8."""
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise Refused(415, "only UTF-8 is read")


async def body_blocks(scope: Scope, receive: Receive, most: int, seconds: float) -> AsyncIterator[bytes]:
    """Yield a body as it comes; raise Refused where it is larger than so many bytes, or not whole in so many seconds."""
    told = header(scope, b"content-length")
    if told is not None and told.isdecimal() and int(told) > most:
        raise too_large(most)
    came, more = 0, True
    clock = asyncio.timeout(seconds)
    try:
        async with clock:
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refused(400, "the body did not come to its end")
                block, more = message.get("body", b""), message.get("more_body", False)
                came += len(block)
                if came > most:
                    raise too_large(most)
                yield block
    except TimeoutError as error:
        if not clock.expired():
            raise
        raise Refused(408, f"the body did not come in {seconds:g} seconds") from error


async def whole_body(scope: Scope, receive: Receive, most: int, seconds: float) -> bytes:
    """Give a body as a whole; raise Refused as `body_blocks` does."""
    data = bytearray()
    async for block in body_blocks(scope, receive, most, seconds):
        data += block
    return bytes(data)


def too_large(most: int) -> Refused:
    """Give the refusal of a body of more than so many bytes."""
    return Refused(413, f"the body is larger than {most:,} bytes: send it in parts")


async def give(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    """Send an answer that is at hand as a whole."""
    if status not in (204, 304):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, refused: Refused, allow: str = "") -> None:
    """Send a refusal: its sentence as plain text."""
    headers: Headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if refused.retry_after is not None:
        headers.append((b"retry-after", str(refused.retry_after).encode()))
    if refused.status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="kg serve"'))
    if allow:
        headers.append((b"allow", allow.encode()))
    await give(send, refused.status, headers, (refused.sentence + "\n").encode())


def as_json(value: Any) -> bytes:
    """Give a value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
