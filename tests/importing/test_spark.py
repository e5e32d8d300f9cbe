"""Spark writes what the local engine writes, whichever executor dies; every file and row here is invented."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.tables.rows import HEADER, rows
from kg.importing import cluster, spark
from kg.importing.report import Totals
from kg.importing.spark import Box, import_on_spark, stretches_of, tasks_of
from kg.importing.tables import Order, import_tables
from kg.model.errors import UnreadableInput, UsageError
from tests.importing.cluster import MISSING, standalone, wait_for

needs_spark = pytest.mark.skipif(bool(MISSING), reason=MISSING)
AT = {name: at for at, name in enumerate(HEADER)}
ROWS = 3_000
BAD = 6


def spoiled(number: int) -> Iterator[list[str]]:
    """Yield rows, some with line breaks and quotes in cells, some with an id that was there before, some with what no row has."""
    for at, row in enumerate(rows(number)):
        if at % 50 == 7:
            row[AT["where_description"]] = 'on the road,\nnear "the" well\n\nof the village'
        if at in (40, 1_900):
            row[AT["latitude"]] = "91"
        if at == 1_500:
            row[AT["date_start"]] = "03/04/2020"
        if at == 2_000:
            row = row[:20]
        if at in (700, 2_500):
            row[AT["id"]] = "77"
        if at == 900:
            row[AT["side_a_new_id"]], row[AT["side_a"]] = "1", "a name that only one row gives to this actor"
        yield row


def table(number: int = ROWS, first: int = 0) -> bytes:
    """Give a table of rows from the first asked for, one of them with a quote that nobody closes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(islice(spoiled(first + number), first, None))
    lines = text.getvalue().replace(",Africa,", ',"Africa,', 1) if first == 0 else text.getvalue()
    return lines.encode()


def lines_of(out: Path) -> list[bytes]:
    """Give the sorted lines of a file, or of all parts in a folder, packed or not."""
    parts = sorted(out.glob("part-*")) if out.is_dir() else [out]
    read = [gzip.decompress(part.read_bytes()) if part.suffix == ".gz" else part.read_bytes() for part in parts]
    assert all(data.endswith(b"\n") or not data for data in read)
    return sorted(line for data in read for line in data.splitlines(keepends=True))


def sha256(lines: list[bytes]) -> str:
    return hashlib.sha256(b"".join(lines)).hexdigest()


def both(order: Order, folder: Path, name: str) -> tuple[Totals, Totals, Path, Path]:
    """Import with Spark and locally, and hold one against the other: lines, report, numbers."""
    there, here = folder / "spark" / name, folder / "local" / name
    theirs = import_on_spark(replace(order, out=there), "local[2]")
    ours = import_tables(replace(order, out=here))
    assert_same(there, here)
    assert replace(theirs, files=()) == replace(ours, files=())
    assert theirs.files == (there, there.with_name(f"{name}.report.csv"))
    assert sorted(path.name for path in there.parent.iterdir()) == sorted((name, f"{name}.report.csv"))
    return theirs, ours, there, here


def assert_same(there: Path, here: Path) -> None:
    theirs, ours = lines_of(there), lines_of(here)
    print(f"{sha256(theirs)}  {len(theirs):,} sorted lines of Spark\n{sha256(ours)}  {len(ours):,} of the local engine")
    assert theirs == ours
    assert (there / "_SUCCESS").exists()
    assert not [path for path in there.iterdir() if path.name.startswith(".")]
    reports = [out.with_name(f"{out.name}.report.csv").read_bytes() for out in (there, here)]
    assert reports[0] == reports[1]


@needs_spark
def test_the_sorted_lines_are_those_of_the_local_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "TASK", 1 << 18)
    monkeypatch.setattr(spark, "HELD", 1)
    (tmp_path / "ged.csv").write_bytes(table())
    totals, _, out, _ = both(Order((tmp_path / "ged.csv",), tmp_path), tmp_path, "graph.nt")
    assert totals.rows > totals.claims > ROWS - 10 * BAD
    assert totals.reasons["the id row=77 stands in an earlier row"] == 1
    assert any("quotes" in reason for reason in totals.reasons)
    assert len(list(out.glob("part-*"))) > 6


@needs_spark
def test_a_folder_of_parts_gives_quads_of_what_is_asked_for(tmp_path: Path) -> None:
    """Packed and plain parts, one without a row; ids repeated from part to part; compared with an earlier release."""
    folder = tmp_path / "ged"
    (folder / "deeper").mkdir(parents=True)
    (folder / "_SUCCESS").touch()
    (folder / "a.csv").write_bytes(table(800))
    (folder / "b.csv.gz").write_bytes(gzip.compress(table(700, 600)))
    (folder / "c.csv").write_bytes(table(0))
    (folder / "deeper" / "d.csv").write_bytes(table(300, 1300))
    gone = table(50, 3_000).partition(b"\n")[2]
    (tmp_path / "old.csv").write_bytes(table(500, 100).replace(b"attack", b"clash") + gone)
    asked = Order((folder,), tmp_path, since=date(1995, 1, 1), against=tmp_path / "old.csv")
    totals, _, _, _ = both(asked, tmp_path, "graph.nq.gz")
    assert totals.left_out > 50
    assert sum("earlier row" in reason for reason in totals.reasons) > 100
    assert min(totals.against[kind] for kind in ("added", "changed", "withdrawn")) > 0
    assert len(totals.tables) == 3


@needs_spark
def test_a_packed_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "ged.csv.gz").write_bytes(gzip.compress(table(2_000))[:-5_000])
    with pytest.raises(UnreadableInput, match=r"ged\.csv\.gz"):
        import_on_spark(Order((tmp_path / "ged.csv.gz",), tmp_path / "made" / "graph.nt"), "local[2]")
    assert [path.name for path in tmp_path.iterdir()] == ["ged.csv.gz"]


@needs_spark
@pytest.mark.skipif(not Path("/proc").exists(), reason="no /proc to find an executor in")
def test_an_executor_killed_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "ged.csv").write_bytes(table(7_000))
    out = tmp_path / "spark" / "graph.nt"
    code = "import sys; from kg.cli import main; from kg.importing import spark; spark.TASK = 1 << 19; sys.exit(main())"
    with standalone(tmp_path) as running:
        arguments = ["import", str(tmp_path / "ged.csv"), "--engine", "spark", "--master", running.url, "--to", str(out)]
        with subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as job:
            try:
                wait_for(lambda: running.kept() or job.poll() is not None, 120, "the first pieces to be converted")
                victim = running.executors()[0]
                os.kill(victim, signal.SIGKILL)
                kept, pieces = running.kept(), len(list(tasks_of_half_megabytes(tmp_path / "ged.csv")))
                assert job.poll() is None and not out.exists() and 0 < kept < pieces, (kept, pieces)
                print(f"killed executor {victim} when {kept} of {pieces} pieces were converted")
                printed, said = job.communicate(timeout=180)
            finally:
                job.kill()
        assert job.returncode == 1, said.decode()  # rows were skipped
        assert b"Lost executor" in said
        assert running.started() > 2
    assert b"rows read" in printed
    import_tables(Order((tmp_path / "ged.csv",), tmp_path / "graph.nt"))
    assert_same(out, tmp_path / "graph.nt")


def tasks_of_half_megabytes(path: Path) -> Iterator[object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spark, "TASK", 1 << 19)
        yield from tasks_of(stretches_of([path], None, "utf-8"))


@pytest.mark.parametrize("name", ["graph.ttl", "graph.ttl.gz", "claims.parquet", "graph.nt.zst"])
def test_other_forms_are_left_to_the_local_engine(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Spark writes \.nt and \.nq, plain or \.gz; --engine local writes all forms"):
        import_on_spark(Order((tmp_path,), tmp_path / name), "local[2]")


def test_workers_are_named_with_the_master(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--workers goes with --engine local"):
        import_on_spark(Order((tmp_path,), tmp_path / "graph.nt", workers=2), "local[2]")


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "graph.nt").mkdir()
    with pytest.raises(UsageError, match="is there already"):
        import_on_spark(Order((tmp_path,), tmp_path / "graph.nt"), "local[2]")


def test_without_spark_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'conflict-kg\[spark\]'"):
        import_on_spark(Order((tmp_path,), tmp_path / "graph.nt"), "local[2]")


@pytest.mark.parametrize(
    ("script", "words"), [("", "a Java 17 runtime"), ("echo 'openjdk version \"11.0.2\"' >&2", "is Java 11")], ids=["none", "old"]
)
def test_without_java_17_it_says_so(script: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if script:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "java").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(cluster, "find_spec", lambda name: object())
    with pytest.raises(UsageError, match=words):
        import_on_spark(Order((tmp_path,), tmp_path / "graph.nt"), "local[2]")


def test_pieces_of_a_file_are_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "TASK", 1 << 19)
    data = table(2_500)
    (tmp_path / "ged.csv").write_bytes(data)
    tasks = list(tasks_of(stretches_of([tmp_path / "ged.csv"], None, "utf-8")))
    spans = [span for task in tasks for stretch in task for span in stretch.spans]
    assert len(tasks) > 2
    assert b"".join(data[span.offset : span.offset + span.length] for span in spans) == data.partition(b"\n")[2]
    assert [span.line for span in spans] == [1 + data.count(b"\n", 0, span.offset) for span in spans]


def test_many_small_files_make_one_task(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.csv").write_bytes(table(3, number))
    assert [len(task) for task in tasks_of(stretches_of(sorted(tmp_path.iterdir()), None, "utf-8"))] == [9]


def test_a_file_that_changed_after_it_was_cut_is_an_account_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "ged.csv").write_bytes(table(20))
    tasks = list(tasks_of(stretches_of([tmp_path / "ged.csv"], None, "utf-8")))
    (tmp_path / "ged.csv").write_bytes(table(10))
    *_, (file, (_, _, accounts)) = spark.convert_tasks(spark.Choice(), 1, tasks)
    assert file == 0
    assert "has changed, or is another file on" in str(accounts[-1][1])


def test_an_emptied_box_holds_nothing() -> None:
    box = Box(3)
    box.accounts.append(((0, 0, 0), "why"))
    assert [(file, dealt[2]) for file, dealt in box.emptied()] == [(0, [((0, 0, 0), "why")])]
    assert [(file, dealt[2]) for file, dealt in box.emptied()] == [(0, [])]
