"""What all pages of one service share: addresses, labels, templates, files, and how an answer is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from kg.web.pages.addresses import Addresses, is_web
from kg.web.pages.asking import Labels
from kg.web.pages.shown import Showing
from kg.web.pages.statistics import Statistics
from kg.web.settings import Settings

if TYPE_CHECKING:
    from kg.web.engine import Engine

_HERE = Path(__file__).parent
_MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of ours: its address with a hash of its content, its media type and bytes."""

    name: str
    media: str
    content: bytes


@cache
def static_files() -> Mapping[str, StaticFile]:
    """Give the files by their plain names."""
    found = {}
    for path in sorted((_HERE / "static").iterdir()):
        if path.suffix in _MEDIA:
            content = path.read_bytes()
            mark = hashlib.sha256(content).hexdigest()[:12]
            found[path.name] = StaticFile(f"{path.stem}.{mark}{path.suffix}", _MEDIA[path.suffix], content)
    return found


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(slots=True)
class Site:
    """The pages of one service over its engine."""

    engine: Engine
    settings: Settings
    addresses: Addresses = field(init=False)
    statistics: Statistics = field(init=False)

    def __post_init__(self) -> None:
        self.addresses = Addresses.of(self.settings)
        self.statistics = Statistics(self.engine)

    def showing(self) -> Showing:
        """Give a way to show terms, with no label learnt yet."""
        return Showing(self.addresses, Labels(self.settings.base))

    def path(self, path: str) -> str:
        """Give the path of a page of ours from a browser's view."""
        return self.addresses.root + path

    def page(
        self, template: str, title: str, status: int = 200, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Response:
        """Give a page; all that comes from the graph or the request is escaped by the template."""
        html = (
            _templates()
            .get_template(template)
            .render(
                title=title,
                site=self.settings.title,
                path=self.path,
                static=lambda name: self.path(f"/static/{static_files()[name].name}"),
                is_web=is_web,
                host=urlsplit(self.settings.address).netloc,
                **more,
            )
        )
        return Response(html, status, {"cache-control": "no-cache", **(headers or {})}, "text/html; charset=utf-8")


def wants_html(request: Request) -> bool:
    """Tell whether a client is a browser: it names HTML in its Accept."""
    return "text/html" in request.headers.get("accept", "")
