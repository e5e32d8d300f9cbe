"""Places keep their relation, every level an entry of its own; section 5 of the gold guidelines. The sentences are made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model.claim import Claim, Occurrence
from kg.sources.text.engine import load_engine
from kg.sources.text.gazetteer import Gazetteer
from kg.sources.text.places import find_places
from kg.sources.text.toponyms import find_toponyms, place_words

ClaimsOf = Callable[[str], list[tuple[Claim, Occurrence]]]

NAMED = [
    ("A bomb went off in Kidal.", "in Kidal"),
    ("A bomb went off near the village of Boni, Mopti, Mali.", "near Boni; in Mopti; in Mali"),
    ("A mine exploded in the town of Wiro in Tarbo Province, Niger.", "in Wiro; in Tarbo Province; in Niger"),
    ("Police fired at students in Kidal (Mali).", "in Kidal; in Mali"),
    ("Troops died in Nigeria's Borno state on Monday.", "in Nigeria; in Borno state"),
    ("A truck blew up in the Macina Cercle of the Ségou Region.", "in Macina Cercle; in Ségou Region"),
    ("A truck blew up in the Democratic Republic of the Congo.", "in Democratic Republic of the Congo"),
    ("A tanker was hit in the Gulf of Aden.", "in Gulf of Aden"),
    ("Soldiers died in northern Mali.", "in northern Mali"),
    ("Fighting was heard in the north of Mali.", "in Mali"),
    ("Two soldiers died 30 kilometres north of Gao.", "near Gao"),
    ("A mine exploded outside Timbuktu, 15 km from Ber.", "near Timbuktu; near Ber"),
    ("A shell fell on the outskirts of Khartoum.", "near Khartoum"),
    ("Clashes broke out at the Kenya–Uganda border.", "near Kenya; near Uganda"),
    ("Clashes broke out on the Kenya-Uganda border.", "near Kenya; near Uganda"),
    ("Clashes broke out along Mali's border with Niger.", "near Mali; near Niger"),
    ("Guards fought smugglers near the border between Chad and Sudan.", "near Chad; near Sudan"),
    ("The state will send troops to the border regions of Mali, Niger and Chad.", "to Mali; to Niger; to Chad"),
    ("Two men were shot on the road between Gao and Ansongo.", "near Gao; near Ansongo"),
    ("A drone hit a ship off the coast of Oman in the Red Sea.", "near Oman; in Red Sea"),
    (
        "Riots broke out in the cities of Lyon and Nice, as well as in Brussels, Belgium.",
        "in Lyon; in Nice; in Brussels; in Belgium",
    ),
    (
        "Rebels closed bases in Tessalit, Aguelhok and Kidal in northern Mali.",
        "in Tessalit; in Aguelhok; in Kidal; in northern Mali",
    ),
    ("A bomb at a market in Ras al-Ayn, al-Hasakah, Syria, killed two.", "in Ras al-Ayn; in al-Hasakah; in Syria"),
    ("Two guards died in Srinagar, Jammu and Kashmir, India.", "in Srinagar; in Jammu and Kashmir; in India"),
    ("Crowds met in Qala e Naw and in Dar es Salaam.", "in Qala e Naw; in Dar es Salaam"),
    ("Police shot two men in the capital, Tunis.", "in Tunis"),
    ("A car bomb exploded near Kabul airport.", "near Kabul airport"),
    ("A guard was shot at Wiro University's campus.", "in Wiro University's campus"),
    ("A man shot twelve people at a Kabul hotel.", "in Kabul"),
    ("Rockets flew from Lebanon into northern Israel.", "from Lebanon; to northern Israel"),
    ("Troops moved from Gao to Niamey.", "from Gao; to Niamey"),
    ("Troops were sent to South Darfur.", "to South Darfur"),
    ("Families fled during the siege of Wiro.", "in Wiro"),
    ("The army is in full control of the Libyan capital, Tripoli.", "in Tripoli"),
    ("A mine exploded in Wiro village.", "in Wiro village"),
    ("A mine exploded in Indian-administered Kashmir.", "in Kashmir"),
]
BEFALLEN = [
    ("Gunmen stormed the village of Wiro, near Tarbo.", "in Wiro; near Tarbo"),
    (
        "Planes bombed the Tarbo capital of Wiro and other towns, including Selma and Dori.",
        "in Tarbo; in Wiro; in Selma; in Dori",
    ),
    ("The rebels took the town of Wiro, the capital of Tarbo Province.", "in Wiro; in Tarbo Province"),
    ("Raiders attacked Wiro, a small village in Borno State.", "in Wiro; in Borno State"),
]
NOT_NAMED = [
    "An Ankara-backed group met reporters.",
    "The Kabul police made a statement.",
    "He wrote on X.",
    "In Washington's view the talks were over.",
    "The men met on Monday in May.",
    "People's Liberation Front fighters were heard.",
]


def found(text: str) -> str:
    """Give the places of a sentence as "in Kidal; near Gao"."""
    (sentence,) = load_engine()(text).sents
    return "; ".join(f"{m.relation} {m.text}" for m in find_places(sentence, Gazetteer(), set()))


@pytest.mark.parametrize(("text", "places"), NAMED, ids=[places for _, places in NAMED])
def test_a_place_has_the_relation_that_the_words_before_it_give(text: str, places: str) -> None:
    assert found(text) == places


@pytest.mark.parametrize(("text", "places"), BEFALLEN, ids=[places for _, places in BEFALLEN])
def test_a_place_that_an_event_befalls_is_where_it_is(text: str, places: str) -> None:
    assert found(text) == places


@pytest.mark.parametrize("text", NOT_NAMED)
def test_no_place_is_read_from_an_adjective_an_organisation_or_a_medium(text: str) -> None:
    assert found(text) == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Crowds met in Deir ez-Zor and in Saint-Denis.", ["Deir ez-Zor", "Saint-Denis"]),
        ("They left the Luhansk region for Mali.", ["Luhansk region", "Mali"]),
        ("A boat left the Strait of Hormuz.", ["Strait of Hormuz"]),
    ],
)
def test_a_name_runs_over_the_small_words_inside_it(text: str, names: list[str]) -> None:
    (sentence,) = load_engine()(text).sents
    assert [name.text for name in find_toponyms(sentence)] == names


def test_a_place_keeps_its_span_in_the_text() -> None:
    text = "A bomb went off near the village of Boni, Mopti, Mali."
    (sentence,) = load_engine()(text).sents
    for mention in find_places(sentence, Gazetteer(), set()):
        assert text[mention.start : mention.end] == mention.text


def test_no_word_is_of_two_relations() -> None:
    words = place_words()
    assert set(words.relations.values()) == {"in", "near", "from", "to"}
    assert not set(words.relations) & words.sets["near"] - {"near"}


TOLD = [
    ("Troops withdrew from Kidal to Gao.", "withdrawal", {("from", "Kidal"), ("to", "Gao")}),
    (
        "Gunmen kidnapped ten pupils from a school in Kaduna State, Nigeria.",
        "abduction",
        {("in", "Kaduna State"), ("in", "Nigeria")},
    ),
    ("Rebels captured the town of Wiro, where clashes broke out.", "clash", {("in", "Wiro")}),
    ("Rebels attacked a post near Tarbo, killing six soldiers.", "attack", {("near", "Tarbo")}),
]


@pytest.mark.parametrize(("text", "type_", "places"), TOLD, ids=[text[:30] for text, *_ in TOLD])
def test_an_event_has_the_places_that_locate_it(claims_of: ClaimsOf, text: str, type_: str, places: set[tuple[str, str]]) -> None:
    events = [event for _, event in claims_of(text) if event.type == type_]
    assert [{(p.relation, p.words.text) for p in event.places if p.words} for event in events] == [places]


def test_a_speakers_place_locates_nothing(claims_of: ClaimsOf) -> None:
    events = [event for _, event in claims_of("Officials in Bamako said that gunmen had killed four soldiers in Gao.")]
    assert [[p.words.text for p in event.places if p.words] for event in events] == [["Gao"]]


def test_where_it_happened_is_the_place_of_the_event_told_last(claims_of: ClaimsOf) -> None:
    text = "A drone strike killed four men on Monday. It was carried out in Selma District, Mali."
    events = [event for _, event in claims_of(text)]
    assert [[p.words.text for p in event.places if p.words] for event in events] == [["Selma District", "Mali"]]


def test_sanctions_on_a_state_are_not_in_it(claims_of: ClaimsOf) -> None:
    events = [event for _, event in claims_of("The bloc imposed sanctions on Niger.") if event.type == "sanction"]
    assert [event.places for event in events] == [()]
