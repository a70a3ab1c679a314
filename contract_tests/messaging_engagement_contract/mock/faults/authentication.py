"""Faults of authentication: who may ask, and whose resources they see."""

from __future__ import annotations

import base64
from urllib.parse import parse_qsl

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.faults.registry import Exchange, Proceed, fault
from messaging_engagement_contract.mock.messages import Answer

AUTHENTICATION = "authentication"
_REFUSED, _NOT_FOUND = 401, 404


def _become(exchange: Exchange, account: str) -> None:
    token = exchange.api.accounts.token(account)
    exchange.request.headers = {**exchange.request.headers, "authorization": token}


@fault(AUTHENTICATION)
def anyone_accepted(exchange: Exchange, proceed: Proceed) -> Answer:
    """A request without credentials is taken for one of the first account."""
    if not exchange.request.header("authorization"):
        _become(exchange, exchange.api.accounts.keys[0])
    return proceed()


@fault(AUTHENTICATION)
def any_secret_accepted(exchange: Exchange, proceed: Proceed) -> Answer:
    """An API key is enough: any secret will do."""
    named = exchange.api.accounts.named(exchange.request.header("authorization"))
    if named is not None:
        _become(exchange, named)
    return proceed()


@fault(AUTHENTICATION)
def any_key_accepted(exchange: Exchange, proceed: Proceed) -> Answer:
    """Any key and secret are taken for those of the first account."""
    if exchange.account is None and exchange.request.header("authorization"):
        _become(exchange, exchange.api.accounts.keys[0])
    return proceed()


@fault(AUTHENTICATION)
def secret_case_ignored(exchange: Exchange, proceed: Proceed) -> Answer:
    """Secrets are compared without regard to case."""
    authorization = exchange.request.header("authorization")
    try:
        pair = base64.b64decode(authorization.partition(" ")[2], validate=True).decode().lower()
    except ValueError:
        return proceed()
    token = f"Basic {base64.b64encode(pair.encode()).decode()}"
    if exchange.api.accounts.of(token):
        exchange.request.headers = {**exchange.request.headers, "authorization": token}
    return proceed()


@fault(AUTHENTICATION)
def secret_in_query(exchange: Exchange, proceed: Proceed) -> Answer:
    """Credentials are also taken from the query, as api_key and api_secret."""
    fields = dict(parse_qsl(exchange.request.query))
    pair = f"{fields.get('api_key', '')}:{fields.get('api_secret', '')}"
    token = f"Basic {base64.b64encode(pair.encode()).decode()}"
    if exchange.account is None and exchange.api.accounts.of(token):
        exchange.request.headers = {**exchange.request.headers, "authorization": token}
    return proceed()


@fault(AUTHENTICATION)
def other_scheme_accepted(exchange: Exchange, proceed: Proceed) -> Answer:
    """Credentials of Basic are taken under any other scheme too."""
    token = exchange.request.header("authorization").partition(" ")[2]
    if exchange.account is None and exchange.api.accounts.of(f"Basic {token}"):
        exchange.request.headers = {**exchange.request.headers, "authorization": f"Basic {token}"}
    return proceed()


@fault(AUTHENTICATION)
def accounts_shared(exchange: Exchange, proceed: Proceed) -> Answer:
    """All accounts see and change the same resources."""
    if exchange.account is not None:
        _become(exchange, exchange.api.accounts.keys[0])
    return proceed()


@fault(AUTHENTICATION)
def others_readable(exchange: Exchange, proceed: Proceed) -> Answer:
    """What belongs to another account can be read by its id."""
    answer = proceed()
    if not exchange.does("get") or answer.status != _NOT_FOUND:
        return answer
    for account in exchange.api.accounts.keys:
        _become(exchange, account)
        other = proceed()
        if other.status != _NOT_FOUND:
            return other
    return answer


@fault(AUTHENTICATION)
def others_writable(exchange: Exchange, proceed: Proceed) -> Answer:
    """What belongs to another account can be changed and deleted by its id."""
    answer = proceed()
    if not exchange.does("update", "replace", "delete") or answer.status != _NOT_FOUND:
        return answer
    for account in exchange.api.accounts.keys:
        _become(exchange, account)
        other = proceed()
        if other.status != _NOT_FOUND:
            return other
    return answer


@fault(AUTHENTICATION)
def others_403(exchange: Exchange, proceed: Proceed) -> Answer:
    """What belongs to another account is answered 403, which tells that it is there."""
    answer = proceed()
    own = exchange.account
    if own is None or answer.status != _NOT_FOUND:
        return answer
    segments = exchange.request.path.split("/")
    for account in exchange.api.accounts.keys:
        for kind in ("identities", "engagements"):
            table = exchange.store.read().table(account, kind)
            if account != own and any(table.get(segment) for segment in segments):
                return problems.problem(403).answer
    return answer


@fault(AUTHENTICATION)
def refused_403(_: Exchange, proceed: Proceed) -> Answer:
    """Missing or wrong credentials are answered 403 in the place of 401."""
    answer = proceed()
    return answer.with_status(403) if answer.status == _REFUSED else answer


@fault(AUTHENTICATION)
def refused_200(_: Exchange, proceed: Proceed) -> Answer:
    """Missing or wrong credentials are answered 200 with an empty object."""
    answer = proceed()
    return Answer(200, b"{}") if answer.status == _REFUSED else answer


@fault(AUTHENTICATION)
def challenge_missing(_: Exchange, proceed: Proceed) -> Answer:
    """The answer 401 has no WWW-Authenticate."""
    return proceed().with_header("WWW-Authenticate", None)


@fault(AUTHENTICATION)
def challenge_bearer(_: Exchange, proceed: Proceed) -> Answer:
    """The answer 401 asks for Bearer."""
    answer = proceed()
    return answer.with_header("WWW-Authenticate", "Bearer") if answer.status == _REFUSED else answer


@fault(AUTHENTICATION)
def everyone_refused(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 401, with right credentials too."""
    header = ("WWW-Authenticate", 'Basic realm="messaging-engagement"')
    return problems.problem(_REFUSED, headers=(header,)).answer


@fault(AUTHENTICATION)
def validation_first(exchange: Exchange, proceed: Proceed) -> Answer:
    """An invalid request is answered 400 before anyone asks who sent it."""
    answer = proceed()
    if answer.status != _REFUSED:
        return answer
    kept = exchange.request.headers
    _become(exchange, exchange.api.accounts.keys[0])
    invalid = exchange.request.method != "GET" and exchange.sent() is None
    exchange.request.headers = kept
    return problems.problem(400).answer if invalid else answer
