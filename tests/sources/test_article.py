"""Articles: what the reader makes of files, and what the parser claims from them."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from kg.model.claim import Claim, Occurrence
from kg.model.data import data_path
from kg.model.dates import When, read_edtf
from kg.model.errors import NotFound, Problem
from kg.model.gold import to_json
from kg.model.reference import Actor, EventNode, Name, Place, Run, Source
from kg.model.refs import parsed_event_ref
from kg.sources.article import Article, account, parse, read_articles
from kg.sources.text.layout import read_zones
from kg.sources.text.normalise import is_shouted, normalise, recase

SHARED = Path(__file__).resolve().parents[3] / "shared"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the seed article and gold claims (../shared) are not beside this checkout"
)
DISPATCH = data_path("kg", "samples", "dispatch.txt")
Told = tuple[Claim, Occurrence]


def one(text: str, **given: str) -> Article:
    (article,) = read_articles(io.StringIO(text), **given)
    assert isinstance(article, Article), article
    return article


def problem(source: io.StringIO | io.BytesIO, **given: str) -> Problem:
    (found,) = read_articles(source, **given)
    assert isinstance(found, Problem)
    return found


class TestReading:
    def test_header_lines_give_date_publisher_and_address(self) -> None:
        article = one("Date: 2023-08-14\nPublisher: Desk\nUrl: https://example.org/a\n\nThe army left the town.")
        assert (article.published.earliest, article.publisher, article.url) == (
            date(2023, 8, 14),
            "Desk",
            "https://example.org/a",
        )
        assert article.published.basis == "stated"

    def test_a_sidecar_gives_what_the_text_does_not(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_text("The army left the town.", encoding="utf-8")
        (tmp_path / "a.yaml").write_text("date: 2023-08-14\npublisher: NO\n", encoding="utf-8")
        (article,) = read_articles(path)
        assert isinstance(article, Article)
        assert (article.id, article.day, article.publisher) == ("a", date(2023, 8, 14), "NO")

    def test_json_lines_are_articles_and_a_bad_line_is_a_problem(self) -> None:
        lines = [
            '{"id": "a", "date": "2020-01-02", "text": "The army left."}',
            "{bad",
            '{"id": "b", "text": "It left."}',
            '{"id": "c"}',
        ]
        found = list(read_articles(io.StringIO("\n".join(lines))))
        assert [type(x).__name__ for x in found] == ["Article", "Problem", "Problem", "Problem"]
        assert [x.line for x in found if isinstance(x, Problem)] == [2, 3, 4]

    def test_twin_ids_are_a_problem(self) -> None:
        line = '{"id": "a", "date": "2020-01-02", "text": "The army left."}\n'
        assert "twice" in [x.what for x in read_articles(io.StringIO(line * 2)) if isinstance(x, Problem)].pop()

    def test_the_year_of_a_dateline_is_inferred_and_says_why(self) -> None:
        article = one("Bamako, August 14 (Desk)-- The army left the town.", date="2023-08-14")
        assert article.published.basis == "inferred"
        assert article.published.as_written == "August 14"
        assert article.published.reason and "without a year" in article.published.reason

    def test_a_year_alone_completes_a_dateline(self) -> None:
        assert one("Bamako, August 14 (Desk)-- The army left.", date="2023").day == date(2023, 8, 14)

    def test_a_full_dateline_is_a_date(self) -> None:
        assert one("BAMAKO, 14 August 2023 (Desk) - The army left the town.").published.earliest == date(2023, 8, 14)

    @pytest.mark.parametrize(
        "text", ["The army left the town.", "Bamako, August 14 (Desk)-- The army left.", "It left on Sunday."]
    )
    def test_without_a_date_the_reader_asks_and_never_guesses(self, text: str) -> None:
        assert "--date" in problem(io.StringIO(text)).remedy

    @pytest.mark.parametrize("day", ["2023-02-30", "2023-13", "NO", "soon"])
    def test_a_date_of_no_calendar_is_a_problem(self, day: str) -> None:
        assert "bad date" in problem(io.StringIO("The army left."), date=day).what

    def test_two_datelines_do_not_crash_and_the_given_day_stays(self) -> None:
        article = one("Gao, August 12 (A)-- The army left.\n\nKidal, August 13 (B)-- Rebels came.", date="2023-08-14")
        assert article.day == date(2023, 8, 14)
        assert article.published.reason == "as given; the dateline prints August 12"

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Date: 2023-08-14\nPublsher: Desk\n\nIt left.", "2: unknown header line 'Publsher' (did you mean Publisher:?)"),
            ("Primary Source: source:a\nDate: 2023-08-14\n\nIt left.", "did you mean Primary-source:?"),
            ("Date: 2023-08-14\nDate: 2023-08-15\n\nIt left.", "2: the header line 'Date' stands twice (first in line 1"),
            ("Date: 2023-08-14\nUrl: example\n\nIt left.", "2: bad url: 'example' is not an http(s) address"),
        ],
    )
    def test_a_bad_header_line_is_a_problem_of_its_line(self, text: str, told: str) -> None:
        assert told in str(problem(io.StringIO(text)))

    @pytest.mark.parametrize(
        "text", ["Update: the army left.", "Late: the army left Ber.", "Ber: the army left", "At 12:30 it left."]
    )
    def test_a_first_line_with_a_colon_is_text(self, text: str) -> None:
        article = one(f"Date: 2023-08-14\n{text}")
        assert article.text[next(z for z in read_zones(article.text) if z.kind != "header").start :] == text
        assert one(text, date="2023-08-14").text == text

    @pytest.mark.parametrize(
        ("keys", "told"),
        [
            ("date: 2023-08-14\npublsher: x\n", "a.yaml:2: unknown key 'publsher' (did you mean publisher?)"),
            ("date: 2023-08-14\ndate: 2023-08-15\n", "a.yaml:2: the key 'date' stands twice"),
            ("date: 2023-08-14\nDate: 2023-08-15\n", "a.yaml:2: the key 'Date' stands twice"),
            ("date: 2023-08-14\nurl: example\n", "a.yaml:2: bad url"),
            ("- a\n", "a.yaml:1: not a table of keys"),
        ],
    )
    def test_a_bad_sidecar_is_a_problem_of_its_line(self, tmp_path: Path, keys: str, told: str) -> None:
        (tmp_path / "a.txt").write_text("The army left.", encoding="utf-8")
        (tmp_path / "a.yaml").write_text(keys, encoding="utf-8")
        (found,) = read_articles(tmp_path / "a.txt")
        assert told in str(found)

    def test_a_sidecar_lists_primary_sources_and_may_hold_what_we_do_not_know(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("The army left.", encoding="utf-8")
        (tmp_path / "a.json").write_text('{"date": "2023-08-14", "author": {"x": 1}, "primary_sources": ["source:b"]}')
        (article,) = read_articles(tmp_path / "a.txt")
        assert isinstance(article, Article), article
        assert article.primary_sources == ("source:b",)

    def test_odd_values_in_json_lines_are_problems_and_never_crash(self) -> None:
        rows = [
            {"date": 2020},
            {"date": ["x"]},
            {"date": "2020", "url": "x"},
            {"date": "2020", "primary_sources": [5]},
            {"id": None},
        ]
        text = "\n".join(json.dumps({"text": "The army left.", **row}) for row in rows)
        found = list(read_articles(io.StringIO(text)))
        assert [getattr(x, "what", "").split(":")[0].split(" '")[0] for x in found] == [
            "",
            "bad date of publication",
            "bad url",
            "the primary source",
            "no date of publication, and none is guessed",
        ]

    def test_bad_files_are_problems_and_missing_ones_errors(self, tmp_path: Path) -> None:
        assert "NUL" in problem(io.BytesIO(b"\x00\x01\x02")).what
        assert "empty" in problem(io.StringIO(" \n ")).what
        with pytest.raises(NotFound):
            list(read_articles(tmp_path / "none.txt"))


class TestLayout:
    TEXT = (
        "\nForces speed up\nwithdrawal\n Peacekeepers patrol\nnear the Great Mosque in Timbuktu [File: A. Person/AFP]\n\n\n"
        "Bamako, August 14 (Desk)-- The mission left\nBer.\u00a0 It went on.\n\nhttps://example.org/news-\nof-the-day\n"
    )

    def test_title_caption_dateline_body_and_broken_address_are_told_apart(self) -> None:
        zones = [(z.kind, self.TEXT[z.start : z.end]) for z in read_zones(self.TEXT)]
        assert [kind for kind, _ in zones] == ["title", "caption", "dateline", "body", "address"]
        assert zones[1][1].startswith("Peacekeepers") and zones[1][1].endswith("Timbuktu")
        assert zones[4][1] == "https://example.org/news-\nof-the-day"

    def test_the_headline_gives_no_claim_and_the_caption_an_undated_presence(
        self, claims_of: Callable[[str], list[Told]]
    ) -> None:
        text = self.TEXT.replace("Peacekeepers patrol", "Peacekeepers are seen on patrol")
        start = text.index("Bamako, August")
        found = claims_of(text)
        assert [o.type for _, o in found].count("withdrawal") == 1
        assert all(int((c.locator or "")[5:].split(",")[0]) >= start or o.type == "presence" for c, o in found)
        assert all(o.when and o.when.earliest is None for _, o in found if o.type == "presence")

    def test_swapping_keeps_every_offset(self) -> None:
        raw = "Mali’s\u00a0army\r\nleft\u2028“Ber”."
        assert len(normalise(raw)) == len(raw)
        assert len(recase("İSTANBUL IS BIG.")) == len("İSTANBUL IS BIG.")
        assert is_shouted("THE ARMY LEFT THE TOWN ON SUNDAY.")


class TestClaims:
    def test_who_says_it_is_the_claimant(self, claims_of: Callable[[str], list[Told]]) -> None:
        for text in (
            "The ministry said rebels attacked a bus.",
            "Rebels attacked a bus, according to the ministry.",
            "Rebels attacked a bus, the ministry said.",
        ):
            ((claim, content),) = claims_of(text)
            assert (content.type, claim.claimant_words and claim.claimant_words.text, claim.narrator) == (
                "attack",
                "ministry",
                False,
            )

    def test_an_accusation_is_two_claims(self, claims_of: Callable[[str], list[Told]]) -> None:
        (act, content_of_act), (alleged, content) = claims_of("The union accused the army of attacking a village near Gao.")
        assert (content_of_act.type, act.stance, act.narrator) == ("accusation", "asserts", True)
        assert (content.type, alleged.stance, alleged.claimant_words and alleged.claimant_words.text) == (
            "attack",
            "accuses",
            "union",
        )
        assert ("agent", "army") in [(p.role, p.words and p.words.text) for p in content.participants]
        assert [(p.relation, p.words and p.words.text) for p in content.places] == [("near", "Gao")]

    def test_a_denial_keeps_its_content_affirmed(self, claims_of: Callable[[str], list[Told]]) -> None:
        found = {o.type: c for c, o in claims_of("The army denied killing six villagers.")}
        assert (found["killing"].stance, found["killing"].negated) == ("denies", False)

    def test_what_is_to_come_is_open_at_its_end(self, claims_of: Callable[[str], list[Told]]) -> None:
        ((_, content),) = claims_of("Chad will deploy 1,200 troops to Mali.")
        assert (content.modality, content.when and content.when.edtf) == ("planned", "2023-08-14/")
        assert [(n.kind, n.best) for n in content.counts] == [("personnel", 1200)]

    def test_what_is_not_said_to_be_so_is_negated_or_left_out(self, claims_of: Callable[[str], list[Told]]) -> None:
        assert [c.negated for c, _ in claims_of("The army did not attack the village.")] == [True]
        assert claims_of("The army may attack the village.") == []
        assert claims_of("If rebels attack the village, it will be empty.") == []

    def test_nothing_stated_is_bounded_by_the_publication_only(self, claims_of: Callable[[str], list[Told]]) -> None:
        ((_, content),) = claims_of("Gunmen attacked a bus.")
        assert content.when == When(None, date(2023, 8, 14), "vague", "publication-date")

    def test_both_counts_stand_in_one_claim_with_their_kinds(self, claims_of: Callable[[str], list[Told]]) -> None:
        ((_, content),) = claims_of(
            "At least 30 civilians were killed and 20 others wounded when gunmen attacked a market in Gao, Mali."
        )
        assert [(n.kind, n.low, n.high) for n in content.counts] == [("killed", 30, None), ("injured", 20, 20)]
        assert [p.words and p.words.text for p in content.places] == ["Gao", "Mali"]

    def test_anonymous_speakers_are_scoped_and_known_actors_found(self) -> None:
        army = Actor("actor:army", "Malian army", "state-force", names=(Name("Malian Armed Forces"),))
        ber = Place("place:ber", "Ber", "populated-place")
        article = Article(
            "x", "A senior official said the Malian Armed Forces attacked a village near Ber.", read_edtf("2023-08-14")
        )
        records = list(parse(article, [army], [ber]))
        (claim,) = [r for r in records if isinstance(r, Claim)]
        (speaker,) = [r for r in records if isinstance(r, Actor) and r.ref == claim.claimant]
        assert (speaker.anonymous, speaker.identified, speaker.scope) == (True, False, "source:x")
        assert isinstance(claim.content, Occurrence)
        assert "actor:army" in [p.actor for p in claim.content.participants]
        assert [p.place for p in claim.content.places] == ["place:ber"]

    def test_a_spokesperson_speaks_for_somebody(self) -> None:
        front = Actor("actor:front", "Northern Front", "armed-group")
        person = Actor("actor:ali-diallo", "Ali Diallo", "person")
        article = Article("x", "Rebels left the town, Northern Front spokesman Ali Diallo said.", read_edtf("2023-08-14"))
        (claim,) = [r for r in parse(article, [front, person]) if isinstance(r, Claim)]
        assert (claim.claimant, claim.on_behalf_of) == ("actor:ali-diallo", "actor:front")

    def test_source_run_and_event_stand_before_the_claim(self) -> None:
        records = list(parse(Article("x", "Gunmen attacked a bus.", read_edtf("2023-08-14"), publisher="Desk")))
        assert [type(r).__name__ for r in records][:3] == ["Actor", "Source", "Run"]
        (source,) = [r for r in records if isinstance(r, Source)]
        (run,) = [r for r in records if isinstance(r, Run)]
        (event,) = [r for r in records if isinstance(r, EventNode)]
        (claim,) = [r for r in records if isinstance(r, Claim)]
        assert (claim.source, claim.run, claim.coding) == (source.ref, run.ref, "machine")
        assert (claim.claimant, claim.narrator) == ("actor:desk", True)
        assert isinstance(claim.content, Occurrence) and claim.content.event == event.ref

    def test_every_sentence_has_an_account(self) -> None:
        article = Article("x", "Gunmen attacked a bus. The weather was fine. The army may attack.", read_edtf("2023-08-14"))
        found = account(article)
        assert [bool(s.claims) for s in found] == [True, False, False]
        assert all(s.text == article.text[s.start : s.end] for s in found)
        assert "may" in str(found[2].reason)


def assert_exact(article: Article) -> None:
    """Assert that every span that a claim gives is its words, character for character."""
    for claim in (r for r in parse(article) if isinstance(r, Claim)):
        start, end = map(int, (claim.locator or "")[5:].split(","))
        assert claim.quote == article.text[start:end] and claim.quote
        assert isinstance(claim.content, Occurrence)
        read = [claim.claimant_words, *(p.words for p in claim.content.participants), *(p.words for p in claim.content.places)]
        for words in filter(None, read):
            assert words.text == article.text[words.start : words.end]
        assert all(n.as_written and n.as_written in article.text for n in claim.content.counts)


def mutate(text: str, rnd: random.Random) -> str:
    """Give the text with some characters dropped, doubled, swapped for odd ones, or shouted."""
    odd = "\n\u00a0“”’()[],.;–\u200bé中\U0001f600ع0 9\t-\u2028"
    characters = list(text)
    for _ in range(rnd.randrange(1, 60)):
        at = rnd.randrange(len(characters))
        characters[at] = rnd.choice(
            ["", characters[at] * 2, rnd.choice(odd), characters[at].upper(), characters[at] + rnd.choice(odd)]
        )
    mutated = "".join(characters)
    return mutated.upper() if rnd.random() < 0.1 else mutated


@pytest.mark.parametrize("seed", range(24))
def test_every_span_is_its_words_however_the_text_is_broken(seed: int) -> None:
    text = mutate(DISPATCH.read_text(encoding="utf-8"), random.Random(seed))
    assert_exact(Article("mutant", text, read_edtf("2023-08-14")))


ODD = [
    "X",
    "???",
    "AL " * 300,
    "مرحبا بالعالم " * 20,
    "\u200b\u200b a",
    "(" * 500,
    "<html><script>x</script></html>",
    "THE ARMY LEFT KIDAL. " * 20,
    "a" * 20_000,
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_never_crash(text: str) -> None:
    assert_exact(Article("odd", text, read_edtf("2023-08")))


def test_a_month_of_publication_dates_no_weekday() -> None:
    article = Article("x", "Gunmen attacked a bus on Sunday. Rebels attacked a train in 2012.", read_edtf("2023-08"))
    whens = [r.content.when for r in parse(article) if isinstance(r, Claim) and isinstance(r.content, Occurrence)]
    assert [w and w.edtf for w in whens] == ["/2023-08-31", "2012"]


def test_a_long_text_is_read_paragraph_by_paragraph() -> None:
    text = "Gunmen attacked a bus near Gao.\n\n" * 200_000
    records = parse(Article("long", text, read_edtf("2023-08-14")))
    first = next(r for r in records if isinstance(r, Claim))
    assert first.locator == "char=0,30"


def test_one_long_line_is_cut_at_sentences() -> None:
    zones = list(read_zones("Gunmen attacked a bus near Gao. " * 2000))
    assert len(zones) > 4
    assert all(z.end - z.start <= 8000 for z in zones)


def test_two_readings_give_the_same_records() -> None:
    (article,) = read_articles(DISPATCH)
    assert isinstance(article, Article)
    assert list(parse(article)) == list(parse(article))
    assert article.primary_sources == ("source:rhc-2023-08-14",)


def test_the_events_of_the_dispatch_are_those_that_were_judged_by_hand() -> None:
    (article,) = read_articles(DISPATCH)
    assert isinstance(article, Article)
    parsed = {r.content.event for r in parse(article) if isinstance(r, Claim) and isinstance(r.content, Occurrence)}
    text = data_path("kg", "facts", "mali", "sources", "dispatch-judgements.yaml").read_text(encoding="utf-8")
    judged = [c["first"] for c in yaml.load(text, Loader=yaml.BaseLoader)["claims"] if isinstance(c["first"], dict)]
    spans = [(tuple(map(int, first["char"].split(","))), first["eventType"]) for first in judged]
    missing = [(article.text[slice(*span)], type_) for span, type_ in spans if _event(article, span, type_) not in parsed]
    assert missing == []
    assert len(spans) >= 25


def _event(article: Article, span: tuple[int, ...], type_: str) -> str:
    return parsed_event_ref(article.source, span[0], span[1], type_)


def score(gold: Path, predicted: Path) -> dict[str, dict[str, float]]:
    done = subprocess.run(
        [sys.executable, str(SHARED / "gold" / "score.py"), str(gold), str(predicted), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


def predict(source: Path, out: Path, **given: str) -> Path:
    with out.open("w", encoding="utf-8") as file:
        for article in read_articles(source, **given):
            assert isinstance(article, Article)
            claims = [r for r in parse(article) if isinstance(r, Claim)]
            file.write(json.dumps(to_json(claims, article.id, article.day)) + "\n")
    return out


@needs_shared
def test_the_seed_article_scores_what_was_promised(tmp_path: Path) -> None:
    predicted = predict(SHARED / "seed" / "article.txt", tmp_path / "seed.json", date="2023-08-14", id="seed")
    found = score(SHARED / "gold" / "seed.json", predicted)
    assert found["events"]["f1"] >= 0.85
    assert found["events_any_type"]["r"] >= 0.85
    assert found["false_precision_rate"] <= 0.05  # type: ignore[operator]  # a rate, not a table


@needs_shared
def test_news_items_score_what_was_promised(tmp_path: Path) -> None:
    found = score(SHARED / "gold" / "dev.jsonl", predict(SHARED / "gold" / "dev.jsonl", tmp_path / "dev.jsonl"))
    assert found["events"]["f1"] >= 0.75
