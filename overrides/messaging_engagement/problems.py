"""Problem details, in every shape in which the provider has them, read into one.

RFC 7807 names ``type``, ``title``, ``detail`` and ``instance``. What is wrong with which field is
in ``invalid_parameters`` (the provider's guidelines), in ``errors`` as an array (400), or, with the
numbers that failed, in ``errors`` as an object (207).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from attrs import frozen

from messaging_engagement_api import FieldProblem


@frozen(kw_only=True)
class ProblemDetails:
    """What a server says about an error.

    Attributes:
        type: A URL that names the kind of error.
        title: The kind of error, in words.
        detail: What went wrong this time.
        instance: The id of the answer, for the provider's support.
        fields: What is wrong with which field.
        numbers: The numbers that failed, each with the reason.
    """

    type: str | None = None
    title: str | None = None
    detail: str | None = None
    instance: str | None = None
    fields: tuple[FieldProblem, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, body: object) -> ProblemDetails:
        """Read the body of an answer; what is not there, or not as it should be, stays empty."""
        if not isinstance(body, Mapping):
            return cls()
        data = cast("Mapping[str, Any]", body)
        errors = data.get("errors")
        entries = list(_mappings(data.get("invalid_parameters")))
        entries += [errors] if isinstance(errors, Mapping) else _mappings(errors)
        texts = {name: _text(data.get(name)) for name in ("type", "title", "detail", "instance")}
        return cls(
            **texts,
            fields=tuple(_field_problems(entries)),
            numbers=tuple(_failed_numbers(entries, texts["detail"] or texts["title"])),
        )


def load(content: bytes) -> object:
    """Read a body that may be JSON; None if it is not."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in cast("list[object]", value):
            if isinstance(item, Mapping):
                yield cast("Mapping[str, Any]", item)


def _field_problems(entries: list[Mapping[str, Any]]) -> Iterator[FieldProblem]:
    for entry in entries:
        name = _text(entry.get("field")) or _text(entry.get("name"))
        reason = _text(entry.get("description")) or _text(entry.get("reason"))
        if name or reason:
            code = entry.get("code")
            yield FieldProblem(
                name=name or "the request",
                reason=reason or "is not valid",
                code=code if isinstance(code, int) else None,
            )


def _failed_numbers(
    entries: list[Mapping[str, Any]], otherwise: str | None
) -> Iterator[tuple[str, str]]:
    for entry in entries:
        told = (_text(entry.get(name)) for name in ("detail", "title", "reason", "description"))
        reason = next(filter(None, told), otherwise)
        for number in _numbers(entry):
            yield number, reason or "refused by the server"


def _numbers(entry: Mapping[str, Any]) -> Iterator[str]:
    """Give the numbers of an entry: an array of them or one, by either name."""
    for name in ("numbers", "number"):
        held = entry.get(name)
        for number in cast("list[object]", held) if isinstance(held, list) else [held]:
            if isinstance(number, str | int):
                yield str(number)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
