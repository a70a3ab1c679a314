"""Where a client sends and as whom: arguments first, then the environment, checked at once."""

from __future__ import annotations

import ipaddress
import os
import re
from importlib.metadata import version
from platform import python_version
from typing import Final

import httpx
from attrs import field, frozen

PUBLISHED_SERVER: Final = "https://api.nexmo.com"
API_PATH: Final = "/v1/messaging-engagement"
HIGHEST_PORT: Final = 65535

USER_AGENT: Final = (
    f"messaging-engagement/{version('messaging-engagement')} python/{python_version()}"
)


@frozen
class Settings:
    """The settings of a client.

    Attributes:
        base_url: The root of the server, without the path of the API and without a slash at the
            end.
        auth: Puts the credentials into a request.
    """

    base_url: str
    auth: httpx.BasicAuth = field(repr=False)

    @classmethod
    def resolve(
        cls, *, api_key: str | None, api_secret: str | None, base_url: str | None
    ) -> Settings:
        """Take what is given, else what the environment says.

        Raises:
            ValueError: a credential is missing or empty, or the URL is not one to send them to.
        """
        return cls(
            base_url=_checked(
                base_url or os.environ.get("MESSAGING_ENGAGEMENT_BASE_URL") or PUBLISHED_SERVER
            ),
            auth=httpx.BasicAuth(
                _credential("api_key", api_key, "VONAGE_API_KEY"),
                _credential("api_secret", api_secret, "VONAGE_API_SECRET"),
            ),
        )

    def url(self, path: str) -> str:
        """Give the URL of a path that is filled in and quoted."""
        return self.base_url + path


def _credential(name: str, given: object, variable: str) -> str:
    credential = os.environ.get(variable, "") if given is None else given
    if not isinstance(credential, str):
        raise ValueError(f"the {name} must be a str, not {type(credential).__name__}")  # noqa: TRY004 - as the others
    if not credential.strip():
        raise ValueError(f"no {name}: pass {name}=… or set the environment variable {variable}")
    if re.search(r"[\x00-\x20\x7f]", credential):
        raise ValueError(f"the {name} has white space or control characters: is it pasted whole?")
    if name == "api_key" and ":" in credential:
        raise ValueError("the api_key has a colon, which HTTP Basic cannot carry")
    return credential


def _checked(base_url: str) -> str:
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError) as error:
        raise ValueError(f"base_url is not a URL: {error}") from None
    # What is wrong is told without the URL where it could hold a password.
    if url.userinfo:
        raise ValueError("base_url must not have a user or password: pass api_key and api_secret")
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError(f"base_url must be like {PUBLISHED_SERVER}, not {base_url!r}")
    if url.query or url.fragment:
        raise ValueError(f"base_url must not have a query or a fragment: {base_url!r}")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise ValueError(
            f"base_url must be https: {base_url!r} would carry the secret in the clear"
        )
    if re.search(r"[\s%]", url.host) or (url.port or 0) > HIGHEST_PORT:
        raise ValueError(f"base_url has no valid host or port: {base_url!r}")
    if url.path.rstrip("/").endswith(API_PATH):
        raise ValueError(f"base_url is the root of the server: leave {API_PATH} out")
    return str(url).rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
