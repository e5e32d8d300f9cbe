"""What holds of every picture."""

from __future__ import annotations

import hashlib
import itertools
import math
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import pytest
import rdflib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from kg.model.errors import UsageError
from kg.views.picture import Picture, Row, render, save
from kg.views.rows import marks_of
from tests.views.conftest import SAMPLE, TITLE, VIEWS, draw, query_of, rows_of

SVG = "{http://www.w3.org/2000/svg}"
Corners = list[tuple[float, float]]


def test_all_five_pictures_have_a_query_and_a_module() -> None:
    assert [view for view in VIEWS if query_of(view).startswith("# Rows of the picture")] == list(VIEWS)


def test_marks_drawn_and_reported_hidden_are_the_marks_of_the_rows(picture: Picture, rows: list[Row]) -> None:
    assert picture.marks
    assert not set(picture.marks) & set(picture.hidden)
    assert sorted([*picture.marks, *picture.hidden]) == list(marks_of(rows))


def test_every_mark_is_an_id_in_the_svg_and_no_id_stands_twice(picture: Picture, svg: bytes) -> None:
    ids = [element.get("id") for element in ET.fromstring(svg).iter() if element.get("id")]
    assert set(picture.marks) <= set(ids)
    assert len(ids) == len(set(ids))


def test_no_two_labels_overlap(picture: Picture) -> None:
    labels = list(corners_of(picture))
    clashes = [(a, b) for (a, first), (b, second) in itertools.combinations(labels, 2) if overlap(first, second)]
    assert len(labels) > 10
    assert clashes == []


def test_every_label_is_on_the_page(picture: Picture) -> None:
    width, height = (72 * inches for inches in picture.figure.get_size_inches())
    out = [text for text, corners in corners_of(picture) if not all(0 <= x <= width and 0 <= y <= height for x, y in corners)]
    assert out == []


def test_the_svg_has_a_title_a_description_and_text_as_text(picture: Picture, svg: bytes) -> None:
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == [TITLE, picture.alt]
    words = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert TITLE in words
    assert any("no position on their status" in text for text in words)
    assert any(text.startswith("Sources: ") for text in words)


def test_the_alternative_text_names_events_and_says_what_is_not_settled(picture: Picture) -> None:
    assert picture.alt.startswith(TITLE)
    assert "Alleged attack on CMA forces near Ber" in picture.alt or "only claimed" in picture.alt


def test_the_order_of_the_rows_does_not_matter(view: str, rows: list[Row], svg: bytes) -> None:
    assert render(draw(view, rows[::-1]), "svg") == svg


def test_another_hash_seed_gives_the_same_bytes() -> None:
    code = "import tests.views.test_pictures as t; print(t.digest())"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        for seed in ("1", "2")
    ]
    assert len(runs[0].stdout) == 65
    assert runs[0].stdout == runs[1].stdout


def digest() -> str:
    """Give one hash over all pictures in both formats."""
    drawn = [draw(view, rows_of(view)) for view in VIEWS]
    return hashlib.sha256(b"".join(render(picture, format) for picture in drawn for format in ("svg", "png"))).hexdigest()


def test_rdflib_gives_the_same_rows(view: str, rows: list[Row]) -> None:
    graph = rdflib.Graph().parse(SAMPLE)
    found = graph.query(query_of(view))
    names = [str(name) for name in found.vars or ()]
    theirs = {tuple(None if value is None else str(value) for value in row) for row in found}  # type: ignore[union-attr]  # SELECT rows
    assert theirs == {tuple(row[name] for name in names) for row in rows}


def test_no_rows_give_an_empty_page_and_no_error(view: str) -> None:
    assert draw(view, []).marks == ()


def test_what_a_limit_leaves_out_is_reported_and_said(view: str, rows: list[Row]) -> None:
    picture = draw(view, rows, limit=2)
    assert picture.hidden
    assert "Not drawn" in render(picture, "svg").decode()


def test_a_picture_of_a_dozen_events_is_small(svg: bytes) -> None:
    assert len(svg) < 400_000


def test_a_mark_tells_its_name_where_a_pointer_rests(svg: bytes) -> None:
    assert b"\n<title>" in svg


def test_a_users_own_settings_change_nothing(view: str, rows: list[Row], svg: bytes) -> None:
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "path", "axes.facecolor": "red"}):
        assert render(draw(view, rows), "svg") == svg


def test_a_picture_is_saved_as_its_ending_says(picture: Picture, tmp_path: Path) -> None:
    save(picture, tmp_path / "a.svg")
    save(picture, tmp_path / "a.png")
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "a.svg"]


def test_another_ending_is_refused_with_the_ones_known(picture: Picture, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.svg or \.png"):
        save(picture, tmp_path / "a.bmp")
    assert list(tmp_path.iterdir()) == []


def corners_of(picture: Picture) -> Iterator[tuple[str, Corners]]:
    """Give each label with its four corners in points, as the renderer measures them at the size that is saved."""
    picture.figure.set_dpi(144)
    renderer = FigureCanvasAgg(picture.figure).get_renderer()
    for text in picture.figure.findobj(Text):
        if isinstance(text, Text) and text.get_text() and text.get_visible():
            turn = text.get_rotation()
            text.set_rotation(0)
            box = text.get_window_extent(renderer)
            text.set_rotation(turn)
            x, y = text.get_transform().transform(text.get_position())
            corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)]
            yield text.get_text(), [turned((px - x) / 2, (py - y) / 2, turn, x / 2, y / 2) for px, py in corners]
    picture.figure.set_dpi(72)


def turned(dx: float, dy: float, degrees: float, x: float, y: float) -> tuple[float, float]:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return x + dx * cos - dy * sin, y + dx * sin + dy * cos


def overlap(first: Corners, second: Corners, slack: float = 0.6) -> bool:
    """Tell whether two turned rectangles overlap by more than a hair (separating axes)."""
    for corners in (first, second):
        for (ax, ay), (bx, by) in itertools.pairwise(corners[:3]):
            length = math.hypot(bx - ax, by - ay) or 1.0
            nx, ny = -(by - ay) / length, (bx - ax) / length
            ours, theirs = ([x * nx + y * ny for x, y in points] for points in (first, second))
            if min(max(ours), max(theirs)) - max(min(ours), min(theirs)) <= slack:
                return False
    return True
