"""The names that things of the description get in Python.

A name depends on what it names and on nothing beside it, as far as that can be: so what is new
never renames what is there. A name that the generated modules use themselves is changed a little.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from copy import copy
from typing import TYPE_CHECKING, Any

from openapi_python_client.config import ClassOverride
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import ClassName, PythonIdentifier, snake_case

from generation import soundness
from generation.english import singular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openapi_python_client.config import Config
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.model_property import ModelProperty
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

    from generation.reserved import Reserved

FIELD_PREFIX = "field_"
"""What precedes a name that is no Python identifier, such as that of a field ``2fa``."""

TAG_PREFIX = "tag"

MODEL_MEMBERS = frozenset({"additional_properties", "fits", "from_dict", "to_dict"})
"""Names of a model that a field may not take."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def method_name(operation: str, tag: str, reserved: frozenset[str] = frozenset()) -> str:
    """Give the name of the method of a resource class, from operationId and tag alone.

    The nouns of the tag are left out of the operationId. No other operation has a say in a name, so
    a new one never renames an old one.

    >>> method_name("createIdentity", "Identities")
    'create'
    >>> method_name("addNumbers", "Numbers")
    'add'
    >>> method_name("getPhoneNumberStatus", "phone_numbers")
    'get_status'
    >>> method_name("identities", "Identities")
    'identities'
    >>> method_name("importIdentity", "Identities")
    'import_'
    """
    words = _words(operation)
    nouns = [singular(word) for word in _words(tag)]
    kept = words
    for start in range(len(words) - len(nouns) + 1):
        if [singular(word) for word in words[start : start + len(nouns)]] == nouns:
            kept = words[:start] + words[start + len(nouns) :]
            break
    name = "_".join(kept)
    if not name.isidentifier():
        name = "_".join(words)
    return f"{name}_" if keyword.iskeyword(name) or name in reserved else name


def member_name(value: str) -> str:
    """Give the name of a value of an enum.

    >>> [member_name(value) for value in ("on-hold", "2FA", "", "+", "class")]
    ['ON_HOLD', 'VALUE_2FA', 'EMPTY', 'PLUS_SIGN', 'CLASS']
    """
    name = snake_case(value.upper()).upper()
    if not name:
        described = "_".join(unicodedata.name(character, "") for character in value)
        name = snake_case(described).upper() or "EMPTY"
    return name if name.isidentifier() else f"VALUE_{name}"


def resource_class(tag: str, reserved: frozenset[str]) -> str:
    """Give the name of the resource class for a tag."""
    name = ClassName(tag, TAG_PREFIX)
    return f"{name}_" if name in reserved else name


def resource_attribute(tag: str, reserved: Reserved) -> str:
    """Give the name of the attribute of the clients that is the resource of a tag.

    A client may have a member of that name already. If that is a property which gives the class of
    the resource, or one derived from it under the same name, it is meant to take its place.
    """
    name = resource_class(tag, reserved.resources)
    own = reserved.members.get(tag, frozenset())
    return tag if own <= {name, f"Async{name}"} else f"{tag}_"


def operation_module(operation: str, reserved: frozenset[str]) -> str:
    """Give the name of the module for an operation."""
    name = PythonIdentifier(operation, FIELD_PREFIX)
    return f"{name}_operation" if name in reserved else name


def name_operations(
    data: GeneratorData, document: dict[str, Any], reserved: frozenset[str]
) -> dict[str, str]:
    """Keep modules of operations clear of our own names; give each operationId by its module."""
    operations = [operation["operationId"] for _, _, operation in soundness.operations(document)]
    ids = {PythonIdentifier(operation, FIELD_PREFIX): operation for operation in operations}
    named: dict[str, str] = {}
    for endpoint in endpoints(data):
        operation = ids[endpoint.name]
        endpoint.name = PythonIdentifier(operation_module(operation, reserved), FIELD_PREFIX)
        named[endpoint.name] = operation
    return named


def endpoints(data: GeneratorData) -> Iterator[Endpoint]:
    """Give every operation that the parser found."""
    for collection in data.endpoint_collections_by_tag.values():
        yield from collection.endpoints


def model_overrides(reserved: frozenset[str]) -> dict[str, ClassOverride]:
    """Tell the generator what to call a schema that has one of our own names."""
    return {name: ClassOverride.model_validate({"class_name": f"{name}Model"}) for name in reserved}


def name_fields(model: ModelProperty, config: Config) -> None:
    """Read ``_links`` as ``links`` where that name is free, and keep clear of our own names."""
    # A field may be shared with the model that it comes from, in which it may have another name.
    required = [copy(field) for field in model.required_properties or []]
    optional = [copy(field) for field in model.optional_properties or []]
    object.__setattr__(model, "required_properties", required)
    object.__setattr__(model, "optional_properties", optional)
    taken = set(MODEL_MEMBERS)
    # A field that is called so comes before one that only would be.
    for field in sorted([*required, *optional], key=lambda field: _plain(field) != _wire(field)):
        name = _plain(field)
        if name in taken and _wire(field).startswith("_"):
            name = PythonIdentifier(_wire(field), FIELD_PREFIX)
        _name(field, name, taken, config)


def name_parameters(endpoint: Endpoint, reserved: frozenset[str], config: Config) -> None:
    """Tell parameters of one name apart by their places, and keep clear of our own names."""
    found = list(endpoint.iter_all_parameters())
    places: dict[str, set[str]] = {}
    for place, field in found:
        places.setdefault(_plain(field), set()).add(place.value)
    taken = set(reserved)
    path = endpoint.path.get_untrusted_value()
    for place, field in sorted(found, key=lambda item: _plain(item[1]) != _wire(item[1])):
        before, name = field.python_name, _plain(field)
        _name(field, name if len(places[name]) == 1 else f"{name}_{place.value}", taken, config)
        if field in endpoint.path_parameters:
            path = path.replace(f"{{{before}}}", f"{{{field.python_name}}}")
    endpoint.path = UntrustedString(path)


def _wire(field: PropertyProtocol) -> str:
    return field.name.get_untrusted_value()


def _plain(field: PropertyProtocol) -> str:
    wire = _wire(field)
    # Python reads an identifier in this form.
    return PythonIdentifier(unicodedata.normalize("NFKC", wire.lstrip("_") or wire), FIELD_PREFIX)


def _name(field: PropertyProtocol, name: str, taken: set[str], config: Config) -> None:
    while name in taken:
        name += "_"
    taken.add(name)
    field.set_python_name(UntrustedString(name), config=config, skip_snake_case=True)


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]
