"""A store that misbehaves on demand, Oxigraph's real server, and graphs to push."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.stores.servers import Server, started
from tests.stores.tools import Missing, skip_or_fail

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Hostile:
    """A server that answers as it was told, the last answer for ever, and keeps what it was asked."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)

    def will(self, *answers: Answer) -> None:
        self.answers = list(answers)


def reply(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.close()


def json_rows(*rows: str, variables: str = '"n"') -> Answer:
    body = f'{{"head":{{"vars":[{variables}]}},"results":{{"bindings":[{",".join(rows)}]}}}}'
    return reply(200, body.encode(), Content_Type="application/sparql-results+json")


def counted(number: int) -> Answer:
    return json_rows(f'{{"n":{{"type":"literal","value":"{number}"}}}}')


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    state = Hostile()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state.asked.append(Request(self.command, self.path, dict(self.headers), body))
            answer = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            try:
                answer(self)
            except OSError:
                self.close_connection = True

        do_GET = do_PUT = do_POST = do_DELETE = handle_any  # noqa: N815  # the names that http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Server]:
    try:
        with started("oxigraph", tmp_path / "oxigraph") as server:
            yield server
    except Missing as why:
        skip_or_fail(why)


@pytest.fixture
def graph_file(tmp_path: Path) -> Path:
    """5,000 triples of 1,000 claims."""
    return written(tmp_path / "graph.nt", 1000)


def written(path: Path, claims: int) -> Path:
    base, xsd = "https://w3id.org/conflict-kg/", "http://www.w3.org/2001/XMLSchema#"
    with path.open("w", encoding="utf-8") as file:
        for number in range(claims):
            claim = f"<{base}claim/{number * 7919 % 100_003:06}>"
            file.write(f"{claim} <{base}ontology#source> <{base}source/{number % 10}> .\n")
            file.write(f'{claim} <{base}ontology#killed> "{number % 50}"^^<{xsd}integer> .\n')
            file.write(f'{claim} <{base}ontology#day> "2023-08-{number % 28 + 1:02}"^^<{xsd}date> .\n')
            file.write(f'{claim} <http://www.w3.org/2000/01/rdf-schema#label> "Attaque à Léré n° {number}"@fr .\n')
            file.write(f'{claim} <{base}ontology#quote> "He said \\"{number}\\"\\nand left" .\n')
    return path
