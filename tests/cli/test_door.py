"""Every error leaves as a sentence and an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from kg.cli import main
from kg.cli.door import GROUPS, cli
from kg.model.errors import Findings, KgError, NotFound, Problem, UnreadableInput, UsageError

from .conftest import Said

COMMANDS = """build import check parse evaluate gazetteer init query show stats plot export store push pull serve""".split()


def all_commands() -> Iterator[tuple[str, click.Command]]:
    yield from cli.commands.items()


def test_the_commands_are_these_and_each_is_in_one_group() -> None:
    assert list(cli.commands) == COMMANDS
    assert [command.name for commands in GROUPS.values() for command in commands] == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_has_help(name: str) -> None:
    command = cli.commands[name]
    assert command.help
    assert len(command.get_short_help_str(200)) <= 80
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not (p.help or p.name in ("form", "help"))]
    assert silent == []


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("no"), 2, "kg: no\n"),
        (UnreadableInput("no"), 3, "kg: no\n"),
        (NotFound("no"), 4, "kg: no\n"),
        (KgError("no"), 2, "kg: no\n"),
        (
            Findings([Problem("a.yaml", 3, "bad", "mend it")]),
            1,
            "a.yaml:3: bad (mend it)\n1 problem in 1 file; nothing was written\n",
        ),
        (FileNotFoundError(2, "No such file or directory", "x"), 3, "kg: x: No such file or directory\n"),
        (OSError(28, "No space left on device"), 3, "kg: the output could not be written: No space left on device\n"),
        (KeyboardInterrupt(), 130, "\nkg: interrupted\n"),
        (ZeroDivisionError("by zero"), 70, "kg: a fault of kg itself: ZeroDivisionError: by zero (KG_DEBUG=1 shows where)\n"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_an_error_is_a_sentence_and_an_exit_code(
    kg: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fail(*_: object) -> Path:
        raise error

    monkeypatch.delenv("KG_DEBUG", raising=False)
    monkeypatch.setattr("kg.cli.graphs.graph_path", fail)
    assert kg("stats") == Said(code, "", said)


def test_kg_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Path:
        raise ZeroDivisionError

    monkeypatch.setenv("KG_DEBUG", "1")
    monkeypatch.setattr("kg.cli.graphs.graph_path", fail)
    with pytest.raises(ZeroDivisionError):
        main(["stats"])


def test_a_problem_shows_its_line_and_the_word_meant(
    kg: Callable[..., Said], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.yaml").write_text("claims:\n  - eventType: kiling\n")

    def fail(*_: object) -> Path:
        raise Findings([Problem("a.yaml", 2, "no event type 'kiling'", "did you mean killing?")])

    monkeypatch.setattr("kg.cli.graphs.graph_path", fail)
    assert kg("stats").err.splitlines()[:3] == [
        "a.yaml:2: no event type 'kiling' (did you mean killing?)",
        "     2 |   - eventType: kiling",
        "         " + " " * 15 + "^^^^^^",
    ]


def test_a_wrong_option_is_a_wrong_call(kg: Callable[..., Said]) -> None:
    said = kg("build", "--fact", "x")
    assert said.code == 2
    assert "--facts" in said.err


def test_an_unknown_command_is_a_wrong_call(kg: Callable[..., Said]) -> None:
    assert kg("unheard-of").code == 2


def test_a_reader_that_has_enough_is_no_error(graph: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "kg",
        "query",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?c } LIMIT 20000",
        "--format",
        "csv",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


STATS = "import sys; from kg.cli import main; sys.exit(main(['stats']))"


def test_output_that_cannot_be_written_is_a_sentence(graph: Path, folder: Path) -> None:
    pytest.importorskip("resource", reason="this system bounds no file")
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)); {STATS}"
    with (folder / "out.txt").open("w") as out:
        command = [sys.executable, "-B", "-c", code]
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=False)
    assert done.stderr.splitlines()[-1] == b"kg: the output could not be written: File too large"
    assert done.returncode == 3


def test_without_standard_output_nothing_fails(graph: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" "$@" >&-', sys.executable, "-c", STATS], stdout=None, stderr=subprocess.PIPE, check=False
    )
    assert (done.returncode, b"fault" in done.stderr) == (0, False), done.stderr


def test_no_color_means_none(graph: Path) -> None:
    code = (
        "import sys; sys.stdout.isatty = sys.stderr.isatty = lambda: True\n"
        "from kg.cli import main; main(['query', 'SELECT ?c { ?c a kg:OccurrenceClaim }'])"
    )
    env = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    plain = subprocess.run([sys.executable, "-c", code], env=env | {"NO_COLOR": "1"}, capture_output=True, check=True)
    assert b"\x1b" not in plain.stdout
