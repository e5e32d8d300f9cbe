"""pyoxigraph in a process of its own, since what is asked of it may end the process.

Run as a script it says `ready`, reads a line of JSON each, `["query", text]` or `["update", text]`, and writes what became
of it: `ok`, `syntax` or `error`.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from itertools import islice
from types import TracebackType

import pyoxigraph as ox

DATA = b"<http://x/a> <http://x/p> <http://x/b>, 1, 'z'@en . <http://x/b> <http://x/p> <http://x/a> ."
ROWS = 50


class EngineAlone:
    """An engine that is started anew when it died or took too long; `died` holds what ended it."""

    def __init__(self, seconds: float = 5) -> None:
        self.seconds = seconds
        self.died: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> EngineAlone:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process is not None:
            self.end(self.process)

    def run(self, kind: str, text: str) -> str:
        """Give `ok`, `syntax`, `error`, `busy` (it was killed after its seconds) or `died`."""
        process = self.process or self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        clock = threading.Timer(self.seconds, process.kill)
        clock.start()
        try:
            process.stdin.write(json.dumps([kind, text]) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        finally:
            on_time = clock.is_alive()
            clock.cancel()
        if answer:
            return answer
        self.end(process)
        if on_time:
            self.died.append(text)
        return "died" if on_time else "busy"

    def start(self) -> subprocess.Popen[str]:
        self.process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        return self.process

    def end(self, process: subprocess.Popen[str]) -> None:
        process.kill()
        process.wait(30)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self.process = None


def evaluated(kind: str, text: str) -> str:
    """Evaluate, and take the first rows."""
    store = ox.Store()
    store.load(DATA, format=ox.RdfFormat.TURTLE)
    try:
        if kind == "update":
            store.update(text)
        else:
            found = store.query(text, use_default_graph_as_union=True)
            if not isinstance(found, ox.QueryBoolean):
                list(islice(found, ROWS))
    except SyntaxError:
        return "syntax"
    except (OSError, RuntimeError, ValueError):
        return "error"
    return "ok"


def main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print("ready", flush=True)
    for line in sys.stdin:
        print(evaluated(*json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
