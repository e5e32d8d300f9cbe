"""The query page: it works as a plain form, and tells what it shows and what it does not."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from kg.graph.query import named_queries
from tests.web.pages.conftest import Client


def asked(client: Client, sparql: str) -> str:
    return client.get("/query?" + urlencode({"query": sparql})).text


def test_the_first_page_tells_what_the_graph_holds(mali: Client) -> None:
    page = mali.get("/").text
    assert "Mali: the UN mission leaves Ber, August 2023" in page
    for number, name in ((240, "claims"), (47, "events"), (68, "actors"), (12, "places"), (31, "sources")):
        assert f"<dt>{name}</dt><dd>{number}</dd>" in page
    assert "2012-01-01 to 2023-12-31" in page
    assert "https://creativecommons.org/licenses/by/4.0/" in page


def test_a_table_links_each_iri_to_its_page_with_its_label_in_the_title(mali: Client) -> None:
    page = asked(mali, "SELECT ?a ?l { VALUES ?a { actor:cma } ?a rdfs:label ?l }")
    assert 'id="answer">1 row <small>' in page
    assert (
        '<a href="/page/actor/cma" title="Coordination of Azawad Movements\nhttps://w3id.org/conflict-kg/actor/cma">actor:cma</a>'
        in page
    )
    assert '<span dir="auto" lang="en">Coordination of Azawad Movements</span> <small class="note">en</small>' in page


def test_an_ask_is_answered_by_yes_or_no(mali: Client) -> None:
    assert re.search(r'id="answer">Yes\s', asked(mali, "ASK { actor:cma ?p ?o }"))
    assert re.search(r'id="answer">No\s', asked(mali, "ASK { actor:nobody ?p ?o }"))


def test_a_construct_is_shown_as_turtle(mali: Client) -> None:
    page = html.unescape(asked(mali, "CONSTRUCT WHERE { actor:cma rdfs:label ?l }"))
    assert 'actor:cma rdfs:label "Coordination of Azawad Movements"@en .' in page


def test_only_the_first_rows_are_shown_and_all_are_counted(mali: Client) -> None:
    page = asked(mali, "SELECT * { ?s ?p ?o }")
    assert page.count("<tr><td") == 500
    number = re.search(r'id="answer">([\d,]+) rows', page)
    assert number
    assert int(number[1].replace(",", "")) > 5000
    assert "The first 500 rows are shown" in page


@pytest.mark.parametrize(("most", "notice"), [(500, False), (501, True)])
def test_the_notice_comes_with_the_first_row_that_is_not_shown(mali: Client, most: int, notice: bool) -> None:
    page = asked(mali, f"SELECT ?s {{ ?s ?p ?o }} LIMIT {most}")
    assert page.count("<tr><td") == 500
    assert ("rows are shown" in page) == notice


def test_an_error_is_told_with_its_place(mali: Client) -> None:
    got = mali.get("/query?" + urlencode({"query": "SELECT ?s {\n ?s ?p }"}))
    assert got.status_code == 400
    assert 'data-line="2" data-column=' in got.text
    assert 'role="alert"' in got.text
    assert "not SPARQL: line 2" in got.text
    assert "?s ?p }</textarea>" in got.text


def test_what_the_guard_refuses_is_refused_here_too(mali: Client) -> None:
    for sparql in ("DROP ALL", "SELECT * { SERVICE <http://127.0.0.1/> {} }"):
        got = mali.get("/query?" + urlencode({"query": sparql}))
        assert got.status_code == 400
        assert "refused" in got.text


@pytest.mark.parametrize("name", named_queries())
def test_every_named_query_runs_from_its_form_with_what_stands_in_it(mali: Client, name: str) -> None:
    form = re.search(rf'name="named" value="{name}">(.*?)</form>', mali.get("/").text, re.DOTALL)
    assert form
    fields = {key: html.unescape(value) for key, value in re.findall(r'name="(p\.[^"]+)" value="([^"]*)"', form[1])}
    assert set(fields) == {f"p.{parameter}" for parameter in named_queries()[name].parameters}
    got = mali.get("/query?" + urlencode({"named": name, **fields}))
    assert got.status_code == 200
    assert 'id="answer">' in got.text


def test_a_field_changes_the_query_that_is_asked(mali: Client) -> None:
    page = mali.get("/query?named=who-killed&p.of=event%3Aclash-at-ber").text
    assert "event/clash-at-ber" in page.partition("</textarea>")[0]
    assert 'name="p.of" value="event:clash-at-ber"' in page


def test_a_field_that_does_not_fit_is_told_and_kept(mali: Client) -> None:
    got = mali.get("/query?named=deaths-by-month&p.nonsense=1")
    assert got.status_code == 400
    assert "no parameter" in got.text


def test_a_default_that_this_graph_does_not_hold_gives_way_to_one_that_it_does(over: Callable[..., Client]) -> None:
    client = over("event:mine a sem:Event ; kg:lead event:mine ; kg:claims 3 .")
    assert 'name="p.of" value="event:mine"' in client.get("/").text


def test_a_long_query_is_posted_and_its_answer_too(mali: Client) -> None:
    sparql = "SELECT ?s { VALUES ?s { " + "actor:cma " * 900 + "} } LIMIT 3"
    got = mali.send("POST", "/query", data={"query": sparql}, headers={"accept": "text/html"})
    assert got.status_code == 200
    assert 'action="/sparql" method="post"' in got.text
    assert '<button type="submit" name="format" value="csv">' in got.text


def test_a_body_that_is_no_form_is_refused(mali: Client) -> None:
    assert mali.send("POST", "/query", content=b"{}", headers={"content-type": "application/json"}).status_code == 415
    assert mali.send("POST", "/query", data={"query": "x" * 2_000_000}).status_code == 413


def test_the_time_limit_and_the_union_of_graphs_are_told(over: Callable[..., Client]) -> None:
    page = over("actor:a a sem:Actor .", seconds=7).get("/").text
    assert "stopped after 7 seconds" in page
    assert "all graphs are asked as one" in page


def test_counts_that_take_too_long_are_left_out(over: Callable[..., Client]) -> None:
    client = over("actor:a a sem:Actor .")
    site = next(iter(sites()))
    site.statistics.seconds = 0
    page = client.get("/").text
    assert '<dt>claims</dt><dd><span class="uncounted"' in page


def sites() -> list:  # type: ignore[type-arg]
    from kg.web.pages.routing import _sites

    return list(_sites.values())[-1:]
