"""The door: every command goes through here, and every error leaves as a sentence and an exit code.

0 done, 1 findings in the input, 2 the call is wrong, 3 unreadable input, 4 not found, 70 a fault of kg itself, 130 interrupted
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from kg import __version__
from kg.cli.asking import query, show, stats
from kg.cli.drawing import export, plot
from kg.cli.evaluating import evaluate
from kg.cli.gazetteers import gazetteers
from kg.cli.importing import import_
from kg.cli.making import build, check, init
from kg.cli.parsing import parse
from kg.cli.problems import print_findings
from kg.cli.pushing import pull, push
from kg.cli.serving import serve
from kg.cli.storing import store
from kg.model.errors import Findings, KgError

GROUPS = {
    "Make a graph": (build, import_, check, parse, evaluate, gazetteers, init),
    "Ask it": (query, show, stats),
    "Hand it on": (plot, export, store, push, pull, serve),
}


class Commands(click.Group):
    """The commands in the order of the work, in groups."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by group."""
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(str(command.name), command.get_short_help_str(90)) for command in commands])


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="`kg COMMAND --help` tells more. Data goes to stdout, messages to stderr. "
    "Exit codes: 0 done, 1 findings, 2 wrong call, 3 unreadable input, 4 not found.",
)
@click.version_option(__version__, "-V", "--version", prog_name="kg")
def cli() -> None:
    """Build, ask and draw a conflict timeline knowledge graph: who says what, when, where, on what evidence."""


for _commands in GROUPS.values():
    for _command in _commands:
        cli.add_command(_command)


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; no error leaves as a traceback (unless KG_DEBUG is set)."""
    if sys.stdout is None:  # closed by whoever calls: nobody reads
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # open to the end
    try:
        code = cli.main(args, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (BrokenPipeError, SystemExit):  # click makes the one into the other; nothing else here exits so
        return _closed_pipe()
    except Exception as error:  # the door: a person gets a sentence
        if os.environ.get("KG_DEBUG"):
            raise
        return _told(error)


def _told(error: Exception) -> int:
    if isinstance(error, Findings):
        print_findings(error.problems, closing="; nothing was written")
        return error.exit_code
    if isinstance(error, KgError):
        return _say(str(error), error.exit_code)
    if isinstance(error, click.Abort):
        return _say("interrupted", 130)
    if isinstance(error, click.ClickException):
        error.show()
        return 2
    if isinstance(error, OSError) and error.filename:
        return _say(f"{error.filename}: {error.strerror}", 3)
    if isinstance(error, OSError):  # a disk that is full, a pipe or device that fails: it names no file
        _closed_pipe()
        return _say(f"the output could not be written: {error.strerror or error}", 3)
    return _say(f"a fault of kg itself: {type(error).__name__}: {error} (KG_DEBUG=1 shows where)", 70)


def _say(message: str, code: int) -> int:
    click.echo(f"kg: {message}", err=True)
    return code


def _closed_pipe() -> int:
    """Leave quietly when the reader of a pipe has enough; stdout must not be flushed again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
