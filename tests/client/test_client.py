"""The clients send what the resource classes ask for, with credentials, and no more."""

from __future__ import annotations

import asyncio
import base64
import copy
import pickle
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement import (
    AsyncClient,
    Client,
    ErrorStatus,
    InvalidPathParameter,
    UnreadableBody,
    models,
)
from messaging_engagement_contract import MockServer

if TYPE_CHECKING:
    from collections.abc import Callable

CREDENTIALS: dict[str, Any] = {"api_key": "abcd1234", "api_secret": "marked-secret"}

PERSON = models.IndividualPerson(
    display_name="Zoë",
    phone="+15556660001",
    country="US",
    email="zoe@example.com",
    brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
)


def answering(
    answer: httpx.Response | Callable[[httpx.Request], httpx.Response],
) -> tuple[Client, list[httpx.Request]]:
    """Make a client whose requests are recorded and answered without a network."""
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer if isinstance(answer, httpx.Response) else answer(request)

    http_client = httpx.Client(transport=httpx.MockTransport(handle))
    return Client(**CREDENTIALS, http_client=http_client), seen


def test_request_carries_credentials_and_names_the_client() -> None:
    """A request has Basic credentials, accepts JSON, and says which client sends it."""
    client, seen = answering(httpx.Response(200, json={"identity_id": "B1"}))
    client.identities.get("B1")
    expected = base64.b64encode(b"abcd1234:marked-secret").decode()
    assert seen[0].headers["Authorization"] == f"Basic {expected}"
    assert seen[0].headers["Accept"] == "application/json"
    assert seen[0].headers["User-Agent"].startswith("messaging-engagement/")
    assert str(seen[0].url) == "https://api.nexmo.com/v1/messaging-engagement/identities/B1"


def test_body_and_query_are_what_the_call_names() -> None:
    """A body holds the fields that are set, a query the parameters that are given."""
    client, seen = answering(httpx.Response(201, json={"identity_id": "B1"}))
    client.identities.create(PERSON)
    assert httpx.Response(200, content=seen[0].content).json() == PERSON.to_dict()
    assert seen[0].headers["Content-Type"] == "application/json"

    client, seen = answering(httpx.Response(200, json={"_embedded": {"engagements": []}}))
    client.engagements.list(page=2, identity_id="B&1")
    assert seen[0].url.query == b"page=2&identity_id=B%261"
    client.engagements.list()
    assert seen[1].url.query == b""


@pytest.mark.parametrize("identity_id", ["a/b", "a?b", "a#b", "%2e%2e", "ü", " ", "a%2Fb"])
def test_id_stays_one_segment_of_the_url(identity_id: str) -> None:
    """Whatever an id holds, the URL on the wire has it as its last segment."""
    client, seen = answering(httpx.Response(200, json={"identity_id": identity_id}))
    client.identities.get(identity_id)
    path = seen[0].url.raw_path.decode()
    prefix = "/v1/messaging-engagement/identities/"
    assert path.startswith(prefix)
    assert "/" not in path.removeprefix(prefix)
    assert httpx.URL("http://x/" + path.removeprefix(prefix)).path == f"/{identity_id}"


@pytest.mark.parametrize("identity_id", ["", ".", "..", "a\x00b", "a\nb"])
def test_id_that_would_lead_elsewhere_is_refused(identity_id: str) -> None:
    """An id that is empty, a dot segment or holds control characters is refused, unsent."""
    client, seen = answering(httpx.Response(204))
    with pytest.raises(InvalidPathParameter, match="identity_id"):
        client.identities.delete(identity_id)
    assert seen == []


@pytest.mark.parametrize("status", [300, 301, 302, 307, 308])
def test_redirect_is_not_followed(status: int) -> None:
    """A redirect is an error status: credentials go nowhere but to the configured server."""
    location = {"Location": "https://elsewhere.example/"}
    client, seen = answering(httpx.Response(status, headers=location))
    with pytest.raises(ErrorStatus) as caught:
        client.identities.get("B1")
    assert caught.value.status_code == status
    assert len(seen) == 1


def test_redirect_is_not_followed_by_a_client_that_would() -> None:
    """The rule holds for a user's own httpx client, too."""
    transport = httpx.MockTransport(
        lambda _: httpx.Response(302, headers={"Location": "https://elsewhere.example/"})
    )
    own = httpx.Client(transport=transport, follow_redirects=True)
    with own, pytest.raises(ErrorStatus):
        Client(**CREDENTIALS, http_client=own).identities.get("B1")


def test_error_status_tells_the_problem() -> None:
    """An error status has the operation, the status and the typed problem of the answer."""
    problem = {
        "type": "https://example.com/#not-found",
        "title": "Not Found",
        "detail": "ID 'B1' does not exist",
        "instance": "1",
    }
    client, _ = answering(httpx.Response(404, json=problem))
    with pytest.raises(ErrorStatus) as caught:
        client.identities.get("B1")
    assert caught.value.problem == models.Problem.from_dict(problem)
    assert (
        str(caught.value)
        == "getIdentity: the server answered 404: Not Found: ID 'B1' does not exist"
    )
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - its own


def test_error_status_tells_what_is_wrong_with_which_field() -> None:
    """What problem details add to their title and detail is in the message, shortened."""
    for added in (
        {"errors": [{"code": 501, "field": "phone", "description": "must be a string"}]},
        {"invalid_parameters": [{"name": "phone", "reason": "must be a string"}]},
        {"errors": {"numbers": ["1"], "detail": "must be a string", "phone": "x" * 1000}},
    ):
        client, _ = answering(httpx.Response(400, json={"title": "Bad Request", **added}))
        with pytest.raises(ErrorStatus) as caught:
            client.identities.create(PERSON)
        assert "400: Bad Request: {" in str(caught.value)
        assert "phone" in str(caught.value)
        assert "must be a string" in str(caught.value)
        assert len(str(caught.value)) < 700


def test_id_that_is_no_text_is_not_shown() -> None:
    """A model passed as an id is named by its type: its fields stay out of the message."""
    client, seen = answering(httpx.Response(204))
    with pytest.raises(InvalidPathParameter, match="must be a string, not IndividualPerson") as it:
        client.identities.delete(PERSON)  # type: ignore[arg-type]
    assert PERSON.email not in str(it.value)
    assert seen == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"a":', b"\xff", b"null"])
def test_success_with_an_unreadable_body(body: bytes) -> None:
    """A status of class 2xx whose body is no identity is an error that says so."""
    client, _ = answering(httpx.Response(201, content=body))
    with pytest.raises(UnreadableBody, match="createIdentity: the server answered 201"):
        client.identities.create(PERSON)


def test_bulk_answer_may_have_another_status_of_class_2xx() -> None:
    """The source of the page declares 201 where its prose says 200: both are read."""
    client, _ = answering(httpx.Response(201, json={"numbers": ["15556660001"]}))
    result = client.numbers.add("C1", models.NumberList(numbers=["15556660001"]))
    assert isinstance(result, models.BulkResult)


def test_environment_gives_what_arguments_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials and server come from the environment, and an argument wins over it."""
    monkeypatch.setenv("VONAGE_API_KEY", "from-env")
    monkeypatch.setenv("VONAGE_API_SECRET", "secret")
    monkeypatch.setenv("MESSAGING_ENGAGEMENT_BASE_URL", "http://127.0.0.1:4010/")
    with Client() as client:
        assert repr(client) == "Client(base_url='http://127.0.0.1:4010')"
    with Client(base_url="https://proxy.example/vonage/") as client:
        assert repr(client) == "Client(base_url='https://proxy.example/vonage')"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"api_key": None}, "no api_key: pass api_key=… or set .* VONAGE_API_KEY"),
        ({"api_key": " "}, "no api_key"),
        ({"api_key": "ab:cd"}, "colon"),
        ({"api_secret": ""}, "no api_secret: pass api_secret=… or set .* VONAGE_API_SECRET"),
        ({"api_secret": "a b"}, "white space"),
        ({"api_secret": "secret\n"}, "white space"),
        ({"base_url": "api.nexmo.com"}, "base_url must be like https://api.nexmo.com"),
        ({"base_url": "ftp://api.nexmo.com"}, "base_url must be like"),
        ({"base_url": "https://"}, "base_url must be like"),
        ({"base_url": "http://api.nexmo.com"}, "must be https"),
        ({"base_url": "http://10.0.0.1"}, "must be https"),
        ({"base_url": "https://user:pw@api.nexmo.com"}, "must not have a user or password"),
        ({"base_url": "https://api.nexmo.com?x=1"}, "query or a fragment"),
        ({"base_url": "https://api.nexmo.com:port"}, "base_url is not a URL"),
        ({"base_url": "https://api.nexmo.com:99999"}, "no valid host or port"),
        ({"base_url": "https://host with space"}, "no valid host or port"),
        ({"base_url": "https://api.nexmo.com/v1/messaging-engagement/"}, "leave /v1/messaging-eng"),
        ({"api_key": 1234}, "the api_key must be a str, not int"),
    ],
)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_wrong_settings_are_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
    kind: type[Client | AsyncClient],
    arguments: dict[str, Any],
    message: str,
) -> None:
    """A credential or a URL that cannot work is refused at once, in words without a secret."""
    for name in ("VONAGE_API_KEY", "VONAGE_API_SECRET", "MESSAGING_ENGAGEMENT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ValueError, match=message) as caught:
        kind(**{**CREDENTIALS, **arguments})
    assert "marked-secret" not in str(caught.value)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://localhost:1", "http://127.0.0.2", "http://[::1]:4010"])
def test_plain_http_to_this_machine_is_allowed(url: str) -> None:
    """A loopback address needs no https."""
    with Client(**CREDENTIALS, base_url=url) as client:
        assert url in repr(client)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_client_shows_no_secret_and_is_not_copied(kind: type[Client | AsyncClient]) -> None:
    """No repr and no pickle holds the secret: a client cannot be pickled or copied at all."""
    client = kind(**CREDENTIALS)
    assert "marked-secret" not in repr(client)
    assert "marked-secret" not in repr(vars(client))
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="make one in each process"):
            copied(client)


def test_own_connections_are_closed_and_others_are_not() -> None:
    """A client closes the httpx client that it made, and leaves the user's open."""
    own = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(204)))
    with Client(**CREDENTIALS, http_client=own) as client:
        client.identities.delete("B1")
    assert not own.is_closed
    own.close()
    with Client(**CREDENTIALS) as client:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        client.identities.get("B1")


def test_asynchronous_client_does_the_same() -> None:
    """The asynchronous client creates, lists and deletes as the other one does."""

    async def scenario(url: str) -> None:
        async with AsyncClient(
            api_key="abcd1234", api_secret="mock-secret", base_url=url
        ) as client:
            created = await client.identities.create(PERSON)
            page = await client.identities.list(page_size=5)
            assert [created] == page.embedded.identities
            await client.identities.delete(created.identity_id)
            with pytest.raises(ErrorStatus, match="404"):
                await client.identities.get(created.identity_id)
        own = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(204)))
        async with AsyncClient(**CREDENTIALS, http_client=own) as client:
            await client.identities.delete("B1")
        assert not own.is_closed
        await own.aclose()

    with MockServer() as server:
        asyncio.run(scenario(server.url))
