"""What a call asks for is what is sent: the URL, the body, the headers, and no more."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import pytest

from messaging_engagement import (
    UNSET,
    FieldProblem,
    InvalidPathParameter,
    InvalidRequestError,
    models,
)
from messaging_engagement_api.api.identities import create_identity, get_identity
from tests.client.sides import (
    IDENTITIES,
    IDENTITY,
    PERSON,
    SERVER,
    Side,
    all_sides,
    answer,
    both,
)


@all_sides
def test_request_names_the_client_and_accepts_json(side: Side) -> None:
    """A request goes to the published server, accepts JSON, and says which client sends it."""
    server = side.server(answer(200, IDENTITY))
    side.client(server).identities.get("B1")
    (request,) = server.requests
    assert ("GET", f"{SERVER}{IDENTITIES}/B1") == (request.method, str(request.url))
    assert "application/json" == request.headers["Accept"]
    assert request.headers["User-Agent"].startswith("messaging-engagement/")
    assert "Content-Type" not in request.headers


@all_sides
def test_body_is_what_is_set(side: Side) -> None:
    """A body is JSON with the fields that are set, in UTF-8."""
    server = side.server(answer(201, IDENTITY))
    identity = side.client(server).identities.create(PERSON)
    (request,) = server.requests
    assert "B1" == identity.identity_id
    assert PERSON.to_dict() == httpx.Response(200, content=request.content).json()
    assert "Zoë".encode() in request.content
    assert "application/json" == request.headers["Content-Type"]


@both
def test_query_is_what_is_given(side: Side) -> None:
    """A query has the parameters that are given, quoted."""
    server = side.server(answer(200, {"_embedded": {"engagements": []}}))
    raw = side.client(server).engagements.with_raw_response
    raw.list(page=2, identity_id="B&1")
    raw.list()
    path = "/v1/messaging-engagement/engagements"
    assert [f"{path}?page=2&identity_id=B%261", path] == server.paths


@both
@pytest.mark.parametrize("identity_id", ["a/b", "a?b", "a#b", "%2e%2e", "ü", "a b", "a%2Fb"])
def test_id_stays_one_segment_of_the_url(side: Side, identity_id: str) -> None:
    """Whatever an id holds, the URL on the wire has it as its last segment."""
    server = side.server(answer(200, {"identity_id": identity_id}))
    side.client(server).identities.get(identity_id)
    segment = server.paths[0].removeprefix(f"{IDENTITIES}/")
    assert "/" not in segment
    assert f"/{identity_id}" == httpx.URL(f"http://x/{segment}").path


@both
@pytest.mark.parametrize("identity_id", ["", " ", ".", "..", "a\x00b", "a\nb", None, True])
def test_id_that_would_lead_elsewhere_is_refused(side: Side, identity_id: Any) -> None:
    """An id that is empty, a dot segment, no text or has control characters is refused, unsent."""
    server = side.server()
    with pytest.raises(InvalidPathParameter, match="identity_id"):
        side.client(server).identities.delete(identity_id)
    assert [] == server.requests


@both
def test_whoever_heeds_refused_requests_heeds_refused_ids(side: Side) -> None:
    """An id that is refused is caught as any request that breaks a rule, with what is wrong."""
    with pytest.raises(InvalidRequestError) as refused:
        side.client(side.server()).identities.get("..")
    assert "identity_id must not be a dot segment: '..'" == refused.value.message
    assert (
        FieldProblem(name="identity_id", reason="must not be a dot segment"),
    ) == refused.value.fields


@both
def test_headers_of_the_client_and_its_views_add_up(side: Side) -> None:
    """Extra headers are sent, a view's go before its client's, whatever the case of their names."""
    server = side.server(answer(200, IDENTITY))
    client = side.client(server, headers={"X-Team": "a", "x-trace": "1"})
    client.with_options(headers={"x-team": "b", "User-Agent": "mine/1"}).identities.get("B1")
    headers = server.requests[0].headers
    assert ["b"] == headers.get_list("X-Team")
    assert ["1"] == headers.get_list("X-Trace")
    assert ["mine/1"] == headers.get_list("User-Agent")
    client.identities.get("B1")
    assert "a" == server.requests[1].headers["X-Team"]


@both
def test_operation_can_be_sent_by_itself(side: Side) -> None:
    """``send`` and ``send_raw`` take what an operation of the generated package builds."""
    client = side.client(side.server(answer(200, IDENTITY)))
    assert "B1" == client.send(get_identity.request("B1")).identity_id
    raw = client.send_raw(get_identity.request("B1"))
    assert (200, "B1") == (raw.status_code, raw.parsed.identity_id)


@both
def test_answer_without_a_body(side: Side) -> None:
    """A DELETE gives nothing."""
    assert None is side.client(side.server(answer(204))).identities.delete("B1")  # type: ignore[func-returns-value] # that is the claim


@both
def test_answer_may_have_another_status_of_class_2xx(side: Side) -> None:
    """The source of the page declares 201 where its prose says 200: both are read."""
    client = side.client(side.server(answer(201, {"numbers": ["15556660001"]})))
    result = client.numbers.add("C1", models.NumberList(numbers=["15556660001"]))
    assert isinstance(result, models.BulkResult)


@both
@pytest.mark.parametrize(
    "city",
    [float("nan"), b"bytes", object(), "\ud800"],
)
def test_body_that_is_no_json_is_refused(side: Side, city: Any) -> None:
    """What JSON cannot hold is refused before anything is sent."""
    server = side.server()
    body = models.IdentityChanges(additional_properties={"city of birth": city})
    with pytest.raises(InvalidRequestError, match="updateIdentity: the body is not JSON"):
        side.client(server).identities.update("B1", body)
    assert [] == server.requests


@both
def test_body_that_contains_itself_is_refused(side: Side) -> None:
    """A body without an end is refused."""
    endless: list[Any] = []
    endless.append(endless)
    body = models.IdentityChanges(additional_properties={"x": endless})
    with pytest.raises((InvalidRequestError, RecursionError)):
        side.client(side.server()).identities.update("B1", body)


@both
def test_deepcopied_model_is_sent_alike(side: Side) -> None:
    """Fields that are not set stay so in a copy, and are not sent."""
    server = side.server(answer(201, IDENTITY))
    client = side.client(server)
    client.identities.create(PERSON)
    client.identities.create(copy.deepcopy(PERSON))
    assert server.requests[0].content == server.requests[1].content
    assert UNSET is PERSON.city
    assert create_identity.request(PERSON).json == PERSON.to_dict()
