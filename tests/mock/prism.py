"""Prism, another reader of openapi.yaml, as a proxy that validates what passes through it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "@stoplight/prism-cli@5.14.2"
FOLDER = ROOT / ".cache" / "prism"

_RECEIVED = re.compile(r"\[HTTP SERVER\] (\w+) (/v1/\S+) .*Request received")
_VIOLATION = re.compile(r"Violation: (.*)")


@dataclass(frozen=True)
class Prism:
    """Prism at work.

    Attributes:
        url: Where it listens.
        log: What it writes.
    """

    url: str
    log: Path

    def seen(self) -> list[str]:
        """Give the requests to the API, each by its method and path."""
        return [" ".join(found) for found in _RECEIVED.findall(self._text())]

    def violations(self, side: str) -> list[str]:
        """Give what is wrong with requests or with responses, each after the request it is of."""
        found: list[str] = []
        request = ""
        for line in self._text().splitlines():
            if received := _RECEIVED.search(line):
                request = f"{received[1]} {received[2]}"
            elif (violation := _VIOLATION.search(line)) and violation[1].startswith(side):
                found.append(f"{request}: {violation[1]}")
        return found

    def _text(self) -> str:
        return self.log.read_text(encoding="utf-8")


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def program() -> Path:
    """Give Prism's command, installed once for this checkout."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, which Prism comes from")
    FOLDER.mkdir(parents=True, exist_ok=True)
    stamp = FOLDER / "installed"
    with stamp.open("a+", encoding="utf-8") as installed:
        # Of several test processes one installs, and the others wait for it.
        fcntl.flock(installed, fcntl.LOCK_EX)
        if PACKAGE != stamp.read_text(encoding="utf-8"):
            install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER), PACKAGE]
            done = subprocess.run(install, check=False, capture_output=True, text=True)
            if done.returncode:
                pytest.skip("npm cannot install Prism here")
            installed.truncate(0)
            installed.write(PACKAGE)
    return FOLDER / "node_modules" / ".bin" / "prism"


@contextlib.contextmanager
def proxy(target: str, log: Path) -> Generator[Prism]:
    """Run Prism in front of a server, which need not be there yet."""
    port = free_port()
    command = [str(program()), "proxy", str(ROOT / "openapi.yaml"), target, "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, "CI": "1"}
        ) as run,
    ):
        try:
            transport = httpx.HTTPTransport(retries=10)  # while it starts, a second and more
            with httpx.Client(transport=transport, trust_env=False, timeout=30) as client:
                client.get(url)
            yield Prism(url, log)
        finally:
            run.terminate()
