"""What lies in the files that a user names: plain, packed or archived tables, each opened as a stream of bytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from kg.model.errors import NotFound, UnreadableInput

BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, UnreadableInput)
_HEAD = 512
_SUFFIXES = (".csv", ".tsv", ".txt", ".tab")
_ZSTD = b"\x28\xb5\x2f\xfd"
_FOREIGN = {
    b"version https://git-lfs": "a pointer of Git LFS, not the table itself: fetch it with `git lfs pull`",
    b"%PDF": "a PDF: ask the publisher for the table as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel file: save the sheet as CSV in UTF-8",
    b"SQLite format 3": "a SQLite file: write its table as CSV",
    b"\xff\xfe": "text in UTF-16: save it as UTF-8",
    b"\xfe\xff": "text in UTF-16: save it as UTF-8",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it first",
    b"Rar!": "a RAR archive: unpack it first",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One table as it lies in a file: the name to show, and its bytes, to be read once and in order."""

    name: str
    stream: IO[bytes]


def files_of(path: Path) -> list[Path]:
    """Give the files that a path means: itself, or those in a folder, by name; hidden ones and `_SUCCESS` marks are none."""
    if not path.exists():
        raise NotFound(f"{path}: there is no such file or folder")
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(("_", ".")))
    if not found:
        raise UnreadableInput(f"{path}: the folder holds no file")
    return found


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Part]]:
    """Open the tables of a file, unpacked; raise UnreadableInput for what is no table, such as a web page or a PDF."""
    with ExitStack() as stack:
        try:
            yield _parts(path, stack)
        except BROKEN as error:
            if isinstance(error, UnreadableInput):
                raise
            raise UnreadableInput(f"{path}: cannot be read: {_reason(error)}") from error


def is_parquet(path: Path) -> bool:
    """Tell whether a file is Parquet, by its first bytes."""
    return path.is_file() and _first(path)[:4] == b"PAR1"


def is_packed(path: Path) -> bool:
    """Tell whether a file is packed or an archive, so that it can only be read from its beginning."""
    head = _first(path)
    return head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x03\x04", _ZSTD)) or head[257:262] == b"ustar"


def _first(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def _parts(path: Path, stack: ExitStack) -> Iterator[Part]:
    head = _first(path)
    refuse_foreign(head, str(path))
    if head.startswith(b"PK\x03\x04"):
        yield from _zipped(path, stack)
        return
    stream = _unpacked(path, head, stack)
    first = stream.read(_HEAD)
    stream.seek(0)
    if first[257:262] == b"ustar":
        yield from _archived(path, stream, stack)
        return
    refuse_foreign(first, str(path))
    yield Part(str(path), stream)


def _unpacked(path: Path, head: bytes, stack: ExitStack) -> IO[bytes]:
    if head.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", stack.enter_context(gzip.open(path)))
    if head.startswith(b"BZh"):
        return cast("IO[bytes]", stack.enter_context(bz2.open(path)))
    if head.startswith(b"\xfd7zXZ"):
        return cast("IO[bytes]", stack.enter_context(lzma.open(path)))
    if head.startswith(_ZSTD):
        import zstandard

        return cast("IO[bytes]", stack.enter_context(zstandard.open(path, "rb")))
    return stack.enter_context(path.open("rb"))


def _zipped(path: Path, stack: ExitStack) -> Iterator[Part]:
    archive = stack.enter_context(zipfile.ZipFile(path))
    if "[Content_Types].xml" in archive.namelist():
        raise UnreadableInput(f"{path}: an Excel or Word file: save the sheet as CSV in UTF-8")
    members = [name for name in sorted(archive.namelist()) if _is_table(name)]
    if not members:
        raise UnreadableInput(f"{path}: the archive holds no table (.csv, .tsv, .txt)")
    for name in members:
        with archive.open(name) as stream:
            yield Part(f"{path}/{name}", stream)


def _archived(path: Path, stream: IO[bytes], stack: ExitStack) -> Iterator[Part]:
    archive = stack.enter_context(tarfile.open(fileobj=stream, mode="r|"))  # noqa: SIM115  # the stack closes it
    found = False
    for member in archive:
        if member.isfile() and _is_table(member.name):
            content = archive.extractfile(member)
            if content is not None:
                found = True
                yield Part(f"{path}/{member.name}", content)
    if not found:
        raise UnreadableInput(f"{path}: the archive holds no table (.csv, .tsv, .txt)")


def _is_table(name: str) -> bool:
    pure = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in pure.parts)
    return pure.suffix.lower() in _SUFFIXES and not hidden


def refuse_foreign(head: bytes, name: str) -> None:
    """Raise UnreadableInput where the first bytes of a file are those of something that is no table."""
    if not head.strip(b"\xef\xbb\xbf \r\n\t"):
        raise UnreadableInput(f"{name}: the file is empty")
    for mark, what in _FOREIGN.items():
        if head.startswith(mark):
            raise UnreadableInput(f"{name}: {what}")
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        raise UnreadableInput(f"{name}: a web page or XML, not a table: the download may have failed or need a login")
    if start.startswith((b"{", b"[{")):
        raise UnreadableInput(f"{name}: JSON, not a table: the server may have sent an error, or export it as CSV")
