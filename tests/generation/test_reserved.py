"""The names that are taken are those that the generated modules and the clients really have."""

from __future__ import annotations

import inspect
from dataclasses import replace
from pathlib import Path

import pytest

from generation.errors import GenerationError
from generation.naming import resource_attribute, resource_class
from generation.reserved import CLIENTS, TEMPLATES, Reserved
from messaging_engagement import AsyncClient, Client
from messaging_engagement_api import Api, AsyncApi, Paging, models
from messaging_engagement_api.api.identities import Identities, list_identities

ROOT = Path(__file__).resolve().parents[2]
RESERVED = Reserved.of(ROOT)
RESOURCES = {name for name in vars(Api) if not name.startswith("_")}


def public(thing: object) -> set[str]:
    """Give the public names of a module or a class."""
    return {name for name in dir(thing) if not name.startswith("_")}


def test_every_method_of_the_clients_is_taken() -> None:
    """A resource of such a name would be hidden by the method, or would hide it."""
    methods = {*public(Client), *public(AsyncClient)} - RESOURCES

    assert methods <= RESERVED.members.keys()
    assert {"send", "close", "with_options"} <= methods
    for name in methods:
        assert f"{name}_" == resource_attribute(name, RESERVED)


@pytest.mark.parametrize("name", sorted(RESOURCES))
def test_a_resource_that_a_client_refines_keeps_its_name(name: str) -> None:
    """A property that gives the class of the resource is meant to take its place."""
    assert name == resource_attribute(name, RESERVED)


def test_a_property_that_is_no_resource_is_taken() -> None:
    """It gives something else than the class of the resource."""
    members = {"limits": frozenset({"Limits", "AsyncLimits"}), "account": frozenset({"str"})}
    reserved = replace(RESERVED, members=members)

    assert "limits" == resource_attribute("limits", reserved)
    assert "account_" == resource_attribute("account", reserved)


def test_the_attributes_of_the_generated_clients_are_their_own() -> None:
    """No attribute that a derived class has, of whatever name, can be one of theirs."""
    for kind in (Api, AsyncApi):
        names = vars(kind(object())).keys()  # type: ignore[arg-type] # nothing is sent
        assert names
        assert all(name.startswith(f"_{kind.__name__}__") for name in names)


def test_the_options_of_a_pager_are_taken() -> None:
    """And so is the name of the options as a whole."""
    assert {*Paging.__annotations__, "paging"} == RESERVED.paging


def test_what_a_module_of_an_operation_has_is_no_name_of_a_parameter() -> None:
    """Whatever such a module imports or defines would be hidden."""
    own = public(list_identities) - public(models) - {"annotations"}

    assert {"listing", "request", "embedded"} <= own <= RESERVED.parameters


def test_what_a_resource_class_has_is_no_name_of_an_operation() -> None:
    """Such as ``with_raw_response``."""
    assert "with_raw_response" in public(Identities)
    assert "with_raw_response" in RESERVED.methods


def test_what_the_modules_of_the_resources_import_is_no_name_of_one() -> None:
    """A tag ``Operation`` does not take the place of the class of that name."""
    for name in ("Operation", "Sender", "Api", "AsyncApi", "OPERATIONS", "Any"):
        assert name in RESERVED.resources
    assert "Operation_" == resource_class("operation", RESERVED.resources)


def checkout(folder: Path, clients: str) -> Path:
    """Give a checkout with other clients."""
    (folder / CLIENTS).parent.mkdir(parents=True)
    (folder / CLIENTS).write_text(clients)
    (folder / TEMPLATES).parent.mkdir(parents=True, exist_ok=True)
    (folder / TEMPLATES).symlink_to(ROOT / TEMPLATES)
    return folder


def test_members_of_all_kinds(tmp_path: Path) -> None:
    """Functions, values and properties, those of the base classes included; nothing private."""
    text = inspect.cleandoc("""
        class Elsewhere:
            def other(self): ...

        class Base(Generic[T]):
            timeout: float = 1
            retries = 2
            async def begin(self): ...

        class Client(Base[int], api.Api):
            _private = 1
            @property
            def things(self) -> "Things": ...
            if True:
                pass
    """)
    expected = {"timeout": {""}, "retries": {""}, "begin": {""}, "things": {"Things"}}

    assert expected == Reserved.of(checkout(tmp_path, text)).members


def test_members_of_a_base_in_another_module(tmp_path: Path) -> None:
    """A base class may be in a module beside that of the clients."""
    text = inspect.cleandoc("""
        from messaging_engagement.base import Base, helper
        from elsewhere.things import Thing

        class Client(Base, Thing, Api):
            def close(self): ...
    """)
    root = checkout(tmp_path, text)
    (root / CLIENTS).with_name("base.py").write_text("class Base:\n    def begin(self): ...\n")

    assert {"begin": {""}, "close": {""}} == Reserved.of(root).members


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("class Client: ...", "has no class that derives from Api or AsyncApi"),
        ("class Client(:", f"{CLIENTS}:1: not Python"),
    ],
)
def test_clients_that_cannot_be_read(tmp_path: Path, text: str, fragment: str) -> None:
    """A build does not go on without knowing them."""
    with pytest.raises(GenerationError) as raised:
        Reserved.of(checkout(tmp_path, text))
    assert fragment in str(raised.value)


def test_clients_that_are_missing(tmp_path: Path) -> None:
    """The same."""
    root = checkout(tmp_path, "")
    (root / CLIENTS).unlink()
    with pytest.raises(GenerationError, match="cannot be read: No such file"):
        Reserved.of(root)
