"""Independent readers read each form that we write to the same set; independent engines check and ask it as ours do."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.graph.export import write_graph
from kg.model.data import data_path
from tests.stores.questions import ASKED, EXPORT, expected, graph
from tests.stores.sparql import digest, rows_of
from tests.stores.tools import Missing, fetched, jena, program, skip_or_fail

SCRIPT = Path(__file__).parent / "read_with_n3.mjs"
NAMES = {".ttl": "turtle", ".nt": "ntriples", ".nq": "nquads", ".trig": "trig"}
MEDIA = {".ttl": "text/turtle", ".nt": "application/n-triples", ".nq": "application/n-quads", ".trig": "application/trig"}


def serdi(path: Path) -> list[str]:
    return [program("serdi"), "-i", NAMES[path.suffix], "-o", "nquads", str(path)]


def rapper(path: Path) -> list[str]:
    return [program("rapper"), "-q", "-i", NAMES[path.suffix], "-o", "ntriples", str(path)]


def riot(path: Path) -> list[str]:
    return [*jena("riotcmd.riot"), "--strict", "--output=nquads", str(path)]


def n3(path: Path) -> list[str]:
    return [program("node"), str(SCRIPT), str(fetched("KG_N3", "n3")), str(path), MEDIA[path.suffix]]


# rapper 2 knows no TriG, and of N-Quads it drops the graphs.
READERS: dict[str, tuple[Callable[[Path], list[str]], tuple[str, ...]]] = {
    "serdi": (serdi, (".ttl", ".nt", ".nq", ".trig")),
    "rapper": (rapper, (".ttl", ".nt")),
    "riot": (riot, (".ttl", ".nt", ".nq", ".trig")),
    "N3.js": (n3, (".ttl", ".nt", ".nq", ".trig")),
}
CASES = [(reader, ending) for reader, (_, endings) in READERS.items() for ending in endings]
# rasqal 0.9 stops at property paths and NOT EXISTS (13 of 17 queries), and evaluates COALESCE and VALUES otherwise (3).
ROQET = ("same-or-not",)


def run(make: Callable[..., list[str]], *arguments: Path) -> str:
    try:
        command = make(*arguments)
    except Missing as why:
        skip_or_fail(why)
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode == 0, f"{command[0]}: {done.stderr[-2000:]}"
    assert "WARN" not in done.stderr, done.stderr[-2000:]
    assert "ERROR" not in done.stderr, done.stderr[-2000:]
    return done.stdout


def set_of(lines: str) -> str:
    """Give the hash of the sorted N-Quads, in UTF-8 where a reader wrote escapes."""
    return digest(f"{quad} ." for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    for ending in NAMES:
        write_graph(graph(), folder / f"mali{ending}")
    return folder


def test_four_readers_read_fourteen_files() -> None:
    assert len(CASES) == 14


@pytest.mark.parametrize(("reader", "ending"), CASES)
def test_a_reader_reads_the_set_that_was_written(written: Path, reader: str, ending: str) -> None:
    path = written / f"mali{ending}"
    ours = {str(quad) for quad in ox.parse(path=path)}
    assert len(ours) >= len(graph())
    assert set_of(run(READERS[reader][0], path)) == digest(f"{quad} ." for quad in ours)


def test_every_form_holds_the_same_triples(written: Path) -> None:
    found = {ending: digest(f"{q.triple} ." for q in ox.parse(path=written / f"mali{ending}")) for ending in (".ttl", ".nt")}
    assert len(set(found.values())) == 1
    named = {digest(str(quad) for quad in ox.parse(path=written / f"mali{ending}")) for ending in (".nq", ".trig")}
    assert len(named) == 1


def test_jena_finds_the_graph_valid_by_our_shapes() -> None:
    shapes = data_path("ontology") / "shapes.ttl"
    report = run(lambda: [*jena("shacl.shacl"), "validate", "--text", "--shapes", str(shapes), "--data", str(EXPORT)])
    assert report.strip() == "Conforms"


def test_jena_finds_what_our_shapes_forbid(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    dated = EXPORT.read_text(encoding="utf-8")
    text, found = re.subn(r'kg:latest "\d{4}-\d\d-\d\d"\^\^xsd:date', 'kg:latest "2023"^^xsd:gYear', dated, count=1)
    assert found == 1
    broken.write_text(text, encoding="utf-8")
    shapes = data_path("ontology") / "shapes.ttl"
    report = run(lambda: [*jena("shacl.shacl"), "validate", "--text", "--shapes", str(shapes), "--data", str(broken)])
    assert "gYear" in report


def asked(make: Callable[[Path], list[str]], query: str, folder: Path) -> Counter[tuple[str | None, ...]]:
    path = folder / "query.rq"
    path.write_text(query, encoding="utf-8")
    found = run(make, path)
    if found.startswith("<?xml"):  # rasqal writes unbound variables in a way of its own
        plain = re.sub(r'<binding name="\w+">\s*<unbound/>\s*</binding>', "", found)
        return rows_of(ox.parse_query_results(plain, format=ox.QueryResultsFormat.XML))
    return rows_of(ox.parse_query_results(found, format=ox.QueryResultsFormat.JSON))


def arq(query: Path) -> list[str]:
    command, *rest = jena("arq.arq")
    return [command, "-Djena.geosparql.skip=true", *rest, f"--data={EXPORT}", f"--query={query}", "--results=json"]


def roqet(query: Path) -> list[str]:
    return [program("roqet"), "-q", "-r", "xml", "-D", str(EXPORT), str(query)]


@pytest.mark.parametrize("name", ["events-at-place", "contradictions", "deaths-by-month", "claims-by-party", "view-map"])
def test_arq_gives_the_rows_of_the_embedded_store(tmp_path: Path, name: str) -> None:
    assert asked(arq, ASKED[name], tmp_path) == expected(name)


@pytest.mark.parametrize("name", ROQET)
def test_roqet_gives_the_rows_of_the_embedded_store(tmp_path: Path, name: str) -> None:
    assert asked(roqet, ASKED[name], tmp_path) == expected(name)
