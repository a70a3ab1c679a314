"""The mock on the loopback interface: HTTP in, HTTP out, and a clean stop."""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Self, cast
from weakref import WeakSet

from messaging_engagement_contract.mock.api import Answer, Api
from messaging_engagement_contract.mock.rules import ProblemError
from messaging_engagement_contract.mock.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messaging_engagement_contract.mock.store import Clock

ACCOUNTS: Final = MappingProxyType({"abcd1234": "mock-secret", "wxyz5678": "mock-secret"})
MAX_BODY: Final = 2**20

_LENGTH = re.compile(r"[0-9]{1,15}")


def _now() -> datetime:
    return datetime.now(UTC)


class MockServer:
    """The API on ``url``, from its creation until ``close`` or the end of its ``with`` block.

    Args:
        port: the TCP port on 127.0.0.1; 0 picks a free one.
        accounts: API keys and their secrets; no account sees anything of another.
        clock: the time, with its zone, for the dates of resources.
        seed: where the sequence of ids starts.

    Raises:
        OSError: the port is taken.

    >>> with MockServer() as server:
    ...     server.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(
        self,
        port: int = 0,
        accounts: Mapping[str, str] = ACCOUNTS,
        clock: Clock = _now,
        seed: int = 0,
    ) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._server.api = Api(Store(clock, seed), accounts, self.url)
        # a short poll interval, since close() waits for it
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.daemon = True
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop answering and wait for what is running; further calls do nothing."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    api: Api
    daemon_threads = False  # so that server_close() waits for them
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._connections: WeakSet[socket.socket] = WeakSet()
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def server_close(self) -> None:
        for connection in self._connections:
            with suppress(OSError):  # it may be closed already
                connection.shutdown(socket.SHUT_RD)  # wakes a thread that waits for a request
        super().server_close()

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client may leave when it likes
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # of any method: which ones a path has is for the API to say
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        try:
            body = self._read_body()
            api = cast("_Server", self.server).api
            answer = api.answer(self.command, self.path, self.headers, body)
        except ProblemError as problem:
            answer = Answer(problem.status, problem.body, problem.headers)
        self._send(answer)

    def _read_body(self) -> bytes:
        """Read all of the body, so that the next request starts where this one ends."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not _LENGTH.fullmatch(length):
            self.close_connection = True
            detail = "Content-Length must say how long the body is"
            raise ProblemError(411, "#length-required", "Length Required", detail)
        body, remaining = b"", int(length)
        while remaining:
            body = self.rfile.read(min(remaining, MAX_BODY))
            if not body:
                raise ConnectionAbortedError("the client left in the middle of its request")
            remaining -= len(body)
        if int(length) > MAX_BODY:
            detail = f"A body may have {MAX_BODY} bytes"
            raise ProblemError(413, "#payload-too-large", "Payload Too Large", detail)
        return body

    def _send(self, answer: Answer) -> None:
        """Write head and body at once, so that no packet waits for another."""
        headers = {
            "Date": self.date_time_string(),
            "Connection": "close" if self.close_connection else "keep-alive",
            **answer.headers,
        }
        body = b""
        if answer.body is not None:
            body = json.dumps(answer.body).encode()
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        if self.command == "HEAD":
            body = b""
        status = HTTPStatus(answer.status)
        head = [f"HTTP/1.1 {status} {status.phrase}", *(f"{k}: {v}" for k, v in headers.items())]
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1") + body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what the standard library could not read as HTTP."""
        self.close_connection = True
        title = HTTPStatus(code).phrase
        problem = ProblemError(code, "#bad-request", title, message or explain or title)
        self._send(Answer(code, problem.body))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name upstream
        """Stay silent."""
