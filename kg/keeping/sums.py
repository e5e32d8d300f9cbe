"""The SHA-256 of each file of a generation, beside it in the form of `sha256sum`, so that damage on the disk is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_AT_ONCE = 4


def sums_of(generation: Path) -> Path:
    """Give the file of a generation's sums; inside generations/, `sha256sum -c 000012.sums` checks it."""
    return generation.with_name(f"{generation.name}.sums")


def write_sums(generation: Path, before: Path | None) -> None:
    """Write the sums of a new generation; files that it shares with the one before are not read again."""
    known = (
        {}
        if before is None or not sums_of(before).exists()
        else {_identity(before / name): value for name, value in read_sums(before).items()}
    )
    files = sorted(generation.iterdir())
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # digests and disks wait for one another, not for Python
        sums = list(pool.map(lambda file: known.get(_identity(file)) or sum_of(file), files))
    lines = (f"{value}  {generation.name}/{file.name}\n" for value, file in zip(sums, files, strict=True))
    sums_of(generation).write_text("".join(lines), encoding="utf-8")


def read_sums(generation: Path) -> dict[str, str]:
    """Give the sums of a generation by file name."""
    lines = sums_of(generation).read_text(encoding="utf-8").splitlines()
    return {name.rpartition("/")[2]: value for value, _, name in (line.partition("  ") for line in lines)}


def changed_files(generation: Path) -> Iterator[tuple[Path, str]]:
    """Give the files that are not what was written, with what is wrong."""
    if not sums_of(generation).exists():
        yield sums_of(generation), "is missing, so that nothing can be said of the files"
        return
    sums = read_sums(generation)
    there = {file.name for file in generation.iterdir()}
    yield from ((generation / name, "is missing") for name in sorted(sums.keys() - there))
    yield from ((generation / name, "does not belong there") for name in sorted(there - sums.keys()))
    for name in sorted(there & sums.keys()):
        if sum_of(generation / name) != sums[name]:
            yield generation / name, "is not what was written: its SHA-256 is another"


def sum_of(file: Path) -> str:
    """Give the SHA-256 of a file."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _identity(file: Path) -> tuple[int, int] | None:
    """Tell a file by its place on the disk, whatever its name."""
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino
