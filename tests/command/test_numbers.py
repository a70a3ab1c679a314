"""Numbers in bulk: from the command line and from CSV files, each row accounted for."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args, get_origin, get_type_hints

import pytest

from messaging_engagement import Client
from messaging_engagement.command import catalogue
from messaging_engagement.command.words import resources

if TYPE_CHECKING:
    from messaging_engagement_contract import MockServer
    from tests.command.conftest import Run

ADD = ("numbers", "add", "C1DEB879", "--from", "-")


def test_numbers_of_the_command_line(run: Run, server: MockServer) -> None:
    """Numbers are given as people write them."""
    assert server.url
    ran = run("numbers", "add", "C1DEB879", "+1 555 777 0001", "15557770002")
    assert (0, "2 numbers: 2 done\n") == (ran.status, ran.out)


def test_every_row_has_an_outcome(run: Run, server: MockServer) -> None:
    """The account has each row that is not empty, with its line."""
    assert server.url
    stdin = "name;number\nZoë;+1 555 777 0001\nB;junk\n\nC;\nZoë;15557770001\n".encode()
    ran = run(*ADD, "--json", stdin=stdin)
    assert 1 == ran.status
    assert [
        (2, "15557770001", "done"),
        (3, None, "not sent"),
        (5, None, "not sent"),
        (6, "15557770001", "done"),
    ] == [(row["line"], row["number"], row["status"]) for row in ran.json]


def test_a_table_has_the_failures(run: Run, server: MockServer) -> None:
    """People see what went wrong, and a count of all."""
    assert server.url
    ran = run(*ADD, stdin=b"15557770001\njunk-2\n")
    assert ["line", "given", "number", "status", "reason"] == ran.out.splitlines()[0].split()
    assert ran.out.endswith("2 numbers: 1 done, 1 not sent\n")


def test_more_than_a_request_takes(run: Run, server: MockServer) -> None:
    """Any count goes, in pieces."""
    server.mock.reset()
    server.mock.seed("example")
    stdin = "\n".join(f"1555777{number:04}" for number in range(120)).encode()
    dry = run(*ADD, "--dry-run", "--json", stdin=stdin)
    assert [50, 50, 20] == [len(request["body"]["numbers"]) for request in dry.json]
    assert 120 == len(run(*ADD, "--json", "--concurrency", "3", stdin=stdin).json)
    assert 3 == len(server.mock.requests)


@pytest.mark.parametrize(
    "text",
    [
        "15557770001",
        "number\n15557770001\n",
        "Numbers\r\n15557770001\r\n",
        "phone\n15557770001",
        "a,number,b\nx,15557770001,y\n",
        "a\tnumber\nx\t15557770001\n",
        'number;note\n"15557770001";"a;b"\n',
        "\ufeffnumber\n15557770001\n",
    ],
)
def test_forms_of_a_file(text: str, run: Run) -> None:
    """One a line, with or without a header, with any usual separator."""
    ran = run(*ADD, "--dry-run", "--json", stdin=text.encode())
    assert ["15557770001"] == ran.json[0]["body"]["numbers"]


@pytest.mark.parametrize(
    ("text", "arguments", "told"),
    [
        ("a,b\n1,2\n", [], "--column takes one of: a, b"),
        (
            "a,number\n1,2\n",
            ["--column", "c"],
            "there is no column 'c': --column takes one",
        ),
        ("1,15557770001\n", [], "begin with a row that names the columns"),
        ("15557770001\n", ["--column", "c"], "it is no header"),
        ('"15557770001', [], "of the CSV file"),
        ("numb\xff", [], "is not text in UTF-8"),
    ],
)
def test_files_that_are_none(text: str, arguments: list[str], told: str, run: Run) -> None:
    """What is not clear is asked, before anything is sent."""
    ran = run(*ADD, *arguments, stdin=text.encode("latin-1"))
    assert 2 == ran.status
    assert told in " ".join(ran.err.split())


def test_a_named_column(run: Run) -> None:
    """Which column it is can be said."""
    stdin = b"home,work\n15557770001,15557770002\n"
    ran = run(*ADD, "--column", "WORK", "--dry-run", "--json", stdin=stdin)
    assert ["15557770002"] == ran.json[0]["body"]["numbers"]


def test_a_dry_run_tells_which_rows_are_no_numbers(run: Run) -> None:
    """The lines that would not be sent are named."""
    ran = run(*ADD, "--dry-run", stdin=b"15557770001\nno number at 0\n")
    assert 1 == ran.status
    assert "line 2: 'no number at 0' is not a number" in ran.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "which holds nothing: it must have one a row"),
        ("\n \n", "which holds nothing: it must have one a row"),
        ("number\n", "nothing but the header 'number': it must have one a row"),
        ("a,b\n", "nothing but the header 'a', 'b': it must have"),
    ],
)
def test_a_file_without_numbers(text: str, told: str, run: Run, server: MockServer) -> None:
    """A file with nothing to send is not taken for one that was sent: it says what it must have."""
    ran = run(*ADD, stdin=text.encode())
    assert (2, "") == (ran.status, ran.out)
    assert "error: there are no numbers in the standard input" in ran.err
    assert told in ran.err
    assert "in a column named number" in ran.err
    assert [] == list(server.mock.requests)


def test_no_number(run: Run) -> None:
    """None at all is wrong usage."""
    ran = run("numbers", "add", "C1DEB879")
    assert 2 == ran.status
    assert "which numbers? Write them, or give --from FILE" in ran.err


def test_why_a_part_was_refused(run: Run, server: MockServer) -> None:
    """An answer about a part has no reason for each number; how to get it is told."""
    server.mock.reset()
    server.mock.seed("example")
    assert "" == run("numbers", "add", "C1DEB879", "15557770001").err
    ran = run("numbers", "add", "C1DEB879", "15557770001", "15557770002")
    assert "refused  Some or all of the numbers" in ran.out
    assert "Send those once more, without the rest" in ran.err
    alone = run("numbers", "add", "C1DEB879", "15557770001")
    assert "refused  The numbers are in an engagement already." in alone.out
    assert "" == alone.err


def test_reasons_name_flags(run: Run, server: MockServer) -> None:
    """The reason of a number speaks of the command line, not of Python."""
    assert server.url
    ran = run("numbers", "add", "C", "15557770001", "--json", "--base-url", "http://127.0.0.1:1")
    assert "Check --base-url" in ran.json[0]["reason"]


def test_a_list_is_a_file_to_remove(run: Run, server: MockServer) -> None:
    """What one command prints the other reads."""
    assert server.url
    listed = run("numbers", "list", "C1DEB879").out.encode()
    ran = run("numbers", "remove", "C1DEB879", "--from", "-", "--yes", stdin=listed)
    assert 0 == ran.status
    assert [] == run("numbers", "list", "C1DEB879", "--json").json


def test_refused_credentials(run: Run, server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """If nothing was done for want of credentials, the status says so."""
    assert server.url
    monkeypatch.setenv("VONAGE_API_SECRET", "wrong")
    ran = run("numbers", "add", "C1DEB879", "15557770001", "--json")
    assert 3 == ran.status
    assert "wrong" not in ran.out + ran.err


def test_which_methods_take_any_count() -> None:
    """The catalogue knows the methods that the client has by hand."""
    found: set[str] = set()
    with Client(api_key="a", api_secret="b") as client:
        for resource in resources():
            for name in catalogue.summaries(resource):
                method = getattr(getattr(client, resource), name)
                if "body" in inspect.signature(method).parameters:
                    forms = get_args(get_type_hints(method)["body"])
                    if any(get_origin(form) is Iterable for form in forms):
                        found.add(catalogue.command(resource, name).operation.id)
    assert found == catalogue.IN_PIECES
