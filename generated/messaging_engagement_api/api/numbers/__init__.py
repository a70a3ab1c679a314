"""The phone numbers of an engagement."""

from __future__ import annotations

from typing import Unpack

from ... import models
from ...operation import AsyncPager, AsyncSender, Pager, Paging, RawResponse, Sender
from ...types import UNSET, Unset
from . import add_numbers as _add_numbers
from . import list_numbers as _list_numbers
from . import remove_numbers as _remove_numbers


class Numbers:
    """The phone numbers of an engagement."""

    __slots__ = ("_sender",)

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @property
    def with_raw_response(self) -> NumbersWithRawResponse:
        """The operations, each giving the status, the headers and the body of its answer, too."""
        return NumbersWithRawResponse(self._sender)

    def list(self, engagement_id: str, **paging: Unpack[Paging]) -> Pager[str]:
        """List the numbers in an engagement.

        Gives the numbers in the engagement, page by page.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            **paging: Each by its name, see :class:`Paging`:
                ``limit``: how many items to give, at most;
                ``page_size``: how many items to ask for on a page;
                ``start_page``: the page to begin with, from 1;
                ``prefetch``: how many pages to read ahead, at once and in order;
                ``max_pages``: after how many pages a walk that goes on is given up, with an error;
                ``resume_from``: the point that an error or a page of an earlier walk has;
                ``on_progress``: a function that is called after each page.

        Returns:
            A pager: iterate it for the items of all pages, or its ``pages()``.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.paginate(_list_numbers.listing(engagement_id), paging)

    def add(
        self, engagement_id: str, body: models.NumberList
    ) -> models.BulkResult | models.PartialBulkResult:
        """Add numbers to an engagement.

        Adds up to 50 numbers to the engagement. Some may succeed while others fail:

        - `200`: all numbers were added.
        - `207`: some were. The answer lists those that were, and under `errors` those that were
          not.
        - `400`: none was, or the request itself is malformed.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: Up to 50 numbers to add or to remove.

        Returns:
            200: All of the numbers were processed.
            207: Some of the numbers could not be processed.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_add_numbers.request(engagement_id, body))

    def remove(
        self, engagement_id: str, body: models.NumberList
    ) -> models.BulkResult | models.PartialBulkResult:
        """Remove numbers from an engagement.

        Removes up to 50 numbers from the engagement. Some may succeed while others fail:

        - `200`: all numbers were removed.
        - `207`: some were. The answer lists those that were, and under `errors` those that were
          not.
        - `400`: none was, or the request itself is malformed.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: Up to 50 numbers to add or to remove.

        Returns:
            200: All of the numbers were processed.
            207: Some of the numbers could not be processed.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_remove_numbers.request(engagement_id, body))


class NumbersWithRawResponse:
    """The phone numbers of an engagement: each result with its answer."""

    __slots__ = ("_sender",)

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(
        self, engagement_id: str, *, page: int | Unset = UNSET, page_size: int | Unset = UNSET
    ) -> RawResponse[models.NumberPage]:
        """List the numbers in an engagement.

        Gives the numbers in the engagement, page by page.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            page: The number of the page to give, from 1.
            page_size: How many items a page has, at most.

        Returns:
            200: A page of the numbers in the engagement.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(
            _list_numbers.request(engagement_id, page=page, page_size=page_size)
        )

    def add(
        self, engagement_id: str, body: models.NumberList
    ) -> RawResponse[models.BulkResult | models.PartialBulkResult]:
        """Add numbers to an engagement.

        Adds up to 50 numbers to the engagement. Some may succeed while others fail:

        - `200`: all numbers were added.
        - `207`: some were. The answer lists those that were, and under `errors` those that were
          not.
        - `400`: none was, or the request itself is malformed.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: Up to 50 numbers to add or to remove.

        Returns:
            200: All of the numbers were processed.
            207: Some of the numbers could not be processed.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_add_numbers.request(engagement_id, body))

    def remove(
        self, engagement_id: str, body: models.NumberList
    ) -> RawResponse[models.BulkResult | models.PartialBulkResult]:
        """Remove numbers from an engagement.

        Removes up to 50 numbers from the engagement. Some may succeed while others fail:

        - `200`: all numbers were removed.
        - `207`: some were. The answer lists those that were, and under `errors` those that were
          not.
        - `400`: none was, or the request itself is malformed.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: Up to 50 numbers to add or to remove.

        Returns:
            200: All of the numbers were processed.
            207: Some of the numbers could not be processed.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_remove_numbers.request(engagement_id, body))


class AsyncNumbers:
    """The phone numbers of an engagement, asynchronously."""

    __slots__ = ("_sender",)

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    @property
    def with_raw_response(self) -> AsyncNumbersWithRawResponse:
        """The operations, each giving the status, the headers and the body of its answer, too."""
        return AsyncNumbersWithRawResponse(self._sender)

    def list(self, engagement_id: str, **paging: Unpack[Paging]) -> AsyncPager[str]:
        """List the numbers in an engagement.

        Gives the numbers in the engagement, page by page.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            **paging: Each by its name, see :class:`Paging`:
                ``limit``: how many items to give, at most;
                ``page_size``: how many items to ask for on a page;
                ``start_page``: the page to begin with, from 1;
                ``prefetch``: how many pages to read ahead, at once and in order;
                ``max_pages``: after how many pages a walk that goes on is given up, with an error;
                ``resume_from``: the point that an error or a page of an earlier walk has;
                ``on_progress``: a function that is called after each page.

        Returns:
            A pager: iterate it for the items of all pages, or its ``pages()``.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.paginate(_list_numbers.listing(engagement_id), paging)

    async def add(
        self, engagement_id: str, body: models.NumberList
    ) -> models.BulkResult | models.PartialBulkResult:
        """Add numbers to an engagement.

        Adds up to 50 numbers to the engagement. Some may succeed while others fail:

        - `200`: all numbers were added.
        - `207`: some were. The answer lists those that were, and under `errors` those that were
          not.
        - `400`: none was, or the request itself is malformed.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: Up to 50 numbers to add or to remove.

        Returns:
            200: All of the numbers were processed.
            207: Some of the numbers could not be processed.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_add_numbers.request(engagement_id, body))

    async def remove(
        self, engagement_id: str, body: models.NumberList
    ) -> models.BulkResult | models.PartialBulkResult:
        """Remove numbers from an engagement.

        Removes up to 50 numbers from the engagement. Some may succeed while others fail:

        - `200`: all numbers were removed.
        - `207`: some were. The answer lists those that were, and under `errors` those that were
          not.
        - `400`: none was, or the request itself is malformed.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: Up to 50 numbers to add or to remove.

        Returns:
            200: All of the numbers were processed.
            207: Some of the numbers could not be processed.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_remove_numbers.request(engagement_id, body))


class AsyncNumbersWithRawResponse:
    """The phone numbers of an engagement, asynchronously: each result with its answer."""

    __slots__ = ("_sender",)

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list(
        self, engagement_id: str, *, page: int | Unset = UNSET, page_size: int | Unset = UNSET
    ) -> RawResponse[models.NumberPage]:
        """List the numbers in an engagement.

        Gives the numbers in the engagement, page by page.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            page: The number of the page to give, from 1.
            page_size: How many items a page has, at most.

        Returns:
            200: A page of the numbers in the engagement.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(
            _list_numbers.request(engagement_id, page=page, page_size=page_size)
        )

    async def add(
        self, engagement_id: str, body: models.NumberList
    ) -> RawResponse[models.BulkResult | models.PartialBulkResult]:
        """Add numbers to an engagement.

        Adds up to 50 numbers to the engagement. Some may succeed while others fail:

        - `200`: all numbers were added.
        - `207`: some were. The answer lists those that were, and under `errors` those that were
          not.
        - `400`: none was, or the request itself is malformed.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: Up to 50 numbers to add or to remove.

        Returns:
            200: All of the numbers were processed.
            207: Some of the numbers could not be processed.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_add_numbers.request(engagement_id, body))

    async def remove(
        self, engagement_id: str, body: models.NumberList
    ) -> RawResponse[models.BulkResult | models.PartialBulkResult]:
        """Remove numbers from an engagement.

        Removes up to 50 numbers from the engagement. Some may succeed while others fail:

        - `200`: all numbers were removed.
        - `207`: some were. The answer lists those that were, and under `errors` those that were
          not.
        - `400`: none was, or the request itself is malformed.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: Up to 50 numbers to add or to remove.

        Returns:
            200: All of the numbers were processed.
            207: Some of the numbers could not be processed.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_remove_numbers.request(engagement_id, body))
