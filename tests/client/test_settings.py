"""What a client is made with is checked at once; what cannot work is refused in plain words."""

from __future__ import annotations

import asyncio
import math
from importlib import metadata
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement import AsyncClient, Client, Hooks, SettingsError
from messaging_engagement.settings import user_agent
from tests.client.sides import CREDENTIALS, IDENTITY, SERVER, Side, answer, both

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = ("VONAGE_API_KEY", "VONAGE_API_SECRET", "MESSAGING_ENGAGEMENT_BASE_URL")


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of this machine plays a part."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@both
def test_environment_gives_what_arguments_do_not(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Credentials and server come from the environment, and an argument wins over it."""
    monkeypatch.setenv("VONAGE_API_KEY", "from-env")
    monkeypatch.setenv("VONAGE_API_SECRET", "secret")
    monkeypatch.setenv("MESSAGING_ENGAGEMENT_BASE_URL", "http://127.0.0.1:4010/")
    assert "base_url='http://127.0.0.1:4010'" in repr(side.make())
    client = side.make(base_url="https://proxy.example/vonage/")
    assert "base_url='https://proxy.example/vonage'" in repr(client)


@both
def test_empty_variable_is_none(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set to nothing is as good as none."""
    monkeypatch.setenv("MESSAGING_ENGAGEMENT_BASE_URL", "")
    assert SERVER in repr(side.make(**CREDENTIALS))


@both
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"api_key": None}, "no api_key: pass api_key=… or set .* VONAGE_API_KEY"),
        ({"api_key": " "}, "no api_key"),
        ({"api_key": "ab:cd"}, "colon"),
        ({"api_key": 5}, "the api_key must be a str, not int"),
        ({"api_secret": None}, "no api_secret: pass api_secret=… or set .* VONAGE_API_SECRET"),
        ({"api_secret": ""}, "no api_secret: pass api_secret=… or set .* VONAGE_API_SECRET"),
        ({"api_secret": "a b"}, "white space"),
        ({"api_secret": "marked-secret\n"}, "white space"),
        ({"api_secret": "a\ud800"}, "characters that UTF-8 cannot encode"),
        ({"auth": lambda: ("a", "b")}, "either auth or api_key and api_secret"),
        ({"api_key": None, "auth": lambda: ("a", "b")}, "either auth or api_key and api_secret"),
        ({"api_key": None, "api_secret": None, "auth": ("a", "b")}, "auth must be a function"),
        ({"base_url": ""}, "base_url must be like https://api.nexmo.com"),
        ({"base_url": "api.nexmo.com"}, "base_url must be like https://api.nexmo.com"),
        ({"base_url": "ftp://api.nexmo.com"}, "base_url must be like"),
        ({"base_url": "https://"}, "base_url must be like"),
        ({"base_url": "http://api.nexmo.com"}, "must be https.*insecure=True allows it"),
        ({"base_url": "http://10.0.0.1"}, "must be https"),
        ({"base_url": "http://localhost.example"}, "must be https"),
        ({"base_url": "https://user:pw@api.nexmo.com"}, "must not have a user or password"),
        ({"base_url": "https://api.nexmo.com?x=1"}, "query or a fragment"),
        ({"base_url": "https://api.nexmo.com?"}, "query or a fragment"),
        ({"base_url": "https://api.nexmo.com#x"}, "query or a fragment"),
        ({"base_url": "https://api.nexmo.com:port"}, "base_url is not a URL"),
        ({"base_url": "https://user:pw@host:port"}, "base_url is not a URL"),
        ({"base_url": 5}, "base_url must be like"),
        ({"base_url": SERVER + "/v1/messaging-engagement/"}, "leave out /v1/messaging-engagement"),
        ({"timeout": 0}, "timeout must be more than 0 seconds, not 0"),
        ({"timeout": -1.5}, "timeout must be more than 0 seconds"),
        ({"timeout": math.nan}, "timeout must be more than 0 seconds"),
        ({"timeout": "5"}, "timeout must be more than 0 seconds, not '5'"),
        ({"timeout": True}, "timeout must be more than 0 seconds"),
        ({"deadline": 0}, "deadline must be more than 0 seconds"),
        ({"max_retries": -1}, "max_retries must be an integer of 0 or more, not -1"),
        ({"max_retries": 1.5}, "max_retries must be an integer"),
        ({"max_retries": True}, "max_retries must be an integer"),
        ({"headers": {"Authorization": "x"}}, "the header Authorization is the client's own"),
        ({"headers": {"content-TYPE": "x"}}, "the header content-TYPE is the client's own"),
        ({"headers": {"Cookie": "x"}}, "the header Cookie is the client's own"),
        ({"headers": {"X Y": "x"}}, "'X Y' is not the name of a header"),
        ({"headers": {"": "x"}}, "'' is not the name of a header"),
        ({"headers": {5: "x"}}, "5 is not the name of a header"),
        ({"headers": {"X-Y": "marked-secret\n"}}, "the value of the header X-Y must be ASCII text"),
        ({"headers": {"X-Y": "ü"}}, "the value of the header X-Y must be ASCII text"),
        ({"headers": {"X-Y": 5}}, "the value of the header X-Y must be ASCII text"),
        ({"http_client": object()}, "http_client must be an httpx"),
        ({"http_client": httpx}, "http_client must be an httpx"),
    ],
)
def test_wrong_settings_are_refused_at_once(
    side: Side, arguments: dict[str, Any], message: str
) -> None:
    """A setting that cannot work is refused at once, in words without a secret."""
    with pytest.raises(ValueError, match=message) as caught:
        side.make(**{**CREDENTIALS, **arguments})
    assert isinstance(caught.value, SettingsError)
    assert "marked-secret" not in str(caught.value)
    assert "pw" not in str(caught.value)


@both
@pytest.mark.parametrize("name", ["timeout", "max_retries", "deadline", "headers"])
def test_options_of_a_view_are_checked_alike(side: Side, name: str) -> None:
    """A view refuses what a client refuses."""
    bad: Mapping[str, Any] = {"timeout": 0, "max_retries": -1, "deadline": -1, "headers": {"": ""}}
    with pytest.raises(SettingsError):
        side.make(**CREDENTIALS).with_options(**{name: bad[name]})


@both
def test_client_of_the_other_kind_is_refused(side: Side) -> None:
    """An asynchronous httpx client is none for a synchronous client, nor the other way round."""
    other: Any = (httpx.Client if side.is_async else httpx.AsyncClient)()
    with pytest.raises(SettingsError, match="http_client must be an httpx"):
        side.make(**CREDENTIALS, http_client=other)


@both
@pytest.mark.parametrize(
    "url", ["http://localhost:1", "http://127.0.0.2", "http://[::1]:4010", "HTTP://LOCALHOST"]
)
def test_plain_http_to_this_machine_is_allowed(side: Side, url: str) -> None:
    """A loopback address needs no https."""
    assert url.lower() in repr(side.make(**CREDENTIALS, base_url=url))


@both
def test_plain_http_elsewhere_is_allowed_if_asked_for(side: Side) -> None:
    """``insecure=True`` allows plain http to another machine."""
    client = side.make(**CREDENTIALS, base_url="http://gateway.example:8080", insecure=True)
    assert "http://gateway.example:8080" in repr(client)


@both
def test_path_of_a_proxy_comes_before_that_of_the_api(side: Side) -> None:
    """A base URL may have a path; requests go below it."""
    server = side.server(answer(200, IDENTITY))
    side.client(server, base_url="https://proxy.example/vonage/").identities.get("B1")
    expected = "https://proxy.example/vonage/v1/messaging-engagement/identities/B1"
    assert expected == str(server.requests[0].url)


@both
def test_client_does_not_change(side: Side) -> None:
    """An attribute that is set by mistake is refused, with a hint at what does it."""
    client = side.make(**CREDENTIALS)
    for name in ("timeout", "base_url", "anything", "identities"):
        with pytest.raises(AttributeError, match="with_options"):
            setattr(client, name, 5)


def test_hooks_are_plain_functions() -> None:
    """A hook that is no function, or one to be awaited, is refused at once."""

    async def hook(_: object) -> None:
        pass

    with pytest.raises(SettingsError, match="before_attempt must be a function, not 5"):
        Hooks(before_attempt=5)  # type: ignore[arg-type] # the mistake
    with pytest.raises(SettingsError, match="after_attempt must not be a coroutine function"):
        Hooks(after_attempt=hook)


def test_clients_need_no_httpx_client_of_ones_own() -> None:
    """Without one, a client makes its own, with a pool of connections; unused, it makes none."""
    with Client(**CREDENTIALS) as client:
        assert "Client" in repr(client)

    async def scenario() -> None:
        async with AsyncClient(**CREDENTIALS) as client:
            assert "AsyncClient" in repr(client)

    asyncio.run(scenario())


def test_user_agent_names_the_version() -> None:
    """It is that of the distribution."""
    release = metadata.version("messaging-engagement")
    assert user_agent().startswith(f"messaging-engagement/{release} python/3.")
