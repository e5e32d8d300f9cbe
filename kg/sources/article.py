"""Articles: read from plain text, sidecar or JSON Lines, and parsed into claims.

A plain text may begin with small header lines (`Date:`, `Publisher:`, `Url:`, `Title:`, `Id:`, `Language:`, `Credit:`, `Note:`,
`Primary-Source:`); a sidecar `FILE.yaml` or `FILE.json` holds the same keys. JSON Lines have an object a line, with `text`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

from kg.model.account import SentenceAccount
from kg.model.dates import When, read_edtf
from kg.model.errors import NotFound, Problem, UnreadableInput
from kg.model.reference import Actor, Place, Record
from kg.model.refs import mint
from kg.sources.keys import address_problems, header_problems, read_sidecar
from kg.sources.text.document import Article, Reading
from kg.sources.text.layout import Dateline, first_dateline, read_header

__all__ = ["Article", "Reading", "SentenceAccount", "account", "parse", "parse_all", "read_articles"]

Given = Mapping[str, Any]
Stream = IO[bytes] | IO[str]
Dateish = When | date | str | None
_NO_DATE = "no date of publication, and none is guessed"
_GIVE_DATE = "give --date YYYY-MM-DD, a header line `Date: YYYY-MM-DD`, or `date` in a sidecar"


def read_articles(
    source: Path | str | Stream,
    date: Dateish = None,
    publisher: str | None = None,
    url: str | None = None,
    id: str | None = None,
) -> Iterator[Article | Problem]:
    """Yield the articles of a file or stream; what is given here wins over header, sidecar and JSON keys.

    Raises NotFound or UnreadableInput where there is no such file or it cannot be read at all; a bad article is a Problem.
    """
    path = Path(source) if isinstance(source, (str, Path)) else None
    name = str(path) if path else str(getattr(source, "name", "standard input"))
    given = {"date": date, "publisher": publisher, "url": url, "id": id}
    given = {key: value for key, value in given.items() if value is not None}
    if isinstance(source, (str, Path)):
        with _open(source) as stream:
            yield from _read(stream, name, path, given)
    else:
        yield from _read(source, name, None, given)


def _read(stream: Stream, name: str, path: Path | None, given: Given) -> Iterator[Article | Problem]:
    if path and path.suffix.lower() in (".jsonl", ".ndjson"):
        yield from _read_lines(stream, name, given)
        return
    text = _read_text(stream, name)
    if isinstance(text, Problem):
        yield text
    elif _is_json_lines(text):
        yield from _read_lines(io.StringIO(text), name, given)
    else:
        yield from _read_plain(text, name, path, given)


def parse(article: Article, actors: Iterable[Actor] = (), places: Iterable[Place] = ()) -> Iterator[Record]:
    """Yield what an article claims: its source and run, then the actors, places, events and claims as they are read."""
    from kg.sources.text.extract import extract  # spaCy is slow to import: only who parses pays for it

    return extract(article, tuple(actors), tuple(places))


def parse_all(articles: Iterable[Article], actors: Iterable[Actor] = (), places: Iterable[Place] = ()) -> Iterator[Reading]:
    """Yield the reading of each article, in order: its records and the account of each sentence."""
    from kg.sources.text.extract import extract_all  # as above

    return extract_all(articles, tuple(actors), tuple(places))


def account(article: Article, actors: Iterable[Actor] = (), places: Iterable[Place] = ()) -> list[SentenceAccount]:
    """Give for every sentence the claims that it gave, or why it gave none."""
    return [sentence for reading in parse_all((article,), actors, places) for sentence in reading.sentences]


def _open(source: Path | str) -> IO[bytes]:
    path = Path(source)
    if not path.exists():
        raise NotFound(f"{path}: there is no such file")
    try:
        return path.open("rb")
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}") from error


def _read_text(stream: Stream, name: str) -> str | Problem:
    raw = stream.read()
    if isinstance(raw, str):
        text = raw
    else:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            return Problem(name, line, f"not a UTF-8 text: byte 0x{raw[error.start]:02x}", "convert the file to UTF-8")
    if "\x00" in text:
        return Problem(name, text[: text.index("\x00")].count("\n") + 1, "not a text: it holds NUL bytes", "give plain text")
    if not text.strip():
        return Problem(name, None, "the text is empty", "give an article of at least one sentence")
    return text


def _is_json_lines(text: str) -> bool:
    first = text.lstrip("\ufeff\n\r ").partition("\n")[0]
    if not first.startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except json.JSONDecodeError:
        return False


def _read_lines(stream: Stream, name: str, given: Given) -> Iterator[Article | Problem]:
    seen: set[str] = set()
    lines: Iterable[bytes | str] = stream
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        article = _article_of_line(line, name, number, given)
        if isinstance(article, Article) and article.id in seen:
            article = Problem(name, number, f"the id {article.id!r} occurs twice", "give each article an id of its own")
        if isinstance(article, Article):
            seen.add(article.id)
        yield article


def _article_of_line(line: bytes | str, name: str, number: int, given: Given) -> Article | Problem:
    try:
        keys = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        return Problem(name, number, f"not a JSON object: {error}", "write one object with id, date and text a line")
    if not isinstance(keys, dict) or not isinstance(keys.get("text"), str) or not keys["text"].strip():
        return Problem(name, number, "no text in this object", 'give it as "text"')
    if keys.get("id") in (None, ""):
        keys["id"] = f"{Path(name).stem}-{number}"
    return _make_article(keys["text"], {**keys, **{k: v for k, v in given.items() if k != "id"}}, name, number)


def _read_plain(text: str, name: str, path: Path | None, given: Given) -> Iterator[Article | Problem]:
    header, end = read_header(text)
    header = {key: value for key, value in header.items() if value}
    sidecar, problems = _read_sidecar(path) if path else ({}, [])
    problems = [*header_problems(text, name), *problems]
    if problems:
        yield from problems
    elif not text[end:].strip():
        yield Problem(name, None, "the text is empty after its header lines", "give an article of at least one sentence")
    else:
        own = {"id": path.stem if path else "text"}
        said_within = "date" in header and not {"date"} & (sidecar.keys() | given.keys())
        yield _make_article(text, {**own, **header, **sidecar, **given}, name, 1, infer=not said_within)


def _read_sidecar(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    for suffix in (".yaml", ".yml", ".json"):
        for side in (path.with_name(path.name + suffix), path.with_suffix(suffix)):
            if side != path and side.is_file():
                return read_sidecar(side)
    return {}, []


def _make_article(text: str, keys: Given, name: str, line: int, *, infer: bool = True) -> Article | Problem:
    try:
        published = _published(keys.get("date"), first_dateline(text) if infer else None)
    except UnreadableInput as error:
        return Problem(name, line, f"bad date of publication: {error}", _GIVE_DATE)
    if published is None or published.latest is None:
        return Problem(name, line, _NO_DATE, _GIVE_DATE)
    primary = keys.get("primary-source") or keys.get("primary_sources") or ()
    listed = list(filter(None, re.split(r"[,\s]+", primary) if isinstance(primary, str) else map(str, primary)))
    for problem in (*address_problems(str(keys.get("url") or "https://example.org"), name, line), *_unnamed(listed, name, line)):
        return problem
    rest = {key: str(keys[key]) for key in ("publisher", "url", "title", "credit", "note") if keys.get(key)}
    language = str(keys.get("language") or "en")
    return Article(str(keys["id"]), text, published, language=language, primary_sources=tuple(listed), **rest)


def _unnamed(refs: Iterable[str], name: str, line: int) -> Iterator[Problem]:
    for ref in refs:
        try:
            mint(ref)
        except UnreadableInput:
            yield Problem(name, line, f"the primary source {ref!r} is no reference", "write it as source:NAME")


def _published(given: Dateish, printed: Dateline | None) -> When | None:
    """Give the date of publication from what was given and from what the dateline prints; None where that is not enough."""
    when = _when_of(given)
    if when is None:
        if printed is None or printed.year is None:
            return None
        day = date(printed.year, printed.month, printed.day)
        return When(day, day, "day", "stated", None, printed.as_written)
    if printed is None or printed.year is not None or when.precision not in ("day", "year"):
        return when
    return _with_year_of(when, printed)


def _when_of(given: Dateish) -> When | None:
    if given is None or isinstance(given, When):
        return given
    return read_edtf(given.isoformat() if isinstance(given, date) else str(given))


def _with_year_of(when: When, printed: Dateline) -> When:
    """Read the dateline's day in the year that was given, and say that the year was inferred."""
    assert when.latest is not None
    try:
        day = date(when.latest.year, printed.month, printed.day)
    except ValueError:
        return when
    if when.precision == "day" and day != when.latest:
        return replace(when, reason=f"as given; the dateline prints {printed.as_written}")
    reason = f"the dateline prints {printed.as_written} without a year; the year is that of the date given with the text"
    return When(day, day, "day", "inferred", reason, printed.as_written)
