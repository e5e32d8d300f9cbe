"""What a query gave: the store's own terms, turned into text, JSON, CSV, Turtle or a data frame only when asked for."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.graph.text import turtle
from kg.model.cells import guarded
from kg.model.errors import UsageError
from kg.model.refs import BASE, VOCABULARIES, ref_of

if TYPE_CHECKING:
    import pandas as pd

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Terms: TypeAlias = tuple[Term | None, ...]

XSD = VOCABULARIES["xsd"]
_WHOLE = frozenset(XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger"))
_FRACTION = frozenset(XSD + name for name in ("decimal", "double", "float"))
_MOST_HTML_ROWS = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """A table of terms under its variables; of a CONSTRUCT or DESCRIBE a graph, whose columns are subject, predicate, object.

    An ASK has one column, `answer`, and one row.
    """

    variables: tuple[str, ...]
    terms: tuple[Terms, ...]
    is_graph: bool = False
    base: str = BASE

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[dict[str, str | None]]:
        return iter(self.records)

    @property
    def rows(self) -> list[tuple[str | None, ...]]:
        """Give the rows as text: whole IRIs, literals without type or language, None where there is no value."""
        return [tuple(_plain(term) for term in row) for row in self.terms]

    @property
    def records(self) -> list[dict[str, str | None]]:
        """Give each row as a mapping from variable to text."""
        return [dict(zip(self.variables, row, strict=True)) for row in self.rows]

    @property
    def short_rows(self) -> list[tuple[str | None, ...]]:
        """Give the rows as text for people: an IRI as its reference (`actor:cma`), all else as in `rows`."""
        return [tuple(self._short(term) for term in row) for row in self.terms]

    def _short(self, term: Term | None) -> str | None:
        return ref_of(term.value, self.base) if isinstance(term, NamedNode) else _plain(term)

    def to_json(self) -> str:
        """Give the SPARQL 1.1 Query Results JSON Format, indented; an ASK as its boolean."""
        if self.variables == ("answer",) and not self.is_graph:
            return json.dumps({"head": {}, "boolean": self.rows == [("true",)]}, indent=1) + "\n"
        bindings = [
            {name: _json(term) for name, term in zip(self.variables, row, strict=True) if term is not None} for row in self.terms
        ]
        document = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def to_csv(self) -> str:
        """Give the SPARQL 1.1 CSV format; a text that a spreadsheet would run as a formula gets an apostrophe before it."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.variables)
        for terms in self.terms:
            writer.writerow([csv_cell(term) for term in terms])
        return out.getvalue()

    def to_tsv(self) -> str:
        """Give the SPARQL 1.1 TSV format: terms as in Turtle, so that nothing of them is lost."""
        lines = ["\t".join(f"?{name}" for name in self.variables)]
        lines += ["\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in self.terms]
        return "\n".join(lines) + "\n"

    def to_turtle(self) -> str:
        """Give a CONSTRUCT's graph as Turtle; raise UsageError for a table."""
        if not self.is_graph:
            raise UsageError("a SELECT gives a table, not a graph: ask with CONSTRUCT, or take JSON, CSV or TSV")
        return turtle((Triple(*row) for row in self.terms), self.base).decode()  # type: ignore[arg-type]  # a graph's rows are triples

    def df(self) -> pd.DataFrame:
        """Give a pandas data frame: references for IRIs, Python values for numbers, booleans and dates, None for no value."""
        try:
            import pandas as pd
        except ImportError as error:
            raise UsageError("df() needs pandas: pip install 'conflict-kg[pandas]'") from error
        values = [[self._value(term) for term in row] for row in self.terms]
        return pd.DataFrame(values, columns=list(self.variables), dtype=object)

    def _value(self, term: Term | None) -> Any:
        if not isinstance(term, Literal):
            return self._short(term)
        kind = term.datatype.value
        try:
            if kind in _WHOLE:
                return int(term.value)
            if kind in _FRACTION:
                return float(term.value)
            if kind == XSD + "date":
                return date.fromisoformat(term.value)
        except ValueError:
            return term.value
        return term.value == "true" if kind == XSD + "boolean" else term.value

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.variables)
        shown = self.terms[:_MOST_HTML_ROWS]
        body = "".join("<tr>" + "".join(self._html_cell(term) for term in row) + "</tr>" for row in shown)
        more = len(self.terms) - len(shown)
        caption = f"{len(self.terms)} rows" + (f", {more} of them not shown" if more else "")
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _html_cell(self, term: Term | None) -> str:
        text = html.escape(self._short(term) or "")
        if isinstance(term, NamedNode):
            iri = html.escape(term.value, quote=True)
            if self._short(term) == term.value and term.value.startswith(("http://", "https://")):
                return f'<td><a href="{iri}" rel="noopener noreferrer">{text}</a></td>'
            return f'<td title="{iri}">{text}</td>'
        return f"<td>{text}</td>"


def _plain(term: Term | None) -> str | None:
    if term is None:
        return None
    return str(term) if isinstance(term, (Triple, BlankNode)) else term.value


def csv_cell(term: Term | None) -> str | None:
    """Give a term as a cell of CSV that no spreadsheet runs as a formula; numbers stay as they are."""
    text = _plain(term)
    if text is None or (isinstance(term, Literal) and term.datatype.value in _WHOLE | _FRACTION):
        return text
    return guarded(text)


def _json(term: Term) -> dict[str, object]:
    if isinstance(term, Literal):
        typed: dict[str, object] = {"type": "literal", "value": term.value}
        if term.language:
            return typed | {"xml:lang": term.language}
        return typed if term.datatype.value == XSD + "string" else typed | {"datatype": term.datatype.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": term.value}
