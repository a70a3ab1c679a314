"""Commands that read: tables for people, JSON and JSON Lines for pipes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from messaging_engagement_contract import MockServer
    from tests.command.conftest import Run

pytestmark = pytest.mark.usefixtures("server")


def test_a_list_as_a_table(run: Run) -> None:
    """A pipe gets every plain field, aligned, below the names."""
    ran = run("identities", "list")
    names, row = ran.out.splitlines()
    assert (0, "") == (ran.status, ran.err)
    assert ["identity_id", "display_name"] == names.split()[:2]
    assert names.index("display_name") == row.index("Vonage")
    assert "_links" not in names


def test_a_list_as_json(run: Run) -> None:
    """The document is an array of what the server sent."""
    (identity,) = run("identities", "list", "--json").json
    assert "BLQKOPK" == identity["identity_id"]
    assert "self" in identity["_links"]


def test_a_list_as_json_lines(run: Run) -> None:
    """Each item is a line."""
    lines = run("numbers", "list", "C1DEB879", "--jsonl").out.splitlines()
    assert all(isinstance(json.loads(line), str) for line in lines)
    assert len(lines) > 1


def test_an_empty_list(run: Run, server: MockServer) -> None:
    """No item is an empty array, no line, no table."""
    server.mock.reset()
    assert [] == run("identities", "list", "--json").json
    assert "" == run("identities", "list", "--jsonl").out
    assert "" == run("identities", "list").out


def test_chosen_fields(run: Run) -> None:
    """The columns are those that are asked for, in this order."""
    ran = run("identities", "list", "--fields", "country,identity_id")
    assert ["country", "identity_id", "US", "BLQKOPK"] == ran.out.split()


def test_an_unknown_field(run: Run) -> None:
    """A column that is none is wrong usage, and the error names those that are."""
    ran = run("identities", "list", "--fields", "colour")
    assert 2 == ran.status
    assert "there is no field 'colour'" in ran.err
    assert "display_name" in ran.err


def test_pages_and_limits(run: Run, server: MockServer) -> None:
    """What the pager of the client takes is a flag."""
    server.mock.reset()
    server.mock.seed("large")
    ran = run("identities", "list", "--page-size", "5", "--limit", "12", "--json")
    assert 12 == len(ran.json)
    assert 3 == len(server.mock.requests)


def test_a_query_parameter(run: Run) -> None:
    """A parameter of the query is a flag, too."""
    assert [] != run("engagements", "list", "--identity-id", "BLQKOPK", "--json").json
    assert [] == run("engagements", "list", "--identity-id", "BNOSUCH", "--json").json


def test_one_thing(run: Run) -> None:
    """A single thing is a table of its fields."""
    ran = run("identities", "get", "BLQKOPK")
    rows = dict(line.split(None, 1) for line in ran.out.splitlines())
    assert "Vonage" == rows["display_name"]
    assert "BLQKOPK" == run("identities", "get", "BLQKOPK", "--jsonl").json["identity_id"]


def test_what_would_steer_a_terminal_is_escaped(run: Run, server: MockServer) -> None:
    """A name with escape sequences does nothing to the terminal, and JSON has it as it is."""
    server.mock.reset()
    server.mock.seed("example")
    evil = "a\x1b[31m\nb"
    assert 0 == run("identities", "update", "BLQKOPK", "--display-name", evil).status
    assert "a\\x1b[31m\\nb" in run("identities", "get", "BLQKOPK").out
    assert evil == run("identities", "get", "BLQKOPK", "--json").json["display_name"]


def test_a_walk_that_fails_gives_what_it_read(run: Run, server: MockServer) -> None:
    """What came before the error is printed, and the error says where to go on."""
    server.mock.reset()
    server.mock.seed("large")

    ran = run("identities", "list", "--page-size", "5", "--max-pages", "2", "--json")
    assert 1 == ran.status
    assert 10 == len(json.loads(f"{ran.out}]"))
    assert "--start-page 3 --page-size 5" in " ".join(ran.err.split())
