"""Fixtures for tests that need the API: a mock in process, or one on a port of this machine.

pytest loads this module in every run of an environment that has the package, so it imports nothing
until a fixture is asked for. Without the extra ``[mock]`` the fixtures say how to install it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from messaging_engagement import Client
    from messaging_engagement_contract.mock import Mock, MockServer

_IN_PROCESS = "https://messaging-engagement.mock"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the options of the fixtures."""
    parser.addini("messaging_engagement_profile", "profile of the mock", default="clean")
    parser.addini("messaging_engagement_seed_data", "what the mock begins with", default="none")


def _options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {
        "profile": request.config.getini("messaging_engagement_profile"),
        "seed_data": request.config.getini("messaging_engagement_seed_data"),
    }


def _mock() -> tuple[type[Mock], type[MockServer]]:
    try:
        from messaging_engagement_contract.mock import Mock, MockServer
    except ModuleNotFoundError as error:
        pytest.fail(str(error), pytrace=False)
    return Mock, MockServer


@pytest.fixture
def messaging_engagement_mock(request: pytest.FixtureRequest) -> Iterator[Mock]:
    """A mock of its own for the test, in process: faults, clock, state and the requests it saw."""
    make, _ = _mock()
    mock = make(**_options(request))
    yield mock
    mock.close()


@pytest.fixture
def messaging_engagement_http(messaging_engagement_mock: Mock) -> Iterator[httpx.Client]:
    """An ``httpx.Client`` whose requests all go to `messaging_engagement_mock`, without a port.

    It sends the credentials of the first account, unless a request has an ``Authorization`` header
    or ``auth=`` of its own.
    """
    import httpx

    from messaging_engagement_contract.mock import MockTransport
    from messaging_engagement_contract.mock.parts import parts_of

    accounts = parts_of(messaging_engagement_mock).api.accounts
    headers = {"Authorization": accounts.token(accounts.keys[0])}  # `auth=` would replace a header
    transport = MockTransport(messaging_engagement_mock)
    with httpx.Client(transport=transport, base_url=_IN_PROCESS, headers=headers) as client:
        yield client


@pytest.fixture
def messaging_engagement_client(messaging_engagement_http: httpx.Client) -> Iterator[Client]:
    """A client of the first account of `messaging_engagement_mock`, without a port."""
    with _client(_IN_PROCESS, http_client=messaging_engagement_http) as client:
        yield client


@pytest.fixture
def messaging_engagement_server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A mock of its own for the test, on a port of this machine: ``.url`` and ``.mock``."""
    _, make = _mock()
    with make(**_options(request)) as running:
        yield running


@pytest.fixture
def messaging_engagement_server_client(messaging_engagement_server: MockServer) -> Iterator[Client]:
    """A client of the first account of `messaging_engagement_server`, over real HTTP."""
    with _client(messaging_engagement_server.url) as client:
        yield client


def _client(url: str, **options: Any) -> Client:  # noqa: ANN401 - those of Client
    from messaging_engagement import Client
    from messaging_engagement_contract.mock.accounts import ACCOUNTS

    key, secret = next(iter(ACCOUNTS.items()))
    return Client(api_key=key, api_secret=secret, base_url=url, **options)
