"""The life of a service: its store followed, its log, its stop, and what is left when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.keeping.store import LocalStore
from tests.web.services import ROOT, Service, Serving, until

MALI = "exports/mali.ttl"
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d a ?f }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def alive(pid: int) -> bool:
    """Tell whether a process runs (and is not only waited for)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def write(folder: Path, number: int) -> None:
    with LocalStore.open(folder, create=True).writing(wait=10) as store:
        store.add(Quad(NamedNode("a:s"), NamedNode("a:p"), Literal(number), NamedNode("a:g")))


def test_a_store_is_followed_to_each_new_generation(serving: Serving, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    write(folder, 1)
    service = serving("--store", str(folder))
    first = httpx.get(f"{service.address}/health").json()["generation"]
    for number in range(2, 6):
        write(folder, number)
        for _ in service.workers():
            asked = service.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
            assert asked.json()["results"]["bindings"][0]["n"]["value"] == str(number)
    assert httpx.get(f"{service.address}/health").json()["generation"] != first


def test_old_generations_go_when_nobody_reads_them_any_more(serving: Serving, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    write(folder, 1)
    service = serving("--store", str(folder), "--workers", "1")
    for number in range(2, 8):
        write(folder, number)
        assert service.ask("ASK { ?s ?p ?o }").json()["boolean"] is True
    write(folder, 9)
    kept = [path for path in (folder / "generations").iterdir() if path.is_dir()]
    assert len(kept) <= 2


def test_nothing_of_a_request_breaks_a_line_of_the_log(serving: Serving, small: str) -> None:
    service = serving(small)
    hostile = 'SELECT ?x { } #\n{"event": "request", "forged": true}\r\n\u2028\x1b[31m'
    service.ask(hostile)
    httpx.get(f"{service.address}/%0a%7B%22event%22%3A%22forged%22%7D%0d%0a", headers={"user-agent": "x\ty"})
    service.ask("ASK {}")
    lines = until(lambda: service.logged() if len(service.logged()) == 3 else None)
    assert not any(line.get("forged") or line["event"] == "forged" for line in lines)
    assert {"id", "method", "path", "status", "ms", "bytes"} <= set(lines[0])
    assert (lines[0]["query_length"], "query" in lines[0]) == (len(hostile), False)
    assert all(line.isascii() for line in service.said)


def test_queries_are_in_the_log_where_that_was_asked_for(serving: Serving, small: str) -> None:
    service = serving(small, "--log-queries")
    service.ask("ASK { ?s ?p 1 }")
    assert until(lambda: service.logged())[0]["query"] == "ASK { ?s ?p 1 }"


def test_sigterm_lets_a_running_query_finish_and_takes_no_new_one(serving: Serving) -> None:
    service = serving(MALI, "--grace", "30", "--timeout", "60")
    (first, *_) = service.workers()
    with ThreadPoolExecutor(1) as client:
        running = client.submit(service.ask, LONG)
        until(lambda: busy_of(service))
        service.process.send_signal(signal.SIGTERM)
        until(lambda: refuses(service))
        assert running.result().json()["results"]["bindings"][0]["n"]["value"].isdecimal()
    assert service.process.wait(30) == 0
    assert not alive(first)


def test_sigterm_ends_what_takes_too_long_and_leaves_nothing(serving: Serving) -> None:
    service = serving(MALI, "--grace", "1", "--timeout", "300")
    scratch = scratch_of(service)
    workers = service.workers()
    with ThreadPoolExecutor(1) as client:
        running = client.submit(service.ask, ENDLESS)
        until(lambda: busy_of(service))
        assert service.stop() == 0
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError, AssertionError)):
            assert running.result().status_code == 200
    assert not any(map(alive, workers))
    assert list(scratch.glob("kg-serve-*")) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_service_stops_with_0(serving: Serving, small: str, number: int) -> None:
    service = serving(small)
    with httpx.Client() as kept_open:
        assert kept_open.get(f"{service.address}/health").status_code == 200
        assert service.stop(number) == 0


def test_no_worker_outlives_a_killed_service_and_the_next_one_cleans_up(serving: Serving, small: str) -> None:
    service = serving(MALI, "--update", "--timeout", "300")
    workers = service.workers()
    scratch = scratch_of(service)
    with ThreadPoolExecutor(1) as client:
        running = client.submit(service.ask, ENDLESS)
        until(lambda: busy_of(service))
        service.process.kill()
        assert until(lambda: not any(map(alive, workers)), seconds=5)
        assert isinstance(running.exception(), httpx.HTTPError)
    assert len(list(scratch.glob("kg-serve-*"))) == 1
    again = serving(small, environment={"TMPDIR": str(scratch)})
    assert len(list(scratch.glob("kg-serve-*"))) == 1
    assert again.stop() == 0
    assert list(scratch.glob("kg-serve-*")) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing.ttl"], "no such file"),
        (["exports/mali.ttl", "--store", "x"], "not both"),
        (["exports/mali.ttl", "--update", "--cors", "*"], "reading only"),
        (["exports/mali.ttl", "--public-url", "example.org"], "http"),
        (["exports/mali.ttl", "--host", "203.0.113.7"], "cannot listen"),
        (["--store", "no-such-folder"], "no such store"),
    ],
)
def test_what_cannot_be_served_is_told_in_a_sentence(arguments: list[str], told: str) -> None:
    done = subprocess.run([sys.executable, "-m", "kg", "serve", *arguments], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode in (2, 3, 4)
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_token_that_could_be_guessed_is_refused(small: str) -> None:
    environment = {**os.environ, "KG_SERVE_TOKEN": "short"}
    command = [sys.executable, "-m", "kg", "serve", small, "--update", "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, env=environment)
    assert done.returncode == 2
    assert "guessed" in done.stderr


def test_other_machines_are_warned_of(serving: Serving, small: str) -> None:
    service = serving(small, "--host", "0.0.0.0")
    assert any("can be reached by other machines" in line for line in service.said)
    assert httpx.get(f"http://127.0.0.1:{service.address.rpartition(':')[2]}/health").status_code == 200


def scratch_of(service: Service) -> Path:
    """Give the folder for temporary files of a service."""
    variables = Path(f"/proc/{service.process.pid}/environ").read_bytes().split(b"\0")
    return Path(next(v for v in variables if v.startswith(b"TMPDIR=")).decode().removeprefix("TMPDIR="))


def busy_of(service: Service) -> bool:
    """Tell whether a worker has used half a second of a processor."""
    used = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11] for pid in service.workers()]
    return any(int(ticks) > os.sysconf("SC_CLK_TCK") // 2 for ticks in used)


def refuses(service: Service) -> bool:
    """Tell whether a service takes no new connection."""
    try:
        return httpx.get(f"{service.address}/health").status_code >= 500
    except httpx.TransportError:
        return True
