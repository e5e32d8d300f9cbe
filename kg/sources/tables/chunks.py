"""Tables cut into chunks of whole records, and chunks into rows: each row with the line that it begins on.

A chunk ends at a line break outside quotes, so a cell may hold line breaks. Where quotes do not balance, the record that they
spoil is reported with its line, and reading goes on with the next line: one bad row does not swallow those after it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import IO, TypeAlias

from kg.model.errors import Problem

SIZE = 1 << 18
_TRIED = 3  # records that must stand between line breaks with odd numbers of quotes before them
LONGEST = 1 << 22  # bytes without an end of a record after which quotes are taken to be unbalanced
Cells: TypeAlias = list[str]
csv.field_size_limit(LONGEST)


@dataclass(frozen=True, slots=True)
class Form:
    """How the text of a table is to be read: encoding, delimiter, whether cells may be quoted, allowed numbers of cells."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quoted: bool = True
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole records of one table: its name, the number of the first line, and the bytes (or, from Parquet, the rows)."""

    part: str
    line: int
    data: bytes = b""
    rows: tuple[Cells, ...] = ()


def chunks_of(stream: IO[bytes], part: str, line: int, form: Form, size: int = SIZE) -> Iterator[Chunk]:
    """Yield the rest of a stream in chunks of about `size` bytes, each from the beginning of a record to the end of one."""
    for _, first, data in spans_of(stream, line, form, size):
        yield Chunk(part, first, data)


def spans_of(stream: IO[bytes], line: int, form: Form, size: int = SIZE) -> Iterator[tuple[int, int, bytes]]:
    """Yield offset (from where the stream stood), number of the first line, and bytes of each chunk."""
    rest, start = b"", 0
    while block := stream.read(size):
        rest += block
        end = _end_of_records(rest, form)
        if end:
            yield start, line, rest[:end]
            line += rest.count(b"\n", 0, end)
            start += end
            rest = rest[end:]
    if rest:
        yield start, line, rest


def _end_of_records(data: bytes, form: Form) -> int:
    """Give where the last whole record ends, or 0.

    That is after a line break with an even number of quotes before it, or, after a quote that nobody closes, an odd one. So what
    lies between is looked at: the last that is a record is one of which the end is known.
    """
    last = data.rfind(b"\n") + 1
    if not form.quoted or not last:
        return last
    odd = data.count(b'"', 0, last) % 2
    even_end = _back(data, last, odd) if odd else last
    if found := _end_of(data, even_end, form, 1):
        return found
    odd_end = last if odd else _back(data, last, 1)
    if found := _end_of(data, odd_end, form, _TRIED):
        return found
    return (even_end if len(data) > LONGEST >> 2 else 0) or (last if len(data) > LONGEST else 0)


def _back(data: bytes, end: int, odd: int) -> int:
    """Give the line break before which there is a number of quotes less that is odd or even, or 0."""
    while end:
        before = data.rfind(b"\n", 0, end - 1) + 1
        odd = (odd + data.count(b'"', before, end)) % 2
        end = before
        if not odd:
            break
    return end


def _end_of(data: bytes, end: int, form: Form, run: int) -> int:
    """Give the last end before which there are so many records in a row, going back from one; 0 where there is none."""
    found, known = 0, end
    while end:
        begin = _back(data, end, 0)
        if is_record(data[begin:end].decode(form.encoding, "replace"), form):
            found += 1
            if found == run:
                return known
        else:
            found, known = 0, begin
        end = begin
    return 0


def is_record(text: str, form: Form) -> bool:
    """Tell whether a text is one row of a table, its quotes where they may be."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline="\n"), delimiter=form.delimiter, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1 and len(rows[0]) in form.widths


def rows_of(chunk: Chunk, form: Form) -> Iterator[tuple[int, Cells | Problem]]:
    """Yield each row of a chunk with the line that it begins on; a Problem in the place of one that cannot be read."""
    if chunk.rows:
        yield from enumerate(chunk.rows, chunk.line)
        return
    text = chunk.data.decode(form.encoding, "surrogateescape")
    odd = _ODD if "\0" in text or not _is_clean(text) else None
    line, rest = chunk.line, text
    while rest:
        line, rest = yield from _rows(rest, line, chunk.part, form, odd)


_ODD = re.compile("[\0\udc80-\udcff]")


def _is_clean(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _rows(
    text: str, line: int, part: str, form: Form, odd: re.Pattern[str] | None
) -> Generator[tuple[int, Cells | Problem], None, tuple[int, str]]:
    """Yield the rows of a text up to the first that quotes spoil; give the line and the text after that row's first line."""
    lines = io.StringIO(text, newline="\n")
    reader = csv.reader(
        lines, delimiter=form.delimiter, quoting=csv.QUOTE_MINIMAL if form.quoted else csv.QUOTE_NONE, strict=form.quoted
    )
    before = 0
    try:
        for cells in reader:
            here = line + before
            if len(cells) in form.widths:
                yield here, _odd_one(cells, here, part, form, odd) or cells
            elif cells:
                length = reader.line_num - before
                yield here, _misfit(cells, here, part, form, length)
                if length > 1:
                    return here + 1, _after(text, before + 1)
            before = reader.line_num
    except csv.Error as error:
        here = line + before
        rest = _after(text, before)
        yield here, _spoiled(rest.partition("\n")[0], here, part, form, odd, error)
        return here + 1, _after(rest, 1)
    return line, ""


def _spoiled(text: str, line: int, part: str, form: Form, odd: re.Pattern[str] | None, error: csv.Error) -> Cells | Problem:
    """Give the row of a line that a strict reader refuses, where its quotes are at odd places but within it; else a Problem."""
    alone = csv.reader([f"{text}\n", ""], delimiter=form.delimiter)
    try:
        cells = next(alone, [])
    except csv.Error:
        cells = []
    if len(cells) in form.widths and alone.line_num == 1:  # else a quote is open at its end
        return _odd_one(cells, line, part, form, odd) or cells
    if "delimiter" in str(error) or "expected after" in str(error) or "unexpected end" in str(error):
        return Problem(part, line, "quotes do not balance", "mend the quotes")
    return Problem(part, line, f"not a row of a table: {error}", "mind quotes and line breaks in cells")


def _odd_one(cells: Cells, line: int, part: str, form: Form, odd: re.Pattern[str] | None) -> Problem | None:
    found = odd and odd.search("".join(cells))
    if not found:
        return None
    if found[0] == "\0":
        return Problem(part, line, "a NUL byte", "the file is damaged here, or is no text")
    byte = ord(found[0]) - 0xDC00
    remedy = "save the file as UTF-8, or name its encoding: --encoding latin-1"
    return Problem(part, line, f"not {form.encoding.upper()}: byte 0x{byte:02x}", remedy)


def _misfit(cells: Cells, line: int, part: str, form: Form, lines: int) -> Problem:
    wanted = " or ".join(map(str, form.widths))
    if lines > 1 and form.quoted:
        what = f"quotes do not balance: {len(cells)} cells over {lines} lines instead of {wanted}"
        return Problem(part, line, what, "mend the quotes")
    remedy = "the row may be cut off, or a cell hold a delimiter without quotes"
    return Problem(part, line, f"{len(cells)} cells instead of {wanted}", remedy)


def _after(text: str, lines: int) -> str:
    """Give a text without its first lines."""
    at = -1
    for _ in range(lines):
        at = text.find("\n", at + 1)
        if at < 0:
            return ""
    return text[at + 1 :]
