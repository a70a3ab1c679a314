"""What a mock is made of: for the modules that serve, steer and show it, and not for its users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    import random
    import threading

    from messaging_engagement_contract.description import Description
    from messaging_engagement_contract.mock.api import Api
    from messaging_engagement_contract.mock.application import Mock
    from messaging_engagement_contract.mock.journal import Journal
    from messaging_engagement_contract.mock.resources import Store
    from messaging_engagement_contract.mock.throttle import Throttle


@frozen(kw_only=True)
class Parts:
    """The parts of a mock.

    Attributes:
        description: What it serves.
        journal: The requests that it saw.
        lock: Held while the state and the journal must fit together.
        instances: Where the names of its problems come from.
        store: Its state.
        throttle: How many requests an account may make.
        api: What answers.
    """

    description: Description
    journal: Journal
    lock: threading.RLock
    instances: random.Random
    store: Store
    throttle: Throttle
    api: Api


def parts_of(mock: Mock) -> Parts:
    """Give the parts of a mock."""
    parts: Parts = vars(mock)["_parts"]  # protected, for no user needs them
    return parts
