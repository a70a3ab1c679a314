"""What can go wrong between a request and the model of its answer.

ApiError
├── ErrorStatus        the server answered with a status that is not of class 2xx
└── UnreadableBody     it answered with one that is, but the body cannot be read
ValueError
└── InvalidRequestError    the request breaks a rule; nothing was sent
    └── InvalidPathParameter   an id would lead to another URL than the operation's
"""

from __future__ import annotations

import json
from typing import Any, cast

from attrs import frozen

_MEMBERS = frozenset(("type", "title", "detail", "instance"))
_LENGTH = 500


class ApiError(Exception):
    """An answer that is not the result of its operation."""


class ErrorStatus(ApiError):
    """The server answered with a status that is not of class 2xx."""

    def __init__(
        self,
        operation_id: str,
        status_code: int,
        headers: dict[str, str],
        content: bytes,
        problem: Any,
    ) -> None:
        super().__init__(operation_id, status_code, headers, content, problem)
        self.operation_id = operation_id
        """The ``operationId`` of the operation that was called."""
        self.status_code = status_code
        """The HTTP status, any integer."""
        self.headers = headers
        """The headers of the answer."""
        self.content = content
        """The body as it came."""
        self.problem = problem
        """The body as the model that the description names for the status, as JSON, or None."""

    def __str__(self) -> str:
        said = _said(self.content)
        return f"{self.operation_id}: the server answered {self.status_code}" + (
            f": {said}" if said else f" with {_excerpt(self.content)}"
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.operation_id!r}, {self.status_code})"


class UnreadableBody(ApiError):
    """The server answered with a status of class 2xx, but its body cannot be read."""

    def __init__(self, operation_id: str, status_code: int, content: bytes, reason: str) -> None:
        super().__init__(operation_id, status_code, content, reason)
        self.operation_id = operation_id
        """The ``operationId`` of the operation that was called."""
        self.status_code = status_code
        """The HTTP status, from 200 to 299: the server did what it was asked to."""
        self.content = content
        """The body as it came."""
        self.reason = reason
        """What is wrong with the body."""

    def __str__(self) -> str:
        return (
            f"{self.operation_id}: the server answered {self.status_code}, but its body cannot be "
            f"read: {self.reason}: {_excerpt(self.content)}"
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.operation_id!r}, {self.status_code})"


@frozen(kw_only=True)
class FieldProblem:
    """What is wrong with one field of a request.

    Attributes:
        name: The field or parameter.
        reason: What is wrong with it.
        code: The server's code of the error, if there is one.
    """

    name: str
    reason: str
    code: int | None = None


class InvalidRequestError(ValueError):
    """The request breaks a rule of the API; nothing was sent.

    Args:
        message: What is wrong.
        fields: What is wrong with which field or parameter, if that is known.
    """

    def __init__(self, message: str, fields: tuple[FieldProblem, ...] = ()) -> None:
        super().__init__(message, fields)
        self.message = message
        """What is wrong."""
        self.fields = fields
        """What is wrong with which field of the body, or with which parameter."""

    def __str__(self) -> str:
        return self.message


class InvalidPathParameter(InvalidRequestError):
    """An id would lead to another URL than the operation's; nothing was sent."""

    def __init__(self, name: str, value: object, reason: str) -> None:
        # What is no text may hold anything; its type has been told.
        shown = f": {value!r}" if isinstance(value, str) else ""
        super().__init__(f"{name} {reason}{shown}", (FieldProblem(name=name, reason=reason),))
        self.name = name
        """The name of the parameter."""
        self.value = value
        """The value that was refused."""
        self.reason = reason
        """Why it was refused."""

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, self.value, self.reason), self.__dict__


def _said(content: bytes) -> str:
    """Give what problem details (RFC 7807) say: the title, the detail, and all that is added."""
    try:
        body: Any = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    problem = cast("dict[str, Any]", body)
    texts = [problem.get(name) for name in ("title", "detail")]
    added = {name: value for name, value in problem.items() if name not in _MEMBERS}
    parts = [text for text in texts if isinstance(text, str) and text]
    if parts and added:
        parts.append(_shortened(json.dumps(added, ensure_ascii=False)))
    return ": ".join(parts)


def _shortened(text: str) -> str:
    return text if len(text) <= _LENGTH else f"{text[:_LENGTH]} …"


def _excerpt(content: bytes) -> str:
    if not content:
        return "an empty body"
    return f"the body {_shortened(content.decode('utf-8', errors='replace'))!r}"


__all__ = [
    "ApiError",
    "ErrorStatus",
    "FieldProblem",
    "InvalidPathParameter",
    "InvalidRequestError",
    "UnreadableBody",
]
