"""Numbers as people write them, and as the API has them.

``numbers`` takes each as people write it; ``checks`` sees to it that a request has them as they are
sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, cast

from messaging_engagement.errors import InvalidRequestError

EXAMPLE: Final = "'+1 555 666 0001'"
MOST: Final = 50
"""How many numbers a request may have (quirk Q55)."""
SHOWN: Final = 40
"""How much of a text that is not a number an error shows."""

# Beside what is seen: the invisible marks that a text copied from an address book brings along.
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SEPARATOR = r"[\s().\-\u2010-\u2015\u2212]+"
_WRITTEN = re.compile(rf"[\s(]*\+?[\s(]*[0-9]+(?:{_SEPARATOR}[0-9]+)*\s*")
_DECIMAL = re.compile(r"\+?[0-9]+\.[0-9]+")
_NUMBER = re.compile(r"[0-9]{7,15}")
_TRUNK = re.compile(r"\(\s*0\s*\)")


def normalized(number: object) -> str:
    """Give a number as the API has it: 7 to 15 digits, country code first, without a plus sign.

    Args:
        number: A number as people write it, as text. Spaces, dashes, dots and parentheses between
            the digits are left out.

    Raises:
        InvalidRequestError: it is no text (an int has lost its plus sign and may have lost zeros),
            or not a number.

    >>> normalized("+1 (555) 666-0001")
    '15556660001'
    """
    if not isinstance(number, str):
        raise InvalidRequestError(
            f"a number must be text such as {EXAMPLE}, not {type(number).__name__}"
        )
    if _TRUNK.search(number):
        raise InvalidRequestError(f"{shown(number)} has a (0) that is not dialled: leave it out")
    text = _INVISIBLE.sub("", number)
    if _DECIMAL.fullmatch(text.strip()):
        raise InvalidRequestError(
            f"{shown(number)} has decimals, as from a table that took it for an amount: use text"
        )
    groups = re.findall("[0-9]+", text)
    digits = "".join(groups)
    whole = [group for group in groups if _NUMBER.fullmatch(group)]
    if not _WRITTEN.fullmatch(text) or not _NUMBER.fullmatch(digits) or len(whole) > 1:
        raise InvalidRequestError(f"{shown(number)} is not a number of 7 to 15 digits")
    if digits.startswith("0"):
        raise InvalidRequestError(
            f"{shown(number)} begins with 0: begin with the country code, as in {EXAMPLE}"
        )
    return digits


def fault(numbers: list[str]) -> str | None:
    """Say what is wrong with the numbers of one request, as they are to be sent.

    Args:
        numbers: The numbers.

    >>> fault(["15556660001"]), fault([])
    (None, 'must be 1 to 50 numbers, not 0')
    """
    if not 1 <= len(numbers) <= MOST:
        return f"must be 1 to {MOST} numbers, not {len(numbers)}"
    wrong = next((number for number in numbers if not _NUMBER.fullmatch(number)), None)
    if wrong is None:
        return None
    return f"must be texts of 7 to 15 digits, not {shown(wrong)}: a plain list may have others"


def given_numbers(numbers: object) -> list[str]:
    """Take the numbers of a call; whether each text is a number is not looked at here.

    Raises:
        InvalidRequestError: they are one text, or not iterable, or one of them is no text.
    """
    if isinstance(numbers, str | bytes | bytearray):
        raise InvalidRequestError(
            f"the numbers must be a list such as [{EXAMPLE}], not one {type(numbers).__name__}"
        )
    kind = type(numbers).__name__
    if not isinstance(numbers, Iterable) or isinstance(numbers, Mapping):
        raise InvalidRequestError(f"the numbers must be a list such as [{EXAMPLE}], not {kind}")
    given: list[str] = []
    for position, number in enumerate(cast("Iterable[object]", numbers)):
        if not isinstance(number, str):
            raise InvalidRequestError(
                f"number {position + 1} must be text such as {EXAMPLE}, "
                f"not {type(number).__name__}; nothing was sent"
            )
        given.append(number)
    return given


def shown(number: str) -> str:
    """Show a text that may be no number; not all of it, if it is long."""
    return repr(number) if len(number) <= SHOWN else f"{number[:SHOWN]!r} …"
