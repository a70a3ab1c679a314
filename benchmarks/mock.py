"""The mock, beside Prism's mock and a plain Starlette application that checks nothing.

Each server is a process of its own, asked over keep-alive connections. What counts is the time of
the server's processor for one request, so "at least 17 times as many requests" is a ratio of 1/17.
Prism is measured where ``tests/mock/test_prism.py`` has put it; its answers are the examples of the
description, so its list has one item where the others have a hundred.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from benchmarks.calls import row
from benchmarks.rows import Effort, Row
from benchmarks.side_by_side import Times, compare
from messaging_engagement_contract.mock import Mock
from messaging_engagement_contract.mock.messages import Request

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
PRISM = ROOT / ".cache" / "prism" / "node_modules" / ".bin" / "prism"
CONNECTIONS = 16
PATH = "/v1/messaging-engagement/identities"
TOKEN = base64.b64encode(b"abcd1234:mock-secret").decode()
PERSON = {
    "entity_type": "INDIVIDUAL",
    "display_name": "Ada Moreno",
    "phone": "+15556660004",
    "country": "US",
    "email": "ada@moreno.example",
    "brand_relationship": "BASIC_ACCOUNT",
}
OURS, KEPT, PLAIN, OTHER = "the mock", "the mock with --state", "Starlette", "Prism"
COMMAND = [sys.executable, "-m", "messaging_engagement.command", "mock", "--port", "0"]
GOALS = {  # what one request of the first may take at most, by one of the second
    (OURS, OTHER): {"GET one": 1 / 17, "GET a list of 100": 1 / 10, "POST": 1 / 10},
    (OURS, PLAIN): {"GET one": 1.0, "GET a list of 100": 1.0, "POST": 1.0},
    (KEPT, OURS): {"GET one": 1 / 0.75, "GET a list of 100": 1 / 0.55, "POST": 1 / 0.4},
}
START = 1 / 6
SIZES = (10_000, 100_000)
GROWTH = 1.1
"""What a page of the longer list may take at most, by one of the shorter: noise, and no more."""
ADDRESS = re.compile(r"//([0-9.]+):([0-9]+)")


def rows(effort: Effort) -> Iterator[Row]:
    """Measure requests and starts of servers, then pages of long lists."""
    yield from _servers(effort)
    yield from _depths(effort)


@frozen
class Server:
    """A server that runs.

    Attributes:
        host: Where it is.
        port: Its port.
        process: Its process id.
        start: The seconds until it listened.
    """

    host: str
    port: int
    process: int
    start: float

    def seconds(self, sent: bytes, number: int) -> float:
        """Give the seconds of its processor for each of so many requests."""
        begin = _computed(self.process)
        asyncio.run(_ask_often(self, sent, number))
        return (_computed(self.process) - begin) / number


def _servers(effort: Effort) -> Iterator[Row]:
    rounds, number = min(effort.rounds, 7), effort.calls(2000)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        servers = {
            name: stack.enter_context(running(command))
            for name, command in _commands(folder).items()
        }
        for server in servers.values():
            asyncio.run(_ask_often(server, _request("POST", PATH, PERSON), 110))
        asked = {name: _asked(server) for name, server in servers.items()}
        taken = {
            what: _by_turns(
                servers, {name: one[what] for name, one in asked.items()}, rounds, number
            )
            for what in GOALS[OURS, OTHER]
        }
    for (ours, theirs), goals in GOALS.items():
        for what, goal in goals.items():
            title = f"{ours}: {what}"
            if theirs in servers:
                yield row(title, taken[what], (ours, theirs), goal=goal)
            else:
                yield Row(name=title, against=theirs, goal=goal, note=f"{theirs} is not installed")
    if OTHER in servers:
        starts = Times({name: [servers[name].start] for name in (OURS, OTHER)})
        yield row(f"{OURS}: start", starts, (OURS, OTHER), goal=START, measure="wall")


def _commands(folder: str) -> dict[str, list[str]]:
    """Say how each server is started, where there is one."""
    commands = {
        OURS: COMMAND,
        KEPT: [*COMMAND, "--state", str(Path(folder) / "state.db")],
        PLAIN: [sys.executable, str(Path(__file__).with_name("plain_starlette.py"))],
    }
    if PRISM.exists():
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        commands[OTHER] = [str(PRISM), "mock", str(ROOT / "openapi.yaml"), "--port", port]
    return commands


@contextlib.contextmanager
def running(command: list[str]) -> Generator[Server]:
    """Run a server that tells where it listens."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            told = next(line for line in process.stdout if "listening on" in line)
            start = time.perf_counter() - begin
            threading.Thread(target=process.stdout.read, daemon=True).start()  # it may tell more
            host, port = ADDRESS.findall(told)[0]
            yield Server(host, int(port), process.pid, start)
        finally:
            process.terminate()


def _asked(server: Server) -> dict[str, bytes]:
    """Give what a server is asked, by its name."""
    created = json.loads(asyncio.run(_ask_often(server, _request("POST", PATH, PERSON), 1)))
    return {
        "GET one": _request("GET", f"{PATH}/{created['identity_id']}"),
        "GET a list of 100": _request("GET", f"{PATH}?page_size=100"),
        "POST": _request("POST", PATH, PERSON),
    }


def _by_turns(
    servers: Mapping[str, Server], asked: Mapping[str, bytes], rounds: int, number: int
) -> Times:
    seconds: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(rounds):
        for name, server in servers.items():
            few = number if name != OTHER else max(50, number // 10)
            seconds[name].append(server.seconds(asked[name], few))
    return Times(seconds)


def _request(method: str, path: str, body: Mapping[str, str] | None = None) -> bytes:
    """Write out a request."""
    content = json.dumps(body).encode() if body else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {TOKEN}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return f"{head}\r\n".encode() + content


async def _ask_often(server: Server, sent: bytes, number: int) -> bytes:
    """Send a request so often, over some connections, and give the body of the last answer."""
    left = iter(range(number))
    last = b""

    async def connection() -> None:
        nonlocal last
        reader, writer = await asyncio.open_connection(server.host, server.port, limit=2**22)
        for _ in left:
            last = await _ask(reader, writer, sent)
        writer.close()

    await asyncio.gather(*(connection() for _ in range(min(number, CONNECTIONS))))
    return last


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes) -> bytes:
    writer.write(sent)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    if status >= 400:  # noqa: PLR2004 - then it measures something else
        raise RuntimeError(f"the server answered {status}")
    length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return await reader.readexactly(length)


def _computed(process: int) -> float:
    """Give the seconds that a process has computed; elsewhere than on Linux, the time."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return time.perf_counter()
    fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _depths(effort: Effort) -> Iterator[Row]:
    """Compare pages of a long list and of a longer one, in process."""
    mocks = {
        f"{size:,}": (_filled(effort.calls(size)), effort.calls(size) // 100) for size in SIZES
    }
    shorter, longer = mocks
    for place, share in {"first": 0.0, "middle": 0.5, "last": 1.0}.items():
        contenders = {
            size: _page_of(mock, max(1, int(last * share))) for size, (mock, last) in mocks.items()
        }
        times = compare(contenders, rounds=effort.rounds, calls=100)
        yield row(f"the {place} page of {longer}", times, (longer, shorter), goal=GROWTH)


@frozen
class _Page:
    """A page that is asked for in process."""

    mock: Mock
    asked: Request

    def __call__(self) -> None:
        self.mock.handle(self.asked)


_HEADERS = {"authorization": f"Basic {TOKEN}", "content-type": "application/json"}


def _filled(number: int) -> Mock:
    mock = Mock()
    body = json.dumps(PERSON).encode()
    for _ in range(number):
        mock.handle(Request("POST", PATH, "", _HEADERS, body, "http://127.0.0.1"))
    return mock


def _page_of(mock: Mock, number: int) -> _Page:
    query = f"page={number}&page_size=100"
    return _Page(mock, Request("GET", PATH, query, _HEADERS, b"", "http://127.0.0.1"))
