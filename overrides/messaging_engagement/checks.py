"""What a request must have before it is sent: the rules of the description, and nothing beyond.

A body may be a model or a plain dict; both are checked as the JSON that is sent. The provider may
know more fields and values than its page. So a value that is not among the known ones is sent, with
a warning in the log, and so is a field of a dict that its model does not have; but one that is
nearly a known field is a typo, and refused. What a model has in ``additional_properties`` was put
there on purpose, and is sent as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, cast

from messaging_engagement.bulk import phone_numbers
from messaging_engagement.errors import InvalidRequestError
from messaging_engagement.rules import KIND, Rules, rules_for
from messaging_engagement_api import UNSET, FieldProblem
from messaging_engagement_api.codec import Model
from messaging_engagement_api.models import NumberList

if TYPE_CHECKING:
    from messaging_engagement_api import Request

logger = logging.getLogger("messaging_engagement")

PARAMETERS: Mapping[str, range] = {"page": range(1, 10**9), "page_size": range(1, 101)}
"""What a query parameter may be."""

NUMBERS = (NumberList.__name__,)
"""The body whose numbers are checked one by one: their form and count are in no model."""

ALIKE = 0.8
"""How like a known field another one must be to be taken for a typo, from 0 to 1."""

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
        faults += _misspelt(rules, _unknown(rules, request))
    if faults:
        said = "; ".join(f"{fault.name} {fault.reason}" for fault in faults)
        if rules is not None and rules.kind is not None:
            said += f". {KIND} {rules.kind} needs {', '.join(sorted(rules.required))}"
        message = f"{request.operation.id}: {said}. Nothing was sent"
        raise InvalidRequestError(message, tuple(faults))
    if rules is not None:
        _warn_of_unknown_values(request.operation.id, rules, request.json)
        for name in _unknown(rules, request):
            message = "%s: %s has no field %r; it is sent as it is"
            logger.warning(message, request.operation.id, " or ".join(rules.names), name)


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


def _unknown(rules: Rules, request: Request[Any]) -> list[str]:
    """Give the fields of a dict that no model of the operation has."""
    sent = cast("object", request.json)
    if isinstance(request.body, Model) or not isinstance(sent, Mapping):
        return []
    data = cast("Mapping[str, object]", sent)
    return [name for name in data if name not in rules.fields]


def _misspelt(rules: Rules, unknown: Iterable[str]) -> Iterator[FieldProblem]:
    known = {_plain(name): name for name in rules.fields}
    for name in unknown:
        for near in get_close_matches(_plain(name), known, n=1, cutoff=ALIKE):
            reason = f"is no field of {' or '.join(rules.names)}: did you mean {known[near]}?"
            reason += " If not, put it into the additional_properties of a model"
            yield FieldProblem(name=name, reason=reason)


def _plain(name: str) -> str:
    """Spell a name without what differs between styles: displayName is display_name."""
    return name.replace("_", "").replace("-", "").lower()


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
