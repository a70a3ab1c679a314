"""Answers that are just as the description says, decoded faster than by way of dicts.

For each model, msgspec, of the extra ``fast``, gets a class that has its fields and no others. It
refuses an answer in which a required field is missing, another one is unknown, or a value is of
another type. Then nothing is lost but a little time: the answer is read as any JSON, and mended.
"""

from __future__ import annotations

import keyword
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, cast
from uuid import UUID

import msgspec
from msgspec.json import decode

from messaging_engagement_api import UNSET, Unset
from messaging_engagement_api.codec import Exact, Model

__all__ = ["Decode", "decode", "decoder", "shape_of"]

Decode = Callable[[bytes], Any]

_SHAPES: Final[dict[Any, Any]] = {
    **{kind: kind for kind in (str, int, bool, types.NoneType)},
    **dict.fromkeys((date, datetime, UUID), str),
    float: int | float,  # or 1 would become 1.0
}
"""What msgspec looks for, where a model has such a value."""


_decoders: dict[type[Model], Decode | None] = {}


def decoder(model: type[Model]) -> Decode | None:
    """Give what decodes the answers that are just as a model describes, if anything can.

    It raises ValueError for all others.
    """
    if model not in _decoders:
        shape = shape_of(model)
        _decoders[model] = None if shape is Any else msgspec.json.Decoder(shape).decode
    return _decoders[model]


def shape_of(hint: Any) -> Any:  # noqa: ANN401 - a type hint has no type of its own
    """Give what msgspec looks for where a model has a value of a type; Any for anything."""
    return _Shapes().of(hint)


class _Struct(msgspec.Struct, Exact):
    """What the classes for msgspec have in common."""


class _Shapes:
    """What msgspec looks for in each model on the way from one."""

    def __init__(self) -> None:
        self._of_models: dict[type[Model], Any] = {}

    def of(self, hint: Any) -> Any:  # noqa: ANN401 - a type hint has no type of its own
        """Give what msgspec looks for; Any where it may be anything."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin in {typing.Union, types.UnionType}:
            return self._one_of([self.of(each) for each in arguments if each is not Unset])
        if origin is list:
            return list[self.of(arguments[0])]  # type: ignore[misc] # a type made at run time
        if isinstance(hint, type) and issubclass(hint, Model):
            return self._of_model(hint)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint  # msgspec, too, asks it for what it does not name
        return _SHAPES.get(hint, Any)

    def _one_of(self, shapes: list[Any]) -> Any:  # noqa: ANN401 - as above
        # msgspec can tell objects from arrays and the like, but not two kinds of either.
        kinds = [_kind(shape) for shape in shapes]
        if Any in shapes or len(set(kinds)) < len(kinds):
            return Any
        return typing.Union[tuple(shapes)]  # noqa: UP007 - it has as many as it has

    def _of_model(self, model: type[Model]) -> Any:  # noqa: ANN401 - as above
        if model not in self._of_models:
            self._of_models[model] = Any  # for a model within itself
            names: dict[str, str] = vars(model)["_names"]
            if all(map(_may_be_attribute, names.values())):
                self._of_models[model] = self._made(model, names)
        return self._of_models[model]

    def _made(self, model: type[Model], names: dict[str, str]) -> type[_Struct]:
        hints = typing.get_type_hints(model)
        required: frozenset[str] = vars(model)["_required"]
        shapes = {name: self.of(hints[attribute]) for attribute, name in names.items()}
        made = msgspec.defstruct(
            model.__name__,
            [
                (name, shape) if name in required else (name, shape, UNSET)
                for name, shape in shapes.items()
            ],
            bases=(_Struct,),
            kw_only=True,
            forbid_unknown_fields=True,
            gc=False,  # they are no part of a circle
        )
        return cast("type[_Struct]", made)


def _kind(shape: Any) -> object:  # noqa: ANN401 - a type hint has no type of its own
    """Give the kind of JSON value that msgspec looks for."""
    origin = typing.get_origin(shape)
    if origin is not None:
        return origin
    kinds = (kind for kind in (Exact, str, int) if issubclass(shape, kind))
    return next(kinds, shape)


def _may_be_attribute(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__")
