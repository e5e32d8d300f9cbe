"""A folder of facts is read whole, or every fault in it is told with its file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model.claim import Claim, EntityFact, Identity, Occurrence, Words
from kg.model.errors import NotFound, Problem
from kg.model.reference import Actor, Place, Source
from kg.model.refs import parsed_event_ref
from kg.model.terms import PROPERTIES
from kg.sources.facts import check, read_facts
from kg.sources.hand import claims as claim_keys

FILES = {
    "dataset.yaml": """\
dataset:
  id: hills
  title: The hills
  description: An invented conflict.
  licence: https://creativecommons.org/licenses/by/4.0/
  citation: nobody
  creator: coder
  version: "1"
run:
  id: hand
  label: Hand coding
  version: "1"
""",
    "actors.yaml": """\
actors:
- {id: coder, label: coder, actorKind: researcher, source: herald}
- {id: herald, label: The Herald, actorKind: media, source: herald}
- {id: army, label: the army, actorKind: state-force, source: herald}
- {id: rebels, label: the rebels, actorKind: armed-group, source: herald}
- {id: officer, label: an officer, actorKind: person, anonymous: true, scopedTo: herald, source: herald}
""",
    "places.yaml": """\
places:
- {id: town, label: Town, placeKind: populated-place, lat: 1.5, lon: -2, source: herald}
""",
    "events.yaml": """\
events:
- {id: raid, label: Raid on the town}
conditions:
- {id: drought, label: drought}
""",
    "sources/herald.yaml": """\
source:
  id: herald
  label: The Herald, 2 May 2020
  publisher: herald
  url: https://example.org/herald
  published: 2020-05-02
claims:
- key: raid
  about: raid
  eventType: attack
  voice: narrator
  agent: rebels
  in: town
  edtf: 2020-05-01
""",
}
HEADER = "source: {id: gazette, label: The Gazette, publisher: herald, url: https://example.org/g}\nclaims:\n"
CLAIM = "- key: one\n  about: raid\n  eventType: attack\n  voice: narrator\n"


def facts(folder: Path, **changed: str | bytes) -> Path:
    """Write a sound folder of facts with some files changed: `sources_x` is `sources/x.yaml`; an empty name is left out."""
    named = {name.replace("sources_", "sources/") + ".yaml": text for name, text in changed.items()}
    for name, text in {**FILES, **named}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def faults(folder: Path) -> list[str]:
    """Give the problems as a person reads them, the folder's own path cut away."""
    return [str(problem).removeprefix(f"{folder}/") for problem in check(folder)]


def claims_of(folder: Path) -> list[Claim]:
    return [record for record in read_facts(folder) if isinstance(record, Claim)]


def one_claim(tmp_path: Path, text: str) -> Claim:
    folder = facts(tmp_path, sources_gazette=HEADER + text)
    assert faults(folder) == []
    return next(claim for claim in claims_of(folder) if claim.source == "source:gazette")


def test_a_sound_folder_gives_records_and_no_problem(tmp_path: Path) -> None:
    found = list(read_facts(facts(tmp_path)))
    assert not [item for item in found if isinstance(item, Problem)]
    claim = next(item for item in found if isinstance(item, Claim))
    assert claim.claimant == "actor:herald"
    assert claim.narrator
    assert claim.locator == "entry=raid"
    assert isinstance(claim.content, Occurrence)
    assert claim.content.when
    assert claim.content.when.edtf == "2020-05-01"
    place = next(item for item in found if isinstance(item, Place))
    assert (place.lat, place.lon) == (1.5, -2.0)


CASES = {
    "unknown key": (CLAIM + "  agnet: army\n", "7: unknown key 'agnet' in occurrence claim (did you mean agent?)"),
    "unknown event type": (CLAIM.replace("attack", "atack"), "5: unknown eventType 'atack' (did you mean attack?)"),
    "unknown event": (CLAIM.replace("raid", "radi"), "4: about: unknown event 'radi' (did you mean raid?)"),
    "unknown actor": (CLAIM + "  agent: [army, rebbels]\n", "7: agent: unknown actor 'rebbels' (did you mean rebels?)"),
    "unknown place": (CLAIM + "  near: twon\n", "7: near: unknown place 'twon' (did you mean town?)"),
    "unknown stance": (CLAIM + "  stance: acuses\n", "7: unknown stance 'acuses' (did you mean accuses?)"),
    "unknown claimant": (
        CLAIM.replace("voice: narrator", "claimant: offcer"),
        "6: claimant: unknown actor 'offcer' (did you mean officer?)",
    ),
    "unknown source": (CLAIM + "  primarySource: hearld\n", "7: primarySource: unknown source 'hearld' (did you mean herald?)"),
    "unknown claim": (
        CLAIM + "  respondsTo: herald/riad\n",
        "7: respondsTo: unknown claim 'herald/riad' (did you mean herald/raid?)",
    ),
    "unknown property": (
        "- key: one\n  subject: army\n  property: memberOff\n  value: rebels\n  voice: narrator\n",
        "5: unknown property 'memberOff' of an actor or place (did you mean memberOf?)",
    ),
    "no day of the calendar": (
        CLAIM + "  edtf: 2023-02-30\n",
        "7: edtf: '2023-02-30' is no day of the calendar: day is out of range for month",
    ),
    "no month": (CLAIM + "  edtf: 2023-13\n", "7: edtf: '2023-13' is no day of the calendar"),
    "no date": (CLAIM + "  edtf: NO\n", "7: edtf: 'NO' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD"),
    "a month is not a day": (
        CLAIM + "  latest: 2023-05\n",
        "7: latest: '2023-05' is not a whole day: write YYYY-MM-DD, or use edtf",
    ),
    "earliest after latest": (
        CLAIM + "  edtf: 2023-05-02/2023-05-01\n",
        "7: edtf: earliest 2023-05-02 is after latest 2023-05-01: swap them or mend one",
    ),
    "bounds in the wrong order": (
        CLAIM + "  earliest: 2023-05-02\n  latest: 2023-05-01\n",
        "3: earliest 2023-05-02 is after latest 2023-05-01: swap them or mend one",
    ),
    "two times": (CLAIM + "  edtf: 2023\n  latest: 2023-05-01\n", "3: both edtf and earliest or latest (keep one of them)"),
    "no bound": (
        CLAIM + "  dateAsWritten: lately\n",
        "3: a time without any bound (add earliest or latest, or the publication date as edtf)",
    ),
    "a range is not a day": (
        CLAIM + "  edtf: 2023\n  timePrecision: day\n",
        "3: timePrecision day, but 2023-01-01/2023-12-31 is not one day (write day-range, month, year or vague)",
    ),
    "no reason": (
        CLAIM + "  edtf: 2023\n  dateBasis: inferred\n",
        "3: an inferred date without its reason (add dateReason: …)",
    ),
    "twin keys": (CLAIM + "  about: raid\n", "7: the key 'about' stands twice (first in line 4; keep one)"),
    "two claims of one key": (CLAIM + CLAIM, "7: two claims have the key 'one' (first in line 3; give one another key)"),
    "a tab": (CLAIM + "\tagent: army\n", "7: a tab character (use spaces)"),
    "not YAML": (CLAIM + " agent: army\n", "7: not YAML: "),
    "no claimant": (
        CLAIM.replace("  voice: narrator\n", ""),
        "3: a claim without a claimant (add claimant: …, or voice: narrator where the source says it)",
    ),
    "two claimants": (
        CLAIM.replace("voice: narrator", "claimant: [army, rebels]"),
        "3: more than one claimant (make it one claim for each)",
    ),
    "a narrator who is not the publisher": (
        CLAIM + "  claimant: army\n",
        "3: voice: narrator with a claimant who is not the publisher (keep one of them)",
    ),
    "an actor of another source": (
        CLAIM + "  agent: officer\n",
        "3: actor:officer stands in herald alone (give this source an actor of its own)",
    ),
    "an empty claim": (
        "- key: one\n  voice: narrator\n",
        "3: a claim that says nothing (add about + eventType, subject + property, cause + effect, or first + second)",
    ),
    "half an occurrence": (
        CLAIM.replace("  eventType: attack\n", ""),
        "3: occurrence claim without eventType (add eventType: …)",
    ),
    "a key of another kind": (CLAIM + "  judgement: same\n", "7: unknown key 'judgement' in occurrence claim"),
    "a key without value": (CLAIM + "  agent:\n", "7: agent has no value (write one, or remove the key)"),
    "an empty list": (CLAIM + "  agent: []\n", "7: agent is an empty list (add a value, or remove the key)"),
    "a list too many": (CLAIM + "  stance: [asserts]\n", "7: stance is a list (write one value)"),
    "low above high": (
        CLAIM + "  count: {countKind: killed, low: 6, high: 4}\n",
        "7: count low 6, best not given, high 4: not 0 <= low <= best <= high",
    ),
    "a number in words": (
        CLAIM + "  count: {countKind: killed, best: six}\n",
        "7: best: 'six' is not a whole number: write digits only",
    ),
    "a count of nothing": (CLAIM + "  count: {countKind: killed}\n", "7: a count without a number (add low, best or high)"),
    "no locator": (
        CLAIM + "  locator: page 3\n",
        "7: locator: 'page 3' is no locator: write char=START,END, entry=KEY or row=ID",
    ),
    "a locator backwards": (CLAIM + "  locator: char=9,3\n", "7: locator: 'char=9,3' ends before it begins"),
    "a truth that is none": (CLAIM + "  negated: NO\n", "7: unknown negated 'NO' (one of: true, false)"),
    "a status": (CLAIM + "  status: corroborated\n", "7: unknown key 'status' in occurrence claim"),
    "a judgement without a reason": (
        "- key: one\n  first: actor:army\n  second: actor:rebels\n  judgement: different\n  claimant: coder\n",
        "3: a judgement without a reason (add reason: …)",
    ),
    "a person without a name merged": (
        "- key: one\n  first: actor:army\n  second: actor:officer\n  judgement: same\n  reason: a feeling\n  claimant: coder\n",
        "3: actor:officer is known to herald alone and never merged (write possibly-same)",
    ),
    "one text of two actors": (
        "- key: one\n  first: actor:army\n  second: actor:rebels\n  judgement: same-text\n  reason: x\n  claimant: coder\n",
        "3: same-text holds between two sources (write source:…)",
    ),
    "a claim that is words": (
        "- nothing to tell\n",
        "3: an entry 'nothing to tell' that is no table of keys (write “- key: value”)",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_told_with_line_and_remedy(tmp_path: Path, name: str) -> None:
    text, expected = CASES[name]
    found = faults(facts(tmp_path, sources_gazette=HEADER + text))
    assert any(fault.startswith(f"sources/gazette.yaml:{expected}") for fault in found), found


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("tw")])
def test_what_is_wrong_is_not_half_loaded(tmp_path: Path, name: str) -> None:
    folder = facts(tmp_path, sources_gazette=HEADER + CASES[name][0])
    assert [claim.source for claim in claims_of(folder)] == ["source:herald"]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    folder = facts(
        tmp_path, sources_gazette=HEADER + CLAIM + "  agnet: army\n  near: twon\n  edtf: NO\n", events="events:\n- {}\n"
    )
    assert len(faults(folder)) == 7  # three here, two in events.yaml, two claims about the raid that is gone


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "events.yaml:1: the file is empty (write entries, or remove the file)"),
        (b"# soon\n", "events.yaml:2: the file holds nothing but comments (write entries, or remove the file)"),
        ("événements: é\n".encode("latin-1"), "events.yaml:1: not UTF-8 (byte 0xe9) (save the file as UTF-8)"),
        (b"events:\n- id: a\n  label: b\x07\n", "events.yaml:3: a control character U+0007 (remove it)"),
        (b"just words\n", "events.yaml:1: not a table of keys (begin with a key such as “claims:”)"),
        (b"events: raid\n", "events.yaml:1: events is not a list of entries, each beginning with “- ”"),
        (b"event:\n- id: a\n", "events.yaml:1: unknown key 'event' (did you mean events?)"),
        (b"events: &a\n- id: raid\n", "events.yaml:1: an anchor or alias (& or *) (write it out, or quote the text)"),
        (b"events:\n- id: raid\n---\na: b\n", "events.yaml:3: a second document begins (remove the line “---”)"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, data: bytes, expected: str) -> None:
    found = faults(facts(tmp_path, events=data))
    assert any(fault.startswith(expected) for fault in found), found


@pytest.mark.parametrize(
    ("file", "entry", "expected"),
    [
        ("actors", "- {id: x, label: X, source: herald}", "actor without actorKind"),
        ("actors", "- {id: x, label: X, actorKind: armi, source: herald}", "unknown actorKind 'armi'"),
        ("actors", "- {id: x, label: X, actorKind: people}", "actor without source (add source: …)"),
        ("actors", "- {id: army, label: X, actorKind: people, source: herald}", "the actor 'army' is defined twice"),
        ("actors", "- {id: a b, label: X, actorKind: people, source: herald}", "id: 'a b' has not the form of it"),
        (
            "actors",
            "- {id: x, label: X, actorKind: people, source: herald, identified: false}",
            "an unidentified or anonymous actor without scopedTo",
        ),
        (
            "actors",
            "- {id: x, label: X, actorKind: people, source: herald, exactMatch: htp://x}",
            "exactMatch: 'htp://x' is not an http(s) address",
        ),
        (
            "actors",
            "- {id: x, label: X, actorKind: people, source: herald, names: [{text: Y, language: Engl!}]}",
            "language: 'Engl!' has not the form of it (such as en, fr or ar-ML)",
        ),
        ("places", "- {id: x, label: X, placeKind: area, source: herald, lat: 91, lon: 0}", "lat: '91' is not a number from -90"),
        ("places", "- {id: x, label: X, placeKind: area, source: herald, lat: 9, lon: W}", "lon: 'W' is not a number from -180"),
        ("places", "- {id: x, label: X, placeKind: area, source: herald, lat: 9}", "one of lat and lon without the other"),
        ("places", "- {id: x, label: X, placeKind: country, source: herald, lat: 9, lon: 9}", "a point for a country"),
        ("places", "- {id: x, label: X, placeKind: area, source: herald, within: x}", "the place 'x' lies within itself"),
        ("places", "- {id: x, label: X, placeKind: area, source: herald, within: twon}", "within: unknown place 'twon'"),
    ],
)
def test_faults_of_actors_and_places(tmp_path: Path, file: str, entry: str, expected: str) -> None:
    text = FILES[f"{file}.yaml"] + entry + "\n"
    line = text.count("\n")
    found = faults(facts(tmp_path, **{file: text}))
    assert any(fault.startswith(f"{file}.yaml:{line}: {expected}") for fault in found), found


def test_a_file_that_cannot_be_read_makes_no_follow_on_faults(tmp_path: Path) -> None:
    assert len(faults(facts(tmp_path, events="", actors="actors: &a\n", places=b"\xff"))) == 3


def test_a_bad_address_of_a_source_is_told(tmp_path: Path) -> None:
    found = faults(facts(tmp_path, sources_gazette=HEADER.replace("https://", "example") + CLAIM))
    assert found == ["sources/gazette.yaml:1: url: 'exampleexample.org/g' is not an http(s) address"]


def test_files_that_nobody_reads_are_told(tmp_path: Path) -> None:
    found = faults(facts(tmp_path, actor="x", sources_late="x") / "")
    (tmp_path / "sources" / "x.yml").write_text("source: {}")
    found = faults(tmp_path)
    assert "actor.yaml: not read: a file of facts has another name or place (did you mean actors.yaml?)" in found
    assert "sources/x.yml: not read: its name does not end in .yaml (rename it)" in found


def test_a_folder_without_a_dataset_or_sources_is_told(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_text("events:\n- {id: a, label: b}\n")
    assert [fault.partition(":")[0] for fault in faults(tmp_path)] == ["dataset.yaml", "sources"]


def test_no_folder_is_a_bad_call(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such folder"):
        list(read_facts(tmp_path / "none"))


def test_words_stay_words(tmp_path: Path) -> None:
    claim = one_claim(tmp_path, CLAIM + "  edtf: 2023\n  dateAsWritten: 12:30\n  quote: NO\n  note: 011600\n")
    assert isinstance(claim.content, Occurrence)
    assert claim.content.when
    assert (claim.content.when.as_written, claim.quote, claim.also) == ("12:30", "NO", (("rdfs:comment", "011600"),))


def test_the_words_that_name_an_actor_are_kept_with_their_place(tmp_path: Path) -> None:
    claim = one_claim(tmp_path, CLAIM + '  agent:\n  - {actor: army, words: "its men", locator: "char=3,10"}\n  - rebels\n')
    assert isinstance(claim.content, Occurrence)
    assert [part.words for part in claim.content.participants] == [Words("its men", 3, 10), None]


def test_an_answer_points_to_the_claim_it_answers(tmp_path: Path) -> None:
    claim = one_claim(tmp_path, CLAIM + "  respondsTo: herald/raid\n")
    assert claim.responds_to in {other.id for other in claims_of(tmp_path)}


def test_bounds_without_edtf_show_their_precision(tmp_path: Path) -> None:
    claim = one_claim(tmp_path, CLAIM + "  earliest: 2023-05-01\n  latest: 2023-05-02\n")
    assert isinstance(claim.content, Occurrence)
    assert claim.content.when
    assert claim.content.when.precision == "day-range"


def test_a_claimed_name_keeps_its_language(tmp_path: Path) -> None:
    text = "- key: one\n  subject: army\n  property: nameUsed\n  valueText: {text: l’armée, language: fr}\n  voice: narrator\n"
    content = one_claim(tmp_path, text).content
    assert isinstance(content, EntityFact)
    assert (content.text, content.language) == ("l’armée", "fr")


def test_an_event_read_from_a_text_is_named_by_source_span_and_type(tmp_path: Path) -> None:
    text = (
        "- key: one\n  first: {source: dispatch, char: '12,30', eventType: attack}\n  second: event:raid\n"
        "  judgement: same\n  claimant: coder\n  reason: [one place, one day]\n"
    )
    claim = one_claim(tmp_path, text)
    content = claim.content
    assert isinstance(content, Identity)
    assert claim.primary_sources == ("source:dispatch",)
    assert content.first == parsed_event_ref("source:dispatch", 12, 30, "attack")
    assert content.reasons == ("one place", "one day")


def test_a_new_property_of_the_ontology_needs_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROPERTIES, "weather", "text")
    monkeypatch.setitem(PROPERTIES, "witness", "ref")
    monkeypatch.setattr(claim_keys, "NEW", frozenset({"weather", "witness"}))
    claim = one_claim(tmp_path, CLAIM + "  weather: rain\n  witness: officer\n")
    assert claim.also == (("kg:weather", "rain"), ("kg:witness", "actor:officer"))


def test_every_key_we_name_is_a_property_or_a_known_other() -> None:
    ours = {"key", "primarySource", "note"}
    named = set(claim_keys.PROVENANCE_KEYS) | {key for keys in claim_keys.CONTENT_KEYS.values() for key in keys}
    assert named - ours <= set(PROPERTIES)
    assert set(PROPERTIES) >= claim_keys.ELSEWHERE | claim_keys.OF_ENTITIES
    assert not named & claim_keys.ELSEWHERE


def test_ids_do_not_depend_on_order_or_lines(tmp_path: Path) -> None:
    two = CLAIM + CLAIM.replace("one", "two")
    turned = "\n\n" + CLAIM.replace("one", "two") + "\n# a comment\n" + CLAIM
    ids = {claim.id for claim in claims_of(facts(tmp_path / "a", sources_gazette=HEADER + two))}
    assert ids == {claim.id for claim in claims_of(facts(tmp_path / "b", sources_gazette=HEADER + turned))}


def test_every_source_belongs_to_the_data_set(tmp_path: Path) -> None:
    sources = [record for record in read_facts(facts(tmp_path)) if isinstance(record, Source)]
    assert [source.dataset for source in sources] == ["dataset:hills"]


def test_an_unnamed_actor_keeps_its_scope(tmp_path: Path) -> None:
    actors = {record.ref: record for record in read_facts(facts(tmp_path)) if isinstance(record, Actor)}
    assert actors["actor:officer"].scope == "source:herald"
    assert actors["actor:officer"].anonymous


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
yamlish = st.lists(
    st.sampled_from(
        [*"{}[]:-&*!|>'\"#%@`,?\n ", "\n- ", "\n  ", ": ", "key", "claims", "about", "source", "id", "2023-13", "raid"]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=texts | yamlish, name=st.sampled_from(["actors", "dataset", "events", "places", "sources_herald"]))
def test_no_text_makes_the_reader_raise(tmp_path: Path, text: str, name: str) -> None:
    problems = check(facts(tmp_path, **{name: text}))
    assert problems


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(value=texts | yamlish, key=st.sampled_from(sorted({key for keys in claim_keys.CONTENT_KEYS.values() for key in keys})))
def test_no_value_of_a_claim_makes_the_reader_raise(tmp_path: Path, value: str, key: str) -> None:
    folder = facts(tmp_path, sources_gazette=f"{HEADER}- key: one\n  claimant: coder\n  {key}: {value}\n")
    assert all(isinstance(problem, Problem) for problem in check(folder))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=80))
def test_no_bytes_make_the_reader_raise(tmp_path: Path, data: bytes) -> None:
    assert check(facts(tmp_path, events=data))
