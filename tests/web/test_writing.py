from __future__ import annotations

import gzip
import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.web.services import Service, Serving, service, until

GRAPH = "http://example.org/g"
TURTLE = {"content-type": "text/turtle"}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def open_to_writes(small: str) -> Iterator[Service]:
    with service(small, "--update", "--timeout", "20", "--body", "8", "--body-timeout", "2") as running:
        yield running


def count(service: Service) -> int:
    return int(service.ask(COUNT).json()["results"]["bindings"][0]["n"]["value"])


def put(service: Service, content: bytes | str, graph: str = GRAPH, **headers: str) -> httpx.Response:
    sent = {**TURTLE, **service.writing, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return httpx.put(f"{service.address}/store", params={"graph": graph}, content=content, headers=sent, timeout=60)


@pytest.mark.parametrize(
    "header", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic YTpi"}, {"authorization": "Bearer"}]
)
def test_a_write_without_the_token_is_401(open_to_writes: Service, header: dict[str, str]) -> None:
    answers = [
        httpx.post(open_to_writes.sparql, data={"update": "CLEAR ALL"}, headers=header),
        httpx.put(f"{open_to_writes.address}/store?default", content="", headers={**TURTLE, **header}),
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].headers["www-authenticate"].startswith("Bearer")


def test_an_acknowledged_update_is_seen_by_the_next_question_of_anybody(open_to_writes: Service) -> None:
    for number in range(5):
        update = f"INSERT DATA {{ <http://example.org/n> <http://example.org/p> {number} }}"
        assert httpx.post(open_to_writes.sparql, data={"update": update}, headers=open_to_writes.writing).status_code == 204
        asked = f"ASK {{ <http://example.org/n> <http://example.org/p> {number} }}"
        with ThreadPoolExecutor(4) as clients:
            answers = list(clients.map(open_to_writes.ask, [asked] * 4))
        assert [answer.json()["boolean"] for answer in answers] == [True] * 4


def test_many_writers_lose_no_update(open_to_writes: Service) -> None:
    def write(number: int) -> int:
        update = f"INSERT DATA {{ <http://example.org/many> <http://example.org/p> {number} }}"
        return httpx.post(open_to_writes.sparql, data={"update": update}, headers=open_to_writes.writing, timeout=60).status_code

    with ThreadPoolExecutor(8) as writers:
        assert set(writers.map(write, range(12))) == {204}
    asked = open_to_writes.ask("SELECT (COUNT(*) AS ?n) { <http://example.org/many> ?p ?o }")
    assert asked.json()["results"]["bindings"][0]["n"]["value"] == "12"


def test_a_graph_is_put_read_and_removed(open_to_writes: Service) -> None:
    graph = "http://example.org/round"
    address = f"{open_to_writes.address}/store"
    assert put(open_to_writes, "<a:s> <a:p> 1 .", graph).status_code == 201
    assert put(open_to_writes, "<a:s> <a:p> 2 .", graph).status_code == 204
    read = httpx.get(address, params={"graph": graph}, headers={"accept": "application/n-triples"})
    assert read.text == '<a:s> <a:p> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    assert httpx.head(address, params={"graph": graph}).status_code == 200
    assert httpx.delete(address, params={"graph": graph}, headers=open_to_writes.writing).status_code == 204
    assert httpx.delete(address, params={"graph": graph}, headers=open_to_writes.writing).status_code == 404
    assert httpx.get(address, params={"graph": graph}).status_code == 404


def test_data_that_breaks_off_changes_nothing(open_to_writes: Service) -> None:
    assert put(open_to_writes, "<a:s> <a:p> 1 .").status_code in (201, 204)
    many = "".join(f"<a:s{number}> <a:p> {number} .\n" for number in range(100_000))
    before = count(open_to_writes)
    answer = put(open_to_writes, many + "<a:s> <a:p> nonsense .")
    assert answer.status_code == 400
    assert "line 100001" in answer.text
    assert count(open_to_writes) == before


@pytest.mark.parametrize(
    ("media", "content"),
    [
        ("text/turtle", "<a:s> <a:p> <http://bad iri> ."),
        ("text/turtle", b'<a:s> <a:p> "\xff" .'),
        ("application/rdf+xml", '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aa">]><r/>'),
        ("application/rdf+xml", '<!DOCTYPE r [<!ENTITY a "aa">]><r/>'.encode("utf-16")),
        ("application/ld+json", '{"@context": "http://127.0.0.1:1/context", "@id": "a:s", "p": 1}'),
        ("application/ld+json", "{"),
    ],
)
def test_what_is_not_a_graph_or_hides_something_is_400(open_to_writes: Service, media: str, content: bytes | str) -> None:
    answer = put(open_to_writes, content, content_type=media)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("media", ["text/plain", "text/html", "application/octet-stream", "text/turtle; charset=utf-16"])
def test_other_media_types_are_415(open_to_writes: Service, media: str) -> None:
    assert put(open_to_writes, "", content_type=media).status_code == 415


def test_a_packed_body_is_read_and_a_bomb_is_413(open_to_writes: Service) -> None:
    small = gzip.compress(b"<a:s> <a:p> 1 .")
    bomb = gzip.compress(b"# nothing\n" * 10_000_000)
    assert len(bomb) < 1_000_000
    assert put(open_to_writes, small, "http://example.org/gz", content_encoding="gzip").status_code == 201
    assert put(open_to_writes, bomb, content_encoding="gzip").status_code == 413
    assert put(open_to_writes, small[:-3], content_encoding="gzip").status_code == 400
    assert put(open_to_writes, b"plain", content_encoding="gzip").status_code == 400
    assert put(open_to_writes, small, content_encoding="br").status_code == 415


def test_a_body_that_is_too_large_is_413_before_it_is_sent(open_to_writes: Service) -> None:
    assert put(open_to_writes, b"#" * (9 << 20)).status_code == 413


def test_a_slow_body_is_408(open_to_writes: Service) -> None:
    assert _dripped(open_to_writes) == 408


def _dripped(service: Service) -> int:
    """Send half a body over a plain socket and give the status that comes."""
    host, port = service.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        head = f"PUT /store?default HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {service.token}\r\n"
        connection.sendall(f"{head}Content-Type: text/turtle\r\nContent-Length: 100\r\n\r\n<a:s> ".encode())
        return int(connection.recv(1000).split()[1])


def test_a_lost_update_is_refused_by_if_match(open_to_writes: Service) -> None:
    graph = "http://example.org/match"
    assert put(open_to_writes, "<a:s> <a:p> 1 .", graph).status_code == 201
    tag = httpx.get(f"{open_to_writes.address}/store", params={"graph": graph}).headers["etag"]
    assert put(open_to_writes, "<a:s> <a:p> 2 .", graph, if_match=tag).status_code == 204
    assert put(open_to_writes, "<a:s> <a:p> 3 .", graph, if_match=tag).status_code == 412


def test_a_file_with_graphs_is_added_to_the_store_as_a_whole(open_to_writes: Service) -> None:
    headers = {"content-type": "application/n-quads", **open_to_writes.writing}
    content = "<a:s> <a:p> <a:o> <http://example.org/q1> .\n<a:s> <a:p> <a:o> <http://example.org/q2> .\n"
    assert httpx.post(f"{open_to_writes.address}/store", content=content, headers=headers).status_code == 204
    assert httpx.put(f"{open_to_writes.address}/store", content=content, headers=headers).status_code == 400
    asked = "ASK { GRAPH <http://example.org/q1> { <a:s> ?p ?o } GRAPH <http://example.org/q2> { <a:s> ?p ?o } }"
    assert open_to_writes.ask(asked).json()["boolean"] is True


def test_load_and_service_in_an_update_reach_no_other_machine(open_to_writes: Service) -> None:
    for update in ("LOAD <http://127.0.0.1:1/x>", "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"):
        answer = httpx.post(open_to_writes.sparql, data={"update": update}, headers=open_to_writes.writing)
        assert answer.status_code == 400


def test_a_write_that_is_killed_leaves_all_as_it_was(serving: Serving, small: str) -> None:
    service = serving(small, "--update")
    before = count(service)
    many = "".join(f"<a:s{number}> <a:p> {number} .\n" for number in range(400_000))
    (writer,) = [pid for pid in service.workers() if "write" in Path(f"/proc/{pid}/cmdline").read_text()]
    with ThreadPoolExecutor(1) as client:
        answer = client.submit(put, service, many)
        until(lambda: _busy(writer))
        os.kill(writer, signal.SIGKILL)
        assert answer.result().status_code == 500
    assert count(service) == before
    assert put(service, "<a:s> <a:p> 1 .").status_code == 201
    assert count(service) == before + 1


def _busy(pid: int) -> bool:
    """Tell whether a process has used a fifth of a second of a processor since it was ready."""
    ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])
    return ticks > _busy_base.setdefault(pid, ticks) + os.sysconf("SC_CLK_TCK") // 5


_busy_base: dict[int, int] = {}


def test_a_write_past_its_time_is_stopped_and_changes_nothing(serving: Serving, small: str) -> None:
    service = serving(small, "--update", "--timeout", "1")
    many = " ".join(f"<a:s{number}> <a:p> {number} ." for number in range(300))
    assert put(service, many).status_code == 201
    endless = "INSERT { ?a <a:q> ?f } WHERE { GRAPH ?x { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } }"
    assert httpx.post(service.sparql, data={"update": endless}, headers=service.writing, timeout=60).status_code == 504
    assert count(service) == 301
    assert put(service, "<a:s> <a:p> 1 .").status_code == 204


def test_a_made_token_is_shown_once_and_works(serving: Serving, small: str) -> None:
    service = serving(small, "--update", environment={"KG_SERVE_TOKEN": ""})
    (line,) = [line for line in service.said if line.startswith("token for writes")]
    service.token = line.split()[-1]
    assert put(service, "<a:s> <a:p> 1 .").status_code == 201
    assert "".join(service.said).count(service.token) == 1
