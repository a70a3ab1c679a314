"""Another reader of openapi.yaml, Prism, watches the mock's answers and finds no violation."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx

from messaging_engagement_contract.description import shipped
from messaging_engagement_contract.mock import BASE_PATH, MockServer
from tests.mock import prism
from tests.mock.session import Talker, talk

if TYPE_CHECKING:
    from pathlib import Path

DEMO = ("tests/test_walkthrough.py", "tests/test_examples.py")
# Links of the mock lead to the mock and not to the proxy, and the client does not follow them.
LINKS = "tests/client/test_links.py::test_links_of_the_mock_are_followed"


def watched(faults: list[str], log: Path) -> tuple[int, list[str]]:
    """Hold the conversation through Prism; count the answers, and give what is wrong with them."""
    heard: list[Any] = []
    with (
        MockServer(faults=faults) as server,
        prism.proxy(server.url, log) as watching,
        httpx.Client(base_url=watching.url + BASE_PATH, trust_env=False, timeout=30) as client,
    ):
        talk(Talker(client, heard))
    return len(heard), watching.violations("response")


def test_prism_finds_no_violation(tmp_path: Path) -> None:
    """Every answer of the conversation, refusals included, is one that the description has."""
    answers, violations = watched([], tmp_path / "prism.log")
    assert answers > 80
    assert violations == []


def test_prism_would_find_one(tmp_path: Path) -> None:
    """An answer that is not what the description says is found, so the tests here can fail."""
    _, violations = watched(["id-number"], tmp_path / "prism.log")
    assert violations != []


def test_prism_finds_no_violation_in_the_demo_and_the_tests_of_the_client(tmp_path: Path) -> None:
    """What the demo, the examples and the client's tests send is valid, and so is each answer."""
    prism.program()
    tests = (prism.ROOT / "tests" / "client").rglob("test_*.py")
    clients = [str(path) for path in tests if "MockServer(" in path.read_text(encoding="utf-8")]
    log = tmp_path / "prism.log"
    plugin = ["-p", "tests.mock.behind_prism", "--prism-log", str(log)]
    options = ["-q", "--no-cov", "-p", "no:xdist", "-p", "no:cacheprovider", "--deselect", LINKS]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, *options, *DEMO, *clients],
        cwd=prism.ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    watching = prism.Prism("", log)
    paths = [
        re.sub(r"/(identities|engagements)/[^/]+", r"/\1/{id}", one) for one in watching.seen()
    ]
    assert len(paths) > 500
    assert len({*paths}) == len(shipped().operations)
    assert watching.violations("re") == []
