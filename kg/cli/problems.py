"""Diagnostics: `file:line: what is wrong (what to do)`, and under it the line meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click

from kg.cli.console import colour
from kg.model.errors import Problem

_WORD = re.compile(r"['\"“`]([^'\"”`]+)['\"”`]")


def print_findings(problems: Sequence[Problem], closing: str = "") -> None:
    """Print all problems to stderr, then how many there are and what became of the rest."""
    for problem in problems:
        print_problem(problem)
    files = len({problem.path for problem in problems})
    click.echo(f"{plural(len(problems), 'problem')} in {plural(files, 'file')}{closing}", err=True)


def print_problem(problem: Problem) -> None:
    """Print a problem to stderr, and the line that it is about."""
    click.echo(coloured(problem), err=True, color=colour())
    for line in excerpt(problem):
        click.echo(line, err=True)


def coloured(problem: Problem) -> str:
    """Give a problem as one line, its place in bold and its remedy in green."""
    where = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
    remedy = f" ({click.style(problem.remedy, fg='green')})" if problem.remedy else ""
    return f"{click.style(where, bold=True)}: {problem.what}{remedy}"


def excerpt(problem: Problem) -> list[str]:
    """Give the line of the file that a problem is about, and a caret line under the word that it names."""
    text = None if problem.line is None else _line_of(Path(problem.path), problem.line)
    if text is None:
        return []
    margin = f"{problem.line:>6} | "
    shown = margin + text[:160]
    named = [word for word in _WORD.findall(problem.what) if word in text[:160]]
    if not named:
        return [shown]
    start = text.index(named[0])
    return [shown, " " * len(margin) + " " * start + "^" * len(named[0])]


def _line_of(path: Path, number: int) -> str | None:
    try:
        with path.open(encoding="utf-8") as lines:
            found = next(islice(lines, number - 1, number), None)
    except (OSError, UnicodeDecodeError):
        return None
    return found.rstrip("\n").replace("\t", " ") if found and found.strip() else None


def plural(number: int, noun: str) -> str:
    """Give a number and its noun.

    >>> plural(1, "claim"), plural(2, "claim"), plural(1234, "entry")
    ('1 claim', '2 claims', '1,234 entries')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"
