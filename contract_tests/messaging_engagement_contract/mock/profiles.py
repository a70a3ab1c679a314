"""The two ways in which the mock can answer: as openapi.yaml says, or as the page does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.mock import published

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messaging_engagement_contract.mock.api import Api
    from messaging_engagement_contract.mock.messages import Answer, Request


def clean(api: Api, request: Request) -> Answer:
    """Answer as the clean description says."""
    return api.answer(request)


PROFILES: Mapping[str, Callable[[Api, Request], Answer]] = {
    "clean": clean,
    "published": published.answer,
}
