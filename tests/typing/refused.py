"""What a user must not write: each line with ``# error`` is one for mypy and for pyright."""

from __future__ import annotations

import httpx

import messaging_engagement
from messaging_engagement import AsyncClient, Client, Hooks, models
from messaging_engagement_contract import MockServer
from messaging_engagement_contract.mock import Mock


def settings(own: httpx.Client, own_async: httpx.AsyncClient) -> None:
    messaging_engagement.Cleint()  # error
    Client("key", "secret")  # error
    Client(timeout="5")  # error
    Client(api_token="x")  # error
    Client(http_client=own_async)  # error
    AsyncClient(http_client=own)  # error
    Client(auth=("key", "secret"))  # error
    Hooks(before_attempt=5)  # error
    Hooks(lambda event: None)  # error


def resources(client: Client) -> None:
    client.identities.get(5)  # error
    client.identities.get()  # error
    client.identities.create()  # error
    client.identities.create(models.NewEngagement.from_dict({}))  # error
    client.identities.update("B1", {"city": "Holmdel"})  # error
    client.engagements.create(identity_id="B1")  # error
    client.identities.list(page=2)  # error
    client.identities.list(limit="2")  # error
    client.identities.list(identity_id="B1")  # error
    client.numbers.add("C1", "15556660001", concurrency="4")  # error
    client.numbers.add("C1", [15556660001])  # error
    client.numbers.add("C1", models.NumberList(numbers=[]), concurrency=4)  # error
    client.identities.delete("B1").identity_id  # error
    client.people  # error
    client.with_options(api_key="x")  # error


def models_and_fields(identity: models.Identity) -> None:
    models.NewEngagement(identity_id="B1")  # error
    models.NewEngagement("B1", "T", "2FA", "d")  # error
    models.IdentityChanges(ein="20-1111111")  # error
    models.IdentityChanges(city=5)  # error
    identity.display_name.upper()  # error


async def asynchronously(client: AsyncClient) -> None:
    client.identities.get("B1").identity_id  # error
    for _ in client.identities.list():  # error
        pass
    with client:  # error
        pass


def mocked() -> None:
    MockServer(faults=5)  # error
    Mock(profile=5)  # error
