"""The same triples by morph-kgc, an RML engine, from the keyed tables: `python -m benchmarks.tables.by_morph_kgc folder out.nt`.

It runs in an environment of its own, with nothing of kg. One triples map a table; every term is a column or a constant.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.tables.shape import TABLES, Column, Table, expanded, path_of

HEAD = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@base <http://example.org/> .
"""


def main(folder: Path, out: Path) -> None:
    """Write the mapping and run the engine."""
    mapping = out.with_suffix(".rml.ttl")
    mapping.write_text(HEAD + "\n".join(text for table in TABLES for text in maps_of(folder, table)), encoding="utf-8")
    config = out.with_suffix(".ini")
    config.write_text(
        f"[CONFIGURATION]\nna_values=\noutput_file={out}\noutput_format=N-TRIPLES\nlogging_level=WARNING\n[tables]\nmappings={mapping}\n",
        encoding="utf-8",
    )
    sys.argv = ["morph_kgc", str(config)]
    runpy.run_module("morph_kgc", run_name="__main__")
    with out.open("ab") as file:
        file.write((folder / "about.nt").read_bytes())


def maps_of(folder: Path, table: Table) -> Iterator[str]:
    """Yield the triples maps of a table: one, and one for each column whose triples point at the subject."""
    for column in table.columns:
        if column.backwards:
            yield _map(folder, table, f"{table.name}-{column.name}", column.name, [_pair(column, "node")])
    pairs = [_pair(column, column.name) for column in table.columns if not column.backwards]
    yield _map(folder, table, table.name, "node", [*(_constant(name, value) for name, value in table.constants), *pairs])


def _map(folder: Path, table: Table, name: str, subject: str, pairs: list[str]) -> str:
    source = f'[ rml:source "{path_of(folder, table)}"; rml:referenceFormulation ql:CSV ]'
    return (
        f"<#{name}> a rr:TriplesMap; rml:logicalSource {source};\n"
        f'  rr:subjectMap [ rml:reference "{subject}"; rr:termType rr:IRI ];\n  ' + ";\n  ".join(pairs) + " .\n"
    )


def _pair(column: Column, reference: str) -> str:
    term = f'rml:reference "{reference}"'
    if column.kind == "iri":
        term += "; rr:termType rr:IRI"
    elif column.kind == "en":
        term += '; rr:language "en"'
    elif column.kind != "text":
        term += f"; rr:datatype <{column.datatype}>"
    return f"rr:predicateObjectMap [ rr:predicate <{expanded(column.property)}>; rr:objectMap [ {term} ] ]"


def _constant(name: str, value: str) -> str:
    term = f"{value}; rr:datatype <{expanded('xsd:boolean')}>" if value.startswith('"') else f"<{expanded(value)}>"
    return f"rr:predicateObjectMap [ rr:predicate <{expanded(name)}>; rr:objectMap [ rr:constant {term} ] ]"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
