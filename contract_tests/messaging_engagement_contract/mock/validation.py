"""Whether a request is what the description asks for, and the problem to answer if it is not."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.messages import ABSENT
from messaging_engagement_contract.mock.negotiation import accepts_json
from messaging_engagement_contract.mock.schemas import Schema
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messaging_engagement_contract.description import Description, Operation, Parameter
    from messaging_engagement_contract.mock.messages import Request
    from messaging_engagement_contract.types import Object

MAX_DEPTH = 32

_INTEGER = re.compile(r"-?[0-9]{1,4000}")  # int() refuses more than 4300 digits
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_QUOTE, _ESCAPE = b'"'[0], b"\\"[0]
_NOT_ACCEPTABLE, _TOO_LARGE = 406, 413


class Checks:
    """What the requests of one operation must be."""

    def __init__(self, description: Description, operation: Operation) -> None:
        self._description = description
        self.operation = operation
        self._query = [p for p in operation.parameters if p.place == "query"]
        self._headers = [p for p in operation.parameters if p.place == "header"]
        self._media_types = operation.json_types
        self._asks = bool(self._headers) or any(p.required for p in self._query)
        self._negotiates = _NOT_ACCEPTABLE in operation.responses

    @cached_property
    def _body(self) -> Schema | None:
        schema = self.operation.body_schema
        return None if schema is None else Schema(self._description, schema)

    @cached_property
    def _parameters(self) -> Mapping[str, Schema]:
        return {p.name: Schema(self._description, p.schema) for p in (*self._query, *self._headers)}

    @cached_property
    def _limits(self) -> Mapping[str, int]:
        """How many items each array of a body may have, if more are answered 413."""
        if _TOO_LARGE not in self.operation.responses:
            return {}
        properties = self._description.properties(self.operation.body_schema or {})
        schemas = {name: self._description.resolve(schema) for name, schema in properties.items()}
        return {name: one["maxItems"] for name, one in schemas.items() if "maxItems" in one}

    def negotiate(self, request: Request) -> None:
        """Refuse a request that does not accept JSON."""
        accept = request.header("accept")
        if self._negotiates and accept and accept != "*/*" and not accepts_json(accept):
            raise problems.documented(self.operation, 406)

    def read_body(self, request: Request) -> Any:  # noqa: ANN401 - JSON
        """Read the body as JSON, without looking at what it says; ABSENT if there is none."""
        if not self.operation.body_schemas:
            return ABSENT
        declared = request.header("content-type").partition(";")[0].strip().lower()
        if not declared and not request.body and not self.operation.body_required:
            return ABSENT
        if declared not in self._media_types:
            raise problems.documented(self.operation, 415)
        if request.body.count(b"[") + request.body.count(b"{") > MAX_DEPTH:
            _check_depth(request.body)
        try:
            return orjson.loads(request.body)
        except orjson.JSONDecodeError as reason:
            raise _unreadable(str(reason)) from None

    def check_query(self, query: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """Read the parameters of the query and the headers, each as the type that it has."""
        if not (query or self._asks):
            return {}
        given: dict[str, list[str]] = {}
        for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
            given.setdefault(name, []).append(value)
        values: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for parameter in self._query:
            self._check_parameter(parameter, given.get(parameter.name, []), values, faults)
        for parameter in self._headers:
            text = headers.get(parameter.name.lower())
            self._check_parameter(parameter, [] if text is None else [text], values, faults)
        if faults:
            raise problems.invalid(self.operation, faults)
        return values

    def check_body(self, body: Any) -> None:  # noqa: ANN401 - JSON
        """Refuse a body that is not valid, and say everything that is wrong with it."""
        if self._body is None or body is ABSENT or self._body.accepts(body):
            return
        if is_object(body) and any(
            is_array(value := body.get(name)) and len(value) > most
            for name, most in self._limits.items()
        ):
            raise problems.documented(self.operation, 413)
        told: dict[str, str] = {}
        for fault in self._body.faults(body):
            told.setdefault(fault.name, fault.reason)
        raise problems.invalid(self.operation, told)

    def _check_parameter(
        self, parameter: Parameter, texts: list[str], values: dict[str, Any], faults: dict[str, str]
    ) -> None:
        schema = self._description.resolve(parameter.schema)
        if not texts:
            if parameter.required:
                faults[parameter.name] = "is required"
            return
        if len(texts) > 1 and schema.get("type") != "array":
            faults[parameter.name] = "is given more than once"
            return
        value: Any = texts if schema.get("type") == "array" else _read(texts[0], schema)
        if isinstance(value, int) and abs(value) > 2**63:
            reason: str | None = _out_of_range(value, schema)  # the validator cannot take it
        else:
            known = self._parameters[parameter.name]
            reason = None if known.accepts(value) else known.faults(value)[0].reason
        if reason is None:
            values[parameter.name] = value
        else:
            faults[parameter.name] = reason


def _read(text: str, schema: Object) -> Any:  # noqa: ANN401 - JSON
    """Read a parameter as the type of its schema, or leave it the text that it is."""
    match schema.get("type"):
        case "integer" if _INTEGER.fullmatch(text):
            return int(text)
        case "number" if _NUMBER.fullmatch(text):
            return float(text)
        case "boolean" if text in {"true", "false"}:
            return text == "true"
        case _:
            return text


def _out_of_range(value: int, schema: Object) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and value < least:
        return f"must be at least {least}"
    if most is not None and value > most:
        return f"must be at most {most}"
    return "is too large" if value > 0 else "is too small"


def _check_depth(body: bytes) -> None:
    """Refuse a body that is nested too deeply, before it is read."""
    depth, quoted, escaped = 0, False, False
    for byte in body:
        if quoted:
            escaped, quoted = byte == _ESCAPE and not escaped, byte != _QUOTE or escaped
        elif byte == _QUOTE:
            quoted = True
        elif byte in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _unreadable(f"it is nested deeper than {MAX_DEPTH} levels")
        elif byte in b"]}":
            depth -= 1


def _unreadable(reason: str) -> problems.ProblemError:
    return problems.problem(400, reason, code="#invalid-json", title="Invalid JSON")
