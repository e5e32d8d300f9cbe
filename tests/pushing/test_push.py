"""A graph into a real store: complete, verified, and completed after kills on either side."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from kg.cli import main
from kg.pushing.address import read_address
from kg.pushing.asking import Asker
from kg.pushing.failures import StoreFailed
from kg.pushing.kinds import KINDS, make_endpoint
from kg.pushing.lines import prepare
from kg.pushing.push import push
from kg.pushing.verify import verify
from kg.pushing.wire import Limits, Wire
from tests.pushing.conftest import Hostile, counted, json_rows, reply, written
from tests.stores.servers import Server

GRAPH = "https://example.org/graph/pushed"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KG_PUSH_USER", "KG_PUSH_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("NETRC", str(tmp_path / "no-netrc"))


def held(server: Server, graph: str = GRAPH) -> list[str]:
    answer = httpx.get(server.graphs, params={"graph": graph}, headers={"Accept": "application/n-triples"})
    return sorted(answer.text.splitlines()) if answer.status_code == 200 else []


def lines_of(file: Path) -> list[str]:
    return sorted(set(file.read_text(encoding="utf-8").splitlines()))


def test_a_push_puts_a_graph_there_and_replaces_it(oxigraph: Server, graph_file: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.nt"
    old.write_text("<urn:old> <urn:p> <urn:o> .\n")
    assert main(["push", str(old), oxigraph.url, "--graph", GRAPH]) == 0
    assert main(["push", str(graph_file), oxigraph.url, "--graph", GRAPH, "--chunk", "700"]) == 0
    assert held(oxigraph) == lines_of(graph_file)


def test_a_default_graph_of_somebody_else_is_not_replaced_unless_told(
    oxigraph: Server, graph_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    httpx.put(oxigraph.graphs + "?default", content=b"<urn:a> <urn:p> 1 .", headers={"Content-Type": "text/turtle"})
    assert main(["push", str(graph_file), oxigraph.url]) == 2
    assert "holds 1 triples that a push would replace: say --default-graph" in capsys.readouterr().err
    assert main(["push", str(graph_file), oxigraph.url, "--default-graph"]) == 0
    assert main(["push", str(graph_file), oxigraph.url]) == 0, "it is ours now"


def test_by_source_keeps_the_graphs_apart(oxigraph: Server, tmp_path: Path) -> None:
    source = tmp_path / "graphs.nq"
    source.write_text("<urn:a> <urn:p> <urn:o> <urn:g1> .\n<urn:b> <urn:p> <urn:o> <urn:g2> .\n")
    assert main(["push", str(source), oxigraph.url, "--by-source"]) == 0
    assert (held(oxigraph, "urn:g1"), held(oxigraph, "urn:g2")) == (["<urn:a> <urn:p> <urn:o> ."], ["<urn:b> <urn:p> <urn:o> ."])


def test_a_dry_run_sends_nothing(oxigraph: Server, graph_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", str(graph_file), oxigraph.url, "--graph", GRAPH, "--dry-run"]) == 0
    assert capsys.readouterr().out == f"{GRAPH}\t5000\t1\n"
    assert held(oxigraph) == []


def test_a_broken_file_leaves_the_store_as_it_was(oxigraph: Server, graph_file: Path) -> None:
    assert main(["push", str(graph_file), oxigraph.url, "--graph", GRAPH]) == 0
    before = held(oxigraph)
    with graph_file.open("a") as file:
        file.write("<urn:s> <urn:p> oops .\n")
    assert main(["push", str(graph_file), oxigraph.url, "--graph", GRAPH]) == 3
    assert held(oxigraph) == before


def command(server: Server, file: Path, journal: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "kg", "push", str(file), server.url, "--graph", GRAPH, "--chunk", "500",
            "--journal", str(journal), *more]  # fmt: skip


def acknowledged(journal: Path) -> int:
    return journal.read_bytes().count(b'"acknowledged"') if journal.exists() else 0


def wait_for(journal: Path, chunks: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while acknowledged(journal) < chunks and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    assert acknowledged(journal) >= chunks


def test_a_push_that_is_killed_is_completed_by_resume(oxigraph: Server, tmp_path: Path) -> None:
    file, journal = written(tmp_path / "large.nt", 20_000), tmp_path / "journal"
    with subprocess.Popen(command(oxigraph, file, journal), stderr=subprocess.DEVNULL) as process:
        wait_for(journal, 3, process)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert 0 < len(held(oxigraph)) < 100_000
    done = subprocess.run(command(oxigraph, file, journal, "--resume"), capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    sent = int(done.stderr.split("pushed ")[1].split(" ")[0].replace(",", ""))
    assert sent < 100_000, "what was acknowledged is not sent again"
    assert held(oxigraph) == lines_of(file)


def test_a_server_that_is_killed_and_started_again_ends_with_all(oxigraph: Server, tmp_path: Path) -> None:
    file, journal = written(tmp_path / "large.nt", 20_000), tmp_path / "journal"
    with subprocess.Popen(command(oxigraph, file, journal), stderr=subprocess.PIPE) as process:
        wait_for(journal, 3, process)
        oxigraph.kill()
        oxigraph.start()
        _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert held(oxigraph) == lines_of(file)


def test_a_server_that_stays_away_is_told_loudly_and_resume_completes(oxigraph: Server, graph_file: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    parts = prepare(graph_file, work, GRAPH, by_source=False, chunk=500)
    endpoint = make_endpoint(oxigraph.url, KINDS["oxigraph"], authenticated=False)

    def kill_late(done: int, _: str) -> None:
        if done == 2000:
            oxigraph.kill()

    with Wire(read_address(oxigraph.url), limits=Limits(tries=2), sleep=lambda _: None) as wire:
        with pytest.raises(StoreFailed, match=r"2,000 of 5,000 triples are there: .* A PART .*--resume completes it"):
            push(wire, endpoint, parts, tmp_path / "journal", resume=False, show=kill_late)
        oxigraph.start()
        done = push(wire, endpoint, parts, tmp_path / "journal", resume=True)
    assert (done.sent, done.triples) == (3000, 5000)
    assert held(oxigraph) == lines_of(graph_file)


def test_another_graph_cannot_be_resumed(oxigraph: Server, graph_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = ["--graph", GRAPH]
    assert main(["push", str(graph_file), oxigraph.url, *there, "--resume"]) == 2
    assert "nothing to resume" in capsys.readouterr().err
    assert main(["push", str(graph_file), oxigraph.url, *there]) == 0
    assert main(["push", str(graph_file), oxigraph.url, *there, "--resume", "--chunk", "100"]) == 2
    with graph_file.open("a") as file:
        file.write("<urn:s> <urn:p> <urn:o> .\n")
    assert main(["push", str(graph_file), oxigraph.url, *there, "--resume"]) == 2
    assert "another content" in capsys.readouterr().err


def test_the_journal_holds_no_secret_and_survives_half_a_line(
    oxigraph: Server, graph_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_PUSH_USER", "ana")
    monkeypatch.setenv("KG_PUSH_PASSWORD", "s3cret")
    journal = tmp_path / "journal"
    there = ["--graph", GRAPH, "--journal", str(journal), "--chunk", "1000"]
    assert main(["push", str(graph_file), oxigraph.url, *there]) == 0
    assert b"s3cret" not in journal.read_bytes()
    whole = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(whole[:3]) + b'{"acknow')
    assert main(["push", str(graph_file), oxigraph.url, *there, "--resume"]) == 0
    assert [json.loads(line) for line in journal.read_bytes().splitlines()][-1] == {"verified": 5000}


def test_a_store_that_lost_or_changed_triples_is_found_out(oxigraph: Server, graph_file: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (part,) = prepare(graph_file, work, GRAPH, by_source=False, chunk=5000)
    endpoint = make_endpoint(oxigraph.url, KINDS["oxigraph"], authenticated=False)
    assert main(["push", str(graph_file), oxigraph.url, "--graph", GRAPH]) == 0
    first = next(part.sampled())[0].decode().removesuffix(" .\n")
    with Wire(read_address(oxigraph.url)) as wire:
        verify(Asker(wire, endpoint), part)
        update(oxigraph, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:s> <urn:p> 1 }} }}")
        with pytest.raises(StoreFailed, match="holds 5,001 triples and not the 5,000"):
            verify(Asker(wire, endpoint), part)
        update(oxigraph, f"DELETE DATA {{ GRAPH <{GRAPH}> {{ {first} }} }}")
        with pytest.raises(StoreFailed, match="as many triples as were pushed, but not the same:\n  not there: ") as error:
            verify(Asker(wire, endpoint), part)
    assert first in str(error.value)


def update(server: Server, text: str) -> None:
    httpx.post(f"{server.url}/update", data={"update": text}).raise_for_status()


def test_a_store_that_says_yes_and_keeps_nothing_is_found_out(
    hostile: Hostile, graph_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile.will(reply(201), counted(0))
    assert main(["push", str(graph_file), hostile.url, "--kind", "fuseki", "--graph", GRAPH]) == 1
    assert "holds 0 triples and not the 5,000 that were pushed" in capsys.readouterr().err


@pytest.mark.parametrize("body", [b"<html>Welcome\x1b[31m!</html>", b"", b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":'])
def test_an_answer_that_is_none_is_told(
    hostile: Hostile, graph_file: Path, body: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile.will(reply(201), reply(200, body, Content_Type="text/html"))
    assert main(["push", str(graph_file), hostile.url, "--kind", "fuseki", "--graph", GRAPH]) == 1
    told = capsys.readouterr().err
    assert "answers a query with something else" in told
    assert "\x1b" not in told


def test_a_wrong_password_is_told_and_not_shown(
    hostile: Hostile, graph_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KG_PUSH_PASSWORD", "s3cret")
    hostile.will(reply(401, b"who?"))
    there = [str(graph_file), hostile.url, "--kind", "fuseki", "--graph", GRAPH, "--user", "ana"]
    assert main(["push", *there]) == 1
    told = capsys.readouterr().err
    assert "is the password of ana right?" in told
    assert "s3cret" not in told
    assert len(hostile.asked) == 1


def test_who_it_is_is_asked_without_the_secret(
    hostile: Hostile, graph_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KG_PUSH_PASSWORD", "s3cret")
    hostile.will(reply(200, b"hello"))
    assert main(["push", str(graph_file), hostile.url, "--user", "ana"]) == 2
    assert "not found out which store this is" in capsys.readouterr().err
    assert hostile.asked
    assert not any("Authorization" in request.headers for request in hostile.asked)


def test_another_machine_is_warned_about(hostile: Hostile, graph_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.pushing.address import Address

    monkeypatch.setattr(Address, "is_local", property(lambda _: False))
    told: list[str] = []
    monkeypatch.setattr("kg.cli.pushing.click.echo", lambda text, **_: told.append(text))
    assert main(["push", str(graph_file), hostile.url, "--kind", "fuseki", "--graph", GRAPH, "--dry-run"]) == 0
    assert any("may not be handed on" in text for text in told)


def test_rows_that_may_be_cut_are_an_error(hostile: Hostile) -> None:
    row = '{"s":{"type":"uri","value":"urn:s"}}'
    hostile.will(json_rows(*[row] * 10_000, variables='"s"'))
    endpoint = make_endpoint(hostile.url, KINDS["virtuoso"], authenticated=False)
    with Wire(read_address(hostile.url)) as wire, pytest.raises(StoreFailed, match="cuts answers at 10,000 rows"):
        Asker(wire, endpoint).rows("SELECT ?s { ?s ?p ?o }")


def test_two_pushes_at_once_to_one_graph_are_one_too_many(hostile: Hostile, graph_file: Path, tmp_path: Path) -> None:
    import filelock

    journal = tmp_path / "journal"
    with filelock.FileLock(f"{journal}.lock"):
        there = ["--kind", "fuseki", "--graph", GRAPH, "--journal", str(journal)]
        assert main(["push", str(graph_file), hostile.url, *there]) == 2
    assert hostile.asked == []
