"""Where a store is, and who asks: addresses without secrets in them, and secrets that nothing prints."""

from __future__ import annotations

import ipaddress
import netrc
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from kg.model.errors import UsageError

USER, PASSWORD = "KG_PUSH_USER", "KG_PUSH_PASSWORD"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and a secret; the secret is in no repr."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store is: an http(s) URL without a name, a secret, a query or a fragment."""

    url: str

    @property
    def parts(self) -> SplitResult:
        """Give the URL taken apart."""
        return urlsplit(self.url)

    @property
    def host(self) -> str:
        """Give the host's name, in small letters."""
        return self.parts.hostname or ""

    @property
    def origin(self) -> tuple[str, str, int | None]:
        """Give scheme, host and port: what must stay the same for a secret to be sent."""
        return self.parts.scheme, self.host, self.parts.port or _PORTS.get(self.parts.scheme)

    @property
    def is_local(self) -> bool:
        """Tell whether it is this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def read_address(url: str) -> Address:
    """Give the address of a URL; raise UsageError for one that is none, or that holds a secret.

    >>> read_address("http://127.0.0.1:3030/ds/").url
    'http://127.0.0.1:3030/ds'
    """
    try:
        parts = urlsplit(url)
        secret, port = parts.username is not None or parts.password is not None, parts.port
    except ValueError:
        raise UsageError("the store's address is not a URL; write it as http://HOST:PORT/PATH") from None
    if secret:
        raise UsageError(f"a name or password does not belong in the URL: take it out, use --user and {PASSWORD}, or ~/.netrc")
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise UsageError(f"{url!r} is not the address of a store: write http://HOST:PORT/PATH or https://…")
    if parts.query or parts.fragment or not url.isprintable() or " " in url:
        raise UsageError(f"{url!r}: give the address without ? and #; the graph is told by --graph")
    return Address(url.rstrip("/"))


def find_credentials(address: Address, user: str | None, environment: Mapping[str, str] | None = None) -> Credentials | None:
    """Give the name and secret for a store from the environment, else from netrc, None where there are none.

    Raises UsageError where a name has no secret, or netrc cannot be read.
    """
    values = os.environ if environment is None else environment
    user = user or values.get(USER) or None
    password = values.get(PASSWORD)
    if password is not None and not (password.isprintable() and password):
        raise UsageError(f"{PASSWORD} is empty or holds a line break or another control character; set it anew")
    if user and password is not None:
        return Credentials(user, password)
    found = _from_netrc(address.host, values)
    if found and user in (None, found.user):
        return found
    if user:
        raise UsageError(f"no password for {user}: set {PASSWORD}, or write a line for {address.host} into ~/.netrc")
    if password is not None:
        raise UsageError(f"{PASSWORD} is set, but for whom? Give --user NAME or set {USER}")
    return None


def _from_netrc(host: str, values: Mapping[str, str]) -> Credentials | None:
    try:
        found = netrc.netrc(values.get("NETRC")).authenticators(host)
    except FileNotFoundError:
        return None
    except (netrc.NetrcParseError, OSError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", None)  # no more of it: the message quotes words, and one may be the password
        raise UsageError(f"netrc cannot be read{f': something is wrong near line {line}' if line else ''}; correct it") from None
    return Credentials(found[0], found[2] or "") if found else None


def check_secrecy(address: Address, credentials: Credentials | None, insecure: bool) -> None:
    """Raise UsageError where a secret would go over the net in the clear."""
    if credentials and address.parts.scheme == "http" and not address.is_local and not insecure:
        raise UsageError(
            f"a password would go to {address.host} in the clear: use its https:// address, or --insecure if the way is safe"
        )
