"""A thousand connections to the mock, some of them slow: does it go on, and does its memory stay?

    python -m benchmarks.load --minutes 5

Most connections ask as fast as they are answered; some drip their requests, a byte at a time; some
read their answers as slowly; some leave in the middle. Printed are the memory of the server over
time, how many answers came, and how many requests were refused or failed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import resource
import subprocess
import sys
import time
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

PATH = "/v1/messaging-engagement/identities"
CREDENTIALS = b64encode(b"abcd1234:mock-secret").decode()
BODY = json.dumps(
    {
        "entity_type": "INDIVIDUAL",
        "display_name": "Load",
        "phone": "+15556660001",
        "country": "US",
        "email": "load@example.com",
        "brand_relationship": "BASIC_ACCOUNT",
    }
)
SLOW = 10  # every so many connections
CREATED = 200  # identities that are kept: more would be memory that is meant to grow
PATIENCE = 60.0
PAGE_SIZE = resource.getpagesize()


def request(method: str, path: str, body: str = "") -> bytes:
    """Write a request."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Basic {CREDENTIALS}",
        *(["Content-Type: application/json"] if body else []),
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join([*lines, "", ""]) + body).encode()


@dataclass
class Load:
    """What the connections do, and what comes of it.

    Attributes:
        pause: How long a slow connection waits after each byte, in seconds.
    """

    host: str
    port: int
    until: float
    pause: float
    counts: Counter[str] = field(default_factory=Counter[str])

    async def connection(self, number: int) -> None:
        """Ask again and again until the time is over; whatever happens is counted."""
        kinds = [self.drip, self.sip, self.leave]
        kind = kinds[number // SLOW % len(kinds)] if number % SLOW == 0 else self.ask
        while time.monotonic() < self.until:
            try:
                reader, writer = await asyncio.open_connection(self.host, self.port)
            except OSError as error:
                self.counts[f"refused: {type(error).__name__}"] += 1
                await asyncio.sleep(0.1)
                continue
            try:
                await kind(reader, writer, number)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                self.counts[f"failed: {type(error).__name__}"] += 1
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    async def ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        """Send one request after the other on the connection."""
        while time.monotonic() < self.until:
            if number % 3 == 0 and self.counts["201"] < CREATED:
                writer.write(request("POST", PATH, BODY))
            else:
                writer.write(request("GET", f"{PATH}?page_size=10"))
            await writer.drain()
            self.counts[await self.answer(reader)] += 1

    async def drip(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int
    ) -> None:
        """Send a request byte by byte."""
        for byte in request("GET", PATH):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(self.pause)
            if time.monotonic() >= self.until:
                return
        self.counts[f"{await self.answer(reader)}, asked slowly"] += 1

    async def sip(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
        """Read an answer byte by byte."""
        writer.write(request("GET", f"{PATH}?page_size=100"))
        await writer.drain()
        for _piece in range(200):
            if not await reader.read(1) or time.monotonic() >= self.until:
                return
            await asyncio.sleep(self.pause)
        self.counts["read slowly"] += 1

    async def leave(
        self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        """Leave in the middle of a request."""
        whole = request("POST", PATH, BODY)
        writer.write(whole[: 20 + number % (len(whole) - 20)])
        await writer.drain()
        await asyncio.sleep(self.pause)
        self.counts["left"] += 1

    async def answer(self, reader: asyncio.StreamReader) -> str:
        """Read an answer, and give its status."""
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            if length is not None:
                await reader.readexactly(int(length[1]))
        return head[9:12].decode()


def memory_of(process: int) -> float:
    """Give the memory of a process that is in RAM, in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * PAGE_SIZE / 2**20


@contextlib.contextmanager
def mock() -> Generator[tuple[subprocess.Popen[str], int]]:
    """Run the mock as a program of its own; give it and its port."""
    program = Path(sys.executable).with_name("messaging-engagement")
    with subprocess.Popen(
        [program, "mock", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield running, int(running.stdout.readline().rpartition(":")[2])
        finally:
            running.terminate()


async def load(  # noqa: PLR0913 - each is one choice of whoever loads
    process: int, port: int, *, connections: int, seconds: float, every: float, pause: float
) -> tuple[list[float], Counter[str]]:
    """Let the connections ask; give the memory over time, in MiB, and what was counted."""
    work = Load("127.0.0.1", port, time.monotonic() + seconds, pause)
    memory = [memory_of(process)]
    tasks = [asyncio.create_task(work.connection(number)) for number in range(connections)]
    while time.monotonic() < work.until:
        await asyncio.sleep(min(every, max(0.0, work.until - time.monotonic())))
        memory.append(memory_of(process))
        print(f"{memory[-1]:7.1f} MiB  {sum(work.counts.values())} done", flush=True)
    await asyncio.gather(*tasks)
    return memory, work.counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Put the mock under load, and print what came of it; 1 if it failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--connections", type=int, default=1000)
    chosen = parser.parse_args(arguments)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    with mock() as (running, port):
        memory, counts = asyncio.run(
            load(
                running.pid,
                port,
                connections=chosen.connections,
                seconds=chosen.minutes * 60,
                every=10,
                pause=0.02,
            )
        )
    print(f"memory: {memory[0]:.1f} MiB at first, then {', '.join(f'{m:.1f}' for m in memory[1:])}")
    for name, count in sorted(counts.items()):
        print(f"{name}: {count}")
    return 1 if any(name.startswith(("5", "failed", "refused")) for name in counts) else 0


if __name__ == "__main__":
    sys.exit(main())
