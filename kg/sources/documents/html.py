"""Web pages: the main text by trafilatura, and what the page's own metadata says of title, date, publisher, language, address.

The text is one paragraph a block, with an empty line between; scripts, menus and comments are no part of it. A date is taken
only where the metadata state it as a day: none is searched for in the text or in the address.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from kg.model.dates import When
from kg.model.errors import UnreadableInput
from kg.sources.documents.decoding import decoded
from kg.sources.documents.opened import Opened

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,40})""")
_DAY = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?!\d)")
_NAMES = ("article:published_time", "datepublished", "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date", "date",
          "pubdate", "publishdate", "publish_date", "publication_date", "parsely-pub-date", "sailthru.date")  # fmt: skip


def read_page(raw: bytes) -> Opened:
    """Give the main text of a web page and what its metadata say; raise UnreadableInput where it has no text."""
    found = decoded(raw, declared_in(raw))
    if found is None:
        raise UnreadableInput("the page's bytes are text in no encoding that is known")
    text = main_text(found.text)
    if not text:
        raise UnreadableInput("no main text was found in this page; give the article as plain text")
    notes = [note for note in (found.note, "main text of a web page, by trafilatura") if note]
    return Opened(text, metadata_of(found.text), tuple(notes), extracted=True)


def declared_in(raw: bytes) -> str | None:
    """Give the encoding that a page declares."""
    match = _CHARSET.search(raw[:4096]) or _XML_CHARSET.search(raw[:200])
    return match[1].decode("ascii", "replace") if match else None


def main_text(page: str) -> str:
    """Give the main text of a page, with an empty line between its blocks."""
    from trafilatura import extract  # slow to import: only who reads pages pays for it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    text = extract(page.lstrip("\ufeff"), include_comments=False, include_tables=False, include_formatting=False)
    return "\n\n".join(line.strip() for line in (text or "").splitlines() if line.strip())


def metadata_of(page: str) -> dict[str, Any]:
    """Give the keys that a page's metadata state."""
    from lxml import html

    tree = html.document_fromstring(re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", page))
    metas = {name: content for name, content in _metas(tree) if content}
    linked = list(_linked(tree))
    keys: dict[str, Any] = {
        "title": metas.get("og:title") or _first(tree, "//title"),
        "publisher": metas.get("og:site_name") or _publisher(linked),
        "url": _address(_first(tree, "//link[@rel='canonical']/@href"), metas.get("og:url")),
        "language": (_first(tree, "/html/@lang") or metas.get("language") or "").replace("_", "-").partition("-")[0].lower(),
    }
    dates = list(_dates(tree, metas, linked))
    if dates:
        keys["date"] = _published(dates)
    return {key: " ".join(v.split()) if isinstance(v, str) else v for key, v in keys.items() if v}


def _metas(tree: Any) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        yield name.strip().lower(), (meta.get("content") or "").strip()


def _linked(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        listed = data if isinstance(data, list) else [data]
        for item in listed:
            if isinstance(item, dict):
                graph = item.get("@graph")
                yield from (one for one in (graph if isinstance(graph, list) else [item]) if isinstance(one, dict))


def _publisher(linked: list[dict[str, Any]]) -> str | None:
    for item in linked:
        publisher = item.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            return str(publisher["name"])
    return None


def _first(tree: Any, path: str) -> str | None:
    found = tree.xpath(path)
    if not found:
        return None
    words = found[0] if isinstance(found[0], str) else found[0].text_content()
    return str(words).strip() or None


def _address(*given: str | None) -> str | None:
    return next((one for one in given if one and re.match(r"https?://[^\s/]+", one)), None)


def _dates(tree: Any, metas: dict[str, str], linked: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield where the page states its day of publication, and the words; the most reliable first."""
    for item in linked:
        if isinstance(item.get("datePublished"), str):
            yield "JSON-LD datePublished", item["datePublished"]
    for name in _NAMES:
        if name in metas:
            yield f"metadata {name}", metas[name]
    for time in tree.xpath("//time[@datetime and (@pubdate or @itemprop='datePublished')]"):
        yield "<time> of publication", time.get("datetime")


def _published(dates: list[tuple[str, str]]) -> When | None:
    """Give the first day that is one, with the words, where they stood, and what else is stated that differs."""
    days = [(where, words, day) for where, words in dates if (day := _day_of(words))]
    if not days:
        return None
    where, words, day = days[0]
    reason = f"the page's {where} says {words}"
    other = next((one for one in days[1:] if one[2] != day), None)
    if other:
        reason += f"; its {other[0]} says {other[1]}, which was not taken"
    return When(day, day, "day", "stated", reason, words)


def _day_of(words: str) -> date | None:
    match = _DAY.match(words)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
