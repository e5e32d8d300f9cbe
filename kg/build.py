"""The main job: facts and articles in; a checked, settled graph and its pictures out."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.graph.check import check_lines
from kg.graph.encode import encode, encode_settlement
from kg.graph.export import write_graph
from kg.graph.settle import settle
from kg.graph.store import Store, load_lines, open_store
from kg.keeping.content import put_build
from kg.keeping.spool import spool
from kg.keeping.store import LocalStore
from kg.model.claim import Claim, Identity
from kg.model.errors import Findings, NotFound, Problem, UnreadableInput, UsageError, nearest
from kg.model.files import made_folder, replace_all
from kg.model.reference import Actor, Dataset, Place, Record, Source
from kg.model.settled import Settlement
from kg.model.sieve import sift
from kg.pictures import PICTURES, draw_picture
from kg.sources.article import Article, parse
from kg.sources.facts import lines_of, read_facts
from kg.sources.tables.opening import read_tables

Progress = Callable[[str], None]
WAIT_SECONDS = 10
"""How long a build, which has taken longer itself, waits for another writer of its store."""
_CHARS = re.compile(r"char=(\d+),(\d+)")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: how many of each kind, how events stand, and the files written."""

    claims: int
    events: int
    actors: int
    places: int
    sources: int
    contested: int
    triples: int
    lens: str
    statuses: Mapping[str, int]
    files: tuple[Path, ...]
    dropped: int = 0
    stored: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """A graph in memory: its records, what the lens settled, its sorted N-Triples lines, and how many claims were too unsure."""

    records: tuple[Record, ...]
    settlement: Settlement
    lines: tuple[str, ...]
    dropped: int = 0

    @property
    def name(self) -> str:
        """Give the name of the data set, for file names: "mali"."""
        named = [r.ref.partition(":")[2] for r in self.records if isinstance(r, Dataset)]
        return named[0] if named else "graph"

    def store(self) -> Store:
        """Give the graph in an embedded store."""
        store = open_store()
        load_lines(store, self.lines)
        return store


def build(
    facts: Path | None,
    articles: Iterable[Article] = (),
    out: Path = Path("exports"),
    *,
    tables: Sequence[Path] = (),
    lens: str = "cautious",
    texts: Mapping[str, Path] | None = None,
    least: float | None = None,
    store: Path | None = None,
    progress: Progress = lambda step: None,
) -> BuildReport:
    """Build a graph from a folder of facts, articles and event tables and write it with its pictures into `out`.

    With a `store`, the graph goes into that durable store too, in place of what the last build of the data set brought.
    Claims that were read from articles less surely than `least` are left out.
    Everything is made and checked first, written beside `out`, then renamed into it: a build that fails changes nothing there.
    Raises Findings with every problem found in the facts or by the shapes, UsageError where `out` cannot be written.
    """
    check_writable(out)
    built = make_graph(facts, articles, tables=tables, lens=lens, texts=texts or {}, least=least, progress=progress)
    local = LocalStore.open(store, create=True) if store is not None else None
    files = write_exports(built, out, progress)
    report = report_of(built, files)
    return report if local is None else replace(report, stored=keep(built, local, progress))


def keep(built: Built, local: LocalStore, progress: Progress) -> str:
    """Put a build into a durable store in one write; give in words what that did."""
    progress(f"writing to {local.folder}")
    with spool(local.folder) as room, local.writing(WAIT_SECONDS) as store:
        done = put_build(store, built.name, built.records, built.settlement, room)
    out = f", {done.removed:,} of the last build taken out" if done.removed else ""
    return f"{done.quads:,} quads{out}; {done.settled}"


def make_graph(
    facts: Path | None,
    articles: Iterable[Article] = (),
    *,
    tables: Sequence[Path] = (),
    lens: str = "cautious",
    texts: Mapping[str, Path] | None = None,
    least: float | None = None,
    progress: Progress = lambda step: None,
) -> Built:
    """Give the checked and settled graph of facts, articles and event tables; raise Findings with all problems at once."""
    progress("reading facts")
    records = list(gathered(read_facts(facts) if facts else ()))
    read, dropped = sift(parsed(articles, records, progress), least or 0.0)
    records += read
    records += tabled(tables, records, progress)
    records = list(with_quotes(applicable(distinct(records)), texts or {}))
    progress("settling")
    settlement = settle(records, lens)
    lines = tuple(sorted({*encode(records), *encode_settlement(settlement)}))
    progress("validating")
    written = lines_of(facts) if facts else {}
    problems = check_lines(lines, {r.id: place_of(r) for r in records if isinstance(r, Claim)} | written)
    if problems:
        raise Findings(problems)
    return Built(tuple(records), settlement, lines, len(dropped))


def gathered(found: Iterable[Record | Problem]) -> Iterator[Record]:
    """Give the records; raise Findings at the end if there was any problem."""
    problems = []
    for item in found:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            yield item
    if problems:
        raise Findings(sorted(problems))


def parsed(articles: Iterable[Article], known: Sequence[Record], progress: Progress) -> list[Record]:
    """Give the records read from articles, actors and places resolved against those known."""
    actors = [record for record in known if isinstance(record, Actor)]
    places = [record for record in known if isinstance(record, Place)]
    records: list[Record] = []
    for article in articles:
        progress(f"reading {article.id}")
        records += parse(article, actors, places)
    return records


def tabled(tables: Iterable[Path], known: Sequence[Record], progress: Progress) -> list[Record]:
    """Give the records of event tables; what facts describe already, such as a data set's coder, stays as they have it."""
    described = {record.ref for record in known if not isinstance(record, Claim)}
    records: list[Record] = []
    for path in tables:
        progress(f"reading {path}")
        records += (r for r in gathered(read_tables(path)) if isinstance(r, Claim) or r.ref not in described)
    return records


def distinct(records: Iterable[Record]) -> list[Record]:
    """Give each record once, the first of its reference, an actor with all its names.

    Raise Findings where two claims or sources share a name only.
    """
    records = list(records)
    problems = list(namesakes(record for record in records if isinstance(record, Source)))
    if problems:
        raise Findings(problems)
    kept: dict[str, Record] = {}
    for record in records:
        ref = record.id if isinstance(record, Claim) else record.ref
        first = kept.setdefault(ref, record)
        if isinstance(record, Actor) and isinstance(first, Actor) and record.names != first.names:
            kept[ref] = replace(first, names=tuple(dict.fromkeys((*first.names, *record.names))))
        if isinstance(record, Claim) and first != record:
            problems.append(Problem(place_of(record), None, f"two claims have the id {ref}", "give one another key"))
    if problems:
        raise Findings(problems)
    return list(kept.values())


def namesakes(sources: Iterable[Source]) -> Iterator[Problem]:
    """Yield a problem for each name that several different sources have: two articles, or an article and a coded source."""
    known: dict[str, Source] = {}
    for source in sources:
        first = known.setdefault(source.ref, source)
        if first != source:
            what = f"two sources are called {source.ref}: {described(first)} and {described(source)}"
            remedy = "give the article another name with an `Id:` header line (`id` in JSON Lines)"
            yield Problem(source.ref, None, what, remedy)


def described(source: Source) -> str:
    """Give a source in a person's words: its label, when it was published, and how its text can be told from another."""
    day = source.published.edtf if source.published else None
    text = f", text {source.sha256[:8]}" if source.sha256 else ""
    return f"“{source.label}”" + (f" ({day}{text})" if day else "")


def applicable(records: Sequence[Record]) -> list[Record]:
    """Give the records without the judgements on events of a text that is not part of this build."""
    read = {record.ref for record in records if isinstance(record, Source)}
    return [
        r for r in records if not (isinstance(r, Claim) and isinstance(r.content, Identity) and set(r.primary_sources) - read)
    ]


def place_of(claim: Claim) -> str:
    """Give where a claim stands, in a person's words: its source and locator, and its quote where there is one."""
    where = f"{claim.source} {claim.locator or ''}".strip()
    return f"{where} “{claim.quote}”" if claim.quote else where


def with_quotes(records: Iterable[Record], texts: Mapping[str, Path]) -> Iterator[Record]:
    """Give the records, with the exact passage as quote for claims located in a text that the user attached."""
    records = list(records)
    sources = {r.ref: r for r in records if isinstance(r, Source)}
    attached: dict[str, tuple[Path, str]] = {}
    for name, path in texts.items():
        ref = name if name.startswith("source:") else f"source:{name}"
        if ref not in sources:
            remedy = nearest(ref.partition(":")[2], [source.partition(":")[2] for source in sources])
            raise UsageError(f"--text {name}: the graph has no such source ({remedy or 'no source has a name like it'})")
        attached[ref] = path, read_text(path, sources[ref])
        told = [record for record in records if isinstance(record, Claim) and record.source == ref]
        if not any(_CHARS.fullmatch(claim.locator or "") for claim in told):
            raise UsageError(
                f"--text {name}: there is nothing to quote: of the {len(told)} claims of {ref}, none has a locator char=START,END"
            )
    for record in records:
        text = attached.get(record.source) if isinstance(record, Claim) else None
        yield quoted(record, *text) if isinstance(record, Claim) and text is not None else record


def read_text(path: Path, source: Source) -> str:
    """Give the text of a source; raise UnreadableInput if it is not the text that the locators were made on."""
    if not path.exists():
        raise NotFound(f"{path}: there is no such file")
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = error.object[error.start]
        raise UnreadableInput(f"{path}:{line}: not a UTF-8 text: byte 0x{byte:02x} (convert the file to UTF-8)") from error
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read: {error.strerror}") from error
    if "\x00" in text:
        raise UnreadableInput(f"{path}: not a text: it holds NUL bytes (give plain text)")
    found = hashlib.sha256(raw).hexdigest()
    if source.sha256 and found != source.sha256:
        raise UnreadableInput(f"{path} is not the text of {source.ref}: its SHA-256 is {found}, the recorded one {source.sha256}")
    return text


def quoted(claim: Claim, path: Path, text: str) -> Claim:
    """Give the claim with its passage of the text as quote; raise UnreadableInput where the text ends before it."""
    span = _CHARS.fullmatch(claim.locator or "")
    if span and int(span[2]) > len(text):
        where = f"{claim.locator} of {claim.source}"
        raise UnreadableInput(f"{path}: ends at character {len(text)}, so it is not the text that {where} was located in")
    return replace(claim, quote=text[int(span[1]) : int(span[2])]) if span else claim


def check_writable(out: Path) -> None:
    """Raise UsageError where nothing can be written into the folder, or where it cannot be made; make nothing yet."""
    try:
        there = next(path for path in (out, *out.absolute().parents) if path.exists())
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise UsageError(f"{out}: cannot write there ({error.strerror}); choose another folder with --out") from error


def write_exports(built: Built, out: Path, progress: Progress = lambda step: None) -> tuple[Path, ...]:
    """Write the Turtle and all pictures, aside first, then renamed into `out`; give their paths."""
    with made_folder(out), tempfile.TemporaryDirectory(prefix=".kg-", dir=out, ignore_cleanup_errors=True) as folder:
        aside = Path(folder)
        store = built.store()
        progress("writing Turtle")
        write_graph(store, aside / f"{built.name}.ttl", "turtle")
        for picture in PICTURES:
            progress(f"drawing {picture}")
            stem = aside / f"{built.name}-{picture}"
            draw_picture(store, picture, stem.with_suffix(".svg"), stem.with_suffix(".png"))
        made = sorted(aside.iterdir())
        replace_all({path: out / path.name for path in made})
        return tuple(out / path.name for path in made)


def report_of(built: Built, files: Sequence[Path] = ()) -> BuildReport:
    """Count what was built."""
    kinds = Counter(type(record) for record in built.records)
    events = built.settlement.events
    return BuildReport(
        claims=kinds[Claim],
        events=len(events),
        actors=kinds[Actor],
        places=kinds[Place],
        sources=kinds[Source],
        contested=sum(bool(event.contested) for event in events),
        triples=len(built.lines),
        lens=built.settlement.lens.removeprefix("lens:"),
        statuses=dict(sorted(Counter(event.status for event in events).items())),
        files=tuple(files),
        dropped=built.dropped,
    )
