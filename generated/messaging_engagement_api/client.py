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
        self._identities = Identities(sender)
        self._engagements = Engagements(sender)
        self._numbers = Numbers(sender)

    @property
    def identities(self) -> Identities:
        """Businesses and persons that send messages."""
        return self._identities

    @property
    def engagements(self) -> Engagements:
        """What an identity sends, and for which use case."""
        return self._engagements

    @property
    def numbers(self) -> Numbers:
        """The phone numbers of an engagement."""
        return self._numbers


class AsyncApi:
    """All operations of the description, by resource, asynchronously.

    Args:
        sender: Sends the requests.
    """

    def __init__(self, sender: AsyncSender) -> None:
        self._identities = AsyncIdentities(sender)
        self._engagements = AsyncEngagements(sender)
        self._numbers = AsyncNumbers(sender)

    @property
    def identities(self) -> AsyncIdentities:
        """Businesses and persons that send messages."""
        return self._identities

    @property
    def engagements(self) -> AsyncEngagements:
        """What an identity sends, and for which use case."""
        return self._engagements

    @property
    def numbers(self) -> AsyncNumbers:
        """The phone numbers of an engagement."""
        return self._numbers
