"""What a service was told at its start."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kg.model.refs import BASE

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """Addresses, rights and limits of one service; times in seconds, sizes as their names say."""

    base: str = BASE
    title: str = "Conflict knowledge graph"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    """The address that users see, where a proxy stands before the service; without a slash at its end."""
    update: bool = False
    token: str = field(default="", repr=False)
    """What `Authorization: Bearer` must hold for a write; never shown."""
    workers: int = 2
    seconds: float = 30.0
    """The wall clock of one query or write, without the time that a slow client takes."""
    memory_mb: int = 1024
    """What one worker may take beyond what it holds when it starts."""
    waiting: int = 64
    """How many requests may wait for a worker; those after get 503."""
    connections: int = 1000
    cache_mb: int = 32
    body_mb: int = 256
    """The largest body of a write, counted after it is unpacked."""
    body_seconds: float = 60.0
    """How long a client may take to send a whole body."""
    header_seconds: float = 10.0
    send_seconds: float = 30.0
    """How long a client may take to read the next block of an answer."""
    ahead_mb: int = 64
    """How much of an answer is read from its worker ahead of a slow client, beyond the first megabyte in a temporary file."""
    stop_seconds: float = 10.0
    """How long running requests may go on after SIGTERM."""
    cors: str = ""
    """The one origin, or `*`, whose pages may read answers; empty: none."""
    log_queries: bool = False

    @property
    def address(self) -> str:
        """Give the address of the service, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def public_host(self) -> str | None:
        """Give the host of the public address, in small letters, without its port."""
        return urlsplit(self.public_url).hostname if self.public_url else None
