"""A conflict timeline knowledge graph: claims, not facts. `kg.load(path)` gives a graph to query, draw and hand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph, load

__all__ = ["Graph", "load"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the Python face only when it is used, so that `kg --help` stays quick."""
    if name in __all__:
        from kg import api

        return getattr(api, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
