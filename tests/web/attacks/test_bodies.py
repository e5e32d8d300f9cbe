"""Bodies: too large, too slow, packed bombs, deep, and not text."""

from __future__ import annotations

import gzip
import zlib

import httpx
import pytest
import zstandard

from tests.web.attacks.conftest import Attack
from tests.web.attacks.raw import connected, sent, statuses
from tests.web.attacks.test_stock import count, put
from tests.web.services import Service

ZEROS = b"#" * (64 << 20)
LINE = b"<http://x/s> <http://x/p> 1 .\n"


@pytest.mark.parametrize(
    ("name", "body", "encoding", "status"),
    [
        ("gzip", gzip.compress(ZEROS), "gzip", 413),
        ("gzip in gzip", gzip.compress(gzip.compress(ZEROS)), "gzip", 400),
        ("gzip, gzip", gzip.compress(gzip.compress(ZEROS)), "gzip, gzip", 415),
        ("zstd", zstandard.compress(ZEROS), "zstd", 415),
        ("deflate", zlib.compress(ZEROS), "deflate", 415),
        ("members", gzip.compress(LINE) + gzip.compress(ZEROS), "gzip", 400),
        ("cut gzip", gzip.compress(LINE * 1000)[:-20], "gzip", 400),
    ],
)
def test_a_packed_bomb_is_refused(victim: Service, attack: Attack, name: str, body: bytes, encoding: str, status: int) -> None:
    with attack(f"bomb: {name}") as met:
        met.append(put(victim, body, "text/turtle", **{"Content-Encoding": encoding}).status_code)
        assert met == [status]


NESTED = {
    "blank nodes": b"<http://x/s> <http://x/p> " + b"[ <http://x/p> " * 60_000 + b"1" + b"]" * 60_000 + b" .",
    "lists": b"<http://x/s> <http://x/p> " + b"(" * 500_000 + b")" * 500_000 + b" .",
    "triple terms": b"<http://x/s> <http://x/p> " + b"<<( <http://x/s> <http://x/p> " * 50_000 + b"1" + b")>>" * 50_000 + b" .",
    "reified": b"<<" * 300_000,
    "annotations": b"<http://x/s> <http://x/p> 1 " + b"{| <http://x/p> 1 " * 50_000 + b"|}" * 50_000 + b" .",
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_turtle_ends_nothing(victim: Service, attack: Attack, name: str) -> None:
    with attack(f"deep Turtle: {name}") as met:
        met.append(put(victim, NESTED[name], "text/turtle", graph="http://x/deep").status_code)
        assert met[0] in (201, 204, 400, 413, 500, 504)
    httpx.delete(f"{victim.address}/store", params={"graph": "http://x/deep"}, headers=victim.writing, timeout=30)


@pytest.mark.parametrize("media", ["application/ld+json", "application/rdf+xml"])
def test_deep_json_and_xml_end_nothing(victim: Service, attack: Attack, media: str) -> None:
    deep = '{"http://x/p":' * 100_000 if "json" in media else "<a>" * 100_000
    with attack(f"deep {media}") as met:
        met.append(put(victim, deep, media).status_code)
        assert met[0] in (400, 500)


@pytest.mark.parametrize(
    "body",
    [
        b"<http://x/s> <http://x/p> '\xff\xfe' .",
        b"<http://x/s> <http://x/p> '\xed\xa0\x80' .",
        b"<http://x/s> <http://x/p> '\\uD800' .",
        b"<http://x/s> <http://x/p> '\xc0\xaf' .",
        b"<http://x/\\u003E> <http://x/p> 1 .",
    ],
)
def test_what_is_not_text_is_refused(victim: Service, attack: Attack, body: bytes) -> None:
    before = count(victim)
    with attack(f"not text: {body[20:48]!r}") as met:
        met.append(put(victim, body, "text/turtle").status_code)
        assert met == [400]
    assert count(victim) == before


def test_a_literal_as_large_as_a_body_may_be_is_taken_or_refused(victim: Service, attack: Attack) -> None:
    with attack("a literal of 3.9 MB") as met:
        answer = put(victim, "<http://x/s> <http://x/p> '" + "x" * 3_900_000 + "' .", "text/turtle", graph="http://x/large")
        met.append(answer.status_code)
        assert answer.status_code in (201, 204, 400, 413)
    httpx.delete(f"{victim.address}/store", params={"graph": "http://x/large"}, headers=victim.writing, timeout=30)


def test_oversize_bodies_are_refused(victim: Service, attack: Attack) -> None:
    with attack("oversize bodies") as met:
        met.append(put(victim, LINE * 200_000, "text/turtle").status_code)
        met.append(httpx.post(victim.sparql, data={"query": "#" * 200_000}, timeout=30).status_code)
        chunks = (b"#" * 65536 for _ in range(300))
        met.append(httpx.post(victim.sparql, content=chunks, headers={"Content-Type": "application/sparql-query"}).status_code)
        assert all(status in (400, 413) for status in met)


def test_slow_bodies_are_ended(victim: Service, attack: Attack) -> None:
    with attack("20 slow bodies") as met:
        open_ = [connected(victim) for _ in range(20)]
        head = f"PUT /store?default HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {victim.token}\r\n"
        for connection in open_:
            connection.sendall(f"{head}Content-Type: text/turtle\r\nContent-Length: 1000000\r\n\r\n<".encode())
        assert victim.ask("ASK {}").status_code == 200
        for connection in open_:
            with connection:
                met += statuses(connection.recv(4096))
        assert met == [408] * 20


def test_a_body_that_lies_about_its_length_waits_for_nobody(victim: Service, attack: Attack) -> None:
    with attack("a body longer than it says") as met:
        request = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        met += statuses(sent(victim, request + b"Content-Length: 6\r\n\r\nASK {}{}{}{}"))
        assert set(met) <= {200, 400}
