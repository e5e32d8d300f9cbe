"""The pages in a real browser, where there is one: a query runs from its address, and nothing offends the policy."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn
from starlette.applications import Starlette

from kg.graph.store import read_graph
from kg.web.front import Front
from kg.web.metrics import Metrics
from kg.web.pages import routes
from kg.web.settings import Settings
from tests.web.pages.conftest import MALI, HereEngine

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-logging=stderr --virtual-time-budget=5000"
).split()


@pytest.fixture(scope="module")
def browser() -> str:
    if BROWSER is None:
        missing = "no Chromium here: apt-get install -y --no-install-recommends chromium"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return BROWSER


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the pages with the headers that the service gives them, on a free port."""
    engine = HereEngine(read_graph(MALI))
    settings = Settings(public_url="http://127.0.0.1")
    app = Front(Starlette(routes=routes(engine, settings)), settings, Metrics())  # type: ignore[arg-type]
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started and time.monotonic() < end:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def dumped(browser: str, url: str, profile: Path, *more: str) -> tuple[str, str]:
    """Give a page as the browser holds it after its scripts ran, and what the browser complained of."""
    done = subprocess.run(
        [browser, *FLAGS, f"--user-data-dir={profile}", *more, "--dump-dom", url],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


def test_an_address_that_holds_a_query_shows_its_answer(browser: str, address: str, tmp_path: Path) -> None:
    query = "SELECT ?label { actor:cma rdfs:label ?label }"
    page, complaints = dumped(browser, f"{address}/query?{urlencode({'query': query})}", tmp_path)
    assert "Coordination of Azawad Movements" in page
    assert '<th scope="col"><button type="button" title="Sort the rows that are shown">label</button></th>' in page
    assert '<pre class="gutter" aria-hidden="true"><span>1</span></pre>' in page
    assert complaints == ""


def test_the_line_of_an_error_is_marked(browser: str, address: str, tmp_path: Path) -> None:
    page, complaints = dumped(browser, f"{address}/query?{urlencode({'query': 'SELECT ?s {' + chr(10) + ' ?s ?p }'})}", tmp_path)
    assert '<span>1</span><span class="wrong">2</span>' in page
    assert "Content Security Policy" not in complaints


def test_an_event_page_offends_no_policy(browser: str, address: str, tmp_path: Path) -> None:
    page, complaints = dumped(browser, f"{address}/page/event/clash-at-ber", tmp_path)
    assert "not known as a fact" in page
    assert complaints == ""
