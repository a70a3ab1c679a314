"""What can be asked for, read off the generated resource classes.

A resource is a property of the generated ``Api``, and a command is a method of its class. Which
operation a method calls it tells itself, when it is called with a sender that only looks. What a
description cannot say is named below: which command undoes another, and which takes any count.
"""

from __future__ import annotations

import inspect
import re
from enum import Enum
from types import FunctionType, UnionType
from typing import TYPE_CHECKING, Any, NoReturn, Union, get_args, get_origin, get_type_hints

from attrs import evolve, field, frozen

from messaging_engagement.command.documentation import documentation
from messaging_engagement.command.words import word
from messaging_engagement_api import Api, Pager, Paging, Unset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from messaging_engagement_api import Listing, Operation, Request
    from messaging_engagement_api.codec import Model

_SAFE = {"GET", "HEAD", "OPTIONS"}
_FINAL = {"POST", "DELETE"}
_UNDONE_BY = {"add": "remove"}
"""Commands that write, but can be undone by another one of the resource."""
_NAMED = re.compile(r"Known values: `[^`]+`(?:, `[^`]+`)*")
IN_PIECES = frozenset({"addNumbers", "removeNumbers"})
"""Operations whose method is written by hand to take any count: see ``bulk.numbers``."""


@frozen(kw_only=True)
class Value:
    """One value that a command takes: a parameter, or a field of the body.

    Attributes:
        name: Its name, for a field that on the wire.
        hint: Its type, without :class:`Unset`.
        told: What the description says of it.
        is_required: Whether the operation needs it, whatever else is given.
        known: The values that it may have, if the description lists them.
        named: The values that the description only names as known ones.
    """

    name: str
    hint: Any = field(repr=False)
    told: str = ""
    is_required: bool = False
    known: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@frozen(kw_only=True)
class Command:
    """One operation, as a command.

    Attributes:
        resource: The name of the resource.
        name: The name of the method.
        operation: The operation.
        summary: What it does, in one sentence.
        text: What more is to be said.
        parameters: The parameters of its path, its query and its headers.
        fields: The fields that its body may have.
        needs_body: Whether it cannot do without a body.
        listed: The one field of a body that is a mere list of texts.
        paging: What the pager of a list may be asked for.
        columns: The fields of the items of a list, by their names on the wire.
        can_be_undone: Whether another command undoes it, or it changes nothing.
        is_in_pieces: Whether it takes any count of texts, and sends them in several requests.
    """

    resource: str
    name: str
    operation: Operation[Any] = field(repr=False)
    summary: str
    text: str = ""
    parameters: tuple[Value, ...] = ()
    fields: tuple[Value, ...] = ()
    needs_body: bool = False
    listed: str | None = None
    paging: tuple[Value, ...] = ()
    columns: tuple[str, ...] = ()
    can_be_undone: bool = True
    is_in_pieces: bool = False

    @property
    def words(self) -> str:
        """How it is asked for."""
        return f"{word(self.resource)} {word(self.name)}"

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.operation.method not in _SAFE

    @property
    def takes_body(self) -> bool:
        """Whether it sends a body."""
        return bool(self.operation.bodies)


def summaries(resource: str) -> Mapping[str, str]:
    """Give the words of the commands of a resource, each with a sentence.

    Args:
        resource: Its word.
    """
    methods = _methods(_named(vars(Api), resource))
    return {word(name): documentation(method).summary for name, method in methods.items()}


def command(resource_word: str, command_word: str) -> Command:
    """Give one command of a resource, both by their words."""
    resource = _named(vars(Api), resource_word)
    methods = _methods(resource)
    name = _named(methods, command_word)
    method = methods[name]
    told = documentation(method)
    operation = _operation(_class(resource), name, method)
    hints = get_type_hints(method)
    parameters = inspect.signature(method).parameters.values()
    body = tuple(_fields(operation.bodies))
    lists = [value for value in body if value.hint == list[str]]
    return Command(
        resource=resource,
        name=name,
        operation=operation,
        summary=told.summary,
        text=told.text,
        parameters=tuple(
            Value(
                name=parameter.name,
                hint=set_hint(hints[parameter.name]),
                told=told.items.get(parameter.name, ""),
                is_required=parameter.default is parameter.empty,
            )
            for parameter in parameters
            if parameter.name not in {"self", "body"} and parameter.kind != parameter.VAR_KEYWORD
        ),
        fields=body,
        needs_body=any(it.name == "body" and it.default is it.empty for it in parameters),
        listed=lists[0].name if len(body) == len(lists) == 1 else None,
        paging=tuple(_paging()) if any(it.kind == it.VAR_KEYWORD for it in parameters) else (),
        columns=tuple(_columns(hints.get("return"))),
        can_be_undone=operation.method not in _FINAL or _UNDONE_BY.get(name) in methods,
        is_in_pieces=operation.id in IN_PIECES,
    )


def set_hint(hint: Any) -> Any:  # noqa: ANN401 - a type, or a form of one
    """Give the type that a value has if it is set; of several the first."""
    if get_origin(hint) in {Union, UnionType}:
        forms = [form for form in get_args(hint) if form not in {Unset, type(None)}]
        return forms[0]
    return hint


def _named(names: Iterable[str], wanted: str) -> str:
    return next(name for name in names if word(name) == wanted)


def _class(resource: str) -> type[Any]:
    getter = inspect.getattr_static(Api, resource).fget
    found: type[Any] = get_type_hints(getter)["return"]
    return found


def _methods(resource: str) -> Mapping[str, FunctionType]:
    members = vars(_class(resource)).items()
    return {
        name: member
        for name, member in members
        if isinstance(member, FunctionType) and not name.startswith("_")
    }


class _Found(Exception):  # noqa: N818 - it is no error
    """What a method would send."""

    def __init__(self, operation: Operation[Any]) -> None:
        super().__init__(operation)
        self.operation = operation


class _Looking:
    """A sender that sends nothing, and tells which operation it was to send."""

    def send(self, request: Request[Any], /) -> NoReturn:
        raise _Found(request.operation)

    send_raw = send

    def paginate(self, listing: Listing[Any, Any], paging: Paging, /) -> NoReturn:
        del paging
        raise _Found(listing.operation)


def _operation(owner: type[Any], name: str, method: FunctionType) -> Operation[Any]:
    """Ask a method which operation it calls; what it is called with is not looked at."""
    needed = [
        parameter.name
        for parameter in inspect.signature(method).parameters.values()
        if parameter.default is parameter.empty and parameter.kind != parameter.VAR_KEYWORD
    ]
    try:
        getattr(owner(_Looking()), name)(**dict.fromkeys(needed[1:], "x"))
    except _Found as found:
        return found.operation
    raise TypeError(f"{owner.__name__}.{name} sends nothing")


def _fields(models: tuple[type[Model], ...]) -> Iterator[Value]:
    """Give the fields of all models that a body may be: those that all require come first."""
    found: dict[str, Value] = {}
    for model in models:
        own = vars(model)  # what a model says about itself has no other name than a protected one
        hints, told = get_type_hints(model), documentation(model).items
        for attribute, name in own["_names"].items():
            value = Value(
                name=name,
                hint=set_hint(hints[attribute]),
                told=told.get(attribute, ""),
                is_required=all(name in vars(each)["_required"] for each in models),
                known=_known(hints[attribute]),
                named=_named_in(told.get(attribute, "")),
            )
            found.setdefault(name, value)
    for name, kinds in _constants(models).items():
        found[name] = evolve(found[name], hint=str, told="Which kind it is.", known=tuple(kinds))
    yield from sorted(found.values(), key=lambda value: not value.is_required)


def _known(hint: object) -> tuple[str, ...]:
    form = set_hint(hint)
    if get_origin(form) is list:
        return _known(get_args(form)[0])
    if isinstance(form, type) and issubclass(form, Enum):
        return tuple(str(member.value) for member in form)
    return ()


def _named_in(told: str) -> tuple[str, ...]:
    """Give the values that a text names as known ones.

    >>> _named_in("The colour. Known values: `RED`, `BLUE`. Example: RED.")
    ('RED', 'BLUE')
    """
    listed = _NAMED.search(told)
    return tuple(re.findall(r"`([^`]+)`", listed[0])) if listed else ()


def _columns(result: object) -> Iterator[str]:
    """Give the fields of the items that a pager gives, if they are of a model."""
    for item in get_args(result) if get_origin(result) is Pager else ():
        yield from vars(item).get("_names", {}).values() if isinstance(item, type) else ()


def _constants(models: tuple[type[Model], ...]) -> Mapping[str, list[str]]:
    """Give the fields that tell the models apart, each with its values."""
    told: dict[str, list[str]] = {}
    for model in models:
        for name, value in vars(model).get("_constants", {}).items():
            told.setdefault(name, []).append(str(value))
    return {name: values for name, values in told.items() if len(values) == len(models)}


def _paging() -> Iterator[Value]:
    told = documentation(Paging).items
    for name, hint in get_type_hints(Paging).items():
        if set_hint(hint) is int:
            yield Value(name=name, hint=int, told=told.get(name, ""))
