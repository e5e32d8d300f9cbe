"""Where readings are written: standard output, a file that appears when all is done, or a folder with a file each."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

from kg.model.errors import UsageError
from kg.model.files import write_bytes
from kg.parsing.form import Form, Output


class Sink(Protocol):
    """Takes the text of one document after another."""

    def put(self, source: str, text: str) -> None:
        """Take what is written for a document."""

    def finish(self) -> None:
        """Put what was taken where it belongs: all documents were read."""

    def close(self) -> None:
        """Let go of what is open; what is not finished stays aside."""


class Printed:
    """Standard output."""

    def __init__(self, form: Form, say: Callable[[str], None]) -> None:
        self._form = form
        self._say = say
        self._say(form.head())

    def put(self, source: str, text: str) -> None:
        """Print the text."""
        self._say(text)

    def finish(self) -> None:
        """Print what the form ends with."""
        self._say(self._form.foot())

    def close(self) -> None:
        """Leave it open: others print too."""


class OneFile:
    """A file, which grows aside under its name with `.part`."""

    def __init__(self, form: Form, path: Path) -> None:
        self._form = form
        self._path = path
        self._aside = path.with_name(f"{path.name}.part")
        self._full = False
        self._file: IO[str] = self._aside.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        self._file.write(form.head())

    def put(self, source: str, text: str) -> None:
        """Append the text; raise UsageError where the file holds one document and has it."""
        if self._full:
            raise UsageError(f"{self._path}: holds one document, and there are more; name a folder, such as {self._path.stem}/")
        self._file.write(text)
        self._full = self._form.alone

    def finish(self) -> None:
        """Give the file its name."""
        self._file.write(self._form.foot())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.close()
        self._aside.replace(self._path)

    def close(self) -> None:
        """Close the file aside."""
        with contextlib.suppress(OSError):
            self._file.close()


class Folder:
    """A folder, with a file for each document under the name of its source."""

    def __init__(self, form: Form, path: Path) -> None:
        self._form = form
        self._path = path
        path.mkdir(parents=True, exist_ok=True)

    def put(self, source: str, text: str) -> None:
        """Write the document's file as a whole."""
        whole = f"{self._form.head()}{text}{self._form.foot()}".encode()
        path = self._path / f"{source.partition(':')[2]}{self._form.ending}"
        if self._form.alone and path.exists() and path.read_bytes() != whole:  # it may hold somebody's corrections
            path = path.with_name(f"{path.stem}.new{path.suffix}")
        write_bytes(whole, path)

    def finish(self) -> None:
        """Do nothing: every file is whole."""

    def close(self) -> None:
        """Do nothing: no file is open."""


def sink_of(output: Output, say: Callable[[str], None]) -> Sink:
    """Give the place of an output; raise UsageError where nothing can be written there."""
    if output.path is None:
        return Printed(output.form, say)
    try:
        output.path.parent.mkdir(parents=True, exist_ok=True)
        return (Folder if output.folder else OneFile)(output.form, output.path)
    except OSError as error:
        raise UsageError(f"{output.path}: cannot be written ({error.strerror}); choose another file or folder") from error
