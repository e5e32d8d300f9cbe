"""What a person sees: progress only on a terminal and only when it takes long; whole cells where a program reads."""

from __future__ import annotations

import io
import time

import pytest

from kg.cli.console import print_table, progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_progress_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    with progress(after=0) as step:
        step("reading")
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_no_progress_where_it_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with progress(after=60) as step:
        step("reading")
    assert stream.getvalue() == ""


def test_progress_is_shown_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with progress(after=0) as step:
        step("reading")
        time.sleep(0.2)
        step("drawing")
    assert "drawing …" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_table_far_too_wide_is_printed_cell_by_cell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    print_table(("event", "who"), [("x" * 90, "one"), ("y", None)])
    assert capsys.readouterr().out.splitlines() == ["── 1 ──", "event  " + "x" * 90, "  who  one", "── 2 ──", "event  y"]


def test_a_cell_is_whole_in_a_file_however_long(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", "number"), [("x" * 500, "7"), ("[bold]not markup[/bold]", "12")])
    out = capsys.readouterr().out.splitlines()
    assert out[2].split() == ["x" * 500, "7"]
    assert "[bold]not markup[/bold]" in out[3]
    assert out[2].endswith(" 7")
