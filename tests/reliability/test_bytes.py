"""Whatever bytes come, a call gives a result or a documented error, and either can be shown."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging_engagement import CallError, Client, Hooks, json_decoding, models
from messaging_engagement.testing import FakeTime
from messaging_engagement_contract.types import is_array
from tests.reliability.calls import CREDENTIALS, NUMBERS, PERSON
from tests.reliability.documents import CODINGS, broken, heads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STATUSES = [
    200,
    201,
    202,
    204,
    207,
    299,
    300,
    302,
    400,
    401,
    404,
    409,
    413,
    422,
    425,
    429,
    500,
    503,
    599,
]

CALLS: list[Callable[[Client], object]] = [
    lambda client: client.identities.get("B1"),
    lambda client: client.identities.create(PERSON),
    lambda client: client.identities.update("B1", models.IdentityChanges(city="Oslo")),
    lambda client: client.identities.delete("B1"),
    lambda client: [*client.identities.list(max_pages=4)],
    lambda client: [*client.identities.list(max_pages=4, prefetch=2).pages()],
    lambda client: [*client.numbers.list("C1", max_pages=4)],
    lambda client: client.identities.list().total_items,
    lambda client: client.numbers.add("C1", NUMBERS),
    lambda client: client.numbers.add("C1", models.NumberList(numbers=NUMBERS[:2])),
]

HOOKS = Hooks(quirks=str, after_attempt=repr)


@pytest.fixture(params=["with msgspec", "without"])
def decoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let JSON be read by one or the other."""
    if request.param == "without":
        monkeypatch.setattr(json_decoding, "_extra", None)
    else:
        pytest.importorskip("msgspec")


def use(value: Any) -> None:
    """Do with a result what a program may do."""
    repr(value)
    items = value if is_array(value) else [value]
    for item in items:
        shown: Any = getattr(item, "model", item)
        repr(shown)
        if hasattr(shown, "to_dict"):
            shown.to_dict()


def look_at(error: CallError) -> None:
    """Do with an error what a program may do; and it is always of one line."""
    assert "\n" not in str(error)
    repr(error)
    assert str(error) == str(pickle.loads(pickle.dumps(error)))  # noqa: S301 - it is ours


@pytest.mark.usefixtures("decoder")
@settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(
    call=st.sampled_from(CALLS),
    status=st.sampled_from(STATUSES),
    content=broken(),
    coding=st.sampled_from([*CODINGS]),
    headers=heads(),
    strict=st.booleans(),
)
def test_any_bytes(  # noqa: PLR0913 - each is one thing that a server chooses
    *,
    call: Callable[[Client], object],
    status: int,
    content: bytes,
    coding: str,
    headers: list[tuple[str, str]],
    strict: bool,
) -> None:
    """Nothing but results and documented errors, and all of them can be shown."""
    raw = CODINGS[coding](content)
    told = [(name, value.encode("utf-8", "replace")) for name, value in headers]
    told += [("Content-Encoding", coding.encode())] if coding else []

    class Body(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield raw[:7]
            yield raw[7:]

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=[(n.encode(), v) for n, v in told], stream=Body())

    http = httpx.Client(transport=httpx.MockTransport(answer), trust_env=False)
    client = Client(**CREDENTIALS, http_client=http, strict=strict, hooks=HOOKS)
    with FakeTime():
        try:
            use(call(client))
        except CallError as error:
            look_at(error)
