"""What a client survives: each way in which a store, or somebody who plays one, misbehaves, is a sentence."""

from __future__ import annotations

import gzip
import io
import itertools
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from kg.pushing.address import Credentials, read_address
from kg.pushing.failures import StoreFailed, StoreRefused
from kg.pushing.wire import Limits, Wire
from tests.pushing.conftest import Hostile, hang_up, reply

SECRET = "s3cret-Ω"


def wired(hostile: Hostile, **more: object) -> tuple[Wire, list[float]]:
    waits: list[float] = []
    return Wire(read_address(hostile.url), Credentials("ana", SECRET), sleep=waits.append, **more), waits  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_with_growing_waits(hostile: Hostile, status: int) -> None:
    hostile.will(reply(status), reply(status), reply(204))
    wire, waits = wired(hostile)
    with wire:
        assert wire.ask("PUT", f"{hostile.url}/store", content=b"x").status == 204
    assert len(hostile.asked) == 3
    assert 0.25 <= waits[0] <= 1
    assert 0.5 <= waits[1] <= 2


def test_a_connection_that_is_hung_up_is_tried_again(hostile: Hostile) -> None:
    hostile.will(hang_up, reply(204))
    wire, _ = wired(hostile)
    with wire:
        assert wire.ask("POST", f"{hostile.url}/store", content=b"line").status == 204
    assert [request.body for request in hostile.asked] == [b"line", b"line"]


def test_tries_end(hostile: Hostile) -> None:
    hostile.will(reply(503, b"full"))
    wire, waits = wired(hostile)
    with wire, pytest.raises(StoreFailed, match=r"answers 503: full \(6 times\)"):
        wire.ask("PUT", f"{hostile.url}/store", content=b"x")
    assert (len(hostile.asked), len(waits)) == (6, 5)


@pytest.mark.parametrize(("asked", "waited"), [("7", 7), ("86400", 60), ("Fri, 31 Dec 2100 23:59:59 GMT", 60)])
def test_retry_after_is_kept_to_and_capped(hostile: Hostile, asked: str, waited: float) -> None:
    hostile.will(reply(429, Retry_After=asked), reply(204))
    wire, waits = wired(hostile)
    with wire:
        wire.ask("PUT", f"{hostile.url}/store", content=b"x")
    assert waits == [waited]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415])
def test_what_will_be_refused_again_is_not_tried_again(hostile: Hostile, status: int) -> None:
    hostile.will(reply(status, b"no"))
    wire, waits = wired(hostile)
    with wire, pytest.raises(StoreRefused, match=f"answers {status}: no"):
        wire.ask("PUT", f"{hostile.url}/store", content=b"x")
    assert (len(hostile.asked), waits) == (1, [])


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://evil.example/store", "//evil.example/", "/elsewhere"])
def test_no_redirect_is_followed(hostile: Hostile, target: str) -> None:
    hostile.will(reply(307, Location=target))
    wire, _ = wired(hostile)
    with wire, pytest.raises(StoreRefused, match="sends elsewhere"):
        wire.ask("PUT", f"{hostile.url}/store", content=b"x")
    assert len(hostile.asked) == 1


def test_a_request_to_another_host_is_not_sent(hostile: Hostile) -> None:
    wire, _ = wired(hostile)
    with wire, pytest.raises(StoreRefused, match="another host"):
        wire.ask("GET", "http://127.0.0.1:1/query")


@pytest.mark.parametrize("said", [SECRET.encode(), b"Basic YW5hOnMzY3JldC3OqQ=="])
def test_a_secret_that_the_store_repeats_is_not_shown(hostile: Hostile, said: bytes) -> None:
    hostile.will(reply(400, b"you sent " + said))
    wire, _ = wired(hostile)
    with wire, pytest.raises(StoreRefused) as error:
        wire.ask("PUT", f"{hostile.url}/store", content=b"x")
    assert str(error.value).endswith("answers 400: you sent …") or str(error.value).endswith("you sent Basic …")
    assert SECRET not in repr(wire)


def test_a_page_of_markup_and_control_characters_is_told_in_one_plain_line(hostile: Hostile) -> None:
    page = b"<html><head><title>t</title></head><body><script>x()</script>\x1b[2JDisk\n\nfull\x07</body></html>"
    page += b" " * 10_000_000
    hostile.will(reply(500, page, Content_Type="text/html"))
    wire, _ = wired(hostile, limits=Limits(tries=1))
    with wire, pytest.raises(StoreFailed) as error:
        wire.ask("PUT", f"{hostile.url}/store", content=b"x")
    assert "\ufffd[2JDisk full\ufffd" in str(error.value)
    assert str(error.value).isprintable()


def endless(piece: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(1 << 40))
        handler.end_headers()
        for _ in itertools.count():
            handler.wfile.write(piece)

    return answer


def test_an_answer_of_gigabytes_is_not_read_to_its_end(hostile: Hostile) -> None:
    hostile.will(endless(b"x" * 65536))
    wire, _ = wired(hostile, limits=Limits(answer=1 << 20))
    with wire, pytest.raises(StoreFailed, match="more than 1,048,576 bytes"):
        wire.ask("POST", f"{hostile.url}/query", data={"query": "ASK {}"})
    assert len(hostile.asked) == 1


def test_an_answer_that_never_ends_is_left(hostile: Hostile) -> None:
    hostile.will(endless(b"x"))
    clock = itertools.count(0, 100).__next__
    wire, _ = wired(hostile, clock=clock)
    with wire, pytest.raises(StoreFailed, match="had not ended its answer after 1800 seconds"):
        wire.fetch(f"{hostile.url}/store", io.BytesIO())


def test_silence_is_left(hostile: Hostile) -> None:
    hostile.will(lambda handler: handler.rfile.read(1) and None)
    wire, _ = wired(hostile, limits=Limits(silence=0.2, tries=2))
    with wire, pytest.raises(StoreFailed, match=r"does not answer \(2 times\)"):
        wire.ask("POST", f"{hostile.url}/query", data={"query": "ASK {}"})


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "x-unheard"])
def test_a_compressed_answer_is_not_unpacked(hostile: Hostile, coding: str) -> None:
    hostile.will(reply(200, gzip.compress(bytes(50_000_000)), Content_Encoding=coding))
    wire, _ = wired(hostile)
    with wire, pytest.raises(StoreFailed, match="compressed, which was not asked for"):
        wire.ask("POST", f"{hostile.url}/query", data={"query": "ASK {}"})


def test_a_body_has_its_length_and_is_never_chunked(hostile: Hostile) -> None:
    hostile.will(reply(204))
    wire, _ = wired(hostile)
    with wire:
        wire.ask("PUT", f"{hostile.url}/store", content=b"12345")
    assert hostile.asked[0].headers["Content-Length"] == "5"
    assert "Transfer-Encoding" not in hostile.asked[0].headers


def test_a_token_is_sent_as_such_and_digest_waits_for_the_challenge(hostile: Hostile) -> None:
    hostile.will(reply(204))
    wire, _ = wired(hostile)
    wire.credentials, wire.scheme = Credentials("ana", "t0ken"), "bearer"
    with wire:
        wire.ask("PUT", f"{hostile.url}/store", content=b"x")
    assert hostile.asked[0].headers["Authorization"] == "Bearer t0ken"
    digest = 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'
    hostile.will(reply(401, WWW_Authenticate=digest), reply(204))
    wire, _ = wired(hostile)
    wire.scheme = "digest"
    with wire:
        assert wire.ask("PUT", f"{hostile.url}/store", content=b"x").status == 204
    assert "Authorization" not in hostile.asked[1].headers
    assert hostile.asked[2].headers["Authorization"].startswith('Digest username="ana"')
    assert SECRET not in str(hostile.asked)
