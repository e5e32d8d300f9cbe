"""The attacks that worked on stock software (../shared/STORES.md), row by row."""

from __future__ import annotations

import httpx
import pytest

from kg.graph.guard import check_query
from tests.canary import Canary
from tests.web.attacks.conftest import Attack
from tests.web.attacks.raw import sent, statuses
from tests.web.services import Service

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RUNAWAY = {
    "count of a cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "order of a cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "distinct of a cross product": "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } OFFSET 100000000",
    "group_concat": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "doubled text": "SELECT * { BIND('xxxxxxxxxxxxxxxx' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(60))
    + " }",
    "regex": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?x ?y ?z "
    "FILTER REGEX(CONCAT(STR(?o), STR(?z)), '(a|a)*(a|aa)*((x{1,40}){1,20})$') }",
    "path closure": "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>|^!<x:b>)* ?b . ?c (!<x:a>|^!<x:b>)* ?d . ?e (!<x:a>|^!<x:b>)* ?f }",
    "union of products": "SELECT (COUNT(*) AS ?n) { " + " UNION ".join(["{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"] * 50) + " }",
}
LONGEST_JOIN = "SELECT * { " + "".join(f"?s{i} <x:p> ?s{i + 1}. " for i in range(320)) + "}"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
    + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
    '<rdf:Description rdf:about="http://x/s"><x:p>&a9;</x:p></rdf:Description></rdf:RDF>'
)


def put(service: Service, body: bytes | str, media: str, graph: str = "http://x/attacked", **headers: str) -> httpx.Response:
    address = f"{service.address}/store"
    given = {"Content-Type": media, **service.writing, **headers}
    return httpx.put(address, params={"graph": graph}, content=body, headers=given, timeout=60)


def update(service: Service, text: str, **headers: str) -> httpx.Response:
    given = {"Content-Type": "application/sparql-update", **(headers or service.writing)}
    return httpx.post(service.sparql, content=text.encode(), headers=given, timeout=60)


def count(service: Service) -> str:
    return service.ask(COUNT, headers={"Accept": "text/csv"}).text


@pytest.mark.parametrize("depth", [1000, 50_000])
@pytest.mark.parametrize("brackets", ["{}", "()", "[]"])
def test_1_nesting_is_refused_before_the_parser(victim: Service, attack: Attack, brackets: str, depth: int) -> None:
    query = "SELECT * " + (brackets[0] * depth + brackets[1] * depth)
    with attack(f"1 {brackets} nested {depth:,} deep") as met:
        form = httpx.post(victim.sparql, data={"query": query}, timeout=60)
        update_ = update(victim, "DELETE WHERE " + query[9:])
        met += [form.status_code, update_.status_code]
        assert met == [400, 400]


def test_1_runs_of_operators_are_refused(victim: Service, attack: Attack) -> None:
    with attack("1 runs of ! - /") as met:
        for run in (
            "ASK { FILTER(" + "!" * 9000 + "1) }",
            "ASK { FILTER(1" + "-1" * 9000 + ") }",
            "ASK { ?s <a:b>" + "/<a:b>" * 9000 + " ?o }",
        ):
            met.append(httpx.post(victim.sparql, data={"query": run}, timeout=60).status_code)
        assert met == [400] * 3


def test_2_service_and_load_reach_nobody(victim: Service, attack: Attack, canary: Canary) -> None:
    with attack("2 SERVICE and LOAD") as met:
        for query in (
            f"SELECT * {{ SERVICE <{canary.address}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ ?s ?p ?o FILTER(1<<http://x/a#>)SERVICE<{canary.address}>{{?a ?b ?c}}\n}}",
            f'SELECT * {{ VALUES ?x {{ """a" }} SERVICE<{canary.address}>{{?a ?b ?c}} #\\q"""\n }}',
        ):
            met.append(victim.ask(query).status_code)
        for text in (
            f"LOAD <{canary.address}>",
            "LOAD <file:///etc/passwd>",
            f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{canary.address}> {{ ?s ?p ?o }} }}",
        ):
            answer = update(victim, text)
            met.append(answer.status_code)
            assert "root:" not in answer.text
        assert met == [400] * 6


def test_2_from_reads_no_file_and_no_address(victim: Service, attack: Attack, canary: Canary) -> None:
    with attack("2 FROM <file:...> and FROM <http:...>") as met:
        for source in ("file:///etc/passwd", canary.address):
            for query, more in (
                (f"SELECT * FROM <{source}> {{ ?s ?p ?o }}", {}),
                ("SELECT * { ?s ?p ?o }", {"default-graph-uri": source}),
            ):
                answer = victim.ask(query, params=more, headers={"Accept": "text/csv"})
                met.append(answer.status_code)
                assert sorted(answer.text.strip().split(",")) == ["o", "p", "s"]
        assert met == [200] * 4


@pytest.mark.parametrize("name", RUNAWAY)
def test_3_a_runaway_is_stopped(victim: Service, attack: Attack, name: str) -> None:
    check_query(RUNAWAY[name])
    with attack(f"3 {name}") as met:
        answer = victim.ask(RUNAWAY[name])
        met.append(answer.status_code)
        assert answer.status_code in (500, 504), answer.text[:300]
        assert "MB" in answer.text or "seconds" in answer.text


def test_3_planning_the_longest_join_ends_in_the_whole_answer_or_in_none(victim: Service, attack: Attack) -> None:
    check_query(LONGEST_JOIN)
    with attack("3 planner") as met:  # some two seconds of planning, which is about the limit here
        answer = victim.ask(LONGEST_JOIN, headers={"Accept": "application/sparql-results+json"})
        met.append(answer.status_code)
        if answer.status_code == 200:
            assert answer.json()["results"]["bindings"] == []
        else:
            assert answer.status_code == 504
            assert "seconds" in answer.text


def test_4_entities_and_remote_contexts_are_refused(victim: Service, attack: Attack, canary: Canary) -> None:
    context = f'{{"@context": "{canary.address}", "@id": "http://x/s", "http://x/p": 1}}'
    imported = f'{{"@context": {{"@version": 1.1, "@import": "{canary.address}"}}, "@id": "http://x/s", "http://x/p": 1}}'
    with attack("4 RDF/XML entities, remote JSON-LD contexts") as met:
        met.append(put(victim, BOMB, "application/rdf+xml").status_code)
        met.append(put(victim, BOMB.encode("utf-16"), "application/rdf+xml").status_code)
        met += [put(victim, text, "application/ld+json").status_code for text in (context, imported)]
        assert met == [400] * 4


def test_5_a_name_empties_nothing(victim: Service, attack: Attack) -> None:
    before = count(victim)
    evil = "http://x/> } ; DROP ALL ; INSERT DATA { <http://x/a> <http://x/b> <http://x/c"
    with attack("5 a name that ends its brackets") as met:
        met.append(put(victim, "<http://x/s> <http://x/p> 1 .", "text/turtle", graph=evil).status_code)
        met.append(httpx.delete(f"{victim.address}/store", params={"graph": evil}, headers=victim.writing).status_code)
        using = {"update": "DELETE { ?s ?p ?o } WHERE { ?s ?p 'none' }", "using-graph-uri": evil}
        met.append(httpx.post(victim.sparql, data=using, headers=victim.writing).status_code)
        met.append(victim.ask("ASK {}", params={"default-graph-uri": evil}).status_code)
        met += [httpx.get(f"{victim.address}/{folder}", params={"iri": evil}).status_code for folder in ("page", "data")]
        assert met == [400] * 6
    assert count(victim) == before


def test_6_a_spreadsheet_runs_no_formula(victim: Service, attack: Attack) -> None:
    with attack("6 CSV formulas") as met:
        for formula in ("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"):
            escaped = formula.replace("\t", "\\t").replace("\r", "\\r")
            answer = victim.ask(f'SELECT ?x {{ VALUES ?x {{ "{escaped}" }} }}', params={"format": "spreadsheet"})
            met.append(answer.status_code)
            cell = answer.content.decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"')
            assert cell.startswith("'"), cell
        assert met == [200] * 6


def test_7_nothing_is_written_without_the_token(victim: Service, attack: Attack) -> None:
    before = count(victim)
    with attack("7 writes without the token, or nearly it") as met:
        for given in (
            "",
            "Bearer",
            "Bearer ",
            f"Bearer {victim.token[:-1]}",
            f"Bearer {victim.token}x",
            f"Basic {victim.token}",
            "Bearer é",
        ):
            met += statuses(sent(victim, dropping(given)))
        assert met == [401] * 7
    assert count(victim) == before


def dropping(authorization: str) -> bytes:
    """Give an update that would empty the store."""
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: {authorization}\r\n"
    return f"{head}Content-Type: application/sparql-update\r\nContent-Length: 8\r\n\r\nDROP ALL".encode()


@pytest.mark.parametrize("media", ["text/plain", "text/html", "application/x-yaml", "", "text/turtle; charset=utf-16", "*/*"])
def test_7_other_media_types_are_refused(victim: Service, attack: Attack, media: str) -> None:
    with attack(f"7 body of {media or 'no type'}") as met:
        met.append(put(victim, "<http://x/s> <http://x/p> 1 .", media).status_code)
        assert met == [415]
