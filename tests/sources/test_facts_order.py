"""Ordering the keys of entries loses no comment, no value and no line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.errors import UnreadableInput
from kg.sources.facts import check, fix, read_facts
from kg.sources.hand.lines import Items, Node, Text, read_yaml
from kg.sources.hand.order import CLAIM_ORDER, ordered
from tests.sources.test_facts import CLAIM, HEADER, facts

UNTIDY = """\
# the head
claims:
# above the first claim
- quote: NO  # said so
  # who says it
  voice: narrator
  count:
  - high: 6
    # at least
    low: 6
    countKind: killed
  agent: [army,
    rebels]
  eventType: attack

  about: raid
  note: >
    long words
    # no comment
  key: one
# above the second claim
- key: two
  about: raid
# the end
"""
TIDY = """\
# the head
claims:
# above the first claim
- key: one
  about: raid
  eventType: attack

  # who says it
  voice: narrator
  agent: [army,
    rebels]
  count:
  - countKind: killed
    # at least
    low: 6
    high: 6
  quote: NO  # said so
  note: >
    long words
    # no comment
# above the second claim
- key: two
  about: raid
# the end
"""


def test_keys_come_in_order_with_their_comments() -> None:
    assert ordered(UNTIDY.encode(), "x.yaml").decode() == TIDY


def test_what_is_in_order_stays_as_it_is() -> None:
    assert ordered(TIDY.encode(), "x.yaml") == TIDY.encode()


@pytest.mark.parametrize(
    "text",
    [
        "claims: [{about: raid, key: one}]\n",
        "claims:\n-\n  about: raid\n  key: one\n-\n  about: raid\n  key: two\n",
        "claims:\r\n- about: raid\r\n  key: one\r\n",
        "claims:\n- about: raid\n  key: one",
        "\ufeffclaims:\n- about: raid\n  key: one\n",
        "claims:\n-   about: raid\n    key: one\n",
        "claims:\n- about: raid\u2028  key: one\n",
        "claims:\n- ? about\n  : raid\n  key: one\n",
    ],
)
def test_unusual_layouts_keep_every_value(text: str) -> None:
    assert said(ordered(text.encode(), "x.yaml")) == said(text.encode())


def test_a_file_with_faults_is_left_alone(tmp_path: Path) -> None:
    folder = facts(tmp_path, sources_gazette=HEADER + CLAIM + "  about: raid\n")
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    with pytest.raises(UnreadableInput, match=r"gazette\.yaml:7: the key 'about' stands twice"):
        fix(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_fixing_a_folder_tells_what_it_changed_and_changes_no_record(tmp_path: Path) -> None:
    untidy = "- voice: narrator\n  eventType: attack\n  # the raid\n  about: raid\n  key: one\n"
    folder = facts(tmp_path, sources_gazette=HEADER + untidy)
    before = list(read_facts(folder))
    assert fix(folder) == [folder / "sources" / "gazette.yaml"]
    assert list(read_facts(folder)) == before
    assert fix(folder) == []
    assert check(folder) == []


def said(data: bytes) -> object:
    """Give what a file says, whatever the order of its keys."""
    table, problems = read_yaml(data, "x.yaml")
    assert not problems
    assert table
    return _said(table)


def _said(node: Node) -> object:
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return [_said(item) for item in node.items]
    return {key.text: _said(value) for key, value in node.entries}


comments = st.sampled_from(["", "  # why\n", "# outdented\n", "\n", "  # a\n\n  # b\n"])
values = st.sampled_from(
    ["x", "'a # b'", "[a,\n    b]", ">\n    # words\n    more\n    # on", "|\n\n    a\n", "{low: 1,\n    best: 2}", "x  # aside"]
)
entries = st.lists(
    st.tuples(comments, st.sampled_from(CLAIM_ORDER), values), min_size=1, max_size=8, unique_by=lambda entry: entry[1]
)


@settings(deadline=None)
@given(st.lists(entries, min_size=1, max_size=3))
def test_no_line_and_no_value_is_ever_lost(claims: list[list[tuple[str, str, str]]]) -> None:
    text = "claims:\n"
    for claim in claims:
        lines = [f"{comment}  {key}: {value}\n" for comment, key, value in claim]
        text += lines[0].replace("  " + claim[0][1], "- " + claim[0][1], 1) + "".join(lines[1:])
    done = ordered(text.encode(), "x.yaml").decode()
    assert said(done.encode()) == said(text.encode())
    assert counted(done) == counted(text)
    assert ordered(done.encode(), "x.yaml").decode() == done


def counted(text: str) -> Counter[str]:
    """Count the lines, whichever begins its entry."""
    return Counter(line.replace("- ", "  ", 1) if line.startswith("- ") else line for line in text.splitlines())
