"""Where the page and the data of an IRI stand, and which IRI an address means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from pyoxigraph import NamedNode

from kg.model.errors import BadReference
from kg.model.refs import FOLDERS, mint
from kg.web.forms import GRAPHS
from kg.web.settings import Settings

_SAFE = "/:@!$&'()*+,;=~-._%"
_DOTS = re.compile(r"(?:\.|%2e){0,2}", re.IGNORECASE)
_ENDING = re.compile(rf"\.({'|'.join(form.name for form in GRAPHS)})$")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one service: the base of its IRIs, and the path under which its pages stand ("" at the root)."""

    base: str
    root: str

    @classmethod
    def of(cls, settings: Settings) -> Addresses:
        """Give those of a service."""
        return cls(settings.base, urlsplit(settings.address).path.rstrip("/"))

    def page(self, iri: str) -> str:
        """Give the path of an IRI's page.

        >>> Addresses("https://x.org/", "").page("https://x.org/event/ged/1"), Addresses("https://x.org/", "").page("urn:a#b")
        ('/page/event/ged/1', '/page?iri=urn%3Aa%23b')
        """
        local = self.local(iri)
        return f"{self.root}/page/{local}" if local else f"{self.root}/page?iri={quote(iri, safe='')}"

    def data(self, iri: str, form: str) -> str:
        """Give the path of an IRI's data in a form."""
        local = self.local(iri)
        if local:
            return f"{self.root}/data/{local}.{form}"
        return f"{self.root}/data?iri={quote(iri, safe='')}&format={form}"

    def local(self, iri: str) -> str | None:
        """Give an IRI's path below the base, None where none leads to it: of elsewhere, or with dots that browsers drop."""
        if not iri.startswith(self.base):
            return None
        segments = iri[len(self.base) :].split("/")
        if len(segments) < 2 or segments[0] not in FOLDERS or any(_DOTS.fullmatch(segment) for segment in segments):
            return None
        return quote("/".join(segments), safe=_SAFE)

    def iris(self, path: str) -> list[str]:
        """Give the IRIs that a path below the base may mean, the likeliest first: as it stands, decoded, as we mint it.

        >>> Addresses("https://x.org/", "").iris("place/l%C3%A9r%C3%A9")
        ['https://x.org/place/l%C3%A9r%C3%A9', 'https://x.org/place/léré']
        >>> Addresses("https://x.org/", "").iris("../etc/passwd")
        []
        """
        folder, _, name = path.partition("/")
        if folder not in FOLDERS or not name:
            return []
        return list(dict.fromkeys(iri for iri in self._meant(path) if is_iri(iri)))

    def _meant(self, path: str) -> Iterator[str]:
        yield self.base + path
        try:
            plain = unquote(path, errors="strict")
        except UnicodeDecodeError:
            return
        yield self.base + plain
        folder, _, name = plain.partition("/")
        try:
            yield mint(f"{folder}:{name}", self.base)
        except BadReference:
            return


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI, as the store takes it."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return not _CONTROL.search(text)


def without_ending(path: str) -> tuple[str, str | None]:
    """Give a path of data without its ending, and the form that the ending names.

    >>> without_ending("actor/a.b.ttl"), without_ending("actor/a.b")
    (('actor/a.b', 'ttl'), ('actor/a.b', None))
    """
    found = _ENDING.search(path)
    return (path[: found.start()], found[1]) if found else (path, None)


def is_web(iri: str) -> bool:
    """Tell whether an IRI is an address that a browser may follow."""
    return iri.startswith(("http://", "https://"))
