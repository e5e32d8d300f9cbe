"""What a file of claims may look like, and what is said where it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.evaluation.coded import Item
from kg.evaluation.plover import PloverRecord
from kg.evaluation.reading import ids_apart, read_gold, read_items
from kg.model.errors import Findings, NotFound, UnreadableInput

CLAIM = '{"event_type": "attack", "quote": "raid", "start": 0, "end": 4}'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "a", "claims": [CLAIM]}\n\n{"id": "b", "claims": null}\n',
        '[{"id": "a", "claims": [CLAIM]}, {"id": "b", "claims": []}]',
        '\ufeff{"id": "a", "claims": [CLAIM]}\r\n{"id": "b", "claims": []}\r\n',
    ],
    ids=["lines", "a list", "from Windows"],
)
def test_claims_stand_in_lines_or_in_a_list(tmp_path: Path, text: str) -> None:
    first, second = read_items(written(tmp_path, text.replace("CLAIM", CLAIM)))
    assert (first.id, first.claims[0].span, second.claims) == ("a", (0, 4), ())


def test_one_object_may_fill_the_file(tmp_path: Path) -> None:
    (item,) = read_items(written(tmp_path, '{\n "id": "a",\n "date": "2023-08-14",\n "text": "A raid.",\n "claims": []\n}\n'))
    assert (item.text, dict(item.keys)) == ("A raid.", {"date": "2023-08-14"})


def test_plover_records_are_known_by_their_shape(tmp_path: Path) -> None:
    records = [{"id": "r1", "event": "AID", "source": [{"actorText": "Arru"}], "target": "", "text": "Arru sends grain."}]
    (record,) = read_gold(written(tmp_path, json.dumps({"records": records})))
    assert isinstance(record, PloverRecord)
    assert (record.category, record.sources, record.targets) == ("AID", ("Arru",), ())


def test_plover_records_are_no_prediction(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="give it as GOLD"):
        read_items(written(tmp_path, '{"records": [{"id": "r1", "event": "AID"}]}'))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a", "claims": []}\n{"id": "b", ', "claims.jsonl:2: not JSON: "),
        ('{"id": "a", "claims": []}\n{"id": "a", "claims": []}\n', "claims.jsonl:2: the id 'a' occurs twice (give each text"),
        ('{"id": "a"}', "claims.jsonl:1: no \"claims\" in 'a' (write [] where the text claims nothing)"),
        ('{"claims": []}', 'claims.jsonl:1: no "id" in this object (write {"id": '),
        ('{"id": "a", "claims": []}\n7\n', "claims.jsonl:2: not an object (write {"),
        ('{"id": "a", "claims": {}}\n{"id": "b", "claims": {"a": 1}}', "claims.jsonl:2: \"claims\" of 'b' is no list"),
        ('{"id": "a", "claims": ["attack"]}', "claims.jsonl:1: a claim is not an object (write {"),
        ('{"id": "a", "claims": [{"quote": 7}]}', 'claims.jsonl:1: "quote" is 7 (write text or null)'),
        ('{"id": "a", "claims": [{"start": "0"}]}', "claims.jsonl:1: \"start\" is '0' (write a number or null)"),
        ('{"id": "a", "claims": [{"end": 1.5}]}', 'claims.jsonl:1: "end" is 1.5 (write a whole number'),
        ('{"id": "a", "claims": [{"roles": ["army"]}]}', 'claims.jsonl:1: "roles" is not a list of objects (write ['),
        ('{"id": "a", "claims": [{"when": "Sunday"}]}', 'claims.jsonl:1: "when" is not an object (write {'),
        ('{"id": "a", "claims": [{"counts": [{"low": true}]}]}', 'claims.jsonl:1: "low" is True (write a number or null)'),
        ('{"records": [{"id": "r1"}, "x"]}', 'claims.jsonl: record 1: no "id" or no "event" (write each as PLOVER does'),
        ('{"records": [{"id": "r", "event": "AID"}, {"id": "r", "event": "AID"}]}', "the id 'r' occurs twice"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Findings) as found:
        read_gold(written(tmp_path, text))
    assert said in str(found.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Findings) as found:
        read_gold(written(tmp_path, '{"id": "a"}\n{"claims": []}\n{"id": "b", "claims": [1]}\n'))
    assert [problem.line for problem in found.value.problems] == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"\xff\xfe\x00", "not a UTF-8 text"),
        (b"Soldiers attacked.\nTwo fell.\n", "claims.jsonl:1: not JSON"),
        (b'{"id": "a",\n "claims": [}\n', "claims.jsonl:2: not JSON"),
    ],
)
def test_a_file_that_holds_no_claims_at_all_is_unreadable(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(data)
    with pytest.raises(UnreadableInput, match=said):
        read_gold(path)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nix\.jsonl"):
        read_gold(tmp_path / "nix.jsonl")


def test_texts_on_one_side_only_are_told() -> None:
    notes = list(ids_apart([Item("a", ()), Item("b", ())], [Item("b", ()), Item("c", ())]))
    assert notes == [
        "1 of 2 texts are not in the prediction, and count as empty",
        "1 of 2 predicted texts are not in the gold, and are not looked at",
    ]
