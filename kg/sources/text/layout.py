"""The parts of an article's raw text: header lines, title, caption, dateline, body paragraphs, address; each with its span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kg.sources.text.times import MONTH, month_of

ZoneKind = Literal["header", "title", "caption", "dateline", "body", "address"]
HEADER_KEYS = frozenset({"date", "publisher", "url", "title", "id", "language", "credit", "note", "primary-source"})
LONGEST = 4_000  # characters that go to the parser at once; a longer paragraph is cut at a sentence's end
LONGEST_SENTENCE = 400  # words: what is longer is no sentence, and its tree may be deeper than can be walked
_FRONT = 3_000  # characters in which title and caption are looked for

_HEADER = re.compile(r"([A-Za-z][A-Za-z-]{1,20}):[ \t]*(.*)")
_FEWEST_HEADLINES = 3  # lines, from which on they are a list
_LONGEST_HEADLINE = 140  # characters

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BREAK = re.compile(r"\n(?:[ \t\u00a0\r]*\n)+")
_ADDRESS = re.compile(r"\s*https?://\S+(?:\s+\S+)?\s*")
_CREDIT = re.compile(r"[\[(](?:file|photo|picture|image|credit)\b[^\])]*[\])]|\[[^\]]*/[^\]]*\]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*$")
_CUT = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘A-Z])")
_AGENCY = r"\([A-Z][\w .&/-]{0,30}\)"
_DASH = r"(?:--+|[–—]|-)"
_DATELINE = re.compile(
    rf"\s*[A-Z][^\n.!?()]{{1,60}}?(?:,\s*|\s+|\s*\()(?P<mon>{MONTH})\s+(?P<d>\d{{1,2}})(?:,?\s+(?P<y>(?:19|20)\d\d))?\)?\s*"
    rf"(?:{_AGENCY}\s*)?{_DASH}\s*",
    re.IGNORECASE,
)
_DATELINE_BRITISH = re.compile(
    rf"\s*[A-Z][^\n.!?()]{{1,60}}?,\s*(?P<d>\d{{1,2}})\s+(?P<mon>(?i:{MONTH}))(?:,?\s+(?P<y>(?:19|20)\d\d))?\s*"
    rf"(?:{_AGENCY}\s*)?{_DASH}\s*"
)
_PLACE_LINE = re.compile(rf"\s*[A-Z][A-Z .,'’-]{{2,40}}(?:,\s[A-Z][\w .]{{2,20}})?\s+{_AGENCY}\s*{_DASH}\s*")


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the raw text: its kind and span (end excluded)."""

    kind: ZoneKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dateline:
    """The day that a dateline prints; the year is None where it is not printed."""

    month: int
    day: int
    year: int | None
    as_written: str


def read_header(raw: str) -> tuple[dict[str, str], int]:
    r"""Give the small header lines at the top of a text (`Date: …`, `Publisher: …`) and where they end.

    >>> read_header("Date: 2023-08-14\nUrl: https://x.org/a\n\nThe army left.")
    ({'date': '2023-08-14', 'url': 'https://x.org/a'}, 38)
    """
    found: dict[str, str] = {}
    at = len(raw) - len(raw.lstrip("\ufeff\n\r "))
    end = 0
    while line := _HEADER.match(raw, at):
        key = line[1].lower()
        if key not in HEADER_KEYS:
            break
        found.setdefault(key, line[2].strip())
        at = end = min(line.end() + 1, len(raw))
    return found, end


def find_dateline(text: str) -> tuple[Dateline | None, int]:
    """Give the dateline that a paragraph begins with, and where the sentence after it begins (0 where there is none).

    >>> find_dateline("United Nations, August 14 (RHC)-- The mission left.")
    (Dateline(month=8, day=14, year=None, as_written='August 14'), 34)
    """
    if found := _DATELINE.match(text) or _DATELINE_BRITISH.match(text):
        month, day, year = month_of(found["mon"]), int(found["d"]), found["y"]
        if 1 <= day <= 31:
            words = text[min(found.start("mon"), found.start("d")) : max(found.end("mon"), found.end("d"), found.end("y"))]
            return Dateline(month, day, int(year) if year else None, " ".join(words.split())), found.end()
    place = _PLACE_LINE.match(text)
    return None, place.end() if place else 0


def read_zones(raw: str) -> Iterator[Zone]:
    """Yield the parts of a raw text in order, one at a time, however long the text is."""
    header_end = read_header(raw)[1]
    if header_end:
        yield Zone("header", 0, header_end)
    paragraphs = _paragraphs(raw, header_end)
    front: list[tuple[int, int]] = []
    first: tuple[int, int] | None = None
    for span in paragraphs:
        if _is_front(raw, span, header_end):
            front.append(span)
        else:
            first = span
            break
    if first is None:  # nothing but lines without a full stop: there is no body that tells what a headline says
        yield from (zone for span in front for zone in _body(raw, *span))
        return
    yield from _front_zones(raw, front)
    yield from _body(raw, *first)
    for span in paragraphs:
        yield from _body(raw, *span)


def first_dateline(raw: str) -> Dateline | None:
    """Give the first dateline near the top of the text, or None."""
    return next(_datelines(raw), None)


def another_dateline(raw: str) -> Dateline | None:
    """Give the first dateline near the top that prints another day than the first does, or None."""
    found = [(one.month, one.day, one) for one in _datelines(raw)]
    return next((one for month, day, one in found[1:] if (month, day) != found[0][:2]), None)


def _datelines(raw: str) -> Iterator[Dateline]:
    for zone in read_zones(raw):
        if zone.kind == "dateline" and (found := find_dateline(raw[zone.start : zone.end])[0]):
            yield found
        if zone.start > _FRONT:
            return


def _paragraphs(raw: str, start: int) -> Iterator[tuple[int, int]]:
    at = start
    for gap in _BREAK.finditer(raw, start):
        if raw[at : gap.start()].strip():
            yield from _lines_of_list(raw, at, gap.start())
        at = gap.end()
    if raw[at:].strip():
        yield from _lines_of_list(raw, at, len(raw))


def _lines_of_list(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield each line of a list of headlines, which a parser would read as one sentence; any other paragraph whole."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(raw, start, min(end, start + LONGEST))]
    texts = [raw[s:e].strip() for s, e in lines]
    opens = all(not text[:1].islower() and len(text) <= _LONGEST_HEADLINE for text in texts)
    closed = sum(bool(_SENTENCE_END.search(text)) for text in texts)
    if len(lines) >= _FEWEST_HEADLINES and opens and closed * 3 <= len(texts) and end - start <= LONGEST:
        yield from lines
    else:
        yield start, end


def _is_front(raw: str, span: tuple[int, int], start: int) -> bool:
    """Tell a title or caption: near the top, short, no dateline, and not a closed sentence (a photo credit may close it)."""
    text = raw[slice(*span)]
    if span[0] - start > _FRONT or len(text) > 600 or find_dateline(text)[1] or _ADDRESS.fullmatch(text):
        return False
    return not _SENTENCE_END.search(_CREDIT.sub("", text).strip()) or bool(_CREDIT.search(text))


def _front_zones(raw: str, spans: list[tuple[int, int]]) -> Iterator[Zone]:
    for start, end in spans:
        credit = _CREDIT.search(raw, start, end)
        if not credit:
            yield _trimmed(raw, "title", start, end)
            continue
        caption = _caption_start(raw, start, credit.start())
        if raw[start:caption].strip():
            yield _trimmed(raw, "title", start, caption)
        yield _trimmed(raw, "caption", caption, credit.start())


def _caption_start(raw: str, start: int, credit: int) -> int:
    """Give where a caption begins: at the last indented line before its credit, else the last that opens with a capital."""
    lines = [m.start() for m in re.finditer(r"^.*\S", raw[start:credit], re.MULTILINE)]
    indented = [at for at in lines[1:] if raw[start + at] in " \t\u00a0"]
    capital = [at for at in lines if raw[start + at : credit].lstrip()[:1].isupper()]
    return start + (indented or capital or [0])[-1]


def _body(raw: str, start: int, end: int) -> Iterator[Zone]:
    if _ADDRESS.fullmatch(raw, start, end):
        yield _trimmed(raw, "address", start, end)
        return
    skip = find_dateline(raw[start : min(end, start + 200)])[1]
    if skip:
        yield Zone("dateline", start, start + skip)
    yield from _cut(raw, start + skip, end)


def _cut(raw: str, start: int, end: int) -> Iterator[Zone]:
    while end - start > LONGEST:
        cuts = [m.end() for m in _CUT.finditer(raw, start + LONGEST // 2, start + LONGEST)]
        space = raw.rfind(" ", start + LONGEST // 2, start + LONGEST)
        at = cuts[-1] if cuts else space + 1 or start + LONGEST
        yield _trimmed(raw, "body", start, at)
        start = at
    if raw[start:end].strip():
        yield _trimmed(raw, "body", start, end)


def _trimmed(raw: str, kind: ZoneKind, start: int, end: int) -> Zone:
    text = raw[start:end]
    return Zone(kind, start + len(text) - len(text.lstrip()), start + len(text.rstrip()))
