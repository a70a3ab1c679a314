"""All operations of the description, by resource."""

from __future__ import annotations

from .api import AsyncEngagements, AsyncIdentities, AsyncNumbers, Engagements, Identities, Numbers
from .operation import AsyncSender, Sender


class Api:
    """All operations of the description, by resource.

    Args:
        sender: Sends the requests.

    Attributes:
        identities: Businesses and persons that send messages.
        engagements: What an identity sends, and for which use case.
        numbers: The phone numbers of an engagement.
    """

    def __init__(self, sender: Sender) -> None:
        self.identities = Identities(sender)
        self.engagements = Engagements(sender)
        self.numbers = Numbers(sender)


class AsyncApi:
    """All operations of the description, by resource, asynchronously.

    Args:
        sender: Sends the requests.

    Attributes:
        identities: Businesses and persons that send messages.
        engagements: What an identity sends, and for which use case.
        numbers: The phone numbers of an engagement.
    """

    def __init__(self, sender: AsyncSender) -> None:
        self.identities = AsyncIdentities(sender)
        self.engagements = AsyncEngagements(sender)
        self.numbers = AsyncNumbers(sender)
