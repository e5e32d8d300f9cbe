"""Articles: read from plain text, web pages, PDF or JSON Lines, and parsed into claims.

A plain text may begin with small header lines (`Date:`, `Publisher:`, `Url:`, `Title:`, `Id:`, `Language:`, `Credit:`, `Note:`,
`Primary-Source:`); a sidecar `FILE.yaml` or `FILE.json` holds the same keys. JSON Lines have an object a line, with `text`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, MutableSet
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

from kg.model.account import SentenceAccount
from kg.model.dates import When, read_edtf
from kg.model.errors import Problem, UnreadableInput
from kg.model.reference import Actor, Place, Record
from kg.model.refs import mint
from kg.sources.documents.items import Item, read_items
from kg.sources.documents.opened import Opened
from kg.sources.documents.opening import open_document
from kg.sources.keys import address_problems, header_problems, read_sidecar
from kg.sources.text.document import Article, Reading
from kg.sources.text.languages import code_of, language_of, why_unread
from kg.sources.text.layout import Dateline, another_dateline, first_dateline, read_header

__all__ = ["Article", "Reading", "SentenceAccount", "account", "parse", "parse_all", "read_articles"]

Given = Mapping[str, Any]
Stream = IO[bytes] | IO[str]
Dateish = When | date | str | None
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_NOTHING = "\ufeff\u200b \t\r\n\f\v\x85\xa0\u2028\u2029"
_NO_DATE = "no date of publication, and none is guessed"
_GIVE_DATE = "give --date YYYY-MM-DD, a header line `Date: YYYY-MM-DD`, or `date` in a sidecar"


def read_articles(
    source: Path | str | Stream,
    date: Dateish = None,
    publisher: str | None = None,
    url: str | None = None,
    id: str | None = None,
    language: str | None = None,
) -> Iterator[Article | Problem]:
    """Yield the articles of a file, folder or stream; what is given here wins over header, sidecar, JSON keys and metadata.

    Raises NotFound where there is no such file; a bad article is a Problem.
    """
    given = {"date": date, "publisher": publisher, "url": url, "id": id, "language": language}
    seen: set[str] = set()
    for item in read_items((Path(source) if isinstance(source, str) else _as_bytes(source),)):
        for article in (item,) if isinstance(item, Problem) else articles_of(item, given):
            twin = twin_of(article, seen, item)
            yield twin or article


def twin_of(article: Article | Problem, seen: MutableSet[str], item: Item | Problem) -> Problem | None:
    """Give the problem of an article whose id another had before it; take its id into what was seen."""
    if isinstance(article, Problem):
        return None
    if article.source not in seen:
        seen.add(article.source)
        return None
    where = (item.path if isinstance(item, Problem) else item.file), item.line
    return Problem(*where, f"the id {article.id!r} occurs twice", "give each article an id of its own")


def articles_of(item: Item, given: Given) -> list[Article | Problem]:
    """Give the article of a document still unread; or the problems that it has."""
    given = {key: value for key, value in given.items() if value is not None}
    if item.line is not None:
        return [_article_of_line(item, given)]
    opened = open_document(item.raw, item.file)
    if isinstance(opened, Problem):
        return [opened]
    return list(_read_plain(opened, item, given))


def _as_bytes(source: Path | Stream) -> Path | IO[bytes]:
    """Give a stream of text as one of bytes; a path or a stream of bytes as it is."""
    stream: Any = source
    return io.BytesIO(stream.read().encode("utf-8", "surrogatepass")) if isinstance(stream, io.TextIOBase) else stream


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


def _article_of_line(item: Item, given: Given) -> Article | Problem:
    try:
        keys = json.loads(item.raw)
    except (ValueError, RecursionError) as error:
        return Problem(item.file, item.line, f"not a JSON object: {error}", "write one object with id, date and text a line")
    if not isinstance(keys, dict) or not isinstance(keys.get("text"), str) or not keys["text"].strip():
        return Problem(item.file, item.line, "no text in this object", 'give it as "text"')
    if keys.get("id") in (None, ""):
        keys["id"] = item.id
    return _make_article(keys["text"], {**keys, **{k: v for k, v in given.items() if k != "id"}}, item.file, item.line or 1)


def _read_plain(opened: Opened, item: Item, given: Given) -> Iterator[Article | Problem]:
    """Yield the article of a text, or each problem of its header lines and sidecar."""
    text, name = opened.text, item.file
    sidecar, problems = read_sidecar(item.side) if item.side else ({}, [])
    header, end = ({}, 0) if opened.extracted else read_header(text)
    header = {key: value for key, value in header.items() if value}
    problems = [*(() if opened.extracted else header_problems(text, name)), *problems]
    if problems:
        yield from problems
    elif not text.strip(_NOTHING):
        yield Problem(name, None, "the text is empty", "give an article of at least one sentence")
    elif not text[end:].strip(_NOTHING):
        yield Problem(name, None, "the text is empty after its header lines", "give an article of at least one sentence")
    else:
        page = {"page-language" if key == "language" else key: value for key, value in opened.keys.items()}
        keys = {"id": item.id, **page, **header, **sidecar, **given}
        if opened.notes:
            keys["note"] = "; ".join((*filter(None, (keys.get("note"),)), *opened.notes))
        said_within = "date" in header and not {"date"} & (sidecar.keys() | given.keys())
        yield _make_article(text, keys, name, 1, infer=not said_within)


def _make_article(text: str, keys: Given, name: str, line: int, *, infer: bool = True) -> Article | Problem:
    for problem in _unfit(text, keys, name, line):
        return problem
    try:
        published = _published(keys.get("date"), first_dateline(text) if infer else None)
        if published and published.as_written and infer and (other := another_dateline(text)):
            published = replace(published, reason=_first_of_two(published, other))
    except UnreadableInput as error:
        return Problem(name, line, f"bad date of publication: {error}", _GIVE_DATE)
    if published is None or published.latest is None:
        return Problem(name, line, _NO_DATE, _GIVE_DATE)
    primary = keys.get("primary-source") or keys.get("primary_sources") or ()
    listed = list(filter(None, re.split(r"[,\s]+", primary) if isinstance(primary, str) else map(str, primary)))
    for problem in (*address_problems(str(keys.get("url") or "https://example.org"), name, line), *_unnamed(listed, name, line)):
        return problem
    rest = {key: str(keys[key]) for key in ("publisher", "url", "title", "credit", "note") if keys.get(key)}
    said, hint = keys.get("language"), keys.get("page-language")  # templates of pages often name a wrong language
    language = code_of(str(said)) if said else language_of(text[read_header(text)[1] :], str(hint) if hint else None)
    if unread := why_unread(language):
        return Problem(name, line, *unread)
    return Article(str(keys["id"]), text, published, language=language, primary_sources=tuple(listed), **rest)


def _unfit(text: str, keys: Given, name: str, line: int) -> Iterator[Problem]:
    """Yield the problem of a text, or of what is said about it, that no file of text can hold."""
    for key, value in (("text", text), *((k, v) for k, v in keys.items() if k != "text" and isinstance(v, str))):
        if found := _NO_TEXT.search(value):
            code = f"U+{ord(found[0]):04X}"
            what = "a NUL character" if found[0] == "\x00" else f"half a character ({code}, a lone surrogate)"
            yield Problem(name, line, f"not a text: {key} holds {what} at character {found.start()}", "mend it where it was made")


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


def _first_of_two(when: When, other: Dateline) -> str:
    """Give the reason for a day that was read in the first of two datelines."""
    words = f"the first of two datelines; another prints {other.as_written}"
    return f"{when.reason}; {words}" if when.reason else words


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
        return replace(when, reason=f"{when.reason or 'as given'}; the dateline prints {printed.as_written}")
    reason = f"the dateline prints {printed.as_written} without a year; the year is that of the date given with the text"
    return When(day, day, "day", "inferred", reason, printed.as_written)
