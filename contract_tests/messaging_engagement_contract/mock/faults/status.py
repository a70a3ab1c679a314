"""Faults of status: codes that are wrong for what happened, or that come under stress."""

from __future__ import annotations

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.faults.registry import Exchange, Proceed, fault
from messaging_engagement_contract.mock.messages import Answer

STATUS = "status"


def _turned(answer: Answer, was: int, is_: int) -> Answer:
    return answer.with_status(is_) if answer.status == was else answer


@fault(STATUS)
def error_500(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 500, and does nothing."""
    return problems.problem(500).answer


@fault(STATUS)
def error_500_after(_: Exchange, proceed: Proceed) -> Answer:
    """Every request does what it asks for, and is answered 500 even so."""
    proceed()
    return problems.problem(500).answer


@fault(STATUS)
def error_502_html(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 502 by a page of HTML, as a proxy does."""
    page = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
    return Answer(502, page, media_type="text/html")


@fault(STATUS)
def error_503(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 503, without saying when to come back."""
    return problems.problem(503).answer


@fault(STATUS)
def error_503_retry_after(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 503, with Retry-After of a second."""
    return problems.problem(503, headers=(("Retry-After", "1"),)).answer


@fault(STATUS)
def error_504(_: Exchange, proceed: Proceed) -> Answer:
    """Every request does what it asks for, and is answered 504."""
    proceed()
    return problems.problem(504).answer


@fault(STATUS)
def error_403(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 403."""
    return problems.problem(403).answer


@fault(STATUS)
def error_409(exchange: Exchange, proceed: Proceed) -> Answer:
    """Every write is answered 409."""
    return proceed() if exchange.request.method == "GET" else problems.problem(409).answer


@fault(STATUS)
def throttled(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 429, with Retry-After and retry_after of a second."""
    return problems.problem(429, headers=(("Retry-After", "1"),), retry_after=1).answer


@fault(STATUS)
def throttled_body_only(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 429, with retry_after in the body and no header."""
    return problems.problem(429, retry_after=1).answer


@fault(STATUS)
def throttled_date(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 429, with a Retry-After that is a date in the past."""
    header = ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")
    return problems.problem(429, headers=(header,)).answer


@fault(STATUS)
def throttled_garbled(_: Exchange, __: Proceed) -> Answer:
    """Every request is answered 429, with a Retry-After that nobody can read."""
    return problems.problem(429, headers=(("Retry-After", "soon"),), retry_after="soon").answer


@fault(STATUS)
def create_200(_: Exchange, proceed: Proceed) -> Answer:
    """What creates a resource is answered 200 in the place of 201."""
    return _turned(proceed(), 201, 200)


@fault(STATUS)
def create_202(_: Exchange, proceed: Proceed) -> Answer:
    """What creates a resource is answered 202 in the place of 201."""
    return _turned(proceed(), 201, 202)


@fault(STATUS)
def delete_200(_: Exchange, proceed: Proceed) -> Answer:
    """What deletes a resource is answered 200 with an empty object."""
    answer = proceed()
    return Answer(200, b"{}") if answer.status == 204 else answer  # noqa: PLR2004 - no content


@fault(STATUS)
def delete_404(_: Exchange, proceed: Proceed) -> Answer:
    """What deletes a resource is answered 404, though it was there and is gone."""
    answer = proceed()
    return problems.problem(404).answer if answer.status == 204 else answer  # noqa: PLR2004 - as above


@fault(STATUS)
def not_found_200(_: Exchange, proceed: Proceed) -> Answer:
    """What is not found is answered 200, with the problem as the body."""
    return _turned(proceed(), 404, 200)


@fault(STATUS)
def not_found_400(_: Exchange, proceed: Proceed) -> Answer:
    """What is not found is answered 400."""
    return _turned(proceed(), 404, 400)


@fault(STATUS)
def not_found_403(_: Exchange, proceed: Proceed) -> Answer:
    """What is not found is answered 403."""
    return _turned(proceed(), 404, 403)


@fault(STATUS)
def invalid_422(_: Exchange, proceed: Proceed) -> Answer:
    """An invalid request is answered 422."""
    return _turned(proceed(), 400, 422)


@fault(STATUS)
def invalid_200(_: Exchange, proceed: Proceed) -> Answer:
    """An invalid request is answered 200, with the problem as the body."""
    return _turned(proceed(), 400, 200)


@fault(STATUS)
def invalid_500(_: Exchange, proceed: Proceed) -> Answer:
    """An invalid request makes the server fall over: 500."""
    answer = proceed()
    return problems.problem(500).answer if answer.status == 400 else answer  # noqa: PLR2004 - refused


@fault(STATUS)
def wrong_method_404(_: Exchange, proceed: Proceed) -> Answer:
    """A method that a path does not have is answered 404, without Allow."""
    answer = proceed()
    return problems.problem(404).answer if answer.status == 405 else answer  # noqa: PLR2004 - no such method


@fault(STATUS)
def media_type_400(_: Exchange, proceed: Proceed) -> Answer:
    """A body that is not declared to be JSON is answered 400 in the place of 415."""
    return _turned(proceed(), 415, 400)


@fault(STATUS)
def redirected(exchange: Exchange, proceed: Proceed) -> Answer:
    """Reads are redirected (307) to the same path with a slash at its end, which is not there."""
    request = exchange.request
    if request.method != "GET" or request.path.endswith("/"):
        return proceed()
    return Answer(307, headers=(("Location", f"{request.prefix}{request.path}/"),))


@fault(STATUS)
def no_content(_: Exchange, proceed: Proceed) -> Answer:
    """What should be answered 200 is answered 204, without a body."""
    answer = proceed()
    return Answer(204) if answer.status == 200 else answer  # noqa: PLR2004 - OK
