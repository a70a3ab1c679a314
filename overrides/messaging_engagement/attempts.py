"""What is kept of each attempt to send a request."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Attempt:
    """One attempt to send a request.

    Attributes:
        number: Which attempt of the call it was, from 1.
        waited: Seconds that were waited before it.
        elapsed: Seconds from sending to the end of the answer, or to the failure.
        status: The HTTP status of the answer, or None if there was none.
        failure: Why there was no answer, or None if there was one.
        request_id: The provider's id of the answer, if it had one.
    """

    number: int
    waited: float
    elapsed: float
    status: int | None = None
    failure: str | None = None
    request_id: str | None = None
