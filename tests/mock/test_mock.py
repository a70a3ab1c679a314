"""The mock server answers as the clean description of the API says; asked over real HTTP."""

from __future__ import annotations

import json
import re
import socket
import ssl
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement_contract.mock import ACCOUNTS, BASE_PATH, MockServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ERRORS = "https://developer.nexmo.com/api-errors"
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # shared and empty: loading certificates takes long

INDIVIDUAL = {
    "entity_type": "INDIVIDUAL",
    "display_name": "Ada Lovelace",
    "phone": "+15556660001",
    "country": "US",
    "email": "ada@example.com",
    "brand_relationship": "BASIC_ACCOUNT",
}
PRIVATE = {
    **INDIVIDUAL,
    "entity_type": "PRIVATE_PROFIT",
    "company_name": "Engines Ltd",
    "ein": "20-1111111",
}
NON_PROFIT = {**PRIVATE, "entity_type": "NON_PROFIT", "website": "https://example.com"}
PUBLIC = {
    **NON_PROFIT,
    "entity_type": "PUBLIC_PROFIT",
    "stock_symbol": "VG",
    "stock_exchange": "NASDAQ",
}
CAMPAIGN = {"vertical": "TECHNOLOGY", "use_case": "2FA", "description": "Codes for signing in"}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2020, 1, 2, 5, 12, 14, 119_999, UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of `server`."""
    return Clock()


@pytest.fixture
def server(clock: Clock) -> Iterator[MockServer]:
    """A server of its own for every test."""
    with MockServer(clock=clock) as running:
        yield running


def connect(server: MockServer, key: str = "abcd1234") -> httpx.Client:
    """Make a client with the credentials of an account."""
    url = f"{server.url}{BASE_PATH}"
    return httpx.Client(base_url=url, auth=(key, ACCOUNTS[key]), verify=TLS, trust_env=False)


@pytest.fixture
def client(server: MockServer) -> Iterator[httpx.Client]:
    """A client of the first account."""
    with connect(server) as connected:
        yield connected


@pytest.fixture
def other(server: MockServer) -> Iterator[httpx.Client]:
    """A client of the second account."""
    with connect(server, "wxyz5678") as connected:
        yield connected


@pytest.fixture
def identity(client: httpx.Client) -> str:
    """The id of a public company."""
    return str(client.post("/identities", json=PUBLIC).json()["identity_id"])


@pytest.fixture
def engagement(client: httpx.Client, identity: str) -> str:
    """The id of an engagement of `identity`."""
    return create_engagement(client, identity)


def create_engagement(client: httpx.Client, identity: str) -> str:
    """Create an engagement, and give its id."""
    answer = client.post("/engagements", json={**CAMPAIGN, "identity_id": identity})
    return str(answer.json()["engagement_id"])


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Check what all problems have in common, and give the body."""
    body: dict[str, Any] = answer.json()
    assert (status, f"{ERRORS}{code}") == (answer.status_code, body["type"])
    assert answer.headers["Content-Type"] == "application/json"
    assert body["title"]
    assert body["detail"]
    assert re.fullmatch("[0-9a-f]{32}", body["instance"])
    return body


def exchange(server: MockServer, request: bytes) -> bytes:
    """Send bytes and half-close; give everything that comes back until the server closes."""
    address = server.url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


class TestAuthentication:
    """Who may ask, and what they see."""

    @pytest.mark.parametrize(
        "authorization",
        [None, "Basic", "Basic !", "Bearer YWJjZDEyMzQ6bW9jay1zZWNyZXQ=", "Basic YWJjZDEyMzQ6"],
    )
    def test_refused(self, server: MockServer, authorization: str | None) -> None:
        """Without the credentials of an account the answer is 401 and names the scheme."""
        headers = {"Authorization": authorization} if authorization else {}
        url = f"{server.url}{BASE_PATH}/identities"
        answer = httpx.get(url, headers=headers, verify=TLS, trust_env=False)
        body = problem(answer, 401, "#unauthorized")
        assert body["title"] == "Invalid credentials supplied"
        assert body["detail"] == "You did not provide correct credentials."
        assert answer.headers["WWW-Authenticate"].startswith('Basic realm="')

    def test_secret_of_another_account(self) -> None:
        """A key works with its own secret only."""
        accounts = {"key1": "secret1", "key2": "secret2"}
        with (
            MockServer(accounts=accounts) as server,
            httpx.Client(base_url=f"{server.url}{BASE_PATH}", verify=TLS) as client,
        ):
            assert client.get("/identities", auth=("key2", "secret2")).status_code == 200
            assert client.get("/identities", auth=("key2", "secret1")).status_code == 401

    def test_isolation(self, client: httpx.Client, other: httpx.Client, engagement: str) -> None:
        """One account sees, changes and refers to nothing of another."""
        identity = client.get(f"/engagements/{engagement}").json()["identity_id"]
        for path in (f"/identities/{identity}", f"/engagements/{engagement}"):
            assert other.get(path).status_code == 404
            assert other.patch(path, json={}).status_code == 404
            assert other.delete(path).status_code == 404
            assert client.get(path).status_code == 200
        for path in ("/identities", "/engagements"):
            assert other.get(path).json()["total_items"] == 0
        theirs = {**CAMPAIGN, "identity_id": identity}
        assert other.post("/engagements", json=theirs).status_code == 404

    def test_isolation_of_numbers(
        self, client: httpx.Client, other: httpx.Client, engagement: str
    ) -> None:
        """A number that one account uses is free for another."""
        theirs = create_engagement(
            other, other.post("/identities", json=INDIVIDUAL).json()["identity_id"]
        )
        body = {"numbers": ["15556660001"]}
        assert client.post(f"/engagements/{engagement}/numbers", json=body).status_code == 200
        assert other.post(f"/engagements/{theirs}/numbers", json=body).status_code == 200


class TestIdentities:
    """The life of an identity."""

    @pytest.mark.parametrize("body", [INDIVIDUAL, PRIVATE, NON_PROFIT, PUBLIC])
    def test_create(self, server: MockServer, client: httpx.Client, body: dict[str, str]) -> None:
        """A new identity is the fields as sent, with an id, dates and links, and can be read."""
        answer = client.post("/identities", json=body)
        created = answer.json()
        root = f"{server.url}{BASE_PATH}"
        identity_id = created["identity_id"]
        assert answer.status_code == 201
        assert re.fullmatch("B[0-9A-Z]{6}", identity_id)
        assert answer.headers["Location"] == f"{root}/identities/{identity_id}"
        assert created == {
            **body,
            "identity_id": identity_id,
            "created_date": "2020-01-02 05:12:14",
            "last_updated": "2020-01-02 05:12:14",
            "_links": {
                "self": {"href": f"{root}/identities/{identity_id}"},
                "engagements": {"href": f"{root}/engagements?identity_id={identity_id}"},
            },
        }
        assert client.get(f"/identities/{identity_id}").json() == created

    @pytest.mark.parametrize("body", [INDIVIDUAL, PRIVATE, NON_PROFIT, PUBLIC])
    def test_required_on_creation(self, client: httpx.Client, body: dict[str, str]) -> None:
        """Each entity type has its required fields; one that is missing is named."""
        for name in body:
            answer = client.post("/identities", json={k: body[k] for k in body if k != name})
            error = problem(answer, 400, "/10dlc#invalid-identity-data")["errors"][0]
            assert error == {"code": 501, "field": name, "description": "is required"}
        assert client.get("/identities").json()["total_items"] == 0

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("entity_type", "PUBLIC_PROFIC"),
            ("entity_type", ["INDIVIDUAL"]),
            ("brand_relationship", "FRIEND"),
            ("display_name", 7),
            ("website", None),
        ],
    )
    def test_invalid_field(
        self, client: httpx.Client, identity: str, field: str, value: object
    ) -> None:
        """A field of the wrong type or with an unknown value is refused by every write."""
        path = f"/identities/{identity}"
        body = {**INDIVIDUAL, field: value}
        answers = [
            client.post("/identities", json=body),
            client.put(path, json=body),
            client.patch(path, json={field: value}),
        ]
        for answer in answers:
            errors = problem(answer, 400, "/10dlc#invalid-identity-data")["errors"]
            assert [error["field"] for error in errors] == [field]

    @pytest.mark.parametrize("content", ["[]", "7", "null", '"x"'])
    def test_not_an_object(self, client: httpx.Client, content: str) -> None:
        """A body that is JSON but no object is refused, and told to be just that."""
        headers = {"Content-Type": "application/json"}
        answer = client.post("/identities", content=content, headers=headers)
        (error,) = problem(answer, 400, "/10dlc#invalid-identity-data")["errors"]
        assert (error["field"], error["description"]) == ("body", "must be an object")

    def test_unknown_fields(self, client: httpx.Client) -> None:
        """What the API does not know, or gives out itself, is ignored."""
        body = {**INDIVIDUAL, "colour": "green", "identity_id": "B000000"}
        created = client.post("/identities", json=body).json()
        assert "colour" not in created
        assert created["identity_id"] != "B000000"

    def test_patch(self, client: httpx.Client, clock: Clock, identity: str) -> None:
        """PATCH changes the editable fields that are sent, and when the identity was updated."""
        before = client.get(f"/identities/{identity}").json()
        clock.now += timedelta(days=1)
        body = {"display_name": "Zoë 🦊", "street": "23 Main Street", "ein": "ignored"}
        answer = client.patch(f"/identities/{identity}", json=body)
        changed = {"display_name": "Zoë 🦊", "street": "23 Main Street"}
        after = {**before, **changed, "last_updated": "2020-01-03 05:12:14"}
        assert answer.status_code == 200
        assert answer.json() == after
        assert client.get(f"/identities/{identity}").json() == after

    def test_put(self, client: httpx.Client, clock: Clock, identity: str) -> None:
        """PUT drops the editable fields that are not sent, and keeps the fixed ones."""
        before = client.get(f"/identities/{identity}").json()
        clock.now += timedelta(seconds=1)
        answer = client.put(f"/identities/{identity}", json={**INDIVIDUAL, "company_name": "No"})
        kept = ("identity_id", "company_name", "ein", "created_date", "_links")
        after = {
            **INDIVIDUAL,
            **{name: before[name] for name in kept},
            "last_updated": "2020-01-02 05:12:15",
        }
        assert answer.status_code == 200
        assert answer.json() == after
        assert client.get(f"/identities/{identity}").json() == after

    def test_required_on_replacement(self, client: httpx.Client, identity: str) -> None:
        """PUT requires what the entity type does and can be edited, PATCH requires nothing."""
        body = problem(
            client.put(f"/identities/{identity}", json={}), 400, "/10dlc#invalid-identity-data"
        )
        assert {error["field"] for error in body["errors"]} == set(INDIVIDUAL)
        public = {**INDIVIDUAL, "entity_type": "PUBLIC_PROFIT"}
        body = problem(
            client.put(f"/identities/{identity}", json=public), 400, "/10dlc#invalid-identity-data"
        )
        missing = {"stock_symbol", "stock_exchange", "website"}
        assert {error["field"] for error in body["errors"]} == missing
        assert client.patch(f"/identities/{identity}", json={}).status_code == 200

    def test_delete(self, client: httpx.Client, engagement: str) -> None:
        """A deleted identity is gone; its engagements stay."""
        path = f"/identities/{client.get(f'/engagements/{engagement}').json()['identity_id']}"
        answer = client.delete(path)
        assert (answer.status_code, answer.content) == (204, b"")
        assert client.get(path).status_code == 404
        assert client.delete(path).status_code == 404
        assert client.get("/identities").json()["total_items"] == 0
        assert client.get(f"/engagements/{engagement}").status_code == 200

    @pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE"])
    @pytest.mark.parametrize("collection", ["identities", "engagements"])
    def test_unknown_id(self, client: httpx.Client, method: str, collection: str) -> None:
        """An unknown id is answered 404 in the provider's words, however it is written."""
        body: dict[str, str] | None = {} if method in {"PATCH", "PUT"} else None
        answer = client.request(method, f"/{collection}/ABC%2F123", json=body)
        detail = problem(answer, 404, "#not-found")["detail"]
        assert detail == "ID 'ABC/123' does not exist, or you do not have access"


class TestPaging:
    """Lists come in pages."""

    def test_empty(self, server: MockServer, client: httpx.Client) -> None:
        """An empty list has one empty page."""
        href = f"{server.url}{BASE_PATH}/identities?page=1&page_size=10"
        assert client.get("/identities").json() == {
            "page_size": 10,
            "page": 1,
            "total_pages": 1,
            "total_items": 0,
            "_embedded": {"identities": []},
            "_links": {name: {"href": href} for name in ("self", "first", "last")},
        }

    def test_walk(self, client: httpx.Client) -> None:
        """The `next` links lead through all identities, oldest first, and `prev` links back."""
        names = [str(number) for number in range(5)]
        for name in names:
            client.post("/identities", json={**INDIVIDUAL, "display_name": name})
        page = client.get("/identities?page_size=2").json()
        assert (page["total_items"], page["total_pages"]) == (5, 3)
        found: list[str] = []
        for number in (1, 2, 3):
            found += [item["display_name"] for item in page["_embedded"]["identities"]]
            links = {name: link["href"] for name, link in page["_links"].items()}
            base = links["self"].partition("?")[0]
            expected = {
                "self": number,
                "first": 1,
                "last": 3,
                "prev": number - 1,
                "next": number + 1,
            }
            assert page["page"] == number
            assert links == {
                name: f"{base}?page={target}&page_size=2"
                for name, target in expected.items()
                if 1 <= target <= 3
            }
            page = client.get(links.get("next", links["self"])).json()
        assert found == names

    def test_full_last_page(self, client: httpx.Client) -> None:
        """A last page that is just full has no next one."""
        for _ in range(4):
            client.post("/identities", json=INDIVIDUAL)
        page = client.get("/identities?page=2&page_size=2").json()
        assert page["total_pages"] == 2
        assert len(page["_embedded"]["identities"]) == 2
        assert "next" not in page["_links"]

    def test_beyond_the_end(self, client: httpx.Client, identity: str) -> None:
        """Beyond the last page lists are empty, and `prev` leads to the last page."""
        page = client.get(f"/identities?page={10**18}&page_size=100").json()
        assert identity not in str(page["_embedded"])
        assert (page["page"], page["total_pages"], page["total_items"]) == (10**18, 1, 1)
        assert page["_links"]["prev"]["href"].endswith("?page=1&page_size=100")

    @pytest.mark.parametrize(
        "value", ["0", "-1", "", "x", "1.5", "+1", "\u0661", "9" * 30, "9" * 5000]
    )
    @pytest.mark.parametrize("name", ["page", "page_size"])
    def test_invalid(self, client: httpx.Client, name: str, value: str) -> None:
        """A page or page size that is no integer of at least 1 is refused."""
        answer = client.get("/identities", params={name: value})
        invalid = problem(answer, 400, "/10dlc#invalid-parameters")["invalid_parameters"]
        assert [parameter["name"] for parameter in invalid] == [name]
        assert invalid[0]["reason"]

    def test_both_invalid(self, client: httpx.Client) -> None:
        """Everything that is wrong with a query is reported at once; 100 items are the limit."""
        answer = client.get("/engagements?page=0&page_size=101")
        invalid = problem(answer, 400, "/10dlc#invalid-parameters")["invalid_parameters"]
        assert [parameter["name"] for parameter in invalid] == ["page", "page_size"]


class TestEngagements:
    """The life of an engagement."""

    def test_create(self, server: MockServer, client: httpx.Client, identity: str) -> None:
        """A new engagement is the fields as sent, with an id, RFC 3339 dates and links."""
        body = {
            **CAMPAIGN,
            "identity_id": identity,
            "use_case": "MIXED",
            "sub_use_cases": ["2FA", "SECURITY_ALERT"],
            "age_gated": True,
        }
        answer = client.post("/engagements", json=body)
        created = answer.json()
        url = f"{server.url}{BASE_PATH}/engagements/{created['engagement_id']}"
        assert answer.status_code == 201
        assert re.fullmatch("C[0-9A-Z]{6}", created["engagement_id"])
        assert answer.headers["Location"] == url
        assert created == {
            **body,
            "engagement_id": created["engagement_id"],
            "created_date": "2020-01-02T05:12:14.119Z",
            "last_updated": "2020-01-02T05:12:14.119Z",
            "_links": {"self": {"href": url}, "numbers": {"href": f"{url}/numbers"}},
        }
        assert client.get(url).json() == created

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("description", True),
            ("age_gated", 1),
            ("age_gated", "true"),
            ("sub_use_cases", "2FA"),
            ("sub_use_cases", [2]),
            ("use_case", ["2FA"]),
        ],
    )
    def test_invalid_field(
        self, client: httpx.Client, engagement: str, field: str, value: object
    ) -> None:
        """A field of the wrong type is refused."""
        answer = client.patch(f"/engagements/{engagement}", json={field: value})
        invalid = problem(answer, 400, "/10dlc#invalid-parameters")["invalid_parameters"]
        assert [parameter["name"].partition("/")[0] for parameter in invalid] == [field]

    def test_required(self, client: httpx.Client, engagement: str) -> None:
        """Creating requires four fields; replacing none, and the identity stays."""
        answer = client.post("/engagements", json={})
        invalid = problem(answer, 400, "/10dlc#invalid-parameters")["invalid_parameters"]
        assert {item["name"] for item in invalid} == {"identity_id", *CAMPAIGN}
        before = client.get(f"/engagements/{engagement}").json()
        after = client.put(f"/engagements/{engagement}", json={}).json()
        assert after == {name: before[name] for name in before if name not in CAMPAIGN}

    def test_unknown_identity(self, client: httpx.Client, engagement: str) -> None:
        """An engagement can be created for, or moved to, an identity that exists only."""
        body = {**CAMPAIGN, "identity_id": "B000000"}
        for answer in (
            client.post("/engagements", json=body),
            client.put(f"/engagements/{engagement}", json=body),
            client.patch(f"/engagements/{engagement}", json={"identity_id": "B000000"}),
        ):
            assert "'B000000'" in problem(answer, 404, "#not-found")["detail"]

    def test_patch_and_put(self, client: httpx.Client, clock: Clock, engagement: str) -> None:
        """PATCH merges fields, PUT drops what it does not get."""
        path = f"/engagements/{engagement}"
        before = client.get(path).json()
        clock.now += timedelta(milliseconds=881)
        patched = {**before, "sample_one": "Hello", "last_updated": "2020-01-02T05:12:15.000Z"}
        assert client.patch(path, json={"sample_one": "Hello"}).json() == patched
        body = {**CAMPAIGN, "identity_id": before["identity_id"], "sample_two": "Bye"}
        replaced = {**before, "sample_two": "Bye", "last_updated": "2020-01-02T05:12:15.000Z"}
        assert client.put(path, json=body).json() == replaced
        assert client.get(path).json() == replaced

    def test_filter(self, client: httpx.Client, identity: str) -> None:
        """A list can be limited to one identity, and its links keep the filter."""
        second = client.post("/identities", json=INDIVIDUAL).json()["identity_id"]
        mine = [create_engagement(client, owner) for owner in (identity, second, identity)][::2]
        page = client.get(f"/engagements?identity_id={identity}&page_size=1").json()
        following = client.get(page["_links"]["next"]["href"]).json()
        assert page["total_items"] == 2
        assert page["_embedded"]["engagements"][0]["engagement_id"] == mine[0]
        assert following["_embedded"]["engagements"][0]["engagement_id"] == mine[1]
        assert client.get("/engagements").json()["total_items"] == 3
        assert client.get("/engagements?identity_id=B000000").json()["total_items"] == 0

    def test_delete(self, client: httpx.Client, engagement: str) -> None:
        """A stopped engagement is gone with its list of numbers, which are free again."""
        path = f"/engagements/{engagement}"
        owner = client.get(path).json()["identity_id"]
        body = {"numbers": ["15556660001"]}
        client.post(f"{path}/numbers", json=body)
        assert client.delete(path).status_code == 204
        assert client.get(path).status_code == 404
        assert client.get(f"{path}/numbers").status_code == 404
        successor = create_engagement(client, owner)
        assert client.post(f"/engagements/{successor}/numbers", json=body).status_code == 200


class TestNumbers:
    """The numbers of an engagement, one page or one bulk operation at a time."""

    NUMBERS = tuple(f"1555666{number:04}" for number in range(50))

    def test_list(self, server: MockServer, client: httpx.Client, engagement: str) -> None:
        """The numbers of an engagement come in pages, in the order in which they were added."""
        path = f"/engagements/{engagement}"
        client.post(f"{path}/numbers", json={"numbers": self.NUMBERS[:3]})
        url = f"{server.url}{BASE_PATH}{path}"
        page = client.get(f"{path}/numbers?page=2&page_size=2").json()
        assert page == {
            "page_size": 2,
            "page": 2,
            "total_pages": 2,
            "total_items": 3,
            "_embedded": {"numbers": [self.NUMBERS[2]]},
            "_links": {
                "engagement": {"href": url},
                "self": {"href": f"{url}/numbers?page=2&page_size=2"},
                "first": {"href": f"{url}/numbers?page=1&page_size=2"},
                "last": {"href": f"{url}/numbers?page=2&page_size=2"},
                "prev": {"href": f"{url}/numbers?page=1&page_size=2"},
            },
        }

    def test_all_succeed(self, server: MockServer, client: httpx.Client, engagement: str) -> None:
        """50 numbers can be added and removed at once; the answer is 200 and lists them."""
        path = f"/engagements/{engagement}/numbers"
        link = {"href": f"{server.url}{BASE_PATH}/engagements/{engagement}"}
        for operation, total in ((path, 50), (f"{path}/delete", 0)):
            answer = client.post(operation, json={"numbers": self.NUMBERS})
            assert answer.status_code == 200
            assert answer.json() == {
                "numbers": list(self.NUMBERS),
                "_links": {"engagement": link},
            }
            assert client.get(path).json()["total_items"] == total

    def test_some_fail(self, client: httpx.Client, engagement: str) -> None:
        """A number that is taken, or comes twice, fails alone; the answer is 207 and says which."""
        first, second, third = self.NUMBERS[:3]
        owner = client.get(f"/engagements/{engagement}").json()["identity_id"]
        elsewhere = f"/engagements/{create_engagement(client, owner)}/numbers"
        path = f"/engagements/{engagement}/numbers"
        client.post(elsewhere, json={"numbers": [first]})
        answer = client.post(path, json={"numbers": [first, second, third, second]})
        body = answer.json()
        assert answer.status_code == 207
        assert body["numbers"] == [second, third]
        assert set(body["_links"]) == {"engagement"}
        assert body["errors"].pop("instance")
        assert body["errors"] == {
            "type": f"{ERRORS}/10dlc#bulk-partial-success",
            "title": "Not all of the numbers could be operated on successfully",
            "detail": "Some or all of the numbers you attempted to work with"
            " could not be processed.",
            "numbers": [first, second],
        }
        answer = client.post(f"{path}/delete", json={"numbers": [first, second, second]})
        assert answer.status_code == 207
        assert answer.json()["numbers"] == [second]
        assert answer.json()["errors"]["numbers"] == [first, second]
        assert client.get(path).json()["_embedded"]["numbers"] == [third]
        assert client.get(elsewhere).json()["_embedded"]["numbers"] == [first]

    def test_all_fail(self, client: httpx.Client, engagement: str) -> None:
        """If no number succeeds the answer is 400, with the numbers among its errors."""
        path = f"/engagements/{engagement}/numbers"
        client.post(path, json={"numbers": self.NUMBERS[:1]})
        for operation, code, number in (
            (path, "number-addition-failure", self.NUMBERS[0]),
            (f"{path}/delete", "number-deletion-failure", self.NUMBERS[1]),
        ):
            body = problem(
                client.post(operation, json={"numbers": [number]}), 400, f"/10dlc#{code}"
            )
            assert [set(error) for error in body["errors"]] == [
                {"type", "title", "detail", "numbers"}
            ]
            assert body["errors"][0]["numbers"] == [number]
        assert client.get(path).json()["total_items"] == 1

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"numbers": "15556660001"},
            {"numbers": []},
            {"numbers": ["15556660001", "+15556660002"]},
            {"numbers": ["123456"]},
            {"numbers": ["1234567890123456"]},
            {"numbers": ["15556660001\n"]},
            {"numbers": [15556660001]},
        ],
    )
    @pytest.mark.parametrize("operation", ["numbers", "numbers/delete"])
    def test_malformed(
        self, client: httpx.Client, engagement: str, operation: str, body: object
    ) -> None:
        """A request with anything but numbers in it is refused as a whole."""
        answer = client.post(f"/engagements/{engagement}/{operation}", json=body)
        invalid = problem(answer, 400, "/10dlc#invalid-parameters")["invalid_parameters"]
        assert {parameter["name"].partition("/")[0] for parameter in invalid} == {"numbers"}
        assert client.get(f"/engagements/{engagement}/numbers").json()["total_items"] == 0

    @pytest.mark.parametrize(
        ("path", "field", "status"), [("/numbers", "numbers", 413), ("", "sub_use_cases", 400)]
    )
    def test_half_a_million_wrong_items(
        self, client: httpx.Client, engagement: str, path: str, field: str, status: int
    ) -> None:
        """However much is wrong in a body, the answer is short, and comes at once."""
        content = f'{{"{field}":[{",".join("1" * 500_000)}]}}'
        method = "POST" if path else "PATCH"
        headers = {"Content-Type": "application/json"}
        target = f"/engagements/{engagement}{path}"
        answer = client.request(method, target, content=content, headers=headers, timeout=20)
        assert answer.status_code == status
        assert len(answer.content) < 5000

    def test_every_wrong_number_is_told(self, client: httpx.Client, engagement: str) -> None:
        """Each number that is none is named by its place."""
        body = {"numbers": ["15556660001", "x", 7, "+1"]}
        answer = client.post(f"/engagements/{engagement}/numbers", json=body)
        invalid = problem(answer, 400, "/10dlc#invalid-parameters")["invalid_parameters"]
        assert invalid == [
            {"name": "numbers/1", "reason": "must have at least 7 characters"},
            {"name": "numbers/2", "reason": "must be a string"},
            {"name": "numbers/3", "reason": "must have at least 7 characters"},
        ]

    @pytest.mark.parametrize("operation", ["numbers", "numbers/delete"])
    def test_not_an_object(self, client: httpx.Client, engagement: str, operation: str) -> None:
        """A body that is JSON but no object is refused."""
        answer = client.post(f"/engagements/{engagement}/{operation}", json=[])
        invalid = problem(answer, 400, "/10dlc#invalid-parameters")["invalid_parameters"]
        assert invalid == [{"name": "body", "reason": "must be an object"}]

    @pytest.mark.parametrize("operation", ["numbers", "numbers/delete"])
    def test_too_many(self, client: httpx.Client, engagement: str, operation: str) -> None:
        """More than 50 numbers are refused as a whole."""
        numbers = [*self.NUMBERS, "15556669999"]
        answer = client.post(f"/engagements/{engagement}/{operation}", json={"numbers": numbers})
        body = problem(answer, 413, "/10dlc#bulk-limit-exceeded")
        assert body["title"] == "Payload Too Large"
        assert body["detail"] == (
            "Your request contained too many items."
            " Please reduce the number of items to 50 and try again."
        )
        assert client.get(f"/engagements/{engagement}/numbers").json()["total_items"] == 0

    @pytest.mark.parametrize("operation", ["numbers", "numbers/delete"])
    def test_unknown_engagement(self, client: httpx.Client, operation: str) -> None:
        """The engagement must exist."""
        answer = client.post(f"/engagements/C000000/{operation}", json={"numbers": ["15556660001"]})
        problem(answer, 404, "#not-found")


class TestHttp:
    """What HTTP asks of a server."""

    @pytest.mark.parametrize(
        "path",
        ["/", "/identities/", "/identities/B/x", "/identities/B/numbers", "/identities%0A"],
    )
    def test_unknown_path(self, client: httpx.Client, path: str) -> None:
        """A path that the API does not have is answered 404."""
        problem(client.get(path), 404, "#not-found")

    @pytest.mark.parametrize(
        ("method", "path", "allow"),
        [
            ("DELETE", "/identities", "GET, POST"),
            ("POST", "/identities/B", "GET, PATCH, PUT, DELETE"),
            ("OPTIONS", "/engagements/C/numbers", "GET, POST"),
            ("GET", "/engagements/C/numbers/delete", "POST"),
            ("PROPFIND", "/engagements", "GET, POST"),
        ],
    )
    def test_wrong_method(self, client: httpx.Client, method: str, path: str, allow: str) -> None:
        """Another method than the path has is answered 405, with those that it has."""
        answer = client.request(method, path)
        problem(answer, 405, "#wrong-verb")
        assert answer.headers["Allow"] == allow

    def test_head(self, client: httpx.Client) -> None:
        """HEAD is refused without a body, and the connection goes on."""
        answer = client.head("/identities")
        assert (answer.status_code, answer.content) == (405, b"")
        assert client.get("/identities").status_code == 200

    @pytest.mark.parametrize("content_type", [None, "text/plain", "application/merge-patch+json"])
    def test_wrong_content_type(
        self, client: httpx.Client, identity: str, content_type: str | None
    ) -> None:
        """A body that is not declared to be JSON is answered 415."""
        headers = {"Content-Type": content_type} if content_type else {}
        for method, path in (("POST", "/identities"), ("PATCH", f"/identities/{identity}")):
            answer = client.request(method, path, content=b"{}", headers=headers)
            problem(answer, 415, "#content-type-header")

    def test_content_type_with_parameters(self, client: httpx.Client) -> None:
        """Case and parameters of the content type do not matter."""
        headers = {"Content-Type": "Application/JSON; charset=utf-8"}
        content = json.dumps(INDIVIDUAL)
        assert client.post("/identities", content=content, headers=headers).status_code == 201

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"{'a': 1}", b'{"a": NaN}', b'{"a": "\xff"}', b"[" * 100_000],
    )
    def test_malformed_json(self, client: httpx.Client, content: bytes) -> None:
        """A body that is not JSON is answered 400."""
        headers = {"Content-Type": "application/json"}
        answer = client.post("/identities", content=content, headers=headers)
        problem(answer, 400, "#invalid-json")

    def test_size_limit(self, client: httpx.Client) -> None:
        """A body may have 1 MiB and not a byte more; the connection outlives a refusal."""
        headers = {"Content-Type": "application/json"}
        content = json.dumps(INDIVIDUAL).encode().ljust(2**20)
        assert client.post("/identities", content=content, headers=headers).status_code == 201
        answer = client.post("/identities", content=content + b" ", headers=headers)
        problem(answer, 413, "#payload-too-large")
        assert "Connection" not in answer.headers  # it persists (RFC 9112, 9.3)
        assert client.get("/identities").json()["total_items"] == 1

    def test_chunked(self, client: httpx.Client) -> None:
        """A body of a length that is not told comes in chunks, and is read whole."""
        pieces = iter([json.dumps(INDIVIDUAL)[:20].encode(), json.dumps(INDIVIDUAL)[20:].encode()])
        headers = {"Content-Type": "application/json"}
        assert client.post("/identities", content=pieces, headers=headers).status_code == 201
        assert "Transfer-Encoding" in client.build_request("POST", "/", content=pieces).headers

    def test_impossible_length(self, server: MockServer) -> None:
        """A length that cannot be is refused, and the connection closed."""
        request = f"POST {BASE_PATH}/identities HTTP/1.1\r\nContent-Length: -1\r\n\r\n{{}}"
        answer = exchange(server, request.encode())
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"\r\nconnection: close\r\n" in answer

    def test_not_http(self, server: MockServer) -> None:
        """What is not HTTP is refused with a problem too."""
        head, _, body = exchange(server, b"nonsense\r\n\r\n").partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ")
        assert f"Content-Length: {len(body)}".encode() in head.split(b"\r\n")
        assert json.loads(body)["title"] == "Bad Request"

    def test_no_host(self, server: MockServer) -> None:
        """A request of HTTP/1.1 that does not say whom it asks is refused; one of 1.0 need not."""
        path = f"{BASE_PATH}/identities"
        answer = exchange(server, f"GET {path} HTTP/1.1\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"has a Host" in answer
        assert b" 401 " in exchange(server, f"GET {path} HTTP/1.0\r\n\r\n".encode())

    def test_keep_alive(self, server: MockServer) -> None:
        """Requests on one connection are answered in turn; bodies nobody asked for are skipped."""
        head = f"GET {BASE_PATH}/identities HTTP/1.1\r\nHost: localhost\r\n"
        request = f"{head}Content-Length: 3\r\n\r\n{{}}\n"
        answer = exchange(server, request.encode() * 3)
        assert answer.count(b"HTTP/1.1 401 Unauthorized\r\n") == 3

    def test_expect(self, server: MockServer) -> None:
        """A client that asks whether to go on with its body is told to."""
        head = (
            f"POST {BASE_PATH}/identities HTTP/1.1\r\nHost: localhost\r\n"
            "Expect: 100-continue\r\n"
            "Content-Length: 2\r\n\r\n{}"
        )
        answer = exchange(server, head.encode())
        assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 ")

    def test_truncated_body(self, server: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
        """A request that ends too early is neither answered nor logged."""
        head = f"POST {BASE_PATH}/identities HTTP/1.1\r\nHost: localhost\r\n"
        request = f"{head}Content-Length: 9\r\n\r\n{{}}"
        assert exchange(server, request.encode()) == b""
        assert capsys.readouterr() == ("", "")

    def test_silence(self, client: httpx.Client, capsys: pytest.CaptureFixture[str]) -> None:
        """Requests leave no trace on the terminal, whatever comes of them."""
        client.get("/identities")
        client.get("/nowhere")
        assert capsys.readouterr() == ("", "")


class TestServer:
    """The server as an object in a test."""

    def test_loopback_only(self, server: MockServer) -> None:
        """The server listens on the loopback interface."""
        assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+", server.url)

    def test_given_port(self) -> None:
        """A port can be chosen; one that is taken is an error, and leaves nothing behind."""
        with MockServer() as first:
            port = int(first.url.rpartition(":")[2])
            with pytest.raises(OSError, match="in use"):
                MockServer(port=port)
        with MockServer(port=port) as second:
            assert second.url == first.url

    def test_close(self) -> None:
        """Closing ends idle connections and all threads; closing again does nothing."""
        before = threading.active_count()
        server = MockServer()
        with connect(server) as client:
            client.get("/identities")
            assert threading.active_count() > before
            server.close()
            assert threading.active_count() == before
            with pytest.raises(httpx.TransportError):
                client.get("/identities")
        server.close()

    def test_seed(self) -> None:
        """The same seed gives the same ids, another one gives others."""

        def ids(seed: int) -> list[str]:
            with MockServer(seed=seed) as server, connect(server) as client:
                answers = [client.post("/identities", json=INDIVIDUAL) for _ in range(3)]
                return [answer.json()["identity_id"] for answer in answers]

        assert ids(1) == ids(1)
        assert len({*ids(1), *ids(2)}) == 6

    def test_seed_of_problems(self) -> None:
        """The same seed names the same problems, one after the other, and no two alike."""

        def instances(seed: int) -> list[str]:
            with MockServer(seed=seed) as server, connect(server) as client:
                paths = ("/identities/B1", "/identities?page=x", "/nowhere", "/identities/B1")
                named = [client.get(path).json()["instance"] for path in paths]
                refused = client.get("/identities", headers={"Host": "example.com"})
                return [*named, refused.json()["instance"]]

        assert instances(1) == instances(1)
        assert len({*instances(1), *instances(2)}) == 10

    def test_time_zone(self, client: httpx.Client, clock: Clock) -> None:
        """Dates are in UTC, whatever the zone of the clock."""
        clock.now = datetime(2024, 3, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))
        created = client.post("/identities", json=INDIVIDUAL).json()
        assert created["created_date"] == "2024-02-29 23:00:00"

    def test_default_clock(self) -> None:
        """Without a clock of its own the server goes by the real time."""
        before = datetime.now(UTC).replace(microsecond=0)
        with MockServer() as server, connect(server) as client:
            created = client.post("/identities", json=INDIVIDUAL).json()["created_date"]
        moment = datetime.strptime(created, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        assert before <= moment <= datetime.now(UTC)

    def test_concurrency(self, client: httpx.Client) -> None:
        """Clients at the same time do not lose each other's writes."""

        def create(_: int) -> str:
            return str(client.post("/identities", json=INDIVIDUAL).json()["identity_id"])

        with ThreadPoolExecutor(8) as pool:
            created = set(pool.map(create, range(40)))
        page = client.get("/identities?page_size=100").json()
        assert len(created) == 40
        assert {item["identity_id"] for item in page["_embedded"]["identities"]} == created

    def test_fault_of_its_own(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A fault within the server is shown, answered 500, and blocks nobody."""
        moments = iter([datetime.now(UTC)])  # for the server to look at its zone

        def broken() -> datetime:
            for moment in moments:
                return moment
            raise ZeroDivisionError

        with MockServer(clock=broken) as server, connect(server) as client:
            problem(client.post("/identities", json=INDIVIDUAL), 500, "#internal-error")
            assert "ZeroDivisionError" in capsys.readouterr().err
            assert client.get("/identities").json()["total_items"] == 0

    def test_client_that_vanishes(
        self, server: MockServer, client: httpx.Client, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A connection that is reset does no harm to others."""
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(b"GET")
        assert client.get("/identities").status_code == 200
        assert capsys.readouterr().err == ""
