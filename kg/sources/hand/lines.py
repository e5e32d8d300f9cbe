"""YAML as text with line numbers: `NO`, `12:30` and `011600` stay the words they are; twin keys are an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml
from yaml.events import Event, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from kg.model.errors import Problem

DEEPEST = 12
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they stand in the file, and where they begin: line from 1, column from 0; `block` after `|` or `>`."""

    text: str
    line: int
    column: int = 0
    block: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with their values, in the order of the file."""

    entries: tuple[tuple[Text, Node], ...]
    line: int


Node: TypeAlias = Text | Items | Table


class _Fault(Exception):  # never leaves this module
    def __init__(self, line: int, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.line, self.what, self.remedy = line, what, remedy


def read_yaml(data: bytes, path: str) -> tuple[Table | None, list[Problem]]:
    """Give the table that a YAML file holds and what is wrong with it; no table where it could not be read at all."""
    problems: list[Problem] = []
    try:
        text = _decoded(data)
        problems += [Problem(path, line, "a tab character", "use spaces") for line in _tabs(text)]
        return (None if problems else _table_of(text, path, problems)), problems
    except _Fault as fault:
        return None, [*problems, Problem(path, fault.line, fault.what, fault.remedy)]


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Fault(line, f"not UTF-8 (byte 0x{data[error.start]:02x})", "save the file as UTF-8") from error
    if not text.strip():
        raise _Fault(1, "the file is empty", "write entries, or remove the file")
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise _Fault(line, f"a control character U+{ord(control[0]):04X}", "remove it")
    return text


def _tabs(text: str) -> Iterator[int]:
    """Give the number of each line that holds a tab: YAML treats tabs differently from place to place."""
    return (number for number, line in enumerate(text.split("\n"), 1) if "\t" in line)


def _table_of(text: str, path: str, problems: list[Problem]) -> Table:
    events = _events(text)
    next(events), next(events)
    root = _node(next(events), events, path, problems, 0)
    if not isinstance(root, Table):
        raise _Fault(root.line, "not a table of keys", "begin with a key such as “claims:”")
    next(events)
    if not isinstance(extra := next(events), yaml.StreamEndEvent):
        raise _Fault(_line(extra), "a second document begins", "remove the line “---”")
    return root


def _events(text: str) -> Iterator[Event]:
    loader = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
    try:
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.StreamEndEvent):
                yield event  # a file of comments only has no document: the ends that are asked for, once more
                yield event
            yield event
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = ", ".join(part for part in (error.context, error.problem) if part)
        raise _Fault(mark.line + 1 if mark else 1, f"not YAML: {words}", "mind indentation, quotes and colons") from error
    except yaml.YAMLError as error:
        raise _Fault(1, f"not YAML: {' '.join(str(error).split())}") from error


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _node(event: Event, events: Iterator[Event], path: str, problems: list[Problem], depth: int) -> Node:
    _refuse(event, depth)
    if isinstance(event, ScalarEvent):
        column = int(event.start_mark.column) if event.start_mark else 0
        return Text(event.value, _line(event), column, event.style in ("|", ">"))
    if isinstance(event, SequenceStartEvent):
        items = []
        while not isinstance(item := next(events), SequenceEndEvent):
            items.append(_node(item, events, path, problems, depth + 1))
        return Items(tuple(items), _line(event))
    entries: dict[str, tuple[Text, Node]] = {}
    while not isinstance(key := next(events), MappingEndEvent):
        name = _node(key, events, path, problems, depth + 1)
        if not isinstance(name, Text):
            raise _Fault(name.line, "a key that is not plain words", "quote text that begins with [ or {")
        value = _node(next(events), events, path, problems, depth + 1)
        if name.text in entries:
            first = entries[name.text][0].line
            problems.append(Problem(path, name.line, f"the key {name.text!r} stands twice", f"first in line {first}; keep one"))
        entries.setdefault(name.text, (name, value))
    return Table(tuple(entries.values()), _line(event))


def _refuse(event: Event, depth: int) -> None:
    """Raise for what is YAML and has no place in facts: anchors, aliases, tags, deep nesting, nothing at all."""
    if depth > DEEPEST:
        raise _Fault(_line(event), f"nested more than {DEEPEST} levels deep", "facts need no more than four")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Fault(_line(event), "an anchor or alias (& or *)", "write it out, or quote the text")
    if getattr(event, "tag", None):
        raise _Fault(_line(event), "a tag (!)", "all values are read as text; quote text that begins with !")
    if not isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
        raise _Fault(_line(event), "the file holds nothing but comments", "write entries, or remove the file")
