"""Whatever a server sends is read: what the description does not allow spoils nothing else."""

from __future__ import annotations

import copy
import datetime as dt
import importlib
import json
import pickle
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.generated.outputs import cures

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.generated.outputs import Ours, Output

THING = {"id": "7f3c9b62-64d5-4ac5-8bf4-0c1f4a7d7c3f", "name": "kettle", "status": "active"}

COMPLETE = {
    **THING,
    "level": 2,
    "spare": -1,
    "note": None,
    "created": "2020-01-02T05:12:14+00:00",
    "born": "2020-01-02",
    "when": "2020-01-02T05:12:14",
    "tags": ["a", "b"],
    "pet": {"kind": "barks", "tricks": ["sit"]},
    "shape": {"side": 1.5},
    "payment": {"method": "card", "number": "4111"},
    "circle": {"radius": 2},
    "parent": THING,
    "children": [THING, THING],
    "birthdays": {"ada": "1815-12-10"},
    "guest": {"kind": "meows", "lives": 7},
    "parts": {"lid": THING},
}
"""A thing that has every field, each as the description says."""

WRONG: list[object] = [None, True, 0, 1, 1.5, "", "text", [], [None], [{}], {}, {"x": [{}]}]
"""A value of every kind; for each field most of them are wrong."""


def pickled(value: object) -> object:
    """Send a value through pickle."""
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - our own bytes


def page_of(*things: dict[str, Any]) -> dict[str, Any]:
    """Give the JSON of a page."""
    return {"page": 1, "_embedded": {"things": [*things]}, "_links": {"self": "/v1/things"}}


def assert_nothing_lost(output: Output, data: dict[str, Any]) -> list[Any]:
    """Read a page and require that it is written back as it came; give its items."""
    page = output.models.ThingPage.from_dict(data)
    assert json.dumps(data, sort_keys=True) == json.dumps(page.to_dict(), sort_keys=True)
    return output.things(page)


class TestEnums:
    """Named values are open to values without a name."""

    @cures(ValueError)
    @pytest.mark.parametrize("change", [{"status": "mauve"}, {"level": 99}], ids=str)
    def test_an_unknown_value_is_kept_and_sent_back(
        self, output: Output, change: dict[str, Any]
    ) -> None:
        """A value that the provider adds is read as a value of the enum, and written unchanged."""
        unknown, known = assert_nothing_lost(output, page_of({**THING, **change}, THING))

        (field, value), *_ = change.items()
        assert value == getattr(unknown, field)
        assert output.models.Status.ACTIVE is known.status

    def test_an_unknown_value_is_like_its_string(self, ours: Ours) -> None:
        """It compares, hashes, formats and sorts like the string, and is of the enum."""
        status = ours.models.Status
        mauve = status("mauve")

        assert isinstance(mauve, status)
        assert mauve == "mauve" == mauve.value == f"{mauve}"
        assert mauve == status("mauve") != status.ACTIVE
        assert {"mauve"} == {mauve, "mauve", status("mauve")}
        assert [status.ACTIVE, "beige", mauve] == sorted([mauve, "beige", status.ACTIVE])
        assert "<Status: 'mauve'>" == repr(mauve)
        assert mauve not in list(status)

    def test_an_unknown_number_is_like_its_number(self, ours: Ours) -> None:
        """The same holds for an enum of integers."""
        level = ours.models.Level

        assert isinstance(level(99), level)
        assert 99 == level(99) == level(99).value
        assert {99} == {level(99), 99}
        assert level.VALUE_2 < level(99)
        assert "<Level: 99>" == repr(level(99))

    @pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled])
    @pytest.mark.parametrize(("enum", "value"), [("Status", "mauve"), ("Level", 99)])
    def test_an_unknown_value_survives_a_copy(
        self, ours: Ours, enum: str, value: object, duplicate: Callable[[Any], Any]
    ) -> None:
        """A copy, a deep copy and a round trip through pickle give the same value."""
        original = getattr(ours.models, enum)(value)

        assert value == duplicate(original)
        assert type(original) is type(duplicate(original))

    @pytest.mark.parametrize("value", [True, 1.0], ids=str)
    def test_what_only_equals_a_value_is_none(self, ours: Ours, value: object) -> None:
        """``true`` and ``1.0`` are not turned into 1."""
        (thing,) = assert_nothing_lost(ours, page_of({**THING, "level": value}))

        assert value is thing.level

    @cures(AttributeError)
    def test_a_plain_string_will_do(self, output: Output) -> None:
        """``status="active"`` is sent like ``status=Status.ACTIVE``."""
        details = output.models.ThingDetails(name="kettle", status="active")

        assert "active" == details.to_dict()["status"]


class TestAbsentFields:
    """A field that is absent is neither null nor its default."""

    @cures(AssertionError)
    @pytest.mark.parametrize("duplicate", [copy.deepcopy, pickled])
    def test_it_stays_absent_in_a_copy(
        self, output: Output, duplicate: Callable[[Any], Any]
    ) -> None:
        """A deep copy and a round trip through pickle give an equal model."""
        original = output.models.Thing.from_dict(THING)

        assert original == duplicate(original)

    @cures(TypeError)
    @pytest.mark.parametrize("duplicate", [copy.deepcopy, pickled])
    def test_a_copy_is_sent_like_the_original(
        self, output: Output, duplicate: Callable[[Any], Any]
    ) -> None:
        """Nothing that JSON does not know stands in the place of the field."""
        data = {"type": "about:blank", "title": "Bad request"}
        copied = duplicate(output.models.Problem.from_dict(data))

        assert json.dumps(data) == json.dumps(copied.to_dict())

    def test_it_stays_absent_in_a_shallow_copy(self, ours: Ours) -> None:
        """So does a shallow copy."""
        original = ours.models.Thing.from_dict(THING)

        assert original == copy.copy(original)
        assert THING == copy.copy(original).to_dict()

    @pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled])
    def test_there_is_one_unset(self, ours: Ours, duplicate: Callable[[Any], Any]) -> None:
        """``is UNSET`` holds for every copy of it."""
        assert ours.package.UNSET is duplicate(ours.package.UNSET)
        assert ours.package.UNSET is ours.package.Unset("UNSET")

    @cures(AssertionError)
    def test_a_default_is_left_to_the_server(self, output: Output) -> None:
        """A field that was not given is not sent, also if the description names a default."""
        assert {"name": "kettle"} == output.models.ThingDetails(name="kettle").to_dict()

    @cures(KeyError)
    @pytest.mark.parametrize("field", list(THING))
    def test_a_required_field_that_is_missing_spoils_nothing_else(
        self, output: Output, field: str
    ) -> None:
        """The rest of the page is read, and the field is absent."""
        lacking = {key: value for key, value in THING.items() if key != field}

        first, second = assert_nothing_lost(output, page_of(lacking, THING))

        assert not getattr(first, field)
        assert second == output.models.Thing.from_dict(THING)

    @cures(KeyError)
    def test_a_page_without_its_items_is_still_a_page(self, output: Output) -> None:
        """What is there can be read."""
        assert 3 == output.models.ThingPage.from_dict({"page": 3}).page


class TestWrongValues:
    """A value of the wrong type is kept as it came, at its place."""

    def test_every_field_is_read_when_it_is_right(self, ours: Ours) -> None:
        """The counterpart: values that are as described become what the description says."""
        models = ours.models
        (thing,) = assert_nothing_lost(ours, page_of(COMPLETE))

        assert uuid.UUID("7f3c9b62-64d5-4ac5-8bf4-0c1f4a7d7c3f") == thing.id
        assert models.Level.VALUE_2 is thing.level
        assert models.Level.VALUE_NEGATIVE_1 is thing.spare
        assert dt.datetime(2020, 1, 2, 5, 12, 14, tzinfo=dt.UTC) == thing.created
        assert dt.date(2020, 1, 2) == thing.born
        assert dt.datetime(2020, 1, 2, 5, 12, 14) == thing.when  # noqa: DTZ001 - as it came: without
        assert models.Dog(kind="barks", tricks=["sit"]) == thing.pet
        assert models.Square(side=1.5) == thing.shape
        assert models.Card(number="4111") == thing.payment
        assert models.Circle(radius=2) == thing.circle
        assert models.Cat(kind="meows", lives=7) == thing.guest
        assert [models.Thing.from_dict(THING)] * 2 == thing.children
        assert {"ada": dt.date(1815, 12, 10)} == thing.birthdays.additional_properties
        assert {"lid": models.Thing.from_dict(THING)} == thing.parts.additional_properties

    @cures(ValueError, TypeError, AttributeError)
    @pytest.mark.parametrize(
        "change",
        [
            {"id": "7f3c"},
            {"id": 7},
            {"status": 5},
            {"created": "yesterday"},
            {"created": 1577941934},
            {"born": "2020-02-30"},
            {"pet": "dog"},
            {"shape": "round"},
            {"parent": "kettle"},
            {"children": 2},
            {"children": ["kettle"]},
            {"birthdays": {"ada": "in December"}},
        ],
        ids=str,
    )
    def test_it_spoils_nothing_else(self, output: Output, change: dict[str, Any]) -> None:
        """The rest of the page is read, and the value is written back as it came."""
        _, second = assert_nothing_lost(output, page_of({**THING, **change}, THING))

        assert second == output.models.Thing.from_dict(THING)

    @cures(ValueError, TypeError)
    @pytest.mark.parametrize("field", ["id", "status", "level", "created", "born", "pet", "parent"])
    def test_null_spoils_nothing_else(self, output: Output, field: str) -> None:
        """The same for null where the description does not allow it."""
        first, second = assert_nothing_lost(output, page_of({**THING, field: None}, THING))

        assert getattr(first, field) is None
        assert second == output.models.Thing.from_dict(THING)

    @pytest.mark.parametrize("wrong", WRONG, ids=json.dumps)
    @pytest.mark.parametrize("field", list(COMPLETE))
    def test_any_value_in_any_field(self, ours: Ours, field: str, wrong: object) -> None:
        """Every kind of value in every field is kept, and the other fields are read."""
        expected = ours.models.Thing.from_dict(COMPLETE)

        changed, intact = assert_nothing_lost(ours, page_of({**COMPLETE, field: wrong}, COMPLETE))

        assert expected == intact
        setattr(changed, field, getattr(expected, field))
        assert expected == changed

    @pytest.mark.parametrize("wrong", WRONG, ids=json.dumps)
    @pytest.mark.parametrize("field", ["page", "_embedded", "_links"])
    def test_any_value_in_a_page(self, ours: Ours, field: str, wrong: object) -> None:
        """The same for what a page itself says."""
        data = {**page_of(THING), field: wrong}
        page = ours.models.ThingPage.from_dict(data)

        assert json.dumps(data) == json.dumps(page.to_dict())

    @pytest.mark.parametrize("wrong", WRONG, ids=json.dumps)
    def test_any_value_among_the_items(self, ours: Ours, wrong: object) -> None:
        """An item that is no object stands among the others as it came."""
        data = {"page": 1, "_embedded": {"things": [THING, wrong, THING]}}
        page = ours.models.ThingPage.from_dict(data)

        first, _, last = page.embedded.things
        assert first == last == ours.models.Thing.from_dict(THING)
        assert json.dumps(data) == json.dumps(page.to_dict())

    def test_a_date_is_no_date_and_time(self, ours: Ours) -> None:
        """No midnight is made up for it."""
        assert "2020-01-02" == ours.models.Thing.from_dict({"created": "2020-01-02"}).created

    def test_the_data_is_not_changed(self, ours: Ours) -> None:
        """What was read can be read again."""
        data = page_of(COMPLETE)
        ours.models.ThingPage.from_dict(data)

        assert page_of(COMPLETE) == data


class TestUnions:
    """A value that may be of several types becomes the one that it is."""

    @cures(AssertionError)
    def test_the_discriminator_decides(self, output: Output) -> None:
        """Variants that nothing else tells apart are told apart by their discriminator."""
        (thing,) = output.things(
            output.models.ThingPage.from_dict(page_of({**THING, "pet": {"kind": "barks"}}))
        )

        assert "Dog" == type(thing.pet).__name__

    @cures(AssertionError)
    def test_an_unknown_discriminator_makes_no_variant(self, output: Output) -> None:
        """An object of a kind that nobody named is not taken for another kind, and is kept."""
        first, second = assert_nothing_lost(
            output, page_of({**THING, "pet": {"kind": "sings", "songs": 3}}, THING)
        )

        assert {"kind": "sings", "songs": 3} == first.pet
        assert second == output.models.Thing.from_dict(THING)

    @cures(KeyError)
    @pytest.mark.parametrize("change", [{"pet": {}}, {"shape": {"edges": 5}}], ids=str)
    def test_an_object_of_no_variant_is_kept(self, output: Output, change: dict[str, Any]) -> None:
        """Without a discriminator, or with the required fields of no variant, it stays as it is."""
        first, second = assert_nothing_lost(output, page_of({**THING, **change}, THING))

        (field, value), *_ = change.items()
        assert value == getattr(first, field)
        assert second == output.models.Thing.from_dict(THING)

    @cures(AssertionError)
    def test_a_discriminator_decides_within_a_union(self, output: Output) -> None:
        """Also where its variants are some of those of another union."""
        data = page_of({**THING, "guest": {"kind": "barks"}}, {**THING, "guest": {"radius": 1}})
        dog, circle = assert_nothing_lost(output, data)

        assert "Dog" == type(dog.guest).__name__
        assert "Circle" == type(circle.guest).__name__

    def test_the_names_of_the_schemas_discriminate_too(self, ours: Ours) -> None:
        """OpenAPI lets them stand for themselves beside the mapping."""
        assert "Dog" == type(ours.models.Thing.from_dict({"pet": {"kind": "Dog"}}).pet).__name__

    @pytest.mark.parametrize(("data", "variant"), [("radius", "Circle"), ("side", "Square")])
    def test_required_fields_decide(self, ours: Ours, data: str, variant: str) -> None:
        """Without a discriminator it is the first variant whose required fields are there."""
        thing = ours.models.Thing.from_dict({"shape": {data: 1}})

        assert variant == type(thing.shape).__name__

    @pytest.mark.parametrize(("method", "variant"), [("cash", "Cash"), ("card", "Card")])
    def test_constants_decide(self, ours: Ours, method: str, variant: str) -> None:
        """Among those it is the one whose constants agree."""
        thing = ours.models.Thing.from_dict({"payment": {"method": method}})

        assert variant == type(thing.payment).__name__

    def test_an_object_that_may_be_null_needs_no_required_field(self, ours: Ours) -> None:
        """Where there is one model, it is read like a field that is not nullable."""
        assert isinstance(ours.models.Thing.from_dict({"circle": {}}).circle, ours.models.Circle)


class TestNames:
    """Names on the wire become attributes, and themselves again."""

    @cures(AttributeError)
    def test_hal_fields_have_plain_names(self, output: Output) -> None:
        """``_embedded`` and ``_links`` are ``embedded`` and ``links``."""
        page = output.models.ThingPage.from_dict(page_of(THING))

        assert "kettle" == page.embedded.things[0].name
        assert "/v1/things" == page.links.self_
        assert page_of(THING) == page.to_dict()

    def test_a_plain_name_that_is_taken_stays_with_its_owner(self, ours: Ours) -> None:
        """Beside ``links``, ``_links`` is ``field_links``."""
        data = {"_links": {"self": "/"}, "links": ["a"]}
        both = ours.models.BothLinks.from_dict(data)

        assert ["a"] == both.links
        assert "/" == both.field_links.self_
        assert data == both.to_dict()

    @cures(TypeError, AttributeError)
    def test_reserved_names_round_trip(self, output: Output) -> None:
        """Fields that are called like keywords, builtins or our own methods are like others."""
        data = {
            "type": "t",
            "2fa": True,
            "class": "c",
            "list": ["l"],
            "dict": {"d": "2020-01-02"},
            "self": "s",
            "cls": "k",
            "data": "d",
            "get": "g",
            "datetime": "2020-01-02T05:12:14",
            "from_dict": "f",
            "to_dict": "t",
            "fits": "f",
            "additional_properties": "a",
            "discriminator": {"kind": "k"},
            'say "hi"': "hi",
            "unknown": "u",
        }
        awkward = output.models.Awkward.from_dict(data)

        assert data == awkward.to_dict()
        assert {"unknown": "u"} == awkward.additional_properties


class TestModels:
    """What kind of objects models are."""

    def test_they_are_mutable_and_compare_by_value(self, ours: Ours) -> None:
        """A field can be assigned; two models with the same fields are equal."""
        first, second = (ours.models.Thing.from_dict(THING) for _ in range(2))
        assert first == second

        first.name = "pot"

        assert first != second
        assert {**THING, "name": "pot"} == first.to_dict()

    def test_they_are_deliberately_unhashable(self, ours: Ours) -> None:
        """What can change has no lasting hash: use an id of it as a key."""
        with pytest.raises(TypeError, match="unhashable"):
            hash(ours.models.Thing.from_dict(THING))

    def test_a_misspelt_field_is_an_error(self, ours: Ours) -> None:
        """An assignment to no field of the model does not vanish."""
        thing = ours.models.Thing.from_dict(THING)

        with pytest.raises(AttributeError):
            thing.nmae = "pot"

    def test_the_repr_shows_what_is_set(self, ours: Ours) -> None:
        """An absent field does not make it longer."""
        thing = ours.models.Thing.from_dict({**THING, "new": [1]})

        assert (
            "Thing(id=UUID('7f3c9b62-64d5-4ac5-8bf4-0c1f4a7d7c3f'), name='kettle', "
            "status=<Status: 'active'>, additional_properties={'new': [1]})"
        ) == repr(thing)

    def test_an_additional_field_that_is_absent_is_not_written(self, ours: Ours) -> None:
        """As with the fields that the description knows."""
        thing = ours.models.Thing.from_dict({**THING, "new": 1})
        thing.additional_properties["newer"] = ours.package.UNSET

        assert {**THING, "new": 1} == thing.to_dict()

    def test_a_field_is_seen_without_reading_the_others(self, ours: Ours) -> None:
        """It is as on the wire until a field is read; an absent one is UNSET."""
        codec = importlib.import_module(f"{ours.package.__name__}.codec")
        thing = ours.models.Thing.from_answer(THING)

        assert [THING["id"], ours.package.UNSET, ours.package.UNSET] == [
            codec.peek(thing, name) for name in ("id", "level", "no_such_field")
        ]
        assert uuid.UUID(THING["id"]) == thing.id
        assert [thing.id, ours.package.UNSET, ours.package.UNSET] == [
            codec.peek(thing, name) for name in ("id", "level", "no_such_field")
        ]
