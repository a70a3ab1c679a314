"""Both forms of the API's dates can be had as datetimes; nothing else can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging_engagement import UNSET, as_datetime, models

if TYPE_CHECKING:
    from messaging_engagement import Unset


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-01-02 05:12:14", datetime(2020, 1, 2, 5, 12, 14, tzinfo=UTC)),
        ("2020-10-06T08:51:32.119Z", datetime(2020, 10, 6, 8, 51, 32, 119000, tzinfo=UTC)),
        ("2020-10-06T08:51:32Z", datetime(2020, 10, 6, 8, 51, 32, tzinfo=UTC)),
        ("2020-10-06T08:51:32.1234567Z", datetime(2020, 10, 6, 8, 51, 32, 123456, tzinfo=UTC)),
        (
            "2020-10-06T08:51:32-05:00",
            datetime(2020, 10, 6, 8, 51, 32, tzinfo=timezone(timedelta(hours=-5))),
        ),
    ],
)
def test_both_forms(text: str, moment: datetime) -> None:
    """A date without a zone is in UTC, one with a zone keeps it; both are aware."""
    assert moment == as_datetime(text)
    assert moment.utcoffset() == as_datetime(text).utcoffset()


@pytest.mark.parametrize(
    "text",
    [
        *("", "string", "2020-01-02", "20200102", "2020-W01-4", "05:12:14", "1577941934"),
        *(
            "2020-01-02T05:12:14",
            "2020-01-02 05:12:14Z",
            "2020-01-02 05:12",
            " 2020-01-02 05:12:14",
        ),
        *("2020-01-02 05:12:14\n", "\u0662\u0660\u0662\u0660-01-02 05:12:14"),
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    """A ValueError shows the text, and both forms."""
    with pytest.raises(
        ValueError, match="is not a date such as '2020-01-02 05:12:14' or"
    ) as caught:
        as_datetime(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    "text", ["2020-02-30 05:12:14", "2020-13-01 05:12:14", "0000-01-01T00:00:00Z"]
)
def test_dates_that_the_calendar_does_not_have(text: str) -> None:
    """A day that does not exist is told from a form that does not."""
    with pytest.raises(ValueError, match="is not a date of the calendar"):
        as_datetime(text)


@pytest.mark.parametrize("absent", [UNSET, None, 0])
def test_absent_date(absent: Unset) -> None:
    """A field that is absent, or null against all promises, has no date to read."""
    with pytest.raises(ValueError, match=f"there is no date to read: {absent!r}"):
        as_datetime(absent)


def test_dates_of_models() -> None:
    """The fields of the models can be given as they are."""
    identity = models.Identity(identity_id="B1", created_date="2020-01-02 05:12:14")
    assert 2020 == as_datetime(identity.created_date).year
    with pytest.raises(ValueError, match="UNSET"):
        as_datetime(identity.last_updated)


@given(st.datetimes(min_value=datetime(1000, 1, 1)))  # noqa: DTZ001 - the zone is added below
def test_every_moment_goes_there_and_back(moment: datetime) -> None:
    """Whatever the moment, both forms give it back, as precisely as they have it."""
    aware = moment.replace(tzinfo=UTC)
    assert aware == as_datetime(moment.isoformat() + "Z")
    assert aware.replace(microsecond=0) == as_datetime(f"{moment:%Y-%m-%d %H:%M:%S}")


@given(st.text())
def test_any_text_is_a_date_or_refused(text: str) -> None:
    """There is no other outcome than a date with its zone, or a ValueError."""
    try:
        moment = as_datetime(text)
    except ValueError:
        return
    assert moment.tzinfo is not None
