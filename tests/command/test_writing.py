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


@pytest.mark.parametrize("source", [[], ["--from", "-"]])
def test_an_update_of_nothing(source: list[str], run: Run) -> None:
    """A change without a field is wrong usage, be it of flags or of a file."""
    ran = run("identities", "update", "B", *source, "--dry-run", stdin=b"{}")
    assert (2, "") == (ran.status, ran.out)
    assert "there is nothing to send" in ran.err


def test_a_misspelt_value(run: Run, server: MockServer) -> None:
    """A flag whose values the description lists takes no other, and says which was meant."""
    ran = run("identities", "update", "BLQKOPK", "--entity-type", "public_profitt", "--yes")
    assert 2 == ran.status
    assert "'public_profitt' is none of INDIVIDUAL, PRIVATE_PROFIT, NON_PROFIT" in ran.err
    assert "did you mean PUBLIC_PROFIT? A value that is newer than this command" in ran.err
    assert [] == list(server.mock.requests)


@pytest.mark.parametrize("mode", ["--dry-run", "--yes"])
def test_a_newer_value(mode: str, run: Run, server: MockServer) -> None:
    """A file may have a value that the description does not list: it is sent, with one warning."""
    assert server.url
    body = json.dumps({**PERSON, "brand_relationship": "HUGE_ACCOUNT"}).encode()
    ran = run("identities", "create", "--from", "-", mode, stdin=body)
    warned = [line for line in ran.err.splitlines() if line.startswith("warning: ")]
    assert 1 == len(warned)
    assert "brand_relationship is 'HUGE_ACCOUNT', which is none of BASIC_ACCOUNT" in warned[0]


def test_a_value_that_is_not_named(run: Run) -> None:
    """Where the description only names known values, any is sent, with a warning for another."""
    arguments = ["--use-case", "MARKETIN", "--sub-use-cases", "2FA", "--sub-use-cases", "NEWS"]
    ran = run("engagements", "update", "C", *arguments, "--dry-run", "--json")
    assert ["2FA", "NEWS"] == ran.json[0]["body"]["sub_use_cases"]
    first, second, _ = ran.err.splitlines()
    assert first == (
        "warning: use_case is 'MARKETIN', which is none of the known values; did you mean"
        " MARKETING? It is sent as it is"
    )
    assert "sub_use_cases is 'NEWS', which is none of the known 2FA, ACCOUNT_N" in second


def test_values_that_are_named(run: Run) -> None:
    """What the description names is no reason for a warning."""
    ran = run("engagements", "update", "C", "--use-case", "MIXED", "--dry-run")
    assert "1 request, and nothing was sent\n" == ran.err


def test_a_misspelt_field_of_a_file(run: Run) -> None:
    """It is told in words of the command: no class of Python is named."""
    ran = run("identities", "update", "B", "--dry-run", "--from", "-", stdin=b'{"displayname": 1}')
    assert 2 == ran.status
    told = "displayname is no field of the body: did you mean display_name? Nothing was sent"
    assert told in ran.err


def test_an_unknown_field_of_a_file(run: Run) -> None:
    """It is sent, with a warning in words of the command."""
    ran = run("identities", "update", "B", "--from", "-", "--dry-run", stdin=b'{"colour": "x"}')
    assert "the body has no field 'colour'; it is sent as it is" in ran.err
    assert "IdentityChanges" not in ran.err


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
