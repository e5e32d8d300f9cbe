"""What is documented is true: commands run, links lead somewhere, generated pages are what they are made from."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg
from kg.cli.door import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
BIN = Path(sys.executable).parent


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder that holds the graph as a checkout does."""
    (tmp_path / "exports").mkdir()
    shutil.copy(ROOT / "exports" / "mali.ttl", tmp_path / "exports")
    return tmp_path


def bash(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", cli.commands)
def test_each_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"^kg {name}\b", README, re.MULTILINE)


def test_the_commands_of_the_readme_run(folder: Path) -> None:
    shell = blocks("sh")
    assert len(shell) == 8
    for script in shell:
        done = bash(script, folder)
        assert done.returncode == 0, f"{script}\n{done.stderr}"
    made = {path.name for path in folder.iterdir()}
    assert {"who.ttl", "mali-timeline.svg", "convoy.svg", "mali.trig", "mali.gexf", "claims.parquet", "events.csv"} <= made


def test_the_first_screen_is_four_commands_that_exist() -> None:
    first = re.search(r"^```\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert first
    commands = [line.split("#")[0].split() for line in first[1].splitlines()]
    assert [command[:2] for command in commands] == [
        ["make", "run"],
        [".", ".venv/bin/activate"],
        ["kg", "show"],
        ["kg", "query"],
    ]


def test_the_python_of_the_readme_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    assert (folder / "timeline.png").read_bytes().startswith(b"\x89PNG")


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """Load and serve the graph with the commands of the README, on a free port."""
    (shown,) = blocks("console")
    load = next(line for line in shown.splitlines() if line.startswith("$ oxigraph load"))
    serve = next(line for line in shown.splitlines() if line.startswith("$ oxigraph serve"))
    done = bash(load.removeprefix("$ "), folder)
    assert done.returncode == 0, done.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = serve.removeprefix("$ ").removesuffix(" &").replace("127.0.0.1:7878", address).split()
    with subprocess.Popen([BIN / command[0], *command[1:]], cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(address)
            yield f"http://{address}"
        finally:
            process.terminate()


def wait_for(address: str) -> None:
    host, port = address.split(":")
    for _ in range(100):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing listens at {address}")


def test_a_real_store_answers_as_the_readme_quotes(server: str) -> None:
    (shown,) = blocks("console")
    query, answer = re.search(r"'query=\n(.*?)'\n(.*)", shown, re.DOTALL).groups()  # type: ignore[union-attr]  # or it fails here
    data = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(f"{server}/query", data, headers={"Accept": "text/csv"})
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.read().decode().split() == answer.split()


def test_the_example_of_the_facts_page_checks_builds_and_stays_alleged(folder: Path) -> None:
    text = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    files = re.findall(r"^`([\w/.-]+\.yaml)`:\n\n```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(files) == 5
    for name, content in files:
        path = folder / "arru" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    commands = re.findall(r"^    (kg .*)$", text, re.MULTILINE)
    assert len(commands) == 3
    done = bash("\n".join(commands), folder)
    assert done.returncode == 0, done.stderr
    assert "  alleged under the lens cautious" in done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    dead = [
        target for target in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in target and not (page.parent / target).exists()
    ]
    assert not dead


def test_every_page_of_docs_is_in_its_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert [
        page.name for page in PAGES if page.parent.name == "docs" and page.name != "index.md" and page.name not in index
    ] == []


GENERATED: dict[str, tuple[str, ...]] = {
    "kg/model/terms.py": ("tools/make_terms.py",),
    "kg/model/codes.py": ("tools/make_codes.py",),
    "docs/ontology.md": ("tools/make_ontology_page.py",),
    "docs/tables.md": ("-m", "kg.model.columns"),
    "docs/cookbook.md": ("tools/make_cookbook.py",),
}


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_file_is_what_it_is_made_from(name: str) -> None:
    made = subprocess.run([sys.executable, *GENERATED[name]], cwd=ROOT, capture_output=True, check=True).stdout
    assert made.decode() == (ROOT / name).read_text(encoding="utf-8"), f"{name} is out of date: make generated"


def test_the_picture_of_the_readme_is_drawn_from_the_graph(folder: Path) -> None:
    command = re.search(r"(kg plot claims .*?ber\.svg)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.DOTALL)
    assert command
    (folder / "docs" / "pictures").mkdir(parents=True)
    done = bash(command[1].replace("\\\n", " "), folder)
    assert done.returncode == 0, done.stderr
    made, kept = (path / "docs" / "pictures" / "ber.svg" for path in (folder, ROOT))
    assert words(made) == words(kept), "docs/pictures/ber.svg is out of date: make generated"


def words(svg: Path) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)<", svg.read_text(encoding="utf-8"))


def public(thing: object) -> list[str]:
    return sorted(name for name, _ in inspect.getmembers(thing) if not name.startswith("_"))


@pytest.mark.parametrize(
    ("thing", "names"),
    [
        (lambda: kg, "Graph load"),
        (
            lambda: kg.Graph,
            "claims events labels lens names plot queries query rdf records redistributable save settled_as settlement show "
            "stats to_networkx to_turtle",
        ),
        (lambda: kg.api.Plots, "claims map network picture storyline timeline"),
    ],
    ids=["kg", "kg.Graph", "kg.Graph.plot"],
)
def test_public_names_are_these(thing: Callable[[], object], names: str) -> None:
    found = thing()
    assert (sorted(kg.__all__) if found is kg else public(found)) == names.split()
