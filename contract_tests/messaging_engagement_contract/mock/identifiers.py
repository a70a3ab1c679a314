"""The ids of new resources: the same sequence for the same seed, and no id twice."""

from __future__ import annotations

import re
import string
import uuid
from functools import partial
from typing import TYPE_CHECKING

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from messaging_engagement_contract.description import Description
    from messaging_engagement_contract.types import Object

_DIGITS = string.digits + string.ascii_uppercase
_ALPHABETS = (
    _DIGITS,
    string.ascii_uppercase,
    string.digits,
    "0123456789abcdef",
    "0123456789ABCDEF",
)
_LENGTH = 6
_LEAST = 4  # characters: fewer are too few for an account
_STEP = 1_234_567_891  # shares no factor with the sizes of the alphabets: no id comes up twice
_TRIED = 50


def identifier(seed: int, number: int, digits: str = _DIGITS, length: int = _LENGTH) -> str:
    """Give the characters of the ``number``-th id."""
    base = len(digits)
    position = (seed * base**3 + number * _STEP) % base**length
    return "".join(digits[position // base**power % base] for power in range(length))


def form_of(description: Description, schema: Object, seed: int) -> Callable[[int], str]:
    """Find ids that a schema allows: a letter as in its example, and characters after it.

    Raises:
        ValueError: none of the forms that are known here fits.
    """
    validator = jsonschema_rs.Draft202012Validator(
        description.standalone(schema), validate_formats=True
    )
    known = description.resolve(schema)
    for make in _forms(known, seed):
        if all(validator.is_valid(make(number)) for number in range(1, _TRIED)):
            return make
    raise ValueError(f"The mock knows no ids that fit the schema {known}")


def _forms(schema: Object, seed: int) -> Iterator[Callable[[int], str]]:
    example = str(schema.get("example", ""))
    first = example[:1] if example[:1].isalpha() else "X"
    lengths = {_LENGTH: None, len(example) - 1: None, schema.get("minLength", 0) - 1: None}
    lengths |= {schema.get("maxLength", 0) - 1: None, **dict.fromkeys(range(_LEAST, 40))}
    literal = re.match(r"\^?([A-Za-z0-9_-]*)", schema.get("pattern", ""))
    begin = literal.group(1) if literal else ""
    for prefix in dict.fromkeys((first, begin, begin[:-1], first.lower(), "")):
        for length in (n + (not prefix) for n in lengths if n >= _LEAST):
            for digits in _ALPHABETS:
                yield partial(_prefixed, prefix, seed, digits, length)
    yield partial(_uuid, seed)


def _prefixed(prefix: str, seed: int, digits: str, length: int, number: int) -> str:
    return prefix + identifier(seed, number, digits, length)


def _uuid(seed: int, number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{seed}/{number}"))
