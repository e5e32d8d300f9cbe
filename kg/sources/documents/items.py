"""Files, folders and streams to documents still unread, one after another: each file, or each line of JSON Lines."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.model.errors import NotFound, Problem
from kg.sources.documents.formats import HEAD, LINES, SUPPORTED, kind_of
from kg.sources.documents.opening import LARGEST, unpacked

SIDES = (".yaml", ".yml", ".json")
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ONE_A_LINE = "write one object with id, date and text a line"


@dataclass(frozen=True, slots=True)
class Item:
    """A document still unread: its bytes, the file and (of JSON Lines) the line that it is, and the id that it has by them."""

    file: str
    line: int | None
    id: str
    raw: bytes
    side: Path | None = None

    @property
    def fingerprint(self) -> bytes:
        """Give a hash of all that the document is made of."""
        side = self.side.read_bytes() if self.side and self.side.is_file() else b""
        parts = (self.file.encode("utf-8", "surrogateescape"), str(self.line).encode(), self.id.encode("utf-8", "replace"))
        return hashlib.sha256(b"\0".join((*parts, hashlib.sha256(side).digest(), self.raw))).digest()


def read_items(sources: Iterable[Path | IO[bytes]]) -> Iterator[Item | Problem]:
    """Yield the documents of files, folders and streams, in order; raise NotFound where a file or folder is not there."""
    listed = list(sources)
    for source in listed:
        if isinstance(source, Path) and not source.exists():
            raise NotFound(f"{source}: there is no such file")
    for source in listed:
        if not isinstance(source, Path):
            yield from _of_stream(source, str(getattr(source, "name", "standard input")), None, None)
        elif source.is_dir():
            yield from _of_folder(source)
        else:
            yield from _of_file(source, source.name)


def _of_folder(folder: Path) -> Iterator[Item | Problem]:
    found = False
    for path in _files(folder):
        found = True
        yield from _of_file(path, "-".join(path.relative_to(folder).parts))
    if not found:
        yield Problem(str(folder), None, "no document in this folder", SUPPORTED)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, in the order of their names; hidden ones and sidecars are no documents."""
    with os.scandir(folder) as entries:
        names = {entry.name: entry.is_dir() for entry in entries if not entry.name.startswith(".")}
    stems = {Path(name).stem for name, is_dir in names.items() if not is_dir and Path(name).suffix.lower() not in SIDES}
    for name in sorted(names):
        if names[name]:
            yield from _files(folder / name)
        elif not (Path(name).suffix.lower() in SIDES and (Path(name).stem in names or Path(name).stem in stems)):
            yield folder / name


def _of_file(path: Path, name: str) -> Iterator[Item | Problem]:
    try:
        with path.open("rb") as stream:
            yield from _of_stream(stream, str(path), stem_of(name), path)
    except OSError as error:
        yield Problem(str(path), None, f"cannot be read: {error.strerror or error}")


def stem_of(name: str) -> str:
    """Give a file's name without its endings.

    >>> stem_of("gao.txt.gz"), stem_of("2023.08.14.txt"), stem_of(".txt")
    ('gao', '2023.08.14', '.txt')
    """
    return Path(name.removesuffix(".gz")).stem or name


def _of_stream(stream: IO[bytes], name: str, stem: str | None, path: Path | None) -> Iterator[Item | Problem]:
    try:
        opened = unpacked(stream)
        head = opened.peek(HEAD)[:HEAD]  # type: ignore[attr-defined]  # it is buffered
        if head.startswith(_WIDE):
            if not name.lower().removesuffix(".gz").endswith(LINES):
                yield Item(name, None, stem or "text", opened.read(LARGEST + 1), _side_of(path))
                return
            opened = _recoded(opened)
        if kind_of(head, name) == "lines":
            yield from _of_lines(opened, name, stem)
        else:
            yield Item(name, None, stem or "text", opened.read(LARGEST + 1), _side_of(path))
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        yield Problem(name, None, f"cannot be unpacked: {error}", "pack it anew")


def _recoded(stream: IO[bytes]) -> IO[bytes]:
    """Give lines in UTF-16 or UTF-32 as lines in UTF-8."""
    text = io.TextIOWrapper(stream, "utf-32" if stream.peek(4)[:4] in _WIDE[:2] else "utf-16")  # type: ignore[attr-defined]  # as above
    return io.BytesIO("".join(text).encode("utf-8", "surrogatepass"))


def _of_lines(stream: IO[bytes], name: str, stem: str | None) -> Iterator[Item | Problem]:
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        if len(line) > LARGEST:
            yield Problem(name, number, f"a line of more than {LARGEST:,} bytes", _ONE_A_LINE)
            while line and not line.endswith(b"\n"):
                line = stream.readline(LARGEST + 1)
        elif line.strip() and number == 1 and not name.lower().removesuffix(".gz").endswith(LINES) and not _is_object(line):
            yield Problem(name, 1, "begins as JSON, but its first line is no object", _ONE_A_LINE)
            return
        elif line.strip():
            yield Item(name, number, f"{stem or Path(name).stem}-{number}", line)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _side_of(path: Path | None) -> Path | None:
    """Give the sidecar of a file, where there is one."""
    if path is None:
        return None
    tried = (side for suffix in SIDES for side in (path.with_name(path.name + suffix), path.with_suffix(suffix)))
    return next((side for side in tried if side != path and side.is_file()), None)
