from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.views.labels import Box, around, best_free, spread, text_width, wrapped
from kg.views.layout import placed

sizes = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), min_size=1, max_size=4)


@given(sizes)
def test_labels_on_a_line_keep_their_order_and_never_overlap(items: list[tuple[int, int]]) -> None:
    targets, widths = zip(*sorted(items), strict=True)
    centres = spread(targets, widths)
    for n in range(1, len(centres)):
        assert centres[n] - centres[n - 1] >= (widths[n] + widths[n - 1]) / 2 - 1e-9


@given(sizes)
def test_no_placement_on_whole_points_is_nearer_than_the_exact_one(items: list[tuple[int, int]]) -> None:
    targets, widths = zip(*sorted(items), strict=True)
    found = cost(spread(targets, widths), targets)
    for moved in itertools.product((-6.0, -2.0, -0.5, 0.0, 0.5, 2.0, 6.0), repeat=len(targets)):
        other = [a + b for a, b in zip(targets, moved, strict=True)]
        apart = all(
            b - a >= (v + w) / 2 for (a, b), (v, w) in zip(itertools.pairwise(other), itertools.pairwise(widths), strict=True)
        )
        assert not apart or cost(other, targets) >= found - 1e-9


def cost(centres: list[float], targets: tuple[int, ...]) -> float:
    return sum((a - b) ** 2 for a, b in zip(centres, targets, strict=True))


def test_labels_do_not_rise_above_the_top() -> None:
    assert spread([0, 1], [10, 10], low=20) == [25.0, 35.0]


def test_a_label_takes_the_first_of_eight_places_that_is_free() -> None:
    page = Box(0, 0, 100, 100)
    right = next(around(50, 50, 20, 10, 5))
    assert (right.left, right.top) == (55, 45)
    other = best_free(around(50, 50, 20, 10, 5), [right], page)
    assert other is not None
    assert not other.meets(right)
    assert best_free(around(50, 50, 20, 10, 5), [page], page) is None


def test_a_label_avoids_lines_where_it_can() -> None:
    page, line = Box(0, 0, 100, 100), Box(52, 0, 100, 100)
    box = best_free(around(50, 50, 20, 10, 5), [], page, [line])
    assert box is not None
    assert box.right < 50


@pytest.mark.parametrize("text", ["", "word", "a long name that needs more than one line of text"])
def test_wrapped_lines_are_no_wider_than_asked(text: str) -> None:
    lines = wrapped(text, 80, 9)
    assert all(text_width(line, 9) <= 80 for line in lines)
    assert " ".join(lines) == text


def test_a_graph_is_laid_out_the_same_every_time_and_no_two_nodes_meet() -> None:
    nodes = list("abcdefg")
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("e", "f")]
    at = placed(nodes, pairs, 800, 500)
    assert at == placed(nodes, pairs, 800, 500)
    assert min(abs(x - u) + abs(y - v) for (x, y), (u, v) in itertools.combinations(at.values(), 2)) > 40
    assert all(0 <= x <= 800 and 0 <= y <= 500 for x, y in at.values())
