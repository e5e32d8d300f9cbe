"""What a document is: told by its first bytes, and by its name only where they leave it open."""

from __future__ import annotations

import codecs
import re
from typing import Literal

Kind = Literal["text", "lines", "html", "pdf"]

SUPPORTED = "kg reads plain text, JSON Lines, HTML and PDF with a text layer, each also packed as .gz"
HEAD = 4_096  # bytes that tell what a file is
PACKED = b"\x1f\x8b"
LINES = (".jsonl", ".ndjson")
PAGES = (".html", ".htm", ".xhtml")

_FOREIGN = (
    (b"PK\x03\x04", "a zip archive (or a document of Word, OpenOffice or EPUB)"),
    (b"\xd0\xcf\x11\xe0", "an old document of Word, Excel or PowerPoint"),
    (b"{\\rtf", "a document in RTF"),
    (b"%!PS", "PostScript"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"RIFF", "sound, film or a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a file packed by bzip2"),
    (b"\xfd7zXZ", "a file packed by xz"),
    (b"\x28\xb5\x2f\xfd", "a file packed by zstd"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
)
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_XML = re.compile(rb"\s*<(?:\?xml|!doctype|rss\b|feed\b)", re.IGNORECASE)
_OBJECT = re.compile(rb"\s*\{\s*(?:\"|\})")


def kind_of(head: bytes, name: str = "") -> Kind:
    """Give what a document is, from its first bytes (unpacked) and its name.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"<!DOCTYPE html><html>"), kind_of(b'{"text": "It left."}'), kind_of(b"The army left.")
    ('pdf', 'html', 'lines', 'text')
    """
    plain = head.removeprefix(codecs.BOM_UTF8)
    lower = name.lower().removesuffix(".gz")
    if b"%PDF-" in head[:1024] and (lower.endswith(".pdf") or head.lstrip().startswith(b"%PDF-")):
        return "pdf"
    if lower.endswith(LINES) or _OBJECT.match(plain):
        return "lines"
    if _HTML.match(plain) or lower.endswith(PAGES):
        return "html"
    return "text"


def foreign_of(head: bytes, name: str = "") -> str | None:
    r"""Give what a file is that is not read, in words; None where it may be a document.

    >>> foreign_of(b"PK\x03\x04"), foreign_of(b"The army left.")
    ('a zip archive (or a document of Word, OpenOffice or EPUB)', None)
    """
    for mark, words in _FOREIGN:
        if head.startswith(mark):
            return words
    if _XML.match(head) and not _HTML.match(head) and not name.lower().endswith(PAGES):
        return "XML that is no web page"
    return None
