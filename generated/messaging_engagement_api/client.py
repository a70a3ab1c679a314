"""All operations of the description, by resource."""

from __future__ import annotations

from .api import AsyncEngagements, AsyncIdentities, AsyncNumbers, Engagements, Identities, Numbers
from .operation import AsyncSender, Sender


class Api:
    """All operations of the description, by resource.

    Args:
        sender: Sends the requests.
    """

    def __init__(self, sender: Sender) -> None:
        # Two underscores keep them apart from the attributes of a client that derives from this.
        self.__identities = Identities(sender)
        self.__engagements = Engagements(sender)
        self.__numbers = Numbers(sender)

    @property
    def identities(self) -> Identities:
        """Businesses and persons that send messages."""
        return self.__identities

    @property
    def engagements(self) -> Engagements:
        """What an identity sends, and for which use case."""
        return self.__engagements

    @property
    def numbers(self) -> Numbers:
        """The phone numbers of an engagement."""
        return self.__numbers


class AsyncApi:
    """All operations of the description, by resource, asynchronously.

    Args:
        sender: Sends the requests.
    """

    def __init__(self, sender: AsyncSender) -> None:
        # Two underscores keep them apart from the attributes of a client that derives from this.
        self.__identities = AsyncIdentities(sender)
        self.__engagements = AsyncEngagements(sender)
        self.__numbers = AsyncNumbers(sender)

    @property
    def identities(self) -> AsyncIdentities:
        """Businesses and persons that send messages."""
        return self.__identities

    @property
    def engagements(self) -> AsyncEngagements:
        """What an identity sends, and for which use case."""
        return self.__engagements

    @property
    def numbers(self) -> AsyncNumbers:
        """The phone numbers of an engagement."""
        return self.__numbers
