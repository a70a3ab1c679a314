"""What holds for every model and any JSON: reading never fails, and nothing is lost."""

from __future__ import annotations

import copy
import json
import pickle
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from messaging_engagement_api import models
from messaging_engagement_api.codec import Model

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

MODELS: list[type[Model]] = [
    kind for kind in vars(models).values() if isinstance(kind, type) and issubclass(kind, Model)
]


def wire_names() -> list[str]:
    """Give every name of a field on the wire, so that nested models are reached."""
    written = [json.dumps(sorted(vars(kind)["_known"])) for kind in MODELS]
    return sorted({name for names in written for name in json.loads(names)})


def json_values() -> SearchStrategy[Any]:
    """Make any JSON value, with names and values that mean something among others."""
    known = [
        member.value for kind in (models.EntityType, models.BrandRelationship) for member in kind
    ]
    scalars = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
        st.sampled_from(known),
    )
    return st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | objects(inner))


def objects(values: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Make a JSON object."""
    names = st.sampled_from(wire_names()) | st.text()
    return st.dictionaries(names, values, max_size=6)


def as_text(value: object) -> str:
    """Write JSON so that 1, 1.0 and true differ, and the order of keys does not matter."""
    return json.dumps(value, sort_keys=True)


OBJECTS = objects(json_values())
checked = settings(derandomize=True, database=None, deadline=None, max_examples=60)


def test_every_model_is_checked() -> None:
    """The list above is that of the package."""
    assert {"Identity", "EngagementPage", "Problem"} < {kind.__name__ for kind in MODELS}


@checked
@given(data=OBJECTS)
def test_reading_loses_nothing(data: dict[str, Any]) -> None:
    """Any JSON object can be read as any model, and is written back as it came."""
    given_data = as_text(data)

    for model in MODELS:
        assert given_data == as_text(model.from_dict(data).to_dict()), model
        assert given_data == as_text(data), model


@checked
@given(data=OBJECTS)
def test_copies_are_equal(data: dict[str, Any]) -> None:
    """A deep copy and a round trip through pickle give an equal model, with an equal JSON."""
    for model in MODELS:
        original = model.from_dict(data)
        through_pickle = pickle.loads(pickle.dumps(original))  # noqa: S301 - our own bytes

        assert original == copy.deepcopy(original) == through_pickle, model
        assert as_text(data) == as_text(through_pickle.to_dict()), model


@checked
@given(data=OBJECTS)
def test_repr_never_raises(data: dict[str, Any]) -> None:
    """Whatever was read can be looked at."""
    for model in MODELS:
        assert repr(model.from_dict(data)).startswith(f"{model.__name__}(")
