"""The text layer of a PDF, by pypdfium2, as paragraphs.

A line keeps its line end; an empty line stands where the page leaves more room than between lines, or indents the next one.
A word that a line's end divides is put together without its hyphen where it goes on in lower case (so "well-/known" loses its
own). Page numbers, and lines that head or foot several pages, are left out. No date is taken from the file: PDF metadata tell
when a file was made, not when its text appeared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import Any

from kg.model.errors import UnreadableInput
from kg.sources.documents.opened import Opened

_DIVIDED = "\ufffe\x02"  # what PDFium gives for a hyphen that divides a word
_SPLIT = re.compile(rf"\r?\n|(?<=[{_DIVIDED}])")
_NUMBER = re.compile(r"\W*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)
_ENDED = re.compile(r"[.!?:][\"”’')\]]*$")
_INDENT = 8.0  # points


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page: its text, its left edge and the height of its foot, in points."""

    text: str
    left: float
    foot: float


def read_pdf(raw: bytes) -> Opened:
    """Give the text of a PDF; raise UnreadableInput where it is broken, locked, or has no text layer."""
    pages = pages_of(raw)
    text = text_of(pages)
    number = f"{len(pages)} page{'' if len(pages) == 1 else 's'}"
    if not re.search(r"\w", text):
        raise UnreadableInput(
            f"this PDF of {number} has no text layer (a scan?); run OCR on it, or give the article as plain text"
        )
    empty = sum(1 for lines in pages if not lines)
    notes = [f"text layer of a PDF of {number}, by PDFium"]
    if empty:
        notes.append(f"{empty} of its {number} hold no text")
    return Opened(text, {}, tuple(notes), extracted=True)


def pages_of(raw: bytes) -> list[list[Line]]:
    """Give the lines of each page."""
    import pypdfium2  # slow to import: only who reads PDFs pays for it

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        why = "it is locked by a password" if "password" in str(error).lower() else "it is broken"
        raise UnreadableInput(f"this PDF cannot be read: {why}") from error
    try:
        return [list(_lines_of(document, number)) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise UnreadableInput("this PDF cannot be read: a page of it is broken") from error
    finally:
        document.close()


def _lines_of(document: Any, number: int) -> Iterator[Line]:
    page = document[number]
    layer = page.get_textpage()
    at = 0
    for line in _SPLIT.split(text := layer.get_text_range()):
        start = text.index(line, at)
        at = start + len(line)
        if line.strip():
            box = layer.get_charbox(min(start, layer.count_chars() - 1), loose=True)
            yield Line(line.replace("\x00", " ").strip(" "), box[0], box[1])
    layer.close()
    page.close()


def text_of(pages: list[list[Line]]) -> str:
    """Give the text of all pages: paragraphs parted by an empty line; a paragraph may go on over a page's end."""
    marginal = _marginal(pages)
    text = ""
    for lines in pages:
        kept = [line for at, line in enumerate(lines) if not (at in (0, len(lines) - 1) and _is_marginal(line, marginal))]
        for block in _paragraphs(kept):
            text = _joined(text, block) if text else block
    return text.translate({ord(mark): "-" for mark in _DIVIDED})


def _marginal(pages: list[list[Line]]) -> set[str]:
    """Give the lines, without their digits, that stand first or last on more than one page."""
    seen = Counter(
        words for lines in pages for words in {re.sub(r"\d+", "#", line.text) for line in (*lines[:1], *lines[1:][-1:])}
    )
    return {words for words, number in seen.items() if number > 1}


def _is_marginal(line: Line, marginal: set[str]) -> bool:
    return bool(_NUMBER.fullmatch(line.text)) or re.sub(r"\d+", "#", line.text) in marginal


def _paragraphs(lines: list[Line]) -> Iterator[str]:
    """Yield the paragraphs of a page."""
    steps = [above.foot - below.foot for above, below in pairwise(lines)]
    usual = median_low(step for step in steps if step > 0) if any(step > 0 for step in steps) else 0.0
    block = ""
    for at, line in enumerate(lines):
        step = steps[at - 1] if at else 0.0
        indented = at > 0 and line.left - lines[at - 1].left > _INDENT and bool(_ENDED.search(lines[at - 1].text))
        if block and (step > 1.35 * usual or indented):
            yield block
            block = ""
        block = _with_line(block, line.text)
    if block:
        yield block


def _with_line(block: str, line: str) -> str:
    if block and block[-1] in _DIVIDED:
        return block[:-1] + line if line[:1].islower() else f"{block[:-1]}-{line}"
    return f"{block}\n{line}" if block else line


def _joined(text: str, block: str) -> str:
    """Put a page's paragraph after another: as its continuation where that has not ended."""
    if text[-1] in _DIVIDED:
        return _with_line(text, block)
    goes_on = not _ENDED.search(text) and block[:1].islower()
    return f"{text}\n{block}" if goes_on else f"{text}\n\n{block}"
