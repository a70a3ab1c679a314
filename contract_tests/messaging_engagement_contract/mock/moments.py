"""The time of the server, which can be set, and the forms that dates have on the wire."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messaging_engagement_contract.types import Object

Clock: TypeAlias = Callable[[], datetime]
_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SPACED = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")


def now() -> datetime:
    """Give the real time."""
    return datetime.now(UTC)


def milliseconds(moment: datetime) -> int:
    """Give a moment as milliseconds since 1970; what is finer is cut off.

    Raises:
        ValueError: the moment does not tell its zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone, such as datetime.now(UTC) has")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{moment.isoformat()} is no moment of the years 1 to 9999") from None
    return (moment - _EPOCH) // _MILLISECOND


def current(clock: Clock, settings: Mapping[str, Any]) -> int:
    """Give the time of the server: that of its clock, unless it has been set or moved."""
    if "clock" not in settings:
        return milliseconds(clock())
    setting = settings["clock"]
    if "at" in setting:
        return int(setting["at"])
    return milliseconds(clock()) + int(setting.get("ahead", 0))


def spaced(moment: int) -> str:
    """Write a moment as the identities have it: UTC, without saying so."""
    return _second(moment // 1000).replace("T", " ")


def rfc3339(moment: int) -> str:
    """Write a moment as RFC 3339, with milliseconds."""
    seconds, rest = divmod(moment, 1000)
    return f"{_second(seconds)}.{rest:03}Z"


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat()


def form_of(schema: Object) -> Callable[[int], str]:
    """Give the form of a date that a schema's example has."""
    return spaced if _SPACED.fullmatch(str(schema.get("example", ""))) else rfc3339
