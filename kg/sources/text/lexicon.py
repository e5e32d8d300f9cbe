"""The lexicon: which words tell of which events, read from lexicons/LANGUAGE/*.yaml and looked up by lemma.

A file is read strictly: an unknown key, slot, role or word class is an error that names the file and the entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from kg.model.errors import UnreadableInput, nearest
from kg.model.terms import COUNT_KINDS, EVENT_TYPES, ROLES, STANCES, CountKind, EventType, Role, Stance

PartOfSpeech = Literal["verbs", "nouns"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A predicate: its lemmas, the event type that it tells of, and which slot of it gives which role.

    `needs` holds what must (or, after "not_", must not) stand in its slots or near it, `beside` what must stand after one of
    these prepositions, `gives` the roles, as written, in its test sentence.
    """

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
    beside: Mapping[str, frozenset[str]] = field(default_factory=dict)
    test: str = ""
    gives: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Give the entry's name: type, part of speech and key."""
        return f"{self.type}/{self.pos.rstrip('s')}/{self.key}"

    @property
    def head(self) -> str:
        """Give the lemma that the entry is looked up by: the first of a verb phrase, the last of a noun phrase."""
        return self.lemmas[0] if self.pos == "verbs" else self.lemmas[-1]

    def role(self, slot: str) -> tuple[Role, bool] | None:
        """Give the role that a slot fills, and whether only where nothing else fills it."""
        found = self.roles.get(slot)
        if not found or found == "none":
            return None
        return cast(Role, found.rstrip("?")), found.endswith("?")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries by head lemma, longest and most demanding first, with the word classes and the lists of helping verbs."""

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

    def without(self, entry: Entry) -> Lexicon:
        """Give the same lexicon but without one entry."""
        table: Mapping[str, tuple[Entry, ...]] = getattr(self, entry.pos)
        rest = tuple(other for other in table[entry.head] if other != entry)
        left = {head: group for head, group in table.items() if head != entry.head} | ({entry.head: rest} if rest else {})
        return replace(self, verbs=left) if entry.pos == "verbs" else replace(self, nouns=left)


_FLAGS = ("result", "negated", "points", "caption")
_NEEDS = (
    "object",
    "not_object",
    "subject",
    "not_subject",
    "with",
    "not_with",
    "modifier",
    "not_modifier",
    "not_tag",
    "under",
    "clause",
)
_KEYS = frozenset(("test", "gives", "roles", "count", "stance", "content", "beside", *_FLAGS, *_NEEDS))
_SECTION_KEYS = frozenset(("verb", "noun", "count", "verbs", "nouns"))
_WORD_KEYS = ("classes", "frames", "lemmas")
_LISTS = ("report", "support", "suffer", "broker", "refusing", "committing", "wishing")
_SLOTS = frozenset("subject object dative self poss mod led broker involving targeting".split())
_PREPOSITIONS = frozenset(
    "about across after against among amid around as at before behind between by during for from in including inside into near "
    "of off on onto out outside over since through to toward towards under upon via with within without".split()
)
_CONTENT = frozenset(("object", "clause", "verb", "that")) | _PREPOSITIONS
_AS_CLASS = frozenset(("person", "force", "place"))  # kept beside their members: names and pronouns may belong to them


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]  # text only ("on" is no boolean); C where it is there
    """Reads YAML as text and takes no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Give the mapping; raise UnreadableInput where a key comes twice."""
        keys = [key.value for key, _ in node.value]
        if twins := {key for key in keys if keys.count(key) > 1}:
            raise UnreadableInput(f"{node.start_mark.name}: {', '.join(sorted(twins))} twice")
        return cast(dict[Any, Any], super().construct_mapping(node, deep))


@cache
def load_lexicon(language: str = "en") -> Lexicon:
    """Give a language's lexicon, as it ships with the package."""
    return read_lexicon(Path(__file__).with_name("lexicons") / language)


def read_lexicon(folder: Path) -> Lexicon:
    """Give the lexicon of a folder: `words.yaml` (classes, frames, lists) and one file a field of meaning.

    A language with a `terms.yaml` (its lemmas in English) needs no words.yaml: its words stand in the English classes.
    Raise UnreadableInput for what the frames do not understand.
    """
    terms = _read_terms(folder / "terms.yaml") if (folder / "terms.yaml").exists() else {}
    words = _read_yaml((folder.with_name("en") if terms else folder) / "words.yaml")
    _check(words, (*_WORD_KEYS, *_LISTS), "words.yaml")
    classes = {name: frozenset(members) for name, members in words["classes"].items()}
    for name, frame in words["frames"].items():
        _check_roles(frame, f"words.yaml: frame {name}")
    tables: dict[str, dict[str, list[Entry]]] = {"verbs": defaultdict(list), "nouns": defaultdict(list)}
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in ("words.yaml", "terms.yaml"):
            for read in _read_entries(_read_yaml(path), path.name, words["frames"], classes):
                entry = _in_terms(read, terms) if terms else read
                tables[entry.pos][entry.head].append(entry)
    verbs, nouns = ({head: tuple(sorted(group, key=_rank)) for head, group in t.items()} for t in tables.values())
    return Lexicon(verbs, nouns, classes, {name: frozenset(words[name]) for name in _LISTS}, words["lemmas"])


def _read_yaml(path: Path) -> Mapping[str, Any]:
    with path.open(encoding="utf-8") as stream:
        try:
            found: Mapping[str, Any] = yaml.load(stream, Loader=_Loader)
        except yaml.YAMLError as error:
            raise UnreadableInput(f"{path.name}: no YAML: {error}") from error
        except UnreadableInput as error:
            raise UnreadableInput(str(error).replace(str(path), path.name)) from error
    return found


def _rank(entry: Entry) -> tuple[int, int, int]:
    asked = [name for name in (*entry.needs, *entry.beside) if not name.startswith("not_")]
    return -len(entry.lemmas), -len(asked), -("object" in entry.needs)


def _read_entries(
    types: Mapping[str, Any], file: str, frames: Mapping[str, Mapping[str, str]], classes: Mapping[str, frozenset[str]]
) -> Iterator[Entry]:
    _check(types, EVENT_TYPES, file, "event type")
    for type_, section in types.items():
        where = f"{file}: {type_}"
        _check(section, _SECTION_KEYS, where)
        for pos, frame in (("verbs", "verb"), ("nouns", "noun")):
            _check((section[frame],), frames, where, "frame")
            for key, value in (section.get(pos) or {}).items():
                keys = value if isinstance(value, dict) else {"test": value}
                _check_entry(keys, f"{where}/{pos}/{key}")
                kind = keys.get("count") or section.get("count")
                base = frames[section[frame]]
                yield _make_entry(key, keys, cast(PartOfSpeech, pos), cast(EventType, type_), base, kind, classes)


def _make_entry(
    key: str,
    keys: Mapping[str, Any],
    pos: PartOfSpeech,
    type_: EventType,
    base: Mapping[str, str],
    count: CountKind | None,
    classes: Mapping[str, frozenset[str]],
) -> Entry:
    return Entry(
        key=key,
        lemmas=tuple(key.partition("/")[0].replace("-", " ").split()),  # the parser cuts words at hyphens
        pos=pos,
        type=type_,
        roles={**base, **(keys.get("roles") or {})},
        count=count,
        **{flag: keys.get(flag) == "true" for flag in _FLAGS},
        stance=keys.get("stance"),
        content=tuple(keys.get("content", ())),
        needs={name: _widened(keys[name], classes) for name in _NEEDS if name in keys},
        beside={prep: _widened(words, classes) for prep, words in keys.get("beside", {}).items()},
        test=keys["test"],
        gives={role: (words,) if isinstance(words, str) else tuple(words) for role, words in keys.get("gives", {}).items()},
    )


def _widened(words: list[str], classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found = {w for word in words for w in classes.get(word, frozenset((word,)))}
    return frozenset(found | _AS_CLASS.intersection(words))


def _read_terms(path: Path) -> Mapping[str, str]:
    """Give the lemmas and prepositions of another language with what they are in English."""
    data = _read_yaml(path)
    return {**data["prepositions"], **data["lemmas"]}


def _in_terms(entry: Entry, terms: Mapping[str, str]) -> Entry:
    """Give an entry of another language with its lemmas as the parser gives them; "=" is a hyphen inside one word."""
    lemmas = tuple(terms.get(word, word) for word in (lemma.replace("=", "-") for lemma in entry.lemmas))
    needs = {name: words | {terms.get(word, word) for word in words} for name, words in entry.needs.items()}
    return replace(entry, lemmas=lemmas, needs=needs)


def _check_entry(keys: Mapping[str, Any], where: str) -> None:
    """Raise UnreadableInput where an entry says something that the frames do not understand."""
    _check(keys, _KEYS, where)
    if not isinstance(keys.get("test"), str):
        raise UnreadableInput(f"{where}: no test sentence")
    _check_roles(keys.get("roles") or {}, where)
    _check([keys["count"]] if "count" in keys else (), COUNT_KINDS, where, "kind of count")
    _check([keys["stance"]] if "stance" in keys else (), STANCES, where, "stance")
    _check(keys.get("content", ()), _CONTENT, where, "slot")
    _check([keys[flag] for flag in _FLAGS if flag in keys], ("true",), where, "flag")
    for name in _NEEDS:
        if not isinstance(keys.get(name, []), list):
            raise UnreadableInput(f"{where}: {name} is not a list of words")
    _check(keys.get("beside", {}), _PREPOSITIONS, where, "preposition")
    _check_gives(keys.get("gives", {}), keys["test"], where)


def _check_roles(roles: Mapping[str, str], where: str) -> None:
    """Check slots and roles; "object/by" is the slot "by" of the object, "content/by" that of the clause below the verb."""
    _check([slot.removeprefix("object/").removeprefix("content/") for slot in roles], _SLOTS | _PREPOSITIONS, where, "slot")
    _check([role.rstrip("?") for role in roles.values()], (*ROLES, "none"), where, "role")


def _check_gives(gives: Mapping[str, Any], test: str, where: str) -> None:
    _check(gives, ROLES, where, "role")
    for words in gives.values():
        for word in [words] if isinstance(words, str) else words:
            if word not in test:
                raise UnreadableInput(f"{where}: {word!r} is not in the test sentence")


def _check(names: Collection[str], known: Collection[str], where: str, kind: str = "key") -> None:
    for name in names:
        if name not in known:
            hint = nearest(name, known)
            raise UnreadableInput(f"{where}: {name!r} is no {kind}" + (f" ({hint})" if hint else ""))
