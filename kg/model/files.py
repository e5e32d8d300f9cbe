"""Files written as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.model.errors import UsageError


def write_bytes(data: bytes, path: Path) -> None:
    """Write a file aside in the same folder, then rename it; raise UsageError, leaving what was there, if that fails."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
        aside.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); choose another file or folder") from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


@contextlib.contextmanager
def made_folder(folder: Path) -> Iterator[None]:
    """Make a folder with its parents; if what follows fails, remove those that were not there before."""
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for path in made:
            with contextlib.suppress(OSError):
                path.rmdir()
        raise


def replace_all(moves: Mapping[Path, Path]) -> None:
    """Rename files onto their targets, all or none; raise UsageError, and restore what was there, where one cannot be."""
    for target in moves.values():
        if target.exists() and not target.is_file():
            raise UsageError(f"{target}: is there already and is no file; move it away, or choose another name or folder")
    kept: dict[Path, Path] = {}
    put: list[Path] = []
    try:
        for new, target in moves.items():
            if target.exists():
                old = new.with_name(f"{new.name}.old")
                target.rename(old)
                kept[target] = old
            new.rename(target)
            put.append(target)
    except BaseException as error:
        for done in put:
            done.unlink(missing_ok=True)
        for there, old in kept.items():
            old.rename(there)
        if isinstance(error, OSError):
            raise UsageError(f"{target}: cannot be written ({error.strerror}); choose another file or folder") from error
        raise
    for old in kept.values():
        with contextlib.suppress(OSError):
            old.unlink()
