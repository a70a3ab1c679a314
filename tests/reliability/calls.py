"""Every kind of call, made by each client in each of the ways in which it can send."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import httpx
from attrs import evolve, frozen

from messaging_engagement import AsyncClient, Client, models, timing
from messaging_engagement.bulk.account import Account
from messaging_engagement.transport.connections import AsyncConnections
from messaging_engagement_contract.types import is_array

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from messaging_engagement.settings import Settings
    from messaging_engagement.transport.sending import AsyncSending

CREDENTIALS: Final[dict[str, Any]] = {"api_key": "abcd1234", "api_secret": "mock-secret"}
IDENTITY: Final = {
    "identity_id": "BLQKOPK",
    "entity_type": "INDIVIDUAL",
    "display_name": "Zoë",
    "phone": "+15556660001",
    "country": "US",
    "email": "zoe@example.com",
    "created_date": "2020-01-02 05:12:14",
}
PERSON: Final = models.IndividualPerson(
    display_name="Zoë",
    phone="+15556660001",
    country="US",
    email="zoe@example.com",
    brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
)
NUMBERS: Final = [f"1555666{index:04}" for index in range(60)]


IN_ACCOUNT: Final = ("unknown", "refused", "not sent")
"""What an account may tell of numbers, the worst first."""
TURNS: Final = 10
"""Turns of the event loop in which what was cancelled comes to its end."""


class HurriedTime(timing.RealTime):
    """The time of this machine, in which a client waits a hundredth before it repeats."""

    def sleep(self, seconds: float) -> None:
        """Wait in this thread."""
        super().sleep(seconds / 100)

    async def sleep_async(self, seconds: float) -> None:
        """Wait in this task."""
        await super().sleep_async(seconds / 100)


class PlainAsyncClient(AsyncClient):
    """An asynchronous client that does without aiohttp, as without the extra ``fast``."""

    @staticmethod
    def _made(settings: Settings) -> AsyncSending:
        return AsyncConnections(settings.base_url)


@frozen(eq=False)
class Way:
    """A client, and how it sends.

    Attributes:
        name: What it is called.
        make: Makes the client.
        library: Makes the HTTP client that it is given, if it is given one.
    """

    name: str
    make: type[Client | AsyncClient]
    library: Callable[[], Any] | None = None

    @property
    def is_async(self) -> bool:
        """Whether it is the asynchronous client."""
        return issubclass(self.make, AsyncClient)

    def __str__(self) -> str:
        return self.name


WAYS: Final = (
    Way("sync", Client),
    Way("async", PlainAsyncClient),
    Way("async, aiohttp", AsyncClient),
    Way("sync, own httpx client", Client, lambda: httpx.Client(trust_env=False)),
    Way("async, own httpx client", AsyncClient, lambda: httpx.AsyncClient(trust_env=False)),
)


@frozen
class Made:
    """What came of a call, and what it left behind.

    Attributes:
        result: What it gave.
        error: What it raised.
        left: What is under way although it is over, in words.
    """

    result: Any = None
    error: BaseException | None = None
    left: tuple[str, ...] = ()


@frozen(eq=False)
class Call:
    """A kind of call.

    Attributes:
        name: What it is called.
        begin: Calls a client: gives an iterable, an awaitable, or the result.
        answers: The bodies of the answers by method and target, as the server has them.
        headers: Headers of the answers.
        is_repeatable: Whether the client may repeat all of its requests.
        expected: What its result is, in plain values.
    """

    name: str
    begin: Callable[[Any], Any]
    answer: Callable[[str, bytes], tuple[int, object]]
    expected: object
    is_repeatable: bool = True
    is_compressed: bool = False
    is_bulk: bool = False

    def answered(self, request: bytes) -> bytes:
        """Give the answer to a request, as bytes."""
        head, _, body = request.partition(b"\r\n\r\n")
        target = head.split(b" ", 2)[1].decode("latin-1")
        status, value = self.answer(target, body)
        if value is None:
            return b"HTTP/1.1 %d None\r\n\r\n" % status
        content = json.dumps(value).encode()
        lines = [b"HTTP/1.1 %d Found" % status, b"Content-Type: application/json"]
        if self.is_compressed:
            content = gzip.compress(content, mtime=0)
            half = len(content) // 2
            chunks = [content[:half], content[half:], b""]
            content = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
            lines += [b"Content-Encoding: gzip", b"Transfer-Encoding: chunked"]
        else:
            lines.append(b"Content-Length: %d" % len(content))
        return b"\r\n".join([*lines, b"", b""]) + content


def made(call: Call, way: Way, url: str, **options: Any) -> Made:
    """Make a call, and look at what it leaves behind."""
    if way.is_async:
        return asyncio.run(_made_async(call, way, url, options))
    http = None if way.library is None else way.library()
    client: Any = way.make(**CREDENTIALS, base_url=url, http_client=http, **options)
    with client:
        outcome = Made()
        try:
            outcome = evolve(outcome, result=plain(_listed(call.begin(client))))
        except Exception as error:  # noqa: BLE001 - it is judged
            outcome = evolve(outcome, error=error)
        outcome = evolve(outcome, left=(*in_use(client, http),))
    if http is not None:
        http.close()
    return outcome


async def _made_async(call: Call, way: Way, url: str, options: dict[str, Any]) -> Made:
    http = None if way.library is None else way.library()
    outcome = Made()
    client: Any = way.make(**CREDENTIALS, base_url=url, http_client=http, **options)
    async with client:
        try:
            outcome = evolve(outcome, result=plain(await _listed_async(call.begin(client))))
        except Exception as error:  # noqa: BLE001 - it is judged
            outcome = evolve(outcome, error=error)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        outcome = evolve(outcome, left=(*in_use(client, http), *map(repr, others)))
    if http is not None:
        await http.aclose()
    return outcome


def _listed(begun: Any) -> Any:
    return list(begun) if hasattr(begun, "__next__") else begun


async def _listed_async(begun: Any) -> Any:
    if hasattr(begun, "__anext__"):
        return [item async for item in begun]
    awaited: Awaitable[Any] = begun
    return await awaited


def plain(result: Any) -> Any:
    """Give a result in plain values."""
    if isinstance(result, Account):
        return [outcome.status.value for outcome in result.outcomes]
    if is_array(result):
        return [plain(item) for item in result]
    return result.to_dict() if hasattr(result, "to_dict") else result


def told(outcome: Made) -> str:
    """Say what came of a call, in a word."""
    if outcome.error is not None:
        return type(outcome.error).__name__
    if is_array(outcome.result):
        return next((status for status in IN_ACCOUNT if status in outcome.result), "result")
    return "result"


def in_use(client: Any, http: Any, *, but: str = "nothing") -> list[str]:
    """Tell of connections that a call still has, now that it is over.

    Args:
        client: The client.
        http: The HTTP client that it was given, if it was.
        but: Leaves out those whose state as httpcore tells it ends with this.
    """
    if http is not None:
        return _of_pool(vars(http._transport)["_pool"], but)  # noqa: SLF001 - it shows it nowhere
    found: list[str] = []
    for connections in connections_of(client):
        if "_pool" in vars(connections):
            found += _of_pool(vars(connections)["_pool"], but)
        else:
            shown: dict[str, Any] = connections.__dict__
            acquired: set[Any] = shown["_session"].connector.__dict__["_acquired"]
            found += [f"{len(acquired)} connections in use"] if acquired else []
    return found


def connections_of(client: Any) -> list[Any]:
    """Give the connections that a client has made, for each place where it is used."""
    pool: Any = client._parts.pool  # noqa: SLF001 - as above
    made: dict[object, Any] = pool.__dict__["_made"]
    return [*made.values()]


def _of_pool(pool: Any, but: str) -> list[str]:
    states = [connection.info() for connection in pool.connections]
    busy = [state for state in states if "IDLE" not in state and not state.endswith(but)]
    return busy + re.findall(r"Requests: (?!0 active, 0 queued).*? queued", repr(pool))


def _identity(_: str, __: bytes) -> tuple[int, object]:
    return 200, IDENTITY


def _created(_: str, __: bytes) -> tuple[int, object]:
    return 201, IDENTITY


def _deleted(_: str, __: bytes) -> tuple[int, object]:
    return 204, None


def _page(target: str, _: bytes) -> tuple[int, object]:
    found = re.search(r"[?&]page=(\d+)", target)
    number = int(found[1]) if found else 1
    ids = ["B1", "B2", "B3"][(number - 1) * 2 : number * 2]
    return 200, {
        "page": number,
        "page_size": 2,
        "total_pages": 2,
        "total_items": 3,
        "_embedded": {"identities": [{"identity_id": each} for each in ids]},
    }


def _added(_: str, body: bytes) -> tuple[int, object]:
    sent: list[str] = []
    with suppress(ValueError):
        sent = json.loads(body)["numbers"]
    return 200, {"numbers": sent}


CALLS: Final = (
    Call("get", lambda client: client.identities.get("BLQKOPK"), _identity, IDENTITY),
    Call(
        "get, compressed and chunked",
        lambda client: client.identities.get("BLQKOPK"),
        _identity,
        IDENTITY,
        is_compressed=True,
    ),
    Call(
        "list",
        lambda client: _iterated(client.identities.list(page_size=2)),
        _page,
        [{"identity_id": each} for each in ("B1", "B2", "B3")],
    ),
    Call(
        "create",
        lambda client: client.identities.create(PERSON),
        _created,
        IDENTITY,
        is_repeatable=False,
    ),
    Call(
        "update",
        lambda client: client.identities.update("BLQKOPK", models.IdentityChanges(city="Oslo")),
        _identity,
        IDENTITY,
    ),
    Call(
        "add in bulk",
        lambda client: client.numbers.add("C1DEB879", NUMBERS),
        _added,
        ["done"] * len(NUMBERS),
        is_repeatable=False,
        is_bulk=True,
    ),
    Call("delete", lambda client: client.identities.delete("BLQKOPK"), _deleted, None),
)


def _iterated(pager: Any) -> Any:
    return aiter(pager) if hasattr(pager, "__aiter__") else iter(pager)
