"""What a user writes, with the types of what comes of it: never run, only checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, assert_type

import httpx
import pytest

from messaging_engagement import (
    UNSET,
    AsyncBulkAccount,
    AsyncClient,
    AsyncPager,
    Attempt,
    AttemptEvent,
    BearerToken,
    BulkAccount,
    CallError,
    Client,
    Deviation,
    FieldProblem,
    Hooks,
    NotFoundError,
    NumberOutcome,
    Page,
    Pager,
    ProblemDetails,
    Progress,
    RawResponse,
    ResumePoint,
    StatusError,
    Unset,
    as_datetime,
    errors,
    models,
)
from messaging_engagement.otel import traced
from messaging_engagement.testing import FakeTime
from messaging_engagement_api import Request
from messaging_engagement_api.api.identities import get_identity
from messaging_engagement_contract import MockServer
from messaging_engagement_contract.mock import Mock, MockTransport, Seen


def settings(own: httpx.Client, own_async: httpx.AsyncClient) -> None:
    """Each way to make a client."""
    Client()
    Client(api_key="key", api_secret="secret", base_url="https://api.example", timeout=5)
    Client(auth=BearerToken("token"), deadline=30.0, max_retries=0, headers={"X-Team": "a"})
    Client(auth=lambda: ("key", "secret"), hooks=traced(Hooks()))
    Client(http_client=own, auth=httpx.BasicAuth("key", "secret"))
    AsyncClient(http_client=own_async, auth=httpx.DigestAuth("key", "secret"))
    AsyncClient(strict=True)


def watch(event: AttemptEvent, deviation: Deviation, progress: Progress) -> None:
    """What hooks and walks tell."""
    assert_type(event.attempt, Attempt | None)
    assert_type(event.operation_id, str)
    assert_type(deviation.operation_id, str)
    assert_type(progress.items, int)
    Hooks(before_attempt=lambda event: print(event.url), quirks=print)


def resources(client: Client) -> None:
    """What the methods give."""
    company = models.PublicCompany(
        display_name="Vonage",
        company_name="Vonage",
        ein="20-1111111",
        phone="+15556660001",
        country="US",
        email="devrel@vonage.com",
        stock_symbol="VG",
        stock_exchange="NASDAQ",
        website="https://vonage.com",
        brand_relationship=models.BrandRelationship.KEY_ACCOUNT,
    )
    assert_type(client.identities.create(company), models.Identity)
    assert_type(client.identities.get("B1"), models.Identity)
    assert_type(
        client.identities.update("B1", models.IdentityChanges(city="Holmdel")), models.Identity
    )
    assert_type(client.identities.list(), Pager[models.Identity])
    assert_type(client.engagements.list(identity_id="B1", limit=3), Pager[models.Engagement])
    assert_type(client.numbers.list("C1"), Pager[str])
    assert_type(client.with_options(timeout=3), Client)
    raw = client.identities.with_raw_response.get("B1")
    assert_type(raw, RawResponse[models.Identity])
    assert_type(raw.status_code, int)
    assert_type(raw.parsed, models.Identity)
    assert_type(get_identity.request("B1"), Request[models.Identity])
    assert_type(client.send(get_identity.request("B1")), models.Identity)


def fields(identity: models.Identity, engagement: models.Engagement) -> None:
    """A field that may be absent says so; its truth tells."""
    assert_type(identity.identity_id, str)
    assert_type(identity.display_name, str | Unset)
    assert_type(identity.entity_type, models.EntityType | Unset)
    assert_type(engagement.sub_use_cases, list[str] | Unset)
    assert_type(engagement.embedded_link, bool | Unset)
    assert_type(identity.additional_properties, dict[str, Any])
    assert_type(as_datetime(identity.created_date), dt.datetime)
    if identity.display_name:
        assert_type(identity.display_name, str)
    if identity.links is not UNSET:
        assert_type(identity.links, models.IdentityLinks)


def lists(client: Client) -> ResumePoint | None:
    """Items, pages, and where to go on."""
    for identity in client.identities.list(page_size=100, prefetch=4, on_progress=print):
        assert_type(identity, models.Identity)
    for page in client.identities.list().pages():
        assert_type(page, Page[models.Identity])
        assert_type(page.items, Sequence[models.Identity])
        assert_type(page.total_pages, int)
    assert_type(client.identities.list().total_items, int)
    try:
        return None
    except CallError as error:
        assert_type(error.attempts, tuple[Attempt, ...])
        assert_type(error.request_id, str | None)
        return error.resume_from


def numbers(client: Client, texts: Iterator[str]) -> None:
    """Any count of numbers, each with its outcome; or the bare operation."""
    account = client.numbers.add("C1", texts, concurrency=4)
    assert_type(account, BulkAccount)
    assert_type(account.failed, tuple[NumberOutcome, ...])
    assert_type(account.retry_failed(), BulkAccount)
    answer = client.numbers.remove("C1", models.NumberList(numbers=["15556660001"]))
    assert_type(answer, models.BulkResult | models.PartialBulkResult)


def failures(error: Exception) -> None:
    """The tree of errors."""
    if isinstance(error, NotFoundError):
        assert_type(error.details, ProblemDetails)
        assert_type(error.details.fields, tuple[FieldProblem, ...])
    if isinstance(error, StatusError):
        assert_type(error.status_code, int)
        assert_type(error.retry_after, float | None)
    if isinstance(error, errors.BulkError):
        assert_type(error.number, str)


async def asynchronously(client: AsyncClient, texts: list[str]) -> None:
    """The same, awaited."""
    assert_type(await client.identities.get("B1"), models.Identity)
    assert_type(client.identities.list(limit=3), AsyncPager[models.Identity])
    assert_type([one async for one in client.identities.list()], list[models.Identity])
    async for page in client.numbers.list("C1").pages():
        assert_type(page, Page[str])
    assert_type(await client.identities.list().total_items(), int)
    assert_type(await client.numbers.add("C1", texts), AsyncBulkAccount)
    raw = await client.identities.with_raw_response.get("B1")
    assert_type(raw.parsed, models.Identity)
    async with client as opened:
        assert_type(opened, AsyncClient)


def mocked() -> None:
    """The mock, on a port and in process, and time that does not pass."""
    with MockServer(seed_data="example", faults=["throttled;times=1"]) as server:
        assert_type(server.url, str)
        assert_type(server.mock, Mock)
        server.mock.reset()
    mock = Mock()
    mock.set_faults(["error-503"])
    assert_type(list(mock.requests), list[Seen])
    with httpx.Client(transport=MockTransport(mock)) as own, FakeTime() as time:
        Client(http_client=own)
        assert_type(time.waits, list[float])


@pytest.fixture
def opened(messaging_engagement_client: Client) -> Client:
    """A fixture of a user's tests."""
    return messaging_engagement_client
