"""What a query or update must not hold before the native parser sees it: calls to other machines, depth that ends the process.

Measured with pyoxigraph 0.5 on a stack of 8 MB: brackets nested 2,000 deep, 8,100 operators, 2,700 OPTIONALs, a DESCRIBE of
2,700 names or some thousand triples in one group overflow it, which no exception handler survives; SERVICE and LOAD cannot be
switched off. The parser knows no word boundaries (`trueSERVICEx:y{}` calls out), so any bare word that holds SERVICE is refused.
It reads a text anew in another way where one way fails: a long string with a wrong escape becomes an empty string and more, so
each string, name and less-than sign must be one thing only.
"""

from __future__ import annotations

import re

from kg.model.errors import UsageError

LONGEST = 100_000
DEEPEST = 200
MOST_OPERATORS = 1000
MOST_CLAUSES = 300
MOST_TERMS = 1000
"""Terms outside of lists of data (VALUES, IN, INSERT DATA): each may be a triple to join."""

_IRI = r"""<[^<>"{}|^`\\\x00-\x20]*>"""
TOKEN = re.compile(
    rf"""(?P<comment>\#[^\n\r]*)
    |(?P<string>\"{{3}}(?:[^"\\]|\\.|\"{{1,2}}(?!\"))*\"{{3}}|'{{3}}(?:[^'\\]|\\.|'{{1,2}}(?!'))*'{{3}}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri>{_IRI})
    |(?P<variable>[?$]\w+)
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<name>(?P<prefix>[^\W\d_][\w.\-]*|_)?:(?:(?:[\w:%]|\\[_~.\-!$&'()*+,;=/?#@%])(?:[\w:.\-%]|\\[_~.\-!$&'()*+,;=/?#@%])*)?)
    |(?P<number>[0-9]+)
    |(?P<word>[^\W\d]\w*)
    |(?P<operator><<|\{{\||\^\^|&&|\|\||[!+*/|^\-])
    |(?P<open>[({{\[])|(?P<close>[)}}\]])
    |(?P<escape>\\)""",
    re.VERBOSE | re.DOTALL,
)
"""The tokens of SPARQL that matter to a reader who only wants to know what stands outside of strings, names and comments."""
_LESS_OR_IRI = re.compile(_IRI)
_ESCAPE = re.compile(r"""\\(?:[tbnrf"'\\]|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.|\Z)""", re.DOTALL)
_UPDATES = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE COPY MOVE ADD WITH".split())
_CLAUSES = frozenset("UNION OPTIONAL MINUS BIND FILTER SELECT VALUES GRAPH EXISTS AS LATERAL".split())
_TERMS = frozenset({"iri", "variable", "string", "number", "name"})
_PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})


def check_query(sparql: str) -> None:
    """Raise UsageError, with line and column, for a query that is too long, too deep, an update, or calls another machine."""
    _check(sparql, _Scan(sparql))


def check_update(sparql: str) -> None:
    """Raise UsageError, with line and column, for an update that is too long or too deep, or that reads from another machine."""
    _check(sparql, _UpdateScan(sparql))


def _check(sparql: str, scan: _Scan) -> None:
    try:
        size = len(sparql.encode())
    except UnicodeEncodeError as error:
        raise UsageError("half a character (a lone surrogate) in the query; write the whole character") from error
    if size > LONGEST:
        raise UsageError(f"the query is longer than {LONGEST:,} bytes; put long lists of values into the data or ask in parts")
    for found in TOKEN.finditer(sparql):
        scan.see(found)


def first_keyword(sparql: str) -> re.Match[str] | None:
    """Give the first bare word after the prologue, which tells the form of a query; None where something else comes first."""
    for found in TOKEN.finditer(sparql):
        if found.lastgroup == "word" and found.group().upper() not in _PROLOGUE:
            return found
        if found.lastgroup not in ("word", "comment", "name", "iri", "string"):
            return None
    return None


class _Scan:
    """One walk over a query's tokens."""

    def __init__(self, sparql: str) -> None:
        self.sparql = sparql
        self.brackets: list[str] = []
        self.data: list[bool] = []
        """For each open bracket, whether it holds a list of data, whose length does no harm."""
        self.last = ""
        self.data_ahead = False
        self.operators = self.clauses = self.terms = 0
        self.started = False

    def see(self, found: re.Match[str]) -> None:
        kind, text = found.lastgroup, found.group()
        if kind == "comment":
            return
        if kind == "open":
            self.see_open(found, text)
        elif kind == "close" and self.brackets:
            self.brackets.pop()
            self.data.pop()
        elif kind == "operator":
            self.see_operator(found, text)
        elif kind == "iri":
            self.see_iri(found, text)
        elif kind == "string":
            self.see_string(found, text)
        elif kind == "escape":
            self.refuse(found, "a backslash outside of strings and names; write the character itself")
        elif kind in ("word", "name"):
            self.see_word(found, (found["prefix"] or "") if kind == "name" else text)
        if kind in _TERMS:
            self.count_term(found)
        self.last = text.upper() if kind == "word" else ""

    def see_open(self, found: re.Match[str], text: str) -> None:
        inside = bool(self.data) and self.data[-1]
        if text != "{":
            self.count_term(found)  # a list or a blank node is a term, too
            self.data.append(inside or self.last == "IN")
        else:
            of_data = inside and self.brackets[-1] == "{"  # not an EXISTS {} within IN ()
            self.data.append(of_data or self.data_ahead)
            self.data_ahead = False
        self.brackets.append(text)
        if len(self.brackets) > DEEPEST:
            self.refuse(found, f"brackets are nested more than {DEEPEST} deep")

    def count_term(self, found: re.Match[str]) -> None:
        self.terms += not (self.data and self.data[-1])
        if self.terms > MOST_TERMS:
            self.refuse(found, f"more than {MOST_TERMS:,} terms; use IN or VALUES for long lists, or ask in parts")

    def see_operator(self, found: re.Match[str], text: str) -> None:
        self.operators += text != "^^"
        if self.operators > MOST_OPERATORS:
            self.refuse(found, f"more than {MOST_OPERATORS} operators; use IN or VALUES for long lists")
        if text == "<<" and (iri := _LESS_OR_IRI.match(self.sparql, found.start() + 1)) and _hides(iri.group()):
            self.refuse(found, "a quoted triple or a less-than sign before an IRI? Put a space after each <")

    def see_iri(self, found: re.Match[str], text: str) -> None:
        """Refuse what could be an IRI or a less-than sign: between the two readings a call to another machine could hide."""
        in_values = self.brackets[-2:] == ["{", "("] and self.data[-2]
        in_expression = self.brackets[-1:] == ["("] and not in_values
        if in_expression and not text.startswith(("<http://", "<https://")) and _hides(text):
            self.refuse(found, "an IRI or a less-than sign? Put a space after <, or write the IRI in full")

    def see_string(self, found: re.Match[str], text: str) -> None:
        """Refuse a string with an escape that there is not: the parser would end it elsewhere, and read on in its middle."""
        for escape in _ESCAPE.finditer(text):
            if not _is_escape(escape):
                self.refuse(found, f"{escape.group()} is no escape; write two backslashes for one")

    def see_word(self, found: re.Match[str], word: str) -> None:
        upper = word.upper()
        if "SERVICE" in upper:
            self.refuse(found, "SERVICE is refused: a query here asks this graph only, never another machine")
        self.see_operation(found, upper)
        if found.lastgroup != "word":
            return
        self.data_ahead = self.data_ahead or upper in ("VALUES", "DATA")
        self.clauses += upper in _CLAUSES
        if self.clauses > MOST_CLAUSES:
            self.refuse(found, f"more than {MOST_CLAUSES} clauses; ask in parts")

    def see_operation(self, found: re.Match[str], upper: str) -> None:
        if found.lastgroup == "word" and not self.started and upper not in _PROLOGUE:
            self.started = True
            if upper in _UPDATES:
                self.refuse(found, f"{upper} is refused: a query only reads; change the facts and build again")

    def refuse(self, found: re.Match[str], why: str) -> None:
        line = self.sparql.count("\n", 0, found.start()) + 1
        raise UsageError(pointed(self.sparql, line, found.start() - self.sparql.rfind("\n", 0, found.start()), why))


class _UpdateScan(_Scan):
    """One walk over an update's tokens."""

    def see_operation(self, found: re.Match[str], upper: str) -> None:
        if "LOAD" in upper:
            self.refuse(found, "LOAD is refused: it fetches from other machines; put the file to the graph store instead")


def _hides(text: str) -> bool:
    """Tell whether an IRI, read as a less-than sign and more, could end a bracket, begin a comment or a string, or call."""
    return re.search(r"[#)'\[(]|service|load", text, re.IGNORECASE) is not None


def _is_escape(escape: re.Match[str]) -> bool:
    digits = escape[1] or escape[2]
    if digits:
        code = int(digits, 16)
        return code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return escape.group()[1:] in tuple("tbnrf\"'\\")


def pointed(sparql: str, line: int, column: int, why: str) -> str:
    r"""Give a message with the place in the query, the line there and a caret under it.

    >>> print(pointed("SELECT * {\n ?s ?p }", 2, 8, "an object is missing"))
    line 2, column 8: an object is missing
      ?s ?p }
            ^
    """
    lines = sparql.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1].replace("\t", " ")
    start = max(0, column - 100)
    return f"line {line}, column {column}: {why}\n {shown[start : start + 120]}\n {' ' * (column - 1 - start)}^"
