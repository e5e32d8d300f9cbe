"""Write docs/cookbook.md, the named queries and their answers on the Mali graph: `python tools/make_cookbook.py > FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kg.graph.query import NamedQuery, named_queries, run_query
from kg.graph.store import Store, read_graph

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "cookbook.md"
GRAPH = ROOT / "exports" / "mali.ttl"
ROWS, CELL = 6, 60
HEAD = """# Cookbook

Made from `kg/queries/*.rq` and `exports/mali.ttl` by `tools/make_cookbook.py`; change it there.

Each query ships with kg: `kg query -q NAME`, or by the number of its question (`kg query -q 5`). A parameter is given as
`-p KEY=VALUE`. In Python: `kg.load().query("NAME", key="value")`. Of each answer the first rows are shown, long cells cut.
Your own query starts best from one of these: they lie in `kg/queries/`, are plain SPARQL 1.1, and run in any store that holds
the graph.
"""


def make_page(store: Store) -> str:
    """Give the page."""
    public = [query for name, query in named_queries().items() if not name.startswith("view-")]
    ordered = sorted(public, key=lambda query: (query.question or 99, query.name))
    return "\n".join([HEAD, *(line for query in ordered for line in section(query, store))])


def section(query: NamedQuery, store: Store) -> Iterator[str]:
    """Yield one query: what it gives, its parameters, the command, the first rows."""
    yield f"## {query.name}\n"
    yield f"{query.help}." + (f" (Question {query.question}.)" if query.question else "") + "\n"
    for parameter in query.parameters.values():
        yield f"- `{parameter.name}`, by default `{parameter.default}`: {parameter.help}"
    if query.parameters:
        yield ""
    yield f"```sh\nkg query -q {query.name}\n```\n"
    yield from table(query, store)


def table(query: NamedQuery, store: Store) -> Iterator[str]:
    """Yield the first rows of the answer as a Markdown table; columns without any value are left out."""
    answer = run_query(store, query.text)
    shown = answer.short_rows[:ROWS]
    kept = [column for column in range(len(answer.variables)) if any(row[column] for row in shown)]
    if not kept:
        yield "No rows on the Mali graph.\n"
        return
    yield "| " + " | ".join(answer.variables[column] for column in kept) + " |"
    yield "|" + "---|" * len(kept)
    for row in shown:
        yield "| " + " | ".join(cell(row[column]) for column in kept) + " |"
    more = len(answer) - len(shown)
    yield f"\n{more} more rows.\n" if more > 1 else "\n1 more row.\n" if more else ""


def cell(text: str | None) -> str:
    """Give a cell's text on one line, cut where it is long."""
    plain = " ".join((text or "").split()).replace("|", "\\|")
    return plain if len(plain) <= CELL else plain[: CELL - 1] + "…"


if __name__ == "__main__":
    sys.stdout.write(make_page(read_graph(GRAPH)))
