"""Commands that write: bodies, dry runs, and the question before what cannot be undone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.command.conftest import FLAGS, PERSON

if TYPE_CHECKING:
    from pathlib import Path

    from messaging_engagement_contract import MockServer
    from tests.command.conftest import Run


def test_create_from_flags(run: Run, server: MockServer) -> None:
    """Each field of the body is a flag."""
    ran = run("identities", "create", *FLAGS, "--yes", "--json")
    assert 0 == ran.status
    assert PERSON.items() <= ran.json.items()
    assert "POST" == server.mock.requests[-1].method


def test_create_from_a_file_and_flags(run: Run, server: MockServer, tmp_path: Path) -> None:
    """Flags go on top of a file, and a field that no flag has is sent."""
    assert server.url
    file = tmp_path / "body.json"
    file.write_text(json.dumps({**PERSON, "colour": "green"}), encoding="utf-8")
    arguments = ["identities", "create", "--from", str(file), "--city", "Holmdel"]
    (request,) = run(*arguments, "--dry-run", "--json").json
    assert {**PERSON, "colour": "green", "city": "Holmdel"} == request["body"]


def test_a_body_from_the_standard_input(run: Run, server: MockServer) -> None:
    """A dash reads the standard input; a byte order mark is no part of it."""
    assert server.url
    stdin = b"\xef\xbb\xbf" + json.dumps(PERSON).encode()
    ran = run("identities", "create", "--from", "-", "--yes", "--json", stdin=stdin)
    assert "Zoë" == ran.json["display_name"]


def test_lists_and_booleans(run: Run) -> None:
    """A list is a flag for each item, a boolean a flag with a no."""
    arguments = ["--sub-use-cases", "2FA", "--sub-use-cases", "SOCIAL", "--age-gated"]
    ran = run("engagements", "update", "C", *arguments, "--no-number-pool", "--dry-run", "--json")
    body = {"sub_use_cases": ["2FA", "SOCIAL"], "age_gated": True, "number_pool": False}
    assert body == ran.json[0]["body"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "is not JSON"),
        (b"[]", "must be a JSON object"),
        (b"\xff\xfe", "is not text in UTF-8"),
    ],
)
def test_a_body_that_is_none(content: bytes, told: str, run: Run) -> None:
    """What cannot be a body is told before anything is sent."""
    ran = run("identities", "update", "B", "--from", "-", stdin=content)
    assert 2 == ran.status
    assert told in ran.err


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    """The error names the file."""
    ran = run("identities", "update", "B", "--from", str(tmp_path / "no.json"))
    assert 2 == ran.status
    assert "no.json cannot be read" in " ".join(ran.err.split())


def test_an_update_of_nothing(run: Run) -> None:
    """A change without a field is wrong usage."""
    ran = run("identities", "update", "B")
    assert 2 == ran.status
    assert "there is nothing to send" in ran.err


@pytest.mark.usefixtures("no_account")
def test_a_dry_run_needs_no_account(run: Run) -> None:
    """The request is shown as it would go to the published server; nothing is sent or asked."""
    ran = run("identities", "delete", "BLQKOPK", "--dry-run")
    url = "https://api.nexmo.com/v1/messaging-engagement/identities/BLQKOPK"
    assert (0, f"DELETE {url}\n") == (ran.status, ran.out)
    assert "nothing was sent" in ran.err


@pytest.mark.parametrize("resource", ["identities", "engagements", "numbers"])
def test_all_that_writes_has_a_dry_run(resource: str, run: Run) -> None:
    """Every command has --dry-run but those that only read."""
    words = [
        line.split()[0]
        for line in run(resource, "--help").out.splitlines()
        if line.startswith("  ") and not line.strip()[0].isdigit()
    ]
    without = [word for word in words if "--dry-run" not in run(resource, word, "--help").out]
    assert set(without) <= {"list", "get"}
    assert "list" in without


def test_a_dry_run_sends_nothing(run: Run, server: MockServer) -> None:
    """The server sees no request, and no secret is shown."""
    ran = run("identities", "create", *FLAGS, "--dry-run")
    assert 0 == ran.status
    assert [] == list(server.mock.requests)
    assert "mock-secret" not in ran.out + ran.err
    assert "uthorization" not in ran.out + ran.err


def test_a_dry_run_checks(run: Run) -> None:
    """What the client would refuse to send a dry run refuses, too."""
    ran = run("identities", "create", "--entity-type", "INDIVIDUAL", "--dry-run")
    assert 2 == ran.status
    assert "display_name is required" in " ".join(ran.err.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["identities", "delete", "BLQKOPK"],
        ["identities", "create", *FLAGS],
        ["numbers", "remove", "C1DEB879", "15556660001"],
    ],
)
def test_nobody_to_ask(arguments: list[str], run: Run, server: MockServer) -> None:
    """Where nobody can be asked, what cannot be undone needs --yes."""
    ran = run(*arguments)
    assert 2 == ran.status
    assert "--yes" in ran.err
    assert [] == list(server.mock.requests)


def test_yes(run: Run, server: MockServer) -> None:
    """With --yes it is done at once."""
    assert server.url
    assert "Delete an identity: done\n" == run("identities", "delete", "BLQKOPK", "--yes").err
    assert 1 == run("identities", "get", "BLQKOPK").status
