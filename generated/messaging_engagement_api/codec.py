"""JSON values to Python values and back, and nothing lost on the way.

A server may send what its description does not allow. Reading never fails for that: a value that is
not of its declared type is kept as it came, an enum value that nobody named is still an enum value,
an unknown field is in ``additional_properties``. What was read is written back unchanged; a date, a
time and a UUID are written in Python's notation of them.

Most of a long answer is never looked at. So a model keeps its JSON object until one of its fields is
asked for, and reads all of them then; the models in them wait in turn.
"""

from __future__ import annotations

import datetime
import gc
import json
import os
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import Enum, IntEnum, StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from .types import UNSET

M = TypeVar("M", bound="Model")
E = TypeVar("E", bound=Enum)

_new = object.__new__
_ENUM_VALUES = frozenset((str, int))
_PLAIN = frozenset((str, int, float, bool, type(None)))


class OpenStrEnum(StrEnum):
    """Named strings, open to values that have no name here.

    >>> class Colour(OpenStrEnum):
    ...     RED = "red"
    >>> Colour("mauve")
    <Colour: 'mauve'>
    >>> Colour("mauve") == "mauve", Colour("mauve") in list(Colour)
    (True, False)
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._value_!r}>"


class OpenIntEnum(IntEnum):
    """Named integers, open to values that have no name here."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_ = str(value)
        member._value_ = value
        return member

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._value_!r}>"


class Exact:
    """A JSON object that has no fields but those of its model, as attributes named as on the wire.

    Whoever has a faster decoder derives the classes that it decodes into from this one.
    """

    __slots__ = ()


_OBJECTS: tuple[type[Any], ...] = (dict, Exact)


class Model:
    """What all models share: reading at first use, writing, and a repr of the fields that are set."""

    __slots__ = ("_unread",)

    _unread: Mapping[str, Any] | Exact
    """The JSON object, until the fields are read from it."""

    _names: ClassVar[Mapping[str, str]] = {}
    """The name on the wire of each attribute, in the order of the description."""
    _required: ClassVar[frozenset[str]] = frozenset()
    """The names on the wire of the fields that must be there."""
    _known: ClassVar[frozenset[str]] = frozenset()
    """The names on the wire of all fields."""
    _constants: ClassVar[Mapping[str, Any]] = {}
    """The one value that each of these fields may have, by their names on the wire."""

    additional_properties: dict[str, Any]
    """Fields that the description does not know, by their names on the wire."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the model from a JSON object.

        Args:
            data: The JSON object. It is not changed.

        Returns:
            The model. A field that is absent is :data:`UNSET`, also where it is required.
        """
        model = cls.from_answer(data)
        model._read_all()
        return model

    @classmethod
    def from_answer(cls, data: Mapping[str, Any] | Exact) -> Self:
        """Read the model from a JSON object that nobody else has, when a field is first asked for.

        Args:
            data: The JSON object. It must never change.

        Returns:
            The model, as with :meth:`from_dict`.
        """
        model = _new(cls)
        model._unread = data
        return model

    def _fill(self, values: Iterable[Any]) -> None:
        """Read each field that the description knows, from the values of all of them in order."""
        raise NotImplementedError

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        """Read each field that the description does not know."""
        raise NotImplementedError

    def _read(self) -> None:
        """Read each field, unless that was done, or it was assigned meanwhile."""
        with _reading:
            try:
                unread: Mapping[str, Any] | Exact = object.__getattribute__(self, "_unread")
            except AttributeError:
                return
            # Most have no more than their class and what is unread, and the long way is long.
            assigned = self._assigned() if len(gc.get_referents(self)) > 2 else None
            if isinstance(unread, Exact):
                model = type(self)
                if model not in _READERS:
                    _READERS[model] = _reader([*self._names.values()])
                self._fill(_READERS[model](unread))
            else:
                self._fill([unread.get(name, UNSET) for name in self._names.values()])
                self._keep_others(unread)
            for name, value in (assigned or {}).items():
                setattr(self, name, value)
            del self._unread

    def _read_all(self) -> None:
        """Read each field, and all models in them, now."""
        values = [getattr(self, name) for name in self._names]
        values += self.additional_properties.values()
        while values:
            value: Any = values.pop()
            if isinstance(value, Model):
                value._read_all()
            elif isinstance(value, list):
                values += value

    def _assigned(self) -> dict[str, Any]:
        """Give the fields that were assigned before any was read."""
        assigned: dict[str, Any] = {}
        for name in (*self._names, "additional_properties"):
            with suppress(AttributeError):
                assigned[name] = object.__getattribute__(self, name)
        return assigned

    if not TYPE_CHECKING:  # or a type checker would take any name for a field

        def __getattr__(self, name: str) -> Any:
            """Give a field that is asked for before any was read."""
            self._read()
            return object.__getattribute__(self, name)

    @classmethod
    def fits(cls, data: Mapping[str, Any]) -> bool:
        """Tell whether a JSON object has the required fields of the model, and its constants."""
        return cls._required <= data.keys() and all(
            data.get(name, constant) == constant for name, constant in cls._constants.items()
        )

    def to_dict(self) -> dict[str, Any]:
        """Write the model as a JSON object: the fields that are set, then the additional ones."""
        written: dict[str, Any] = {}
        for attribute, name in self._names.items():
            value = getattr(self, attribute)
            if value is not UNSET:
                written[name] = as_json(value)
        for name, value in self.additional_properties.items():
            if value is not UNSET:
                written.setdefault(name, as_json(value))
        return written

    def __repr__(self) -> str:
        fields = {name: getattr(self, name) for name in self._names}
        shown = [f"{name}={value!r}" for name, value in fields.items() if value is not UNSET]
        if self.additional_properties:
            shown.append(f"additional_properties={self.additional_properties!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


def peek(model: Model, attribute: str) -> Any:
    """Give a field, without reading the others: its JSON value, as long as nobody read any.

    Returns:
        The value; :data:`UNSET` if it is absent, or if the model has no such field.
    """
    try:
        unread: Mapping[str, Any] | Exact = object.__getattribute__(model, "_unread")
    except AttributeError:
        return getattr(model, attribute, UNSET)
    names: Mapping[str, str] = object.__getattribute__(model, "_names")
    name = names.get(attribute, "")
    if isinstance(unread, Exact):
        return getattr(unread, name, UNSET)
    return unread.get(name, UNSET)


_reading = threading.RLock()
"""Held while a model is read, or two threads would each give another object for one field."""


def _renew_lock() -> None:
    """Let a child process begin anew: another thread of the parent may have held the lock."""
    global _reading
    _reading = threading.RLock()


with suppress(AttributeError):  # Windows does not fork
    os.register_at_fork(after_in_child=_renew_lock)


_READERS: dict[type[Model], Callable[[Exact], Iterable[Any]]] = {}
"""What reads all fields of an object of each model."""


def _reader(names: list[str]) -> Callable[[Exact], Iterable[Any]]:
    """Give what reads attributes, however many they are."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda found: [getattr(found, name) for name in names]


def as_json(value: Any) -> Any:
    """Write a Python value as the JSON value that stands for it."""
    if type(value) in _PLAIN:  # most values are
        return value
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, Enum) and value is not UNSET:
        return value.value
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {name: as_json(item) for name, item in items if item is not UNSET}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(item) for item in cast("Iterable[Any]", value)]
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return value


def as_text(value: Any) -> str:
    """Write a value as a parameter has it: ``true`` and ``false`` in lower case."""
    written = as_json(value)
    return written if isinstance(written, str) else json.dumps(written)


def as_model(model: type[M], value: Any) -> M:
    """Read a JSON object into a model."""
    return model.from_answer(value) if isinstance(value, _OBJECTS) else cast("M", value)


def as_enum(enum: type[E], value: Any) -> E:
    """Read a string or an integer into an enum."""
    found: E = value
    if type(value) in _ENUM_VALUES:  # true is no 1
        try:
            # Calling the enum takes four times as long.
            found = enum._value2member_map_[value]  # type: ignore[assignment]
        except KeyError:
            with suppress(ValueError):
                found = enum(value)
    return found


def as_date(value: Any) -> datetime.date:
    """Read an ISO 8601 date."""
    if type(value) is not str:
        return cast("datetime.date", value)
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return cast("datetime.date", value)


def as_datetime(value: Any) -> datetime.datetime:
    """Read an ISO 8601 date and time; a date alone is none."""
    if type(value) is not str or len(value) <= len("2020-01-02"):
        return cast("datetime.datetime", value)
    try:
        return datetime.datetime.fromisoformat(value)
    except ValueError:
        return cast("datetime.datetime", value)


def as_uuid(value: Any) -> uuid.UUID:
    """Read a UUID."""
    if type(value) is not str:
        return cast("uuid.UUID", value)
    try:
        return uuid.UUID(value)
    except ValueError:
        return cast("uuid.UUID", value)


def as_list(read: Callable[[Any], Any], value: Any) -> Any:
    """Read each item of a JSON array."""
    if not isinstance(value, list):
        return value
    return [read(item) for item in cast("Iterable[Any]", value)]


def as_any_of(
    value: Any,
    *,
    models: tuple[type[Model], ...] = (),
    scalars: Callable[[Any], Any] | None = None,
    lists: Callable[[Any], Any] | None = None,
    tags: Iterable[tuple[str, Mapping[str, type[Model]]]] = (),
) -> Any:
    """Read a value of one of several types.

    Args:
        value: The JSON value.
        models: The models that an object may be, but for those that discriminators tell apart.
        scalars: How to read what is neither an object nor an array.
        lists: How to read an array.
        tags: The discriminators: the name of the property, and the model for each of its values.

    Returns:
        An object as the model that a discriminator names, else as the first one whose required
        fields and constants it has. If there is no such model, the object as it came.
    """
    if isinstance(value, dict):
        data = cast("Mapping[str, Any]", value)
        for name, by_value in tags:
            discriminator = data.get(name)
            named = by_value.get(discriminator) if isinstance(discriminator, str) else None
            if named is not None:
                return named.from_answer(data)
        for model in models:
            if model.fits(data):
                return model.from_answer(data)
        return data
    if isinstance(value, list):
        return cast("Any", value) if lists is None else lists(value)
    return value if scalars is None else scalars(value)
