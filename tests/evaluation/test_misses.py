"""The page of the worst misses: what is on it, in which order, and that no text can break it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.evaluation.coded import CodedClaim, Item, coded_claim
from kg.evaluation.failures import find_failures
from kg.evaluation.layers import compared, score_item, total
from kg.evaluation.misses import lost, misses_page

TEXT = "Rebels raided the base. Soldiers fled."


def claim(quote: str, **rest: Any) -> CodedClaim:
    start = TEXT.find(quote)
    return coded_claim({"event_type": "attack", "quote": quote, "start": start, "end": start + len(quote), **rest})


def page(gold: list[Item], predicted: list[Item]) -> str:
    comparisons = list(compared(gold, predicted))
    why = {item.id: list(find_failures(one)) for item, one in zip(gold, comparisons, strict=True)}
    return misses_page(gold, comparisons, why, total(map(score_item, comparisons)))


class Reader(HTMLParser):
    """Collects the marks and tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marks: list[tuple[str, str]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "mark":
            self.marks.append((dict(attrs)["class"] or "", ""))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.tags and self.tags[-1] == "mark" and self.marks[-1][1] == "":
            self.marks[-1] = (self.marks[-1][0], data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_what_is_missed_spurious_and_wrong_is_marked_on_its_side() -> None:
    gold = Item("a", (claim("Rebels raided the base", stance="accuses"), claim("fled", event_type="displacement")), text=TEXT)
    predicted = Item("a", (claim("raided the base"), claim("Soldiers", event_type="threat")))
    assert read(page([gold], [predicted])).marks[4:] == [
        ("wrong", "Rebels raided the base"),
        ("missed", "fled"),
        ("wrong", "raided the base"),
        ("spurious", "Soldiers"),
    ]


def test_the_text_that_loses_most_comes_first_and_one_without_a_difference_is_not_there() -> None:
    raid, fled = claim("Rebels raided the base"), claim("fled", event_type="displacement")
    gold = [Item("right", (raid,), text=TEXT), Item("some", (raid,), text=TEXT), Item("most", (raid, fled), text=TEXT)]
    predicted = [Item("right", (raid,)), Item("some", (claim("Rebels raided the base", negated=True),))]
    assert re.findall("<h2>(.*?)</h2>", page(gold, predicted)) == ["most", "some"]


def test_a_claim_loses_one_and_a_layer_of_it_a_quarter() -> None:
    (comparison,) = compared(
        [Item("a", (claim("Rebels"), claim("fled")))], [Item("a", (claim("Rebels", negated=True, stance="denies"),))]
    )
    assert lost(find_failures(comparison)) == 1.5


def test_texts_are_escaped() -> None:
    nasty = '<script>alert("x")</script> & {{ 7 * 7 }}'
    raid = coded_claim({"event_type": nasty, "quote": nasty, "start": 0, "end": 8, "claimant": nasty})
    html = page([Item(nasty, (raid,), text=nasty)], [])
    assert "<script" not in html
    assert nasty in " ".join(read(html).words)


def test_the_page_stands_alone() -> None:
    html = page([Item("a", (claim("fled"),), text=TEXT)], [])
    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import", html)


def test_nothing_to_show_is_said() -> None:
    assert "Nothing differs." in page([Item("a", ())], [])


def test_claims_without_a_text_are_shown_without_it() -> None:
    html = page([Item("a", (claim("fled"),))], [])
    assert '<div class="sides">' not in html
    assert "missed" in html


@settings(max_examples=60)
@given(
    text=st.text(max_size=30),
    spans=st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40), st.booleans()), max_size=5),
)
def test_no_span_loses_a_character_of_the_text(text: str, spans: list[tuple[int, int, bool]]) -> None:
    claims = [(coded_claim({"event_type": "attack", "start": start, "end": end}), side) for start, end, side in spans]
    gold = Item("a", (*(one for one, side in claims if side), coded_claim({"event_type": "talks"})), text=text)
    html = page([gold], [Item("a", tuple(one for one, side in claims if not side))])
    for side in re.findall(r'<p class="text">(.*?)</p>', html, re.DOTALL):
        reader = read(re.sub(r"<sup>.*?</sup>", "", side))
        assert "".join("".join(reader.words).split()) == "".join(text.split())
