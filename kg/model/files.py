"""Files written as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
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
