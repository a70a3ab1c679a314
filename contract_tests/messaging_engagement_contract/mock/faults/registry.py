"""The faults by name, and how one is asked for: ``name[;p=0.5][;times=2][;on=operationId]``."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from messaging_engagement_contract.mock.messages import Answer, Wire
from messaging_engagement_contract.types import is_array, is_object

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from messaging_engagement_contract.description import Operation
    from messaging_engagement_contract.mock.api import Api
    from messaging_engagement_contract.mock.messages import Request
    from messaging_engagement_contract.mock.resources import Store

Proceed: TypeAlias = Callable[[], Answer]
GROUPS = (
    "shape",
    "status",
    "state",
    "paging",
    "bulk",
    "links",
    "authentication",
    "transport",
    "robustness",
)


class FaultError(ValueError):
    """There is no such fault, or it is asked for in a form that does not exist."""


@dataclass(slots=True)
class Exchange:
    """What a fault may see and change.

    Attributes:
        request: The request.
        api: The API that answers it.
        random: Where chance comes from.
        memory: What faults keep from one request to another, each under its own name.
    """

    request: Request
    api: Api
    random: random.Random
    memory: dict[str, Any]

    @property
    def operation(self) -> Operation | None:
        """The operation, if there is one."""
        return self.api.surface.operation(self.request.method, self.request.path)

    @property
    def store(self) -> Store:
        """Where the state is."""
        return self.api.store

    @property
    def account(self) -> str | None:
        """Who asks."""
        return self.api.accounts.of(self.request.header("authorization"))

    def does(self, *verbs: str) -> bool:
        """Tell whether the operation's id begins with one of these verbs."""
        operation = self.operation
        return operation is not None and operation.id.startswith(verbs)

    def sent(self) -> Any:  # noqa: ANN401 - JSON
        """Give the body of the request as JSON; None if it is none."""
        try:
            return orjson.loads(self.request.body)
        except orjson.JSONDecodeError:
            return None

    def send(self, content: Any) -> None:  # noqa: ANN401 - JSON
        """Put another body into the request."""
        self.request.body = orjson.dumps(content)


Apply: TypeAlias = Callable[[Exchange, Proceed], Answer]


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to misbehave."""

    name: str
    group: str
    sentence: str
    apply: Apply


_REGISTRY: dict[str, Fault] = {}


def fault(group: str) -> Callable[[Apply], Apply]:
    """Make a function a fault: named as it is, told by its docstring's first line."""

    def register(apply: Apply) -> Apply:
        name = apply.__name__.replace("_", "-")
        sentence = (apply.__doc__ or "").strip().partition("\n")[0]
        _REGISTRY[name] = Fault(name, group, sentence, apply)
        return apply

    return register


@cache
def known() -> Mapping[str, Fault]:
    """Give all faults by name, group by group."""
    for group in GROUPS:
        import_module(f"messaging_engagement_contract.mock.faults.{group}")
    return {f.name: f for group in GROUPS for f in _REGISTRY.values() if f.group == group}


@dataclass(frozen=True, slots=True)
class Order:
    """A fault as it was asked for."""

    text: str
    fault: Fault
    probability: float = 1.0
    times: int | None = None
    on: str | None = None

    def check(self, operations: Sequence[str]) -> None:
        """Make sure that the operation it is for is one of these.

        Raises:
            FaultError: it is not.
        """
        if self.on is not None and self.on not in operations:
            known = ", ".join(operations)
            raise FaultError(f"{self.text!r}: there is no operation {self.on!r}, only {known}")

    def meets(self, operation: Operation | None, chance: random.Random) -> bool:
        """Tell whether a request for an operation meets the fault."""
        if self.on is not None and (operation is None or operation.id != self.on):
            return False
        return self.probability >= 1 or chance.random() < self.probability


@cache
def parse(text: str) -> Order:
    """Read how a fault is asked for.

    Raises:
        FaultError: there is no such fault, or no such form.
    """
    name, *options = (part.strip() for part in text.split(";"))
    if name not in known():
        near = difflib.get_close_matches(name, known(), 1, 0.75)
        hint = f": did you mean {near[0]}?" if near else ": --list-faults names them"
        raise FaultError(f"There is no fault {name!r}{hint}")
    probability, times, on = 1.0, None, None
    for option in options:
        key, _, value = option.partition("=")
        try:
            if key == "p":
                probability = float(value)
            elif key == "times":
                times = int(value)
            elif key == "on" and value:
                on = value
            else:
                key = ""
        except ValueError:
            key = ""
        if not key:
            raise FaultError(f"{option!r} is none of p=0.5, times=2, on=operationId")
    if not 0 <= probability <= 1 or (times is not None and times < 1):
        raise FaultError(f"{text!r}: p is from 0 to 1, times at least 1")
    return Order(text.strip(), known()[name], probability, times, on)


def content(answer: Answer) -> dict[str, Any] | None:
    """Give the body of a successful answer, if it is an object."""
    read = answer.read() if answer.status < 400 else None  # noqa: PLR2004 - errors start there
    return read if is_object(read) else None


def items(body: Mapping[str, Any] | None) -> list[Any] | None:
    """Give the items of a page, if the body is a page."""
    embedded = (body or {}).get("_embedded")
    if not is_object(embedded):
        return None
    return next((v for v in embedded.values() if is_array(v)), None)


def resources(body: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Give the identities or engagements that a body is or has."""
    listed = items(body) if is_object(body) else None
    found = [body] if listed is None else listed
    return [one for one in found if is_object(one) and "created_date" in one]


def on_resources(
    change: Callable[[dict[str, Any]], None],
) -> Callable[[Exchange, Proceed], Answer]:
    """Make a fault that changes every identity and engagement of an answer."""

    def apply(_: Exchange, proceed: Proceed) -> Answer:
        answer = proceed()
        body = content(answer)
        found = resources(body)
        for one in found:
            change(one)
        return answer.with_json(body) if found else answer

    return apply


def on_pages(
    change: Callable[[dict[str, Any]], None],
) -> Callable[[Exchange, Proceed], Answer]:
    """Make a fault that changes every page of a list."""

    def apply(_: Exchange, proceed: Proceed) -> Answer:
        answer = proceed()
        body = content(answer)
        if body is None or items(body) is None:
            return answer
        change(body)
        return answer.with_json(body)

    return apply


def wired(answer: Answer, wire: Wire) -> Answer:
    """Give an answer that goes over the wire in another way."""
    return Answer(answer.status, answer.body, answer.headers, answer.media_type, wire)
