"""Misbehaviour on demand: what there is, how it is asked for, and that each fault shows."""

from __future__ import annotations

import asyncio
import base64
import collections
import re
import socket
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from messaging_engagement_contract.mock import (
    ACCOUNTS,
    BASE_PATH,
    FaultError,
    Mock,
    MockServer,
    MockTransport,
    application,
)
from messaging_engagement_contract.mock.faults import known
from tests.mock.session import CAMPAIGN, PERSON, transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from messaging_engagement_contract.mock.messages import Answer

AUTH = next(iter(ACCOUNTS.items()))
BASIC = b"Basic " + base64.b64encode(":".join(AUTH).encode())
PATH = f"{BASE_PATH}/identities"
GROUPS = {
    "shape",
    "status",
    "state",
    "paging",
    "bulk",
    "links",
    "authentication",
    "transport",
    "robustness",
}
SLOW_ONLY = {"slow-body"}  # the same answer, later


@pytest.fixture(scope="module")
def right() -> list[Any]:
    """What a correct mock answers."""
    return transcript()


def in_process(mock: Mock, **options: Any) -> httpx.Client:
    """Make a client of a mock that has no port."""
    options = {"auth": AUTH, "base_url": "http://mock", **options}
    return httpx.Client(transport=MockTransport(mock), **options)


def test_there_are_many_of_each_group() -> None:
    """Every group has ten faults or more, each told in one sentence of its own."""
    groups = collections.Counter(fault.group for fault in known().values())
    assert groups.keys() == GROUPS
    assert min(groups.values()) >= 10
    sentences = [fault.sentence for fault in known().values()]
    assert len(set(sentences)) == len(sentences)
    assert [one for one in sentences if not one.endswith(".") or one[0].islower()] == []


def test_a_correct_mock_answers_the_same_each_time(right: list[Any]) -> None:
    """Without a fault, the conversation has no chance in it."""
    assert right == transcript()


@pytest.mark.parametrize("name", known())
def test_every_fault_shows(name: str, right: list[Any]) -> None:
    """Each fault makes a difference in the conversation, and never an error of the mock itself."""
    heard = transcript([name])
    assert name in SLOW_ONLY or heard != right
    meant = {"error-500", "error-500-after", "second-page-500", "leaks-internals"}
    broken = [one for one in heard if "internal-error" in str(one)]
    assert broken == [] or name in meant or name.endswith("-500")


@pytest.mark.parametrize("name", known())
def test_every_fault_on_the_published_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each fault can be had on the published page too; what cannot apply there does nothing."""
    transcript([name], profile="published")
    assert capsys.readouterr().err == ""


def test_faults_together(capsys: pytest.CaptureFixture[str]) -> None:
    """Faults can be had in any company."""
    names = [f.name for f in known().values() if f.group != "transport" and "late" not in f.name]
    for profile in ("clean", "published"):
        transcript([f"{name};p=0.1" for name in names], profile=profile)
    assert capsys.readouterr().err == ""


def test_a_fault_that_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error within a fault is shown, and answered 500."""

    def broken(*_: object) -> Answer:
        raise ZeroDivisionError

    mock = Mock(faults=["error-503"])
    monkeypatch.setattr(application, "_apply", broken)
    with in_process(mock) as client:
        assert client.get(PATH).status_code == 500
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert mock.requests[-1].status == 500


def test_a_fault_of_one_request() -> None:
    """The header X-Mock-Fault is for its own request."""
    mock = Mock()
    with in_process(mock) as client:
        assert client.get(PATH, headers={"X-Mock-Fault": "error-503"}).status_code == 503
        assert client.get(PATH).status_code == 200
        several = {"X-Mock-Fault": "not-found-200, links-missing"}
        assert client.get(f"{PATH}/B1", headers=several).status_code == 200


def test_times() -> None:
    """A fault can be met so many times, and then no more."""
    mock = Mock(faults=["error-503;times=2"])
    with in_process(mock) as client:
        assert [503, 503, 200] == [client.get(PATH).status_code for _ in range(3)]


def test_times_are_of_many_requests() -> None:
    """A request has nothing to count, so its header may not say how often."""
    with in_process(Mock()) as client:
        answer = client.get(PATH, headers={"X-Mock-Fault": "error-503;times=1"})
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("#unknown-fault")
    assert "leave it out" in answer.json()["detail"]


def test_spent() -> None:
    """A fault that was met as often as it is to be is told to be spent, until it is set again."""
    mock = Mock(faults=["error-503;times=1", "slow-start;p=0"])
    with in_process(mock) as client:
        assert mock.spent_faults == []
        client.get(PATH)
        assert mock.spent_faults == ["error-503;times=1"]
        mock.set_faults(mock.faults)
        assert mock.spent_faults == []


def test_on() -> None:
    """A fault can be for one operation."""
    mock = Mock(faults=["error-503;on=createIdentity"])
    with in_process(mock) as client:
        assert client.get(PATH).status_code == 200
        assert client.post(PATH, json=PERSON).status_code == 503


def test_probability() -> None:
    """With a probability, a fault is met as often as that, and the same for the same seed."""

    def statuses(seed: int) -> list[int]:
        with in_process(Mock(seed=seed, faults=["error-503;p=0.3"])) as client:
            return [client.get(PATH).status_code for _ in range(300)]

    assert 60 < statuses(1).count(503) < 120
    assert statuses(1) == statuses(1)
    assert statuses(1) != statuses(2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("eror-503", "did you mean error-503"),
        ("zzz", "--list-faults"),
        ("error-503;p=2", "from 0 to 1"),
        ("error-503;p=nan", "from 0 to 1"),
        ("error-503;times=0", "at least 1"),
        ("error-503;when=now", "when=now"),
        ("error-503;on=nope", "there is no operation 'nope', only listIdentities, "),
        ("", "no fault"),
    ],
)
def test_what_cannot_be_asked_for(text: str, told: str) -> None:
    """What is no fault is refused at once, with a hint; in a request, with 400."""
    with pytest.raises(FaultError, match=told):
        Mock(faults=[text])
    if text:
        with in_process(Mock()) as client:
            answer = client.get(PATH, headers={"X-Mock-Fault": text})
        assert answer.status_code == 400
        assert told in answer.json()["detail"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("cut-before", httpx.RemoteProtocolError),
        ("cut-after", httpx.RemoteProtocolError),
        ("connection-reset", httpx.ReadError),
        ("cut-in-head", httpx.RemoteProtocolError),
        ("cut-in-body", httpx.RemoteProtocolError),
        ("no-answer", httpx.ReadTimeout),
        ("length-too-large", httpx.RemoteProtocolError),
        ("not-http", httpx.RemoteProtocolError),
        ("chunks-broken", httpx.RemoteProtocolError),
        ("slow-start", httpx.ReadTimeout),
    ],
)
@pytest.mark.parametrize("real", [False, True])
def test_transport(name: str, error: type[Exception], *, real: bool) -> None:
    """A broken connection is one on the wire, and the same exception in process."""
    if real:
        with (
            MockServer(faults=[name]) as server,
            httpx.Client(auth=AUTH, base_url=server.url, timeout=0.3, trust_env=False) as client,
            pytest.raises(error),
        ):
            client.get(PATH)
    else:
        with in_process(Mock(faults=[name]), timeout=0.3) as client, pytest.raises(error):
            client.get(PATH)


@pytest.mark.parametrize("path", [PATH, f"{PATH}/B000000"])
@pytest.mark.parametrize("name", [f.name for f in known().values() if f.group == "transport"])
def test_in_process_as_on_the_wire(name: str, path: str) -> None:
    """A client without a port meets each fault of transport exactly as one with a port."""

    def outcome(client: httpx.Client) -> list[object]:
        steps: list[object] = []
        try:
            with client.stream("GET", path, headers={"X-Mock-Fault": name}) as answer:
                steps.append(answer.status_code)
                steps.append(re.sub(rb'"instance":"\w+"?', b"", answer.read()))
        except httpx.TransportError as error:
            steps.append(type(error))
        return steps

    with (
        MockServer() as server,
        httpx.Client(auth=AUTH, base_url=server.url, timeout=0.5, trust_env=False) as wired,
        in_process(Mock(), base_url=server.url, timeout=0.5) as own,
    ):
        assert outcome(wired) == outcome(own)


def test_another_server_cannot_break_a_connection() -> None:
    """Under a server that does not let it cut, the mock says so, without a traceback."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": "GET",
        "path": PATH,
        "query_string": b"",
        "headers": [(b"x-mock-fault", b"cut-after"), (b"authorization", BASIC)],
        "client": ("127.0.0.1", 1),
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Mock()(scope, receive, send))
    assert sent[0]["status"] == 501
    assert b"use MockServer" in sent[1]["body"]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("cut-before", None),
        ("cut-after", None),
        ("connection-reset", None),
        ("cut-in-head", None),
        ("no-answer", None),
        ("not-http", None),
        ("cut-in-body", 200),
        ("chunks-broken", 200),
    ],
)
def test_the_status_that_was_seen(name: str, status: int | None) -> None:
    """A request whose client got no head of an answer is journaled without a status."""
    mock = Mock(faults=[name])
    with in_process(mock, timeout=0.3) as client, pytest.raises(httpx.TransportError):
        client.get(PATH)
    assert mock.requests[-1].status == status


def test_cut_before_does_nothing_and_cut_after_does() -> None:
    """Whether a request took effect is what a client cannot know, and the fault decides."""
    for name, total in (("cut-before", 0), ("cut-after", 1), ("no-answer", 1)):
        mock = Mock(faults=[f"{name};times=1"])
        with in_process(mock) as client:
            with pytest.raises(httpx.TransportError):
                client.post(PATH, json=PERSON)
            assert client.get(PATH).json()["total_items"] == total


NUMBERS = f"{BASE_PATH}/engagements/C1DEB879/numbers"


@pytest.mark.parametrize(("taken", "status"), [([], 200), (["15556660001"], 207)])
def test_more_numbers_than_fifty(taken: list[str], status: int) -> None:
    """With bulk-limit-missing, any count is taken as a whole, and accounted for as a whole."""
    mock = Mock(seed_data="example", faults=["bulk-limit-missing"])
    numbers = [f"1777000{number:04}" for number in range(120)]
    with in_process(mock) as client:
        answer = client.post(NUMBERS, json={"numbers": [*numbers, *taken]})
        assert (answer.status_code, answer.json()["numbers"]) == (status, numbers)
        assert answer.json().get("errors", {}).get("numbers", []) == taken
        assert client.get(NUMBERS).json()["total_items"] == 122


def test_numbers_are_stolen_from_others_only() -> None:
    """With bulk-steals, what is in this engagement already is refused as ever."""
    mock = Mock(seed_data="example", faults=["bulk-steals"])
    with in_process(mock) as client:
        own = {**CAMPAIGN, "identity_id": "BLQKOPK"}
        other = client.post(f"{BASE_PATH}/engagements", json=own).json()["engagement_id"]
        body = {"numbers": ["15556660001"]}
        assert client.post(NUMBERS, json=body).status_code == 400
        nowhere = NUMBERS.replace("C1DEB879", "C0")
        assert client.post(nowhere, json=body).status_code == 404
        assert client.get(NUMBERS).json()["total_items"] == 2
        assert client.post(NUMBERS.replace("C1DEB879", other), json=body).status_code == 200
        assert client.get(NUMBERS).json()["total_items"] == 1


def test_an_inverted_filter_counts_what_it_gives() -> None:
    """With filter-inverted, the totals and the pages are those of the others."""
    mock = Mock(seed_data="large", faults=["filter-inverted"])
    with in_process(mock) as client:
        url = f"{BASE_PATH}/engagements?identity_id=BLQKOPK&page=2&page_size=7"
        page = client.get(url).json()
        assert (page["total_items"], page["total_pages"]) == (999, 143)
        listed = page["_embedded"]["engagements"]
        assert len(listed) == 7
        assert "BLQKOPK" not in {one["identity_id"] for one in listed}


def test_a_slow_body_is_whole() -> None:
    """A body in pieces arrives, one piece after the other."""
    with (
        MockServer(faults=["slow-body"]) as server,
        httpx.Client(auth=AUTH, base_url=server.url, trust_env=False) as client,
        client.stream("GET", PATH) as answer,
    ):
        pieces = list(answer.iter_raw())
    assert len(pieces) > 8
    assert b'"total_items":0' in b"".join(pieces)


def test_wrong_length_is_on_the_wire() -> None:
    """What is said to be the length, and what comes, differ by ten bytes."""
    with MockServer(faults=["length-too-small"]) as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    told = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    assert len(body) - 10 == int(told.partition(b":")[2])


def switch_off(mock: Mock) -> None:
    """Let no request meet a fault."""
    mock.set_faults([])


@pytest.mark.parametrize("change", [switch_off, Mock.reset])
def test_faults_end(change: Callable[[Mock], None]) -> None:
    """Faults end when they are switched off, and with a reset."""
    mock = Mock(faults=["error-503"])
    with in_process(mock) as client:
        assert client.get(PATH).status_code == 503
        change(mock)
        assert client.get(PATH).status_code == 200
    assert mock.faults == []
