"""A sweep through the programs: what they print, write, keep, serve, and are started with."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from attrs import define, field

from messaging_engagement_contract import MockServer
from tests.secrets import leaky
from tests.secrets.marked import KEY, SECRET

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from tests.secrets.searching import Searcher

BASE = "/v1/messaging-engagement"
PATH = f"{BASE}/identities"
PROGRAM = Path(sys.executable).with_name("messaging-engagement")
PROCESSES = Path("/proc")


@define
class Arguments:
    """The arguments of every process of this machine, while it is asked for."""

    seen: set[bytes] = field(factory=set[bytes], repr=False)

    @contextlib.contextmanager
    def watched(self) -> Generator[None]:
        """Look at them again and again."""
        done = threading.Event()
        thread = threading.Thread(target=self._watch, args=(done,))
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _watch(self, done: threading.Event) -> None:
        while True:
            for file in PROCESSES.glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):
                    self.seen.add(file.read_bytes())
            if done.wait(0.02):
                return


def settings(folder: Path, **more: str) -> dict[str, str]:
    """Give an environment in which a program writes below a folder, and talks as much as it can."""
    return {
        **os.environ,
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "TMPDIR": str(folder),
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONFAULTHANDLER": "1",
        "COLUMNS": "300",
        **more,
    }


def written(folder: Path) -> list[bytes]:
    """Give all that is in a folder, and the names of the files."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [*(path.read_bytes() for path in files), *(str(path).encode() for path in files)]


def ran(command: Sequence[str | Path], folder: Path, **more: str) -> list[bytes]:
    """Run a program; give what it printed."""
    done = subprocess.run(
        command, cwd=folder, env=settings(folder, **more), check=False, capture_output=True
    )
    return [done.stdout, done.stderr]


def test_command_line(tmp_path: Path, searcher: Searcher) -> None:
    """Neither what commands print, nor what they leave, nor their arguments have it."""
    person = ["--from", "-", "--yes"]
    commands = [
        ["identities", "list", "--json"],
        ["identities", "get", "NOWHERE"],
        ["identities", "create", *person],
        ["numbers", "add", "C1DEB879", "15550000001", "x"],
        ["completion", "bash"],
    ]
    texts: list[bytes] = []
    arguments = Arguments()

    def told(head: bytes) -> bytes:
        return leaky.answer(401, json.dumps({"title": head.decode()}).encode())

    with (
        arguments.watched(),
        MockServer(accounts={KEY: SECRET}, seed_data="example") as server,
        leaky.serving(told) as (url, _),
    ):
        for command in commands:
            texts += ran([PROGRAM, *command], tmp_path, MESSAGING_ENGAGEMENT_BASE_URL=server.url)
        texts += ran([PROGRAM, *commands[1]], tmp_path, MESSAGING_ENGAGEMENT_BASE_URL=url)
        texts += ran(
            [PROGRAM], tmp_path, _ARGCOMPLETE="1", COMP_LINE="messaging-engagement identities g"
        )
    assert any(b"BLQKOPK" in text for text in texts)
    assert any(b"NOWHERE" in seen for seen in arguments.seen) or not PROCESSES.is_dir()
    assert [] == searcher.found(*texts, *written(tmp_path), *arguments.seen)


def test_suite(tmp_path: Path, searcher: Searcher) -> None:
    """A run with findings tells nothing of it: reports, journal, terminal, arguments, caches."""
    arguments = Arguments()
    with (
        MockServer(accounts={KEY: SECRET}, faults=["total-items-off-by-one"]) as server,
        arguments.watched(),
    ):
        texts = ran(
            [PROGRAM, "conformance", "--base-url", server.url, "--report-dir", "report"], tmp_path
        )
    names = {path.name for path in (tmp_path / "report").iterdir()}
    assert {"report.json", "report.html", "junit.xml"} <= names
    assert [] != json.loads((tmp_path / "report" / "report.json").read_text())["findings"]
    assert [] == searcher.found(*texts, *written(tmp_path), *arguments.seen)


def test_suite_in_pytest(tmp_path: Path, searcher: Searcher) -> None:
    """A failed test shows the variables of its frames, and all logs: the secret is in neither."""
    with MockServer(accounts={KEY: SECRET}, faults=["total-items-off-by-one"]) as server:
        texts = ran(
            [
                *(sys.executable, "-m", "pytest", "--pyargs", "messaging_engagement_contract"),
                *(
                    "-vv",
                    "-rA",
                    "--showlocals",
                    "--full-trace",
                    "--log-level=DEBUG",
                    "--setup-show",
                ),
                *("-p", "no:randomly", "--junitxml=junit.xml", "-o", "junit_logging=all"),
                *("-k", "list or life", f"--conformance-base-url={server.url}"),
            ],
            tmp_path,
            HYPOTHESIS_VERBOSITY_LEVEL="debug",
        )
    assert any(b" failed" in text for text in texts)
    assert [] == searcher.found(*texts, *written(tmp_path))


def test_mock(tmp_path: Path, searcher: Searcher) -> None:
    """What the mock serves, keeps and prints has no secret of an account, however it was sent."""
    arguments = Arguments()
    texts: list[bytes] = []
    with (
        arguments.watched(),
        subprocess.Popen(
            [PROGRAM, "mock", "--port", "0", "--state", "state.db", "--seed-data", "example"],
            cwd=tmp_path,
            env=settings(tmp_path, MOCK_ACCOUNTS=f"{KEY}:{SECRET} other:other-secret"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running,
    ):
        assert running.stdout is not None
        url = running.stdout.readline().decode().rpartition(" ")[2].strip()
        with httpx.Client(base_url=url, auth=(KEY, SECRET), trust_env=False) as client:
            assert 1 == client.get(PATH).json()["total_items"]
            client.get(PATH, params={"note": SECRET})
            client.get(f"{PATH}/x", headers={"Referer": f"{url}/?api_secret=x&{KEY}={SECRET[:3]}"})
            client.post(PATH, json={"display_name": SECRET})
            client.post(PATH, content=f"secret={SECRET}".encode())
            client.put("/__mock/faults", json={"active": ["error-503;times=1"]})
            client.post(PATH, json={"city": {"a": [SECRET]}})
            shown = ("", "state", "requests", "faults", "clock", "openapi.json")
            texts += [client.get(f"/__mock/{path}").content for path in shown]
            pages = ("/", "/__mock/page/main.js", "/nowhere")
            texts += [client.get(path).content for path in pages]
            with client.stream("GET", "/__mock/events") as events:
                for line in events.iter_lines():
                    texts.append(line.encode())
                    if line.startswith("data") and b'"number":6' in texts[-1]:
                        break
        running.terminate()
        texts += running.communicate()
    assert any(b"[redacted]" in text for text in texts)
    assert [] == searcher.found(*texts, *written(tmp_path), *arguments.seen)
