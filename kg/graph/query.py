"""Questions to a graph: any SPARQL query, guarded, and the named queries that ship as `kg/queries/NAME.rq`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions

from kg.graph.answer import Answer
from kg.graph.guard import check_query, first_keyword, pointed
from kg.graph.names import find, names_in
from kg.graph.store import Store, prefixes
from kg.model.data import data_path
from kg.model.errors import BadReference, NotFound, UnreadableInput, UsageError, nearest
from kg.model.refs import BASE, FOLDERS, VOCABULARIES, mint, ref_of

__all__ = ["Answer", "NamedQuery", "Parameter", "find_query", "named_queries", "read_query", "run_query"]

_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_HEADER = re.compile(r"#\s*(question|param):\s*(\S+)\s*(.*)")
_MOST_EXPECTED = 8
_NOT_OFFERED = frozenset({"[_]", "SERVICE", "LATERAL"})
_XSD = VOCABULARIES["xsd"]
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
"""The words that a query begins with, after its prefixes."""


def run_query(store: Store, sparql: str, base: str = BASE) -> Answer:
    """Give the answer of a SELECT, ASK, CONSTRUCT or DESCRIBE over all graphs of a store together.

    Our prefixes need no declaration. Raises UsageError for what is refused (see `kg.graph.guard`) and, with line, column and a
    caret, for what is not SPARQL.
    """
    check_query(sparql)
    try:
        found = store.query(sparql, prefixes=prefixes(base), use_default_graph_as_union=True)
        if isinstance(found, QueryBoolean):
            return Answer(("answer",), ((Literal(bool(found)),),), base=base)
        if isinstance(found, QuerySolutions):
            return Answer(tuple(variable.value for variable in found.variables), tuple(map(tuple, found)), base=base)
        triples = sorted({(t.subject, t.predicate, t.object) for t in found}, key=lambda row: tuple(map(str, row)))
        return Answer(("subject", "predicate", "object"), tuple(triples), is_graph=True, base=base)
    except SyntaxError as error:
        raise UsageError(syntax_message(sparql, str(error))) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageError(f"the query could not be answered: {error}") from error


def syntax_message(sparql: str, error: str) -> str:
    """Give the parser's complaint in one line, with the place in the query and a caret under it."""
    first = first_keyword(sparql)
    if first and first.group().upper() not in FORMS:
        line, column = sparql.count("\n", 0, first.start()) + 1, first.start() - sparql.rfind("\n", 0, first.start())
        hint = nearest(first.group(), [*FORMS, "PREFIX", "BASE"])
        what = f"a query begins with {', '.join(FORMS[:-1])} or {FORMS[-1]}" + (f"; {hint}" if hint else "")
        return "not SPARQL: " + pointed(sparql, line, column, what)
    found = _POSITION.search(error)
    if not found:
        return f"not SPARQL: {error}"
    what = " ".join(found[3].split())
    if "Prefix not found" in what:
        what = "this prefix is not declared; write PREFIX name: <namespace> before the query"
    elif what.startswith("expected"):
        parts = [part for part in re.sub("^expected (one of )?", "", what).split(", ") if part not in _NOT_OFFERED]
        what = f"expected {' or '.join(parts[:_MOST_EXPECTED])}" if parts else "the query ends here, or this cannot stand here"
    return "not SPARQL: " + pointed(sparql, int(found[1]), int(found[2]), what)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be put into a named query: its name, what it means, and the term that stands there by default, as in SPARQL."""

    name: str
    help: str
    default: str

    def term(self, text: str, base: str = BASE, store: Store | None = None) -> str:
        """Give a user's text as a term of the default's kind (reference, day, number, words); raise UsageError if it is none.

        With a store, what is named must be in it, by reference or by a name that it alone has; else NotFound is raised.
        """
        try:
            if self.default.endswith("^^xsd:date"):
                return str(Literal(date.fromisoformat(text).isoformat(), datatype=NamedNode(_XSD + "date")))
            if self.default.isdecimal():
                return str(Literal(int(text)))
        except ValueError as error:
            kind = "a whole number" if self.default.isdecimal() else "a day, such as 2023-06-01"
            raise UsageError(f"{self.name}={text}: not {kind}") from error
        if self.default.startswith('"'):
            return str(Literal(text))
        folder, colon, _ = self.default.partition(":")
        given = ref_of(text, base) if "://" in text else text
        named = given.partition(":")[0] if ":" in given else folder
        if store is not None and named in FOLDERS and not _holds(store, given if ":" in given else f"{named}:{given}", base):
            return str(NamedNode(mint(find(given, named, names_in(store, base), base=base), base)))
        return str(NamedNode(mint(text if ":" in text or not colon else f"{folder}:{text}", base)))


def _holds(store: Store, ref: str, base: str) -> bool:
    """Tell whether something is said in a store of what a reference names; what is no reference is in none."""
    try:
        node = NamedNode(mint(ref, base))
    except BadReference:
        return False
    return any(any(store.quads_for_pattern(*pattern)) for pattern in ((node, None, None), (None, None, node)))


@dataclass(frozen=True)
class NamedQuery:
    """A query with a name: its text; the first comment line is its help.

    Further lines of the first comment may say `question: 5` (the question of the documentation that it answers) and
    `param: since  first day`, for a variable that the text binds by `VALUES ?since { … }`.
    """

    name: str
    text: str

    @property
    def help(self) -> str:
        """Give the first comment line."""
        first = self.text.lstrip().splitlines()[0] if self.text.strip() else ""
        return first.removeprefix("#").strip() if first.startswith("#") else ""

    @cached_property
    def _header(self) -> list[tuple[str, str, str]]:
        lines = (line.strip() for line in self.text.splitlines())
        return [(m[1], m[2], m[3]) for line in lines if (m := _HEADER.fullmatch(line))]

    @property
    def question(self) -> int | None:
        """Give the number of the question that it answers."""
        return next((int(value) for key, value, _ in self._header if key == "question"), None)

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Give the parameters by name."""
        found = {}
        for key, name, help_ in self._header:
            if key == "param":
                clause = self._clause(name).search(self.text)
                if clause is None:
                    raise UnreadableInput(f"query {self.name}: no VALUES ?{name} {{ … }} for its parameter {name}")
                found[name] = Parameter(name, help_, clause[2].strip())
        return found

    @staticmethod
    def _clause(name: str) -> re.Pattern[str]:
        return re.compile(rf"(VALUES\s+\?{re.escape(name)}\s*\{{)([^{{}}]*)(\}})")

    def filled(self, values: Mapping[str, str], base: str = BASE, store: Store | None = None) -> str:
        """Give the text with these values in place of the defaults, each checked (also against a store) and written as a term."""
        text = self.text
        for name, value in values.items():
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "it has none"
                remedy = nearest(name, self.parameters) or f"its parameters: {known}"
                raise UsageError(f"query {self.name} has no parameter {name!r} ({remedy})")
            parameter = self.parameters[name]
            term = " ".join(parameter.term(part.strip(), base, store) for part in value.split(","))
            text = self._clause(name).sub(lambda found, term=term: f"{found[1]} {term} {found[3]}", text)  # type: ignore[misc]  # binds the loop's term
        return text


def is_sparql(text: str) -> bool:
    """Tell whether a text is meant as SPARQL, not as a name: it has a space or a brace.

    >>> is_sparql("SELECT ?x {}"), is_sparql("contradictions")
    (True, False)
    """
    return "{" in text or any(character.isspace() for character in text)


@lru_cache(maxsize=1)
def named_queries() -> Mapping[str, NamedQuery]:
    """Give all queries that ship, by name, sorted; those of the pictures' rows are named `view-…`."""
    folder = data_path("queries")
    return {path.stem: read_query(path) for path in sorted(folder.glob("*.rq"))}


def find_query(name: str) -> NamedQuery:
    """Give the query of a name, or of a question's number; raise NotFound with the nearest name."""
    known = named_queries()
    if name in known:
        return known[name]
    numbered = [query for query in known.values() if name.isdecimal() and query.question == int(name)]
    if numbered:
        return numbered[0]
    if is_sparql(name):
        raise NotFound(f"this is SPARQL, not the name of a query; give it as it is: {' '.join(name.split())[:60]}")
    public = [query for query in known if not query.startswith("view-")]
    raise NotFound(f"no query is named {name!r}: {nearest(name, public) or 'there are ' + ', '.join(public)}")


def read_query(path: Path) -> NamedQuery:
    """Give the query of a file; raise NotFound or UnreadableInput where there is none."""
    try:
        return NamedQuery(path.stem, path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(f"{path}: no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{path}: cannot be read as a query: {error}") from error
