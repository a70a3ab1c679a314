"""The mock without a port: through httpx's ASGI transport, its own transport, and in tests."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from messaging_engagement import AsyncClient, Client, RateLimitError
from messaging_engagement.testing import FakeTime
from messaging_engagement_contract.mock import ACCOUNTS, BASE_PATH, Mock, MockServer, MockTransport
from tests.mock.session import PERSON, transcript

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest_plugins = ["pytester"]

AUTH = next(iter(ACCOUNTS.items()))
PATH = f"{BASE_PATH}/identities"
ALONE = ("-p", "no:randomly", "-p", "no:schemathesis", "-p", "no:hypothesispytest")


def test_asgi_transport() -> None:
    """The ASGI transport of httpx serves the mock; what breaks is the client's exception."""

    async def scenario() -> None:
        mock = Mock()
        transport = httpx.ASGITransport(mock)
        async with httpx.AsyncClient(transport=transport, base_url="http://mock", auth=AUTH) as own:
            created = (await own.post(PATH, json=PERSON)).json()
            link = created["_links"]["self"]["href"]
            assert link == f"http://mock{PATH}/{created['identity_id']}"
            assert (await own.get(link)).json() == created
            with pytest.raises(httpx.RemoteProtocolError):
                await own.get(PATH, headers={"X-Mock-Fault": "cut-after"})
            assert (await own.get("/")).headers["Content-Type"].startswith("text/html")

    asyncio.run(scenario())


@pytest.mark.parametrize("profile", ["clean", "published"])
def test_mounted(profile: str) -> None:
    """Mounted below a path of another application, all works there, and links lead back there."""
    mock = Mock(seed_data="example", profile=profile)
    application = Starlette(routes=[Mount("/vonage", app=mock)])

    async def scenario() -> None:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://app", auth=AUTH) as own:
            page = (await own.get(f"/vonage{PATH}")).json()
            (items,) = page["_embedded"].values()
            link = items[0]["_links"]["self"]["href"]
            assert link.removeprefix("http://app").startswith(f"/vonage{PATH}/")
            assert (await own.get(link)).json()["display_name"] == "Vonage"
            created = await own.post(f"/vonage{PATH}", json=PERSON)
            assert created.headers["Location"].startswith(f"http://app/vonage{PATH}/")
            told = await own.get(f"/vonage{PATH}/B1", headers={"X-Mock-Fault": "redirected"})
            assert told.headers["Location"] == f"/vonage{PATH}/B1/"
            assert (await own.get("/vonage/__mock")).json()["profile"] == profile
            assert (await own.get("/vonage/")).headers["Content-Type"].startswith("text/html")
            assert (await own.get("/vonage/__mock/page/main.js")).status_code == 200
            assert (await own.get(PATH)).status_code == 404
        assert [PATH, f"{PATH}/"] == [one.path[: len(PATH) + 1] for one in mock.requests[:2]]

    asyncio.run(scenario())


def test_our_clients() -> None:
    """Both clients of this project work on a mock in process, and share its state."""
    mock = Mock()
    base_url = "https://mock"

    async def names() -> list[str]:
        async with (
            httpx.AsyncClient(transport=MockTransport(mock)) as http_client,
            AsyncClient(
                api_key=AUTH[0], api_secret=AUTH[1], base_url=base_url, http_client=http_client
            ) as client,
        ):
            return [str(one.display_name) async for one in client.identities.list()]

    with (
        httpx.Client(transport=MockTransport(mock)) as http_client,
        Client(
            api_key=AUTH[0], api_secret=AUTH[1], base_url=base_url, http_client=http_client
        ) as client,
    ):
        http_client.post(f"{base_url}{PATH}", json=PERSON, auth=AUTH)
        assert [PERSON["display_name"]] == [one.display_name for one in client.identities.list()]
        mock.set_faults(["throttled"])
        with FakeTime(), pytest.raises(RateLimitError):
            client.identities.get("B1")
        mock.set_faults([])
    assert [PERSON["display_name"]] == asyncio.run(names())


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"latency": -1}, ValueError, "no number of seconds"),
        ({"accounts": {}}, ValueError, "accounts is empty"),
        ({"accounts": ["key"]}, TypeError, "a mapping of keys to secrets, not list"),
        ({"accounts": {"key": 7}}, TypeError, "all of them texts"),
        ({"accounts": {"a:b": "secret"}}, ValueError, "no colon"),
        ({"faults": "throttled"}, TypeError, r"a sequence of texts, such as \['throttled'\]"),
        ({"hosts": "localhost"}, TypeError, r"such as \['localhost'\]"),
        ({"clock": lambda: datetime(2020, 1, 2)}, ValueError, "no time zone"),  # noqa: DTZ001 - that is the point
        ({"profile": "dirty"}, ValueError, "'dirty' is no profile"),
        ({"seed_data": "gold"}, ValueError, "'gold' is no seed data"),
    ],
)
@pytest.mark.parametrize("make", [Mock, MockServer])
def test_wrong_arguments(
    make: Callable[..., object], options: dict[str, Any], error: type[Exception], told: str
) -> None:
    """What cannot be is refused where it is given, and says what is wanted."""
    with pytest.raises(error, match=told):
        make(**options)


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"at": 0}, TypeError, "at is a datetime, not int"),
        ({"ahead": 60}, TypeError, "ahead is a timedelta, not int"),
        ({"at": datetime(2020, 1, 2)}, ValueError, "no time zone"),  # noqa: DTZ001 - that is the point
        (
            {"at": datetime(2020, 1, 2, tzinfo=UTC), "ahead": timedelta(1)},
            ValueError,
            "give one of the two",
        ),
        ({"ahead": timedelta.max}, ValueError, "no moment"),
    ],
)
def test_wrong_clock(options: dict[str, Any], error: type[Exception], told: str) -> None:
    """The clock takes a moment with its zone, or a step, and nothing else."""
    mock = Mock()
    with pytest.raises(error, match=told):
        mock.set_clock(**options)
    with pytest.raises(TypeError, match="a sequence of texts"):
        mock.set_faults("throttled")


def test_published_profile_shows() -> None:
    """The page, to the letter: each of its mistakes is in what comes back."""
    text = str(transcript(profile="published"))
    for oddity in (
        "messaging-envagement/engagements/?identity_id=",
        '"_embedded":{"brands":[',
        '"href":{"value":"http://mock',
        '"_embedded":{"numbers":["',
    ):
        assert oddity in text
    mock = Mock(profile="published", seed_data="example")
    with httpx.Client(transport=MockTransport(mock), auth=AUTH, base_url="http://mock") as client:
        vonage = client.get(f"{PATH}/BLQKOPK").json()
        assert vonage["entity_type"] == "PUBLIC_PROFIC"
        own = client.get(vonage["_links"]["self"]["href"]).json()
        assert own == vonage
        page = client.get(PATH).json()
        assert set(page["_embedded"]) == {"brands"}
        numbers = client.get(f"{BASE_PATH}/engagements/C1DEB879/numbers").json()
        assert set(numbers["_embedded"]) == {"numbers", "_links"}
        changed = client.patch(f"{PATH}/BLQKOPK", json={"entity_type": "PUBLIC_PROFIC"})
        assert changed.status_code == 200


@pytest.mark.parametrize("profile", ["clean", "published"])
def test_our_client_works_on_both_profiles(profile: str) -> None:
    """The client reads and writes the same on the clean mock and on the published page."""
    mock = Mock(profile=profile, seed_data="example")
    with (
        httpx.Client(transport=MockTransport(mock)) as http_client,
        Client(
            api_key=AUTH[0], api_secret=AUTH[1], base_url="https://mock", http_client=http_client
        ) as client,
    ):
        (identity,) = client.identities.list()
        (engagement,) = client.engagements.list(identity_id=identity.identity_id)
        assert engagement.engagement_id == "C1DEB879"
        result = client.numbers.add("C1DEB879", ["15550000001"])
        assert not result.failed
        assert list(client.numbers.list("C1DEB879"))[-1] == "15550000001"
        client.engagements.delete("C1DEB879")
        client.identities.delete(identity.identity_id)
        assert list(client.identities.list()) == []


def test_plugin_fixtures(pytester: pytest.Pytester) -> None:
    """People's tests get a mock in process, one on a port, and a client of each."""
    pytester.makepyfile(
        """
        def test_in_process(messaging_engagement_mock, messaging_engagement_client):
            messaging_engagement_mock.seed("example")
            (identity,) = messaging_engagement_client.identities.list()
            assert identity.display_name == "Vonage"
            assert messaging_engagement_mock.requests[-1].status == 200

        def test_on_a_port(messaging_engagement_server, messaging_engagement_server_client):
            assert list(messaging_engagement_server_client.identities.list()) == []
            assert messaging_engagement_server.url.startswith("http://127.0.0.1:")

        def test_apart(messaging_engagement_client):
            assert list(messaging_engagement_client.identities.list()) == []

        def test_credentials(messaging_engagement_http):
            path = "/v1/messaging-engagement/identities"
            assert 200 == messaging_engagement_http.get(path).status_code
            other = {"Authorization": "Basic bm9ib2R5"}
            assert 401 == messaging_engagement_http.get(path, headers=other).status_code
            assert 401 == messaging_engagement_http.get(path, auth=("abcd1234", "x")).status_code
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=4)


def test_plugin_costs_nothing(pytester: pytest.Pytester) -> None:
    """A run that asks for no fixture loads neither the mock nor what it needs."""
    pytester.makepyfile(
        """
        import sys

        def test_nothing():
            assert "messaging_engagement_contract.pytest_plugin" in sys.modules
            heavy = {"schemathesis", "hypothesis", "uvicorn", "jsonschema_rs", "orjson", "yaml"}
            assert (heavy | {"messaging_engagement"}) & sys.modules.keys() == set()
        """
    )
    pytester.runpytest_subprocess(*ALONE).assert_outcomes(passed=1)


def test_plugin_without_the_extra(pytester: pytest.Pytester) -> None:
    """Without the extra, pytest goes on, and a fixture says what to install."""
    pytester.makeconftest(
        """
        import sys
        sys.modules["uvicorn"] = sys.modules["jsonschema_rs"] = sys.modules["orjson"] = None
        """
    )
    pytester.makepyfile(
        """
        def test_fine(): pass
        def test_mock(messaging_engagement_mock): pass
        """
    )
    result = pytester.runpytest_subprocess(*ALONE)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*pip install 'messaging-engagement?mock?'*"])


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run Python without the libraries of the extra."""
    hidden = (
        "import sys\nfor n in ('uvicorn','orjson','yaml','jsonschema_rs'): sys.modules[n] = None\n"
    )
    return subprocess.run(
        [sys.executable, "-c", hidden + code], capture_output=True, text=True, check=False
    )


def test_command_without_the_extra() -> None:
    """Without the extra, the command says which to install."""
    code = "from messaging_engagement.command import main; sys.exit(main(['mock', '--port', '0']))"
    done = run(code)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "pip install 'messaging-engagement[mock]'" in done.stderr


def test_package_without_the_extra() -> None:
    """Without the extra, the package can be imported, and the ledger be shown."""
    done = run("import messaging_engagement_contract.mock as m; print(m.ACCOUNTS['abcd1234'])")
    assert done.stdout == "mock-secret\n"
    done = run(
        "from messaging_engagement.command import main; sys.exit(main(['quirks', '--json']))"
    )
    assert done.stdout.startswith("[")


@pytest.mark.parametrize("name", ["mock.Mock", "mock.MockServer", "MockServer"])
def test_import_without_the_extra(name: str) -> None:
    """Without the extra, importing what needs it says which to install, and why."""
    folder, _, name = f"messaging_engagement_contract.{name}".rpartition(".")
    done = run(f"from {folder} import {name}")
    *_, last = done.stderr.splitlines()
    assert last.startswith("ModuleNotFoundError: The mock needs the module ")
    assert last.endswith(": pip install 'messaging-engagement[mock]'")
    assert "direct cause" in done.stderr


def test_port_is_taken(free_port_server: MockServer, tmp_path: Path) -> None:
    """A port that is taken is told in one line, and the state file is left alone."""
    port = free_port_server.url.rpartition(":")[2]
    command = [sys.executable, "-m", "messaging_engagement.command", "mock", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert "cannot listen on 127.0.0.1" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.fixture
def free_port_server(messaging_engagement_server: MockServer) -> MockServer:
    """A server whose port nobody else can have."""
    return messaging_engagement_server
