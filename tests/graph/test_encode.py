"""The encoder writes what was first written by hand, the decoder reads it back, and nothing depends on the run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from kg.graph.decode import decode
from kg.graph.encode import encode, encode_quads
from kg.model.claim import Claim
from kg.model.errors import BadReference, Problem
from kg.model.reference import Record
from kg.model.refs import mint
from kg.sources.facts import read_facts
from tests.strategies import claims

GOLDEN = Path(__file__).parent.parent / "golden"
HASH = "<https://w3id.org/conflict-kg/ontology#contentHash>"


def first_records() -> list[Record]:
    found = list(read_facts(GOLDEN / "first"))
    assert not [item for item in found if isinstance(item, Problem)]
    return [item for item in found if not isinstance(item, Problem)]


def test_the_first_claims_are_encoded_as_they_were_written_by_hand() -> None:
    by_hand = {str(triple) for triple in ox.parse(path=GOLDEN / "first.ttl")}
    written = "\n".join(line for line in encode(r for r in first_records() if isinstance(r, Claim)) if HASH not in line)
    assert {str(triple) for triple in ox.parse(written, format=ox.RdfFormat.N_TRIPLES)} == by_hand


def loaded(lines: list[str]) -> ox.Store:
    store = ox.Store()
    store.bulk_load("\n".join(lines).encode(), ox.RdfFormat.N_TRIPLES)
    return store


@given(claims())
@settings(max_examples=200, deadline=None)
def test_any_claim_survives_the_way_to_rdf_and_back(claim: Claim) -> None:
    lines = list(encode([claim]))
    back = list(decode(loaded(lines)))
    assert list(encode(back)) == lines
    assert [record.id for record in back if isinstance(record, Claim)] == [claim.id]


def test_reference_records_survive_the_way_to_rdf_and_back() -> None:
    records = first_records()
    assert sorted(encode(decode(loaded(list(encode(records)))))) == sorted(encode(records))


def test_there_is_no_blank_node_and_each_line_once_a_record() -> None:
    lines = list(encode(first_records()))
    assert not [line for line in lines if line.startswith("_:") or " _:" in line.split('"')[0]]
    assert all(line.endswith(" .") for line in lines)


def test_each_claim_stands_in_the_graph_of_its_source() -> None:
    graphs = {line.rsplit(" ", 2)[1] for line in encode_quads(first_records())}
    base = "https://w3id.org/conflict-kg/graph/"
    assert graphs == {f"<{base}reference>", f"<{base}source/rhc-2023-08-14>", f"<{base}source/judgements>"}


def test_another_base_moves_all_of_our_nodes_but_no_term() -> None:
    lines = "\n".join(encode(first_records(), "https://example.org/mine/"))
    assert "https://w3id.org/conflict-kg/claim/" not in lines
    assert "https://w3id.org/conflict-kg/ontology#claimant" in lines


@pytest.mark.parametrize(
    "bad", ["", "cma", "actor:", "actor:a b", "mailto:x@y.z", "javascript:x", 'https://x/">', "nowhere:x", "http://"]
)
def test_nothing_else_becomes_an_iri(bad: str) -> None:
    with pytest.raises(BadReference):
        mint(bad)


def test_a_name_cannot_break_out_of_its_iri() -> None:
    assert mint("actor:é") == "https://w3id.org/conflict-kg/actor/%C3%A9"
    with pytest.raises(BadReference):
        mint("actor:a>.<b")


def test_the_bytes_are_the_same_under_any_hash_seed() -> None:
    code = (
        "import sys, hashlib; from pathlib import Path; from kg.sources.facts import read_facts\n"
        "from kg.graph.encode import encode, encode_settlement; from kg.graph.settle import settle\n"
        "records = list(read_facts(Path(sys.argv[1])))\n"
        "lines = [*encode(records), *encode_settlement(settle(records))]\n"
        "print(hashlib.sha256('\\n'.join(lines).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, str(GOLDEN / "first")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(runs) == 1
