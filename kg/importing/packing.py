"""What a file's ending asks for: the form of its content, and how it is packed."""

from __future__ import annotations

import gzip
from pathlib import Path

from kg.model.errors import UsageError, nearest

FORMS = {".nt": "nt", ".nq": "nq", ".ttl": "ttl", ".parquet": "parquet"}
PACKINGS = {".gz": "gzip", ".zst": "zstd"}
_LEVELS = {"gzip": 6, "zstd": 3}


def form_of(path: Path) -> tuple[str, str]:
    """Give form and packing ("" = none) of a file to write; raise UsageError where its ending tells none that there is.

    >>> form_of(Path("graph.nt.zst")), form_of(Path("claims.parquet"))
    (('nt', 'zstd'), ('parquet', ''))
    """
    packing = PACKINGS.get(path.suffix.lower(), "")
    ending = Path(path.stem).suffix.lower() if packing else path.suffix.lower()
    form = FORMS.get(ending)
    if form is None or (packing and form == "parquet"):
        known = [*FORMS, *(inner + outer for inner in (".nt", ".nq", ".ttl") for outer in PACKINGS)]
        hint = nearest(ending + (path.suffix if packing else ""), known) or f"use {', '.join(known)}"
        raise UsageError(f"{path}: its ending tells no form to write ({hint})")
    return form, packing


def packed(data: bytes, packing: str) -> bytes:
    """Give bytes packed as a member of their own: members one after another are a whole gzip or zstd file."""
    if not packing or not data:
        return data
    if packing == "gzip":
        return gzip.compress(data, _LEVELS[packing], mtime=0)
    import zstandard

    return zstandard.ZstdCompressor(_LEVELS[packing]).compress(data)
