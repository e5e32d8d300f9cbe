"""A folder of hand-coded facts to claims and reference records: `kg build`, `kg check` and `kg check --fix` read it here.

The folder holds `dataset.yaml`, `actors.yaml`, `places.yaml`, `events.yaml`, perhaps `sources.yaml` (sources that others cite),
and `sources/*.yaml`: one file a source, one entry a claim. A file of a source may bring the actors, places, events and
sources that it alone needs, and the run that coded it: so a review file of `kg parse` is whole in itself.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg.model.errors import NotFound, Problem, UnreadableInput, UsageError, nearest
from kg.model.reference import Record
from kg.sources.hand.claims import Context, id_of, read_claim
from kg.sources.hand.index import LISTS, Index, Page, find, make_index
from kg.sources.hand.lines import Items, Node, Table, Text, read_yaml
from kg.sources.hand.order import ordered
from kg.sources.hand.reference import (
    Maker,
    make_actor,
    make_condition,
    make_dataset,
    make_event,
    make_place,
    make_run,
    make_source,
    read_entry,
)

FILES = {
    "dataset.yaml": ("dataset", "run"),
    "actors.yaml": ("actors",),
    "places.yaml": ("places",),
    "events.yaml": ("events", "conditions"),
    "sources.yaml": ("sources",),
}
SOURCE_FILE = ("source", "claims", "run", "actors", "places", "events", "conditions", "sources")
NEEDED = {"dataset.yaml": ("dataset", "run")}
"""What a file cannot do without; a file of a source needs its `source`. A `run` of its own tells who coded that file."""
MAKERS: dict[str, Maker] = {
    "dataset": make_dataset,
    "run": make_run,
    "source": make_source,
    "actors": make_actor,
    "places": make_place,
    "events": make_event,
    "conditions": make_condition,
    "sources": make_source,
}


def read_facts(folder: Path) -> Iterator[Record | Problem]:
    """Yield every sound record of a folder of facts, and every problem with its file and line; go on after each.

    Raise NotFound where there is no such folder. Paths in problems begin with `folder` as given.
    """
    pages, problems, unread = _pages(folder)
    index, twice = make_index(pages, unread)
    yield from problems
    yield from twice
    for page in pages:
        yield from _reference(page, index)
    yield from _circles(pages)
    run = next(iter(index.defined["run"]), "")
    for page in pages:
        own = find(find(page.table, "run"), "id")
        yield from _claims(page, index, f"run:{own.text if isinstance(own, Text) else run}")


def check(folder: Path) -> list[Problem]:
    """Give all that is wrong with a folder of facts, sorted by file and line."""
    found = {item for item in read_facts(folder) if isinstance(item, Problem)}
    return sorted(found, key=lambda p: (p.path, p.line or 0, p.what))


def lines_of(folder: Path) -> dict[str, str]:
    """Give for every reference and claim id of a folder where its user wrote it: `file:line`."""
    pages, _, _ = _pages(folder)
    index, _ = make_index(pages)
    found = {f"{kind}:{name}": where for kind, names in index.defined.items() for name, where in names.items()}
    for page in pages:
        source, claims = find(find(page.table, "source"), "id"), find(page.table, "claims")
        for claim in claims.items if isinstance(claims, Items) else ():
            if isinstance(claim, Table) and isinstance(source, Text):
                found.setdefault(id_of(f"source:{source.text}", claim), f"{page.path}:{claim.line}")
    return found


def fix(folder: Path) -> list[Path]:
    """Put the keys of every entry in their order, comments and values kept; give the files changed.

    Raise UnreadableInput, and change nothing, where a file cannot be read; UsageError where one cannot be written.
    """
    changes = []
    for path in _files(folder):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UnreadableInput(f"{path}: cannot be read: {error.strerror}") from error
        mended = ordered(data, str(path))
        if mended != data:
            changes.append((path, mended))
    for path, mended in changes:
        _replace(path, mended)
    return [path for path, _ in changes]


def _replace(path: Path, data: bytes) -> None:
    """Write aside, then rename: a crash loses nothing."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as aside:
            aside.write(data)
        os.chmod(aside.name, path.stat().st_mode)  # noqa: PTH101  # beside os.replace, on the same name
        os.replace(aside.name, path)  # noqa: PTH105  # the name is a string
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


# files


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise NotFound(f"{folder}: no such folder of facts; `kg init {folder}` makes one")
    known = [folder / name for name in FILES if (folder / name).is_file()]
    return known + sorted(path for path in (folder / "sources").glob("*.yaml") if path.is_file())


def _pages(folder: Path) -> tuple[list[Page], list[Problem], set[str]]:
    """Give the files that could be read, what is wrong with any, and what those that could not would have defined."""
    pages: list[Page] = []
    problems: list[Problem] = [*_strays(folder), *_absent(folder)]
    unread: set[str] = set()
    for path in _files(folder):
        holds = FILES[path.name] if path.parent == folder else SOURCE_FILE
        try:
            table, found = read_yaml(path.read_bytes(), str(path))
        except OSError as error:
            table, found = None, [Problem(str(path), None, f"cannot be read: {error.strerror}")]
        problems += found
        if table is None:
            unread.update(LISTS.get(name, name) for name in holds)
            continue
        pages.append(Page(str(path), table))
        problems += _misplaced(pages[-1], holds, NEEDED.get(path.name, ()) if path.parent == folder else ("source",))
    return pages, problems, unread


def _strays(folder: Path) -> Iterator[Problem]:
    """Give the files that would be passed over in silence."""
    homes = {folder: FILES, folder / "sources": None}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in (".yaml", ".yml") or path.is_dir():
            continue
        names = homes.get(path.parent, {})
        if names is None and path.suffix != ".yaml":
            yield Problem(str(path), None, "not read: its name does not end in .yaml", "rename it")
        elif names is not None and path.name not in names:
            remedy = nearest(path.name, FILES) or f"put it into {folder / 'sources'}, or use {', '.join(FILES)}"
            yield Problem(str(path), None, "not read: a file of facts has another name or place", remedy)


def _absent(folder: Path) -> Iterator[Problem]:
    if not (folder / "dataset.yaml").is_file():
        yield Problem(str(folder / "dataset.yaml"), None, "missing", "it says what the data set is and who coded it")
    if not any((folder / "sources").glob("*.yaml")):
        yield Problem(str(folder / "sources"), None, "no source", "write one file for each source, with its claims")


def _misplaced(page: Page, known: tuple[str, ...], needed: tuple[str, ...]) -> Iterator[Problem]:
    for key, node in page.table.entries:
        is_list = key.text in (*LISTS, "claims")
        if key.text not in known:
            remedy = nearest(key.text, known) or f"a file of this name holds {' and '.join(known)}"
            yield Problem(page.path, key.line, f"unknown key {key.text!r}", remedy)
        elif not isinstance(node, Items if is_list else Table):
            form = "a list of entries, each beginning with “- ”" if is_list else "a table of keys"
            yield Problem(page.path, key.line, f"{key.text} is not {form}", "see the template that `kg init` makes")
    for name in needed:
        if find(page.table, name) is None:
            yield Problem(page.path, 1, f"no {name}", f"add {name}: with its id")


# records


def _entries(page: Page, node: Node | None) -> Iterator[Table | Problem]:
    """Give the tables of a list, or the one table; anything else in it is a problem."""
    for item in node.items if isinstance(node, Items) else [node]:
        if isinstance(item, Table):
            yield item
        elif item is not None and isinstance(node, Items):
            words = f" {item.text!r}" if isinstance(item, Text) else ""
            yield Problem(page.path, item.line, f"an entry{words} that is no table of keys", "write “- key: value”")


def _reference(page: Page, index: Index) -> Iterator[Record | Problem]:
    for key, node in page.table.entries:
        if key.text in MAKERS:
            for entry in _entries(page, node):
                if isinstance(entry, Problem):
                    yield entry
                else:
                    yield from read_entry(MAKERS[key.text], entry, page.path, index)


def _claims(page: Page, index: Index, run: str) -> Iterator[Record | Problem]:
    claims, source = find(page.table, "claims"), find(page.table, "source")
    if not isinstance(claims, Items):
        return
    name, publisher = (word.text if isinstance(word := find(source, key), Text) else "" for key in ("id", "publisher"))
    context = Context(page.path, index, f"source:{name}", f"actor:{publisher.removeprefix('actor:')}", run)
    for entry in _entries(page, claims):
        if isinstance(entry, Problem):
            yield entry
        else:
            yield from read_claim(entry, context)


def _circles(pages: list[Page]) -> Iterator[Problem]:
    """Give the places that lie within themselves."""
    within: dict[str, tuple[str, Page, Text]] = {}
    for page in pages:
        places = find(page.table, "places")
        for entry in places.items if isinstance(places, Items) else ():
            name, parent = find(entry, "id"), find(entry, "within")
            if isinstance(name, Text) and isinstance(parent, Text):
                within[name.text] = (parent.text.removeprefix("place:"), page, parent)
    for place, (larger, page, word) in within.items():
        seen = {place}
        while larger in within and larger not in seen:
            seen.add(larger)
            larger = within[larger][0]
        if larger == place:
            yield Problem(page.path, word.line, f"the place {place!r} lies within itself", "name a larger place")
