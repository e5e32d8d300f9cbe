"""The triples of UCDP rows as DuckDB builds them: SQL string expressions from the raw table to N-Triples.

`python -m benchmarks.tables.by_duckdb rows.csv about.nt out.nt`. Nothing is made beforehand, and no code shared with kg. It
knows this layout and ASCII words only: it checks no cell, writes lines in an order known beforehand instead of sorting them, and
reports nothing. `about.nt` holds the fixed lines that describe the data set.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.tables import duckdb_lines as lines
from benchmarks.tables.duckdb_lines import text_of

PREPARED = Path(__file__).with_suffix(".sql")


def key(*parts: str) -> str:
    """Give the expression of a count's key: kind, group, of whom, words, low, best, high."""
    return f"substr(sha256(concat('killed', chr(31), {', chr(31), '.join(parts)})), 1, 8)"


def group(number: str, template: str, at: int) -> str:
    return f"CASE WHEN {number} <> '0' THEN {{'k': k{at}, 'text': {text_of(template)}}} END"


NONE = "''"
KEYED = f"""
SELECT *, {key(NONE, NONE, "written", "few", "best", "many")} AS k0,
    {key("'actor:ged/', a", NONE, NONE, NONE, "of_a", NONE)} AS k1,
    {key("'actor:ged/', b", NONE, NONE, NONE, "of_b", NONE)} AS k2,
    {key(NONE, "'civilians'", NONE, NONE, "of_civilians", NONE)} AS k3,
    {key(NONE, "'people of unknown status'", NONE, NONE, "of_unknown", NONE)} AS k4,
    CASE WHEN described IS NOT NULL
        THEN dig(concat('claim:', c, chr(31), 'kg:', relation, chr(31), 'place:', place, chr(31), described, chr(31))) END AS m,
    {text_of("claim:{c} kg:party actor:ged/{a}")} AS line_a, {text_of("claim:{c} kg:party actor:ged/{b}")} AS line_b
FROM claims
"""
COUNTED = f"""
SELECT *, list_sort(list_distinct(list_filter([{{'k': k0, 'text': {text_of(lines.TOTAL)}}}, {group("of_a", lines.OF_A, 1)},
    {group("of_b", lines.OF_B, 2)}, {group("of_civilians", lines.OF_CIVILIANS, 3)}, {group("of_unknown", lines.OF_UNKNOWN, 4)}],
    lambda x: x IS NOT NULL))) AS counts FROM keyed
"""
LISTED = f"""
SELECT *, array_to_string(list_transform(counts, lambda x: x.text), '') AS nodes,
    array_to_string(list_transform(counts, lambda x: {text_of("claim:{c} kg:count claim:{c}-{x.k}")}), '') AS counted,
    CASE WHEN len(cited) = 1 THEN {text_of("claim:{c} prov:hadPrimarySource source:ged/{cited[1].key}")}
        ELSE array_to_string(list_transform(list_sort(list_distinct(list_transform(cited, lambda x: x.key))),
            lambda x: {text_of("claim:{c} prov:hadPrimarySource source:ged/{x}")}), '') END AS primaries,
    CASE WHEN type = '3' THEN {text_of("claim:{c} kg:agent actor:ged/{a}")} END AS agent,
    CASE WHEN type = '3' THEN {text_of("claim:{c} kg:target actor:ged/{b}")} END AS target,
    CASE WHEN type = '3' THEN NULL WHEN a = b THEN line_a
        ELSE concat(least(line_a, line_b), greatest(line_a, line_b)) END AS parties,
    CASE WHEN relation = 'in' THEN {text_of("claim:{c} kg:in place:{place}")} END AS inside,
    CASE WHEN relation = 'near' THEN {text_of("claim:{c} kg:near place:{place}")} END AS nearby,
    CASE WHEN m IS NOT NULL THEN {text_of(lines.MENTION)} END AS mention
FROM counted
"""
SAID = f"SELECT id, c, concat(nodes, {text_of(lines.CLAIM)}, mention) AS text FROM listed"
HASHED = "SELECT id, c, text, dig(replace(rtrim(text, chr(10)), chr(10), chr(31))) AS hashed FROM said"
CLAIMS = f"""
WITH keyed AS ({KEYED}), counted AS ({COUNTED}), listed AS ({LISTED}), said AS ({SAID}), hashed AS ({HASHED})
SELECT concat(text, {text_of(lines.AFTER)}) AS block FROM hashed
"""
PLACES = f"""
WITH places AS (
    SELECT in_country AS ref, country AS label, 'Country' AS kind, NULL AS outer_of, NULL AS pointed, NULL AS lat, NULL AS lon
        FROM spots WHERE in_country IS NOT NULL
    UNION SELECT in_region, adm1, 'Region', in_country, NULL, NULL, NULL FROM spots WHERE in_region IS NOT NULL
    UNION SELECT in_district, adm2, 'District', coalesce(in_region, in_country), NULL, NULL, NULL
        FROM spots WHERE in_district IS NOT NULL
    UNION SELECT place, label, CASE kind WHEN 'populated-place' THEN 'Populated' WHEN 'facility' THEN 'Facility'
            WHEN 'feature' THEN 'Feature' WHEN 'district' THEN 'District' WHEN 'region' THEN 'Region' ELSE 'Area' END, outer_of,
            CASE WHEN pointed THEN place END, CASE WHEN pointed THEN plain(latitude) END,
            CASE WHEN pointed THEN plain(longitude) END FROM spots WHERE kind IS NOT NULL)
SELECT {text_of(lines.PLACE)} AS block FROM places
"""
SIDES = f"""
WITH sides AS (SELECT DISTINCT a AS ref, a_name AS label FROM raw UNION SELECT DISTINCT b, b_name FROM raw),
actors AS (SELECT *, dig(concat('actor:ged/', ref, chr(31), label, chr(31), 'en', chr(31), chr(31), 'source:ucdp-ged')) AS n,
    CASE WHEN starts_with(label, 'Government of') THEN 'Government' WHEN label = 'Civilians' THEN 'Civilians' ELSE 'Group'
    END AS kind FROM sides)
SELECT concat({text_of(lines.ACTOR)}, {text_of(lines.NAMED)}) AS block FROM actors
"""
CONFLICTS = f"""
WITH conflicts AS (SELECT DISTINCT conflict AS ref, conflict_name AS label, NULL AS outer_of FROM raw
    UNION SELECT DISTINCT concat('dyad-', dyad), dyad_name, conflict FROM raw)
SELECT {text_of(lines.CONFLICT)} AS block FROM conflicts
"""
ARTICLES = f"""
SELECT concat({text_of(lines.ARTICLE)}, CASE WHEN day IS NOT NULL THEN {text_of(lines.DATED)} END,
    CASE WHEN outlet IS NULL THEN {text_of(lines.UNNAMED)} END) AS block FROM articles
"""
OUTLETS = f"""
WITH outlets AS (SELECT DISTINCT publisher AS ref, outlet AS label, 'Media' AS kind FROM articles WHERE outlet IS NOT NULL)
SELECT {text_of(lines.ACTOR)} AS block FROM outlets
"""


def main(rows: str, about: str, out: str) -> None:
    """Convert a table."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(PREPARED.read_text(encoding="utf-8").replace("$rows", f"'{rows}'"))
    blocks = " UNION ALL ".join(f"SELECT block FROM ({part})" for part in (CLAIMS, PLACES, SIDES, CONFLICTS, ARTICLES, OUTLETS))
    bare = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01'"
    connection.execute(f"COPY (SELECT rtrim(block, chr(10)) FROM ({blocks})) TO '{out}' ({bare})")
    connection.close()
    with Path(out).open("ab") as file:
        file.write(Path(about).read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
