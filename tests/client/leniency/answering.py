"""Both clients behind one face, with a server that gives the answers of the clean description."""

from __future__ import annotations

import asyncio
import copy
import functools
import json
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol

import httpx
import pytest
from attrs import frozen

from generation import documents
from messaging_engagement import AsyncClient, Client, Deviation, Hooks, models
from messaging_engagement.quirks.inspection import Inspection
from messaging_engagement_api.api import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messaging_engagement.quirks.deviations import Hook

ROOT: Final = Path(__file__).parents[3]
CREDENTIALS: Final[dict[str, Any]] = {"api_key": "abcd1234", "api_secret": "secret"}
Json = dict[str, Any]

PERSON = models.IndividualPerson(
    display_name="Ada Moreno",
    phone="+15556660004",
    country="US",
    email="ada@moreno.example",
    brand_relationship=models.BrandRelationship.BASIC_ACCOUNT,
)
ENGAGEMENT = models.NewEngagement(
    identity_id="BLQKOPK", vertical="TECHNOLOGY", use_case="2FA", description="Codes"
)
NUMBERS = models.NumberList(numbers=["15556660001", "15556660002"])

CALLS: Final[Mapping[str, tuple[str, str, tuple[object, ...]]]] = MappingProxyType(
    {
        "listIdentities": ("identities", "list", ()),
        "createIdentity": ("identities", "create", (PERSON,)),
        "getIdentity": ("identities", "get", ("BLQKOPK",)),
        "updateIdentity": ("identities", "update", ("BLQKOPK", models.IdentityChanges(city="Rye"))),
        "listEngagements": ("engagements", "list", ()),
        "createEngagement": ("engagements", "create", (ENGAGEMENT,)),
        "getEngagement": ("engagements", "get", ("C1DEB879",)),
        "deleteEngagement": ("engagements", "delete", ("C1DEB879",)),
        "listNumbers": ("numbers", "list", ("C1DEB879",)),
        "addNumbers": ("numbers", "add", ("C1DEB879", NUMBERS)),
        "removeNumbers": ("numbers", "remove", ("C1DEB879", NUMBERS)),
    }
)
"""How each operation is called."""


@functools.cache
def _description(name: str) -> Json:
    document: Json = documents.plain(documents.load(ROOT / name))
    return document


def examples(operation_id: str, *, name: str = "openapi.yaml") -> dict[int, Json]:
    """Give the examples of an operation's answers of class 2xx, by status; they may be changed.

    Args:
        operation_id: The operation, as the clean description calls it.
        name: The description that they are taken from.
    """
    found: dict[int, Json] = {}
    for path, item in _description("openapi.yaml")["paths"].items():
        for method, operation in item.items():
            if method != "parameters" and operation["operationId"] == operation_id:
                answers = _description(name)["paths"][path][method]["responses"]
                for status, answer in answers.items():
                    content = _resolved(name, answer).get("content", {})
                    if status.startswith("2") and content:
                        found[int(status)] = copy.deepcopy(content["application/json"]["example"])
    return found


def example(operation_id: str) -> Json:
    """Give the example of an operation's first answer of class 2xx; it may be changed."""
    return next(iter(examples(operation_id).values()))


def _resolved(name: str, node: Json) -> Json:
    while "$ref" in node:
        target = _description(name)
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def inspected(
    operation_id: str, status: int, body: object
) -> tuple[Any, list[tuple[str | None, str]]]:
    """Read an answer without a client; give the result, and the quirks with their paths."""
    result, deviations = deviating(operation_id, status, body)
    return result, [(deviation.quirk, deviation.path) for deviation in deviations]


def deviating(operation_id: str, status: int, body: object) -> tuple[Any, list[Deviation]]:
    """Read an answer without a client; give the result, and the deviations."""
    (operation,) = (one for one in OPERATIONS if one.id == operation_id)
    inspection = Inspection(operation, status)
    content = b"" if body is None else json.dumps(body).encode()
    result = operation.parse(httpx.Response(status, content=content), inspection.load)
    return result, list(inspection.deviations(result))


@frozen
class Told:
    """What came of a call.

    Attributes:
        result: What the call gave, with what is known of the answer.
        deviations: What the hook was told.
    """

    result: Any
    deviations: list[Deviation]

    @property
    def places(self) -> list[tuple[str | None, str]]:
        """The quirk and the path of each deviation."""
        return [(deviation.quirk, deviation.path) for deviation in self.deviations]


class Side(Protocol):
    """One of the two clients."""

    def __init__(self, *, strict: bool = False, hook: Hook | None = None) -> None:
        """Make a client.

        Args:
            strict: Whether it is strict.
            hook: Its hook for deviations; by default, one that notes them.
        """
        ...

    def call(self, operation_id: str, status: int, body: object) -> Told:
        """Call an operation that is answered so; a list gives its items."""
        ...


def _answer(status: int, body: object) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.Response(status, content=b"" if body is None else content)


class SyncSide:
    """The synchronous client."""

    def __init__(self, *, strict: bool = False, hook: Hook | None = None) -> None:
        self._told: list[Deviation] = []
        self._next = httpx.Response(500)
        http = httpx.Client(transport=httpx.MockTransport(lambda _: self._next), trust_env=False)
        self.client = Client(
            **CREDENTIALS,
            http_client=http,
            strict=strict,
            hooks=Hooks(quirks=hook or self._told.append),
        )

    def call(self, operation_id: str, status: int, body: object) -> Told:
        """Call an operation that is answered so; a list gives its items."""
        resource, method, arguments = CALLS[operation_id]
        self._next = _answer(status, body)
        del self._told[:]
        if method == "list":
            items: Any = getattr(self.client, resource).list(*arguments)
            return Told(list(items), list(self._told))
        bound: Any = getattr(getattr(self.client, resource).with_raw_response, method)
        return Told(bound(*arguments), list(self._told))


class AsyncSide:
    """The asynchronous client."""

    def __init__(self, *, strict: bool = False, hook: Hook | None = None) -> None:
        self._told: list[Deviation] = []
        self._next = httpx.Response(500)
        http = httpx.AsyncClient(
            transport=httpx.MockTransport(lambda _: self._next), trust_env=False
        )
        self.client = AsyncClient(
            **CREDENTIALS,
            http_client=http,
            strict=strict,
            hooks=Hooks(quirks=hook or self._told.append),
        )

    def call(self, operation_id: str, status: int, body: object) -> Told:
        """Call an operation that is answered so; a list gives its items."""
        resource, method, arguments = CALLS[operation_id]
        self._next = _answer(status, body)
        del self._told[:]

        async def call() -> object:
            if method == "list":
                items: Any = getattr(self.client, resource).list(*arguments)
                return [item async for item in items]
            bound: Any = getattr(getattr(self.client, resource).with_raw_response, method)
            return await bound(*arguments)

        return Told(asyncio.run(call()), list(self._told))


both_sides = pytest.mark.parametrize("connect", [SyncSide, AsyncSide], ids=["sync", "async"])
"""Runs a test once for each client."""
