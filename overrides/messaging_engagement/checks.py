"""What a request must have before it is sent: the rules of the description, and nothing beyond.

A body may be a model or a plain dict; both are checked as the JSON that is sent. A field that no
model has is sent unchecked. A value that is not among the known ones is sent, too, with a warning
in the log: the provider may know more of them than its page.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from messaging_engagement.bulk import phone_numbers
from messaging_engagement.errors import InvalidRequestError
from messaging_engagement.problems import FieldProblem
from messaging_engagement.rules import KIND, Rules, rules_for
from messaging_engagement_api import UNSET
from messaging_engagement_api.codec import Model
from messaging_engagement_api.models import NumberList

if TYPE_CHECKING:
    from messaging_engagement_api import Request

logger = logging.getLogger("messaging_engagement")

PARAMETERS: Mapping[str, range] = {"page": range(1, 10**9), "page_size": range(1, 101)}
"""What a query parameter may be."""

NUMBERS = (NumberList.__name__,)
"""The body whose numbers are checked one by one: their form and count are in no model."""

_WORDS: Mapping[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    dict: "an object",
}


def check(request: Request[Any]) -> None:
    """Check a request that a person wrote.

    Raises:
        InvalidRequestError: it breaks a rule.
    """
    operation = request.operation
    faults = list(_parameter_faults(request.params))
    if isinstance(request.body, Model) and not isinstance(request.body, operation.bodies):
        wanted = " or ".join(model.__name__ for model in operation.bodies)
        reason = f"must be {wanted}, not {type(request.body).__name__}"
        faults.append(FieldProblem(name="the body", reason=reason))
        rules = None
    elif request.body is UNSET and not operation.body_required:
        rules = None
    else:
        rules = rules_for(operation, request.json)
    if rules is not None:
        faults += _body_faults(rules, request.json)
    if faults:
        said = "; ".join(f"{fault.name} {fault.reason}" for fault in faults)
        if rules is not None and rules.kind is not None:
            said += f". {KIND} {rules.kind} needs {', '.join(sorted(rules.required))}"
        message = f"{request.operation.id}: {said}. Nothing was sent"
        raise InvalidRequestError(message, tuple(faults))
    if rules is not None:
        _warn_of_unknown_values(request.operation.id, rules, request.json)


def _parameter_faults(parameters: tuple[tuple[str, str], ...]) -> Iterator[FieldProblem]:
    for name, text in parameters:
        allowed = PARAMETERS.get(name)
        if allowed is not None and not (text.isdecimal() and int(text[:12]) in allowed):
            reason = f"must be an integer from {allowed.start} to {allowed.stop - 1}, not {text}"
            yield FieldProblem(name=name, reason=reason)


def _body_faults(rules: Rules, body: object) -> Iterator[FieldProblem]:
    if not isinstance(body, Mapping):
        reason = f"must be {' or '.join(rules.names)}, not {_words(body)}"
        yield FieldProblem(name="the body", reason=reason)
        return
    data = cast("Mapping[str, object]", body)
    by_kind = "" if rules.kind is None else f" for {KIND} {rules.kind}"
    for name in sorted(rules.required - data.keys()):
        yield FieldProblem(name=name, reason=f"is required{by_kind}")
    for name, types in rules.fields.items():
        if name in data and not any(kind.fits(data[name]) for kind in types):
            wanted = " or ".join(dict.fromkeys(kind.name for kind in types))
            reason = f"must be {wanted}, not {_words(data[name])}"
            if data[name] is None and name not in rules.required:
                reason += ": leave it out"
            yield FieldProblem(name=name, reason=reason)
        elif rules.names == NUMBERS and name in data:
            fault = phone_numbers.fault(cast("list[str]", data[name]))
            if fault is not None:
                yield FieldProblem(name=name, reason=fault)


def _warn_of_unknown_values(operation_id: str, rules: Rules, body: Mapping[str, object]) -> None:
    for name, types in rules.fields.items():
        known = frozenset[str]().union(*(kind.known for kind in types))
        if known and name in body and body[name] not in known:
            message = "%s: %s is %r, which is none of %s; it is sent as it is"
            logger.warning(message, operation_id, name, body[name], ", ".join(sorted(known)))


def _words(value: object) -> str:
    """Say what a value is, without it: it may be private."""
    if value is None:
        return "null"
    if value is UNSET:
        return "nothing"
    if isinstance(value, list):
        kinds = {_words(item) for item in cast("list[object]", value)}
        return f"a list with {' and '.join(sorted(kinds))}" if kinds else "an empty list"
    return _WORDS.get(type(value), type(value).__name__)
