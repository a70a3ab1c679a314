"""What a request must look like, and the problem that answers one that does not.

``api`` and ``server`` raise ``ProblemError`` too, for what only they can see.
"""

from __future__ import annotations

import json
import math
import re
import uuid
from typing import TYPE_CHECKING, NoReturn

from messaging_engagement_contract.mock.store import ENGAGEMENT, IDENTITY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

    from messaging_engagement_contract.mock.store import Json, Kind, Object

BULK_LIMIT = 50

_ERRORS = "https://developer.nexmo.com/api-errors"
_UNRECOGNISED = 501  # the registry's own code for a value that it does not take
_NUMBER = re.compile(r"[0-9]{7,15}")
_INTEGER = re.compile(r"[0-9]{1,4000}")  # int() refuses more than 4300 digits
_TYPE_NAMES = {str: "a string", bool: "a boolean", list: "an array of strings"}
_REQUIRED_BY_ENTITY_TYPE: Mapping[str, set[str]] = {
    "INDIVIDUAL": set(),
    "PRIVATE_PROFIT": {"company_name", "ein"},
    "PUBLIC_PROFIT": {"company_name", "ein", "stock_symbol", "stock_exchange", "website"},
    "NON_PROFIT": {"company_name", "ein", "website"},
}
_CHOICES = {
    "entity_type": list(_REQUIRED_BY_ENTITY_TYPE),
    "brand_relationship": [f"{s}_ACCOUNT" for s in ("BASIC", "SMALL", "MEDIUM", "LARGE", "KEY")],
}


class ProblemError(Exception):
    """A request is refused, with these words (RFC 7807); ``code`` ends the type's URL."""

    def __init__(self, status: int, code: str, title: str, detail: str, **more: Json) -> None:
        super().__init__(detail)
        self.status = status
        self.body: Object = {**error(code, title, detail), "instance": uuid.uuid4().hex, **more}
        self.headers: dict[str, str] = {}


def error(code: str, title: str, detail: str) -> Object:
    """Give the part that all errors have, also those within a body."""
    return {"type": f"{_ERRORS}{code}", "title": title, "detail": detail}


def decode(headers: Message, body: bytes) -> Json:
    """Read a body as JSON, if it says that it is."""
    if headers.get_content_type() != "application/json":
        title, detail = (
            "Invalid Content-Type header",
            "Most likely, this should be application/json",
        )
        raise ProblemError(415, "#content-type-header", title, detail)
    try:
        content: Json = json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as reason:
        raise ProblemError(400, "#invalid-json", "Invalid JSON", str(reason)) from None
    return content


def paging(query: Mapping[str, str]) -> tuple[int, int]:
    """Read the page and its size out of a query."""
    faults: dict[str, str] = {}
    values: list[int] = []
    for name, default, most in (("page", "1", math.inf), ("page_size", "10", 100)):
        text = query.get(name, default)
        values.append(int(text) if _INTEGER.fullmatch(text) else 0)
        if not 1 <= values[-1] <= most:
            faults[name] = f"must be an integer, at least 1 and at most {most}".removesuffix(
                " and at most inf"
            )
    if faults:
        raise _invalid(ENGAGEMENT, faults)
    return values[0], values[1]


def fields(method: str, kind: Kind, body: Json) -> Object:
    """Give the fields that this request may write; what else its body holds is ignored."""
    if not isinstance(body, dict):
        raise _invalid(kind, {"body": "must be a JSON object"})
    writable = kind.fields.keys() - (set() if method == "POST" else kind.fixed)
    sent = {name: value for name, value in body.items() if name in writable}
    required: set[str] = set()
    if method == "POST" or (method == "PUT" and kind is IDENTITY):
        by_type = _REQUIRED_BY_ENTITY_TYPE.get(str(sent.get("entity_type")), set())
        required = (set(kind.required) | by_type) & writable
    faults = dict.fromkeys(sorted(required - sent.keys()), "is required")
    for name, value in sent.items():
        if not _fits(value, kind.fields[name]):
            faults[name] = f"must be {_TYPE_NAMES[kind.fields[name]]}"
        elif name in _CHOICES and value not in _CHOICES[name]:
            faults[name] = f"must be one of {', '.join(_CHOICES[name])}"
    if faults:
        raise _invalid(kind, faults)
    return sent


def numbers(body: Json) -> list[str]:
    """Give the numbers of a bulk request."""
    sent = body.get("numbers") if isinstance(body, dict) else None
    if not isinstance(sent, list) or not sent:
        raise _invalid(ENGAGEMENT, {"numbers": f"must be an array of 1 to {BULK_LIMIT} numbers"})
    if len(sent) > BULK_LIMIT:
        detail = (
            "Your request contained too many items."
            f" Please reduce the number of items to {BULK_LIMIT} and try again."
        )
        raise ProblemError(413, "/10dlc#bulk-limit-exceeded", "Payload Too Large", detail)
    valid = [number for number in sent if isinstance(number, str) and _NUMBER.fullmatch(number)]
    if len(valid) < len(sent):
        raise _invalid(ENGAGEMENT, {"numbers": "must be strings of 7 to 15 digits, without a +"})
    return valid


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _fits(value: Json, expected: type) -> bool:
    if isinstance(value, list):
        return expected is list and all(isinstance(item, str) for item in value)
    return type(value) is expected


def _invalid(kind: Kind, faults: Mapping[str, str]) -> ProblemError:
    if kind is IDENTITY:
        return ProblemError(
            400,
            "/10dlc#invalid-identity-data",
            "There were some issues with the submitted data",
            "There were some errors submitting your identity, please correct the requested fields",
            errors=[
                {"code": _UNRECOGNISED, "field": name, "description": reason}
                for name, reason in faults.items()
            ],
        )
    return ProblemError(
        400,
        "/10dlc#invalid-parameters",
        "Bad Request",
        "The request failed due to invalid parameters",
        invalid_parameters=[{"name": name, "reason": reason} for name, reason in faults.items()],
    )
