"""What steers the mock while it runs, under ``/__mock``: for tests, and for the page.

Only loopback may, or who has the token. Nothing changes by GET, and a change needs a JSON body, so
that no web page of another origin can make one (it would have to ask first, and is not answered).
"""

from __future__ import annotations

import hmac
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import parse_qsl

import orjson

from messaging_engagement_contract.mock import moments, problems, seeds
from messaging_engagement_contract.mock.faults import FaultError, known
from messaging_engagement_contract.mock.messages import JSON_TYPE, Answer, Request
from messaging_engagement_contract.mock.parts import parts_of
from messaging_engagement_contract.mock.stores import StateFileError
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from messaging_engagement_contract.mock.application import Mock

ROOT = "/__mock"
TOKEN = "x-mock-token"  # noqa: S105 - the name of a header


def answer(mock: Mock, request: Request, client: str) -> Answer | AsyncIterator[bytes]:
    """Answer a request to the admin interface; a stream of events is given as an iterator."""
    try:
        _check_access(mock, request, client)
        routes = _ROUTES.get(request.path.removeprefix(ROOT).rstrip("/"))
        if routes is None:
            raise problems.problem(404, f"Path '{request.path}' does not exist")
        route = routes.get(request.method)
        if route is None:
            raise problems.problem(405, headers=(("Allow", ", ".join(routes)),))
        content = {} if request.method in {"GET", "DELETE"} else _content(request)
        _check_names("key", content, route.keys)
        _check_names("parameter", dict(parse_qsl(request.query)), route.parameters)
        result: Any = route.act(mock, request, content)
    except problems.ProblemError as problem:
        return problem.answer
    except (FaultError, ValueError) as error:
        return problems.problem(400, str(error)).answer
    except StateFileError as error:
        sys.stderr.write(f"{error}\n")
        return problems.problem(500, str(error)).answer
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


def _check_names(kind: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    unknown = sorted(given.keys() - set(known))
    if unknown:
        choice = ", ".join(known) or "none"
        raise problems.problem(400, f"There is no {kind} {unknown[0]!r} here, only: {choice}")


def _text(content: Mapping[str, Any], name: str, default: str | None) -> Any:  # noqa: ANN401 - text, or the default
    value = content.get(name, default)
    if value is not default and not isinstance(value, str):
        raise problems.problem(400, f"{name} must be a text")
    return value


def _overview(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    state = parts_of(mock).store.read()
    return {
        "profile": mock.profile,
        "accounts": list(parts_of(mock).api.accounts.keys),
        "public_accounts": parts_of(mock).api.accounts.public,
        "clock": _clock(mock),
        "faults": mock.faults,
        "counts": {
            account: {kind: len(table) for kind, table in state.accounts.get(account, {}).items()}
            for account in parts_of(mock).api.accounts.keys
        },
    }


def _clock(mock: Mock) -> dict[str, Any]:
    setting = parts_of(mock).store.read().settings.get("clock", {})
    return {"now": moments.rfc3339(mock.now()), "stopped": "at" in setting}


def _state(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return mock.state()


def _reset(mock: Mock, _: Request, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    mock.reset(_text(content, "seed_data", "none"))
    return {"reset": True}


def _seed(mock: Mock, _: Request, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    data = _text(content, "seed_data", "example")
    seeds.check(data)
    mock.seed(data, _text(content, "account", None))
    return {"seeded": data}


def _requests(mock: Mock, request: Request, _: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return [seen.as_json() for seen in parts_of(mock).journal.after(_after(request))]


def _forget(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    parts_of(mock).journal.clear()
    return {"forgotten": True}


def _after(request: Request) -> int:
    value = dict(parse_qsl(request.query, keep_blank_values=True)).get("after", "0")
    if not (value.isascii() and value.isdigit() and len(value) < 20):  # noqa: PLR2004 - of 64 bits
        raise problems.problem(400, f"after must be the number of a request, not {value!r}")
    return int(value)


async def _stream(mock: Mock, number: int, changes: int) -> AsyncIterator[bytes]:
    async for seen in parts_of(mock).journal.stream(number):
        if changes != parts_of(mock).journal.changes:
            changes = parts_of(mock).journal.changes
            yield b"event: changed\ndata: {}\n\n"
        elif not seen:
            yield b": still here\n\n"
        for one in seen:
            yield b"id: %d\ndata: %b\n\n" % (one.number, orjson.dumps(one.as_json()))


def _events(mock: Mock, request: Request, _: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a stream
    last = request.header("last-event-id")
    number = int(last) if last.isdigit() else _after(request)
    return _stream(mock, number, parts_of(mock).journal.changes)


def _faults(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return {
        "active": mock.faults,
        "spent": mock.spent_faults,
        "known": [
            {"name": f.name, "group": f.group, "sentence": f.sentence} for f in known().values()
        ],
    }


def _set_faults(mock: Mock, _: Request, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    active = content.get("active")
    if not is_array(active):
        raise problems.problem(400, 'The body must be {"active": ["name", …]}')
    if not all(isinstance(one, str) for one in active):
        raise problems.problem(400, "active must be a list of texts")
    mock.set_faults(active)
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
    at, ahead = content.get("at"), content.get("ahead")
    try:
        moment = None if at is None else datetime.fromisoformat(at)
    except (TypeError, ValueError):
        form = "a date and time of ISO 8601 with a zone, such as 2020-01-02T05:12:14Z"
        raise problems.problem(400, f"at must be {form}, not {at!r}") from None
    if ahead is not None and (isinstance(ahead, bool) or not isinstance(ahead, int | float)):
        raise problems.problem(400, f"ahead must be a number of seconds, not {ahead!r}")
    try:
        step = None if ahead is None else timedelta(seconds=ahead)
    except OverflowError:
        raise problems.problem(400, f"ahead is too far: {ahead!r} seconds") from None
    mock.set_clock(at=moment, ahead=step)
    return _clock(mock)


def _document(mock: Mock, _: Request, __: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return parts_of(mock).description.document


class _Route(NamedTuple):
    """What is done, and the names that its body and its query may have."""

    act: Callable[[Mock, Request, Mapping[str, Any]], Any]
    keys: Sequence[str] = ()
    parameters: Sequence[str] = ()


_ROUTES: Mapping[str, Mapping[str, _Route]] = {
    "": {"GET": _Route(_overview)},
    "/state": {"GET": _Route(_state)},
    "/reset": {"POST": _Route(_reset, ("seed_data",))},
    "/seed": {"POST": _Route(_seed, ("seed_data", "account"))},
    "/requests": {"GET": _Route(_requests, (), ("after",)), "DELETE": _Route(_forget)},
    "/events": {"GET": _Route(_events, (), ("after",))},
    "/faults": {
        "GET": _Route(_faults),
        "PUT": _Route(_set_faults, ("active",)),
        "DELETE": _Route(_no_faults),
    },
    "/clock": {"GET": _Route(_get_clock), "PUT": _Route(_set_clock, ("at", "ahead"))},
    "/openapi.json": {"GET": _Route(_document)},
}
