"""Where a client sends: the argument first, then the environment, checked at once."""

from __future__ import annotations

import functools
import ipaddress
import os
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from typing import TYPE_CHECKING, Final

import httpx
from attrs import field, frozen

from messaging_engagement.errors import SettingsError
from messaging_engagement_api import SERVER

if TYPE_CHECKING:
    from messaging_engagement.credentials import Identity

API_PATH: Final = "/v1/messaging-engagement"


@functools.cache
def user_agent() -> str:
    """Name this client and its version, if it is installed as a distribution."""
    try:
        release = version("messaging-engagement")
    except PackageNotFoundError:
        release = "unknown"
    return f"messaging-engagement/{release} python/{python_version()}"


@frozen
class Settings:
    """Where a client sends, and as whom.

    Attributes:
        base_url: The root of the server, without the path of the API and without a slash at the
            end.
        identity: As whom.
    """

    base_url: str
    identity: Identity = field(repr=False)

    def url(self, path: str) -> str:
        """Give the URL of a path that is filled in and quoted."""
        return self.base_url + path


def resolved_base_url(given: str | None, *, insecure: bool) -> str:
    """Take the URL that is given, else that of the environment, else the published one.

    Args:
        given: The argument ``base_url``.
        insecure: Whether plain http to another machine is allowed.

    Raises:
        SettingsError: it is not one to send credentials to.

    >>> resolved_base_url("http://127.0.0.1:4010/", insecure=False)
    'http://127.0.0.1:4010'
    """
    default = os.environ.get("MESSAGING_ENGAGEMENT_BASE_URL") or SERVER
    text = default if given is None else str(given)
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        # What is wrong is told without the URL where it could hold a password.
        raise SettingsError(f"base_url is not a URL like {SERVER}") from None
    if url.userinfo:
        raise SettingsError(
            "base_url must not have a user or password: pass api_key and api_secret"
        )
    if url.scheme not in {"http", "https"} or not url.host:
        raise SettingsError(f"base_url must be like {SERVER}, not {text!r}")
    if url.query or url.fragment or "?" in text or "#" in text:
        raise SettingsError(f"base_url must not have a query or a fragment: {text!r}")
    if url.path.rstrip("/").endswith(API_PATH):
        raise SettingsError(f"base_url is the root of the server: leave out {API_PATH}")
    if url.scheme == "http" and not insecure and not _is_loopback(url.host):
        raise SettingsError(
            f"base_url must be https: {text!r} would carry the secret in the clear; "
            "insecure=True allows it"
        )
    return str(url).rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
