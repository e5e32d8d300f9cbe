"""Files of claims to compare: JSON Lines or JSON in the gold form, and PLOVER records; what is wrong is told with its line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from kg.evaluation.coded import Item, ItemId, WrongShape, coded_claim
from kg.evaluation.plover import PloverRecord, plover_record
from kg.model.errors import Findings, NotFound, Problem, UnreadableInput

T = TypeVar("T", Item, PloverRecord)
Entry = tuple[int, Any]
_FORM = 'write {"id": …, "claims": […]}, one object a line or one for the whole file'
_KEPT = frozenset(("id", "claims", "text"))


def read_items(path: Path) -> list[Item]:
    """Give the texts of a file with their claims; raise Findings with all that is wrong in it."""
    entries = _read(path)
    if plover := _records_of(entries):
        what = f"a file of PLOVER records ({len(plover)}) where claims are expected"
        raise UnreadableInput(f"{path}: {what}; give it as GOLD, and claims (kg parse --format gold) as PRED")
    return _sound(path, (_made_item(path, *entry) for entry in entries))


def read_gold(path: Path) -> list[Item] | list[PloverRecord]:
    """Give the texts of a file with their claims, or its PLOVER records: which of both it is, its shape tells."""
    entries = _read(path)
    if (records := _records_of(entries)) is None:
        return _sound(path, (_made_item(path, *entry) for entry in entries))
    return _sound(path, (_made_record(path, number, record) for number, record in enumerate(records, start=1)))


def _records_of(entries: Sequence[Entry]) -> list[Any] | None:
    """Give the PLOVER records, where the file is one object that holds them."""
    if len(entries) != 1 or not isinstance(entries[0][1], Mapping) or "claims" in entries[0][1]:
        return None
    records = entries[0][1].get("records")
    return records if isinstance(records, list) else None


def _read(path: Path) -> list[Entry]:
    """Give the JSON values of a file, each with its line."""
    text = _text_of(path)
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        return _read_lines(path, text, error)
    return [(1, entry) for entry in whole] if isinstance(whole, list) else [(1, whole)]


def _text_of(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise NotFound(f"{path}: there is no such file") from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{path}: not a UTF-8 text (byte {error.start}); convert it, or name another file") from error
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}") from error
    if not text.strip():
        raise UnreadableInput(f"{path}: the file is empty; {_FORM}")
    return text


def _read_lines(path: Path, text: str, whole: json.JSONDecodeError) -> list[Entry]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                entries.append((number, json.loads(line)))
            except json.JSONDecodeError as error:
                problems.append(Problem(str(path), number, f"not JSON: {error.msg} at column {error.colno}", _FORM))
    if not any(isinstance(entry, Mapping) for _, entry in entries):
        problem = Problem(str(path), whole.lineno, f"not JSON: {whole.msg} at column {whole.colno}", _FORM)
        raise UnreadableInput(str(problem))
    if problems:
        raise Findings(problems)
    return entries


def _sound(path: Path, found: Iterable[T | Problem]) -> list[T]:
    """Give what was read, each id once; raise Findings with every problem, where there is one."""
    made: dict[ItemId, T] = {}
    problems: list[Problem] = []
    for one in found:
        if isinstance(one, Problem):
            problems.append(one)
        elif one.id in made:
            problems.append(Problem(str(path), one.line, f"the id {one.id!r} occurs twice", "give each text an id of its own"))
        else:
            made[one.id] = one
    if problems:
        raise Findings(problems)
    return list(made.values())


def _made_item(path: Path, line: int, entry: Any) -> Item | Problem:
    try:
        return _item(line, entry)
    except WrongShape as error:
        return Problem(str(path), line, error.what, error.remedy)


def _item(line: int, entry: Any) -> Item:
    if not isinstance(entry, Mapping):
        raise WrongShape("not an object", _FORM)
    if not isinstance(entry.get("id"), (str, int)):
        raise WrongShape('no "id" in this object', _FORM)
    if "claims" not in entry:
        raise WrongShape(f'no "claims" in {entry["id"]!r}', "write [] where the text claims nothing")
    claims = entry["claims"] or []
    if not isinstance(claims, list):
        raise WrongShape(f'"claims" of {entry["id"]!r} is no list', "write [{…}, …]")
    text = entry.get("text")
    keys = tuple((key, value) for key, value in entry.items() if key not in _KEPT)
    return Item(entry["id"], tuple(map(coded_claim, claims)), line, text if isinstance(text, str) else None, keys)


def _made_record(path: Path, number: int, entry: Any) -> PloverRecord | Problem:
    try:
        return plover_record(entry)
    except WrongShape as error:
        return Problem(str(path), None, f"record {number}: {error.what}", error.remedy)


def ids_apart(gold: Iterable[Item | PloverRecord], predicted: Iterable[Item]) -> Iterator[str]:
    """Yield a note where texts stand on one side only."""
    wanted, found = {one.id for one in gold}, {one.id for one in predicted}
    if missing := len(wanted - found):
        yield f"{missing} of {len(wanted)} texts are not in the prediction, and count as empty"
    if more := len(found - wanted):
        yield f"{more} of {len(found)} predicted texts are not in the gold, and are not looked at"
