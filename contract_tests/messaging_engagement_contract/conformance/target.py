"""The server under test: one place that sends, counts, waits and gives up.

Nothing here judges. ``Target.send`` always gives an Exchange; it raises only when there is no point
in going on: the target is gone, throttles without end, or the run has used up its requests.
"""

from __future__ import annotations

import base64
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from messaging_engagement_contract.conformance.contract import BASE_PATH
from messaging_engagement_contract.conformance.exchange import Exchange, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messaging_engagement_contract.conformance.contract import Operation

MAX_ANSWER: Final = 4 * 2**20  # bytes; a hundred of anything take a quarter of that
THROTTLED: Final = 429
OWN_MOCK: Final = "The mock server"  # each run of which has a port of its own
_SILENT: Final = "disconnected without sending"  # how httpcore says that no byte came
_REPEATABLE: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})  # RFC 9110, 9.2.2
_TRIES: Final = 4  # of a request that is throttled
_LONGEST_WAIT: Final = 30.0
_GONE: Final = 3  # requests without an answer, one after the other, before the target is probed
_HANGS: Final = 5  # requests that time out before the run is given up


class StopRunError(Exception):
    """There is no point in going on; the message says why."""


class UnreachableError(StopRunError):
    """The target does not answer any more."""


class ThrottlingError(StopRunError):
    """The target answers 429 however long one waits."""


class TooLargeError(Exception):
    """An answer is larger than any that the contract knows."""


class TooLateError(Exception):
    """An answer does not come to its end in time."""


class BudgetError(StopRunError):
    """The run may send no more requests."""


@dataclass(frozen=True)
class Limits:
    """How much a run may ask of its target.

    Attributes:
        requests: How many requests at most.
        rps: How many a second at most; None for as many as it answers.
        timeout: Seconds to wait for an answer.
    """

    requests: int = 100_000
    rps: float | None = None
    timeout: float = 10.0


class Target:
    """The server under test.

    Args:
        url: Its root.
        own: Key and secret of the account to use.
        other: Those of another account, if there is one.
        limits: How much to ask of it.
        sleep: Waits for so many seconds.

    Attributes:
        name: What reports call it; those of one server merge.
    """

    def __init__(
        self,
        url: str,
        own: tuple[str, str],
        other: tuple[str, str] | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.name = self.url
        self.accounts = {"own": own}
        if other:
            self.accounts["other"] = other
        self.limits = limits or Limits()
        self.sent = 0
        self.counts: Counter[tuple[str, int]] = Counter()
        self.times: dict[str, list[float]] = {}
        self.throttled: dict[str, Exchange] = {}  # the first refusal of each operation
        self.reserve: Callable[[], int] = lambda: 0  # requests that are kept back
        self.ready = False  # whether it has ever answered: only then can it be gone
        self._sleep = sleep
        self._silent = 0
        self._hangs = 0
        self._next = 0.0
        timeout = httpx.Timeout(self.limits.timeout)
        loopback = is_loopback(self.url)
        # The proxy of the environment leads nowhere on this machine, and loading certificates
        # takes longer than some checks.
        client = partial(
            httpx.Client,
            headers={
                "Accept": "application/json",
                "User-Agent": "messaging-engagement-conformance",
            },
            timeout=timeout,
            trust_env=not loopback,
            verify=not self.url.startswith("http:"),
        )
        self._client = client(limits=httpx.Limits(keepalive_expiry=2))
        # A server may close a connection that it has kept at any time, just when it is used again.
        # What must not be done twice therefore gets a connection of its own.
        self._fresh = client(limits=httpx.Limits(max_keepalive_connections=0))
        self._headers = self._client.headers

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        self._fresh.close()

    def authorization(self, credentials: str) -> str | None:
        """Give the Authorization header of an account."""
        if credentials not in self.accounts:
            return None
        key, secret = self.accounts[credentials]
        return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()

    def request(  # noqa: PLR0913 - a request is that much
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | str | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        credentials: str = "own",
    ) -> Request:
        """Put a request together; ``path`` begins with that of the API and is already quoted."""
        text = query if isinstance(query, str) else urlencode(query or {})
        url = f"{self.url}{path}" + (f"?{text}" if text else "")
        return Request(method, url, dict(headers or {}), content, credentials)

    def send(
        self,
        operation: Operation | None,
        request: Request,
        authorization: str | None = None,
    ) -> Exchange:
        """Send a request, again if it is throttled, and give what came of it.

        Raises:
            StopRunError: there is no point in going on.
        """
        for attempt in range(_TRIES):
            self._wait()
            exchange = self._attempt(operation, request, authorization)
            self.counts[exchange.name, exchange.status] += 1
            self.times.setdefault(exchange.name, []).append(exchange.seconds)
            if exchange.status != THROTTLED:
                self._watch(exchange)
                return exchange
            self.throttled.setdefault(exchange.name, exchange)
            if attempt + 1 < _TRIES:
                self._sleep(_retry_after(exchange))
        raise ThrottlingError(f"the target answers 429, after {_TRIES} tries as well")

    def release(self) -> None:
        """Allow the requests that were kept back to clean up with."""
        self.reserve = lambda: 0

    @property
    def behind_proxy(self) -> bool:
        """Whether the environment sends requests through a proxy."""
        return not is_loopback(self.url) and bool(urllib.request.getproxies())

    def record(self, operation: Operation, method: str, path: str, credentials: str) -> Exchange:
        """Count a request that a check sends by itself, and give an exchange that shows it."""
        self._wait()
        self.counts[operation.id, 0] += 0
        request = self.request(method, path, credentials=credentials)
        return Exchange(operation, request, 0, httpx.Headers(), b"", 0.0, "", self.sent)

    def _wait(self) -> None:
        if self.sent + self.reserve() >= self.limits.requests:
            raise BudgetError(f"the run's {self.limits.requests} requests are used up")
        self.sent += 1
        if self.limits.rps:
            now = time.monotonic()
            if now < self._next:
                self._sleep(self._next - now)
            self._next = max(now, self._next) + 1 / self.limits.rps

    def _attempt(
        self, operation: Operation | None, request: Request, authorization: str | None
    ) -> Exchange:
        headers = self._headers.copy()
        own = authorization or self.authorization(request.credentials)
        if own is not None:
            headers["Authorization"] = own
        for name, value in request.headers.items():
            headers[name] = value
        started = time.perf_counter()
        status, answer_headers, content, error, large = 0, httpx.Headers(), b"", "", ""
        try:
            # Not the client's build_request, which puts together anew what never changes.
            built = httpx.Request(
                request.method, request.url, headers=headers, content=request.content
            )
            response = self._response(built)
            try:
                answer_headers, status = response.headers, response.status_code
                content = self._read(response, started)
            finally:
                response.close()
        except TooLargeError as reason:
            content, large = b"", str(reason)
        except TooLateError as reason:
            self._hangs += 1
            error = str(reason)
        except httpx.TimeoutException:
            self._hangs += 1
            error = f"nothing came for {self.limits.timeout:g} s"
        except (httpx.HTTPError, httpx.InvalidURL) as reason:
            error = f"{type(reason).__name__}: {reason}"
        if error:
            status = 0
        seconds = time.perf_counter() - started
        return Exchange(
            operation, request, status, answer_headers, content, seconds, error or large, self.sent
        )

    def _response(self, request: httpx.Request) -> httpx.Response:
        """Get the beginning of an answer, by a new connection if a kept one turns out closed."""
        if request.method in _REPEATABLE:
            try:
                return self._client.send(request, stream=True, auth=None)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as reason:
                if isinstance(reason, httpx.RemoteProtocolError) and _SILENT not in str(reason):
                    raise  # bytes came, and they were no answer
            self._wait()
        return self._fresh.send(request, stream=True, auth=None)

    def _read(self, response: httpx.Response, started: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > MAX_ANSWER:
                raise TooLargeError(f"the answer is larger than {MAX_ANSWER} bytes")
            if time.perf_counter() - started > 2 * self.limits.timeout:
                raise TooLateError(f"the answer is not whole after {2 * self.limits.timeout:g} s")
        return b"".join(parts)

    def _watch(self, exchange: Exchange) -> None:
        """Notice when the target is gone."""
        if exchange.status:
            self._silent, self.ready = 0, True
            return
        self._silent += 1
        if self.ready and self._hangs >= _HANGS:
            raise UnreachableError(f"{self._hangs} requests were not answered in time")
        if not self.ready or self._silent < _GONE:
            return
        for _ in range(_GONE):
            self._sleep(0.3)
            self._wait()
            probe = self._attempt(
                None, self.request("GET", f"{BASE_PATH}/identities", query={"page_size": 1}), None
            )
            if probe.status:
                self._silent = 0
                return
        raise UnreachableError(f"the target does not answer any more: {exchange.error}")


@lru_cache(maxsize=4096)
def rebase(href: str, base: str) -> str | None:
    """Give the part of a link that is in the API, wherever its host is; None if it is not.

    Credentials go to no other host, so links are followed on the target itself.
    """
    try:
        parts = urlsplit(urljoin(base, href))
    except ValueError:
        return None
    start = parts.path.find(BASE_PATH)
    if start < 0 or parts.scheme not in {"http", "https"}:
        return None
    return parts.path[start:] + (f"?{parts.query}" if parts.query else "")


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name; one that only begins like an address may lead anywhere
        return host == "localhost" or host.endswith(".localhost")


def _retry_after(exchange: Exchange) -> float:
    try:
        return min(max(float(exchange.headers.get("Retry-After", "1")), 0.05), _LONGEST_WAIT)
    except ValueError:
        return 1.0
