"""Doubt is drawn: nothing that is only claimed looks settled, nothing vague looks exact."""

from __future__ import annotations

import re
from typing import Any

import pytest
from matplotlib.artist import Artist
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from kg.views.picture import Picture, render
from kg.views.spans import tint
from kg.views.style import FAMILIES, SURE, family_of, sure_of, time_words
from tests.views.conftest import SAMPLE, draw, rows_of

BASE = "https://w3id.org/conflict-kg/"
ALLEGED, KILLED, CONVOY = (f"{BASE}event/{name}" for name in ("alleged", "killed", "convoy"))


def marks(picture: Picture, iri: str) -> list[Artist]:
    """Give what is drawn under an IRI."""
    return [a for a in picture.figure.findobj() if a.get_gid() == iri]


def lines(picture: Picture, iri: str) -> list[Line2D]:
    """Give the lines drawn for an event, under its IRI and under its fragments."""
    return [a for a in picture.figure.findobj(Line2D) if (a.get_gid() or "").partition("#")[0] == iri]  # type: ignore[misc]  # found by class


def solid(artist: Any) -> bool:
    return artist.get_linestyle() in ("-", "solid")


def with_claim_settled() -> str:
    """Give the sample with the accused wrongly written as agents but no sem:hasActor, as no shape would let pass."""
    return SAMPLE.read_text(encoding="utf-8").replace(
        "kg:status kg:Alleged ;", "kg:status kg:Alleged ; kg:hasAgent actor:army , actor:wagner ;"
    )


@pytest.mark.parametrize("turtle", [None, with_claim_settled()], ids=["as settled", "accused without sem:hasActor"])
def test_no_solid_line_joins_actors_whose_role_is_only_claimed(turtle: str | None) -> None:
    picture = draw("network", rows_of("network", turtle))
    claimed = [*lines(picture, ALLEGED), *lines(picture, KILLED)]
    assert len(claimed) == 3
    assert not any(solid(line) for line in claimed)
    assert [solid(line) for line in lines(picture, f"{BASE}event/demand")] == [True]


def test_a_settled_agent_and_a_claimed_target_make_no_solid_line() -> None:
    turtle = SAMPLE.read_text(encoding="utf-8").replace(" , actor:army , actor:wagner .", " .")
    drawn = lines(draw("network", rows_of("network", turtle)), f"{BASE}event/accusation")
    assert drawn
    assert not any(solid(line) for line in drawn)


def test_of_more_than_two_parties_nobody_is_drawn_against_another() -> None:
    turtle = SAMPLE.read_text(encoding="utf-8").replace(
        "kg:party actor:army , actor:cma", "kg:party actor:army , actor:cma , actor:wagner"
    )
    drawn = lines(draw("network", rows_of("network", turtle)), f"{BASE}event/fighting")
    assert sorted(line.get_gid() for line in drawn) == [
        f"{BASE}event/fighting#{name}-fighting" for name in ("army", "cma", "wagner")
    ]


def test_an_accused_actor_is_hollow_and_dashed_in_the_storyline_with_the_accuser_named() -> None:
    picture = draw("storyline", rows_of("storyline"))
    cells = [a for a in picture.figure.findobj(Patch) if (a.get_gid() or "").startswith(f"{ALLEGED}#")]
    assert len(cells) == 3
    assert all(not solid(cell) and cell.get_facecolor()[:3] == (1.0, 1.0, 1.0) for cell in cells)
    assert "Wagner Group (agent, says Coordination of Azawad Movements)" in picture.alt


def test_one_actor_has_one_row_whatever_it_is_called() -> None:
    picture = draw("storyline", rows_of("storyline"))
    assert f"{BASE}actor/army" in picture.marks
    assert f"{BASE}actor/forces" not in picture.marks


def test_only_an_exact_day_is_a_point_on_the_timeline() -> None:
    svg = draw("timeline", rows_of("timeline"))
    kinds = {iri.rsplit("/", 1)[-1]: type(marks(svg, iri)[0]).__name__ for iri in svg.marks}
    assert [name for name, kind in sorted(kinds.items()) if kind == "PathPatch"] == ["statement"]
    assert [name for name, kind in sorted(kinds.items()) if kind == "PolyCollection"] == [
        "accusation",
        "alleged",
        "end",
        "fighting",
    ]
    assert [name for name, kind in sorted(kinds.items()) if kind == "Text"] == ["ceasefire", "patrol"]


def test_an_open_bar_fades_to_the_open_side_only() -> None:
    picture = draw("timeline", rows_of("timeline"))
    [bar] = [a for a in marks(picture, f"{BASE}event/accusation") if isinstance(a, PolyCollection)]
    alphas = [colour[3] for colour in bar.get_facecolor()]  # type: ignore[union-attr]  # an array of colours
    assert alphas[0] == 1.0
    assert min(alphas) < 0.1


def test_a_month_is_drawn_as_long_as_a_month() -> None:
    picture = draw("timeline", rows_of("timeline"))
    [bar] = marks(picture, f"{BASE}event/demand")
    year = next(a for a in marks(picture, f"{BASE}event/coup"))
    month, whole = (a.get_width() for a in (bar, year))  # type: ignore[attr-defined]  # both are rectangles
    assert 2.5 < month < whole / 9


def test_the_timeline_says_what_is_contested_and_that_the_scale_changes() -> None:
    svg = render(draw("timeline", rows_of("timeline")), "svg").decode()
    assert "? how many" in svg
    assert "? whether" in svg
    assert "The scale changes: 9 – 16 Aug 2023" in svg


def test_the_map_draws_no_dot_for_a_country_an_area_or_near() -> None:
    picture = draw("map", rows_of("map"))
    for name in ("mali", "niger", "north"):
        assert [type(a).__name__ for a in marks(picture, f"{BASE}place/{name}")] == ["Text"]
    only_near = (
        SAMPLE.read_text(encoding="utf-8")
        .replace("kg:from place:ber", "kg:from place:timbuktu")
        .replace("kg:placeFrom place:ber", "")
    )
    only_near = only_near.replace("kg:in place:ber", "kg:in place:timbuktu")
    [circle] = [a for a in marks(draw("map", rows_of("map", only_near)), f"{BASE}place/ber") if isinstance(a, Patch)]
    assert not solid(circle)


def test_a_region_is_hatched() -> None:
    turtle = (
        SAMPLE.read_text(encoding="utf-8")
        .replace("place:north .", "place:timbuktu-region .")
        .replace("kg:in place:north", "kg:in place:timbuktu-region")
    )
    [area] = marks(draw("map", rows_of("map", turtle)), f"{BASE}place/timbuktu-region")
    assert isinstance(area, Patch)
    assert area.get_hatch()


def test_near_is_drawn_to_the_scale_that_is_stated() -> None:
    circles = []
    for km in (25, 50):
        near = marks(draw("map", rows_of("map"), near_km=km), f"{BASE}place/ber#near")
        circles.append(near[0].get_width())  # type: ignore[attr-defined]  # an ellipse
    assert circles[1] == pytest.approx(2 * circles[0])


def test_contradicting_claims_stand_side_by_side_and_counts_as_written() -> None:
    picture = draw("claims", rows_of("claims"), events={CONVOY, KILLED})
    shown = re.findall(r"<text[^>]*>((?:says|denies): [^<]*)<", render(picture, "svg").decode())
    assert sorted(shown) == [
        "says: at least seven soldiers killed",
        "says: four peacekeepers injured",
        "says: no attack",
        "says: six soldiers killed",
        "says: three peacekeepers injured",
    ]


def test_what_a_machine_read_beside_people_is_hidden_and_said_so() -> None:
    turtle = SAMPLE.read_text(encoding="utf-8")
    start = turtle.index("claim:killed-more a")
    read = turtle[:start] + turtle[start:].replace("kg:coding kg:Hand", "kg:coding kg:Machine", 1)
    picture = draw("claims", rows_of("claims", read), events={KILLED})
    assert f"{BASE}claim/killed-more" in picture.hidden
    assert f"{BASE}claim/killed" in picture.marks
    assert f"{BASE}event/fighting" in draw("storyline", rows_of("storyline", read)).marks  # read by machine alone
    assert "What a machine read" in render(draw("storyline", rows_of("storyline", read)), "svg").decode()


def test_a_role_that_only_a_machine_read_of_an_event_coded_by_people_is_not_drawn() -> None:
    turtle = SAMPLE.read_text(encoding="utf-8").replace("kg:agent actor:groups ; kg:target actor:army", "kg:target actor:army")
    read = turtle.replace(
        "kg:stance kg:Asserts ;\n  kg:negated false ; kg:coding kg:Hand ; kg:target actor:army",
        "kg:stance kg:Asserts ;\n  kg:negated false ; kg:coding kg:Machine ; kg:agent actor:wagner ; kg:target actor:army",
    )
    assert read != turtle
    assert "killed: Wagner" not in draw("storyline", rows_of("storyline", read)).alt
    assert lines(draw("network", rows_of("network", read)), KILLED) == []


def test_two_versions_of_a_fight_stay_two_events_joined_by_a_judgement_only_where_both_are_drawn() -> None:
    link = f"{BASE}claim/one-fight"
    both = draw("claims", rows_of("claims"), events={ALLEGED, KILLED})
    assert {ALLEGED, KILLED, link} <= set(both.marks)
    assert not any(solid(a) for a in marks(both, link))
    assert link in draw("claims", rows_of("claims"), events={KILLED}).hidden


def test_an_accusation_is_dashed_all_the_way() -> None:
    [line] = marks(draw("claims", rows_of("claims")), f"{BASE}claim/alleged")
    assert not solid(line)


def test_a_status_not_known_never_looks_like_a_fact() -> None:
    assert sure_of("https://example.org/New") is SURE["Alleged"]
    assert [sure.fill for name, sure in SURE.items() if name not in ("Corroborated", "SingleOrigin")] == [0.0] * 6


def test_colours_have_a_contrast_of_three_to_one_and_differ_in_shape() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert all(1.05 / (light(family.colour) + 0.05) >= 3 for family in FAMILIES)
    assert len({family.marker for family in FAMILIES}) == len(FAMILIES)
    assert tint("#000000", 0.0) == "#ffffff"


def test_an_unknown_type_of_event_is_drawn_as_other() -> None:
    assert family_of("https://w3id.org/conflict-kg/type/eclipse").name == "other"


def test_an_open_time_is_never_filled_in() -> None:
    assert time_words(None, None) == "not dated"
