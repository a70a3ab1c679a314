from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_enum
from ..models.brand_relationship import BrandRelationship
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class IdentityDetails(Model):
    """The details of an identity, all but its entity type.

    Attributes:
        display_name: The name that recipients know, at most 255 characters. Example: Vonage.
        company_name: The legal name, needed by all but an `INDIVIDUAL`; at most 255 characters.
            Example: Vonage.
        ein: The employer identification number, needed by all but an `INDIVIDUAL`; outside the
            United States the number in the country's own register, at most 21 characters. Example:
            20-1111111.
        alt_business_id_type: The kind of `alt_business_id`: `NONE`, `DUNS`, `GIIN` or `LEI`.
            Example: DUNS.
        alt_business_id: The id of the kind that `alt_business_id_type` names, at most 50
            characters. Example: 150483782.
        phone: A telephone number of the business or person, in E.164 form with its plus sign.
            Example: +15556660001.
        street: Street and number, at most 100 characters. Example: 23 Main Street.
        city: The city, at most 100 characters. Example: Holmdel.
        state: The state; in the United States its two letters. Example: NJ.
        postal_code: The postal code, at most 10 characters. Example: 07733.
        country: The country, as two letters of ISO 3166-1. Example: US.
        email: An e-mail address of the business or person, at most 100 characters. Example:
            devrel@vonage.com.
        stock_symbol: The symbol that the share trades under; needed by a `PUBLIC_PROFIT`.
            Example: VG.
        stock_exchange: The exchange that the share trades on; needed by a `PUBLIC_PROFIT`. Known
            values: `NONE`, `NASDAQ`, `NYSE`, `AMEX`, `AMX`, `ASX`, `B3`, `BME`, `BSE`, `FRA`,
            `ICEX`, `JPX`, `JSE`, `KRX`, `LON`, `NSE`, `OMX`, `SEHK`, `SGX`, `SSE`, `STO`, `SWX`,
            `SZSE`, `TSX`, `TWSE`, `VSE`, `OTHER`. Example: NASDAQ.
        website: The URL of the web site; needed by a `PUBLIC_PROFIT` or a `NON_PROFIT`. Example:
            https://vonage.com.
        brand_relationship: How large a customer of the provider the identity is. Example:
            KEY_ACCOUNT.
        vertical: The line of business. Known values: `REAL_ESTATE`, `HEALTHCARE`, `ENERGY`,
            `ENTERTAINMENT`, `RETAIL`, `AGRICULTURE`, `INSURANCE`, `EDUCATION`, `HOSPITALITY`,
            `FINANCIAL`, `GAMBLING`, `CONSTRUCTION`, `NGO`, `MANUFACTURING`, `GOVERNMENT`,
            `TECHNOLOGY`, `COMMUNICATION`. Example: TECHNOLOGY.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "display_name": "display_name",
        "company_name": "company_name",
        "ein": "ein",
        "alt_business_id_type": "alt_business_id_type",
        "alt_business_id": "alt_business_id",
        "phone": "phone",
        "street": "street",
        "city": "city",
        "state": "state",
        "postal_code": "postal_code",
        "country": "country",
        "email": "email",
        "stock_symbol": "stock_symbol",
        "stock_exchange": "stock_exchange",
        "website": "website",
        "brand_relationship": "brand_relationship",
        "vertical": "vertical",
    }
    _required: ClassVar[frozenset[str]] = frozenset()
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    display_name: str | Unset = UNSET
    company_name: str | Unset = UNSET
    ein: str | Unset = UNSET
    alt_business_id_type: str | Unset = UNSET
    alt_business_id: str | Unset = UNSET
    phone: str | Unset = UNSET
    street: str | Unset = UNSET
    city: str | Unset = UNSET
    state: str | Unset = UNSET
    postal_code: str | Unset = UNSET
    country: str | Unset = UNSET
    email: str | Unset = UNSET
    stock_symbol: str | Unset = UNSET
    stock_exchange: str | Unset = UNSET
    website: str | Unset = UNSET
    brand_relationship: BrandRelationship | Unset = UNSET
    vertical: str | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.display_name,
            self.company_name,
            self.ein,
            self.alt_business_id_type,
            self.alt_business_id,
            self.phone,
            self.street,
            self.city,
            self.state,
            self.postal_code,
            self.country,
            self.email,
            self.stock_symbol,
            self.stock_exchange,
            self.website,
            self.brand_relationship,
            self.vertical,
        ) = values
        self.brand_relationship = as_enum(BrandRelationship, self.brand_relationship)
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }
