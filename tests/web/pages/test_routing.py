"""The addresses of the pages: from every IRI of the graph to its page and its data, and nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, parse

from kg.graph.store import read_graph
from kg.model.refs import BASE, FOLDERS
from tests.web.pages.conftest import ADDRESS, MALI, Client

FORMS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
PAGES = (
    "/",
    "/query?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
    "/query?query=CONSTRUCT%20WHERE%20%7B%3Fs%20a%20%3Fo%7D",
    "/query?query=ASK%20%7B%7D",
    "/query?query=SELECT",
    "/query?named=contradictions",
    "/page/event/soldiers-killed",
    "/page/event/clash-at-ber",
    "/page/actor/minusma",
    "/page/actor/minusma?by=https%3A%2F%2Fw3id.org%2Fconflict-kg%2Fontology%23agent",
    "/page/source/rhc-2023-08-14",
    "/page/claim/12ad643b52ff8c27",
    "/page/actor/nobody",
    "/void",
    "/dcat",
    "/ontology",
)


class Loads(HTMLParser):
    """What a page loads or sends to by itself, all its links, and whether it holds style or script of its own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[dict[str, str]] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given)
        elif tag in ("script", "link", "img", "form", "iframe", "object", "source"):
            self.loaded += [given[name] for name in ("src", "href", "action", "data") if name in given]
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)


def all_iris() -> Iterator[str]:
    """Yield every IRI of the graph that ships."""
    found = {term.value for quad in read_graph(MALI) for term in quad.triple if isinstance(term, NamedNode)}
    yield from sorted(found)


def path_of(iri: str) -> str:
    local = iri[len(BASE) :]
    if iri.startswith(BASE) and local.partition("/")[0] in FOLDERS:
        return "/" + local
    return "/page?iri=" + quote(iri, safe="")


def test_every_iri_of_the_graph_leads_to_its_page_and_its_data(mali: Client) -> None:
    own = [iri for iri in all_iris() if path_of(iri).startswith("/page?") is False]
    assert len(own) > 600
    for iri in own:
        for accept, media in (("text/html", "text/html"), *((form, form) for form in list(FORMS)[:2])):
            sent = mali.get(path_of(iri), accept)
            assert sent.status_code == 303, iri
            assert sent.headers["vary"] == "Accept"
            got = mali.get(sent.headers["location"], accept)
            assert got.status_code == 200, (iri, accept)
            assert got.headers["content-type"].startswith(media)


def test_every_other_iri_of_the_graph_has_a_page_and_data_by_parameter(mali: Client) -> None:
    others = [iri for iri in all_iris() if path_of(iri).startswith("/page?")]
    assert len(others) > 200
    for iri in others:
        assert mali.get(path_of(iri)).status_code == 200, iri
        data = mali.get("/data?format=ttl&iri=" + quote(iri, safe=""))
        assert data.status_code == 200, iri
        list(parse(data.content, RdfFormat.TURTLE))


@pytest.mark.parametrize("accept", FORMS)
def test_all_forms_of_data_hold_the_same_triples(mali: Client, accept: str) -> None:
    location = mali.get("/event/soldiers-killed", accept).headers["location"]
    found = {quad.triple for quad in parse(mali.get(location, accept).content, FORMS[accept])}
    turtle = mali.get("/data/event/soldiers-killed.ttl").content
    assert found == {quad.triple for quad in parse(turtle, RdfFormat.TURTLE)}
    assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == len(found) > 20


def test_the_data_of_a_claim_holds_its_counts_and_mentions(mali: Client) -> None:
    turtle = mali.get("/data/claim/12ad643b52ff8c27.ttl").text
    assert "claim:12ad643b52ff8c27-765ac4a5 a kg:Count" in turtle


def test_data_names_its_page_and_other_forms(mali: Client) -> None:
    got = mali.get("/data/actor/minusma", "application/n-triples")
    assert got.headers["content-location"] == "/data/actor/minusma.nt"
    assert '</page/actor/minusma>; rel="alternate"; type="text/html"' in got.headers["link"]
    assert '</data/actor/minusma.ttl>; rel="alternate"; type="text/turtle"' in got.headers["link"]


def test_an_accept_that_nothing_fits_gets_406(mali: Client) -> None:
    assert mali.get("/actor/minusma", "image/png").status_code == 406
    assert mali.get("/data/actor/minusma", "image/png").status_code == 406


def test_a_browser_that_takes_anything_gets_the_page(mali: Client) -> None:
    assert mali.get("/actor/minusma", "*/*").headers["location"] == "/page/actor/minusma"
    chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
    assert mali.get("/actor/minusma", chrome).headers["location"] == "/page/actor/minusma"


@pytest.mark.parametrize(
    "iri", ["place/léré", "place/l%C3%A9r%C3%A9", "event/a/b/c", "actor/o'brien(x)", "actor/a.ttl", "event/%2F", "actor/q%3Fa"]
)
def test_odd_names_come_back_to_the_same_iri(over: Callable[..., Client], iri: str) -> None:
    client = over(f'<{BASE}{iri}> rdfs:label "odd" .')
    for path in dict.fromkeys(
        (
            quote("/" + iri, safe="/%'()"),
            client.get("/page?iri=" + quote(BASE + iri, safe="")).headers["link"][1:].partition(">")[0],
        )
    ):
        page = client.get(path) if path.startswith("/page") else client.get(client.get(path).headers["location"])
        assert page.status_code == 200, path
        assert "odd" in page.text
    turtle = client.get("/data?format=nt&iri=" + quote(BASE + iri, safe="")).text
    assert turtle.startswith(f"<{BASE}{iri}>")


def test_an_iri_with_a_fragment_below_the_base_has_a_page(over: Callable[..., Client]) -> None:
    client = over(f'<{BASE}event/a#b> rdfs:label "with a part" .')
    assert "with a part" in client.get("/page/event/a%23b").text


@pytest.mark.parametrize(
    "path",
    [
        "/actor/../../../etc/passwd",
        "/actor/%2e%2e/%2e%2e/etc/passwd",
        "/actor/..%2f..%2fetc%2fpasswd",
        "/page/../templates/base.html",
        "/page/actor/%00",
        "/page/actor/a%5C..%5Cb",
        "/static/..%2Frouting.py",
        "/static/../routing.py",
        "/data/actor/..%2f..%2fpyproject.toml.ttl",
        "/data/actor/%ff%fe.ttl",
        "/page/%2e%2e",
        "/etc/passwd",
        "/static/style.css",
    ],
)
def test_a_path_that_climbs_is_an_iri_that_is_not_there(mali: Client, path: str) -> None:
    got = mali.loop.run_until_complete(raw_get(mali, path))
    assert got[0] == 404
    assert b"root:" not in got[1]
    assert b"import" not in got[1]


async def raw_get(client: Client, path: str) -> tuple[int, bytes]:
    """Ask for a path as it stands: HTTP clients drop dots before they send."""
    from urllib.parse import unquote_to_bytes

    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path.encode(),
        "query_string": b"", "headers": [(b"accept", b"text/html")], "http_version": "1.1", "scheme": "http",
        "server": ("testserver", 80), "root_path": "",
    }  # fmt: skip
    await client.app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def test_what_the_graph_does_not_hold_is_told_with_the_nearest_name(mali: Client) -> None:
    got = mali.get("/actor/minusmo")
    assert got.status_code == 404
    assert '<a href="/page/actor/minusma">actor:minusma</a>' in got.text
    assert mali.get("/actor/minusmo", "text/turtle").text == "The graph says nothing of actor:minusmo.\n"


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "not an iri", "", "http://nowhere.example/x"])
def test_a_parameter_that_is_no_known_iri_has_no_page(mali: Client, iri: str) -> None:
    assert mali.get("/page?iri=" + quote(iri, safe="")).status_code in (400, 404)
    assert mali.get("/data?iri=" + quote(iri, safe="")).status_code in (400, 404)


def test_other_methods_are_told_what_is_allowed(mali: Client) -> None:
    got = mali.send("DELETE", "/page/actor/minusma", headers={"accept": "text/html"})
    assert got.status_code == 405
    assert got.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "Only for reading" in got.text
    assert mali.send("OPTIONS", "/void").status_code == 204


def test_a_page_that_did_not_change_is_not_sent_again(mali: Client) -> None:
    first = mali.get("/page/actor/minusma")
    again = mali.get("/page/actor/minusma", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("path", PAGES)
def test_no_page_loads_anything_from_outside_or_holds_script_of_its_own(mali: Client, path: str) -> None:
    found = Loads(mali.get(path).text)
    assert found.inline == []
    assert len(found.loaded) > 2
    assert {urlsplit(urljoin(ADDRESS + path, address)).netloc for address in found.loaded} == {"testserver"}
    for link in found.links:
        if urlsplit(link["href"]).netloc:
            assert link["rel"] == "noopener noreferrer nofollow", link
            assert link["href"].startswith(("http://", "https://"))


@pytest.mark.parametrize("path", PAGES)
def test_no_link_of_ours_is_dead(mali: Client, path: str) -> None:
    hrefs = {link["href"] for link in Loads(mali.get(path).text).links if link["href"].startswith(("/", "?"))}
    for href in sorted(hrefs)[:60]:
        if not href.startswith(("/sparql", "/store")):
            assert mali.get(urljoin(path, href), "text/html").status_code in (200, 303), href


def test_static_files_are_kept_for_ever_under_the_hash_of_their_content(mali: Client) -> None:
    for address in Loads(mali.get("/").text).loaded:
        if address.startswith("/static/"):
            got = mali.get(address)
            assert got.status_code == 200
            assert "immutable" in got.headers["cache-control"]
            assert re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", address)


def test_crawlers_are_kept_from_queries(mali: Client) -> None:
    text = mali.get("/robots.txt").text
    assert "Disallow: /sparql\n" in text
    assert "Disallow: /query\n" in text
    assert mali.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_behind_a_path_all_addresses_begin_with_it(over: Callable[..., Client]) -> None:
    client = over('actor:a rdfs:label "A" ; kg:lead actor:a .', public_url="https://x.org/kg")
    assert client.get("/actor/a").headers["location"] == "/kg/page/actor/a"
    assert all(address.startswith("/kg/") for address in Loads(client.get("/page/actor/a").text).loaded)


def test_json_ld_needs_no_context_from_elsewhere(mali: Client) -> None:
    document = json.loads(mali.get("/data/actor/minusma.jsonld").text)
    assert isinstance(document["@context"], dict)


@pytest.mark.parametrize("iri", ["urn:a#b", "urn:service:(x)", "mailto:a@b.example"])
def test_an_iri_that_is_no_web_address_has_its_page_and_data_too(over: Callable[..., Client], iri: str) -> None:
    client = over(f'<{iri}> rdfs:label "no address" .')
    assert client.get("/page?iri=" + quote(iri, safe="")).status_code == 200
    assert client.get("/data?format=nt&iri=" + quote(iri, safe="")).text.startswith(f"<{iri}>")
