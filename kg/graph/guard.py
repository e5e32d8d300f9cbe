"""What a query must not hold before the native parser sees it: calls to other machines, updates, and depth that ends the process.

Measured with pyoxigraph 0.5: brackets nested 2,700 deep, 8,100 operators or 2,700 OPTIONALs overflow its stack, which no
exception handler survives; SERVICE cannot be switched off. The parser knows no word boundaries (`trueSERVICEx:y{}` calls out),
so any bare word that holds SERVICE is refused.
"""

from __future__ import annotations

import re

from kg.model.errors import UsageError

LONGEST = 100_000
DEEPEST = 200
MOST_OPERATORS = 1000
MOST_CLAUSES = 300

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
    |(?P<string>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<variable>[?$]\w+)
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<name>(?P<prefix>[^\W\d_][\w.\-]*|_)?:(?:[\w:.\-%]|\\[^uU])*)
    |(?P<word>[^\W\d]\w*)
    |(?P<operator><<|\{\||\^\^|&&|\|\||[!+*/|^\-])
    |(?P<open>[({\[])|(?P<close>[)}\]])
    |(?P<escape>\\)""",
    re.VERBOSE | re.DOTALL,
)
"""The tokens of SPARQL that matter to a reader who only wants to know what stands outside of strings, names and comments."""
_UPDATES = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE COPY MOVE ADD WITH".split())
_CLAUSES = frozenset("UNION OPTIONAL MINUS BIND FILTER SELECT VALUES GRAPH EXISTS AS LATERAL".split())
_PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})


def check_query(sparql: str) -> None:
    """Raise UsageError, with line and column, for a query that is too long, too deep, an update, or calls another machine."""
    if len(sparql.encode()) > LONGEST:
        raise UsageError(f"the query is longer than {LONGEST:,} bytes; put long lists of values into the data or ask in parts")
    scan = _Scan(sparql)
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
        self.operators = 0
        self.clauses = 0
        self.started = False

    def see(self, found: re.Match[str]) -> None:
        kind, text = found.lastgroup, found.group()
        if kind == "open":
            self.brackets.append(text)
            if len(self.brackets) > DEEPEST:
                self.refuse(found, f"brackets are nested more than {DEEPEST} deep")
        elif kind == "close" and self.brackets:
            self.brackets.pop()
        elif kind == "operator":
            self.operators += text != "^^"
            if self.operators > MOST_OPERATORS:
                self.refuse(found, f"more than {MOST_OPERATORS} operators; use IN or VALUES for long lists")
        elif kind == "iri":
            self.see_iri(found, text)
        elif kind == "escape":
            self.refuse(found, "a backslash outside of strings and names; write the character itself")
        elif kind in ("word", "name"):
            self.see_word(found, (found["prefix"] or "") if kind == "name" else text)

    def see_iri(self, found: re.Match[str], text: str) -> None:
        """Refuse what could be an IRI or a less-than sign: between the two readings a call to another machine could hide."""
        in_expression = self.brackets and self.brackets[-1] == "("
        if in_expression and not text.startswith(("<http://", "<https://")) and re.search(r"[#)]|service", text, re.IGNORECASE):
            self.refuse(found, "an IRI or a less-than sign? Put a space after <, or write the IRI in full")

    def see_word(self, found: re.Match[str], word: str) -> None:
        upper = word.upper()
        if "SERVICE" in upper:
            self.refuse(found, "SERVICE is refused: a query here asks this graph only, never another machine")
        if found.lastgroup != "word":
            return
        if not self.started and upper not in _PROLOGUE:
            self.started = True
            if upper in _UPDATES:
                self.refuse(found, f"{upper} is refused: a query only reads; change the facts and build again")
        self.clauses += upper in _CLAUSES
        if self.clauses > MOST_CLAUSES:
            self.refuse(found, f"more than {MOST_CLAUSES} clauses; ask in parts")

    def refuse(self, found: re.Match[str], why: str) -> None:
        line = self.sparql.count("\n", 0, found.start()) + 1
        raise UsageError(pointed(self.sparql, line, found.start() - self.sparql.rfind("\n", 0, found.start()), why))


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
