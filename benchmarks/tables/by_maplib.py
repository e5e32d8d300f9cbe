"""The same triples by maplib, an OTTR engine, from the keyed tables: `python -m benchmarks.tables.by_maplib folder out.nt`.

It runs in an environment of its own, with nothing of kg. One template a table, data frames read by polars.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from maplib import Model, RDFType, SolutionMappings

from benchmarks.tables.shape import PREFIXES, TABLES, Column, Table, expanded, path_of

LANGUAGE_STRING = expanded("rdf:langString")
READ_AS = {"xsd:integer": pl.Int64, "xsd:decimal": pl.Decimal(38, 12), "xsd:date": pl.Date}


def main(folder: Path, out: Path) -> None:
    """Map each table by its template and write all."""
    model = Model()
    model.add_prefixes({**PREFIXES, "t": "http://example.org/template/"})
    for table in TABLES:
        model.add_template(template(table))
        model.map(f"t:{table.name}", SolutionMappings(frame(folder, table), types(table)), validate_iris=False)
    model.write(str(out), format="ntriples")
    with out.open("ab") as file:
        file.write((folder / "about.nt").read_bytes())


def template(table: Table) -> str:
    """Give a table's template in stOTTR; cells may be empty, subjects may not."""
    parameters = ["ottr:IRI ?node", *(f"? {_ottr(column)} ?{column.name}" for column in table.columns)]
    triples = [f"ottr:Triple(?node, {name}, {_constant(value)})" for name, value in table.constants]
    for column in table.columns:
        ends = f"?{column.name}, {column.property}, ?node" if column.backwards else f"?node, {column.property}, ?{column.name}"
        triples.append(f"ottr:Triple({ends})")
    heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, "t": "http://example.org/template/"}.items())
    return f"{heads}t:{table.name} [{', '.join(parameters)}] :: {{ {', '.join(triples)} }} .\n"


def _ottr(column: Column) -> str:
    return {"iri": "ottr:IRI", "text": "xsd:string", "en": "rdf:langString"}.get(column.kind, column.kind)


def _constant(value: str) -> str:
    return f"{value}^^xsd:boolean" if value.startswith('"') else value


def frame(folder: Path, table: Table) -> pl.DataFrame:
    """Give a table as maplib wants its columns: numbers and days as such, English texts as a pair with their language."""
    kinds = {column.name: READ_AS.get(column.kind, pl.String) for column in table.columns}
    read = pl.read_csv(path_of(folder, table), schema={"node": pl.String, **kinds})
    english = [
        pl.struct(pl.col(column.name).alias(f"<{LANGUAGE_STRING}>"), pl.lit("en").alias("l")).alias(column.name)
        for column in table.columns
        if column.kind == "en"
    ]
    return read.with_columns(english)


def types(table: Table) -> dict[str, RDFType]:
    """Give the RDF type of each column."""
    names = {"text": expanded("xsd:string"), "en": LANGUAGE_STRING}
    given = {
        column.name: RDFType.IRI if column.kind == "iri" else RDFType.Literal(names.get(column.kind) or column.datatype)
        for column in table.columns
    }
    return {"node": RDFType.IRI, **given}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
