"""Put what lies beside the package in a checkout inside it in a wheel: the ontology and the demo graph.

An editable install copies nothing: `kg.model.data.data_path` finds both at the root of the checkout.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INSIDE = {"ontology": "kg/ontology", "exports/mali.ttl": "kg/demo/mali.ttl"}


class DataHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's config type is of no use here
    """Add the data to a standard wheel; a sdist holds it at its own place already."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files that go inside."""
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"] |= INSIDE
