"""The forms in which answers and graphs are given, and which of them a client asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its short name, its media type, others under which it is asked for."""

    name: str
    media: str
    also: tuple[str, ...] = ()
    is_text: bool = False

    @property
    def content_type(self) -> str:
        """Give the media type with its character set."""
        return f"{self.media}; charset=utf-8" if self.is_text else self.media


TABLES = (
    Form("json", "application/sparql-results+json", ("application/json", "text/json")),
    Form("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Form("csv", "text/csv", is_text=True),
    Form("tsv", "text/tab-separated-values", is_text=True),
)
"""How SELECT is answered; the first is the default."""
SPREADSHEET = Form("spreadsheet", "text/csv", is_text=True)
"""CSV in which no text can be run as a formula: given on request by name only, since a text in it may carry one sign more."""
TRUTHS = TABLES[:2]
"""How ASK is answered: CSV and TSV have no form for it."""
GRAPHS = (
    Form("ttl", "text/turtle", ("application/x-turtle", "application/turtle"), is_text=True),
    Form("nt", "application/n-triples", ("text/plain",)),
    Form("rdf", "application/rdf+xml", ("application/xml", "text/xml")),
    Form("jsonld", "application/ld+json", ("application/json",)),
)
"""How CONSTRUCT, DESCRIBE and one graph are given."""
DATASETS = (
    Form("trig", "application/trig", ("application/x-trig",)),
    Form("nq", "application/n-quads", ("text/x-nquads",)),
)
"""How all graphs together are given."""
HTML = Form("html", "text/html", ("application/xhtml+xml",), is_text=True)
"""What browsers ask for first."""
BY_NAME = {form.name: form for form in (*TABLES, SPREADSHEET, *GRAPHS, *DATASETS)}


@lru_cache(maxsize=512)
def chosen(accept: str | None, offered: tuple[Form, ...]) -> Form | None:
    """Give the offered form that an Accept header likes best, None where it takes none of them.

    Of equals the earlier offered wins; a malformed range counts as not said; no header, or none that says anything, takes all.

    >>> chosen("text/csv;q=0.5, application/xml", TABLES).name
    'xml'
    >>> chosen("image/png", TABLES) is None, chosen("text/html, */*;q=0.1", TABLES).name
    (True, 'json')
    """
    ranges = tuple(_ranges(accept or ""))
    if not ranges:
        return offered[0]
    likings = [(_liking(form, ranges), form) for form in offered]
    best = max(liking for liking, _ in likings)
    return next(form for liking, form in likings if liking == best) if best > 0 else None


def _ranges(accept: str) -> Sequence[tuple[str, float]]:
    found = []
    for part in accept.lower().split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        if media == "*":
            media = "*/*"  # as some old clients write it
        if media.count("/") == 1:
            found.append((media, _quality(parameters)))
    return found


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _liking(form: Form, ranges: Sequence[tuple[str, float]]) -> float:
    """Give how much a form is liked: the most specific range decides; an exact name counts a little more than an alias."""
    best, rank = 0.0, 0
    for media, quality in ranges:
        specific = _specific(form, media)
        if specific > rank or (specific == rank and rank and quality > best):
            best, rank = quality, specific
    return best and best + rank * 1e-6


def _specific(form: Form, media: str) -> int:
    if media == form.media:
        return 4
    if media in form.also:
        return 3
    if media.endswith("/*") and media != "*/*":
        return 2 if form.media.startswith(media[:-1]) else 0
    return 1 if media == "*/*" else 0
