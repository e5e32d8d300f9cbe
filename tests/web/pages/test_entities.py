"""What a page tells of an IRI: claims as claims, doubts as doubts, and no text of the graph as markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from kg.model.refs import BASE
from tests.web.pages.conftest import Client

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror=alert(2)>\\" onmouseover=\\"alert(3)\\"\'</textarea></title>{{7*7}}&lt;b&gt;'
)


_LEADING = ("href", "src", "action", "formaction", "data")
_RUNNING = ("javascript:", "data:", "vbscript:")


class Markup(HTMLParser):
    """All tags of a page and the attributes that could run something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.running: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.running += [f"{name}={value}" for name, value in attrs if name.startswith("on")]
        self.running += [f"{name}={value}" for name, value in attrs if name in _LEADING and (value or "").startswith(_RUNNING)]


def hostile_graph() -> str:
    return f"""
actor:a a sem:Actor ; rdfs:label "{HOSTILE}"@en ; rdfs:comment "{HOSTILE}" ; kg:lead actor:a .
event:e a sem:Event ; rdfs:label "{HOSTILE}" ; kg:lead event:e .
source:s a kg:Source ; rdfs:label "{HOSTILE}" ; foaf:page <javascript:alert(4)> , <https://ok.example/"> .
claim:c a kg:OccurrenceClaim ; kg:claimant actor:a ; kg:stance kg:Accuses ; kg:about event:e ; kg:negated false ;
  kg:eventType <http://evil.example/{"x" * 20}> ; kg:quote "{HOSTILE}" ; kg:locator "{HOSTILE}" ; kg:agent actor:a ;
  prov:wasDerivedFrom source:s ; kg:dateAsWritten "{HOSTILE}" ; kg:count claim:c-1 .
claim:c-1 a kg:Count ; kg:ofWhom "{HOSTILE}" ; kg:asWritten "{HOSTILE}" ; kg:low 3 .
settlement:e a kg:Settlement ; kg:settles event:e ; kg:status kg:Alleged ; kg:dateReason "{HOSTILE}" ; kg:latest "2020-01-01" .
dataset:d a dcat:Dataset ; dcterms:title "{HOSTILE}" ; dcterms:description "{HOSTILE}" ; dcterms:license <javascript:alert(5)> .
""".replace('<https://ok.example/">', "<https://ok.example/>")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/page/actor/a",
        "/page/event/e",
        "/page/claim/c",
        "/page/source/s",
        "/page/dataset/d",
        "/page/actor/a?by=https%3A%2F%2Fw3id.org%2Fconflict-kg%2Fontology%23agent",
        "/void",
        "/dcat",
        "/query?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
        "/query?query=CONSTRUCT%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D",
        "/query?query=%3C%2Ftextarea%3E%3Cscript%3Ealert(9)%3C%2Fscript%3E",
        "/query?named=who-killed&p.of=%22%3E%3Cscript%3Ealert(9)%3C%2Fscript%3E",
        "/query?named=%3Cscript%3E",
        "/actor/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/page?iri=%3Cscript%3E",
        "/%3Cscript%3E",
    ],
)
def test_hostile_texts_stay_texts(over: Callable[..., Client], path: str) -> None:
    found = Markup(over(hostile_graph()).get(path).text)
    assert found.tags.count("script") == (1 if path.startswith("/query") or path == "/" else 0)
    assert found.tags.count("img") == 1  # our mark
    assert found.running == []


def test_a_source_s_address_is_a_link_only_where_it_is_of_the_web(over: Callable[..., Client]) -> None:
    page = over(hostile_graph()).get("/page/source/s").text
    assert 'href="https://ok.example/" rel="noopener noreferrer nofollow"' in page
    assert 'href="javascript' not in page


def test_directions_of_writing_cannot_be_turned(over: Callable[..., Client]) -> None:
    page = over('actor:a rdfs:label "a\\u202Eb" .').get("/page/actor/a").text
    assert "\u202e" not in page


def test_a_claim_page_says_who_says_it_and_never_that_it_is_so(mali: Client) -> None:
    page = plain(mali.get("/page/claim/12ad643b52ff8c27").text)
    assert "Mali’s army asserts : killing" in page
    assert "in Multimetro, 14 August 2023 entry=six-soldiers-killed" in page
    assert "killed 6 soldiers, Mali’s army" in page
    assert "by 2023-08-14; vague; publication date" in page


def test_an_event_page_tells_lens_status_and_each_claim(mali: Client) -> None:
    page = plain(mali.get("/page/event/soldiers-killed").text)
    assert "Settled by a rule over the claims below, not known as a fact" in page
    assert "single origin" in page
    assert "under cautious" in page
    assert "10 claims each with who says it" in page
    assert "coded by machine" in page


def test_contradictions_stand_beside_each_other(mali: Client) -> None:
    page = plain(mali.get("/page/event/clash-at-ber").text)
    assert "contested: count" in page
    assert re.search(r"killed: at most 24 Dunya News asserts in .{1,60} this claim killed: at least 28 Blinkscoop asserts", page)


def test_contradictions_on_a_page_are_those_of_the_named_query(mali: Client) -> None:
    whole = mali.get("/query?named=contradictions").text
    rows = whole.count(">event:clash-at-ber</a>")
    assert mali.get("/page/event/clash-at-ber").text.count('class="pair"') == rows == 9


def test_an_event_judged_the_same_names_the_one_under_which_it_is_settled(mali: Client) -> None:
    page = plain(mali.get("/page/event/a418f802e53745a0").text)
    assert "Judged to be the same event as Algiers Accord" in page


def test_a_settlement_of_each_lens_is_shown_apart(over: Callable[..., Client]) -> None:
    client = over(
        """event:e a sem:Event ; kg:lead event:e ; rdfs:label "e" .
        lens:one rdfs:label "one" . lens:two rdfs:label "two" .
        graph:one { settlement:a a kg:Settlement ; kg:settles event:e ; kg:settledUnder lens:one ; kg:status kg:Corroborated }
        graph:two { settlement:b a kg:Settlement ; kg:settles event:e ; kg:settledUnder lens:two ; kg:status kg:Alleged }"""
    )
    page = plain(client.get("/page/event/e").text)
    assert re.search(r"corroborated .* under one .* alleged .* under two", page)


def test_a_named_graph_has_a_page_with_its_statements_address(over: Callable[..., Client]) -> None:
    client = over(f'<{BASE}graph/source/x> {{ actor:a rdfs:label "A" }}')
    assert client.get("/graph/source/x").headers["location"] == "/page/graph/source/x"
    assert "/store?graph=https%3A%2F%2Fw3id.org%2Fconflict-kg%2Fgraph%2Fsource%2Fx" in client.get("/page/graph/source/x").text


def test_those_that_refer_are_counted_and_paged(over: Callable[..., Client]) -> None:
    claims = "\n".join(f"claim:{n:04} kg:agent actor:many ." for n in range(130))
    client = over(f'actor:many rdfs:label "many" .\n{claims}')
    page = client.get("/page/actor/many").text
    assert '<span class="number">130</span>' in page
    assert page.count("claim:00") == 8
    found: list[str] = []
    path = re.search(r'href="(/page/actor/many\?by=[^"]+)"', page)[1]  # type: ignore[index]
    while path:
        got = client.get(path.replace("&amp;", "&")).text
        found += re.findall(r">(claim:\d{4})</a>", got)
        after = re.search(r'rel="next" href="([^"]+)"', got)
        path = after[1] if after else ""
    assert found == [f"claim:{n:04}" for n in range(130)]


def test_the_claims_of_an_event_are_paged(over: Callable[..., Client]) -> None:
    claims = "\n".join(
        f'claim:{n:04} a kg:OccurrenceClaim ; kg:stance kg:Asserts ; kg:claimant actor:a ; kg:about event:e ; kg:locator "{n}" .'
        for n in range(70)
    )
    client = over(f"event:e a sem:Event ; kg:lead event:e .\n{claims}")
    assert client.get("/page/event/e").text.count('<article class="card">') == 50
    assert client.get("/page/event/e?from=50").text.count('<article class="card">') == 20
    assert client.get("/page/event/e?from=900").status_code == 200


def test_a_term_of_the_ontology_tells_its_meaning_and_its_use(mali: Client) -> None:
    page = plain(mali.get("/page?iri=https%3A%2F%2Fw3id.org%2Fconflict-kg%2Fontology%23claimant").text)
    assert "Who says it. Never empty" in page
    assert re.search(r"Used as a property in \d+ statements", page)


def plain(html: str) -> str:
    """Give the text of a page, its space as single blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace(" ,", ",").replace(" ;", ";")
