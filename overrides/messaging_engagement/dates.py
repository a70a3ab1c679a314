"""The dates of the API as datetimes, in both forms that it has."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from messaging_engagement_api import Unset

IDENTITY_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
"""The form of the dates of identities (quirk Q32)."""
ENGAGEMENT_DATE: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
"""The form of the dates of engagements, RFC 3339 (quirk Q33)."""


def as_datetime(text: str | Unset) -> datetime:
    """Read a date of an identity or an engagement.

    Identities have ``2020-01-02 05:12:14`` without a time zone, engagements
    ``2020-10-06T08:51:32.119Z`` (quirks Q32 and Q33). Either is read wherever it stands.

    Args:
        text: The date, such as ``identity.created_date``.

    Returns:
        An aware datetime. Where no zone is given, UTC is assumed: likely, but not published.

    Raises:
        ValueError: it is in neither form, no date of the calendar, or absent.

    >>> as_datetime("2020-01-02 05:12:14")
    datetime.datetime(2020, 1, 2, 5, 12, 14, tzinfo=datetime.timezone.utc)
    >>> as_datetime("2020-10-06T08:51:32.119Z").isoformat()
    '2020-10-06T08:51:32.119000+00:00'
    """
    if not isinstance(text, str):
        raise ValueError(f"there is no date to read: {text!r}")  # noqa: TRY004 - nothing is there
    zone = UTC if IDENTITY_DATE.fullmatch(text) else None
    if zone is None and not ENGAGEMENT_DATE.fullmatch(text):
        raise ValueError(
            f"{text!r} is not a date such as '2020-01-02 05:12:14' or '2020-10-06T08:51:32.119Z'"
        )
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a date of the calendar: {error}") from None
    return moment if zone is None else moment.replace(tzinfo=zone)
