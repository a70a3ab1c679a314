"""The examples run as they are, with the mock as the server, and do what they say."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from messaging_engagement import Client, models
from messaging_engagement.testing import FakeTime
from messaging_engagement_contract import MockServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
CREDENTIALS = {"VONAGE_API_KEY": "abcd1234", "VONAGE_API_SECRET": "mock-secret"}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Start a mock server, point the environment at it, and give a client of it."""
    with MockServer() as server:
        for name, value in {**CREDENTIALS, "MESSAGING_ENGAGEMENT_BASE_URL": server.url}.items():
            monkeypatch.setenv(name, value)
        with Client() as client:
            yield client


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[str, str]]:
    """Give what runs an example, and gives its output and its error output."""

    def run(name: str, *arguments: object, status: int = 0) -> tuple[str, str]:
        monkeypatch.setattr(sys, "argv", [name, *map(str, arguments)])
        code: object = 0
        try:
            runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
        except SystemExit as stopped:
            code = stopped.code
        assert status == code
        shown = capsys.readouterr()
        return shown.out, shown.err

    return run


def registered(client: Client, number: int = 0) -> tuple[str, str]:
    """Register a person and an engagement; give their ids."""
    person = client.identities.create(
        models.IndividualPerson(
            display_name=f"Person {number}",
            phone="+15556660004",
            country="US",
            email="ada@moreno.example",
            brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
        )
    )
    engagement = client.engagements.create(
        models.NewEngagement(
            identity_id=person.identity_id, vertical="RETAIL", use_case="2FA", description="Codes"
        )
    )
    return person.identity_id, engagement.engagement_id


def test_every_example_has_a_test() -> None:
    """There are five, each run below, and each about as long as a screen."""
    names = {path.stem for path in EXAMPLES.glob("*.py")}
    source = Path(__file__).read_text(encoding="utf-8")
    assert names == set(re.findall(r'run\("(\w+)"', source))
    assert 5 == len(names)
    assert [] == [
        path.name
        for path in EXAMPLES.glob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 45
    ]


@pytest.mark.parametrize("name", ["add_numbers", "handle_errors"])
def test_called_without_arguments(name: str) -> None:
    """An example that needs arguments tells which, in place of a traceback."""
    path = EXAMPLES / f"{name}.py"
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, check=False)
    assert (1, "") == (done.returncode, done.stdout)
    assert f"python examples/{name}.py " in done.stderr
    assert "Traceback" not in done.stderr


def test_register(client: Client, run: Callable[..., tuple[str, str]]) -> None:
    """A company and an engagement are registered."""
    shown, _ = run("register")
    (company,) = client.identities.list()
    (engagement,) = client.engagements.list(identity_id=company.identity_id)
    assert f"Corner Pharmacy is {company.identity_id}, registered on" in shown
    assert f"Reminders that a prescription is ready: {engagement.engagement_id}" in shown


def test_list_everything(client: Client, run: Callable[..., tuple[str, str]]) -> None:
    """Every identity, engagement and number is listed, while the progress is shown."""
    made = [registered(client, number) for number in range(12)]
    client.numbers.add(made[0][1], ["15556660001", "15556660002"])
    shown, progress = run("list_everything")
    lines = shown.splitlines()
    assert [f"{identity} Person {number}" for number, (identity, _) in enumerate(made)] == lines[
        ::2
    ]
    assert f"    {made[0][1]} 2FA 15556660001 15556660002" == lines[1]
    assert "12 of 12 identities\n" == progress


def test_what_is_listed_and_how_far_it_is_are_lines_of_their_own(
    client: Client, run: Callable[..., tuple[str, str]]
) -> None:
    """On a terminal, which shows both, no line of one runs into a line of the other."""
    for number in range(120):
        registered(client, number)
    both = io.StringIO()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        run("list_everything")
    shown = both.getvalue().splitlines()
    told = [line for line in shown if line.endswith("of 120 identities")]
    assert ["100 of 120 identities", "120 of 120 identities"] == told
    assert 240 == len([line for line in shown if re.fullmatch(r"    \w+ 2FA|\w+ Person \d+", line)])


def test_add_numbers(client: Client, run: Callable[..., tuple[str, str]], tmp_path: Path) -> None:
    """The numbers of the file are added; those that cannot be are in the other, with the why."""
    _, engagement = registered(client)
    source, target = tmp_path / "numbers.csv", tmp_path / "failed.csv"
    numbers = [f"+1 (555) 000-{number:04}" for number in range(130)]
    source.write_text("\n".join(["number,owner", *(f"{one},me" for one in numbers)]), "utf-8")
    assert "130 numbers: 130 done\n" == run("add_numbers", engagement, source, target)[0]
    assert 130 == client.numbers.list(engagement).total_items
    assert "number,status,reason\n" == target.read_text("utf-8")

    source.write_text("\ufeffnumber\n15550000001\n15559999999\nbogus\n", "utf-8")
    shown, _ = run("add_numbers", engagement, source, target, status=1)
    assert "3 numbers: 1 done, 1 refused, 1 not sent\n" == shown
    _, refused, bogus = target.read_text("utf-8").splitlines()
    assert refused.startswith("15550000001,refused,")
    assert "bogus,not sent,'bogus' is not a number of 7 to 15 digits" == bogus


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read: No such file or directory"), ("phone\n1\n", "has no column 'number'")],
)
def test_add_numbers_of_no_such_file(content: str | None, told: str, tmp_path: Path) -> None:
    """A file that is not there, or has another column, is one sentence; nothing is sent."""
    source = tmp_path / "numbers.csv"
    if content is not None:
        source.write_text(content, encoding="utf-8")
    command: list[str | Path] = [
        sys.executable,
        EXAMPLES / "add_numbers.py",
        "C1DEB879",
        source,
        tmp_path / "x.csv",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (1, "", f"{source} {told}\n") == (done.returncode, done.stdout, done.stderr)


def test_handle_errors(client: Client, run: Callable[..., tuple[str, str]]) -> None:
    """What works says so, and so does what does not."""
    identity, _ = registered(client)
    website = "https://corner-pharmacy.example"
    assert f"The website of Person 0 is {website}\n" == run("handle_errors", identity)[0]
    assert "There is no identity BNOSUCH\n" == run("handle_errors", "BNOSUCH")[0]
    assert run("handle_errors", "")[0].startswith("Not sent: identity_id must not be empty")


def test_handle_errors_of_a_server_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[str, str]]
) -> None:
    """Without a server the example tells how often it was tried."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MESSAGING_ENGAGEMENT_BASE_URL", "http://127.0.0.1:9")
    with FakeTime():
        shown, _ = run("handle_errors", "BLQKOPK")
    assert shown.startswith("After 6 attempts the change is not made: updateIdentity")


def test_read_ahead(client: Client, run: Callable[..., tuple[str, str]]) -> None:
    """Identities are counted by kind, and the numbers of all engagements are summed up."""
    made = [registered(client, number) for number in range(3)]
    client.numbers.add(made[0][1], ["15556660001", "15556660002"])
    client.numbers.add(made[2][1], ["15556660003"])
    assert "3 INDIVIDUAL\n3 numbers in 3 engagements\n" == run("read_ahead")[0]
