"""The rules for the bodies of requests, as the generated models state them; ``checks`` asks.

An operation takes one model or one of several. Each knows its fields, their types and which it
requires; one that is for a single ``entity_type`` says so, too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from attrs import evolve, field, frozen

from messaging_engagement_api import Operation, Unset
from messaging_engagement_api.api import OPERATIONS

if TYPE_CHECKING:
    from messaging_engagement_api.codec import Model

KIND = "entity_type"
"""The field that says which kind of identity a body describes."""


@frozen
class FieldType:
    """A type that a field may have.

    Attributes:
        name: The type in words.
        fits: Whether a JSON value is of it.
        known: The values that the description names, if it names some.
    """

    name: str
    fits: Callable[[object], bool] = field(repr=False)
    known: frozenset[str] = frozenset()


@frozen
class Rules:
    """What a body must have.

    Attributes:
        names: The names of its models.
        fields: The types that each field may have, by the name on the wire.
        required: The fields that it needs.
        kind: The ``entity_type`` that the rules are for, if they are for one alone.
    """

    names: tuple[str, ...]
    fields: Mapping[str, tuple[FieldType, ...]]
    required: frozenset[str]
    kind: str | None = None


def rules_for(operation: Operation[Any], body: object) -> Rules | None:
    """Give the rules for a body; None if the operation takes none."""
    if not operation.bodies:
        return None
    found = _rules_of(operation.bodies)
    kind = cast("Mapping[str, object]", body).get(KIND) if isinstance(body, Mapping) else None
    for rules in found:
        if rules.kind is not None and rules.kind == kind:
            return rules
    general = _common(found)
    if KIND in general.required and isinstance(kind, str) and kind in _kinds():
        # The model is for every kind; what each needs, the models for one kind know.
        needed = _kinds()[kind].required & general.fields.keys()
        return evolve(general, required=general.required | needed, kind=kind)
    return general


@functools.cache
def _rules_of(models: tuple[type[Model], ...]) -> tuple[Rules, ...]:
    return tuple(map(_rules, models))


@functools.cache
def _kinds() -> Mapping[str, Rules]:
    """Give the rules that are for one kind of identity alone."""
    every = (rules for operation in OPERATIONS for rules in _rules_of(operation.bodies))
    return {rules.kind: rules for rules in every if rules.kind is not None}


def _rules(model: type[Model]) -> Rules:
    own = vars(model)  # what a model says about itself has no other name than a protected one
    hints = get_type_hints(model)
    return Rules(
        names=(model.__name__,),
        fields={name: tuple(_types(hints[attr])) for attr, name in own["_names"].items()},
        required=own["_required"],
        kind=own.get("_constants", {}).get(KIND),
    )


def _common(every: tuple[Rules, ...]) -> Rules:
    """Give what is true for all of several models."""
    fields: dict[str, tuple[FieldType, ...]] = {}
    for rules in every:
        for name, types in rules.fields.items():
            fields[name] = (*fields.get(name, ()), *types)
    return Rules(
        names=tuple(name for rules in every for name in rules.names),
        fields=fields,
        required=every[0].required.intersection(*(rules.required for rules in every)),
    )


def _alternatives(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type, or a form of one
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def _types(hint: Any) -> Iterator[FieldType]:  # noqa: ANN401 - as above
    for form in _alternatives(hint):
        if form is Unset:
            continue
        if get_origin(form) is Literal:
            yield evolve(_STRING, known=frozenset(get_args(form)))
        elif get_origin(form) is list:
            yield _list_of(tuple(_types(get_args(form)[0])))
        elif issubclass(form, Enum):
            yield evolve(_STRING, known=frozenset(member.value for member in form))
        else:
            yield _PLAIN.get(form, _ANYTHING)


def _list_of(items: tuple[FieldType, ...]) -> FieldType:
    def fits(value: object) -> bool:
        if not isinstance(value, list):
            return False
        values = cast("list[object]", value)
        return all(any(item.fits(one) for item in items) for one in values)

    return FieldType(f"a list, each {' or '.join(item.name for item in items)}", fits)


_STRING = FieldType("a string", lambda value: isinstance(value, str))
_PLAIN = {
    str: _STRING,
    bool: FieldType("true or false", lambda value: isinstance(value, bool)),
}
_ANYTHING = FieldType("anything", lambda _: True)
"""The type of a field that is none of those above: it is left to the server."""
