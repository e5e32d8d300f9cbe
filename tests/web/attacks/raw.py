"""Bytes sent as they are: what no client library would send."""

from __future__ import annotations

import contextlib
import socket

from tests.web.services import Service


def connected(service: Service) -> socket.socket:
    host, _, port = service.address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def sent(service: Service, data: bytes) -> bytes:
    """Give all that comes back until the service closes, or a second of silence."""
    found = bytearray()
    with connected(service) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(data)
        connection.settimeout(1)
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while block := connection.recv(1 << 16):
                found += block
    return bytes(found)


def statuses(answer: bytes) -> list[int]:
    return [int(line.split()[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


def get(path: str, *headers: str, host: str = "localhost") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("utf-8", errors="surrogatepass")
