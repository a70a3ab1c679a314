"""Looks, before anything is judged, whether there is a server and whether it lets the suite in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from messaging_engagement_contract.conformance.contract import BASE_PATH

if TYPE_CHECKING:
    from messaging_engagement_contract.conformance.exchange import Exchange
    from messaging_engagement_contract.conformance.run import Run

_TRIES: Final = 3
_REDIRECTS: Final = range(300, 400)
_NOT_FOUND: Final = 404
_REFUSED: Final = {401, 403}
_PROXY_LOGIN: Final = {407, 511}


@dataclass(frozen=True)
class Refusal:
    """Why there is nothing to judge, and what to do about it."""

    why: str


def preflight(run: Run) -> Refusal | None:
    """Ask for two lists, and for one as the second account; give why there is nothing to judge."""
    refusal = _first(run, [_ask(run, path) for path in ("identities", "engagements")])
    if refusal is None and run.has_other:
        other = _ask(run, "identities", "other")
        if other.status in _REFUSED:
            return Refusal(
                f"the credentials of the second account are refused ({other.told()[:200]})."
                " Put --other-account right, or leave it out."
            )
    return refusal


def _first(run: Run, answers: list[Exchange]) -> Refusal | None:
    """Give what keeps the first account out."""
    statuses = {answer.status for answer in answers}
    first = answers[0]
    if statuses == {0}:
        return Refusal(
            f"{run.target.url} does not answer ({first.error})."
            " Is the URL right, and the server up?"
        )
    if statuses <= _REFUSED:
        return Refusal(
            f"the credentials are refused ({first.told()[:200]}). Set VONAGE_API_KEY and"
            " VONAGE_API_SECRET, or give --api-key and --api-secret."
        )
    if statuses <= _PROXY_LOGIN:
        return Refusal(
            f"a proxy on the way wants a login ({first.status}); the target is not seen."
        )
    if all(status in _REDIRECTS for status in statuses):
        place = str(first.headers.get("Location", "nowhere"))
        host = urlsplit(place).netloc or "the same host"
        return Refusal(
            f"the target redirects ({first.status}, to {host}), as a login page does; redirects are"
            " not followed. Give the URL of the API itself."
        )
    if statuses == {_NOT_FOUND}:
        return Refusal(
            f"nothing of the API is at {run.target.url}: {BASE_PATH}/identities and"
            f" {BASE_PATH}/engagements answer 404. Give the URL of the server's root."
        )
    return None


def _ask(run: Run, path: str, credentials: str = "own") -> Exchange:
    request = run.target.request(
        "GET", f"{BASE_PATH}/{path}", query={"page_size": 1}, credentials=credentials
    )
    exchange = run.target.send(None, request)
    for _ in range(_TRIES - 1):
        if exchange.status or "nothing came" in exchange.error:
            break
        exchange = run.target.send(None, request)
    return exchange
