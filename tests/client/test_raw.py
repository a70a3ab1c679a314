"""``with_raw_response`` gives the result with its answer, its attempts and its time."""

from __future__ import annotations

import pickle

from messaging_engagement import Attempt, models
from messaging_engagement.steps import RawResponse
from messaging_engagement.testing import FakeTime
from tests.client.sides import IDENTITY, PERSON, Answer, Side, all_sides, answer, both


@all_sides
def test_raw_response_has_all_that_is_known(side: Side) -> None:
    """Status, headers in any case, body as it came, result, attempts and the time of the call."""
    with FakeTime() as time:

        def busy(_: object) -> Answer:
            time.pass_by(2)
            return answer(503, headers={"Retry-After": "5"})

        content = b'{ "identity_id": "B1" }'
        reply = answer(200, content, headers={"X-Request-Id": "r-1", "X-Other": "o"})
        client = side.client(side.server(busy, reply))
        raw = client.identities.with_raw_response.get("B1")
    assert isinstance(raw, RawResponse)
    assert (200, content, "r-1") == (raw.status_code, raw.content, raw.request_id)
    assert ("o", "o") == (raw.headers["X-Other"], raw.headers["x-other"])
    assert "B1" == raw.parsed.identity_id
    assert 7.0 == raw.elapsed
    assert (
        Attempt(number=1, waited=0.0, elapsed=2.0, status=503),
        Attempt(number=2, waited=5.0, elapsed=0.0, status=200, request_id="r-1"),
    ) == raw.attempts


@both
def test_every_method_has_its_raw_twin(side: Side) -> None:
    """Lists by page, bodies and answers without one: each has its raw response."""
    page = {"_embedded": {"identities": [IDENTITY]}, "page": 2, "total_items": 11}
    raw = side.client(side.server(answer(200, page))).identities.with_raw_response.list(page=2)
    assert isinstance(raw.parsed, models.IdentityPage)
    created = side.client(side.server(answer(201, IDENTITY))).identities.with_raw_response
    assert 201 == created.create(PERSON).status_code
    deleted = side.client(side.server(answer(204))).identities.with_raw_response.delete("B1")
    assert (None, b"") == (deleted.parsed, deleted.content)


@all_sides
def test_raw_response_shows_no_header_and_no_body(side: Side) -> None:
    """Its repr has the result, but not the wire; and it pickles."""
    reply = answer(200, IDENTITY, headers={"Set-Cookie": "session=marked"})
    raw = side.client(side.server(reply)).identities.with_raw_response.get("B1")
    assert "marked" not in repr(raw)
    assert "content" not in repr(raw)
    twin = pickle.loads(pickle.dumps(raw))  # noqa: S301 - its own
    assert raw.parsed == twin.parsed
    assert dict(raw.headers) == dict(twin.headers)
