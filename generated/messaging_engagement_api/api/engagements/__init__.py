"""What an identity sends, and for which use case."""

from __future__ import annotations

from typing import Unpack

from ... import models
from ...operation import AsyncPager, AsyncSender, Pager, Paging, RawResponse, Sender
from ...types import UNSET, Unset
from . import create_engagement as _create_engagement
from . import delete_engagement as _delete_engagement
from . import get_engagement as _get_engagement
from . import list_engagements as _list_engagements
from . import replace_engagement as _replace_engagement
from . import update_engagement as _update_engagement


class Engagements:
    """What an identity sends, and for which use case."""

    __slots__ = ("_sender",)

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @property
    def with_raw_response(self) -> EngagementsWithRawResponse:
        """The operations, each giving the status, the headers and the body of its answer, too."""
        return EngagementsWithRawResponse(self._sender)

    def list(
        self, *, identity_id: str | Unset = UNSET, **paging: Unpack[Paging]
    ) -> Pager[models.Engagement]:
        """List engagements.

        Gives the engagements of the account, or those of one identity, page by page.

        Args:
            identity_id: Give only the engagements of this identity. Example: BLQKOPK.
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
        """
        return self._sender.paginate(_list_engagements.listing(identity_id=identity_id), paging)

    def create(self, body: models.NewEngagement) -> models.Engagement:
        """Create an engagement.

        Adds an engagement to an identity: what messages it will send, and to whom.

        A registration may cost money and cannot be taken back. If you do not know whether a request
        arrived, look before you repeat it.

        Args:
            body: An engagement to register.

        Returns:
            201: The engagement, as it was created.
        """
        return self._sender.send(_create_engagement.request(body))

    def get(self, engagement_id: str) -> models.Engagement:
        """Get an engagement.

        Gives one engagement of the account.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_get_engagement.request(engagement_id))

    def replace(self, engagement_id: str, body: models.EngagementDetails) -> models.Engagement:
        """Replace an engagement.

        Replaces all fields but `identity_id`, which stays if the request leaves it out; any other
        field that it leaves out is no longer set. The registry behind this API may refuse to change
        what the engagement was approved for, such as its use case.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: The details of an engagement.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_replace_engagement.request(engagement_id, body))

    def delete(self, engagement_id: str) -> None:
        """Stop an engagement.

        Ends the engagement, for good: it cannot be started again, and there is no field in which
        its end could be seen.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.

        Returns:
            204: No content.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_delete_engagement.request(engagement_id))

    def update(self, engagement_id: str, body: models.EngagementDetails) -> models.Engagement:
        """Update an engagement.

        Changes the fields that the request names, and no others. The registry behind this API may
        refuse to change what the engagement was approved for, such as its use case.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: The details of an engagement.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_update_engagement.request(engagement_id, body))


class EngagementsWithRawResponse:
    """What an identity sends, and for which use case: each result with its answer."""

    __slots__ = ("_sender",)

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(
        self,
        *,
        page: int | Unset = UNSET,
        page_size: int | Unset = UNSET,
        identity_id: str | Unset = UNSET,
    ) -> RawResponse[models.EngagementPage]:
        """List engagements.

        Gives the engagements of the account, or those of one identity, page by page.

        Args:
            page: The number of the page to give, from 1.
            page_size: How many items a page has, at most.
            identity_id: Give only the engagements of this identity. Example: BLQKOPK.

        Returns:
            200: A page of engagements.
        """
        return self._sender.send_raw(
            _list_engagements.request(page=page, page_size=page_size, identity_id=identity_id)
        )

    def create(self, body: models.NewEngagement) -> RawResponse[models.Engagement]:
        """Create an engagement.

        Adds an engagement to an identity: what messages it will send, and to whom.

        A registration may cost money and cannot be taken back. If you do not know whether a request
        arrived, look before you repeat it.

        Args:
            body: An engagement to register.

        Returns:
            201: The engagement, as it was created.
        """
        return self._sender.send_raw(_create_engagement.request(body))

    def get(self, engagement_id: str) -> RawResponse[models.Engagement]:
        """Get an engagement.

        Gives one engagement of the account.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_get_engagement.request(engagement_id))

    def replace(
        self, engagement_id: str, body: models.EngagementDetails
    ) -> RawResponse[models.Engagement]:
        """Replace an engagement.

        Replaces all fields but `identity_id`, which stays if the request leaves it out; any other
        field that it leaves out is no longer set. The registry behind this API may refuse to change
        what the engagement was approved for, such as its use case.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: The details of an engagement.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_replace_engagement.request(engagement_id, body))

    def delete(self, engagement_id: str) -> RawResponse[None]:
        """Stop an engagement.

        Ends the engagement, for good: it cannot be started again, and there is no field in which
        its end could be seen.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.

        Returns:
            204: No content.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_delete_engagement.request(engagement_id))

    def update(
        self, engagement_id: str, body: models.EngagementDetails
    ) -> RawResponse[models.Engagement]:
        """Update an engagement.

        Changes the fields that the request names, and no others. The registry behind this API may
        refuse to change what the engagement was approved for, such as its use case.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: The details of an engagement.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_update_engagement.request(engagement_id, body))


class AsyncEngagements:
    """What an identity sends, and for which use case, asynchronously."""

    __slots__ = ("_sender",)

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    @property
    def with_raw_response(self) -> AsyncEngagementsWithRawResponse:
        """The operations, each giving the status, the headers and the body of its answer, too."""
        return AsyncEngagementsWithRawResponse(self._sender)

    def list(
        self, *, identity_id: str | Unset = UNSET, **paging: Unpack[Paging]
    ) -> AsyncPager[models.Engagement]:
        """List engagements.

        Gives the engagements of the account, or those of one identity, page by page.

        Args:
            identity_id: Give only the engagements of this identity. Example: BLQKOPK.
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
        """
        return self._sender.paginate(_list_engagements.listing(identity_id=identity_id), paging)

    async def create(self, body: models.NewEngagement) -> models.Engagement:
        """Create an engagement.

        Adds an engagement to an identity: what messages it will send, and to whom.

        A registration may cost money and cannot be taken back. If you do not know whether a request
        arrived, look before you repeat it.

        Args:
            body: An engagement to register.

        Returns:
            201: The engagement, as it was created.
        """
        return await self._sender.send(_create_engagement.request(body))

    async def get(self, engagement_id: str) -> models.Engagement:
        """Get an engagement.

        Gives one engagement of the account.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_get_engagement.request(engagement_id))

    async def replace(
        self, engagement_id: str, body: models.EngagementDetails
    ) -> models.Engagement:
        """Replace an engagement.

        Replaces all fields but `identity_id`, which stays if the request leaves it out; any other
        field that it leaves out is no longer set. The registry behind this API may refuse to change
        what the engagement was approved for, such as its use case.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: The details of an engagement.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_replace_engagement.request(engagement_id, body))

    async def delete(self, engagement_id: str) -> None:
        """Stop an engagement.

        Ends the engagement, for good: it cannot be started again, and there is no field in which
        its end could be seen.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.

        Returns:
            204: No content.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_delete_engagement.request(engagement_id))

    async def update(self, engagement_id: str, body: models.EngagementDetails) -> models.Engagement:
        """Update an engagement.

        Changes the fields that the request names, and no others. The registry behind this API may
        refuse to change what the engagement was approved for, such as its use case.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: The details of an engagement.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_update_engagement.request(engagement_id, body))


class AsyncEngagementsWithRawResponse:
    """What an identity sends, and for which use case, asynchronously: each result with its answer."""

    __slots__ = ("_sender",)

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list(
        self,
        *,
        page: int | Unset = UNSET,
        page_size: int | Unset = UNSET,
        identity_id: str | Unset = UNSET,
    ) -> RawResponse[models.EngagementPage]:
        """List engagements.

        Gives the engagements of the account, or those of one identity, page by page.

        Args:
            page: The number of the page to give, from 1.
            page_size: How many items a page has, at most.
            identity_id: Give only the engagements of this identity. Example: BLQKOPK.

        Returns:
            200: A page of engagements.
        """
        return await self._sender.send_raw(
            _list_engagements.request(page=page, page_size=page_size, identity_id=identity_id)
        )

    async def create(self, body: models.NewEngagement) -> RawResponse[models.Engagement]:
        """Create an engagement.

        Adds an engagement to an identity: what messages it will send, and to whom.

        A registration may cost money and cannot be taken back. If you do not know whether a request
        arrived, look before you repeat it.

        Args:
            body: An engagement to register.

        Returns:
            201: The engagement, as it was created.
        """
        return await self._sender.send_raw(_create_engagement.request(body))

    async def get(self, engagement_id: str) -> RawResponse[models.Engagement]:
        """Get an engagement.

        Gives one engagement of the account.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_get_engagement.request(engagement_id))

    async def replace(
        self, engagement_id: str, body: models.EngagementDetails
    ) -> RawResponse[models.Engagement]:
        """Replace an engagement.

        Replaces all fields but `identity_id`, which stays if the request leaves it out; any other
        field that it leaves out is no longer set. The registry behind this API may refuse to change
        what the engagement was approved for, such as its use case.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: The details of an engagement.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_replace_engagement.request(engagement_id, body))

    async def delete(self, engagement_id: str) -> RawResponse[None]:
        """Stop an engagement.

        Ends the engagement, for good: it cannot be started again, and there is no field in which
        its end could be seen.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.

        Returns:
            204: No content.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_delete_engagement.request(engagement_id))

    async def update(
        self, engagement_id: str, body: models.EngagementDetails
    ) -> RawResponse[models.Engagement]:
        """Update an engagement.

        Changes the fields that the request names, and no others. The registry behind this API may
        refuse to change what the engagement was approved for, such as its use case.

        Args:
            engagement_id: The id of the engagement. Example: C1DEB879.
            body: The details of an engagement.

        Returns:
            200: The engagement, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_update_engagement.request(engagement_id, body))
