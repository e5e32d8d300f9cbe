"""The ways that are measured: each a command, run in a process of its own on the same input."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[1] / "peers.txt"
OURS = "kg import"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a way finds its input and leaves its output, the interpreters it may use, and how many bytes we wrote."""

    folder: Path
    python: str
    peers: str
    bytes: int = 0

    @property
    def rows(self) -> str:
        """Give the raw table."""
        return str(self.folder / "rows.csv")

    @property
    def keyed(self) -> str:
        """Give the folder of the keyed tables."""
        return str(self.folder / "keyed")

    @property
    def out(self) -> Path:
        """Give what is written."""
        return self.folder / "out" / "out.nt"


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its name in `--peers`, its name in the table, its command, its input, and how many rows are the most for it."""

    key: str
    name: str
    command: Callable[[Place], list[str]]
    reads: str = "raw"
    most: int | None = None
    checked: bool = True


def _script(name: str) -> str:
    return f"benchmarks.tables.{name}"


def _import(place: Place, *options: str) -> list[str]:
    return [place.python, "-m", "kg", "import", place.rows, "--to", str(place.out), *options]


WAYS = (
    Way("kg", OURS, _import),
    Way("kg-1", f"{OURS} --workers 1", lambda at: _import(at, "--workers", "1")),
    Way(
        "duckdb",
        "DuckDB, SQL strings",
        lambda at: [duckdb_python(at), "-m", _script("by_duckdb"), at.rows, f"{at.keyed}/about.nt", str(at.out)],
    ),
    Way("morph-kgc", "morph-kgc, RML", lambda at: [at.peers, "-m", _script("by_morph_kgc"), at.keyed, str(at.out)], "keyed"),
    Way("maplib", "maplib, OTTR", lambda at: [at.peers, "-m", _script("by_maplib"), at.keyed, str(at.out)], "keyed"),
    Way("rdflib", "rdflib", lambda at: [at.python, "-m", _script("by_rdflib"), at.keyed, str(at.out)], "keyed", 100_000),
    Way(
        "floor",
        "floor: scan, write the bytes",
        lambda at: [duckdb_python(at), "-m", _script("floor"), at.rows, str(at.bytes), str(at.out)],
        checked=False,
    ),
)
"""Spark comes here as one more entry: `_import(at, "--engine", "spark")`."""


def duckdb_python(place: Place) -> str:
    """Give an interpreter that has DuckDB: this one if it has, else that of the peers."""
    return place.python if has("duckdb", place.python) else place.peers


def has(module: str, python: str) -> bool:
    """Tell whether an interpreter has a module."""
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def peers_python(venv: Path) -> str:
    """Give the interpreter of the peers' environment; make the environment where there is none."""
    python = venv / "bin" / "python"
    if not python.exists():
        print(f"making {venv} from {REQUIREMENTS.name}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)], check=True)
    return str(python)


def versions(place: Place) -> str:
    """Give what ran, with versions."""
    ask = "import sys; from importlib.metadata import version; print(', '.join(f'{n} {version(n)}' for n in sys.argv[1:]))"

    def told(python: str, *names: str) -> str:
        done = subprocess.run([python, "-c", ask, *names], capture_output=True, text=True, check=False)
        return done.stdout.strip() or f"{', '.join(names)} missing"

    return ", ".join(
        (
            f"Python {sys.version.partition(' ')[0]}",
            told(place.python, "conflict-kg", "rdflib"),
            told(duckdb_python(place), "duckdb"),
            told(place.peers, "morph-kgc", "maplib", "polars"),
        )
    )
