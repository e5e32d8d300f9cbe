"""plot and export: the ending of a file tells the format, and a file is written as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.cli.drawing import FORMS, PICTURES

from .conftest import Said

pytestmark = pytest.mark.usefixtures("graph")


def test_the_pictures_offered_are_those_there_are() -> None:
    from kg.pictures import PICTURES as DRAWN

    assert PICTURES == DRAWN


@pytest.mark.parametrize("picture", PICTURES)
def test_each_picture_is_drawn(kg: Callable[..., Said], folder: Path, picture: str) -> None:
    said = kg("plot", picture)
    assert said == Said(0, "", f"wrote mali-{picture}.svg\n")
    assert (folder / f"mali-{picture}.svg").read_bytes().startswith(b"<?xml")


def test_a_picture_is_svg_or_png(kg: Callable[..., Said], folder: Path) -> None:
    assert kg("plot", "claims", "-o", "a.png").code == 0
    assert (folder / "a.png").read_bytes().startswith(b"\x89PNG")
    assert kg("plot", "claims", "-o", "a.jpg").code == 2
    assert kg("plot", "clams").code == 2


def test_claims_of_one_event_are_drawn_alone(kg: Callable[..., Said], folder: Path) -> None:
    assert kg("plot", "claims", "--event", "soldiers-killed", "-o", "one.svg").code == 0
    assert "event/minusma-leaves-ber" not in (folder / "one.svg").read_text(encoding="utf-8")
    assert kg("plot", "claims", "--event", "soldiers-kiled").code == 4
    assert kg("plot", "map", "--event", "soldiers-killed").code == 2


def test_a_graph_is_written_in_every_format_at_once(kg: Callable[..., Said], folder: Path) -> None:
    names = [ending if ending[0] != "." else f"x{ending}" for ending in FORMS]
    said = kg("export", *(part for name in names for part in ("--to", name)))
    assert said.code == 0
    assert said.err.splitlines() == [f"wrote {name}" for name in names]
    assert len(names) == 12
    assert all((folder / name).stat().st_size > 100 for name in names)


@pytest.mark.parametrize(
    ("name", "words"),
    [("x.docx", "kg export --list"), ("x.tll", "did you mean .ttl?"), ("x.csv", "claims or events?"), ("x", "--list")],
)
def test_one_wrong_ending_and_nothing_is_written(kg: Callable[..., Said], folder: Path, name: str, words: str) -> None:
    said = kg("export", "--to", "y.nt", "--to", name)
    assert said.code == 2
    assert words in said.err
    assert not (folder / "y.nt").exists()


def test_one_file_that_cannot_be_written_and_none_is(kg: Callable[..., Said], folder: Path) -> None:
    (folder / "y.nt").write_text("what was there")
    (folder / "file").write_text("")
    before = sorted(path.name for path in folder.rglob("*"))
    said = kg("export", "--to", "y.nt", "--to", "new/x.nt", "--to", "file/x.nt")
    assert (said.code, len(said.err.splitlines())) == (2, 1), said.err
    assert said.err.startswith("kg: file/x.nt: cannot be written")
    assert (folder / "y.nt").read_text() == "what was there"
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_export_needs_a_file(kg: Callable[..., Said]) -> None:
    assert kg("export").code == 2


def test_list_has_every_ending(kg: Callable[..., Said]) -> None:
    assert all(ending in kg("export", "--list").out for ending in (".ttl", "claims.parquet"))


def test_a_file_that_cannot_be_written_is_one_message(kg: Callable[..., Said], folder: Path) -> None:
    (folder / "file").write_text("")
    for args in (("export", "--to", "file/x.nt"), ("plot", "map", "-o", "file/x.svg")):
        said = kg(*args)
        assert (said.code, len(said.err.splitlines())) == (2, 1), said.err
