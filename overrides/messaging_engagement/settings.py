"""Where a client sends: the argument first, then the environment, checked at once."""

from __future__ import annotations

import functools
import ipaddress
import os
import re
from platform import python_version
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit
from urllib.request import getproxies

from attrs import field, frozen

from messaging_engagement.errors import SettingsError
from messaging_engagement.version import __version__
from messaging_engagement_api import SERVER

if TYPE_CHECKING:
    from messaging_engagement.credentials import Identity

API_PATH: Final = "/v1/messaging-engagement"

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
NOT_IN_URL: Final = re.compile(r"[\x00-\x20\x7f\\]")
_SAFE: Final = "%/:@!$&'()*+,;=-._~"
"""What a path has unquoted (RFC 3986, 3.3), and what is quoted already."""


@functools.cache
def user_agent() -> str:
    """Name this client and its version."""
    return f"messaging-engagement/{__version__} python/{python_version()}"


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

    @property
    def needs_httpx(self) -> bool:
        """Whether requests go through a proxy, or an authentication of several requests."""
        return not self.identity.is_by_header or may_have_proxy(self.base_url)

    def url(self, path: str) -> str:
        """Give the URL of a path that is filled in and quoted."""
        return self.base_url + path


def may_have_proxy(base_url: str) -> bool:
    """Tell whether the environment may have a proxy for a server."""
    url = urlsplit(base_url)
    # What is sent to this machine shall not leave it.
    is_near = _is_loopback(url.hostname or "")
    return not is_near and not {url.scheme, "all"}.isdisjoint(getproxies())


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
        url = urlsplit(text)
        port = url.port
        host = (url.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        # What is wrong is told without the URL where it could hold a password.
        raise SettingsError(f"base_url is not a URL like {SERVER}") from None
    if "@" in url.netloc:
        raise SettingsError(
            "base_url must not have a user or password: pass api_key and api_secret"
        )
    if url.scheme not in {"http", "https"} or not host or NOT_IN_URL.search(text):
        raise SettingsError(f"base_url must be like {SERVER}, not {text!r}")
    if "?" in text or "#" in text:
        raise SettingsError(f"base_url must not have a query or a fragment: {text!r}")
    if url.path.rstrip("/").endswith(API_PATH):
        raise SettingsError(f"base_url is the root of the server: leave out {API_PATH}")
    if url.scheme == "http" and not insecure and not _is_loopback(host):
        raise SettingsError(
            f"base_url must be https: {text!r} would carry the secret in the clear; "
            "insecure=True allows it"
        )
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in {None, DEFAULT_PORTS[url.scheme]} else f"{shown}:{port}"
    return f"{url.scheme}://{netloc}{quote(url.path, safe=_SAFE)}".rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
