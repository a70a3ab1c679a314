"""A client that keeps the requests which it is asked to send, and sends none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from attrs import frozen

from messaging_engagement.checks import check
from messaging_engagement.client import Client
from messaging_engagement_api import UNSET

if TYPE_CHECKING:
    from messaging_engagement.deadline import Deadline
    from messaging_engagement_api import Request

T = TypeVar("T")


@frozen
class _Echo:
    """An answer that says that all was done."""

    content: bytes
    status_code: int
    headers: dict[str, str]


class DryRun(Client):
    """A client that sends nothing, and so needs no credentials.

    Args:
        base_url: As of :class:`Client`.
    """

    def __init__(self, base_url: str) -> None:
        super().__init__(api_key="none", api_secret="none", base_url=base_url)  # noqa: S106 - no secret
        self._kept: list[Request[Any]] = []

    def send(self, request: Request[T], /) -> Any:  # noqa: ANN401 - nobody looks at it
        """Check a request, and keep it."""
        check(request)
        self._kept.append(request)

    def _send_within(self, request: Request[T], _: Deadline, /) -> T:
        """Keep one request of a larger call; the call goes on as if all was done."""
        self.send(request)
        operation = request.operation
        content = json.dumps(request.json).encode()
        return operation.parse(_Echo(content, operation.results[0].first, {}))

    def shown(self, base_url: str) -> list[dict[str, Any]]:
        """Give the requests that were kept, as JSON values."""
        return [_shown(request, base_url) for request in self._kept]


def _shown(request: Request[Any], base_url: str) -> dict[str, Any]:

    query = f"?{urlencode(request.params)}" if request.params else ""
    shown = {"method": request.operation.method, "url": f"{base_url}{request.path}{query}"}
    return shown if request.json is UNSET else {**shown, "body": request.json}
