"""Bad tables give one clear message, or lose the one row that is bad, told with its line; nothing is half written.

All rows are invented.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zstandard

from kg.cli import main
from kg.importing import local
from tests.importing.invented import ACLED, ACLED_ROW, GED, big, numbered, table, with_line

ONE, TWO, THREE = {"id": "1"}, {"id": "2", "date_start": "2020-04-01", "date_end": "2020-04-01"}, {"id": "3"}
GOOD = table([ONE, TWO, THREE])
HTML = "<!DOCTYPE html><html><head><title>Log in</title></head><body>Please log in</body></html>"
LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
CODES = "CODE\tLABEL\nCOP\tPolice forces\nGOV\tGovernment\n"
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc: processes cannot be listed")


@dataclass(frozen=True)
class Said:
    """What a command returned and printed."""

    code: int
    out: str
    err: str


@dataclass
class Room:
    """A folder with inputs of a test, in which the command runs; `said` is what it said last."""

    capfd: pytest.CaptureFixture[str]
    inputs: set[str] = field(default_factory=set)

    def put(self, name: str, content: str | bytes) -> str:
        """Write an input."""
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
        self.inputs.add(name)
        return name

    def run(self, *args: str) -> Said:
        """Import."""
        code = main(["import", *args])
        return Said(code, *self.capfd.readouterr())

    def left(self) -> set[str]:
        """Give what lies in the folder beside the inputs."""
        return {str(path) for path in Path().rglob("*") if path.is_file() or path.name.startswith(".")} - self.inputs

    def refused(self, said: Said, code: int, *words: str) -> None:
        """Assert that one line says why nothing was done, and that nothing is left."""
        assert said.code == code, said
        assert said.out == ""
        assert said.err.startswith("kg: ")
        assert said.err.count("\n") == 1, said.err
        for word in words:
            assert word in said.err
        assert self.left() == set()


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Room:
    """Give an empty folder, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return Room(capfd)


def report(out: str = "out.nt") -> list[tuple[str, ...]]:
    """Give the rows of a report: kind, file, line, what, remedy."""
    with Path(f"{out}.report.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["kind", "file", "line", "what", "remedy"]
    return [tuple(row) for row in rows]


def skipped(out: str = "out.nt") -> list[tuple[str, str, str]]:
    """Give file, line and reason of what was skipped."""
    return [(file, line, what) for kind, file, line, what, _ in report(out) if kind == "skipped"]


def assert_loses(room: Room, text: str | bytes, line: int, what: str, *options: str) -> None:
    """Assert that a table loses one row, told with its line, and gives for the rest what a table without that row gives."""
    rest = [row for row in (ONE, TWO, THREE) if row is not (ONE, TWO, THREE)[line - 2]]
    said = room.run(room.put("bad.csv", text), "--to", "out.nt", *options)
    assert (said.code, said.err) == (1, "")
    assert "3 rows read; 2 claims; 1 skipped" in said.out
    found = skipped()
    assert [(file, number) for file, number, _ in found] == [("bad.csv", str(line))]
    assert what in found[0][2]
    assert room.run(room.put("rest.csv", table(rest)), "--to", "rest.nt").code == 0
    assert Path("out.nt").read_bytes() == Path("rest.nt").read_bytes()


# A row that is bad


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"date_start": "0025-03-01"}, "the year 0025 of '0025-03-01' is not between 1800 and 2100"),
        ({"date_end": "2205-03-01"}, "the year 2205 of '2205-03-01' is not between 1800 and 2100"),
        ({"date_start": "2020-02-30"}, "'2020-02-30' is no day of the calendar"),
        ({"date_start": "03/04/2020"}, "'03/04/2020' could be two days: write YYYY-MM-DD"),
        ({"date_start": "2020-05-02"}, "it ends on 2020-04-01, before it begins on 2020-05-02"),
        ({"date_prec": "9"}, "date_prec is '9'"),
        ({"latitude": "91"}, "the latitude '91' is not between -90 and 90"),
        ({"longitude": "-180.5"}, "the longitude '-180.5' is not between -180 and 180"),
        ({"latitude": "16,5"}, "the latitude '16,5' is not a number"),
        ({"latitude": "nan"}, "the latitude 'nan' is not"),
        ({"where_prec": "8"}, "where_prec is '8', not 1 to 7"),
        ({"deaths_b": "-2"}, "deaths_b is -2: fewer than nobody"),
        ({"best": "-1"}, "best is -1: fewer than nobody"),
        ({"best": "4.5"}, "'4.5' is not a whole number"),
        ({"type_of_violence": "4"}, "type_of_violence is '4', not 1, 2 or 3"),
        ({"event_clarity": "3"}, "event_clarity is '3', not one of 1, 2"),
        ({"id": ""}, "no id is given"),
        ({"id": "two words"}, "the id 'two words' holds what no id may"),
        ({"id": "1"}, "the id row=1 stands in an earlier row"),
        ({"id": "1.0"}, "the id row=1 stands in an earlier row"),
    ],
)
def test_a_row_with_what_no_row_may_have_is_skipped_with_its_line(room: Room, cells: dict[str, str], what: str) -> None:
    assert_loses(room, table([ONE, {**TWO, **cells}, THREE]), 3, what)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('2,INV,"2020,1\n', "quotes do not balance"),
        ("2,INV,2020,1\n", "4 cells instead of 49"),
        (table([TWO]).splitlines(keepends=True)[1].replace("2020-04-01", "2020-04-01\0"), "a NUL byte"),
        (table([TWO]).splitlines(keepends=True)[1].replace(",Africa,", ',"Africa,'), "quotes do not balance"),
        (table([TWO]).splitlines(keepends=True)[1].replace(",Africa,", ',Africa",\r,'), "not a row of a table"),
    ],
)
def test_a_line_that_is_no_row_is_skipped_alone(room: Room, line: str, what: str) -> None:
    assert_loses(room, with_line(GOOD, 3, line), 3, what)


def test_a_quote_that_would_swallow_the_next_row_in_the_same_column_loses_its_own_only(room: Room) -> None:
    spoiled = GOOD.splitlines(keepends=True)[2].replace("near", "near").replace(",Berville town,", ',"Berville town,')
    quoted = GOOD.splitlines(keepends=True)[3].replace(",Berville town,", ',"Berville town",')
    assert_loses(room, with_line(with_line(GOOD, 3, spoiled), 4, quoted), 3, "quotes do not balance")


@pytest.mark.parametrize("cut", [-40, -100, -330, -len("army statement") - 280])
def test_a_last_line_that_is_cut_off_is_skipped(room: Room, cut: int) -> None:
    assert_loses(room, GOOD[:cut], 4, "")


def test_a_last_line_without_its_line_break_is_whole(room: Room) -> None:
    assert room.run(room.put("ged.csv", GOOD), "--to", "out.nt").code == 0
    assert room.run(room.put("cut.csv", GOOD.rstrip("\n")), "--to", "cut.nt").code == 0
    assert Path("cut.nt").read_bytes() == Path("out.nt").read_bytes()


def test_bytes_of_latin_1_are_skipped_as_no_utf_8_and_read_when_the_encoding_is_named(room: Room) -> None:
    text = table([ONE, {**TWO, "side_b": "Bande du désert", "side_b_new_id": "42"}, THREE]).encode("latin-1")
    assert_loses(room, text, 3, "not UTF-8: byte 0xe9")
    assert "--encoding latin-1" in report()[0][4]
    assert room.run("bad.csv", "--to", "read.nt", "--encoding", "latin-1").code == 0
    assert '"Bande du d\u00e9sert"' in Path("read.nt").read_text(encoding="utf-8")


def test_best_below_low_is_kept_without_that_bound_and_noted_with_its_words(room: Room) -> None:
    said = room.run(room.put("ged.csv", table([ONE, {**TWO, "best": "2", "low": "3"}])), "--to", "out.nt")
    assert (said.code, said.out.count("1 with a note")) == (0, 1)
    assert report() == [("noted", "ged.csv", "3", "low 3, best 2, high 5: the bounds contradict each other", "")]
    lines = Path("out.nt").read_text(encoding="utf-8").splitlines()
    count = next(line.split(" ")[0] for line in lines if '"low 3, best 2, high 5"' in line)
    told = {line.split(" ")[1].rpartition("/")[2].rstrip(">"): line.split(" ")[2] for line in lines if line.startswith(count)}
    assert told["ontology#best"].startswith('"2"')
    assert told["ontology#high"].startswith('"5"')
    assert "ontology#low" not in told


def test_an_empty_side_is_noted_and_the_row_kept(room: Room) -> None:
    said = room.run(room.put("ged.csv", table([ONE, {**TWO, "side_b": "", "side_b_new_id": ""}])), "--to", "out.nt")
    assert said.code == 0
    assert report() == [("noted", "ged.csv", "3", "side_b is empty", "")]
    assert Path("out.nt").read_text().count("/ontology#party>") == 3


def test_an_empty_line_is_nothing_and_a_line_of_delimiters_a_row_without_id(room: Room) -> None:
    text = with_line(GOOD, 2, "\n") + "\n" + "," * 48 + "\n"
    said = room.run(room.put("bad.csv", text), "--to", "out.nt")
    assert (said.code, skipped()) == (1, [("bad.csv", "6", "no id is given")])


# Ids


def big_enough(text: str, monkeypatch: pytest.MonkeyPatch, room: Room, size: int = 3000) -> list[int]:
    """Make chunks small; give the number of chunks that a table has."""
    from kg.sources.tables import chunks

    def small(stream: io.BytesIO, part: str, line: int, form: chunks.Form) -> Iterator[chunks.Chunk]:
        return whole(stream, part, line, form, size)

    whole = chunks.chunks_of
    monkeypatch.setattr("kg.sources.tables.opening.chunks_of", small)
    form = chunks.Form(widths=(len(GED),))
    return [chunk.line for chunk in whole(io.BytesIO(text.partition("\n")[2].encode()), "", 2, form, size)]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_id_twice_in_two_chunks_is_reported_in_the_later_row_whoever_reads_it_first(
    room: Room, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    rows = [*numbered(60), {**numbered(1)[0], "side_b": "Another Band", "side_b_new_id": "77"}, *numbered(3, 61)]
    text, rest = table(rows), table([*rows[:60], *rows[61:]])
    assert len(big_enough(text, monkeypatch, room)) > 10
    line = 1 + len(table(rows[:60]).splitlines())
    said = room.run(room.put("bad.csv", text), "--to", "out.nt", "--workers", workers)
    assert (said.code, skipped()) == (1, [("bad.csv", str(line), "the id row=1 stands in an earlier row")])
    room.run(room.put("rest.csv", rest), "--to", "rest.nt")
    assert sorted(Path("out.nt").read_bytes().splitlines()) == sorted(Path("rest.nt").read_bytes().splitlines())
    assert "Another Band" not in Path("out.nt").read_text()


def test_an_id_in_two_files_is_reported_in_the_later_one(room: Room) -> None:
    room.put("a.csv", GOOD)
    room.put("b.csv", table([{"id": "9"}, {**TWO, "side_a": "Somebody Else", "side_a_new_id": "98"}]))
    assert room.run("a.csv", "b.csv", "--to", "out.nt").code == 1
    assert skipped() == [("b.csv", "3", "the id row=2 stands in an earlier row")]
    assert "Somebody Else" not in Path("out.nt").read_text()


def test_an_id_in_two_tables_of_an_archive_is_reported_in_the_later_one(room: Room) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/one.csv", GOOD)
        archive.writestr("b/two.csv", table([THREE, {"id": "4"}]))
    said = room.run(room.put("both.zip", packed.getvalue()), "--to", "out.nt")
    assert said.code == 1
    assert "5 rows read; 4 claims; 1 skipped" in said.out
    assert skipped() == [("both.zip/b/two.csv", "2", "the id row=3 stands in an earlier row")]


def test_the_same_id_in_two_data_sets_is_two_events(room: Room) -> None:
    room.put("ged.csv", table([{"id": "INV1"}]))
    room.put("acled.csv", table([{}], ACLED, ACLED_ROW))
    assert room.run("ged.csv", "acled.csv", "--to", "out.nt").code == 0
    text = Path("out.nt").read_text()
    assert "/event/ged/INV1>" in text
    assert "/event/acled/INV1>" in text


def test_a_file_named_twice_is_imported_once(room: Room) -> None:
    room.put("ged.csv", GOOD)
    said = room.run("ged.csv", "ged.csv", "--to", "out.nt")
    assert (said.code, len(skipped())) == (1, 3)
    room.run("ged.csv", "--to", "once.nt")
    assert Path("out.nt").read_bytes() == Path("once.nt").read_bytes()


def test_what_a_row_left_out_named_first_is_named_by_the_next(room: Room) -> None:
    room.put("acled.csv", table([{"event_date": "2020-01-01", "year": "2020"}, {"event_id_cnty": "INV2"}], ACLED, ACLED_ROW))
    room.put("ged.csv", table([{**ONE, "date_start": "2019-01-01", "date_end": "2019-01-01"}, TWO]))
    for name in ("acled.csv", "ged.csv"):
        assert room.run(name, "--to", f"{name}.nt", "--since", "2020-02").code == 0
        lines = Path(f"{name}.nt").read_text().splitlines()
        told = {line.partition(" ")[0] for line in lines}
        named = {line.split(" ")[2] for line in lines if line.split(" ")[2].startswith("<https://w3id.org/conflict-kg/")}
        assert {iri for iri in named - told if not re.search(r"conflict-kg/(ontology#|type/|code/|>)", iri)} == set()
        assert len(named) > 10


# Quotes in a table of many chunks


@pytest.mark.parametrize("at", [2, 31, 60, 149, 150])
def test_a_quote_that_nobody_closes_loses_its_row_only_among_many_chunks_and_line_breaks_in_cells(
    room: Room, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    rows = numbered(150)
    rows[at - 1]["where_description"] = "here"
    pieces = [table([row]).partition("\n")[2] for row in rows]
    spoiled = pieces[at - 1].replace(",Africa,", ',"Africa,')
    text = table([]) + "".join([*pieces[: at - 1], spoiled, *pieces[at:]])
    assert len(big_enough(text, monkeypatch, room)) > 20
    line = 2 + sum(piece.count("\n") for piece in pieces[: at - 1])
    said = room.run(room.put("bad.csv", text), "--to", "out.nt", "--workers", "1")
    assert "150 rows read; 149 claims; 1 skipped" in said.out
    assert skipped() == [("bad.csv", str(line), "quotes do not balance")]
    room.run(room.put("rest.csv", table([*rows[: at - 1], *rows[at:]])), "--to", "rest.nt", "--workers", "1")
    assert sorted(Path("out.nt").read_bytes().splitlines()) == sorted(Path("rest.nt").read_bytes().splitlines())


# Files that are read all the same


def test_a_byte_order_mark_semicolons_tabs_and_crlf_make_no_difference(room: Room) -> None:
    room.run(room.put("ged.csv", GOOD), "--to", "out.nt")
    rows = [ONE, TWO, THREE]
    forms = {
        "bom": b"\xef\xbb\xbf" + GOOD.encode(),
        "semicolons": table(rows, delimiter=";").encode(),
        "tabs": table(rows, delimiter="\t").encode(),
        "pipes": table(rows, delimiter="|").encode(),
        "crlf": GOOD.replace("\n", "\r\n").encode(),
        "quoted": "\n".join(",".join(f'"{c}"' for c in cells) for cells in _quoted(GOOD)).encode(),
        "shouted": with_line(GOOD, 1, GOOD.partition("\n")[0].upper() + "\n").encode(),
    }
    for name, content in forms.items():
        assert room.run(room.put(f"{name}.txt", content), "--to", f"{name}.nt").code == 0, name
        assert Path(f"{name}.nt").read_bytes() == Path("out.nt").read_bytes(), name


def _quoted(text: str) -> Iterator[list[str]]:
    for cells in csv.reader(io.StringIO(text)):
        yield [cell.replace('"', '""') for cell in cells]


def _zip(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._ged.csv", "no table")
        archive.writestr("ged.csv", text)
    return packed.getvalue()


def _tar(text: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("folder/ged.csv")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()


def _zst(text: str) -> bytes:
    half = len(text) // 2  # two frames one after another, as several processes write them
    return b"".join(zstandard.compress(part.encode()) for part in (text[:half], text[half:]))


PACKED: dict[str, Callable[[str], bytes]] = {
    "ged.zip": _zip,
    "ged.csv.gz": lambda text: gzip.compress(text[:100].encode()) + gzip.compress(text[100:].encode()),
    "ged.csv.bz2": lambda text: bz2.compress(text.encode()),
    "ged.csv.xz": lambda text: lzma.compress(text.encode()),
    "ged.csv.zst": _zst,
    "ged.tar": _tar,
    "ged.tar.gz": lambda text: gzip.compress(_tar(text)),
    "ged.tar.zst": lambda text: zstandard.compress(_tar(text)),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_table_gives_what_the_plain_one_gives_whatever_its_name(room: Room, name: str) -> None:
    room.run(room.put("ged.csv", GOOD), "--to", "out.nt")
    for called in (name, "download"):
        assert room.run(room.put(called, PACKED[name](GOOD)), "--to", f"{called}.nt").code == 0
        assert Path(f"{called}.nt").read_bytes() == Path("out.nt").read_bytes()


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_table_that_is_cut_off_is_refused_as_a_whole(room: Room, name: str) -> None:
    packed = PACKED[name](table(numbered(3000)))
    room.refused(room.run(room.put(name, packed[: len(packed) * 2 // 3]), "--to", "out.nt"), 3, name, "cannot be read")


def test_packed_data_that_is_damaged_is_refused_as_a_whole(room: Room) -> None:
    for name in ("ged.csv.gz", "ged.csv.zst", "ged.csv.bz2", "ged.csv.xz", "ged.zip"):
        packed = bytearray(PACKED[name](table(numbered(3000))))
        middle = len(packed) // 2
        packed[middle : middle + 60] = bytes(reversed(packed[middle : middle + 60]))
        room.refused(room.run(room.put(name, bytes(packed)), "--to", "out.nt"), 3, name, "cannot be read")


def test_a_folder_of_tables_is_read_by_name_without_what_is_hidden(room: Room) -> None:
    room.put("tables/b.csv", table([{"id": "9"}]))
    room.put("tables/deep/a.csv.gz", gzip.compress(GOOD.encode()))
    room.put("tables/.hidden.csv", "no table")
    room.put("tables/_SUCCESS", "")
    said = room.run("tables", "--to", "out.nt")
    assert (said.code, "4 rows read; 4 claims" in said.out) == (0, True)


def test_parquet_is_read_as_the_table_that_it_was_made_of(room: Room) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = table([ONE, {**TWO, "latitude": "91"}, THREE])
    rows = list(csv.DictReader(io.StringIO(text)))
    numbers = {"id": float, "year": int, "latitude": float, "longitude": float, "best": int}
    typed = [{name: numbers.get(name, str)(cell) if cell else None for name, cell in row.items()} for row in rows]
    pq.write_table(pa.Table.from_pylist(typed), "ged.parquet")
    room.inputs.add("ged.parquet")
    assert room.run("ged.parquet", "--to", "out.nt").code == 1
    assert skipped() == [("ged.parquet", "2", "the latitude '91.0' is not between -90 and 90")]
    room.run(room.put("bad.csv", text), "--to", "plain.nt")
    assert Path("out.nt").read_bytes() == Path("plain.nt").read_bytes()


# Files that are no table


def _locked() -> bytes:
    """Give a zip whose member says that it is locked with a password."""
    data = bytearray(_zip(GOOD))
    for at in range(len(data)):
        if data[at : at + 4] == b"PK\x03\x04":
            data[at + 6] |= 1
        if data[at : at + 4] == b"PK\x01\x02":
            data[at + 8] |= 1
    return bytes(data)


def _archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "anything")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.csv", HTML, "a web page or XML, not a table: the download may have failed or need a login"),
        ("page.csv", "\n\n  " + HTML.lower(), "a web page"),
        ("error.csv", '{"status": 401, "message": "no access"}', "JSON, not a table: the server may have sent an error"),
        ("error.csv", '[{"status": 401}]', "JSON"),
        ("ged.csv", LFS, "a pointer of Git LFS, not the table itself: fetch it with `git lfs pull`"),
        ("ged.csv.gz", gzip.compress(HTML.encode(), mtime=0), "a web page"),
        ("ged.zip", _archive("ged.csv"), "not a table of UCDP GED, ACLED or GDELT: it begins with 'anything'"),
        ("ged.zip", _archive("readme.md"), "the archive holds no table (.csv, .tsv, .txt)"),
        ("ged.zip", _archive(), "the archive holds no table"),
        ("ged.zip", _locked(), "locked with a password"),
        ("ged.xlsx", _archive("[Content_Types].xml", "xl/workbook.xml"), "an Excel or Word file: save the sheet as CSV"),
        ("ged.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "an old Excel file: save the sheet as CSV"),
        ("ged.pdf", "%PDF-1.7 …", "a PDF: ask the publisher for the table as CSV"),
        ("ged.csv", GOOD.encode("utf-16"), "text in UTF-16: save it as UTF-8"),
        ("ged.csv", GOOD.encode("utf-16-be"), "text in UTF-16: save it as UTF-8"),
        ("ged.csv", b"", "the file is empty"),
        ("ged.csv", "\ufeff \n", "the file is empty"),
        ("ged.csv", table([]), "the tables hold no row"),
        ("ged.parquet", b"PAR1" + bytes(100), "not a Parquet file that can be read"),
        ("codes.txt", CODES, "a look-up table of codes, no events; kg has the codes of CAMEO in its ontology"),
        ("other.csv", "when;where;who\n1;2;3\n", "it begins with 'when, where, who' (describe it in a mapping: docs/mapping.md)"),
        ("words.txt", "A sentence of no table.\n", "it begins with 'A sentence of no table.'"),
        ("mac.csv", GOOD.replace("\n", "\r"), "lines end with CR alone"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_named_for_what_it_is(room: Room, name: str, content: str | bytes, words: str) -> None:
    room.refused(room.run(room.put(name, content), "--to", "out.nt"), 3, words)


def test_a_good_table_before_one_that_is_none_is_not_written_either(room: Room) -> None:
    room.put("a.csv", table(numbered(200)))
    room.refused(room.run("a.csv", room.put("b.csv", HTML), "--to", "new/out.nt", "--workers", "2"), 3, "b.csv: a web page")
    assert not Path("new").exists()


def test_a_file_of_another_data_set_than_was_named_is_refused(room: Room) -> None:
    room.put("ged.csv", GOOD)
    said = room.run("ged.csv", "--dataset", "acled", "--to", "out.nt")
    room.refused(said, 3, "not a table of Armed Conflict Location & Event Data: it begins with 'id, relid, year", "mapping")


def test_where_no_row_becomes_a_claim_the_reasons_are_told_and_nothing_is_written(room: Room) -> None:
    room.put("ged.csv", table([{"id": "1", "latitude": "91"}, {"id": "2", "latitude": "95"}, {"id": ""}]))
    said = room.run("ged.csv", "--to", "out.nt")
    room.refused(said, 3, "none of the 3 rows became a claim", "2 × the latitude … is not between -90 and 90", "no id is given")


def test_where_no_row_was_asked_for_that_is_told(room: Room) -> None:
    room.put("ged.csv", GOOD)
    for options in (("--country", "Mali"), ("--since", "2021"), ("--until", "2019-12")):
        said = room.run("ged.csv", *options, "--to", "out.nt")
        room.refused(said, 4, "none of the 3 rows fits --country, --since and --until")


# Calls that cannot be carried out


def test_a_file_that_is_missing_and_an_empty_folder_are_told(room: Room) -> None:
    room.refused(room.run("nowhere.csv", "--to", "out.nt"), 4, "nowhere.csv: there is no such file or folder")
    Path("empty").mkdir()
    room.refused(room.run("empty", "--to", "out.nt"), 3, "empty: the folder holds no file")


@pytest.mark.parametrize("there", ["out.nt", "out.nt.report.csv"])
def test_what_is_there_already_is_not_overwritten_and_no_input_is_read(room: Room, there: str) -> None:
    room.put(there, "mine")
    said = room.run("not-even-there.csv", "--to", "out.nt")
    room.refused(said, 2, f"{there} is there already: move it away, or name another file with --to")
    assert Path(there).read_text() == "mine"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("out.xml", "its ending tells no form to write"),
        ("out.nt.bz2", "its ending tells no form to write"),
        ("out.parquet.gz", "its ending tells no form to write"),
        ("out.ntt", "did you mean .nt"),
        ("out", "use .nt, .nq, .ttl, .parquet"),
        ("ged.csv/out.nt", "cannot be written"),
        ("/proc/nothing/out.nt", "cannot be written"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_told(room: Room, target: str, words: str) -> None:
    room.refused(room.run(room.put("ged.csv", GOOD), "--to", target), 2, target, words)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--encoding", "klingon"), "--encoding 'klingon': tables can be read in utf-8"),
        (("--encoding", "utf-16-le"), "--encoding 'utf-16-le'"),
        (("--encoding", "base64"), "--encoding 'base64'"),
        (("--dataset", "aclde"), "no data set 'aclde'; did you mean acled?"),
        (("--since", "yesterday"), "--since: "),
        (("--master", "local[2]"), "--master goes with --engine spark"),
    ],
)
def test_an_option_that_makes_no_sense_is_told(room: Room, options: tuple[str, ...], words: str) -> None:
    room.refused(room.run(room.put("ged.csv", GOOD), "--to", "out.nt", *options), 2, words)


# What happens outside


@dataclass
class Running:
    """An import in processes of its own, in a folder of its own."""

    folder: Path
    process: subprocess.Popen[str]

    def wait_until_it_writes(self) -> None:
        """Return when some of the output is there."""
        until = time.monotonic() + 60
        while not any(path.stat().st_size > 100_000 for path in self.folder.glob("out/.kg-*/big.nt")):
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until
            time.sleep(0.02)

    def processes(self, *, children: bool = False) -> list[int]:
        """Give the processes of its group that live, or those that the first one started."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, parent, group = stat.read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue  # it ended meanwhile
            wanted = parent if children else group
            if int(wanted) == self.process.pid and state != "Z":
                found.append(int(stat.parent.name))
        return found

    def ended(self) -> Said:
        """Wait for the end; give what it said."""
        out, err = self.process.communicate(timeout=60)
        return Said(self.process.returncode, out, err)

    def assert_nothing_left(self) -> None:
        """Assert that no process lives and no file lies beside the input."""
        assert self.processes() == []
        assert [path.name for path in self.folder.iterdir()] == ["big.csv"]


@pytest.fixture(scope="module")
def table_of_many_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a table that takes long enough."""
    return big(tmp_path_factory.mktemp("big") / "big.csv", 60_000)


@pytest.fixture
def importing(tmp_path: Path, table_of_many_rows: Path) -> Iterator[Callable[..., Running]]:
    """Give a function that starts an import of many rows."""
    started: list[subprocess.Popen[str]] = []
    os.link(table_of_many_rows, tmp_path / "big.csv")

    def start(*options: str, limit: int | None = None, out: str = "out/big.nt") -> Running:
        def limited() -> None:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # who runs the tests may be deaf to it, as a shell's background is
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        command = [sys.executable, "-c", "import sys; from kg.cli import main; sys.exit(main(sys.argv[1:]))", "import"]
        process = subprocess.Popen(
            [*command, "big.csv", "--to", out, *options], cwd=tmp_path, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limited, env={**os.environ, "NO_COLOR": "1"},
        )  # fmt: skip
        started.append(process)
        return Running(tmp_path, process)

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@needs_proc
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_half_way_ends_all_at_once_and_leaves_nothing(importing: Callable[..., Running], workers: str) -> None:
    running = importing("--workers", workers)
    running.wait_until_it_writes()
    assert len(running.processes()) >= int(workers)
    began = time.monotonic()
    os.killpg(running.process.pid, signal.SIGINT)
    said = running.ended()
    assert (said.code, said.out, said.err) == (130, "", "\nkg: interrupted\n")  # the ^C of the terminal has a line of its own
    assert time.monotonic() - began < 5
    running.assert_nothing_left()


@needs_proc
def test_a_process_that_is_killed_ends_the_import_with_a_sentence(importing: Callable[..., Running]) -> None:
    running = importing("--workers", "2")
    running.wait_until_it_writes()
    os.kill(running.processes(children=True)[-1], signal.SIGKILL)
    said = running.ended()
    assert (said.code, said.out) == (2, "")
    assert said.err == "kg: a process of the import was killed, perhaps for want of memory; nothing was written\n"
    running.assert_nothing_left()


@needs_proc
@pytest.mark.parametrize(("workers", "out"), [("1", "out/big.nt"), ("2", "out/big.nt"), ("2", "out/big.parquet")])
def test_a_file_that_may_not_grow_ends_the_import_with_a_sentence(
    importing: Callable[..., Running], workers: str, out: str
) -> None:
    running = importing("--workers", workers, limit=600_000, out=out)
    said = running.ended()
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"kg: {out}: cannot be written (")
    assert "nothing was left there" in said.err
    assert "File too large" in said.err
    assert said.err.count("\n") == 1
    running.assert_nothing_left()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """Give a disk of a megabyte, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not done or done.returncode:
        yield None
        return
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_ends_the_import_with_a_sentence_and_is_empty_again(
    room: Room, small_disk: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if small_disk is None:  # no right to mount a disk: the call that would fail on it fails

        def full(path: Path, data: bytes) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(local, "append", full)
        small_disk = Path("disk")
    room.put("ged.csv", table(numbered(2000)))
    for name in ("big.nt", "big.parquet") if small_disk.is_absolute() else ("big.nt",):
        if name == "big.parquet":
            (small_disk / "ballast").write_bytes(bytes(1_000_000))
            room.inputs.add("disk/ballast")
        for workers in ("1", "2"):
            said = room.run("ged.csv", "--to", str(small_disk / name), "--workers", workers)
            room.refused(said, 2, f"{small_disk / name}: cannot be written (", "No space left on device")
            assert [path.name for path in small_disk.iterdir()] in ([], ["ballast"])
        (small_disk / "ballast").unlink(missing_ok=True)
