"""Any client of httpx or httpx2 is taken as it is, and what it does of its own accord is undone."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from typing import Any

import pytest

from messaging_engagement import NoAnswerError, NotFoundError, StatusError
from messaging_engagement.testing import FakeTime
from tests.client.sides import (
    CREDENTIALS,
    IDENTITIES,
    IDENTITY,
    PERSON,
    SERVER,
    Answer,
    Server,
    Side,
    all_sides,
    answer,
    basic,
)


def over(side: Side, server: Server, **options: Any) -> Any:
    """Make a client over an HTTP client with options of its own."""
    http = side.http_client(server, **options)
    return side.wrapped(side.make(**CREDENTIALS, http_client=http))


@all_sides
def test_authentication_of_the_http_client_is_not_used(side: Side) -> None:
    """What the HTTP client authenticates others with does not go to this API."""
    server = side.server(answer(200, IDENTITY))
    over(
        side, server, auth=("other", "other-secret"), headers={"Authorization": "Bearer other"}
    ).identities.get("B1")
    expected = [basic("abcd1234", "marked-secret")]
    assert expected == server.requests[0].headers.get_list("Authorization")


@all_sides
def test_headers_that_authenticate_others_are_not_sent(side: Side) -> None:
    """The same goes for its headers, if this API is authenticated in another way."""

    class Signed(side.library.Auth):  # type: ignore[misc, name-defined] # of either library
        def auth_flow(self, request: Any) -> Any:
            request.headers["X-Signature"] = "s"
            yield request

    server = side.server(answer(200, IDENTITY))
    http = side.http_client(server, headers={"Authorization": "Bearer other"})
    side.wrapped(side.make(auth=Signed(), http_client=http)).identities.get("B1")
    headers = server.requests[0].headers
    assert (None, "s") == (headers.get("Authorization"), headers["X-Signature"])


@all_sides
def test_cookies_of_the_http_client_are_not_sent(side: Side) -> None:
    """Cookies for others stay at home, and none of this server is ever sent back."""
    server = side.server(answer(200, IDENTITY, headers={"Set-Cookie": "session=1"}))
    client = over(side, server, cookies={"theirs": "1"})
    client.identities.get("B1")
    client.identities.get("B1")
    assert [None, None] == [request.headers.get("Cookie") for request in server.requests]


@all_sides
def test_base_url_of_the_http_client_does_not_matter(side: Side) -> None:
    """Requests go to the server that this client is configured for."""
    server = side.server(answer(200, IDENTITY))
    over(side, server, base_url="https://other.example/api").identities.get("B1")
    assert f"{SERVER}{IDENTITIES}/B1" == str(server.requests[0].url)


@all_sides
@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_redirect_is_not_followed(side: Side, status: int) -> None:
    """A redirect is an error status, also for an HTTP client that would follow it."""
    server = side.server(answer(status, headers={"Location": "https://elsewhere.example/"}))
    with pytest.raises(StatusError) as caught:
        over(side, server, follow_redirects=True).identities.create(PERSON)
    assert status == caught.value.status_code
    assert 1 == len(server.requests)


@all_sides
def test_headers_of_the_http_client_are_sent(side: Side) -> None:
    """Other headers of the HTTP client go along; it is the user's, and stays as it was."""
    server = side.server(answer(200, IDENTITY))
    http = side.http_client(server, headers={"X-Team": "a", "Accept": "text/html"})
    before = dict(http.headers)
    side.wrapped(side.make(**CREDENTIALS, http_client=http)).identities.get("B1")
    headers = server.requests[0].headers
    assert ("a", "application/json") == (headers["X-Team"], headers["Accept"])
    assert before == dict(http.headers)


@all_sides
def test_event_hooks_of_the_http_client_are_called(side: Side) -> None:
    """Event hooks see each attempt, as with any other request."""
    seen: list[str] = []

    def note(event: Any) -> None:
        seen.append(type(event).__name__)

    async def note_async(event: Any) -> None:
        seen.append(type(event).__name__)

    hook = note_async if side.is_async else note
    server = side.server(answer(503), answer(200, IDENTITY))
    client = over(side, server, event_hooks={"request": [hook], "response": [hook]})
    with FakeTime():
        client.identities.get("B1")
    assert ["Request", "Response", "Request", "Response"] == seen


@all_sides
def test_hook_that_raises_for_the_status_changes_nothing(side: Side) -> None:
    """The usual ``raise_for_status`` hook leaves retries and typed errors as they are."""

    def check(response: Any) -> None:
        response.raise_for_status()

    async def check_async(response: Any) -> None:
        response.raise_for_status()

    hooks = {"response": [check_async if side.is_async else check]}
    server = side.server(answer(503), answer(200, IDENTITY))
    with FakeTime():
        assert "B1" == over(side, server, event_hooks=hooks).identities.get("B1").identity_id
    server = side.server(answer(404, {"title": "Not Found"}))
    with pytest.raises(NotFoundError) as caught:
        over(side, server, event_hooks=hooks).identities.get("B1")
    assert "404 Not Found" in str(caught.value)


@all_sides
def test_closed_http_client_says_so(side: Side) -> None:
    """An HTTP client that its owner has closed is not used."""
    http = side.http_client(side.server())
    client = side.wrapped(side.make(**CREDENTIALS, http_client=http))
    if side.is_async:
        asyncio.run(http.aclose())
    else:
        http.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.identities.get("B1")


@all_sides
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
def test_compressed_answers_are_read(side: Side, encoding: str) -> None:
    """An answer may be compressed."""
    compress: dict[str, Any] = {"gzip": gzip.compress, "deflate": zlib.compress, "identity": bytes}
    content = compress[encoding](b'{"identity_id": "B1"}')
    reply = Answer(200, tuple(bytes([byte]) for byte in content), {"Content-Encoding": encoding})
    assert "B1" == side.client(side.server(reply)).identities.get("B1").identity_id


@all_sides
@pytest.mark.parametrize("name", ["ConnectError", "PoolTimeout"])
def test_failure_of_an_event_hook_repeats_no_registration(side: Side, name: str) -> None:
    """A hook whose own request fails after the answer says nothing of ours."""

    def fail(_: Any) -> None:
        raise getattr(side.library, name)("the metrics are down")

    async def fail_async(_: Any) -> None:
        fail(_)

    server = side.server(answer(201, IDENTITY))
    hooks = {"response": [fail_async if side.is_async else fail]}
    with pytest.raises(NoAnswerError) as caught:
        over(side, server, event_hooks=hooks).identities.create(PERSON)
    assert 1 == len(server.requests)
    assert caught.value.maybe_processed


@all_sides
def test_status_of_another_request_is_not_taken_for_ours(side: Side) -> None:
    """A hook that raises for the status of another server does not make ours refuse anything."""

    def fail(_: Any) -> None:
        request = side.library.Request("GET", "https://metrics.example/")
        side.library.Response(429, request=request).raise_for_status()

    async def fail_async(_: Any) -> None:
        fail(_)

    server = side.server(answer(201, IDENTITY))
    hooks = {"response": [fail_async if side.is_async else fail]}
    with pytest.raises(NoAnswerError):
        over(side, server, event_hooks=hooks).identities.create(PERSON)
    assert 1 == len(server.requests)


@all_sides
def test_answer_to_a_request_that_authenticates_is_not_taken_for_ours(side: Side) -> None:
    """What a token server says at the end of an authentication is no answer of this API."""

    class Asking(side.library.Auth):  # type: ignore[misc, name-defined] # of either library
        def auth_flow(self, request: Any) -> Any:
            yield request
            yield side.library.Request("GET", "https://tokens.example/")

    server = side.server(answer(503), answer(404))
    http = side.http_client(server)
    client = side.wrapped(side.make(auth=Asking(), http_client=http, max_retries=0))
    with pytest.raises(NoAnswerError):
        client.identities.delete("B1")
