"""A proxy before the correct mock that changes one thing: a fault, or what is left open.

It speaks HTTP by hand, so that it can be wrong in what HTTP libraries would not let it be.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from messaging_engagement_contract.mock import MockServer

if TYPE_CHECKING:
    from collections.abc import Callable

BASE = "/v1/messaging-engagement"


@dataclass
class Call:
    """A request on its way to the mock."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path, without that of the API."""
        return self.target.partition("?")[0].removeprefix(BASE)

    @property
    def query(self) -> dict[str, str]:
        """The query."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    @property
    def json(self) -> Any:
        """The body, or an empty object."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return {}

    @property
    def authorization(self) -> str:
        """Whose request it is."""
        return next((v for k, v in self.headers.items() if k.lower() == "authorization"), "")

    def matches(self, method: str, pattern: str) -> re.Match[str] | None:
        """Match the method and the path."""
        return re.fullmatch(pattern, self.path) if method in {"*", self.method} else None

    def with_query(self, **changes: str | None) -> Call:
        """Change the query."""
        query = {k: v for k, v in {**self.query, **changes}.items() if v is not None}
        path = self.target.partition("?")[0]
        return Call(self.method, f"{path}?{urlencode(query)}", self.headers, self.body)

    def with_json(self, body: Any) -> Call:
        """Change the body."""
        return Call(self.method, self.target, self.headers, json.dumps(body).encode())


@dataclass
class Reply:
    """An answer on its way back."""

    status: int
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    raw: bytes | None = None
    hang: float = 0.0

    @property
    def json(self) -> Any:
        """The body, or an empty object."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    def with_json(self, body: Any, status: int | None = None) -> Reply:
        """Change the body, and the status."""
        content = json.dumps(body).encode()
        headers = {**self.headers, "Content-Type": "application/json"}
        return Reply(status or self.status, headers, content)

    def with_status(self, status: int) -> Reply:
        """Change the status."""
        return Reply(status, self.headers, self.body)

    def without(self, *names: str) -> Reply:
        """Leave headers out."""
        lowered = {name.lower() for name in names}
        headers = {k: v for k, v in self.headers.items() if k.lower() not in lowered}
        return Reply(self.status, headers, self.body)


class Behind:
    """What a change has to work with: the mock, and a memory."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url).netloc
        self.memory: dict[str, Any] = {}
        self.lock = threading.RLock()
        self.stop = threading.Event()

    def send(self, call: Call) -> Reply:
        """Ask the mock."""
        connection = http.client.HTTPConnection(self._address, timeout=30)
        try:
            headers = {k: v for k, v in call.headers.items() if k.lower() not in _OWN}
            if call.body or call.method in {"POST", "PUT", "PATCH"}:
                headers["Content-Length"] = str(len(call.body))
            connection.putrequest(
                call.method, call.target, skip_host=True, skip_accept_encoding=True
            )
            connection.putheader("Host", self._address)
            for name, value in headers.items():
                connection.putheader(name, value.encode("latin-1"))
            connection.endheaders(call.body or None)
            response = connection.getresponse()
            body = response.read()
            # their letter case is the mock's own business; changes look them up in one
            kept = {
                k.title().replace("Www-", "WWW-"): v
                for k, v in response.getheaders()
                if k.lower() not in _OWN
            }
            return Reply(response.status, kept, body)
        finally:
            connection.close()

    def ask(self, like: Call, method: str, path: str, body: Any = None) -> Reply:
        """Ask the mock something else, with the same credentials."""
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"Authorization": like.authorization, "Content-Type": "application/json"}
        return self.send(Call(method, BASE + path, headers, content))


_OWN = {"content-length", "transfer-encoding", "connection", "host", "date", "keep-alive"}

Change = "Callable[[Call, Behind], Reply]"


class Proxy:
    """A server that changes something; ``url`` is its root.

    Args:
        change: Answers a call, mostly by what the mock behind it answers.
        prefix: A path before that of the API.
    """

    def __init__(self, change: Callable[[Call, Behind], Reply], prefix: str = "") -> None:
        self._mock = MockServer()
        self.behind = behind = Behind(self._mock.url)

        class Handler(_Handler):
            def answer(self, call: Call) -> Reply:
                if prefix:
                    if not call.target.startswith(prefix):
                        return Reply(404, {"Content-Type": "text/plain"}, b"no such place")
                    call.target = call.target.removeprefix(prefix)
                return change(call, behind)

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.behind = behind
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{prefix}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def __enter__(self) -> Self:
        """Serve."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.behind.stop.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._mock.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    behind: Behind

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, call: Call) -> Reply:
        raise NotImplementedError

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = Call(self.command, self.path, dict(self.headers.items()), body)
        behind = cast("_Server", self.server).behind
        with behind.lock:
            reply = self.answer(call)
        if reply.hang:
            behind.stop.wait(reply.hang)
        if reply.raw is not None:
            with suppress(OSError):
                self.wfile.write(reply.raw)
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_WR)
            self.close_connection = True
            return
        headers = dict(reply.headers)
        names = {name.lower() for name in headers}
        if reply.status != 204 and "content-length" not in names and "chunked" not in str(headers):
            headers["Content-Length"] = str(len(reply.body))
        head = [f"HTTP/1.1 {reply.status} Told", *(f"{k}: {v}" for k, v in headers.items())]
        self.close_connection = "close" in (self.headers.get("Connection") or "")
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1", "replace") + reply.body)

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name upstream
        """Stay silent."""
