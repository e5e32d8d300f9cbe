"""One way to a store: counted bodies, retries, bounded answers, and no redirect that could carry a secret away."""

from __future__ import annotations

import base64
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import IO, TYPE_CHECKING

from kg.pushing.address import Address, Credentials
from kg.pushing.failures import StoreFailed, StoreRefused, quoted

if TYPE_CHECKING:
    import httpx

NAMES = "KG_PUSH_PASSWORD with --user, or ~/.netrc"
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 509})
_PIECE = 1 << 16
_ERROR = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: seconds without a byte, seconds in all, bytes of an answer, tries, longest wait of seconds."""

    silence: float = 300
    whole: float = 1800
    answer: int = 64 << 20
    tries: int = 6
    wait: float = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that came whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """Give the media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass
class Wire:
    """Requests to one store, and to no other host; `with Wire(…) as wire`."""

    address: Address
    credentials: Credentials | None = None
    scheme: str = "basic"  # or digest, or bearer: the secret is a token
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        if "_client" in self.__dict__:
            self._client.close()

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        wait = httpx.Timeout(self.limits.silence, connect=min(30.0, self.limits.silence))
        headers = {"User-Agent": "conflict-kg", "Accept-Encoding": "identity"}
        if self.credentials and self.scheme == "bearer":
            headers["Authorization"] = f"Bearer {self.credentials.password}"
        return httpx.Client(timeout=wait, headers=headers, follow_redirects=False, trust_env=not self.address.is_local)

    @cached_property
    def _auth(self) -> httpx.Auth | None:
        import httpx

        if self.credentials is None:
            return None
        user, secret = self.credentials.user, self.credentials.password
        if self.scheme == "bearer":
            return None  # it stands in the headers of the client
        return httpx.DigestAuth(user, secret) if self.scheme == "digest" else httpx.BasicAuth(user, secret)

    def ask(self, method: str, url: str, **how: object) -> Reply:
        """Give the answer to a request, tried again where that may help; raise StoreFailed or StoreRefused."""
        return self._retried(lambda: self._once(method, url, how, None))

    def look(self, method: str, url: str, **how: object) -> Reply | None:
        """Give the answer to one request whatever its status; None where nobody answers properly."""
        try:
            return self._once(method, url, how, None, judged=False)
        except StoreFailed:
            return None

    def fetch(self, url: str, into: IO[bytes], **how: object) -> Reply:
        """Write the answer to a GET into a file, bounded only by time; raise StoreFailed or StoreRefused."""

        def once() -> Reply:
            into.seek(0)
            into.truncate()
            return self._once("GET", url, how, into)

        return self._retried(once)

    def _retried(self, once: Callable[[], Reply]) -> Reply:
        import tenacity

        policy = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.limits.tries),
            retry=tenacity.retry_if_exception_type(_Passing),
            wait=self._wait,
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return policy(once)
        except _Passing as error:
            raise StoreFailed(f"{error} ({self.limits.tries} times)") from None

    def _wait(self, state: object) -> float:
        error = state.outcome.exception()  # type: ignore[attr-defined]  # tenacity is imported late
        tried = int(state.attempt_number)  # type: ignore[attr-defined]  # as above
        asked = error.after if isinstance(error, _Passing) and error.after is not None else 0.0
        jittered: float = random.uniform(0.25, 1) * 0.5 * 2**tried
        return min(self.limits.wait, max(asked, jittered))

    def _once(self, method: str, url: str, how: Mapping[str, object], into: IO[bytes] | None, judged: bool = True) -> Reply:
        import httpx

        try:
            with self._sent(method, url, how) as response:
                target = into if response.status_code == 200 else None
                reply = Reply(response.status_code, response.headers, self._body(response, target))
        except httpx.TimeoutException:
            raise _Passing(f"{self.address.url} does not answer") from None
        except (httpx.DecodingError, httpx.TooManyRedirects):
            raise StoreFailed(f"{self.address.url} answers in a form that cannot be decoded") from None
        except httpx.TransportError as error:
            told = self._without_secret(quoted(str(error).encode())) or type(error).__name__
            raise _Passing(f"{self.address.url} cannot be reached: {told}") from None
        if judged:
            self._judge(reply, url)
        return reply

    @contextmanager
    def _sent(self, method: str, url: str, how: Mapping[str, object]) -> Iterator[httpx.Response]:
        if Address(url).origin != self.address.origin:
            raise StoreRefused(f"a request to another host than {self.address.url} was not sent")
        with self._client.stream(method, url, auth=self._auth, **how) as response:  # type: ignore[arg-type]
            if response.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
                raise StoreFailed(f"{self.address.url} answers compressed, which was not asked for; it was not unpacked")
            yield response

    def _body(self, response: httpx.Response, into: IO[bytes] | None) -> bytes:
        most = self.limits.answer if response.status_code < 300 else _ERROR
        until, size, pieces = self.clock() + self.limits.whole, 0, []
        for piece in response.iter_raw(_PIECE):
            size += len(piece)
            if self.clock() > until:
                raise StoreFailed(f"{self.address.url} had not ended its answer after {self.limits.whole:.0f} seconds")
            if into is not None:
                into.write(piece)
                continue
            pieces.append(piece)
            if size > most and response.status_code >= 300:
                break  # enough to quote
            if size > most:
                raise StoreFailed(f"{self.address.url} answers with more than {most:,} bytes; the rest was not read")
        return b"".join(pieces)

    def _judge(self, reply: Reply, url: str) -> None:
        if reply.status < 300:
            return
        if reply.status < 400:
            raise StoreRefused(
                f"{self.address.url} sends elsewhere ({reply.status} to {quoted(reply.headers.get('location', '?').encode())}), "
                "and that is not followed; if it is right, give that address"
            )
        told = self._without_secret(quoted(reply.body, reply.type))
        what = f"{self.address.url} answers {reply.status}" + (f": {told}" if told else "")
        if reply.status in AGAIN:
            raise _Passing(what, _seconds(reply.headers.get("retry-after")))
        raise StoreRefused(what + self._remedy(reply.status, url))

    def _remedy(self, status: int, url: str) -> str:
        if status == 401 and self.credentials:
            return f" (is the password of {self.credentials.user} right?)"
        if status in (401, 403):
            return f" (it wants a name and a password: {NAMES})"
        if status == 404:
            return f" (nothing at {quoted(Address(url).parts.path.encode())}: is the address right, or the --kind?)"
        return " (it takes no larger body: try a smaller --chunk)" if status == 413 else ""

    def _without_secret(self, text: str) -> str:
        secret = self.credentials.password if self.credentials else ""
        if not secret:
            return text
        basic = base64.b64encode(f"{self.credentials.user}:{secret}".encode()).decode() if self.credentials else ""
        return text.replace(basic, "…").replace(secret, "…")


class _Passing(StoreFailed):
    """A failure that may pass."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


def _seconds(text: str | None) -> float | None:
    """Give what `Retry-After` asks for.

    >>> _seconds("7"), _seconds("soon"), _seconds(None)
    (7.0, None, None)
    """
    if not text:
        return None
    if text.strip().isdigit():
        return float(text.strip()[:6])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
