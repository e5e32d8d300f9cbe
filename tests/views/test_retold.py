"""Who is answered, who says it, how often, when, and what a machine retells: each as the claims have it."""

from __future__ import annotations

import re

import pytest

from kg.views.picture import render
from kg.views.style import family_of
from tests.views.conftest import SAMPLE, VIEWS, draw, rows_of

BASE = "https://w3id.org/conflict-kg/"
FIGHTING, CONVOY, KILLED, SILENCE = (f"{BASE}event/{name}" for name in ("fighting", "convoy", "killed", "silence"))
JUDGED = """
claim:retold a kg:IdentityClaim ; kg:first event:fighting ; kg:second event:killed ; kg:judgement kg:PossiblySame ;
  kg:claimant actor:coder ; kg:stance kg:Asserts ; kg:negated false ; kg:coding kg:Hand ; prov:wasDerivedFrom source:judgements .
"""


def changed(*pairs: tuple[str, str], more: str = "") -> str:
    turtle = SAMPLE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert turtle.count(old) == 1
        turtle = turtle.replace(old, new)
    return turtle + more


def words(view: str, turtle: str, **asked: object) -> list[str]:
    svg = render(draw(view, rows_of(view, turtle), **asked), "svg").decode()
    return re.findall(r"<text[^>]*>([^<]*)<", svg)


def answering(claim: str) -> str:
    return changed(
        more=f"""
event:silence a sem:Event ; rdfs:label "Answer of the army"@en ; kg:lead event:silence ; kg:status kg:SaidNotToHaveHappened .
claim:silence a kg:OccurrenceClaim ; kg:about event:silence ; kg:eventType <{BASE}type/statement> ; kg:claimant actor:rhc ;
  kg:voice kg:Narrator ; kg:stance kg:Asserts ; kg:negated true ; kg:coding kg:Hand ; kg:respondsTo {claim} ;
  prov:wasDerivedFrom source:rhc .
"""
    )


@pytest.mark.parametrize(
    ("claim", "answered"),
    [
        ("claim:accusation", "Coordination of Azawad Movements"),  # an outlet tells of the accusation
        ("claim:alleged", "Coordination of Azawad Movements"),  # the accusation itself: its agent is the accused
        ("claim:killed", "Mali’s army"),  # a deed: who tells of it is answered, not who did it
        ("claim:coup", "Radio Habana Cuba"),  # no agent
    ],
)
def test_an_answer_goes_to_who_spoke(claim: str, answered: str) -> None:
    assert f"in answer to {answered}" in words("claims", answering(claim), events={SILENCE})


def test_how_often_is_said() -> None:
    often = (
        "kg:coding kg:Hand ; kg:target actor:minusma ; kg:quote",
        "kg:coding kg:Hand ; kg:times 2 ; kg:target actor:minusma ; kg:quote",
    )
    assert "says: no attack, 2 times" in words("claims", changed(often), events={CONVOY})
    counted = (
        "kg:target actor:minusma ; kg:count claim:convoy-1",
        "kg:times 2 ; kg:target actor:minusma ; kg:count claim:convoy-1",
    )
    assert "attack, 2 times · against MINUSMA" in words("claims", changed(counted), events={CONVOY})


def test_outlets_that_say_the_same_in_their_own_voice_are_named() -> None:
    same = ('kg:low 4 ; kg:best 4 ; kg:high 4 ; kg:asWritten "four"', 'kg:low 3 ; kg:best 3 ; kg:high 3 ; kg:asWritten "three"')
    shown = words("claims", changed(same), events={CONVOY})
    assert {"own voice of", "Outlet A, Outlet B"} <= set(shown)
    assert "own voice of" not in words("claims", changed(), events={CONVOY})


def test_a_claimed_line_bears_the_type_that_its_claimant_claimed_and_the_year_where_years_differ() -> None:
    other = ("sem:eventType type:killing", "sem:eventType type:killing , type:clash")
    older = ('sem:hasEarliestBeginTimeStamp "2023-06-01"', 'sem:hasEarliestBeginTimeStamp "2022-06-01"')
    shown = [re.sub(r" \(\w\)", "", text) for text in words("network", changed(other, older))]
    assert {"killing, 2023", "demand, 2022–2023", "attack, by 2023"} <= set(shown)
    assert "killing" in [re.sub(r" \(\w\)", "", text) for text in words("network", changed(other))]


def test_what_is_only_known_by_its_publication_stands_apart() -> None:
    basis = (
        'kg:status kg:Alleged ; sem:hasLatestEndTimeStamp "2023-08-14"^^xsd:date ;',
        'kg:status kg:Alleged ; sem:hasLatestEndTimeStamp "2023-08-14"^^xsd:date ; kg:dateBasis kg:PublicationDate ;',
    )
    shown = words("timeline", changed(basis))
    apart = shown.index("No date given: by the day of publication")
    assert shown.index("Alleged attack on CMA forces near Ber") > apart > shown.index("CMA accuses Malian forces and Wagner")
    assert "No date given: by the day of publication" not in words("timeline", changed())


def test_an_inferred_day_is_said_to_be() -> None:
    inferred = (
        "kg:timePrecision kg:Month ;\n  kg:hasAgent",
        "kg:timePrecision kg:Month ; kg:dateBasis kg:Inferred ;\n  kg:hasAgent",
    )
    shown = words("timeline", changed(inferred))
    assert {"Jun 2023 (inferred) · demand", "paler: inferred, not stated"} <= set(shown)


def test_a_settled_count_names_who_alone_says_so() -> None:
    alone = ("kg:ofGroup actor:army ; kg:low 6 .", "kg:ofGroup actor:army ; kg:low 6 ; kg:claimant actor:army , actor:cma .")
    shown = " ".join(words("timeline", changed(alone)))
    assert "at least 6 soldiers killed per Coordination of Azawad Movements and Mali’s army" in shown


def test_people_are_told_from_a_group_that_is_counted() -> None:
    [row] = {row["people"] for row in rows_of("timeline") if row["mark"] == KILLED and row["people"]}
    assert row == "true"


@pytest.mark.parametrize("view", VIEWS)
def test_what_a_machine_retells_of_a_hand_coded_event_is_hidden_everywhere(view: str) -> None:
    asked = {"events": {FIGHTING, KILLED}} if view == "claims" else {}
    before, after = (draw(view, rows_of(view, turtle), **asked) for turtle in (changed(), changed(more=JUDGED)))
    assert "Fighting in the north" in before.alt or "Fighting in the north" in " ".join(before.tips.values()) or view == "network"
    if view != "map":  # whose marks are places
        assert FIGHTING in before.marks
        assert FIGHTING in after.hidden
    assert "Fighting in the north" not in after.alt
    assert "read by machine" in render(after, "svg").decode()


@pytest.mark.parametrize(("old", "new"), [("kg:PossiblySame", "kg:Different"), ("kg:negated false", "kg:negated true")])
def test_a_machines_event_that_nobody_calls_the_same_stays(old: str, new: str) -> None:
    assert FIGHTING in draw("timeline", rows_of("timeline", changed(more=JUDGED.replace(old, new)))).marks


def test_all_who_claim_a_role_are_lettered_or_counted_and_named() -> None:
    turtle = changed(
        more="".join(
            f"""
actor:o{n} rdfs:label "Onlooker {n}"@en ; kg:lead actor:o{n} .
claim:o{n} kg:about event:alleged ; kg:claimant actor:o{n} ; kg:stance kg:Accuses ; kg:negated false ; kg:coding kg:Hand ;
  kg:agent actor:wagner ; prov:wasDerivedFrom source:rhc .
"""
            for n in range(5)
        )
    )
    picture = draw("storyline", rows_of("storyline", turtle))
    assert any(re.fullmatch(r"[a-z]\+5", text.get_text()) for text in picture.figure.texts + picture.figure.axes[0].texts)
    [tip] = [tip for mark, tip in picture.tips.items() if mark.endswith("alleged#agent/wagner")]
    assert tip.startswith("agent, says Coordination of Azawad Movements, Onlooker 0,")


def test_taking_over_a_camp_is_no_violence_by_itself() -> None:
    assert family_of("capture").name == "forces present, moved"
