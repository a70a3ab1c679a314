"""What a mock can begin with: nothing, the published example, or a large account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from messaging_engagement_contract.mock.identifiers import identifier
from messaging_engagement_contract.mock.numbers import KIND, OWNER
from messaging_engagement_contract.mock.state import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement_contract.mock.resources import Store
    from messaging_engagement_contract.mock.stores import Writing

SEEDS = ("none", "example", "large")
LARGE = 10_000
_SEED = -1  # ids of their own, apart from those that are given out

IDENTITY_ID = "BLQKOPK"
ENGAGEMENT_ID = "C1DEB879"
_CREATED = 1_577_941_934_000  # 2020-01-02 05:12:14
_UPDATED = 1_580_652_720_000  # 2020-02-02 14:12:00
_LAUNCHED = 1_601_974_292_119  # 2020-10-06T08:51:32.119Z

IDENTITY: dict[str, Any] = {
    "entity_type": "PUBLIC_PROFIT",
    "display_name": "Vonage",
    "company_name": "Vonage",
    "ein": "20-1111111",
    "alt_business_id_type": "DUNS",
    "alt_business_id": "150483782",
    "phone": "+15556660001",
    "street": "23 Main Street",
    "city": "Holmdel",
    "state": "NJ",
    "postal_code": "07733",
    "country": "US",
    "email": "devrel@vonage.com",
    "stock_symbol": "VG",
    "stock_exchange": "NASDAQ",
    "website": "https://vonage.com",
    "brand_relationship": "KEY_ACCOUNT",
    "vertical": "TECHNOLOGY",
}
ENGAGEMENT: dict[str, Any] = {
    "identity_id": IDENTITY_ID,
    "vertical": "TECHNOLOGY",
    "use_case": "MIXED",
    "sub_use_cases": ["2FA", "SECURITY_ALERT"],
    "description": "User notifications",
    "sample_one": "Sample Message",
    "subscriber_optin": False,
}
NUMBERS = ("15556660001", "15556660002")


def check(data: str) -> None:
    """Make sure that there is such data.

    Raises:
        ValueError: there is not.
    """
    if data not in SEEDS:
        raise ValueError(f"{data!r} is no seed data: there are {', '.join(SEEDS)}")


def plant(store: Store, data: str, account: str, clock: Callable[[], int]) -> None:
    """Add data to an account, in one write.

    Raises:
        ValueError: there is no such data.
    """
    check(data)
    if data != "none":
        now = clock()
        with store.write() as writing:
            sow(writing, data, account, now)


def sow(writing: Writing, data: str, account: str, now: int) -> None:
    """Add data to an account, as part of a write."""
    if data != "none":
        _example(writing, account, now)
    if data == "large":
        _large(writing, account, now)


def _example(writing: Writing, account: str, now: int) -> None:
    position = writing.next_position()
    identity = Record(IDENTITY_ID, position, _CREATED, _UPDATED, IDENTITY)
    writing.put(account, "identities", identity)
    position = writing.next_position()
    engagement = Record(ENGAGEMENT_ID, position, _LAUNCHED, _LAUNCHED, ENGAGEMENT)
    writing.put(account, "engagements", engagement)
    for number in NUMBERS:
        record = Record(number, writing.next_position(), now, now, {OWNER: ENGAGEMENT_ID})
        writing.put(account, KIND, record)


def _large(writing: Writing, account: str, now: int) -> None:
    """Add identities, an engagement for every tenth, and some numbers for each of these."""
    for number in range(1, LARGE):
        identity_id = f"B{identifier(_SEED, number)}"
        fields: dict[str, Any] = {
            "entity_type": "PRIVATE_PROFIT",
            "display_name": f"Company {number}",
            "company_name": f"Company {number} LLC",
            "ein": f"20-{number:07}",
            "phone": f"+1555{number:07}",
            "street": f"{number} Main Street",
            "city": "Holmdel",
            "state": "NJ",
            "postal_code": "07733",
            "country": "US",
            "email": f"office@company-{number}.example",
            "brand_relationship": "SMALL_ACCOUNT",
            "vertical": "RETAIL",
        }
        record = Record(identity_id, writing.next_position(), now, now, fields)
        writing.put(account, "identities", record)
        if number % 10 == 0:
            _campaign(writing, account, now, number, identity_id)


def _campaign(writing: Writing, account: str, now: int, number: int, identity_id: str) -> None:
    engagement_id = f"C{identifier(_SEED, number)}"
    fields = {
        "identity_id": identity_id,
        "vertical": "RETAIL",
        "use_case": "ACCOUNT_NOTIFICATION",
        "description": f"Notifications of company {number}",
    }
    record = Record(engagement_id, writing.next_position(), now, now, fields)
    writing.put(account, "engagements", record)
    for step in range(3):
        phone = f"1556{number * 3 + step:07}"
        owned = Record(phone, writing.next_position(), now, now, {OWNER: engagement_id})
        writing.put(account, KIND, owned)
