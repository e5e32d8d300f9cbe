"""Where the data that ships with the package lies: beside the code in a wheel, at the root in a checkout."""

from __future__ import annotations

from pathlib import Path

from kg.model.errors import NotFound

_PACKAGE = Path(__file__).resolve().parent.parent


def data_path(*parts: str) -> Path:
    """Give the path of what ships, such as `data_path("ontology", "shapes.ttl")`; raise NotFound if it is absent."""
    for root in (_PACKAGE, _PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise NotFound(f"{'/'.join(parts)} is not part of this installation: install conflict-kg again")
