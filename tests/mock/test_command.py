"""The command line of the mock, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from messaging_engagement import command
from messaging_engagement_contract.mock import ACCOUNTS, BASE_PATH, MockServer
from messaging_engagement_contract.mock.command import main
from messaging_engagement_contract.mock.faults import known

if TYPE_CHECKING:
    from pathlib import Path

PATH = f"{BASE_PATH}/identities"


def free_port() -> int:
    """Give a port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_it_is_told_to_stop(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    """It tells where it listens, answers, and ends with 0 on SIGINT and SIGTERM."""
    port = free_port()
    told: list[int] = []
    clock: list[str] = []

    def use() -> None:
        transport = httpx.HTTPTransport(retries=10)
        with httpx.Client(transport=transport, auth=("key1", "secret1")) as client:
            told.append(client.get(f"http://127.0.0.1:{port}{PATH}").json()["total_items"])
            clock.append(client.get(f"http://127.0.0.1:{port}/__mock/clock").json()["now"])
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=use)
    thread.start()
    arguments = ["--account", "key1:secret1", "--seed-data", "example", "--port", str(port)]
    assert main([*arguments, "--clock", "2020-01-02T05:12:14Z"]) == 0
    thread.join()
    assert told == [1]
    assert clock == ["2020-01-02T05:12:14.000Z"]
    assert capsys.readouterr().out == f"listening on http://127.0.0.1:{port}\n"


def test_list_faults(capsys: pytest.CaptureFixture[str]) -> None:
    """Each fault is listed with its sentence, group by group."""
    assert main(["--list-faults"]) == 0
    shown = capsys.readouterr().out
    words = shown.split()
    assert [name for name in known() if name not in words] == []
    assert "\ntransport\n" in shown
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--fault", "eror-503"], 2, "did you mean error-503"),
        (["--fault", "throttled;on=nope"], 2, "there is no operation 'nope'"),
        (["--rate-limit", "often"], 2, "'often' is not N/SECONDS"),
        (["--rate-limit", "a/b"], 2, "'a/b' is not N/SECONDS"),
        (["--account", "a:b", "--account", "a:c"], 2, "--account is given twice for a"),
        (["--workers", "2"], 2, "--state"),
        (["--state", "{folder}"], 1, "is a folder"),
        (["--host", "192.0.2.1"], 1, "cannot listen on 192.0.2.1"),
        (["--host", "no.such.invalid"], 1, "cannot listen on no.such.invalid:0"),
    ],
)
def test_wrong(
    arguments: list[str],
    status: int,
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What cannot be is told in one line."""
    given = [argument.format(folder=tmp_path) for argument in arguments]
    assert main([*given, "--port", "0"]) == status
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--account", "key"], "KEY:SECRET"),
        (["--port", "65536"], "from 0 to 65535"),
        (["--port", "http"], "'http' is no port"),
        (["--latency", "-1"], "milliseconds"),
        (["--latency", "x"], "'x' is no number of milliseconds"),
        (["--clock", "noon"], "'noon' is not a date and time with a zone"),
        (["--clock", "2020-01-02T05:12:14"], "with a zone"),
        (["--workers", "0"], "from 1"),
        (["--workers", "-1"], "from 1"),
        (["--workers", "two"], "'two' is no number of processes"),
        (["--state", ""], "names no file"),
        (["--profile", "dirty"], "clean"),
        (["--seed-data", "gold"], "example"),
    ],
)
def test_wrong_usage(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An argument of another form is wrong usage, and the right form is told."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert f"argument {arguments[0]}: " in error
    assert told in error


def test_port_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    """A port that is taken is told."""
    with MockServer() as server:
        assert main(["--port", server.url.rpartition(":")[2]]) == 1
        assert f"cannot listen on {server.url[7:]}: " in capsys.readouterr().err
        with pytest.raises(OSError, match=f"cannot listen on {server.url[7:]}: "):
            MockServer(int(server.url.rpartition(":")[2]))


def test_dispatcher(capsys: pytest.CaptureFixture[str]) -> None:
    """The command finds its subcommands, and says what it does not have."""
    assert command.main([]) == 2
    assert command.main(["--help"]) == 0
    assert "mock" in capsys.readouterr().out
    assert command.main(["--version"]) == 0
    assert command.main(["brew"]) == 2
    assert "there is no command 'brew'" in capsys.readouterr().err
    assert command.main(["mock", "--list-faults"]) == 0


def test_quirks(capsys: pytest.CaptureFixture[str]) -> None:
    """The ledger is shown as text, and as it is shipped."""
    capsys.readouterr()
    assert command.main(["quirks"]) == 0
    assert "Q01  corrections, certain" in capsys.readouterr().out
    assert command.main(["quirks", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "Q01"


def test_latency() -> None:
    """A mock that is told to be slow is slower than an impatient client waits."""
    key, secret = next(iter(ACCOUNTS.items()))
    with (
        MockServer(latency=1) as server,
        httpx.Client(auth=(key, secret), trust_env=False, timeout=0.2) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.get(f"{server.url}{PATH}")


def test_help_needs_no_server() -> None:
    """The help comes without the libraries of the server."""
    code = (
        "import sys\n"
        "from messaging_engagement_contract.mock.command import main\n"
        "try: main(['--help'])\n"
        "finally: assert not {'uvicorn', 'jsonschema_rs', 'yaml'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
