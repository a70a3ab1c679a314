"""The command: its exit status, its reports, and what it leaves behind, which is nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from messaging_engagement_contract.conformance.checks import CHECKS
from messaging_engagement_contract.conformance.command import main
from messaging_engagement_contract.conformance.journal import NAME
from messaging_engagement_contract.conformance.report.junit import render
from messaging_engagement_contract.mock import MockServer
from tests.command.terminal import at_a_terminal
from tests.conformance.faults import FAULTS
from tests.conformance.proxy import BASE, Behind, Call, Proxy, Reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "mock-secret"
OWN = "Basic YWJjZDEyMzQ6bW9jay1zZWNyZXQ="


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """The credentials of the mock, where people have their own."""
    monkeypatch.setenv("VONAGE_API_KEY", "abcd1234")
    monkeypatch.setenv("VONAGE_API_SECRET", SECRET)


def report(folder: Path) -> dict[str, Any]:
    """Read the report of a run."""
    content: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return content


def total(url: str) -> int:
    """Count what is on a server."""
    behind = Behind(url)
    call = Call("GET", BASE, {"Authorization": OWN}, b"")
    lists = [behind.ask(call, "GET", f"/{name}").json for name in ("identities", "engagements")]
    return sum(page["total_items"] for page in lists)


def test_conforming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mock conforms, every operation is exercised, and nothing is left on it.

    The second account may come from the environment, as the first one does.
    """
    monkeypatch.setenv("VONAGE_OTHER_ACCOUNT", f"wxyz5678:{SECRET}")
    with MockServer() as server:
        arguments = ["--base-url", server.url]
        status = main([*arguments, "--report-dir", str(tmp_path)])
        left = total(server.url)
    content = report(tmp_path)
    assert 0 == status
    assert [] == content["findings"]
    assert all(operation["judged"] for operation in content["operations"])
    assert 0 == left
    assert not (tmp_path / NAME).exists()


def test_progress(tmp_path: Path) -> None:
    """A terminal shows a bar that fills, and no bar once all is done; in CI there are lines."""
    arguments = ["conformance", "--read-only", "--report-dir", str(tmp_path)]
    for environment, bar in (({"CI": ""}, True), ({"CI": "true"}, False)):
        status, shown = at_a_terminal(*arguments, environment=environment)
        filled = [line.count("#") for line in re.findall(r"\r\x1b\[K\[([#.]{20})\]", shown)]
        assert 0 == status
        assert bar == bool(filled)
        assert filled == sorted(filled)
        assert "[#" not in shown.rpartition("\r\x1b[K")[2]


def test_not_conforming(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What does not conform ends with 1; each finding has what its reader needs."""
    with Proxy(FAULTS["patch-wipes"].change) as server:
        status = main(["--base-url", server.url, "--report-dir", str(tmp_path)])
    content = report(tmp_path)
    finding = next(f for f in content["findings"] if f["rule"] == "patch")
    assert 1 == status
    assert "updateEngagement" == finding["operation"]
    assert ("published", None, 0) == (finding["basis"], finding["quirk"], finding["seed"])
    identity, engagement, *_, shows = finding["curl"]
    for curl, kind in ((identity, "identities"), (engagement, "engagements")):
        assert "-X POST" in curl
        assert f"/{kind}" in curl
    created = engagement.rpartition("in place of ")[2].removesuffix(" below")
    assert f"/engagements/{created}" in shows
    assert "-X PATCH" in shows
    assert "sample_two" in finding["got"]
    assert "PATCH changes the fields that it names" in capsys.readouterr().out
    suite = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - the suite wrote it
    assert str(len(content["findings"])) == suite.attrib["failures"]


def test_the_reports_agree_on_where_a_fault_shows(tmp_path: Path) -> None:
    """One finding, one failure; wherever else it shows, no test passes and the grid has a cross."""
    with Proxy(FAULTS["no-challenge"].change) as server:
        main(["--base-url", server.url, "--report-dir", str(tmp_path)])
    content = report(tmp_path)
    (finding,) = content["findings"]
    suite = ET.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 - the suite wrote it
    cases = {case.attrib["name"]: case for case in suite if "challenge" in case.attrib["classname"]}
    also = {other["operation"] for other in finding["also"]}
    assert cases.keys() == {finding["operation"], *also}
    assert cases[finding["operation"]].find("failure") is not None
    for name in also:
        skipped = cases[name].find("skipped")
        assert skipped is not None
        assert f"auth-challenge of {finding['operation']}" in skipped.attrib["message"]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert len(cases) == page.count("<td class=broken")
    assert f"It shows in {len(also)} more" in page


def test_shards_that_find_the_same_make_one_finding_of_it(tmp_path: Path) -> None:
    """It has the places of all of them, each once."""
    with MockServer(faults=["text-cut"]) as server:
        for number in (1, 2):
            shard = ["--shard", f"{number}/2", "--report-dir", str(tmp_path / str(number))]
            main(["--base-url", server.url, *shard])
    parts = [tmp_path / str(number) / "report.json" for number in (1, 2)]
    main(["--merge", *map(str, parts), "--report-dir", str(tmp_path / "all")])
    found = [report(part.parent)["findings"] for part in parts]
    (whole,) = report(tmp_path / "all")["findings"]
    places = [(one["rule"], one["operation"]) for one in (whole, *whole["also"])]
    expected = {
        (one["rule"], one["operation"])
        for (finding,) in found
        for one in (finding, *finding["also"])
    }
    assert len(places) == len(expected)
    assert {*places} == expected
    assert whole["times"] == sum(finding["times"] for (finding,) in found)


def test_every_finding_is_in_junit(tmp_path: Path) -> None:
    """A rule that an operation breaks twice, once by an entry of the ledger, fails two tests."""
    with Proxy(FAULTS["patch-wipes"].change) as server:
        main(["--base-url", server.url, "--report-dir", str(tmp_path)])
    content = report(tmp_path)
    first = content["findings"][0]
    content["findings"] += [{**first, "quirk": "Q01"}, {**first, "quirk": "Q02"}]
    suite = ET.fromstring(render(content))  # noqa: S314 - the suite wrote it
    failed = [case for case in suite if case.find("failure") is not None]
    names = {(case.attrib["classname"], case.attrib["name"]) for case in failed}
    assert len(content["findings"]) == len(names) == int(suite.attrib["failures"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("always-401", 3),
        ("always-403", 3),
        ("always-proxy-login", 3),
        ("always-redirects", 3),
        ("always-404", 3),
        ("always-500", 1),
        ("always-empty-object", 1),
        ("always-html", 1),
    ],
)
def test_vacuous(tmp_path: Path, name: str, expected: int) -> None:
    """A server that gives one answer to everything never conforms."""
    with Proxy(FAULTS[name].change) as server:
        assert expected == main(["--base-url", server.url, "--report-dir", str(tmp_path)])
    assert "conforms" != report(tmp_path)["verdict"]


def test_nobody_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no server is, the status is 3, and the reports say why."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = ["--base-url", f"http://127.0.0.1:{port}", "--report-dir", str(tmp_path)]
    assert 3 == main(arguments)
    verdict, made = capsys.readouterr().out.splitlines()  # and no line for each operation
    assert "does not answer" in verdict
    assert "report.html" in made
    assert "not judged" == report(tmp_path)["verdict"]


def test_dies_in_the_middle(tmp_path: Path) -> None:
    """A server that ends in the middle is not judged, and the report has what was done."""

    def change(call: Call, behind: Behind) -> Reply:
        behind.memory["n"] = behind.memory.get("n", 0) + 1
        return behind.send(call) if behind.memory["n"] < 250 else Reply(200, raw=b"")

    with Proxy(change) as server:
        status = main(["--base-url", server.url, "--report-dir", str(tmp_path)])
    content = report(tmp_path)
    assert status in {1, 3}
    assert "does not answer any more" in content["why"]
    assert content["requests"] > 200


def test_throttled(tmp_path: Path) -> None:
    """A server that throttles without end is not judged."""
    problem = {"type": "about:blank", "title": "Wait"}
    answer = Reply(429, {"Retry-After": "0"}).with_json(problem)
    with Proxy(lambda _call, _behind: answer) as server:
        assert 3 == main(["--base-url", server.url, "--report-dir", str(tmp_path)])
    assert "429" in report(tmp_path)["why"]


@pytest.mark.parametrize("account", ["nothing", f"abcd1234:{SECRET}"])
def test_wrong_account_of_the_environment(
    account: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A second account that is none, or the first one, is refused; its secret is not told."""
    monkeypatch.setenv("VONAGE_OTHER_ACCOUNT", account)
    assert 2 == main(["--base-url", "http://127.0.0.1:1", "--report-dir", str(tmp_path)])
    told = capsys.readouterr()
    assert "account" in told.err.lower()
    assert account not in told.out + told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--base-url", "ftp://x"],
        ["--base-url", "nothing"],
        ["--base-url", "http://key:secret@127.0.0.1:1"],
        ["--base-url", "http://127.0.0.1:1/v1/messaging-engagement"],
        *(["--max-rps", text] for text in ("nan", "inf", "-1", "0", "fast")),
        *(["--max-requests", text] for text in ("-3", "0", "1.5", "many")),
        ["--base-url", "http://127.0.0.1:1", "--other-account", f"abcd1234:{SECRET}"],
        ["--base-url", "http://127.0.0.1:1", "--shard", "3/2"],
        ["--base-url", "http://127.0.0.1:1", "--other-account", "nothing"],
        ["--profile", "thorough"],
        ["--read-only", "--write"],
        ["--base-url", "http://conformance.invalid", "--write"],
    ],
)
def test_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    """Arguments that make no sense end with 2, and nothing is sent."""
    assert 2 == main([*arguments, "--report-dir", str(tmp_path)])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--max-rps", "nan"], "--max-rps: must be a finite number greater than 0, not 'nan'"),
        (["--max-requests", "-3"], "--max-requests: must be a whole number greater than 0"),
        (["--report-dir", ""], "--report-dir: must name a folder"),
        (["--base-url", "http://h/v1/messaging-engagement"], "leave out /v1/messaging-engagement"),
    ],
)
def test_wrong_usage_is_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wanted is named."""
    assert 2 == main(arguments)
    assert told in capsys.readouterr().err


def test_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials the status is 2."""
    monkeypatch.delenv("VONAGE_API_SECRET")
    assert 2 == main(["--base-url", "http://127.0.0.1:1"])


def test_read_only(tmp_path: Path) -> None:
    """A read-only run sends safe methods alone, and says what it did not judge."""
    seen: set[str] = set()

    def change(call: Call, behind: Behind) -> Reply:
        seen.add(call.method)
        return behind.send(call)

    with Proxy(change) as server:
        arguments = ["--base-url", server.url, "--read-only", "--report-dir", str(tmp_path)]
        assert 0 == main(arguments)
    content = {operation["id"]: operation for operation in report(tmp_path)["operations"]}
    assert {"GET", "HEAD", "OPTIONS"} >= seen
    assert content["listIdentities"]["judged"]
    assert "the run is read-only" == content["createIdentity"]["why_not"]


def test_reading_finds_much(tmp_path: Path) -> None:
    """What reading can show, a read-only run finds."""
    change = FAULTS["total-is-one-more"].change
    with Proxy(change) as server:
        arguments = ["--base-url", server.url, "--read-only", "--report-dir", str(tmp_path)]
        assert 1 == main(arguments)
    assert {"totals"} <= {finding["rule"] for finding in report(tmp_path)["findings"]}


@pytest.mark.parametrize("most", [50, 120, 121, 400])
def test_budget(tmp_path: Path, most: int) -> None:
    """A run never sends more than it may, leaves nothing, and says that it is not the whole."""
    with MockServer() as server:
        arguments = ["--base-url", server.url, "--max-requests", str(most)]
        assert 3 == main([*arguments, "--report-dir", str(tmp_path)])
        assert 0 == total(server.url)
    content = report(tmp_path)
    assert "not judged" == content["verdict"]
    assert f"{most} requests are used up" in content["why"]
    assert content["requests"] <= most


def test_reading_an_empty_account(tmp_path: Path) -> None:
    """Where there is nothing to read, the verdict says what it does not speak of."""
    with MockServer() as server:
        arguments = ["--base-url", server.url, "--read-only", "--report-dir", str(tmp_path)]
        assert 0 == main(arguments)
    why = report(tmp_path)["why"]
    assert "2 of 15 operations judged" in why
    assert "the account has no identities to read: getIdentity" in why
    assert "the account has no engagements to read: getEngagement, listNumbers" in why
    assert "the run is read-only: createIdentity" in why


def test_wrong_second_account(tmp_path: Path) -> None:
    """A second account that is refused is told before anything is judged."""
    with MockServer() as server:
        arguments = ["--base-url", server.url, "--other-account", "wxyz5678:wrong"]
        assert 3 == main([*arguments, "--report-dir", str(tmp_path)])
    content = report(tmp_path)
    assert [] == content["findings"]
    assert "the second account are refused" in content["why"]


def test_no_credential_in_any_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a server echoes of the credentials is in none of the reports, in no encoding."""

    def change(call: Call, behind: Behind) -> Reply:
        reply = behind.send(call)
        if reply.status == 404:
            told = f"{call.authorization} abcd1234:{SECRET} {SECRET.encode().hex()}"
            return reply.with_json({**reply.json, "detail": told, "title": 7})
        return reply

    with Proxy(change) as server:
        assert 1 == main(["--base-url", server.url, "--report-dir", str(tmp_path)])
    output = capsys.readouterr()
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    for text in [*texts, output.out, output.err]:
        for secret in (SECRET, OWN.removeprefix("Basic "), SECRET.encode().hex(), "abcd1234"):
            assert secret not in text


def test_nothing_of_a_server_is_markup(tmp_path: Path) -> None:
    """Markup that a server sends is text in the report."""
    markup = "<script>alert(1)</script><img src=x onerror=alert(1)>"

    def change(call: Call, behind: Behind) -> Reply:
        reply = behind.send(call)
        return reply.with_json({"title": 7, "type": markup}) if reply.status == 404 else reply

    with Proxy(change) as server:
        assert 1 == main(["--base-url", server.url, "--report-dir", str(tmp_path)])
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_deterministic(tmp_path: Path) -> None:
    """Two runs with one seed ask and find the same."""
    seen: list[Any] = []
    for number in range(2):
        folder = tmp_path / str(number)
        with Proxy(FAULTS["text-is-cut"].change) as server:
            main(["--base-url", server.url, "--seed", "5", "--report-dir", str(folder)])
        content = report(folder)
        findings = [(f["rule"], f["operation"], f["times"]) for f in content["findings"]]
        seen.append((findings, content["requests"]))
    assert seen[0] == seen[1]


def test_shards(tmp_path: Path) -> None:
    """Shards on one server make all the checks, and their reports merge into one."""
    with Proxy(FAULTS["filter-is-ignored"].change) as server:
        for number in (1, 2, 3):
            folder = str(tmp_path / str(number))
            shard = ["--shard", f"{number}/3", "--report-dir", folder]
            main(["--base-url", server.url, *shard])
    parts = [str(tmp_path / str(number) / "report.json") for number in (1, 2, 3)]
    assert 1 == main(["--merge", *parts, "--report-dir", str(tmp_path / "all")])
    content = report(tmp_path / "all")
    assert len([c for c in CHECKS if not c.generates]) == len(content["checks"])
    assert "filter" in {finding["rule"] for finding in content["findings"]}
    assert (tmp_path / "all" / "report.html").exists()


def told_of_merging(
    capsys: pytest.CaptureFixture[str], folder: Path, *parts: dict[str, Any]
) -> str:
    """Merge reports that are not to be merged; give what is said of it."""
    paths: list[str] = []
    for number, part in enumerate(parts):
        path = folder / f"part-{number}.json"
        path.write_text(json.dumps(part), encoding="utf-8")
        paths.append(str(path))
    assert 2 == main(["--merge", *paths, "--report-dir", str(folder / "all")])
    assert not (folder / "all").exists()
    return capsys.readouterr().err


def test_what_does_not_merge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only all the shards of one run merge, each once; what is wrong is named."""
    with MockServer() as server:
        shard = ["--read-only", "--shard", "1/3", "--report-dir", str(tmp_path)]
        main(["--base-url", server.url, *shard])
    one = report(tmp_path)
    two, three = {**one, "shard": "2/3"}, {**one, "shard": "3/3"}
    assert "shard 3/3 is missing" in told_of_merging(capsys, tmp_path, one, two)
    assert "shard 1/3 is there twice" in told_of_merging(capsys, tmp_path, one, two, three, one)
    for name in ("seed", "profile", "target", "spec", "mode"):
        other = {**three, name: "another"}
        assert f"the {name} differs" in told_of_merging(capsys, tmp_path, one, two, other)
    other = {**three, "shard": "3/4"}
    assert "shards of different runs" in told_of_merging(capsys, tmp_path, one, two, other)
    assert "no report of this version" in told_of_merging(capsys, tmp_path, {"format": 1})
    assert 2 == main(["--merge", str(tmp_path)])
    assert "is a folder" in capsys.readouterr().err
    assert 2 == main(["--merge", __file__])
    assert "is not JSON" in capsys.readouterr().err


def start(url: str, folder: Path) -> subprocess.Popen[bytes]:
    """Begin a run in a process of its own."""
    module = "messaging_engagement_contract.conformance"
    command = [sys.executable, "-m", module, "--base-url", url, "--report-dir", str(folder)]
    return subprocess.Popen(
        command, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that is about to happen."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(tmp_path: Path, number: signal.Signals) -> None:
    """A run that is interrupted deletes what it created, and still writes its report."""
    with MockServer() as server:
        process = start(server.url, tmp_path)
        until(lambda: total(server.url) > 3)
        process.send_signal(number)
        assert 130 == process.wait(30)
        assert 0 == total(server.url)
    assert "interrupted" == report(tmp_path)["verdict"]


def test_killed(tmp_path: Path) -> None:
    """What a run left that was killed, --cleanup deletes, and nothing else."""
    with MockServer() as server:
        behind = Behind(server.url)
        call = Call("GET", BASE, {"Authorization": OWN}, b"")
        person = {
            "entity_type": "INDIVIDUAL",
            "display_name": "Somebody",
            "phone": "+15556660009",
            "country": "US",
            "email": "somebody@example.com",
            "brand_relationship": "BASIC_ACCOUNT",
        }
        behind.ask(call, "POST", "/identities", person)
        process = start(server.url, tmp_path)
        until(lambda: total(server.url) > 4)
        process.kill()
        process.wait(30)
        arguments = ["--base-url", server.url, "--report-dir", str(tmp_path)]
        assert 0 == main([*arguments, "--cleanup"])
        assert 1 == total(server.url)
        assert 2 == main([*arguments, "--cleanup"])


def test_nothing_to_clean_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After a run that left nothing, cleaning up has nothing to do, and says so."""
    with MockServer() as server:
        arguments = ["--base-url", server.url, "--report-dir", str(tmp_path)]
        main([*arguments, "--max-requests", "120"])
        assert 0 == main([*arguments, "--cleanup"])
    assert "nothing to clean up" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("mark", "entry", "told"),
    [
        ("", {"intended": "identities"}, "mark ''"),
        ("a", {"intended": "identities"}, "mark 'a'"),
        ("Somebody", {"created": "identities", "id": "BN1"}, "mark 'Somebody'"),
        ("conformance test 00c0ffee", {"created": "numbers", "id": "1"}, "kind 'numbers'"),
        ("conformance test 00c0ffee", {"created": "identities", "id": ""}, "without an id"),
        ("conformance test 00c0ffee", ["identities"], "no object"),
    ],
)
def test_cleans_up_by_its_own_journal_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mark: str, entry: object, told: str
) -> None:
    """A journal that the suite did not write deletes nothing, and nothing is sent."""
    sent: list[Call] = []

    def change(call: Call, behind: Behind) -> Reply:
        sent.append(call)
        return behind.send(call)

    with Proxy(change) as server:
        run = {"run": mark, "target": server.url}
        lines = f"{json.dumps(run)}\n{json.dumps(entry)}\n"
        (tmp_path / NAME).write_text(lines, encoding="utf-8")
        arguments = ["--base-url", server.url, "--report-dir", str(tmp_path), "--cleanup"]
        assert 2 == main(arguments)
    assert [] == sent
    assert told in capsys.readouterr().out


def test_what_is_already_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What somebody else has deleted is not there to be deleted, which is no failure."""
    with MockServer() as server:
        run = {"run": "conformance test 00c0ffee", "target": server.url}
        entry = {"created": "identities", "id": "BN0GONE"}
        lines = f"{json.dumps(run)}\n{json.dumps(entry)}\n"
        (tmp_path / NAME).write_text(lines, encoding="utf-8")
        arguments = ["--base-url", server.url, "--report-dir", str(tmp_path), "--cleanup"]
        assert 0 == main(arguments)
    assert "already gone: identities BN0GONE" in capsys.readouterr().out
