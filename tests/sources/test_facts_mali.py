"""Our own facts: sound, sourced, complete against what they were coded from, and no sentence of others among them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from kg.model.claim import Cause, Claim, EntityFact, Identity, Occurrence, Words
from kg.model.errors import Problem
from kg.model.reference import Actor, Place, Record, Source
from kg.model.refs import claim_ref
from kg.sources.facts import check, fix, lines_of, read_facts
from kg.sources.hand.claims import id_of
from kg.sources.hand.index import Page, make_index
from kg.sources.hand.lines import read_yaml

ROOT = Path(__file__).resolve().parents[2]
MALI = ROOT / "kg" / "facts" / "mali"
TEMPLATE = ROOT / "kg" / "facts" / "template"
SHARED = ROOT.parent / "shared"
SEED = "source:rhc-2023-08-14"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="what the facts were coded from (../shared) is not beside this checkout"
)


@lru_cache
def records() -> tuple[Record, ...]:
    return tuple(record for record in read_facts(MALI) if not isinstance(record, Problem))


def claims() -> list[Claim]:
    return [record for record in records() if isinstance(record, Claim)]


def by_key() -> dict[str, Claim]:
    """Give the claims by `source/key`."""
    pages = [Page(str(path), table) for path in MALI.glob("sources/*.yaml") if (table := read_yaml(path.read_bytes(), "")[0])]
    tables = make_index(pages)[0].claims
    known = {claim.id: claim for claim in claims()}
    return {f"{source}/{key}": known[id_of(f"source:{source}", table)] for (source, key), table in tables.items()}


def sources() -> dict[str, Source]:
    return {record.ref: record for record in records() if isinstance(record, Source)}


@lru_cache
def article() -> str:
    return (SHARED / "seed" / "article.txt").read_bytes().decode("utf-8")


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize("folder", [MALI, TEMPLATE])
def test_our_folders_have_no_problem_and_are_in_order(folder: Path) -> None:
    assert check(folder) == []
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    assert fix(folder) == []
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_the_template_shows_every_kind() -> None:
    found = [record for record in read_facts(TEMPLATE) if not isinstance(record, Problem)]
    shown = [record for record in found if isinstance(record, Claim)]
    assert {type(claim.content) for claim in shown} == {Occurrence, EntityFact, Cause, Identity}
    assert any(claim.negated for claim in shown)
    assert any(claim.responds_to for claim in shown)
    assert any(isinstance(claim.content, Occurrence) and claim.content.counts for claim in shown)
    assert {"accuses", "denies"} <= {claim.stance for claim in shown}
    actors = [record for record in found if isinstance(record, Actor)]
    assert any(actor.anonymous for actor in actors)
    assert any(not actor.identified for actor in actors)
    places = [record for record in found if isinstance(record, Place)]
    assert {place.lat is None for place in places} == {True, False}
    assert all("invented" in record.label for record in found if isinstance(record, Source) and record.url)


def test_every_claim_has_a_source_that_can_be_found() -> None:
    known = sources()
    assert len(claims()) > 150
    assert all(known[claim.source].url or known[claim.source].dataset for claim in claims())
    assert [ref for ref, source in known.items() if not source.url and not source.dataset] == []


def test_no_fragment_is_longer_than_eight_words() -> None:
    quotes = [claim.quote for claim in claims() if claim.quote]
    assert quotes
    assert [quote for quote in quotes if len(quote.split()) > 8] == []


@needs_shared
@pytest.mark.parametrize("folder", ["kg/facts", "tests/sources", "kg/sources/hand"])
def test_no_nine_words_in_a_row_are_the_articles(folder: str) -> None:
    read = words_of(article())
    taken = {tuple(read[i : i + 9]) for i in range(len(read) - 8)}
    paths = [path for path in (ROOT / folder).rglob("*") if path.suffix in (".yaml", ".py", ".csv")]
    assert paths
    for path in paths:
        ours = words_of(re.sub(r"https?://\S+", " ", path.read_text(encoding="utf-8")))  # an address may be cited
        assert not [" ".join(run) for i in range(len(ours) - 8) if (run := tuple(ours[i : i + 9])) in taken], path


def seed_rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "seed_facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_of_the_43_seed_facts_has_its_entry() -> None:
    known = by_key().keys() | {record.ref for record in records() if not isinstance(record, Claim)}
    assert [row["entry"] for row in seed_rows() if row["entry"] not in known] == []
    assert {int(row["fact"]) for row in seed_rows()} == set(range(1, 44))


def test_every_claim_of_the_seed_article_is_one_of_its_facts_or_names() -> None:
    told = {row["entry"] for row in seed_rows()}
    beyond = {key.partition("/")[2] for key in by_key() if key.startswith("rhc-") and key not in told}
    assert beyond == {"minusma-of-the-un", "mission-known-as-minusma", "army-of-mali", "x-was-twitter", "ber-is-a-town"}


@needs_shared
def test_the_article_is_the_one_that_was_coded() -> None:
    raw = (SHARED / "seed" / "article.txt").read_bytes()
    assert sources()[SEED].sha256 == hashlib.sha256(raw).hexdigest()


@needs_shared
def test_every_gold_claim_is_coded_at_its_span() -> None:
    gold = json.loads((SHARED / "gold" / "seed.json").read_text(encoding="utf-8"))["claims"]
    spans = {(c["event_type"], f"char={c['start']},{c['end']}", c["negated"], c["stance"]) for c in gold}
    ours = {
        (c.content.type, c.locator, c.negated, c.stance)
        for c in claims()
        if isinstance(c.content, Occurrence) and c.source == SEED
    }
    assert len(gold) > 30
    assert spans - ours == set()
    assert {type_ for type_, *_ in ours - spans} == {"attack"}  # the incident that did not happen, which gold has no field for


def mentions(claim: Claim) -> Iterator[Words]:
    found = [claim.claimant_words]
    if isinstance(claim.content, Occurrence):
        found += [part.words for part in claim.content.participants] + [place.words for place in claim.content.places]
    yield from (words for words in found if words)


@needs_shared
def test_words_and_quotes_stand_where_they_are_located() -> None:
    text = article()
    located = [words for claim in claims() for words in mentions(claim) if words.start is not None]
    assert located
    assert [w for w in located if " ".join(text[w.start : w.end].split()) != w.text] == []
    for claim in claims():
        if claim.source == SEED and claim.quote:
            start, end = map(int, str(claim.locator)[5:].split(","))
            assert claim.quote in " ".join(text[start:end].split())


@needs_shared
def test_each_report_of_the_list_is_a_source() -> None:
    rows = [json.loads(line) for line in (SHARED / "BER_SOURCES.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    coded = {source.url for source in sources().values() if any(claim.source == source.ref for claim in claims())}
    assert len(rows) == 20
    assert [row["url"] for row in rows if row["url"] not in coded] == []


@needs_shared
def test_points_are_those_of_the_gazetteer_or_of_ucdp() -> None:
    known: dict[str, tuple[str, float, float, str]] = {}
    for country in ("ML", "BF", "NE"):
        with gzip.open(SHARED / "data" / "geonames" / f"{country}.txt.gz", "rt", encoding="utf-8") as lines:
            for row in (line.split("\t") for line in lines):
                known[f"https://sws.geonames.org/{row[0]}/"] = (row[1], float(row[4]), float(row[5]), row[6])
    classes = {"country": "A", "region": "A", "populated-place": "P"}
    matched = [place for place in records() if isinstance(place, Place) and place.exact_match]
    assert len(matched) >= 7
    for place in matched:
        name, lat, lon, feature_class = known[place.exact_match[0]]
        assert place.label in name
        assert feature_class == classes[place.kind]
        assert (place.lat, place.lon) in ((lat, lon), (None, None))
    pointed = [p.ref for p in records() if isinstance(p, Place) and p.lat is not None and not p.exact_match]
    assert pointed == ["place:ber"]


@needs_shared
def test_the_rows_of_ucdp_are_coded_as_they_stand() -> None:
    with (SHARED / "data" / "ucdp" / "ged_mali_1990_2020.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"].removesuffix(".0"): row for row in csv.DictReader(file)}
    places = {place.ref: place for place in records() if isinstance(place, Place)}
    coded = [claim for claim in claims() if claim.source == "source:ucdp-ged"]
    assert len(coded) == 2
    for claim in coded:
        assert isinstance(claim.content, Occurrence)
        assert claim.content.when
        row = rows[str(claim.locator).removeprefix("row=")]
        day = [int(float(row[part])) for part in ("year", "month", "day")]
        assert [claim.content.when.earliest.timetuple()[i] for i in range(3)] == day if claim.content.when.earliest else False
        ber = places[claim.content.places[0].place]
        assert (ber.lat, ber.lon) == (float(row["latitude"]), float(row["longitude"]))
        count = claim.content.counts[0]
        assert [count.low, count.best, count.high] == [int(float(row[f"{part}_death"])) for part in ("low", "best", "high")]


def test_the_five_milestones_are_there_and_dated_no_sharper_than_a_source() -> None:
    edtf = {key: c.content.when.edtf for key, c in by_key().items() if isinstance(c.content, Occurrence) and c.content.when}
    assert edtf["rhc-2023-08-14/tuareg-uprising"] == "/2012-12-31"
    assert edtf["rhc-2023-08-14/algiers-accord"] == "2015"
    assert edtf["blinkscoop-2023-08/algiers-accord"] == "2014-05"
    assert edtf["rhc-2023-08-14/coup-of-2020"] == "2020"
    assert edtf["allafrica-2023-08-14/coup-of-goita"] == "2021-05"
    assert edtf["rhc-2023-08-14/left-ber"] == "/2023-08-14"
    assert edtf["judgements/departure-bounded"] == "2023-08-13/2023-08-14"


def test_the_coder_dates_and_places_but_supports_nothing() -> None:
    coded = {key: claim for key, claim in by_key().items() if claim.claimant == "actor:conflict-kg"}
    inferred = {key: claim for key, claim in coded.items() if isinstance(claim.content, Occurrence)}
    assert {key: claim.primary_sources for key, claim in inferred.items()} == {
        "judgements/departure-bounded": (SEED,),
        "judgements/post-of-sunday": (SEED,),
        "judgements/base-attacked-in-june": ("source:wikipedia-battle-of-ber",),
    }
    contents = {key: claim.content for key, claim in inferred.items() if isinstance(claim.content, Occurrence)}
    assert [key for key, content in contents.items() if content.participants or content.counts] == []
    assert [key for key, content in contents.items() if content.places] == ["judgements/base-attacked-in-june"]
    assert [key for key, content in contents.items() if bool(content.when) == bool(content.places)] == []


def occurrences(event: str) -> dict[str, Occurrence]:
    """Give what is told of an event, by `source/key`."""
    contents = {key: claim.content for key, claim in by_key().items()}
    return {key: c for key, c in contents.items() if isinstance(c, Occurrence) and c.event == f"event:{event}"}


def test_a_clash_with_dead_on_both_sides_is_not_the_killing_of_soldiers() -> None:
    killings, clashes = occurrences("soldiers-killed"), occurrences("clash-at-ber")
    assert {content.type for content in killings.values()} == {"killing"}
    assert {content.type for content in clashes.values()} == {"clash"}
    assert {key.partition("-")[0] for key in clashes} == {"dunya", "standard", "sawt", "postimees", "blinkscoop", "trt"}
    assert not [key for key, content in killings.items() if any("fighters" in str(count.of) for count in content.counts)]


def test_a_third_is_no_side_of_the_battle() -> None:
    battle = occurrences("battle-of-ber")["wikipedia-battle-of-ber/battle"]
    assert {part.actor for part in battle.participants} == {"actor:mali-state", "actor:wagner-group", "actor:cma", "actor:jnim"}
    told = [c.content for c in claims() if c.source == "source:wikipedia-battle-of-ber" and isinstance(c.content, EntityFact)]
    assert sorted(fact.property for fact in told) == ["kg:alliedWith"] * 2 + ["kg:opposedTo"] * 4
    assert {fact.when.edtf for fact in told if fact.when} == {"2023-08-11/2023-08-12"}


def test_nobody_gets_a_role_that_no_source_gives() -> None:
    assert not occurrences("coup-2021")["allafrica-2023-08-14/coup-of-goita"].participants
    assert not occurrences("attack-on-minusma-base-in-june")["wikipedia-battle-of-ber/attack-on-base"].places


def test_every_place_is_spoken_of() -> None:
    places = [record for record in records() if isinstance(record, Place)]
    used = {place.within for place in places}
    for claim in claims():
        if isinstance(claim.content, Occurrence):
            used |= {place.place for place in claim.content.places}
        elif isinstance(claim.content, EntityFact):
            used |= {claim.content.subject, claim.content.value}
    assert [place.ref for place in places if place.ref not in used] == []


def test_no_report_beside_the_agencies_passes_for_independent_of_them() -> None:
    judged = [claim.content for claim in claims() if isinstance(claim.content, Identity)]
    linked = {(identity.first, identity.second, identity.judgement) for identity in judged}
    early, recovered = "source:afp-base-left-early", "source:afp-army-recovers-base"
    assert linked >= {
        ("source:blinkscoop-2023-08", early, "possibly-same"),
        ("source:trt-2023-08-14", early, "possibly-same"),
        ("source:agenzianova-2023-08-14", recovered, "possibly-same"),
        (early, recovered, "possibly-same"),
    }


def test_the_accord_has_no_place_and_no_signatories() -> None:
    accords = [c.content for c in claims() if isinstance(c.content, Occurrence) and c.content.event == "event:algiers-accord"]
    assert len(accords) == 3
    assert all(not accord.places and not accord.participants for accord in accords)


def test_unnamed_groups_are_never_the_same_as_a_named_one() -> None:
    scoped = {record.ref for record in records() if isinstance(record, Actor) and record.scope}
    assert len(scoped) >= 7
    judged = [claim.content for claim in claims() if isinstance(claim.content, Identity)]
    merged = {ref for identity in judged if identity.judgement == "same" for ref in (identity.first, identity.second)}
    assert not merged & scoped
    linked = {ref for identity in judged for ref in (identity.first, identity.second)}
    assert "actor:armed-terrorist-groups-rhc" not in linked


def test_every_record_knows_its_line() -> None:
    where = lines_of(MALI)
    assert {getattr(record, "ref", None) or getattr(record, "id", "") for record in records()} == set(where)
    path, _, line = where["actor:cma"].rpartition(":")
    assert Path(path).read_text(encoding="utf-8").splitlines()[int(line) - 1] == "- id: cma"


def test_ids_come_from_source_and_key() -> None:
    claim = by_key()["rhc-2023-08-14/left-ber"]
    assert claim.id == claim_ref(SEED, "left-ber", "occurrence", "withdrawal", "asserts")
