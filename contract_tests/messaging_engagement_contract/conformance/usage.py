"""What the command and the options of pytest are given: one reading, and one refusal, for both.

Each function reads the text of an option; argparse and pytest tell its refusal as wrong usage.
"""

from __future__ import annotations

import math
import os
from argparse import ArgumentTypeError
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

OTHER_ACCOUNT: Final = "VONAGE_OTHER_ACCOUNT"
"""The variable of the environment that has key and secret of a second account."""
ELSEWHERE_RPS: Final = 5.0
ELSEWHERE_READING: Final = 1000  # requests; a run on an account with little in it takes 300
ELSEWHERE_WRITING: Final = 4000  # requests; a run takes 1,100 by quick, 1,600 by standard


def rate(text: str) -> float:
    """Read how many requests a second are allowed."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number <= 0:
        raise ArgumentTypeError(f"must be a finite number greater than 0, not {text!r}")
    return number


def count(text: str) -> int:
    """Read how many requests are allowed."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ArgumentTypeError(f"must be a whole number greater than 0, not {text!r}")
    return int(text)


def folder(text: str) -> Path:
    """Read the name of a folder."""
    if not text.strip():
        raise ArgumentTypeError("must name a folder, not nothing")
    return Path(text)


def shard(text: str) -> tuple[int, int]:
    """Read which part of the checks to make."""
    first, _, second = text.partition("/")
    if all(part.isascii() and part.isdigit() for part in (first, second)) and (
        1 <= int(first) <= int(second)
    ):
        return int(first), int(second)
    raise ArgumentTypeError(f"must be like 2/8, not {text!r}")


def account(text: str) -> tuple[str, str]:
    """Read key and secret; the refusal tells neither."""
    key, _, secret = text.partition(":")
    if not key or not secret or not text.isprintable():
        raise ArgumentTypeError("must be KEY:SECRET")
    return key, secret


def other_account(given: tuple[str, str] | None) -> tuple[str, str] | None:
    """Take the second account that is given, else that of the environment, if it has one."""
    text = os.environ.get(OTHER_ACCOUNT)
    if given is not None or not text:
        return given
    try:
        return account(text)
    except ArgumentTypeError as error:
        raise ArgumentTypeError(f"{OTHER_ACCOUNT} {error}") from None


def root(text: str) -> str:
    """Read the URL of a server's root; the refusal tells no credentials."""
    # the contract takes a while to import
    from messaging_engagement_contract.conformance.contract import BASE_PATH

    try:
        parts = urlsplit(text)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname)
        fits = fits and parts.port != 0 and not parts.query and not parts.fragment
        secret = parts.username is not None
    except ValueError:
        raise ArgumentTypeError("is no URL") from None
    if secret:
        raise ArgumentTypeError(
            "must hold no credentials: set VONAGE_API_KEY and VONAGE_API_SECRET"
        )
    if not fits:
        raise ArgumentTypeError(f"must be like http://127.0.0.1:4010, not {text!r}")
    before, path, rest = text.partition(BASE_PATH)
    if path:
        raise ArgumentTypeError(
            f"must be the server's root: leave out {path}{rest}, which is the API's own path, as in"
            f" {before}"
        )
    return text


def own_account(key: str, secret: str, other: tuple[str, str] | None) -> tuple[str, str]:
    """Give the account to use, if it can be, and is another one than the second."""
    if not key or not secret:
        raise ArgumentTypeError("credentials are missing: set VONAGE_API_KEY and VONAGE_API_SECRET")
    if ":" in key or not (key + secret).isprintable():
        raise ArgumentTypeError(
            "the key has a colon, or key or secret a character that cannot be sent"
        )
    if other is not None and other[0] == key:
        raise ArgumentTypeError("the second account must be another one than the first")
    return key, secret


def require_libraries() -> None:
    """Make sure that all checks can run, before the first of them sends anything.

    Raises:
        ModuleNotFoundError: the extra ``contract`` is not installed.
    """
    for name in ("hypothesis", "schemathesis"):
        if find_spec(name) is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
