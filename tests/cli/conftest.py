"""The command line as a user has it: a folder of one's own, a graph in it, and what a command says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.cli import main

GOLDEN = Path(__file__).parent.parent / "golden"


@dataclass(frozen=True)
class Said:
    """What a command returned and printed."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


@pytest.fixture
def kg(capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Give the command."""

    def run(*args: str | Path) -> Said:
        code = main([str(arg) for arg in args])
        return Said(code, *capfd.readouterr())

    return run


@pytest.fixture
def graph(folder: Path) -> Path:
    """Put the graph of the first six facts where `kg build` would."""
    (folder / "exports").mkdir()
    return Path(shutil.copy(GOLDEN / "first.ttl", folder / "exports" / "mali.ttl"))


@pytest.fixture
def facts(folder: Path) -> Path:
    """Give a copy of the first six facts, to spoil."""
    return Path(shutil.copytree(GOLDEN / "first", folder / "facts"))
