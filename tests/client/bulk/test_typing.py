"""What type checkers make of the calls; they check this, and nothing runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

from messaging_engagement import BulkAccount, NumberOutcome, models
from messaging_engagement.bulk.account import AsyncBulkAccount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from messaging_engagement import AsyncClient, Client
    from messaging_engagement_api.api import AsyncNumbers, Numbers

Answer = models.BulkResult | models.PartialBulkResult


def check_numbers_give_an_account(client: Client, texts: Iterator[str]) -> None:
    """Any iterable of texts gives an account, a model of the request a model of the answer."""
    account = client.numbers.add("C1DEB879", texts, concurrency=2)
    assert_type(account, BulkAccount)
    assert_type(account.failed, tuple[NumberOutcome, ...])
    assert_type(account.retry_failed(unknown=True), BulkAccount)
    assert_type(client.numbers.remove("C1DEB879", ["15556660001"]), BulkAccount)
    assert_type(client.numbers.add("C1DEB879", models.NumberList(numbers=[])), Answer)
    assert_type(client.numbers.remove("C1DEB879", body=models.NumberList(numbers=[])), Answer)


async def check_the_same_with_await(client: AsyncClient, texts: list[str]) -> None:
    """So it is with the asynchronous client."""
    account = await client.numbers.add("C1DEB879", texts)
    assert_type(account, AsyncBulkAccount)
    assert_type(await account.retry_failed(), AsyncBulkAccount)
    assert_type(await client.numbers.remove("C1DEB879", texts), AsyncBulkAccount)
    assert_type(await client.numbers.add("C1DEB879", models.NumberList(numbers=[])), Answer)


def check_they_stand_in_for_the_generated_ones(
    client: Client, other: AsyncClient
) -> tuple[Numbers, AsyncNumbers]:
    """Whoever wants the resource class of the description can be given these."""
    return client.numbers, other.numbers


def check_account_of_an_error(error: Exception) -> None:
    """The account of an interrupted call is of the class that is asked for."""
    assert_type(BulkAccount.of(error), BulkAccount | None)
