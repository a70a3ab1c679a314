"""Faults of robustness: what is accepted, and what bodies and headers look like."""

from __future__ import annotations

import gzip

import orjson

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.faults.registry import Exchange, Proceed, content, fault
from messaging_engagement_contract.mock.messages import Answer
from messaging_engagement_contract.types import is_object

ROBUSTNESS = "robustness"
_REFUSED = 400


@fault(ROBUSTNESS)
def body_html(_: Exchange, proceed: Proceed) -> Answer:
    """Successful answers are a page of HTML, as a captive portal gives."""
    answer = proceed()
    page = b"<!doctype html><title>Sign in</title>"
    return Answer(200, page, media_type="text/html") if answer.status < _REFUSED else answer


@fault(ROBUSTNESS)
def body_empty(_: Exchange, proceed: Proceed) -> Answer:
    """Successful answers have an empty body."""
    answer = proceed()
    ok = answer.status < _REFUSED and answer.body is not None
    return Answer(answer.status, b"", answer.headers) if ok else answer


@fault(ROBUSTNESS)
def body_cut(_: Exchange, proceed: Proceed) -> Answer:
    """Bodies are JSON that ends in the middle, with a length that fits."""
    answer = proceed()
    body = answer.body or b""
    return Answer(answer.status, body[: len(body) // 2], answer.headers) if body else answer


@fault(ROBUSTNESS)
def body_null(_: Exchange, proceed: Proceed) -> Answer:
    """Successful answers are null."""
    answer = proceed()
    return answer if content(answer) is None else answer.with_json(None)


@fault(ROBUSTNESS)
def body_not_utf8(_: Exchange, proceed: Proceed) -> Answer:
    """Bodies have bytes that are not UTF-8."""
    answer = proceed()
    body = content(answer)
    if body is None:
        return answer
    marked = orjson.dumps({"note": "MARK", **body}).replace(b"MARK", b"caf\xe9", 1)
    return Answer(answer.status, marked, answer.headers)


@fault(ROBUSTNESS)
def body_bom(_: Exchange, proceed: Proceed) -> Answer:
    """Bodies begin with a byte order mark."""
    answer = proceed()
    if not answer.body:
        return answer
    return Answer(answer.status, b"\xef\xbb\xbf" + answer.body, answer.headers)


@fault(ROBUSTNESS)
def body_nan(_: Exchange, proceed: Proceed) -> Answer:
    """Bodies have NaN, which is not JSON."""
    answer = proceed()
    if content(answer) is None or answer.body is None:
        return answer
    return Answer(answer.status, b'{"score":NaN,' + answer.body[1:], answer.headers)


@fault(ROBUSTNESS)
def body_deep(_: Exchange, proceed: Proceed) -> Answer:
    """Bodies have a field that is nested 5,000 levels deep."""
    answer = proceed()
    if content(answer) is None or answer.body is None:
        return answer
    deep = b"[" * 5000 + b"]" * 5000
    return Answer(answer.status, b'{"deep":' + deep + b"," + answer.body[1:], answer.headers)


@fault(ROBUSTNESS)
def body_large(_: Exchange, proceed: Proceed) -> Answer:
    """Bodies have a field of five million characters."""
    answer = proceed()
    body = content(answer)
    return answer if body is None else answer.with_json({"filler": "x" * 5_000_000, **body})


@fault(ROBUSTNESS)
def media_type_missing(_: Exchange, proceed: Proceed) -> Answer:
    """Answers do not say what their body is."""
    answer = proceed()
    return Answer(answer.status, answer.body, answer.headers, None)


@fault(ROBUSTNESS)
def media_type_text(_: Exchange, proceed: Proceed) -> Answer:
    """Answers say that their body is text/plain."""
    answer = proceed()
    return Answer(answer.status, answer.body, answer.headers, "text/plain")


@fault(ROBUSTNESS)
def problem_html(_: Exchange, proceed: Proceed) -> Answer:
    """Errors are pages of HTML."""
    answer = proceed()
    page = b"<html><body><h1>Error</h1></body></html>"
    failed = answer.status >= _REFUSED
    return Answer(answer.status, page, answer.headers, "text/html") if failed else answer


@fault(ROBUSTNESS)
def encoding_lies(_: Exchange, proceed: Proceed) -> Answer:
    """Answers say that they are compressed with gzip, and are not."""
    return proceed().with_header("Content-Encoding", "gzip")


@fault(ROBUSTNESS)
def compressed(_: Exchange, proceed: Proceed) -> Answer:
    """Answers are compressed with gzip, whether or not the client accepts it."""
    answer = proceed()
    if not answer.body:
        return answer
    small = Answer(answer.status, gzip.compress(answer.body), answer.headers, answer.media_type)
    return small.with_header("Content-Encoding", "gzip")


@fault(ROBUSTNESS)
def any_media_type_accepted(exchange: Exchange, proceed: Proceed) -> Answer:
    """A body is read as JSON, whatever its Content-Type says."""
    if exchange.request.body:
        headers = {**exchange.request.headers, "content-type": "application/json"}
        exchange.request.headers = headers
    return proceed()


@fault(ROBUSTNESS)
def any_accept_accepted(exchange: Exchange, proceed: Proceed) -> Answer:
    """JSON is sent to clients that do not accept it."""
    headers = {k: v for k, v in exchange.request.headers.items() if k != "accept"}
    exchange.request.headers = headers
    return proceed()


@fault(ROBUSTNESS)
def required_not_checked(exchange: Exchange, proceed: Proceed) -> Answer:
    """Fields that an identity requires may be missing: empty texts stand in for them."""
    sent = exchange.sent()
    if is_object(sent) and exchange.does("createIdentity", "replaceIdentity"):
        filled = {"phone": "", "country": "", "email": "", "brand_relationship": "BASIC_ACCOUNT"}
        names = ("company_name", "ein", "stock_symbol", "stock_exchange", "website", "display_name")
        exchange.send({**dict.fromkeys(names, ""), **filled, **sent})
    return proceed()


@fault(ROBUSTNESS)
def types_not_checked(exchange: Exchange, proceed: Proceed) -> Answer:
    """What is no text in the fields of an identity is turned into one."""
    sent = exchange.sent()
    writes = exchange.does("createIdentity", "replaceIdentity", "updateIdentity")
    if is_object(sent) and writes:
        exchange.send({k: v if isinstance(v, str) else str(v) for k, v in sent.items()})
    return proceed()


@fault(ROBUSTNESS)
def enums_not_checked(exchange: Exchange, proceed: Proceed) -> Answer:
    """A relationship that does not exist is taken for the smallest."""
    sent = exchange.sent()
    if is_object(sent) and isinstance(sent.get("brand_relationship"), str):
        known = {f"{s}_ACCOUNT" for s in ("BASIC", "SMALL", "MEDIUM", "LARGE", "KEY")}
        if sent["brand_relationship"] not in known:
            exchange.send({**sent, "brand_relationship": "BASIC_ACCOUNT"})
    return proceed()


@fault(ROBUSTNESS)
def malformed_json_500(_: Exchange, proceed: Proceed) -> Answer:
    """A body that is not JSON makes the server fall over: 500."""
    answer = proceed()
    body = answer.read()
    invalid = is_object(body) and str(body.get("type")).endswith("#invalid-json")
    return problems.problem(500).answer if invalid else answer


@fault(ROBUSTNESS)
def long_text_500(exchange: Exchange, proceed: Proceed) -> Answer:
    """A text of more than 255 characters makes the server fall over: 500."""
    sent = exchange.sent()
    limit = 255
    if is_object(sent) and any(isinstance(v, str) and len(v) > limit for v in sent.values()):
        return problems.problem(500).answer
    return proceed()


@fault(ROBUSTNESS)
def odd_text_500(exchange: Exchange, proceed: Proceed) -> Answer:
    """A character beyond ASCII makes the server fall over: 500."""
    sent = exchange.sent()
    if is_object(sent) and any(isinstance(v, str) and not v.isascii() for v in sent.values()):
        return problems.problem(500).answer
    return proceed()


@fault(ROBUSTNESS)
def odd_id_500(exchange: Exchange, proceed: Proceed) -> Answer:
    """An id with a quoted character makes the server fall over: 500."""
    return problems.problem(500).answer if "%" in exchange.request.path else proceed()


@fault(ROBUSTNESS)
def unknown_field_refused(exchange: Exchange, proceed: Proceed) -> Answer:
    """A field that the description does not know is refused with 400."""
    operation, sent = exchange.operation, exchange.sent()
    if operation is None or not operation.body_schema or not is_object(sent):
        return proceed()
    names = exchange.api.surface.description.properties(operation.body_schema)
    unknown = sent.keys() - names.keys()
    if unknown:
        return problems.invalid(operation, dict.fromkeys(sorted(unknown), "is unknown")).answer
    return proceed()


@fault(ROBUSTNESS)
def leaks_internals(_: Exchange, proceed: Proceed) -> Answer:
    """Errors have a stack trace as their detail."""
    answer = proceed()
    body = answer.read()
    if answer.status < _REFUSED or not is_object(body):
        return answer
    trace = 'Traceback (most recent call last):\n  File "/srv/app.py", line 12\nKeyError: 0'
    return answer.with_json({**body, "detail": trace})
