"""What can go wrong between a request and the model of its answer.

ApiError
├── ErrorStatus        the server answered with a status that is not of class 2xx
└── UnreadableBody     it answered with one that is, but the body cannot be read
ValueError
└── InvalidPathParameter   an id would lead to another URL than the operation's
"""

from __future__ import annotations

from typing import Any, cast


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
        title, detail = (_member(self.problem, name) for name in ("title", "detail"))
        what = ": ".join(part for part in (title, detail) if part)
        return f"{self.operation_id}: the server answered {self.status_code}" + (
            f": {what}" if what else f" with {_excerpt(self.content)}"
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


class InvalidPathParameter(ValueError):
    """An id would lead to another URL than the operation's; nothing was sent."""

    def __init__(self, name: str, value: object, reason: str) -> None:
        super().__init__(name, value, reason)
        self.name = name
        """The name of the parameter."""
        self.value = value
        """The value that was refused."""
        self.reason = reason
        """Why it was refused."""

    def __str__(self) -> str:
        return f"{self.name} {self.reason}: {self.value!r}"


def _member(problem: Any, name: str) -> str | None:
    if isinstance(problem, dict):
        found = cast("dict[str, Any]", problem).get(name)
    else:
        found = getattr(problem, name, None)
    return found if isinstance(found, str) and found else None


def _excerpt(content: bytes) -> str:
    if not content:
        return "an empty body"
    text = content[:200].decode("utf-8", errors="replace")
    return f"the body {text!r}" + (" …" if len(content) > 200 else "")


__all__ = ["ApiError", "ErrorStatus", "InvalidPathParameter", "UnreadableBody"]
