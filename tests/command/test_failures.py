"""What a command says when something is wrong: one block, with what to do next, and a status."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from messaging_engagement import Client
from messaging_engagement.command import main, running
from tests.command.conftest import FLAGS

if TYPE_CHECKING:
    from messaging_engagement import AttemptEvent
    from messaging_engagement_contract import MockServer
    from tests.command.conftest import Ran, Run

COMMAND = [sys.executable, "-m", "messaging_engagement.command"]


def said(ran: Ran) -> str:
    """Give what the block says, in one line."""
    assert "Traceback" not in ran.err
    assert ran.err.startswith("error: ")
    return " ".join(ran.err.split())


def test_not_found(run: Run, server: MockServer) -> None:
    """The API refused: 1, with the command that shows what there is."""
    assert server.url
    ran = run("identities", "get", "BNOSUCH")
    assert 1 == ran.status
    assert "404 Not Found" in said(ran)
    assert said(ran).endswith(
        "next: `messaging-engagement identities list` shows what this account has"
    )


def test_wrong_credentials(run: Run, server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials that are refused: 3, and they are not shown."""
    assert server.url
    monkeypatch.setenv("VONAGE_API_SECRET", "hush-hush")
    ran = run("identities", "list")
    assert 3 == ran.status
    assert "check VONAGE_API_KEY and VONAGE_API_SECRET" in said(ran)
    assert "hush-hush" not in ran.err


@pytest.mark.usefixtures("no_account")
def test_no_credentials(run: Run) -> None:
    """No credentials: 2, and how to try it without an account."""
    ran = run("identities", "list")
    assert 2 == ran.status
    assert "no API key: set the environment variable VONAGE_API_KEY; no API secret: set" in said(
        ran
    )
    assert "messaging-engagement mock" in said(ran)


def test_nobody_listens(run: Run, server: MockServer) -> None:
    """A server that cannot be reached: 3."""
    assert server.url
    ran = run("identities", "list", "--base-url", "http://127.0.0.1:1")
    assert 3 == ran.status
    assert "Check --base-url, the network and the proxy" in said(ran)
    assert "next: check --base-url" in said(ran)


def test_no_python_is_spoken(run: Run, server: MockServer) -> None:
    """An error that tells Python programs of an argument tells people of the flag."""
    server.mock.seed("large")
    ran = run("identities", "list", "--page-size", "1", "--max-pages", "2")
    assert 1 == ran.status
    assert "gave up after 2 pages: allow for more with --max-pages. next: " in said(ran)
    assert "go on with --start-page 3 --page-size 1" in said(ran)
    assert "resume_from" not in said(ran)
    assert 1 == said(ran).count("max-pages")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["identities", "get", ".."], "must not be a dot segment"),
        (["identities", "list", "--json", "--fields", "ein"], "--fields chooses the columns of"),
        (["identities", "list", "--page-size", "0"], "error: --page-size must be from 1 to 100"),
        (["identities", "list", "--base-url", "ftp://x"], "error: --base-url must be like"),
    ],
)
def test_wrong_usage(arguments: list[str], told: str, run: Run, server: MockServer) -> None:
    """What cannot be sent: 2, with the command that tells more."""
    ran = run(*arguments)
    assert 2 == ran.status
    assert told in said(ran)
    assert f"`messaging-engagement {' '.join(arguments[:2])} --help`" in said(ran)
    assert [] == list(server.mock.requests)


@pytest.mark.parametrize(
    "arguments",
    [
        ["identities"],
        ["identities", "brew"],
        ["identities", "get"],
        ["identities", "list", "--json", "--jsonl"],
        ["identities", "list", "--lim", "3"],
        ["identities", "list", "--limit", "few"],
        ["identities", "list", "--timeout", "0"],
        ["identities", "list", "--timeout", "nan"],
        ["identities", "list", "--timeout", "soon"],
        ["identities", "get", "B", "--dry-run"],
    ],
)
def test_a_command_line_that_is_none(arguments: list[str], run: Run) -> None:
    """What the parser refuses: 2, and how it is meant. No flag may be shortened."""
    ran = run(*arguments)
    assert 2 == ran.status
    assert "usage: messaging-engagement identities" in ran.err
    assert "" == ran.out


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["identites"], "identities"),
        (["mok"], "mock"),
        (["identities", "lst"], "list"),
        (["identities", "list", "--pgae-size", "3"], "--page-size"),
        (["identities", "list", "--pgae-size=3"], "--page-size"),
    ],
)
def test_what_was_meant(arguments: list[str], meant: str, run: Run) -> None:
    """A misspelt command, resource or flag is told with the one that it is like."""
    ran = run(*arguments)
    assert 2 == ran.status
    assert f"; did you mean {meant}?" in ran.err


@pytest.mark.parametrize(
    "arguments", [["xyz"], ["identities", "xyz"], ["identities", "list", "-Z"]]
)
def test_nothing_was_meant(arguments: list[str], run: Run) -> None:
    """What is like nothing is told without a guess."""
    ran = run(*arguments)
    assert 2 == ran.status
    assert "did you mean" not in ran.err


def test_errors_in_a_log(run: Run, server: MockServer) -> None:
    """Where nobody looks on, an error is one line, however long, and so is what to do next."""
    assert server.url
    long = "B" + 200 * "X "
    ran = run("identities", "get", long)
    assert ["error:", "next:"] == [line.split()[0] for line in ran.err.splitlines()]
    folded = run("identities", "get", long, is_terminal=True).err.splitlines()
    assert len(folded) > 3
    assert [] == [line for line in folded if len(line) > 80 and " " in line.strip()]


def test_a_write_that_may_have_been_done(run: Run, server: MockServer) -> None:
    """After a POST without an answer the next step is to look."""
    server.mock.set_faults(["error-500"])
    ran = run("identities", "create", *FLAGS, "--yes")
    assert 1 == ran.status
    assert "`messaging-engagement identities list` shows whether it was done" in said(ran)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_ctrl_c_during_a_creation(how: signal.Signals, server: MockServer) -> None:
    """Whoever ends a POST before its answer is told to look before it is repeated."""
    server.mock.reset()
    server.mock.set_faults(["no-answer"])
    with subprocess.Popen(
        [*COMMAND, "identities", "create", *FLAGS, "--yes"], stderr=subprocess.PIPE, text=True
    ) as process:
        while not server.mock.requests:
            assert process.poll() is None
        process.send_signal(how)
        _, err = process.communicate()
    assert 130 == process.returncode
    assert err.startswith("interrupted\nnext:  `messaging-engagement identities list` shows")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_output_that_cannot_be_written(server: MockServer) -> None:
    """What was created is told elsewhere, and by a status of its own; nothing is lost."""
    server.mock.reset()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "identities", "create", *FLAGS, "--yes"],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert 74 == done.returncode
    assert "error: the output cannot be written: No space left on device\n" in done.stderr
    assert "Traceback" not in done.stderr
    created = done.stderr.split("done; identity_id ")[1].strip()
    with Client() as client:
        assert "Zoë" == client.identities.get(created).display_name


def test_output_that_is_closed(server: MockServer) -> None:
    """Whoever closes the output wants none; that is no failure."""
    server.mock.reset()
    command = shlex.join([*COMMAND, "identities", "list"])
    done = subprocess.run(
        ["sh", "-c", f"{command} >&-"], check=False, capture_output=True, text=True
    )
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


def test_part_of_a_list_is_no_json(run: Run, server: MockServer) -> None:
    """A list that ends early has what was read, but no program takes it for the whole."""
    server.mock.set_faults(["error-500"])
    ran = run("identities", "list", "--json")
    assert 1 == ran.status
    assert "[\n" == ran.out
    server.mock.set_faults([])
    server.mock.seed("large")
    ran = run("identities", "list", "--json", "--page-size", "1", "--max-pages", "1")
    assert 1 == ran.status
    with pytest.raises(ValueError, match="Expecting ',' delimiter"):
        json.loads(ran.out)
    assert "identity_id" in json.loads(f"{ran.out}]")[0]
    assert "Walk again" not in said(ran)


def test_a_server_that_steers_the_terminal(run: Run, server: MockServer) -> None:
    """What a server says cannot do anything to the terminal."""
    assert server.url
    ran = run("identities", "get", "B\x1b")
    assert "\x1b" not in ran.err


def test_interrupted(run: Run, server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C: 130, and the account of what was sent before."""
    counted: list[int] = []
    count = running.Running.count

    def interrupt(self: running.Running, event: AttemptEvent) -> None:
        count(self, event)
        counted.append(1)
        if len(counted) == 2:
            raise KeyboardInterrupt

    assert server.url
    monkeypatch.setattr(running.Running, "count", interrupt)
    stdin = "\n".join(f"1555777{number:04}" for number in range(150)).encode()
    ran = run("numbers", "add", "C1DEB879", "--from", "-", "--json", stdin=stdin)
    assert 130 == ran.status
    assert "interrupted\n" == ran.err
    assert {"done": 50, "unknown": 50, "not sent": 50} == {
        status: sum(row["status"] == status for row in ran.json)
        for status in ("done", "unknown", "not sent")
    }


def test_ctrl_c_before_an_answer(server: MockServer) -> None:
    """A signal ends a command that waits, without a traceback."""
    server.mock.reset()
    server.mock.set_faults(["no-answer"])
    with subprocess.Popen(
        [*COMMAND, "identities", "list"], stderr=subprocess.PIPE, text=True
    ) as process:
        while not server.mock.requests:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert (130, "interrupted\n") == (process.returncode, err)


def test_ctrl_c_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the command is read there is nothing to tell but that."""
    monkeypatch.setattr("messaging_engagement.command.words.resources", interrupted)
    assert (130, "", "interrupted\n") == (main(["identities", "list"]), *capsys.readouterr())


def interrupted() -> NoReturn:
    """Where Ctrl-C comes."""
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["identities", "delete", "BLQKOPK"], "nobody is there to be asked"),
        (["numbers", "add", "C1DEB879", "--from", "-"], "error:"),
        (["identities", "update", "BLQKOPK", "--from", "-"], "error:"),
    ],
)
def test_input_that_is_closed(arguments: list[str], told: str, server: MockServer) -> None:
    """There is nothing to read and nobody to ask: nothing is sent."""
    server.mock.reset()
    done = subprocess.run(
        ["sh", "-c", f"{shlex.join([*COMMAND, *arguments])} <&-"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert 2 == done.returncode
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert [] == server.mock.requests


@pytest.mark.parametrize(
    "arguments",
    [["identities", "list", "--jsonl", "--page-size", "100", "--limit", "900"], ["quirks"]],
)
def test_a_pipe_that_is_closed(arguments: list[str], server: MockServer) -> None:
    """A reader that has had enough ends the command, without a word."""
    server.mock.reset()
    server.mock.seed("large")
    reading, writing = os.pipe()
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE
    ) as process:
        os.close(writing)
        os.close(reading)  # before anything is written
        _, err = process.communicate()
    assert (0, b"") == (process.returncode, err)
