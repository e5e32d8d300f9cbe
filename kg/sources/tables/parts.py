"""What lies in the files that a user names: plain, packed or archived tables, each opened as a stream of bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from kg.model.errors import NotFound, UnreadableInput

BROKEN = (
    OSError, EOFError, NotImplementedError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, UnreadableInput,
)  # fmt: skip
_HEAD = 512
_BLOCK = 1 << 16
_SUFFIXES = (".csv", ".tsv", ".txt", ".tab")
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second is an archive of nothing
_UTF_16 = "text in UTF-16: save it as UTF-8"
_FOREIGN = {
    b"version https://git-lfs": "a pointer of Git LFS, not the table itself: fetch it with `git lfs pull`",
    b"%PDF": "a PDF: ask the publisher for the table as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel file: save the sheet as CSV in UTF-8",
    b"SQLite format 3": "a SQLite file: write its table as CSV",
    b"\xff\xfe": _UTF_16,
    b"\xfe\xff": _UTF_16,
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
    with ExitStack() as stack, readable(path):
        yield _parts(path, stack)


@contextmanager
def readable(name: str | Path) -> Iterator[None]:
    """Raise UnreadableInput in the place of what goes wrong when a file is unpacked or read."""
    try:
        yield
    except BROKEN as error:
        if isinstance(error, UnreadableInput):
            raise
        raise UnreadableInput(f"{name}: cannot be read: {_reason(error)}") from error


def is_parquet(path: Path) -> bool:
    """Tell whether a file is Parquet, by its first bytes."""
    return path.is_file() and _first(path)[:4] == b"PAR1"


def is_packed(path: Path) -> bool:
    """Tell whether a file is packed or an archive, so that it can only be read from its beginning."""
    head = _first(path)
    return head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", *_ZIP, _ZSTD)) or head[257:262] == b"ustar"


def _first(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def _parts(path: Path, stack: ExitStack) -> Iterator[Part]:
    head = _first(path)
    refuse_foreign(head, str(path))
    if head.startswith(_ZIP):
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
        return cast("IO[bytes]", stack.enter_context(io.BufferedReader(_Zstd(path))))
    return stack.enter_context(path.open("rb"))


class _Zstd(io.RawIOBase):
    """The bytes of a zstd file, all its frames; unlike zstandard's own reader it does not take a file cut short for whole."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._begin()

    def _begin(self) -> None:
        import zstandard

        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._failure = zstandard.ZstdError
        self._begun = False
        self._packed = self._ready = b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read again from its beginning."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go back to the beginning."""
        if offset or whence:
            raise io.UnsupportedOperation("a zstd file is read from its beginning")
        self._file.seek(0)
        self._begin()
        return 0

    def readinto(self, buffer: Any) -> int:
        """Read what comes next."""
        while not self._ready:
            if self._frame.eof:
                packed = self._frame.unused_data + self._packed
                self._begin()
                self._packed = packed
            packed, self._packed = self._packed or self._file.read(_BLOCK), b""
            if not packed:
                if self._begun:
                    raise EOFError("Compressed file ended before the end-of-stream marker was reached")
                return 0
            self._begun = True
            try:
                self._ready = self._frame.decompress(packed)
            except self._failure as error:
                raise OSError(str(error)) from error
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def _zipped(path: Path, stack: ExitStack) -> Iterator[Part]:
    archive = stack.enter_context(zipfile.ZipFile(path))
    if "[Content_Types].xml" in archive.namelist():
        raise UnreadableInput(f"{path}: an Excel or Word file: save the sheet as CSV in UTF-8")
    members = [name for name in sorted(archive.namelist()) if _is_table(name)]
    if not members:
        raise UnreadableInput(f"{path}: the archive holds no table (.csv, .tsv, .txt)")
    for name in members:
        if archive.getinfo(name).flag_bits & 1:
            raise UnreadableInput(f"{path}/{name}: locked with a password: unpack it first")
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
    if {head[:64:2].strip(b"\0"), head[1:64:2].strip(b"\0")} > {b""}:
        raise UnreadableInput(f"{name}: {_UTF_16}")
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        raise UnreadableInput(f"{name}: a web page or XML, not a table: the download may have failed or need a login")
    if start.startswith((b"{", b"[{")):
        raise UnreadableInput(f"{name}: JSON, not a table: the server may have sent an error, or export it as CSV")
