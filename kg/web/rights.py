"""Who may ask, and who may write: host names, the token, origins of other pages."""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import urlsplit

from kg.web.pool import Refused
from kg.web.settings import Settings
from kg.web.wire import Headers, Scope, header

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_READING = "GET, HEAD, POST, OPTIONS"
_SHOWN = "ETag, Link, Location, Retry-After, X-Request-Id"


def require_token(scope: Scope, settings: Settings) -> None:
    """Raise Refused for a write where none is allowed, or that does not bring the token."""
    if not settings.update:
        raise Refused(403, "this service only reads: writes need `kg serve --update` and its token")
    scheme, _, given = (header(scope, b"authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode("latin-1"), settings.token.encode()):
        raise Refused(401, "a write needs the header `Authorization: Bearer TOKEN` with the token of this service")


def require_host(scope: Scope, settings: Settings) -> None:
    """Raise Refused where a request names a host that is not this service: a page elsewhere may have led a browser here."""
    named = _name_of(header(scope, b"host") or "")
    if named in LOOPBACK or named in (settings.public_host, settings.host.lower()):
        return
    if settings.host not in LOOPBACK and _is_address(named):
        return  # an address cannot be led elsewhere, as a name can
    raise Refused(421, "this host is not served here: start with --public-url if the service is reached by that name")


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def allowed_origin(scope: Scope, settings: Settings) -> Headers:
    """Give the headers by which a browser lets a page of another origin read an answer; none where it may not."""
    if not settings.cors or header(scope, b"origin") is None:
        return []
    origin = settings.cors.encode()
    vary = [] if settings.cors == "*" else [(b"vary", b"Origin")]
    return [(b"access-control-allow-origin", origin), (b"access-control-expose-headers", _SHOWN.encode()), *vary]


def preflight(settings: Settings) -> Headers:
    """Give the headers of an answer to a browser that asks what it may send."""
    methods = "GET, HEAD, POST, PUT, DELETE, OPTIONS" if settings.update else _READING
    return [
        (b"access-control-allow-methods", methods.encode()),
        (b"access-control-allow-headers", b"Accept, Authorization, Content-Type, If-Match, If-None-Match"),
        (b"access-control-max-age", b"600"),
    ]
