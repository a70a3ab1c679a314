"""The problem bodies (RFC 7807) that refuse a request, in the words of the description's examples.

What the description has no example for is worded here, after the provider's other APIs.
"""

from __future__ import annotations

import random
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import orjson

from messaging_engagement_contract.mock.messages import Answer
from messaging_engagement_contract.mock.stores import StateFileError, StateFileLockedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from messaging_engagement_contract.description import Operation
    from messaging_engagement_contract.types import Object

ERRORS = "https://developer.nexmo.com/api-errors"
UNRECOGNISED = 501  # the registry's own code for a value that it does not take

#: what names the problems of the mock that answers, one after the other
INSTANCES: ContextVar[random.Random] = ContextVar("INSTANCES")

_CHANCE = random.SystemRandom()  # for a problem of no mock
_WORDS: Mapping[int, tuple[str, str, str]] = {
    400: ("#bad-request", "Bad Request", "The request could not be read"),
    401: (
        "#unauthorized",
        "Invalid credentials supplied",
        "You did not provide correct credentials.",
    ),
    403: ("#forbidden", "Forbidden", "You may not do this"),
    404: ("#not-found", "Not Found", "It does not exist, or you do not have access"),
    405: ("#wrong-verb", "Request method not allowed", "The path does not have this method"),
    406: (
        "#accept-header",
        "Invalid Accept header",
        "Most likely, this should be application/json",
    ),
    409: ("#conflict", "Conflict", "The request conflicts with the state of the resource"),
    413: ("#payload-too-large", "Payload Too Large", "The body is too large"),
    415: (
        "#content-type-header",
        "Invalid Content-Type header",
        "Most likely, this should be application/json",
    ),
    421: ("#misdirected-request", "Misdirected Request", "This server does not have that name"),
    429: (
        "#throttled",
        "Too many requests",
        "Your account has reached its API limit and has been throttled",
    ),
    500: ("#internal-error", "Internal Server Error", "Something went wrong in the server"),
    501: ("#not-implemented", "Not Implemented", "The mock has no behaviour for this operation"),
    502: ("#bad-gateway", "Bad Gateway", "The service behind this one did not answer"),
    503: ("#unavailable", "Service Unavailable", "The service is not available at the moment"),
    504: ("#gateway-timeout", "Gateway Timeout", "The service behind this one took too long"),
}


class ProblemError(Exception):
    """A request is refused; ``answer`` says how."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def body(code: str, title: str, detail: str, **more: Any) -> Object:  # noqa: ANN401 - JSON
    """Give the body of a problem; ``code`` ends the type's URL."""
    kind = code if "://" in code else f"{ERRORS}{code}"
    return {
        "type": kind,
        "title": title,
        "detail": detail,
        "instance": f"{INSTANCES.get(_CHANCE).getrandbits(128):032x}",
        **more,
    }


def problem(
    status: int,
    detail: str | None = None,
    *,
    code: str | None = None,
    title: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
    **more: Any,  # noqa: ANN401 - JSON
) -> ProblemError:
    """Make the problem of a status, in the words that the provider's APIs share."""
    usual = _WORDS.get(status, ("#error", "Error", "The request failed"))
    words = body(code or usual[0], title or usual[1], detail or usual[2], **more)
    return ProblemError(Answer(status, orjson.dumps(words), headers))


def documented(
    operation: Operation,
    status: int,
    detail: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
    **more: Any,  # noqa: ANN401 - JSON
) -> ProblemError:
    """Make the problem of a status in the words of the operation's own example of it."""
    response = operation.responses.get(status)
    example = response.examples[0] if response and response.examples else {}
    return problem(
        status,
        detail or example.get("detail"),
        code=example.get("type"),
        title=example.get("title"),
        headers=headers,
        **more,
    )


def not_found(operation: Operation, resource_id: str) -> ProblemError:
    """Make the problem of an id that the account does not have."""
    return documented(
        operation, 404, f"ID '{resource_id}' does not exist, or you do not have access"
    )


def invalid(operation: Operation, faults: Mapping[str, str]) -> ProblemError:
    """Make the problem of an invalid request: each thing that is wrong, by field or parameter.

    The example of the operation's 400 says which of the provider's two forms it has.
    """
    response = operation.responses.get(400)
    examples = response.examples if response else ()
    named = [{"name": name, "reason": reason} for name, reason in faults.items()]
    coded = [
        {"code": UNRECOGNISED, "field": name, "description": reason}
        for name, reason in faults.items()
    ]
    for example in examples:
        if "invalid_parameters" in example:
            more: Object = {"invalid_parameters": named}
        elif any("field" in error for error in example.get("errors", ())):
            more = {"errors": coded}
        else:
            continue
        code, title = example.get("type"), example.get("title")
        return problem(400, example.get("detail"), code=code, title=title, **more)
    detail = "The request failed due to invalid parameters"
    return problem(400, detail, code="/10dlc#invalid-parameters", invalid_parameters=named)


def unusable(error: StateFileError) -> Answer:
    """Answer that the state file cannot be used, for now or at all, and show it."""
    sys.stderr.write(f"{error}\n")
    if isinstance(error, StateFileLockedError):
        return problem(503, str(error), headers=(("Retry-After", "1"),)).answer
    return problem(500, str(error)).answer
