"""Answers whose values are not as their models say: found, told of, and left as they are.

What a field may hold is read off the type hints of its model, so a new field or a new model of the
description needs no line here. What only the ledger of quirks knows is in ``known``.

Pages are long, and their items mostly alike. So a place remembers, for each combination of types
that the fields of its objects had, what is left to look at; most of the time that is little.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from enum import Enum
from operator import attrgetter
from typing import Any, Final

from attrs import frozen

from messaging_engagement.quirks.deviations import Deviation, pointer
from messaging_engagement.quirks.known import RULES, Finding, quirk_of_type, quirk_of_value, shown
from messaging_engagement_api import Unset
from messaging_engagement_api.codec import Model

MOST: Final = 500
"""How many combinations of types a place remembers."""

Trail = tuple[int, ...]
"""The numbers of the items on the way to a place."""
Note = Callable[[str, Trail, Finding], None]
Step = Callable[[Any, Trail, Note], None]


def examine(result: object) -> list[Deviation]:
    """Give every kind of deviation in a result, each at the first place that has it.

    Args:
        result: What was read of an answer: a model, or anything else, which has no deviations.
    """
    found: dict[tuple[str | None, str], Deviation] = {}

    def note(place: str, trail: Trail, finding: Finding) -> None:
        key = (finding.quirk, place + finding.path)
        if key not in found:
            found[key] = Deviation(
                quirk=finding.quirk,
                path=_filled(place, trail) + finding.path,
                message=finding.message,
                found=finding.found,
            )

    if isinstance(result, Model):
        model = type(result)
        if model not in _ROOTS:
            _ROOTS[model] = _Place(model, "")
        _ROOTS[model].examine(result, (), note)
    return list(found.values())


@frozen
class _Expected:
    """What the description has at a place.

    Attributes:
        kinds: The types of the values; None for any.
        items: What the items of an array are, if it may be one.
    """

    kinds: frozenset[type] | None
    items: _Expected | None = None

    @classmethod
    def of(cls, hint: Any) -> _Expected:  # noqa: ANN401 - a type hint has no type of its own
        """Read a type hint."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if hint is Any:
            return cls(None)
        if origin in {typing.Union, types.UnionType}:
            return cls._any_of([cls.of(argument) for argument in arguments])
        if origin is typing.Literal:
            return cls(frozenset(map(type, arguments)))
        if origin is list:
            return cls(frozenset({list}), cls.of(arguments[0]))
        kind: type = origin or hint
        return cls(frozenset({float, int} if kind is float else {kind}))

    @classmethod
    def _any_of(cls, choices: list[_Expected]) -> _Expected:
        items = [choice.items for choice in choices if choice.items is not None]
        if any(choice.kinds is None for choice in choices):
            return cls(None)
        kinds = frozenset[type]().union(*(choice.kinds or () for choice in choices))
        return cls(kinds, cls._any_of(items) if items else None)

    def __str__(self) -> str:
        words = {_word(kind) for kind in self.kinds or () if kind is not Unset}
        return " or ".join(sorted(words))


@frozen
class _Field:
    """A field of a model: its place in the object, and what the description has there."""

    attribute: str
    path: str
    expected: _Expected


def _fields(model: type[Model]) -> tuple[_Field, ...]:
    hints = typing.get_type_hints(model)
    return tuple(
        _Field(attribute, pointer(name), _Expected.of(hints[attribute]))
        for attribute, name in vars(model)["_names"].items()
    )


class _Place:
    """A place that has objects of one model, such as ``/_embedded/identities/*``."""

    def __init__(self, model: type[Model], path: str) -> None:
        self._model = model
        self._path = path
        self._fields = _fields(model)
        self._rule = RULES.get(model)
        self._values = _getter([field.attribute for field in self._fields])
        self._known: dict[tuple[int, type], Step | None] = {}
        self._left: dict[tuple[type, ...], list[tuple[int, Step]]] = {}

    def examine(self, model: Model, trail: Trail, note: Note) -> None:
        """Look at an object that stands here."""
        if self._rule is not None:
            findings = self._rule(model)
            if findings is None:
                return
            for finding in findings:
                note(self._path, trail, finding)
        values = self._values(model)
        kinds = tuple(map(type, values))
        left = self._left.get(kinds)
        if left is None:
            left = self._learn(kinds)
        for index, step in left:
            step(values[index], trail, note)

    def _learn(self, kinds: tuple[type, ...]) -> list[tuple[int, Step]]:
        """Find out what is to be looked at in objects whose fields have these types."""
        left: list[tuple[int, Step]] = []
        for index, kind in enumerate(kinds):
            if (index, kind) not in self._known:
                self._known[index, kind] = self._step(self._fields[index], kind)
            step = self._known[index, kind]
            if step is not None:
                left.append((index, step))
        if len(self._left) < MOST:
            self._left[kinds] = left
        return left

    def _step(self, field: _Field, kind: type) -> Step | None:
        quirk = quirk_of_type(self._model, field.attribute, kind)
        return _step(field.expected, kind, self._path + field.path, quirk)


class _Items:
    """A place that has the items of an array."""

    def __init__(self, expected: _Expected, path: str) -> None:
        self._expected = expected
        self._path = f"{path}/*"
        self._known: dict[type, Step | None] = {}

    def examine(self, items: list[Any], trail: Trail, note: Note) -> None:
        """Look at an array whose items stand here."""
        known = self._known
        for kind in set(map(type, items)) - known.keys():
            known[kind] = _step(self._expected, kind, self._path)
        if any(known.values()):
            for index, item in enumerate(items):
                step = known[type(item)]
                if step is not None:
                    step(item, (*trail, index), note)


_ROOTS: Final[dict[type[Model], _Place]] = {}
"""What is learned of answers, by their models."""


def _step(expected: _Expected, kind: type, path: str, quirk: str | None = None) -> Step | None:
    """Give what looks at the values of a type at a place; None if nothing needs to."""
    if expected.kinds is not None and kind not in expected.kinds:
        finding = Finding("", quirk, f"{_word(kind)} where the description has {expected}")
        return lambda _, trail, note: note(path, trail, finding)
    if issubclass(kind, Model):
        return _Place(kind, path).examine
    if issubclass(kind, Enum) and kind is not Unset:
        return _named(kind, path)
    if kind is list and expected.items is not None:
        return _Items(expected.items, path).examine
    return None


def _named(enum: type[Enum], path: str) -> Step:
    """Give what looks whether the description names a value of an enum."""
    named = frozenset(enum)

    def step(value: Enum, trail: Trail, note: Note) -> None:
        if value not in named:
            message = "a value that the description does not name"
            note(path, trail, Finding("", quirk_of_value(value), message, shown(value.value)))

    return step


def _getter(attributes: list[str]) -> Callable[[Model], tuple[Any, ...]]:
    """Give what reads these attributes of a model, however many they are."""
    if len(attributes) > 1:
        return attrgetter(*attributes)
    readers = [attrgetter(attribute) for attribute in attributes]
    return lambda model: tuple([read(model) for read in readers])


def _filled(place: str, trail: Trail) -> str:
    """Give a path with the numbers of the items on the way to it."""
    numbers = iter(trail)
    parts = (str(next(numbers)) if part == "*" else part for part in place.split("/"))
    return "/".join(parts)


_WORDS: Final[dict[type, str]] = {
    str: "text",
    bool: "true or false",
    int: "an integer",
    float: "a number",
    list: "an array",
    dict: "an object",
    types.NoneType: "null",
    Unset: "nothing",
}


def _word(kind: type) -> str:
    """Name a type as JSON does, for the message of a deviation."""
    known = (word for base, word in _WORDS.items() if issubclass(kind, base))
    return "an object" if issubclass(kind, Model) else next(known, kind.__name__)
