"""Bodies to send: realistic ones out of the contract's examples, and ones that break its schema."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from messaging_engagement_contract.conformance.contract import Contract, Operation
    from messaging_engagement_contract.types import Json

VARIANTS: Final = ("PrivateCompany", "PublicCompany", "NonProfit", "IndividualPerson")
BOOLEANS: Final = (
    "embedded_link",
    "embedded_phone",
    "number_pool",
    "age_gated",
    "direct_lending",
    "subscriber_optin",
    "subscriber_optout",
    "subscriber_help",
    "affiliate_marketing",
)
TEXTS: Final = (
    "description",
    "sample_one",
    "sample_two",
    "sample_three",
    "sample_four",
    "message_flow",
    "help_message",
)


@dataclass(frozen=True)
class Invalid:
    """A body that breaks the schema of an operation, in one place."""

    why: str
    field: str
    body: Json


class Bodies:
    """Makes bodies that are valid and realistic, each one different from all others.

    Args:
        contract: The contract, whose examples they follow.
        mark: What stands in the text of everything that is created.
    """

    def __init__(self, contract: Contract, mark: str) -> None:
        self._contract = contract
        self._mark = mark
        self._count = 0
        # in every number, so that those of two runs differ
        self._digits = f"{int(mark.rsplit(maxsplit=1)[-1], 16) % 10**4:04d}"
        self._numbers = 0
        self._variants: dict[str, Json] = {}
        for body in contract.operations["createIdentity"].body_examples:
            self._variants[body["entity_type"]] = body
        sizes = contract.document["components"]["schemas"]["BrandRelationship"]["enum"]
        first = sizes.index(self._variants["PUBLIC_PROFIT"]["brand_relationship"])
        self._sizes: list[str] = sizes[first:] + sizes[:first]  # that of the example first
        self._types: dict[str, str] = {}
        self._required: dict[str, list[str]] = {}
        for name in VARIANTS:
            schema = contract.document["components"]["schemas"][name]
            self._types[name] = contract.properties(schema)["entity_type"]["const"]
            self._required[name] = schema["required"]

    def identity(self, variant: str = "PrivateCompany", *, full: bool = True) -> dict[str, Json]:
        """Make an identity of a variant, with all fields or with the required ones alone."""
        self._count += 1
        number = self._count
        body: dict[str, Json] = {
            **self._variants["PUBLIC_PROFIT"],
            "entity_type": self._types[variant],
            "display_name": f"{self._mark} no {number}",
            "company_name": f"{self._mark} no {number} Inc.",
            "ein": f"2{number % 10}-{self._digits}{number:03d}",
            "alt_business_id": f"0{self._digits}{number:04d}",
            "phone": f"+1555666{number:04d}",
            "email": f"Office.No{number}@conformance.example",
            "brand_relationship": self._sizes[(number - 1) % len(self._sizes)],
            "street": f"{number} Main Street",
            "website": f"https://conformance{number}.example",
        }
        if full and variant != "IndividualPerson":
            return body
        names = self._required[variant]
        if full:  # a person has no company
            names = [*names, "street", "city", "state", "postal_code", "vertical", "website"]
        return {name: value for name, value in body.items() if name in names}

    def engagement(
        self, identity_id: str, *, full: bool = True, pattern: int = 0
    ) -> dict[str, Json]:
        """Make an engagement of an identity; the bits of ``pattern`` are its booleans."""
        self._count += 1
        number = self._count
        required: dict[str, Json] = {
            "identity_id": identity_id,
            "vertical": "TECHNOLOGY",
            "use_case": "MIXED" if full else "ACCOUNT_NOTIFICATION",
            "description": f"{self._mark} no {number}",
        }
        if not full:
            return required
        return {
            **required,
            "sub_use_cases": ["SECURITY_ALERT", "2FA", "ACCOUNT_NOTIFICATION"],
            "reseller_id": f"R{number:06d}",
            "sample_one": f"Sample one of {number}",
            "sample_two": f"Sample two of {number}",
            "sample_three": f"Sample three of {number}",
            "sample_four": f"Sample four of {number}",
            "message_flow": f"Customers opt in at desk {number}.",
            "help_message": f"Reply STOP {number} to end these messages.",
            **{name: bool(pattern >> bit & 1) for bit, name in enumerate(BOOLEANS)},
        }

    def numbers(self, count: int) -> list[str]:
        """Make numbers that no other call has made."""
        self._numbers += count
        start = self._numbers - count
        return [f"1555{self._digits}{number:04d}" for number in range(start, start + count)]

    def replacement(self, fields: dict[str, Json]) -> dict[str, Json]:
        """Make a body for PUT identity out of what an identity has."""
        editable = self._contract.properties(
            self._contract.operations["replaceIdentity"].body_schema
        )
        return {name: value for name, value in fields.items() if name in editable}

    def changes(self, name: str, value: Json, salt: int) -> Json:
        """Give another valid value for an editable field."""
        if isinstance(value, bool) or name in BOOLEANS:
            return not value
        fixed: dict[str, Json] = {
            "brand_relationship": "LARGE_ACCOUNT" if value != "LARGE_ACCOUNT" else "SMALL_ACCOUNT",
            "country": "CA" if value == "US" else "US",
            "state": "NY" if value == "NJ" else "NJ",
            "vertical": "HEALTHCARE" if value != "HEALTHCARE" else "ENERGY",
            "use_case": "LOW_VOLUME" if value != "LOW_VOLUME" else "MIXED",
            "sub_use_cases": ["2FA", "MARKETING", "FRAUD_ALERT"],
            "postal_code": f"0{salt % 9000 + 1000}",
            "phone": f"+1555777{salt % 10000:04d}",
            "email": f"Changed.No{salt}@conformance.example",
            "website": f"https://changed{salt}.example",
            "stock_exchange": "NYSE" if value != "NYSE" else "NASDAQ",
            "stock_symbol": f"C{salt % 100}",
            "reseller_id": f"R{salt % 10**6:06d}",
        }
        return fixed.get(name, f"{self._mark} changed {name} {salt}")


def invalid(contract: Contract, operation: Operation, base: Json) -> Iterator[Invalid]:
    """Make bodies that break the schema of an operation, each in one place.

    The schema itself says whether they do, so that none is sent which is valid after all.
    """
    validator = operation.body_validator
    if validator is None:
        return
    for candidate in _candidates(contract, operation, base):
        if not validator.is_valid(candidate.body):
            yield candidate


def _candidates(contract: Contract, operation: Operation, base: Json) -> Iterator[Invalid]:
    for name, schema in contract.properties(operation.body_schema).items():
        for value in _wrong(contract, schema):
            body = copy.deepcopy(base)
            body[name] = value
            yield Invalid(f"{name!r} is {_told(value)}", name, body)
        if name in base:
            body = copy.deepcopy(base)
            del body[name]
            yield Invalid(f"{name!r} is missing", name, body)
    whole: tuple[Json, ...] = ([], [base], "text", 1, None, True, {})
    for body in whole:
        yield Invalid(f"the body is {_told(body)}", "", body)


def _wrong(contract: Contract, schema: Json) -> Iterator[Json]:
    """Give values that a property cannot have, whatever is valid among them by chance.

    The first is what a careless server takes for one that it can have.
    """
    if schema.get("type") == "boolean":
        yield from ("true", 1)
    yield from (7, None, True, {"a": "b"}, ["a"], "true", 1.5)
    if "enum" in schema or "const" in schema:
        known = str(schema.get("const", schema.get("enum", [""])[0]))
        yield from ("NO_SUCH_VALUE", known.lower(), "", f"{known} ", f"{known}\n")
    items = contract.resolve(schema.get("items", {}))
    if schema.get("type") == "array":
        yield from ("text", [7], ["a", None], [["a"]], {}, [True], [{}])
    if "pattern" in items:
        good = "15556660001"
        for bad in (
            f"{good}\n",
            f"{good} ",
            f" {good}",
            "+15556660001",
            "123456",
            "1" * 16,
            "1555666000a",
            "",
            "1 555 666 0001",
        ):
            yield [good, bad]
        yield from (["١٥٥٥٦٦٦٠٠٠١"], [15556660001], [good, None], ["-5556660001"], ["1555666.001"])
    if schema.get("minItems"):
        yield []


def _told(value: Json) -> str:
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."  # noqa: PLR2004 - for a line of text
