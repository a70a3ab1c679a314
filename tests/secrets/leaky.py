"""A server on loopback that answers with what it was sent: credentials in whatever encoding."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    Answering = Callable[[bytes], bytes]


@contextlib.contextmanager
def serving(answering: Answering) -> Generator[tuple[str, list[bytes]]]:
    """Answer each connection once; give the URL, and the heads of the requests that came."""
    asked: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            lines: list[bytes] = []
            while (line := self.rfile.readline()).strip():
                lines.append(line)
            if lines:
                asked.append(b"".join(lines))
                with contextlib.suppress(OSError):
                    self.wfile.write(answering(asked[-1]))

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()


def answer(
    status: int, body: bytes = b"", *headers: bytes, phrase: bytes = b"Told", length: int = 0
) -> bytes:
    """Write an answer; it is cut short if a greater length is told."""
    lines = [
        b"HTTP/1.1 %d %s" % (status, phrase),
        b"content-type: application/json",
        b"content-length: %d" % (length or len(body)),
        b"connection: close",
        *headers,
    ]
    return b"\r\n".join([*lines, b"", body])
