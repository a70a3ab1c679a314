"""Links are followed, however they are written, and never to another server."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messaging_engagement import UNSET, Client, InvalidRequestError, NotFoundError, models
from messaging_engagement.links import following
from messaging_engagement_api.api import OPERATIONS
from messaging_engagement_contract import MockServer
from tests.client.sides import IDENTITIES, IDENTITY, PERSON, SERVER, Side, answer, both

ENGAGEMENTS = "/v1/messaging-engagement/engagements"
PAGE: dict[str, Any] = {"_embedded": {"engagements": []}, "total_items": 0}


def link(href: Any) -> models.Link:
    """Read a link whose address is anything."""
    return models.Link.from_dict({"href": href})


@both
@pytest.mark.parametrize(
    ("href", "expected"),
    [
        (f"{SERVER}{IDENTITIES}/B1", f"{IDENTITIES}/B1"),
        (f"{SERVER}:443{IDENTITIES}/B1", f"{IDENTITIES}/B1"),
        (f"HTTPS://API.NEXMO.COM{IDENTITIES}/B1", f"{IDENTITIES}/B1"),
        (f"{IDENTITIES}/B1", f"{IDENTITIES}/B1"),
        (f" {IDENTITIES}/B1 ", f"{IDENTITIES}/B1"),
        (f"{IDENTITIES}/B1/", f"{IDENTITIES}/B1"),
        (f"{IDENTITIES}/B1#part", f"{IDENTITIES}/B1"),
        (f"//api.nexmo.com{IDENTITIES}/B1", f"{IDENTITIES}/B1"),
        (f"{IDENTITIES}/./x/../B1", f"{IDENTITIES}/B1"),
        (f"{IDENTITIES}/a%2Fb", f"{IDENTITIES}/a%2Fb"),
        ("/v1/messaging-envagement/identities/B1", f"{IDENTITIES}/B1"),
        (f"{IDENTITIES}?page=2&page_size=5", f"{IDENTITIES}?page=2&page_size=5"),
        (f"{IDENTITIES}?page_size=1000", f"{IDENTITIES}?page_size=1000"),
    ],
)
def test_link_is_followed(side: Side, href: str, expected: str) -> None:
    """A link may be absolute, relative, misspelt as published, or have a slash too many."""
    server = side.server(answer(200, IDENTITY))
    client = side.client(server)
    client.follow(href)
    client.follow(models.Link(href=href))
    assert [expected, expected] == server.paths
    assert {"api.nexmo.com"} == {request.url.host for request in server.requests}


@both
@pytest.mark.parametrize("base_url", ["http://127.0.0.1:4010", "https://proxy.example/vonage"])
@pytest.mark.parametrize("host", [SERVER, ""])
def test_published_host_means_the_configured_server(side: Side, base_url: str, host: str) -> None:
    """A link to the published server, or to none, is followed on the server that is configured."""
    server = side.server(answer(200, PAGE))
    href = f"{host}/v1/messaging-envagement/engagements/?identity_id=B1"
    page = side.client(server, base_url=base_url).follow(href)
    assert isinstance(page, models.EngagementPage)
    assert f"{base_url}{ENGAGEMENTS}?identity_id=B1" == str(server.requests[0].url)


@both
def test_link_below_the_path_of_a_proxy_is_followed(side: Side) -> None:
    """A link of a server that knows the path it is behind is followed as it is."""
    server = side.server(answer(200, IDENTITY))
    base_url = "https://proxy.example/vonage"
    client = side.client(server, base_url=base_url)
    client.follow(f"{base_url}{IDENTITIES}/B1")
    client.follow(f"/vonage{IDENTITIES}/B1")
    assert [f"/vonage{IDENTITIES}/B1"] * 2 == server.paths


@both
@pytest.mark.parametrize(
    "href",
    [
        f"https://evil.example{IDENTITIES}/B1",
        f"//evil.example{IDENTITIES}/B1",
        f"http://api.nexmo.com{IDENTITIES}/B1",
        f"https://api.nexmo.com:8443{IDENTITIES}/B1",
        f"https://api.nexmo.com@evil.example{IDENTITIES}/B1",
        f"https://user:pw@api.nexmo.com{IDENTITIES}/B1",
        f"https://api.nexmo.com.evil.example{IDENTITIES}/B1",
        f"https://xapi.nexmo.com{IDENTITIES}/B1",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:a@example.com",
        f"ftp://api.nexmo.com{IDENTITIES}/B1",
    ],
)
def test_link_to_another_server_is_refused(side: Side, href: str) -> None:
    """No credentials go to another scheme, host or port, nor with those of the link."""
    server = side.server()
    with pytest.raises(InvalidRequestError, match=f"not to {SERVER}: credentials are sent nowhere"):
        side.client(server).follow(href)
    assert [] == server.requests


@both
@pytest.mark.parametrize(
    ("href", "message"),
    [
        ("", "is there one"),
        (" ", "is there one"),
        (UNSET, "a link must be a Link or a URL, not UNSET: is there one"),
        (None, "not None: is there one"),
        (link(UNSET), "is there one"),
        (link({"value": "x"}), "is there one"),
        ("string", "does not lead to this API"),
        ("?page=2", "does not lead to this API"),
        ("/v2/accounts", "does not lead to this API"),
        (f"{SERVER}/", "does not lead to this API"),
        (f"{IDENTITIES}/../../../v2/accounts", "does not lead to this API"),
        ("/v1/messaging-engagement/engagements/C1/numbers/delete", "which no operation"),
        (f"{IDENTITIES}/B1/x", "which no operation of this API reads"),
        (f"{IDENTITIES}/%2e%2e", "leads elsewhere: identity_id must not be a dot segment"),
        (f"{IDENTITIES}/%00", "leads elsewhere: identity_id must not have control characters"),
        ("https://api.nexmo.com:port/", "is not a URL"),
        ("/a\nb", "is not a URL"),
    ],
)
def test_link_that_leads_nowhere_is_refused(side: Side, href: Any, message: str) -> None:
    """What is no link, or none of an operation that reads, is refused in words that say so."""
    server = side.server()
    with pytest.raises(InvalidRequestError, match=message):
        side.client(server).follow(href)
    assert [] == server.requests


@both
def test_error_of_a_link_is_that_of_its_operation(side: Side) -> None:
    """A link that leads to nothing is a 404 like any other."""
    with pytest.raises(NotFoundError, match=rf"getIdentity \(GET {IDENTITIES}/B1\)"):
        side.client(side.server(answer(404))).follow(f"{IDENTITIES}/B1")


def test_links_of_the_mock_are_followed() -> None:
    """The links that a server puts into its answers lead to what they say."""
    with (
        MockServer() as server,
        Client(api_key="abcd1234", api_secret="mock-secret", base_url=server.url) as client,
    ):
        identity = client.identities.create(PERSON)
        assert isinstance(identity.links, models.IdentityLinks)
        assert identity == client.follow(identity.links.self_)
        assert 0 == client.follow(identity.links.engagements).total_items


@given(st.text() | st.from_regex(r"(https?:)?//[^/]*/v1/messaging-engagement/identities/.*"))
@example(f"https://api.nexmo.com\\@evil.example{IDENTITIES}/B1")
@example(f"https:\\\\evil.example{IDENTITIES}/B1")
@example(f"\\\\evil.example{IDENTITIES}/B1")
@example(f"/\\evil.example{IDENTITIES}/B1")
@example(f"///evil.example{IDENTITIES}/B1")
def test_any_text_leads_to_this_api_or_nowhere(href: str) -> None:
    """Whatever a server writes into a link, what is sent is an operation's path, or nothing."""
    try:
        request = following(href, SERVER)
    except InvalidRequestError:
        return
    assert "GET" == request.operation.method
    assert request.path.startswith("/v1/messaging-engagement/")
    assert request.path.isascii()
    assert not {".", ".."} & set(request.path.split("/"))


def test_link_is_only_ever_read() -> None:
    """Whatever other operation has the same path, following a link is the one that reads it."""
    paths = [operation.path.replace("{", "").replace("}", "") for operation in OPERATIONS]
    followed: list[str] = []
    for path in paths:
        with suppress(InvalidRequestError):
            followed.append(following(path, SERVER).operation.method)
    assert {"GET"} == set(followed)
    assert len(followed) > 5
