from __future__ import annotations

import csv
import io

import httpx
import pyoxigraph
import pytest

from tests.web.services import Service, Serving

ALL = "SELECT * { ?s ?p ?o }"
EVENTS = "SELECT ?e { ?e a <http://semanticweb.cs.vu.nl/2009/11/sem/Event> } ORDER BY ?e"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.2, text/tab-separated-values;q=0.9", "text/tab-separated-values; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("image/png, application/json;q=0.1", "application/sparql-results+json"),
        ("text/csv;q=0, */*;q=0.1", "application/sparql-results+json"),
    ],
)
def test_a_table_is_given_as_the_client_likes_it_best(mali: Service, accept: str, media: str) -> None:
    answer = mali.ask(EVENTS, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("query", "accept"), [(ALL, "image/png"), ("ASK {}", "text/csv"), ("DESCRIBE <http://a>", "text/csv"), (ALL, "text/turtle")]
)
def test_what_cannot_be_given_as_asked_is_406(mali: Service, query: str, accept: str) -> None:
    assert mali.ask(query, headers={"accept": accept}).status_code == 406


def test_every_form_of_a_graph_holds_the_same_triples(mali: Service) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    forms = {
        "ttl": pyoxigraph.RdfFormat.TURTLE,
        "nt": pyoxigraph.RdfFormat.N_TRIPLES,
        "rdf": pyoxigraph.RdfFormat.RDF_XML,
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    }
    found = {
        name: {quad.triple for quad in pyoxigraph.parse(mali.ask(query, params={"format": name}).content, form)}
        for name, form in forms.items()
    }
    assert len(found["nt"]) > 8000
    assert all(triples == found["nt"] for triples in found.values())


def test_our_prefixes_need_no_declaration(mali: Service) -> None:
    assert mali.ask("ASK { ?e a sem:Event ; ?p ?o . FILTER(STRSTARTS(STR(?e), STR(event:))) }").json()["boolean"] is True


def test_csv_is_as_the_standard_says_and_the_spreadsheet_form_runs_no_formula(mali: Service) -> None:
    query = 'SELECT ("=1+1" AS ?a) (-5 AS ?b) ("plain" AS ?c) {}'
    plain = mali.ask(query, params={"format": "csv"})
    guarded = mali.ask(query, params={"format": "spreadsheet"})
    assert list(csv.reader(io.StringIO(plain.text))) == [["a", "b", "c"], ["=1+1", "-5", "plain"]]
    assert list(csv.reader(io.StringIO(guarded.text))) == [["a", "b", "c"], ["'=1+1", "-5", "plain"]]
    assert guarded.headers["content-disposition"] == 'attachment; filename="answer.csv"'


def test_form_and_direct_post_answer_as_get_does(mali: Service) -> None:
    form = httpx.post(mali.sparql, data={"query": EVENTS})
    direct = httpx.post(mali.sparql, content=EVENTS, headers={"content-type": "application/sparql-query"})
    assert form.json() == direct.json() == mali.ask(EVENTS).json()


def test_a_plus_in_a_form_is_a_space_and_is_decoded_once(mali: Service) -> None:
    body = "query=SELECT+%28%22100%2525%22+AS+%3Fx%29+%7B%7D"
    answer = httpx.post(mali.sparql, content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.json()["results"]["bindings"][0]["x"]["value"] == "100%25"


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", "application/json", 415),
        (b"ASK {}", "application/sparql-query; charset=latin-1", 415),
        (b'ASK { ?s ?p "\xff" }', "application/sparql-query", 400),
        (b"query=ASK%20%7B%20%3Fs%20%3Fp%20%22%FF%22%7D", "application/x-www-form-urlencoded", 400),
        (b"query=ASK+%7B%7D&query=ASK+%7B%7D", "application/x-www-form-urlencoded", 400),
        (b"query=ASK+%7B%7D&using-graph-uri=http%3A%2F%2Fa", "application/x-www-form-urlencoded", 400),
        (b"query=ASK+%7B%7D&default-graph-uri=notabsolute", "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_not_of_the_protocol_is_refused(mali: Service, body: bytes, media: str, status: int) -> None:
    assert httpx.post(mali.sparql, content=body, headers={"content-type": media}).status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_and_told_what_is_allowed(mali: Service, method: str) -> None:
    answer = httpx.request(method, mali.sparql, params={"query": "ASK {}"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_a_syntax_error_is_told_with_its_place(mali: Service) -> None:
    answer = mali.ask("SELECT * {\n ?s ?p }")
    assert answer.status_code == 400
    assert "line 2, column 9" in answer.text


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "CLEAR ALL", "SELECT * " + "{" * 1000]
)
def test_what_must_not_reach_the_parser_is_400(mali: Service, query: str) -> None:
    assert mali.ask(query).status_code == 400
    assert mali.ask("ASK {}").json()["boolean"] is True


def test_nothing_is_written_without_update(mali: Service) -> None:
    before = mali.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()
    answers = [
        httpx.post(mali.sparql, data={"update": "CLEAR ALL"}, headers=mali.writing),
        httpx.post(mali.sparql, content="CLEAR ALL", headers={"content-type": "application/sparql-update"}),
        httpx.put(f"{mali.address}/store?default", content="", headers={"content-type": "text/turtle", **mali.writing}),
        httpx.delete(f"{mali.address}/store?default", headers=mali.writing),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert mali.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json() == before


def test_an_etag_saves_the_answer_and_a_changing_query_has_none(mali: Service) -> None:
    first = mali.ask(EVENTS)
    again = mali.ask(EVENTS, headers={"if-none-match": first.headers["etag"]})
    other = mali.ask(EVENTS, headers={"if-none-match": first.headers["etag"], "accept": "text/csv"})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
    assert "etag" not in mali.ask("SELECT (NOW() AS ?n) {}").headers


def test_a_kept_answer_is_the_same_and_a_changing_one_is_asked_anew(mali: Service) -> None:
    assert mali.ask(ALL).content == mali.ask(ALL).content
    uuid = "SELECT (STRUUID() AS ?u) {}"
    assert mali.ask(uuid).content != mali.ask(uuid).content


def test_only_our_own_names_are_hosts(mali: Service) -> None:
    port = mali.address.rpartition(":")[2]
    statuses = {
        host: httpx.get(f"{mali.address}/health", headers={"host": host}).status_code
        for host in (f"localhost:{port}", "127.0.0.1", "[::1]:80", "evil.example", f"127.0.0.1.evil.example:{port}", "")
    }
    assert [host for host, status in statuses.items() if status == 200] == [f"localhost:{port}", "127.0.0.1", "[::1]:80"]
    assert {status for status in statuses.values() if status != 200} <= {400, 421}


def test_answers_tell_browsers_to_run_and_frame_nothing(mali: Service) -> None:
    headers = mali.ask("ASK {}").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


def test_an_origin_may_read_where_it_was_named(serving: Serving, small: str) -> None:
    service = serving(small, "--cors", "https://app.example")
    answer = service.ask("ASK {}", headers={"origin": "https://app.example"})
    asked = httpx.options(service.sparql, headers={"origin": "https://app.example", "access-control-request-method": "POST"})
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert asked.status_code == 204
    assert "POST" in asked.headers["access-control-allow-methods"]


def test_a_head_has_the_headers_only(mali: Service) -> None:
    answer = httpx.head(mali.sparql, params={"query": EVENTS})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "application/sparql-results+json"


def test_the_whole_store_is_given_as_quads(mali: Service) -> None:
    answer = httpx.get(f"{mali.address}/store", headers={"accept": "application/n-quads"})
    assert answer.headers["content-type"] == "application/n-quads"
    assert len(set(answer.text.splitlines())) == int(
        mali.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()["results"]["bindings"][0]["n"]["value"]
    )


def test_without_a_query_the_service_tells_what_it_is(mali: Service) -> None:
    answer = httpx.get(mali.sparql, headers={"accept": "application/n-triples"})
    triples = [quad.triple for quad in pyoxigraph.parse(answer.content, pyoxigraph.RdfFormat.N_TRIPLES)]
    endpoint = "http://www.w3.org/ns/sparql-service-description#endpoint"
    assert [t.object.value for t in triples if t.predicate.value == endpoint] == [mali.sparql]
    browser = httpx.get(mali.sparql, headers={"accept": "text/html,*/*;q=0.5"})
    assert (browser.status_code, browser.headers["location"]) == (303, f"{mali.address}/")


def test_pages_are_mounted_behind_the_same_headers(mali: Service) -> None:
    home = httpx.get(mali.address, headers={"accept": "text/html"})
    entity = httpx.get(f"{mali.address}/actor/cma", headers={"accept": "text/turtle"}, follow_redirects=True)
    assert (home.status_code, home.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "frame-ancestors 'none'" in home.headers["content-security-policy"]
    assert entity.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "actor:cma" in entity.text


def test_counters_and_health_are_there(mali: Service) -> None:
    assert httpx.get(f"{mali.address}/health").json()["ready"] is True
    text = httpx.get(f"{mali.address}/metrics").text
    assert 'kg_requests_total{method="GET",route="health",status="200"}' in text
    assert "kg_workers 2.0" in text
