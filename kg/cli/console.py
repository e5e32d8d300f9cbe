"""What a person sees: tables on stdout, progress on stderr, both plain where nobody looks at a screen."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

Step = Callable[[str], None]
Show = Callable[[int, str], None]
UNSEEN = 100_000  # columns of a table that goes to a file or a pipe: no cell is cut there


def colour() -> bool | None:
    """Give False where NO_COLOR is set, else None: click looks at the terminal itself."""
    return False if os.environ.get("NO_COLOR") else None


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Print rows as a table on stdout; on a terminal, cells wrap, and a table far too wide for it is printed cell by cell."""
    if sys.stdout.isatty() and natural_width(headings, rows) > 2 * shutil.get_terminal_size().columns:
        print_cells(headings, rows)
    else:
        print_grid(headings, rows)


def natural_width(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> int:
    """Give the columns that a table needs with no cell wrapped.

    >>> natural_width(("a", "bcd"), [("ab", None), ("", "abcde")])
    11
    """
    cells = [headings, *rows]
    return sum(2 + max(len(row[column] or "") for row in cells) for column in range(len(headings)))


def print_cells(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Print each row as a block of lines, one for each cell that holds something."""
    margin = max(map(len, headings))
    for number, row in enumerate(rows, start=1):
        click.echo(click.style(f"── {number} ──", dim=True), color=colour())
        for heading, cell in zip(headings, row, strict=True):
            if cell:
                click.echo(f"{click.style(heading.rjust(margin), bold=True)}  {cell}", color=colour())


def print_grid(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Print rows under their headings; cells are whole where no terminal bounds them."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column, heading in enumerate(headings):
        numbers = rows and all((row[column] or "0").lstrip("-").replace(",", "").replace(".", "").isdecimal() for row in rows)
        table.add_column(heading, overflow="fold", justify="right" if numbers else "left")
    for row in rows:
        table.add_row(*(Text(cell or "") for cell in row))
    console = Console(width=None if sys.stdout.isatty() else UNSEEN, highlight=False, soft_wrap=False)
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        click.echo(line.rstrip(), color=colour())


@contextmanager
def progress(after: float = 0.5) -> Iterator[Step]:
    """Show on stderr what is being done, if it takes longer than half a second and a person looks at it."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    line = _Line()
    timer = threading.Timer(after, line.show)
    timer.daemon = True
    timer.start()
    try:
        yield line.step
    finally:
        timer.cancel()
        line.clear()


@contextmanager
def show_bar(total: int | None) -> Iterator[Show]:
    """Show a bar on stderr, if a person looks at it, of what is done of a total (None: unknown), with words beside it."""
    if not sys.stderr.isatty():
        yield lambda done, words: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.fields[words]}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as shown:
        task = shown.add_task("", total=total, words="")

        def show(done: int, words: str) -> None:
            shown.update(task, completed=done, words=words)
            shown.refresh()

        yield show


class _Line:
    """One line on stderr that is written over."""

    def __init__(self) -> None:
        self.text = ""
        self.shown = False

    def step(self, text: str) -> None:
        self.text = text
        if self.shown:
            self.show()

    def show(self) -> None:
        self.shown = True
        sys.stderr.write(f"\r\x1b[K{self.text} …")
        sys.stderr.flush()

    def clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
