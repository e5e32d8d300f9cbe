"""The account as a page: the whole text in order, marks that never break it, and nothing of it that becomes markup."""

from __future__ import annotations

import json
import random
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.account import Account, Part, PassedOver, ReadClaim, SentenceAccount, Sign
from kg.model.claim import Claim, Location, Occurrence, Participant, Words
from kg.model.counts import Count
from kg.model.dates import When, read_edtf
from kg.model.reference import Source
from kg.model.wording import visible
from kg.views.account import account_json, page_foot, page_head, page_section
from kg.views.marks import Mark, merged, pieces

TEXT = "Headline of the day\n\nOn Monday gunmen killed <b>six</b> villagers in Senna. They & their chief may attack. It rained.\n"
SENTENCE = TEXT.index("On Monday")
PLEDGE = TEXT.index("They &")
RAIN = TEXT.index("It rained")


def words(text: str) -> Words:
    at = TEXT.index(text)
    return Words(text, at, at + len(text))


def claim(confidence: float = 0.7) -> Claim:
    content = Occurrence(
        "event:e",
        "killing",
        (Participant("agent", "actor:gunmen", words("gunmen")), Participant("target", "actor:villagers", words("villagers"))),
        (Location("in", "place:senna", words("Senna")),),
        (Count("killed", 6, 6, 6, "villagers", None, "six"),),
        When(date(2024, 4, 29), date(2024, 4, 29), "day", "inferred", "counted from the date of publication", "On Monday"),
    )
    return Claim(
        "claim:1", "source:x", "actor:x-publisher", "run:r", content, narrator=True, locator="char=21,77", confidence=confidence
    )


def account(kept: bool = True, text: str = TEXT) -> Account:
    first = SentenceAccount(
        SENTENCE,
        PLEDGE - 1,
        TEXT[SENTENCE : PLEDGE - 1],
        (
            ReadClaim(
                "claim:1",
                words("killed"),
                (Sign("counted", "a number of people stands beside it", 0.4), Sign("long", "a long sentence", -0.2)),
                0.4,
            ),
        ),
    )
    second = SentenceAccount(
        PLEDGE,
        RAIN - 1,
        TEXT[PLEDGE : RAIN - 1],
        passed=(PassedOver(words("attack"), "only possible: “may”", "attack", "claim:1"),),
    )
    third = SentenceAccount(RAIN, len(TEXT) - 1, TEXT[RAIN:-1], silence="no word of an event that the lexicon knows")
    claims = {"claim:1": claim()}
    return Account(
        id="x",
        text=text,
        day=date(2024, 5, 3),
        source=Source("source:x", "The Valley <Courier>", "actor:x-publisher", read_edtf("2024-05-03")),
        parts=(Part("title", 0, 19, False), Part("body", SENTENCE, len(TEXT), True)),
        sentences=(first, second, third),
        kept=claims if kept else {},
        dropped={} if kept else claims,
        labels={"place:senna": "Senna", "actor:gunmen": "gunmen", "actor:villagers": "villagers of Senna"},
        least=None if kept else 0.8,
    )


class Page(HTMLParser):
    """Collects the raw text (without the figures of claims), the elements, and what is linked and named."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.raw, self.tags, self.links, self.ids, self.said = "", [], [], [], ""
        self._raw = self._depth = self._figure = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "link", "img", "br"):
            self.tags.append((tag, dict(attrs)))
            return
        keys = dict(attrs)
        self.tags.append((tag, keys))
        self.said += " " if tag in ("dt", "dd", "p", "div", "small") else ""
        self._depth += 1
        if tag == "span" and "raw" in (keys.get("class") or "").split():
            self._raw = self._depth
        self._figure += tag == "sup"
        self.links += [keys["href"]] if tag == "a" else []
        self.ids += [keys["id"]] if "id" in keys else []

    def handle_endtag(self, tag: str) -> None:
        if self._raw == self._depth:
            self._raw = 0
        self._depth -= 1
        self._figure -= tag == "sup"

    def handle_data(self, data: str) -> None:
        self.said += data
        if self._raw and not self._figure:
            self.raw += data


def page_of(found: Account) -> Page:
    page = Page()
    page.feed(page_head() + page_section(found) + page_foot())
    assert page._depth == 0, "an element is not closed"
    return page


def test_the_whole_text_stands_on_the_page_in_order() -> None:
    assert page_of(account()).raw == TEXT


def test_nothing_of_the_text_becomes_markup() -> None:
    page = page_of(account())
    assert "b" not in {tag for tag, keys in page.tags if keys.get("class") == "raw"}
    assert "&lt;b&gt;" in page_section(account()) and "The Valley &lt;Courier&gt;" in page_section(account())


def test_the_page_needs_no_script_and_nothing_from_outside() -> None:
    html = page_head() + page_section(account()) + page_foot()
    page = page_of(account())
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert "http:" not in html.replace('http-equiv="', "") and "https:" not in html and "url(" not in html
    assert "default-src 'none'" in html


def test_every_link_leads_to_something_on_the_page() -> None:
    page = page_of(account())
    assert page.links and {link[1:] for link in page.links if link} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_a_card_says_roles_places_time_counts_claimant_and_confidence_with_its_signs() -> None:
    said = " ".join(page_of(account()).said.split())
    for part in (
        "as told by the narrator",
        "agent “gunmen”",
        "target “villagers” villagers of Senna",
        "in “Senna”",
        "killed “six” 6 villagers",
        "“On Monday” 2024-04-29 (day; inferred): counted from the date of publication",
        "0.70 confidence, 0.40 in every field. For: a number of people stands beside it. Against: a long sentence.",
    ):
        assert part in said, part


def test_sentences_without_claims_say_why_and_lead_to_the_claim_that_tells_it() -> None:
    said = " ".join(page_of(account()).said.split())
    assert "No claim: “attack” (attack): only possible: “may” (claim 1)." in said
    assert "No claim: no word of an event that the lexicon knows." in said
    assert "1 only possible" in said and "Title: not read for claims." in said


def test_a_dropped_claim_is_shown_as_dropped() -> None:
    said = " ".join(page_of(account(kept=False)).said.split())
    assert "dropped: too unsure" in said and "dropped below 0.8 1" in said


def test_the_object_for_json_has_the_keys_that_the_page_of_docs_lists() -> None:
    found = json.loads(json.dumps(account_json(account())))
    assert set(found) == {"id", "date", "source", "title", "text_sha256", "summary", "parts", "sentences", "claims"}
    (told,) = found["claims"]
    assert (told["number"], told["kept"], told["event_type"], told["confidence"]) == (1, True, "killing", 0.7)
    assert told["trigger"] == {"text": "killed", "start": TEXT.index("killed"), "end": TEXT.index("killed") + 6}
    assert [sign["name"] for sign in told["signs"]] == ["counted", "long"]
    assert [s["claims"] for s in found["sentences"]] == [[1], [], []]
    assert found["sentences"][1]["passed"][0]["earlier"] == 1
    assert found["summary"]["without_claims"] == {"only possible": 1, "no word of an event that the lexicon knows": 1}


@pytest.mark.parametrize("odd", ["\x00", "\u202e", "\x1b[2J", "</span><script>alert(1)</script>", "\ud800", "\x85"])
def test_hostile_texts_stay_text(odd: str) -> None:
    hostile = odd.join(("Before ", " after.\n"))
    sentence = SentenceAccount(0, len(hostile), hostile, silence="no words")
    found = Account(
        "x", hostile, date(2024, 5, 3), account().source, (Part("body", 0, len(hostile), True),), (sentence,), {}, {}, {}
    )
    page = page_of(found)
    assert page.raw == visible(hostile) and "script" not in {tag for tag, _ in page.tags}
    page_section(found).encode("utf-8")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from("abc"), st.integers(1, 4)), max_size=9))
def test_marks_may_cross_and_the_text_comes_out_once_with_every_mark_closed(spans: list[tuple[int, int, str, int]]) -> None:
    text = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMN"
    marks = [Mark(kind, start, start + length, kind, (number,)) for start, length, kind, number in spans]
    steps = list(pieces(text, 0, len(text), merged(marks)))
    assert "".join(step.text for step in steps) == text
    depth = 0
    for step in steps:
        depth += {"open": 1, "close": -1, "text": 0}[step.step]
        assert depth >= 0
    assert depth == 0
    assert {number for step in steps if step.step == "close" for number in step.numbers} == {m.numbers[0] for m in marks}


@pytest.mark.parametrize("seed", range(6))
def test_the_account_of_a_broken_article_holds_its_whole_text(seed: int) -> None:
    from kg.model.data import data_path
    from kg.sources.article import Article, parse_all
    from kg.sources.text.account import account_of

    rnd = random.Random(seed)
    characters = list(data_path("kg", "samples", "dispatch.txt").read_text(encoding="utf-8"))
    for _ in range(80):
        at = rnd.randrange(len(characters))
        characters[at] = rnd.choice(
            ("", characters[at] * 2, "\n\n", "<b>", "&amp;", "\u202e", "\x07", "“", "</span>", "\u00a0", "é")
        )
    article = Article(f"broken {seed}", "".join(characters), read_edtf("2023-08-14"))
    (reading,) = parse_all((article,))
    page = page_of(account_of(reading, {}))
    assert page.raw == visible(article.text)
    assert {link[1:] for link in page.links if link} <= set(page.ids) and len(page.ids) == len(set(page.ids))
