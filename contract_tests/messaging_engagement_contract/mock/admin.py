"""What steers the mock while it runs, under ``/__mock``: for tests, and for the page.

Only loopback may, or who has the token. Nothing changes by GET, and a change needs a JSON body, so
that no web page of another origin can make one (it would have to ask first, and is not answered).
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast

import orjson

from messaging_engagement_contract.mock import moments, problems, seeds
from messaging_engagement_contract.mock.faults import FaultError, known
from messaging_engagement_contract.mock.messages import JSON_TYPE, Answer, Request
from messaging_engagement_contract.mock.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messaging_engagement_contract.mock.application import Mock

ROOT = "/__mock"
TOKEN = "x-mock-token"  # noqa: S105 - the name of a header
SHOWN = 200  # resources of a kind that one look at the state gives


def answer(mock: Mock, request: Request, client: str) -> Answer | AsyncIterator[bytes]:
    """Answer a request to the admin interface; a stream of events is given as an iterator."""
    try:
        _check_access(mock, request, client)
        routes = _ROUTES.get(request.path.removeprefix(ROOT).rstrip("/"))
        if routes is None:
            raise problems.problem(404, f"Path '{request.path}' does not exist")
        act = routes.get(request.method)
        if act is None:
            raise problems.problem(405, headers=(("Allow", ", ".join(routes)),))
        content = {} if request.method in {"GET", "DELETE"} else _content(request)
        result: Any = act(mock, request, content)
    except problems.ProblemError as problem:
        return problem.answer
    except (FaultError, ValueError) as error:
        return problems.problem(400, str(error)).answer
    if isinstance(result, AsyncIterator):
        return cast("AsyncIterator[bytes]", result)
    body = orjson.dumps(result, option=orjson.OPT_NON_STR_KEYS)
    return Answer(200, body, (("Cache-Control", "no-store"),))


def _check_access(mock: Mock, request: Request, client: str) -> None:
    given = request.header(TOKEN)
    trusted = bool(mock.admin_token) and hmac.compare_digest(
        given.encode(), (mock.admin_token or "").encode()
    )
    if not trusted and not _is_loopback(client):
        raise problems.problem(403, "Only loopback may steer the mock, or who has --admin-token")
    origin = request.header("origin")
    if origin and origin != request.origin:
        raise problems.problem(403, f"A page of {origin} may not steer the mock")
    if request.header("sec-fetch-site") in {"cross-site", "same-site"}:
        raise problems.problem(403, "A page of another site may not steer the mock")


def _is_loopback(client: str) -> bool:
    try:
        address = ip_address(client)
    except ValueError:
        return client == ""  # no network at all: in process, or a socket of this machine
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _content(request: Request) -> dict[str, Any]:
    if request.header("content-type").partition(";")[0].strip().lower() != JSON_TYPE:
        raise problems.problem(415)
    try:
        content = orjson.loads(request.body or b"{}")
    except orjson.JSONDecodeError as error:
        raise problems.problem(400, str(error), code="#invalid-json") from None
    if not is_object(content):
        raise problems.problem(400, "The body must be a JSON object")
    return content


def _overview(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    state = mock.store.read()
    return {
        "profile": mock.profile,
        "accounts": list(mock.api.accounts.keys),
        "clock": _clock(mock),
        "faults": mock.faults,
        "counts": {
            account: {kind: len(table) for kind, table in state.accounts.get(account, {}).items()}
            for account in mock.api.accounts.keys
        },
    }


def _clock(mock: Mock) -> dict[str, Any]:
    setting = mock.store.read().settings.get("clock", {})
    return {"now": moments.rfc3339(mock.now()), "stopped": "at" in setting}


def _state(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Give what is in the accounts: of each kind the total, and the first of them."""
    with mock.lock:
        state = mock.store.read()
        return {
            account: {
                kind: {
                    "total": len(table),
                    "items": [
                        {"id": r.id, "fields": r.fields, "created": r.created, "updated": r.updated}
                        for r in table.all()[:SHOWN]
                    ],
                }
                for kind, table in state.accounts.get(account, {}).items()
            }
            for account in mock.api.accounts.keys
        }


def _reset(mock: Mock, _: Request, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    mock.reset(str(content.get("seed_data", "none")))
    return {"reset": True}


def _seed(mock: Mock, _: Request, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    data = str(content.get("data", "example"))
    seeds.check(data)
    account = content.get("account")
    mock.seed(data, None if account is None else str(account))
    return {"seeded": data}


def _requests(mock: Mock, request: Request, _: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return [seen.as_json() for seen in mock.journal.after(_after(request))]


def _forget(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    mock.journal.clear()
    return {"forgotten": True}


def _after(request: Request) -> int:
    name, _, value = request.query.partition("=")
    return int(value) if name == "after" and value.isdigit() else 0


async def _stream(mock: Mock, number: int) -> AsyncIterator[bytes]:
    async for seen in mock.journal.stream(number):
        if not seen:
            yield b": still here\n\n"
        for one in seen:
            yield b"id: %d\ndata: %b\n\n" % (one.number, orjson.dumps(one.as_json()))


def _events(mock: Mock, request: Request, _: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a stream
    last = request.header("last-event-id")
    return _stream(mock, int(last) if last.isdigit() else _after(request))


def _faults(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return {
        "active": mock.faults,
        "known": [
            {"name": f.name, "group": f.group, "sentence": f.sentence} for f in known().values()
        ],
    }


def _set_faults(mock: Mock, _: Request, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    active = content.get("active")
    if not is_array(active):
        raise problems.problem(400, 'The body must be {"active": ["name", …]}')
    mock.set_faults([str(one) for one in active])
    return {"active": mock.faults}


def _no_faults(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    mock.set_faults([])
    return {"active": []}


def _get_clock(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return _clock(mock)


def _set_clock(mock: Mock, _: Request, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Set the clock: ``{"at": "2020-01-02T05:12:14Z"}`` stops it there, ``{"ahead": 60}`` moves it.

    ``{}`` makes it go right again.
    """
    if "at" in content:
        moment = datetime.fromisoformat(str(content["at"]))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        mock.set_clock(at=moments.milliseconds(moment))
    else:
        mock.set_clock(ahead=int(float(content.get("ahead", 0)) * 1000))
    return _clock(mock)


def _document(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return mock.contract.document


_ROUTES: Mapping[str, Mapping[str, Callable[[Mock, Request, Mapping[str, Any]], Any]]] = {
    "": {"GET": _overview},
    "/state": {"GET": _state},
    "/reset": {"POST": _reset},
    "/seed": {"POST": _seed},
    "/requests": {"GET": _requests, "DELETE": _forget},
    "/events": {"GET": _events},
    "/faults": {"GET": _faults, "PUT": _set_faults, "DELETE": _no_faults},
    "/clock": {"GET": _get_clock, "PUT": _set_clock},
    "/openapi.json": {"GET": _document},
}
