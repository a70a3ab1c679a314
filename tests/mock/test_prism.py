"""Another reader of openapi.yaml, Prism, watches the mock's answers and finds no violation."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement_contract.mock import BASE_PATH, MockServer
from tests.mock.session import Talker, talk

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "@stoplight/prism-cli@5.14.2"
FOLDER = ROOT / ".cache" / "prism"


def program() -> Path:
    """Give Prism's command, installed once for this checkout."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, which Prism comes from")
    command = FOLDER / "node_modules" / ".bin" / "prism"
    if not command.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER), PACKAGE]
        done = subprocess.run(install, check=False, capture_output=True, text=True)
        if done.returncode:
            pytest.skip("npm cannot install Prism here")
    return command


@contextlib.contextmanager
def proxy(target: str, log: Path) -> Generator[str]:
    """Run Prism in front of a server, and give its URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(program()), "proxy", str(ROOT / "openapi.yaml"), target, "--port", str(port)]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, "CI": "1"}
        ) as run,
    ):
        try:
            transport = httpx.HTTPTransport(retries=10)  # while it starts, a second and more
            with httpx.Client(transport=transport, trust_env=False, timeout=30) as client:
                client.get(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}"
        finally:
            run.terminate()


def watched(faults: list[str], log: Path) -> tuple[int, list[Any]]:
    """Hold the conversation through Prism; count the answers, and give what is wrong with them."""
    answers = 0
    violations: list[Any] = []

    def look(answer: httpx.Response) -> None:
        nonlocal answers
        answers += 1
        found = json.loads(answer.headers.get("sl-violations", "[]"))
        place = (str(answer.request.url), answer.status_code)
        violations.extend((*place, one) for one in found if one["location"][0] == "response")

    with (
        MockServer(faults=faults) as server,
        proxy(server.url, log) as url,
        httpx.Client(
            base_url=f"{url}{BASE_PATH}",
            trust_env=False,
            timeout=30,
            event_hooks={"response": [look]},
        ) as client,
    ):
        talk(Talker(client, []))
    return answers, violations


def test_prism_finds_no_violation(tmp_path: Path) -> None:
    """Every answer of the conversation, refusals included, is one that the description has."""
    answers, violations = watched([], tmp_path / "prism.log")
    assert answers > 80
    assert violations == []


def test_prism_would_find_one(tmp_path: Path) -> None:
    """An answer that is not what the description says is found, so the test above can fail."""
    _, violations = watched(["id-number"], tmp_path / "prism.log")
    assert violations != []
