"""Time, memory, crashes, queues, slow clients and clients that leave: each has its end, and the service goes on."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.web.services import Service, Serving, until

LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a"
WIDE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
MALI = "exports/mali.ttl"


def answers(service: Service) -> bool:
    return service.ask("ASK {}").json()["boolean"] is True


def sent(service: Service, query: str) -> socket.socket:
    """Give a plain connection over which a query was sent."""
    host, port = service.address.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    asked = httpx.QueryParams({"query": query})
    connection.sendall(f"GET /sparql?{asked} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    return connection


def rest(connection: socket.socket) -> bytes:
    """Give all that a connection brings to its end, in whichever way that comes."""
    found = bytearray()
    try:
        while block := connection.recv(1 << 16):
            found += block
    except ConnectionResetError:
        pass
    return bytes(found)


def killed(service: Service, why: str) -> float:
    text = httpx.get(f"{service.address}/metrics").text
    lines = [line for line in text.splitlines() if line.startswith(f'kg_workers_killed_total{{why="{why}"}}')]
    return float(lines[0].split()[1]) if lines else 0.0


def test_a_query_past_its_time_is_504_and_the_next_is_answered(serving: Serving) -> None:
    service = serving(MALI, "--timeout", "1")
    answer = service.ask(LONG)
    assert answer.status_code == 504
    assert "1 seconds" in answer.text
    assert answers(service)
    assert killed(service, "time") == 1
    assert until(lambda: len(service.workers()) == 2)


def test_a_query_past_its_memory_is_told_and_the_next_is_answered(serving: Serving) -> None:
    service = serving(MALI, "--memory", "200")
    answer = service.ask(SORTED)
    assert answer.status_code == 500
    assert "200 MB" in answer.text
    assert answers(service)


def test_an_answer_cut_by_time_is_an_error_and_never_short_data(serving: Serving) -> None:
    service = serving(MALI, "--timeout", "1", "--workers", "1")
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
        service.ask(WIDE, params={"format": "csv"})
    (line,) = until(lambda: service.logged())
    assert line["status"] == 200
    assert "1 seconds" in line["cut"]
    assert answers(service)


def test_an_answer_cut_by_a_crash_is_an_error(serving: Serving) -> None:
    service = serving(MALI, "--workers", "1")
    connection = sent(service, WIDE)
    assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    os.kill(service.workers()[0], signal.SIGABRT)
    with connection:
        assert not rest(connection).endswith(b"0\r\n\r\n")
    assert answers(service)


def test_a_crash_before_the_first_byte_is_500(serving: Serving) -> None:
    service = serving(MALI, "--workers", "1")
    (worker,) = service.workers()
    with ThreadPoolExecutor(1) as client:
        answer = client.submit(service.ask, LONG)
        until(busy(worker))
        os.kill(worker, signal.SIGSEGV)
        assert answer.result().status_code == 500
    assert answers(service)
    (line,) = service.logged("worker died")
    assert line["code"] == -signal.SIGSEGV


def test_an_idle_worker_that_dies_is_replaced(serving: Serving) -> None:
    service = serving(MALI)
    before = service.workers()
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    assert until(lambda: len(service.workers()) == 2 and not set(service.workers()) & set(before))
    assert answers(service)


def test_who_comes_when_the_queue_is_full_is_told_when_to_come_again(serving: Serving) -> None:
    service = serving(MALI, "--workers", "1", "--queue", "1", "--timeout", "3")
    (worker,) = service.workers()
    with ThreadPoolExecutor(2) as clients:
        running = clients.submit(service.ask, LONG)
        until(busy(worker))
        waiting = clients.submit(service.ask, "ASK {}")
        until(lambda: "kg_requests_waiting 1.0" in httpx.get(f"{service.address}/metrics").text)
        turned_away = service.ask("ASK { ?s ?p ?o }")
        assert (turned_away.status_code, turned_away.headers["retry-after"]) == (503, "2")
        assert running.result().status_code == 504
        assert waiting.result().status_code in (200, 503)
    assert answers(service)


def test_a_client_that_leaves_ends_its_query(serving: Serving) -> None:
    service = serving(MALI, "--workers", "1", "--timeout", "300")
    (worker,) = service.workers()
    connection = sent(service, LONG)
    until(busy(worker))
    connection.close()
    assert until(lambda: worker not in service.workers(), seconds=3)
    assert until(lambda: service.workers())
    assert answers(service)
    assert killed(service, "left") == 1


def test_a_client_that_leaves_in_the_middle_ends_its_answer(serving: Serving) -> None:
    service = serving(MALI, "--workers", "1", "--timeout", "300")
    connection = sent(service, WIDE)
    assert connection.recv(1000)
    connection.close()
    assert until(lambda: [line for line in service.logged() if line.get("cut") == "left"], seconds=5)
    assert answers(service)


def test_slow_readers_do_not_hold_the_workers(serving: Serving) -> None:
    service = serving(MALI, "--workers", "1")
    held = [sent(service, "SELECT * { ?s ?p ?o }") for _ in range(5)]
    for connection in held:
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    assert answers(service)
    for connection in held:
        with connection:
            assert rest_of_chunks(connection).endswith(b"0\r\n\r\n")


def rest_of_chunks(connection: socket.socket) -> bytes:
    """Give the end of a chunked answer."""
    found = b""
    while not found.endswith(b"0\r\n\r\n"):
        block = connection.recv(1 << 16)
        if not block:
            break
        found = (found + block)[-100:]
    return found


def test_a_reader_that_stops_is_cut_and_takes_bounded_memory(serving: Serving) -> None:
    service = serving(MALI, "--workers", "1", "--send-timeout", "1", "--timeout", "300")
    before = memory(service.process.pid)
    with sent(service, WIDE) as connection:
        assert connection.recv(1000)
        assert until(lambda: [line for line in service.logged() if line.get("cut") == "slow"], seconds=20)
        assert memory(service.process.pid) - before < 50 << 20
    assert answers(service)


def test_headers_that_do_not_come_close_the_connection(serving: Serving, small: str) -> None:
    service = serving(small)
    host, port = service.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        assert rest(connection).startswith(b"HTTP/1.1 408")


def test_headers_without_end_are_refused(serving: Serving, small: str) -> None:
    service = serving(small)
    host, port = service.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n")
        try:
            for number in range(1000):
                connection.sendall(f"X-{number}: {'x' * 5000}\r\n".encode())
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert answers(service)
    assert memory(service.process.pid) < 400 << 20


def test_a_body_that_nobody_wants_is_not_taken_for_ever(serving: Serving, small: str) -> None:
    service = serving(small)
    host, port = service.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"PUT /store?default HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 403")
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            send_for_ever(connection)
    assert answers(service)


def send_for_ever(connection: socket.socket) -> None:
    start = time.monotonic()
    while time.monotonic() - start < 20:
        connection.sendall(b"5\r\n01234\r\n" * 1000)
        time.sleep(0.01)


def test_killed_workers_leave_no_open_files(serving: Serving, small: str) -> None:
    service = serving(small, "--workers", "1")
    files = Path(f"/proc/{service.process.pid}/fd")
    before = len(list(files.iterdir()))
    for _ in range(5):
        (worker,) = until(service.workers)
        os.kill(worker, signal.SIGKILL)
        assert until(lambda worker=worker: service.workers() and worker not in service.workers())
        assert answers(service)
    assert len(list(files.iterdir())) <= before + 2


def test_workers_have_no_network_and_bounded_memory(serving: Serving, small: str) -> None:
    service = serving(small, "--memory", "256")
    (line,) = service.logged("serving")
    limits = Path(f"/proc/{service.workers()[0]}/limits").read_text().splitlines()
    (bound,) = [int(row.split()[3]) for row in limits if row.startswith("Max address space") and "unlimited" not in row]
    assert bound < 8 << 30
    if not line["network"]:
        ours, theirs = (Path(f"/proc/{pid}/ns/net").readlink() for pid in (service.process.pid, service.workers()[0]))
        assert ours != theirs
    else:
        assert any("keep their network" in said for said in service.said)


def test_a_worker_knows_no_secret(serving: Serving, small: str) -> None:
    service = serving(small, "--update")
    for worker in service.workers():
        told = Path(f"/proc/{worker}/environ").read_bytes() + Path(f"/proc/{worker}/cmdline").read_bytes()
        assert service.token.encode() not in told


def busy(pid: int) -> Callable[[], bool]:
    """Give what tells whether a process has used a fifth of a second of a processor from now on."""
    start = ticks(pid)
    return lambda: ticks(pid) > start + os.sysconf("SC_CLK_TCK") // 5


def ticks(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])


def memory(pid: int) -> int:
    """Give the resident bytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
