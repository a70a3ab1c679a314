"""Following links: where a link of an answer leads, and whether credentials may go there."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from messaging_engagement.errors import InvalidRequestError
from messaging_engagement.settings import API_PATH, DEFAULT_PORTS, NOT_IN_URL
from messaging_engagement_api import (
    SERVER,
    InvalidPathParameter,
    Operation,
    Request,
    Unset,
    models,
)
from messaging_engagement_api.api import OPERATIONS
from messaging_engagement_api.operation import fill

MISSPELT = "/v1/messaging-envagement/"


def following(link: models.Link | str | Unset, base_url: str) -> Request[Any]:
    """Build the request that follows a link.

    Args:
        link: A link of an answer, or its URL.
        base_url: The root of the server that the client is configured for.

    Raises:
        InvalidRequestError: it leads to another server, or to no operation that reads.

    >>> following("/v1/messaging-envagement/engagements/?identity_id=B1", "https://host").params
    (('identity_id', 'B1'),)
    """
    href: object = link.href if isinstance(link, models.Link) else link
    if not isinstance(href, str) or not href.strip():
        raise InvalidRequestError(f"a link must be a Link or a URL, not {link!r}: is there one?")
    path, params = target(href, base_url)
    for operation in OPERATIONS:
        if operation.method == "GET" and (segments := _segments(operation, path)) is not None:
            try:
                filled = fill(operation.path, **segments)
            except InvalidPathParameter as error:
                message = f"the link {href!r} leads elsewhere: {error}"
                raise InvalidRequestError(message) from None
            return Request(operation=operation, path=filled, params=params)
    raise InvalidRequestError(f"the link leads to {path}, which no operation of this API reads")


def target(href: str, base_url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Give the path and the query that a link leads to.

    A link may be relative, misspelt (quirk Q02) or have a slash too many (Q03, Q10). The published
    links name the published server, whichever server answers: only their path counts.

    Args:
        href: The link.
        base_url: The root of the server that the client is configured for.

    Raises:
        InvalidRequestError: it leads to another server, or to something else than this API.
    """
    base = urlsplit(base_url + "/")
    if NOT_IN_URL.search(href.strip()):
        raise InvalidRequestError(f"the link {href!r} is not a URL")
    try:
        url = urlsplit(urljoin(base.geturl(), href.strip().replace(MISSPELT, API_PATH + "/", 1)))
        origin = _origin(url)
    except ValueError:
        raise InvalidRequestError(f"the link {href!r} is not a URL") from None
    if "@" in url.netloc or origin not in {_origin(base), _origin(urlsplit(SERVER))}:
        raise InvalidRequestError(
            f"the link leads to {url.scheme}://{url.netloc}, not to {base_url}: "
            "credentials are sent nowhere else, so it is not followed"
        )
    # A server behind a path of a proxy may know nothing of that path.
    path = url.path.removeprefix(base.path.rstrip("/"))
    if not path.startswith(API_PATH + "/"):
        raise InvalidRequestError(f"the link {href!r} does not lead to this API")
    return path.rstrip("/"), tuple(parse_qsl(url.query, keep_blank_values=True))


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or DEFAULT_PORTS.get(url.scheme)


def _segments(operation: Operation[Any], path: str) -> dict[str, str] | None:
    """Give the parameters in a path, if it is one of the operation."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(operation.path))
    match = re.fullmatch(pattern, path)
    return None if match is None else {n: unquote(text) for n, text in match.groupdict().items()}
