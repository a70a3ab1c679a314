from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_enum
from ..models.brand_relationship import BrandRelationship
from ..models.entity_type import EntityType
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class IdentityReplacement(Model):
    """All editable fields of an identity: one that is left out is no longer set.

    A `PUBLIC_PROFIT` needs `stock_symbol`, `stock_exchange` and `website` as well, and a
    `NON_PROFIT` needs `website`.

    Attributes:
        entity_type: The kind of business or person. Example: PUBLIC_PROFIT.
        display_name: The name that recipients know, at most 255 characters. Example: Vonage.
        phone: A telephone number of the business or person, in E.164 form with its plus sign.
            Example: +15556660001.
        country: The country, as two letters of ISO 3166-1. Example: US.
        email: An e-mail address of the business or person, at most 100 characters. Example:
            devrel@vonage.com.
        brand_relationship: How large a customer of the provider the identity is. Example:
            KEY_ACCOUNT.
        website: The URL of the web site; needed by a `PUBLIC_PROFIT` or a `NON_PROFIT`. Example:
            https://vonage.com.
        street: Street and number, at most 100 characters. Example: 23 Main Street.
        city: The city, at most 100 characters. Example: Holmdel.
        state: The state; in the United States its two letters. Example: NJ.
        postal_code: The postal code, at most 10 characters. Example: 07733.
        stock_symbol: The symbol that the share trades under; needed by a `PUBLIC_PROFIT`.
            Example: VG.
        stock_exchange: The exchange that the share trades on; needed by a `PUBLIC_PROFIT`. Known
            values: `NONE`, `NASDAQ`, `NYSE`, `AMEX`, `AMX`, `ASX`, `B3`, `BME`, `BSE`, `FRA`,
            `ICEX`, `JPX`, `JSE`, `KRX`, `LON`, `NSE`, `OMX`, `SEHK`, `SGX`, `SSE`, `STO`, `SWX`,
            `SZSE`, `TSX`, `TWSE`, `VSE`, `OTHER`. Example: NASDAQ.
        vertical: The line of business. Known values: `REAL_ESTATE`, `HEALTHCARE`, `ENERGY`,
            `ENTERTAINMENT`, `RETAIL`, `AGRICULTURE`, `INSURANCE`, `EDUCATION`, `HOSPITALITY`,
            `FINANCIAL`, `GAMBLING`, `CONSTRUCTION`, `NGO`, `MANUFACTURING`, `GOVERNMENT`,
            `TECHNOLOGY`, `COMMUNICATION`. Example: TECHNOLOGY.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "entity_type": "entity_type",
        "display_name": "display_name",
        "phone": "phone",
        "country": "country",
        "email": "email",
        "brand_relationship": "brand_relationship",
        "website": "website",
        "street": "street",
        "city": "city",
        "state": "state",
        "postal_code": "postal_code",
        "stock_symbol": "stock_symbol",
        "stock_exchange": "stock_exchange",
        "vertical": "vertical",
    }
    _required: ClassVar[frozenset[str]] = frozenset(
        ("entity_type", "display_name", "phone", "country", "email", "brand_relationship")
    )
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    entity_type: EntityType
    display_name: str
    phone: str
    country: str
    email: str
    brand_relationship: BrandRelationship
    website: str | Unset = UNSET
    street: str | Unset = UNSET
    city: str | Unset = UNSET
    state: str | Unset = UNSET
    postal_code: str | Unset = UNSET
    stock_symbol: str | Unset = UNSET
    stock_exchange: str | Unset = UNSET
    vertical: str | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.entity_type,
            self.display_name,
            self.phone,
            self.country,
            self.email,
            self.brand_relationship,
            self.website,
            self.street,
            self.city,
            self.state,
            self.postal_code,
            self.stock_symbol,
            self.stock_exchange,
            self.vertical,
        ) = values
        self.entity_type = as_enum(EntityType, self.entity_type)
        self.brand_relationship = as_enum(BrandRelationship, self.brand_relationship)
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
