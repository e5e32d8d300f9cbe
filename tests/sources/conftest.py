"""What the tests of texts share: the parser is loaded once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model.claim import Claim, Occurrence
from kg.sources.text.document import Article

Told = tuple[Claim, Occurrence]


@pytest.fixture(scope="session")
def claims_of() -> Callable[[str], list[Told]]:
    """Give a function from a text (of 14 August 2023) to its claims."""
    from kg.model.dates import read_edtf
    from kg.sources.article import parse

    def read(text: str) -> list[Told]:
        found = [r for r in parse(Article("text", text, read_edtf("2023-08-14"))) if isinstance(r, Claim)]
        return [(claim, claim.content) for claim in found if isinstance(claim.content, Occurrence)]

    return read
