"""Results as Markdown, printed or put in their place in a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.tables.measuring import Result

BEGIN, END = "<!-- results: written by python -m benchmarks.tables -->", "<!-- end of results -->"


def page_of(head: str, results: Sequence[Result], grown: Sequence[Result]) -> str:
    """Give all tables, with what ran."""
    parts = [head, ""]
    for number in sorted({result.rows for result in results}):
        parts += [f"### {number:,} rows", "", *table_of([result for result in results if result.rows == number]), ""]
    if grown:
        parts += ["### Growth", "", *growth_of(grown), ""]
    return "\n".join(parts)


def table_of(results: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of the table of one size; the first result is ours."""
    yield "| way | input | seconds | × ours | CPU s | triples/s | peak MB | output MB | output |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---|"
    ours = results[0]
    for one in results:
        start = f"| {one.way.name} | {one.way.reads} |"
        if not one.runs:
            yield f"{start} | | | | | | {one.failure} |"
            continue
        ratio = f"{one.seconds / ours.seconds:.2f}" if ours.runs else ""
        speed = f"{one.triples / one.seconds:,.0f}" if one.triples else ""
        verdict = one.failure or one.verdict
        yield (
            f"{start} {one.seconds:.2f} | {ratio} | {one.cpu:.2f} | {speed} | {one.peak / 1e6:,.0f} | {one.bytes / 1e6:,.0f} "
            f"| {verdict} |"
        )


def growth_of(results: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of the table of growing sizes."""
    yield "| rows | seconds | µs a row | output bytes a row | peak MB |"
    yield "|---:|---:|---:|---:|---:|"
    for one in results:
        if one.runs:
            each = f"{one.seconds / one.rows * 1e6:.0f} | {one.bytes / one.rows:,.0f}"
            yield f"| {one.rows:,} | {one.seconds:.1f} | {each} | {one.peak / 1e6:,.0f} |"
        else:
            yield f"| {one.rows:,} | {one.failure} | | | |"


def put(text: str, path: Path) -> None:
    """Put results between their marks in a page, or make a page of them."""
    if path.exists() and BEGIN in (page := path.read_text(encoding="utf-8")):
        before, _, rest = page.partition(BEGIN)
        _, _, after = rest.partition(END)
        path.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")
    else:
        path.write_text(f"{BEGIN}\n\n{text}\n{END}\n", encoding="utf-8")
