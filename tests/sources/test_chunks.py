"""Tables cut into chunks of whole records, and into rows with their lines. Every table here is invented."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.errors import Problem
from kg.sources.tables import chunks
from kg.sources.tables.chunks import Cells, Chunk, Form, chunks_of, is_record, rows_of, spans_of

FORM = Form(widths=(3,))
CELL = st.text(st.sampled_from('ab ,;"\n\té—|'), max_size=12)


def text(rows: list[Cells], delimiter: str = ",") -> str:
    """Give rows as a table without header."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def read(data: str | bytes, form: Form = FORM, size: int = chunks.SIZE, line: int = 1) -> list[tuple[int, Cells | Problem]]:
    """Give all rows of a table, cut into chunks of a size."""
    raw = data.encode() if isinstance(data, str) else data
    made = list(chunks_of(io.BytesIO(raw), "table.csv", line, form, size))
    assert b"".join(chunk.data for chunk in made) == raw
    return [row for chunk in made for row in rows_of(chunk, form)]


def problems(found: list[tuple[int, Cells | Problem]]) -> list[tuple[int | None, str]]:
    """Give line and words of what could not be read."""
    return [(cells.line, cells.what) for _, cells in found if isinstance(cells, Problem)]


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=30), st.integers(1, 200))
def test_rows_come_back_with_their_lines_whatever_the_size_of_chunks(rows: list[Cells], size: int) -> None:
    lines = [1 + text(rows[:at]).count("\n") for at in range(len(rows))]
    assert read(text(rows), size=size) == list(zip(lines, rows, strict=True))


@given(st.integers(100, 400), st.integers(0, 59))
def test_a_quote_that_nobody_closes_takes_no_other_row_with_it(size: int, bad: int) -> None:
    rows = [[str(at), f"line one\nline two of {at}" if at % 3 else 'x, "y"', "z"] for at in range(60)]
    pieces = [text([row]) for row in rows]
    pieces[bad] = f'{bad},"oops,z\n'
    line = 1 + sum(piece.count("\n") for piece in pieces[:bad])
    found = read("".join(pieces), size=size)
    assert [cells for _, cells in found if not isinstance(cells, Problem)] == [*rows[:bad], *rows[bad + 1 :]]
    assert problems(found) == [(line, "quotes do not balance")]


def test_two_quotes_that_nobody_closes_take_their_two_rows_only() -> None:
    rows = [[str(at), f"one\ntwo {at}", "z"] for at in range(90)]
    pieces = [text([row]) for row in rows]
    pieces[20], pieces[50] = '20,"oops,z\n', '50,oops","z\n'
    found = read("".join(pieces), size=300)
    assert [cells[0] for _, cells in found if not isinstance(cells, Problem)] == [
        str(at) for at in range(90) if at not in (20, 50)
    ]
    assert [line for line, _ in problems(found)] == [41, 100]


def test_a_row_is_not_made_of_the_beginning_of_one_and_the_end_of_the_next() -> None:
    found = read('1,"a,2\n3,"b",4\n5,c,6\n')
    assert problems(found) == [(1, "quotes do not balance")]
    assert [cells for _, cells in found[1:]] == [["3", "b", "4"], ["5", "c", "6"]]


def test_quotes_at_odd_places_within_a_line_are_read_as_they_are() -> None:
    found = read('1,say "no",2\n3,"so" he says,4\n5,"six"" inches",6\n')
    assert [cells for _, cells in found] == [["1", 'say "no"', "2"], ["3", "so he says", "4"], ["5", 'six" inches', "6"]]


def test_a_last_line_that_is_cut_off_within_quotes_is_told() -> None:
    assert problems(read('1,a,2\n3,b,"cut')) == [(2, "quotes do not balance")]
    assert problems(read("1,a,2\n3,b")) == [(2, "2 cells instead of 3")]


def test_lines_of_a_spoiled_cell_are_each_told() -> None:
    found = read('1,"a\nb\nc" d,2\n3,e,4\n')
    assert [line for line, _ in problems(found)] == [1, 2, 3]
    assert found[-1] == (4, ["3", "e", "4"])


def test_a_cell_longer_than_a_chunk_is_whole() -> None:
    rows = [["1", "word\n" * 3000, "2"], ["3", "x", "4"]]
    assert read(text(rows), size=1000) == [(1, rows[0]), (3002, rows[1])]


def test_a_cell_longer_than_any_may_be_is_told_and_the_next_row_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "LONGEST", 4000)
    rows = [["1", "x" * 5_000_000, "2"], ["3", "y", "4"]]
    found = read(text(rows))
    assert problems(found) == [(1, "not a row of a table: field larger than field limit (4194304)")]
    assert found[-1] == (2, rows[1])


def test_a_table_of_nothing_but_bad_rows_ends() -> None:
    found = read('1,2\n"3\n' * 500, size=50)
    assert len(problems(found)) == 1000


def test_without_quoting_a_quote_is_a_letter() -> None:
    form = Form(delimiter="\t", quoted=False, widths=(2, 3))
    assert read('1\t"a\n2\tb"\tc\n', form, 3) == [(1, ["1", '"a']), (2, ["2", 'b"', "c"])]


def test_carriage_returns_at_the_ends_of_lines_are_no_part_of_cells() -> None:
    assert read('1,a,"b\r\nc"\r\n2,d,e\r\n', size=4) == [(1, ["1", "a", "b\r\nc"]), (3, ["2", "d", "e"])]


def test_lines_are_counted_from_where_the_table_begins() -> None:
    assert [line for line, _ in read("1,a,2\n\n3,b,4\n", line=7)] == [7, 9]


def test_a_nul_and_a_byte_that_is_not_of_the_encoding_spoil_their_row_only() -> None:
    found = read(b"1,a\0,2\n3,b\xe9,4\n5,c,6\n")
    assert problems(found) == [(1, "a NUL byte"), (2, "not UTF-8: byte 0xe9")]
    assert found[2] == (3, ["5", "c", "6"])
    assert problems(read(b"1,\x81,2\n", Form("cp1252", widths=(3,)))) == [(1, "not CP1252: byte 0x81")]


def test_characters_that_some_take_for_line_breaks_are_none() -> None:
    rows = [["1", "a\x0bb\x0c\x1c\x85\u2028c", "2"], ["3", "d", "4"]]
    assert read(text(rows), size=8) == [(1, rows[0]), (2, rows[1])]


def test_spans_tell_where_chunks_lie() -> None:
    data = text([[str(at), "x\ny", "z"] for at in range(40)]).encode()
    for offset, line, piece in spans_of(io.BytesIO(data), 2, FORM, 64):
        assert data[offset : offset + len(piece)] == piece
        assert line == 2 + data.count(b"\n", 0, offset)
        assert is_record(piece.decode().partition("z\n")[0] + "z\n", FORM)


def test_rows_of_parquet_are_numbered_as_they_come() -> None:
    assert list(rows_of(Chunk("a.parquet", 5, rows=(["1"], ["2"])), FORM)) == [(5, ["1"]), (6, ["2"])]
