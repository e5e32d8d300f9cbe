"""The lexicon's files are read strictly, and its words are those of the news."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kg.model.errors import UnreadableInput
from kg.sources.text.lexicon import Lexicon, load_lexicon, read_lexicon

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import lexicon_report  # noqa: E402  # lies outside the package

WORDS = """
classes: {force: [army, troop]}
frames: {act: {subject: agent, object: target}, act-noun: {by: agent, of: target}}
lemmas: {}
report: []
support: []
suffer: []
broker: []
refusing: []
committing: []
wishing: []
"""
SECTION = """
attack:
  verb: act
  noun: act-noun
  verbs:
"""


def read(folder: Path, entry: str, section: str = SECTION) -> Lexicon:
    (folder / "words.yaml").write_text(WORDS, encoding="utf-8")
    (folder / "violence.yaml").write_text(section + f"    {entry}\n", encoding="utf-8")
    return read_lexicon(folder)


def test_an_entry_is_a_sentence_or_what_differs_from_its_frame(tmp_path: Path) -> None:
    raids = "raid/at night: {roles: {at: target}, subject: [force], test: Troops raided the inn.}"
    (raid,) = read(tmp_path, raids).entries()
    assert (raid.name, raid.lemmas, raid.head) == ("attack/verb/raid/at night", ("raid",), "raid")
    assert raid.roles == {"subject": "agent", "object": "target", "at": "target"}
    assert raid.needs == {"subject": {"army", "troop", "force"}}


def test_without_an_entry_all_others_stay(tmp_path: Path) -> None:
    lexicon = read(tmp_path, "raid: Troops raided the inn.\n    raid/inn: {object: [inn], test: Troops raided the inn.}")
    first, second = lexicon.entries()
    assert list(lexicon.without(first).entries()) == [second]
    assert list(lexicon.without(first).without(second).entries()) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("raid: {tset: Troops raided.}", "'tset' is no key (did you mean test?)"),
        ("raid: {roles: {object: none}}", "no test sentence"),
        ("raid: {roles: {objekt: target}, test: Troops raided.}", "'objekt' is no slot (did you mean object?)"),
        ("raid: {roles: {object: targte}, test: Troops raided.}", "'targte' is no role (did you mean target?)"),
        ("raid: {count: kiled, test: Troops raided.}", "'kiled' is no kind of count (did you mean killed?)"),
        ("raid: {stance: denied, test: Troops raided.}", "'denied' is no stance (did you mean denies?)"),
        ("raid: {result: yes, test: Troops raided.}", "'yes' is no flag"),
        ("raid: {content: [clauses], test: Troops raided.}", "'clauses' is no slot (did you mean clause?)"),
        ("raid: {object: inn, test: Troops raided.}", "object is not a list of words"),
        ("raid: {beside: {onto it: [inn]}, test: Troops raided.}", "'onto it' is no preposition (did you mean onto?)"),
        ("raid: {gives: {agent: Soldiers}, test: Troops raided.}", "'Soldiers' is not in the test sentence"),
        ("raid: {gives: {agnet: Troops}, test: Troops raided.}", "'agnet' is no role (did you mean agent?)"),
    ],
)
def test_what_the_frames_do_not_know_is_told_with_file_and_entry(tmp_path: Path, entry: str, message: str) -> None:
    with pytest.raises(UnreadableInput) as error:
        read(tmp_path, entry)
    assert str(error.value) == f"violence.yaml: attack/verbs/raid: {message}"


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (SECTION.replace("attack:", "atack:"), "violence.yaml: 'atack' is no event type (did you mean attack?)"),
        (SECTION.replace("verb: act", "verb: acts"), "violence.yaml: attack: 'acts' is no frame (did you mean act?)"),
        (SECTION.replace("noun:", "noum:"), "violence.yaml: attack: 'noum' is no key (did you mean noun?)"),
    ],
)
def test_a_section_is_an_event_type_with_known_frames(tmp_path: Path, section: str, message: str) -> None:
    with pytest.raises(UnreadableInput) as error:
        read(tmp_path, "raid: Troops raided.", section)
    assert str(error.value) == message


def test_no_entry_stands_twice(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"^violence\.yaml: raid twice$"):
        read(tmp_path, "raid: Troops raided.\n    raid: Troops raided again.")


def test_what_is_no_yaml_is_told_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"^violence\.yaml: no YAML: "):
        read(tmp_path, "raid: {test: Troops raided.")


def test_most_entries_say_which_roles_their_sentence_gives() -> None:
    entries = list(load_lexicon().entries())
    assert sum(bool(entry.gives) for entry in entries) >= len(entries) / 2


def test_the_page_counts_the_lexicon_as_it_is() -> None:
    kept = lexicon_report.PAGE.read_text(encoding="utf-8")
    assert kept == lexicon_report.page(kept, load_lexicon()), "run: python tools/lexicon_report.py --page"


def test_the_report_counts_what_was_found_and_what_never_was() -> None:
    lexicon = load_lexicon()
    found = lexicon_report.count(["Rebels shelled the port. Rebels shelled the inn.", "The cat slept."], lexicon)
    assert found.entries == {"shelling/verb/shell": 2}
    assert found.others == {"cat (noun)": 1, "sleep (verb)": 1}
    lines = list(lexicon_report.report(found, lexicon))
    assert lines[0].endswith(" entries, 1 of them found")
    assert lines[1].split() == ["2", "shelling/verb/shell"]
    assert any(line.startswith("arrest: ") for line in lines)


@pytest.mark.skipif(not lexicon_report.NEWS.is_file(), reason="../shared/data is absent: real data are no part of a clone")
def test_at_least_400_entries_are_found_in_the_news() -> None:
    with lexicon_report.NEWS.open(encoding="utf-8") as lines:
        found = lexicon_report.count((json.loads(line)["text"] for line in lines), load_lexicon())
    assert len(found.entries) >= 400
