"""What is committed in exports/ is what the facts and the sample dispatch give."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.build import build
from kg.cli.making import input_of

EXPORTS = Path(__file__).parent.parent / "exports"
PINNED = os.environ.get("CI") == "true"
FILES = 11


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a build of what ships."""
    out = tmp_path_factory.mktemp("exports")
    facts, articles = input_of(None, ())
    build(facts, articles, out)
    return out


def committed(ending: str = "") -> list[Path]:
    return sorted(path for path in EXPORTS.iterdir() if path.name.startswith("mali") and path.name.endswith(ending))


def test_exports_holds_the_turtle_and_each_picture_twice() -> None:
    assert [len(committed(ending)) for ending in (".ttl", ".svg", ".png")] == [1, 5, 5]
    assert len(committed()) == FILES


def test_the_committed_graph_holds_the_triples_that_the_facts_give(rebuilt: Path) -> None:
    ours, new = ({str(triple) for triple in ox.parse(path=folder / "mali.ttl")} for folder in (EXPORTS, rebuilt))
    assert ours == new


@pytest.mark.parametrize("path", committed(".svg"), ids=lambda path: path.name)
def test_the_committed_pictures_say_what_the_facts_give(path: Path, rebuilt: Path) -> None:
    words = [re.findall(r">([^<>]+)</(?:text|title|desc)>", (folder / path.name).read_text()) for folder in (EXPORTS, rebuilt)]
    assert words[0] == words[1]
    assert len(words[0]) > 20


def test_the_committed_files_are_the_same_bytes_with_the_pinned_versions(rebuilt: Path) -> None:
    other = [path.name for path in committed() if path.read_bytes() != (rebuilt / path.name).read_bytes()]
    if other and not PINNED:
        # other versions of matplotlib's libraries draw the same picture in other bytes
        assert not [name for name in other if name.endswith(".ttl")]
    else:
        assert other == []
