"""A server that answers at once, from what it has prepared; run in a process of its own.

It reads no more of a request than its first line. What it costs is then all the client's.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import samples

if TYPE_CHECKING:
    from collections.abc import Generator

PAGE = re.compile(rb"[?&]page=(\d+)")
HEAD = (
    b"HTTP/1.1 200 OK\r\ndate: Thu, 02 Jan 2020 05:12:14 GMT\r\nserver: benchmark\r\n"
    b"content-type: application/json\r\nx-request-id: 57b3a89e\r\ncontent-length: %d\r\n\r\n"
)
ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def running(*, pages: int = 1, latency: float = 0.0) -> Generator[str]:
    """Run the server, and give its URL.

    Args:
        pages: How many pages its list has.
        latency: Seconds that it waits before each answer.
    """
    command = [sys.executable, "-m", "benchmarks.server", f"{pages}", f"{latency}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


class _Answers:
    """What the server has prepared."""

    def __init__(self, pages: int) -> None:
        self._one = _answer(samples.identity(1))
        self._pages = [_answer(samples.page(number, pages)) for number in range(1, pages + 1)]

    def to(self, head: bytes) -> bytes:
        """Give the answer to a request."""
        target = head.split(b" ", 2)[1]
        if not target.partition(b"?")[0].endswith(b"/identities"):
            return self._one
        asked = PAGE.search(target)
        return self._pages[int(asked[1]) - 1 if asked else 0]


class _Connection(asyncio.Protocol):
    """One connection, kept alive."""

    def __init__(self, answers: _Answers, latency: float) -> None:
        self._answers = answers
        self._latency = latency
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while b"\r\n\r\n" in self._held:
            head, _, self._held = self._held.partition(b"\r\n\r\n")
            answer = self._answers.to(head)
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._write, answer)
            else:
                self._write(answer)

    def _write(self, answer: bytes) -> None:
        assert isinstance(self._transport, asyncio.Transport)  # noqa: S101 - a TCP connection
        self._transport.write(answer)


def _answer(body: object) -> bytes:
    content = samples.written(body)
    return HEAD % len(content) + content


async def _serve(pages: int, latency: float) -> None:
    answers = _Answers(pages)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(answers, latency), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int)
    parser.add_argument("latency", type=float)
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(given.pages, given.latency))
