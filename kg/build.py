"""The main job: facts and articles in; a checked, settled graph and its pictures out."""

from __future__ import annotations

import hashlib
import re
import shutil
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
from kg.model.claim import Claim, Identity
from kg.model.errors import Findings, Problem, UnreadableInput, UsageError
from kg.model.reference import Actor, Dataset, Place, Record, Source
from kg.model.settled import Settlement
from kg.pictures import PICTURES, draw_picture
from kg.sources.article import Article, parse
from kg.sources.facts import lines_of, read_facts

Progress = Callable[[str], None]
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


@dataclass(frozen=True, slots=True)
class Built:
    """A graph in memory: its records, what the lens settled, and its sorted N-Triples lines."""

    records: tuple[Record, ...]
    settlement: Settlement
    lines: tuple[str, ...]

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
    lens: str = "cautious",
    texts: Mapping[str, Path] | None = None,
    progress: Progress = lambda step: None,
) -> BuildReport:
    """Build a graph from a folder of facts and articles and write it with its pictures into `out`.

    Everything is made and checked first, written beside `out`, then renamed into it: a build that fails changes nothing there.
    Raises Findings with every problem found in the facts or by the shapes, UsageError where `out` cannot be written.
    """
    check_writable(out)
    built = make_graph(facts, articles, lens=lens, texts=texts or {}, progress=progress)
    files = write_exports(built, out, progress)
    return report_of(built, files)


def make_graph(
    facts: Path | None,
    articles: Iterable[Article] = (),
    *,
    lens: str = "cautious",
    texts: Mapping[str, Path] | None = None,
    progress: Progress = lambda step: None,
) -> Built:
    """Give the checked and settled graph of facts and articles; raise Findings with all problems at once."""
    progress("reading facts")
    records = list(gathered(read_facts(facts) if facts else ()))
    records += parsed(articles, records, progress)
    records = list(with_quotes(applicable(distinct(records)), texts or {}))
    progress("settling")
    settlement = settle(records, lens)
    lines = tuple(sorted({*encode(records), *encode_settlement(settlement)}))
    progress("validating")
    written = lines_of(facts) if facts else {}
    problems = check_lines(lines, {r.id: place_of(r) for r in records if isinstance(r, Claim)} | written)
    if problems:
        raise Findings(problems)
    return Built(tuple(records), settlement, lines)


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


def distinct(records: Iterable[Record]) -> list[Record]:
    """Give each record once, the first of its reference; raise Findings where two claims share an id but not their content."""
    kept: dict[str, Record] = {}
    problems = []
    for record in records:
        ref = record.id if isinstance(record, Claim) else record.ref
        first = kept.setdefault(ref, record)
        if isinstance(record, Claim) and first != record:
            problems.append(Problem(place_of(record), None, f"two claims have the id {ref}", "give one another key"))
    if problems:
        raise Findings(problems)
    return list(kept.values())


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
    attached = {}
    for name, path in texts.items():
        ref = name if name.startswith("source:") else f"source:{name}"
        if ref not in sources:
            raise UsageError(f"--text {name}: the graph has no such source; it has {', '.join(sorted(sources))}")
        attached[ref] = read_text(path, sources[ref])
    for record in records:
        text = attached.get(record.source) if isinstance(record, Claim) else None
        yield quoted(record, text) if isinstance(record, Claim) and text is not None else record


def read_text(path: Path, source: Source) -> str:
    """Give the text of a source; raise UnreadableInput if it is not the text that the locators were made on."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{path}: {error}") from error
    found = hashlib.sha256(raw).hexdigest()
    if source.sha256 and found != source.sha256:
        raise UnreadableInput(f"{path} is not the text of {source.ref}: its SHA-256 is {found}, the recorded one {source.sha256}")
    return text


def quoted(claim: Claim, text: str) -> Claim:
    """Give the claim with its passage of the text as quote."""
    span = _CHARS.fullmatch(claim.locator or "")
    return replace(claim, quote=text[int(span[1]) : int(span[2])]) if span else claim


def check_writable(out: Path) -> None:
    """Raise UsageError where nothing can be written into the folder."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise UsageError(f"{out}: cannot write there ({error.strerror}); choose another folder with --out") from error


def write_exports(built: Built, out: Path, progress: Progress = lambda step: None) -> tuple[Path, ...]:
    """Write the Turtle and all pictures, aside first, then renamed into `out`; give their paths."""
    aside = Path(tempfile.mkdtemp(prefix=".kg-", dir=out))
    try:
        store = built.store()
        progress("writing Turtle")
        write_graph(store, aside / f"{built.name}.ttl", "turtle")
        for picture in PICTURES:
            progress(f"drawing {picture}")
            stem = aside / f"{built.name}-{picture}"
            draw_picture(store, picture, stem.with_suffix(".svg"), stem.with_suffix(".png"))
        made = sorted(aside.iterdir())
        for path in made:
            path.replace(out / path.name)
        return tuple(out / path.name for path in made)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


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
    )
