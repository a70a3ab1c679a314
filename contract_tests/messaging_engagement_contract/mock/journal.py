"""The requests that the mock has seen, for tests to look at and for the page to show as they come.

Credentials never get out: of an Authorization header only the scheme and the account are shown.
Most requests are never looked at, so secrets are taken out of one when it is first asked for.
"""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from messaging_engagement.secret_forms import forms

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from messaging_engagement_contract.mock.messages import Answer, Request

KEPT = 1000
MAX_TEXT = 16 * 1024
MAX_SEARCHED = MAX_TEXT + 1024  # so that no secret is cut in two, and half of it shown
MAX_HEADER = 1024
SHORT = 4  # characters: a secret with fewer is in too much that is none
REDACTED = "[redacted]"

_OPEN = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "connection",
        "content-length",
        "content-type",
        "date",
        "expect",
        "host",
        "idempotency-key",
        "if-match",
        "if-none-match",
        "origin",
        "pragma",
        "range",
        "referer",
        "te",
        "traceparent",
        "tracestate",
        "transfer-encoding",
        "user-agent",
        "x-mock-fault",
        "x-request-id",
    }
)
_SECRET_NAME = re.compile(r"secret|token|password|key|auth", re.IGNORECASE)
_SECRET_NAMES = (b"secret", b"token", b"password", b"api_key", b"apikey")
_SECRET_FIELD = re.compile(  # of JSON, and of a form
    rb'("[^"]*(?:secret|token|password|api_?key)[^"]*"\s*:\s*")(?:[^"\\]|\\.)*'
    rb"|((?:^|&)[^=&\s]*(?:secret|token|password|api_?key)[^=&\s]*=)[^&\s]*",
    re.IGNORECASE,
)
_USER = re.compile(r"//[^/@\s]*@")


@dataclass(slots=True)
class Seen:
    """A request that was answered, and how.

    Attributes:
        time: When its answer was ready, in milliseconds since 1970.
        operation: The operationId, once it was known.
        status: What the client got to see; None if a fault kept it from seeing any.
        answer: The body of the answer, as it was before a fault broke the connection.
        faults: The names of the faults that it met.
        raw: Whether secrets may be in it; nobody but the journal has one of which this is true.
    """

    number: int
    time: int
    account: str | None
    operation: str | None
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    status: int | None
    answer: bytes
    milliseconds: float
    faults: Sequence[str]
    raw: bool = field(default=True, repr=False)

    def as_json(self) -> dict[str, Any]:
        """Give it as JSON has it; bodies that are too long are cut."""
        return {
            "number": self.number,
            "time": self.time,
            "account": self.account,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": self.headers,
            "body": self.body[:MAX_TEXT].decode(errors="replace"),
            "status": self.status,
            "answer": self.answer[:MAX_TEXT].decode(errors="replace"),
            "milliseconds": round(self.milliseconds, 3),
            "faults": list(self.faults),
        }


class Journal:
    """The last requests, oldest first, and none of the secrets in them.

    Args:
        accounts: keys and secrets that are in no part of any request here, in whatever form.
    """

    def __init__(self, accounts: Mapping[str, str]) -> None:
        self._forms = _forms_of(accounts)
        self._raw_forms = [form.encode() for form in self._forms]
        self._seen: deque[Seen] = deque(maxlen=KEPT)
        self._count = 0
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._closed = False
        self.changes = 0

    def note(
        self, request: Request, answer: Answer, seconds: float, faults: Sequence[str] = ()
    ) -> None:
        """Note a request, its answer, how long that took, and the faults that it met."""
        self._count += 1
        headless = answer.wire is not None and answer.wire.headless
        self._seen.append(
            Seen(
                self._count,
                time.time_ns() // 1_000_000,
                request.account,
                request.operation,
                request.method,
                request.path,
                request.query,
                {name: value[:MAX_SEARCHED] for name, value in request.headers.items()},
                request.body[:MAX_SEARCHED],
                None if headless else answer.status,
                (answer.body or b"")[:MAX_SEARCHED],
                seconds * 1000,
                faults,
            )
        )
        if self._waiting:
            self._wake()

    def after(self, number: int = 0) -> list[Seen]:
        """Give what was noted after the request of a number."""
        return [self._cleaned(seen) for seen in tuple(self._seen) if seen.number > number]

    def clear(self) -> None:
        """Forget all requests."""
        self._seen.clear()
        self.tell_change()

    def tell_change(self) -> None:
        """Let who follows know that something but a request has changed what the mock is."""
        self.changes += 1
        self._wake()

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self._wake()

    async def stream(self, number: int = 0) -> AsyncIterator[list[Seen]]:
        """Give what comes after the request of a number; nothing at a change, or after 15 s."""
        event = asyncio.Event()
        place = (asyncio.get_running_loop(), event)
        self._waiting.add(place)
        try:
            while not self._closed:
                event.clear()
                new = self.after(number)
                yield new
                number = new[-1].number if new else number
                try:
                    await asyncio.wait_for(event.wait(), 15)
                except TimeoutError:
                    continue
        finally:
            self._waiting.discard(place)

    def _cleaned(self, seen: Seen) -> Seen:
        if seen.raw:
            seen.path = self._clean_url(seen.path)
            seen.query = self._clean_url(_open_query(seen.query))
            headers = self._clean_headers(_redacted(seen))
            seen.headers = {name: value[:MAX_HEADER] for name, value in headers.items()}
            seen.body = self._clean_body(seen.body)
            seen.answer = self._clean_answer(seen.answer)
            seen.raw = False
        return seen

    def _clean(self, text: str) -> str:
        """Take the secrets out of a text; to look for them first is what keeps this fast."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, REDACTED)
        return text

    def _clean_headers(self, headers: dict[str, str]) -> dict[str, str]:
        together = "\n".join(headers.values())
        if together == self._clean(together):
            return headers
        return {name: self._clean(value) for name, value in headers.items()}

    def _clean_url(self, text: str) -> str:
        """Clean a path or a query, of which any character may be quoted."""
        text = self._clean(text)
        if "%" not in text:
            return text
        parts = re.split(r"([/?&=])", text)
        return "".join(p if (u := unquote_plus(p)) == self._clean(u) else REDACTED for p in parts)

    def _clean_answer(self, body: bytes) -> bytes:
        for form in self._raw_forms:
            if form in body:
                body = body.replace(form, REDACTED.encode())
        return body[:MAX_TEXT]

    def _clean_body(self, body: bytes) -> bytes:
        """Clean what was sent, also of secrets that are not known, by the names that they have."""
        body = self._clean_answer(body)
        lower = body.lower()
        if any(name in lower for name in _SECRET_NAMES):
            return _SECRET_FIELD.sub(rb"\1\2" + REDACTED.encode(), body)
        return body

    def _wake(self) -> None:
        for loop, event in tuple(self._waiting):
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)


def _forms_of(accounts: Mapping[str, str]) -> Sequence[str]:
    """Give every secret in each of its forms, and in that of Basic authentication."""
    found: set[str] = set()
    for key, secret in accounts.items():
        found.add(base64.b64encode(f"{key}:{secret}".encode()).decode())
        if len(secret) >= SHORT:
            found.update(forms(secret))
    return sorted(found, key=len, reverse=True)


def _open_query(query: str) -> str:
    """Keep what a query says, but not under names of secrets."""
    if not query:
        return query
    parts = (part.partition("=") for part in query.split("&"))
    return "&".join(
        f"{name}{equals}{REDACTED if _SECRET_NAME.search(unquote_plus(name)) else value}"
        for name, equals, value in parts
    )


def _redacted(request: Seen) -> dict[str, str]:
    """Keep what is known to be harmless; of credentials, whose they are."""
    shown = {n: v if n in _OPEN else REDACTED for n, v in request.headers.items()}
    if "referer" in shown:
        where, mark, query = _USER.sub(f"//{REDACTED}@", shown["referer"]).partition("?")
        shown["referer"] = f"{where}{mark}{_open_query(query)}"
    if "authorization" in shown:
        account = request.account
        shown["authorization"] = f"Basic {account}:{REDACTED}" if account else REDACTED
    return shown
