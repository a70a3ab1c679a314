"""The answers that all contenders get: an identity, and pages of a hundred of them."""

from __future__ import annotations

import json
from typing import Any

PATH = "/v1/messaging-engagement/identities"
SIZE = 100
SERVER = "https://api.nexmo.com"


def identity(number: int) -> dict[str, Any]:
    """Make an identity with every field that the description has."""
    own = f"B{number:06}"
    return {
        "identity_id": own,
        "entity_type": "PUBLIC_PROFIT",
        "display_name": f"Company {number}",
        "company_name": f"Company {number} Incorporated",
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
        "created_date": "2020-01-02 05:12:14",
        "last_updated": "2020-02-02 14:12:00",
        "_links": {
            "self": {"href": f"{SERVER}{PATH}/{own}"},
            "engagements": {
                "href": f"{SERVER}/v1/messaging-engagement/engagements?identity_id={own}"
            },
        },
    }


def page(number: int = 1, pages: int = 1) -> dict[str, Any]:
    """Make a page of a list that has so many full ones."""
    first = (number - 1) * SIZE
    return {
        "page_size": SIZE,
        "page": number,
        "total_pages": pages,
        "total_items": SIZE * pages,
        "_links": {"self": {"href": f"{SERVER}{PATH}?page={number}&page_size={SIZE}"}},
        "_embedded": {"identities": [identity(first + index) for index in range(SIZE)]},
    }


def written(value: object) -> bytes:
    """Write JSON as most servers do, without spaces."""
    return json.dumps(value, separators=(",", ":")).encode()
