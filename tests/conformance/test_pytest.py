"""The suite as tests of pytest, wherever the package is installed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

from messaging_engagement_contract.conformance.checks import CHECKS
from messaging_engagement_contract.conformance.command import main
from tests.conformance.faults import FAULTS
from tests.conformance.proxy import Proxy

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the suite by pytest, in a folder that has nothing of this repository."""
    command = [sys.executable, "-P", "-m", "pytest", "--pyargs", "messaging_engagement_contract"]
    command += ["-p", "no:cacheprovider", "--no-cov", "-q", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_each_check_is_a_test(tmp_path: Path) -> None:
    """Each check of a profile is a test, and so is the verdict; all pass on the mock."""
    done = run(tmp_path)
    assert 0 == done.returncode, done.stdout
    assert f"{len([c for c in CHECKS if not c.generates]) + 1} passed" in done.stdout


def test_order_is_kept(tmp_path: Path) -> None:
    """Where pytest-randomly shuffles tests, the verdict is the last, and a seed tells all."""
    in_order = run(tmp_path, "--collect-only", "-p", "no:randomly").stdout.split()
    shuffled = run(tmp_path, "--collect-only", "--randomly-seed=3464974935")
    names = [name for name in in_order if "::" in name]
    assert len(names) > 1
    assert names[-1].endswith("::test_verdict")
    assert names == [name for name in shuffled.stdout.split() if "::" in name]


def test_a_fault_fails_its_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a check finds fails its test, with the rule, the finding and the curl that shows it."""
    monkeypatch.setenv("VONAGE_API_KEY", "abcd1234")
    monkeypatch.setenv("VONAGE_API_SECRET", "mock-secret")
    with Proxy(FAULTS["filter-is-ignored"].change) as server:
        done = run(tmp_path, "--conformance-base-url", server.url, "-k", "filter")
    assert 1 == done.returncode
    assert "The filter gives what it names, all of it and nothing else." in done.stdout
    assert "curl -sS" in done.stdout
    assert "mock-secret" not in done.stdout + done.stderr


def test_workers_share_the_checks(tmp_path: Path) -> None:
    """With pytest-xdist each worker makes a part of the checks, and their reports merge."""
    done = run(tmp_path, "-n", "2", "--conformance-report-dir", "reports")
    assert 0 == done.returncode, done.stdout
    parts = [str(path) for path in sorted(tmp_path.glob("reports/*/report.json"))]
    assert 0 == main(["--merge", *parts, "--report-dir", str(tmp_path / "all")])
    content = json.loads((tmp_path / "all" / "report.json").read_text(encoding="utf-8"))
    assert len([c for c in CHECKS if not c.generates]) == len(content["checks"])
    assert all(operation["judged"] for operation in content["operations"])


def test_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes no sense is one error of usage, by the same words as the command's."""
    monkeypatch.setenv("VONAGE_API_KEY", "abcd1234")
    monkeypatch.delenv("VONAGE_API_SECRET", raising=False)
    url = "--conformance-base-url=http://127.0.0.1:1"
    for arguments, told in (
        ([url], "credentials are missing"),
        (["--conformance-max-rps", "nan"], "must be a finite number greater than 0"),
        (["--conformance-max-requests", "0"], "must be a whole number greater than 0"),
        (["--conformance-other-account", "nothing"], "must be KEY:SECRET"),
        (["--conformance-write", "--conformance-read-only"], "exclude each other"),
    ):
        done = run(tmp_path, *arguments)
        assert 4 == done.returncode
        assert told in done.stderr
        assert "Traceback" not in done.stdout + done.stderr


def test_nobody_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no server is, that is told once, and no test runs."""
    monkeypatch.setenv("VONAGE_API_KEY", "abcd1234")
    monkeypatch.setenv("VONAGE_API_SECRET", "mock-secret")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = run(tmp_path, f"--conformance-base-url=http://127.0.0.1:{port}")
    assert 3 == done.returncode
    assert 1 == done.stdout.count("does not answer")
    assert "failed" not in done.stdout


def test_budget(tmp_path: Path) -> None:
    """A run that its bound ends does not pass; the checks that are left are skipped."""
    done = run(tmp_path, "--conformance-max-requests", "200")
    assert 1 == done.returncode
    assert "1 failed" in done.stdout
    assert "skipped" in done.stdout
    assert "200 requests are used up" in done.stdout
