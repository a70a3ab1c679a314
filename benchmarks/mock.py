"""How fast the mock is, beside Prism and a plain Starlette application that checks nothing.

    .venv/bin/python benchmarks/mock.py [--seconds 3]

Each server runs in a process of its own, one after the other, and is asked over keep-alive
connections by this process. Read the ratios. Starlette is measured where it is installed, and Prism
where ``tests/mock/test_prism.py`` has put it; its answers are the examples of the description, so
its list has one item, not a hundred. Where the system tells it, rates are per second of the
server's processor time, so that what else the machine does counts for less.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import importlib.util
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

from messaging_engagement_contract.mock import Mock
from messaging_engagement_contract.mock.messages import Request

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

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
MOCK = [sys.executable, "-m", "messaging_engagement.command", "mock", "--port", "0"]
PLAIN = [sys.executable, str(Path(__file__).with_name("plain_starlette.py"))]
ROOT = Path(__file__).resolve().parents[1]
PRISM = ROOT / ".cache" / "prism" / "node_modules" / ".bin" / "prism"
_ADDRESS = re.compile(r"//([0-9.]+):([0-9]+)")
SIZES = (10_000, 100_000)


def main() -> int:
    """Measure, and print a table and the same as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=3.0, help="for each row and server")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        state = str(Path(folder) / "state.db")
        servers = {"mock": MOCK, "mock --state": [*MOCK, "--state", state]}
        if importlib.util.find_spec("starlette"):
            servers["Starlette, no checks"] = PLAIN
        if PRISM.exists():
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = str(free.getsockname()[1])
            servers["Prism"] = [str(PRISM), "mock", str(ROOT / "openapi.yaml"), "--port", port]
        results = {name: measure(command, seconds) for name, command in servers.items()}
    rows = list(results["mock"])
    print(f"{'':24}" + "".join(f"{name:>24}" for name in results))
    for row in rows:
        print(f"{row:24}" + "".join(f"{result[row]:>24,.2f}" for result in results.values()))
    print("\na page of 100, in process (µs)")
    pages = {size: page_times(size) for size in SIZES}
    for size, times in pages.items():
        told = ", ".join(f"{place} {seconds * 1e6:,.0f}" for place, seconds in times.items())
        print(f"  of {size:,}: {told}")
    print(json.dumps({"servers": results, "pages": pages}))
    return 0


def page_times(size: int) -> dict[str, float]:
    """Give the seconds that the first, the middle and the last page of a long list take."""
    mock = Mock()
    headers = {"authorization": f"Basic {TOKEN}", "content-type": "application/json"}
    body = json.dumps(PERSON).encode()
    for _ in range(size):
        mock.handle(Request("POST", PATH, "", headers, body, "http://127.0.0.1"))
    last = size // 100
    times: dict[str, float] = {}
    for place, number in {"first": 1, "middle": last // 2, "last": last}.items():
        asked = Request(
            "GET", PATH, f"page={number}&page_size=100", headers, b"", "http://127.0.0.1"
        )
        mock.handle(asked)
        started = time.process_time()
        for _ in range(200):
            mock.handle(asked)
        times[place] = (time.process_time() - started) / 200
    return times


def measure(command: list[str], seconds: float) -> dict[str, float]:
    """Give the requests per second of each kind, and how long the server took to start."""
    started = time.perf_counter()
    with running(command) as (host, port, pid):
        result = {"start (s)": time.perf_counter() - started}
        asyncio.run(rate(host, port, pid, request("POST", PATH, PERSON), 0.5))
        asyncio.run(fill(host, port, 110))
        first = asyncio.run(one_id(host, port))
        targets = {
            "GET one (1/s)": request("GET", f"{PATH}/{first}"),
            "list of 100 (1/s)": request("GET", f"{PATH}?page_size=100"),
            "POST (1/s)": request("POST", PATH, PERSON),
        }
        for name, sent in targets.items():
            result[name] = asyncio.run(rate(host, port, pid, sent, seconds))
    return result


@contextlib.contextmanager
def running(command: list[str]) -> Generator[tuple[str, int, int]]:
    """Run a server that tells where it listens."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            told = next(line for line in process.stdout if "listening on" in line)
            threading.Thread(target=process.stdout.read, daemon=True).start()  # it may tell more
            host, port = _ADDRESS.findall(told)[0]
            yield host, int(port), process.pid
        finally:
            process.terminate()


def request(method: str, path: str, body: Mapping[str, str] | None = None) -> bytes:
    """Write out a request."""
    content = json.dumps(body).encode() if body else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {TOKEN}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    return f"{head}\r\n".encode() + content


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: bytes) -> bytes:
    """Send a request, and give the body of the answer."""
    writer.write(sent)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    if status >= 400:  # noqa: PLR2004 - then it measures something else
        raise RuntimeError(f"the server answered {status}")
    length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return await reader.readexactly(length)


async def rate(host: str, port: int, pid: int, sent: bytes, seconds: float) -> float:
    """Give how many requests a second are answered."""
    count = 0
    end = time.perf_counter() + seconds

    async def loop() -> None:
        nonlocal count
        reader, writer = await asyncio.open_connection(host, port, limit=2**22)
        while time.perf_counter() < end:
            await ask(reader, writer, sent)
            count += 1
        writer.close()

    started = spent(pid)
    await asyncio.gather(*(loop() for _ in range(CONNECTIONS)))
    return count / (spent(pid) - started)


def spent(pid: int) -> float:
    """Give the seconds that a process has computed; elsewhere than on Linux, the time."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return time.perf_counter()
    fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def fill(host: str, port: int, number: int) -> None:
    """Create identities."""
    reader, writer = await asyncio.open_connection(host, port)
    for _ in range(number):
        await ask(reader, writer, request("POST", PATH, PERSON))
    writer.close()


async def one_id(host: str, port: int) -> str:
    """Create an identity, and give its id."""
    reader, writer = await asyncio.open_connection(host, port)
    created = json.loads(await ask(reader, writer, request("POST", PATH, PERSON)))
    writer.close()
    return str(created["identity_id"])


if __name__ == "__main__":
    sys.exit(main())
