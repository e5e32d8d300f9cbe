"""What is pushed: distinct N-Triples lines in order, one file a graph's worth, in memory that does not grow with it."""

from __future__ import annotations

import gzip
import hashlib
import heapq
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from kg.model.errors import NotFound, UnreadableInput, UsageError

if TYPE_CHECKING:
    from pyoxigraph import Quad

_RUN = 96 << 20  # bytes sorted at once
_SAMPLE = 200
_LARGEST = 1000  # lines of one subject that is looked at again
_PLAIN = re.compile(rb'<[^>]*> <[^>]*> (?:<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?) \.\n').fullmatch
_STREAMED = {".nt", ".nq", ".ttl", ".trig"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive lines of a spill file: where they start, their bytes and their number."""

    start: int
    size: int
    lines: int


@dataclass(frozen=True, slots=True)
class Part:
    """All lines of one graph (None: the default graph), where they lie, and their SHA-256."""

    graph: str | None
    path: Path
    chunks: tuple[Chunk, ...]
    sample: tuple[int, ...]
    digest: str

    @property
    def count(self) -> int:
        """Give the number of lines."""
        return sum(chunk.lines for chunk in self.chunks)

    def bytes_of(self, chunk: Chunk) -> bytes:
        """Give a chunk's lines."""
        with self.path.open("rb") as file:
            file.seek(chunk.start)
            return file.read(chunk.size)

    def sampled(self) -> Iterator[list[bytes]]:
        """Give all lines of each subject of the sample; subjects with very many are left out."""
        with self.path.open("rb") as file:
            for start in self.sample:
                file.seek(start)
                first = file.readline()
                own, found = first.partition(b" ")[0] + b" ", [first]
                while len(found) <= _LARGEST and (line := file.readline()).startswith(own):
                    found.append(line)
                if len(found) <= _LARGEST:
                    yield found


def prepare(source: Path, folder: Path, graph: str | None, by_source: bool, chunk: int) -> list[Part]:
    """Read a graph, strictly and wholly, into sorted lines in a folder; one part, or one for each of its graphs.

    Raises UnreadableInput for what is not a graph, and for blank nodes, which a request that is repeated would double.
    """
    raw = folder / "read"
    with quads_of(source, by_source) as quads:
        _write_raw(source, quads, raw, by_source)
    runs = _sorted_runs(raw, folder, by_source)
    raw.unlink()
    lines = _distinct(_merged(runs))
    if not by_source:
        parts = [_written(graph, lines, folder / "part-0", chunk)]
    else:
        keyed = ((line.partition(b"\t")) for line in lines)
        parts = [
            _written(name.decode() or None, (line for _, _, line in own), folder / f"part-{number}", chunk)
            for number, (name, own) in enumerate(groupby(keyed, key=lambda cut: cut[0]))
        ]
    for run in runs:
        run.unlink()
    if not any(part.count for part in parts):
        raise UnreadableInput(f"{source}: holds no statement at all; is it the right graph?")
    return parts


def count_distinct(path: Path) -> int:
    """Give how many different lines a file of N-Quads has, in bounded memory."""
    runs: list[Path] = []
    try:
        with path.open("rb") as file:
            while lines := file.readlines(_RUN):
                runs.append(path.with_name(f"{path.name}.run-{len(runs)}"))
                _write_run(runs[-1], lines)
        return sum(1 for _ in _distinct(_merged(runs)))
    finally:
        for run in runs:
            run.unlink(missing_ok=True)


@contextmanager
def quads_of(source: Path, by_source: bool) -> Iterator[Iterable[Quad]]:
    """Hold a file's or a store's quads; those of a graph without named graphs are dealt out by source if `by_source`."""
    from kg.graph.export import quads
    from kg.graph.generations import is_kept
    from kg.graph.store import read_graph
    from kg.keeping.store import LocalStore

    if not source.exists():
        raise NotFound(f"{source}: no such file or store; make one with `kg build`")
    if source.is_dir() and is_kept(source):
        with LocalStore.open(source).snapshot() as snapshot:
            yield iter(snapshot.store)
    elif source.is_file() and _ending(source) in _STREAMED and (not by_source or _ending(source) in (".nq", ".trig")):
        with _opened(source) as file:
            yield _parsed(source, file)
    else:
        store = read_graph(source)
        yield quads(store) if by_source else iter(store)


def _ending(source: Path) -> str:
    return Path(source.name.removesuffix(".gz")).suffix.lower()


@contextmanager
def _opened(source: Path) -> Iterator[IO[bytes]]:
    with gzip.open(source) if source.suffix == ".gz" else source.open("rb") as file:
        yield cast("IO[bytes]", file)


def _parsed(source: Path, file: IO[bytes]) -> Iterator[Quad]:
    from pyoxigraph import RdfFormat, parse

    return cast("Iterator[Quad]", parse(file, RdfFormat.from_extension(_ending(source)[1:])))


def _write_raw(source: Path, quads: Iterable[Quad], raw: Path, by_source: bool) -> None:
    from pyoxigraph import RdfFormat, serialize

    try:
        if by_source:
            with raw.open("wb") as file:
                file.writelines(map(_keyed, quads))
        else:
            graphless = source.is_file() and _ending(source) in (".nt", ".ttl")  # so these go by without a look at each
            serialize(quads if graphless else (quad.triple for quad in quads), str(raw), RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        place = f":{error.lineno}:{error.offset}" if error.lineno else ""
        raise UnreadableInput(f"{source}{place}: not a graph: {' '.join(str(error.msg).split())[:300]}") from None
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise UnreadableInput(f"{source}: cannot be unpacked") from None
        raise UsageError(f"no room to sort the graph in {raw.parent} ({error.strerror}); set TMPDIR to a larger disk") from None


def _keyed(quad: Quad) -> bytes:
    """Give the line of a quad's triple after its graph's IRI and a tab, so that sorting puts each graph together."""
    graph = getattr(quad.graph_name, "value", "")
    return f"{graph}\t{quad.triple} .\n".encode()


def _sorted_runs(raw: Path, folder: Path, keyed: bool) -> list[Path]:
    runs: list[Path] = []
    with raw.open("rb") as file:
        while lines := file.readlines(_RUN):
            for line in lines:
                if not _PLAIN(line.partition(b"\t")[2] if keyed else line):
                    raise UnreadableInput(_not_plain(line))
            run = folder / f"run-{len(runs)}"
            _write_run(run, lines)
            runs.append(run)
    return runs


def _write_run(run: Path, lines: list[bytes]) -> None:
    with run.open("wb") as file:
        file.writelines(sorted(set(lines)))


def _not_plain(line: bytes) -> str:
    text = line.decode("utf-8", "replace").strip()[:200]
    return (
        "blank nodes and statements about statements cannot be pushed in chunks, as a request that is repeated would double "
        f"them; give them IRIs: {text}"
    )


def _merged(runs: list[Path]) -> Iterator[bytes]:
    files = [run.open("rb") for run in runs]
    try:
        yield from heapq.merge(*files) if len(files) > 1 else files[0] if files else ()
    finally:
        for file in files:
            file.close()


def _distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line, _ in groupby(lines))


def _written(graph: str | None, lines: Iterable[bytes], path: Path, most: int) -> Part:
    chunks: list[Chunk] = []
    digest, sample, start, rest = hashlib.sha256(), _Sample(), 0, iter(lines)
    with path.open("wb") as file:
        while taken := list(islice(rest, most)):
            data = b"".join(taken)
            sample.see(taken, start)
            file.write(data)
            digest.update(data)
            chunks.append(Chunk(start, len(data), len(taken)))
            start += len(data)
    return Part(graph, path, tuple(chunks), sample.starts, digest.hexdigest())


class _Sample:
    """The subjects with the smallest hashes: spread over all, and the same ones each time."""

    def __init__(self) -> None:
        self.kept: list[tuple[int, int]] = []
        self.subject = b""

    def see(self, lines: Iterable[bytes], start: int) -> None:
        """Look at lines that begin at some byte of the file."""
        subject = self.subject
        for line in lines:
            if not (subject and line.startswith(subject)):
                self.subject = subject = line[: line.index(b" ") + 1]
                self._rank(start)
            start += len(line)

    def _rank(self, start: int) -> None:
        rank = -int.from_bytes(hashlib.blake2b(self.subject, digest_size=8).digest())
        if len(self.kept) < _SAMPLE:
            heapq.heappush(self.kept, (rank, start))
        elif rank > self.kept[0][0]:
            heapq.heapreplace(self.kept, (rank, start))

    @property
    def starts(self) -> tuple[int, ...]:
        return tuple(sorted(start for _, start in self.kept))
