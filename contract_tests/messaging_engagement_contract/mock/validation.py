"""Whether a request is what the description asks for, and if not, what is wrong and where.

Validators are compiled once for each operation. Only a request that fails pays for words.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import jsonschema_rs
import orjson

from messaging_engagement_contract.mock import problems
from messaging_engagement_contract.mock.messages import ABSENT, JSON_TYPE
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from messaging_engagement_contract.description import Description, Operation, Parameter
    from messaging_engagement_contract.mock.messages import Request
    from messaging_engagement_contract.types import Object

MAX_DEPTH = 32
MAX_FAULTS = 50
MAX_TOLD = 1000  # values within a field, for its faults to be told one by one

_INTEGER = re.compile(r"-?[0-9]{1,4000}")  # int() refuses more than 4300 digits
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_JSON_RANGE = re.compile(rb"application/json|application/\*|\*/\*")
_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}

_REASONS = {
    "required": "is required",
    "const": "must be {}",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "pattern": "must match {}",
}
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
    def _body(self) -> _Schema | None:
        schema = self.operation.body_schema
        return None if schema is None else _Schema(self._description, schema)

    @cached_property
    def _parameters(self) -> Mapping[str, _Schema]:
        return {
            p.name: _Schema(self._description, p.schema) for p in (*self._query, *self._headers)
        }

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
        if self._negotiates and accept and accept != "*/*" and not _accepts_json(accept):
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


class _Fault:
    """One thing that is wrong with a value; ``name`` says where, as ``field`` or ``field/0``."""

    __slots__ = ("keyword", "name", "reason")

    def __init__(self, name: str, reason: str, keyword: str) -> None:
        self.name = name
        self.reason = reason
        self.keyword = keyword


class _Schema:
    """A compiled schema; a union with a discriminator is as many schemas as it has variants."""

    def __init__(self, description: Description, schema: Object) -> None:
        self._description = description
        self._schema = description.resolve(schema)
        self._validator = jsonschema_rs.Draft202012Validator(description.standalone(schema))
        self._key = ""
        self._variants: dict[str, _Schema] = {}
        discriminator = self._schema.get("discriminator", {})
        if "oneOf" in self._schema and "mapping" in discriminator:
            self._key = discriminator["propertyName"]
            self._variants = {
                value: _Schema(description, {"$ref": target})
                for value, target in discriminator["mapping"].items()
            }

    def accepts(self, value: Any) -> bool:  # noqa: ANN401 - JSON
        """Tell whether a value is valid."""
        if self._key:
            variant = self._variant(value)
            return variant is not None and variant.accepts(value)
        return self._validator.is_valid(value)

    def faults(self, value: Any) -> list[_Fault]:  # noqa: ANN401 - JSON
        """Say what is wrong with a value: at most so many things, and nothing twice."""
        if self._key and is_object(value):
            variant = self._variant(value)
            if variant is not None:
                return variant.faults(value)
            return [*self._undiscriminated(value)]
        if self._key:
            return [_Fault("body", "must be an object", "type")]
        if not is_object(value):
            return list(islice(self._told(value), MAX_FAULTS))
        # the validator tells each error with a copy of what it is in: many of much take minutes
        large = {name for name, part in value.items() if _is_large(part)}
        rest = {name: part for name, part in value.items() if name not in large}
        told = [f for f in self._told(rest) if f.name.partition("/")[0] not in large]
        reason = "is not valid, and too large to say where"
        return told[:MAX_FAULTS] or [_Fault(name, reason, "") for name in sorted(large)]

    def _variant(self, value: Any) -> _Schema | None:  # noqa: ANN401 - JSON
        key = value.get(self._key) if is_object(value) else None
        return self._variants.get(key) if isinstance(key, str) else None

    def _undiscriminated(self, value: Object) -> Iterator[_Fault]:
        if self._key in value:
            yield _Fault(self._key, f"must be one of {', '.join(self._variants)}", "enum")
        else:
            yield _Fault(self._key, "is required", "required")
        variants = [self._description.resolve(v) for v in self._schema["oneOf"]]
        common = self._description.required(variants[0]).intersection(
            *(self._description.required(v) for v in variants)
        )
        for name in sorted(common - value.keys() - {self._key}):
            yield _Fault(name, "is required", "required")

    def _told(self, value: Any) -> Iterator[_Fault]:  # noqa: ANN401 - JSON
        seen: set[tuple[str, ...]] = set()
        for error in self._validator.iter_errors(value):
            schema_path = [str(step) for step in error.schema_path]
            place = [str(step) for step in error.instance_path]
            keyword = schema_path[-1]
            if self._condition_is_open(schema_path, value):
                continue
            reason = self._reason(keyword, error.kind.as_dict(), schema_path)
            if keyword == "required":
                place.append(str(error.kind.as_dict().get("property", "")))
            if tuple(place) not in seen:
                seen.add(tuple(place))
                yield _Fault("/".join(place) or "body", reason, keyword)

    def _condition_is_open(self, schema_path: Sequence[str], value: Any) -> bool:  # noqa: ANN401 - JSON
        """Tell whether a rule of `then` or `else` hangs on a property that is not there.

        Such a property is missing anyway; what would follow from it is not worth telling yet.
        """
        for index, step in enumerate(schema_path):
            if step in {"then", "else"}:
                parent: Any = self._at(schema_path[:index])
                asked: Object = parent.get("if", {}).get("properties", {}) if parent else {}
                if is_object(value) and asked.keys() - value.keys():
                    return True
        return False

    def _at(self, schema_path: Sequence[str]) -> Any:  # noqa: ANN401 - a node of a schema
        node: Any = self._description.document
        for step in schema_path:
            if is_object(node) and "$ref" in node:
                node = self._description.resolve(node)
            node = node[int(step)] if is_array(node) else node.get(step)
            if node is None:
                return None
        return node

    def _reason(self, keyword: str, details: Object, schema_path: Sequence[str]) -> str:
        limit = self._at(schema_path) if schema_path[0] == "components" else details.get("limit")
        if limit is None and schema_path[0] == "allOf":
            limit = self._schema.get(keyword)
        if keyword == "type":
            types = [limit] if isinstance(limit, str) else limit or []
            return "must be " + " or ".join(_NAMES.get(one, one) for one in types)
        if keyword == "enum":
            return f"must be one of {', '.join(map(str, limit or []))}"
        form = _REASONS.get(keyword, f"breaks the rule `{keyword}` of the description")
        return form.format(limit)


def _is_large(value: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether there are more than so many values in a value."""
    left, seen = [value], 0
    while left and seen <= MAX_TOLD:
        one = left.pop()
        parts = list(one.values()) if is_object(one) else one if is_array(one) else []
        seen += len(parts)
        left += parts if seen <= MAX_TOLD else []
    return seen > MAX_TOLD


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


def _accepts_json(accept: str) -> bool:
    """Tell whether an Accept header allows JSON (RFC 9110, 12.5.1).

    The most specific range that matches decides; a quality of 0 forbids.
    """
    best = (-1, 0.0)
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        rank = (
            ("*/*", "application/*", JSON_TYPE).index(media_range)
            if _JSON_RANGE.fullmatch(media_range.encode())
            else -1
        )
        if rank >= 0:
            best = max(best, (rank, _quality(parameters)))
    return best[1] > 0


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


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
