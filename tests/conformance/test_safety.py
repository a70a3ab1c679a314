"""What the suite does on servers that are not its user's play things: little, and its own alone."""

from __future__ import annotations

import io
import json
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from messaging_engagement_contract.conformance.command import main
from messaging_engagement_contract.conformance.contract import BASE_PATH
from messaging_engagement_contract.conformance.target import (
    BudgetError,
    Limits,
    Target,
    is_loopback,
)
from tests.conformance.proxy import BASE, Behind, Call, Proxy, Reply
from tests.conformance.variants import VARIANTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "mock-secret"
OWN = "Basic YWJjZDEyMzQ6bW9jay1zZWNyZXQ="
FAST = ["--max-rps", "10000"]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """The credentials of the mock, where people have their own."""
    monkeypatch.setenv("VONAGE_API_KEY", "abcd1234")
    monkeypatch.setenv("VONAGE_API_SECRET", SECRET)


class Elsewhere:
    """A server that something is on already, at an address that is not a loopback one."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.created: dict[str, list[dict[str, Any]]] = {"identities": [], "engagements": []}
        self._proxy = Proxy(self._answer)
        self._behind = self._proxy.behind
        # the address of no host in particular leads to this one, and is none of its loopback ones
        self.url = f"http://0.0.0.0:{urlsplit(self._proxy.url).port}"
        call = Call("GET", BASE, {"Authorization": OWN}, b"")
        for _ in range(3):
            VARIANTS["something-is-there-already"](
                Call("GET", f"{BASE}/identities", {"Authorization": OWN}, b""), self._behind
            )
        found = self._behind.ask(call, "GET", "/engagements").json["_embedded"]["engagements"]
        for number, engagement in enumerate(found):
            path = f"/engagements/{engagement['engagement_id']}/numbers"
            numbers = {"numbers": [f"1555444000{number}", f"1555444010{number}"]}
            assert 200 == self._behind.ask(call, "POST", path, numbers).status

    def _answer(self, call: Call, behind: Behind) -> Reply:
        self.calls.append(call)
        reply = behind.send(call)
        if reply.status == 201:
            self.created[call.path.removeprefix("/")].append(reply.json)
        return reply

    def everything(self) -> str:
        """Give all that is on the server, as text."""
        call = Call("GET", BASE, {"Authorization": OWN}, b"")
        lists = ("/identities?page_size=100", "/engagements?page_size=100")
        found: list[Any] = [self._behind.ask(call, "GET", path).json for path in lists]
        for engagement in found[1]["_embedded"]["engagements"]:
            path = f"/engagements/{engagement['engagement_id']}/numbers"
            found.append(self._behind.ask(call, "GET", path).json)
        return json.dumps(found)

    def close(self) -> None:
        """Stop."""
        self._proxy.__exit__()


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """A server at another address, with resources of others on it."""
    server = Elsewhere()
    yield server
    server.close()


def test_reads_only_by_default(
    elsewhere: Elsewhere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Elsewhere than on this machine a run only reads, and says beforehand what it will do."""
    before = elsewhere.everything()
    status = main(["--base-url", elsewhere.url, "--report-dir", str(tmp_path), *FAST])
    assert 0 == status
    assert {"GET"} == {call.method for call in elsewhere.calls} - {"HEAD", "OPTIONS"}
    assert before == elsewhere.everything()
    told = capsys.readouterr().out
    assert told.index("at most 1000 requests") < told.index("It will only read")
    assert len(elsewhere.calls) <= 500


@pytest.mark.parametrize("answer", ["", "no\n", "y\n"])
def test_asks_before_it_writes(
    elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """Without the word yes nothing is sent; nor where there is nobody to ask."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return bool(answer)

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    arguments = ["--base-url", elsewhere.url, "--write", "--report-dir", str(tmp_path), *FAST]
    assert 2 == main(arguments)
    assert [] == elsewhere.calls


@pytest.mark.parametrize("profile", ["quick", "standard"])
def test_creates_little(elsewhere: Elsewhere, tmp_path: Path, profile: str) -> None:
    """With consent it creates as little as it says, marks it all, and takes it all away again.

    The requests that it may send by default are enough for that.
    """
    before = elsewhere.everything()
    arguments = ["--base-url", elsewhere.url, "--write", "--yes"]
    status = main([*arguments, "--profile", profile, "--report-dir", str(tmp_path), *FAST])
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (0, []) == (status, report["findings"])
    assert before == elsewhere.everything()
    assert len(elsewhere.created["identities"]) <= 2
    assert len(elsewhere.created["engagements"]) <= 8
    texts = [item["display_name"] for item in elsewhere.created["identities"]]
    texts += [item["description"] for item in elsewhere.created["engagements"]]
    assert all(text.startswith("conformance test ") for text in texts)


def test_leaves_what_others_have(elsewhere: Elsewhere, tmp_path: Path) -> None:
    """On this machine it creates much, and what was there before is untouched all the same."""
    before = elsewhere.everything()
    url = elsewhere.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - an address in a URL
    assert 0 == main(["--base-url", url, "--report-dir", str(tmp_path)])
    assert len(elsewhere.created["identities"]) > 10
    assert before == elsewhere.everything()


def test_keeps_to_a_rate() -> None:
    """Requests are as far apart as the rate asks for, however fast the answers are."""
    waited: list[float] = []
    with Proxy(VARIANTS["as-it-is"]) as server:
        limits = Limits(rps=0.5)
        target = Target(server.url, ("abcd1234", SECRET), limits=limits, sleep=waited.append)
        for _ in range(5):
            target.send(None, target.request("GET", f"{BASE_PATH}/identities"))
        target.close()
    # nothing really sleeps here, so each waits for those before it as well
    assert 4 == len(waited)
    assert all(later > earlier for earlier, later in pairwise(waited))
    assert 7 < waited[-1] <= 8


def test_keeps_to_a_budget() -> None:
    """No request more than allowed is sent."""
    sent: list[Call] = []

    def count(call: Call, behind: Behind) -> Reply:
        sent.append(call)
        return behind.send(call)

    with Proxy(count) as server:
        target = Target(server.url, ("abcd1234", SECRET), limits=Limits(requests=3))
        request = target.request("GET", f"{BASE_PATH}/identities")
        for _ in range(3):
            target.send(None, request)
        with pytest.raises(BudgetError):
            target.send(None, request)
        target.close()
    assert 3 == len(sent)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:4010", True),
        ("http://localhost", True),
        ("http://[::1]:80", True),
        ("http://api.localhost:1", True),
        ("https://api.nexmo.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://127.example.com", False),
        ("http://localhost.example.com", False),
        ("http://0.0.0.0:4010", False),
        ("http://10.0.0.1", False),
    ],
)
def test_what_is_this_machine(url: str, expected: bool) -> None:  # noqa: FBT001 - a table
    """Only a loopback address is this machine; a name that looks like one is not."""
    assert expected == is_loopback(url)
