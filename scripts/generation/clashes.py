"""What would be one thing in Python: a question to whoever writes the description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openapi_python_client.strings import PythonIdentifier, snake_case

from generation import naming, soundness
from generation.nodes import is_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi_python_client.parser import GeneratorData

    from generation.reserved import Reserved


def clashes(document: dict[str, Any], reserved: Reserved) -> Iterator[str]:
    """Give a line for each two things of the document that would have one name."""
    yield from _values(document)
    ids = [operation["operationId"] for _, _, operation in soundness.operations(document)]
    modules = ((naming.operation_module(name, reserved.methods), name) for name in ids)
    for name, one, other in _namesakes(modules):
        yield (
            f"the operations {one} and {other} would both be called {name}: give one of them "
            "another operationId"
        )
    operations_by_tag = _operations_by_tag(document)
    for resource, (tag, operations) in operations_by_tag.items():
        methods = (
            (naming.method_name(operation, resource, reserved.methods), operation)
            for operation in operations
        )
        for name, one, other in _namesakes(methods):
            yield (
                f"the operations {one} and {other} of tag {tag} would both be the method "
                f"`{name}`: give one of them another operationId"
            )
    classes = (
        (f"{kind}{naming.resource_class(name, reserved.resources)}", tag)
        for name, (tag, _) in operations_by_tag.items()
        for kind in ("", "Async")
    )
    for name, one, other in _namesakes(classes):
        yield f"the tags {one} and {other} would both have the class {name}: rename one of them"


def module_clashes(data: GeneratorData) -> Iterator[str]:
    """Give a line for each two schemas that would be in one module."""
    kinds = [model.class_info for model in data.models] + [enum.class_info for enum in data.enums]
    for module, one, other in _namesakes((kind.module_name, kind.name) for kind in kinds):
        yield (
            f"the schemas {one} and {other} would both be in the module models/{module}.py: "
            "rename one"
        )


def _values(document: dict[str, Any]) -> Iterator[str]:
    for _, schema in soundness.objects(document):
        values, names = schema.get("enum"), schema.get("x-enum-varnames")
        if not (is_list(values) and is_list(names)):
            continue
        members = (snake_case(name).upper() for name in names)
        present = (value for value in values if value is not None)
        for name, one, other in _namesakes(zip(members, present, strict=False)):
            yield (
                f"the enum values {one!r} and {other!r} would both be called {name}: give every "
                "value of the enum a name with `x-enum-varnames`"
            )


def _operations_by_tag(document: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Give each tag with its operationIds, by the name that the generator makes of the tag."""
    found: dict[str, tuple[str, list[str]]] = {}
    for _, _, operation in soundness.operations(document):
        tag = operation["tags"][0]
        name = PythonIdentifier(tag, naming.TAG_PREFIX)
        found.setdefault(name, (tag, []))[1].append(operation["operationId"])
    return found


def _namesakes(named: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Give each name that is there again, with what has it first and what has it again."""
    taken: dict[str, str] = {}
    for name, thing in named:
        if name in taken:
            yield name, taken[name], thing
        taken.setdefault(name, thing)
