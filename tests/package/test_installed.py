"""The package as it is installed, with whatever extras are there: `scripts/package` runs this, too.

It needs nothing of the repository, so that it can run far from it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

import messaging_engagement
import messaging_engagement_api
import messaging_engagement_contract
from messaging_engagement import Client, NotFoundError, models

PACKAGES = (messaging_engagement_api, messaging_engagement, messaging_engagement_contract)
DISTRIBUTION = "messaging-engagement"
#: Which module tells that an extra is there, and all that the extra brings and nothing else needs.
BROUGHT = {
    "fast": {"aiohttp", "msgspec"},
    "httpx2": {"httpx2"},
    "otel": {"opentelemetry"},
    "rate-limit": {"pyrate_limiter"},
    "cli": {"argcomplete", "rich"},
    "mock": {"httptools", "jsonschema_rs", "orjson", "yaml", "uvicorn", "uvloop"},
    "contract": {"hypothesis", "pytest", "schemathesis", "_pytest"},
}
COMMANDS = {"mock": "mock", "conformance": "contract"}
PERSON = models.IndividualPerson(
    display_name="Zoë",
    phone="+15556660001",
    country="US",
    email="zoe@example.com",
    brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
)


def has(extra: str) -> bool:
    """Tell whether an extra is installed."""
    return all(find_spec(name) is not None for name in BROUGHT[extra])


def modules() -> list[str]:
    """Give the name of every module that is shipped."""
    return [
        found.name
        for package in PACKAGES
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.endswith((".__main__", ".test_conformance"))
    ]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    program = Path(sys.executable).with_name("messaging-engagement")
    return subprocess.run([program, *arguments], check=False, capture_output=True, text=True)


@pytest.mark.parametrize("name", modules())
def test_every_module_can_be_imported(name: str) -> None:
    """A module imports; or what it lacks is of an extra that is not installed."""
    lacking = {module for names in BROUGHT.values() for module in names if not find_spec(module)}
    lacked = ""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        lacked = (error.name or "?").partition(".")[0]
    assert lacked in {"", *lacking}


def test_the_client_needs_no_extra() -> None:
    """The packages of the client say that they are typed, and come with the ledger."""
    for package in PACKAGES:
        folder = Path(str(package.__file__)).parent
        assert (folder / "py.typed").is_file()
    assert json.loads(run("quirks", "--json").stdout)


def test_a_call() -> None:
    """A request goes out with its credentials, and what comes back is a model or an error."""

    def handler(request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"].startswith("Basic ")
        if request.method == "POST":
            return httpx.Response(201, json={"identity_id": "B1", **json.loads(request.content)})
        return httpx.Response(404, json={"title": "Not Found"})

    http = httpx.Client(transport=httpx.MockTransport(handler))
    with Client(api_key="abcd1234", api_secret="mock-secret", http_client=http) as client:
        assert "Zoë" == client.identities.create(PERSON).display_name
        with pytest.raises(NotFoundError):
            client.identities.get("B2")


def test_the_version_is_that_of_the_distribution() -> None:
    """The command and the metadata tell one version."""
    assert f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}\n" == run("--version").stdout


@pytest.mark.parametrize("command", ["", "identities", "engagements", "numbers"])
def test_help_of_the_resources(command: str) -> None:
    """Help comes without any extra."""
    helped = run(*filter(None, [command, "--help"]))
    assert (0, "") == (helped.returncode, helped.stderr)
    assert helped.stdout.startswith("usage: messaging-engagement")


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_an_extra(command: str) -> None:
    """A command that is there tells how it is used; one that is not, how it is installed."""
    helped = run(command, "--help")
    if has(COMMANDS[command]):
        assert (0, "") == (helped.returncode, helped.stderr)
    elif helped.returncode:
        assert f"pip install '{DISTRIBUTION}[{COMMANDS[command]}]'" in helped.stderr
        assert 2 == helped.returncode


@pytest.mark.skipif(has("mock"), reason="is for an environment without the extra mock")
@pytest.mark.parametrize("arguments", [("mock", "--port", "0"), ("conformance",)])
def test_a_command_without_its_extra_says_so(arguments: tuple[str, ...]) -> None:
    """What cannot run without an extra names it, in one line and without a traceback."""
    ran = run(*arguments)
    assert (2, 1) == (ran.returncode, len(ran.stderr.splitlines()))
    assert f"pip install '{DISTRIBUTION}[" in ran.stderr


@pytest.mark.skipif(not has("mock"), reason="needs the extra mock")
def test_the_mock() -> None:
    """The client creates at the mock, over HTTP, what it then lists."""
    server_class = messaging_engagement_contract.MockServer
    with (
        server_class() as server,
        Client(api_key="abcd1234", api_secret="mock-secret", base_url=server.url) as client,
    ):
        created = client.identities.create(PERSON)
        assert [created.identity_id] == [one.identity_id for one in client.identities.list()]


@pytest.mark.skipif(not has("fast"), reason="needs the extra fast")
def test_fast_gives_the_same() -> None:
    """What msgspec reads is what is read without it."""
    content = json.dumps({"identity_id": "B1", **PERSON.to_dict()}).encode()
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=content))
    with Client(
        api_key="abcd1234", api_secret="mock-secret", http_client=httpx.Client(transport=transport)
    ) as client:
        assert json.loads(content) == client.identities.get("B1").to_dict()
