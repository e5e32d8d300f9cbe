"""The lexicon: which words tell of which events, read from lexicons/LANGUAGE/*.yaml and looked up by lemma."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from kg.model.errors import UnreadableInput
from kg.model.terms import EVENT_TYPES, CountKind, EventType, Role, Stance

PartOfSpeech = Literal["verbs", "nouns"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A predicate: its lemmas, the event type that it tells of, and which slot of it gives which role."""

    key: str
    lemmas: tuple[str, ...]
    pos: PartOfSpeech
    type: EventType
    roles: Mapping[str, str]
    count: CountKind | None = None
    result: bool = False
    negated: bool = False
    points: bool = False
    caption: bool = False
    stance: Stance | None = None
    content: tuple[str, ...] = ()
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    test: str = ""

    @property
    def name(self) -> str:
        """Give the entry's name: type, part of speech and key."""
        return f"{self.type}/{self.pos.rstrip('s')}/{self.key}"

    def role(self, slot: str) -> tuple[Role, bool] | None:
        """Give the role that a slot fills, and whether only where nothing else fills it."""
        found = self.roles.get(slot)
        if not found or found == "none":
            return None
        return cast(Role, found.rstrip("?")), found.endswith("?")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries by first lemma, longest and most demanding first, with the word classes and the lists of helping verbs."""

    verbs: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, tuple[Entry, ...]]
    classes: Mapping[str, frozenset[str]]
    lists: Mapping[str, frozenset[str]]
    lemmas: Mapping[str, str]

    def lemma(self, word: str) -> str:
        """Give a lemma as it should be, lower case."""
        low = word.lower()
        return self.lemmas.get(low, low)

    @property
    def actor_nouns(self) -> frozenset[str]:
        """Give the nouns for people, forces and groups."""
        return self.classes["person"] | self.classes["force"] | self.classes["actor"]

    def entries(self) -> Iterator[Entry]:
        """Yield every entry."""
        for table in (self.verbs, self.nouns):
            for group in table.values():
                yield from group


_NEEDS = ("object", "not_object", "subject", "with", "modifier", "not_tag", "under")
_LISTS = ("report", "support", "suffer", "broker", "refusing", "committing", "wishing")


@cache
def load_lexicon(language: str = "en") -> Lexicon:
    """Give a language's lexicon, as it ships with the package: `words.yaml` (classes, frames, lists) and one file a field."""
    folder = Path(__file__).with_name("lexicons") / language
    words = _read_yaml(folder / "words.yaml")
    classes = {name: frozenset(members) for name, members in words["classes"].items()}
    tables: dict[str, dict[str, list[Entry]]] = {"verbs": defaultdict(list), "nouns": defaultdict(list)}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != "words.yaml":
            for entry in _read_entries(_read_yaml(path), path.name, words["frames"], classes):
                head = entry.lemmas[0] if entry.pos == "verbs" else entry.lemmas[-1]
                tables[entry.pos][head].append(entry)
    verbs, nouns = ({head: tuple(sorted(group, key=_rank)) for head, group in t.items()} for t in tables.values())
    return Lexicon(verbs, nouns, classes, {name: frozenset(words[name]) for name in _LISTS}, words["lemmas"])


def _read_yaml(path: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # text: "on" is no boolean
    return found


def _rank(entry: Entry) -> tuple[int, int, int]:
    return -len(entry.lemmas), -len(entry.needs), -("object" in entry.needs)


def _read_entries(
    types: Mapping[str, Any], file: str, frames: Mapping[str, Any], classes: Mapping[str, frozenset[str]]
) -> Iterator[Entry]:
    for type_, section in types.items():
        if type_ not in EVENT_TYPES:
            raise UnreadableInput(f"{file}: {type_!r} is not an event type")
        for pos, frame in (("verbs", "verb"), ("nouns", "noun")):
            base = frames[section[frame]]
            for key, value in (section.get(pos) or {}).items():
                yield _make_entry(key, value, cast(PartOfSpeech, pos), type_, base, section, classes)


def _make_entry(
    key: str,
    value: Any,
    pos: PartOfSpeech,
    type_: EventType,
    base: Mapping[str, str],
    section: Mapping[str, Any],
    classes: Mapping[str, frozenset[str]],
) -> Entry:
    keys: Mapping[str, Any] = value if isinstance(value, dict) else {"test": value}
    lemmas = tuple(key.partition("/")[0].replace("-", " ").split())  # the parser cuts words at hyphens
    return Entry(
        key=key,
        lemmas=lemmas,
        pos=pos,
        type=type_,
        roles={**base, **(keys.get("roles") or {})},
        count=keys.get("count") or section.get("count"),
        result=keys.get("result") == "true",
        negated=keys.get("negated") == "true",
        caption=keys.get("caption") == "true",
        points=keys.get("points") == "true",
        stance=keys.get("stance"),
        content=tuple(keys.get("content", ())),
        needs={name: _widened(keys[name], classes) for name in _NEEDS if isinstance(keys.get(name), list)},
        test=keys["test"],
    )


def _widened(words: list[str], classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found = {w for word in words for w in classes.get(word, frozenset((word,)))}
    return frozenset(found | {word for word in words if word in ("person", "force", "place")})
