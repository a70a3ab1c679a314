"""A conversation with the API that reaches every operation, and all that can go wrong with it.

It is the same each time: told to a correct mock and to one with a single fault, what comes back
differs exactly by the fault.
"""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from messaging_engagement_contract.mock import ACCOUNTS, BASE_PATH, Mock, MockTransport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FIRST, SECOND = ACCOUNTS.items()
PERSON = {
    "entity_type": "INDIVIDUAL",
    "display_name": "Zoë 🦊 of a name that is quite long",
    "phone": "+15556660001",
    "city": "Holmdel",
    "postal_code": "07733",
    "country": "US",
    "email": "zoe@example.com",
    "brand_relationship": "BASIC_ACCOUNT",
}
COMPANY = {
    **PERSON,
    "entity_type": "PRIVATE_PROFIT",
    "company_name": "Engines",
    "ein": "20-1111111",
}
CAMPAIGN: dict[str, Any] = {
    "vertical": "TECHNOLOGY",
    "use_case": "MIXED",
    "sub_use_cases": ["2FA", "SECURITY_ALERT"],
    "description": "Codes",
    "subscriber_help": False,
}
_INSTANCE = re.compile(r'"instance":"[0-9a-f]{32}"')


def ticking() -> Iterator[datetime]:
    """Give moments, a minute apart."""
    start = datetime(2020, 1, 2, tzinfo=UTC)
    return (start + timedelta(minutes=minute) for minute in itertools.count())


def transcript(faults: Iterable[str] = (), profile: str = "clean") -> list[Any]:
    """Hold the conversation with a mock of its own, and give what came back."""
    moments = ticking()
    mock = Mock(faults=faults, profile=profile, clock=lambda: next(moments))
    heard: list[Any] = []
    base_url = f"http://mock{BASE_PATH}"
    with httpx.Client(transport=MockTransport(mock), base_url=base_url, timeout=0.5) as client:
        talk(Talker(client, heard))
    return heard


class Talker:
    """Asks, and notes what comes back."""

    def __init__(self, client: httpx.Client, heard: list[Any]) -> None:
        self._client = client
        self._heard = heard

    def __call__(
        self, method: str, path: str, json: object = None, *, auth: Any = FIRST, **options: Any
    ) -> Any:
        """Send a request; give the body of the answer, or nothing."""
        if json is not None:
            options["json"] = json
        try:
            answer = self._client.request(method, path, auth=auth, **options)
            raw = answer.content
        except (httpx.TransportError, httpx.DecodingError) as error:
            self._heard.append(type(error).__name__)
            return {}
        headers = sorted(answer.headers.items())
        body = _INSTANCE.sub("", raw.decode(errors="backslashreplace"))
        self._heard.append((method, path, answer.status_code, headers, body))
        try:
            content: Any = answer.json()
        except (ValueError, RecursionError):
            return {}
        return content if hasattr(content, "get") else {}

    def id(self, content: Any, name: str) -> str:
        """Give the id in an answer, or one that is nowhere."""
        return str(content.get(name) or "NOWHERE")


def talk(ask: Talker) -> None:
    """Hold the conversation."""
    identities = [ask.id(ask("POST", "/identities", COMPANY), "identity_id") for _ in range(12)]
    first, second = identities[:2]
    engagements = [
        ask.id(ask("POST", "/engagements", {**CAMPAIGN, "identity_id": owner}), "engagement_id")
        for owner in (first, first, second)
    ]
    for path in (f"/identities/{first}", f"/identities/{second}", f"/engagements/{engagements[0]}"):
        ask("GET", path)
    _change(ask, first, engagements[0])
    _list(ask, first, engagements[0])
    _numbers(ask, engagements)
    _refusals(ask, first, engagements[0])
    _accounts(ask, first)
    _ends(ask, identities, engagements)


def _change(ask: Talker, identity: str, engagement: str) -> None:
    changes = {"street": " ", "website": "https://example.com/a/rather/long/path", "ein": "0"}
    ask("PATCH", f"/identities/{identity}", changes)
    ask("GET", f"/identities/{identity}")
    ask("PUT", f"/identities/{identity}", {**PERSON, "entity_type": "PRIVATE_PROFIT"})
    ask("GET", f"/identities/{identity}")
    ask("PATCH", f"/engagements/{engagement}", {"sample_one": "Hello", "age_gated": False})
    ask("GET", f"/engagements/{engagement}")
    ask("PUT", f"/engagements/{engagement}", {k: v for k, v in CAMPAIGN.items() if k != "vertical"})
    ask("GET", f"/engagements/{engagement}")


def _list(ask: Talker, identity: str, engagement: str) -> None:
    for query in ("", "?page=2&page_size=5", "?page=3&page_size=5", "?page=9", "?page_size=100"):
        for _ in range(2):
            ask("GET", f"/identities{query}")
    ask("GET", "/identities?page=0")
    ask("GET", f"/engagements?identity_id={identity}&page_size=1")
    ask("GET", "/engagements?identity_id=B000000")
    ask("GET", "/identities?page_size=1&page=12")
    ask("GET", f"/engagements/{engagement}/numbers")


def _numbers(ask: Talker, engagements: list[str]) -> None:
    one, other, _ = (f"/engagements/{engagement}/numbers" for engagement in engagements)
    some = [f"0555666{number:04}" for number in range(12)]
    ask("POST", one, {"numbers": some})
    ask("POST", other, {"numbers": [*some[:2], "15550000001", "15550000001"]})
    ask("POST", other, {"numbers": some[:1]})
    ask("POST", other, {"numbers": ["15550000002", "+1"]})
    ask("POST", other, {"numbers": [f"1777666{number:04}" for number in range(51)]})
    ask("POST", f"{one}/delete", {"numbers": [some[3], "15550000001"]})
    ask("POST", f"{one}/delete", {"numbers": ["15550000001"]})
    for path in (one, other):
        ask("GET", f"{path}?page_size=100")


def _refusals(ask: Talker, identity: str, engagement: str) -> None:
    json = {"Content-Type": "application/json"}
    ask("POST", "/identities", {"entity_type": "INDIVIDUAL", "display_name": 7})
    ask("POST", "/identities", {**PERSON, "display_name": 7})
    ask("POST", "/identities", {**PERSON, "colour": "green"})
    ask("POST", "/identities", {**PERSON, "brand_relationship": "FRIEND"})
    ask("POST", "/identities", {**PERSON, "display_name": "x" * 300})
    ask("POST", "/identities", {k: v for k, v in PERSON.items() if k != "email"})
    ask("POST", "/identities", content=b"{", headers=json)
    ask("POST", "/identities", content=b"{}", headers={"Content-Type": "text/plain"})
    ask("POST", "/engagements", {**CAMPAIGN, "identity_id": "B000000"})
    ask("GET", "/identities", headers={"Accept": "text/html"})
    ask("GET", "/identities/%41BC%2F123")
    ask("DELETE", "/identities")
    ask("GET", f"/engagements/{engagement}", headers={"Accept": "application/json"})
    ask("PATCH", f"/identities/{identity}", {"brand_relationship": "FRIEND"})


def _accounts(ask: Talker, identity: str) -> None:
    key, secret = FIRST
    for auth in (None, (key, "wrong"), ("nobody", "x"), (key, secret.upper())):
        ask("GET", "/identities", auth=auth)
    ask(
        "POST", "/identities", auth=None, content=b"{", headers={"Content-Type": "application/json"}
    )
    ask("GET", f"/identities?api_key={key}&api_secret={secret}", auth=None)
    token = httpx.Request("GET", "http://x", headers={})
    for built in httpx.BasicAuth(*FIRST).auth_flow(token):
        bearer = built.headers["Authorization"].replace("Basic", "Bearer")
        ask("GET", "/identities", auth=None, headers={"Authorization": bearer})
    ask("GET", f"/identities/{identity}", auth=SECOND)
    ask("PATCH", f"/identities/{identity}", {}, auth=SECOND)
    ask("GET", "/identities", auth=SECOND)


def _ends(ask: Talker, identities: list[str], engagements: list[str]) -> None:
    ask("DELETE", f"/identities/{identities[1]}")
    ask("DELETE", f"/engagements/{engagements[0]}")
    ask("POST", f"/engagements/{engagements[1]}/numbers", {"numbers": ["05556660005"]})
    for identity in (identities[4], identities[4]):
        ask("DELETE", f"/identities/{identity}")
        ask("GET", f"/identities/{identity}")
    ask("GET", "/identities?page_size=100")
