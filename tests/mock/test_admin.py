"""What steers the mock while it runs, and who may."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import httpx
import pytest

from messaging_engagement_contract.mock import ACCOUNTS, BASE_PATH, Mock, MockServer, app
from messaging_engagement_contract.mock.parts import parts_of
from tests.mock.session import PERSON

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTH = next(iter(ACCOUNTS.items()))
PATH = f"{BASE_PATH}/identities"


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server of its own for every test."""
    with MockServer(admin_token="open sesame") as running:
        yield running


@pytest.fixture
def client(server: MockServer) -> Iterator[httpx.Client]:
    """A client of the first account."""
    with httpx.Client(base_url=server.url, auth=AUTH, trust_env=False) as connected:
        yield connected


def test_overview(client: httpx.Client) -> None:
    """The overview tells the profile, the accounts and what is in them, the clock, the faults."""
    client.post(PATH, json=PERSON)
    told = client.get("/__mock").json()
    assert told["profile"] == "clean"
    assert told["accounts"] == list(ACCOUNTS)
    assert told["counts"]["abcd1234"]["identities"] == 1
    assert told["faults"] == []


def test_reset_and_seed(client: httpx.Client) -> None:
    """A reset forgets everything; seed data can be added to any account."""
    client.post(PATH, json=PERSON)
    assert client.post("/__mock/reset", json={}).status_code == 200
    assert client.get(PATH).json()["total_items"] == 0
    client.post("/__mock/seed", json={"seed_data": "example", "account": "wxyz5678"})
    assert client.get(PATH).json()["total_items"] == 0
    assert client.get(PATH, auth=("wxyz5678", "mock-secret")).json()["total_items"] == 1
    client.post("/__mock/reset", json={"seed_data": "example"})
    (vonage,) = client.get(PATH).json()["_embedded"]["identities"]
    assert vonage["created_date"] == "2020-01-02 05:12:14"
    assert vonage["last_updated"] == "2020-02-02 14:12:00"


def test_large_seed(client: httpx.Client) -> None:
    """The large account has ten thousand identities, and any page of them."""
    client.post("/__mock/seed", json={"seed_data": "large"})
    page = client.get(f"{PATH}?page=100&page_size=100").json()
    assert (page["total_items"], page["total_pages"]) == (10_000, 100)
    assert len({one["identity_id"] for one in page["_embedded"]["identities"]}) == 100


def test_state(client: httpx.Client) -> None:
    """The state of all accounts can be seen."""
    client.post("/__mock/seed", json={"seed_data": "example"})
    told = client.get("/__mock/state").json()["abcd1234"]
    assert {kind: part["total"] for kind, part in told.items()} == {
        "identities": 1,
        "engagements": 1,
        "numbers": 2,
    }
    assert told["identities"]["items"][0]["fields"]["display_name"] == "Vonage"


def test_faults(client: httpx.Client) -> None:
    """Faults can be seen, switched on, and switched off."""
    assert len(client.get("/__mock/faults").json()["known"]) > 60
    client.put("/__mock/faults", json={"active": ["error-503", "slow-start;p=0"]})
    assert client.get(PATH).status_code == 503
    assert client.put("/__mock/faults", json={"active": ["nonsense"]}).status_code == 400
    assert client.put("/__mock/faults", json={}).status_code == 400
    assert client.get("/__mock/faults").json()["active"] == ["error-503", "slow-start;p=0"]
    client.delete("/__mock/faults")
    assert client.get(PATH).status_code == 200


def test_clock(client: httpx.Client) -> None:
    """The clock can be stopped at a moment, moved, and let go."""
    client.put("/__mock/clock", json={"at": "2020-01-02T05:12:14Z"})
    assert client.post(PATH, json=PERSON).json()["created_date"] == "2020-01-02 05:12:14"
    assert client.put("/__mock/clock", json={"at": "2020-01-02T06:12+01:00"}).json()["stopped"]
    client.put("/__mock/clock", json={"ahead": 86_400 * 36_500})
    assert client.get("/__mock/clock").json()["now"] > "2120"
    client.put("/__mock/clock", json={})
    assert client.get("/__mock/clock").json()["now"] < "2120"


def test_requests(client: httpx.Client) -> None:
    """The requests that came in can be seen, and forgotten."""
    client.post(PATH, json=PERSON)
    client.get(f"{PATH}/B000000")
    created, missing = client.get("/__mock/requests").json()
    assert (created["method"], created["status"], created["operation"]) == (
        "POST",
        201,
        "createIdentity",
    )
    assert json.loads(created["body"]) == PERSON
    assert (missing["path"], missing["status"]) == (f"{PATH}/B000000", 404)
    assert [missing] == client.get(f"/__mock/requests?after={created['number']}").json()
    client.delete("/__mock/requests")
    assert client.get("/__mock/requests").json() == []


def test_no_credentials_are_seen(server: MockServer, client: httpx.Client) -> None:
    """What could be a secret is in no request that was seen, in whatever form it came."""
    marked = "marked-secret-0123456789"
    own = "mock-secret"
    quoted = "".join(f"%{ord(character):02x}" for character in own)
    assert unquote(quoted) == own
    client.get(f"{PATH}/{own}?page=1&api%5Fsecret={marked}&note={own}")
    client.get(f"{PATH}/%2F{own}", params={"name": f"{own}/"})
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as raw:
        raw.sendall(f"GET {PATH}/{quoted}?a={quoted} HTTP/1.0\r\n\r\n".encode())
        raw.recv(1)
    client.get(PATH, headers={"Referer": f"http://me:{marked}@x.example/?token={marked}"})
    client.post(PATH, json={**PERSON, "city": own, "api_secret": marked, "password": marked})
    client.post(PATH, content=f"a=1&api_secret={marked}", headers={"Content-Type": "text/plain"})
    client.get(PATH, headers={"User-Agent": f"test {own} {'x' * 9000}"})
    client.get(PATH)
    client.get(PATH, auth=("abcd1234", marked))
    client.get(f"{PATH}?api_key=abcd1234&api_secret={marked}", auth=None)
    client.get(PATH, headers={"Authorization": f"Bearer {marked}"}, auth=None)
    client.get(PATH, headers={"Cookie": f"session={marked}", "X-Api-Key": marked})
    text = client.get("/__mock/requests").text
    assert "Basic abcd1234:[redacted]" in text
    assert marked not in text
    assert "mock-secret" not in text
    assert base64.b64encode(b"abcd1234:mock-secret").decode() not in text
    assert quoted not in text
    assert "x" * 2000 not in text
    (posted,) = (seen for seen in json.loads(text) if seen["body"].startswith("{"))
    assert posted["body"].count("[redacted]") == 3
    assert marked not in repr(parts_of(server.mock).journal.after())


def test_events(client: httpx.Client) -> None:
    """Requests can be followed as they come."""
    seen: list[dict[str, Any]] = []
    arrived = threading.Event()

    def follow() -> None:
        with client.stream("GET", "/__mock/events", timeout=20) as stream:
            arrived.set()
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    seen.append(json.loads(line.removeprefix("data: ")))
                if len(seen) == 3:
                    return

    thread = threading.Thread(target=follow)
    thread.start()
    arrived.wait(10)
    for _ in range(3):
        client.get(PATH)
    thread.join(10)
    assert [PATH] * 3 == [one["path"] for one in seen]


def test_close_ends_the_streams() -> None:
    """A server with a stream open stops even so."""
    with (
        MockServer() as server,
        httpx.Client(base_url=server.url, trust_env=False) as client,
        client.stream("GET", "/__mock/events") as stream,
    ):
        assert stream.status_code == 200
        server.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:80"}, 421),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_other_sites(client: httpx.Client, headers: dict[str, str], status: int) -> None:
    """A page of another site can change nothing, whatever name it gives this server."""
    client.post(PATH, json=PERSON)
    own = {"Content-Type": "application/json", **headers}
    assert client.post("/__mock/reset", content=b"{}", headers=own).status_code == status
    assert client.get(PATH).json()["total_items"] == 1


@pytest.mark.parametrize("host", ["a\t::80", "evil.example::80", "a b", "a, b", "[x]", "a/b"])
def test_no_host(host: str) -> None:
    """What is no host is refused, whoever may call."""
    for mock in (Mock(), Mock(hosts={"localhost"})):
        with httpx.Client(transport=Asgi(mock), base_url="http://mock") as client:
            assert client.get("/__mock", headers={"Host": host}).status_code == 400


def test_refused_requests_are_seen() -> None:
    """A request that comes no further than the door is among those seen."""
    mock = Mock(hosts={"localhost"})
    with httpx.Client(transport=Asgi(mock), base_url="http://localhost") as client:
        client.get(PATH, headers={"Host": "evil.example"})
        client.post(PATH, content=b"x" * (2**20 + 1))
    assert [421, 413] == [seen.status for seen in mock.requests]


def test_a_body_that_is_far_too_large_is_not_awaited(server: MockServer) -> None:
    """What says that it is far too large is refused before it comes, and the connection ends."""
    port = int(server.url.rpartition(":")[2])
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        raw.sendall(head.encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


def test_a_half_sent_body_does_not_keep_a_server() -> None:
    """A server that stops does not wait for the rest of a body."""
    server = MockServer()
    port = int(server.url.rpartition(":")[2])
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        raw.sendall(head.encode())
        with httpx.Client(base_url=server.url, trust_env=False) as client:
            client.get("/__mock")  # the half has arrived by now
        server.close()
        assert raw.recv(1) == b""


def test_app_has_a_name() -> None:
    """The mock that another server makes is called by address, or as localhost."""
    for host, status in (("localhost:1", 200), ("127.0.0.1", 200), ("evil.example", 421)):
        with httpx.Client(transport=Asgi(app()), base_url="http://x") as client:
            assert client.get("/__mock", headers={"Host": host}).status_code == status


class Asgi(httpx.BaseTransport):
    """The ASGI transport of httpx for a client that is not asynchronous."""

    def __init__(self, mock: Mock) -> None:
        self._transport = httpx.ASGITransport(mock)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""

        async def answer() -> httpx.Response:
            made = await self._transport.handle_async_request(request)
            return httpx.Response(
                made.status_code, headers=made.headers, content=await made.aread()
            )

        return asyncio.run(answer())


def test_own_page(server: MockServer, client: httpx.Client) -> None:
    """The mock's own page may steer it, by each name that the server has."""
    port = server.url.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"mock.localhost:{port}"):
        headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        assert client.post("/__mock/reset", json={}, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/reset", "/seed", "/faults", "/clock", "/requests", "/state"])
def test_get_changes_nothing(client: httpx.Client, path: str) -> None:
    """No GET changes anything."""
    client.post(PATH, json=PERSON)
    client.get(f"/__mock{path}")
    assert client.get(PATH).json()["total_items"] == 1


def test_unknown(client: httpx.Client) -> None:
    """What is not there is 404, another method 405, other data 400."""
    assert client.get("/__mock/nowhere").status_code == 404
    answer = client.delete("/__mock/state")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert client.post("/__mock/seed", json={"seed_data": "gold"}).status_code == 400
    assert client.post("/__mock/seed", json={"account": "nobody"}).status_code == 400
    assert client.post("/__mock/reset", json=[]).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "content", "told"),
    [
        ("POST", "/reset", {"data": "example"}, "There is no key 'data' here, only: seed_data"),
        ("POST", "/seed", {"data": "x"}, "There is no key 'data' here, only: seed_data, account"),
        ("POST", "/seed", {"account": 7}, "account must be a text"),
        ("PUT", "/clock", {"bogus": 1}, "There is no key 'bogus' here, only: at, ahead"),
        ("PUT", "/clock", {"at": 1}, "at must be a date and time of ISO 8601"),
        ("PUT", "/clock", {"at": "soon"}, "at must be a date and time of ISO 8601"),
        ("PUT", "/clock", {"at": "2020-01-02T05:12"}, "has no time zone"),
        ("PUT", "/clock", {"ahead": "x"}, "ahead must be a number of seconds, not 'x'"),
        ("PUT", "/clock", {"ahead": 1e300}, "ahead is too far"),
        ("PUT", "/clock", {"ahead": 1e12}, "no moment of the years 1 to 9999"),
        ("PUT", "/clock", {"ahead": 1e30}, "ahead is too far"),
        ("PUT", "/clock", {"ahead": "inf"}, "ahead must be a number of seconds"),
        ("PUT", "/clock", {"ahead": [1]}, "ahead must be a number of seconds"),
        ("PUT", "/clock", {"ahead": True}, "ahead must be a number of seconds"),
        ("PUT", "/clock", {"at": "0001-01-01T00:00:00+05:00"}, "no moment of the years"),
        ("PUT", "/clock", {"at": "2020-01-02T05:12Z", "ahead": 1}, "give one of the two"),
        ("PUT", "/faults", {"on": []}, "There is no key 'on' here, only: active"),
        ("PUT", "/faults", {"active": [7]}, "active must be a list of texts"),
        ("GET", "/requests?before=1", None, "There is no parameter 'before' here, only: after"),
        ("GET", "/requests?after=x", None, "after must be the number of a request"),
        ("GET", "/state?account=x", None, "There is no parameter 'account' here, only: none"),
    ],
)
def test_wrong(client: httpx.Client, method: str, path: str, content: object, told: str) -> None:
    """What the admin interface does not know is refused, and what it knows is told."""
    before = client.get("/__mock").json()
    answer = client.request(method, f"/__mock{path}", json=content)
    assert (answer.status_code, told in answer.json()["detail"]) == (400, True)
    assert before["faults"] == client.get("/__mock").json()["faults"]
    assert not client.get("/__mock/clock").json()["stopped"]


def test_changes_are_told(server: MockServer, client: httpx.Client) -> None:
    """Who follows the requests learns of every other change too, from wherever it comes."""
    told: list[str] = []
    with client.stream("GET", "/__mock/events", timeout=20) as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("event: "))
        for change in (
            lambda: server.mock.set_faults(["error-503"]),
            lambda: server.mock.seed("example"),
            lambda: httpx.post(f"{server.url}/__mock/reset", json={}, trust_env=False),
        ):
            change()
            told.append(next(lines))
    assert ["event: changed"] * 3 == told


@pytest.mark.parametrize(
    ("address", "token", "status"),
    [
        ("192.0.2.1", None, 403),
        ("192.0.2.1", "wrong", 403),
        ("192.0.2.1", "open sesame", 200),
        ("127.0.0.1", None, 200),
        ("::1", None, 200),
        ("::ffff:127.0.0.1", None, 200),
    ],
)
def test_other_machines(address: str, token: str | None, status: int) -> None:
    """From another machine the mock can be steered with the token only."""
    transport = httpx.ASGITransport(Mock(admin_token="open sesame"), client=(address, 1))

    async def ask() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
            headers = {"X-Mock-Token": token} if token else {}
            return (await client.get("/__mock", headers=headers)).status_code

    assert asyncio.run(ask()) == status


def test_python_has_the_same() -> None:
    """All of it is there from Python as well."""
    mock = Mock(seed_data="example")
    mock.set_faults(["error-503"])
    mock.set_clock(at=datetime(1970, 1, 1, tzinfo=UTC))
    assert mock.faults == ["error-503"]
    assert mock.now() == 0
    mock.set_clock(ahead=timedelta(hours=-1))
    assert mock.now() < time.time() * 1000 - 3_500_000
    mock.seed("example")
    assert mock.state()["abcd1234"]["identities"]["items"][0]["id"] == "BLQKOPK"
    mock.reset("large")
    assert len(parts_of(mock).store.read().table("abcd1234", "identities")) == 10_000
