from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from attrs import define as _define
from attrs import field as _field

from ..codec import Model, as_list, as_model
from ..types import UNSET, Unset


@_define(kw_only=True, repr=False)
class BulkFailureProblem(Model):
    """Why no number could be processed, or what is wrong with the request.

    Attributes:
        type_: A URL that names the kind of error.
        title: The kind of error, in words.
        detail: What went wrong this time.
        instance: The id of this answer, for the provider's support.
        invalid_parameters: Each thing that is wrong.
        errors: The numbers that failed, by reason.
    """

    _names: ClassVar[Mapping[str, str]] = {
        "type_": "type",
        "title": "title",
        "detail": "detail",
        "instance": "instance",
        "invalid_parameters": "invalid_parameters",
        "errors": "errors",
    }
    _required: ClassVar[frozenset[str]] = frozenset(("type", "title"))
    _known: ClassVar[frozenset[str]] = frozenset(_names.values())

    type_: str
    title: str
    detail: str | Unset = UNSET
    instance: str | Unset = UNSET
    invalid_parameters: list[InvalidParameter] | Unset = UNSET
    errors: list[FailedNumbers] | Unset = UNSET
    additional_properties: dict[str, Any] = _field(factory=lambda: {})

    def _fill(self, values: Iterable[Any]) -> None:
        (
            self.type_,
            self.title,
            self.detail,
            self.instance,
            self.invalid_parameters,
            self.errors,
        ) = values
        self.invalid_parameters = as_list(
            lambda item: as_model(InvalidParameter, item), self.invalid_parameters
        )
        self.errors = as_list(lambda item: as_model(FailedNumbers, item), self.errors)
        self.additional_properties = {}

    def _keep_others(self, data: Mapping[str, Any]) -> None:
        self.additional_properties = {
            name: item for name, item in data.items() if name not in self._known
        }


# At the end, for models may refer to each other in a circle.
from ..models.failed_numbers import FailedNumbers
from ..models.invalid_parameter import InvalidParameter
