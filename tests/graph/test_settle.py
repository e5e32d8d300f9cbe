"""Settling knows no name: only claims, who makes them, and where they come from."""

from __future__ import annotations

import random
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest

from kg.graph.settle import settle
from kg.model.claim import Claim, EntityFact, Identity, Location, Occurrence, Participant
from kg.model.counts import Count
from kg.model.data import data_path
from kg.model.dates import When, read_edtf
from kg.model.errors import NotFound, Problem
from kg.model.reference import Actor, EventNode, Place, Record, Run, Source
from kg.model.refs import digest
from kg.model.settled import SettledCount, SettledEvent
from kg.sources.facts import read_facts

ACTORS: list[Record] = [
    Actor("actor:army", "the army", "state-force"),
    Actor("actor:rebels", "the rebels", "armed-group"),
    Actor("actor:mission", "the mission", "peacekeeping-mission"),
    Actor("actor:wire", "a wire", "media"),
    Actor("actor:daily", "a daily", "media"),
    Actor("actor:somebody", "an official", "person", anonymous=True, scope="source:wire"),
]
SOURCES: list[Record] = [
    Source("source:wire", "a wire's report", "actor:wire", read_edtf("2023-08-13")),
    Source("source:daily", "a daily's report", "actor:daily", read_edtf("2023-08-14")),
]
PLACES: list[Record] = [
    Place("place:land", "the land", "country"),
    Place("place:north", "the north", "region", within="place:land"),
    Place("place:town", "the town", "populated-place", within="place:north"),
    Place("place:port", "the port", "populated-place", within="place:land"),
]
BASIS = [*ACTORS, *SOURCES, *PLACES]


def said(by: str, type_: str = "attack", *, source: str = "wire", about: str = "e", **more: Any) -> Claim:
    """Give a claim in few words: roles and place relations by name, the rest as fields of the content or the claim."""
    roles = tuple(Participant(r, f"actor:{a}") for r in ("agent", "target", "party") for a in more.pop(r, "").split())  # type: ignore[arg-type]
    places = tuple(Location(r, f"place:{p}") for r in ("in_", "near") for p in more.pop(r, "").split())  # type: ignore[arg-type]
    places = tuple(replace(p, relation="in") if p.relation == "in_" else p for p in places)  # type: ignore[comparison-overlap]
    when = more.pop("when", None)
    content = Occurrence(
        f"event:{about}",
        type_,  # type: ignore[arg-type]
        roles,
        places,
        more.pop("counts", ()),
        read_edtf(when) if when else None,
        more.pop("modality", "happened"),
    )
    key = repr((by, type_, source, content, sorted(more.items())))
    return Claim(
        "claim:" + digest(key), f"source:{source}", f"actor:{by}", "run:hand", content, narrator=by in ("wire", "daily"), **more
    )


def judged(first: str, second: str, judgement: str = "same", **more: Any) -> Claim:
    """Give a judgement of a coder."""
    content = Identity(first, second, judgement, 1.0, ("a reason",))  # type: ignore[arg-type]
    return Claim(f"claim:{first}{second}", "source:wire", "actor:coder", "run:hand", content, **more)


def settled(*claims: Claim, lens: str = "cautious", event: str = "event:e") -> SettledEvent:
    """Give the one settled event."""
    return next(e for e in settle([*BASIS, *claims], lens).events if e.event == event)


def roles_of(event: SettledEvent) -> set[tuple[str, str]]:
    return {(role.role, role.actor.removeprefix("actor:")) for role in event.roles}


def test_a_disinterested_named_voice_settles_a_role() -> None:
    assert roles_of(settled(said("wire", agent="army", target="rebels"))) == {("agent", "army"), ("target", "rebels")}


def test_the_accused_is_never_a_participant_of_what_is_alleged() -> None:
    event = settled(said("rebels", agent="army", target="rebels", stance="accuses"))
    assert event.status == "alleged"
    assert event.roles == ()


def test_an_interested_party_alone_is_only_attributed_and_settles_no_role() -> None:
    event = settled(said("army", "killing", agent="rebels", target="army"))
    assert event.status == "attributed-only"
    assert event.roles == ()


def test_an_actor_admits_its_own_agency() -> None:
    event = settled(said("rebels", "attack", agent="rebels", target="army", stance="claims-responsibility"))
    assert roles_of(event) == {("agent", "rebels")}


def test_two_opposed_interests_agree() -> None:
    event = settled(said("army", "clash", party="army rebels"), said("rebels", "clash", party="army rebels"))
    assert roles_of(event) == {("party", "army"), ("party", "rebels")}


def test_an_opponent_is_interested_though_it_has_no_role() -> None:
    enmity = said("wire", "clash", party="army rebels", about="other")
    event = settled(
        enmity, said("army", "withdrawal", agent="mission"), said("army", "attack", agent="rebels", target="mission", about="e")
    )
    assert ("agent", "rebels") not in roles_of(event)


def test_an_anonymous_voice_settles_nothing() -> None:
    event = settled(said("somebody", "withdrawal", agent="mission"))
    assert (event.status, event.roles, event.origins) == ("attributed-only", (), 0)


def test_a_denial_keeps_the_agent_from_settling_and_marks_it_contested() -> None:
    event = settled(said("wire", agent="army", target="mission"), said("army", agent="army", target="mission", stance="denies"))
    assert event.contested == ("agent",)
    assert roles_of(event) == {("target", "mission")}


def test_opposite_polarity_contests_the_occurrence() -> None:
    event = settled(said("wire", target="mission"), said("somebody", target="mission", negated=True))
    assert event.contested == ("occurrence",)
    assert event.roles == ()


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        (said("rebels", stance="demands", agent="army"), "anticipated"),
        (said("rebels", stance="threatens", agent="rebels"), "anticipated"),
        (said("wire", modality="planned"), "anticipated"),
        (said("wire", modality="presupposed"), "presupposed"),
        (said("wire", negated=True), "said-not-to-have-happened"),
        (said("army", stance="denies"), "said-not-to-have-happened"),
        (said("wire", coding="machine"), "machine-coded"),
        (said("wire"), "single-origin"),
    ],
)
def test_each_status_follows_from_the_claims(claim: Claim, status: str) -> None:
    assert settled(claim).status == status


def test_what_is_anticipated_settles_no_role() -> None:
    assert settled(said("wire", agent="army", modality="planned")).roles == ()


def test_two_independent_origins_corroborate() -> None:
    event = settled(said("wire"), said("daily", source="daily"))
    assert (event.status, event.origins) == ("corroborated", 2)


def test_reports_of_one_text_are_one_origin() -> None:
    event = settled(said("wire"), said("daily", source="daily"), judged("source:daily", "source:wire", "same-text"))
    assert (event.status, event.origins) == ("single-origin", 1)


@pytest.mark.parametrize("more", [{"negated": True}, {"coding": "machine"}])
def test_a_negative_or_machine_judgement_collapses_nothing(more: dict[str, Any]) -> None:
    event = settled(said("wire"), said("daily", source="daily"), judged("source:daily", "source:wire", "same-text", **more))
    assert event.origins == 2


def test_a_source_that_names_its_one_primary_source_adds_no_origin() -> None:
    copy = Source("source:copy", "a copy", "actor:daily", primary_sources=("source:wire",))
    settlement = settle([*BASIS, copy, said("wire"), said("daily", source="copy")])
    assert [e.origins for e in settlement.events] == [1]
    assert settlement.origins["source:copy"] == "source:wire"


def test_machine_coded_claims_add_nothing_to_a_curated_event() -> None:
    alone = settled(said("wire", agent="army"))
    joined = settled(
        said("wire", agent="army"),
        said("daily", agent="rebels", source="daily", about="parsed", coding="machine"),
        judged("event:parsed", "event:e"),
    )
    assert joined == replace(alone, claims=2)


def test_the_curated_event_leads_its_cluster_whatever_its_name() -> None:
    settlement = settle(
        [*BASIS, said("wire", about="z"), said("daily", about="a", coding="machine"), judged("event:z", "event:a")]
    )
    assert [e.event for e in settlement.events] == ["event:z"]


def test_bounds_are_intersected() -> None:
    when = settled(said("wire", when="/2023-08-14"), said("daily", source="daily", when="2023-08-13/2023-08-15")).when
    assert when == When(date(2023, 8, 13), date(2023, 8, 14), "day-range", "inferred", "bounds of several claims taken together")


def test_disjoint_bounds_become_their_hull_and_are_contested() -> None:
    event = settled(said("wire", when="2023-08-11"), said("daily", source="daily", when="2023-08-13"))
    assert event.when and (event.when.earliest, event.when.latest) == (date(2023, 8, 11), date(2023, 8, 13))
    assert event.contested == ("when",)


def test_the_place_is_the_narrowest_that_holds_all() -> None:
    event = settled(said("wire", in_="town"), said("daily", source="daily", in_="north"))
    assert (event.places, event.contested) == ((("in", "place:north"),), ())


def test_disjoint_places_are_contested() -> None:
    event = settled(said("wire", in_="town"), said("daily", source="daily", in_="port"))
    assert (event.places, event.contested) == ((("in", "place:land"),), ("where",))


def test_near_keeps_its_relation() -> None:
    assert settled(said("wire", near="town")).places == (("near", "place:town"),)


def killed(
    low: int, best: int | None, high: int | None, group: str | None = "actor:army", of: str = "soldiers"
) -> tuple[Count, ...]:
    return (Count("killed", low, best, high, of, group),)


def test_counts_are_ranged_and_never_summed() -> None:
    event = settled(said("wire", counts=killed(6, 6, 6)), said("daily", source="daily", counts=killed(6, None, None)))
    assert event.counts == (SettledCount(Count("killed", 6, None, None, "soldiers", "actor:army")),)
    assert event.contested == ()


def test_disjoint_counts_of_one_group_are_contested() -> None:
    event = settled(said("wire", counts=killed(6, 6, 6)), said("daily", source="daily", counts=killed(7, 7, 7)))
    assert event.counts == (SettledCount(Count("killed", 6, None, 7, "soldiers", "actor:army")),)
    assert event.contested == ("count",)


def test_groups_are_not_mixed() -> None:
    event = settled(
        said("wire", counts=killed(6, 6, 6)), said("daily", source="daily", counts=killed(24, 24, 24, "actor:rebels", "fighters"))
    )
    assert len(event.counts) == 2
    assert event.contested == ()


def test_a_spokesperson_is_as_interested_as_whom_it_speaks_for() -> None:
    ties = Claim(
        "claim:ties",
        "source:wire",
        "actor:wire",
        "run:hand",
        EntityFact("actor:somebody", "kg:spokespersonOf", "actor:army"),
        narrator=True,
    )
    plain = said("mission", "killing", target="army")
    assert settled(ties, replace(plain, claimant="actor:somebody")).origins == 0
    assert settled(plain).origins == 1


def test_a_sister_body_is_no_independent_voice() -> None:
    bodies = [
        Claim(f"claim:{name}", "source:wire", "actor:wire", "run:hand", EntityFact(f"actor:{name}", "kg:partOf", "actor:union"))
        for name in ("mission", "library")
    ]
    assert settled(*bodies, said("library", "withdrawal", agent="mission")).origins == 0


def test_a_denied_plan_is_no_contradiction() -> None:
    plan = said("mission", "withdrawal", agent="mission", modality="planned")
    assert settled(plan, said("wire", "withdrawal", agent="mission", negated=True)).contested == ()


def fact(subject: str, name: str, value: str) -> Claim:
    """Give a relation of two actors, as the wire tells it."""
    content = EntityFact(f"actor:{subject}", f"kg:{name}", f"actor:{value}")
    return Claim("claim:" + digest(repr(content)), "source:wire", "actor:wire", "run:hand", content, narrator=True)


@pytest.mark.parametrize("tie", ["governs", "alliedWith", "partOf"])
def test_who_is_tied_to_a_party_is_interested(tie: str) -> None:
    tied = fact("junta", tie, "army")
    assert settled(tied, said("junta", "killing", target="army")).status == "attributed-only"


def test_who_may_be_the_same_as_a_party_is_interested() -> None:
    perhaps = judged("actor:junta", "actor:army", "possibly-same")
    assert settled(perhaps, said("junta", "killing", target="army")).status == "attributed-only"


def test_the_enemy_of_a_partys_kin_is_interested() -> None:
    told = [fact("unit", "partOf", "army"), said("wire", "clash", party="army rebels", about="other")]
    assert settled(*told, said("rebels", "killing", agent="unit")).roles == ()


def test_an_accuser_is_the_opponent_of_the_accused() -> None:
    charge = said("mission", "violation", agent="army", stance="accuses", about="other")
    assert settled(charge, said("mission", "killing", agent="army")).roles == ()


def test_whose_people_are_counted_is_involved_though_no_role_is_named() -> None:
    assert settled(said("army", "clash", counts=killed(6, 6, 6))).status == "attributed-only"


def test_an_interested_figure_is_kept_with_its_claimant_beside_no_disinterested_one() -> None:
    event = settled(said("army", "clash", counts=killed(6, 6, 6)))
    assert event.counts == (SettledCount(Count("killed", 6, 6, 6, "soldiers", "actor:army"), ("actor:army",)),)


def test_an_anonymous_voice_moves_no_bound_and_no_number() -> None:
    open_ = said("wire", when="/2023-08-14", counts=killed(6, 6, 6))
    event = settled(open_, said("somebody", when="2023-08-12", counts=killed(6, None, None)))
    assert event.when and event.when.earliest is None
    assert event.counts == (SettledCount(Count("killed", 6, 6, 6, "soldiers", "actor:army")),)


def test_reports_that_may_be_one_text_are_not_two_origins() -> None:
    event = settled(said("wire"), said("daily", source="daily"), judged("source:daily", "source:wire", "possibly-same"))
    assert (event.status, event.origins) == ("single-origin", 1)


def test_a_digest_of_several_sources_is_no_origin_more() -> None:
    digest_of = Source("source:digest", "a digest", "actor:daily", primary_sources=("source:wire", "source:daily"))
    assert [e.origins for e in settle([*BASIS, digest_of, said("wire"), said("daily", source="digest")]).events] == [1]


def test_a_coders_inference_is_no_origin() -> None:
    run = Run("run:hand", "hand coding", "1", "actor:daily")
    assert settle([*BASIS, run, said("wire"), said("daily", source="daily")]).events[0].origins == 1


def test_only_the_coder_judges_identity() -> None:
    run = Run("run:hand", "hand coding", "1", "actor:coder")
    other = replace(judged("source:daily", "source:wire", "same-text"), claimant="actor:army")
    both = [said("wire"), said("daily", source="daily")]
    assert settle([*BASIS, run, *both, other]).events[0].origins == 2
    assert settle([*BASIS, run, *both, replace(other, claimant="actor:coder")]).events[0].origins == 1


def test_a_cluster_that_holds_a_pair_judged_different_is_not_joined() -> None:
    judgements = [judged("event:a", "event:e"), judged("event:b", "event:e"), judged("event:a", "event:b", "different")]
    settlement = settle([*BASIS, *judgements, *(said("wire", about=name) for name in "abe")])
    assert [e.event for e in settlement.events] == ["event:a", "event:b", "event:e"]


@pytest.mark.parametrize("more", [{"coding": "machine"}, {"modality": "planned"}])
def test_opposition_that_nobody_coded_as_having_happened_gives_no_weight(more: dict[str, Any]) -> None:
    hostile = said("wire", "attack", agent="army", target="rebels", about="other", **more)
    agreed = [said(who, "killing", agent="mission", target="army rebels") for who in ("army", "rebels")]
    assert ("agent", "mission") not in roles_of(settled(hostile, *agreed))


def test_one_partys_denial_unsettles_that_party_alone() -> None:
    event = settled(
        said("wire", "clash", party="army rebels mission"), said("mission", "clash", agent="mission", stance="denies")
    )
    assert event.contested == ("agent",)
    assert roles_of(event) == {("party", "army"), ("party", "rebels")}


def test_accusations_and_machine_reading_are_no_origins_under_any_lens() -> None:
    assert settled(said("rebels", agent="army", stance="accuses"), lens="any").origins == 0
    assert settled(said("wire", coding="machine"), lens="any").origins == 0


def test_many_months_are_no_range_of_days() -> None:
    when = settled(said("wire", when="2014-05"), said("daily", source="daily", when="2015")).when
    assert when and (when.edtf, when.precision) == ("2014-05-01/2015-12-31", "vague")


def test_as_told_by_hears_the_actor_and_nobody_else() -> None:
    accused = said("rebels", agent="army", target="rebels", stance="accuses")
    other = said("wire", about="other")
    settlement = settle([*BASIS, accused, other], "as-told-by/rebels")
    assert [e.event for e in settlement.events] == ["event:e"]
    assert all(role.accused for role in settlement.events[0].roles)
    assert roles_of(settlement.events[0]) == {("agent", "army"), ("target", "rebels")}


def test_as_told_by_hears_what_the_actor_confirmed() -> None:
    first = said("wire", "withdrawal", agent="mission")
    yes = said("mission", "withdrawal", agent="mission", stance="confirms", responds_to=first.id)
    assert settled(first, yes, lens="as-told-by/mission").claims == 2


def test_an_unknown_lens_names_the_nearest() -> None:
    with pytest.raises(NotFound, match="as-told-by/rebels"):
        settle(BASIS, "as-told-by/rebel")


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Give the value with every reference replaced by a random one of its folder."""
    if isinstance(value, str):
        ours = re.fullmatch(r"(actor|event|place|source|claim|run):.+", value)
        return names.setdefault(value, f"{ours[1]}:{random.Random(value + names['seed']).getrandbits(64):x}") if ours else value
    if isinstance(value, tuple):
        return tuple(renamed(item, names) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{f.name: renamed(getattr(value, f.name), names) for f in fields(value)})
    return value


CONTESTED: list[Record] = [
    *BASIS,
    *[EventNode(f"event:{name}", name) for name in ("e", "f", "g")],
    said("wire", agent="army", target="rebels", in_="town", when="2023-08-12", counts=killed(6, 6, 6)),
    said("daily", source="daily", agent="army", in_="north", when="/2023-08-14", counts=killed(7, 7, 7)),
    said("army", agent="army", stance="denies"),
    said("rebels", about="f", agent="army", target="rebels", stance="accuses", near="town"),
    said("somebody", about="g", negated=True),
    said("wire", about="parsed", coding="machine"),
    judged("event:parsed", "event:g"),
    judged("source:daily", "source:wire", "same-text"),
]


def sorted_parts(event: SettledEvent) -> SettledEvent:
    """Give the event with all that has no order of its own in the order of its text."""
    counts = [replace(count, claimants=tuple(sorted(count.claimants))) for count in event.counts]
    return replace(
        event,
        roles=tuple(sorted(event.roles, key=repr)),
        places=tuple(sorted(event.places)),
        counts=tuple(sorted(counts, key=repr)),
    )


def mali() -> list[Record]:
    return [record for record in read_facts(data_path("facts", "mali")) if not isinstance(record, Problem)]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("lens", ["cautious", "any"])
@pytest.mark.parametrize("records", [CONTESTED, mali()], ids=["contested", "mali"])
def test_renaming_every_iri_changes_no_settled_result(records: list[Record], seed: int, lens: str) -> None:
    names = {"seed": str(seed)}
    other = settle([renamed(record, names) for record in records], lens)
    plain = settle(records, lens)
    assert len(plain.events) > 2
    assert {sorted_parts(event) for event in other.events} == {sorted_parts(renamed(event, names)) for event in plain.events}
    assert other.leads == {renamed(a, names): renamed(b, names) for a, b in plain.leads.items()}
    assert other.origins == {renamed(a, names): renamed(b, names) for a, b in plain.origins.items()}
    assert set(other.memberships) == {renamed(held, names) for held in plain.memberships}
