"""Where the real stores and readers lie on this machine, and what to say where one is missing."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

FUSEKI, RDF4J, JETTY, N3 = "5.6.0", "5.0.3", "9.4.57.v20241219", "2.0.1"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "conflict-kg"
REMEDIES = {
    "java": "apt-get install default-jre-headless (17 or newer)",
    "node": "apt-get install nodejs",
    "oxigraph": "pip install oxigraph",
    "rapper": "apt-get install raptor2-utils",
    "roqet": "apt-get install rasqal-utils",
    "serdi": "apt-get install serdi",
    "virtuoso-t": "apt-get install --no-install-recommends virtuoso-opensource-7",
}


class Missing(Exception):
    """Something optional is not installed; the message says how to install it."""


def program(name: str) -> str:
    """Give the path of a program: beside this Python, or on the search path; raise Missing."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed: {REMEDIES[name]}")
    return found


def fetched(variable: str, path: str) -> Path:
    """Give what `.ci/fetch` lays into the cache folder, or what an environment variable names; raise Missing."""
    found = Path(os.environ.get(variable) or CACHE / path)
    if not found.exists():
        raise Missing(f"{found.name} is not there: run .ci/fetch, or set {variable} to its path")
    return found


def fuseki_jar() -> Path:
    """Give the jar of Jena's server, which holds its command line too."""
    return fetched("KG_FUSEKI_JAR", f"jena-fuseki-server-{FUSEKI}.jar")


def jena(command: str) -> list[str]:
    """Give the start of a command line of Jena's: `riotcmd.riot`, `arq.arq` or `shacl.shacl`."""
    return [program("java"), "-cp", str(fuseki_jar()), command]


def skip_or_fail(why: Missing) -> None:
    """Skip a test for what is missing here; fail it in CI, where nothing may be missing."""
    if os.environ.get("CI"):
        pytest.fail(str(why))
    pytest.skip(str(why))
