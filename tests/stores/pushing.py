"""`kg push` and `kg pull` as processes, to and from a real store, and what they must leave there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.stores.servers import Server

KG = Path(sys.executable).parent / "kg"


def secret_of(server: Server, home: Path) -> dict[str, str]:
    """Give the environment of a command: a home of its own, and the password where the store has one."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KG_PUSH")}
    state = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "NETRC": str(home / "none")}
    return {**kept, **state, **({"KG_PUSH_PASSWORD": server.password or ""} if server.user else {})}


def command_of(server: Server, *arguments: str) -> list[str]:
    """Give the command with the store's address and user."""
    verb, *rest = arguments
    given = [server.url if argument == "URL" else argument for argument in rest]
    return [str(KG), verb, *given, *(["--user", server.user] if server.user else [])]


def run_kg(server: Server, home: Path, *arguments: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
    """Run `kg push …` or `kg pull …`, URL standing for the store's address."""
    return subprocess.run(
        command_of(server, *arguments), env=secret_of(server, home), cwd=home, capture_output=True, encoding="utf-8",
        stdin=subprocess.DEVNULL, check=False, timeout=timeout,
    )  # fmt: skip


def invented(count: int) -> bytes:
    """Give sorted N-Triples of invented counts and words."""
    lines = (
        f"<http://example.org/c/{n:07}> <http://example.org/{'words' if n % 2 else 'count'}> "
        + (f'"words {n} — é"@fr .\n' if n % 2 else f'"{n}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')
        for n in range(count)
    )
    return "".join(lines).encode()
