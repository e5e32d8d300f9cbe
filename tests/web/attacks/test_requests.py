"""Requests: paths, headers, hosts, smuggling, scripts, and clients by the thousand."""

from __future__ import annotations

import json
import os
import resource
import signal
import time

import httpx
import pytest

from kg.model.refs import BASE
from tests.canary import Canary
from tests.web.attacks.conftest import Attack
from tests.web.attacks.raw import connected, get, sent, statuses
from tests.web.attacks.test_stock import count, update
from tests.web.services import Service, until

PASSWD = "etc/passwd"
FORWARDED = ("X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "Forwarded: host=evil.example")
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.mark.parametrize("start", ["/", "/page/", "/data/", "/static/", "/store/", "/actor/", "/page/actor/"])
def test_paths_lead_to_no_file(victim: Service, attack: Attack, start: str) -> None:
    ups = [
        "../" * 9,
        "..%2f" * 9,
        "%2e%2e/" * 9,
        "..%5c" * 9,
        "..%252f" * 9,
        "....//" * 9,
        "%c0%ae%c0%ae/" * 9,
        "/",
        "file:///",
        "..%00/" * 3,
    ]
    with attack(f"path traversal below {start}") as met:
        for up in ups:
            answer = sent(victim, get(start + up + PASSWD))
            met += statuses(answer)
            assert b"root:" not in answer
        assert len(met) == len(ups)
        assert all(status in (400, 404) for status in met), met


INJECTED = ["%0d%0aSet-Cookie:%20evil=1", "%0aSet-Cookie:evil=1", "%E2%80%A8Set-Cookie:evil=1", "%C4%8D%C4%8ASet-Cookie:evil=1"]


@pytest.mark.parametrize("what", INJECTED)
def test_no_header_is_injected(victim: Service, attack: Attack, what: str) -> None:
    paths = [
        f"/{what}",
        f"/actor/{what}",
        f"/page/{what}",
        f"/store/{what}",
        f"/store?graph=http://x/{what}",
        f"/data?iri=http://x/{what}",
    ]
    paths += [f"/sparql?query=ASK%7B%7D&format={what}", f"/query?query={what}", f"/static/{what}"]
    with attack(f"header injection {what[:20]}") as met:
        for path in paths:
            answer = sent(victim, get(path, "Accept: text/html"))
            met += statuses(answer)
            assert b"set-cookie" not in answer.partition(b"\r\n\r\n")[0].lower().replace(what.lower().encode(), b"")
        assert all(status < 500 for status in met), met  # type: ignore[operator]  # statuses are numbers


def test_no_line_of_the_log_is_forged(victim: Service, attack: Attack) -> None:
    evil = '%0a{"event":"forged"}%1b[2J%1b]0;evil%07%E2%80%A8%C2%85%7f'
    with attack("log injection") as met:
        met += statuses(sent(victim, get(f"/actor/{evil}")))
        met += statuses(sent(victim, get(f"/sparql?query={evil}", f"User-Agent: \x1b[2J{evil}", f"X-Request-Id: {evil}")))
    until(lambda: any("evil" in str(line.get("path")) for line in victim.logged()))
    told = "".join(victim.said)
    assert not [character for character in ("\x1b", "\x07", "\u2028", "\x85", "\x7f") if character in told]
    assert not victim.logged("forged")
    assert all(json.loads(line) for line in victim.said if line.startswith("{"))


def test_huge_and_many_headers_are_refused(victim: Service, attack: Attack) -> None:
    with attack("headers of 1 MB, 20,000 headers, address of 1 MB") as met:
        for data in (
            get("/", "X-Large: " + "x" * 1_000_000),
            get("/", *(f"X-{i}: {'y' * 40}" for i in range(20_000))),
            get("/" + "x" * 1_000_000),
        ):
            met += statuses(sent(victim, data)) or ["closed"]
        assert all(status in (400, 414, 431, "closed") for status in met), met


@pytest.mark.parametrize(
    ("name", "head"),
    [
        (
            "CL and TE",
            "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ),
        ("two CL", "Content-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ("CL with sign", "Content-Length: +6\r\n\r\nASK {}"),
        ("negative CL", "Content-Length: -6\r\n\r\nASK {}"),
        ("TE unknown", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ("bad chunk", "Transfer-Encoding: chunked\r\n\r\n6x\r\nASK {}\r\n0\r\n\r\n"),
        ("huge chunk", "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nASK {}"),
        ("space before colon", "Content-Length : 6\r\n\r\nASK {}"),
    ],
)
def test_no_request_is_smuggled(victim: Service, attack: Attack, name: str, head: str) -> None:
    with attack(f"smuggling: {name}") as met:
        start = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        met += statuses(sent(victim, (start + head).encode())) or ["closed"]
        assert met in ([400], ["closed"], [408]), met
    assert not [line for line in victim.logged() if line["path"] == "/smuggled"]


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example", "evil.example#localhost"],
)
def test_another_host_is_not_served(victim: Service, attack: Attack, host: str) -> None:
    with attack(f"DNS rebinding: {host or 'no host'}") as met:
        met += statuses(sent(victim, get("/sparql?query=ASK%7B%7D", host=host)))
        assert met in ([421], [400])


def test_methods_are_not_overridden(victim: Service, attack: Attack) -> None:
    before = count(victim)
    over = {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "DELETE", "X-Method-Override": "PUT"}
    with attack("method override, TRACE, CONNECT") as met:
        met.append(httpx.get(f"{victim.address}/store", params={"default": "", "_method": "DELETE"}, headers=over).status_code)
        met.append(httpx.post(f"{victim.address}/store", params={"default": ""}, headers=over).status_code)
        met += [
            httpx.request(method, f"{victim.address}{path}").status_code
            for method in ("TRACE", "PROPFIND")
            for path in ("/sparql", "/store", "/")
        ]
        assert met == [200, 401, *[405] * 6]
    assert count(victim) == before


def test_redirects_lead_nowhere_else(victim: Service, attack: Attack, canary: Canary) -> None:
    with attack("redirects and IRIs of other machines") as met:
        paths = [
            "//evil.example/",
            "/%2f%2fevil.example/",
            "/\\evil.example",
            "/page//evil.example",
            "/void//evil.example",
            "/.well-known/void?@evil.example",
        ]
        paths += [f"/page?iri={canary.address}", f"/data?iri={canary.address}", f"/page/{canary.address}", f"/{canary.address}"]
        for path in paths:
            for host in ("localhost",):
                answer = sent(
                    victim,
                    get(
                        path,
                        "X-Forwarded-Host: evil.example",
                        "X-Forwarded-Proto: https",
                        "Forwarded: host=evil.example",
                        host=host,
                    ),
                )
                met += statuses(answer)
                places = [line[10:] for line in answer.split(b"\r\n") if line.lower().startswith(b"location: ")]
                assert all(
                    place.startswith((victim.address.encode() + b"/", b"/")) and not place.startswith(b"//") for place in places
                ), places


def test_scripts_in_labels_and_questions_do_not_run(victim: Service, attack: Attack) -> None:
    base = BASE
    evil = json.dumps(SCRIPT)
    label = f"<http://www.w3.org/2000/01/rdf-schema#label> {evil}"
    others = r'<http://x/p> "</script>\"${7*7}{{7*7}}" , <javascript:alert(3)>'
    named = f"<{base}actor/evil> a <{base}ontology#Actor> ; {label} ; {others} ."
    with attack("scripts in labels, questions and addresses") as met:
        met.append(update(victim, f"INSERT DATA {{ {named} }}").status_code)
        html = {"Accept": "text/html"}
        asked = f"SELECT ?x {{ VALUES ?x {{ {evil} }} }}"
        pages = [
            httpx.get(f"{victim.address}/page/actor/evil", headers=html),
            httpx.get(f"{victim.address}/actor/{SCRIPT}", headers=html),
            httpx.get(f"{victim.address}/", params={"query": SCRIPT}, headers=html),
            httpx.get(f"{victim.address}/query", params={"query": asked}, headers=html),
            httpx.post(f"{victim.address}/query", data={"query": f"SELECT {SCRIPT}"}, headers=html),
            httpx.get(f"{victim.address}/sparql", params={"query": f"SELECT {SCRIPT}"}, headers=html),
            httpx.get(f"{victim.address}/page", params={"iri": f"http://x/{SCRIPT}"}, headers=html),
        ]
        for page in pages:
            met.append(page.status_code)
            if "html" in page.headers["content-type"]:
                assert "<script>alert" not in page.text
                assert "<img src=x" not in page.text
                assert 'href="javascript:' not in page.text
                assert (
                    "script-src" in page.headers["content-security-policy"]
                    or "default-src 'self'" in page.headers["content-security-policy"]
                )
            assert page.headers["x-content-type-options"] == "nosniff"
        assert met[:2] == [204, 200]
        assert "&lt;script&gt;" in pages[0].text
    update(victim, f"DELETE WHERE {{ <{base}actor/evil> ?p ?o }}")


def test_half_headers_of_many_do_not_shut_out_others(victim: Service, attack: Attack) -> None:
    with attack("300 half headers (slowloris)") as met:
        open_ = [connected(victim) for _ in range(300)]
        for connection in open_:
            connection.sendall(b"GET /sparql?query=ASK HTTP/1.1\r\nHost: localhost\r\nX-A: ")
        began = time.perf_counter()
        met.append(victim.ask("ASK {}").status_code)
        assert time.perf_counter() - began < 1
        for connection in open_:
            connection.close()
        assert met == [200]


def test_thousands_of_connections_are_bounded(victim: Service, attack: Attack) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    try:
        with attack("2,000 connections at once") as met:
            open_ = []
            for _ in range(2000):
                connection = connected(victim)
                connection.sendall(get("/sparql?query=ASK%7B%7D"))
                open_.append(connection)
            for connection in open_:
                with connection:
                    met.append((statuses(connection.recv(4096)) or ["closed"])[0])
            assert set(met) <= {200, 503, "closed"}
            assert met.count(200) > 500
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_workers_killed_one_after_another_come_back(victim: Service, attack: Attack) -> None:
    for number in range(6):
        before = until(lambda: len(victim.workers()) >= 2 and victim.workers())
        with attack(f"worker killed ({number + 1} of 6)") as met:
            os.kill(before[number % 2], signal.SIGKILL)
            met.append("killed")


def test_clients_that_leave_in_the_middle_leave_nothing(victim: Service, attack: Attack) -> None:
    with attack("100 clients that leave in the middle") as met:
        for _ in range(100):
            with connected(victim) as connection:
                connection.sendall(get("/sparql?query=SELECT%20*%20%7B?a%20?b%20?c.?d%20?e%20?f%7D"))
                met.append(connection.recv(12)[9:12].decode() or "closed")
    until(lambda: "kg_requests_waiting 0.0" in httpx.get(f"{victim.address}/metrics").text)
