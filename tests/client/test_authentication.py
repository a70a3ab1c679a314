"""Credentials: an API key and its secret, a function that gives them, a token, any httpx.Auth."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement import BearerToken, SettingsError
from messaging_engagement.testing import FakeTime
from tests.client.sides import IDENTITY, Server, Side, all_sides, answer, basic, both

if TYPE_CHECKING:
    from collections.abc import Generator

OK = answer(200, IDENTITY)


def sent(side: Side, server: Server, auth: object) -> list[str | None]:
    """Get an identity, and give the Authorization header of each attempt."""
    with FakeTime():
        side.client(server, api_key=None, api_secret=None, auth=auth).identities.get("B1")
    return [request.headers.get("Authorization") for request in server.requests]


@all_sides
@pytest.mark.parametrize("secret", ["marked-secret", "a:b", "pässwörd", "'\"\\"])
def test_key_and_secret_are_basic(side: Side, secret: str) -> None:
    """API key and secret are sent as HTTP Basic, in UTF-8."""
    server = side.server(OK)
    side.client(server, api_secret=secret).identities.get("B1")
    assert basic("abcd1234", secret) == server.requests[0].headers["Authorization"]


@all_sides
def test_function_is_asked_for_each_attempt(side: Side) -> None:
    """Credentials that change are taken anew for each attempt."""
    secrets = iter(["first", "second"])
    expected = [basic("key", "first"), basic("key", "second")]
    assert expected == sent(side, side.server(answer(503), OK), lambda: ("key", next(secrets)))


@all_sides
def test_bearer_token(side: Side) -> None:
    """A bearer token is sent as such."""
    assert ["Bearer a.b-c_d"] == sent(side, side.server(OK), BearerToken("a.b-c_d"))


@all_sides
def test_any_auth_of_the_library(side: Side) -> None:
    """An authentication of the HTTP library is used as it is, with all that it does."""
    assert [basic("a", "b")] == sent(side, side.server(OK), side.library.BasicAuth("a", "b"))
    digest = answer(401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth"'})
    headers = sent(side, side.server(digest, OK), side.library.DigestAuth("a", "b"))
    assert 2 == len(headers)
    assert str(headers[-1]).startswith('Digest username="a"')


@both
def test_auth_of_ones_own(side: Side) -> None:
    """Whoever writes an ``httpx.Auth`` authenticates as they like."""

    class Signed(httpx.Auth):
        def auth_flow(
            self, request: httpx.Request
        ) -> Generator[httpx.Request, httpx.Response, None]:
            request.headers["X-Signature"] = request.url.path
            yield request

    server = side.server(OK)
    assert [None] == sent(side, server, Signed())
    assert "/v1/messaging-engagement/identities/B1" == server.requests[0].headers["X-Signature"]


@both
@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, r"must return \(api_key, api_secret\)"),
        ("key:secret", r"must return \(api_key, api_secret\)"),
        (["key", "secret"], r"must return \(api_key, api_secret\)"),
        (("key", "secret", "more"), r"must return \(api_key, api_secret\)"),
        (("key", ""), "no api_secret: the function for credentials returned it"),
        (("k:y", "secret"), "the api_key has a colon.*: the function for credentials returned it"),
        (("key", None), "the api_secret must be a str, not NoneType"),
    ],
)
def test_function_that_gives_something_else(side: Side, given: Any, message: str) -> None:
    """What is no key and secret is refused before anything is sent."""
    server = side.server(OK)
    with pytest.raises(SettingsError, match=message):
        sent(side, server, lambda: given)
    assert [] == server.requests


@both
def test_coroutine_function_is_refused(side: Side) -> None:
    """A function to be awaited cannot be asked here; the error says what can."""

    async def credentials() -> tuple[str, str]:
        return await asyncio.sleep(0, ("key", "secret"))

    with pytest.raises(SettingsError, match=r"pass an httpx\.Auth with an async_auth_flow"):
        sent(side, side.server(OK), credentials)


@both
def test_error_of_the_function_passes(side: Side) -> None:
    """An error of one's own function for credentials is raised as it is."""

    def credentials() -> tuple[str, str]:
        raise LookupError("the vault is closed")

    with pytest.raises(LookupError, match="the vault is closed"):
        sent(side, side.server(OK), credentials)


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("", "no bearer token"),
        ("a b", "white space"),
        ("a\n", "white space"),
        ("ü", "characters that are not ASCII"),
        (5, "the bearer token must be a str, not int"),
    ],
)
def test_token_that_is_none(token: Any, message: str) -> None:
    """A token that no header can carry is refused at once."""
    with pytest.raises(SettingsError, match=message):
        BearerToken(token)
