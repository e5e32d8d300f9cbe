"""What goes between the service and a worker: frames of one kind, a length and so many bytes.

A request is one frame of JSON. An answer is one WHOLE, or a FIRST, any MOREs and a LAST; an answer that ends otherwise was cut.
REFUSED may stand in the place of any of them: JSON with a status and a sentence.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Final

HELLO: Final = b"H"
WHOLE: Final = b"W"
FIRST: Final = b"F"
MORE: Final = b"M"
LAST: Final = b"L"
REFUSED: Final = b"R"
ENDS: Final = (WHOLE, LAST, REFUSED, HELLO)

HEAD = struct.Struct("!cI")
_PART = struct.Struct("!H")
BLOCK = 1 << 16
"""How many bytes of an answer are held back, so that what goes wrong early still gets its status, and then sent together."""


def frame(kind: bytes, body: bytes) -> bytes:
    """Give a frame as bytes."""
    return HEAD.pack(kind, len(body)) + body


def packed(head: dict[str, Any], body: bytes) -> bytes:
    """Give a head and the bytes after it in one.

    >>> unpacked(packed({"a": 1}, b"xyz"))
    ({'a': 1}, b'xyz')
    """
    told = json.dumps(head).encode()
    return _PART.pack(len(told)) + told + body


def unpacked(body: bytes) -> tuple[dict[str, Any], bytes]:
    """Give the head and the bytes of what was packed."""
    (length,) = _PART.unpack_from(body)
    start = _PART.size + length
    return json.loads(body[_PART.size : start]), body[start:]
