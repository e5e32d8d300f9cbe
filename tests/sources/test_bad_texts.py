"""Texts that nobody should have written: none is a crash, and none makes a date, an actor or a quote that is not in it."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model.claim import Claim, Occurrence
from kg.model.data import data_path
from kg.model.dates import When, read_edtf
from kg.model.errors import Problem
from kg.sources.article import Article, parse_all, read_articles

DAY = "2023-08-14"
ATTACK = "Gunmen attacked a bus near Gao on Friday, killing at least 12 soldiers, the army said. "
GOLD = Path(__file__).parents[1] / "articles" / "en" / "gold.jsonl"


def read_one(source: str | bytes, name: str = "", **given_keys: str) -> Article | Problem:
    stream = io.StringIO(source) if isinstance(source, str) else io.BytesIO(source)
    if name:
        stream.name = name  # type: ignore[union-attr]  # a stream of a file has one
    keys = {"date": DAY, **given_keys}
    (found,) = read_articles(stream, **{key: value for key, value in keys.items() if value})
    return found


def article_of(source: str | bytes, name: str = "") -> Article:
    found = read_one(source, name)
    assert isinstance(found, Article), found
    return found


def problem_of(source: str | bytes, name: str = "", **given_keys: str) -> Problem:
    found = read_one(source, name, **given_keys)
    assert isinstance(found, Problem), found
    return found


def claims_of(article: Article) -> list[tuple[Claim, Occurrence]]:
    (reading,) = parse_all((article,))
    claims = [(claim, claim.content) for claim in reading.claims if isinstance(claim.content, Occurrence)]
    for claim, content in claims:
        assert_within(article, claim, content)
    for sentence in reading.sentences:
        assert sentence.text == article.text[sentence.start : sentence.end]
    return claims


def assert_within(article: Article, claim: Claim, content: Occurrence) -> None:
    """Assert that all that a claim says was read stands in the text, and that its times are those that the text allows."""
    text = article.text
    span = re.fullmatch(r"char=(\d+),(\d+)", claim.locator or "")
    assert span
    assert claim.quote
    assert text[int(span[1]) : int(span[2])] == claim.quote
    parts = [p.words for p in content.participants] + [p.words for p in content.places] + [claim.claimant_words]
    for words in filter(None, parts):
        assert words.text
        assert words.start is not None
        assert text[words.start : words.end] == words.text
    for count in content.counts:
        assert count.as_written
        assert count.as_written in text
        assert count.of is None or count.of in text
        bounds = [n for n in (count.low, count.best, count.high) if n is not None]
        assert bounds == sorted(bounds)
    for when in filter(None, (content.when, claim.said)):
        assert_allowed(article, when)


def assert_allowed(article: Article, when: When) -> None:
    if when.earliest and when.latest:
        assert when.earliest <= when.latest
    if when.as_written is None:
        assert not (when.earliest and when.latest), "no day is made where none was read"
        told = when.basis == "inferred" and when.reason  # a plan, from the day on which it was told
        assert told or article.day in (when.earliest, when.latest)
    else:
        assert all(words in article.text for words in when.as_written.split(" … "))
    years = {int(year) for year in re.findall(r"\d{4}", article.text)}
    near = set(range(article.day.year - 1, article.day.year + 2))
    for bound in filter(None, (when.earliest, when.latest)):
        inside = (
            bound.year in years | near
            or (when.basis == "inferred" and bound <= article.day)
            or when.precision in ("vague", "year")
        )
        assert inside, f"{bound} stands neither in the text nor near the day of publication"


TEXTS = {
    "all capitals": (ATTACK * 3).upper(),
    "no sentence": "\n\n.\n\n",
    "mixed scripts": "Армия attacked Гао on Friday. 政府军 killed 12 soldiers in كيدال, the army said.",
    "right to left": "هاجم الجيش المدينة يوم الجمعة وقتل اثني عشر جنديا. " * 10,
    "one word a sentence": "Attack. " * 3000,
    "brackets and quotes": "(" * 900 + "The army attacked Gao" + ")" * 900 + ". " + '"' * 300 + " killed. " + "[{(<" * 200,
    "quotes that never end": '"The army "said "that "rebels "killed "12 "soldiers ' * 60,
    "a word of a million letters": f"The army attacked {'x' * 1_000_000} on Friday.",
    "zero-width characters": "The ar\u200bmy at\u200btacked Ga\u200bo on Fri\u200bday, kil\u2060ling 12 sol\u00addiers.",
    "direction overrides": "The \u202earmy attacked\u202c Gao on Friday, killing 12 soldiers.",
    "emoji": "🔥 The army 🪖 attacked Gao on Friday 💣, killing 12 👨\u200d👩\u200d👧 soldiers. 😀",
    "empty lines": "\n" * 300_000 + "The army attacked Gao.",
    "spaces": f"The army attacked{' ' * 300_000}Gao on Friday.",
    "a number that is none": "9" * 100_000 + " soldiers were killed. " + "hundred " * 300 + "soldiers were killed in Gao.",
    "numbers of nobody": "At least 99999999999999999999999999 soldiers were killed. -5 soldiers died. 1.2.3 killed.",
    "days of no calendar": "On 31 June 2023, 99/99/9999 and 30 February Gao was attacked, 99999999999 days ago, in 10000 BC.",
    "a chain of nouns": f"The killing {'of the son ' * 700}of a soldier.",
    "a chain of speakers": f"He said {'that she said ' * 150}the army attacked Gao.",
    "control characters": "The army\x1b[31m attacked\x07 Gao\x08 on Friday.\x85\u2028It left.",
    "marks without letters": "T\u0301" * 1500 + " attacked Gao.",
    "many headers": f"Date: {DAY}\n" + "\n".join(f"Line{i}: x" for i in range(300)),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_bad_text_is_read_without_a_crash_and_without_an_invention(kind: str) -> None:
    found = read_one(TEXTS[kind])
    if isinstance(found, Problem):
        assert "the text is in" in found.what, "a language that is not read"
    else:
        claims_of(found)


def test_there_are_texts_of_every_kind() -> None:
    assert len(TEXTS) == 21


def test_all_capitals_give_the_claims_of_small_letters() -> None:
    def told(text: str) -> list[str]:
        return [content.type for _, content in claims_of(article_of(text))]

    assert told(ATTACK.upper()) == told(ATTACK) == ["attack"]


def test_scripts_and_emoji_beside_a_claim_do_not_move_its_quote() -> None:
    (claim, _), *_ = claims_of(article_of("😀😀 政府 The army attacked Gao on Friday."))
    assert claim.quote
    assert "army attacked Gao" in claim.quote


def test_a_sentence_longer_than_any_is_passed_over_and_the_account_says_so() -> None:
    article = article_of(f"The army attacked {'the son of ' * 500}the chief. Rebels attacked Gao.")
    (reading,) = parse_all((article,))
    assert any("which no sentence is" in (sentence.reason or "") for sentence in reading.sentences)


def test_empty_text_is_a_problem_with_its_remedy() -> None:
    for text in ("", " \n\t ", "\ufeff"):
        assert "empty" in problem_of(text).what
    assert "after its header lines" in problem_of(f"Date: {DAY}\n\n").what


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"\x00\x01\x02\x03" * 20, "NUL"),
        (bytes(range(256)) * 3, "NUL"),
        (b"PK\x03\x04....", "zip"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x7fELF\x02", "program"),
        (b"{\\rtf1 The army left.}", "RTF"),
        (b"<?xml version='1.0'?><rss><item>The army left.</item></rss>", "XML"),
        (b"\x1f\x8bbroken", "unpacked"),
        (b"%PDF-1.4 broken", "PDF cannot be read"),
    ],
)
def test_what_is_no_text_is_a_problem_that_says_what_it_is(raw: bytes, told: str) -> None:
    assert told in problem_of(raw).what


def test_half_characters_and_nul_in_json_are_problems_of_their_line() -> None:
    for text in ("The army \ud800 left.", "The army \x00 left."):
        line = json.dumps({"id": "a", "date": DAY, "text": text})
        found = problem_of(line.encode(), "a.jsonl")
        assert found.line == 1
        assert "text holds" in found.what
    assert "publisher holds" in problem_of(json.dumps({"publisher": "\udfff", "text": "It left."}).encode()).what


def test_json_nested_beyond_measure_is_a_problem() -> None:
    assert "not a JSON object" in problem_of(b'{"text": ' + b"[" * 200_000 + b"\n", "a.jsonl").what


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-16", "decoded from UTF-16, by its byte order mark"),
        ("utf-32", "decoded from UTF-32, by its byte order mark"),
        ("utf-16-le", "decoded from UTF-16-LE, which is a guess"),
        ("cp1252", "decoded from cp1252, which is a guess"),
        ("latin-1", "decoded from cp1252, which is a guess"),
    ],
)
def test_bytes_that_are_not_utf8_are_read_and_the_note_says_how(encoding: str, note: str) -> None:
    text = "The army attacked Léré on Friday, the café's owner said."
    article = article_of(text.encode(encoding))
    assert article.text.lstrip("\ufeff") == text
    assert article.note
    assert note in article.note
    assert article_of(text.encode()).note is None


def test_cyrillic_bytes_are_read_as_such_or_not_at_all() -> None:
    text = "Российские войска атаковали город в пятницу, сообщил представитель армии. Погибли двенадцать человек. " * 3
    found = read_one(text.encode("cp1251"))
    assert isinstance(found, Problem) or (found.text == text and "guess" in (found.note or ""))


def test_a_packed_text_is_unpacked() -> None:
    assert article_of(gzip.compress(ATTACK.encode())).text == ATTACK


def test_no_date_is_a_problem_with_the_remedy_however_many_days_the_text_names() -> None:
    found = problem_of("On 12 August 2023 the army left Gao. It came back on 13 August 2023.", date="")
    assert "none is guessed" in found.what
    assert "--date" in (found.remedy or "")


def test_of_two_datelines_the_first_is_taken_and_the_reason_says_so() -> None:
    text = "GAO, August 12, 2023 (A) - The army left.\n\nKIDAL, August 13, 2023 (B) - Rebels came."
    (article,) = read_articles(io.StringIO(text))
    assert isinstance(article, Article)
    assert str(article.day) == "2023-08-12"
    assert article.published.reason == "the first of two datelines; another prints August 13, 2023"


def test_a_page_of_scripts_alone_has_no_text() -> None:
    page = b"<!doctype html><html><head><script>The army killed 20 people in Gao.</script></head><body></body></html>"
    assert "no main text" in problem_of(page).what


def test_a_page_without_a_stated_date_is_not_given_one() -> None:
    body = "".join(f"<p>{ATTACK} It was 12 August 2023.</p>" for _ in range(3))
    page = f'<html><body><article>{body}</article><a href="/2023/08/12/x">x</a></body></html>'
    assert "none is guessed" in problem_of(page.encode(), "a.html", date="").what


def test_a_page_that_states_two_days_says_which_was_taken() -> None:
    head = '<script type="application/ld+json">{"datePublished": "2023-08-14T08:00:00Z"}</script>'
    head += '<meta name="date" content="2023-08-12">'
    page = f"<html><head>{head}</head><body><article><p>{ATTACK * 3}</p></article></body></html>"
    (article,) = read_articles(io.BytesIO(page.encode()))
    assert isinstance(article, Article)
    assert str(article.day) == DAY
    assert "metadata date says 2023-08-12, which was not taken" in (article.published.reason or "")


def pdf_of(pages: list[list[str]]) -> bytes:
    """Give a PDF whose pages have these lines, fourteen points apart; an empty one leaves the room of a line."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = b" ".join(
            b"1 0 0 1 72 %d Tm (%s) Tj" % (800 - 14 * at, words.encode()) for at, words in enumerate(lines) if words
        )
        body = b"BT /F1 11 Tf " + shown + b" ET"
        number = len(objects) + 1
        kids.append(b"%d 0 R" % number)
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
        objects += [page % (number + 1), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)]
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.4\n", []
    for at, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + end


def test_a_pdf_gives_its_paragraphs_without_divided_words_heads_and_page_numbers() -> None:
    pages = [
        ["DAILY BRIEF", "", "The army attacked Gao on Friday, kill-", "ing 12 soldiers.", "", "Rebels left the", "", "1"],
        ["DAILY BRIEF", "", "town of Kidal on Sunday.", "", "2"],
    ]
    article = article_of(pdf_of(pages))
    assert article.text == "The army attacked Gao on Friday, killing 12 soldiers.\n\nRebels left the\ntown of Kidal on Sunday."
    assert article.note == "text layer of a PDF of 2 pages, by PDFium"
    assert [content.type for _, content in claims_of(article)] == ["attack", "withdrawal"]


def test_a_pdf_without_a_text_layer_is_said_to_have_none() -> None:
    assert "no text layer" in problem_of(pdf_of([[], []])).what


def test_a_pdf_is_not_dated_by_what_it_does_not_say() -> None:
    assert "none is guessed" in problem_of(pdf_of([["The army attacked Gao on Friday."]]), date="").what


# Any change of any article, however foolish.


def samples() -> list[str]:
    """Give the texts of our own articles."""
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()] if GOLD.exists() else []
    return [data_path("kg", "samples", "dispatch.txt").read_text(encoding="utf-8"), *(row["text"] for row in rows)]


INSERTED = (
    "\u200b",
    "\u202e",
    "😀",
    "\u0301",
    "\u00a0",
    "\ufeff",
    "«",
    "”",
    '"',
    "(",
    "—",
    "\t",
    "\r\n",
    "\n\n",
    "é",
    "ж",
    "中",
    "\x1b",
    "12",
    "2019",
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Give a passage of an article, with some of it left out, doubled, swapped, inserted, recased or cut off."""
    text = draw(st.sampled_from(samples()))
    start = draw(st.integers(0, max(0, len(text) - 400)))
    text = text[start : start + draw(st.integers(60, 400))]
    for change in draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4)):
        low, high = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        text = change(text, low, min(high, low + 40), draw(st.sampled_from(INSERTED)))
    return text


CHANGES = (
    lambda text, low, high, _: text[:low] + text[high:],
    lambda text, low, high, _: text[:high] + text[low:high] + text[high:],
    lambda text, low, high, _: text[:low] + text[low:high][::-1] + text[high:],
    lambda text, low, _, extra: text[:low] + extra + text[low:],
    lambda text, low, high, _: text[:low] + text[low:high].swapcase() + text[high:],
    lambda text, low, *_: text[: max(low, 30)],
    lambda text, *_: text.upper(),
)


def numbered(texts: list[str]) -> Iterator[Article]:
    for number, text in enumerate(texts):
        if text.strip():
            yield Article(f"a{number}", text, read_edtf(DAY))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(mutated(), min_size=1, max_size=6))
def test_whatever_is_done_to_an_article_every_span_is_its_text(texts: list[str]) -> None:
    articles = list(numbered(texts))
    readings = list(parse_all(articles))
    assert [reading.article for reading in readings] == articles
    for reading in readings:
        for claim in reading.claims:
            assert isinstance(claim.content, Occurrence)
            assert_within(reading.article, claim, claim.content)
        for sentence in reading.sentences:
            assert sentence.text == reading.article.text[sentence.start : sentence.end]
