"""Businesses and persons that send messages."""

from __future__ import annotations

from typing import Unpack

from ... import models
from ...operation import AsyncPager, AsyncSender, Pager, Paging, RawResponse, Sender
from ...types import UNSET, Unset
from . import create_identity as _create_identity
from . import delete_identity as _delete_identity
from . import get_identity as _get_identity
from . import list_identities as _list_identities
from . import replace_identity as _replace_identity
from . import update_identity as _update_identity


class Identities:
    """Businesses and persons that send messages."""

    __slots__ = ("_sender",)

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @property
    def with_raw_response(self) -> IdentitiesWithRawResponse:
        """The operations, each giving the status, the headers and the body of its answer, too."""
        return IdentitiesWithRawResponse(self._sender)

    def list(self, **paging: Unpack[Paging]) -> Pager[models.Identity]:
        """List identities.

        Gives the identities of the account, page by page.

        Args:
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
        return self._sender.paginate(_list_identities.listing(), paging)

    def create(
        self,
        body: models.IndividualPerson
        | models.NonProfit
        | models.PrivateCompany
        | models.PublicCompany,
    ) -> models.Identity:
        """Create an identity.

        Registers a business or a person as a sender of messages. `entity_type` says which kind it
        is, and so which fields are required: each of the four request schemas lists its own.

        A registration may cost money and cannot be taken back. If you do not know whether a request
        arrived, look before you repeat it.

        Args:
            body: An identity to register, as one of four kinds that `entity_type` tells apart.
                Everyone needs `display_name`, `phone`, `country`, `email` and `brand_relationship`.

        Returns:
            201: The identity, as it was created.
        """
        return self._sender.send(_create_identity.request(body))

    def get(self, identity_id: str) -> models.Identity:
        """Get an identity.

        Gives one identity of the account.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_get_identity.request(identity_id))

    def replace(self, identity_id: str, body: models.IdentityReplacement) -> models.Identity:
        """Replace an identity.

        Replaces all editable fields: one that the request leaves out is no longer set. The fields
        that cannot be edited (`company_name`, `ein` and the alternative business id) stay.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.
            body: All editable fields of an identity: one that is left out is no longer set.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_replace_identity.request(identity_id, body))

    def delete(self, identity_id: str) -> None:
        """Delete an identity.

        Removes the identity from the account, for good.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.

        Returns:
            204: No content.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_delete_identity.request(identity_id))

    def update(self, identity_id: str, body: models.IdentityChanges) -> models.Identity:
        """Update an identity.

        Changes the fields that the request names, and no others.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.
            body: The fields of an identity that can be edited.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send(_update_identity.request(identity_id, body))


class IdentitiesWithRawResponse:
    """Businesses and persons that send messages: each result with its answer."""

    __slots__ = ("_sender",)

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(
        self, *, page: int | Unset = UNSET, page_size: int | Unset = UNSET
    ) -> RawResponse[models.IdentityPage]:
        """List identities.

        Gives the identities of the account, page by page.

        Args:
            page: The number of the page to give, from 1.
            page_size: How many items a page has, at most.

        Returns:
            200: A page of the identities of the account.
        """
        return self._sender.send_raw(_list_identities.request(page=page, page_size=page_size))

    def create(
        self,
        body: models.IndividualPerson
        | models.NonProfit
        | models.PrivateCompany
        | models.PublicCompany,
    ) -> RawResponse[models.Identity]:
        """Create an identity.

        Registers a business or a person as a sender of messages. `entity_type` says which kind it
        is, and so which fields are required: each of the four request schemas lists its own.

        A registration may cost money and cannot be taken back. If you do not know whether a request
        arrived, look before you repeat it.

        Args:
            body: An identity to register, as one of four kinds that `entity_type` tells apart.
                Everyone needs `display_name`, `phone`, `country`, `email` and `brand_relationship`.

        Returns:
            201: The identity, as it was created.
        """
        return self._sender.send_raw(_create_identity.request(body))

    def get(self, identity_id: str) -> RawResponse[models.Identity]:
        """Get an identity.

        Gives one identity of the account.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_get_identity.request(identity_id))

    def replace(
        self, identity_id: str, body: models.IdentityReplacement
    ) -> RawResponse[models.Identity]:
        """Replace an identity.

        Replaces all editable fields: one that the request leaves out is no longer set. The fields
        that cannot be edited (`company_name`, `ein` and the alternative business id) stay.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.
            body: All editable fields of an identity: one that is left out is no longer set.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_replace_identity.request(identity_id, body))

    def delete(self, identity_id: str) -> RawResponse[None]:
        """Delete an identity.

        Removes the identity from the account, for good.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.

        Returns:
            204: No content.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_delete_identity.request(identity_id))

    def update(
        self, identity_id: str, body: models.IdentityChanges
    ) -> RawResponse[models.Identity]:
        """Update an identity.

        Changes the fields that the request names, and no others.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.
            body: The fields of an identity that can be edited.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return self._sender.send_raw(_update_identity.request(identity_id, body))


class AsyncIdentities:
    """Businesses and persons that send messages, asynchronously."""

    __slots__ = ("_sender",)

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    @property
    def with_raw_response(self) -> AsyncIdentitiesWithRawResponse:
        """The operations, each giving the status, the headers and the body of its answer, too."""
        return AsyncIdentitiesWithRawResponse(self._sender)

    def list(self, **paging: Unpack[Paging]) -> AsyncPager[models.Identity]:
        """List identities.

        Gives the identities of the account, page by page.

        Args:
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
        return self._sender.paginate(_list_identities.listing(), paging)

    async def create(
        self,
        body: models.IndividualPerson
        | models.NonProfit
        | models.PrivateCompany
        | models.PublicCompany,
    ) -> models.Identity:
        """Create an identity.

        Registers a business or a person as a sender of messages. `entity_type` says which kind it
        is, and so which fields are required: each of the four request schemas lists its own.

        A registration may cost money and cannot be taken back. If you do not know whether a request
        arrived, look before you repeat it.

        Args:
            body: An identity to register, as one of four kinds that `entity_type` tells apart.
                Everyone needs `display_name`, `phone`, `country`, `email` and `brand_relationship`.

        Returns:
            201: The identity, as it was created.
        """
        return await self._sender.send(_create_identity.request(body))

    async def get(self, identity_id: str) -> models.Identity:
        """Get an identity.

        Gives one identity of the account.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_get_identity.request(identity_id))

    async def replace(self, identity_id: str, body: models.IdentityReplacement) -> models.Identity:
        """Replace an identity.

        Replaces all editable fields: one that the request leaves out is no longer set. The fields
        that cannot be edited (`company_name`, `ein` and the alternative business id) stay.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.
            body: All editable fields of an identity: one that is left out is no longer set.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_replace_identity.request(identity_id, body))

    async def delete(self, identity_id: str) -> None:
        """Delete an identity.

        Removes the identity from the account, for good.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.

        Returns:
            204: No content.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_delete_identity.request(identity_id))

    async def update(self, identity_id: str, body: models.IdentityChanges) -> models.Identity:
        """Update an identity.

        Changes the fields that the request names, and no others.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.
            body: The fields of an identity that can be edited.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send(_update_identity.request(identity_id, body))


class AsyncIdentitiesWithRawResponse:
    """Businesses and persons that send messages, asynchronously: each result with its answer."""

    __slots__ = ("_sender",)

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list(
        self, *, page: int | Unset = UNSET, page_size: int | Unset = UNSET
    ) -> RawResponse[models.IdentityPage]:
        """List identities.

        Gives the identities of the account, page by page.

        Args:
            page: The number of the page to give, from 1.
            page_size: How many items a page has, at most.

        Returns:
            200: A page of the identities of the account.
        """
        return await self._sender.send_raw(_list_identities.request(page=page, page_size=page_size))

    async def create(
        self,
        body: models.IndividualPerson
        | models.NonProfit
        | models.PrivateCompany
        | models.PublicCompany,
    ) -> RawResponse[models.Identity]:
        """Create an identity.

        Registers a business or a person as a sender of messages. `entity_type` says which kind it
        is, and so which fields are required: each of the four request schemas lists its own.

        A registration may cost money and cannot be taken back. If you do not know whether a request
        arrived, look before you repeat it.

        Args:
            body: An identity to register, as one of four kinds that `entity_type` tells apart.
                Everyone needs `display_name`, `phone`, `country`, `email` and `brand_relationship`.

        Returns:
            201: The identity, as it was created.
        """
        return await self._sender.send_raw(_create_identity.request(body))

    async def get(self, identity_id: str) -> RawResponse[models.Identity]:
        """Get an identity.

        Gives one identity of the account.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_get_identity.request(identity_id))

    async def replace(
        self, identity_id: str, body: models.IdentityReplacement
    ) -> RawResponse[models.Identity]:
        """Replace an identity.

        Replaces all editable fields: one that the request leaves out is no longer set. The fields
        that cannot be edited (`company_name`, `ein` and the alternative business id) stay.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.
            body: All editable fields of an identity: one that is left out is no longer set.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_replace_identity.request(identity_id, body))

    async def delete(self, identity_id: str) -> RawResponse[None]:
        """Delete an identity.

        Removes the identity from the account, for good.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.

        Returns:
            204: No content.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_delete_identity.request(identity_id))

    async def update(
        self, identity_id: str, body: models.IdentityChanges
    ) -> RawResponse[models.Identity]:
        """Update an identity.

        Changes the fields that the request names, and no others.

        Args:
            identity_id: The id of the identity. Example: BLQKOPK.
            body: The fields of an identity that can be edited.

        Returns:
            200: The identity, as it is now.

        Raises:
            InvalidPathParameter: an id is empty or would lead to another URL.
        """
        return await self._sender.send_raw(_update_identity.request(identity_id, body))
