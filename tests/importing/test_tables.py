"""Tables become graphs: the same bytes however many processes, the same triples in every form, no row lost.

Invented rows stand here; whole files are read from ../shared.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
import zstandard

from kg.graph.check import check_lines
from kg.graph.decode import decode
from kg.graph.encode import encode
from kg.graph.store import read_graph
from kg.importing import spill
from kg.importing.report import Totals
from kg.importing.tables import Order, import_tables
from kg.model.claim import Claim
from kg.model.codes import FIPS
from kg.model.errors import UnreadableInput
from kg.model.table import read_parquet
from tests.importing.invented import ACLED, ACLED_ROW, GED, numbered, table

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is absent: real data are no part of a clone")
ROWS = {  # as ../shared/data/README.md counts them
    "ged231_sample1000.csv": 1_000,
    "ged_global_1990_2020_14cols.csv.gz": 176_579,
    "ged_mali_1990_2020.csv": 891,
    "ged_syria_2016_2019_41cols.csv.gz": 16_566,
    "hdx_conflict_data_ukr.csv": 1_167,
    "20180326044500.export.CSV": 1_540,
    "20191024143000.export.CSV": 2_111,
    "gdelt1_raw_sample.tsv": 710,
    "gdelt1_westafrica_1979_1997.tar.gz": 83_659,
}
LARGE = {"ged_global_1990_2020_14cols.csv.gz", "gdelt1_westafrica_1979_1997.tar.gz"}  # as claims only: a tenth of the bytes


def run(folder: Path, files: list[Path], name: str = "out.nt", **more: object) -> tuple[Totals, Path]:
    """Import files into a folder; give the numbers and the output."""
    out = folder / name
    return import_tables(Order(tuple(files), out, **more)), out  # type: ignore[arg-type]


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    """Write a table."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def triples(path: Path) -> set[str]:
    """Give the triples of a file in any form, packed or not, without their graphs."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    if path.suffix == ".zst":
        raw = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True).read()
    forms = {".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS, ".ttl": ox.RdfFormat.TURTLE}
    form = next(form for ending, form in forms.items() if ending in path.suffixes)
    return {str(quad.triple) for quad in ox.parse(raw, format=form)}


# The engine


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of tables of some chunks: ids twice, names that change, bad rows, quotes, another data set."""
    folder = tmp_path_factory.mktemp("mixed")
    rows = numbered(1000)
    for row in rows[300:]:
        row |= {"side_b": "Renamed Band"}
    rows[700] |= {"id": "77", "side_b": "Only In A Row Left Out", "side_b_new_id": "990"}
    rows[800] |= {"latitude": "91"}
    rows[900] |= {"conflict_name": "Nowhere: North"}
    rows[950] |= {"source_article": "free words of one row"}
    written(folder, table(rows).replace(",Africa,", ',"Africa,', 1), "a.csv")
    written(folder, table(numbered(400, 951)), "b.csv")
    written(folder, table([{"event_id_cnty": f"INV{at}"} for at in range(5)], ACLED, ACLED_ROW), "c.csv")
    return folder


@pytest.mark.parametrize("name", ["out.nt", "out.nq.gz", "out.ttl.zst", "out.parquet"])
def test_the_bytes_are_the_same_however_many_processes_and_however_often(mixed: Path, tmp_path: Path, name: str) -> None:
    made = set()
    for at, workers in enumerate((1, 2, 3, 2)):
        totals, out = run(tmp_path / str(at), [mixed], name, workers=workers)
        assert (totals.rows, totals.claims, totals.skipped) == (1405, 1352, 53)
        made.add((out.read_bytes(), (out.parent / f"{name}.report.csv").read_bytes(), totals.triples))
        assert sorted(path.name for path in out.parent.iterdir()) == [name, f"{name}.report.csv"]
    assert len(made) == 1


@pytest.fixture(scope="module")
def forms(mixed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Totals, Path]]:
    """Give the mixed tables in every form."""
    folder = tmp_path_factory.mktemp("forms")
    endings = ("nt", "nt.gz", "nt.zst", "nq", "nq.zst", "ttl", "ttl.gz", "parquet")
    return {ending: run(folder, [mixed], f"out.{ending}") for ending in endings}


def test_every_form_holds_the_same_triples(forms: dict[str, tuple[Totals, Path]]) -> None:
    expected = triples(forms["nt"][1])
    for ending, (totals, out) in forms.items():
        if ending != "parquet":
            assert triples(out) == expected, ending
            assert totals.triples == len(expected), ending


def test_no_line_stands_twice(forms: dict[str, tuple[Totals, Path]]) -> None:
    for ending in ("nt", "nq"):
        totals, out = forms[ending]
        lines = out.read_bytes().splitlines(keepends=True)
        assert [line for line, number in Counter(lines).items() if number > 1] == []
        assert len(lines) == totals.triples
        assert all(line.endswith(b" .\n") for line in lines)


def test_parquet_holds_the_claims_that_the_graph_holds(forms: dict[str, tuple[Totals, Path]]) -> None:
    claims = read_parquet(forms["parquet"][1])
    graph = {record.id: record for record in decode(read_graph(forms["nt"][1])) if isinstance(record, Claim)}
    assert len(claims) == len(graph) == 1352
    assert set(encode(claims)) == set(encode(graph.values()))
    assert [claim.locator for claim in claims[:3]] == ["row=2", "row=3", "row=4"]  # the row 1 has lost a quote


def test_claims_stand_in_the_order_of_the_rows_and_quads_in_the_graphs_of_their_sources(
    forms: dict[str, tuple[Totals, Path]],
) -> None:
    told = [line.rpartition('"row=')[2].partition('"')[0] for line in forms["nt"][1].read_text().splitlines() if '"row=' in line]
    ids = [row for row in told if row.isdigit()]
    assert ids == sorted(ids, key=int)
    assert len(ids) == 1347
    assert told[-5:] == [f"INV{at}" for at in range(5)]
    graphs = Counter(line.split(" ")[-2].rpartition("conflict-kg/")[2] for line in forms["nq"][1].read_text().splitlines())
    assert set(graphs) == {"graph/source/ucdp-ged>", "graph/source/acled>", "graph/reference>"}


def test_a_spill_too_large_for_memory_is_dealt_out_again_and_gives_the_same(
    mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out = run(tmp_path / "whole", [mixed], workers=1)
    monkeypatch.setattr(spill, "LARGEST", 300)
    totals, small = run(tmp_path / "dealt", [mixed], workers=1)
    assert small.read_bytes() == out.read_bytes()
    assert totals.skipped == 53


def test_any_character_in_a_cell_comes_back(tmp_path: Path) -> None:
    odd = 'Band\tof "the"\\ \x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\u200b é 漢 😀\nand\r\nso on'
    path = written(tmp_path, table([{"side_b": odd, "source_article": odd, "where_description": odd, "conflict_name": odd}]))
    for name in ("out.nt", "out.nq", "out.ttl"):
        totals, out = run(tmp_path, [path], name)
        found = triples(out)
        assert len(found) == totals.triples
        if name != "out.ttl":
            assert out.read_bytes().count(b"\n") == totals.triples
        labels = {str(quad.object.value) for quad in read_graph(out) if str(quad.predicate.value).endswith("#label")}
        assert odd in labels
    assert check_lines(out.with_suffix(".nt").read_text(encoding="utf-8").split("\n")[:-1]) == []


def test_another_base_gives_the_same_graph_under_it(tmp_path: Path) -> None:
    path = written(tmp_path, table(numbered(5)))
    _, ours = run(tmp_path, [path], "ours.nt")
    _, theirs = run(tmp_path, [path], "theirs.nt", base="https://example.org/kg/")
    text = theirs.read_text()
    assert "<https://example.org/kg/event/ged/1>" in text
    assert "w3id.org/conflict-kg/event/" not in text
    assert len(text.splitlines()) == len(ours.read_text().splitlines())


# Which rows


def test_only_what_may_have_happened_in_the_time_asked_for_is_taken(tmp_path: Path) -> None:
    days = {
        "day": ("2020-05-10", "2020-05-10", "1"),
        "range": ("2020-05-08", "2020-05-12", "2"),
        "month": ("2020-05-01", "2020-05-31", "4"),
        "year": ("2020-01-01", "2020-12-31", "5"),
        "before": ("2020-04-30", "2020-04-30", "1"),
        "after": ("2020-06-01", "2020-06-01", "1"),
    }
    rows = [{"id": id_, "date_start": a, "date_end": b, "date_prec": c} for id_, (a, b, c) in days.items()]
    path = written(tmp_path, table(rows))

    def taken(**more: date) -> set[str]:
        totals, out = run(tmp_path, [path], f"{len(list(tmp_path.iterdir()))}.nt", **more)
        assert (totals.rows, totals.claims + totals.left_out, totals.skipped) == (6, 6, 0)
        return {line.partition('"row=')[2].partition('"')[0] for line in out.read_text().splitlines() if '"row=' in line}

    assert taken(since=date(2020, 5, 1), until=date(2020, 5, 31)) == {"day", "range", "month", "year"}
    assert taken(since=date(2020, 5, 11), until=date(2020, 5, 11)) == {"range", "month", "year"}
    assert taken(since=date(2020, 5, 13)) == {"month", "year", "after"}
    assert taken(until=date(2020, 5, 7)) == {"month", "year", "before"}


def test_countries_go_by_name_or_code_or_the_words_of_the_table(tmp_path: Path) -> None:
    names = ["Mali", "Malawi", "Niger", "Nigeria", "Yemen (North Yemen)", "Nowhere"]
    path = written(tmp_path, table([{"id": str(at), "country": name} for at, name in enumerate(names)]))
    asked = {"Mali": {"0"}, "mli": {"0"}, "NE": {"2"}, "Niger": {"2"}, "NG": {"3"}, "Yemen": {"4"}, "nowhere": {"5"}}
    for at, (words, ids) in enumerate(asked.items()):
        _, out = run(tmp_path, [path], f"{at}.nt", countries=(words,))
        found = {line.partition('"row=')[2].partition('"')[0] for line in out.read_text().splitlines() if '"row=' in line}
        assert found == ids, words
    totals, _ = run(tmp_path, [path], "two.nt", countries=("Mali", "Niger"))
    assert (totals.claims, totals.left_out) == (2, 4)


# Real files


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Totals, Path]]:
    """Import every table of UCDP and GDELT that is there."""
    folder = tmp_path_factory.mktemp("real")
    found = {}
    for path in sorted([*(SHARED / "ucdp").iterdir(), *(SHARED / "gdelt").iterdir()]):
        if not path.name.startswith("CAMEO."):
            found[path.name] = run(folder, [path], f"{path.name}.{'parquet' if path.name in LARGE else 'nt'}")
    return found


@needs_shared
def test_in_every_real_file_rows_are_claims_and_reported_skips(imported: dict[str, tuple[Totals, Path]]) -> None:
    print("\nfile                                        rows    claims  skipped  noted")
    for name, (totals, out) in imported.items():
        print(f"{name:<40}{totals.rows:>8,}{totals.claims:>10,}{totals.skipped:>9,}{totals.noted:>7,}")
        assert totals.rows == totals.claims + totals.left_out + totals.skipped
        with out.with_name(f"{out.name}.report.csv").open(encoding="utf-8", newline="") as file:
            kinds = Counter(row["kind"] for row in csv.DictReader(file))
        assert (kinds["skipped"], kinds["noted"]) == (totals.skipped, totals.noted)
    assert {name: totals.rows for name, (totals, _) in imported.items()} == ROWS
    assert {name for name, (totals, _) in imported.items() if totals.skipped} == set()


@needs_shared
def test_the_tables_of_codes_are_told_from_events(tmp_path: Path) -> None:
    paths = sorted((SHARED / "gdelt").glob("CAMEO.*.txt"))
    assert len(paths) == 6
    for path in paths:
        with pytest.raises(UnreadableInput, match="a look-up table of codes, no events"):
            run(tmp_path, [path])
    assert list(tmp_path.iterdir()) == []


def summed(path: Path, best: str, first: str) -> dict[int, int]:
    """Give DuckDB's own sum of the best figures of a table by year."""
    rows = f"read_csv('{path}', all_varchar=true, header=true, delim=',', quote='\"', escape='\"', max_line_size=10000000)"
    year = f"CAST(TRY_CAST(left({first}, 4) AS INTEGER) AS INTEGER)"
    asked = f"SELECT {year}, SUM(CAST({best} AS DOUBLE)) FROM {rows} WHERE {year} IS NOT NULL GROUP BY 1 ORDER BY 1"
    return {found[0]: int(found[1]) for found in duckdb.sql(asked).fetchall()}


SUMS = """PREFIX kg: <https://w3id.org/conflict-kg/ontology#>
SELECT ?year (SUM(?best) AS ?dead) WHERE {
  ?claim kg:earliest ?first ; kg:count ?count . ?count kg:countKind kg:Killed ; kg:best ?best .
  FILTER NOT EXISTS { ?count kg:ofGroup|kg:ofWhom ?some }
  BIND(YEAR(?first) AS ?year)
} GROUP BY ?year"""


@needs_shared
@pytest.mark.parametrize(
    ("name", "best", "first"),
    [
        ("ged231_sample1000.csv", "best", "date_start"),
        ("ged_mali_1990_2020.csv", "best_death", "year"),
        ("ged_syria_2016_2019_41cols.csv.gz", "best", "date_start"),
        ("hdx_conflict_data_ukr.csv", "best", "date_start"),
    ],
)
def test_the_sums_of_best_deaths_by_year_are_those_of_duckdb(
    imported: dict[str, tuple[Totals, Path]], name: str, best: str, first: str
) -> None:
    found = read_graph(imported[name][1]).query(SUMS)
    assert isinstance(found, ox.QuerySolutions)
    sums = {int(row["year"].value): int(row["dead"].value) for row in found}
    expected = summed(SHARED / "ucdp" / name, best, first)
    assert sums == expected
    assert sum(expected.values()) > 100


@needs_shared
def test_the_sums_of_the_world_are_those_of_duckdb(imported: dict[str, tuple[Totals, Path]]) -> None:
    name = "ged_global_1990_2020_14cols.csv.gz"
    counts = f"(SELECT year(earliest) AS year, unnest(counts) AS c FROM '{imported[name][1]}')"
    in_all = "c.kind = 'killed' AND c.of IS NULL AND c.group IS NULL"
    asked = f"SELECT year, SUM(c.best) FROM {counts} WHERE {in_all} GROUP BY 1"
    sums = {year: int(dead) for year, dead in duckdb.sql(asked).fetchall()}
    assert sums == summed(SHARED / "ucdp" / name, "best_death", "year")
    assert len(sums) == 32


@needs_shared
def test_the_rows_of_one_country_in_the_world_are_the_rows_of_its_own_file(tmp_path: Path) -> None:
    world, mali = SHARED / "ucdp" / "ged_global_1990_2020_14cols.csv.gz", SHARED / "ucdp" / "ged_mali_1990_2020.csv"
    totals, out = run(tmp_path, [world], "mali.parquet", countries=("Mali",), against=mali)
    assert (totals.claims, totals.left_out) == (891, 176_579 - 891)
    assert totals.against == {"unchanged": 891}
    with mali.open(encoding="utf-8") as file:
        ids = {f"row={row['id'].removesuffix('.0')}" for row in csv.DictReader(file)}
    assert set(pq.read_table(out, columns=["locator"])["locator"].to_pylist()) == ids


@needs_shared
@pytest.mark.parametrize(("words", "fips"), [("Mali", "ML"), ("NER", "NG"), ("Nigeria", "NI"), ("Sudan", "SU"), ("CH", "SZ")])
def test_gdelt_goes_by_fips_codes_which_are_not_those_of_iso(tmp_path: Path, words: str, fips: str) -> None:
    path = SHARED / "gdelt" / "20180326044500.export.CSV"
    with path.open(encoding="utf-8", newline="") as file:
        there = [cells[0] for cells in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if cells[53] == fips]
    assert FIPS[fips].iso2 != fips or words == "Mali"
    assert there
    totals, out = run(tmp_path, [path], countries=(words,))
    assert totals.claims == len(there)
    assert all(f'"row={id_}"' in out.read_text() for id_ in there)


@needs_shared
def test_the_graph_of_a_real_table_of_gdelt_passes_the_shapes(tmp_path: Path, few: Callable[[Path, int], Path]) -> None:
    _, out = run(tmp_path, [few(SHARED / "gdelt" / "20191024143000.export.CSV", 60)])
    assert check_lines(out.read_text(encoding="utf-8").splitlines()) == []


@pytest.fixture
def few(tmp_path: Path) -> Callable[[Path, int], Path]:
    """Give a function that writes every so many lines of a table without header."""

    def some(path: Path, number: int) -> Path:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        return written(tmp_path, "".join(lines[:: max(1, len(lines) // number)]), "few.csv")

    return some


def test_the_layout_of_the_invented_rows_is_that_of_a_release() -> None:
    if SHARED.is_dir():
        with (SHARED / "ucdp" / "ged231_sample1000.csv").open(encoding="utf-8") as file:
            assert next(csv.reader(file)) == GED
    assert len(GED) == 49
