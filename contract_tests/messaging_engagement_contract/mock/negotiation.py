"""Whether an Accept header allows JSON, which is all that the mock can answer in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from messaging_engagement_contract.mock.messages import JSON_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

_RANGES = ("*/*", "application/*", JSON_TYPE)  # those that JSON is in, the most specific last


def accepts_json(accept: str) -> bool:
    """Tell whether an Accept header allows JSON (RFC 9110, 12.5.1).

    The most specific range that matches decides; a quality of 0 forbids.
    """
    best = (-1, 0.0)
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media_range in _RANGES:
            best = max(best, (_RANGES.index(media_range), _quality(parameters)))
    return best[1] > 0


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
