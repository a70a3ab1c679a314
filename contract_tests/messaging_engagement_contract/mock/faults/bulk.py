"""Faults of bulk operations: accounts that do not match what was done."""

from __future__ import annotations

from typing import Any

import orjson

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.faults.registry import Exchange, Proceed, content, fault
from messaging_engagement_contract.mock.messages import Answer
from messaging_engagement_contract.types import is_array, is_object

BULK = "bulk"
_MOST = 50
_OK, _MIXED, _REFUSED, _TOO_MANY = 200, 207, 400, 413


def _numbers(exchange: Exchange) -> list[Any] | None:
    """Give the numbers that a bulk operation was sent."""
    if not exchange.does("addNumbers", "removeNumbers"):
        return None
    sent = exchange.sent()
    numbers = sent.get("numbers") if is_object(sent) else None
    return numbers if is_array(numbers) else None


@fault(BULK)
def bulk_partial_200(_: Exchange, proceed: Proceed) -> Answer:
    """A bulk operation that did some of the work is answered 200."""
    answer = proceed()
    return answer.with_status(_OK) if answer.status == _MIXED else answer


@fault(BULK)
def bulk_always_207(exchange: Exchange, proceed: Proceed) -> Answer:
    """A bulk operation that did all of the work is answered 207."""
    answer = proceed()
    return answer.with_status(_MIXED) if _numbers(exchange) and answer.status == _OK else answer


@fault(BULK)
def bulk_none_207(exchange: Exchange, proceed: Proceed) -> Answer:
    """A bulk operation that did nothing is answered 207."""
    answer = proceed()
    numbers, body = _numbers(exchange), answer.read()
    if numbers and answer.status == _REFUSED and "errors" in (body or {}):
        errors = {**body["errors"][0], "numbers": numbers}
        return Answer(_MIXED, orjson.dumps({"numbers": [], "errors": errors}))
    return answer


@fault(BULK)
def bulk_none_200(exchange: Exchange, proceed: Proceed) -> Answer:
    """A bulk operation that did nothing is answered 200 with no numbers."""
    answer = proceed()
    failed = _numbers(exchange) and answer.status == _REFUSED and "errors" in (answer.read() or {})
    return Answer(_OK, b'{"numbers":[]}') if failed else answer


@fault(BULK)
def bulk_failed_not_told(_: Exchange, proceed: Proceed) -> Answer:
    """The answer 207 does not say which numbers failed."""
    answer = proceed()
    body = content(answer)
    if answer.status != _MIXED or body is None:
        return answer
    body["errors"].pop("numbers", None)
    return answer.with_json(body)


@fault(BULK)
def bulk_failed_as_done(_: Exchange, proceed: Proceed) -> Answer:
    """The answer 207 also lists the failed numbers as done."""
    answer = proceed()
    body = content(answer)
    if answer.status != _MIXED or body is None:
        return answer
    body["numbers"] += body["errors"]["numbers"]
    return answer.with_json(body)


@fault(BULK)
def bulk_swapped(_: Exchange, proceed: Proceed) -> Answer:
    """The answer 207 has done and failed numbers in each other's place."""
    answer = proceed()
    body = content(answer)
    if answer.status != _MIXED or body is None:
        return answer
    body["numbers"], body["errors"]["numbers"] = body["errors"]["numbers"], body["numbers"]
    return answer.with_json(body)


@fault(BULK)
def bulk_errors_array(_: Exchange, proceed: Proceed) -> Answer:
    """The errors of the answer 207 are an array, as those of the answer 400 are."""
    answer = proceed()
    body = content(answer)
    if answer.status != _MIXED or body is None:
        return answer
    return answer.with_json({**body, "errors": [body["errors"]]})


@fault(BULK)
def bulk_echo(exchange: Exchange, proceed: Proceed) -> Answer:
    """A bulk operation answers 200 with all the numbers it was sent, whatever it did."""
    numbers = _numbers(exchange)
    answer = proceed()
    done = numbers and answer.status in {_OK, _MIXED, _REFUSED}
    return Answer(_OK, orjson.dumps({"numbers": numbers})) if done else answer


@fault(BULK)
def bulk_last_lost(exchange: Exchange, proceed: Proceed) -> Answer:
    """A bulk operation leaves out the last number, and says that it was done."""
    numbers = _numbers(exchange)
    if not numbers or len(numbers) == 1:
        return proceed()
    exchange.send({"numbers": numbers[:-1]})
    answer = proceed()
    body = content(answer)
    if body is None:
        return answer
    return answer.with_json({**body, "numbers": [*body["numbers"], numbers[-1]]})


@fault(BULK)
def bulk_all_or_nothing(exchange: Exchange, proceed: Proceed) -> Answer:
    """One number that fails makes a bulk operation do nothing, though it answers 207."""
    account = exchange.account
    if not _numbers(exchange) or account is None:
        return proceed()
    before = {r.id: r for r in exchange.store.read().table(account, "numbers")}
    answer = proceed()
    if answer.status == _MIXED:
        after = {r.id: r for r in exchange.store.read().table(account, "numbers")}
        with exchange.store.write() as writing:
            for number in after.keys() - before.keys():
                writing.remove(account, "numbers", number)
            for number in before.keys() - after.keys():
                writing.put(account, "numbers", before[number])
    return answer


@fault(BULK)
def bulk_not_kept(exchange: Exchange, proceed: Proceed) -> Answer:
    """Numbers that are added are answered 200, and are not there."""
    account = exchange.account
    if not exchange.does("addNumbers") or account is None:
        return proceed()
    before = {r.id for r in exchange.store.read().table(account, "numbers")}
    answer = proceed()
    added = [r.id for r in exchange.store.read().table(account, "numbers") if r.id not in before]
    with exchange.store.write() as writing:
        for number in added:
            writing.remove(account, "numbers", number)
    return answer


@fault(BULK)
def bulk_steals(exchange: Exchange, proceed: Proceed) -> Answer:
    """A number that is in another engagement is taken from it without a word."""
    account, numbers = exchange.account, _numbers(exchange)
    if not exchange.does("addNumbers") or account is None or not numbers:
        return proceed()
    owner = exchange.request.path.split("/")[-2]
    state = exchange.store.read()
    exists = state.table(account, "engagements").get(owner) is not None
    if not exists or len(numbers) > _MOST or not all(isinstance(n, str) for n in numbers):
        return proceed()
    with exchange.store.write() as writing:
        table = writing.state.table(account, "numbers")
        for number in numbers:
            record = table.get(number)
            if record is not None and record.fields["engagement_id"] != owner:
                writing.remove(account, "numbers", number)
    return proceed()


@fault(BULK)
def bulk_removes_all(exchange: Exchange, proceed: Proceed) -> Answer:
    """Removing some numbers removes all numbers of the engagement."""
    account = exchange.account
    answer = proceed()
    if exchange.does("removeNumbers") and account is not None and answer.status in {_OK, _MIXED}:
        owner = exchange.request.path.split("/")[-3]
        table = exchange.store.read().table(account, "numbers")
        with exchange.store.write() as writing:
            for record in list(table.all({"engagement_id": owner})):
                writing.remove(account, "numbers", record.id)
    return answer


@fault(BULK)
def bulk_limit_missing(exchange: Exchange, proceed: Proceed) -> Answer:
    """More than 50 numbers are taken."""
    numbers = _numbers(exchange)
    answer = proceed()
    if numbers is None or answer.status != _TOO_MANY:
        return answer
    parts: list[Answer] = []
    for start in range(0, len(numbers), _MOST):
        exchange.send({"numbers": numbers[start : start + _MOST]})
        parts.append(proceed())
    return _together(parts)


def _together(parts: list[Answer]) -> Answer:
    """Give the answer to several bulk operations as that to one; the first, if it is neither."""
    done: list[Any] = []
    causes: list[dict[str, Any]] = []
    for part in parts:
        body = part.read()
        body = body if is_object(body) else {}
        done += body.get("numbers", [])
        errors = body.get("errors", [])
        causes += [errors] if is_object(errors) else errors
    best = next((part for part in parts if part.status < 300), parts[0])  # noqa: PLR2004 - 2xx
    body = best.read()
    if not done or not is_object(body):
        return best
    body["numbers"] = done
    if not causes:
        return best.with_json(body)
    failed = [number for one in causes for number in one.get("numbers", [])]
    body["errors"] = {**causes[0], "numbers": failed}
    return best.with_json(body).with_status(_MIXED)


@fault(BULK)
def bulk_limit_cuts(exchange: Exchange, proceed: Proceed) -> Answer:
    """Of more than 50 numbers the first 50 are taken, and the others left out."""
    numbers = _numbers(exchange)
    if numbers is not None and len(numbers) > 50:  # noqa: PLR2004 - the documented limit
        exchange.send({"numbers": numbers[:50]})
    return proceed()


@fault(BULK)
def bulk_limit_400(_: Exchange, proceed: Proceed) -> Answer:
    """More than 50 numbers are refused with 400 in the place of 413."""
    answer = proceed()
    return answer.with_status(_REFUSED) if answer.status == _TOO_MANY else answer


@fault(BULK)
def bulk_limit_10(exchange: Exchange, proceed: Proceed) -> Answer:
    """More than 10 numbers are refused with 413."""
    numbers = _numbers(exchange)
    if numbers is not None and len(numbers) > 10:  # noqa: PLR2004 - the fault's own limit
        return problems.problem(_TOO_MANY, "At most 10 numbers").answer
    return proceed()


@fault(BULK)
def bulk_duplicates_listed(exchange: Exchange, proceed: Proceed) -> Answer:
    """A number that comes twice in one request is listed as done twice."""
    numbers = _numbers(exchange)
    answer = proceed()
    body = content(answer)
    if not numbers or body is None or len(set(map(str, numbers))) == len(numbers):
        return answer
    return Answer(_OK, orjson.dumps({**body, "numbers": numbers, "errors": None}))


@fault(BULK)
def bulk_invalid_dropped(exchange: Exchange, proceed: Proceed) -> Answer:
    """Numbers that are malformed are left out without a word."""
    numbers = _numbers(exchange)
    if numbers:
        kept = [n for n in numbers if isinstance(n, str) and n.isdigit() and 7 <= len(n) <= 15]  # noqa: PLR2004 - the documented form
        exchange.send({"numbers": kept or numbers})
    return proceed()


@fault(BULK)
def bulk_leading_zeros_lost(exchange: Exchange, proceed: Proceed) -> Answer:
    """Numbers lose their leading zeros."""
    numbers = _numbers(exchange)
    if numbers:
        exchange.send({"numbers": [n.lstrip("0") if isinstance(n, str) else n for n in numbers]})
    return proceed()
