"""The named queries as examples, with small forms for what may be put into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.graph.query import NamedQuery, Parameter, named_queries
from kg.model.errors import UsageError
from kg.model.refs import FOLDERS

_LITERAL = re.compile(r'"(.*?)"(?:\^\^\S+|@\S+)?')
_HINT = re.compile(r"\((\w+):…\)")
FIRST = """SELECT ?claim ?claimant ?stance ?event ?source
WHERE {
  ?claim a kg:OccurrenceClaim ;
    kg:claimant ?claimant ;
    kg:stance ?stance ;
    kg:about ?event ;
    prov:wasDerivedFrom ?source .
}
ORDER BY ?event ?claimant
LIMIT 100
"""
"""What the editor holds at first: who says what of which event, in which source."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a field: its name, what it means, what stands in it, and the list of suggestions by folder."""

    name: str
    help: str
    value: str
    folder: str


@dataclass(frozen=True, slots=True)
class Example:
    """A named query with its fields."""

    name: str
    help: str
    fields: tuple[Field, ...]
    is_chosen: bool


def examples(
    given: Mapping[str, str], chosen: str, suggested: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """Give the questions and the rows of pictures, with what was given in the fields of the chosen one.

    A default that names something which this graph does not hold gives way to the first suggestion.
    """
    found = [
        Example(
            query.name,
            query.help,
            tuple(_field(p, given if query.name == chosen else {}, suggested) for p in query.parameters.values()),
            query.name == chosen,
        )
        for query in named_queries().values()
    ]
    return tuple(e for e in found if not e.name.startswith("view-")), tuple(e for e in found if e.name.startswith("view-"))


def _field(parameter: Parameter, given: Mapping[str, str], suggested: Mapping[str, tuple[str, ...]]) -> Field:
    folder = _folder(parameter)
    plain = plain_default(parameter)
    offered = suggested.get(folder, ())
    if folder in FOLDERS and plain and offered and plain not in offered:
        plain = offered[0]
    return Field(parameter.name, parameter.help, given.get(parameter.name, plain), folder)


def _folder(parameter: Parameter) -> str:
    hint = _HINT.search(parameter.help)
    folder = parameter.default.partition(":")[0] if ":" in parameter.default else hint[1] if hint else ""
    return folder if folder in FOLDERS else ""


def plain_default(parameter: Parameter) -> str:
    """Give a parameter's default as a user writes it: a day without its datatype, nothing for UNDEF, several by commas."""
    literal = _LITERAL.fullmatch(parameter.default)
    if literal:
        return literal[1]
    return "" if parameter.default == "UNDEF" else ", ".join(parameter.default.split())


def filled(query: NamedQuery, given: Mapping[str, str], base: str) -> str:
    """Give a named query with what was given in its fields; raise UsageError where that does not fit."""
    known = query.parameters
    unknown = [name for name in given if name not in known]
    if unknown:
        raise UsageError(f"query {query.name} has no parameter {unknown[0]!r}")
    values = {name: text for name, text in given.items() if text.strip() and text.strip() != plain_default(known[name])}
    return query.filled(values, base)
